"""The command `form`: an Excel form for a ruleset, to be filled in and scored."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scorelib.cli.options import LangOption, OnOption, RootsOption, read_day, reporting
from scorelib.cli.terminal import choose_lang, show
from scorelib.ground.errors import NotFoundError

__all__ = ["PlacesOption", "form"]

PlacesOption = Annotated[
    bool,
    typer.Option("--places", help="Also say from which cell each value came. 各值来自哪一格"),
]


def form(
    ruleset: Annotated[str, typer.Argument(help="Id (id@edition) or path. 规则")],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="The workbook to write (.xlsx). 输出文件")
    ],
    on: OnOption = None,
    lang: LangOption = None,
    rulesets: RootsOption = None,
) -> None:
    """Write an Excel form for a ruleset, to be filled in and scored. 按规则制表。"""
    language = choose_lang(lang)
    with reporting(language):
        from scorelib.cli.outputs import place_beside
        from scorelib.compiler.loading.loader import load_ruleset
        from scorelib.ground.messages.labels import label
        from scorelib.reading.forms.blank import lay_out_form
        from scorelib.writing.forms.workbooks import write_form

        if out.suffix.lower() != ".xlsx":
            raise NotFoundError("SL970", path=out.as_posix(), known=(".xlsx",))
        made = lay_out_form(load_ruleset(ruleset, read_day(on), tuple(rulesets or ())))
        with place_beside(out) as path:
            write_form(made, language, path)
        show(label("form.written", language, path=out.as_posix()) + "\n")
