"""The command `report`: a report of one project, or of many, as a file to read, print and file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scorelib.cli.options import (
    CohortOption,
    LangOption,
    OnOption,
    RootsOption,
    RulesetOption,
    read_day,
    reporting,
)
from scorelib.cli.terminal import choose_lang

__all__ = ["report"]


def report(
    projects: Annotated[
        list[str],
        typer.Argument(
            help="Project files, folders, quoted patterns, or files with one a line (.ndjson). "
            "项目文件、文件夹或通配符"
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            help="The file to write to; its ending is its format: .html, .xlsx, .docx, .pdf, .md "
            "or .txt. 输出文件",
        ),
    ],
    layout: Annotated[
        str | None,
        typer.Option(
            "--layout",
            help="audit, portfolio, papers, or the id of a form; by default audit for one "
            "project and portfolio for several. 版式",
        ),
    ] = None,
    ruleset: RulesetOption = None,
    on: OnOption = None,
    lang: LangOption = None,
    rulesets: RootsOption = None,
    cohort: CohortOption = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, help="How many processes; by default one a core. 进程数"),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Write nothing that is conditional (exit 1). 有条件即拒绝"),
    ] = False,
) -> None:
    """Write a report of a project, or of many; exit 1 where some cannot be read. 写出报告。"""
    language = choose_lang(lang)
    with reporting(language):
        from scorelib.cli.reports import Request, run_request

        status = run_request(
            Request(
                tuple(projects),
                out,
                language,
                layout,
                ruleset,
                read_day(on),
                tuple(rulesets or ()),
                cohort,
                jobs,
                strict=strict,
            )
        )
    if status:
        raise typer.Exit(status)
