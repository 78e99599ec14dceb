"""Why a node has its points: the rows of an explanation, ready for any format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from scorelib.compiler.graph.heads import Clause
from scorelib.compiler.methods import FORM_METHODS, METHODS
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import BandResult, FactUsed, NodeResult, OptionResult, Output
from scorelib.ground.errors import Lang, NotFoundError
from scorelib.ground.messages.labels import label
from scorelib.reading.wording import say_away, say_range
from scorelib.words.numbers import print_exact, print_number, print_percent

__all__ = [
    "Row",
    "explain_node",
    "find_node",
    "list_changes",
    "show_band",
    "show_clause",
    "show_fact",
]


_TITLES = {method.kind: method.page.title for method in (*METHODS, *FORM_METHODS)}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an explanation: the name of a label, and what stands beside it."""

    name: str
    value: str


def find_node(result: Result, node_id: str) -> NodeResult:
    """Return a node by its id, or by a shortened one that only it fits.

    `process.execution-rate` finds `process.funds.execution-rate` where no other node has these
    steps in this order and ends alike. Raises `NotFoundError` (SL907).
    """
    exact = [node for node in result.nodes if node.id == node_id]
    wanted = node_id.split(".")
    found = exact or [node for node in result.nodes if _fits(node.id.split("."), wanted)]
    if len(found) != 1:
        known = [node.id for node in (found or result.nodes)]
        near = get_close_matches(node_id, known, 5, 0.3) or known[:5]
        raise NotFoundError("SL907", node=node_id, known=near)
    return found[0]


def _fits(steps: list[str], wanted: list[str]) -> bool:
    """Return whether the wanted steps stand in this order, the first and the last included."""
    if steps[-1] != wanted[-1] or (len(wanted) > 1 and steps[0] != wanted[0]):
        return False
    rest = iter(steps)
    return all(step in rest for step in wanted)


def explain_node(result: Result, node_id: str, lang: Lang) -> tuple[NodeResult, list[Row]]:
    """Return a node and the rows that say where its points come from. Raises `NotFoundError`."""
    node = find_node(result, node_id)
    return node, list(_list_rows(result, node, lang))


def _list_rows(result: Result, node: NodeResult, lang: Lang) -> Iterator[Row]:
    most = label("absent", lang) if node.max_points is None else print_number(node.max_points)
    yield Row("points", f"{_points(node, node.points, lang)} / {most}")
    yield Row("status", label(node.status, lang))
    yield from _list_ways(node, lang)
    yield from _list_figures(node, lang)
    for band in node.bands:
        yield Row("bands", show_band(band, lang))
    for option in node.options:
        yield Row("options", _show_option(option, lang))
    yield from _list_words(node, lang)
    yield from _list_sources(node, lang)
    for finding in result.findings:
        if finding.node == node.id:
            words = f"{label(finding.severity, lang)} {finding.code} {finding.message.to(lang)}"
            yield Row("finding", words)


def _list_ways(node: NodeResult, lang: Lang) -> Iterator[Row]:
    """Yield the method, its formula, and the values it was given."""
    if node.method is not None:
        title = _TITLES.get(node.method)
        yield Row("method", f"{title.to(lang)} `{node.method}`" if title else node.method)
    if node.formula is not None:
        yield Row("formula", node.formula)
    if node.substituted is not None:
        yield Row("substituted", node.substituted)
    for fact in node.facts:
        yield Row("facts", show_fact(fact, lang))
    if node.share is not None:
        percent = print_percent(node.share)
        between = " " if percent.startswith("≈") else " = "
        yield Row("share", f"{print_number(node.share)}{between}{percent}")


def _list_words(node: NodeResult, lang: Lang) -> Iterator[Row]:
    """Yield what a person said of the node: who judged and why, the note of the ruleset."""
    if node.reason is not None:
        parts = [node.reason.by.to(lang), node.reason.reason.to(lang)]
        yield Row("reason", ("：" if lang == "zh" else ": ").join(part for part in parts if part))
        if node.reason.evidence is not None:
            yield Row("evidence", node.reason.evidence.to(lang))
    if node.note is not None:
        yield Row("note", node.note.to(lang))


