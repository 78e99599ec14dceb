"""Facts (基础数据): what formulas can name, with its unit, its bounds and where it comes from."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Final

from scorelib.compiler.bench.site import Loc
from scorelib.compiler.bench.terms import Kind, Term
from scorelib.compiler.graph.nodes import Input, State
from scorelib.compiler.graph.plan import FactInput
from scorelib.compiler.lowering.draft import Draft
from scorelib.compiler.proofs.intervals import Interval
from scorelib.model.ruleset import FactSpec, FieldSpec
from scorelib.words.numbers import print_number, read_number
from scorelib.words.spans import FIRST_YEAR, LAST_YEAR
from scorelib.words.units import COUNT, NONE, Dimension, Unit, find_unit, read_unit

__all__ = ["declare_facts"]

ITEM_NAMES: Final = ("max_points", "target", "actual", "met", "late", "low", "high")
"""What formulas call the maximum of their place, and the figures of a project's own indicator."""

_ROW_KEYS: Final = ("id", "state", "reason", "evidence", "at")
"""What a row of a list says beside its columns."""

_KINDS: Final[dict[str, Kind]] = {
    "quantity": "number",
    "count": "number",
    "date": "date",
    "flag": "truth",
    "category": "word",
}
_MEASURED: Final = ("quantity", "count")
"""The kinds of facts that have a unit and bounds."""

_MEASURE: Final = ("unit", "min", "above", "max", "below")
_OWN_KEYS: Final = {"category": "values", "survey": "levels", "list": "fields"}
"""The key that a kind of fact needs and no other has."""

_COUNT_NAME: Final = "count"
"""What the number of rows of a list is called in formulas, after the name of the list."""


def declare_facts(draft: Draft) -> None:
    """Give every fact its inputs, its unit, the bounds of its values and its names in formulas."""
    for name, spec in draft.document.facts.items():
        path = ("facts", name)
        _check_name(draft, path, name, spec)
        _check_kind(draft, path, spec)
        fact = _make_fact(draft, name, path, spec)
        draft.bench.facts[name] = fact
        if spec.unit is not None and fact.unit is None:
            # What it counts in is not known, so no formula can be judged by it.
            draft.bench.broken.add(name)
        elif spec.kind == "survey":
            _name_survey(draft, fact)
        elif spec.kind == "list":
            _name_list(draft, path, fact)
        else:
            node = draft.bench.build.input(Input("fact", name))
            words = tuple(word for word, _ in fact.values)
            _give_name(draft, path, name, Term(node, _KINDS[spec.kind], _dimension_of(fact), words))


def _check_name(draft: Draft, path: Loc, name: str, spec: FactSpec) -> None:
    # A list never stands alone in a formula: `years_actual` is no unit, though `years` is one.
    if spec.kind != "list" and find_unit(name) is not None:
        draft.bench.report_key("SL302", path, name=name)
    if name in ITEM_NAMES:
        draft.bench.report_key("SL312", path, name=name)


def _give_name(draft: Draft, path: Loc, name: str, term: Term) -> None:
    """Let formulas call a term by a name that nothing else has."""
    if name in draft.bench.names:
        draft.bench.report_key("SL312", path, name=name)
    draft.bench.names[name] = term


def _dimension_of(fact: FactInput) -> Dimension:
    """Return the dimension in which a fact calculates; points (分) are plain numbers."""
    if fact.unit is None or fact.unit.dimension == read_unit("分").dimension:
        return NONE
    return fact.unit.dimension


def _check_kind(draft: Draft, path: Loc, spec: FactSpec) -> None:
    """Note keys that do not go with the kind of a fact, and the one it needs where it is absent."""
    wrong = [] if spec.kind in _MEASURED else [k for k in _MEASURE if getattr(spec, k)]
    for kind, key in _OWN_KEYS.items():
        given = getattr(spec, key) is not None
        if given and spec.kind != kind:
            wrong.append(key)
        elif not given and spec.kind == kind:
            draft.bench.report_key("SL103", path, key=key)
    if spec.funds is not None and spec.kind != "quantity":
        wrong.append("funds")
    for key in wrong:
        draft.bench.report("SL310", (*path, key), key=key, kind=spec.kind)
    _check_bounds(draft, path, spec)
    for name, each in (spec.fields or {}).items():
        _check_field(draft, (*path, "fields", name), name, each)


def _check_field(draft: Draft, path: Loc, name: str, spec: FieldSpec) -> None:
    """Note a column whose name a row needs itself, and keys that do not go with its kind."""
    if name in _ROW_KEYS:
        draft.bench.report_key("SL312", path, name=name)
    wrong = [] if spec.kind in _MEASURED else [key for key in _MEASURE if getattr(spec, key)]
    if spec.kind == "category" and spec.values is None:
        draft.bench.report_key("SL103", path, key="values")
    elif spec.kind != "category" and spec.values is not None:
        wrong.append("values")
    for key in wrong:
        draft.bench.report("SL310", (*path, key), key=key, kind=spec.kind)
    _check_bounds(draft, path, spec)


def _check_bounds(draft: Draft, path: Loc, spec: FactSpec | FieldSpec) -> None:
    for first, second in (("min", "above"), ("max", "below")):
        if getattr(spec, first) is not None and getattr(spec, second) is not None:
            draft.bench.report("SL117", (*path, second), first=first, second=second)


