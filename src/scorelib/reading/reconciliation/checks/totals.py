"""Totals: the total of a report in all its printings, and the sums of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scorelib.engine.intake.rounds import Round
from scorelib.engine.intake.statements import StatementRecord
from scorelib.engine.outcome.additions import Adder
from scorelib.engine.outcome.agreement import agrees_as_printed
from scorelib.engine.outcome.tolerance import agrees_as_added
from scorelib.engine.outcome.views import Finding, NodeResult
from scorelib.ground.errors import Severity, Text
from scorelib.reading.reconciliation.checks.quoting import (
    SOMEWHERE,
    place_of,
    quote_all,
    quote_text,
)
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.words.amounts import Agreement, Amount, agrees, compare_printed
from scorelib.words.numbers import count_places, print_number

__all__ = ["Part", "Total", "check_parts", "check_totals", "list_parts", "list_totals"]

_TOTAL = Text("总分", "Total")


@dataclass(frozen=True, slots=True)
class Total:
    """One way in which a report gives its total: what it is, its own words, evidence for them.

    `figures` are what it may stand for, as printed or added up first; `room` is how far a sum may
    be off by the rounding of its terms.
    """

    what: Text
    shown: str
    figures: tuple[Fraction, ...]
    evidence: tuple[Text, ...]
    amount: Amount | None = None
    room: Fraction = Fraction(0)
    is_unclear: bool = False

    @property
    def value(self) -> Fraction:
        """The figure as printed, or as it adds up."""
        return self.figures[0]

    def covers(self, figure: Fraction, room: Fraction = Fraction(0)) -> bool:
        """Return whether a figure may be what is printed here: rounded, cut off, hedged."""
        if self.amount is not None and compare_printed(self.amount, figure) is not Agreement.NO:
            return True
        room += self.room
        step = _half_step(self.amount) if room and self.amount is not None else Fraction(0)
        return any(abs(each - figure) <= room + step for each in self.figures)


@dataclass(frozen=True, slots=True)
class Part:
    """The points (or maxima) that one part of a report gives, by node; its own total."""

    label: Text
    figure: str
    figures: Mapping[str, StatementRecord]
    total: StatementRecord | None

    def add(self, adder: Adder, path: str | None) -> Sum | None:
        """Return what the part states below a heading, added up; None where that is no sum.

        What does not apply, or has no maximum, need not be stated.
        """

        def find(node: NodeResult) -> Fraction | None:
            own = self.figures.get(node.id) if node.id != path else None
            return None if own is None else _value(own)

        added = adder.add(path, find, self.figure == "points")
        if added is None:
            return None
        figures = added.figures
        if path is not None or self.figure == "max-points":
            # A bonus comes on top of a maximum, and may be printed within its heading or not.
            figures = (*figures, figures[0] - added.extra)
        return Sum(tuple(self.figures[each] for each in added.terms), figures)


@dataclass(frozen=True, slots=True)
class Sum:
    """Statements that make up a heading, and what they add up to: plainly, held, rounded."""

    terms: tuple[StatementRecord, ...]
    figures: tuple[Fraction, ...]


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


def check_parts(dossier: Dossier) -> Iterator[Finding]:
    """Yield parts of a report whose figures do not add up to their own heading or total (SL835).

    Where a rule does more than add (weights, re-basing) there is no such sum.
    """
    for figure in _KINDS:
        for part in list_parts(dossier, figure):
            yield from _check_part(dossier, part)


def _check_part(dossier: Dossier, part: Part) -> Iterator[Finding]:
    adder = _open_adder(dossier)
    headings = [(path, each, dossier.nodes[path].label) for path, each in part.figures.items()]
    whole = [] if part.total is None else [(None, part.total, _TOTAL)]
    for path, heading, label in (*headings, *whole):
        below = part.add(adder, path)
        if below is None or _is_said(dossier, path, heading, below):
            continue
        room = sum((_find_room(dossier, each) for each in (heading, *below.terms)), Fraction(0))
        if all(abs(each - _value(heading)) > room for each in below.figures):
            yield _report_part(part, heading, below, label, path)


def _open_adder(dossier: Dossier) -> Adder:
    return Adder.of(dossier.result, dossier.nodes.values())


def _half_step(amount: Amount) -> Fraction:
    """Return how far a printing may be from what it was rounded from."""
    return max(abs(edge - amount.value) for edge in amount.interval)


def _find_room(dossier: Dossier, statement: StatementRecord) -> Fraction:
    """Return how far a printed figure may be from the one that it was shortened from.

    One that a round declares, or that came out, was not shortened; a maximum that is not the
    rule's own is another one, and no shorter printing.
    """
    if statement.amount is None:
        return Fraction(0)
    known = _list_known(dossier, statement)
    agreeing = [each for each in known if _may_print(statement.amount, each)]
    is_maximum = statement.kind in ("max-points", "total-max")
    if _value(statement) in known or (is_maximum and not agreeing):
        return Fraction(0)
    gaps = [abs(each - _value(statement)) for each in agreeing]
    return max([_half_step(statement.amount), *gaps])


def _may_print(amount: Amount, figure: Fraction) -> bool:
    return compare_printed(amount, figure) is not Agreement.NO


def _list_known(dossier: Dossier, statement: StatementRecord) -> list[Fraction]:
    """Return the figures that a printed one may be: what came out, what a round declares."""
    rounds, total = dossier.inputs.declared.rounds, dossier.result.total
    found: list[Fraction | None]
    if statement.kind == "total":
        found = [total.points, *(each.total for each in rounds)]
    elif statement.kind == "total-max":
        found = [total.max_points, total.gross_max]
    elif statement.kind == "max-points":
        found = [dossier.nodes[statement.about].max_points]
    else:
        declared = (each.points.get(statement.about) for each in rounds)
        found = [dossier.nodes[statement.about].points, *declared]
    return [each for each in found if each is not None]


def _is_said(dossier: Dossier, path: str | None, heading: StatementRecord, below: Sum) -> bool:
    """Return whether the result itself says that these maxima do not add up (SL501, SL574)."""
    if heading.kind not in ("max-points", "total-max"):
        return False
    if path is None:
        total = dossier.result.total
        return (_value(heading), below.figures[0]) == (total.max_points, total.gross_max)
    said = {each.node for each in dossier.result.findings if each.code in ("SL501", "SL502")}
    return path in said and _value(heading) == dossier.nodes[path].max_points


_WHAT = {"points": Text("得分", "points"), "max-points": Text("分值", "maxima")}


def _report_part(
    part: Part, heading: StatementRecord, below: Sum, label: Text, node: str | None
) -> Finding:
    unclear = any(each.unclear is not None for each in (heading, *below.terms))
    words = (
        ("label", label),
        ("part", part.label),
        ("what", _WHAT[part.figure]),
        ("declared", print_number(_value(heading))),
        ("computed", print_number(below.figures[0])),
    )
    severity: Severity = "question" if unclear else "error"
    return Finding("SL835", severity, words, node, quote_all([heading, *below.terms]))


def check_totals(dossier: Dossier) -> Iterator[Finding]:
    """Yield that a report gives its total in several ways that do not agree (SL834).

    That the declared points do not add up to the declared total alone is SL533. Where only a
    printing whose scope is unclear stands apart, it is a question.
    """
    printed, added = list_totals(dossier), _add_points(dossier)
    clear = [each for each in printed if not each.is_unclear]
    if _is_settled(dossier, printed):
        return
    severity: Severity = "question" if _is_settled(dossier, clear) else "error"
    totals = printed if added is None else (*printed, added)
    head = totals[0]
    rivals = [each for each in totals[1:] if not each.covers(head.value, head.room)]
    shown = tuple(dict.fromkeys(_show(dossier, each) for each in rivals))
    words = (("declared", _show(dossier, head)), ("computed", shown))
    evidence = tuple(dict.fromkeys(line for each in totals for line in each.evidence))
    yield Finding("SL834", severity, words, None, evidence)


def _is_settled(dossier: Dossier, totals: Sequence[Total]) -> bool:
    """Return whether all totals may be printings of one figure, be it one that came out."""
    known = dossier.result.total.points
    asked = [(figure, each.room) for each in totals for figure in each.figures]
    asked += [] if known is None else [(known, Fraction(0))]
    return not asked or any(
        all(each.covers(figure, room) for each in totals) for figure, room in asked
    )


def list_totals(dossier: Dossier) -> tuple[Total, ...]:
    """Return the totals that a report prints: declared, in its text, the sums of its parts."""
    return tuple(_list_totals(dossier))


def _list_totals(dossier: Dossier) -> Iterator[Total]:
    each = dossier.round
    if each is not None and each.total is not None:
        yield _read_declared(dossier, each, each.total)
    for statement in dossier.inputs.statements:
        is_printed = statement.kind == "total" and statement.amount is not None
        if is_printed and not _is_of_another_round(dossier, statement):
            yield _read_printed(statement)
    for part in list_parts(dossier, "points"):
        below = part.add(_open_adder(dossier), None)
        if below is not None and not _is_part_of_another_round(dossier, part, below):
            yield _read_sum(dossier, part, below)


def _read_declared(dossier: Dossier, each: Round, total: Fraction) -> Total:
    shown = print_number(total)
    line = quote_text(each.at or each.label, Text(f"总分 {shown}", f"total {shown}"))
    what = Text(f"{each.label.zh}的总分", f"the total of {each.label.en}")
    own = dossier.result.total
    # Only a total that no rule rounds may be declared shorter than it came out.
    is_shorter = own.points is not None and agrees_as_printed(total, own.points, own.places)
    amount = Amount(total, None, count_places(total) or 0, shown) if is_shorter else None
    return Total(what, shown, (total,), (line,), amount, _find_sum_room(dossier, each, total))


def _find_sum_room(dossier: Dossier, each: Round, total: Fraction) -> Fraction:
    """Return how far a declared total is from the one that came out by the printing of its rows."""
    own = dossier.result.total.points
    nodes = dossier.nodes.values()
    if own is None or not agrees_as_added(dossier.plan, nodes, each.points, total, own):
        return Fraction(0)
    return abs(own - total)


def _read_printed(statement: StatementRecord) -> Total:
    at = place_of(statement)
    return Total(
        Text(f"{at.zh}的总分", f"the total in {at.en}"),
        (statement.value or "").strip(),
        (_value(statement),),
        quote_all([statement]),
        statement.amount,
        is_unclear=statement.unclear is not None,
    )


def _read_sum(dossier: Dossier, part: Part, below: Sum) -> Total:
    label = part.label
    return Total(
        Text(f"{label.zh}各项得分之和", f"the points of {label.en} added up"),
        print_number(below.figures[0]),
        below.figures,
        quote_all(below.terms),
        room=sum((_find_room(dossier, each) for each in below.terms), Fraction(0)),
        is_unclear=any(each.unclear is not None for each in below.terms),
    )


def _add_points(dossier: Dossier) -> Total | None:
    """Return the sum of the declared points; None where the rule makes more of them than that."""
    terms = dossier.inputs.declared_terms
    if terms is None:
        return None
    adder = _open_adder(dossier)
    found = adder.add(
        None, lambda node: None if node.id in adder.below else terms.get(node.id, Fraction(0))
    )
    if found is None:
        return None
    room = Fraction(0)
    for path, points in terms.items():
        node = dossier.nodes[path]
        if node.points is not None and agrees_as_printed(points, node.points, node.places):
            room += abs(node.points - points)
    shown = print_number(found.figures[0])
    return Total(_SUM, shown, found.figures, (_cite_points(dossier, terms),), room=room)


_SUM = Text("各项申报得分之和", "the sum of the declared points")


def _is_of_another_round(dossier: Dossier, statement: StatementRecord) -> bool:
    """Return whether a printed total is that of another round of assessment, which may differ."""
    printed = statement.amount
    totals = (each.total for each in _list_other_rounds(dossier))
    return printed is not None and any(t is not None and agrees(printed, t) for t in totals)


def _list_other_rounds(dossier: Dossier) -> list[Round]:
    return [each for each in dossier.inputs.declared.rounds if each is not dossier.round]


def _is_part_of_another_round(dossier: Dossier, part: Part, below: Sum) -> bool:
    """Return whether a part gives the points of another round: by its total, or one by one."""
    if part.total is not None and _is_of_another_round(dossier, part.total):
        return True
    own = dossier.round
    return any(
        each.total in below.figures
        or (_follows(each, below) and not (own is not None and _follows(own, below)))
        for each in _list_other_rounds(dossier)
    )


def _follows(each: Round, below: Sum) -> bool:
    """Return whether all points of a part are those that a round declares."""
    pairs = [(term.amount, each.points.get(term.about)) for term in below.terms]
    return all(a is not None and points is not None and agrees(a, points) for a, points in pairs)


def _cite_points(dossier: Dossier, terms: Mapping[str, Fraction]) -> Text:
    """Return the terms of the sum of the declared points, what is taken off with a minus."""
    each = dossier.round
    at = (each.at or each.label) if each else SOMEWHERE
    signed = [("−" if points < 0 else "+", print_number(abs(points))) for points in terms.values()]
    added = " ".join(f"{sign} {figure}" for sign, figure in signed).removeprefix("+ ")
    return Text(f"{at.zh}：{added}", f"{at.en}: {added}")


def _show(dossier: Dossier, total: Total) -> Text:
    """Return a total with what it is, and the grade it would have by the ruleset's edges."""
    most = dossier.result.total.max_points
    bands = dossier.plan.grade.bands if dossier.plan.grade else ()
    grade = next((band.label for _, band in bands if band.holds(total.value)), None)
    if total.value > most:
        full = print_number(most)
        grade = Text(f"超过满分 {full}", f"over the full {full}")
    zh, en = f"{total.what.zh} {total.shown}", f"{total.what.en} {total.shown}"
    if grade is None or (total.amount is not None and total.amount.approximate):
        # Of a figure that is not exact no grade can be told.
        return Text(zh, en)
    return Text(f"{zh}（{grade.zh}）", f"{en} ({grade.en})")
