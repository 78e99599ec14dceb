"""Totals: the total of a report in all its printings, and the sums of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scorelib.engine.intake.statements import StatementRecord
from scorelib.engine.outcome.views import Adjustment, Finding
from scorelib.ground.errors import Severity, Text
from scorelib.reading.reconciliation.checks.quoting import (
    SOMEWHERE,
    place_of,
    quote_all,
    quote_text,
)
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.words.amounts import Agreement, Amount, compare_printed
from scorelib.words.numbers import print_number

__all__ = ["Part", "Total", "check_parts", "check_totals", "list_parts", "list_totals"]

_TOTAL = Text("总分", "Total")


@dataclass(frozen=True, slots=True)
class Total:
    """One way in which a report gives its total: what it is, the figure, the words for it."""

    what: Text
    value: Fraction
    evidence: tuple[Text, ...]
    amount: Amount | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The points (or maxima) that one part of a report gives, by node; its own total."""

    label: Text
    figure: str
    figures: Mapping[str, StatementRecord]
    total: StatementRecord | None

    def cover(self, dossier: Dossier, path: str | None) -> tuple[StatementRecord, ...] | None:
        """Return the statements that make up a heading, or None where some part is not stated.

        What does not apply, or has no maximum, need not be stated.
        """
        found: list[StatementRecord] = []
        for node in dossier.children(path):
            own = self.figures.get(node.id)
            below = (own,) if own is not None else self.cover(dossier, node.id)
            if below is not None:
                found += below
            elif node.max_points != 0 and node.status != "not-applicable":
                return None
        return tuple(found) or None


_KINDS = {"points": "total", "max-points": "total-max"}


def list_parts(dossier: Dossier, figure: str) -> tuple[Part, ...]:
    """Return the parts of the report that statements give `points` (or `max-points`) of."""
    labels: dict[Text, list[StatementRecord]] = {}
    for statement in dossier.inputs.statements:
        if statement.part is not None and statement.amount is not None:
            labels.setdefault(statement.part, []).append(statement)
    found = []
    for label, statements in labels.items():
        figures = {each.about: each for each in statements if each.kind == figure}
        total = next((each for each in statements if each.kind == _KINDS[figure]), None)
        if figures:
            found.append(Part(label, figure, figures, total))
    return tuple(found)


def _value(statement: StatementRecord) -> Fraction:
    return statement.amount.value if statement.amount else Fraction(0)


def _add(statements: Iterable[StatementRecord]) -> Fraction:
    return sum((_value(each) for each in statements), Fraction(0))


def check_parts(dossier: Dossier) -> Iterator[Finding]:
    """Yield parts of a report whose figures do not add up to their own heading or total (SL835).

    Where a rule does more than add (weights, re-basing) there is no such sum.
    """
    for figure in _KINDS:
        for part in list_parts(dossier, figure):
            yield from _check_part(dossier, part)


def _check_part(dossier: Dossier, part: Part) -> Iterator[Finding]:
    for path, heading in part.figures.items():
        if _is_added(dossier, path, part.figure):
            below = part.cover(dossier, path)
            if not _is_said(dossier, path, heading, below):
                yield from _hold(part, heading, below, dossier.nodes[path].label, path)
    total = part.total
    if total is not None and _is_added(dossier, None, part.figure):
        below = part.cover(dossier, None)
        if not _is_said(dossier, None, total, below):
            yield from _hold(part, total, below, _TOTAL, None)


def _is_said(
    dossier: Dossier,
    path: str | None,
    heading: StatementRecord,
    below: tuple[StatementRecord, ...] | None,
) -> bool:
    """Return whether the result itself says that these maxima do not add up (SL501, SL574)."""
    if heading.kind not in ("max-points", "total-max"):
        return False
    if path is None:
        total, added = dossier.result.total, _add(below or ())
        return (_value(heading), added) == (total.max_points, total.gross_max)
    said = {each.node for each in dossier.result.findings if each.code in ("SL501", "SL502")}
    return path in said and _value(heading) == dossier.nodes[path].max_points


def _is_added(dossier: Dossier, path: str | None, figure: str) -> bool:
    """Return whether a heading (or the total) is a plain sum."""
    if path is None:
        plan = dossier.plan.outputs[0]
        own, changes = (plan.aggregate, plan.weights), dossier.result.total.adjustments
    else:
        found = next((o for o in dossier.plan.occurrences if o.id == path), None)
        if found is None:
            return False  # One of the project's own indicators, with nothing below it.
        own, changes = (found.aggregate, found.weights), dossier.nodes[path].adjustments
    return own == (None, ()) and not (figure == "points" and _rebases(changes))


