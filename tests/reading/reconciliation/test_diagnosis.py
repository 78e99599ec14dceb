"""Each kind of mistake, made by hand in a small form: it is named, alone or with its rivals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import pytest

from scorelib import choose, load_project
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.engine.evaluator import Web
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.diagnosis.digits import list_swaps
from scorelib.reading.reconciliation.diagnosis.listing import diagnose
from scorelib.reading.reconciliation.others import Others
from scorelib.reading.reconciliation.reconciliation import Reconciler
from scorelib.reading.reconciliation.views import Diagnosis
from tests.engine.drawing_words import print_figure
from tests.engine.scoring import make_plan
from tests.reading.reconciliation.dossiers import open_dossier
from tests.strategies import round_by_decimal

ROOT: Final = Path(__file__).resolve().parents[3]
Said = Mapping[str, Any]

MONEY: Final = {
    "budget": {"label": "全年预算数", "unit": "元", "above": "0", "funds": "budget"},
    "executed": {"label": "全年执行数", "unit": "元", "min": "0", "funds": "executed"},
    "planned": {"label": "计划投入", "unit": "元", "above": "0"},
    "rate": {"label": "完成率", "unit": "%", "min": "0", "max": "200%"},
}
RATE: Final = {"kind": "proportional", "value": "executed / budget", "cap": "1"}
GRADES: Final = [
    {"id": "excellent", "label": {"zh": "优", "en": "excellent"}, "from": "90"},
    {"id": "good", "label": {"zh": "良", "en": "good"}, "from": "80"},
    {"id": "poor", "label": {"zh": "差", "en": "poor"}, "from": "0"},
]
WAYS: Final = {"positive": "capped-ratio", "reverse": "inverse-ratio", "equal": "equal-to"}


def slot(ways: Said = WAYS, most: str = "declared") -> Said:
    return {"label": "自设", "max_points": most, "declared": ways}


def plan_of(indicators: Said | None = None, **top: Any) -> Plan:
    """Return a plan: execution 10, output 60 of the project's own, effect 30."""
    parts = indicators or {
        "execution": {"label": "预算执行率", "max_points": "10", "method": RATE},
        "output": {
            "label": "产出",
            "max_points": "60",
            "indicators": {"quantity": slot(), "quality": slot()},
        },
        "effect": {"label": "效益", "max_points": "30", "indicators": {"social": slot()}},
    }
    settings = {
        "facts": MONEY,
        "grades": GRADES,
        "when_maxima_overflow": "refuse",
        "policies": {"when_missing": "unscored", "when_not_applicable": "excluded"},
        **top,
    }
    return make_plan(parts, **{key: each for key, each in settings.items() if each is not None})


PLAN: Final = plan_of()


def item(name: str, most: int, target: str, actual: str, **more: Any) -> Said:
    found = {"id": name, "name": name, "max_points": str(most)}
    return {**found, "target": target, "actual": actual, **more}


ITEMS: Final[Mapping[str, list[Said]]] = {
    "output.quantity": [item("a", 20, "≥9个", "7个"), item("b", 20, "≤30天", "42天")],
    "output.quality": [item("c", 20, "≥90%", "90%")],
    "effect.social": [item("d", 30, "≥700人", "653人")],
}
FUNDS: Final = {"total": {"budget": "8127600元", "executed": "7741273.5元"}}
RIGHT: Final = {
    "execution": round_by_decimal(Fraction(77412735, 8127600), 2, "half-up"),
    "output.quantity.a": round_by_decimal(Fraction(20 * 7, 9), 2, "half-up"),
    "output.quantity.b": round_by_decimal(Fraction(20 * 30, 42), 2, "half-up"),
    "output.quality.c": Fraction(20),
    "effect.social.d": round_by_decimal(Fraction(30 * 653, 700), 2, "half-up"),
}
TOTAL: Final = sum(RIGHT.values(), Fraction(0))


