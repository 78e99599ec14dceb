"""What a plan and a result say of their ruleset: places, clauses, layers, how it was chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from scorelib.ground.errors import Text

__all__ = ["Clause", "Jurisdiction", "Layer", "Place", "RulesetHead", "Search"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule is written: layer, file within the ruleset's folder, line and column."""

    layer: str
    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.layer} {self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Clause:
    """A citation as resolved: the source, the clause, and whether it was verified.

    `borrowed_from` names the layer that cites it, where that is another place's: nobody has
    checked that the clause is in force here too.
    """

    source: str
    title: Text
    document: str | None
    clause: str | None
    status: Literal["verified", "unverified", "inferred"]
    note: Text | None = None
    borrowed_from: str | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """One document that a resolved ruleset is made of; `jurisdiction` is the code of its place."""

    id: str
    edition: str
    revision: int
    sha256: str
    jurisdiction: str | None = None

    @property
    def reference(self) -> str:
        """The id and edition, as `extends` names it."""
        return f"{self.id}@{self.edition}"


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The place a ruleset applies in: its code of GB/T 2260 and what it is called."""

    code: str
    name: Text

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True)
class Search:
    """How a ruleset was looked up.

    By its exact `edition` (`others` are those that a date would have chosen from), as the `only`
    one there is, by the `date` of judging, by the `place` (`asked` is what that is called), or by
    the `path` of its file.
    """

    by: Literal["edition", "only", "date", "place", "path"]
    on: str | None = None
    place: str | None = None
    others: tuple[str, ...] = field(default=(), compare=False)
    asked: Text | None = None


@dataclass(frozen=True, slots=True)
class RulesetHead:
    """What a result says of its ruleset; `sha256` is that of the resolved canonical form."""

    id: str
    edition: str
    revision: int
    sha256: str
    title: Text
    layers: tuple[Layer, ...]
    jurisdiction: Jurisdiction | None = None
    search: Search | None = None

    @property
    def reference(self) -> str:
        """The id and edition."""
        return f"{self.id}@{self.edition}"
