"""Points on a straight line between the value that earns nothing and the one that earns all."""

from __future__ import annotations

from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula, Words
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD"]


class Linear(MethodSettings):
    """`value` earns nothing at `zero_at`, the maximum at `full_at`, and in between a share."""

    kind: Literal["linear"]
    value: Formula
    zero_at: Words
    full_at: Words


def lower(settings: Linear, site: Site) -> Lowered | None:
    """Return max_points × (value − zero)/(full − zero), held between 0 and the maximum."""
    term = site.term(settings.value, "value")
    if term is None:
        return None
    zero = site.amount(settings.zero_at, term.dimension, "zero_at")
    full = site.amount(settings.full_at, term.dimension, "full_at")
    if zero is None or full is None:
        return None
    if zero == full:
        site.report("SL307", "full_at")
        return None
    site.check_reach(term.node, [("zero_at", zero), ("full_at", full)])
    build = site.build
    # A falling line (full below zero) is written the other way round, to keep the divisor positive.
    rising = build.subtract(term.node, build.constant(zero))
    falling = build.subtract(build.constant(zero), term.node)
    share = build.divide(rising if full > zero else falling, build.constant(abs(full - zero)))
    share = build.extreme(
        "max", (build.constant(0), build.extreme("min", (build.constant(1), share)))
    )
    return Lowered(build.multiply(site.max_points, share), share=share)


METHOD = Method(
    "linear",
    Linear,
    lower,
    Page(
        Text("线性得分", "Linear"),
        Text(
            "在零分点与满分点之间按直线得分，两端之外得零分或满分。满分点可以比零分点小（越低越好）。",
            "Points on a straight line between the value that earns nothing and the one that "
            "earns everything; beyond them nothing or everything. The full value may be the "
            "smaller one, where lower is better.",
        ),
        "points = max_points × (value − zero_at) / (full_at − zero_at), within 0 … max_points",
        "100%满分，每降低1%扣5%权重，≤80%不得分",
        "method: {kind: linear, value: completion, zero_at: 80%, full_at: 100%}",
        Text(
            "零分点与满分点相同 SL307；单位与数值不合 SL261。",
            "Equal ends are SL307; ends whose unit does not fit the value SL261.",
        ),
    ),
)
