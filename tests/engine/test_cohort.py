"""Projects scored together: figures worked by hand or published, ranks, order, replay, refusals."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scorelib
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.cohort import CohortRun, evaluate_cohort
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.batch import load_projects
from scorelib.engine.intake.project import Project, load_project
from scorelib.engine.outcome.result import Result
from scorelib.engine.statistics import read_statistics
from scorelib.ground.errors import DocumentError, NotFoundError
from scorelib.writing.records import print_json, record_result
from scorelib.writing.text import print_explanation, print_result
from tests.engine.scoring import make_plan

FACTS = {
    "x": {"label": "数"},
    "group": {"label": "组", "kind": "category", "values": {"north": "北", "south": "南"}},
}
JUDGED = {"a": {"label": "甲", "max_points": "10", "method": "judged"}}
HALF_UP = {"places": "2", "mode": "half-up"}


def plan_with(statistic: Mapping[str, Any], **top: Any) -> Plan:
    """Return the plan of a ruleset with one statistic `found` of the fact `x`, and its output."""
    settings = {"label": "统计数", "of": "x", **statistic}
    outputs = {"out": {"label": "结果", "formula": "found"}}
    parts = {"facts": FACTS, "cohort": {"found": settings}, "outputs": outputs, **top}
    return make_plan(JUDGED, **parts)


def project(name: str, x: str | None, group: str | None = None, **parts: Any) -> Project:
    facts = {"x": x, "group": group}
    return load_project(
        {
            "scorelib": "1",
            "project": {"id": name, "name": f"项目{name}"},
            "assessed_period": "2021",
            "evaluated_on": "2022-01-31",
            "facts": {key: value for key, value in facts.items() if value is not None},
            **parts,
        }
    )


def cohort(*values: str | None, groups: Sequence[str | None] = ()) -> list[Project]:
    """Return projects p1, p2 … with these values."""
    named = [*groups, *[None] * (len(values) - len(groups))]
    return [
        project(f"p{place}", value, group)
        for place, (value, group) in enumerate(zip(values, named, strict=True), 1)
    ]


def outs(run: CohortRun) -> list[Fraction | bool | str | None]:
    """Return what each project has as its first output beside the total."""
    return [result.extras[0].value for result in run.results]


def find(statistic: Mapping[str, Any], *values: str) -> Fraction | bool | str | None:
    """Return one statistic of some values, which is the same for every project."""
    found = outs(evaluate_cohort(plan_with(statistic), cohort(*values)))
    assert len(set(found)) == 1
    return found[0]


def codes(result: Result) -> list[str]:
    return [finding.code for finding in result.findings if finding.code != "SL507"]


FIVE = ("15", "20", "35", "40", "50")
"""The list of the examples of nearest rank and of both interpolations in textbooks."""

TEN = ("3", "6", "7", "8", "8", "10", "13", "15", "16", "20")
NINE = ("1", "2", "3", "6", "6", "6", "7", "8", "9")
"""The list of Excel's page on PERCENTILE.EXC: of 0.25 it gives 2.5, of 0.01 an error."""


