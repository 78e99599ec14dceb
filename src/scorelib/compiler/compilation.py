"""From a ruleset to its plan: a tuple of passes, each adding its part to the draft."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final

from scorelib.compiler.bench.site import Bench, Loc, Site
from scorelib.compiler.bench.terms import Kind, Term
from scorelib.compiler.graph.nodes import Input
from scorelib.compiler.graph.plan import Clause, FactInput, GradePlan, OutputPlan, Plan
from scorelib.compiler.graph.typing import list_inputs, list_kinds
from scorelib.compiler.lowering.draft import Draft, Rules
from scorelib.compiler.lowering.leaves import ITEM_NAMES
from scorelib.compiler.lowering.limits import Heading, hold_part, round_part, sum_fixed
from scorelib.compiler.lowering.parts import sum_parts
from scorelib.compiler.lowering.tree import lower_node
from scorelib.compiler.methods.bands import choose_band
from scorelib.compiler.proofs.intervals import Interval
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Diagnostic, DocumentError, Text
from scorelib.model.ruleset import Check, Effective, FactSpec, IndicatorSpec, Policies
from scorelib.words.numbers import print_number
from scorelib.words.units import NONE, Dimension, Unit, find_unit, read_unit

__all__ = ["PASSES", "compile_ruleset", "find_problems", "in_order"]

_KINDS: Final[dict[str, Kind]] = {"quantity": "number", "flag": "truth", "category": "word"}


def compile_ruleset(ruleset: Ruleset) -> Plan:
    """Return the plan of a ruleset.

    Raises `DocumentError` with every problem of meaning: names, units, maxima that do not add
    up, bands with holes or overlaps, points that can leave their range.
    """
    draft = _run_passes(ruleset)
    clauses = _whole_clauses(draft)
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
        ruleset.document.take_over_from,
        _period(ruleset.document.effective),
        ruleset.canonical,
    )


def _period(effective: Effective | None) -> tuple[str, str | None] | None:
    if effective is None:
        return None
    return effective.from_.isoformat(), effective.until.isoformat() if effective.until else None


def _whole_clauses(draft: Draft) -> tuple[Clause, ...]:
    """Return the clauses of the ruleset as a whole: its period, and roundings above the leaves."""
    document, bench = draft.document, draft.bench
    found: list[Clause] = []
    if document.effective:
        found += bench.clauses(document.effective.cites, ("effective", "cites"))
    for key in ("subtotals", "total"):
        spec = getattr(document.rounding, key)
        found += bench.clauses(spec.cites, ("rounding", key, "cites")) if spec else ()
    return tuple(found)


def find_problems(ruleset: Ruleset) -> tuple[Diagnostic, ...]:
    """Return the problems of meaning that a ruleset has, without raising them."""
    return in_order(_run_passes(ruleset).bench.problems)


def _run_passes(ruleset: Ruleset) -> Draft:
    document = ruleset.document
    draft = Draft(document, Bench(ruleset.tree, document.sources))
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
    policies: list[tuple[Loc, Policies]] = [(("policies",), document.policies)]
    policies += _list_policies(("indicators",), document.indicators)
    for path, policy in policies:
        if policy.when_missing == "take-over" and document.take_over_from is None:
            draft.bench.report("SL316", (*path, "when_missing"))


def _list_policies(path: Loc, specs: dict[str, IndicatorSpec]) -> list[tuple[Loc, Policies]]:
    found: list[tuple[Loc, Policies]] = []
    for name, spec in specs.items():
        found.append(((*path, name), spec))
        found += _list_policies((*path, name, "indicators"), spec.indicators or {})
    return found


def read_rounding(draft: Draft) -> None:
    """Read the rounding rules of the whole ruleset."""
    rules, bench = draft.document.rounding, draft.bench
    draft.rounding_points = bench.rounding(rules.points, ("rounding", "points"))
    draft.rounding_subtotals = bench.rounding(rules.subtotals, ("rounding", "subtotals"))
    draft.rounding_total = bench.rounding(rules.total, ("rounding", "total"))


def declare_facts(draft: Draft) -> None:
    """Give every fact its input, its unit and the bounds of its values."""
    for name, spec in draft.document.facts.items():
        path = ("facts", name)
        if find_unit(name) is not None:
            draft.bench.report_key("SL302", path, name=name)
        if name in ITEM_NAMES:
            draft.bench.report_key("SL312", path, name=name)
        unit = draft.bench.unit(spec.unit, (*path, "unit")) if spec.unit else None
        _check_kind(draft, path, spec)
        fact = _make_fact(draft, name, path, spec, unit)
        draft.bench.facts[name] = fact
        node = draft.bench.build.input(Input("fact", name))
        words = tuple(word for word, _ in fact.values)
        dimension = _dimension_of(unit)
        draft.bench.names[name] = Term(node, _KINDS[spec.kind], dimension, words)


def _dimension_of(unit: Unit | None) -> Dimension:
    """Return the dimension in which a fact calculates; points (分) are plain numbers."""
    if unit is None or unit.dimension == read_unit("分").dimension:
        return NONE
    return unit.dimension


def _check_kind(draft: Draft, path: Loc, spec: FactSpec) -> None:
    """Note keys that do not go with the kind of a fact."""
    only_quantity = ("unit", "min", "above", "max", "below")
    wrong = [] if spec.kind == "quantity" else [k for k in only_quantity if getattr(spec, k)]
    if (spec.kind == "category") != (spec.values is not None):
        wrong.append("values")
    for key in wrong:
        draft.bench.report("SL310", (*path, key), key=key, kind=spec.kind)
    for first, second in (("min", "above"), ("max", "below")):
        if getattr(spec, first) is not None and getattr(spec, second) is not None:
            draft.bench.report("SL117", (*path, second), first=first, second=second)


def _make_fact(draft: Draft, name: str, path: Loc, spec: FactSpec, unit: Unit | None) -> FactInput:
    def bound(key: str) -> Fraction | None:
        text = getattr(spec, key)
        return None if text is None else draft.bench.amount(text, (*path, key), unit)

    least, most = bound("min"), bound("max")
    above, below = bound("above"), bound("below")
    fact = FactInput(
        name,
        spec.label,
        spec.kind,
        unit,
        least if above is None else above,
        above is not None,
        most if below is None else below,
        below is not None,
        tuple((spec.values or {}).items()),
        draft.bench.clauses(spec.cites, (*path, "cites")),
    )
    if Interval(fact.least, fact.most, fact.least_open, fact.most_open).empty:
        draft.bench.report("SL324", path, band=spec.label, low=fact.least, high=fact.most)
    return fact


def lower_indicators(draft: Draft) -> None:
    """Lower the whole tree of indicators."""
    base = Rules().under(draft.document.policies)
    headed = draft.document.max_points is not None
    for name, spec in draft.document.indicators.items():
        if name in _OUTPUT_NAMES:
            draft.bench.report_key("SL312", ("indicators", name), name=name)
            continue
        lower_node(draft, name, None, ("indicators", name), spec, base, headed)


def lower_total(draft: Draft) -> None:
    """Add the total: the sum of the level-one nodes, held to the ruleset's own maximum."""
    document, build = draft.document, draft.bench.build
    parts = [draft.parts[name] for name in document.indicators if name in draft.parts]
    if len(parts) < len(document.indicators):
        return
    children = build.sum([part.max_points for part in parts])
    stated = document.max_points
    fixed = build.constant_of(children)
    if stated is not None and isinstance(fixed, Fraction) and fixed != stated:
        draft.bench.report(
            "SL311",
            ("max_points",),
            label=document.title,
            stated=print_number(stated),
            total=print_number(fixed),
        )
    limit = None if stated is None else build.constant(stated)
    part = sum_parts(build, parts, limit)
    heading = Heading("total", (), Text("总分", "Total"), None, sum_fixed(document.indicators))
    held, cap = hold_part(draft, heading, part, children, document.when_maxima_overflow)
    draft.parts["total"] = round_part(draft, ("rounding", "total"), held, draft.rounding_total)
    _add_output(draft, part.points, cap)


