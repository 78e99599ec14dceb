"""Projects as documents and as rows of a table, and a result in the columns of a scored table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import polars as pl

from scorelib.engine.outcome.result import Result

__all__ = ["FINDINGS", "fit_columns", "flatten", "read_result", "read_row", "tabulate"]

Data = Mapping[str, Any]
Row = dict[str, Any]


def flatten(project: Data) -> dict[str, Any]:
    """Return a project document as one row; all its figures are text."""
    row: dict[str, Any] = {"id": project.get("project", {}).get("id", "p")}
    for name, fact in project.get("facts", {}).items():
        row |= _flatten_fact(name, fact)
    for path, each in project.get("maxima", {}).items():
        row[f"max_points.{path}"] = _maximum(each)
    for path, each in project.get("states", {}).items():
        row[f"state.{path}"] = each["state"]
    judged = dict(project.get("judgements", {}))
    overrides = dict(project.get("overrides", {}))
    declared = dict(next((a["points"] for a in project.get("assessments", ())), {}))
    for slot, items in project.get("indicators", {}).items():
        row[f"indicators.{slot}"] = [
            _flatten_item(each, f"{slot}.{each['id']}", judged, overrides, declared)
            for each in items
        ]
    for path, each in judged.items():
        row[f"judged.{path}"] = list(each["panel"]) if "panel" in each else each["points"]
    row |= {f"override.{path}": each["points"] for path, each in overrides.items()}
    row |= {f"declared.{path}": points for path, points in declared.items()}
    return row


def _flatten_fact(name: str, fact: Any) -> dict[str, Any]:
    if not isinstance(fact, dict):
        return {name: fact}
    if "state" in fact:
        return {f"fact_state.{name}": fact["state"]}
    if "counts" in fact:
        return {f"{name}.{level}": count for level, count in fact["counts"].items()}
    if "rows" in fact:
        keys = ("reason", "evidence", "at")
        return {name: [{k: v for k, v in row.items() if k not in keys} for row in fact["rows"]]}
    return {name: fact["value"]}


def _maximum(given: Any) -> Any:
    return given if not isinstance(given, dict) else given.get("value", given.get("inferred"))


def _flatten_item(
    item: Data,
    path: str,
    judged: dict[str, Any],
    overrides: dict[str, Any],
    declared: dict[str, Any],
) -> dict[str, Any]:
    plain = ("id", "name", "target", "actual", "unit", "direction", "state")
    row = {key: item[key] for key in plain if key in item}
    row["name"] = row["name"] if isinstance(row["name"], str) else row["name"]["zh"]
    if "max_points" in item:
        row["max_points"] = _maximum(item["max_points"])
    if "tier" in item:
        row |= {"tier": item["tier"]["level"], "rate": item["tier"]["rate"]}
    if "reduction" in item:
        row["reduction"] = item["reduction"]["points"]
    said = item.get("judgement", judged.pop(path, None))
    if said is not None:
        row["judged"] = said["points"]
    if path in overrides:
        row["override"] = overrides.pop(path)["points"]
    if path in declared:
        row["declared"] = declared.pop(path)
    return row


def tabulate(rows: Sequence[Data]) -> pl.DataFrame:
    """Return rows as a frame of text columns and lists of structs of texts."""
    names = dict.fromkeys(name for row in rows for name in row)
    return pl.DataFrame([_make_series(name, [row.get(name) for row in rows]) for name in names])


def _make_series(name: str, values: Sequence[Any]) -> pl.Series:
    given = [each for value in values if isinstance(value, list) for each in value]
    if not given and not any(isinstance(value, list) for value in values):
        return pl.Series(name, [None if v is None else str(v) for v in values], dtype=pl.String)
    if given and not isinstance(given[0], dict):
        return pl.Series(name, values, dtype=pl.List(pl.String))
    fields = dict.fromkeys(key for each in given for key in each) or {"id": None}
    dtype = pl.List(pl.Struct(dict.fromkeys(fields, pl.String)))
    full = [None if v is None else [{k: each.get(k) for k in fields} for each in v] for v in values]
    return pl.Series(name, full, dtype=dtype)


def fit_columns(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose columns of plain numbers are integers or decimals."""
    made = []
    for column in frame.get_columns():
        known = column.drop_nulls().to_list() if column.dtype == pl.String else ["?"]
        if column.name == "id" or not known or not all(map(_is_number, known)):
            made.append(column)
        elif any("." in each for each in known):
            places = max(len(each.partition(".")[2]) for each in known)
            made.append(column.cast(pl.Decimal(38, places)))
        else:
            made.append(column.cast(pl.Int64))
    return pl.DataFrame(made)


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


FINDINGS = "SL512"


def read_result(result: Result) -> dict[str, Any]:
    """Return the result of one project under the names of the columns of a scored table."""
    plan, total = result.plan, result.total
    codes = {alarm.code for alarm in plan.alarms} | {FINDINGS}
    nodes = {node.id: node for node in result.nodes}
    row: dict[str, Any] = {
        "total": total.points,
        "max_points": total.max_points,
        "computed": total.computed,
        "taken_over": total.taken_over,
        "unscored": total.unscored,
        "grade": result.grade.id,
        "findings": sorted({each.code for each in result.findings if each.code in codes}),
    }
    for each in plan.occurrences:
        if each.slot is None:
            row[f"points.{each.id}"] = nodes[each.id].points
            row[f"status.{each.id}"] = nodes[each.id].status
    for slot in plan.slots:
        records = [nodes[f"{slot.id}.{item.id}"] for item in result.inputs.items.get(slot.id, ())]
        row[f"indicators.{slot.id}"] = [
            (n.id.rpartition(".")[2], n.points, n.status) for n in records
        ]
    return row


def read_row(row: Data) -> dict[str, Any]:
    """Return a row of a scored table with its numbers as fractions."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if name.startswith("indicators."):
            found[name] = [(e["id"], _number(e["points"]), e["status"]) for e in value]
        elif name.startswith("points.") or name in _NUMBERS:
            found[name] = _number(value)
        elif name != "id":
            found[name] = value
    return found


_NUMBERS = ("total", "max_points", "computed", "taken_over", "unscored")


def _number(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)
