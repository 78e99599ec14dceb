"""Plans of one indicator for the tests of methods, with facts of every kind to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import NodeResult
from tests.engine.scoring import FACTS, make_plan, score, score_items, slot

__all__ = ["METHOD_FACTS", "item_node", "lots", "method_plan", "points_of", "slot_plan"]

METHOD_FACTS: Mapping[str, Any] = {
    **FACTS,
    "place": {"label": "名次", "min": "0"},
    "honours": {"label": "表彰", "unit": "项", "min": "0"},
    "finished": {"label": "是否完成", "kind": "flag"},
    "lots": {
        "label": "批次",
        "kind": "list",
        "fields": {
            "planned": {"label": "计划", "above": "0"},
            "actual": {"label": "实际", "min": "0"},
            "money": {"label": "资金", "unit": "万元", "above": "0"},
        },
    },
}


def method_plan(method: Any, max_points: str = "10", **more: Any) -> Plan:
    """Return a plan whose one indicator `a` has this method; its points are not rounded."""
    return make_plan(
        {"a": {"label": "甲", "max_points": max_points, "method": method, **more}},
        facts=METHOD_FACTS,
        rounding={},
    )


def slot_plan(declared: Mapping[str, Any], **more: Any) -> Plan:
    """Return a plan with one slot `a` that takes whatever maxima the project brings."""
    return make_plan(
        {"a": slot(declared, "100", **more)},
        facts=METHOD_FACTS,
        rounding={},
        when_maxima_overflow="cap",
    )


def lots(*rows: Sequence[object]) -> dict[str, Any]:
    """Return the fact `lots` with rows of planned and actual, and money where it is given."""
    keys = ("planned", "actual", "money")
    return {
        "rows": [
            {"id": f"r{place}", "money": "1万元"}
            | {key: str(value) for key, value in zip(keys, row, strict=False)}
            for place, row in enumerate(rows)
        ]
    }


def points_of(plan: Plan, **parts: Any) -> Fraction | None:
    """Return the points of the indicator `a`, or None where it has none."""
    return score(plan, **parts).nodes[0].points


def item_node(plan: Plan, target: str, actual: str, **more: Any) -> NodeResult:
    """Return the node of one own indicator in the slot, with a maximum of 10."""
    item = {"max_points": "10", "target": target, "actual": actual, **more}
    result: Result = score_items(plan, item)
    return result.nodes[1]
