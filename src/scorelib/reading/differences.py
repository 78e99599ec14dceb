"""Two records held against each other, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scorelib.ground.canonical import print_canonical

__all__ = ["Difference", "compare_records"]

_ASIDE: Final = frozenset({"engine", "seal"})
"""What is held against the program and the hashes, not against another evaluation."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two records differ, as canonical JSON; None where it is not there.

    `node` is the id of the node it belongs to, None for a field of the record itself.
    """

    node: str | None
    field: str
    sealed: str | None
    now: str | None


def compare_records(
    sealed: Mapping[str, Any], now: Mapping[str, Any], *, whole: bool = True
) -> Iterator[Difference]:
    """Yield what differs between a sealed record and one that was made again.

    Nodes are found by their ids. Without `whole`, what only one of two mappings has is passed
    over: another version of the program may say more.

    >>> list(compare_records({"total": {"points": "9"}}, {"total": {"points": "8"}}))
    [Difference(node=None, field='total.points', sealed='"9"', now='"8"')]
    """
    one = {key: value for key, value in sealed.items() if key not in {*_ASIDE, "nodes"}}
    other = {key: value for key, value in now.items() if key not in {*_ASIDE, "nodes"}}
    yield from _compare(one, other, None, "", whole)
    yield from _compare_nodes(sealed.get("nodes"), now.get("nodes"), whole)


def _compare_nodes(sealed: Any, now: Any, whole: bool) -> Iterator[Difference]:
    one, other = _by_id(sealed), _by_id(now)
    if one is None or other is None:
        yield from _compare(sealed, now, None, "nodes", whole)
        return
    for name in dict.fromkeys([*other, *one]):
        if name in one and name in other:
            yield from _compare(one[name], other[name], name, "", whole)
        else:
            yield Difference(name, "", _print(one, name), _print(other, name))
    if [*one] != [*other] and one.keys() == other.keys():
        yield Difference(None, "nodes", print_canonical([*one]), print_canonical([*other]))


def _by_id(nodes: Any) -> dict[str, Any] | None:
    """Return nodes by their ids, None where they are not nodes with one each."""
    if not isinstance(nodes, list):
        return None
    found = {name: each for each in nodes if isinstance(name := _id_of(each), str)}
    return found if len(found) == len(nodes) else None


def _id_of(node: Any) -> Any:
    return node.get("id") if isinstance(node, Mapping) else None


def _compare(
    sealed: Any, now: Any, node: str | None, path: str, whole: bool
) -> Iterator[Difference]:
    if isinstance(sealed, Mapping) and isinstance(now, Mapping):
        for key in dict.fromkeys([*now, *sealed]):
            if key in sealed and key in now:
                yield from _compare(sealed[key], now[key], node, _join(path, key), whole)
            elif whole:
                yield Difference(node, _join(path, key), _print(sealed, key), _print(now, key))
    elif _are_lists(sealed, now) and len(sealed) == len(now):
        for place, (one, other) in enumerate(zip(sealed, now, strict=True)):
            yield from _compare(one, other, node, _join(path, str(place)), whole)
    elif sealed != now:
        yield Difference(node, path, print_canonical(sealed), print_canonical(now))


def _are_lists(one: Any, other: Any) -> bool:
    return isinstance(one, Sequence) and isinstance(one, type(other)) and not isinstance(one, str)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _print(record: Mapping[str, Any], key: str) -> str | None:
    return print_canonical(record[key]) if key in record else None
