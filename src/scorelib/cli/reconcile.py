"""The command `reconcile`: reports held against themselves, the rules, and the ones before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from scorelib.cli.options import (
    LangOption,
    OnOption,
    RootsOption,
    RulesetOption,
    read_day,
    reporting,
)
from scorelib.cli.terminal import choose_lang

if TYPE_CHECKING:
    from scorelib.writing.reconciliation.digests import Format

__all__ = ["reconcile"]


def reconcile(
    projects: Annotated[
        list[str],
        typer.Argument(
            help="Project files, folders, quoted patterns, or files with one a line (.ndjson). "
            "项目文件、文件夹或通配符"
        ),
    ],
    format: Annotated[
        Literal["text", "markdown", "json", "csv", "xlsx"] | None,
        typer.Option("--format", help="By default that of OUT's ending, else text. 格式"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="The file to write to. 输出文件")
    ] = None,
    ruleset: RulesetOption = None,
    on: OnOption = None,
    lang: LangOption = None,
    rulesets: RootsOption = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, help="How many processes; by default one a core. 进程数"),
    ] = None,
    notes: Annotated[
        Path | None,
        typer.Option("--notes", help="A folder for a return note to each unit. 退回修改意见"),
    ] = None,
    before: Annotated[
        list[str] | None,
        typer.Option(
            "--before", help="The submission before, by file or folder; may be repeated. 上次报送"
        ),
    ] = None,
) -> None:
    """Hold reports against themselves and the rules; exit 1 where there are errors. 核对报表。"""
    language = choose_lang(lang)
    with reporting(language):
        from scorelib.cli.batches import Request, run_request

        form = format or _guess_format(out)
        day = read_day(on)
        status = run_request(
            Request(
                tuple(projects),
                form,
                language,
                out,
                ruleset,
                day,
                tuple(rulesets or ()),
                jobs,
                notes,
                None if before is None else tuple(before),
            )
        )
    if status:
        raise typer.Exit(status)


def _guess_format(out: Path | None) -> Format:
    """Return the format that the ending of a file stands for; text where it stands for none."""
    endings: dict[str, Format] = {
        ".md": "markdown",
        ".json": "json",
        ".csv": "csv",
        ".xlsx": "xlsx",
    }
    return "text" if out is None else endings.get(out.suffix.lower(), "text")
