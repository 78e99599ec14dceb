"""Rulesets by place: its own, else that of the nearest place above; and clauses borrowed so."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.loader import find_ruleset, load_ruleset
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.choice import choose_ruleset
from scorelib.engine.intake.project import Project, load_project
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import NotFoundError, WordError
from scorelib.model.fields import Period
from scorelib.reading.catalogue import tabulate_place
from scorelib.words.places import list_above, name_place, read_place
from scorelib.writing.records import record_result
from scorelib.writing.text import print_explanation, print_result
from tests.compiler.layering import write_ruleset

SOURCE = "sources: {law: {title: 办法, status: verified}}"
CITED = """\
indicators:
  rate: {label: 完成率, max_points: 40, method: judged, cites: law#一}
  rules: {label: 制度, max_points: 60, method: judged, cites: law#二}
grades:
  - {id: good, label: 良, from: 80, cites: law#三}
  - {id: poor, label: 差, from: 0}"""


def place(code: str, name: str) -> str:
    return f"jurisdiction: {{code: '{code}', name: {name}}}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with rules of the nation (from 2020), a province (from 2021) and a city."""
    nation = write_ruleset(
        tmp_path, "n/self@2020", place("000000", "全国"), "effective: {from: 2020-01-01}"
    )
    text = nation.read_text("utf-8")
    cited = f"{text[: text.index('indicators:')]}{SOURCE}\n{CITED}\n"
    nation.write_text(cited, "utf-8")
    period = "effective: {from: 2021-01-01}"
    write_ruleset(tmp_path, "n/p/self@2021", place("360000", "江西"), period, extends="n/self@2020")
    write_ruleset(
        tmp_path,
        "n/p/c/self@2022",
        place("360100", "南昌"),
        "effective: {from: 2022-01-01}",
        "sources: {own: {title: 细则, status: verified}}",
        "indicators: {rules: {cites: own#五}}",
        extends="n/p/self@2021",
    )
    write_ruleset(tmp_path, "n/p/c/review@2022", place("360100", "南昌"))
    return tmp_path


def project(**head: Any) -> Project:
    judged = {"points": "40", "by": "甲", "reason": "查看"}
    return load_project(
        {
            "scorelib": "1",
            "project": {"id": "p", "name": "项目"},
            "assessed_period": "2021",
            "evaluated_on": "2022-03-01",
            "judgements": {"rate": judged, "rules": judged},
            **head,
        }
    )


def score(root: Path, given: Project) -> Result:
    return evaluate_project(choose_ruleset(given, roots=[root]), given)


@pytest.mark.parametrize("code", ["340102", "360100", "360000", "000000", "469024", "820000"])
def test_codes_that_are_places(code: str) -> None:
    """Six digits under one of the 34 provinces, or the nation."""
    assert code == read_place(code)


@pytest.mark.parametrize(
    "code",
    ["34010", "3401022", "990102", "340003", "３４０１０２", "34010a", "", "000001", " 340102"],
)
def test_codes_that_are_none(code: str) -> None:
    """Anything else, and a county of no city."""
    with pytest.raises(WordError, match="SL352"):
        read_place(code)


def test_places_above() -> None:
    """County, city, province, nation; a county of the province itself has no city's ruleset."""
    assert ("469024", "469000", "460000", "000000") == list_above("469024")
    assert ("110000", "000000") == list_above("110000")
    assert ("000000",) == list_above("000000")
    assert "新疆维吾尔自治区（650000）" == name_place("650000").zh


@pytest.mark.parametrize(
    ("code", "day", "reference"),
    [
        ("360100", "2022-03-01", "n/p/c/self@2022"),
        ("360104", "2022-03-01", "n/p/c/self@2022"),
        ("360104", "2021-12-31", "n/p/self@2021"),
        ("360500", "2022-03-01", "n/p/self@2021"),
        ("360104", "2020-12-31", "n/self@2020"),
        ("430900", "2022-03-01", "n/self@2020"),
        ("000000", "2022-03-01", "n/self@2020"),
    ],
)
def test_nearest_place_with_a_ruleset_in_force(
    root: Path, code: str, day: str, reference: str
) -> None:
    """Walking up stops at the first place that has one in force on the day."""
    found = find_ruleset(code, "self", date.fromisoformat(day), [root])
    assert reference == found.reference


def test_nothing_anywhere(root: Path) -> None:
    """Rules of a name, or on a day, that no place above has: all that exist are named."""
    with pytest.raises(NotFoundError, match="SL913") as caught:
        find_ruleset("360104", "self", date(2019, 12, 31), [root])
    assert "n/self@2020 [2020-01-01, …)" in str(caught.value)
    with pytest.raises(NotFoundError, match="SL913"):
        find_ruleset("360104", "nothing", date(2022, 1, 1), [root])
    with pytest.raises(NotFoundError, match="SL352"):
        find_ruleset("3401", "self", date(2022, 1, 1), [root])


def test_month_in_which_a_place_gets_rules_of_its_own(root: Path) -> None:
    """A month that lies only partly in the city's period is not judged by the province's rule."""
    month = Period(date(2021, 12, 15), date(2022, 1, 14))
    with pytest.raises(NotFoundError, match="SL915") as caught:
        find_ruleset("360104", "self", month, [root])
    assert "n/p/c/self@2022 [2022-01-01, …)" in str(caught.value)


def test_several_kinds_of_rules(root: Path) -> None:
    """Without the name of the rules a place must have just one kind."""
    with pytest.raises(NotFoundError, match="SL914") as caught:
        find_ruleset("360100", None, date(2022, 3, 1), [root])
    assert "n/p/c/review@2022, n/p/c/self@2022" in str(caught.value)
    assert "n/p/self@2021" == find_ruleset("360500", None, date(2022, 3, 1), [root]).reference


def test_several_editions_without_a_day(root: Path) -> None:
    """As for an id: without a day nothing is chosen among editions."""
    period = "effective: {from: 2018-01-01, until: 2021-01-01}"
    write_ruleset(root, "n/p/self@2018", place("360000", "江西"), period)
    assert "n/p/c/self@2022" == find_ruleset("360100", "self", roots=[root]).reference
    with pytest.raises(NotFoundError, match="SL905"):
        find_ruleset("360500", "self", roots=[root])


def test_result_says_that_another_place_s_ruleset_was_applied(root: Path) -> None:
    """In the head, among the conditions, and in JSON."""
    result = score(root, project(jurisdiction="360500", rules="self"))
    codes = [each.code for each in result.total.conditional]
    assert ["SL566", "SL567"] == codes[:2]
    words = result.total.conditional[1].message
    assert "no ruleset of 360500 (Jiangxi)’s own: that of 江西 (360000)" in words.en
    assert "360500（江西省）没有自己的规则" in words.zh
    text = print_result(result, "en")
    assert "Ruleset chosen by the place, 360500 (Jiangxi); it is that of 江西 (360000)" in text
    record = record_result(result)
    assert ("place", "360500") == (
        record["ruleset"]["chosen"]["by"],
        record["ruleset"]["chosen"]["place"],
    )
    assert "360000" == record["ruleset"]["jurisdiction"]["code"]
    assert "360500" == record["project"]["jurisdiction"]


def test_own_ruleset_is_no_condition(root: Path) -> None:
    """A place that has a ruleset of its own is not said to have none."""
    result = score(root, project(jurisdiction="360100", rules="self"))
    assert "SL567" not in [each.code for each in result.total.conditional]
    assert "SL569" not in [each.code for each in result.findings]


def test_ruleset_given_instead_of_the_place_s_own(root: Path) -> None:
    """A ruleset of another place, chosen by the caller, is a finding."""
    write_ruleset(root, "other/self@1", place("430000", "湖南"))
    given = project(jurisdiction="360100", rules="self")
    result = evaluate_project(load_ruleset("other/self@1", roots=[root]), given)
    (found,) = [each for each in result.findings if each.code == "SL569"]
    assert ("360100 self", "other/self@1") == tuple(
        dict(found.arguments)[k] for k in ("own", "used")
    )


def test_borrowed_clauses_come_first(root: Path) -> None:
    """What layers of other places cite is unverified here, the place's own citations are not."""
    result = score(root, project(ruleset="n/p/c/self@2022"))
    first = result.total.conditional[0]
    assert "SL566" == first.code
    assert "unverified for this jurisdiction, taken from n/self@2020" in first.message.en
    assert first.message.en.endswith("办法 (一, 三)")
    assert ("rate",) == first.nodes
    clauses = {each.clause: each.borrowed_from for node in result.nodes for each in node.cites}
    assert {"一": "n/self@2020", "五": None} == clauses
    head = print_result(result, "zh").splitlines()[2]
    assert "（本地区未核实：2 条依据引自 n/self@2020）" in head
    assert "unverified here, taken from n/self@2020" in print_explanation(result, "rate", "en")
    (cited,) = record_result(result)["nodes"][0]["cites"]
    assert "n/self@2020" == cited["borrowed_from"]


def test_layers_of_one_place_borrow_nothing(root: Path) -> None:
    """An overlay for the same place, or one that states no place, cites what is its own."""
    write_ruleset(root, "n/again@1", place("000000", "全国"), extends="n/self@2020")
    write_ruleset(root, "n/plain@1", extends="n/self@2020")
    for name in ("n/again@1", "n/plain@1", "n/self@2020"):
        plan = compile_ruleset(load_ruleset(name, roots=[root]))
        clauses = [clause for each in plan.occurrences for clause in each.clauses]
        assert [None, None] == [each.borrowed_from for each in clauses]


def test_values_know_their_layer(root: Path) -> None:
    """A node that a layer only cites anew keeps its method and maximum from below."""
    result = score(root, project(ruleset="n/p/c/self@2022"))
    rules = result.node("rules")
    assert "n/p/c/self@2022" == rules.layer
    origins = dict(rules.origins)
    assert {"max_points", "method"} == set(origins)
    assert {"n/self@2020"} == {each.layer for each in origins.values()}
    assert "method: n/self@2020 ruleset.yaml:11" in print_explanation(result, "rules", "en")
    record = record_result(result)
    (found,) = [each for each in record["nodes"] if each["id"] == "rules"]
    assert ("n/self@2020", "11") == tuple(
        found["origins"]["max_points"][key] for key in ("layer", "line")
    )
    (good, _) = record["grade"]["bands"]
    assert ("n/self@2020", "13") == tuple(good["written_at"][key] for key in ("layer", "line"))


def test_list_of_a_place(root: Path) -> None:
    """Each kind of rules once, from the nearest place that has it, on the day that is asked."""
    table = tabulate_place("zh", "360104", date(2022, 3, 1), [root])
    rows = [(row[1], row[3]) for row in table.rows if row[1].startswith("n/")]
    assert [("n/p/c/review@2022", "南昌（360100）"), ("n/p/c/self@2022", "南昌（360100）")] == rows
    table = tabulate_place("zh", "360104", date(2021, 3, 1), [root])
    assert "n/p/self@2021" in [row[1] for row in table.rows]
