"""The Python interface: load, compile, evaluate, explain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import find_ruleset, load_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.cohort import CohortRun
from scorelib.engine.cohort import evaluate_cohort as _evaluate_cohort
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.choice import choose_ruleset
from scorelib.engine.intake.project import Project
from scorelib.engine.intake.project import load_project as _load_project
from scorelib.engine.outcome.result import Result
from scorelib.engine.statistics import Statistics
from scorelib.engine.statistics import read_statistics as _read_statistics
from scorelib.ground.errors import Lang
from scorelib.reading.reconciliation.reconciliation import Reconciler
from scorelib.reading.reconciliation.views import Reconciliation
from scorelib.reading.verification import Verification
from scorelib.writing.results import write_json
from scorelib.writing.text import print_explanation, print_result
from scorelib.writing.verification import verify_trace

__all__ = [
    "choose",
    "compile",
    "evaluate",
    "evaluate_cohort",
    "explain",
    "find",
    "load",
    "load_project",
    "read_statistics",
    "reconcile",
    "to_json",
    "to_text",
    "verify",
]


def _check_day(on: date | None) -> date | None:
    """Return a day; text is refused, since programs should say which day they mean."""
    if on is not None and not isinstance(on, date):
        raise TypeError(f"`on` is a date, such as date(2022, 1, 31); this is {type(on).__name__}")
    return on


Roots = Sequence[str | Path]
"""Folders of rulesets."""


def _list_roots(roots: Roots) -> tuple[Path, ...]:
    return tuple(map(Path, roots))


def load(id_or_path: str | Path, on: date | None = None, *, roots: Roots = ()) -> Ruleset:
    """Return a ruleset with all it extends, by its id (`id` or `id@edition`) or its path.

    An id without an edition takes the one in force on `on`, or the only one there is; `roots`
    are folders of rulesets searched before the built-in ones. Raises `NotFoundError` (SL902 to
    SL906), and `DocumentError` with every problem of shape, of layers that do not go together
    (SL341 to SL357), and of editions that leave gaps or overlap (SL350, SL351).

    >>> load("cn/mof/self-evaluation", on=date(2022, 1, 31)).reference
    'cn/mof/self-evaluation@2020'
    """
    return load_ruleset(id_or_path, _check_day(on), _list_roots(roots))


def find(
    code: str, rules: str | None = None, on: date | None = None, *, roots: Roots = ()
) -> Ruleset:
    """Return the ruleset that applies in a place, by its code of GB/T 2260, on the day `on`.

    That is the one whose id ends in `rules` and whose own document states this place; a place
    without one takes that of its city, its province or the nation, and the result says so.
    Raises `NotFoundError` (SL352 for what is no code, SL913 where there is nothing, SL914 where
    there are several), and `DocumentError`.

    >>> find("340104", "self-evaluation", on=date(2022, 1, 31)).document.jurisdiction.code
    '340100'
    """
    if not isinstance(code, str):
        raise TypeError(f"a code is text, such as '340104'; this is {type(code).__name__}")
    return find_ruleset(code, rules, _check_day(on), _list_roots(roots))


def choose(project: Project, on: date | None = None, *, roots: Roots = ()) -> Ruleset:
    """Return the ruleset that a project asks for: by name, or by its place and day of judging.

    `on` replaces the project's own day, and an edition that it names. Raises `NotFoundError`
    (SL908 where it asks for none) and `DocumentError`.

    >>> choose(load_project("examples/hefei-yaohai-2021")).reference
    'cn/anhui/hefei/yaohai/self-evaluation@2021'
    """
    return choose_ruleset(project, None, _check_day(on), _list_roots(roots))


def load_project(source: str | Path | Mapping[str, Any]) -> Project:
    """Return a project from its file (YAML or JSON), its folder, or a mapping.

    Numbers in a mapping are int, Decimal, Fraction or text, never float. Raises `NotFoundError`
    (SL903, SL910) and `DocumentError` with every problem (SL415 for a float).

    >>> load_project("examples/hefei-yaohai-2021").document.project.id
    'hefei-yaohai-2021'
    """
    return _load_project(source)


def compile(ruleset: Ruleset) -> Plan:
    """Return the plan of a ruleset, to score many projects with.

    Raises `DocumentError` with every problem of meaning: undefined names, units that do not fit,
    maxima that do not add up, bands with holes, points that can leave their range.

    >>> compile(load("cn/mof/self-evaluation@2020")).ruleset.edition
    '2020'
    """
    return compile_ruleset(ruleset)


def evaluate(
    ruleset: Ruleset | Plan,
    project: Project,
    *,
    on: date | None = None,
    cohort: Statistics | None = None,
) -> Result:
    """Return the exact result of scoring a project, with its trace.

    `on` replaces the project's own day of judging; `cohort` are stored statistics of the projects
    it is compared with. Raises `DocumentError` where the project does not fit the ruleset (SL401
    to SL425) or the statistics do not (SL928). Safe from several threads.

    >>> project = load_project("examples/hefei-yaohai-2021")
    >>> result = evaluate(load(project.document.ruleset), project)
    >>> result.total.points, result.grade.label.zh
    (Fraction(451, 5), '优')
    """
    return evaluate_project(ruleset, project, _check_day(on), cohort)


def evaluate_cohort(
    ruleset: Ruleset | Plan, projects: Iterable[Project], *, on: date | None = None
) -> CohortRun:
    """Return the results of projects that are scored together, and the statistics over them.

    The statistics can be stored (`run.statistics.to_json()`), and any of the projects scored
    again with them alone, to the same digits. Raises `DocumentError` with the problems of all
    projects: two with one id (SL926), one of another ruleset (SL927), and what `evaluate` refuses.

    >>> project = load_project("examples/hefei-yaohai-2021")
    >>> run = evaluate_cohort(load(project.document.ruleset), [project])
    >>> len(run.results), run.statistics.projects
    (1, 1)
    """
    return _evaluate_cohort(ruleset, projects, on)


def reconcile(
    ruleset: Ruleset,
    project: Project,
    *,
    on: date | None = None,
    rulesets: Roots = (),
) -> Reconciliation:
    """Return a project's own figures held against each other and against the rules.

    It has the declared figures beside the computed ones, every printing of a figure, how a
    difference may have come about, and all findings with the clauses they rest on. `on` replaces
    the project's own day of judging; `rulesets` are folders of further rulesets by which somebody
    may have worked. Raises `DocumentError` where the project does not fit the ruleset (SL401 on).

    >>> project = load_project("examples/hefei-yaohai-2021")
    >>> found = reconcile(choose(project), project)
    >>> [(line.shown.zh, line.agreement) for line in found.lines if line.subject == "total"]
    [('90.20', 'differs')]
    """
    return Reconciler(ruleset, _list_roots(rulesets)).reconcile(project, _check_day(on))


def read_statistics(text: str) -> Statistics:
    """Return the statistics of a cohort that were stored as JSON.

    Raises `DocumentError` (SL929) for a text that is something else.

    >>> project = load_project("examples/hefei-yaohai-2021")
    >>> run = evaluate_cohort(load(project.document.ruleset), [project])
    >>> read_statistics(run.statistics.to_json()) == run.statistics
    True
    """
    return _read_statistics(text)


def explain(result: Result, node_id: str, lang: Lang = "zh") -> str:
    """Return why a node (or `total`) has its points, as text.

    Raises `NotFoundError` (SL907).

    >>> project = load_project("examples/hefei-yaohai-2021")
    >>> result = evaluate(load(project.document.ruleset), project)
    >>> "10 * min(23.6万元 / 1200万元, 1)" in explain(result, "process.funds.execution-rate")
    True
    """
    return print_explanation(result, node_id, lang)


def to_json(result: Result, *, sealed: bool = True) -> str:
    """Return a result as one line of canonical JSON (RFC 8785), schema `scorelib/result/1`.

    The same result gives the same bytes. It is sealed: it holds the project and the rules, so
    that `verify` can evaluate it again. Without (`sealed=False`) it is what came out, and shorter.

    >>> project = load_project("examples/hefei-yaohai-2021")
    >>> import json
    >>> json.loads(to_json(evaluate(load(project.document.ruleset), project)))["total"]["points"]
    '90.20'
    """
    return write_json(result, sealed=sealed)


def verify(
    trace: str | bytes | Path | Mapping[str, Any],
    ruleset: str | Path | Ruleset | None = None,
    *,
    roots: Roots = (),
) -> Verification:
    """Return what comes of checking a sealed trace and evaluating it again, node by node.

    A trace is its text, its bytes, its file (a `Path`) or its data; `ruleset` is what it should
    rest on. Raises `NotFoundError` (SL903, SL950, SL951) for what cannot be read, and what loading
    the ruleset raises.

    >>> result = evaluate(load("cn/mof/self-evaluation@2020"), load_project("examples/hechi-2022"))
    >>> verify(to_json(result)).ok, verify(to_json(result).replace("7.25", "8.25")).ok
    (True, False)
    """
    return verify_trace(trace, ruleset, _list_roots(roots))


def to_text(result: Result, lang: Lang = "zh") -> str:
    """Return a result as text for a person: headline, conditions, the tree, findings.

    >>> project = load_project("examples/hefei-yaohai-2021")
    >>> result = evaluate(load(project.document.ruleset), project)
    >>> to_text(result, "en").splitlines()[4].split(";")[0]
    'Total: 90.20 / 100, grade excellent (conditional)'
    """
    return print_result(result, lang)
