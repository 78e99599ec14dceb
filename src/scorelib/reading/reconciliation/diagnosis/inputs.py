"""Inputs: another figure in the place of one that a row reads, which explains its points or rate.

Any large figure runs into a cap, and any figure into some band: such a fit says nothing, so that
a figure has to be hit by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from scorelib.compiler.graph.nodes import Divide, Extreme, FirstKnown, Input, Instead, Node, Sum
from scorelib.compiler.graph.plan import FactInput
from scorelib.compiler.graph.walk import inputs_of, nodes_below
from scorelib.engine.evaluator import Changed, Facts
from scorelib.engine.intake.funds import COLUMN_LABELS
from scorelib.ground.errors import Text, WordError
from scorelib.reading.reconciliation.diagnosis.alternatives import Alternative, Arguments
from scorelib.reading.reconciliation.diagnosis.digits import list_swaps
from scorelib.reading.reconciliation.diagnosis.workbench import Leaf, Workbench
from scorelib.reading.reconciliation.trials import Trial
from scorelib.words.amounts import Amount, read_amount
from scorelib.words.numbers import print_places
from scorelib.words.units import Dimension, read_unit

__all__ = ["Swap", "list_inputs", "list_swapped"]

_NEAR = 1 + Fraction(1, 10**6)
_ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Swap:
    """Another figure in the place of one: of a fact, in rows of a slot, or of a denominator.

    `rows` are the new values by slot, place and column; `ratio` is a quotient with what it is
    multiplied by.
    """

    kind: str
    key: object
    arguments: Arguments
    facts: Mapping[str, Fraction] = field(default_factory=dict)
    rows: Mapping[str, Mapping[int, Mapping[str, Fraction]]] = field(default_factory=dict)
    ratio: tuple[int, Fraction] | None = None

    def put(self, facts: Facts, scale: Fraction = _ONE) -> Facts:
        """Return the facts with the other figures, each multiplied by a scale."""
        values = dict(facts.values)
        for name, value in self.facts.items():
            values["fact", name] = value * scale
        items = dict(facts.items)
        for slot, rows in self.rows.items():
            items[slot] = [
                {**row, **{key: value * scale for key, value in rows.get(place, {}).items()}}
                for place, row in enumerate(items[slot])
            ]
        return Facts(values, items)

    def changes(self, scale: Fraction = _ONE) -> dict[int, Changed]:
        """Return the quotient with the other denominator."""
        if self.ratio is None:
            return {}
        node, factor = self.ratio
        return {node: _multiply(factor * scale)}


def _multiply(factor: Fraction) -> Callable[[Any], Any]:
    return lambda value: value * factor if isinstance(value, Fraction) else value


def list_inputs(bench: Workbench, leaf: Leaf) -> Iterator[Alternative]:
    """Yield what a row gets with another figure in the place of one that it reads."""
    units: dict[Fraction, list[tuple[Alternative, Swap]]] = {}
    for swap, trial in list_swapped(bench, leaf):
        found = leaf.points(trial)
        if found is None or found == leaf.node.computed:
            continue
        each = Alternative(
            swap.kind, found, swap.arguments, leaf.node.id, _judge(bench, leaf, swap, found)
        )
        if swap.kind == "SL862":
            units.setdefault(found, []).append((each, swap))
        else:
            yield each
    for same in units.values():
        # Whether one figure is ten thousand times too large or the other too small is one mistake.
        first, _ = same[0]
        labels = tuple(label for _, swap in same for label in _labels(swap))
        yield replace(first, arguments=(("labels", labels),))


def _labels(swap: Swap) -> tuple[object, ...]:
    found = dict(swap.arguments)["labels"]
    return found if isinstance(found, tuple) else (found,)


def list_swapped(bench: Workbench, leaf: Leaf) -> Iterator[tuple[Swap, Trial]]:
    """Yield the swaps that bear on a row, each with its trial."""
    for swap in _list_swaps(bench, leaf):
        yield swap, _try(bench, swap)


def _list_swaps(bench: Workbench, leaf: Leaf) -> Iterator[Swap]:
    yield from _list_denominators(bench, leaf)
    for fact in _list_facts(bench, leaf):
        yield from _list_fact(bench, fact)
    if leaf.item is not None:
        yield from _list_items(bench, leaf)


def _try(bench: Workbench, swap: Swap) -> Trial:
    if swap.ratio is not None:
        return bench.change_nodes(swap.key, swap.changes)
    facts = bench.dossier.inputs.facts
    return bench.change_facts(swap.key, lambda: swap.put(facts))


def _judge(bench: Workbench, leaf: Leaf, swap: Swap, found: Fraction) -> Callable[[], bool]:
    return lambda: _stands(bench, leaf, swap, found)


def _stands(bench: Workbench, leaf: Leaf, swap: Swap, found: Fraction) -> bool:
    """Return whether a figure is hit by itself: not nothing, not a cap, and not one of a band."""
    if found == 0:
        return False
    facts = bench.dossier.inputs.facts
    free = bench.rewrites.uncapped_reverse
    plain = bench.evaluate(swap.put(facts), {**free, **swap.changes()})
    if leaf.points(plain) != found:
        return False
    smooth = {**free, **bench.rewrites.smooth}
    here = bench.evaluate(swap.put(facts), {**smooth, **swap.changes()})
    near = bench.evaluate(swap.put(facts, _NEAR), {**smooth, **swap.changes(_NEAR)})
    return leaf.raw(here) != leaf.raw(near)


# Facts


def _list_facts(bench: Workbench, leaf: Leaf) -> Iterator[FactInput]:
    """Yield the figures that the formula of a row reads."""
    if leaf.rule.raw is None:
        return
    plan = bench.dossier.plan
    read = {each.key for each in inputs_of(plan.nodes, leaf.rule.raw) if each.kind == "fact"}
    for fact in plan.facts:
        if fact.name in read and fact.kind in ("quantity", "count"):
            yield fact


def _list_fact(bench: Workbench, fact: FactInput) -> Iterator[Swap]:
    given = bench.dossier.inputs.given.get(fact.name)
    value = None if given is None else given.value
    if not isinstance(value, Fraction) or value == 0:
        return
    if fact.unit is not None and fact.unit.dimension == _money():
        for sign, factor in (("×", Fraction(10_000)), ("÷", Fraction(1, 10_000))):
            label = Text(f"{fact.label.zh} {sign} 10000", f"{fact.label.en} {sign} 10000")
            words: Arguments = (("labels", (label,)),)
            yield Swap("SL862", ("unit", fact.name, sign), words, {fact.name: value * factor})
    for amount in _list_printed(bench, fact):
        for other, shown in _exchange(amount):
            words = (("label", fact.label), ("value", amount.text.strip()), ("used", shown))
            key = ("digits", fact.name, amount.text, other)
            yield Swap("SL864", key, words, {fact.name: value - amount.value + other})


def _list_printed(bench: Workbench, fact: FactInput) -> Iterator[Amount]:
    """Yield the amounts as printed that make a fact: its own, or those it is the sum of."""
    given, funds = bench.dossier.inputs.given[fact.name], bench.dossier.inputs.funds
    column = fact.funds
    if column is not None and funds is not None and funds.find(column) == given:
        row, _, name = column.rpartition(".")
        lines = [each for each in funds.rows if each.id == row]
        if row in ("", "total"):
            printed = funds.total is not None and name in funds.total.cells
            lines = [funds.total] if printed and funds.total else list(funds.sources)
        yield from (line.cells[name] for line in lines if name in line.cells)
        return
    try:
        yield read_amount(given.text or "", fact.unit)
    except WordError:
        return


def _exchange(amount: Amount) -> Iterator[tuple[Fraction, str]]:
    """Yield an amount with two digits exchanged: its value, and as it would be printed."""
    unit = amount.unit
    for swapped in list_swaps(amount.printed, amount.places):
        shown = print_places(swapped, amount.places) + (unit.name if unit else "")
        yield swapped * (unit.factor if unit else 1), shown


def _money() -> Dimension:
    return read_unit("元").dimension


# Rows of the project's own


def _list_items(bench: Workbench, leaf: Leaf) -> Iterator[Swap]:
    """Yield swaps in the rows of a slot, all of those that may hide one at a time."""
    slot, place = leaf.rule.id, leaf.place or 0
    rows = [each for each in bench.sought if each.rule.id == slot]
    if _is_money(leaf):
        for sign, factor in (("×", Fraction(10_000)), ("÷", Fraction(1, 10_000))):
            found = {
                each.place or 0: {"actual": value * factor}
                for each in rows
                if _is_money(each) and (value := _value(each, "actual")) is not None
            }
            shifted = Text(f"实际完成值 {sign} 10000", f"actual {sign} 10000")
            words: Arguments = (("labels", (shifted,)),)
            yield Swap("SL862", ("unit", slot, sign), words, {}, {slot: found})
    for column, label in _COLUMNS.items():
        own = _exchanged(leaf, column)
        for turn, (_, shown) in enumerate(own):
            found = {
                each.place or 0: {column: swapped[turn][0]}
                for each in rows
                if len(swapped := _exchanged(each, column)) > turn
            }
            if place not in found:
                continue
            text = leaf.item.figures.get(column, "") if leaf.item else ""
            words = (("label", label), ("value", text), ("used", shown))
            yield Swap("SL864", ("digits", slot, column, turn), words, {}, {slot: found})


_COLUMNS = {
    "target": Text("年度指标值", "the target"),
    "actual": Text("实际完成值", "the actual"),
}


def _value(leaf: Leaf, column: str) -> Fraction | None:
    value = leaf.item.values.get(column) if leaf.item else None
    return value if isinstance(value, Fraction) else None


def _amount(leaf: Leaf, column: str) -> Amount | None:
    """Return a figure of a row as it was printed."""
    value, text = _value(leaf, column), leaf.item.figures.get(column) if leaf.item else None
    if value is None or text is None:
        return None
    try:
        amount = read_amount(text)
    except WordError:
        return None
    return amount if amount.value == value else None


def _exchanged(leaf: Leaf, column: str) -> list[tuple[Fraction, str]]:
    amount = _amount(leaf, column)
    return [] if amount is None else list(_exchange(amount))


def _is_money(leaf: Leaf) -> bool:
    amount = _amount(leaf, "actual")
    unit = amount.unit if amount else None
    return unit is not None and unit.dimension == _money()


# Denominators


def _list_denominators(bench: Workbench, leaf: Leaf) -> Iterator[Swap]:
    """Yield the quotients of a row with another figure of the same kind below the line."""
    plan, values = bench.dossier.plan, bench.base.values
    for number in bench.rewrites.below(leaf.rule):
        node = plan.nodes[number]
        if not isinstance(node, Divide) or plan.scopes[number] is not None:
            continue
        old = values[node.right]
        facts = _facts_of(bench, node.right)
        units = {fact.unit.dimension for fact in facts if fact.unit is not None}
        if not isinstance(old, Fraction) or not old or len(units) != 1:
            continue
        above = _facts_below(bench, node.left)
        seen = {old}
        for label, value in _list_figures(bench, units.pop(), above):
            if value and value not in seen:
                seen.add(value)
                words = (("used", label), ("right", facts[0].label))
                key = ("denominator", number, value)
                yield Swap("SL855", key, words, ratio=(number, old / value))


_PLAIN = (Input, Sum, Extreme, FirstKnown, Instead)
"""The nodes of which a denominator is a figure, and no quotient itself."""


def _facts_of(bench: Workbench, number: int) -> list[FactInput]:
    """Return the facts that a plain figure is made of."""
    nodes = bench.dossier.plan.nodes
    plain = all(
        isinstance(node, _PLAIN) or not _has_operands(nodes, each)
        for each in (number, *nodes_below(nodes, number))
        for node in (nodes[each],)
    )
    return _facts_below(bench, number) if plain else []


def _has_operands(nodes: tuple[Node, ...], number: int) -> bool:
    return bool(nodes_below(nodes, number))


def _facts_below(bench: Workbench, number: int) -> list[FactInput]:
    plan = bench.dossier.plan
    names = [each.key for each in inputs_of(plan.nodes, number) if each.kind == "fact"]
    kinds = ("quantity", "count")
    return [fact for fact in plan.facts if fact.name in names and fact.kind in kinds]


def _list_figures(
    bench: Workbench, dimension: Dimension, above: list[FactInput]
) -> Iterator[tuple[Text, Fraction]]:
    """Yield the figures of a project that measure the same, but not what stands above the line."""
    plan, inputs = bench.dossier.plan, bench.dossier.inputs
    for fact in plan.facts:
        given = inputs.given.get(fact.name)
        fit = fact.unit is not None and fact.unit.dimension == dimension and fact not in above
        if fit and given is not None and isinstance(given.value, Fraction):
            yield fact.label, given.value
    for each in plan.values:
        value = bench.base.values[each.node]
        fit = each.unit is not None and each.unit.dimension == dimension
        if fit and isinstance(value, Fraction):
            yield each.label, value
    if dimension == _money():
        columns = {fact.funds.rpartition(".")[2] for fact in above if fact.funds is not None}
        yield from _list_cells(bench, columns)
    for record in inputs.amounts.values():
        unit = record.amount.unit
        if unit is not None and unit.dimension == dimension:
            yield record.label, record.amount.value


def _list_cells(bench: Workbench, without: set[str]) -> Iterator[tuple[Text, Fraction]]:
    """Yield the totals and the cells of the money block, but for some columns."""
    funds = bench.dossier.inputs.funds
    if funds is None:
        return
    for column, label in COLUMN_LABELS.items():
        if column in without:
            continue
        whole = funds.find(column)
        if whole is not None and isinstance(whole.value, Fraction):
            yield label, whole.value
        for row in funds.sources:
            if column in row.cells:
                words = Text(f"{row.label.zh}：{label.zh}", f"{row.label.en}: {label.en}")
                yield words, row.cells[column].value
