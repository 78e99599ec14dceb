"""Projects to draw for a ruleset: whole documents that it can score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Occurrence, Plan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.project import load_project
from scorelib.testing.facts import REASON, Data, entries, states, values
from scorelib.testing.items import BY, Extent, Slot, contents, list_slots
from scorelib.testing.maxima import Maxima, share_out, split
from scorelib.words.numbers import print_number

__all__ = ["AnyRuleset", "Subject", "draw_project", "read_subject", "valid_projects"]

AnyRuleset = Ruleset | str | Path
"""A ruleset, or its id or path."""

_ROLE: Final = "self-evaluation"


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """What projects are drawn for: a ruleset, its plan and its slots."""

    ruleset: Ruleset
    plan: Plan
    slots: Mapping[str, Slot]

    @property
    def leaves(self) -> Mapping[str, Occurrence]:
        """The nodes that a method scores, by their paths."""
        return {
            each.id: each
            for each in self.plan.occurrences
            if each.method is not None and each.slot is None and each.id not in self.slots
        }


def read_subject(ruleset: AnyRuleset) -> Subject:
    """Return what to draw for. Raises what loading and compiling a ruleset raises."""
    found = ruleset if isinstance(ruleset, Ruleset) else load_ruleset(ruleset)
    plan = compile_ruleset(found)
    return Subject(found, plan, list_slots(plan))


def valid_projects(ruleset: AnyRuleset) -> st.SearchStrategy[Data]:
    """Return projects that a ruleset scores: documents as plain data, every one without an error.

    They have facts within their bounds and in their units (money also in others), answers, rows,
    states, own indicators of every form that is scored, maxima that add up, judgements, declared
    points. Not everything is there: what is missing, awaits judgement or does not apply belongs to
    what a program has to take. Raises what loading and compiling a ruleset raises.

    >>> import scorelib
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5, database=None)
    ... @given(valid_projects("cn/mof/self-evaluation@2020"))
    ... def check(project):
    ...     result = scorelib.evaluate(
    ...         scorelib.load(project["ruleset"]), scorelib.load_project(project))
    ...     assert result.total.points is None or 0 <= result.total.points <= 100
    >>> check()
    """
    subject = read_subject(ruleset)
    return _projects(subject)


@st.composite
def _projects(draw: st.DrawFn, subject: Subject) -> Data:
    return draw_project(draw, subject, draw(st.sampled_from(("whole", "whole", "any"))))


def draw_project(draw: st.DrawFn, subject: Subject, extent: Extent) -> Data:
    """Draw one project; a whole one leaves nothing out and awaits nothing."""
    whole = extent != "any"
    project = _draw_head(draw, subject)
    facts = {}
    for fact in subject.plan.facts:
        if whole or draw(st.integers(0, 11)) < 11:
            facts[fact.name] = draw(values(fact) if whole else entries(fact))
    project["facts"] = facts
    maxima = share_out(draw, subject.ruleset.document, _find_profile(subject, project))
    if maxima.given:
        project["maxima"] = {path: print_number(most) for path, most in maxima.given.items()}
    _draw_slots(draw, subject, maxima, project, extent)
    _draw_leaves(draw, subject, maxima, project, whole=whole)
    _draw_assessment(draw, subject, maxima, project)
    return {key: each for key, each in project.items() if each != {}}


def _draw_head(draw: st.DrawFn, subject: Subject) -> Data:
    first, until = subject.plan.effective or ("2000-01-01", None)
    begin = date.fromisoformat(first)
    end = begin + timedelta(days=3 * 365)
    if until is not None:
        end = min(end, date.fromisoformat(until) - timedelta(days=1))
    day = draw(st.dates(begin, end))
    name = draw(st.sampled_from(("道路养护", "数字化基础设施", "Water supply")))
    return {
        "scorelib": 1,
        "project": {"id": f"project-{draw(st.integers(1, 999))}", "name": name},
        "ruleset": subject.ruleset.reference,
        "assessed_period": str(day.year - draw(st.integers(0, 1))),
        "evaluated_on": day.isoformat(),
    }


def _find_profile(subject: Subject, project: Data) -> Mapping[str, Fraction | None]:
    """Return the maxima that the profile of a project sets; which it is only its facts tell."""
    if not subject.ruleset.document.profiles:
        return {}
    result = evaluate_project(subject.plan, load_project(project))
    return {node.id: node.max_points for node in result.nodes}


def _draw_slots(
    draw: st.DrawFn, subject: Subject, maxima: Maxima, project: Data, extent: Extent
) -> None:
    """Draw the project's own indicators, whose maxima add up to that of their place."""
    indicators: Data = {}
    reasons: Data = {}
    for path, slot in subject.slots.items():
        most = maxima.known.get(path)
        if most is None:
            most = Fraction(draw(st.integers(1, 20)))
        if most == 0:
            reasons[path] = {"state": "not-applicable", "reason": REASON}
            continue
        parts = split(draw, most, draw(st.integers(1, max(1, min(3, int(most))))))
        indicators[path] = [
            _draw_item(draw, slot, number, part, extent) for number, part in enumerate(parts, 1)
        ]
    project["indicators"], project["states"] = indicators, reasons


def _draw_item(draw: st.DrawFn, slot: Slot, number: int, most: Fraction, extent: Extent) -> Data:
    item: Data = {"id": f"own-{number}", "name": f"指标 {number}"}
    if not slot.plan.split:
        item["max_points"] = print_number(most)
    return {**item, **draw(contents(slot, most, extent))}


def _draw_leaves(
    draw: st.DrawFn, subject: Subject, maxima: Maxima, project: Data, *, whole: bool
) -> None:
    """Draw what assessors give where the rule leaves it to them, and what does not apply."""
    judgements: Data = {}
    for path, leaf in subject.leaves.items():
        if not whole and draw(st.integers(0, 19)) == 19:
            project["states"][path] = draw(states(missing=False))
        elif leaf.method in ("judged", "panel") and (whole or draw(st.integers(0, 9)) < 9):
            given = _draw_judgement(draw, leaf, maxima.known.get(path))
            judgements[path] = {**given, "by": BY, "reason": REASON}
    project["judgements"] = judgements


def _draw_judgement(draw: st.DrawFn, leaf: Occurrence, most: Fraction | None) -> Data:
    points = st.integers(0, int((most or 0) * 4)).map(lambda n: print_number(Fraction(n, 4)))
    if leaf.method == "panel":
        return {"panel": draw(st.lists(points, min_size=5, max_size=9))}
    return {"points": draw(points)}


def _draw_assessment(draw: st.DrawFn, subject: Subject, maxima: Maxima, project: Data) -> None:
    """Draw the points that the unit declares, for some of the nodes."""
    if draw(st.integers(0, 2)):
        return
    role = subject.plan.take_over_from or _ROLE
    declared = {}
    for path in subject.leaves:
        most = maxima.known.get(path)
        if most is not None and draw(st.booleans()):
            declared[path] = print_number(Fraction(draw(st.integers(0, int(most * 2))), 2))
    project["assessments"] = [{"id": "own", "role": role, "points": declared}]