def declare(
    points: Mapping[str, Fraction] | None = None, total: Fraction | None = None, **more: Any
) -> list[Said]:
    """Return the one round of a form, with these points otherwise than right."""
    said = RIGHT | dict(points or {})
    whole = sum(said.values(), Fraction(0)) if total is None else total
    shown = {name: print_figure(each) for name, each in said.items()}
    found = {"id": "self", "role": "self-evaluation", "label": "单位自评", "points": shown}
    return [{**found, "total": print_figure(whole), **more}]


def reconcile(plan: Plan = PLAN, **parts: Any) -> dict[tuple[str, str], Diagnosis]:
    """Return the diagnoses of a form by subject and figure."""
    given = {"facts": {}, "funds": FUNDS, "indicators": ITEMS, "assessments": declare(), **parts}
    said = {key: each for key, each in given.items() if each is not None}
    found = diagnose(open_dossier(plan, **said))
    return {(each.subject, each.figure): each for each in found}


def kinds(diagnosis: Diagnosis) -> list[str]:
    return [each.kind for each in diagnosis.explanations]


def explain_row(row: str, wrong: Fraction, plan: Plan = PLAN, **parts: Any) -> Diagnosis:
    """Return what is said of a row whose declared points are wrong, alone in its form."""
    found = reconcile(plan, assessments=declare({row: wrong}), **parts)
    rows = [subject for subject, figure in found if figure == "points"]
    assert rows == [row]
    total = found["total", "total"]
    assert total.inherited == (row,)
    return found[row, "points"]


def explain_total(wrong: Fraction, plan: Plan = PLAN, **parts: Any) -> Diagnosis:
    """Return what is said of a total that alone is wrong."""
    found = reconcile(plan, assessments=declare(total=wrong), **parts)
    assert [figure for _, figure in found] == ["total"]
    return found["total", "total"]


def alone(diagnosis: Diagnosis, kind: str) -> Mapping[str, object]:
    """Assert that one explanation fits alone; return its arguments."""
    assert kinds(diagnosis) == [kind]
    assert diagnosis.verdict == "alone"
    (found,) = diagnosis.explanations
    assert found.message.zh
    assert found.message.en
    return dict(found.arguments)


# Nothing is explained where nothing differs


def test_consistent_form_costs_nothing() -> None:
    """Neither trials nor other rulesets are worked out."""
    with (
        patch.object(Web, "evaluate", side_effect=AssertionError),
        patch.object(Others, "try_all", side_effect=AssertionError),
    ):
        assert reconcile() == {}


def test_nothing_fits() -> None:
    """A figure out of the air is not explained, and that is said."""
    found = explain_row("effect.social.d", Fraction(11))
    assert found.verdict == "none"
    assert (found.declared, found.computed) == ("11", "27.99")


# Rounding


def test_half_even() -> None:
    """30 × 1196.4/1600 is 22.4325: halfway between two figures of three decimals."""
    rows = {**ITEMS, "effect.social": [item("d", 30, "≥1600人", "1196.4人")]}
    plan = plan_of(rounding={"points": {"places": "3", "mode": "half-up"}})
    right = {
        "execution": Fraction("9.525"),
        "output.quantity.a": Fraction("15.556"),
        "output.quantity.b": Fraction("14.286"),
    }
    tie = Fraction(30) * Fraction("1196.4") / 1600
    assert tie == Fraction("22.4325")
    wrong = round_by_decimal(tie, 3, "half-even")
    right["effect.social.d"] = wrong
    found = reconcile(
        plan, indicators=rows, assessments=declare(right), funds=_funds("9525元", "10000元")
    )
    diagnosis = found["effect.social.d", "points"]
    # Cutting digits off gives the same in this tie: neither is asserted.
    assert kinds(diagnosis) == ["SL851", "SL852"]
    assert diagnosis.verdict == "several"
    assert {each.figure for each in diagnosis.explanations} == {"22.432"}