def _add_output(draft: Draft, raw: int, cap: tuple[int, int] | None) -> None:
    total, shown = draft.parts["total"], draft.rounding_total or draft.rounding_points
    draft.outputs.append(
        OutputPlan(
            "total",
            total.points,
            total.max_points,
            total.computed_part,
            total.other_part,
            total.unscored,
            total.excluded,
            total.gross,
            total.gross_max,
            raw,
            cap,
            draft.rounding_total,
            shown.places if shown else None,
        )
    )


def lower_grade(draft: Draft) -> None:
    """Add the grade: bands that must tile every total there can be."""
    grades, build = draft.document.grades, draft.bench.build
    if not grades:
        return
    _check_unique(draft, "grades", [grade.id for grade in grades])
    total = draft.parts.get("total")
    site = Site(draft.bench, (), draft.bench.names, build.constant(0), None)
    written = [site.interval(grade, None, "grades", i) for i, grade in enumerate(grades)]
    intervals = [each for each in written if each is not None]
    most = build.constant_of(total.max_points) if total else draft.document.max_points
    if len(intervals) < len(written) or (total is None and most is None):
        return
    labels = [grade.label for grade in grades]
    domain = Interval(Fraction(0), most if isinstance(most, Fraction) else None)
    quantum = draft.rounding_total.quantum if draft.rounding_total else None
    bands = site.tile(intervals, labels, domain, quantum, "grades")
    clauses = _grade_clauses(draft)
    if total is not None:
        names = [build.constant(grade.id) for grade in grades]
        node = choose_band(build, total.points, bands, names)
        named = tuple((grade.id, band) for grade, band in zip(grades, bands, strict=True))
        draft.grade = GradePlan(node, total.points, named, clauses)


def _grade_clauses(draft: Draft) -> tuple[Clause, ...]:
    found = [
        clause
        for i, grade in enumerate(draft.document.grades)
        for clause in draft.bench.clauses(grade.cites, ("grades", i, "cites"))
    ]
    return tuple(dict.fromkeys(found))


def _check_unique(draft: Draft, section: str, ids: Sequence[str]) -> None:
    for index, name in enumerate(ids):
        if name in ids[:index]:
            draft.bench.report("SL325", (section, index, "id"), id=name)


def lower_checks(draft: Draft) -> None:
    """Add the ruleset's own checks: each is a finding where its assertion does not hold."""
    checks = draft.document.checks
    _check_unique(draft, "checks", [check.id for check in checks])
    for index, check in enumerate(checks):
        _lower_check(draft, ("checks", index), check)


def _lower_check(draft: Draft, path: Loc, check: Check) -> None:
    build = draft.bench.build
    site = Site(draft.bench, path, draft.bench.names, build.constant(0), None)
    clauses = draft.bench.clauses(check.cites, (*path, "cites"))
    holds = site.condition(check.assert_, "assert")
    if holds is None:
        return
    draft.alarm(
        "SL514",
        check.severity,
        build.invert(holds),
        None,
        words=(("id", check.id), ("message", check.message)),
        clauses=clauses,
    )


PASSES: Final[tuple[Callable[[Draft], None], ...]] = (
    check_document,
    read_rounding,
    declare_facts,
    lower_indicators,
    lower_total,
    lower_grade,
    lower_checks,
)
"""The steps of compilation, in order."""