@pytest.mark.parametrize(
    ("definition", "share", "values", "wanted"),
    [
        # h = ⌈p·n⌉: ⌈0.25⌉ = 1, ⌈1.5⌉ = 2, ⌈2⌉ = 2, ⌈2.5⌉ = 3, 5
        ("nearest-rank", "5%", FIVE, "15"),
        ("nearest-rank", "30%", FIVE, "20"),
        ("nearest-rank", "40%", FIVE, "20"),
        ("nearest-rank", "50%", FIVE, "35"),
        ("nearest-rank", "100%", FIVE, "50"),
        ("nearest-rank", "0%", FIVE, "15"),
        # ⌈2.5⌉ = 3, ⌈5⌉ = 5, ⌈7.5⌉ = 8
        ("nearest-rank", "25%", TEN, "7"),
        ("nearest-rank", "50%", TEN, "8"),
        ("nearest-rank", "75%", TEN, "15"),
        # h = 4 × 0.4 + 1 = 2.6: 20 + 0.6 × 15 = 29
        ("linear", "40%", FIVE, "29"),
        ("linear", "0%", FIVE, "15"),
        ("linear", "100%", FIVE, "50"),
        # Excel's page on PERCENTILE.INC: h = 3 × 0.3 + 1 = 1.9
        ("linear", "30%", ("1", "3", "2", "4"), "1.9"),
        # h = 6 × 0.4 = 2.4: 20 + 0.4 × 15 = 26; h = 10 × 0.25 = 2.5: 2 + 0.5 × 1 = 2.5
        ("exclusive", "40%", FIVE, "26"),
        ("exclusive", "25%", NINE, "2.5"),
        ("exclusive", "1%", NINE, None),
        ("exclusive", "95%", FIVE, None),
        # The same position, held to the first and the last value.
        ("weibull", "40%", FIVE, "26"),
        ("weibull", "1%", NINE, "1"),
        ("weibull", "95%", FIVE, "50"),
    ],
)
def test_percentiles_by_definition(
    definition: str, share: str, values: Sequence[str], wanted: str | None
) -> None:
    """Each definition gives what its documentation says, worked by hand."""
    statistic = {"statistic": "percentile", "share": share, "definition": definition, **HALF_UP}
    assert find(statistic, *values) == (None if wanted is None else Fraction(wanted))


EIGHT = ("2", "4", "4", "4", "5", "5", "7", "9")
"""The usual example of a standard deviation: Σ = 40, the squares of the distances sum to 32."""

TWENTY = (
    *("92", "19", "101", "58", "1053", "91", "26", "78", "10", "13"),
    *("-40", "101", "86", "85", "15", "89", "89", "28", "-5", "41"),
)
"""The usual example of winsorising: Σ = 2030; −40 becomes −5 and 1053 becomes 101: Σ = 1113."""


@pytest.mark.parametrize(
    ("statistic", "values", "wanted"),
    [
        ({"statistic": "min"}, EIGHT, "2"),
        ({"statistic": "max"}, EIGHT, "9"),
        ({"statistic": "sum"}, EIGHT, "40"),
        ({"statistic": "mean"}, EIGHT, "5"),
        ({"statistic": "mean"}, ("1", "2", "2"), "1.67"),
        ({"statistic": "median"}, EIGHT, "4.5"),
        ({"statistic": "median"}, FIVE, "35"),
        # √(32/8) = 2; √(32/7) = 2.138…
        ({"statistic": "standard-deviation", "deviation": "population"}, EIGHT, "2"),
        ({"statistic": "standard-deviation", "deviation": "sample"}, EIGHT, "2.14"),
        ({"statistic": "mean", "winsorise": {"points": "1"}}, TWENTY, "55.65"),
        ({"statistic": "min", "winsorise": {"points": "1"}}, TWENTY, "-5"),
        ({"statistic": "max", "winsorise": {"points": "1"}}, TWENTY, "101"),
        # Rank 1 of 20 is the 5% nearest rank, rank 19 the 95%: −40 stays, 1053 becomes 101.
        (
            {
                "statistic": "mean",
                "winsorise": {"share": "5%", "definition": "nearest-rank"},
            },
            TWENTY,
            "53.9",
        ),
    ],
)
def test_statistics_by_hand(
    statistic: Mapping[str, Any], values: Sequence[str], wanted: str
) -> None:
    """Every statistic gives the figure that its definition gives on paper."""
    assert find({**statistic, **HALF_UP}, *values) == Fraction(wanted)


def test_counts_take_no_rounding() -> None:
    """A count is of the values there are, or of the projects for which a condition holds."""
    assert find({"statistic": "count"}, *FIVE) == 5
    assert find({"statistic": "count", "of": "x >= 35"}, *FIVE) == 3
    skipped = plan_with({"statistic": "count", "without": "skip"})
    assert set(outs(evaluate_cohort(skipped, cohort("1", None, "2")))) == {2}


