"""Whether all give the same digits: points of every indicator, the total and the grade."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import polars as pl

from benchmarks.speed.contestants import (
    Contestant,
    TableKind,
    compile_job,
    draw_table,
    load_facts,
    pick_answers,
    tell_places,
)
from benchmarks.speed.rivals import arrays, decimals, expressions, floats
from benchmarks.speed.rules import INDICATORS
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.evaluator import evaluate_plan

__all__ = ["ANSWERS", "count_other_rows"]

Answers = list[tuple[Any, ...]]
"""Points and total in hundredths, and the grade, a tuple a project; None where there is none."""


def count_other_rows(contestants: Iterable[Contestant], rows: int) -> dict[str, int]:
    """Return how many rows of each contestant are others than those of scorelib for one project."""
    known: dict[TableKind, Answers] = {}

    def scored(kind: TableKind) -> Answers:
        exact: TableKind = "exact-gaps" if kind.endswith("gaps") else "exact"
        if exact not in known:
            known[exact] = list_nodes(draw_table(exact, rows))
        return known[exact]

    return {
        each.name: sum(
            ours != theirs
            for ours, theirs in zip(
                scored(each.table), ANSWERS[each.name](draw_table(each.table, rows)), strict=True
            )
        )
        for each in contestants
        if each.name in ANSWERS
    }


def list_nodes(frame: pl.DataFrame) -> Answers:
    """Return what the evaluator of one project gives."""
    plan = compile_job()
    return [_pick_nodes(plan, evaluate_plan(plan, facts)) for facts in load_facts(frame)]


def _pick_nodes(plan: Plan, values: Sequence[Any]) -> tuple[Any, ...]:
    places = {each.id: each.points for each in plan.occurrences}
    assert plan.grade is not None
    total = values[plan.grade.value]
    figures = [values[places[name]] for name in INDICATORS]
    grade = values[plan.grade.node]
    return (
        *(_to_hundredths(each) for each in (*figures, total)),
        grade if isinstance(grade, str) else None,
    )


def _to_hundredths(value: Any) -> int | None:
    return None if not hasattr(value, "numerator") else round(value * 100)


def list_columns(frame: pl.DataFrame) -> Answers:
    """Return what the columns give."""
    from scorelib import columns

    scored = columns.evaluate(compile_job(), frame, places=tell_places(frame))
    assert not scored.rejects
    assert not scored.by_hand
    return pick_answers(scored.frame.with_columns(pl.col("grade").cast(pl.String)), "points.")


def _list_decimals(frame: pl.DataFrame) -> Answers:
    answers = (decimals.score(decimals.Record(**row)) for row in frame.drop("id").to_dicts())
    return [(*(int(p * 100) for p in points), int(total * 100), g) for points, total, g in answers]


def _list_named(found: Iterable[dict[str, Any]]) -> Answers:
    names = ["p_" + name.replace("-", "_") for name in INDICATORS]
    return [
        (*(round(each[name] * 100) for name in (*names, "total")), each["grade"]) for each in found
    ]


def _list_zen(frame: pl.DataFrame) -> Answers:
    from benchmarks.speed.rivals.decisions import Decisions

    decisions = Decisions()
    return _list_named(decisions.trace(row)["result"] for row in frame.drop("id").to_dicts())


def _list_simpleeval(frame: pl.DataFrame) -> Answers:
    score = expressions.Expressions(parsed=True).score
    return _list_named(map(score, frame.drop("id").to_dicts()))


def _list_floats(score: Callable[[pl.DataFrame], pl.DataFrame]) -> Callable[[Any], Answers]:
    return lambda frame: pick_answers(score(frame).with_columns(pl.col("grade").cast(pl.String)))


def _list_numpy(frame: pl.DataFrame) -> Answers:
    return pick_answers(arrays.list_answers(arrays.score(arrays.prepare_arrays(frame))))


ANSWERS: Final[dict[str, Callable[[pl.DataFrame], Answers]]] = {
    "decimals": _list_decimals,
    "zen-trace": _list_zen,
    "simpleeval": _list_simpleeval,
    "columns": list_columns,
    "columns-enum": list_columns,
    "columns-gaps": list_columns,
    "decimals-in": list_columns,
    "written": _list_floats(floats.score_as_written),
    "written-gaps": _list_floats(floats.score_as_written),
    "tuned": _list_floats(floats.score_tuned),
    "numpy": _list_numpy,
}
