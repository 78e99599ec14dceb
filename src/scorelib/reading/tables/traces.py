"""Traces: the ruleset and the rows of a run, opened again and held against what was recorded."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, get_args

import polars as pl

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.packing import unpack_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.columns.documents import Documents
from scorelib.engine.columns.floats import Floats, settle_floats
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.project import load_project
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import NotFoundError
from scorelib.ground.source import is_file
from scorelib.reading.tables.columnar import DAMAGED

__all__ = [
    "GIVEN",
    "ROW",
    "SCHEMA",
    "Trace",
    "choose_columns",
    "describe_ruleset",
    "open_trace",
    "unscale",
]

SCHEMA: Final = "scorelib/trace/1"
ROW: Final = "row"
GIVEN: Final = "given."

_KEPT: Final = ("indicators.", "branch.")
_OF_NODES: Final = ("points.", "status.")


def choose_columns(plan: Plan, scored: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the columns of a scored table that a trace keeps: headings are sums of these."""
    headings = {each.id for each in plan.occurrences if each.is_heading}
    return tuple(
        name
        for name in scored
        if name in ("total", "grade")
        or name.startswith(_KEPT)
        or (name.startswith(_OF_NODES) and name.partition(".")[2] not in headings)
    )


def unscale(dtype: Any) -> tuple[Any, int | None]:
    """Return the type that a trace keeps a column in, and the places of its whole numbers."""
    if isinstance(dtype, pl.Decimal):
        return pl.Int64(), dtype.scale
    if isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct):
        points = next(each.dtype for each in dtype.inner.fields if each.name == "points")
        inner, places = unscale(points)
        return pl.List(inner), places
    return dtype, None


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace as opened: its plan, and where its rows are."""

    path: Path
    plan: Plan
    engine: str
    floats: Floats
    on: date | None
    places: Mapping[str, int]
    scan: pl.LazyFrame = field(repr=False)

    def explain_row(self, number: int) -> Result:
        """Return the result of one row, evaluated again.

        Raises `NotFoundError`: SL977 where the trace is damaged, SL978 where the row is
        not in it, SL979 where something else comes out than was recorded.
        """
        try:
            rows = self.scan.filter(pl.col(ROW) == number).collect()
        except DAMAGED as error:
            raise _refuse(self.path) from error
        if not rows.height:
            raise NotFoundError("SL978", path=self.path.as_posix(), row=number)
        given = rows.select(pl.col(f"^{GIVEN}.*$").name.map(lambda name: name[len(GIVEN) :]))
        data = settle_floats(given, self.floats).row(0, named=True)
        document = Documents(self.plan, given.columns, self.on).write(data, str(number))
        result = evaluate_project(self.plan, load_project(document))
        self._compare(rows, result, number)
        return result

    def _compare(self, rows: pl.DataFrame, result: Result, number: int) -> None:
        found = _read_result(self.plan, result)
        recorded = rows.select(pl.col(r"^(points|status|indicators)\..*$", "^(total|grade)$"))
        for name, value in recorded.row(0, named=True).items():
            if not self._agrees(name, value, found[name]):
                words = {"row": number, "node": name, "recorded": _show(value)}
                words |= {"found": _show(found[name]), "engine": self.engine}
                raise NotFoundError("SL979", **words)

    def _agrees(self, name: str, recorded: Any, found: Any) -> bool:
        """Return whether a figure is the one that was recorded."""
        if isinstance(found, list):
            listed = [] if recorded is None else recorded
            if not isinstance(listed, list) or len(listed) != len(found):
                return False
            return all(self._agrees(name, *each) for each in zip(listed, found, strict=True))
        if not isinstance(found, Fraction):
            return bool(recorded == found)
        if isinstance(recorded, str):
            return _read_figure(recorded) == found
        scaled = found * 10 ** self.places.get(name, 0)
        return bool(recorded == (scaled if -_LIMIT <= scaled < _LIMIT else None))


def _read_figure(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


_LIMIT: Final = 1 << 63
"""No figure beyond is recorded."""


def _read_result(plan: Plan, result: Result) -> dict[str, Any]:
    """Return a result under the names of the columns of a trace."""
    nodes = {node.id: node for node in result.nodes}
    found: dict[str, Any] = {"grade": result.grade.id, "total": result.total.points}
    for node in nodes.values():
        found[f"status.{node.id}"] = node.status
        found[f"points.{node.id}"] = node.points
    for slot in plan.slots:
        own = result.inputs.items.get(slot.id, ())
        found[f"indicators.{slot.id}"] = [nodes[f"{slot.id}.{each.id}"].points for each in own]
    return found


def _show(value: Any) -> str:
    return "–" if value is None else str(value)


def open_trace(path: Path) -> Trace:
    """Return a trace. Raises `NotFoundError` (SL903, SL977), `DocumentError` for its ruleset."""
    if not is_file(path):
        raise NotFoundError("SL903", path=path.as_posix())
    try:
        told = pl.read_parquet_metadata(path)
        scan = pl.scan_parquet(path, glob=False)
        columns = scan.collect_schema()
    except DAMAGED as error:
        raise _refuse(path) from error
    try:
        trace = _build(path, told, scan)
    except (LookupError, TypeError, ValueError) as error:
        raise _refuse(path) from error
    if not _is_whole(trace.plan, columns):
        raise _refuse(path)
    return trace


def _refuse(path: Path) -> NotFoundError:
    return NotFoundError("SL977", path=path.as_posix(), schema=SCHEMA)


def _build(path: Path, told: Mapping[str, str], scan: pl.LazyFrame) -> Trace:
    """Return a trace from what it says of itself; what contradicts itself is a `ValueError`."""
    if told["scorelib.schema"] != SCHEMA:
        raise ValueError("another schema")
    ruleset = unpack_ruleset(base64.b85decode(told["scorelib.packed"]))
    for key, each in describe_ruleset(ruleset).items():
        if told[key] != each:
            raise ValueError(key)
    places = json.loads(told["scorelib.places"])
    if not isinstance(places, dict) or not all(_is_places(each) for each in places.values()):
        raise ValueError("scorelib.places")
    day, floats = told["scorelib.on"], told["scorelib.floats"]
    if floats not in get_args(Floats):
        raise ValueError("scorelib.floats")
    return Trace(
        path,
        compile_ruleset(ruleset),
        told["scorelib.engine"],
        "shortest" if floats == "shortest" else "refuse",
        date.fromisoformat(day) if day else None,
        places,
        scan,
    )


_MOST_PLACES: Final = 38


def _is_places(value: object) -> bool:
    return type(value) is int and 0 <= value <= _MOST_PLACES


def describe_ruleset(ruleset: Ruleset) -> dict[str, str]:
    """Return what a trace says of its ruleset to who reads it without scorelib."""
    head = ruleset.head
    return {
        "scorelib.ruleset": head.reference,
        "scorelib.sha256": head.sha256,
        "scorelib.layers": ", ".join(layer.reference for layer in head.layers),
        "scorelib.canonical": ruleset.canonical.decode(),
    }


def _is_whole(plan: Plan, columns: Mapping[str, Any]) -> bool:
    """Return whether a trace has the columns that are compared, and no other of their kind."""
    slots = {slot.id for slot in plan.slots}
    leaves = [each.id for each in plan.occurrences if not each.is_heading and each.id not in slots]
    wanted = {f"{kind}{each}" for kind in _OF_NODES for each in leaves}
    wanted |= {f"indicators.{slot.id}" for slot in plan.slots} | {"total", "grade"}
    prefixes = (*_OF_NODES, "indicators.")
    found = {each for each in columns if each in ("total", "grade") or each.startswith(prefixes)}
    given = any(each.startswith(GIVEN) for each in columns)
    numbered = ROW in columns and columns[ROW].is_integer()
    return numbered and given and found == wanted
