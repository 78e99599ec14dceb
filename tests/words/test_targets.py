"""Targets and actuals: the table of spellings, parse → print → parse, and hostile texts."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.ground.errors import Lang
from scorelib.ground.messages import render_message, render_next_step
from scorelib.ground.messages.quantities import TABLE
from scorelib.words.amounts import Amount, read_amount
from scorelib.words.bounds import Op
from scorelib.words.targets import (
    Between,
    Change,
    Comparison,
    DateTarget,
    Target,
    Unread,
    YesNo,
    print_target,
    read_actual,
    read_target,
    repeats,
)
from scorelib.words.units import list_units, read_unit
from tests.words.reading import Spelling, describe, list_spellings, normalise

LANGUAGES: list[Lang] = ["zh", "en"]
TARGETS = list_spellings("target")
OPS: list[Op] = [">=", "<=", "=", ">", "<"]


@pytest.mark.parametrize(
    "spelling", list_spellings("target", "actual"), ids=lambda each: f"{each.kind} {each.text!r}"
)
def test_spelling(spelling: Spelling) -> None:
    """Each spelling of the table is read, or left to judgement, as an expert would."""
    assert normalise(spelling.reading) == spelling.read()


def test_table_is_long_enough() -> None:
    """At least 120 spellings are known, each of them once."""
    known = list_spellings("amount", "target", "actual")
    assert len(known) >= 120
    assert len(known) == len({(each.kind, each.unit, each.text) for each in known})


@pytest.mark.parametrize("spelling", TARGETS, ids=lambda each: f"{each.text!r}")
def test_printed_spelling_reads_back(spelling: Spelling) -> None:
    """Read → print → read gives the same target, and printing it again the same words."""
    target = read_target(spelling.text, spelling.asked)
    again = read_target(print_target(target), spelling.asked)
    if isinstance(target, Unread):
        assert print_target(target) == spelling.text
    else:
        assert target == again
        assert print_target(target) == print_target(again)


@pytest.mark.parametrize("spelling", list_spellings("target", "actual"))
def test_reason_can_be_told(spelling: Spelling) -> None:
    """What was not understood says why and what to do, in both languages."""
    read = read_target if spelling.kind == "target" else read_actual
    found = read(spelling.text, spelling.asked)
    if isinstance(found, Unread):
        for lang in LANGUAGES:
            assert render_message(found.reason_code, dict(found.arguments), lang)
            assert render_next_step(found.reason_code, dict(found.arguments), lang)


FIGURES = st.from_regex(r"-?[1-9][0-9]{0,6}(\.[0-9]{1,3})?", fullmatch=True)
UNITS = st.sampled_from([unit.name for unit in list_units()] + ["万元", "亿元", "元/人·月"])
AMOUNTS = st.builds(lambda figure, name: read_amount(figure, read_unit(name)), FIGURES, UNITS)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def pair(one: str, other: str, name: str, low: bool, high: bool) -> Between | None:
    """Return the range between two figures of one unit, unless they are the same."""
    unit = read_unit(name)
    ends = sorted((read_amount(one, unit), read_amount(other, unit)), key=lambda end: end.value)
    return Between(ends[0], ends[1], low, high) if ends[0].value < ends[1].value else None


def month(day: date) -> tuple[date, date]:
    """Return the first and the last day of a day's month."""
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day.replace(day=1), following - timedelta(days=1)


RANGES = st.builds(pair, FIGURES, FIGURES, UNITS, st.booleans(), st.booleans()).filter(bool)
DATES = st.one_of(
    st.builds(lambda day, op: DateTarget(day, day, op), DAYS, st.sampled_from(OPS)),
    st.builds(lambda day, op: DateTarget(*month(day), op), DAYS, st.sampled_from(OPS)),
    st.builds(lambda day: DateTarget(day, day, "<=", True), DAYS),
    st.builds(lambda day: DateTarget(*month(day), ">=", True), DAYS),
    st.builds(lambda ends: DateTarget(min(ends), max(ends)), st.tuples(DAYS, DAYS)),
)
CHANGES = st.builds(
    Change,
    st.sampled_from(["up", "down"]),
    st.sampled_from(OPS),
    AMOUNTS.filter(lambda amount: amount.value > 0),
    st.sampled_from(["上年", "同比", "环比", "2020年", "上年同期"]),
)
COMPARISONS = st.builds(Comparison, st.sampled_from(OPS), AMOUNTS)


