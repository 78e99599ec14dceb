"""The command `diff`: what differs between two rulesets by meaning, and for which projects."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from scorelib.cli.options import LangOption, RootsOption, reporting
from scorelib.cli.outputs import place_beside, refuse_present
from scorelib.cli.terminal import choose_lang, show, show_progress
from scorelib.ground.errors import Lang, NotFoundError

if TYPE_CHECKING:
    from scorelib.reading.revisions.changes import Comparison
    from scorelib.reading.revisions.effects import Effects

__all__ = ["diff"]

Format = Literal["text", "markdown", "html", "json"]


def diff(
    one: Annotated[str, typer.Argument(help="The first ruleset, by id or path. 原规则")],
    other: Annotated[str, typer.Argument(help="The second ruleset. 新规则")],
    corpus: Annotated[
        list[str] | None,
        typer.Option(
            "--corpus",
            help="Projects to try both on: files, folders, patterns, .ndjson, .csv, .parquet; may "
            "be repeated. 试算的项目",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            help="The file to write; its ending is its format: .md, .html, .txt, .json, .xlsx, "
            ".docx or .pdf. 输出文件",
        ),
    ] = None,
    format: Annotated[
        Format, typer.Option("--format", help="What is printed without a file. 格式")
    ] = "text",
    force: Annotated[
        bool, typer.Option("--force", help="Write over the file that is there. 覆盖")
    ] = False,
    lang: LangOption = None,
    rulesets: RootsOption = None,
) -> None:
    """Compare two rulesets by meaning, and what they make of projects. 对比两套规则的含义。"""
    language = choose_lang(lang)
    with reporting(language):
        _check_out(out, force=force)
        from scorelib.compiler.loading.loader import load_ruleset
        from scorelib.reading.revisions.changes import compare_rulesets

        roots = tuple(rulesets or ())
        found = compare_rulesets(load_ruleset(one, None, roots), load_ruleset(other, None, roots))
        effects = _try(found, corpus) if corpus else None
        if out is None:
            show(_print(found, effects, format, language))
        else:
            _write(found, effects, out, language)
    if effects is not None and (effects.unreadable or effects.refused):
        raise typer.Exit(1)


def _check_out(out: Path | None, *, force: bool) -> None:
    """Refuse a file that cannot be written, before anything is computed (SL930, SL970)."""
    if out is None:
        return
    from scorelib.cli.reports import ENDINGS

    known = (*ENDINGS, ".json")
    if out.suffix.lower() not in known:
        raise NotFoundError("SL970", path=out.as_posix(), known=known)
    refuse_present(out, force=force)


def _try(found: Comparison, corpus: list[str]) -> Effects:
    """Return what becomes of the projects of a corpus, telling how far the work has come."""
    from scorelib.reading.revisions.corpora import count_corpus, try_corpus
    from scorelib.reading.revisions.effects import Effects, open_scorers

    scorers = open_scorers(found)
    effects = Effects(scorers.trials)
    with show_progress(lambda: count_corpus(corpus)) as advance:
        for _ in try_corpus(corpus, scorers, effects):
            advance()
    return effects


def _print(found: Comparison, effects: Effects | None, format: Format, lang: Lang) -> str:
    if format == "json":
        from scorelib.writing.json_text import print_json
        from scorelib.writing.revisions import record_comparison

        return print_json(record_comparison(found, effects))
    from scorelib.reading.revisions.reports import report_comparison
    from scorelib.writing.reports import html, markdown, text

    printers = {
        "text": text.print_text,
        "markdown": markdown.print_markdown,
        "html": html.print_html,
    }
    return printers[format](report_comparison(found, lang, effects))


def _write(found: Comparison, effects: Effects | None, out: Path, lang: Lang) -> None:
    """Write a file in the format of its ending, beside it until it is whole."""
    from scorelib.cli.reports import choose_writer
    from scorelib.ground.messages.labels import label
    from scorelib.reading.revisions.reports import report_comparison

    report = report_comparison(found, lang, effects)
    with place_beside(out) as path:
        if out.suffix.lower() == ".json":
            text = _print(found, effects, "json", lang)
            path.write_text(text, "utf-8", newline="\n")
        else:
            choose_writer(out)(report, path)
    words = {"path": out.as_posix(), "title": report.title}
    show(label("report.written", lang, **words) + "\n")