@pytest.mark.parametrize(
    ("ties", "wanted"),
    [
        ("min", ["4", "2", "2", "1"]),
        ("max", ["4", "3", "3", "1"]),
        ("dense", ["3", "2", "2", "1"]),
        ("average", ["4", "2.5", "2.5", "1"]),
    ],
)
def test_ranks_with_ties(ties: str, wanted: list[str]) -> None:
    """Two equal values take the places two and three together: 1224, 1334, 1223, 1 2½ 2½ 4."""
    rank = {"statistic": "rank", "order": "descending", "ties": ties}
    run = evaluate_cohort(plan_with(rank), cohort("10", "20", "20", "30"))
    assert outs(run) == [Fraction(each) for each in wanted]


def test_rank_of_rounded_values() -> None:
    """1.234 and 1.23 are two places apart or one, by what is ranked; ascending, least first."""
    rank = {"statistic": "rank", "order": "ascending", "ties": "min"}
    values = cohort("1.234", "1.23", "9")
    assert outs(evaluate_cohort(plan_with(rank), values)) == [2, 1, 3]
    rounded = plan_with({**rank, "rounding": HALF_UP})
    assert outs(evaluate_cohort(rounded, values)) == [1, 1, 3]


def test_z_scores() -> None:
    """Mean 5, deviation 2: the value 9 is two deviations above, 2 is one and a half below."""
    statistic = {"statistic": "z-score", "deviation": "population", **HALF_UP}
    found = outs(evaluate_cohort(plan_with(statistic), cohort(*EIGHT)))
    assert found == [Fraction(each) for each in ("-1.5", "-.5", "-.5", "-.5", "0", "0", "1", "2")]


def test_group_means_stand_for_what_is_missing() -> None:
    """North has 10 and 20, mean 15; the third of the north has no value and takes that mean."""
    mean = {"label": "组均值", "of": "x", "statistic": "mean", "by": "group", "without": "skip"}
    plan = make_plan(
        JUDGED,
        facts=FACTS,
        cohort={"found": {**mean, "places": "1", "mode": "half-even"}},
        outputs={"out": {"label": "结果", "formula": "found"}},
    )
    groups = ["north", "north", "north", "south", "south"]
    run = evaluate_cohort(plan, cohort("10", "20", None, "1", "2", groups=groups))
    assert outs(run) == [15, 15, 15, Fraction("1.5"), Fraction("1.5")]
    shown = run.results[2].comparisons[0]
    assert (shown.text, shown.over and shown.over.values) == ("15.0", 2)
    assert shown.over is not None
    assert ("north", 5) == (shown.over.group, shown.over.projects)


INDEX = "(x - lowest) / (highest - lowest) if highest - lowest > 0 else 0"


def make_index() -> Plan:
    """Return a min-max index on a scale of 100, with a place by its points."""
    ends = {"of": "x", "places": "2"}
    return make_plan(
        {
            "index": {
                "label": "指数",
                "max_points": "100",
                "method": {"kind": "formula", "points": f"max_points * max(0, min(1, {INDEX}))"},
            }
        },
        facts=FACTS,
        cohort={
            "lowest": {"label": "最低", "statistic": "min", "mode": "floor", **ends},
            "highest": {"label": "最高", "statistic": "max", "mode": "ceiling", **ends},
            "place": {
                "label": "名次",
                "of": "total",
                "statistic": "rank",
                "order": "descending",
                "ties": "min",
            },
        },
        outputs={"out": {"label": "名次", "formula": "place"}},
    )


def test_minmax_index_as_human_development_has_it() -> None:
    """Goalposts of the cohort, 20 and 85: of 73.4 years (73.4 − 20) / 65 = 0.82153… is left."""
    run = evaluate_cohort(make_index(), cohort("20", "73.4", "85", "52.5"))
    points = [result.total.points for result in run.results]
    assert points == [0, Fraction("82.15"), 100, 50]
    assert outs(run) == [4, 2, 1, 3]
    shown = print_explanation(run.results[1], "index", "en")
    assert "(73.4 - 20.00) / (85.00 - 20.00)" in shown
    assert "最低 `lowest` = 20.00 (over 4 of 4 projects)" in shown


