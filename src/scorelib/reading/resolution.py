"""A resolved ruleset value by value: which layer, file and line set it, and what was below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from scorelib.compiler.graph.heads import Layer, Place
from scorelib.compiler.loading.editions import text_in
from scorelib.compiler.loading.layers import Resolved
from scorelib.compiler.loading.loader import load_layers
from scorelib.compiler.loading.locks import same_value
from scorelib.compiler.loading.overlay import find_part
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Text
from scorelib.ground.source import MappingNode, Node, Scalar, SequenceNode

__all__ = ["LayerView", "Origin", "RemovedPart", "Resolution", "ResolvedValue", "resolve_ruleset"]

_HEAD: Final = frozenset(
    {
        "accepted",
        "scorelib",
        "id",
        "edition",
        "revision",
        "title",
        "jurisdiction",
        "effective",
        "extends",
        "remove",
        "sources",
    }
)
"""What tells one layer from another; it stands in the header, not among the values."""

_GROUNDS: Final = frozenset({"cites", "note"})
"""What says why a value is so: it changes with the value, and is no change of its own then."""

_Leaves = dict[str, Node]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something is written: the number of the layer (from 1, the lowest) and the place."""

    layer: int
    place: Place

    def __str__(self) -> str:
        return f"{self.layer} {self.place.file}:{self.place.line}"


@dataclass(frozen=True, slots=True)
class ResolvedValue:
    """One value that applies, and what the layers below had in its place.

    `own` marks what the topmost layer, the ruleset itself, changed or added.
    """

    path: str
    text: str
    origin: Origin
    change: Literal["changed", "added"] | None = None
    below: str | None = None
    below_origin: Origin | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class RemovedPart:
    """A part that a layer took away: where it said so, and where the part was written."""

    path: str
    origin: Origin
    below_origin: Origin


@dataclass(frozen=True, slots=True)
class LayerView:
    """One layer as the header of a resolved ruleset shows it."""

    number: int
    layer: Layer
    title: Text
    jurisdiction: Text | None
    effective: str | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """A resolved ruleset with the layer of each value, in the order of the document."""

    ruleset: Ruleset
    layers: tuple[LayerView, ...]
    sources: tuple[tuple[str, Origin], ...]
    values: tuple[ResolvedValue, ...]
    removed: tuple[RemovedPart, ...]


def resolve_ruleset(
    id_or_path: str | Path, on: date | None = None, roots: Sequence[Path] = ()
) -> Resolution:
    """Return a ruleset with the layer, file and line of each of its values.

    Raises what loading it raises.
    """
    ruleset, resolved = load_layers(id_or_path, on, roots)
    stages = [_list_leaves(stage) for stage in resolved.stages]
    numbers = {id(tree.source): number for number, tree in enumerate(resolved.documents, 1)}
    values = [_describe(path, node, stages, numbers) for path, node in stages[-1].items()]
    removed = [*_list_removed(resolved, numbers)]
    removed += _list_replaced(stages, numbers, [part.path for part in removed])
    layers = tuple(
        _describe_layer(number, layer, tree)
        for number, (layer, tree) in enumerate(
            zip(ruleset.layers, resolved.documents, strict=True), 1
        )
    )
    sources = tuple(_list_sources(resolved.tree, numbers))
    return Resolution(ruleset, layers, sources, _settle_grounds(values), tuple(removed))


def _list_sources(tree: Node, numbers: dict[int, int]) -> Iterator[tuple[str, Origin]]:
    sources = tree.values.get("sources") if isinstance(tree, MappingNode) else None
    for name, key in sources.keys.items() if isinstance(sources, MappingNode) else ():
        yield name, _origin(key, numbers)


def _list_leaves(tree: Node) -> _Leaves:
    """Return every value of a stage by its path, entries of lists by id or position."""
    found: _Leaves = {}
    if isinstance(tree, MappingNode):
        for key, value in tree.values.items():
            if key not in _HEAD:
                found.update(_walk(key, value))
    return found


def _walk(path: str, node: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Scalar) or not node.values:
        yield path, node
    elif isinstance(node, MappingNode):
        for key, value in node.values.items():
            yield from _walk(f"{path}.{key}", value)
    else:
        for index, value in enumerate(node.values):
            name = text_in(value, "id") or str(index)
            yield from _walk(f"{path}.{name}", value)


