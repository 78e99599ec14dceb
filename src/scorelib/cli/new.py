"""The command `new`: the folder of a new ruleset, which checks and tests green as it comes."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorelib.cli.options import LangOption, RootsOption, reporting
from scorelib.cli.terminal import choose_lang, show
from scorelib.ground.errors import Lang

if TYPE_CHECKING:
    from scorelib.writing.skeletons.making import Made

__all__ = ["new"]


def new(
    id: Annotated[
        str,
        typer.Argument(
            metavar="PLACE/NAME",
            help="The id: from the country down, then what the rules are called. 编号",
        ),
    ],
    extends: Annotated[
        str | None,
        typer.Option("--extends", help="A ruleset (id@edition) to lay this one over. 所细化的规则"),
    ] = None,
    edition: Annotated[
        str | None, typer.Option("--edition", help="The edition; by default this year. 版次")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="What it is called. 名称")] = None,
    code: Annotated[
        str | None, typer.Option("--code", help="The place, by its code of GB/T 2260. 地区代码")
    ] = None,
    out: Annotated[
        Path, typer.Option("-o", "--out", help="The folder of your rulesets. 规则文件夹")
    ] = Path("rulesets"),
    lang: LangOption = None,
    rulesets: RootsOption = None,
) -> None:
    """Begin a ruleset: a folder that checks and tests green as it comes. 新建规则。"""
    language = choose_lang(lang)
    with reporting(language):
        from scorelib.writing.skeletons.beginnings import Beginning
        from scorelib.writing.skeletons.making import make_ruleset

        beginning = Beginning(
            id, edition or str(datetime.now().astimezone().year), language, title, code
        )
        made = make_ruleset(beginning, out, extends, tuple(rulesets or ()))
        show(_tell(made, rulesets or (), language))


def _tell(made: Made, roots: Sequence[Path], lang: Lang) -> str:
    """Return what was made, and what to run next."""
    from scorelib.ground.messages.labels import label

    names = [*made.files, *(each.as_posix() for each in made.schemas)]
    width = max(map(len, names))
    words = [_WORDS.get(name, "new.schemas") for name in names]
    more = [part for root in roots for part in ("--rulesets", root.as_posix())]
    folder = made.folder.as_posix()
    return "\n".join(
        [
            label("new.made", lang, path=folder),
            *(
                f"  {name:<{width}}  {label(word, lang)}"
                for name, word in zip(names, words, strict=True)
            ),
            label("new.fill", lang),
            label("new.next", lang),
            *(f"  {shlex.join(['scorelib', each, folder, *more])}" for each in ("check", "test")),
            "",
        ]
    )


_WORDS = {"ruleset.yaml": "new.rules", "cases.yaml": "new.cases", "README.md": "new.readme"}
