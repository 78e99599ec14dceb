"""With how many places figures by hand are given, where only their texts tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.floats import Floats, settle_floats
from scorelib.engine.columns.layout import Scales, find_scales
from scorelib.engine.columns.names import name_columns
from scorelib.engine.columns.readers import kind_of
from scorelib.reading.tables.chunks import Chunk

__all__ = ["measure_scales", "needs_measuring"]

_BY_HAND: Final = ("declared", "judged", "override", "max_points", "indicators")
_TOLD: Final = ("integer", "decimal", "nothing")
"""Kinds of columns whose type says how many places their figures have."""


def needs_measuring(plan: Plan, schema: Mapping[str, Any]) -> bool:
    """Return whether a table has to be gone through to know the places of figures by hand."""
    roles, _ = name_columns(plan, list(schema))
    return any(kind_of(schema[role.column]) not in _TOLD for role in roles if role.part in _BY_HAND)


def measure_scales(
    plan: Plan, schema: Mapping[str, Any], chunks: Iterable[Chunk], floats: Floats
) -> Scales:
    """Return with how many places figures by hand are given anywhere in a table."""
    roles, _ = name_columns(plan, list(schema))
    roles = tuple(role for role in roles if role.part in _BY_HAND)
    wanted = [role.column for role in roles]
    found = find_scales(roles, pl.DataFrame(schema=dict(schema)))
    for chunk in chunks:
        frame = settle_floats(chunk.frame.select(wanted), floats)
        for name, scale in find_scales(roles, frame).items():
            found[name] = max(found.get(name, 0), scale)
    return found
