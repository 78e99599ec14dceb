"""The result: frozen, comparable, picklable, the same bytes in every language."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import scorelib
from scorelib.engine.outcome.result import Result

YAOHAI = Path(__file__).parents[2] / "examples" / "hefei-yaohai-2021"


@cache
def yaohai() -> Result:
    project = scorelib.load_project(YAOHAI)
    assert project.document.ruleset is not None
    return scorelib.evaluate(scorelib.load(project.document.ruleset), project)


def test_yaohai_execution_rate() -> None:
    """23.6 of 1200 is 1.9667%, which earns 0.20 of 10; the form says 10."""
    node = next(n for n in yaohai().nodes if n.id == "process.funds.execution-rate")
    assert ("scored", Fraction(20, 100), Fraction(10)) == (node.status, node.points, node.declared)
    assert node.share == Fraction(236, 12000)
    assert node.rounding is not None
    assert node.rounding.before == Fraction(10 * 236, 12000)


def test_yaohai_total_grade_and_composition() -> None:
    """90.20, excellent, conditional: 0.20 computed and 90.00 taken over; 100.20 of 110 uncapped."""
    total, grade = yaohai().total, yaohai().grade
    assert total.points == Fraction("90.20")
    parts = (total.computed, total.taken_over, total.unscored)
    assert (Fraction("0.20"), Fraction(90), Fraction(0)) == parts
    assert (Fraction("100.20"), Fraction(110)) == (total.gross, total.gross_max)
    assert ("excellent", True) == (grade.id, grade.conditional)


def test_yaohai_maxima_and_assumptions_are_findings() -> None:
    """40 under 30 with the note of the form; both assumptions with what they would change."""
    findings = yaohai().findings
    maxima = next(each for each in findings if each.code == "SL501")
    shown = dict(maxima.arguments)
    assert ("error", "benefit") == (maxima.severity, maxima.node)
    assert ("40", "30", "10", "30", "20") == tuple(
        shown[name] for name in ("total", "stated", "fixed", "own", "room")
    )
    assert "满意度指标10分固定" in maxima.message.zh
    assumed = [each.message.zh for each in findings if each.code == "SL515"]
    assert "预算执行率 0.10，总分 95.10" in assumed[0]
    assert "预算执行率 0.52，总分 90.52" in assumed[1]


def test_yaohai_ecological_benefit_does_not_apply_and_moves_nothing() -> None:
    """生态效益 0/0: not applicable, no finding, the attainable total is the whole."""
    node = next(each for each in yaohai().nodes if each.id == "benefit.ecological")
    assert "not-applicable" == node.status
    assert node.points is None
    assert node.max_points == 0
    assert yaohai().total.attainable == 100
    assert "benefit.ecological" not in {finding.node for finding in yaohai().findings}


def test_result_is_frozen_comparable_and_picklable() -> None:
    """A result can be kept, sent and compared; it cannot be changed."""
    result = yaohai()
    copy = pickle.loads(pickle.dumps(result))
    assert copy == result
    assert hash(copy) == hash(result)
    assert copy.nodes == result.nodes
    with pytest.raises(FrozenInstanceError):
        result.values = ()  # type: ignore[misc]


def test_threads_give_the_same_bytes() -> None:
    """One plan, eight threads: no state is shared, every result is the same."""
    project = scorelib.load_project(YAOHAI)
    plan = scorelib.compile(scorelib.load("cn/anhui/hefei/yaohai/self-evaluation@2021"))
    with ThreadPoolExecutor(8) as pool:
        texts = set(
            pool.map(lambda _: scorelib.to_json(scorelib.evaluate(plan, project)), range(16))
        )
    assert texts == {scorelib.to_json(yaohai())}


NODE_KEYS = {
    "id", "parent", "kind", "label", "status", "points", "max_points", "computed", "declared",
    "override", "method", "formula", "substituted", "facts", "rounding", "adjustments", "bands",
    "cites", "layer", "location",
}  # fmt: skip


def test_json_contract() -> None:
    """Every key of schema scorelib/result/1 is there; figures are text, words bilingual."""
    record = json.loads(scorelib.to_json(yaohai()))
    assert record["schema"] == "scorelib/result/1"
    assert {"id", "edition", "revision", "sha256", "layers"} <= record["ruleset"].keys()
    assert {"id", "name", "assessed_period", "evaluated_on"} <= record["project"].keys()
    assert record["total"] == record["outputs"][0]
    assert {"computed": "0.20", "taken_over": "90.00", "unscored": "0.00"} == record["total"][
        "composition"
    ]
    assert ("excellent", True) == (record["grade"]["id"], record["grade"]["conditional"])
    assert {"cohort", "seal"} <= record.keys()
    for node in record["nodes"]:
        assert node.keys() >= NODE_KEYS
        assert node["points"] is None or isinstance(node["points"], str)
        assert {"zh", "en"} == node["label"].keys()
    for finding in record["findings"]:
        assert {"code", "severity", "message", "node", "evidence"} <= finding.keys()


def test_nodes_stand_in_document_order() -> None:
    """A parent comes before its children, children as the ruleset lists them."""
    names = [node.id for node in yaohai().nodes]
    assert ["decision", "decision.initiation", "decision.initiation.procedure"] == names[:3]
    places = {name: place for place, name in enumerate(names)}
    for node in yaohai().nodes:
        assert node.parent is None or places[node.parent] < places[node.id]


def test_hash_does_not_change_by_formatting(tmp_path: Path) -> None:
    """Comments, quotes, order of facts and flow style leave the hash as it is."""
    rules = """
scorelib: 1
id: test/rules
edition: "1"
revision: 1
title: 规则
facts: {a: {label: 甲, unit: 万元, above: 0}, b: {label: 乙, unit: 万元, min: 0}}
indicators: {x: {label: 率, max_points: 10, method: {kind: proportional, value: b / a, cap: 1}}}
"""
    other = """
# the same, written another way
title: "规则"
id: test/rules
scorelib: 1
edition: '1'
revision: 1
indicators:
  x:
    max_points: 10.0
    label: {zh: 率}
    method:
      cap: 1
      value: b / a
      kind: proportional
facts:
  b: {min: 0, unit: 万元, label: 乙}
  a: {above: 0, unit: 万元, label: 甲}
"""
    hashes = set()
    for place, text in enumerate((rules, other)):
        path = tmp_path / f"{place}.yaml"
        path.write_text(text, "utf-8")
        hashes.add(scorelib.load(path).head.sha256)
    assert len(hashes) == 1
    changed = tmp_path / "changed.yaml"
    changed.write_text(rules.replace("cap: 1", "cap: 0.9"), "utf-8")
    assert scorelib.load(changed).head.sha256 not in hashes
