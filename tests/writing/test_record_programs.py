"""The text of a program is that of the general writer, byte by byte."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.engine.intake.project import load_project
from scorelib.engine.outcome.basis import Basis
from scorelib.engine.outcome.marks import LEFT, RIGHT, Mark, Path, Phrase, Source, UnfollowedError
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.run import AssumptionOutcome
from scorelib.ground.errors import Text
from scorelib.words.numbers import print_number, print_points
from scorelib.writing import programs
from scorelib.writing.printers import KeptTexts, make_printer
from scorelib.writing.records import record_result
from scorelib.writing.results import write_json
from scorelib.writing.templates import Template
from tests.engine.columns.test_kernel import list_shipped
from tests.engine.scoring import make_plan, one_indicator
from tests.engine.test_web import draw_plans
from tests.writing.drawing_results import draw_results

EXAMPLES: Final = int(os.environ.get("SCORELIB_EXAMPLES", "100"))
JOB: Final = "benchmarks/speed/job"


def write_plainly(result: Result) -> str:
    """Return the text as Python's own encoder writes what the general writer makes."""
    record = record_result(result)
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


@pytest.fixture(autouse=True)
def _trust_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let programs be made early, and what they write be used without another look."""
    monkeypatch.setattr(programs, "CHECKED", 0)
    monkeypatch.setattr(programs, "OFTEN", 3)


NUMBERS: Final = st.integers(-(10**16), 10**16) | st.integers(-200, 200)


@given(NUMBERS, st.sampled_from([1, 2, 3, 5, 40, 64, 100, 10**6, 700]), st.sampled_from([None, 2]))
def test_printers(number: int, unit: int, places: int | None) -> None:
    """What prints whole numbers of a unit, kept or not, prints the figure."""
    show = make_printer(unit, places)
    expected = print_number(Fraction(number, unit), places)
    assert show(number) == expected
    assert KeptTexts(show)[number] == expected


FIGURES: Final = st.fractions(-50, 50, max_denominator=60)
SIGNS: Final = ("__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__")


@given(st.integers(-99, 99), st.integers(1, 9), *[FIGURES] * 4, st.booleans())
def test_marks(
    n: int, d: int, scale: Fraction, shift: Fraction, by: Fraction, edge: Fraction, divided: bool
) -> None:
    """Marks are moved and compared as figures are; their questions have the answers they gave."""
    now = Fraction(n, d if divided else 1)
    path = Path(lambda unit, places, few: f"P({unit}, {places}, {few})")
    mark: Any = Mark(path, Source("n", "d" if divided else "", Fraction(1)), now)
    marked, figure = scale - (mark * scale + shift), scale - (now * scale + shift)
    if by:
        marked, figure = marked / by, figure / by
    for sign in SIGNS:
        assert getattr(marked, sign)(edge) == getattr(figure, sign)(edge)
    assert bool(marked) == bool(figure)
    space: dict[str, Any] = {"n": now.numerator, "d": now.denominator}
    assert all(eval(each, space) == answer for each, answer in path.answers.items())
    assert (marked == None, marked == "a") == (False, False)  # noqa: E711
    if isinstance(marked, Mark):
        over, under, unit = marked.split()
        assert Fraction(eval(over, space), eval(under, space) if under else unit) == figure


REFUSED: Final = (
    *(hash, repr, str, float, int, abs, round, pickle.dumps, print_points, Fraction),
    *(lambda mark: mark.numerator, lambda mark: 1 / mark, lambda mark: mark // 2),
    *(lambda mark: mark**2, lambda mark: mark * mark, lambda mark: f"{mark}", lambda mark: +mark),
    *(lambda mark: mark < "a", lambda mark: mark + 0.5, lambda mark: mark < None),
)


@pytest.mark.parametrize("do", REFUSED)
def test_what_marks_refuse(do: Any) -> None:
    """Nothing is done with a mark that another project may do otherwise."""
    mark = Mark(Path(lambda *_: "p"), Source("n", "d", Fraction(1)), Fraction(1))
    if do is print_points:
        assert f"{print_points(mark)}" == f"{LEFT}0{RIGHT}"
    else:
        with pytest.raises(UnfollowedError):
            do(mark)


PHRASES: Final = (
    *(hash, repr, len, list, json.dumps),
    *(lambda words: words == "a", lambda words: "a" in words, lambda words: words < "a"),
    *(lambda words: words.startswith("a"), lambda words: words[0], lambda words: words * 2),
    *(lambda words: words.replace("a", "b"), lambda words: f"{words:>9}", lambda words: {words: 1}),
)


@pytest.mark.parametrize("do", PHRASES)
def test_what_phrases_refuse(do: Any) -> None:
    """Words of a project can be put into others, and are asked for nothing else."""
    words = Phrase.of(Path(lambda *_: "p"), "w", "a1")
    assert f"<{words}>" == f"<{LEFT}0{RIGHT}>"
    if do is json.dumps:
        assert json.loads(json.dumps([words])) == [f"{LEFT}0{RIGHT}"]
    else:
        with pytest.raises(UnfollowedError):
            do(words)


def test_what_phrases_are_asked() -> None:
    """What a text is asked in order to stand beside its unit is noted."""
    path = Path(lambda *_: "p")
    words = Phrase.of(path, "w", " a1")
    assert bool(words)
    assert words.strip()[-1].isdecimal()
    space: dict[str, Any] = {"w": " a1"}
    for question, answer in path.answers.items():
        assert eval(f"({question})", space) == answer, question


def test_templates_forget_nothing() -> None:
    """A template gives the text of the path that a project is on, and none for another."""
    template = Template({"E": json.dumps})
    for answer, text in ((True, "yes"), (False, None)):
        path = Path(lambda *_: "p")
        path.ask("I[0] > 1", answer)
        slot = Phrase.of(path, "I[1]", "")
        template.add(path, None if text is None else f'{text} "{slot}" ({slot})')
    assert "".join(template.write([2, 'a"'], *[None] * 4) or ()) == 'yes "a\\"" (a\\")'
    assert template.write([0, "a"], *[None] * 4) == ()
    path = Path(lambda *_: "p")
    path.ask("I[0] > 2", True)
    template.add(path, "no")  # another question at the same place: it cannot be followed
    assert template.write([2, "a"], *[None] * 4) == ()


def list_programs(plan: Plan) -> list[Any]:
    writer = programs._find_writer(plan)
    found = [*writer._known.values(), *(each for _, each in writer._wide)]
    return list({id(each): each for each in found}.values())


def check(plan: Plan, results: Iterable[Result]) -> int:
    """Compare the texts of results; return how many a program wrote."""
    for each in results:
        assert write_json(each) == write_plainly(each)
    found = list_programs(plan)
    assert not any(each.failed for each in found)
    return sum(each.written for each in found)


@pytest.mark.parametrize("reference", list_shipped())
def test_shipped_rulesets(reference: str) -> None:
    """All shipped rulesets: complete projects and such with gaps, states and points by hand."""
    plan = compile_ruleset(load_ruleset(reference))
    count = EXAMPLES * 300 // len(plan.nodes) + 12
    check(plan, draw_results(plan, Random(reference), count))


def test_job() -> None:
    """Twenty indicators with evidence drawn for every fact: what recurs is written by a program."""
    plan = compile_ruleset(load_ruleset(JOB))
    results = list(draw_results(plan, Random(6), EXAMPLES + 60, odd=0.002))
    check(plan, results)
    before = check(plan, results)
    assert check(plan, results) - before > len(results) / 3


def test_drawn_rulesets() -> None:
    """Rulesets drawn at random: every method, roundings, caps, re-basing, grades, bonuses."""
    for random, plan, _ in draw_plans(8):
        check(plan, draw_results(plan, random, 30))


@given(st.randoms(use_true_random=False))
def test_values_and_outputs(random: Random) -> None:
    """Derived values, further outputs and a list of the worst, for any figures."""
    check(VALUES, draw_results(VALUES, random, 6))


_METHOD: Final = {"kind": "proportional", "value": "spent / planned", "cap": "1"}
VALUES: Final = make_plan(
    {
        "a": {"label": "甲", "max_points": "10", "method": _METHOD},
        "b": {"label": "乙", "max_points": "10", "method": {**_METHOD, "value": "rate"}},
    },
    facts={
        "spent": {"label": "支出", "unit": "元", "min": "0"},
        "planned": {"label": "预算", "unit": "元", "above": "0"},
        "rate": {"label": "率", "unit": "%", "min": "0", "max": "100%"},
    },
    values={
        "share": {"label": "执行率", "formula": "spent / planned", "unit": "%"},
        "more": {
            "label": "结余",
            "formula": "planned - spent if planned > spent else spent - planned",
            "unit": "元",
        },
    },
)


def test_what_is_left_to_the_general_writer() -> None:
    """An assumption, something beside the facts, values that are no integers; words out of NFC."""
    plan = one_indicator(_METHOD)
    for each in draw_results(plan, Random(1), 12):
        assert write_json(each) == write_plainly(each)
        assert programs.can_write(each)
        outcome = AssumptionOutcome("a", Text("若", "if"), Fraction(1), None, (), 2, False)
        for other in (
            Result(plan, each.project, each.inputs, each.values, (outcome,), each.basis),
            Result(
                plan,
                each.project,
                replace(each.inputs, untried="cn/x"),
                each.values,
                (),
                each.basis,
            ),
            pickle.loads(pickle.dumps(each)),
            Result(plan, each.project, each.inputs, each.values),
            Result(plan, each.project, each.inputs, each.values, (), UNSTEADY),
        ):
            assert not programs.can_write(other)
            assert write_json(other) == write_plainly(other)


UNSTEADY: Final = Basis(
    load_project(
        {
            "scorelib": 1,
            "project": {"id": "p", "name": "e\u0301"},
            "assessed_period": "2021",
            "evaluated_on": "2022-01-31",
        }
    ).document
)
"""Words that are brought to NFC, with what stands beside them."""


def test_a_difference_is_the_end() -> None:
    """A program that wrote another text when it was looked at is never used again."""
    plan = one_indicator(_METHOD)
    results = list(draw_results(plan, Random(2), 40))
    assert check(plan, results) > 5
    for program in list_programs(plan):
        program._parts[0][1].write = lambda *_: ('"cohort":[]',)
        program._checks = 1
    assert write_json(results[-1]) == write_plainly(results[-1])
    assert any(each.failed for each in list_programs(plan))
    assert write_json(results[-1]) == write_plainly(results[-1])


def test_threads() -> None:
    """Several threads that learn from different results write the same texts."""
    plan = one_indicator({"kind": "bands", "value": "spent / planned", "bands": _BANDS})
    results = list(draw_results(plan, Random(3), 60))
    expected = [write_plainly(each) for each in results]
    with ThreadPoolExecutor(4) as threads:
        for _ in range(3):
            assert list(threads.map(write_json, results)) == expected
    assert not any(each.failed for each in list_programs(plan))


_BANDS: Final = [
    {"from": "90%", "points": "10"},
    {"from": "60%", "below": "90%", "points": "6"},
    {"below": "60%", "points": "0"},
]
