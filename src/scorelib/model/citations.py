"""What rests on what: the documents a rule goes by, roundings, bounds and grades with a clause."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from scorelib.model.fields import Label, NodeName, Places, Shape, Words
from scorelib.words.rounding import Mode

__all__ = [
    "Bounds",
    "Citation",
    "CitationStatus",
    "Citations",
    "GradeBand",
    "RoundingSpec",
    "SourceSpec",
]

CitationStatus = Literal["verified", "unverified", "inferred"]


class SourceSpec(Shape):
    """A document that a ruleset rests on, and whether it was read."""

    title: Label
    document: Words | None = None
    status: CitationStatus
    note: Label | None = None


class Citation(Shape):
    """One clause of a source; `status` replaces the source's own for this clause."""

    source: NodeName
    clause: Words | None = None
    status: CitationStatus | None = None
    note: Label | None = None


def _read_citations(value: object) -> object:
    """Take `source#clause`, a mapping, or a list of either."""
    items = value if isinstance(value, list) else [value]
    return [_read_citation(item) for item in items]


def _read_citation(value: object) -> object:
    if not isinstance(value, str):
        return value
    source, hash_, clause = value.partition("#")
    return {"source": source, "clause": clause} if hash_ else {"source": source}


Citations = Annotated[tuple[Citation, ...], BeforeValidator(_read_citations)]


class RoundingSpec(Shape):
    """A rounding: places and mode, in a unit when the value has one (`unit: "%"`)."""

    places: Places
    mode: Mode
    unit: Words | None = None
    cites: Citations = ()


class Bounds(Shape):
    """One band: `from` and `to` include their number, `above` and `below` do not."""

    from_: Annotated[Words | None, Field(alias="from")] = None
    above: Words | None = None
    to: Words | None = None
    below: Words | None = None


class GradeBand(Bounds):
    """A grade (等级) and the totals that earn it."""

    id: NodeName
    label: Label
    cites: Citations = ()