def _funds(executed: str, budget: str) -> Said:
    return {"total": {"budget": budget, "executed": executed}}


def test_truncated() -> None:
    wrong = round_by_decimal(Fraction(20 * 7, 9), 2, "down")
    assert wrong != RIGHT["output.quantity.a"]
    assert alone(explain_row("output.quantity.a", wrong), "SL852")["places"] == 2


def test_other_places() -> None:
    """One decimal instead of two, and three."""
    for places in (1, 3):
        wrong = round_by_decimal(Fraction(20 * 30, 42), places, "half-up")
        found = alone(explain_row("output.quantity.b", wrong), "SL868")
        assert (found["places"], found["own"]) == (places, 2)


def test_rate_rounded_first() -> None:
    """Haikou: 9.52 with the rate itself, 9.53 with 95.25%, and by a digit far to the right."""
    found = explain_row("execution", Fraction("9.53"))
    early = [dict(each.arguments) for each in found.explanations if each.kind == "SL853"]
    assert [each["places"] for each in early] == [
        Text("两位小数的百分数", "two decimals of a per cent")
    ]
    assert set(kinds(found)) == {"SL853", "SL864"}
    assert found.verdict == "several"
    for row, most, rate, places in (
        ("effect.social.d", 30, Fraction(65300, 700), 0),
        ("output.quantity.b", 20, Fraction(3000, 42), 1),
    ):
        share = round_by_decimal(rate, places, "half-up") / 100
        wrong = round_by_decimal(most * share, 2, "half-up")
        assert "SL853" in kinds(explain_row(row, wrong))


# Rules


def test_cap_not_applied() -> None:
    rows = {**ITEMS, "output.quality": [item("c", 20, "≥90%", "99%", reason="多做了")]}
    found = alone(explain_row("output.quality.c", Fraction(22), indicators=rows), "SL854")
    assert found["labels"] == (Text("c", "c"),)


@pytest.mark.parametrize(
    ("method", "actual", "wrong"),
    [
        # 20 × 30/25; 20 × (1 − (25 − 30)/30)
        ("inverse-ratio", "25天", Fraction(24)),
        ("linear-excess", "25天", round_by_decimal(Fraction(20 * 35, 30), 2, "half-up")),
    ],
)
def test_cap_of_reverse_not_applied(method: str, actual: str, wrong: Fraction) -> None:
    plan = plan_of({"all": slot({"reverse": method}, "20")}, max_points="20", grades=None)
    rows = {"all": [item("b", 20, "≤30天", actual)]}
    said = [{"id": "self", "role": "self", "points": {"all.b": print_figure(wrong)}}]
    found = reconcile(plan, indicators=rows, assessments=said, funds=None)
    assert "SL854" in kinds(found["all.b", "points"])


def test_cap_of_a_threshold_not_applied() -> None:
    """(120% − 60%)/40% of 20 points is 30."""
    ways = {"positive": {"kind": "threshold", "from": "60%", "above": "cap"}}
    plan = plan_of({"all": slot(ways, "20")}, max_points="20", grades=None)
    rows = {"all": [item("a", 20, "≥10个", "12个")]}
    said = [{"id": "self", "role": "self", "points": {"all.a": "30"}}]
    found = reconcile(plan, indicators=rows, assessments=said, funds=None)
    alone(found["all.a", "points"], "SL854")


def test_cap_of_a_heading_not_applied() -> None:
    """Rows of 40 under a heading of 30: with the cap 90, without it 100."""
    plan = plan_of(
        {
            "one": {"label": "甲", "max_points": "60", "indicators": {"x": slot()}},
            "two": {"label": "乙", "max_points": "30", "indicators": {"y": slot()}},
        },
        when_maxima_overflow="cap",
        max_points="90",
        grades=None,
    )
    rows = {
        "one.x": [item("a", 60, "≥1个", "1个")],
        "two.y": [item("b", 20, "≥1个", "1个"), item("c", 20, "≥1个", "1个")],
    }
    said = [{"id": "self", "role": "self", "total": "100"}]
    found = reconcile(plan, indicators=rows, assessments=said, funds=None)["total", "total"]
    capped = next(each for each in found.explanations if each.kind == "SL854")
    assert dict(capped.arguments)["labels"] == (Text("乙", "乙"),)


