"""The shape of layout documents: what a form or a report looks like, as data."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, PlainValidator, TypeAdapter, model_validator

from scorelib.model.citations import SourceSpec
from scorelib.model.fields import (
    Flag,
    Label,
    NodeName,
    Path,
    Revision,
    RulesetId,
    Shape,
    Tally,
    Words,
    refuse,
)

__all__ = [
    "BlockSpec",
    "BulletsSpec",
    "CellShape",
    "CellSpec",
    "EachSpec",
    "FormColumn",
    "FormLevel",
    "GridSpec",
    "HeadingSpec",
    "IndicatorsSection",
    "LayoutDocument",
    "MoneyColumn",
    "MoneyLine",
    "MoneySection",
    "NodeValue",
    "PairSpec",
    "ParagraphSpec",
    "Section",
    "Told",
    "Value",
]

Span = Revision
"""How many rows or columns: a whole number from 1."""

Value = Literal[
    "project",
    "project-id",
    "unit",
    "department",
    "period",
    "day",
    "place",
    "ruleset",
    "reference",
    "total",
    "total-max",
    "total-rate",
    "grade",
    "composition",
    "conditional",
    "declared-total",
    "declared-grade",
    "goal",
    "goal-achieved",
    "reasons",
    "initial",
    "budget",
    "arrived",
    "executed",
    "left",
    "execution-rate",
]
"""What a result can say in a cell, or in a text as `{total}`."""

NodeValue = Literal["node", "node-max", "node-points", "node-rate", "node-status"]
"""What it can say of one node, below `each`."""

Told = Literal[
    "status",
    "method",
    "formula",
    "substituted",
    "facts",
    "share",
    "bands",
    "options",
    "criteria",
    "reason",
    "evidence",
    "note",
    "adjustments",
    "rounding",
    "computed",
    "declared",
    "override",
    "cites",
    "location",
    "finding",
    "deduction",
]
"""A line of an explanation, the criteria (要点) of a node, or why points were lost."""


def _read_cell(value: object) -> object:
    """Take a bare text, or a text in two languages, as the words of a cell."""
    bare = isinstance(value, str) or (isinstance(value, dict) and {*value} <= {"zh", "en"})
    return {"text": value} if bare else value


class CellShape(Shape):
    """A cell: its words, what the result says, or what the author is to write."""

    text: Label | None = None
    value: Value | None = None
    gap: Label | None = None
    rows: Span = 1
    columns: Span = 1
    header: Flag = False
    strong: Flag = False
    align: Literal["left", "center", "right"] | None = None

    @model_validator(mode="after")
    def _has_one(self) -> CellShape:
        ways = ("text", "value", "gap")
        count = sum(getattr(self, way) is not None for way in ways)
        if count != 1:
            raise refuse("SL118", choices=ways, count=count)
        return self


CellSpec = Annotated[CellShape, BeforeValidator(_read_cell)]


class FormLevel(Shape):
    """A level of the tree (一级指标 …): its heading, and what is told of each node of it."""

    heading: Label
    columns: Span = 1
    shows: Annotated[
        tuple[Literal["label", "max-points", "points", "rate"], ...], Field(min_length=1)
    ] = ("label",)


class FormColumn(Shape):
    """A column beside the levels: what it shows of each indicator.

    With `of` it shows the node of that level, merged over its rows; `tells` are lines of its
    explanation, `gap` is what an author writes there.
    """

    heading: Label
    columns: Span = 1
    show: (
        Literal[
            "number",
            "target",
            "actual",
            "max-points",
            "points",
            "declared",
            "rate",
            "status",
            "deviation",
        ]
        | None
    ) = None
    tells: Annotated[tuple[Told, ...] | None, Field(min_length=1)] = None
    gap: Label | None = None
    of: Span | None = None
    align: Literal["left", "center", "right"] | None = None

    @model_validator(mode="after")
    def _has_one(self) -> FormColumn:
        ways = ("show", "tells", "gap")
        count = sum(getattr(self, way) is not None for way in ways)
        if count != 1:
            raise refuse("SL118", choices=ways, count=count)
        return self


def _read_few(value: object) -> int:
    """Return a whole number from 1 to 20."""
    count: int = TypeAdapter(Span).validate_python(value)
    if count > _MOST_BLANK:
        raise refuse("SL114", text=str(count), most=_MOST_BLANK)
    return count


_MOST_BLANK: Final = 20


class IndicatorsSection(Shape):
    """The table of indicators: a row each, the nodes above merged over theirs.

    `from` names the nodes it begins with (all of level one without it), `without` those it leaves
    to another section, `unwrap` those of which only what is below is shown. A tree with fewer
    levels leaves columns out where `trim` says so. `blank_rows` are printed where the project has
    declared no indicator, `texts` is what a form prints for a node itself.
    """

    from_: Annotated[tuple[Path, ...] | None, Field(alias="from", min_length=1)] = None
    without: tuple[Path, ...] = ()
    unwrap: tuple[Path, ...] = ()
    lead: CellSpec | None = None
    levels: Annotated[tuple[FormLevel, ...], Field(min_length=1, max_length=12)]
    trim: Flag = False
    columns: Annotated[tuple[FormColumn, ...], Field(min_length=1, max_length=40)]
    criteria: Flag = False
    blank_rows: Annotated[int, PlainValidator(_read_few)] = 1
    texts: dict[Path, dict[Literal["target", "actual"], Label]] = Field(default_factory=dict)
    total: Label | None = None


class MoneyLine(Shape):
    """A line of the money block: `total`, the `rest` of the sources, or one source by its id."""

    label: Label
    source: NodeName
    scored: Flag = False


class MoneyColumn(Shape):
    """A column of the money block."""

    heading: Label
    columns: Span = 1
    show: Literal["initial", "budget", "arrived", "executed", "max-points", "rate", "points"]


class MoneySection(Shape):
    """The money block (资金表): its lines by its columns, amounts in one unit.

    `node` is the node whose maximum and points stand in the line that is `scored`.
    """

    unit: Words
    node: Path | None = None
    lead: CellSpec | None = None
    name_columns: Span = 1
    columns: Annotated[tuple[MoneyColumn, ...], Field(min_length=1)]
    lines: Annotated[tuple[MoneyLine, ...], Field(min_length=1)]


class Section(Shape):
    """A part of a grid: rows of cells, the money block, or the indicators."""

    rows: Annotated[
        tuple[Annotated[tuple[CellSpec, ...], Field(min_length=1)], ...] | None,
        Field(min_length=1),
    ] = None
    money: MoneySection | None = None
    indicators: IndicatorsSection | None = None

    @model_validator(mode="after")
    def _has_one(self) -> Section:
        ways = ("rows", "money", "indicators")
        count = sum(getattr(self, way) is not None for way in ways)
        if count != 1:
            raise refuse("SL118", choices=ways, count=count)
        return self


class GridSpec(Shape):
    """A table: how wide its columns are, in characters, and the parts one below the other."""

    caption: Label
    columns: Annotated[tuple[Span, ...], Field(min_length=1, max_length=60)]
    head: Tally = 0
    filtered: Flag = False
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]


class HeadingSpec(Shape):
    """A heading of level 1 to 4."""

    text: Label
    level: Literal["1", "2", "3", "4"] = "1"


class ParagraphSpec(Shape):
    """Words, with what the result says in braces."""

    text: Label
    strong: Flag = False
    tone: Literal["plain", "muted"] = "plain"


def _read_paragraph(value: object) -> object:
    bare = isinstance(value, str) or (isinstance(value, dict) and {*value} <= {"zh", "en"})
    return {"text": value} if bare else value


class PairSpec(Shape):
    """A name and what stands beside it."""

    name: Label
    value: Label


class BulletsSpec(Shape):
    """A list that the result fills; `none` is said where it has nothing to list."""

    of: Literal["conditions", "findings", "next-steps", "deductions", "adjustments", "clauses"]
    severities: tuple[Literal["error", "warning", "question", "info"], ...] = ()
    numbered: Flag = False
    none: Label | None = None


class EachSpec(Shape):
    """Blocks that are repeated for each node of level one."""

    unwrap: tuple[Path, ...] = ()
    without: tuple[Path, ...] = ()
    blocks: Annotated[tuple[BlockSpec, ...], Field(min_length=1)]


class BlockSpec(Shape):
    """One block of a layout."""

    heading: HeadingSpec | None = None
    paragraph: Annotated[ParagraphSpec | None, BeforeValidator(_read_paragraph)] = None
    gap: Label | None = None
    pairs: Annotated[tuple[PairSpec, ...] | None, Field(min_length=1)] = None
    notes: Annotated[tuple[Label, ...] | None, Field(min_length=1)] = None
    bullets: BulletsSpec | None = None
    grid: GridSpec | None = None
    signatures: Annotated[tuple[Label, ...] | None, Field(min_length=1)] = None
    each: EachSpec | None = None

    @model_validator(mode="after")
    def _has_one(self) -> BlockSpec:
        ways = tuple(type(self).model_fields)
        count = sum(getattr(self, way) is not None for way in ways)
        if count != 1:
            raise refuse("SL118", choices=ways, count=count)
        return self


class LayoutDocument(Shape):
    """A whole layout: its title, what it was made after, the nodes it needs, its blocks.

    `rulesets` are the beginnings of the ids for which it is listed; others can ask for it.
    """

    scorelib: Literal["1"]
    layout: NodeName
    revision: Revision
    title: Label
    source: SourceSpec | None = None
    note: Label | None = None
    nodes: tuple[Path, ...] = ()
    rulesets: tuple[RulesetId, ...] = ()
    landscape: Flag = False
    blocks: Annotated[tuple[BlockSpec, ...], Field(min_length=1)]


EachSpec.model_rebuild()
