"""Grade cliffs: totals so near to an edge that rounding, or a printed digit, decides the grade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from scorelib.compiler.graph.nodes import Input, Round, Sum, Value
from scorelib.compiler.graph.plan import Band, FactInput, GradePlan, Plan
from scorelib.engine.evaluator import Changed, Facts
from scorelib.engine.intake.funds import Funds
from scorelib.engine.intake.items import ItemRecord
from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Text, WordError
from scorelib.reading.reconciliation.checks.points import is_summed
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.reading.reconciliation.trials import Trial
from scorelib.words.amounts import Amount, read_amount
from scorelib.words.numbers import count_places, print_number, print_points

__all__ = ["check_rounding_cliff", "check_tolerance_cliff"]

_NONE: Final = Text("无", "none")


def check_rounding_cliff(dossier: Dossier) -> Iterator[Finding]:
    """Yield that the total, before anything is rounded, lies within a step of an edge (SL880)."""
    plan, total = dossier.plan.grade, dossier.result.total
    step = _find_step(dossier.plan)
    if plan is None or step is None or total.points is None or dossier.result.grade.rule:
        return
    if not _is_near(dossier, step + _add_quanta(dossier.plan, len(dossier.nodes))):
        return
    exact = dossier.trials.change_nodes(_undo_rounding(dossier.plan)).points("total")
    if exact is None:
        return
    for below, above, edge in _list_edges(plan):
        distance = abs(exact - edge)
        if not 0 < distance < step:
            continue
        before, after = _name_grade(plan, exact), dossier.result.grade.label or _NONE
        words = (
            ("total", print_number(total.points, total.places)),
            ("before", _print_near(exact, step)),
            ("edge", print_number(edge)),
            ("distance", _print_near(distance, step)),
            ("below", below.label),
            ("above", above.label),
            ("verdict", _name_verdict(before, after)),
        )
        yield Finding("SL880", "warning", words, None)


def _is_near(dossier: Dossier, reach: Fraction) -> bool:
    """Return whether the total lies within reach of an edge, as far as that can be told at once.

    Only where points between nothing and fixed maxima are added up, and nothing but the total
    settles the grade.
    """
    plan, points = dossier.plan.grade, dossier.result.total.points
    if plan is None or points is None or plan.rules or not is_summed(dossier.plan):
        return True
    if dossier.plan.profiles or b'"min_points"' in dossier.plan.canonical:
        return True
    return any(abs(points - edge) <= reach for _, _, edge in _list_edges(plan))


def _add_quanta(plan: Plan, count: int) -> Fraction:
    """Return the most that so many roundings of points can make, with that of the total."""
    rules = {plan.outputs[0].rounding, *(each.rounding for each in plan.occurrences)}
    steps = [rule.quantum for rule in rules if rule is not None]
    return max(steps, default=Fraction(0)) * (count + 1)


def _find_step(plan: Plan) -> Fraction | None:
    """Return the step of the total; None where nothing is rounded."""
    output = plan.outputs[0]
    if output.rounding is not None:
        return output.rounding.quantum
    return None if output.places is None else Fraction(1, 10**output.places)


def _undo_rounding(plan: Plan) -> dict[int, Changed]:
    """Return what stands for each rounding of points, subtotals and the total: the figure itself.

    A rate that the rule rounds first stays rounded: that is no rounding of points.
    """
    points = {each.raw for each in plan.occurrences if each.rounding is not None}
    points.add(plan.outputs[0].raw)
    found: dict[int, Changed] = {}
    for number, node in enumerate(plan.nodes):
        if isinstance(node, Round) and (node.operand in points or _is_by_hand(plan, node)):
            found[number] = Sum((node.operand,), (1,))
    return found


def _is_by_hand(plan: Plan, node: Round) -> bool:
    """Return whether points that a person gave are rounded."""
    given = plan.nodes[node.operand]
    return isinstance(given, Input) and given.key.rpartition(".")[2] == "judgement"


def _list_edges(plan: GradePlan) -> Iterator[tuple[Band, Band, Fraction]]:
    """Yield two neighbouring grades, the lower one first, and the edge between them."""
    bands = [(band.least, band) for _, band in plan.bands if band.least is not None]
    open_below = [band for _, band in plan.bands if band.least is None]
    bands.sort(key=lambda each: each[0])
    ordered = [*((None, band) for band in open_below), *bands]
    for (_, below), (edge, above) in pairwise(ordered):
        if edge is not None:
            yield below, above, edge


def _name_grade(plan: GradePlan, total: Fraction) -> Text:
    return next((band.label for _, band in plan.bands if band.holds(total)), _NONE)


def _name_verdict(before: Text, after: Text) -> Text:
    if before == after:
        return Text(f"取整前后都是“{after.zh}”", f"“{after.en}” before and after")
    return Text(
        f"取整前是“{before.zh}”，取整后是“{after.zh}”",
        f"“{before.en}” before rounding, “{after.en}” after it",
    )


def _print_near(value: Fraction, step: Fraction) -> str:
    """Return a figure with two more decimals than the rounding has, where it has no end."""
    return print_points(value, (count_places(step) or 0) + 2)


@dataclass(frozen=True, slots=True)
class _End:
    """One end of what a printed figure can stand for, and the facts with it."""

    label: Text
    text: str
    shown: str
    facts: Facts


def check_tolerance_cliff(dossier: Dossier) -> Iterator[Finding]:
    """Yield that the grade hangs on how a figure was printed (SL881).

    Every fact, and every actual of the project's own indicators, that is printed with decimals,
    in 万 or 亿, or in per cent is put at both ends of what its digits can stand for. Targets and
    plain counts are what they say.
    """
    base = dossier.trials.base.grade
    if dossier.plan.grade is None or base is None:
        return
    found: dict[str, list[tuple[_End, Trial]]] = {}
    for end in (*_vary_facts(dossier), *_vary_items(dossier)):
        trial = dossier.trials.change_facts(end.facts)
        if trial.grade is not None and trial.grade != base:
            found.setdefault(trial.grade, []).append((end, trial))
    for grade, ends in found.items():
        yield _report_ends(dossier, dossier.plan.grade, grade, ends)


def _report_ends(
    dossier: Dossier, plan: GradePlan, grade: str, ends: list[tuple[_End, Trial]]
) -> Finding:
    total, bands = dossier.result.total, dict(plan.bands)
    points = "–" if total.points is None else print_number(total.points, total.places)
    words = (
        ("total", points),
        ("grade", dossier.result.grade.label or _NONE),
        ("other", bands[grade].label),
        ("inputs", tuple(_show_end(end, trial, total.places) for end, trial in ends)),
    )
    return Finding("SL881", "question", words, None)


def _show_end(end: _End, trial: Trial, places: int | None) -> Text:
    found = trial.points("total")
    points = "–" if found is None else print_points(found, places)
    return Text(
        f"{end.label.zh}填的是“{end.text}”，若为 {end.shown}，总分 {points}",
        f"{end.label.en} is printed “{end.text}”; were it {end.shown}, the total would be {points}",
    )


def _vary_facts(dossier: Dossier) -> Iterator[_End]:
    inputs = dossier.inputs
    for fact in dossier.plan.facts:
        given = inputs.given.get(fact.name)
        if fact.kind != "quantity" or given is None or not isinstance(given.value, Fraction):
            continue
        parts = _read_parts(fact, given.text or "", inputs.funds)
        if not any(_is_rough(each) for each in parts) or not _may_matter(dossier, fact):
            continue
        for side in (0, 1):
            value = sum((_take_end(each, side) for each in parts), Fraction(0))
            if _lies_in(fact, value):
                values = dict(inputs.facts.values)
                values["fact", fact.name] = value
                facts, shown = Facts(values, inputs.facts.items), _print_in(value, parts[0])
                yield _End(fact.label, given.text or "", shown, facts)


def _may_matter(dossier: Dossier, fact: FactInput) -> bool:
    """Return whether all that a fact can make of the points that rest on it reaches an edge."""
    resting = [
        node.max_points or Fraction(0)
        for node in dossier.nodes.values()
        if any(used.name == fact.name for used in node.facts)
    ]
    return _is_near(dossier, sum(resting, _add_quanta(dossier.plan, len(dossier.nodes))))


def _read_parts(fact: FactInput, text: str, funds: Funds | None) -> list[Amount]:
    """Return the printed amounts that a fact is the sum of: itself, or those of the money block."""
    row, _, column = (fact.funds or "").rpartition(".")
    if column and funds is not None and funds.find(fact.funds or "") is not None:
        if row in ("", "total"):
            printed = funds.total is not None and column in funds.total.cells
            lines = [funds.total] if printed and funds.total else list(funds.sources)
        else:
            lines = [each for each in funds.rows if each.id == row]
        return [each.cells[column] for each in lines if column in each.cells]
    try:
        return [read_amount(text, fact.unit)]
    except WordError:
        # Nothing was given by itself: then nothing printed can be varied.
        return []


def _is_rough(amount: Amount) -> bool:
    """Return whether the digits of an amount stand for more than one figure."""
    name = amount.unit.name if amount.unit else ""
    return amount.places > 0 or any(mark in name for mark in ("万", "亿", "%", "‰"))


def _take_end(amount: Amount, side: int) -> Fraction:
    return amount.interval[side] if _is_rough(amount) else amount.value


def _lies_in(fact: FactInput, value: Fraction) -> bool:
    """Return whether a value is one that the ruleset lets a fact have."""
    low, high = fact.least, fact.most
    if low is not None and (value < low or (value == low and fact.least_open)):
        return False
    return high is None or value < high or (value == high and not fact.most_open)


def _print_in(value: Fraction, like: Amount) -> str:
    unit = like.unit
    return f"{print_points(value / unit.factor if unit else value)}{unit.name if unit else ''}"


@dataclass(frozen=True, slots=True)
class _Reading:
    """One actual as it was read, with its place among the rows."""

    slot: str
    place: int
    record: ItemRecord
    amount: Amount

    def move(self, side: int) -> Mapping[str, Value]:
        """Return the values of the indicator with its actual at one end."""
        return {**self.record.values, "actual": _take_end(self.amount, side)}


def _vary_items(dossier: Dossier) -> Iterator[_End]:
    """Yield the ends of the actuals that change the points of their own indicator enough."""
    readings = list(_list_readings(dossier))
    if not readings:
        return
    for side in (0, 1):
        # All at once first: only what changes its own points is worth a trial by itself.
        moved = dossier.trials.change_facts(_place_rows(dossier, readings, side))
        for each in readings:
            if _may_decide(dossier, moved, each):
                facts = _place_rows(dossier, [each], side)
                shown = _print_in(_take_end(each.amount, side), each.amount)
                yield _End(each.record.label, each.record.actual or "", shown, facts)


def _list_readings(dossier: Dossier) -> Iterator[_Reading]:
    for slot, records in dossier.inputs.items.items():
        for place, record in enumerate(records):
            if not isinstance(record.values.get("actual"), Fraction):
                continue
            try:
                amount = read_amount(record.figures.get("actual", ""))
            except WordError:
                # A change is read with its direction; its printing alone is no amount.
                continue
            most = dossier.nodes[f"{slot}.{record.id}"].max_points or Fraction(0)
            matters = _is_near(dossier, most + _add_quanta(dossier.plan, len(dossier.nodes)))
            if matters and _is_rough(amount) and amount.value == record.values["actual"]:
                yield _Reading(slot, place, record, amount)


def _place_rows(dossier: Dossier, readings: list[_Reading], side: int) -> Facts:
    facts = dossier.inputs.facts
    rows = {slot: list(found) for slot, found in facts.items.items()}
    for each in readings:
        rows[each.slot][each.place] = each.move(side)
    return Facts(facts.values, rows)


def _may_decide(dossier: Dossier, moved: Trial, each: _Reading) -> bool:
    """Return whether the change of one indicator's points can carry the total over an edge."""
    points = next(o.points for o in dossier.plan.occurrences if o.slot == each.slot)
    before, after = (values[points][each.place] for values in (dossier.result.values, moved.values))
    if before == after:
        return False
    if not isinstance(before, Fraction) or not isinstance(after, Fraction):
        return True
    # The headings above may round once more, each on its way to the total.
    return _is_near(dossier, abs(after - before) + _add_quanta(dossier.plan, each.slot.count(".")))
