"""The command `batch`: many projects scored as a stream, in parts that survive a kill."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from scorelib.cli.options import LangOption, OnOption, RootsOption, read_day, reporting
from scorelib.cli.terminal import choose_lang
from scorelib.ground.errors import NotFoundError

__all__ = ["batch"]

_MOST_AT_ONCE: Final = 10_000_000
"""Chunks beyond would fill the memory that they are there to spare."""


Projects = Annotated[
    Path,
    typer.Argument(
        help="A table of projects (.parquet, .csv, .ndjson, .xlsx), a form, or a folder of forms "
        "and documents. 项目表、填报表或文件夹"
    ),
]
Out = Annotated[
    Path,
    typer.Option("-o", "--out", help="The file to write to; its ending is its format. 输出"),
]
Ruleset = Annotated[
    str | None,
    typer.Option("--ruleset", help="Id (id@edition) or path; one for all. 规则"),
]
Items = Annotated[
    Path | None, typer.Option("--items", help="The projects' own indicators, one a row. 指标表")
]
Trace = Annotated[
    Path | None,
    typer.Option("--trace", help="Also write a trace: .parquet, of forms .ndjson. 计分过程"),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Stop where a row cannot be scored. 有错即停")
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on where an earlier run stopped. 接着做")
]
Floats = Annotated[
    Literal["refuse", "shortest"],
    typer.Option("--floats", help="Take floats as their shortest decimals. 浮点数"),
]
Chunk = Annotated[
    int,
    typer.Option(
        "--chunk", min=1, max=_MOST_AT_ONCE, help="How many rows are scored at a time. 每批行数"
    ),
]


def batch(
    projects: Projects,
    out: Out,
    ruleset: Ruleset = None,
    items: Items = None,
    trace: Trace = None,
    strict: Strict = False,
    resume: Resume = False,
    floats: Floats = "refuse",
    chunk: Chunk = 100_000,
    on: OnOption = None,
    lang: LangOption = None,
    rulesets: RootsOption = None,
) -> None:
    """Score a table or a folder of projects; exit 1 where some cannot be. 成批计分。"""
    language = choose_lang(lang)
    with reporting(language):
        try:
            from scorelib.cli.folders import holds_forms, score_forms
            from scorelib.cli.requests import Request
            from scorelib.cli.tables import run_request
        except ModuleNotFoundError as error:
            if error.name != "polars":
                raise
            words = {"format": "Parquet, CSV, NDJSON, XLSX", "package": "polars", "extra": "table"}
            raise NotFoundError("SL961", **words) from error
        request = Request(
            projects,
            out,
            language,
            ruleset,
            read_day(on),
            tuple(rulesets or ()),
            items,
            trace,
            floats,
            chunk,
            strict=strict,
            resume=resume,
        )
        status = score_forms(request) if holds_forms(request) else run_request(request)
    if status:
        raise typer.Exit(status)
