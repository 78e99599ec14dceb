"""A ruleset as flat parts, each found by its name, and parts put together to a ruleset again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

__all__ = ["UNSCORED", "Data", "Flat", "Key", "assemble", "flatten", "name_of"]

Data = dict[str, Any]
Path = tuple[str | int, ...]


class Key(NamedTuple):
    """What a part is about: the kind of thing, which of them, and which of its sides."""

    kind: str
    name: str
    aspect: str


PLACE: Final = "place"
"""The side of an indicator that says where it stands: its parent, its own step, its branch."""

_HEAD: Final = (
    "scorelib",
    "id",
    "edition",
    "revision",
    "title",
    "jurisdiction",
    "effective",
    "sources",
    "note",
    "layouts",
)
_NAMED: Final = {
    "facts": "fact",
    "tables": "table",
    "values": "value",
    "cohort": "cohort",
    "profiles": "profile",
    "declared": "way",
    "outputs": "output",
    "chapters": "chapter",
    "allow": "allow",
}
"""What is found by its name, each side of it by its key."""

_LISTED: Final = {"grades": "grade", "checks": "check", "grade_rules": "grade_rule"}
"""What is found by its id, in an order of its own."""

_GROUPED: Final = {"rounding": "rounding", "policies": "policies", "key_nodes": "key_nodes"}
_BRANCHES: Final = ("indicators", "criteria")
_WITH_NODES: Final = frozenset({"profile", "output", "grade_rule", "key_nodes", "allow"})
"""Parts in which indicators are named by where they stand."""

UNSCORED: Final = frozenset({"allow", "chapter", "check", "key_nodes"})
"""Parts that no points depend on: what layers may change, findings, and chapters of reports."""


@dataclass(frozen=True, slots=True)
class Flat:
    """A ruleset in parts: each part's value, where it stands in the document, and the orders.

    Indicators go by the names of `names`, the same in both rulesets that are held against each
    other; `order` has them as they stand, `lists` the ids of lists.
    """

    parts: Mapping[Key, Any]
    paths: Mapping[Key, Path]
    order: tuple[str, ...]
    lists: Mapping[str, tuple[str, ...]]
    head: Data

    def side(self, kind: str, name: str) -> dict[str, Any]:
        """Return all sides of one thing."""
        return {key.aspect: each for key, each in self.parts.items() if key[:2] == (kind, name)}


def flatten(data: Data, names: Mapping[str, str] | None = None) -> Flat:
    """Return the canonical data of a ruleset as parts; `names` are those of some indicators.

    >>> flat = flatten({"id": "a", "max_points": "10", "indicators": {"x": {"max_points": "10"}}})
    >>> [tuple(key) for key in flat.parts]
    [('total', '', 'max_points'), ('indicator', 'x', 'place'), ('indicator', 'x', 'max_points')]
    """
    known = names or {}
    found = list(_list_parts(data, known))
    return Flat(
        {key: _rename(key.kind, value, known) for key, _, value in found},
        {key: path for key, path, _ in found},
        tuple(key.name for key, _, _ in found if key.kind == "indicator" and key.aspect == PLACE),
        {name: tuple(name_of(each) for each in data.get(name, ())) for name in _LISTED},
        {key: data[key] for key in _HEAD if key in data},
    )


def name_of(entry: Mapping[str, Any]) -> str:
    """Return what an entry of a list is found by: its id, or its kind."""
    return str(entry.get("id", entry.get("kind", "")))


def _list_parts(data: Data, names: Mapping[str, str]) -> Iterator[tuple[Key, Path, Any]]:
    for key, value in data.items():
        if key in _NAMED:
            for name, spec in value.items():
                yield from _split(_NAMED[key], name, (key, name), spec)
        elif key in _LISTED:
            for place, spec in enumerate(value):
                yield from _split(_LISTED[key], name_of(spec), (key, place), spec)
        elif key in _GROUPED:
            yield from _split(_GROUPED[key], "", (key,), value)
        elif key == "indicators":
            yield from _list_nodes(value, ("indicators",), "", "", names)
        elif key not in _HEAD:
            yield Key("total", "", key), (key,), value


def _split(kind: str, name: str, path: Path, spec: Any) -> Iterator[tuple[Key, Path, Any]]:
    """Yield the sides of one thing; how a table or a check works is one side of it."""
    if not isinstance(spec, dict):
        yield Key(kind, name, "is"), path, spec
        return
    for key, value in spec.items():
        yield Key(kind, name, key), (*path, key), value


def _list_nodes(
    nodes: Data, path: Path, parent: str, above: str, names: Mapping[str, str]
) -> Iterator[tuple[Key, Path, Any]]:
    for step, spec in nodes.items():
        own, place = f"{above}.{step}" if above else step, (*path, step)
        name = names.get(own, own)
        yield Key("indicator", name, PLACE), place, (parent, step, path[-1])
        for key, value in spec.items():
            if key not in _BRANCHES:
                yield Key("indicator", name, key), (*place, key), value
        for branch in _BRANCHES:
            if branch in spec:
                yield from _list_nodes(spec[branch], (*place, branch), name, own, names)


def _rename(kind: str, value: Any, names: Mapping[str, str]) -> Any:
    """Return a value with the indicators in it under other names."""
    if kind not in _WITH_NODES or not names:
        return value
    if isinstance(value, dict):
        return {names.get(key, key): _rename(kind, each, names) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rename(kind, each, names) for each in value]
    return names.get(value, value)


def assemble(parts: Mapping[Key, Any], orders: Sequence[Flat], sources: Data, head: Data) -> Data:
    """Return parts as the data of a ruleset, in the order of the first of some rulesets.

    Raises `ValueError` where an indicator stands below one that is not there, or nowhere.
    """
    ids = _place_nodes(parts)
    known = {name: own for name, own in ids.items() if name != own}
    found: Data = {**head, "sources": sources}
    found.pop("effective", None)
    for key, value in parts.items():
        if key.kind != "indicator":
            _put(found, key, _rename(key.kind, value, known))
    for name in _LISTED:
        _sort_list(found, name, [each.lists.get(name, ()) for each in orders])
    _put_nodes(found, parts, ids, [each.order for each in orders])
    return found


def _place_nodes(parts: Mapping[Key, Any]) -> dict[str, str]:
    """Return where each indicator stands, as its dotted id."""
    places = {key.name: value for key, value in parts.items() if key.aspect == PLACE}
    if any(key.kind == "indicator" and key.name not in places for key in parts):
        raise ValueError("an indicator that stands nowhere")
    found: dict[str, str] = {}

    def locate(name: str, depth: int) -> str:
        if name not in places or depth > len(places):
            raise ValueError(f"nothing is called {name}")
        if name not in found:
            parent, step, _ = places[name]
            found[name] = f"{locate(parent, depth + 1)}.{step}" if parent else step
        return found[name]

    for name in places:
        locate(name, 0)
    if len(set(found.values())) < len(found):
        raise ValueError("two indicators in one place")
    return found


_KEYS: Final = {kind: key for key, kind in {**_NAMED, **_LISTED}.items()}


def _put(found: Data, key: Key, value: Any) -> None:
    if key.kind == "total":
        found[key.aspect] = value
    elif key.kind in _GROUPED:
        found.setdefault(key.kind, {})[key.aspect] = value
    elif key.aspect == "is":
        found.setdefault(_KEYS[key.kind], {})[key.name] = value
    else:
        found.setdefault(_KEYS[key.kind], {}).setdefault(key.name, {})[key.aspect] = value


def _sort_list(found: Data, name: str, orders: Sequence[Sequence[str]]) -> None:
    """Make a list of what was put by its id."""
    if name in found:
        entries: Data = found[name]
        found[name] = [entries[each] for each in _sort(list(entries), orders)]


def _sort(names: Sequence[str], orders: Sequence[Sequence[str]]) -> list[str]:
    """Return names in the order of the first list that has them, then of the next.

    What only a later list has comes after what stands before it there.
    """
    ranks = {name: (place, 0) for place, name in enumerate(orders[0] if orders else ())}
    for order in orders[1:]:
        last = -1
        for place, name in enumerate(order):
            if name in ranks:
                last = ranks[name][0]
            else:
                ranks[name] = (last, place + 1)
    return sorted(names, key=lambda name: ranks.get(name, (len(ranks), 0)))


def _put_nodes(
    found: Data,
    parts: Mapping[Key, Any],
    ids: Mapping[str, str],
    orders: Sequence[Sequence[str]],
) -> None:
    specs: dict[str, Data] = {name: {} for name in ids}
    for key, value in parts.items():
        if key.kind == "indicator" and key.aspect != PLACE:
            specs[key.name][key.aspect] = value
    for name in _sort(list(ids), orders):
        parent, step, branch = parts[Key("indicator", name, PLACE)]
        above = specs[parent] if parent else found
        above.setdefault(branch if parent else "indicators", {})[step] = specs[name]
