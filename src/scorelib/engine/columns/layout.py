"""What comes out of a table: its columns and their types, settled before any row is scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal, get_args

import polars as pl

from scorelib.compiler.graph.nodes import Constant
from scorelib.compiler.graph.plan import Change, Occurrence, Plan
from scorelib.engine.columns.branches import Branches
from scorelib.engine.columns.names import Role
from scorelib.engine.columns.readers import kind_of, read_as
from scorelib.engine.outcome.views import Status
from scorelib.words.numbers import count_places

__all__ = ["Figures", "Layout", "Output", "Scales", "find_places", "find_scales", "lay_out"]

Scales = Mapping[str, int]
"""With how many places points are given by hand, by the id of the node or the slot."""


@dataclass(frozen=True, slots=True)
class Output:
    """A column that comes out: the node that it shows, and its type.

    Numbers are decimals, or whole numbers of their last place, of `places`; where no rule rounds
    they are exact text. `fills` has 0 where there is none.
    """

    name: str
    node: int
    dtype: Any
    places: int = 0
    fills: bool = False


Figures = Literal["decimals", "units"]
"""How points come out: as decimals, or as whole numbers of the last place that their rule has."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a scored table: those of the nodes, of the slots, and of the whole."""

    nodes: tuple[Output, ...]
    slots: Mapping[str, tuple[Output, ...]]
    totals: tuple[Output, ...]
    schema: pl.Schema

    @property
    def places(self) -> dict[str, int]:
        """With how many places each column of numbers comes out."""
        found = {each.name: each for each in (*self.nodes, *self.totals)}
        found |= {f"indicators.{slot}.points": parts[0] for slot, parts in self.slots.items()}
        return {
            name: each.places
            for name, each in found.items()
            if each.dtype.is_numeric() and not name.startswith("branch.")
        }


STATUSES: Final = pl.Enum(get_args(Status))
TOTALS: Final = {
    "total": "points",
    "max_points": "max_points",
    "computed": "computed_part",
    "taken_over": "other_part",
    "unscored": "unscored",
}
"""The columns of the total, and the nodes of the plan's first output."""


def lay_out(
    plan: Plan, ids: Any, scales: Scales, figures: Figures = "decimals", branches: Branches = ()
) -> Layout:
    """Return what comes out of tables with ids of a type, and points by hand of some places.

    Raises `ValueError` for figures of another kind.
    """
    if figures not in get_args(Figures):
        raise ValueError(f"figures are one of {get_args(Figures)}, not {figures!r}")
    places = find_places(plan, scales)
    nodes: list[Output] = []
    slots: dict[str, tuple[Output, ...]] = {}
    for each in plan.occurrences:
        here = places[each.id, each.slot]
        if each.slot is None:
            nodes.append(_show(f"points.{each.id}", each.points, here, figures))
            nodes.append(Output(f"status.{each.id}", each.status, STATUSES))
        else:
            points = _show("points", each.points, here, figures)
            slots[each.id] = points, Output("status", each.status, STATUSES)
    for name, node, most in branches:
        nodes.append(Output(f"branch.{name}", node, pl.UInt8 if most < 256 else pl.UInt32))
    totals = [
        _show(name, getattr(plan.outputs[0], figure), places[name, None], figures, name != "total")
        for name, figure in TOTALS.items()
    ]
    if plan.grade is not None:
        names = dict.fromkeys(name for name, _ in plan.grade.bands)
        totals.append(Output("grade", plan.grade.node, pl.Enum(list(names))))
    return Layout(tuple(nodes), slots, tuple(totals), _name_types(ids, nodes, slots, totals))


def _show(
    name: str, node: int, places: int | None, figures: Figures, fills: bool = False
) -> Output:
    """Return a column of numbers."""
    if places is None:
        return Output(name, node, pl.String, fills=fills)
    whole = pl.Int32 if places <= _FEW_PLACES else pl.Int64
    dtype = whole if figures == "units" else pl.Decimal(38, places)
    return Output(name, node, dtype, places, fills)


_FEW_PLACES: Final = 4
"""With so few places points up to 200,000 fit the smaller type."""


