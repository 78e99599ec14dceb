"""What a method is: its settings, what it lowers to, and its page in the documentation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.plan import Band, Option
from scorelib.ground.errors import Text
from scorelib.words.units import Unit

__all__ = ["Lowered", "Method", "Page"]


@dataclass(frozen=True, slots=True)
class Lowered:
    """What a method became: the node of its points, before rounding.

    `share` is the node of the share of the maximum where the method knows one, `formula` the
    node that is printed, `judged` whether an assessor's figure is what counts.
    """

    points: int
    share: int | None = None
    formula: int | None = None
    bands: tuple[Band, ...] = ()
    band_value: int | None = None
    band_unit: Unit | None = None
    judged: bool = False
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
