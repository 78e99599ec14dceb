"""One of the two rulesets that are held against each other, with all that is read off it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.heads import Clause, Place
from scorelib.compiler.graph.plan import Occurrence, Plan
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Text
from scorelib.ground.messages.labels import label
from scorelib.ground.source import locate
from scorelib.reading.revisions.flats import Flat, Key, flatten
from scorelib.reading.revisions.sifting import list_citations

__all__ = ["Edition", "open_edition", "read_figure", "read_words"]

_SPOKEN: Final = {
    name: Text(label(f"diff.name.{name}", "zh"), label(f"diff.name.{name}", "en"))
    for name in ("actual", "max_points", "target", "total")
}
"""What formulas name besides facts, values and tables."""


@dataclass(eq=False)
class Edition:
    """A ruleset with its plan and its parts; `names` are what its indicators go by here."""

    ruleset: Ruleset
    plan: Plan = field(repr=False)
    data: dict[str, Any] = field(repr=False)
    names: Mapping[str, str] = field(repr=False)

    @cached_property
    def flat(self) -> Flat:
        """The ruleset in parts."""
        return flatten(self.data, self.names)

    @cached_property
    def ids(self) -> dict[str, str]:
        """Where each indicator stands, as its dotted id, by the name it goes by here."""
        return {self.names.get(each, each): each for each in _list_ids(self.data)}

    @cached_property
    def nodes(self) -> dict[str, Occurrence]:
        """The occurrences of the plan by the names of their indicators."""
        return {self.names.get(each.id, each.id): each for each in self.plan.occurrences}

    @cached_property
    def labels(self) -> dict[tuple[str, str], Text]:
        """What things are called."""
        found: dict[tuple[str, str], Text] = {}
        for key, value in self.flat.parts.items():
            if key.aspect == "label":
                found[key.kind, key.name] = read_words(value)
        return found

    @cached_property
    def spoken(self) -> dict[str, Text]:
        """What people call the facts, the values and the tables that formulas name."""
        kinds = ("fact", "value", "table", "cohort")
        own = {name: each for (kind, name), each in self.labels.items() if kind in kinds}
        return {**_SPOKEN, **own}

    @cached_property
    def whole(self) -> Fraction | None:
        """The maximum of the whole, where every project has the same."""
        return read_figure(self.data.get("max_points"))

    def place(self, key: Key) -> Place | None:
        """Return where a part is written: the layer, the file and the line."""
        path = self.flat.paths.get(key)
        tree = self.plan.tree
        if path is None or tree is None:
            return None
        node = locate(tree, path, key=True)
        file = node.source.file.replace("\\", "/").rsplit("/", 1)[-1]
        return Place(node.source.layer, file, node.location.line, node.location.column)

    def clauses(self, key: Key) -> tuple[Clause, ...]:
        """Return what a part rests on: its own citations, else those of what it is a part of."""
        part: Any = self.flat.parts.get(key)
        own = list(part if key.aspect == "cites" else list_citations(part))
        name = key.name
        while not own and name:
            own = list(self.flat.parts.get(Key(key.kind, name, "cites"), ()))
            place = self.flat.parts.get(Key(key.kind, name, "place"))
            name = place[0] if place else ""
        return self.resolve(own)

    def resolve(self, citations: Iterable[Mapping[str, Any]]) -> tuple[Clause, ...]:
        """Return citations as clauses with their documents and status."""
        return tuple(dict.fromkeys(self._resolve(each) for each in citations))

    def _resolve(self, citation: Mapping[str, Any]) -> Clause:
        source = self.data.get("sources", {}).get(citation["source"], {})
        status = citation.get("status") or source.get("status", "unverified")
        return Clause(
            citation["source"],
            read_words(source.get("title")),
            source.get("document"),
            citation.get("clause"),
            status,
        )


def _list_ids(data: Mapping[str, Any], above: str = "") -> Iterable[str]:
    for branch in ("indicators", "criteria"):
        for step, spec in (data.get(branch) or {}).items():
            own = f"{above}.{step}" if above else step
            yield own
            yield from _list_ids(spec, own)


def read_words(value: Any) -> Text:
    """Return words as a ruleset has them, in both languages."""
    if isinstance(value, Mapping):
        zh, en = str(value.get("zh", "")), str(value.get("en", ""))
        return Text(zh or en, en or zh)
    text = "" if value is None else str(value)
    return Text(text, text)


def read_figure(value: Any) -> Fraction | None:
    """Return a number or a percentage as a number, None for any other text."""
    text = str(value)
    percent = text.endswith("%")
    try:
        found = Fraction(text.removesuffix("%"))
    except (ValueError, ZeroDivisionError):
        return None
    return found / 100 if percent else found


def open_edition(ruleset: Ruleset, names: Mapping[str, str] | None = None) -> Edition:
    """Return a ruleset opened for a comparison. Raises `DocumentError` with its problems."""
    return Edition(ruleset, compile_ruleset(ruleset), ruleset.data, names or {})
