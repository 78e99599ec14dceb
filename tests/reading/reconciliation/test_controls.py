"""Four forms in which everything agrees: nothing is wrong in them, and nothing is said."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.reading.reconciliation.examples import CONTROLS, EXAMPLES, load, reconcile, show

NATIONAL, CENTRAL, HUBEI, YAOHAI = CONTROLS

ASKED: dict[str, set[str]] = {
    # An adjusted target with the paper that adjusted it is asked about, never held against it.
    NATIONAL: {"SL542"},
    CENTRAL: set(),
    HUBEI: set(),
    YAOHAI: set(),
}
"""What is asked in a control, and why."""


def _cut(value: Fraction, places: int) -> Fraction:
    """Return a figure rounded half-up: a second way, by whole numbers."""
    scale = 10**places
    return Fraction(
        (2 * value.numerator * scale + value.denominator) // (2 * value.denominator), scale
    )


TOTALS = {
    # 10 × 456.3/480; 5 × 90/95 for 5; 6 × 90% for 6; 5 × 82.5/85 for 5
    NATIONAL: _cut(Fraction(4563, 480), 2)
    + (45 + _cut(Fraction(450, 95), 2))
    + (24 + _cut(Fraction(54, 10), 2))
    + (5 + _cut(Fraction(825, 170), 2)),
    # 4 × (90% − 60%)/40% for 4; 4 × (99% − 60%)/40% for 4
    CENTRAL: 100 - (4 - 4 * Fraction(30, 40)) - (4 - 4 * Fraction(39, 40)),
    # 20 × 291.7/320; 4 × 114/120 for 4; 5 × 10/12 for 5; 4 × 70% for 4; 5 × 87.5/90 for 5
    HUBEI: _cut(20 * Fraction(2917, 3200), 1)
    + (80 - 18)
    + _cut(Fraction(456, 120), 1)
    + _cut(Fraction(50, 12), 1)
    + _cut(Fraction(28, 10), 1)
    + _cut(5 * Fraction(875, 900), 1),
    # 10 × 380.2/400; 3 × 97.02/99 for 3; 5 × 85.5/90 for 5; 0.5 and 0.5 taken off by the unit
    YAOHAI: _cut(Fraction(3802, 400), 2)
    + (100 - 10 - 3 - 5 - 1)
    + _cut(3 * Fraction(9702, 9900), 2)
    + _cut(5 * Fraction(855, 900), 2),
}
"""The totals, by arithmetic apart from the engine's."""


@pytest.mark.parametrize("name", CONTROLS)
def test_nothing_is_wrong(name: str) -> None:
    """No error and no warning; what is asked has its reason."""
    found = reconcile(name).findings
    assert [show(each) for each in found if each.severity in ("error", "warning")] == []
    assert {each.code for each in found if each.severity == "question"} == ASKED[name]


@pytest.mark.parametrize("name", CONTROLS)
def test_all_figures_agree(name: str) -> None:
    """Every declared figure and every printing agrees at its precision; nothing to diagnose."""
    found = reconcile(name)
    agreeing = ("agrees", "rounded", "approximate")
    declared = [each for each in found.lines if each.agreement != "not-declared"]
    assert declared
    # What a unit gives where the rule leaves it to a judgement is counted, and computed nowhere.
    odd = [each for each in declared if each.agreement not in (*agreeing, "not-computed")]
    assert odd == []
    assert [each for each in found.printings if each.agreement not in agreeing] == []
    assert found.diagnoses == ()


@pytest.mark.parametrize("name", CONTROLS)
def test_totals_are_right(name: str) -> None:
    """The total that is declared is the one that the rule gives, worked out apart."""
    found = reconcile(name)
    total = found.result.total.points
    assert total == TOTALS[name]
    assert [side.value for line in found.lines if line.subject == "total" for side in line.sides]
    assert all(
        side.value == total
        for line in found.lines
        if line.subject == "total"
        for side in line.sides
    )


@pytest.mark.parametrize("name", CONTROLS)
def test_controls_are_whole_forms(name: str) -> None:
    """Each has some twenty indicators, is marked as made up, and holds what raises false alarms."""
    text = (EXAMPLES / name / "project.yaml").read_text("utf-8")
    assert text.startswith("# 示例数据（虚构，只为测试）")
    document = load(name).document
    assert "示例数据" in document.project.name.zh
    assert sum(len(items) for items in document.indicators.values()) >= 15
    nodes = reconcile(name).result.nodes
    counted = [each for each in nodes if each.method is not None and each.points is not None]
    assert len(counted) >= 20
    assert document.funds is not None
    assert [
        row for row in document.funds.rows.values() if row.budget == "0" and row.executed == "0"
    ]
    assert [each for each in document.statements if each.words and "〔20" in each.words.zh]


@pytest.mark.parametrize("name", CONTROLS)
def test_counts_of_people_are_counts(name: str) -> None:
    """“60个” of “≥60人” is a target met: full points, and nothing is found."""
    people = [
        f"{slot}.{item.id}"
        for slot, items in load(name).document.indicators.items()
        for item in items
        if item.target and "人" in item.target and item.actual and item.actual.endswith("个")
    ]
    assert people
    found = reconcile(name)
    counted = [node for node in found.result.nodes if node.id in people]
    assert [node.computed for node in counted] == [node.max_points for node in counted]
    assert not [each for each in found.findings if each.node in people]
