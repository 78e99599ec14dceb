"""Lines: every declared figure beside the computed one, at the precision it has to agree in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from scorelib.engine.intake.rounds import Round
from scorelib.engine.outcome.agreement import (
    GRADE,
    TOTAL,
    Printings,
    agrees_as_printed,
    compare_said,
)
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.tolerance import agrees_as_added
from scorelib.engine.outcome.views import NodeResult
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.views import Agreement, Line, Side
from scorelib.words.amounts import Agreement as Printed
from scorelib.words.numbers import print_number, print_percent, print_points

__all__ = ["compare_points", "list_lines", "read_agreement"]

_NONE = Text("–", "–")


def list_lines(result: Result) -> tuple[Line, ...]:
    """Return the lines of a result: each node's points and rate, the total, the grade."""
    return tuple(_list_lines(result))


def _list_lines(result: Result) -> Iterator[Line]:
    rounds = result.inputs.declared.rounds
    below = _list_leaves(result)
    for node in result.nodes:
        yield _compare_points(result, node, rounds, below.get(node.id, ()))
        if any(node.id in each.rates for each in rounds):
            yield _compare_rates(result, node, rounds)
    yield _compare_totals(result, rounds)
    yield _compare_grades(result, rounds)


def _list_leaves(result: Result) -> dict[str, list[str]]:
    """Return for each heading that is a sum the indicators below it that carry weight."""
    sums = [each for each in result.plan.occurrences if each.slot is None]
    found: dict[str, list[str]] = {
        each.id: [] for each in sums if each.aggregate is None and not each.method
    }
    parents = {node.parent for node in result.nodes}
    for node in result.nodes:
        if node.id in parents or node.status in ("not-applicable", "unused"):
            continue
        steps = node.id.split(".")
        for depth in range(1, len(steps)):
            found.get(".".join(steps[:depth]), []).append(node.id)
    return found


def _compare_points(
    result: Result, node: NodeResult, rounds: Iterable[Round], below: Sequence[str]
) -> Line:
    is_leaf = node.method is not None
    computed = node.computed if is_leaf else node.points
    sides = tuple(
        _side(result, each, node.id, each.points[node.id], computed, node.places)
        for each in rounds
        if node.id in each.points
    )
    summed = tuple(
        _side(result, each, node.id, _add(each, below), computed, node.places)
        for each in rounds
        if below and all(path in each.points for path in below)
    )
    override = node.reason if node.override is not None else None
    judgement = node.reason if node.status == "judged" else None
    return Line(
        node.id,
        "points",
        node.label,
        node.id.count("."),
        sides,
        computed,
        _show(computed, node.places),
        _show(node.points, node.places),
        node.status,
        _sum_up(sides),
        override,
        judgement,
        summed,
    )


def _add(each: Round, below: Iterable[str]) -> Fraction:
    return sum((each.points[path] for path in below), Fraction(0))


def _side(
    result: Result,
    each: Round,
    subject: str,
    declared: Fraction,
    computed: Fraction | None,
    places: int | None,
) -> Side:
    """Return what a round declares; a sum may also be that of rows as they are printed."""
    agreement = compare_points(declared, computed, places)
    if agreement == "differs" and computed is not None:
        start = "" if subject == "total" else f"{subject}."
        below = [node for node in result.nodes if node.id.startswith(start)]
        if agrees_as_added(result.plan, below, each.points, declared, computed):
            agreement = "rounded"
    return Side(each.id, each.label, print_number(declared), declared, agreement, each.at)


def compare_points(declared: Fraction, computed: Fraction | None, places: int | None) -> Agreement:
    """Return how declared points stand to computed ones.

    Where the ruleset rounds points they have to be the same figure; where it does not, they are
    compared with as many decimals as they are declared with.
    """
    if computed is None:
        return "not-computed"
    if declared == computed:
        return "agrees"
    return "rounded" if agrees_as_printed(declared, computed, places) else "differs"


def _compare_rates(result: Result, node: NodeResult, rounds: Iterable[Round]) -> Line:
    nodes = {each.id: each for each in result.nodes}
    used = Printings(result, nodes, result.total, result.grade).rate_of(node.id)
    sides = tuple(
        Side(
            each.id,
            each.label,
            each.rates[node.id].text,
            each.rates[node.id].value,
            read_agreement(compare_said(used, each.rates[node.id], ""))
            if used.figures
            else "not-computed",
            each.at,
        )
        for each in rounds
        if node.id in each.rates
    )
    computed = used.figures[0] if used.figures else None
    shown = _NONE if computed is None else _both(print_percent(computed))
    depth = node.id.count(".")
    agreement = _sum_up(sides)
    return Line(
        node.id, "rate", used.label, depth, sides, computed, shown, shown, node.status, agreement
    )


def _compare_totals(result: Result, rounds: Iterable[Round]) -> Line:
    total = result.total
    sides = tuple(
        _side(result, each, "total", each.total, total.points, total.places)
        for each in rounds
        if each.total is not None
    )
    shown = _show(total.points, total.places)
    status = "conditional" if total.conditional else "scored"
    return Line(
        "total", "total", TOTAL, 0, sides, total.points, shown, shown, status, _sum_up(sides)
    )


def _compare_grades(result: Result, rounds: Iterable[Round]) -> Line:
    grade = result.grade
    names = () if grade.label is None else (str(grade.id), *grade.label)
    sides = tuple(
        Side(each.id, each.label, each.grade, None, _compare_words(each.grade, names), each.at)
        for each in rounds
        if each.grade is not None
    )
    shown = grade.label or _NONE
    status = "conditional" if grade.conditional else "scored"
    return Line("grade", "grade", GRADE, 0, sides, None, shown, shown, status, _sum_up(sides))


def _compare_words(word: str, names: tuple[str, ...]) -> Agreement:
    if not names:
        return "not-computed"
    return "agrees" if word.strip() in names else "differs"


_WORST: tuple[Agreement, ...] = (
    "differs",
    "truncated",
    "not-computed",
    "approximate",
    "rounded",
    "agrees",
)


def _sum_up(sides: tuple[Side, ...]) -> Agreement:
    """Return the worst agreement of all rounds."""
    found = {side.agreement for side in sides}
    return next((each for each in _WORST if each in found), "not-declared")


_READ: dict[Printed, Agreement] = {
    Printed.EXACT: "agrees",
    Printed.ROUNDED: "rounded",
    Printed.APPROXIMATE: "approximate",
    Printed.TRUNCATED: "truncated",
    Printed.NO: "differs",
}


def read_agreement(agreement: Printed) -> Agreement:
    """Return how a printing stands to what was used, in the words of a reconciliation."""
    return _READ[agreement]


def _show(value: Fraction | None, places: int | None) -> Text:
    return _NONE if value is None else _both(print_points(value, places))


def _both(words: str) -> Text:
    return Text(words, words)
