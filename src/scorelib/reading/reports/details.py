"""How one node came to its points, as blocks: ways, figures, values, bands, entries, clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from scorelib.engine.intake.items import ItemRecord
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import (
    BandResult,
    Extra,
    FactUsed,
    Finding,
    NodeResult,
    OptionResult,
    Rounded,
    Status,
    ValueResult,
)
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.explanation import explain_node, list_changes, show_clause
from scorelib.reading.reports.blocks import Block, Bullets, Cell, Fold, Grid, Pairs, Row, Tone
from scorelib.reading.reports.cells import figure, join, make_grid, percent, say_column, words
from scorelib.reading.reports.view import name_path
from scorelib.reading.wording import say_away, say_range
from scorelib.words.numbers import print_exact, print_number, print_points

__all__ = [
    "STATUS_TONES",
    "explain_total",
    "fold_node",
    "name_finding",
    "tabulate_bands",
    "tabulate_extras",
    "tabulate_facts",
    "tabulate_values",
]

STATUS_TONES: Final[Mapping[Status, Tone]] = {
    "scored": "plain",
    "judged": "warning",
    "taken-over": "warning",
    "overridden": "warning",
    "waived": "warning",
    "missing": "bad",
    "not-applicable": "muted",
    "unused": "muted",
}
"""How a status is to be taken: what no fact gives is to be looked at."""

_IN_GRIDS: Final = ("facts", "bands", "options", "finding")
"""The rows of an explanation that have a grid or a list of their own."""


def fold_node(
    result: Result,
    node: NodeResult,
    names: dict[str, str],
    findings: tuple[Finding, ...],
    anchor: str,
    lang: Lang,
) -> Fold:
    """Return everything that says where the points of a node come from, under its name.

    `findings` are those of the node.
    """
    most = "?" if node.max_points is None else print_number(node.max_points)
    points = label("absent", lang)
    if node.points is not None:
        points = print_points(node.points, node.places)
    status = label(node.status, lang)
    title = f"{name_path(node, names)}  {points} / {most}  [{status}]"
    blocks = tuple(_list_blocks(result, node, findings, lang))
    return Fold(title, blocks, anchor, node.status, STATUS_TONES[node.status])


def _list_blocks(
    result: Result, node: NodeResult, findings: tuple[Finding, ...], lang: Lang
) -> Iterator[Block]:
    _, rows = explain_node(result, node.id, lang)
    said = ((say_column(row.name, lang), row.value) for row in rows if row.name not in _IN_GRIDS)
    yield Pairs(((say_column("id", lang), node.id), *said))
    if node.method is not None or node.rounding is not None:
        yield _tabulate_figures(node, lang)
    if node.facts:
        yield tabulate_facts(node.facts, lang)
    item = _find_item(result, node)
    if item is not None and item.versions:
        yield _tabulate_versions(item, lang)
    if node.bands:
        yield tabulate_bands(node.bands, say_column("bands", lang), lang)
    if node.options:
        yield _tabulate_options(node.options, lang)
    if findings:
        yield Bullets(tuple(name_finding(each, lang) for each in findings))


def name_finding(finding: Finding, lang: Lang) -> str:
    """Return a finding with its severity and its code."""
    return f"{label(finding.severity, lang)} {finding.code} {finding.message.to(lang)}"


def _find_item(result: Result, node: NodeResult) -> ItemRecord | None:
    """Return the project's own indicator that a node stands for."""
    slot, _, name = node.id.rpartition(".")
    return next((each for each in result.inputs.items.get(slot, ()) if each.id == name), None)


def _tabulate_figures(node: NodeResult, lang: Lang) -> Grid:
    """Return the figures of a node from its maximum to the points that count, each exact."""
    places = node.places
    cells = [
        ("max_points", figure(node.max_points, None, "?")),
        ("share", percent(node.share)),
        ("before", _show_before(node.rounding)),
        ("computed", figure(node.computed, places)),
        ("declared", figure(node.declared)),
        ("override", figure(node.override)),
        ("audit.counted", figure(node.points, places, label("absent", lang), strong=True)),
    ]
    headings = [(say_column(name, lang), 8.0) for name, _ in cells]
    row = Row(tuple(cell for _, cell in cells), None, node.id)
    return make_grid(say_column("audit.figures", lang), headings, [row])


