"""The command `docs`: rulesets as pages for people who do not read YAML."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from scorelib.cli.options import OnOption, RootsOption, read_day, reporting
from scorelib.cli.outputs import place_beside, refuse_present
from scorelib.cli.terminal import choose_lang, show

if TYPE_CHECKING:
    from scorelib.reading.reports.blocks import Report

__all__ = ["docs"]


def docs(
    rulesets: Annotated[list[str], typer.Argument(help="Rulesets, by id or path. 规则")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder to write to. 写入的文件夹")],
    lang: Annotated[
        Literal["zh", "en", "both"],
        typer.Option("--lang", help="The language of the pages; by default both. 页面的语言"),
    ] = "both",
    format: Annotated[
        Literal["html", "md"], typer.Option("--format", help="Pages of HTML or Markdown. 格式")
    ] = "html",
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite pages that are there. 覆盖已有的页面")
    ] = False,
    on: OnOption = None,
    roots: RootsOption = None,
) -> None:
    """Write rulesets as pages: indicators, formulas in words, clauses, examples. 规则成册。"""
    language = choose_lang(None if lang == "both" else lang)
    with reporting(language):
        from scorelib.compiler.loading.loader import load_ruleset
        from scorelib.ground.messages.labels import label
        from scorelib.reading.handbook.pages import list_pages

        day = read_day(on)
        loaded = [load_ruleset(name, day, tuple(roots or ())) for name in rulesets]
        write = _choose_writer(format)
        pages = [(each, write(each.report)) for each in list_pages(loaded, lang, f".{format}")]
        for page, _ in pages:
            refuse_present(out / page.name, force=force)
        out.mkdir(parents=True, exist_ok=True)
        for page, text in pages:
            path = out / page.name
            with place_beside(path) as part:
                part.write_text(text, encoding="utf-8", newline="\n")
            words = {"path": path.as_posix(), "title": page.report.title}
            show(label("docs.written", language, **words) + "\n")


def _choose_writer(format: str) -> Callable[[Report], str]:
    if format == "md":
        from scorelib.writing.reports.markdown import print_markdown

        return print_markdown
    from scorelib.writing.reports.html import print_html

    return print_html
