"""A row of a table as a project document, which the scalar evaluator scores to the same digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from scorelib.compiler.graph.plan import FactInput, Plan
from scorelib.engine.columns.names import Role, name_columns
from scorelib.engine.columns.readers import read_as
from scorelib.ground.errors import DocumentError

__all__ = ["Documents"]

Row = Mapping[str, Any]
Data = dict[str, Any]

_ANY_DAY: Final = date(2000, 1, 1)
"""When a project is judged where neither a caller nor the ruleset says so."""

_BY: Final = {"by": "–", "reason": "–"}
"""Who gave points by hand and why: documents say so, tables cannot."""

_TOTAL: Final = "total"
_PLAIN: Final = ("max_points", "target", "actual", "unit", "direction", "state")


class Documents:
    """Writes rows of tables with the same columns as documents.

    `day` is that of judging; by default one on which the ruleset is in force. Cells are texts,
    integers, decimals, truth values, days and lists of these, as polars hands them out.

    Raises `DocumentError` with every column that a plan does not know (SL941, SL942).
    """

    def __init__(self, plan: Plan, columns: Sequence[str], day: date | None = None) -> None:
        self.roles, problems = name_columns(plan, columns)
        if problems:
            raise DocumentError(problems)
        self.role = plan.take_over_from or "self-evaluation"
        self.day = day or _find_day(plan)

    def write(self, row: Row, name: str) -> Data:
        """Return a row as a document; `name` is what the project is called without an `id`."""
        page = _Page()
        for role in self.roles:
            value = row.get(role.column)
            if value is not None:
                page.take(role, value)
        for fact, counts in page.counts.items():
            page.parts["facts"].setdefault(fact, {"counts": counts})
        called = str(row.get("id") or name)
        head: Data = {"id": _fit_name(called), "name": called}
        found: Data = {"scorelib": "1", "project": head}
        found |= self._find_days(row)
        if page.lines:
            found["funds"] = {**page.unit, **page.lines}
        if page.declared:
            points = {"id": self.role, "role": self.role, "points": page.declared}
            found["assessments"] = [points]
        return found | {key: part for key, part in page.parts.items() if part}

    def _find_days(self, row: Row) -> Data:
        """Return when a project is judged, and what of; its own day counts where it gives one."""
        given = row.get("evaluated_on")
        if given is None:
            return {"assessed_period": str(self.day.year), "evaluated_on": self.day.isoformat()}
        day = str(given)
        return {"assessed_period": row.get("assessed_period") or day[:4], "evaluated_on": day}


def _find_day(plan: Plan) -> date:
    """Return a day on which a ruleset is in force."""
    if plan.effective is None:
        return _ANY_DAY
    first, until = (None if each is None else date.fromisoformat(each) for each in plan.effective)
    if first is not None:
        return first
    return _ANY_DAY if until is None else until - timedelta(days=1)


def _fit_name(text: str) -> str:
    """Return what a project is called as documents name projects, which is stricter than tables."""
    problems: list[str] = []
    read_as("name", text, lambda code, *_, **__: problems.append(code))
    return "x" if problems else text


class _Page:
    """The parts of one document under way."""

    def __init__(self) -> None:
        self.parts: dict[str, Data] = {
            key: {}
            for key in ("facts", "maxima", "indicators", "states", "judgements", "overrides")
        }
        self.counts: dict[str, Data] = {}
        self.declared: Data = {}
        self.lines: dict[str, Data] = {}
        self.unit: Data = {}

    def take(self, role: Role, value: Any) -> None:
        """Write what one column gives."""
        parts, name = self.parts, role.name
        match role.part:
            case "fact" | "count" | "fact_state" if role.fact is not None:
                self._take_fact(role, role.fact, value)
            case "funds" | "funds_unit":
                self._take_funds(role, value)
            case "state":
                parts["states"][name] = {"state": value, "reason": "–"}
            case "max_points":
                parts["maxima"][name] = value
            case "declared":
                self.declared[name] = value
            case "judged":
                key = "panel" if isinstance(value, list) else "points"
                parts["judgements"][name] = {key: value, **_BY}
            case "override":
                self._override(name, value)
            case "indicators" if value:
                parts["indicators"][name] = [self._write_item(name, each) for each in value]

    def _take_fact(self, role: Role, fact: FactInput, value: Any) -> None:
        facts = self.parts["facts"]
        if role.part == "count":
            self.counts.setdefault(fact.name, {})[role.name] = value
        elif role.part == "fact_state":
            facts[fact.name] = {"state": value, "reason": "–"}
        elif fact.kind == "list":
            self._take_list(fact, value)
        else:
            facts[fact.name] = {"value": value}

    def _take_funds(self, role: Role, value: Any) -> None:
        """Write a cell of the money block, or the unit of them all."""
        if role.part == "funds_unit":
            self.unit["unit"] = value
            return
        line, _, column = role.name.rpartition(".")
        if line == _TOTAL:
            self.lines.setdefault("total", {})[column] = value
        else:
            self.lines.setdefault("rows", {}).setdefault(line, {})[column] = value

    def _take_list(self, fact: FactInput, rows: Sequence[Row]) -> None:
        written = []
        for row in rows:
            cells = {key: value for key, value in row.items() if value is not None}
            if "state" in cells:
                cells["reason"] = "–"
            written.append(cells)
        self.parts["facts"][fact.name] = {"rows": written}

    def _override(self, path: str, points: Any) -> None:
        self.parts["overrides"][path] = {"points": points, **_BY, "evidence": "–"}

    def _write_item(self, slot: str, row: Row) -> Data:
        """Return an indicator of the project's own; what stands elsewhere is written there."""
        given = {key: value for key, value in row.items() if value is not None}
        name = given.get("id", "–")
        item: Data = {"id": name, "name": given.get("name", name)}
        item |= {key: given[key] for key in _PLAIN if key in given}
        if "state" in given:
            item["reason"] = "–"
        tier = {key: given[part] for key, part in _TIER.items() if part in given}
        if tier:
            item["tier"] = tier | _BY
        for key, section in _BY_HAND.items():
            if key in given:
                item[section] = {"points": given[key], **_BY}
        path = f"{slot}.{name}"
        if "declared" in given:
            self.declared[path] = given["declared"]
        if "override" in given:
            self._override(path, given["override"])
        return item


_TIER: Final = {"level": "tier", "rate": "rate"}
_BY_HAND: Final = {"judged": "judgement", "reduction": "reduction"}
