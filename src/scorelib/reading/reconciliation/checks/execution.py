"""The execution of the budget: the rate before any cap, and the two amounts behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from scorelib.compiler.graph.nodes import Divide, Input, Round
from scorelib.compiler.graph.plan import FactInput, Occurrence, Plan
from scorelib.compiler.graph.walk import inputs_of, nodes_below
from scorelib.engine.outcome.agreement import strip_bounds
from scorelib.engine.outcome.views import NodeResult
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.words.numbers import print_points
from scorelib.words.units import MONEY

__all__ = ["Execution", "find_share", "print_money", "read_execution", "read_share"]


@dataclass(frozen=True, slots=True)
class Execution:
    """How far the budget was executed, before any cap: the rate, and its two sides in 元.

    The sides are None where the rule reads the rate itself; `facts` are what it reads.
    """

    node: NodeResult
    rate: Fraction
    spent: Fraction | None
    budget: Fraction | None
    facts: tuple[FactInput, ...]

    @property
    def left(self) -> Fraction | None:
        """What of the budget was not used."""
        if self.spent is None or self.budget is None:
            return None
        return self.budget - self.spent


def read_execution(dossier: Dossier) -> Execution | None:
    """Return the execution of the budget; None where the ruleset names none, or has no figure."""
    plan, path = dossier.plan, dossier.plan.key_nodes.execution
    occurrence = next((each for each in plan.occurrences if each.id == path), None)
    if path is None or occurrence is None or occurrence.slot is not None:
        return None
    node = dossier.nodes[path]
    if node.status == "not-applicable":
        return None
    root = _find_rate(plan, occurrence)
    if root is None:
        return _divide_columns(dossier, node, occurrence)
    rate, facts = dossier.result.values[root], tuple(_list_facts(plan, root))
    if not isinstance(rate, Fraction):
        return None
    here = plan.nodes[root]
    if not isinstance(here, Divide):
        return Execution(node, rate, None, None, facts)
    spent, budget = (dossier.result.values[each] for each in (here.left, here.right))
    return Execution(node, rate, spent, budget, facts)


def _divide_columns(dossier: Dossier, node: NodeResult, occurrence: Occurrence) -> Execution | None:
    """Return the execution where a rule compares the two amounts without dividing them.

    They are told by the columns of the money block that they stand for.
    """
    if occurrence.raw is None:
        return None
    read = list(_list_facts(dossier.plan, occurrence.raw))
    above = [fact for fact in read if fact.funds == "executed"]
    below = [fact for fact in read if fact.funds in ("initial", "budget", "arrived")]
    if len(above) != 1 or len(below) != 1:
        return None
    spent, budget = (_value_of(dossier, fact) for fact in (*above, *below))
    if spent is None or not budget:
        return None
    return Execution(node, spent / budget, spent, budget, (*below, *above))


def _value_of(dossier: Dossier, fact: FactInput) -> Fraction | None:
    given = dossier.inputs.given.get(fact.name)
    return given.value if given is not None and isinstance(given.value, Fraction) else None


def _find_rate(plan: Plan, occurrence: Occurrence) -> int | None:
    """Return the node of the rate: what the method takes a share by, or what its bands read.

    Where a method says its conditions in words of its own, the one quotient of money in it.
    """
    for start in (occurrence.share, occurrence.band_value):
        found = None if start is None else _strip(plan, start)
        if found is not None and _is_rate(plan, found):
            return found
    if occurrence.raw is None:
        return None
    below = (occurrence.raw, *nodes_below(plan.nodes, occurrence.raw))
    quotients = [each for each in below if _is_quotient(plan, each)]
    return quotients[0] if len(quotients) == 1 else None


def _strip(plan: Plan, node: int) -> int:
    """Return what a rate is before it is held to bounds and rounded."""
    while True:
        node = strip_bounds(plan, node)
        here = plan.nodes[node]
        if not isinstance(here, Round):
            return node
        node = here.operand


def _is_rate(plan: Plan, node: int) -> bool:
    """Return whether a node is a quotient of money, or a rate that the project gives."""
    here = plan.nodes[node]
    given = isinstance(here, Input) and here.kind == "fact"
    return given or _is_quotient(plan, node)


def _is_quotient(plan: Plan, node: int) -> bool:
    here = plan.nodes[node]
    return isinstance(here, Divide) and all(
        _is_money(plan, side) for side in (here.left, here.right)
    )


def _is_money(plan: Plan, node: int) -> bool:
    facts = list(_list_facts(plan, node))
    return bool(facts) and all(
        fact.unit is not None and fact.unit.dimension == MONEY for fact in facts
    )


def _list_facts(plan: Plan, node: int) -> Iterator[FactInput]:
    """Yield the facts that a node reads."""
    names = [each.key for each in inputs_of(plan.nodes, node) if each.kind == "fact"]
    return (fact for fact in plan.facts if fact.name in names)


def find_share(dossier: Dossier, path: str) -> int | None:
    """Return the plan's node of an indicator's rate before min and max hold it."""
    found = next((o for o in dossier.plan.occurrences if o.id == path and o.slot is None), None)
    if found is None or found.share is None:
        return None
    return strip_bounds(dossier.plan, found.share)


def read_share(dossier: Dossier, path: str) -> Fraction | None:
    """Return the rate of an indicator before a cap; of a project's own, what it earns of 1."""
    number = find_share(dossier, path)
    value = dossier.nodes[path].share if number is None else dossier.result.values[number]
    return value if isinstance(value, Fraction) else None


def print_money(amount: Fraction | None) -> str:
    """Return an amount in yuan, as printed.

    >>> print_money(Fraction(8246))
    '8246元'
    """
    return "–" if amount is None else f"{print_points(amount)}元"
