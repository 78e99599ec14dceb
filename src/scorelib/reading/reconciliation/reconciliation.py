"""Reconciling a project: score it, hold every figure against the others, explain the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.heads import Clause
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.evaluation import complete_result, take_inputs
from scorelib.engine.evaluator import Web
from scorelib.engine.intake.project import Project
from scorelib.engine.outcome.agreement import TOTAL
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import Finding
from scorelib.reading.reconciliation.checks.listing import run_checks
from scorelib.reading.reconciliation.diagnosis.listing import diagnose
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.reading.reconciliation.lines import list_lines
from scorelib.reading.reconciliation.others import Others
from scorelib.reading.reconciliation.printings import list_printings
from scorelib.reading.reconciliation.rewrites import Rewrites
from scorelib.reading.reconciliation.trials import Trials
from scorelib.reading.reconciliation.views import Reconciliation

__all__ = ["Reconciler"]


class Reconciler:
    """What reconciles projects of one ruleset; it keeps what is worked out once for all of them."""

    def __init__(self, ruleset: Ruleset, roots: Sequence[Path] = ()) -> None:
        self.ruleset = ruleset
        self.plan = compile_ruleset(ruleset)
        self._web = Web(self.plan)
        self._others = Others(self.plan, roots)
        self._rewrites = Rewrites(self.plan)

    def reconcile(self, project: Project, on: date | None = None) -> Reconciliation:
        """Return a project held against itself and the rules. Raises `DocumentError` (SL401 on)."""
        inputs = take_inputs(self.ruleset, self.plan, project, on)
        result = complete_result(self.plan, project, inputs, on, None)
        dossier = self._open(result, project if on is None else project.judged_on(on))
        order = {node.id: place for place, node in enumerate(result.nodes)}
        found = _drop_repeated([*result.findings, *run_checks(dossier)])
        findings = tuple(sorted(found, key=lambda each: order.get(each.node or "", len(order))))
        return Reconciliation(
            result,
            result.project.unit,
            dossier.lines,
            list_printings(dossier),
            diagnose(dossier),
            findings,
            tuple(_cite(result, each) for each in findings),
        )

    def _open(self, result: Result, project: Project) -> Dossier:
        trials = Trials(self._web, result.inputs, result.values)
        nodes = {node.id: node for node in result.nodes}
        lines = list_lines(result)
        return Dossier(result, project, trials, self._others, nodes, lines, self._rewrites)


def _drop_repeated(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings without those that say no more than another one does."""
    codes = {each.code for each in findings}
    if "SL517" in codes and "SL516" not in codes:
        # With the right total, the wrong grade is the same one against it.
        findings = [each for each in findings if each.code != "SL803"]
    if "SL834" not in codes:
        return list(findings)
    return [
        each
        for each in findings
        if (each.code, dict(each.arguments).get("label")) != ("SL544", TOTAL)
    ]


_OF_GRADES = ("SL517", "SL803", "SL880", "SL881")
_OF_TOTALS = ("SL513", "SL516", "SL533", "SL574", "SL834")


def _cite(result: Result, finding: Finding) -> tuple[Clause, ...]:
    """Return the clauses that a finding rests on: those of its node, of the grade, of the total.

    What only holds a report against itself rests on no clause.
    """
    if finding.node is not None:
        return next(node.cites for node in result.nodes if node.id == finding.node)
    if finding.code in _OF_GRADES:
        return result.grade.cites
    if finding.code not in _OF_TOTALS:
        return ()
    top = [clause for node in result.nodes if node.parent is None for clause in node.cites]
    return tuple(dict.fromkeys(top))