def _rebases(changes: tuple[Adjustment, ...]) -> bool:
    return any(change.kind == "rebase" for change in changes)


_WHAT = {"points": Text("得分", "points"), "max-points": Text("分值", "maxima")}


def _hold(
    part: Part,
    heading: StatementRecord,
    below: tuple[StatementRecord, ...] | None,
    label: Text,
    node: str | None,
) -> Iterator[Finding]:
    if below is None or _add(below) == _value(heading):
        return
    unclear = any(each.unclear is not None for each in (heading, *below))
    words = (
        ("label", label),
        ("part", part.label),
        ("what", _WHAT[part.figure]),
        ("declared", print_number(_value(heading))),
        ("computed", print_number(_add(below))),
    )
    severity: Severity = "question" if unclear else "error"
    yield Finding("SL835", severity, words, node, quote_all([heading, *below]))


def check_totals(dossier: Dossier) -> Iterator[Finding]:
    """Yield that a report gives its total in several ways that do not agree (SL834).

    That the declared points do not add up to the declared total alone is SL533.
    """
    totals = list_totals(dossier)
    printed = totals[:-1] if dossier.inputs.declared_sum is not None else totals
    if not any(_differ(one, other) for one in printed for other in printed):
        return
    shown = tuple(_show(dossier, each) for each in totals)
    words = (("declared", shown[0]), ("computed", shown[1:]))
    evidence = tuple(dict.fromkeys(line for each in totals for line in each.evidence))
    yield Finding("SL834", "error", words, None, evidence)


def list_totals(dossier: Dossier) -> tuple[Total, ...]:
    """Return all totals of a report: declared, printed, those of its parts; last its points."""
    return tuple(_list_totals(dossier))


def _list_totals(dossier: Dossier) -> Iterator[Total]:
    each = dossier.round
    if each is not None and each.total is not None:
        at = each.at or each.label
        shown = print_number(each.total)
        line = quote_text(at, Text(f"总分 {shown}", f"total {shown}"))
        what = Text(f"{each.label.zh}的总分", f"the total of {each.label.en}")
        yield Total(what, each.total, (line,))
    for statement in dossier.inputs.statements:
        if statement.kind == "total" and not _is_of_another_round(dossier, statement):
            at = place_of(statement)
            what = Text(f"{at.zh}的总分", f"the total in {at.en}")
            yield Total(what, _value(statement), quote_all([statement]), statement.amount)
    if dossier.plan.outputs[0].aggregate is None:
        yield from _add_parts(dossier)
    added = dossier.inputs.declared_sum
    if added is not None:
        yield Total(_SUM, added, (_cite_points(dossier),))


_SUM = Text("各项申报得分之和", "the sum of the declared points")


def _add_parts(dossier: Dossier) -> Iterator[Total]:
    for part in list_parts(dossier, "points"):
        below = part.cover(dossier, None)
        if below is not None:
            label = part.label
            what = Text(f"{label.zh}各项得分之和", f"the points of {label.en} added up")
            yield Total(what, _add(below), quote_all(below))


def _is_of_another_round(dossier: Dossier, statement: StatementRecord) -> bool:
    """Return whether a printed total is that of another round of assessment, which may differ."""
    own = dossier.round
    others = [each for each in dossier.inputs.declared.rounds if each is not own]
    return any(each.total == _value(statement) for each in others)


def _cite_points(dossier: Dossier) -> Text:
    each = dossier.round
    at = (each.at or each.label) if each else SOMEWHERE
    figures = [print_number(points) for points in dossier.inputs.declared.points.values()]
    added = " + ".join(figures)
    return Text(f"{at.zh}：{added}", f"{at.en}: {added}")


def _differ(one: Total, other: Total) -> bool:
    if one.value == other.value:
        return False
    loose = (Agreement.ROUNDED, Agreement.APPROXIMATE)
    return not any(
        a.amount is not None and compare_printed(a.amount, b.value) in loose
        for a, b in ((one, other), (other, one))
    )


def _show(dossier: Dossier, total: Total) -> Text:
    """Return a total with what it is, and the grade it would have by the ruleset's edges."""
    shown = print_number(total.value)
    most = dossier.result.total.max_points
    bands = dossier.plan.grade.bands if dossier.plan.grade else ()
    grade = next((band.label for _, band in bands if band.holds(total.value)), None)
    if total.value > most:
        full = print_number(most)
        grade = Text(f"超过满分 {full}", f"over the full {full}")
    if grade is None:
        return Text(f"{total.what.zh} {shown}", f"{total.what.en} {shown}")
    return Text(f"{total.what.zh} {shown}（{grade.zh}）", f"{total.what.en} {shown} ({grade.en})")
