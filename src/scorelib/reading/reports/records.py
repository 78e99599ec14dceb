"""One project in a line: what a portfolio keeps of a result, so that the result can go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Severity, Text
from scorelib.reading.reconciliation.batch.tally import SEVERITIES, Counted
from scorelib.reading.reconciliation.views import Reconciliation
from scorelib.reading.reports.losses import Loss, list_losses

__all__ = ["Lost", "ProjectRecord", "record_project"]


@dataclass(frozen=True, slots=True)
class Lost:
    """What a project lost of an indicator: of its maximum, on the indicator's own scale.

    A project's own indicators are counted with the place they stand in, whose name is the same in
    all projects; `max_points` is then the sum of theirs.
    """

    node: str
    label: Text
    lost: Fraction
    max_points: Fraction


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """One project as a portfolio shows it; what is only counted there is in `losses`, `findings`.

    `status` is that of its total: `sound`, `conditional` or `absent`. `place` is the file that
    the project stands in, where it is known. `worst` is the indicator that lost the most.
    """

    id: str
    name: Text
    unit: Text | None
    ruleset: str
    title: Text
    points: Fraction | None
    max_points: Fraction
    places: int | None
    grade: tuple[str, Text] | None
    conditions: tuple[str, ...]
    computed: Fraction
    taken_over: Fraction
    unscored: Fraction
    severities: tuple[int, ...]
    worst: Lost | None
    grades: tuple[tuple[str, Text], ...] = ()
    losses: tuple[Lost, ...] = ()
    findings: tuple[Counted, ...] = ()
    place: str = ""
    alone: bool = False

    @property
    def status(self) -> str:
        """Whether there is a total, and whether it is conditional."""
        if self.points is None:
            return "absent"
        return "conditional" if self.conditions else "sound"


def record_project(
    result: Result, reconciliation: Reconciliation | None = None, place: str = ""
) -> ProjectRecord:
    """Return what a portfolio keeps of a result; the findings are those of its reconciliation.

    `alone` says of a project that its ruleset compares it with others, and it was not.
    """
    total, grade = result.total, result.grade
    findings = result.findings if reconciliation is None else reconciliation.findings
    losses = tuple(_sum_up(result, list_losses(result)))
    bands = () if result.plan.grade is None else result.plan.grade.bands
    return ProjectRecord(
        result.project.id,
        result.project.name,
        result.project.unit,
        result.ruleset.reference,
        result.ruleset.title,
        total.points,
        total.max_points,
        total.places,
        None if grade.id is None or grade.label is None else (grade.id, grade.label),
        tuple(each.code for each in total.conditional),
        total.computed,
        total.taken_over,
        total.unscored,
        _count(findings),
        _find_worst(result),
        tuple((name, band.label) for name, band in bands),
        losses,
        tuple(Counted(each.code, each.severity, each.message) for each in findings),
        place,
        bool(result.plan.cohort) and result.inputs.cohort is None,
    )


def _count(findings: Iterable[Finding]) -> tuple[int, ...]:
    """Return how many findings there are of each severity, the worst first."""
    listed: list[Severity] = [each.severity for each in findings]
    return tuple(listed.count(severity) for severity in SEVERITIES)


def _find_worst(result: Result) -> Lost | None:
    """Return the indicator that lost the most points, the first of several."""
    worst: Lost | None = None
    for each in list_losses(result):
        lost = each.lost
        if lost is not None and lost > (0 if worst is None else worst.lost):
            worst = Lost(each.node.id, each.node.label, lost, each.max_points)
    return worst


def _sum_up(result: Result, losses: Iterable[Loss]) -> Iterable[Lost]:
    """Return what was lost by indicators of the ruleset; own ones count for their place."""
    labels = {node.id: node.label for node in result.nodes}
    found: dict[str, Lost] = {}
    for each in losses:
        if each.lost is None or each.bonus:
            continue
        slot = each.node.id.rpartition(".")[0]
        name = slot if slot in result.inputs.items else each.node.id
        before = found.get(name)
        lost, most = each.lost, each.max_points
        if before is not None:
            lost, most = lost + before.lost, most + before.max_points
        found[name] = Lost(name, labels.get(name, each.node.label), lost, most)
    return found.values()
