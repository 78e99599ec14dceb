"""Drawn rulesets and projects, scored by the engine and by hand: node by node the same."""

from __future__ import annotations

import json
import os
from fractions import Fraction
from random import Random
from typing import Any

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import DocumentError
from tests.engine.drawing import draw_ruleset
from tests.engine.drawing_projects import draw_project
from tests.engine.drawing_words import strip_drawn
from tests.engine.oracle import Lack, Tally, Verdict, score_by_hand
from tests.engine.scoring import make_plan, score

RULESETS = 2 * int(os.environ.get("SCORELIB_EXAMPLES", "100"))
PROJECTS = 4

IDLE = {"SL272", "SL324", "SL326", "SL327", "SL333", "SL340"}
"""What a drawn ruleset may be refused for.

Idle conditions, bands, settings; coarse roundings; a re-based sum that may fall below any figure.
"""

FINE = {"SL423"}
"""What a drawn project may be refused for: a maximum with more places than points have."""

Row = tuple[object, ...]

OPEN = {False: (2,), True: (1, 5)}
"""Where a row has the maximum, and what could be attained of it: of a node, of the total."""


def try_plan(ruleset: dict[str, Any]) -> Plan | None:
    """Return the plan of a drawn ruleset, None where it is refused as it should be."""
    try:
        return make_plan(**strip_drawn(ruleset))
    except DocumentError as refusal:
        if not {each.code for each in refusal.diagnostics} <= IDLE:
            raise
        return None


def try_score(plan: Plan, project: dict[str, Any]) -> Result | None:
    """Return the result of a drawn project, None where it is refused as it should be."""
    try:
        return score(plan, **strip_drawn(project))
    except DocumentError as refusal:
        if not {each.code for each in refusal.diagnostics} <= FINE:
            raise
        return None


def points_of(tally: Tally) -> Fraction | None:
    return None if isinstance(tally.points, Lack) else tally.points


def read_engine(result: Result) -> dict[str, Row]:
    """Return what is compared, from the engine."""
    total = result.total
    rows: dict[str, Row] = {
        node.id: (node.points, node.status, node.max_points) for node in result.nodes
    }
    parts = (total.computed, total.taken_over, total.unscored, total.attainable)
    rows["total"] = (total.points, total.max_points, *parts)
    rows["grade"] = (result.grade.id,)
    return rows


def read_hand(verdict: Verdict) -> dict[str, Row]:
    """Return what is compared, from the oracle."""
    total = verdict.total
    rows: dict[str, Row] = {
        path: (points_of(tally), tally.status, tally.max_points)
        for path, tally in verdict.nodes.items()
    }
    attainable = None if total.max_points is None else total.max_points - total.excluded
    parts = (total.computed, total.other, total.unscored, attainable)
    rows["total"] = (points_of(total), total.max_points, *parts)
    rows["grade"] = (verdict.grade,)
    return rows


def show(differences: dict[str, tuple[Row | None, Row | None]], *documents: object) -> str:
    """Return what differs (by hand first), and the documents it differs for."""
    lines = [f"{key}: by hand {one}, engine {other}" for key, (one, other) in differences.items()]
    texts = [json.dumps(strip_drawn(each), ensure_ascii=False) for each in documents]
    return "\n".join([*lines, *texts])


def compare(verdict: Verdict, result: Result) -> dict[str, tuple[Row | None, Row | None]]:
    """Return what differs: by hand first.

    Where a maximum below is not known that of the heading is not known either: what the engine
    prints is the sum of the others, which is not compared.
    """
    expected, found = read_hand(verdict), read_engine(result)
    for key, tally in [*verdict.nodes.items(), ("total", verdict.total)]:
        if tally.open:
            for rows in (expected, found):
                rows[key] = tuple(
                    each
                    for place, each in enumerate(rows[key])
                    if place not in OPEN[key == "total"]
                )
    return {
        key: (expected.get(key), found.get(key))
        for key in dict.fromkeys([*expected, *found])
        if expected.get(key) != found.get(key)
    }


def assert_agreement(ruleset: dict[str, Any], project: dict[str, Any], result: Result) -> None:
    differences = compare(score_by_hand(ruleset, project), result)
    assert not differences, show(differences, ruleset, project)


def test_engine_agrees_with_scoring_by_hand() -> None:
    """Points, status and maximum of every node, the total's parts and the grade agree."""
    rulesets = projects = seed = 0
    while rulesets < RULESETS:
        random = Random(seed)
        seed += 1
        ruleset = draw_ruleset(random)
        plan = try_plan(ruleset)
        if plan is None:
            continue
        rulesets += 1
        for _ in range(PROJECTS):
            project = draw_project(random, ruleset)
            result = try_score(plan, project)
            if result is not None:
                projects += 1
                assert_agreement(ruleset, project, result)
    assert rulesets > seed / 2, "most drawn rulesets are refused"
    assert projects > 2 * rulesets, "most drawn projects are refused"