def test_zero_range_gives_what_the_author_wrote() -> None:
    """Where all are equal the guarded formula gives 0, and not a division by zero."""
    run = evaluate_cohort(make_index(), cohort("7", "7"))
    assert [result.total.points for result in run.results] == [0, 0]
    assert outs(run) == [1, 1]


def test_statistics_of_statistics_come_in_stages() -> None:
    """Distances from the mean 4 are 3, 1 and 4, so the greatest is 4; values stand in between."""
    plan = make_plan(
        JUDGED,
        facts=FACTS,
        values={
            "distance": {"label": "距离", "formula": "abs(x - mean_x)"},
            "share": {"label": "占比", "formula": "distance / most if most > 0 else 0"},
        },
        cohort={
            "most": {"label": "最远", "of": "distance", "statistic": "max", **HALF_UP},
            "mean_x": {"label": "均值", "of": "x", "statistic": "mean", **HALF_UP},
        },
        outputs={"out": {"label": "占比", "formula": "share"}},
    )
    assert {each.id: each.stage for each in plan.cohort} == {"mean_x": 1, "most": 2}
    run = evaluate_cohort(plan, cohort("1", "3", "8"))
    assert outs(run) == [Fraction(3, 4), Fraction(1, 4), 1]


def test_places_are_counted_in_the_unit() -> None:
    """A mean of 100000/3 元 is 3.33万元 at two places of 万元, and of 元 33333.33元."""
    money = {"x": {"label": "数", "unit": "元"}}
    for unit, wanted in (("万元", "33300"), ("元", "33333.33")):
        plan = plan_with({"statistic": "mean", "unit": unit, **HALF_UP}, facts=money)
        run = evaluate_cohort(plan, cohort("100000元", "0元", "0元"))
        assert set(outs(run)) == {Fraction(wanted)}
        assert run.results[0].comparisons[0].unit is not None


def test_alone_a_statistic_is_missing_and_says_how_to_supply_it() -> None:
    """Without the others a project has no score; the finding names the two ways."""
    (alone,) = cohort("5")
    result = evaluate_project(make_index(), alone)
    assert result.total.points is None
    assert codes(result) == ["SL577"]
    (found,) = [each for each in result.findings if each.code == "SL577"]
    assert "--cohort" in found.next_step.en
    assert result.comparisons[0].state == "missing"


@pytest.mark.parametrize(
    ("statistic", "values", "words"),
    [
        ({"statistic": "mean", **HALF_UP}, ["1"], "1 projects have a value, at least 2"),
        ({"statistic": "mean", **HALF_UP}, ["1", "2", None], "1 projects have no value (p3)"),
        (
            {"statistic": "mean", "at_least": "3", "without": "skip", **HALF_UP},
            ["1", "2", None],
            "2 projects have a value, at least 3",
        ),
        (
            {"statistic": "z-score", "deviation": "population", **HALF_UP},
            ["3", "3", "3"],
            "all values are equal",
        ),
        (
            {"statistic": "percentile", "share": "5%", "definition": "exclusive", **HALF_UP},
            ["1", "2", "3"],
            "beyond the first or the last",
        ),
        (
            {"statistic": "mean", "winsorise": {"points": "1"}, **HALF_UP},
            ["1", "2"],
            "2 projects have a value, at least 3",
        ),
        ({"statistic": "rank", "order": "ascending", "ties": "min"}, ["1"], "at least 2"),
    ],
)
def test_too_little_to_compare(
    statistic: Mapping[str, Any], values: list[str | None], words: str
) -> None:
    """A cohort of one, a value that is missing, no difference at all: no figure, and a finding."""
    run = evaluate_cohort(plan_with(statistic), cohort(*values))
    for result in run.results:
        assert result.extras[0].value is None
        (found,) = [each for each in result.findings if each.code == "SL578"]
        assert words in found.message.en


