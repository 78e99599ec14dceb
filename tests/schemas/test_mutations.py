"""Whatever is done to a document: where scorelib still takes it, its schema takes it, too."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.schemas.reading import SHIPPED, find_faults, list_codes, name_kind, read_data

Steps = tuple[str | int, ...]


def _collect() -> dict[str, list[tuple[Path, Any]]]:
    """Return the documents to change, by kind; of rulesets the small ones, which compile fast."""
    found: dict[str, list[tuple[Path, Any]]] = {"project": [], "cases": [], "ruleset": []}
    for path in SHIPPED:
        data = read_data(path)
        kind = name_kind(data)
        if kind != "ruleset" or path.stat().st_size < 3000:
            found[kind].append((path, data))
    return found


POOL: Final = _collect()
WORDS: Final = (
    "", " ", "0", "1", "-1", "01", "2.50", "1/3", "80%", "-0", "1e3", "true", "none", "null", "x",
    "a-b", "A", "执行率", "a.b", "2021", "2021-01-31", "2021-02-31", "2016/2017", "340102", "a/b",
    "a/b@1", "form#一", "locked", "declared", "judged", "category", "missing", "not-applicable",
    "120万元", "长" * 2001,
)  # fmt: skip
"""Texts of which some fit nearly anywhere, and none everywhere."""


def list_places(data: Any, here: Steps = ()) -> Iterator[Steps]:
    """Yield the way to every value of a document."""
    yield here
    if isinstance(data, dict):
        for key, each in data.items():
            yield from list_places(each, (*here, key))
    elif isinstance(data, list):
        for index, each in enumerate(data):
            yield from list_places(each, (*here, index))


def look_up(data: Any, place: Steps) -> Any:
    """Return the value that a way leads to."""
    for step in place:
        data = data[step]
    return data


@st.composite
def changes(draw: st.DrawFn, kind: str) -> tuple[str, Any]:
    """Return a document with one to three changes, and what they were."""
    path, original = draw(st.sampled_from(POOL[kind]))
    data = copy.deepcopy(original)
    said = [path.parent.name]
    for _ in range(draw(st.integers(1, 3))):
        places = [place for place in list_places(data) if place]
        place = draw(st.sampled_from(places))
        parent, step = look_up(data, place[:-1]), place[-1]
        way = draw(st.sampled_from(("remove", "rename", "retype", "copy")))
        said.append(f"{way} {'.'.join(map(str, place))}")
        if way == "remove":
            del parent[step]
        elif way == "rename" and isinstance(parent, dict):
            parent[draw(st.sampled_from(WORDS))] = parent.pop(step)
        elif way == "copy":
            parent[step] = copy.deepcopy(look_up(data, draw(st.sampled_from(places))))
        else:
            parent[step] = draw(st.sampled_from([*WORDS, [], {}, [parent[step]], {"a": "1"}]))
        if not data:
            break
    return ", ".join(said), data


@pytest.mark.parametrize("kind", POOL)
def test_what_scorelib_takes_fits(kind: str) -> None:
    """A document that scorelib takes fits its schema, however it came about."""

    @settings(max_examples=settings().max_examples * 2)
    @given(changes(kind))
    def search(change: tuple[str, Any]) -> None:
        said, data = change
        faults = find_faults(kind, data)
        event("fits" if not faults else "does not fit")
        if faults:
            with tempfile.TemporaryDirectory() as folder:
                assert [] != list_codes(kind, data, Path(folder)), (said, faults)

    search()
