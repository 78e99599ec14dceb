"""All diagnoses of a project: one for each declared figure that differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from scorelib.reading.reconciliation.diagnosis.alternatives import Alternative, explain, fits
from scorelib.reading.reconciliation.diagnosis.changes import unite
from scorelib.reading.reconciliation.diagnosis.grades import list_grades
from scorelib.reading.reconciliation.diagnosis.inheritance import is_inherited, list_inherited
from scorelib.reading.reconciliation.diagnosis.missing import compose_total, list_gaps
from scorelib.reading.reconciliation.diagnosis.rates import list_rates
from scorelib.reading.reconciliation.diagnosis.rows import list_rows
from scorelib.reading.reconciliation.diagnosis.sums import list_sums
from scorelib.reading.reconciliation.diagnosis.workbench import Workbench
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.reading.reconciliation.views import Diagnosis, Explanation, Line, Side

__all__ = ["diagnose"]


def diagnose(dossier: Dossier) -> tuple[Diagnosis, ...]:
    """Return the diagnoses, in the order of the lines; a figure that agrees costs nothing."""
    bench = Workbench(dossier)
    return tuple(_diagnose(bench))


def _diagnose(bench: Workbench) -> Iterator[Diagnosis]:
    for line in bench.dossier.lines:
        side = bench.side(line)
        if side is None:
            continue
        if bench.differs(line) or _is_open_total(bench, line, side):
            yield _DIAGNOSES[line.figure](bench, line, side)


def _is_open_total(bench: Workbench, line: Line, side: Side) -> bool:
    """Return whether a declared total stands against nothing and is not just the sum it says."""
    if line.figure != "total" or side.agreement != "not-computed":
        return False
    declared = _value(side)
    return not is_inherited(bench, "total", declared) or bool(
        list_inherited(bench, "total", declared, None)
    )


def _diagnose_points(bench: Workbench, line: Line, side: Side) -> Diagnosis:
    declared, places = _value(side), bench.places(line.subject)
    leaf = bench.leaves.get(line.subject)
    if leaf is not None:
        found = _list_fitting(list_rows(bench, leaf, declared), declared, places)
        return _conclude(line, side, found)
    return _diagnose_sum(bench, line, side)


def _diagnose_sum(bench: Workbench, line: Line, side: Side) -> Diagnosis:
    declared, places, subject = _value(side), bench.places(line.subject), line.subject
    found = _list_fitting(list_sums(bench, subject, declared, places), declared, places)
    diagnosis = _conclude(line, side, found)
    return replace(diagnosis, inherited=list_inherited(bench, subject, declared, places))


def _diagnose_total(bench: Workbench, line: Line, side: Side) -> Diagnosis:
    declared = _value(side)
    diagnosis = _diagnose_sum(bench, line, side)
    gaps = _list_fitting(list_gaps(bench.dossier, declared), declared, None)
    return replace(
        diagnosis,
        explanations=(*diagnosis.explanations, *gaps),
        composition=compose_total(bench.dossier, declared),
    )


def _diagnose_rate(bench: Workbench, line: Line, side: Side) -> Diagnosis:
    own, leaf = bench.dossier.round, bench.leaves.get(line.subject)
    printed = None if own is None else own.rates.get(line.subject)
    found: list[Explanation] = []
    if leaf is not None and printed is not None:
        for each in _sort(list_rates(bench, leaf, printed)):
            words = (*each.arguments, ("figure", side.text))
            found.append(Explanation(each.kind, words, side.text, each.node))
    return _conclude(line, side, found)


def _diagnose_grade(bench: Workbench, line: Line, side: Side) -> Diagnosis:
    found = sorted(list_grades(bench, side.text), key=lambda each: each.kind)
    return _conclude(line, side, found)


_DIAGNOSES: Mapping[str, Callable[[Workbench, Line, Side], Diagnosis]] = {
    "points": _diagnose_points,
    "rate": _diagnose_rate,
    "total": _diagnose_total,
    "grade": _diagnose_grade,
}


def _value(side: Side) -> Fraction:
    """Return the number that is declared."""
    if side.value is None:
        raise AssertionError(side)
    return side.value


def _conclude(line: Line, side: Side, found: Iterable[Explanation]) -> Diagnosis:
    return Diagnosis(line.subject, line.figure, line.label, side.text, line.shown.zh, tuple(found))


def _list_fitting(
    alternatives: Iterable[Alternative], declared: Fraction, places: int | None
) -> list[Explanation]:
    """Return the alternatives that are the declared figure, those of one change once."""
    fitting = [each for each in alternatives if fits(each.figure, declared, places)]
    return [explain(each, declared, places) for each in _sort(fitting)]


def _sort(alternatives: Iterable[Alternative]) -> list[Alternative]:
    """Return alternatives by kind, without repetitions, those only that stand by themselves."""
    kept: dict[object, Alternative] = {}
    for each in unite(sorted(alternatives, key=lambda each: each.kind)):
        key = _key(each)
        if key not in kept and (each.stands is None or each.stands()):
            kept[key] = each
    return list(kept.values())


_ONCE = ("SL851", "SL852", "SL868")
"""The kinds in which it is the same mistake wherever in a sum it was made."""


def _key(each: Alternative) -> object:
    return (each.kind, each.node) if each.kind in _ONCE else (each.kind, each.arguments, each.node)