def test_figures_of_endless_digits_are_given_up() -> None:
    """Fifty factors of sixty digits: no figure is stored, but ranks are, by a hash."""
    product = " * ".join(["x"] * 50)
    huge = cohort("9" * 60, "8" * 60)
    run = evaluate_cohort(plan_with({"of": product, "statistic": "max", **HALF_UP}), huge)
    assert {result.extras[0].value for result in run.results} == {None}
    assert codes(run.results[0]) == ["SL578"]
    rank = {"of": product, "statistic": "rank", "order": "descending", "ties": "min"}
    ranked = evaluate_cohort(plan_with(rank), huge)
    stored = read_statistics(ranked.statistics.to_json())
    assert stored.records["found"].ranks["p1"].of.startswith("sha256:")
    again = evaluate_project(plan_with(rank), huge[1], cohort=stored)
    assert again.extras[0].value == 2


def test_a_cohort_of_one_where_the_ruleset_allows_it() -> None:
    """With `at_least: 1` the mean of one value is that value."""
    statistic = {"statistic": "mean", "at_least": "1", **HALF_UP}
    assert find(statistic, "7") == 7


def test_what_does_not_apply_to_one_is_not_applicable_to_none_of_the_others() -> None:
    """A value that does not apply leaves the mean undefined for all: nobody said to skip it."""
    others = cohort("1", "2")
    state = {"state": "not-applicable", "reason": "无此项"}
    odd = project("p3", None, facts={"x": state})
    run = evaluate_cohort(plan_with({"statistic": "mean", **HALF_UP}), [*others, odd])
    assert {result.extras[0].state for result in run.results} == {"undefined"}


def test_projects_of_one_id_or_of_another_ruleset_are_refused_in_one_run() -> None:
    """Two projects with one id, one of another ruleset, a fact that is none: all are told."""
    plan = plan_with({"statistic": "mean", **HALF_UP})
    other = project("p9", "1", ruleset="test/other@1")
    wrong = project("p8", None, facts={"y": "1"})
    with pytest.raises(DocumentError) as caught:
        evaluate_cohort(plan, [*cohort("1", "2"), project("p1", "3"), other, wrong])
    assert [each.code for each in caught.value.diagnostics] == ["SL926", "SL927", "SL402"]


def test_stored_statistics_of_another_ruleset_are_refused() -> None:
    """The hash of the ruleset decides."""
    run = evaluate_cohort(plan_with({"statistic": "mean", **HALF_UP}), cohort("1", "2"))
    with pytest.raises(DocumentError, match="SL928"):
        evaluate_project(make_index(), cohort("1")[0], cohort=run.statistics)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"schema": "scorelib/cohort/2"}',
        # A count that is no whole number.
        json.dumps(
            {
                "schema": "scorelib/cohort/1",
                "engine": {"name": "scorelib", "version": "1"},
                "ruleset": {"reference": "a@1", "revision": 1, "sha256": ""},
                "projects": 1.5,
                "statistics": {},
            }
        ),
    ],
)
def test_what_is_no_statistics_is_refused(text: str) -> None:
    """Anything but what was written by `to_json` is refused with its place."""
    with pytest.raises(DocumentError, match="SL929"):
        read_statistics(text, "s.json")


def test_a_project_outside_the_cohort() -> None:
    """Means hold for a newcomer; a rank does not, nor for one whose value has changed."""
    plan = plan_with(
        {"statistic": "rank", "order": "ascending", "ties": "min"},
        cohort={
            "found": {
                "label": "名次",
                "of": "x",
                "statistic": "rank",
                "order": "ascending",
                "ties": "min",
            },
            "mean_x": {"label": "均值", "of": "x", "by": "group", "statistic": "mean", **HALF_UP},
        },
    )
    groups = ["north", "north"]
    stored = evaluate_cohort(plan, cohort("1", "2", groups=groups)).statistics
    newcomer = evaluate_project(plan, project("p7", "1", "north"), cohort=stored)
    changed = evaluate_project(plan, project("p1", "9", "north"), cohort=stored)
    southern = evaluate_project(plan, project("p1", "1", "south"), cohort=stored)
    assert [codes(each) for each in (newcomer, changed, southern)] == [["SL579"]] * 3
    assert newcomer.comparisons[1].value == Fraction("1.5")
    assert southern.comparisons[0].value == 1
    words = [each.findings[-1].message.en for each in (newcomer, changed, southern)]
    assert "was not among them" in words[0]
    assert "another value" in words[1]
    assert "no project of its group" in words[2]