def test_other_reverse_form() -> None:
    """Target 30, actual 42: 20 × 30/42 is 14.29, 20 × (1 − 12/30) is 12; and the other way."""
    alone(explain_row("output.quantity.b", Fraction(12)), "SL856")
    plan = plan_of({"all": slot({"reverse": "linear-excess"}, "20")}, max_points="20", grades=None)
    for target, actual, wrong in ((30, 42, "14.29"), (30, 75, "8"), (0, 5, None)):
        rows = {"all": [item("b", 20, f"≤{target}天", f"{actual}天")]}
        said = [{"id": "self", "role": "self", "points": {"all.b": wrong or "1"}}]
        found = reconcile(plan, indicators=rows, assessments=said, funds=None)["all.b", "points"]
        assert ("SL856" in kinds(found)) == (wrong is not None)


# Inputs


def test_wrong_denominator() -> None:
    """Divided by what arrived, by a cell of the money block, by an amount beside it."""
    funds = {"total": {**FUNDS["total"], "arrived": "7900000元"}}
    wrong = round_by_decimal(Fraction(77412735, 7900000), 2, "half-up")
    found = alone(explain_row("execution", wrong, funds=funds), "SL855")
    assert found["used"] == Text("到位资金", "funds arrived")
    wrong = round_by_decimal(Fraction(77412735, 8500000), 2, "half-up")
    found = alone(explain_row("execution", wrong, facts={"planned": "850万元"}), "SL855")
    assert found["used"] == Text("计划投入", "计划投入")
    beside = {"reviewed": {"value": "880万元", "label": "评审价"}}
    wrong = round_by_decimal(Fraction(77412735, 8800000), 2, "half-up")
    assert alone(explain_row("execution", wrong, amounts=beside), "SL855")


def test_denominator_that_runs_into_the_cap() -> None:
    """A denominator far too small gives full points, as any would: it explains nothing."""
    found = explain_row("execution", Fraction(10), facts={"planned": "100万元"})
    assert "SL867" in kinds(found)
    assert "SL855" not in kinds(found)
    exact = explain_row("execution", Fraction(10), facts={"planned": "7741273.5元"})
    assert {"SL855", "SL867"} <= set(kinds(exact))


def test_wrong_unit() -> None:
    """774.12735万元 was written with 元: the declared points are right, the form is not."""
    funds = {"total": {"budget": "8127600元", "executed": "774.12735元"}}
    found = reconcile(funds=funds)["execution", "points"]
    labels = alone(found, "SL862")["labels"]
    # Whether the one is too small or the other too large cannot be told.
    assert labels == (
        Text("全年预算数 ÷ 10000", "全年预算数 ÷ 10000"),
        Text("全年执行数 × 10000", "全年执行数 × 10000"),
    )


def test_wrong_unit_in_a_row() -> None:
    rows = {**ITEMS, "effect.social": [item("d", 30, "≥700万元", "653元")]}
    alone(reconcile(indicators=rows)["effect.social.d", "points"], "SL862")


def test_digits_of_the_declared() -> None:
    assert RIGHT["effect.social.d"] == Fraction("27.99")
    found = alone(explain_row("effect.social.d", Fraction("72.99")), "SL863")
    assert found["right"] == "27.99"


