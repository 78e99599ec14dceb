"""Projects on the edges of a ruleset: figures on an edge and just beside it, on bounds, at zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

from scorelib.compiler.graph.nodes import Input
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.graph.walk import operands_of
from scorelib.engine.evaluation import take_inputs
from scorelib.engine.evaluator import Values, evaluate_plan
from scorelib.engine.intake.project import load_project
from scorelib.ground.errors import DocumentError
from scorelib.reading.coverage.bands import Edge, list_edges, list_scales
from scorelib.reading.coverage.sites import Sites
from scorelib.reading.coverage.target import Survey
from scorelib.testing.dials import Dial, calm, list_dials, turn_to
from scorelib.testing.facts import Data
from scorelib.testing.projects import AnyRuleset, Subject, draw_project, read_subject
from scorelib.testing.quantities import scale_of, write_quantity

__all__ = ["Aim", "edge_projects", "list_aims", "meet"]


@dataclass(frozen=True, slots=True)
class Aim:
    """One side of an edge: the figure of a node is to be on it, or just beside."""

    edge: Edge
    beside: bool

    @property
    def goal(self) -> Fraction:
        """The figure itself."""
        edge = self.edge
        if not self.beside:
            return edge.at
        upper = edge.beside.least is not None and edge.beside.least >= edge.at
        return edge.at + (edge.step if upper else -edge.step)

    def hits(self, value: Fraction) -> bool:
        """Return whether a figure is where it should be."""
        if not self.beside:
            return value == self.edge.at
        return self.edge.beside.holds(value) and 0 < abs(value - self.edge.at) <= self.edge.step


def list_aims(subject: Subject) -> tuple[Aim, ...]:
    """Return both sides of every edge of bands and grades, those of own indicators left out.

    >>> from scorelib.testing.projects import read_subject
    >>> [str(each.goal) for each in list_aims(read_subject("cn/mof/self-evaluation@2020"))][:4]
    ['60', '5999/100', '80', '7999/100']
    """
    survey = Survey(subject.plan, Sites(subject.ruleset.tree), subject.ruleset.reference)
    edges = [
        edge
        for scale in list_scales(survey)
        if subject.plan.scopes[scale.value] is None
        for edge in list_edges(survey, scale)
    ]
    return tuple(Aim(edge, beside) for edge in edges for beside in (False, True))


def edge_projects(ruleset: AnyRuleset) -> st.SearchStrategy[Data]:
    """Return projects on the edges of a ruleset: documents as plain data that can be scored.

    In one half a figure lies exactly on an edge of bands or grades, or one quantum beside it: facts
    and points by hand are turned until it does. In the other facts are on their bounds, a quantum
    beside them, or zero. Where no project that was drawn can bring a figure to its edge, bounds
    take its place. Raises what loading and compiling a ruleset raises.

    >>> import scorelib
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=2, database=None)
    ... @given(edge_projects("cn/mof/self-evaluation@2020"))
    ... def check(project):
    ...     scorelib.evaluate(scorelib.load(project["ruleset"]), scorelib.load_project(project))
    >>> check()
    """
    subject = read_subject(ruleset)
    bounds = _on_bounds(subject)
    aims = list_aims(subject)
    return bounds | _on_edges(subject, aims) if aims else bounds


@st.composite
def _on_edges(draw: st.DrawFn, subject: Subject, aims: Sequence[Aim]) -> Data:
    aim = draw(st.sampled_from(aims))
    project = draw_project(draw, subject, "by hand")
    found = meet(subject, project, aim)
    return found if found is not None else _put_on_bounds(draw, subject, project)


@st.composite
def _on_bounds(draw: st.DrawFn, subject: Subject) -> Data:
    return _put_on_bounds(draw, subject, draw_project(draw, subject, "whole"))


def _put_on_bounds(draw: st.DrawFn, subject: Subject, project: Data) -> Data:
    """Put some of the quantities of a project on their bounds, beside them, or on zero."""
    facts = dict(project.get("facts", {}))
    for fact in subject.plan.facts:
        ends = scale_of(fact).ends if fact.kind in ("quantity", "count") else ()
        if ends and isinstance(facts.get(fact.name), str) and draw(st.booleans()):
            way = (Fraction(1), "" if fact.unit is None else fact.unit.name)
            facts[fact.name] = write_quantity(draw(st.sampled_from(ends)), way)
    return {**project, **({"facts": facts} if facts else {})}


def meet(subject: Subject, project: Data, aim: Aim) -> Data | None:
    """Return a project like this one whose figure is where an aim wants it, or None."""
    node = aim.edge.scale.value

    def score(changed: Data) -> Fraction | None:
        values = _evaluate(subject.plan, changed)
        found = None if values is None else values[node]
        return found if isinstance(found, Fraction) else None

    values = _evaluate(subject.plan, project)
    if values is None:
        return None
    most = {each.id: values[each.max_points] for each in subject.plan.occurrences}
    maxima = {path: value for path, value in most.items() if isinstance(value, Fraction)}
    moving = _find_moving(subject.plan, node)
    dials = [each for each in list_dials(subject.plan, project, maxima) if moving.has(each)]
    if score(project) is None:
        # A figure somewhere has no points: with small figures everywhere there mostly are some.
        project = calm(project, dials)
    return turn_to(project, dials, score, aim.goal, aim.hits)


def _evaluate(plan: Plan, project: Data) -> Values | None:
    try:
        return evaluate_plan(plan, take_inputs(plan, plan, load_project(project)).facts)
    except DocumentError:
        return None


@dataclass(frozen=True, slots=True)
class _Moving:
    """What a node depends on: inputs by their keys, and slots."""

    keys: frozenset[str]
    slots: frozenset[str | None]

    def has(self, dial: Dial) -> bool:
        """Return whether turning a dial can move the node."""
        section, path = str(dial.steps[0]), str(dial.steps[1])
        return path in (self.slots if section == "indicators" else self.keys)


def _find_moving(plan: Plan, node: int) -> _Moving:
    seen, stack = {node}, [node]
    keys: set[str] = set()
    while stack:
        each = plan.nodes[stack.pop()]
        if isinstance(each, Input):
            keys |= {each.key, each.key.partition(".")[0]}
        fresh = [below for below in operands_of(each) if below not in seen]
        seen.update(fresh)
        stack += fresh
    return _Moving(frozenset(keys), frozenset(plan.scopes[each] for each in seen))