def _make_fact(draft: Draft, name: str, path: Loc, spec: FactSpec) -> FactInput:
    bench = draft.bench
    unit = _read_unit(draft, path, spec)
    bounds = _read_bounds(draft, path, spec, unit)
    return FactInput(
        name,
        spec.label,
        spec.kind,
        _as_written(unit, spec.unit),
        *_spread(bounds),
        tuple((spec.values or {}).items()),
        bench.clauses(spec.cites, (*path, "cites")),
        spec.funds,
        tuple((key, each.label, each.score) for key, each in (spec.levels or {}).items()),
        tuple(
            _make_field(draft, f"{name}.{key}", (*path, "fields", key), each)
            for key, each in (spec.fields or {}).items()
        ),
        bench.place(path),
    )


def _as_written(unit: Unit | None, text: str | None) -> Unit | None:
    """Return a unit under the name that the author writes: μg/m³ stays so in either language."""
    if unit is None or text is None or unit == read_unit("%"):
        return unit
    return replace(unit, name=text.strip())


def _make_field(draft: Draft, name: str, path: Loc, spec: FieldSpec) -> FactInput:
    unit = _read_unit(draft, path, spec)
    bounds = _read_bounds(draft, path, spec, unit)
    values = tuple((spec.values or {}).items())
    field = FactInput(name, spec.label, spec.kind, unit, *_spread(bounds), values)
    draft.bench.fields[name] = field
    return field


def _read_unit(draft: Draft, path: Loc, spec: FactSpec | FieldSpec) -> Unit | None:
    """Return the unit of a fact; what is counted has a counting word, if any."""
    unit = draft.bench.unit(spec.unit, (*path, "unit")) if spec.unit else None
    if spec.kind == "count" and unit is not None and unit.dimension != COUNT:
        draft.bench.report("SL289", (*path, "unit"), unit=unit.name)
    return unit


def _spread(bounds: Interval) -> tuple[Fraction | None, bool, Fraction | None, bool]:
    return bounds.lo, bounds.lo_open, bounds.hi, bounds.hi_open


def _read_bounds(
    draft: Draft, path: Loc, spec: FactSpec | FieldSpec, unit: Unit | None
) -> Interval:
    """Return the values that a fact can take, after noting bounds that leave none.

    A count is never below zero, nor are its bounds; a date lies in the years that can be read.
    """
    if spec.kind == "date":
        return _YEARS
    found: dict[str, Fraction | None] = {}
    for key in ("min", "above", "max", "below"):
        text = getattr(spec, key)
        found[key] = None if text is None else draft.bench.amount(text, (*path, key), unit)
        if unit == read_unit("%") and text is not None and _is_doubtful(text):
            more = print_number(read_number(text.strip()) * 100)
            draft.bench.report("SL290", (*path, key), text=text.strip(), more=f"{more}%")
            # The rest is checked against what was mostly meant, so that one mistake is one.
            found[key] = read_number(text.strip())
        if spec.kind == "count" and not _is_count(found[key]):
            draft.bench.report("SL288", (*path, key), text=text)
    above, below = found["above"], found["below"]
    least = Fraction(0) if spec.kind == "count" and found["min"] is None else found["min"]
    bounds = Interval(
        least if above is None else above,
        found["max"] if below is None else below,
        above is not None,
        below is not None,
    )
    if bounds.empty:
        words = {"band": spec.label, "low": bounds.lo, "high": bounds.hi}
        draft.bench.report("SL324", path, **words)
    return bounds


def _is_doubtful(text: str) -> bool:
    """Return whether a bound of a percentage is 1, or between 0 and 1, and may be a share."""
    return re.fullmatch(r"\s*(?:1(?:\.0*)?|0\.[0-9]*[1-9][0-9]*)\s*", text) is not None


def _is_count(value: Fraction | None) -> bool:
    """Return whether a bound of a count is a whole number from 0, or not written."""
    return value is None or (value >= 0 and value.denominator == 1)


_YEARS: Final = Interval(
    Fraction(date(FIRST_YEAR, 1, 1).toordinal()), Fraction(date(LAST_YEAR, 12, 31).toordinal())
)


def _name_survey(draft: Draft, fact: FactInput) -> None:
    """Let formulas call a survey's result: Σ score × answers / Σ answers, undefined without any.

    It lies between the least and the greatest score, which intervals alone cannot see: held to
    them it is the same number, and shown to be in range.
    """
    build = draft.bench.build
    counts = [build.input(Input("fact", f"{fact.name}.{level}")) for level, _, _ in fact.levels]
    scores = [score for _, _, score in fact.levels]
    if not counts:
        return
    asked = build.sum(counts)
    weighted = [
        build.multiply(build.constant(score), count)
        for score, count in zip(scores, counts, strict=True)
    ]
    mean = build.divide(build.sum(weighted), asked)
    held = build.extreme("max", (mean, build.constant(min(scores))))
    held = build.extreme("min", (held, build.constant(max(scores))))
    some = build.compare(">", asked, build.constant(0))
    result = build.choose([(some, held)], build.constant(State.UNDEFINED))
    draft.names[result] = fact.name
    _give_name(draft, ("facts", fact.name), fact.name, Term(result, "number"))


def _name_list(draft: Draft, path: Loc, fact: FactInput) -> None:
    """Let formulas call the columns of a list, one value a row, and the number of its rows."""
    build = draft.bench.build
    for field in fact.fields:
        node = build.input(Input("item", field.name), fact.name)
        column = field.name.rpartition(".")[2]
        words = tuple(word for word, _ in field.values)
        term = Term(node, _KINDS[field.kind], _dimension_of(field), words)
        _give_name(draft, (*path, "fields", column), f"{fact.name}_{column}", term)
    count = Term(build.count(fact.name), "number")
    _give_name(draft, path, f"{fact.name}_{_COUNT_NAME}", count)
