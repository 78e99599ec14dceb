"""How far figures are from bands, and what changed a sum on its way to the points that count."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from scorelib.compiler.graph.plan import Band, Change
from scorelib.engine.outcome.views import Adjustment, BandResult
from scorelib.words.units import Unit

__all__ = ["list_adjustments", "measure_bands"]


def list_adjustments(
    changes: Iterable[Change],
    read: Callable[[int | None], Fraction | None],
    whole: Fraction | None,
) -> tuple[Adjustment, ...]:
    """Return the changes of a sum that changed it; `read` gives the number of a node."""
    found = []
    for change in changes:
        before, limit = read(change.before), read(change.limit)
        if before is None or limit is None or whole is None:
            continue
        after = _apply_change(change, before, limit, whole)
        if after != before:
            found.append(Adjustment(change.kind, before, after, limit))
    return tuple(found)


def _apply_change(change: Change, before: Fraction, limit: Fraction, whole: Fraction) -> Fraction:
    if change.kind == "rebase":
        return before * whole / limit if limit > 0 else before
    return min(before, limit) if change.kind == "cap" else max(before, limit)


def measure_bands(
    bands: Iterable[tuple[Band, Fraction | None]], value: Fraction, unit: Unit | None
) -> tuple[BandResult, ...]:
    """Return bands with the distance of a value to each, in the unit they are written in."""
    factor = unit.factor if unit else Fraction(1)
    return tuple(
        BandResult(
            band.label,
            None if band.least is None else band.least / factor,
            band.least_open,
            None if band.most is None else band.most / factor,
            band.most_open,
            points,
            band.holds(value),
            band.distance(value) / factor,
            unit,
            band.place,
        )
        for band, points in bands
    )
