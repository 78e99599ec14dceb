"""Where the rows of each sheet stand in a ruleset: its parts, listed in the order of the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from scorelib.model.ruleset import FORMS
from scorelib.reading.rulebooks.layout import COLLECTIONS, Spec

__all__ = ["BRANCHES", "Part", "list_parts"]

BRANCHES: Final = ("indicators", "criteria")
_OF_WAYS: Final = ("unmarked", "over_achievement")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a ruleset that is one row: where it stands, the words of its head, its value."""

    path: Path
    heads: tuple[str, ...]
    value: dict[str, Any]


def list_parts(spec: Spec, data: dict[str, Any]) -> Iterator[Part]:
    """Yield the rows of a sheet, from a ruleset that is spelled out."""
    if spec.at:
        yield from _list_at(spec, data)
    else:
        yield from _LISTS[spec.name](data)


def _list_at(spec: Spec, data: dict[str, Any]) -> Iterator[Part]:
    found = data.get(spec.at)
    pairs = enumerate(found) if isinstance(found, list) else (found or {}).items()
    for key, value in pairs:
        if isinstance(value, dict):
            yield Part((spec.at, key), () if spec.listed else (str(key),), value)


def _walk(
    inner: Any, names: tuple[str, ...] = (), path: Path = ()
) -> Iterator[tuple[tuple[str, ...], Path, dict[str, Any]]]:
    """Yield the nodes of the tree with their ids and paths, each before those below it."""
    for branch in BRANCHES:
        for name, node in _pairs(inner.get(branch)):
            here, place = (*names, name), (*path, branch, name)
            yield here, place, node
            yield from _walk(node, here, place)


def _pairs(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, each in value.items() if isinstance(value, dict) else ():
        if isinstance(each, dict):
            yield name, each


def _list_indicators(data: dict[str, Any]) -> Iterator[Part]:
    for names, path, node in _walk(data):
        yield Part(path, (".".join(names), str(path[-2])), node)


def _list_ways(data: dict[str, Any]) -> Iterator[tuple[Path, tuple[str, str], dict[str, Any]]]:
    """Yield how own indicators are scored: once for the ruleset, or for one node."""
    for name, way in _pairs(data.get("declared")):
        yield ("declared", name), (name, ""), way
    for names, path, node in _walk(data):
        if isinstance(node.get("declared"), dict):
            yield (*path, "declared"), ("", ".".join(names)), node["declared"]


def _list_declared(data: dict[str, Any]) -> Iterator[Part]:
    for path, heads, way in _list_ways(data):
        own: dict[str, Any] = {key: way[key] for key in _OF_WAYS if key in way}
        if own:
            yield Part(path, (*heads, ""), own)
        for form in FORMS:
            if isinstance(way.get(form), dict):
                yield Part((*path, form), (*heads, form), way[form])


def _list_methods(data: dict[str, Any]) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """Yield the methods of the tree and of own indicators, with what bands call them."""
    for path, (way, node), forms in _list_ways(data):
        for form, method in _pairs({key: forms.get(key) for key in FORMS}):
            name = f"declared.{way}.{form}" if way else f"{node}.declared.{form}"
            yield (*path, form), name, method
    for names, place, each in _walk(data):
        if isinstance(each.get("method"), dict):
            yield (*place, "method"), ".".join(names), each["method"]


def _list_bands(data: dict[str, Any]) -> Iterator[Part]:
    for path, name, method in _list_methods(data):
        kept = COLLECTIONS.get(str(method.get("kind")))
        rows = method.get(kept.key) if kept else None
        if kept is None or rows is None:
            continue
        place = (*path, kept.key)
        if kept.listed and isinstance(rows, list):
            for at, row in enumerate(rows):
                yield Part((*place, at), (name, ""), row)
        elif isinstance(rows, dict):
            for key, row in rows.items():
                value = {kept.bare: row} if kept.bare else row
                yield Part((*place, key), (name, key), value)


def _list_options(data: dict[str, Any]) -> Iterator[Part]:
    for name, fact in _pairs(data.get("facts")):
        yield from _list_of_fact(("facts", name), name, fact)
        for field, spec in _pairs(fact.get("fields")):
            place = ("facts", name, "fields", field)
            yield from _list_of_fact(place, f"{name}.{field}", spec)


def _list_of_fact(path: Path, name: str, fact: dict[str, Any]) -> Iterator[Part]:
    for part in ("values", "levels", "fields"):
        for key, value in _pairs(fact.get(part)):
            kept = {"label": value} if part == "values" else value
            yield Part((*path, part, key), (name, part, key), kept)


def _list_grades(data: dict[str, Any]) -> Iterator[Part]:
    places: list[tuple[str, Path, dict[str, Any]]] = [("", (), data)]
    places += [(".".join(names), path, node) for names, path, node in _walk(data)]
    places += [
        (f"outputs.{name}", ("outputs", name), each) for name, each in _pairs(data.get("outputs"))
    ]
    for name, path, holder in places:
        for at, grade in enumerate(holder.get("grades") or ()):
            yield Part((*path, "grades", at), (name,), grade)


def _list_rows(data: dict[str, Any]) -> Iterator[Part]:
    for name, table in _pairs(data.get("tables")):
        path = ("tables", name)
        for at, pair in enumerate(table.get("nodes") or ()):
            if isinstance(pair, list) and len(pair) == 2:
                yield Part((*path, "nodes", at), (name, ""), {"0": pair[0], "gives": pair[1]})
        for at, row in enumerate(table.get("segments") or ()):
            yield Part((*path, "segments", at), (name, ""), _split_ends(row))
        for at, row in enumerate(table.get("rules") or ()):
            yield Part((*path, "rules", at), (name, ""), row)
        for keys, given in _list_entries(table.get("rows")):
            yield Part((*path, "rows", *keys), (name, "、".join(keys)), {"gives": given})


def _split_ends(row: dict[str, Any]) -> dict[str, Any]:
    gives = row.get("gives")
    if isinstance(gives, list) and len(gives) == 2:
        return {**row, "gives": gives[0], "end": gives[1]}
    return row


def _list_entries(rows: Any, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, each in rows.items() if isinstance(rows, dict) else ():
        if isinstance(each, dict):
            yield from _list_entries(each, (*keys, key))
        else:
            yield (*keys, key), each


_LISTS: Final = {
    "indicators": _list_indicators,
    "declared": _list_declared,
    "bands": _list_bands,
    "options": _list_options,
    "grades": _list_grades,
    "table_rows": _list_rows,
}