_ADJUSTED = {"cap": "capped", "floor": "floored", "rebase": "rebased"}


def list_changes(part: NodeResult | Output, lang: Lang) -> Iterator[Row]:
    """Yield the adjustments and the rounding between a sum and the points that count."""
    for adjustment in part.adjustments:
        figures = (adjustment.before, adjustment.after)
        before, after = (print_number(figure, part.places) for figure in figures)
        limit = print_number(adjustment.limit)
        words = label(_ADJUSTED[adjustment.kind], lang, before=before, after=after, limit=limit)
        yield Row("adjustments", words)
    if part.rounding is not None:
        rule = part.rounding.rule
        places = f"{rule.places} {rule.unit}".strip()
        after = print_number(part.rounding.after, rule.places if not rule.unit else None)
        before = print_exact(part.rounding.before)
        mode = label(rule.mode, lang)
        words = label("rounded", lang, before=before, after=after, mode=mode, places=places)
        yield Row("rounding", words)


def _list_figures(node: NodeResult, lang: Lang) -> Iterator[Row]:
    yield from list_changes(node, lang)
    if node.computed is not None and node.status != "scored":
        yield Row("computed", _points(node, node.computed, lang))
    if node.declared is not None:
        yield Row("declared", print_number(node.declared))
    if node.override is not None:
        yield Row("override", print_number(node.override))


def show_clause(clause: Clause, lang: Lang) -> str:
    """Return a clause with its document and its status."""
    parts = [clause.title.to(lang)]
    if clause.document:
        parts.append(clause.document)
    if clause.clause:
        parts.append(clause.clause)
    return f"{' '.join(parts)} [{label(clause.status, lang)}]"


def _list_sources(node: NodeResult, lang: Lang) -> Iterator[Row]:
    for clause in node.cites:
        parts = [clause.title.to(lang)]
        if clause.document:
            parts.append(clause.document)
        if clause.clause:
            parts.append(clause.clause)
        note = f"；{clause.note.to(lang)}" if clause.note and lang == "zh" else ""
        note = f"; {clause.note.to(lang)}" if clause.note and lang == "en" else note
        status = label(clause.status, lang)
        if clause.borrowed_from is not None:
            said = label("borrowed", lang, layers=clause.borrowed_from)
            status += f"；{said}" if lang == "zh" else f"; {said}"
        yield Row("cites", f"{' '.join(parts)} [{status}{note}]")
    yield Row("location", str(node.location))
    for name, place in node.origins:
        if (place.layer, place.file) != (node.location.layer, node.location.file):
            yield Row("location", f"{name}: {place}")


def _points(node: NodeResult, points: Fraction | None, lang: Lang) -> str:
    return label("absent", lang) if points is None else print_number(points, node.places)


def show_fact(fact: FactUsed, lang: Lang) -> str:
    """Return a value that a node read, as written, with what the project says of it."""
    state = "not_given" if fact.state == "missing" else fact.state
    said = label(state or "absent", lang)
    written = fact.text if fact.text is not None else said
    unit = fact.unit.name if fact.unit else ""
    if fact.text is not None and unit and fact.text.strip()[-1:].isdecimal():
        written = f"{fact.text.strip()}{unit}"
    for words in (fact.reason, fact.at):
        if words is not None:
            written += f"（{words.zh}）" if lang == "zh" else f" ({words.en})"
    return f"{fact.label.to(lang)} `{fact.name}` = {written}"


def show_band(band: BandResult, lang: Lang) -> str:
    """Return a band with its bounds, what it earns, and how far the value is from it."""
    words = " ".join(part for part in (band.label.to(lang), say_range(band)) if part)
    points = "" if band.points is None else f" → {print_number(band.points)}"
    return f"{words}{points} [{say_away(band, lang)}]"


def _show_option(option: OptionResult, lang: Lang) -> str:
    points = "" if option.points is None else f" → {print_number(option.points)}"
    words = {True: "holds", False: "holds_not", None: "not_given"}[option.holds]
    return f"{option.label.to(lang)}{points} [{label(words, lang)}]"
