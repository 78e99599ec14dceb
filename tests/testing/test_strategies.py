"""What `scorelib.testing` draws: valid projects are scored, invalid ones refused, edges met.

Every ruleset that comes with scorelib is drawn for; `SCORELIB_EXAMPLES` makes each search longer.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scorelib
from scorelib.compiler.loading.editions import list_rulesets
from scorelib.testing import edge_projects, invalid_projects, valid_projects
from scorelib.testing.edges import list_aims, meet
from scorelib.testing.faults import list_faults
from scorelib.testing.projects import Subject, draw_project, read_subject

EXAMPLES: Final = int(os.environ.get("SCORELIB_EXAMPLES", "100")) // 33
RULESETS: Final = [each.reference for each in list_rulesets()]
METHODS: Final = ("by-row", "checklist", "deduction", "levels", "panel", "rank", "split")
"""Examples with what no shipped ruleset has: lists, panels, ranks, points that are split."""

searched: Final = settings(
    max_examples=EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@cache
def subject(name: str) -> Subject:
    return read_subject(name)


def score(subject: Subject, project: dict[str, Any]) -> scorelib.Result:
    return scorelib.evaluate(subject.plan, scorelib.load_project(project))


@pytest.mark.parametrize("name", [*RULESETS, *(f"examples/methods/{each}" for each in METHODS)])
def test_valid_projects_are_scored(name: str) -> None:
    """Whatever is drawn loads and is scored: no error, whatever findings there are."""
    rules = subject(name)

    @searched
    @given(valid_projects(rules.ruleset))
    def check(project: dict[str, Any]) -> None:
        found = score(rules, project)
        assert found.ruleset.reference == project["ruleset"]

    check()


@pytest.mark.parametrize("name", ["cn/mof/self-evaluation@2020", "cn/mee/aqi@2026"])
def test_edge_projects_are_scored(name: str) -> None:
    """Projects on edges and bounds are valid, too."""
    rules = subject(name)

    @searched
    @given(edge_projects(rules.ruleset))
    def check(project: dict[str, Any]) -> None:
        score(rules, project)

    check()


EDGED: Final = (
    "cn/mee/aqi@2026",
    "cn/mof/central-self-evaluation@2021",
)


@pytest.mark.parametrize("name", EDGED)
def test_every_edge_is_met(name: str) -> None:
    """For both sides of every edge of bands and grades a project is found that stands there."""
    rules = subject(name)
    bases = draw_some(rules, 4)
    aims = list_aims(rules)
    assert aims
    for aim in aims:
        met = next(filter(None, (meet(rules, base, aim) for base in bases)), None)
        assert met is not None, (aim.edge.scale.node, aim.goal)
        assert aim.hits(score(rules, met).values[aim.edge.scale.value])


def draw_some(rules: Subject, count: int) -> list[dict[str, Any]]:
    """Return some whole projects whose own indicators are judged."""
    found: list[dict[str, Any]] = []

    @settings(searched, max_examples=count, derandomize=True)
    @given(st.composite(lambda draw: draw_project(draw, rules, "by hand"))())
    def collect(project: dict[str, Any]) -> None:
        found.append(project)

    collect()
    return found


@pytest.mark.parametrize("name", [*RULESETS[::4], "examples/methods/by-row"])
def test_every_fault_is_refused_with_its_code(name: str) -> None:
    """Each fault that a project can have is found, and the code says which."""
    rules = subject(name)
    project = draw_some(rules, 1)[0]
    for fault in list_faults(rules, project):
        assert fault.code in refuse(rules, fault.apply(project)), fault.code


def refuse(rules: Subject, project: dict[str, Any]) -> set[str]:
    """Return the codes with which a project is refused; none where it is scored."""
    try:
        score(rules, project)
    except scorelib.DocumentError as error:
        return {each.code for each in error.diagnostics}
    return set()


def test_invalid_projects_are_refused() -> None:
    """What is drawn comes with the code that comes out."""
    rules = subject("cn/mof/central-self-evaluation@2021")

    @searched
    @given(invalid_projects(rules.ruleset))
    def check(drawn: tuple[dict[str, Any], str]) -> None:
        project, code = drawn
        assert code in refuse(rules, project)

    check()


def test_faults_are_of_many_kinds() -> None:
    """Together the rulesets show every kind of fault that the how-to names."""
    names = (
        "cn/mof/central-self-evaluation@2021",
        "examples/methods/by-row",
        "cn/hubei/self-evaluation@2020",
    )
    codes = {
        fault.code
        for rules in map(subject, names)
        for fault in list_faults(rules, draw_some(rules, 1)[0])
    }
    assert codes >= {
        *("SL101", "SL103", "SL108", "SL211", "SL401", "SL402", "SL403", "SL405", "SL406"),
        *("SL409", "SL415", "SL416", "SL417", "SL422", "SL435", "SL436", "SL437"),
    }


@pytest.mark.parametrize(
    ("blocked", "said"), [(True, "SL798"), (False, "['hypothesis']")], ids=["absent", "there"]
)
def test_hypothesis_comes_only_when_asked(blocked: bool, said: str) -> None:
    """Without the extra a name says what to install; the package itself loads nothing."""
    program = f"""
import sys
import scorelib.testing
assert "hypothesis" not in sys.modules
if {blocked}:
    sys.modules["hypothesis"] = None
try:
    scorelib.testing.valid_projects
    print([each for each in sys.modules if each == "hypothesis"])
except scorelib.NotFoundError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert said in done.stdout
