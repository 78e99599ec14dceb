"""A ruleset as loaded: its document, the tree it was read from, its layers and its hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from scorelib.compiler.graph.heads import Jurisdiction, Layer, RulesetHead, Search
from scorelib.compiler.methods import FORM_METHODS, GRADE_METHODS, METHODS
from scorelib.ground.source import Node
from scorelib.model.ruleset import RulesetDocument

__all__ = ["Ruleset", "canonical_form", "hash_form"]


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A resolved ruleset: ready to be compiled, any number of times, on any thread.

    `roots` are the folders in which its neighbours were found, `search` how it was.
    """

    document: RulesetDocument
    tree: Node = field(repr=False, compare=False)
    layers: tuple[Layer, ...]
    canonical: bytes = field(repr=False)
    path: Path | None = field(default=None, compare=False)
    roots: tuple[Path, ...] = field(default=(), repr=False, compare=False)
    search: Search | None = field(default=None, compare=False)

    @property
    def reference(self) -> str:
        """The id and edition, as `extends` and projects name it."""
        return f"{self.document.id}@{self.document.edition}"

    @property
    def head(self) -> RulesetHead:
        """What a result says of its ruleset."""
        document = self.document
        place = document.jurisdiction
        return RulesetHead(
            document.id,
            document.edition,
            document.revision,
            hash_form(self.canonical),
            document.title,
            self.layers,
            None if place is None else Jurisdiction(place.code, place.name),
            self.search,
        )

    @property
    def data(self) -> dict[str, Any]:
        """The resolved ruleset as plain data, every scalar as text."""
        found: dict[str, Any] = json.loads(self.canonical)
        return found

    @property
    def borrowed(self) -> frozenset[str]:
        """The layers that are another place's than the ruleset itself."""
        own = self.layers[-1].jurisdiction if self.layers else None
        return frozenset(each.reference for each in self.layers if each.jurisdiction != own)


def canonical_form(document: BaseModel) -> bytes:
    """Return a document as JSON that no reformatting changes: only what it says, in one order.

    What is found by its name (facts, sources and the like) is sorted by it, since the order means
    nothing; indicators, grades and bands keep theirs.
    """
    data = _settle_methods(_plain(_dump(document)))
    for key in ("allow", "cohort", "declared", "facts", "profiles", "sources", "tables"):
        if key in data:
            data[key] = dict(sorted(data[key].items()))
    # What leads to the layers below, and what only `check` reads, is no part of what it says.
    for key in ("accepted", "extends", "remove"):
        data.pop(key, None)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _dump(document: BaseModel) -> dict[str, Any]:
    return document.model_dump(mode="json", by_alias=True, exclude_defaults=True)


_SHAPES: Final[dict[str, type[BaseModel]]] = {
    **{method.kind: method.shape for method in (*METHODS, *FORM_METHODS)},
    **{method.kind: method.shape for method in GRADE_METHODS},
}


def _settle_methods(value: Any) -> Any:
    """Return data with the settings of every method in the order and spelling of its shape."""
    if isinstance(value, list):
        return [_settle_methods(each) for each in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("kind")
    shape = _SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is not None:
        try:
            return _plain(_dump(shape.model_validate(value)))
        except ValidationError:
            pass  # Reported by the compiler; a ruleset with problems is never scored with.
    return {key: _settle_methods(each) for key, each in value.items()}


def _plain(value: Any) -> Any:
    """Return a value with every scalar as text: the same words read back to the same document."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items() if each is not None}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def hash_form(canonical: bytes) -> str:
    """Return the SHA-256 of a canonical form, in hexadecimal."""
    return hashlib.sha256(canonical).hexdigest()
