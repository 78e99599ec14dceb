"""Amounts: the table of spellings, agreement at the printed precision, and hostile texts."""

from __future__ import annotations

import re
import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.ground.errors import Lang, WordError
from scorelib.ground.messages import MESSAGES, render_message, render_next_step
from scorelib.ground.messages.quantities import TABLE
from scorelib.words.amounts import (
    Agreement,
    Amount,
    agrees,
    compare_printed,
    print_amount,
    read_amount,
)
from scorelib.words.units import list_units, read_unit
from tests.words.reading import Spelling, list_spellings, normalise

LANGUAGES: list[Lang] = ["zh", "en"]
AMOUNTS = list_spellings("amount")
READ = [each for each in AMOUNTS if not each.reading.startswith("SL")]
REFUSED = [each for each in AMOUNTS if each.reading.startswith("SL")]


@pytest.mark.parametrize("spelling", AMOUNTS, ids=lambda each: f"{each.text!r}")
def test_spelling(spelling: Spelling) -> None:
    """Each spelling of the table is read, or refused, as an expert would."""
    assert normalise(spelling.reading) == spelling.read()


@pytest.mark.parametrize("spelling", REFUSED, ids=lambda each: f"{each.text!r}")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_refusal_can_be_told(spelling: Spelling, lang: Lang) -> None:
    """Every refusal carries the arguments that its words name, in both languages."""
    with pytest.raises(WordError) as caught:
        read_amount(spelling.text, spelling.asked)
    error = caught.value
    assert render_message(error.code, error.arguments, lang)
    assert render_next_step(error.code, error.arguments, lang)


def test_codes_are_complete() -> None:
    """Every code has all its words, and both languages name the same arguments."""
    for code, message in TABLE.items():
        assert "SL201" <= code <= "SL249"
        assert all(message), code
        assert MESSAGES[code] is message
        assert "→" in message.example
        arguments = [set(re.findall(r"{(\w+)}", words)) for words in (message.zh, message.en)]
        assert arguments[0] == arguments[1], code


@pytest.mark.parametrize(
    ("text", "exact", "agreement"),
    [
        ("2.18万元", Fraction(21754), Agreement.ROUNDED),
        ("2.42万元", Fraction(21754), Agreement.NO),
        ("21754元", Fraction(21754), Agreement.EXACT),
        ("72.51%", Fraction(21754, 30000), Agreement.ROUNDED),
        ("72.67%", Fraction(21754, 30000), Agreement.NO),
        ("72.67%", Fraction(218, 300), Agreement.ROUNDED),
        ("77.26%", Fraction(15173104) / Fraction("19638710.8"), Agreement.ROUNDED),
        ("1963.87万元", Fraction("19638710.8"), Agreement.ROUNDED),
        ("95.25%", Fraction("7741273.5") / 8127600, Agreement.ROUNDED),
        ("38.63万元", Fraction("386326.5"), Agreement.ROUNDED),
        ("1.97%", Fraction("23.6") / 1200, Agreement.ROUNDED),
        ("99%", Fraction(99985, 100000), Agreement.TRUNCATED),
        ("100%", Fraction(99985, 100000), Agreement.ROUNDED),
        ("0.1", Fraction(94, 650), Agreement.ROUNDED),
        ("0.2", Fraction(94, 650), Agreement.NO),
        ("1000余㎡", Fraction(1015), Agreement.APPROXIMATE),
        ("1000余㎡", Fraction(1000), Agreement.EXACT),
        ("1000余㎡", Fraction(2015), Agreement.NO),
        ("1000余㎡", Fraction(999), Agreement.NO),
        ("近5000名", Fraction(4900), Agreement.APPROXIMATE),
        ("近5000名", Fraction(5100), Agreement.NO),
        # Rounding half away from zero, on both sides of it and at the edges.
        ("2.18万元", Fraction(21750), Agreement.ROUNDED),
        ("2.18万元", Fraction(21850), Agreement.TRUNCATED),
        ("-2.18万元", Fraction(-21750), Agreement.ROUNDED),
        ("-2.18万元", Fraction(-21850), Agreement.TRUNCATED),
        ("-2.18万元", Fraction(21800), Agreement.NO),
        ("0%", Fraction(-4, 1000), Agreement.ROUNDED),
        ("0%", Fraction(7, 1000), Agreement.TRUNCATED),
    ],
)
def test_agreement(text: str, exact: Fraction, agreement: Agreement) -> None:
    """A printed figure is compared at the precision it was printed with."""
    amount = read_amount(text)
    assert agreement == compare_printed(amount, exact)
    assert agrees(amount, exact) == (agreement not in (Agreement.TRUNCATED, Agreement.NO))


