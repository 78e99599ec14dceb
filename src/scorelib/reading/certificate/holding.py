"""Whether points stay between the least and the maximum, and by what that is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal

from scorelib.compiler.graph.nodes import Constant
from scorelib.compiler.graph.plan import Occurrence, OutputPlan
from scorelib.reading.advice.desk import Desk
from scorelib.reading.certificate.orders import Orders

__all__ = ["How", "constant_of", "hold_points", "least_of"]

How = Literal["interval", "structure", "parts"]
"""By the interval alone, by how the formula is made, or because everything below stays in range."""

_TOGETHER: Final = ("mean", "weighted-mean", "min", "max", "geometric-mean", "harmonic-mean")


def hold_points(desk: Desk) -> dict[str, How]:
    """Return the nodes, and `total`, whose points are shown to stay in range."""
    orders = Orders(desk.ranges)
    children: dict[str, list[str]] = {}
    for each in desk.plan.occurrences:
        if each.kind != "value" and each.parent is not None and each.parent != each.id:
            children.setdefault(each.parent, []).append(each.id)
    held: dict[str, How] = {}
    broken: set[str] = set()
    # What a heading is put together from stands after it.
    for each in reversed(desk.plan.occurrences):
        if each.kind == "value":
            continue
        how = _hold(desk, each, held, children, orders)
        # A template and its place share their id: both have to hold.
        if how is None:
            broken.add(each.id)
        else:
            held[each.id] = how
    held = {name: how for name, how in held.items() if name not in broken}
    how = _hold_total(desk, desk.plan.outputs[0], held, orders)
    if how is not None:
        held["total"] = how
    return held


def _hold(
    desk: Desk,
    each: Occurrence,
    held: Mapping[str, How],
    children: Mapping[str, Sequence[str]],
    orders: Orders,
) -> How | None:
    how = _show(desk, (each.points, each.max_points), least_of(desk, each.id), orders)
    if how is not None or each.aggregate not in _TOGETHER:
        return how
    if any(change.kind == "rebase" for change in each.changes):
        return None
    # A mean or an extreme lies between the least and the greatest of what it is of.
    most = constant_of(desk, each.max_points)
    below = [o for o in desk.plan.occurrences if o.id in children.get(each.id, ())]
    tops = [constant_of(desk, o.max_points) for o in below]
    fits = most is not None and all(top is not None and top <= most for top in tops)
    return "parts" if fits and all(o.id in held for o in below) else None


def _show(desk: Desk, nodes: tuple[int, int], least: Fraction, orders: Orders) -> How | None:
    points, whole = nodes
    found, most = desk.ranges.of(points), constant_of(desk, whole)
    if most is not None and found.within(least, most):
        return "interval"
    above = found.lo is not None and found.lo >= least
    return "structure" if above and orders.is_at_most(points, whole) else None


def _hold_total(
    desk: Desk, total: OutputPlan, held: Mapping[str, How], orders: Orders
) -> How | None:
    least = least_of(desk, "")
    how = _show(desk, (total.points, total.max_points), least, orders)
    if how is not None:
        return how
    tops = [each for each in desk.plan.occurrences if each.parent is None and each.kind != "value"]
    top = constant_of(desk, total.max_points)
    figures = [constant_of(desk, each.max_points) for each in tops]
    known = [each for each in figures if each is not None]
    inside = all(each.id in held for each in tops) and len(known) == len(tops)
    if top is None or not inside or any(c.kind == "rebase" for c in total.changes):
        return None
    if total.rounding is not None and total.rounding.apply(top) > top:
        return None
    if total.aggregate is None:
        return "parts" if sum(known, Fraction(0)) <= top else None
    return "parts" if total.aggregate in _TOGETHER and max(known) <= top else None


def constant_of(desk: Desk, node: int) -> Fraction | None:
    """Return a figure that the ruleset fixes, None for any other."""
    found = desk.plan.nodes[node]
    value = found.value if isinstance(found, Constant) else None
    return value if isinstance(value, Fraction) else None


def least_of(desk: Desk, name: str) -> Fraction:
    """Return the fewest points of a node, or with an empty name of the total.

    What those below may take off (倒扣) is taken off here; a floor holds it up.
    """
    inside = [
        spot for spot in desk.list_spots() if not name or f"{spot.id}.".startswith(f"{name}.")
    ]
    low = sum((spot.spec.min_points for spot in inside), Fraction(0))
    own = next((spot.spec.floor for spot in inside if spot.id == name), None)
    floor = own if name else desk.document.floor
    return low if floor is None else max(low, floor)
