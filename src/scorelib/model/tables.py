"""The shape of a table: a line through nodes, rows to look up, or rules with a hit policy."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from scorelib.model.citations import Bounds, Citations
from scorelib.model.fields import FactName, Label, NodeName, Places, Shape, Words, refuse

__all__ = ["Cell", "Ends", "NodePair", "RuleShape", "Segment", "TableSpec"]


def _read_pair(value: object) -> object:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise refuse("SL701")
    return value


def _read_ends(value: object) -> object:
    """Take one figure for both ends: a step."""
    return (value, value) if isinstance(value, str) else _read_pair(value)


NodePair = Annotated[tuple[Words, Words], BeforeValidator(_read_pair)]
"""A node of a line: where it stands, and what is found there."""

Ends = Annotated[tuple[Words, Words], BeforeValidator(_read_ends)]
"""What a segment gives at its two ends; one figure for both is a step."""


class Segment(Bounds):
    """One segment: from where to where, and what is found at its two ends."""

    gives: Ends


def _read_cell(value: object) -> object:
    """Take one word or interval for a list of one."""
    return [value] if isinstance(value, str) else value


Cell = Annotated[tuple[Words, ...], BeforeValidator(_read_cell), Field(min_length=1)]
"""What one rule asks of one argument: an interval, a category, or any of several categories."""


class RuleShape(Shape):
    """One rule: what it asks of each argument, by the argument's name, and what it gives.

    An argument that a rule does not name may be anything.
    """

    model_config = ConfigDict(extra="allow", frozen=True, arbitrary_types_allowed=True)
    __pydantic_extra__: dict[str, Cell] = Field(init=False)

    gives: Words | None = None
    note: Label | None = None

    @property
    def cells(self) -> dict[str, tuple[str, ...]]:
        """What is asked of the arguments, by their names."""
        return dict(self.__pydantic_extra__ or {})


class TableSpec(Shape):
    """A table, which formulas call by its name; it holds figures only and calls nothing.

    `piecewise` is a line through `nodes`, or `segments` with steps between them, of an argument
    that has at most so many `places` where that is said; `lookup` has
    `rows` by one or several arguments; `decision` has `rules` and says by `hit` what happens
    where several of them fit.
    """

    label: Label
    kind: Literal["piecewise", "lookup", "decision"]
    unit: Words | None = None
    units: dict[FactName, Words] | None = None
    result_unit: Words | None = None
    nodes: tuple[NodePair, ...] | None = None
    segments: Annotated[tuple[Segment, ...], Field(min_length=1)] | None = None
    places: Places | None = None
    below: Words | None = None
    above: Words | None = None
    by: Annotated[tuple[FactName, ...], Field(min_length=1)] | None = None
    rows: Annotated[dict[str, Any], Field(min_length=1)] | None = None
    hit: Literal["unique", "first", "priority", "sum", "min", "max", "count"] | None = None
    rules: Annotated[tuple[RuleShape, ...], Field(min_length=1)] | None = None
    priority: Annotated[tuple[Words, ...], Field(min_length=1)] | None = None
    values: Annotated[tuple[NodeName, ...], Field(min_length=1)] | None = None
    otherwise: Words | None = None
    cites: Citations = ()
    note: Label | None = None
