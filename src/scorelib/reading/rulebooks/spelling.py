"""One spelling of a ruleset for the many that mean the same, and what two of them differ in.

`method: judged` and `method: {kind: judged}` say one thing, as do a bare label and one in two
equal languages, `source#clause` and its mapping. A workbook has one column for either.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from scorelib.model.ruleset import FORMS

__all__ = ["NAMED", "find_differences", "spell_out"]

NAMED: Final = frozenset(
    {"allow", "cases", "chapters", "cohort", "criteria", "entries", "facts", "fields", "indicators",
     "levels", "max_points", "outputs", "profiles", "sources", "tables", "tiers", "units",
     "values", "weights"}
)  # fmt: skip
"""Mappings by names that the author chose, where no key has a meaning of its own."""

_ORDERED: Final = frozenset({"cases", "criteria", "entries", "indicators", "levels", "tiers"})
"""Those of them whose order counts."""

_LABELS: Final = frozenset({"because", "label", "message", "name", "note", "title"})

Step = str | int
Path = tuple[Step, ...]


def spell_out(data: Any) -> Any:
    """Return the data of a ruleset with everything that may be written shortly at its length.

    >>> spell_out({"cites": "form#注1", "method": "judged"})
    {'cites': [{'source': 'form', 'clause': '注1'}], 'method': {'kind': 'judged'}}
    """
    return _spell(data, ())


def _spell(value: Any, path: Path) -> Any:
    if isinstance(value, str):
        return _spell_text(value, path)
    if path and path[-1] == "cites" and not _is_name(path):
        return [_spell_citation(each) for each in (value if isinstance(value, list) else [value])]
    if isinstance(value, list):
        return [_spell(each, (*path, place)) for place, each in enumerate(value)]
    return {key: _spell(each, (*path, key)) for key, each in value.items()}


def _is_name(path: Path) -> bool:
    """Return whether the last step of a path is a name that the author chose."""
    return len(path) > 1 and path[-2] in NAMED and not _is_name(path[:-1])


def _spell_text(text: str, path: Path) -> Any:
    """Return what a bare word stands for in its place."""
    if not path:
        return text
    last, named = path[-1], _is_name(path)
    if named:
        if path[-2] == "values":
            return {"zh": text, "en": text}
        return {"locked": "true"} if path[-2] == "allow" and text == "locked" else text
    if last == "cites":
        return [_spell_citation(text)]
    if last in _LABELS:
        return {"zh": text, "en": text}
    if last == "method" or (last in FORMS and _is_way(path[:-1])):
        return {"kind": text}
    if last == "declared":
        return {"use": text}
    is_asked = len(path) == 5 and path[0] == "tables" and path[2] == "rules"
    return [text] if is_asked and last != "gives" else text


def _is_way(path: Path) -> bool:
    """Return whether a path leads to how own indicators are scored."""
    return path[-1:] == ("declared",) or path[-2:-1] == ("declared",)


def _spell_citation(value: Any) -> Any:
    if not isinstance(value, str):
        return {key: _spell(each, ("", key)) for key, each in value.items()}
    source, hash_, clause = value.partition("#")
    return {"source": source, "clause": clause} if hash_ else {"source": source}


def find_differences(one: Any, other: Any, path: Path = ()) -> Iterator[Path]:
    """Yield where two rulesets differ, both spelled out: the deepest parts that are not alike.

    >>> list(find_differences({"a": {"b": "1", "c": "2"}}, {"a": {"b": "1"}}))
    [('a', 'c')]
    """
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys([*one, *other]):
            if key in one and key in other:
                yield from find_differences(one[key], other[key], (*path, key))
            else:
                yield from _list_ends(one.get(key, other.get(key)), (*path, key))
        if path and path[-1] in _ORDERED and one.keys() == other.keys() and [*one] != [*other]:
            yield path
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (mine, others) in enumerate(zip(one, other, strict=True)):
            yield from find_differences(mine, others, (*path, place))
    elif one != other:
        yield path


def _list_ends(value: Any, path: Path) -> Iterator[Path]:
    """Yield the path of every single value in what only one of the two has."""
    if isinstance(value, dict) and value:
        for key, each in value.items():
            yield from _list_ends(each, (*path, key))
    elif isinstance(value, list) and value:
        for place, each in enumerate(value):
            yield from _list_ends(each, (*path, place))
    else:
        yield path
