"""Lists inside a table of texts: written as JSON, and held to the fields that a plan knows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.names import ITEM_FIELDS, Role, guess_column, is_panel, name_columns
from scorelib.ground.errors import Diagnostic

__all__ = [
    "Lists",
    "RowError",
    "find_lists",
    "read_json",
    "take_cell",
    "take_json",
    "type_columns",
]

Lists = Mapping[str, tuple[str, ...]]
"""The columns that hold a list a row, with the fields of its structs; figures have none."""


class RowError(Exception):
    """One row that cannot be taken, with what is wrong."""

    def __init__(self, problem: Diagnostic) -> None:
        self.problem = problem
        super().__init__(problem)


def find_lists(plan: Plan, columns: Sequence[str]) -> Lists:
    """Return which columns of a table hold lists."""
    roles, _ = name_columns(plan, columns)
    found: dict[str, tuple[str, ...]] = {}
    for role in roles:
        fields = _list_fields(role)
        if fields is not None:
            found[role.column] = fields
    return found


def _list_fields(role: Role) -> tuple[str, ...] | None:
    if role.part == "indicators":
        return ITEM_FIELDS
    if is_panel(role):
        return ()
    if role.part == "fact" and role.fact is not None and role.fact.kind == "list":
        return ("id", "state", *(each.name.rpartition(".")[2] for each in role.fact.fields))
    return None


def type_columns(columns: Iterable[str], lists: Lists) -> dict[str, Any]:
    """Return the types of the columns of a table of texts and lists of texts."""
    return {name: _type_list(lists[name]) if name in lists else pl.String() for name in columns}


def _type_list(fields: Sequence[str]) -> Any:
    return pl.List(pl.Struct(dict.fromkeys(fields, pl.String)) if fields else pl.String)


def _pair(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        again = next(key for key, count in counts.items() if count > 1)
        raise RowError(Diagnostic("SL965", (("column", again),), path=again))
    return found


def _refuse_constant(text: str) -> Any:
    raise ValueError(text)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_pair, parse_float=str, parse_int=str, parse_constant=_refuse_constant
)
"""Reads JSON with every number as the text that was written."""


def read_json(text: str) -> Any:
    """Return JSON as data with every number as it was written.

    Raises `RowError` (SL965, SL968) where it is none, has a key twice, or half of a character.
    """
    try:
        found = _DECODER.decode(text)
        if "\\u" in text:
            # Half of a pair of escapes is no character, and no file of text holds it.
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise RowError(Diagnostic("SL968", (("reason", reason),))) from error


def take_json(column: str, text: str, lists: Lists) -> Any:
    """Return a cell from the JSON in it. Raises `RowError` (SL941, SL942, SL965, SL968, SL969)."""
    try:
        value = read_json(text)
    except RowError as error:
        problem = error.problem
        if problem.code == "SL968":
            reason = f"`{column}`: {dict(problem.arguments)['reason']}"
            problem = replace(problem, arguments=(("reason", reason),))
        raise RowError(replace(problem, path=column)) from error
    return take_cell(column, value, lists)


def take_cell(column: str, value: Any, lists: Lists) -> Any:
    """Return a value of JSON as a cell: a text, or a list of texts or of structs of texts.

    Raises `RowError` (SL941, SL942, SL969).
    """
    fields = lists.get(column)
    if fields is None:
        return _take_text(column, value)
    if value is None:
        return None
    if not isinstance(value, list):
        raise _refuse(column, value, "[…]")
    if not fields:
        return [_take_text(column, each) for each in value]
    return [_take_struct(column, each, fields) for each in value]


def _take_struct(column: str, value: Any, fields: tuple[str, ...]) -> dict[str, str | None]:
    if not isinstance(value, dict):
        raise _refuse(column, value, "{…}")
    for key in value:
        if key not in fields:
            raise RowError(guess_column(key, fields, f"{column}.{key}"))
    return {key: _take_text(f"{column}.{key}", value.get(key)) for key in fields}


def _take_text(column: str, value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    raise _refuse(column, value, "…")


_KINDS: Final[Mapping[type, str]] = {dict: "{…}", list: "[…]"}


def _refuse(column: str, value: Any, wanted: str) -> RowError:
    found = _KINDS.get(type(value), str(value)[:40])
    words = (("column", column), ("found", found), ("wanted", wanted))
    return RowError(Diagnostic("SL969", words, path=column))