@pytest.mark.parametrize(
    ("figure", "places", "swaps"),
    [
        ("27.99", 2, ["72.99", "29.79"]),
        ("10", 0, []),
        ("0.52", 2, ["5.02", "0.25"]),
        ("-12", 0, ["-21"]),
    ],
)
def test_swaps(figure: str, places: int, swaps: list[str]) -> None:
    """The point stays; nobody prints 01."""
    assert list(list_swaps(Fraction(figure), places)) == [Fraction(each) for each in swaps]


def test_digits_of_an_input() -> None:
    """635 people were counted for 653, 8217600元 for 8127600元."""
    wrong = round_by_decimal(Fraction(30 * 635, 700), 2, "half-up")
    found = alone(explain_row("effect.social.d", wrong), "SL864")
    assert (found["value"], found["used"]) == ("653人", "635人")
    wrong = round_by_decimal(Fraction(77412735, 8217600), 2, "half-up")
    found = alone(explain_row("execution", wrong), "SL864")
    assert (found["value"], found["used"]) == ("8127600元", "8217600元")


def test_digits_of_one_source() -> None:
    """The sum of two sources, one of which was copied wrongly: 120000 for 210000."""
    funds = {
        "rows": {
            "city": {"label": "市级", "budget": "600000元", "executed": "210000元"},
            "county": {"label": "县级", "budget": "400000元", "executed": "330000元"},
        }
    }
    assessments = declare({"execution": Fraction("4.5")})
    found = reconcile(funds=funds, assessments=assessments)["execution", "points"]
    assert "210000元" in {
        dict(each.arguments)["value"] for each in found.explanations if each.kind == "SL864"
    }


# Bands and full points


def test_next_band() -> None:
    bands = [
        {"from": "95%", "points": "10"},
        {"from": "80%", "points": "8"},
        {"from": "0", "points": "2"},
    ]
    method = {"kind": "bands", "value": "rate", "bands": bands}
    plan = plan_of({"a": {"label": "甲", "max_points": "10", "method": method}}, grades=None)
    for points, distance in (("2", "14.5%"), ("10", "0.5%")):
        said = [{"id": "self", "role": "self", "points": {"a": points}}]
        given = {"facts": {"rate": "94.5%"}, "funds": None, "indicators": {}, "assessments": said}
        found = reconcile(plan, **given)["a", "points"]
        band = next(each for each in found.explanations if each.kind == "SL865")
        assert dict(band.arguments)["distance"] == distance
        # Other facts that fall into the band say nothing.
        assert set(kinds(found)) <= {"SL865", "SL867"}


def test_full_though_missed() -> None:
    assert alone(explain_row("effect.social.d", Fraction(30)), "SL867")["figure"] == "30.00"


# Sums


def test_subtotals() -> None:
    """The output left out; the effect, which is all of one row, counted twice."""
    output = sum((RIGHT[each] for each in RIGHT if each.startswith("output")), Fraction(0))
    found = explain_total(TOTAL - output)
    assert alone(found, "SL860")["part"] == print_figure(output)
    assert found.explanations[0].node == "output"
    twice = explain_total(TOTAL + RIGHT["effect.social.d"])
    assert alone(twice, "SL861")
    assert twice.explanations[0].node == "effect"


def test_subtotals_of_a_part() -> None:
    """The sections of the text add up to 86; without the execution of 6 it is 80."""
    said = [
        {"id": name, "about": name, "value": value, "part": "正文"}
        for name, value in (("execution", "6分"), ("output", "50分"), ("effect", "30分"))
    ]
    found = explain_total(Fraction(80), statements=said)
    arguments = alone(found, "SL860")
    assert arguments["base"] == Text("正文的各项得分合计", "the points of 正文")
    assert arguments["whole"] == "86"


def test_subtotal_of_a_heading() -> None:
    """A heading without one of its rows."""
    said = declare()
    said[0]["points"]["output"] = print_figure(RIGHT["output.quantity.a"] + Fraction(20))
    found = reconcile(assessments=said)
    left = found["output", "points"].explanations
    assert [] == [each.kind for each in left if each.kind != "SL860"]


