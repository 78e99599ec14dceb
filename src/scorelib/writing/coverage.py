"""Coverage written: for a terminal, as JSON, and as the report that its page is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.coverage.measure import Coverage, Reached
from scorelib.reading.coverage.view import name_kind, report_coverage, say_summary, say_target
from scorelib.reading.table import Table
from scorelib.writing.json_text import print_json
from scorelib.writing.reports.html import print_html
from scorelib.writing.reports.markdown import print_markdown
from scorelib.writing.tables import print_text

__all__ = ["PRINTERS", "print_coverage", "print_coverage_page", "write_coverage"]


def print_coverage(coverage: Coverage, lang: Lang) -> str:
    """Return coverage for a terminal: a table by kind, then what no case reaches, line by line."""
    headings = tuple(label(f"cover_head_{name}", lang) for name in ("kind", "reached", "share"))
    rows = tuple(
        (
            name_kind(each, lang),
            f"{each.reached} / {each.whole}",
            f"{100 * each.reached // each.whole if each.whole else 100}%",
        )
        for each in coverage.tallies
    )
    lines = [
        f"{each.place.file}:{each.place.line}: {say_target(each, lang)}" for each in coverage.missed
    ]
    table = print_text(Table(headings, rows, frozenset({1, 2})))
    return "\n".join([say_summary(coverage, lang), "", table, *([""] if lines else []), *lines, ""])


def print_coverage_page(coverage: Coverage, lang: Lang) -> str:
    """Return coverage as one HTML page. Raises `NotFoundError` (SL916) without Jinja2."""
    return print_html(report_coverage(coverage, lang))


def write_coverage(coverage: Coverage) -> str:
    """Return coverage as JSON: every target with its place and the cases that reached it."""
    whole = coverage.tallies[-1]
    return print_json(
        {
            "ruleset": coverage.ruleset.reference,
            "cases": coverage.cases,
            "reached": whole.reached,
            "targets": whole.whole,
            "percent": coverage.percent,
            "kinds": [
                {"kind": each.kind, "reached": each.reached, "targets": each.whole}
                for each in coverage.tallies
                if each.kind is not None
            ],
            "own": [_record(each) for each in coverage.own],
            "inherited": [_record(each) for each in coverage.inherited],
        }
    )


def _record(each: Reached) -> dict[str, Any]:
    target, place = each.target, each.target.place
    return {
        "kind": target.kind,
        "node": target.node,
        "layer": place.layer,
        "file": place.file,
        "line": place.line,
        "label": {"zh": target.label.zh, "en": target.label.en},
        "hint": {"zh": target.hint.zh, "en": target.hint.en},
        "cases": list(each.cases),
    }


PRINTERS: Final[Mapping[str, Callable[[Coverage, Lang], str]]] = {
    "text": print_coverage,
    "json": lambda coverage, _: write_coverage(coverage),
    "html": print_coverage_page,
    "markdown": lambda coverage, lang: print_markdown(report_coverage(coverage, lang)),
}
"""How coverage is written, by the name of the format."""
