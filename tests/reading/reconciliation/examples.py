"""The examples, each reconciled once by the rules that it names."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from scorelib import choose, load_project
from scorelib.engine.intake.project import Project
from scorelib.engine.outcome.views import Finding
from scorelib.reading.reconciliation.reconciliation import Reconciler
from scorelib.reading.reconciliation.views import Diagnosis, Printing, Reconciliation

__all__ = [
    "CONTROLS",
    "EXAMPLES",
    "REPORTS",
    "find_diagnosis",
    "find_printing",
    "load",
    "reconcile",
    "show",
]

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"

REPORTS = ("hefei-yaohai-2021", "hechi-2022", "yiyang-2017", "haikou-2021", "sanya-2022")
CONTROLS = (
    "consistent/national-2020",
    "consistent/central-2021",
    "consistent/hubei-80-20",
    "consistent/yaohai-2021",
)


@cache
def load(name: str) -> Project:
    """Return the project of an example."""
    return load_project(EXAMPLES / name)


@cache
def reconcile(name: str) -> Reconciliation:
    """Return an example, reconciled."""
    project = load(name)
    return Reconciler(choose(project)).reconcile(project)


def show(finding: Finding, language: str = "zh") -> str:
    """Return the words of a finding with its evidence, as a reader sees them."""
    parts = (finding.message, *finding.evidence)
    return "\n".join(part.zh if language == "zh" else part.en for part in parts)


def find_printing(name: str, statement: str) -> Printing:
    """Return the printing that a statement of an example gives."""
    return next(each for each in reconcile(name).printings if each.id == statement)


def find_diagnosis(name: str, subject: str) -> Diagnosis:
    """Return the diagnosis of one figure of an example."""
    return next(each for each in reconcile(name).diagnoses if each.subject == subject)