NA: Final = {
    **ITEMS,
    "effect.social": [
        item("d", 20, "≥700人", "350人"),
        {"id": "e", "name": "e", "max_points": "10", "state": "not-applicable", "reason": "无"},
    ],
}


def _declare_absent(total: Fraction) -> list[Said]:
    said = {**RIGHT, "effect.social.d": Fraction(10)}
    return declare(said, total)


def _plain_absent() -> Fraction:
    return TOTAL - RIGHT["effect.social.d"] + 10


def test_weight_moved() -> None:
    """10 points do not apply: the whole is blown up to 100, or the heading to its 30."""
    plain = _plain_absent()
    for wrong in (plain * 100 / 90, plain - 10 + Fraction(10 * 30, 20)):
        rounded = round_by_decimal(wrong, 2, "half-up")
        found = reconcile(indicators=NA, assessments=_declare_absent(rounded))["total", "total"]
        assert alone(found, "SL858")["moved"] == "10"


def test_weight_not_moved() -> None:
    plan = plan_of(
        rebase={"at_most": "50%"},
        rounding={
            "points": {"places": "2", "mode": "half-up"},
            "total": {"places": "2", "mode": "half-up"},
        },
    )
    found = reconcile(plan, indicators=NA, assessments=_declare_absent(_plain_absent()))
    alone(found["total", "total"], "SL859")


def test_rounded_only_at_the_end() -> None:
    raw = [Fraction(77412735, 8127600), Fraction(140, 9), Fraction(600, 42), Fraction(20)]
    rows = {**ITEMS, "effect.social": [item("d", 30, "≥700人", "654人")]}
    exact = sum(raw, Fraction(30 * 654, 700))
    wrong = round_by_decimal(exact, 2, "half-up")
    points = {"effect.social.d": round_by_decimal(Fraction(30 * 654, 700), 2, "half-up")}
    assert wrong != sum({**RIGHT, **points}.values(), Fraction(0))
    found = reconcile(indicators=rows, assessments=declare(points, wrong))["total", "total"]
    alone(found, "SL870")


def test_total_alone_is_declared() -> None:
    """With no points declared, a mistake in one row, or in all of them, is found in the total."""

    def total(points: Mapping[str, Fraction]) -> Diagnosis:
        whole = sum((RIGHT | dict(points)).values(), Fraction(0))
        said = [{"id": "self", "role": "self", "total": print_figure(whole)}]
        return reconcile(assessments=said)["total", "total"]

    one = total({"effect.social.d": Fraction(30)})
    assert ("SL867", "effect.social.d") in [(each.kind, each.node) for each in one.explanations]
    digits = total({"execution": round_by_decimal(Fraction(77412735, 8217600), 2, "half-up")})
    assert ("SL864", "execution") in [(each.kind, each.node) for each in digits.explanations]
    raw = {"output.quantity.a": Fraction(140, 9), "output.quantity.b": Fraction(600, 42)}
    cut = {name: round_by_decimal(each, 2, "down") for name, each in raw.items()}
    cut["execution"] = round_by_decimal(Fraction(77412735, 8127600), 2, "down")
    cut["effect.social.d"] = round_by_decimal(Fraction(30 * 653, 700), 2, "down")
    assert "SL852" in kinds(total(cut))


def test_sums_that_are_no_sums() -> None:
    """Under a heading that is a mean nothing is left out of a sum, and rows are put through it."""
    plan = plan_of(
        {
            "m": {
                "label": "平均",
                "max_points": "10",
                "aggregate": {"kind": "mean"},
                "indicators": {
                    "x": {"label": "x", "max_points": "10", "method": RATE},
                    "y": {"label": "y", "max_points": "10", "method": {**RATE, "value": "rate"}},
                },
            }
        },
        grades=None,
    )
    given = {"facts": {"rate": "50%"}, "funds": _funds("40元", "100元"), "indicators": {}}
    # (10 + 5)/2: x at full though 40% were spent.
    said = [{"id": "self", "role": "self", "total": "7.5"}]
    found = reconcile(plan, assessments=said, **given)["total", "total"]
    assert ("SL867", "m.x") in [(each.kind, each.node) for each in found.explanations]
    assert {"SL860", "SL861"}.isdisjoint(kinds(found))