@given(st.one_of(COMPARISONS, RANGES, DATES, CHANGES, st.builds(YesNo, st.booleans())))
def test_printed_target_reads_back(target: Target) -> None:
    """Print → read gives the same target for every target there can be."""
    assert target == read_target(print_target(target))


def widen(text: str) -> str:
    """Return a text in full-width forms."""
    wide = (chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
    return "".join(wide)


@pytest.mark.parametrize("spelling", TARGETS, ids=lambda each: f"{each.text!r}")
def test_full_width_means_the_same(spelling: Spelling) -> None:
    """Full-width digits, signs and letters change nothing."""
    assert spelling.read() == describe(read_target(widen(spelling.text), spelling.asked))


@pytest.mark.parametrize(
    ("text", "direction"),
    [("≥266米", "positive"), ("超过5次", "positive"), ("≤3天", "reverse"), ("不满5次", "reverse"),
     ("=8个", "equal")],
)  # fmt: skip
def test_direction(text: str, direction: str) -> None:
    """A lower bound wants more, an upper bound less."""
    target = read_target(text)
    assert isinstance(target, Comparison)
    assert direction == target.direction


@pytest.mark.parametrize(
    ("target", "actual", "copied"),
    [
        ("≥266米", "≥266米", True),
        ("≥266米", "≥ 266 米", True),
        ("≥266米", "不低于266米", True),
        ("≥266米", "≥270米", False),
        ("≥266米", "266米", False),
        ("20万元", "20万元", False),
        ("100%", "100%", False),
        ("显著提升", "显著提升", True),
        ("显著提升", "有所提升", False),
        ("2021年12月", "2021年12月", False),
        ("2021年12月31日前", "2021年12月31日前", True),
        ("", "", False),
    ],
)
def test_copied_target_is_seen(target: str, actual: str, copied: bool) -> None:
    """An actual that only repeats a bound or words is a copy; a figure is a value."""
    assert copied == repeats(target, actual)


def test_form_with_copied_targets() -> None:
    """In the transcribed form of 2022 (case 09) every actual is written as its target is.

    The bounds and the words are copies; 100% and 20万元 are values that meet their targets.
    """
    cells = ["≥266米", "≥50厘米", "100%", "≥90%", "20万元", "≥1000人", "显著提升", "≥95%"]
    values = [each for each in cells if not repeats(each, each)]
    assert values == ["100%", "20万元"]
    assert all(isinstance(read_actual(each), Amount) for each in values)


@pytest.mark.parametrize(
    "part",
    ["1", "≥", "不低于", "-", "~", "至", "约", "万", "(", "含)", " ", "年", "月", "1月", "较上年",
     "…", "一", "\u200b", "\u202e", "up ", "1且", "2021年12月"],
)  # fmt: skip
def test_long_texts_are_left_to_judgement_quickly(part: str) -> None:
    """A hostile text is unread, in no time, and raises nothing."""
    for length in (115, 10_000):
        start = time.perf_counter()
        text = (part * length)[:length]
        assert isinstance(read_target(text), Unread)
        assert isinstance(read_actual(text), Unread)
        assert not repeats(text, "8个")
        assert time.perf_counter() - start < 1


@given(st.text(max_size=30))
def test_any_text_is_read_or_unread(text: str) -> None:
    """Nothing a cell may hold raises, and every reason has its words."""
    for found in (read_target(text), read_actual(text)):
        if isinstance(found, Unread):
            assert found.reason_code in TABLE
            assert found.text == text


PIECES = "0123456789.,-~≥≤<>=% 万元个天年月日前内底以上下不超过至且较上年增长"


@given(st.text(alphabet=PIECES, max_size=14))
def test_near_targets_are_stable(text: str) -> None:
    """Texts made of the pieces of targets are read stably or left to judgement."""
    target = read_target(text)
    if not isinstance(target, Unread):
        assert target == read_target(print_target(target))