FIGURES = st.from_regex(r"(0|[1-9][0-9]{0,9})(\.[0-9]{1,4})?", fullmatch=True)
UNITS = st.sampled_from(
    [unit.name for unit in list_units()] + ["万元", "亿元", "元/㎡", "元/人·月"]
)
NAMES = UNITS.filter(lambda name: name not in ("月", "年"))


@given(FIGURES, NAMES, st.sampled_from(["", "约", "近"]), st.sampled_from(["", "余"]))
def test_printed_amount_reads_back(figure: str, name: str, before: str, after: str) -> None:
    """Read → print → read gives the same amount, and the interval holds its value."""
    amount = try_amount(before + figure + after + name)
    if not isinstance(amount, Amount):
        # Two hedges, or a hedged zero.
        assert amount == "SL226"
        return
    assert amount == read_amount(print_amount(amount))
    low, high = amount.interval
    assert low <= amount.value < high
    assert amount.value == amount.printed * (amount.unit.factor if amount.unit else 1)
    assert compare_printed(amount, amount.value) is Agreement.EXACT


@given(FIGURES, st.fractions(0, 1).filter(lambda part: part < 1), NAMES)
def test_rounded_figures_lie_in_the_interval(figure: str, part: Fraction, name: str) -> None:
    """A figure agrees as rounded exactly where the interval holds it."""
    amount = read_amount(figure + name)
    for exact in (amount.value + part * amount.quantum, amount.value - part * amount.quantum):
        low, high = amount.interval
        inside = max(low, Fraction(0)) <= exact < high
        assert agrees(amount, exact) == inside or exact < 0


def try_amount(text: str) -> Amount | str:
    """Return the amount that a text states, or the code of its refusal."""
    try:
        return read_amount(text)
    except WordError as error:
        return error.code


def widen(text: str) -> str:
    """Return a text in full-width forms."""
    wide = (chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
    return "".join(wide).replace(" ", "\u3000")


@pytest.mark.parametrize("spelling", READ, ids=lambda each: f"{each.text!r}")
def test_full_width_means_the_same(spelling: Spelling) -> None:
    """Full-width digits, signs and letters change nothing."""
    wide = Spelling(spelling.kind, spelling.unit, widen(spelling.text), spelling.reading)
    assert spelling.read() == wide.read()


def test_text_is_kept_as_written() -> None:
    """An amount keeps its own spelling for the report, and is equal without it."""
    amount = read_amount(" ９５％ ")
    assert amount.text == " ９５％ "
    assert amount == read_amount("95%")
    assert isinstance(amount, Amount)


def test_stated_unit_stays() -> None:
    """元 where 万元 is asked for keeps its unit and places, and converts by value."""
    asked = read_unit("万元")
    amount = read_amount("21754元", asked)
    assert amount.unit == read_unit("元")
    assert amount.value / asked.factor == Fraction("2.1754")


@pytest.mark.parametrize(
    "part",
    ["1", "9,", ",", "≥", "-", "约", "万", "元/", "(", "·", " ", "１", "一", "1~", "\u200b", "m²"],
)
def test_long_texts_are_refused_quickly(part: str) -> None:
    """A hostile text takes no time, and is not repeated in full."""
    for length in (100, 10_000):
        start = time.perf_counter()
        with pytest.raises(WordError) as caught:
            read_amount((part * length)[:length])
        assert time.perf_counter() - start < 0.5
        assert len(str(caught.value)) < 400


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever is written is an amount or a refusal with known words."""
    amount = try_amount(text)
    if isinstance(amount, Amount):
        assert amount == read_amount(print_amount(amount))
    else:
        assert amount in TABLE


@given(st.text(alphabet="0123456789.,-+eE_%万元亿个余多约近≥~至/·²() 年月", max_size=14))
def test_near_amounts_are_read_or_refused(text: str) -> None:
    """Texts made of the pieces of amounts are read stably or refused."""
    amount = try_amount(text)
    if isinstance(amount, Amount):
        assert amount == read_amount(print_amount(amount))
    else:
        assert amount in TABLE
