"""Whether the columns of tables can be used: their types, and those that belong together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.plan import FactInput
from scorelib.engine.columns.figures import Report
from scorelib.engine.columns.names import ITEM_FIELDS, Role, guess_column, is_panel
from scorelib.engine.columns.readers import check_type, kind_of, read_as, to_texts
from scorelib.ground.errors import Diagnostic, freeze_arguments

__all__ = ["ITEM_KEYS", "check_columns", "check_items"]


def check_columns(roles: Sequence[Role], frame: pl.DataFrame) -> list[Diagnostic]:
    """Return the columns of a table of projects that have a wrong type, or lack another."""
    return [*_check_types(roles, frame), *_check_surveys(roles), *_check_sources(roles)]


def check_items(roles: Sequence[Role], frame: pl.DataFrame, long: pl.DataFrame) -> list[Diagnostic]:
    """Return what is wrong with a table of indicators beside one of projects."""
    return [*_check_long(long), *_check_once(roles), *_check_owners(frame, long)]


_WANTED: Final[Mapping[str, str]] = {
    "id": "id",
    "count": "number",
    "fact_state": "word",
    "declared": "number",
    "judged": "number",
    "override": "number",
    "max_points": "number",
    "state": "word",
    "indicators": "items",
    "funds": "number",
    "funds_unit": "word",
    "evaluated_on": "date",
    "assessed_period": "word",
}


def _check_types(roles: Iterable[Role], frame: pl.DataFrame) -> list[Diagnostic]:
    """Return what is wrong with the types of columns, those inside lists included."""
    found: list[Diagnostic | None] = []
    for role in roles:
        dtype = frame.schema[role.column]
        wanted = role.fact.kind if role.part == "fact" and role.fact else _WANTED.get(role.part, "")
        if is_panel(role):
            wanted = "panel"
        problem = check_type(role.column, dtype, wanted)
        found.append(problem)
        if problem is not None or kind_of(dtype) == "nothing":
            continue
        if wanted == "items":
            found += _check_fields(role.column, _fields_of(dtype))
        elif wanted == "list" and role.fact is not None:
            found += _check_list(role.fact, role.column, _fields_of(dtype))
        elif wanted == "panel":
            found.append(check_type(role.column, dtype.inner, "number"))  # type: ignore[attr-defined]
    return [each for each in found if each is not None]


def _fields_of(dtype: Any) -> dict[str, Any]:
    inner = dtype.inner
    return {each.name: each.dtype for each in inner.fields} if isinstance(inner, pl.Struct) else {}


def _check_fields(column: str, fields: Mapping[str, Any]) -> Iterable[Diagnostic | None]:
    """Yield what is wrong with the fields of a project's own indicators."""
    for name, dtype in fields.items():
        path = f"{column}.{name}" if column else name
        if name not in ITEM_FIELDS:
            yield guess_column(name, ITEM_FIELDS, path)
        else:
            words = ("id", "name", "unit", "direction", "state", "tier")
            yield check_type(path, dtype, "word" if name in words else "number")


def _check_list(
    fact: FactInput, column: str, fields: Mapping[str, Any]
) -> Iterable[Diagnostic | None]:
    """Yield what is wrong with the fields of a list of facts."""
    known = {each.name.rpartition(".")[2]: each for each in fact.fields}
    for name, dtype in fields.items():
        path = f"{column}.{name}"
        if name in ("id", "state"):
            yield check_type(path, dtype, "word")
        elif name in known:
            yield check_type(path, dtype, known[name].kind)
        else:
            yield guess_column(name, ("id", "state", *known), path)


def _check_surveys(roles: Sequence[Role]) -> list[Diagnostic]:
    """Return the answers of surveys that have no column though others of the survey have."""
    columns = {role.column for role in roles}
    surveys = {role.fact.name: role.fact for role in roles if role.part == "count" and role.fact}
    return [
        _missing(f"{fact.name}.{level}")
        for fact in surveys.values()
        for level, _, _ in fact.levels
        if f"{fact.name}.{level}" not in columns
    ]


def _check_sources(roles: Iterable[Role]) -> list[Diagnostic]:
    """Return what is wrong with the names of the sources of funds."""
    found: list[Diagnostic] = []
    for role in roles:
        if role.part == "funds":
            name = role.name.rpartition(".")[0]
            read_as("name", name, _note_at(role.column, found))
    return found


def _note_at(path: str, found: list[Diagnostic]) -> Report:
    def note(code: str, *_: str | int, **arguments: object) -> None:
        found.append(Diagnostic(code, freeze_arguments(arguments), path=path))

    return note


def _missing(column: str) -> Diagnostic:
    return Diagnostic("SL947", (("column", column),), path=column)


ITEM_KEYS: Final = ("project", "slot")


def _check_long(long: pl.DataFrame) -> list[Diagnostic]:
    """Return what is wrong with the columns of a table of indicators."""
    schema = dict(long.schema)
    found: list[Diagnostic | None] = [
        _missing(key) for key in (*ITEM_KEYS, "id") if key not in schema
    ]
    found += [
        check_type(key, schema[key], "id" if key == "project" else "word")
        for key in ITEM_KEYS
        if key in schema
    ]
    found += _check_fields("", {k: each for k, each in schema.items() if k not in ITEM_KEYS})
    return [each for each in found if each is not None]


def _check_once(roles: Iterable[Role]) -> list[Diagnostic]:
    """Return the columns of indicators, where a table of their own is given too."""
    return [
        Diagnostic("SL948", (("column", role.column),), path=role.column)
        for role in roles
        if role.part == "indicators"
    ]


def _check_owners(frame: pl.DataFrame, long: pl.DataFrame) -> list[Diagnostic]:
    """Return which projects of a table of indicators cannot be told, or are not there."""
    if "id" not in frame.columns:
        return [_missing("id")]
    if "project" not in long.columns:
        return []
    ids, named = to_texts(frame["id"]).alias("id"), to_texts(long["project"]).alias("id")
    counts = ids.drop_nulls().value_counts(name="count").filter(pl.col("count") > 1)
    found = [("SL945", each) for each in counts.sort("id").head(_MOST_NAMED).iter_rows()]
    lost = named.fill_null("–").to_frame().filter(~pl.col("id").is_in(ids.drop_nulls().implode()))
    absent = lost["id"].value_counts(name="count").sort("id").head(_MOST_NAMED)
    found += [("SL946", each) for each in absent.iter_rows()]
    return [
        Diagnostic(code, (("id", name), ("count", count)), path=name)
        for code, (name, count) in found
    ]


_MOST_NAMED: Final = 20
"""Of the ids that do not fit only so many are named."""