def _name_types(
    ids: Any,
    nodes: Sequence[Output],
    slots: Mapping[str, Sequence[Output]],
    totals: Sequence[Output],
) -> pl.Schema:
    schema: dict[str, Any] = {"id": ids, **{each.name: each.dtype for each in nodes}}
    for slot, parts in slots.items():
        fields = {"id": pl.String, **{each.name: each.dtype for each in parts}}
        schema[f"indicators.{slot}"] = pl.List(pl.Struct(fields))
    schema |= {each.name: each.dtype for each in totals}
    schema.setdefault("grade", pl.String)
    return pl.Schema({**schema, "findings": pl.List(pl.String)})


def find_scales(roles: Sequence[Role], frame: pl.DataFrame) -> dict[str, int]:
    """Return with how many places the columns of a table give points by hand.

    Columns of numbers say so by their type, those of text by what stands in them.
    """
    found: dict[str, int] = {}
    for role in roles:
        if role.part in ("declared", "judged", "override", "max_points", "indicators"):
            scale = _measure(frame[role.column])
            found[role.name] = max(found.get(role.name, 0), scale)
    return found


_BY_HAND: Final = ("declared", "judged", "override", "reduction", "max_points")


def _measure(series: pl.Series) -> int:
    """Return how many places the figures of a column have, by its type or by its texts.

    Points of more places than `_MOST_PLACES` are told row by row.
    """
    return min(_count_places(series), _MOST_PLACES)


_MOST_PLACES: Final = 15


def _count_places(series: pl.Series) -> int:
    kind = kind_of(series.dtype)
    if kind == "decimal":
        return int(series.dtype.scale)  # type: ignore[attr-defined]
    if kind == "list":
        return _count_places(series.explode())
    if kind == "structs":
        long = series.explode().drop_nulls()
        fields = long.struct.unnest() if isinstance(long.dtype, pl.Struct) else pl.DataFrame()
        return max(
            (_count_places(fields[name]) for name in _BY_HAND if name in fields.columns), default=0
        )
    if kind != "text":
        return 0
    texts = series.cast(pl.String).drop_nulls().unique()
    numbers = [read_as("number", text, lambda *_, **__: None) for text in texts]
    return max((count_places(x) or 0 for x in numbers if isinstance(x, Fraction)), default=0)


Places = dict[tuple[str, str | None], int | None]


def find_places(plan: Plan, scales: Scales) -> Places:
    """Return with how many places the points of each node come out; None where no rule rounds.

    A sum has the places of what is below it, unless it is rounded itself. The columns of the
    total have their own names.
    """
    found: Places = {}
    for each in reversed(plan.occurrences):
        found[each.id, each.slot] = _count_own(each, plan, found, scales)
    output = plan.outputs[0]
    top = [found[each.id, None] for each in plan.occurrences if each.parent is None]
    whole = _most(top) if _is_plain(output.aggregate, output.changes) else None
    if output.rounding is not None:
        whole = max(output.rounding.places, 0, *scales.values())
    parts = _most([whole, *found.values(), *_count_maxima(plan)])
    return found | {(name, None): whole if name == "total" else parts for name in TOTALS}


def _count_own(node: Occurrence, plan: Plan, below: Places, scales: Scales) -> int | None:
    """Return the places of a node: those of its rule, or of what a person gives with more."""
    if node.rounding is not None:
        # What a person gives is not rounded, nor is the sum of what persons gave below.
        given = [each for key, each in scales.items() if f"{key}.".startswith(f"{node.id}.")]
        return max(node.rounding.places, 0, *given)
    children = [
        below[each.id, each.slot]
        for each in plan.occurrences
        if each.parent == node.id and (each.id, each.slot) in below
    ]
    return _most(children) if _is_plain(node.aggregate, node.changes) else None


def _is_plain(aggregate: str | None, changes: Sequence[Change]) -> bool:
    """Return whether a heading is the plain sum of what is below it."""
    return aggregate is None and not any(change.kind == "rebase" for change in changes)


def _count_maxima(plan: Plan) -> list[int | None]:
    """Return the places of the maxima that the ruleset states."""
    nodes = [plan.nodes[each.max_points] for each in plan.occurrences]
    values = [node.value for node in nodes if isinstance(node, Constant)]
    return [count_places(each) for each in values if isinstance(each, Fraction)]


def _most(places: Sequence[int | None]) -> int | None:
    """Return the most of some places; None where one has no end, or there are none."""
    known = [each for each in places if each is not None]
    return max(known) if known and len(known) == len(places) else None