def _show_before(rounding: Rounded | None) -> Cell:
    """Return what stood before a rounding, as the fraction it is where it is no finite decimal."""
    if rounding is None:
        return figure(None)
    before = rounding.before
    return Cell(print_exact(before), before, "number", align="right")


def tabulate_facts(facts: tuple[FactUsed, ...], lang: Lang) -> Grid:
    """Return values that were read: as written, as a number, where they stand, their evidence."""
    headings = [
        (say_column("facts", lang), 12.0),
        (say_column("audit.written", lang), 10.0),
        (say_column("audit.number", lang), 8.0),
        (say_column("audit.unit_of", lang), 4.0),
        (say_column("audit.project_says", lang), 14.0),
        (say_column("evidence", lang), 12.0),
        (say_column("audit.state", lang), 10.0),
        (say_column("audit.place", lang), 12.0),
    ]
    rows = [_show_fact(each, lang) for each in facts]
    return make_grid(say_column("audit.facts", lang), headings, rows)


def _show_fact(fact: FactUsed, lang: Lang) -> Row:
    state = "not_given" if fact.state == "missing" else fact.state
    remarks = [
        "" if state is None else label(state, lang),
        "" if fact.reason is None else fact.reason.to(lang),
        "" if fact.over is None else fact.over.words.to(lang),
    ]
    evidence = words(label("audit.evidence_none", lang), tone="muted")
    if fact.evidence is not None:
        evidence = words(fact.evidence.to(lang))
    return Row(
        (
            words(f"{fact.label.to(lang)} `{fact.name}`"),
            words(fact.text or ""),
            _show_value(fact.value, lang),
            words(fact.unit.name if fact.unit else ""),
            words("" if fact.at is None else fact.at.to(lang)),
            evidence,
            words(join(remarks, lang), tone="plain" if state is None else "warning"),
            words("" if fact.place is None else str(fact.place)),
        )
    )


def _show_value(value: Fraction | bool | str | None, lang: Lang, places: int | None = None) -> Cell:
    """Return a value of any kind: a figure with its number, a word, whether something holds."""
    if isinstance(value, bool):
        return words(label("holds" if value else "holds_not", lang))
    if isinstance(value, str):
        return words(value)
    return figure(value, places)


def _tabulate_versions(item: ItemRecord, lang: Lang) -> Grid:
    """Return the target of an own indicator as it was approved and adjusted, and by what."""
    headings = [
        (say_column("audit.document", lang), 18.0),
        (say_column("audit.day", lang), 7.0),
        (say_column("audit.target", lang), 10.0),
        (say_column("max_points", lang), 6.0),
        (say_column("reason", lang), 16.0),
        (say_column("audit.project_says", lang), 14.0),
    ]
    rows = [
        Row(
            (
                words("" if each.document is None else each.document.to(lang)),
                words(each.date or ""),
                words(each.target or ""),
                figure(each.max_points),
                words("" if each.reason is None else each.reason.to(lang)),
                words("" if each.at is None else each.at.to(lang)),
            )
        )
        for each in item.versions
    ]
    return make_grid(say_column("audit.own_versions", lang), headings, rows)


def tabulate_bands(bands: tuple[BandResult, ...], caption: str, lang: Lang) -> Grid:
    """Return the bands that were considered: the one chosen, and how far away the others are."""
    has_points = any(band.points is not None for band in bands)
    headings = [(say_column("audit.band", lang), 14.0), (say_column("audit.range", lang), 10.0)]
    headings += [(say_column("points", lang), 6.0)] if has_points else []
    headings.append((say_column("audit.away", lang), 8.0))
    rows = []
    for band in bands:
        points = (figure(band.points, strong=band.chosen),) if has_points else ()
        rows.append(
            Row(
                (
                    words(band.label.to(lang), strong=band.chosen),
                    words(say_range(band)),
                    *points,
                    words(say_away(band, lang), tone="good" if band.chosen else "muted"),
                )
            )
        )
    return make_grid(caption, headings, rows)


