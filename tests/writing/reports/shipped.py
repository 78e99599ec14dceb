"""The reports of the examples: audit, working papers, layouts and the portfolio, in a language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from scorelib.ground.errors import Lang
from scorelib.reading.reports.audit import report_audit
from scorelib.reading.reports.blocks import Report
from scorelib.reading.reports.layouts import list_layouts, report_layout
from scorelib.reading.reports.papers import report_papers
from scorelib.reading.reports.portfolio import report_portfolio
from tests.reading.reconciliation.examples import REPORTS, reconcile

__all__ = ["list_reports", "report_example"]


@cache
def list_reports(lang: Lang) -> tuple[tuple[str, Report], ...]:
    """Return every report of every example, with what it is called."""
    return tuple(_make_reports(lang))


def _make_reports(lang: Lang) -> Iterator[tuple[str, Report]]:
    found = [(name, reconcile(name)) for name in REPORTS]
    for name, each in found:
        yield f"{name} audit", report_audit(each.result, lang, each)
        yield f"{name} papers", report_papers(each.result, lang)
        for layout in list_layouts(each.result.plan):
            yield f"{name} {layout}", report_layout(layout, each.result, lang, each)
    both = [each for _, each in found]
    yield "portfolio", report_portfolio([each.result for each in both], lang, both)


def report_example(name: str, lang: Lang) -> Report:
    """Return one of them by its name."""
    return dict(list_reports(lang))[name]
