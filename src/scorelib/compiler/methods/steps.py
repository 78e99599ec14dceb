"""Steps of a size, and what each of them costs or earns: what several methods share."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.bench.terms import Term
from scorelib.words.numbers import print_number
from scorelib.words.rounding import RoundingRule
from scorelib.words.units import NONE

__all__ = ["Steps", "count_steps", "read_size"]

Steps = Literal["linear", "full", "started"]
"""How a part of a step counts: in proportion, not at all, or as a whole one."""

_WHOLE: Final = {"full": RoundingRule(0, "floor"), "started": RoundingRule(0, "ceiling")}


def count_steps(site: Site, measure: Term, per: str | None, steps: Steps) -> int | None:
    """Return the node of how many steps a measure makes; below zero it makes none."""
    if per is None and measure.dimension != NONE:
        site.report("SL103", key="per")
        return None
    size = Fraction(1)
    if per is not None:
        read = site.amount(per, measure.dimension, "per")
        if read is None:
            return None
        size = read
    if size <= 0:
        site.report("SL306", "per")
        return None
    _check_size(site, measure.node, size, "per" if per is not None else None)
    build = site.build
    excess = build.extreme("max", (measure.node, build.constant(0)))
    count = excess if size == 1 else build.divide(excess, build.constant(size))
    return build.round(count, _WHOLE.get(steps))


def _check_size(site: Site, measure: int, size: Fraction, key: str | None) -> None:
    """Note a step that is larger than everything a measure can be."""
    most = site.bound(measure).hi
    if most is not None and most < size:
        at = () if key is None else (key,)
        site.report("SL327", *at, key="per", low="0", high=print_number(most))


def read_size(site: Site, text: str, key: str) -> int | None:
    """Return the node of a number of points that is proved never to be negative."""
    node = site.number(text, key)
    if node is None:
        return None
    least = site.bound(node).lo
    if least is None or least < 0:
        low = "-∞" if least is None else print_number(least)
        site.report("SL361", key, key=key, low=low)
        return None
    return node
