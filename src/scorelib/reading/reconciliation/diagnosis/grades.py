"""Grades: a declared grade that is that of another total, of the next band, or of other rules."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scorelib.engine.outcome.views import GradeResult
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.diagnosis.rows import find_neighbours, measure
from scorelib.reading.reconciliation.diagnosis.subtotals import list_bases
from scorelib.reading.reconciliation.diagnosis.workbench import Workbench
from scorelib.reading.reconciliation.trials import Trial
from scorelib.reading.reconciliation.views import Explanation
from scorelib.words.numbers import print_points

__all__ = ["list_grades"]


def list_grades(bench: Workbench, declared: str) -> Iterator[Explanation]:
    """Yield every way in which a declared grade may have come about."""
    yield from _list_neighbours(bench.dossier.result.grade, declared)
    yield from _list_totals(bench, declared)
    for names, trial in bench.others:
        if declared in _words_of(trial):
            arguments = (("rulesets", names), ("figure", declared))
            yield Explanation("SL857", arguments, declared)


def _list_neighbours(grade: GradeResult, declared: str) -> Iterator[Explanation]:
    for band in find_neighbours(grade.bands):
        if declared in band.label:
            arguments = (("band", band.label), ("distance", measure(band)), ("figure", declared))
            yield Explanation("SL865", arguments, declared)


def _list_totals(bench: Workbench, declared: str) -> Iterator[Explanation]:
    """Yield the totals elsewhere that have the declared grade, each figure once."""
    plan = bench.dossier.plan.grade
    if plan is None:
        return
    bands = [(name, band) for name, band in plan.bands if declared in (name, *band.label)]
    seen = {bench.dossier.result.total.points}
    for label, total in _name_totals(bench):
        if total in seen or not any(band.holds(total) for _, band in bands):
            continue
        seen.add(total)
        arguments = (("which", label), ("total", print_points(total)), ("figure", declared))
        yield Explanation("SL866", arguments, declared)


def _name_totals(bench: Workbench) -> Iterator[tuple[Text, Fraction]]:
    """Yield the totals that a project gives anywhere, and those that can be made of it."""
    dossier = bench.dossier
    own = dossier.round
    for each in sorted(dossier.inputs.declared.rounds, key=lambda each: each is not own):
        if each.total is not None:
            yield Text(f"{each.label.zh}的总分", f"the total of {each.label.en}"), each.total
    for said in dossier.inputs.statements:
        if said.kind == "total" and said.amount is not None:
            yield said.at or _SOMEWHERE, said.amount.value
    for base in list_bases(dossier, "total"):
        yield base.name, base.whole
    total = dossier.result.total
    yield _GROSS, total.gross
    if total.rounding is not None:
        yield _UNROUNDED, total.rounding.before


_SOMEWHERE = Text("材料中的总分", "a total in the source")
_GROSS = Text("不封顶的总分", "the total without caps")
_UNROUNDED = Text("未取整的总分", "the total before its rounding")


def _words_of(trial: Trial) -> tuple[str, ...]:
    """Return what the grade of a trial is called."""
    chosen, plan = trial.grade, trial.plan.grade
    if chosen is None or plan is None:
        return ()
    return next((name, *band.label) for name, band in plan.bands if name == chosen)