def _tabulate_options(options: tuple[OptionResult, ...], lang: Lang) -> Grid:
    """Return the entries of a checklist, or the levels of a category, with their points."""
    headings = [
        (say_column("audit.entry", lang), 26.0),
        (say_column("points", lang), 6.0),
        (say_column("status", lang), 7.0),
    ]
    tones: Mapping[bool | None, Tone] = {True: "good", False: "bad", None: "warning"}
    names = {True: "holds", False: "holds_not", None: "not_given"}
    rows = [
        Row(
            (
                words(each.label.to(lang)),
                figure(each.points),
                words(label(names[each.holds], lang), tone=tones[each.holds]),
            )
        )
        for each in options
    ]
    return make_grid(say_column("options", lang), headings, rows)


def explain_total(result: Result, anchor: str, lang: Lang) -> Fold:
    """Return how the total and its grade were made: formula, changes, bands, clauses."""
    total, grade = result.total, result.grade
    rows = [
        (say_column("formula", lang), total.formula),
        (say_column("substituted", lang), total.substituted),
    ]
    pairs = [(name, said) for name, said in rows if said is not None]
    pairs += [(say_column(row.name, lang), row.value) for row in list_changes(total, lang)]
    clauses = dict.fromkeys((*result.plan.clauses, *grade.cites))
    pairs += [(say_column("cites", lang), show_clause(clause, lang)) for clause in clauses]
    blocks: list[Block] = [Pairs(tuple(pairs))] if pairs else []
    if grade.bands:
        blocks.append(tabulate_bands(grade.bands, say_column("audit.grade_bands", lang), lang))
    return Fold(label("audit.total_made", lang), tuple(blocks), anchor)


def tabulate_values(result: Result, lang: Lang) -> Grid | None:
    """Return the derived values, each with its formula; None where there are none."""
    if not result.derived:
        return None
    rows = [_show_derived(each, lang) for each in result.derived]
    return make_grid(say_column("values", lang), _head_values(lang), rows)


def _head_values(lang: Lang) -> list[tuple[str, float]]:
    widths = (("value", 12.0), ("audit.number", 8.0), ("audit.unit_of", 4.0), ("formula", 16.0))
    more = (("substituted", 18.0), ("rounding", 12.0), ("cites", 16.0), ("audit.place", 12.0))
    return [(say_column(name, lang), width) for name, width in (*widths, *more)]


def _show_derived(each: ValueResult | Extra, lang: Lang) -> Row:
    places = each.rounding.rule.places if each.rounding else None
    value = _show_value(each.value, lang, places)
    if each.value is None:
        state = {"missing": "not_given", "not-applicable": "not-applicable"}.get(each.state or "")
        value = words(label(state or "absent", lang), tone="warning")
    return Row(
        (
            words(f"{each.label.to(lang)} `{each.id}`"),
            value,
            words(each.unit.name if each.unit else ""),
            words(each.formula or ""),
            words(each.substituted or ""),
            words(_show_rounding(each.rounding, lang)),
            words(join((show_clause(clause, lang) for clause in each.cites), lang)),
            words(str(each.location)),
        )
    )


def _show_rounding(rounding: Rounded | None, lang: Lang) -> str:
    """Return how a value was rounded, in the unit that its rule names."""
    if rounding is None:
        return ""
    rule = rounding.rule
    factor = rule.factor if rule.unit else Fraction(1)
    before, after = print_exact(rounding.before / factor), print_number(rounding.after / factor)
    places = f"{rule.places} {rule.unit}".strip()
    given = {"mode": label(rule.mode, lang), "places": places}
    return label("rounded", lang, before=before, after=after, **given)


def tabulate_extras(result: Result, lang: Lang) -> Grid | None:
    """Return the outputs beside the total, lists of the worst nodes included."""
    if not result.extras:
        return None
    rows = [_show_extra(each, lang) for each in result.extras]
    return make_grid(
        say_column("outputs", lang), [*_head_values(lang), (say_column("grade", lang), 6.0)], rows
    )


def _show_extra(each: Extra, lang: Lang) -> Row:
    grade = words("")
    if each.grade is not None and each.grade.label is not None:
        grade = words(each.grade.label.to(lang))
    row = _show_derived(each, lang)
    if each.listed is None:
        return Row((*row.cells, grade))
    comma = "、" if lang == "zh" else ", "
    named = comma.join(f"{one.label.to(lang)} {print_number(one.points)}" for one in each.listed)
    listed = words(named or label("absent", lang))
    return Row((row.cells[0], listed, *row.cells[2:], grade))
