"""Everybody whom scorelib is measured against does the same job: the same points, total, grade."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from benchmarks.speed import report
from benchmarks.speed.agreement import ANSWERS, Answers, list_nodes
from benchmarks.speed.contestants import CONTESTANTS, TableKind, compile_job, draw_table
from benchmarks.speed.data import draw
from benchmarks.speed.report import DEMANDS, Measured, print_report, write_page
from benchmarks.speed.rounds import Timing, alternate
from benchmarks.speed.rules import INDICATORS, RATIOS
from scorelib.api import load_project
from scorelib.engine.evaluation import evaluate_project

PROJECTS = 3_000
SEED = 7
TABLES = {each.name: each.table for each in CONTESTANTS}
DECIMALS: dict[TableKind, TableKind] = {
    "exact": "exact", "exact-gaps": "exact-gaps", "cents": "exact", "cents-gaps": "exact-gaps",
}  # fmt: skip


@pytest.fixture(scope="module")
def exact() -> Answers:
    return ANSWERS["columns"](draw_table("cents", PROJECTS, SEED))


@pytest.mark.parametrize("name", ["decimals", "zen-trace", "columns-enum", "decimals-in"])
def test_who_counts_exactly_gives_the_same_digits(name: str, exact: Answers) -> None:
    assert ANSWERS[name](draw_table(TABLES[name], PROJECTS, SEED)) == exact


@pytest.mark.parametrize("name", ["simpleeval", "written", "tuned", "numpy"])
def test_who_counts_in_floats_is_off_by_one_hundredth_at_most(name: str, exact: Answers) -> None:
    found = ANSWERS[name](draw_table(TABLES[name], PROJECTS, SEED))
    off = [
        abs(ours - theirs)
        for one, other in zip(exact, found, strict=True)
        for ours, theirs in zip(one[:-2], other[:-2], strict=True)
    ]
    assert len(off) == PROJECTS * len(INDICATORS)
    assert set(off) == {0, 1}  # ties are in the table, and floats lose some of them


@pytest.mark.parametrize("kind", DECIMALS)
def test_columns_give_what_one_project_gives(kind: TableKind) -> None:
    table = draw_table(kind, 200, SEED)
    decimals = draw_table(DECIMALS[kind], 200, SEED)
    assert ANSWERS["columns"](table) == list_nodes(decimals)


def test_a_project_by_hand() -> None:
    facts = {
        "basis": "full",  # 3
        "approval": "mostly",  # 3 × 80% = 2.4
        "goals": "partly",  # 4 × 60% = 2.4
        "contracts": "none",  # 0
        "acceptance": "full",  # 4
        **dict.fromkeys(("has_finance_rules", "has_project_rules"), True),
        "has_contract_rules": False,  # 2 of 3
        **dict.fromkeys(("has_own_account", "has_vouchers", "has_audit"), True),  # 3
        **dict.fromkeys(("is_published", "is_archived", "is_inspected"), False),  # 0
        "budget": 2000,
        "executed": 1821,  # 9.105, half-up 9.11
        "due": 10,
        "arrived": 11,  # held at 5
        "contracted": 3,
        "paid": 1,  # 5/3 = 1.67
        "pledged": 1,
        "raised": 0,  # 0
        "expected": 8,
        "earned": 4,  # 4
        "faults": 3,  # 5 − 1.5 = 3.5
        "delay": 11,  # two started steps: 5 − 0.8 = 4.2
        "satisfaction": "80%",  # 4.8
        "planned": 20,
        "done": 19,  # 95%: 5
        "passed": "60.1%",  # 0.1 × 0.15 = 0.015, half-up 0.02
        "served": "90%",  # 4
        "investment": 10,
        "invested": 8,  # 8 × (0.8 − 0.6) / 0.4 = 4
    }
    project = {
        "scorelib": 1,
        "project": {"id": "by-hand", "name": "–"},
        "ruleset": compile_job().ruleset.reference,
        "assessed_period": "2021",
        "evaluated_on": "2022-01-31",
        "facts": facts,
    }
    result = evaluate_project(compile_job(), load_project(project))
    # 3+2.4+2.4+0+4 = 11.8; +2+3+0 = 16.8; +9.11+5+1.67+0+4 = 36.58; +3.5+4.2 = 44.28;
    # +4.8+5 = 54.08; +0.02+4+4 = 62.1
    assert (result.total.points, result.grade.id) == (Fraction("62.1"), "fair")


def test_the_job_has_twenty_indicators_and_a_hundred_points() -> None:
    places = [each.id for each in compile_job().occurrences if each.parent is None]
    assert [each for each in places if each != "total"] == list(INDICATORS)
    assert len(INDICATORS) == 20


def test_kinds_of_tables_hold_the_same_projects() -> None:
    exact, words = draw_table("exact", 500), draw_table("exact-enum", 500)
    assert_frame_equal(exact, words.with_columns(pl.col(pl.Enum).cast(pl.String)))
    floats = draw_table("floats", 500)
    assert_frame_equal(floats, exact, check_dtypes=False, check_exact=False)
    gaps = draw_table("exact-gaps", 500)
    assert_frame_equal(gaps.select("id"), exact.select("id"))
    assert 0.03 < gaps.null_count().sum_horizontal().item() / gaps.width / gaps.height < 0.07


def test_tables_hold_ties_and_edges() -> None:
    table = draw(PROJECTS, SEED)
    actual, target, points = RATIOS["execution"]
    cents = pl.col(actual, target).cast(pl.Decimal(38, 2)).to_physical().cast(pl.Int64)
    pairs = table.select(cents).rows()
    assert sum(a < t and 200 * points * a % (2 * t) == t for a, t in pairs) > 100
    assert sum(a == t for a, t in pairs) > 20
    assert sum(a == 0 for a, _ in pairs) > 20
    assert max(t for _, t in pairs) > 10**13


def test_each_round_begins_with_the_next() -> None:
    called: list[str] = []
    runs = {name: (lambda name=name: called.append(name)) for name in "abc"}
    timings = alternate(runs, 2, lambda _: None)
    assert "".join(called) == "abcbcacab"
    assert {name: len(timing.seconds) for name, timing in timings.items()} == dict.fromkeys(
        "abc", 2
    )


def test_a_report_compares_and_is_written_between_the_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = {"columns": 30.0, "written": 10.0}
    measured = Measured(1000, 1, memory=memory, inputs=memory)
    measured.timings = {"columns": Timing([0.6], [1.0]), "written": Timing([1.0], [1.5])}
    text = print_report(measured, CONTESTANTS)
    assert "| columns / written, time | 0.6 | 0.65 | reached | 0.667 |" in text
    assert "| columns / written, memory | 3 | 1.5 | not reached |  |" in text
    page = tmp_path / "speed.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n", "utf-8")
    monkeypatch.setattr(report, "PAGE", page)
    write_page(text)
    found = page.read_text("utf-8")
    assert text in found
    assert "old" not in found
    assert (found[:7], found[-7:]) == ("before\n", "\nafter\n")


def test_demands_name_contestants() -> None:
    names = {each.name for each in CONTESTANTS}
    assert {side for each in DEMANDS for side in (each.ours, each.theirs)} <= names
