"""The result of scoring one project: a record that is frozen, comparable and picklable.

It is the record of the run; everything a person reads (nodes, findings, the headline) is
derived from it when somebody asks, and only then.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cached_property

from scorelib.engine.outcome.comparisons import describe_statistic
from scorelib.engine.outcome.extras import list_extras, list_values
from scorelib.engine.outcome.findings import list_findings
from scorelib.engine.outcome.run import Run
from scorelib.engine.outcome.totals import grade_total, list_outputs
from scorelib.engine.outcome.trace import trace_nodes
from scorelib.engine.outcome.views import (
    Extra,
    FactUsed,
    Finding,
    GradeResult,
    NodeResult,
    Output,
    ValueResult,
)
from scorelib.ground.errors import NotFoundError
from scorelib.words.numbers import print_number

__all__ = ["Result"]


@dataclass(frozen=True, eq=False)
class Result(Run):
    """A scored project. Two results are equal when their runs are."""

    @cached_property
    def nodes(self) -> tuple[NodeResult, ...]:
        """Every node of the tree in document order, the project's own indicators included."""
        return trace_nodes(self)

    def node(self, node_id: str) -> NodeResult:
        """Return the node with an id such as `process.funds`. Raises `NotFoundError` (SL907)."""
        for node in self.nodes:
            if node.id == node_id:
                return node
        near = get_close_matches(node_id, [node.id for node in self.nodes], 5, 0.3)
        raise NotFoundError("SL907", node=node_id, known=near)

    def __str__(self) -> str:
        points = "–" if self.total.points is None else print_number(self.total.points)
        return f"{self.project.id}: {points} / {print_number(self.total.max_points)}"

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        """The outputs of the ruleset; the first is the total."""
        return list_outputs(self, self.nodes)

    @property
    def total(self) -> Output:
        """The total: the first output."""
        return self.outputs[0]

    @cached_property
    def grade(self) -> GradeResult:
        """The grade of the total, or why there is none."""
        return grade_total(self, self.nodes, self.total)

    @cached_property
    def derived(self) -> tuple[ValueResult, ...]:
        """The derived values of the ruleset, each with its formula."""
        return list_values(self)

    @cached_property
    def comparisons(self) -> tuple[FactUsed, ...]:
        """The statistics over all projects of the run, as this one was compared with them."""
        return tuple(describe_statistic(self, each.id) for each in self.plan.cohort)

    @cached_property
    def extras(self) -> tuple[Extra, ...]:
        """The outputs beside the total: further figures, and lists of the worst nodes."""
        return list_extras(self, self.nodes)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What a reader should look at, in the order of the tree."""
        return list_findings(self, self.nodes, self.total, self.grade)

    def __getstate__(self) -> dict[str, object]:
        """Pickle what was recorded, not what was derived from it."""
        return {each.name: self.__dict__[each.name] for each in fields(self)}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Result) and self.__getstate__() == other.__getstate__()

    def __hash__(self) -> int:
        return hash((self.plan.ruleset.sha256, self.project.id, self.project.evaluated_on))