def _origin(node: Node, numbers: dict[int, int]) -> Origin:
    file = node.source.file.replace("\\", "/").rsplit("/", 1)[-1]
    place = Place(node.source.layer, file, node.location.line, node.location.column)
    return Origin(numbers[id(node.source)], place)


def _show(node: Node) -> str:
    if isinstance(node, Scalar):
        return str(node)
    return "{}" if isinstance(node, MappingNode) else "[]"


def _describe(
    path: str, node: Node, stages: Sequence[_Leaves], numbers: dict[int, int]
) -> ResolvedValue:
    """Return a value with what the layers below the one that set it had there."""
    origin = _origin(node, numbers)
    value = ResolvedValue(path, _show(node), origin)
    if origin.layer == 1:
        return value
    own = origin.layer == len(stages)
    below = stages[origin.layer - 2].get(path)
    if below is None:
        return replace(value, change="added", own=own)
    if same_value(_show(below), _show(node)):
        return value
    shown = _show(below)
    return replace(
        value, change="changed", below=shown, below_origin=_origin(below, numbers), own=own
    )


def _settle_grounds(values: Sequence[ResolvedValue]) -> tuple[ResolvedValue, ...]:
    """Return values without marks on the citations of what the same layer changed anyway."""
    changed = {
        (part, value.origin.layer)
        for value in values
        if value.change and _grounds_of(value.path) is None
        for part in _list_prefixes(value.path)
    }
    return tuple(
        replace(value, change=None, own=False)
        if (_grounds_of(value.path), value.origin.layer) in changed
        else value
        for value in values
    )


def _grounds_of(path: str) -> str | None:
    """Return the part that a citation or note belongs to, None for any other value."""
    steps = path.split(".")
    place = next((i for i, step in enumerate(steps) if step in _GROUNDS and i > 0), None)
    return None if place is None else ".".join(steps[:place])


def _list_prefixes(path: str) -> Iterator[str]:
    steps = path.split(".")
    for count in range(1, len(steps) + 1):
        yield ".".join(steps[:count])


def _list_removed(resolved: Resolved, numbers: dict[int, int]) -> Iterator[RemovedPart]:
    """Yield what the layers' own `remove` took away."""
    for below, tree in zip(resolved.stages, resolved.documents[1:], strict=False):
        paths = tree.values.get("remove") if isinstance(tree, MappingNode) else None
        for path in paths.values if isinstance(paths, SequenceNode) else []:
            part = find_part(below, str(path)) if isinstance(path, Scalar) else None
            if part is not None:
                yield RemovedPart(str(path), _origin(path, numbers), _origin(part, numbers))


def _list_replaced(
    stages: Sequence[_Leaves], numbers: dict[int, int], removed: Sequence[str]
) -> Iterator[RemovedPart]:
    """Yield values that went with a statement which a layer replaced as a whole."""
    for below, above in pairwise(stages):
        for path, node in below.items():
            said = any(path == each or path.startswith(f"{each}.") for each in removed)
            if path in above or said or _grounds_of(path) is not None:
                continue
            taker = _find_taker(path, above)
            if taker is not None:
                yield RemovedPart(path, _origin(taker, numbers), _origin(node, numbers))


def _find_taker(path: str, above: _Leaves) -> Node | None:
    """Return a value of the nearest part around a path, which took the place of what was there."""
    for part in list(_list_prefixes(path))[-2::-1]:
        for other, node in above.items():
            if other == part or other.startswith(f"{part}."):
                return node
    return None


def _describe_layer(number: int, layer: Layer, tree: Node) -> LayerView:
    values = tree.values if isinstance(tree, MappingNode) else {}
    place, effective = values.get("jurisdiction"), values.get("effective")
    name = place.values.get("name") if isinstance(place, MappingNode) else None
    period = None
    if isinstance(effective, MappingNode):
        period = f"[{text_in(effective, 'from')}, {text_in(effective, 'until') or '…'})"
    named = None if name is None else _words(name)
    return LayerView(number, layer, _words(values.get("title")), named, period)


def _words(node: Node | None) -> Text:
    """Return words as a document gives them: in both languages, or in one for both."""
    if isinstance(node, Scalar):
        return Text(str(node), str(node))
    zh, en = text_in(node, "zh"), text_in(node, "en")
    return Text(zh or en, en or zh)