def test_assumptions_are_tried_with_the_same_statistics() -> None:
    """An alternative moves the project, not its cohort: at 85 it would have all points."""
    assumption = {
        "id": "typo",
        "message": "可能少写一位",
        "alternative": {"project": {"facts": {"x": "85"}}},
        "watch": ["index"],
    }
    doubtful = project("p4", "52.5", assumptions=[assumption])
    run = evaluate_cohort(make_index(), [*cohort("20", "73.4", "85"), doubtful])
    (outcome,) = run.results[3].assumptions
    assert run.results[3].total.points == 50
    assert outcome.total == 100


def test_another_day_for_all() -> None:
    """The day of judging of every project can be replaced, as for one alone."""
    run = evaluate_cohort(make_index(), cohort("1", "2"), date(2023, 5, 1))
    assert {result.project.evaluated_on for result in run.results} == {"2023-05-01"}
    alone = evaluate_project(make_index(), cohort("1")[0], date(2023, 5, 1), cohort=run.statistics)
    assert alone == run.results[0]


def test_the_public_functions() -> None:
    """The same by the names that a program imports."""
    plan = make_index()
    run = scorelib.evaluate_cohort(plan, cohort("1", "2"))
    stored = scorelib.read_statistics(run.statistics.to_json())
    assert scorelib.evaluate(plan, cohort("1")[0], cohort=stored) == run.results[0]


def test_text_and_record_show_what_was_compared() -> None:
    """A result says in both forms which statistics it used, and over how many projects."""
    run = evaluate_cohort(make_index(), cohort("20", "85"))
    assert "最低 `lowest` = 20.00（2 个项目中的 2 个）" in print_result(run.results[0], "zh")
    record = record_result(run.results[0])
    assert record["cohort"]["projects"] == "2"
    lowest = record["cohort"]["statistics"][0]
    assert (lowest["name"], lowest["value"]) == ("lowest", "20")
    assert lowest["over"] == {"values": "2", "projects": "2", "group": None}
    (node,) = record["nodes"]
    assert {fact["name"] for fact in node["facts"]} == {"x", "lowest", "highest"}
    assert record_result(evaluate_project(make_index(), cohort("1")[0]))["cohort"] is None


decimals = st.decimals(-1000, 1000, places=2, allow_nan=False).map(lambda d: format(d + 0, "f"))
drawn = st.lists(
    st.tuples(decimals | st.none(), st.sampled_from(["north", "south"])), min_size=2, max_size=12
)

ALL: dict[str, dict[str, Any]] = {
    "low": {"statistic": "min", "winsorise": {"points": "0"}},
    "top": {"statistic": "max", "by": "group"},
    "mean_x": {"statistic": "mean", "by": "group"},
    "spread": {"statistic": "standard-deviation", "deviation": "sample"},
    "middle": {"statistic": "median"},
    "score": {"statistic": "z-score", "deviation": "population"},
}


def make_full() -> Plan:
    """Return a ruleset with many statistics, of which one is of another."""
    statistics = {
        f"{name}_s": {"label": name, "of": "x", "without": "skip", **HALF_UP, **settings}
        for name, settings in ALL.items()
    }
    rank = {"label": "名次", "statistic": "rank", "order": "descending", "ties": "average"}
    skip = {"without": "skip"}
    statistics["place"] = {"of": "x / 3 - mean_x_s", **rank, **skip}
    statistics["place_in_group"] = {"of": "x", "by": "group", **rank, **skip}
    outputs = {name: {"label": name, "formula": name} for name in statistics}
    renamed = {f"out-{name.replace('_', '-')}": each for name, each in outputs.items()}
    return make_plan(JUDGED, facts=FACTS, cohort=statistics, outputs=renamed)


FULL = make_full()


