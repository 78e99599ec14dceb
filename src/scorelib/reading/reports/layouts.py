"""Layouts of forms and reports: found by their name, held against a ruleset, filled in."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import DocumentError, Lang, NotFoundError
from scorelib.ground.messages.labels import label
from scorelib.ground.source import Node, is_file, read_file
from scorelib.model.layouts import LayoutDocument
from scorelib.model.reader import read_shape
from scorelib.reading.reconciliation.views import Reconciliation
from scorelib.reading.reports.blocks import Block, Grid, Report
from scorelib.reading.reports.filling.chapters import fill_blocks
from scorelib.reading.reports.filling.checks import check_layout
from scorelib.reading.reports.filling.desk import Desk, Layout
from scorelib.reading.reports.filling.fitting import check_fit, fits
from scorelib.reading.reports.filling.texts import fill_text
from scorelib.reading.reports.view import STATUSES, list_footer, list_statuses, say_notice

__all__ = ["Layout", "list_layouts", "list_own", "load_layout", "read_layout", "report_layout"]

_FORMS: Final = Path(__file__).with_name("forms")

_STAND_INS: Final = {"scorelib": "1", "layout": "x", "revision": "1", "title": "?"}


def list_layouts(plan: Plan) -> tuple[str, ...]:
    """Return the layouts that results of a ruleset can be printed in: first those it names.

    After these come the layouts of scorelib; one that does not fit the ruleset is not listed,
    even where it is named in a layer below. Raises `NotFoundError` (SL650) where the ruleset names
    one that is not there.

    >>> from scorelib.api import compile, load
    >>> list_layouts(compile(load("cn/hubei/self-evaluation@2020")))[0]
    'hubei-form'
    """
    others = (name for name in _list_shipped() if _is_meant(load_layout(name), plan.ruleset.id))
    names = dict.fromkeys((*list_own(plan), *others))
    return tuple(name for name in names if fits(load_layout(name), plan))


def _is_meant(layout: Layout, ruleset: str) -> bool:
    """Return whether a layout is meant for rulesets of this id, or for any."""
    meant = layout.document.rulesets
    return not meant or any(f"{ruleset}/".startswith(f"{each}/") for each in meant)


def list_own(plan: Plan) -> tuple[str, ...]:
    """Return the layouts that a ruleset names.

    >>> from scorelib.api import compile, load
    >>> list_own(compile(load("cn/mof/self-evaluation@2020")))
    ('national-form', 'self-evaluation-report')
    """
    return tuple(json.loads(plan.canonical).get("layouts", ()))


@cache
def _list_shipped() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _FORMS.glob("*.yaml")))


def load_layout(id_or_path: str | Path) -> Layout:
    """Return a layout by its name, or by the path of its document.

    Raises `NotFoundError` (SL650), and `DocumentError` with every problem: of shape, and cells
    that do not fill their table (SL651, SL653), names that cannot be filled in (SL652), headings
    and columns that do not suit it (SL657).

    >>> load_layout("national-form").document.title.zh
    '项目支出绩效自评表'
    """
    if isinstance(id_or_path, str) and id_or_path in _list_shipped():
        return _load_shipped(id_or_path)
    path = Path(id_or_path)
    if not is_file(path):
        raise NotFoundError("SL650", layout=str(id_or_path), known=_list_shipped())
    return read_layout(read_file(path))


@cache
def _load_shipped(name: str) -> Layout:
    # Shown without the folder in which scorelib stands on this computer.
    return read_layout(read_file(_FORMS / f"{name}.yaml", f"layouts/{name}.yaml"))


def read_layout(tree: Node) -> Layout:
    """Return the layout that a tree holds. Raises `DocumentError` with every problem."""
    reading = read_shape(LayoutDocument, tree, _STAND_INS)
    if reading.model is None:
        raise DocumentError(reading.problems)
    found = check_layout(reading.model, tree, reading.pruned)
    problems = (*reading.problems, *found)
    if problems:
        raise DocumentError(sorted(problems, key=lambda each: each.location or ("", 0, 0)))
    return Layout(reading.model, tree)


def report_layout(
    layout_id: str | Path,
    result: Result,
    lang: Lang,
    reconciliation: Reconciliation | None = None,
) -> Report:
    """Return a result in a layout: the official form, a score sheet, the report in its chapters.

    With a reconciliation its findings take the place of the result's. Raises what `load_layout`
    does, and `DocumentError` where the layout does not fit the ruleset: a tree too deep for it
    (SL654), nodes it names that are not there (SL655), nodes that it would leave out (SL656).

    >>> from scorelib.api import choose, evaluate, load_project
    >>> project = load_project("examples/consistent/national-2020")
    >>> result = evaluate(choose(project), project)
    >>> report = report_layout("national-form", result, "zh")
    >>> report.title, report.blocks[1].rows[0].cells[0].text
    ('项目支出绩效自评表', '项目名称')
    """
    layout = load_layout(layout_id)
    refused = check_fit(layout, result.plan, ())
    if refused:
        raise DocumentError(check_fit(layout, result.plan, list_layouts(result.plan)))
    desk = Desk.open(layout, result, lang, reconciliation)
    document = layout.document
    blocks = tuple(fill_blocks(desk, document.blocks))
    return Report(
        fill_text(desk, document.title),
        lang,
        blocks,
        say_notice(result, lang),
        (_say_layout(layout, lang), *list_footer(result, lang)),
        bool(document.landscape),
        _list_statuses(blocks, lang),
    )


def _say_layout(layout: Layout, lang: Lang) -> str:
    return label("layout.footer", lang, layout=layout.id, revision=layout.document.revision)


def _list_statuses(blocks: tuple[Block, ...], lang: Lang) -> tuple[tuple[str, str], ...]:
    """Return the words of the statuses that rows of the report carry."""
    grids = (block for block in blocks if isinstance(block, Grid))
    found = {row.status for grid in grids for row in grid.rows}
    return list_statuses((name for name in STATUSES if name in found), lang)
