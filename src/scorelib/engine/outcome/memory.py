"""What is read of a plan again and again, whatever the project: read once, while it is in use."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final, TypeVar

from scorelib.compiler.graph.plan import Plan

__all__ = ["keep"]

T = TypeVar("T")

MOST_PLANS: Final = 64

_kept: Final[dict[int, tuple[Plan, dict[Hashable, object]]]] = {}
"""The plans in use: a plan is found again as itself, not by its many parts."""


def keep(plan: Plan, key: Hashable, make: Callable[[], T]) -> T:
    """Return what was made of a plan under a key, made now where it never was.

    Nobody may change what is kept.
    """
    found = _kept.get(id(plan))
    if found is None or found[0] is not plan:
        if len(_kept) >= MOST_PLANS:
            _kept.clear()
        found = _kept[id(plan)] = plan, {}
    known = found[1]
    if key not in known:
        known[key] = make()
    return known[key]  # type: ignore[return-value]
