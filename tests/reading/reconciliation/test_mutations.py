"""Consistent forms pass; a mistake put into one is found, and its true explanation is reported."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from scorelib.compiler.loading.loader import load_ruleset
from scorelib.engine.intake.project import load_project
from scorelib.reading.reconciliation.reconciliation import Reconciler
from scorelib.reading.reconciliation.views import Diagnosis, Explanation, Line, Reconciliation
from scorelib.words.rounding import Mode
from tests.engine.drawing_words import print_figure
from tests.reading.reconciliation.forms import (
    OWN,
    RULES,
    Form,
    draw_forms,
    write_rulesets,
)
from tests.reading.reconciliation.hand import Leaf, Rules, round_rate, take_points
from tests.reading.reconciliation.mistakes import (
    MISSED,
    MISTAKES,
    RATES,
    Mistake,
    in_proportion,
    print_padded,
    rounds_points,
    swap_digits,
)
from tests.strategies import round_by_decimal

EXAMPLES: Final = int(os.environ.get("SCORELIB_EXAMPLES", "100"))
QUIET: Final = [HealthCheck.filter_too_much]
SMALL = settings(max_examples=max(EXAMPLES // 8, 3), suppress_health_check=QUIET)
FEW = settings(max_examples=max(EXAMPLES // 25, 3), suppress_health_check=QUIET)

Project = Mapping[str, Any]


class Office:
    """Reconciles projects by the rulesets of the forms, each compiled once."""

    def __init__(self, root: Path) -> None:
        self.roots = [root]
        self._known: dict[str, Reconciler] = {}

    def open(self, reference: str) -> Reconciler:
        return Reconciler(load_ruleset(reference, None, self.roots), self.roots)

    def reconcile(self, project: Project) -> Reconciliation:
        reference = project["ruleset"]
        if reference not in self._known:
            self._known[reference] = self.open(reference)
        return self._known[reference].reconcile(load_project(project))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    root = tmp_path_factory.mktemp("rulesets")
    write_rulesets(root)
    return Office(root)


def find_line(found: Reconciliation, subject: str, figure: str) -> Line:
    return next(each for each in found.lines if (each.subject, each.figure) == (subject, figure))


def find_diagnosis(found: Reconciliation, subject: str, figure: str) -> Diagnosis:
    """Return the one diagnosis of a line; the line differs."""
    assert find_line(found, subject, figure).agreement == "differs"
    (diagnosis,) = (
        each for each in found.diagnoses if (each.subject, each.figure) == (subject, figure)
    )
    return diagnosis


def assert_explained(
    diagnosis: Diagnosis, code: str, node: str | None = None, *words: str, same: Sequence[str] = ()
) -> Explanation:
    """Assert that the true explanation is among those reported; return it.

    `same` are nodes that cannot be told from the true one.
    """
    seen = [(each.kind, each.node, dict(each.arguments)) for each in diagnosis.explanations]
    fitting = [
        each
        for each in diagnosis.explanations
        if each.kind == code
        and (node is None or each.node in (node, *same))
        and all(word in each.message.zh and word in each.message.en for word in words)
    ]
    assert fitting, (code, node, words, diagnosis.declared, diagnosis.computed, seen)
    assert fitting[0].message.zh
    assert fitting[0].message.en
    event(f"{diagnosis.verdict}")
    return fitting[0]


# Consistent forms


def is_consistent(line: Line) -> bool:
    return line.agreement in ("agrees", "rounded", "not-declared")


@given(data=st.data())
@settings(max_examples=max(EXAMPLES // 2, 3))
def test_consistent_forms_pass(office: Office, data: st.DataObject) -> None:
    """All lines agree; there is no error and nothing to explain."""
    rules = data.draw(st.sampled_from(RULES))
    form = data.draw(draw_forms(rules, None, data.draw(st.booleans())))
    found = office.reconcile(form.declare())
    assert [line for line in found.lines if not is_consistent(line)] == []
    assert found.diagnoses == ()
    assert [each for each in found.findings if each.severity == "error"] == []


# Mistakes in the points of one row


def draw_case(data: st.DataObject, mistake: Mistake) -> tuple[Form, Leaf, Fraction]:
    """Return a form with a row in which the mistake can be made, and the wrong points."""
    pairs = [(rules, want) for rules in RULES for want in mistake.wants]
    fitting = [(rules, want) for rules, want in pairs if mistake.suits(rules, want[0])]
    rules, want = data.draw(st.sampled_from(fitting))
    form = data.draw(draw_forms(rules, want))
    leaf = form.leaf(form.wanted)
    wrong = mistake.work(data, form, leaf)
    assume(wrong != take_points(form.rules, leaf))
    return form, leaf, wrong


@pytest.mark.parametrize("name", MISTAKES)
@given(data=st.data())
@SMALL
def test_mistake_in_one_row(office: Office, name: str, data: st.DataObject) -> None:
    """The row differs with its finding, no row beside it does, and the mistake is named."""
    mistake = MISTAKES[name]
    form, leaf, wrong = draw_case(data, mistake)
    carry = data.draw(st.booleans())
    project = form.declare({leaf.path: wrong}, carry=carry)
    found = office.reconcile(project)
    if form.rules.places is None:  # what no rule rounds agrees as it is printed
        assume(find_line(found, leaf.path, "points").agreement == "differs")
    codes = {each.code for each in found.findings if each.node == leaf.path}
    assert codes & {"SL504", "SL505"}
    assert_explained(find_diagnosis(found, leaf.path, "points"), mistake.code, leaf.path)
    rows = {each.path for each in form.leaves} - {leaf.path}
    assert [each for each in found.lines if each.subject in rows and not is_consistent(each)] == []
    if carry and find_line(found, "total", "total").agreement == "differs":
        total = find_diagnosis(found, "total", "total")
        if not form.rules.subtotals and form.rules.total is None:
            assert leaf.path in total.inherited


# Mistakes in a rate


@pytest.mark.parametrize("name", RATES)
@given(data=st.data())
@SMALL
def test_mistake_in_a_rate(office: Office, name: str, data: st.DataObject) -> None:
    """The rate is wrong, and the points are right."""
    code, work = RATES[name]
    rules = data.draw(st.sampled_from([each for each in RULES if in_proportion(each)]))
    form = data.draw(draw_forms(rules, ("execution", "missed")))
    leaf = form.leaf("execution-rate")
    project = form.declare()
    wrong = round_rate(work(data, form, leaf), 2)
    project["assessments"][0]["rates"][leaf.path] = f"{print_padded(wrong * 100, 2)}%"
    found = office.reconcile(project)
    assume(find_line(found, leaf.path, "rate").agreement == "differs")
    assert is_consistent(find_line(found, leaf.path, "points"))
    assert_explained(find_diagnosis(found, leaf.path, "rate"), code, leaf.path)


# Mistakes that are printed in the form's own inputs


@given(data=st.data())
@SMALL
def test_money_in_the_wrong_unit(office: Office, data: st.DataObject) -> None:
    """万元 stands for 元 in the money block, or 元 for 万元; the declared points are right."""
    rules = data.draw(st.sampled_from([each for each in RULES if in_proportion(each)]))
    form = data.draw(draw_forms(rules, ("execution", "missed")))
    project = form.declare()
    column = data.draw(st.sampled_from(("budget", "executed")))
    cells = project["funds"]["total"]
    other = "元" if form.unit == "万元" else "万元"
    cells[column] = cells[column].removesuffix(form.unit) + other
    found = office.reconcile(project)
    declared = form.points()["execution-rate"]
    assume(0 < declared < form.leaf("execution-rate").most)
    assume(find_line(found, "execution-rate", "points").agreement == "differs")
    assert_explained(find_diagnosis(found, "execution-rate", "points"), "SL862", "execution-rate")


@given(data=st.data())
@SMALL
def test_amount_in_the_wrong_unit(office: Office, data: st.DataObject) -> None:
    """The same in the target or the actual of an indicator."""
    rules = data.draw(st.sampled_from([each for each in RULES if not each.threshold]))
    want = data.draw(st.sampled_from(MISSED[:3]))
    form = data.draw(draw_forms(rules, want, unit="万元"))
    leaf = form.leaf(form.wanted)
    which = data.draw(st.sampled_from(("target", "actual")))
    text = form.words[leaf.path][which == "actual"]
    assume(0 < take_points(rules, leaf) < leaf.most)
    slot, _, name = leaf.path.rpartition(".")
    project = form.declare()
    item = next(each for each in project["indicators"][slot] if each["id"] == name)
    item[which] = text.replace("万元", "元") if "万元" in text else text.replace("元", "万元")
    found = office.reconcile(project)
    assume(find_line(found, leaf.path, "points").agreement == "differs")
    assert_explained(find_diagnosis(found, leaf.path, "points"), "SL862", leaf.path)


# Another ruleset


@given(data=st.data())
@SMALL
def test_another_ruleset(office: Office, data: st.DataObject) -> None:
    """All is worked out by another edition or another place: every row says by which."""
    rules, other = data.draw(st.permutations(OWN).map(lambda each: each[:2]))
    form = data.draw(draw_forms(rules))
    found = office.reconcile(form.declare(by=other))
    rows = {each.path for each in form.leaves}
    differing = [
        each.subject
        for each in found.lines
        if each.subject in rows and each.figure == "points" and each.agreement == "differs"
    ]
    assume(differing)
    for row in differing:
        assert_explained(find_diagnosis(found, row, "points"), "SL857", None, other.reference)


# Mistakes in the total


def round_total(rules: Rules, total: Fraction) -> Fraction:
    """Return a total with the decimals that a form by these rules prints."""
    finest = 2 if rules.places is None else rules.places
    return round_by_decimal(total, finest if rules.total is None else rules.total, "half-up")


def round_heading(rules: Rules, points: Fraction) -> Fraction:
    """Return points of a heading with the decimals that a form by these rules prints."""
    places = rules.places if rules.subtotals is None else rules.subtotals
    return round_by_decimal(points, 2 if places is None else places, "half-up")


def sum_level_one(form: Form) -> Fraction:
    """Return the plain sum of the points of level one, which is not rounded yet."""
    points = form.points() | form.sums(form.points())
    top = {leaf.path.partition(".")[0] for leaf in form.leaves}
    return sum((points[each] for each in top), Fraction(0))


def reconcile_total(office: Office, form: Form, total: Fraction, **more: Any) -> Diagnosis:
    """Return the diagnosis of a form whose total alone is wrong."""
    right = form.sums(form.points())["total"]
    assume(total != right)
    found = office.reconcile(form.declare(total=total, **more))
    codes = {each.code for each in found.findings}
    assert codes & {"SL516", "SL533"}
    rows = {each.path for each in form.leaves}
    assert [each for each in found.lines if each.subject in rows and not is_consistent(each)] == []
    return find_diagnosis(found, "total", "total")


def draw_heading(data: st.DataObject, form: Form) -> tuple[str, Fraction, Fraction]:
    """Return a heading of level one or two, its points, and the plain sum of level one."""
    sums = form.sums(form.points())
    headings = [each for each in sums if each != "total" and each.count(".") < 2 and sums[each]]
    assume(headings)
    heading = data.draw(st.sampled_from(headings))
    return heading, sums[heading], sum_level_one(form)


def list_same(form: Form, heading: str) -> list[str]:
    """Return the headings above and below one that have just its points: nobody can tell them."""
    sums = form.sums(form.points())
    return [
        name
        for name, points in sums.items()
        if points == sums[heading]
        and (f"{heading}.".startswith(f"{name}.") or f"{name}.".startswith(f"{heading}."))
    ]


@given(data=st.data())
@SMALL
def test_subtotal_left_out(office: Office, data: st.DataObject) -> None:
    form = data.draw(draw_forms(data.draw(st.sampled_from(RULES))))
    heading, points, total = draw_heading(data, form)
    diagnosis = reconcile_total(office, form, round_total(form.rules, total - points))
    assert_explained(diagnosis, "SL860", heading, same=list_same(form, heading))


@given(data=st.data())
@SMALL
def test_subtotal_counted_twice(office: Office, data: st.DataObject) -> None:
    form = data.draw(draw_forms(data.draw(st.sampled_from(RULES))))
    heading, points, total = draw_heading(data, form)
    diagnosis = reconcile_total(office, form, round_total(form.rules, total + points))
    assert_explained(diagnosis, "SL861", heading, same=list_same(form, heading))


@given(data=st.data())
@SMALL
def test_weight_moved(office: Office, data: st.DataObject) -> None:
    """The total is re-based on what applies, although the rule moves nothing."""
    still = [each for each in RULES if each.rebase == "never"]
    form = data.draw(draw_forms(data.draw(st.sampled_from(still)), None, absent=True))
    gone = form.leaf(form.wanted).most
    moved = form.sums(form.points(), replace(form.rules, total=None))["total"] * 100 / (100 - gone)
    diagnosis = reconcile_total(office, form, round_total(form.rules, moved))
    assert_explained(diagnosis, "SL858")


@given(data=st.data())
@SMALL
def test_weight_moved_in_a_heading(office: Office, data: st.DataObject) -> None:
    """One heading is re-based by itself, and the total takes it over."""
    still = [each for each in RULES if each.rebase == "never"]
    form = data.draw(draw_forms(data.draw(st.sampled_from(still)), None, absent=True))
    form, gone = replace(form, headings=True), form.leaf(form.wanted)
    heading = gone.path.partition(".")[0]
    rows = [each for each in form.leaves if each.path.startswith(f"{heading}.")]
    whole = sum((each.most for each in rows), Fraction(0))
    sums = form.sums(form.points(), replace(form.rules, subtotals=None, total=None))
    moved = round_heading(form.rules, sums[heading] * whole / (whole - gone.most))
    right = form.sums(form.points())
    assume(moved != right[heading])
    total = right["total"] if form.rules.total is None else sum_level_one(form)
    project = form.declare(total=round_total(form.rules, total - right[heading] + moved))
    project["assessments"][0]["points"][heading] = print_figure(moved)
    found = office.reconcile(project)
    assert_explained(find_diagnosis(found, heading, "points"), "SL858", heading)
    if find_line(found, "total", "total").agreement == "differs":
        diagnosis = find_diagnosis(found, "total", "total")
        if heading not in diagnosis.inherited:
            assert_explained(diagnosis, "SL858", heading, same=list_same(form, heading))


@given(data=st.data())
@SMALL
def test_weight_not_moved(office: Office, data: st.DataObject) -> None:
    """The total is the plain sum, although the rule re-bases what applies."""
    moving = [each for each in RULES if each.rebase != "never"]
    form = data.draw(draw_forms(data.draw(st.sampled_from(moving)), None, absent=True))
    plain = form.sums(form.points(), replace(form.rules, rebase="never"))["total"]
    assert_explained(reconcile_total(office, form, plain), "SL859")


@given(data=st.data())
@SMALL
def test_points_not_rounded_before_adding(office: Office, data: st.DataObject) -> None:
    plain = [each for each in RULES if rounds_points(each) and each.subtotals is None]
    form = data.draw(draw_forms(data.draw(st.sampled_from(plain))))
    raw = form.sums(form.points(replace(form.rules, places=None)))["total"]
    diagnosis = reconcile_total(office, form, round_total(form.rules, raw))
    assert_explained(diagnosis, "SL870")


@pytest.mark.parametrize(
    ("code", "mode", "fewer"),
    [("SL852", "down", 0), ("SL868", "half-up", 1)],
)
@given(data=st.data())
@SMALL
def test_total_rounded_otherwise(
    office: Office, code: str, mode: Mode, fewer: int, data: st.DataObject
) -> None:
    """The rule rounds the total itself, half up, and the form does it in another way."""
    rounding = [each for each in RULES if each.total is not None and each.total >= fewer]
    form = data.draw(draw_forms(data.draw(st.sampled_from(rounding))))
    raw = form.sums(form.points(), replace(form.rules, total=None))["total"]
    assert form.rules.total is not None
    wrong = round_by_decimal(raw, form.rules.total - fewer, mode)
    assert_explained(reconcile_total(office, form, wrong), code)


@given(data=st.data())
@SMALL
def test_digits_of_the_total(office: Office, data: st.DataObject) -> None:
    form = data.draw(draw_forms(data.draw(st.sampled_from(RULES))))
    right = form.sums(form.points())["total"]
    wrong = Fraction(swap_digits(data, print_figure(right)))
    assert_explained(reconcile_total(office, form, wrong), "SL863")


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("SL852", {"mode": "down"}),
        ("SL853", {"early": 0}),
        ("SL853", {"early": 1}),
        ("SL854", {"capped": False}),
        ("SL856", {"reverse": "other"}),
    ],
)
@given(data=st.data())
@SMALL
def test_total_without_its_rows(
    office: Office, code: str, changes: dict[str, Any], data: st.DataObject
) -> None:
    """A form that prints its total only, worked out with the same mistake in every row."""
    fit = [each for each in RULES if in_proportion(each) and rounds_points(each)]
    form = data.draw(draw_forms(data.draw(st.sampled_from(fit))))
    if "reverse" in changes:
        changes = {"reverse": "inverse" if form.rules.reverse == "excess" else "excess"}
    wrong = form.sums(form.points(replace(form.rules, **changes)))["total"]
    project = form.declare(total=wrong, grade=form.rules.grade(form.sums(form.points())["total"]))
    said = project["assessments"][0]
    del said["points"]
    said.pop("rates", None)
    found = office.reconcile(project)
    assume(find_line(found, "total", "total").agreement == "differs")
    assert_explained(find_diagnosis(found, "total", "total"), code)


# Mistakes in the grade


@given(data=st.data())
@SMALL
def test_grade_of_the_declared_total(office: Office, data: st.DataObject) -> None:
    """A subtotal is left out of the total, and the grade is that of the wrong total."""
    form = data.draw(draw_forms(data.draw(st.sampled_from(RULES))))
    right = form.sums(form.points())["total"]
    _, points, total = draw_heading(data, form)
    wrong = round_total(form.rules, total - points)
    assume(form.rules.grade(wrong) != form.rules.grade(right))
    found = office.reconcile(form.declare(total=wrong))
    assert "SL517" in {each.code for each in found.findings}
    assert_explained(find_diagnosis(found, "grade", "grade"), "SL866")


@given(data=st.data())
@SMALL
def test_grade_of_a_total_printed_elsewhere(office: Office, data: st.DataObject) -> None:
    """The total is right; the grade is that of one which the text gives."""
    form = data.draw(draw_forms(data.draw(st.sampled_from(RULES))))
    right = form.sums(form.points())["total"]
    other = Fraction(data.draw(st.integers(0, 100)))
    assume(form.rules.grade(other) != form.rules.grade(right))
    said = {"id": "text", "about": "total", "value": print_figure(other), "at": "报告三"}
    form = replace(form, extra={"statements": [said]})
    found = office.reconcile(form.declare(grade=form.rules.grade(other)))
    assert_explained(find_diagnosis(found, "grade", "grade"), "SL866", None, print_figure(other))


@given(data=st.data())
@SMALL
def test_grade_of_the_next_band(office: Office, data: st.DataObject) -> None:
    form = data.draw(draw_forms(data.draw(st.sampled_from(RULES))))
    words = [word for word, _ in form.rules.edges]
    place = words.index(form.rules.grade(form.sums(form.points())["total"]))
    others = [each for each in (place - 1, place + 1) if 0 <= each < len(words)]
    found = office.reconcile(form.declare(grade=words[data.draw(st.sampled_from(others))]))
    assert_explained(find_diagnosis(found, "grade", "grade"), "SL865")


# Nothing depends on the run


@given(data=st.data())
@FEW
def test_diagnoses_are_deterministic(office: Office, data: st.DataObject) -> None:
    """The same form gives the same lines, findings and diagnoses, also from a fresh start."""
    name = data.draw(st.sampled_from(sorted(MISTAKES)))
    form, leaf, wrong = draw_case(data, MISTAKES[name])
    project = form.declare({leaf.path: wrong})
    one, other = office.reconcile(project), office.reconcile(project)
    fresh = office.open(form.rules.reference).reconcile(load_project(project))
    assert one == other == fresh
