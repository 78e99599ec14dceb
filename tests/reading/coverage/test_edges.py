"""Cases drafted for edges: found exactly, written short, and true when they are run."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from scorelib.cli.commands import app
from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.reading.cases import judge_cases, load_cases
from scorelib.reading.coverage.edges import EdgeCases, find_edge_cases
from scorelib.reading.coverage.measure import measure_coverage
from scorelib.writing.edges import append_edges, print_edges

RULES: Final = """\
scorelib: 1
id: made/edges
edition: "1"
revision: 1
title: 界线
facts:
  done: {{label: 完成, unit: 万元, min: 0}}
  planned: {{label: 计划, unit: 万元, above: 0}}
rounding: {{points: {{places: 2, mode: half-up}}}}
indicators:
  rate:
    label: 完成率
    max_points: 100
    method: {{kind: proportional, value: done / planned, cap: 1}}
grades:
  - {{id: good, label: 良, from: {edge}}}
  - {{id: poor, label: 差, from: 0}}
"""
CASES: Final = """\
scorelib: 1
cases:
  - id: full
    note: 例
    facts: {done: 8万元, planned: 8万元}
    expect: {total: 100}
# 末尾的注释
tables:
  - id: t
    note: 例
    base: {facts: {planned: 8万元}}
    columns: [facts.done, expect.total]
    rows: [[0元, 0]]
"""


def write(folder: Path, edge: str = "62.5", cases: str = CASES) -> Path:
    """Write the ruleset with its cases; return its folder."""
    home = folder / "made" / "edges" / "1"
    home.mkdir(parents=True, exist_ok=True)
    (home / "ruleset.yaml").write_text(RULES.format(edge=edge), "utf-8")
    (home / "cases.yaml").write_text(cases, "utf-8")
    return home


def find(home: Path) -> EdgeCases:
    """Return the drafts for a ruleset."""
    ruleset = load_ruleset(home)
    plan, cases = compile_ruleset(ruleset), load_cases(ruleset)
    return find_edge_cases(ruleset, plan, cases, judge_cases(plan, cases))


def test_both_sides_of_an_edge(tmp_path: Path) -> None:
    """100 × 5/8 is 62.5 exactly; one hundredth below it is 62.49."""
    found = find(write(tmp_path))
    assert () == found.missed
    assert [Fraction(125, 2), Fraction(6249, 100)] == [
        draft.result.total.points for draft in found.drafts
    ]
    assert Fraction(5) == found.drafts[0].value


def test_what_is_drafted_reads_back_and_reaches_its_edge(tmp_path: Path) -> None:
    """Appended drafts fail until somebody says what must come out, and then cover the edge."""
    home = write(tmp_path)
    done = CliRunner().invoke(app, ["test", str(home), "--edges", "--append", "--lang", "en"])
    assert 0 == done.exit_code, done.output
    text = (home / "cases.yaml").read_text("utf-8")
    assert text.index("edge-draft-2") < text.index("# 末尾的注释") < text.index("tables:")
    assert "to be confirmed" in text
    assert "# what comes out: total: 62.50, grade: good" in text
    ruleset = load_ruleset(home)
    plan = compile_ruleset(ruleset)
    codes = [
        problem.code for each in judge_cases(plan, load_cases(ruleset)) for problem in each.problems
    ]
    assert ["SL608", "SL608"] == codes
    edges = [each for each in measure_coverage(ruleset, plan).missed if each.kind == "edge"]
    assert [] == edges


def test_drafts_are_not_written_unasked(tmp_path: Path) -> None:
    """Without --append the file of cases stays as it is."""
    home = write(tmp_path)
    done = CliRunner().invoke(app, ["test", str(home), "--edges", "--lang", "zh"])
    assert (0, CASES) == (done.exit_code, (home / "cases.yaml").read_text("utf-8"))
    assert "待确认" in done.output


def test_a_file_of_tables_alone_gets_a_list(tmp_path: Path) -> None:
    """Where there are no single cases, the drafts begin their list."""
    tables = "scorelib: 1\n" + CASES[CASES.index("tables:") :]
    found = find(write(tmp_path, cases=tables))
    assert found.drafts
    assert append_edges(tables, found, "en").startswith(f"{tables}cases:\n  - id: edge-draft-1")


def test_what_cannot_be_found_is_told(tmp_path: Path) -> None:
    """A rate whose figures are missing in every case cannot be turned."""
    nothing = (
        "scorelib: 1\ncases:\n  - {id: a, note: 例, facts: {done: 1万元}, expect: {total: none}}\n"
    )
    home = write(tmp_path, cases=nothing)
    done = CliRunner().invoke(app, ["test", str(home), "--edges", "--lang", "en"])
    assert 1 == done.exit_code
    assert 2 == done.output.count("question SL674")


def test_no_edge_is_missed_twice(tmp_path: Path) -> None:
    """Where all edges are met there is nothing to draft."""
    cases = CASES.replace("[[0元, 0]]", "[[5万元, 62.5], [4.9992万元, 62.49]]")
    found = find(write(tmp_path, cases=cases))
    assert ((), ()) == (found.drafts, found.missed)
    assert "cases:\n" in print_edges(found, "en")


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 9999))
def test_any_edge_of_two_places_is_found(
    tmp_path_factory: pytest.TempPathFactory, hundredths: int
) -> None:
    """100 × done / 8 meets every edge of two places with a figure of at most four."""
    edge = Fraction(hundredths, 100)
    whole, part = divmod(hundredths, 100)
    found = find(write(tmp_path_factory.mktemp("edges"), f"{whole}.{part:02}"))
    assert () == found.missed
    on, beside = (draft.result.total.points for draft in found.drafts)
    assert (edge, edge - Fraction(1, 100)) == (on, beside)