# Grades and rates


def test_grade() -> None:
    """A total of 87.36: 优 is 2.64 away, and the grade of the 93 that the text gives."""
    assert TOTAL == Fraction("87.36")
    said = [{"id": "t", "about": "total", "value": "93", "at": "正文"}]
    found = reconcile(assessments=declare(grade="优"), statements=said)["grade", "grade"]
    assert kinds(found) == ["SL865", "SL866"]
    band, other = (dict(each.arguments) for each in found.explanations)
    assert band["distance"] == "2.64"
    assert (other["total"], other["which"]) == ("93", Text("正文", "正文"))
    alone(reconcile(assessments=declare(grade="差"))["grade", "grade"], "SL865")
    assert reconcile(assessments=declare(grade="甲"))["grade", "grade"].verdict == "none"


@pytest.mark.parametrize(
    ("printed", "parts", "kind"),
    [
        ("92.55%", {}, "SL863"),
        ("97.99%", {"funds": {"total": {**FUNDS["total"], "arrived": "7900000元"}}}, "SL855"),
        ("94.2%", {}, "SL864"),
        ("95.25%", {"funds": _funds("774.12735元", "8127600元")}, "SL862"),
    ],
)
def test_rate(printed: str, parts: Said, kind: str) -> None:
    """77412735/81276000 is 95.25%, divided by 79000000 97.99%, by 82176000 94.20%."""
    said = declare(rates={"execution": printed})
    found = reconcile(assessments=said, **parts)["execution", "rate"]
    assert kind in kinds(found)
    assert {each.figure for each in found.explanations} == {printed}


# A total that cannot be worked out


def _open_plan() -> Plan:
    return plan_of(
        {
            "execution": {"label": "预算执行率", "max_points": "10", "method": RATE},
            "output": {"label": "产出", "max_points": "70", "indicators": {"x": slot()}},
            "served": {"label": "满意度", "max_points": "20", "indicators": {"y": slot()}},
        }
    )


@pytest.mark.parametrize(
    ("total", "nodes", "composed"),
    [
        # All else full is 97.5; 20 less; 70 less; 5 less, which is nobody's maximum; none less.
        (
            "77.5",
            ["served"],
            "77.5 = 70 + 10 × 75%（预算执行率）；其余全满应为 97.5，有 20 分没有解释",
        ),
        ("27.5", ["output"], "有 70 分没有解释"),
        ("92.5", [], "有 5 分没有解释"),
        ("97.5", [], "即其余各项全满"),
        ("99", [], None),
    ],
)
def test_open_total(total: str, nodes: list[str], composed: str | None) -> None:
    said = [{"id": "self", "role": "self", "total": total}]
    given = {"funds": _funds("75元", "100元"), "indicators": {}, "assessments": said}
    found = reconcile(_open_plan(), **given)["total", "total"]
    assert [each.node for each in found.explanations if each.kind == "SL869"] == nodes
    assert kinds(found) == ["SL869"] * len(nodes)
    if composed is None:
        assert found.composition is None
    else:
        assert found.composition is not None
        assert composed in found.composition.zh


def test_open_total_that_is_its_sum() -> None:
    """Rows that await judgement: the declared total is what is declared, nothing is to explain."""
    rows = {**ITEMS, "effect.social": [item("d", 30, "显著提升", "显著提升")]}
    assert reconcile(indicators=rows) == {}
    wrong = reconcile(indicators=rows, assessments=declare(total=TOTAL - 20))["total", "total"]
    assert ("SL860", "output.quality") in [(e.kind, e.node) for e in wrong.explanations]


