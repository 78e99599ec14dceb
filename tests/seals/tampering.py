"""Changes of plain data, one field at a time: what somebody could do to a file."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

__all__ = ["list_places", "tamper"]

Path = tuple[str | int, ...]


def list_places(data: Any, path: Path = ()) -> Iterator[Path]:
    """Yield where something stands, from the top down."""
    steps: list[tuple[str | int, Any]] = []
    if isinstance(data, dict):
        steps = [*data.items()]
    elif isinstance(data, list):
        steps = [*enumerate(data)]
    for step, value in steps:
        yield (*path, step)
        yield from list_places(value, (*path, step))


def tamper(data: Any, random: Random) -> tuple[Any, str]:
    """Return data with one thing changed, and what that was."""
    changed = copy.deepcopy(data)
    path = random.choice([*list_places(data)])
    parent = changed
    for step in path[:-1]:
        parent = parent[step]
    ways = ["change", "remove", "swap", "add"]
    ways += ["rename"] if isinstance(parent, dict) else []
    way = random.choice(ways)
    _WAYS[way](parent, path[-1], random)
    return (changed, f"{way} {path}") if changed != data else tamper(data, random)


def _change(parent: Any, step: Any, random: Random) -> None:
    value = parent[step]
    others: list[Any] = [None, True, False, "", "0", [], {}]
    if isinstance(value, str):
        place = random.randrange(len(value) + 1)
        others += [value + "0", value + " ", value[:-1], value[:place] + "1" + value[place + 1 :]]
    parent[step] = random.choice([each for each in others if each != value])


def _remove(parent: Any, step: Any, _: Random) -> None:
    del parent[step]


def _swap(parent: Any, step: Any, random: Random) -> None:
    other = random.choice([*parent] if isinstance(parent, dict) else [*range(len(parent))])
    parent[step], parent[other] = parent[other], parent[step]


def _add(parent: Any, step: Any, random: Random) -> None:
    value = copy.deepcopy(parent[step])
    if isinstance(parent, dict):
        parent[f"{step}{random.choice(['0', ' ', '-'])}"] = value
    else:
        parent.insert(random.randrange(len(parent) + 1), value)


def _rename(parent: Any, step: Any, _: Random) -> None:
    parent[f"{step}s"] = parent.pop(step)


_WAYS = {"change": _change, "remove": _remove, "swap": _swap, "add": _add, "rename": _rename}
