"""From a ruleset to its plan: a tuple of passes, each adding its part to the draft."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from scorelib.compiler.bench.site import Bench, Loc
from scorelib.compiler.graph.heads import Clause
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.graph.typing import list_inputs, list_kinds
from scorelib.compiler.lowering.draft import Draft, Maximum, Rules
from scorelib.compiler.lowering.facts import declare_facts
from scorelib.compiler.lowering.grades import lower_grade, lower_total
from scorelib.compiler.lowering.maxima import Spot, read_profiles
from scorelib.compiler.lowering.outputs import lower_outputs
from scorelib.compiler.lowering.reports import list_chapters, lower_checks, read_key_nodes
from scorelib.compiler.lowering.stages import finish_cohort
from scorelib.compiler.lowering.tree import lower_node
from scorelib.compiler.lowering.values import lower_values
from scorelib.compiler.ruleset import Ruleset
from scorelib.compiler.tables.plans import list_calls, list_tables
from scorelib.compiler.tables.reading import declare_tables
from scorelib.ground.errors import Diagnostic, DocumentError
from scorelib.model.ruleset import Effective, IndicatorSpec, Policies

__all__ = ["PASSES", "compile_ruleset", "find_problems", "in_order"]


def compile_ruleset(ruleset: Ruleset) -> Plan:
    """Return the plan of a ruleset.

    Raises `DocumentError` with every problem of meaning: names, units, maxima that do not add
    up, bands with holes or overlaps, points that can leave their range.
    """
    draft = _run_passes(ruleset)
    clauses = _whole_clauses(draft)
    key_nodes, chapters = read_key_nodes(draft), list_chapters(draft)
    if draft.bench.problems:
        raise DocumentError(in_order(draft.bench.problems))
    nodes, scopes = draft.bench.build.nodes, draft.bench.build.scopes
    inputs = list_inputs(nodes, scopes, draft.bench.facts, draft.slots)
    return Plan(
        ruleset.head,
        tuple(nodes),
        tuple(scopes),
        list_kinds(nodes, scopes, inputs),
        inputs,
        tuple(draft.bench.facts.values()),
        tuple(draft.slots),
        tuple(draft.occurrences),
        tuple(draft.outputs),
        draft.grade,
        tuple(draft.alarms),
        clauses,
        tuple(draft.profiles.values()),
        tuple(draft.values),
        tuple(draft.extras),
        tuple(draft.cohort.values()),
        tuple(draft.names.items()),
        ruleset.document.take_over_from,
        _period(ruleset.document.effective),
        ruleset.canonical,
        draft.tables,
        list_calls(draft.bench, draft.names),
        key_nodes,
        chapters,
        ruleset.tree,
    )


def _period(effective: Effective | None) -> tuple[str, str | None] | None:
    if effective is None:
        return None
    return effective.from_.isoformat(), effective.until.isoformat() if effective.until else None


def _whole_clauses(draft: Draft) -> tuple[Clause, ...]:
    """Return the clauses of the ruleset as a whole: its period, and how its total comes about."""
    document, bench = draft.document, draft.bench
    found: list[Clause] = []
    if document.effective:
        found += bench.clauses(document.effective.cites, ("effective", "cites"))
    for key in ("subtotals", "total"):
        spec = getattr(document.rounding, key)
        found += bench.clauses(spec.cites, ("rounding", key, "cites")) if spec else ()
    for key in ("aggregate", "rebase"):
        part = getattr(document, key)
        found += bench.clauses(part.cites, (key, "cites")) if part else ()
    return tuple(found)


def find_problems(ruleset: Ruleset) -> tuple[Diagnostic, ...]:
    """Return the problems of meaning that a ruleset has, without raising them."""
    return in_order(_run_passes(ruleset).bench.problems)


def _run_passes(ruleset: Ruleset) -> Draft:
    document = ruleset.document
    draft = Draft(document, Bench(ruleset.tree, document.sources, ruleset.borrowed))
    for step in PASSES:
        step(draft)
    return draft


def in_order(problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return problems without repetitions, in the order of the document."""
    unique = list(dict.fromkeys(problems))
    return tuple(sorted(unique, key=lambda d: d.location[:3] if d.location else ("", 0, 0)))


_OUTPUT_NAMES: Final = ("total", "grade")
"""What results call the total and the grade; no indicator can be called so."""


def check_document(draft: Draft) -> None:
    """Check what stands at the top: dates in order, and where taken-over points come from."""
    document = draft.document
    effective = document.effective
    if effective and effective.until and effective.until <= effective.from_:
        draft.bench.report("SL344", ("effective", "until"), first=effective.from_)
    if document.remove and document.extends is None:
        draft.bench.report_key("SL346", ("remove",))
    for name, allowed in document.allow.items():
        draft.bench.clauses(allowed.cites, ("allow", name, "cites"))
    policies: list[tuple[Loc, Policies]] = [(("policies",), document.policies)]
    policies += _list_policies(("indicators",), document.indicators)
    for path, policy in policies:
        if policy.when_missing == "take-over" and document.take_over_from is None:
            draft.bench.report("SL316", (*path, "when_missing"))


def _list_policies(path: Loc, specs: dict[str, IndicatorSpec]) -> list[tuple[Loc, Policies]]:
    found: list[tuple[Loc, Policies]] = []
    for name, spec in specs.items():
        found.append(((*path, name), spec))
        found += _list_policies((*path, name, spec.branch), spec.children)
    return found


def read_rounding(draft: Draft) -> None:
    """Read the rounding rules of the whole ruleset."""
    rules, bench = draft.document.rounding, draft.bench
    draft.rounding_points = bench.rounding(rules.points, ("rounding", "points"))
    draft.rounding_subtotals = bench.rounding(rules.subtotals, ("rounding", "subtotals"))
    draft.rounding_total = bench.rounding(rules.total, ("rounding", "total"))


def read_tables(draft: Draft) -> None:
    """Let formulas call the tables of the ruleset."""
    document = draft.document
    declare_tables(draft.bench, document.tables, (*document.values, *document.cohort))
    draft.tables = tuple(list_tables(draft.bench, document.tables))


def lower_indicators(draft: Draft) -> None:
    """Lower the whole tree of indicators."""
    document = draft.document
    moves = document.rebase is not None or document.aggregate is not None
    base = Rules(moves=moves).under(draft.document.policies)
    most = draft.document.max_points
    if most is not None:
        draft.whole = Maximum(draft.bench.build.constant(most), most)
    for name, spec in draft.document.indicators.items():
        if name in _OUTPUT_NAMES:
            draft.bench.report_key("SL312", ("indicators", name), name=name)
            continue
        lower_node(draft, Spot.top(name, spec, base, draft.whole))


PASSES: Final[tuple[Callable[[Draft], None], ...]] = (
    check_document,
    read_rounding,
    declare_facts,
    read_tables,
    lower_values,
    read_profiles,
    lower_indicators,
    lower_total,
    lower_grade,
    finish_cohort,
    lower_outputs,
    lower_checks,
)
"""The steps of compilation, in order."""