def make_drawn(pairs: Sequence[tuple[str | None, str]]) -> list[Project]:
    """Return projects with drawn values; a minus before zero is no number."""
    found = []
    for place, (value, group) in enumerate(pairs):
        text = None if value is None else value.replace("-0.00", "0.00")
        found.append(project(f"p{place}", text, group))
    return found


@given(drawn)
@settings(max_examples=30, deadline=None)
def test_replay_equals_the_run(pairs: list[tuple[str | None, str]]) -> None:
    """Each project alone, with the statistics stored and read back, gives the same bytes."""
    projects = make_drawn(pairs)
    run = evaluate_cohort(FULL, projects)
    stored = read_statistics(run.statistics.to_json())
    assert stored == run.statistics
    for each, result in zip(projects, run.results, strict=True):
        alone = evaluate_project(FULL, each, cohort=stored)
        assert alone == result
        assert print_json(record_result(alone)) == print_json(record_result(result))


@given(drawn, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_projects_means_nothing(
    pairs: list[tuple[str | None, str]], random: Any
) -> None:
    """Shuffled, the same projects give the same statistics byte for byte and the same results."""
    projects = make_drawn(pairs)
    shuffled = list(projects)
    random.shuffle(shuffled)
    one, other = evaluate_cohort(FULL, projects), evaluate_cohort(FULL, shuffled)
    assert one.statistics.to_json() == other.statistics.to_json()
    by_id = {result.project.id: result for result in other.results}
    assert [by_id[result.project.id] for result in one.results] == list(one.results)


def test_many_projects_take_no_more_time_each() -> None:
    """Eight times as many projects take at most three times as long each."""
    plan = make_index()

    def measure(count: int) -> float:
        projects = cohort(*(str(place * 7919 % 10_007) for place in range(count)))
        start = time.process_time()
        evaluate_cohort(plan, projects)
        return (time.process_time() - start) / count

    measure(50)
    assert measure(1600) < 3 * measure(200)


def test_projects_from_a_folder_and_from_lines(tmp_path: Path) -> None:
    """A folder of files and of projects' folders, and a file with one on each line."""
    text = (
        '{{"scorelib": 1, "project": {{"id": "{0}", "name": "{0}"}}, "assessed_period": "2021", '
        '"evaluated_on": "2022-01-31", "facts": {{"x": "{1}"}}}}'
    )
    folder = tmp_path / "many"
    (folder / "c").mkdir(parents=True)
    (folder / "c" / "project.yaml").write_text(text.format("c", 3), "utf-8")
    (folder / "a.json").write_text(text.format("a", 1), "utf-8")
    (folder / "b.yaml").write_text(text.format("b", 2), "utf-8")
    (folder / "notes.txt").write_text("…", "utf-8")
    lines = tmp_path / "more.ndjson"
    lines.write_text("\n".join([text.format("d", 4), "", text.format("e", 5)]), "utf-8")
    found = load_projects([folder, lines])
    assert [each.document.project.id for each in found] == ["a", "b", "c", "d", "e"]
    assert [each.tree.location.line for each in found][-2:] == [1, 3]
    (tmp_path / "empty").mkdir()
    for path, code in ((tmp_path / "empty", "SL910"), (tmp_path / "no.ndjson", "SL903")):
        with pytest.raises(NotFoundError, match=code):
            load_projects([path])


def test_every_bad_line_is_told_with_its_number(tmp_path: Path) -> None:
    """Broken syntax, another encoding, a project without a day: each at its own line."""
    path = tmp_path / "p.jsonl"
    broken = [b'{"scorelib": 1', b'{"scorelib": 1, "project": {"id": "a", "name": "\xd6\xd0"}}']
    short = '{"scorelib": 1, "project": {"id": "a", "name": "甲"}, "assessed_period": "2021"}'
    path.write_bytes(b"\n".join([broken[0], b"", broken[1], short.encode(), b'"text"']))
    with pytest.raises(DocumentError) as caught:
        load_projects([path])
    found = [(each.code, each.location and each.location.line) for each in caught.value.diagnostics]
    assert found == [("SL005", 1), ("SL003", 3), ("SL103", 4), ("SL104", 5)]
    assert caught.value.diagnostics[2].excerpt == short
