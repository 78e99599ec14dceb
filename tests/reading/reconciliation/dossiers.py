"""Dossiers of small projects: what checks of a report and its printings are tried on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.evaluator import Web
from scorelib.engine.intake.project import load_project
from scorelib.engine.outcome.views import Finding
from scorelib.reading.reconciliation.checks.listing import run_checks
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.reading.reconciliation.lines import list_lines
from scorelib.reading.reconciliation.others import Others
from scorelib.reading.reconciliation.rewrites import Rewrites
from scorelib.reading.reconciliation.trials import Trials
from tests.engine.scoring import make_plan

__all__ = [
    "FACTS",
    "GIVEN",
    "GRADES",
    "HAIKOU",
    "PARTS",
    "PLAN",
    "SELF",
    "Said",
    "about",
    "figures",
    "find",
    "leaf",
    "mine",
    "number",
    "only",
    "open_dossier",
    "say",
]

Said = Mapping[str, Any]

RATE: Final = {"kind": "proportional", "value": "executed / budget", "cap": "1"}
FACTS: Final = {
    "budget": {"label": "全年预算数", "unit": "元", "above": "0", "funds": "budget"},
    "executed": {"label": "全年执行数", "unit": "元", "min": "0", "funds": "executed"},
    "area": {"label": "建成面积", "unit": "㎡", "min": "0"},
}
GRADES: Final = [
    {"id": "excellent", "label": {"zh": "优", "en": "excellent"}, "from": "90"},
    {"id": "good", "label": {"zh": "良", "en": "good"}, "from": "80"},
    {"id": "poor", "label": {"zh": "差", "en": "poor"}, "from": "0"},
]


def leaf(label: str, max_points: str, **more: Any) -> Said:
    """Return an indicator whose points a person gives."""
    return {"label": label, "max_points": max_points, "method": "judged", **more}


PARTS: Final[Mapping[str, Any]] = {
    "execution": leaf("预算执行率", "10", method=RATE),
    "process": {
        "label": "过程",
        "max_points": "20",
        "indicators": {"rules": leaf("管理制度健全性", "10"), "practice": leaf("制度执行", "10")},
    },
    "output": {
        "label": "产出",
        "max_points": "40",
        "indicators": {"quantity": leaf("数量指标", "20"), "quality": leaf("质量指标", "20")},
    },
    "benefit": {
        "label": "效益",
        "max_points": "30",
        "indicators": {"social": leaf("社会效益", "30"), "ecological": leaf("生态效益", "0")},
    },
}
PLAN: Final = make_plan(
    PARTS,
    facts=FACTS,
    grades=GRADES,
    policies={"when_missing": "take-over"},
    take_over_from="self-evaluation",
    key_nodes={"execution": "execution", "outputs": ["output"]},
    sources={"form": {"title": "报告格式", "status": "verified"}},
    chapters={
        "economy": {"label": "经济性", "cites": "form#四（一）"},
        "effect": {"label": "有效性", "cites": "form#四（三）"},
    },
)
GIVEN: Final = {"budget": "30000元", "executed": "21754元", "area": "1015㎡"}
HAIKOU: Final = {**GIVEN, "budget": "8127600元", "executed": "7741273.5元"}
SELF: Final[Mapping[str, Any]] = {
    "id": "self",
    "role": "self-evaluation",
    "label": "单位自评",
    "at": "自评表",
    "points": {
        "execution": "7.25",
        "process.rules": "10",
        "process.practice": "9",
        "output.quantity": "20",
        "output.quality": "20",
        "benefit.social": "30",
        "benefit.ecological": "0",
    },
    "total": "96.25",
}


def open_dossier(plan: Plan = PLAN, **parts: Any) -> Dossier:
    """Return the dossier of a project of 2021 with these parts; by default Hechi's money."""
    project = load_project(
        {
            "scorelib": "1",
            "project": {"id": "p", "name": "项目"},
            "assessed_period": "2021",
            "evaluated_on": "2022-01-31",
            "facts": GIVEN,
            "assessments": [SELF],
            **parts,
        }
    )
    result = evaluate_project(plan, project)
    trials = Trials(Web(plan), result.inputs, result.values)
    nodes = {node.id: node for node in result.nodes}
    lines = list_lines(result)
    return Dossier(result, project, trials, Others(plan), nodes, lines, Rewrites(plan))


def number(*statements: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return statements with an id each."""
    return [{"id": f"s{place}", **each} for place, each in enumerate(statements)]


def say(*statements: Mapping[str, Any], plan: Plan = PLAN, **parts: Any) -> Dossier:
    """Return the dossier of a project with these statements."""
    return open_dossier(plan, statements=number(*statements), **parts)


def only(findings: list[Finding]) -> Finding:
    """Return the one finding there is."""
    (found,) = findings
    return found


def figures(finding: Finding) -> dict[str, Any]:
    """Return the arguments of a finding by their names."""
    return dict(finding.arguments)


def about(topic: str, **parts: str) -> Said:
    """Return a statement on a topic."""
    return {"topic": topic, **parts}


def mine(dossier: Dossier) -> list[Finding]:
    """Return the findings that rest on statements."""
    return [each for each in run_checks(dossier) if "SL821" <= each.code <= "SL837"]


def find(check: Callable[[Dossier], Iterator[Finding]], dossier: Dossier) -> list[Finding]:
    """Return what one check finds."""
    return list(check(dossier))
