"""What a method is: its settings, what it lowers to, and its page in the documentation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pydantic import BaseModel

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.plan import Band, Option
from scorelib.ground.errors import Text
from scorelib.model.fields import Label, NodeName
from scorelib.model.ruleset import MethodSettings
from scorelib.words.units import Unit

__all__ = ["GradeMethod", "GradeRule", "Lowered", "Method", "Page", "Scored", "SlotMethod"]


@dataclass(frozen=True, slots=True)
class Lowered:
    """What a method became: the node of its points, before rounding.

    `share` is the node of the share of the maximum where the method knows one, `formula` the
    node that is printed, `judged` whether an assessor's figure is what counts,
    `held` that the method itself refuses points out of range, whatever the maximum is.
    """

    points: int
    share: int | None = None
    formula: int | None = None
    bands: tuple[Band, ...] = ()
    band_value: int | None = None
    band_unit: Unit | None = None
    judged: bool = False
    held: bool = False
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A method's page: what it does and why, its formula, a real wording, an example, refusals."""

    title: Text
    what: Text
    formula: str
    wording: str
    example: str
    refused: Text


@dataclass(frozen=True, slots=True)
class Method:
    """One entry of the table of methods; `forms` are the forms of target it can score."""

    kind: str
    shape: type[BaseModel]
    lower: Callable[[Any, Site], Lowered | None]
    page: Page
    forms: tuple[str, ...] = ()


class Scored(Protocol):
    """A node of the tree as a grade rule sees it: the nodes of its points and its maximum."""

    @property
    def points(self) -> int: ...

    @property
    def max_points(self) -> int: ...


class GradeRule(MethodSettings):
    """What every rule says that settles a grade before the bands do: its name, and the grade.

    `settle` gives the grade whatever the total is; `raise` and `lower` only where the total alone
    would earn one below (or above) it, by the order of the totals.
    """

    id: NodeName
    label: Label
    grade: NodeName
    effect: Literal["settle", "raise", "lower"] = "settle"


@dataclass(frozen=True, slots=True)
class GradeMethod:
    """One entry of the table of grade rules; `lower` gives the condition under which it holds."""

    kind: str
    shape: type[GradeRule]
    lower: Callable[[Any, Site, Mapping[str, Scored]], int | None]
    page: Page


@dataclass(frozen=True, slots=True)
class SlotMethod:
    """A way in which a slot treats its indicators together; the slot's own key says it."""

    kind: str
    shape: type[BaseModel]
    page: Page