# Another ruleset


def test_another_ruleset(tmp_path: Path) -> None:
    """Editions with other denominators: those that give the same are one explanation."""
    for edition, value in (("1", "budget"), ("2", "planned"), ("3", "planned")):
        data = {
            "scorelib": "1",
            "id": "made/form",
            "edition": edition,
            "revision": "1",
            "title": "规则",
            "facts": MONEY,
            "rounding": {"points": {"places": "2", "mode": "half-up"}},
            "indicators": {
                "a": {
                    "label": "甲",
                    "max_points": "100",
                    "method": {**RATE, "value": f"executed / {value}"},
                }
            },
            "grades": GRADES,
        }
        place = tmp_path / "made" / "form" / edition / "ruleset.yaml"
        place.parent.mkdir(parents=True)
        place.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    ruleset = load_ruleset("made/form@1", None, [tmp_path])
    project = {
        "scorelib": "1",
        "project": {"id": "p", "name": "项目"},
        "ruleset": "made/form@1",
        "assessed_period": "2021",
        "evaluated_on": "2022-01-31",
        "facts": {"budget": "300元", "executed": "180元", "planned": "200元"},
        "assessments": [
            {"id": "s", "role": "s", "points": {"a": "90"}, "total": "90", "grade": "优"}
        ],
    }
    found = Reconciler(ruleset, [tmp_path]).reconcile(load_project(project)).diagnoses
    for each in found:
        other = next(e for e in each.explanations if e.kind == "SL857")
        assert dict(other.arguments)["rulesets"] == ("made/form@2", "made/form@3")
        assert "made/form@2、made/form@3" in other.message.zh
    assert [each.subject for each in found] == ["a", "total", "grade"]
    assert kinds(found[0]) == ["SL855", "SL857"]


# The examples


def diagnose_example(name: str) -> dict[str, Diagnosis]:
    project = load_project(ROOT / "examples" / name)
    found = Reconciler(choose(project)).reconcile(project).diagnoses
    return {each.subject: each for each in found}


def test_case_12() -> None:
    """Uncapped proportional points explain 71.7 exactly and alone."""
    total = diagnose_example("case-12")["total"]
    parts = [(20, "94", "650"), (20, "6", "15"), (20, "4164", "11442")]
    parts += [(20, "12767.36", "8000"), (10, "2074", "1980"), (10, "100", "90")]
    points = [most * Fraction(done) / Fraction(target) for most, done, target in parts]
    assert sum(round_by_decimal(each, 1, "half-up") for each in points) == Fraction("71.7")
    alone(total, "SL854")
    assert (total.declared, total.computed) == ("71.7", "58.2")
    assert len(total.inherited) == 3


def test_hefei() -> None:
    """80 has three explanations, none of which is asserted."""
    total = diagnose_example("hefei-yaohai-2021")["total"]
    assert total.verdict == "several"
    assert [(each.kind, each.node) for each in total.explanations] == [
        ("SL860", "output"),
        ("SL860", "decision"),
        ("SL860", "process"),
    ]
    wholes = [dict(each.arguments)["whole"] for each in total.explanations]
    assert wholes == ["110", "100", "100"]
    assert total.inherited == ()


def test_hechi() -> None:
    """10 points are missing: satisfaction without a score, or a cost item at nothing."""
    total = diagnose_example("hechi-2022")["total"]
    assert total.verdict == "several"
    found = {(each.kind, each.node) for each in total.explanations}
    assert found == {("SL869", "satisfaction"), ("SL869", "output.cost")}
    assert total.composition is not None
    for words in ("87.25 = 80 + 10 × 72.51%", "97.25", "10 分没有解释"):
        assert words in total.composition.zh


def test_yiyang() -> None:
    """86 stands against nothing at all, and that is said."""
    total = diagnose_example("yiyang-2017")["total"]
    assert total.verdict == "none"
    assert total.composition is None
