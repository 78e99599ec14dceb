"""What a ruleset makes of its figures: derived values, other ways than sums, further outputs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from scorelib.model.citations import Citations, GradeBand, RoundingSpec
from scorelib.model.fields import Day, Formula, Label, NodeName, Path, Shape, Words, refuse

__all__ = ["Aggregate", "OutputSpec", "ValueSpec", "Worst"]


class ValueSpec(Shape):
    """A derived value: a formula over facts and other values, or a day that the rule fixes.

    `unit` is the unit in which it is shown and in which the places of its rounding are counted.
    """

    label: Label
    formula: Formula | None = None
    date: Day | None = None
    unit: Words | None = None
    rounding: RoundingSpec | None = None
    cites: Citations = ()
    note: Label | None = None

    @model_validator(mode="after")
    def _says_one(self) -> ValueSpec:
        count = (self.formula is not None) + (self.date is not None)
        if count != 1:
            raise refuse("SL118", choices=("formula", "date"), count=count)
        return self


class Aggregate(Shape):
    """How a heading is made of what is below it, where that is not the sum.

    `without` says what becomes of a child that has no figure: `refuse` leaves the heading without
    one too, `skip` leaves the child out, and its weight with it.
    """

    kind: Literal[
        "mean",
        "weighted-mean",
        "min",
        "max",
        "product",
        "geometric-mean",
        "harmonic-mean",
        "formula",
    ]
    weights: dict[NodeName, Formula] | None = None
    formula: Formula | None = None
    without: Literal["refuse", "skip"] = "refuse"
    cites: Citations = ()

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Aggregate:
        for key, kind in (("weights", "weighted-mean"), ("formula", "formula")):
            given = getattr(self, key) is not None
            if given and self.kind != kind:
                raise refuse("SL310", key=key, kind=self.kind)
            if not given and self.kind == kind:
                raise refuse("SL103", key=key)
        if self.kind == "formula" and self.without == "skip":
            raise refuse("SL310", key="without", kind=self.kind)
        return self


class Worst(Shape):
    """The children of a heading that made it what it is, the worst first.

    `ties` names only those with the greatest (or least) figure, `all` every child for which
    `when` holds of its own figure, called `points` there.
    """

    of: Path
    order: Literal["highest", "lowest"]
    most: Literal["ties", "all"]
    when: Formula | None = None


class OutputSpec(Shape):
    """A result beside the total: a formula over the nodes and the total, or a list of nodes."""

    label: Label
    formula: Formula | None = None
    worst: Worst | None = None
    unit: Words | None = None
    rounding: RoundingSpec | None = None
    grades: Annotated[tuple[GradeBand, ...], Field(min_length=1)] | None = None
    cites: Citations = ()
    note: Label | None = None

    @model_validator(mode="after")
    def _says_one(self) -> OutputSpec:
        count = (self.formula is not None) + (self.worst is not None)
        if count != 1:
            raise refuse("SL118", choices=("formula", "worst"), count=count)
        for key in ("unit", "rounding", "grades"):
            if self.worst is not None and getattr(self, key) is not None:
                raise refuse("SL117", first="worst", second=key)
        return self
