"""Small rulesets and projects for the engine's tests, written as an author would write them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.ruleset import Ruleset, canonical_form
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.project import load_project
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import DocumentError
from scorelib.ground.source import read_document
from scorelib.model.reader import read_shape
from scorelib.model.ruleset import RulesetDocument

__all__ = ["FACTS", "TIERS", "make_plan", "one_indicator", "score", "score_items", "slot"]

FACTS: Mapping[str, Any] = {
    "planned": {"label": "计划数", "unit": "万元", "above": "0"},
    "spent": {"label": "支出数", "unit": "万元", "min": "0"},
    "rate": {"label": "完成率", "unit": "%", "min": "0", "max": "200%"},
    "faults": {"label": "问题数", "unit": "个", "min": "0"},
    "has_rules": {"label": "有制度", "kind": "flag"},
    "has_file": {"label": "有档案", "kind": "flag"},
    "acceptance": {
        "label": "验收情况",
        "kind": "category",
        "values": {"all": "全部", "some": "部分", "none": "未经"},
    },
}

TIERS = {
    "kind": "three-tier",
    "tiers": {
        "met": {"label": "达成", "from": "80%", "to": "100%"},
        "partly": {"label": "部分达成", "from": "60%", "below": "80%"},
        "not-met": {"label": "未达成", "from": "0%", "below": "60%"},
    },
}


def make_plan(indicators: Mapping[str, Any], **top: Any) -> Plan:
    """Return the plan of a ruleset with the facts above and these indicators."""
    data = {
        "scorelib": "1",
        "id": "test/rules",
        "edition": "1",
        "revision": "1",
        "title": "测试规则",
        "facts": FACTS,
        "rounding": {"points": {"places": "2", "mode": "half-up"}},
        "indicators": indicators,
        **top,
    }
    tree = read_document(json.dumps(data, ensure_ascii=False, indent=1), "ruleset.yaml")
    reading = read_shape(RulesetDocument, tree)
    if reading.model is None or reading.problems:
        raise DocumentError(reading.problems)
    return compile_ruleset(Ruleset(reading.model, tree, (), canonical_form(reading.model)))


def one_indicator(method: Any, max_points: str = "10", **more: Any) -> Plan:
    """Return the plan of a ruleset whose one indicator `a` has this method."""
    return make_plan({"a": {"label": "甲", "max_points": max_points, "method": method, **more}})


def slot(declared: Mapping[str, Any], max_points: str = "10", **more: Any) -> Mapping[str, Any]:
    """Return a slot for the project's own indicators."""
    return {"label": "自设", "max_points": max_points, "declared": declared, **more}


def score(plan: Plan, **parts: Any) -> Result:
    """Return the result of a project with these parts (facts, states, judgements …)."""
    project = {
        "scorelib": "1",
        "project": {"id": "p", "name": "项目"},
        "assessed_period": "2021",
        "evaluated_on": "2022-01-31",
        **parts,
    }
    return evaluate_project(plan, load_project(project))


def score_items(plan: Plan, *items: Mapping[str, Any], at: str = "a") -> Result:
    """Return the result of a project that declares these indicators in one slot."""
    rows = [{"id": f"i{place}", "name": "指标", **item} for place, item in enumerate(items)]
    return score(plan, indicators={at: rows})
