"""Amounts of the money block (资金表), and the rate of execution that is printed beside them."""

from __future__ import annotations

from fractions import Fraction

from scorelib.engine.intake.desk import GivenFact
from scorelib.engine.outcome.result import Result

__all__ = ["find_amount", "find_rate"]


def find_amount(result: Result, reference: str, column: str) -> GivenFact | None:
    """Return an amount of the money block: of one source, or the `total`.

    A project without a money block gives its totals as facts, which the ruleset ties to a column.
    """
    funds, is_total = result.inputs.funds, reference == "total"
    if not reference:
        return None
    if funds is not None:
        found = funds.find(column if is_total else f"{reference}.{column}")
        if found is not None:
            return found
    if not is_total:
        return None
    names = [fact.name for fact in result.plan.facts if fact.funds == column]
    given = [result.inputs.given[name] for name in names if name in result.inputs.given]
    return given[0] if given else None


def find_rate(result: Result, reference: str) -> Fraction | None:
    """Return what was executed of the full-year budget, or None where that is not known."""
    budget = find_amount(result, reference, "budget")
    executed = find_amount(result, reference, "executed")
    if budget is None or executed is None:
        return None
    whole, part = budget.value, executed.value
    if not isinstance(whole, Fraction) or not isinstance(part, Fraction) or whole == 0:
        return None
    return part / whole
