"""Tables of cases: a base, the columns that differ, a row a case; mistakes point at the cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.ground.errors import Diagnostic, DocumentError
from scorelib.ground.source import read_document
from scorelib.reading.cases import judge_cases, load_cases
from scorelib.reading.cases.judging import judge_runs
from scorelib.reading.cases.loading import read_cases

RULES: Final = """\
scorelib: 1
id: made/tables
edition: "1"
revision: 1
title: 表
facts:
  done: {label: 完成, min: 0}
  planned: {label: 计划, above: 0}
rounding: {points: {places: 2, mode: half-up}}
max_points: 30
when_maxima_overflow: refuse
indicators:
  rate: {label: 完成率, max_points: 10, method: {kind: proportional, value: done / planned, cap: 1}}
  own:
    label: 自设
    max_points: 20
    indicators:
      count: {label: 数量, max_points: declared, declared: {positive: {kind: capped-ratio}}}
"""
TABLE: Final = """\
scorelib: 1
tables:
  - id: rates
    note: 完成率
    base:
      facts: {{done: 5, planned: 10}}
      indicators:
        own.count: [{{id: a, name: 甲, max_points: 20, target: ≥10个, actual: 10个}}]
    columns: {columns}
    rows:
{rows}
"""


def write(folder: Path, cases: str) -> Path:
    """Write the ruleset with these cases beside it; return its folder."""
    home = folder / "made" / "tables" / "1"
    home.mkdir(parents=True, exist_ok=True)
    (home / "ruleset.yaml").write_text(RULES, "utf-8")
    (home / "cases.yaml").write_text(cases, "utf-8")
    return home


def fill(columns: Sequence[str], rows: Sequence[str]) -> str:
    """Return a file with one table."""
    listed = "".join(f"      - {row}\n" for row in rows)
    return TABLE.format(columns=f"[{', '.join(columns)}]", rows=listed)


def judge(home: Path) -> dict[str, tuple[Diagnostic, ...]]:
    """Return the problems of each case, by its id."""
    ruleset = load_ruleset(home)
    found = judge_cases(compile_ruleset(ruleset), load_cases(ruleset))
    return {each.id: each.problems for each in found}


def refuse(home: Path) -> list[tuple[str, int, int]]:
    """Return the codes and the places with which the file of cases is refused."""
    with pytest.raises(DocumentError) as error:
        load_cases(load_ruleset(home))
    return [
        (each.code, each.location.line, each.location.column)
        for each in error.value.diagnostics
        if each.location
    ]


def test_rows_are_cases(tmp_path: Path) -> None:
    """Ten points at 5 of 10 make 5, at 2 of 3 round to 6.67; `~` keeps what the base says."""
    columns = ["facts.done", "facts.planned", "expect.points.rate", "expect.points.own.count.a"]
    rows = [
        "[~, ~, 5, 20]",
        "{id: thirds, note: 10 × 2/3, cells: [2, 3, 6.67, 20]}",
        "[20, ~, 10, ~]",
    ]
    outcomes = judge(write(tmp_path, fill(columns, rows)))
    assert {"rates-1": (), "rates-thirds": (), "rates-3": ()} == outcomes


def test_a_column_may_lead_into_an_indicator(tmp_path: Path) -> None:
    """An indicator is named by its place and its id: 20 × 3/10 = 6."""
    columns = ["indicators.own.count.a.actual", "expect.points.own.count.a", "expect.total"]
    assert {"rates-1": ()} == judge(write(tmp_path, fill(columns, ["[3个, 6, 11]"])))


def test_none_is_expected_not_left_out(tmp_path: Path) -> None:
    """`none` says that there must be none; only `~` and an empty cell leave the base alone."""
    columns = ["facts.done", "expect.total"]
    found = judge(write(tmp_path, fill(columns, ["[{state: missing}, none]", "[5, none]"])))
    assert [(), ("SL601",)] == [tuple(each.code for each in one) for one in found.values()]


def test_a_difference_points_at_its_cell(tmp_path: Path) -> None:
    """What differs is told at the cell in which it is expected."""
    home = write(tmp_path, fill(["facts.done", "expect.points.rate"], ["[5, 5]", "[6, 7]"]))
    (problem,) = judge(home)["rates-2"]
    assert problem.location is not None
    text = (home / "cases.yaml").read_text("utf-8").splitlines()
    assert "7" == text[problem.location.line - 1][problem.location.column - 1]
    assert "tables.0.rows.1.expect.points.rate" == problem.path


@pytest.mark.parametrize(
    ("columns", "rows", "found"),
    [
        (["facts.done", "expect.total"], ["[5, 25]", "[5]"], [("SL605", 12, 9)]),
        (["facts.done"], ["{id: a, cells: [5, 25]}"], [("SL605", 11, 9)]),
        (["factz.done", "expect.total"], ["[5, 25]"], [("SL606", 9, 15)]),
        (["indicators.own.count.b.actual"], ["[5]"], [("SL606", 9, 15)]),
        (["id", "expect.total"], ["[a, 25]"], [("SL606", 9, 15)]),
        (["facts.done.value.more"], ["[5]"], [("SL606", 9, 15)]),
        (["facts.done", "facts.done"], ["[5, 6]"], [("SL607", 9, 27)]),
        (["expect", "expect.total"], ["[{total: 25}, 25]"], [("SL607", 9, 23)]),
        (["expect.totals"], ["[25]"], [("SL102", 9, 15)]),
        (["expect.total"], ["[many]"], [("SL201", 11, 10)]),
    ],
)
def test_mistakes(
    columns: list[str], rows: list[str], found: list[tuple[str, int, int]], tmp_path: Path
) -> None:
    """What is wrong with a table is told at the column or the cell."""
    assert found == refuse(write(tmp_path, fill(columns, rows)))


def test_ids_are_told_apart_across_tables_and_cases(tmp_path: Path) -> None:
    """A row that is called as a case is called stands twice."""
    single = (
        "cases:\n  - {id: rates-1, note: 例, facts: {done: 5, planned: 10}, expect: {total: none}}"
    )
    text = fill(["expect.points.rate"], ["[5]"]).replace("tables:", f"{single}\ntables:")
    found = {code for problems in judge(write(tmp_path, text)).values() for code in problems}
    assert {"SL603"} == {each.code for each in found}


def test_a_case_that_expects_nothing_fails(tmp_path: Path) -> None:
    """Neither a case nor a row passes before it says what must come out."""
    single = "scorelib: 1\ncases:\n  - {id: a, note: 例, facts: {done: 5, planned: 10}}\n"
    assert ["SL608"] == [each.code for each in judge(write(tmp_path, single))["a"]]
    rows = fill(["facts.done"], ["[5]"])
    assert ["SL608"] == [each.code for each in judge(write(tmp_path, rows))["rates-1"]]


def test_a_file_without_cases_is_refused(tmp_path: Path) -> None:
    """There is a case or a table."""
    assert [("SL103", 1, 1)] == refuse(write(tmp_path, "scorelib: 1\n"))


def test_runs_can_be_stopped_at_the_first_failure(tmp_path: Path) -> None:
    """Outcomes come one by one, with what came out."""
    ruleset = load_ruleset(write(tmp_path, fill(["expect.points.rate"], ["[4]", "[5]"])))
    outcomes = judge_runs(compile_ruleset(ruleset), load_cases(ruleset))
    first = next(outcomes)
    assert not first.passed
    assert first.result is not None
    assert 5 == first.result.node("rate").points


_CELLS: Final = st.lists(st.integers(0, 999).map(str), min_size=1, max_size=4)


@given(_CELLS, st.integers(1, 3))
def test_a_table_says_what_cases_by_hand_say(cells: list[str], rows: int) -> None:
    """Rows laid out are the cases that somebody would have written one by one."""
    columns = ", ".join(f"facts.f{index}" for index in range(len(cells)))
    listed = "".join(f"      - [{', '.join(cells)}, 1]\n" for _ in range(rows))
    table = (
        "scorelib: 1\ntables:\n  - id: t\n    note: 例\n    base: {facts: {f0: 7, other: 8}}\n"
        f"    columns: [{columns}, expect.total]\n    rows:\n{listed}"
    )
    facts = {"f0": "7", "other": "8"} | {f"f{i}": cell for i, cell in enumerate(cells)}
    written = ", ".join(f"{name}: {value}" for name, value in facts.items())
    single = "scorelib: 1\ncases:\n" + "".join(
        f"  - {{id: t-{row + 1}, note: 例, facts: {{{written}}}, expect: {{total: 1}}}}\n"
        for row in range(rows)
    )
    laid_out, by_hand = (read_cases(Path(), read_document(each)) for each in (table, single))
    assert [each.case for each in by_hand.cases] == [each.case for each in laid_out.cases]
