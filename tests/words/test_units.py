"""Units: exact factors, the names they go by, compound units, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.ground.errors import WordError
from scorelib.words import units
from scorelib.words.units import MONTH, NONE, SCALES, Dimension, Unit, list_units, read_unit

SOURCE = Path(__file__).resolve().parents[2] / "src"

# What pint calls the units it knows, each with the base unit of this table.
KNOWN_TO_PINT = [
    ("%", "percent", "dimensionless"),
    ("‰", "permille", "dimensionless"),
    ("毫米", "millimeter", "meter"),
    ("厘米", "centimeter", "meter"),
    ("公里", "kilometer", "meter"),
    ("平方厘米", "centimeter ** 2", "meter ** 2"),
    ("㎡", "meter ** 2", "meter ** 2"),
    ("公顷", "hectare", "meter ** 2"),
    ("平方公里", "kilometer ** 2", "meter ** 2"),
    ("毫升", "milliliter", "meter ** 3"),
    ("升", "liter", "meter ** 3"),
    ("立方米", "meter ** 3", "meter ** 3"),
    ("微克", "microgram", "kilogram"),
    ("毫克", "milligram", "kilogram"),
    ("克", "gram", "kilogram"),
    ("公斤", "kilogram", "kilogram"),
    ("吨", "metric_ton", "kilogram"),
    ("秒", "second", "second"),
    ("分钟", "minute", "second"),
    ("小时", "hour", "second"),
    ("天", "day", "second"),
    ("周", "week", "second"),
    ("千瓦时", "kilowatt_hour", "joule"),
    ("兆瓦时", "megawatt_hour", "joule"),
    ("瓦", "watt", "watt"),
    ("千瓦", "kilowatt", "watt"),
    ("兆瓦", "megawatt", "watt"),
    ("毫克/立方米", "milligram / meter ** 3", "kilogram / meter ** 3"),
    ("μg/m³", "microgram / meter ** 3", "kilogram / meter ** 3"),
    ("公里/小时", "kilometer / hour", "meter / second"),
    ("千瓦·小时", "kilowatt * hour", "joule"),
]


@pytest.fixture(scope="module")
def registry() -> pint.UnitRegistry[Fraction]:
    """Return pint's own registry, reckoning in fractions."""
    return pint.UnitRegistry(non_int_type=Fraction)


@pytest.mark.parametrize(("name", "theirs", "base"), KNOWN_TO_PINT)
def test_factor_is_the_one_pint_knows(
    name: str, theirs: str, base: str, registry: pint.UnitRegistry[Fraction]
) -> None:
    """Every unit that pint knows has the same factor there, exactly."""
    quantity = registry.Quantity(Fraction(1), theirs).to(base)
    assert quantity.magnitude == read_unit(name).factor


@pytest.mark.parametrize(
    ("name", "factor"),
    [
        ("元", 1),
        ("千元", 1000),
        ("万元", 10**4),
        ("百万元", 10**6),
        ("亿元", 10**8),
        ("万亿元", 10**12),
        ("亩", Fraction(2000, 3)),
        ("百分点", Fraction(1, 100)),
        ("个", 1),
        ("万人次", 10**4),
        ("月", 1),
        ("季度", 3),
        ("年", 12),
        ("元/亩", Fraction(3, 2000)),
        ("万元/公里", 10),
        ("元/人·年", Fraction(1, 12)),
        ("元/平方公里", Fraction(1, 10**6)),
    ],
)
def test_factor_that_pint_does_not_know(name: str, factor: Fraction | int) -> None:
    """Money, counts, 亩 and calendar time have the factors of daily life."""
    assert factor == read_unit(name).factor


def test_list_of_checked_units_is_complete() -> None:
    """A unit of the table is either checked against pint or one that pint cannot know."""
    checked = {name for name, _, _ in KNOWN_TO_PINT}
    own = {"money", "count", "points", "month", "workday", "temperature", "loudness"}
    unchecked = {
        unit.name
        for unit in list_units()
        if unit.name not in checked and own.isdisjoint(dict(unit.dimension.powers))
    }
    assert unchecked == {"比值", "百分点", "米", "亩"}


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("平方米", "㎡"),
        ("m²", "㎡"),
        ("m2", "㎡"),
        ("Ｍ²", "㎡"),
        ("％", "%"),
        ("百分比", "%"),
        ("个百分点", "百分点"),
        ("千米", "公里"),
        ("KM", "公里"),
        ("㎞", "公里"),
        ("千克", "公斤"),
        ("度", "千瓦时"),
        ("个月", "月"),
        ("日", "天"),
        ("个工作日", "工作日"),
        ("万 人 次", "万人次"),
        ("Yuan", "元"),
        ("million yuan", "百万元"),
        ("ten thousand persons", "万人"),
        ("percentage points", "百分点"),
        ("元／平方米", "元/㎡"),
        ("元/(人·月)", "元/人·月"),
        ("元/人/月", "元/人·月"),
        ("yuan per sqm", "元/㎡"),
        ("yuan / sqm", "元/㎡"),
        ("µg/m³", "微克/立方米"),
        ("元/m^2", "元/米²"),
        ("元/万千瓦时", "元/万千瓦时"),
    ],
)
def test_names_of_one_unit(text: str, canonical: str) -> None:
    """Every spelling leads to one canonical name, which reads as the same unit."""
    assert canonical == read_unit(text).name
    assert read_unit(text) == read_unit(canonical)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("XX", "SL210"),
        ("万", "SL210"),
        ("万万元", "SL210"),
        ("万%", "SL210"),
        ("万天", "SL210"),
        ("M", "SL210"),
        ("Mg", "SL210"),
        ("元角", "SL210"),
        ("%元", "SL214"),
        ("个台", "SL214"),
        ("元/", "SL212"),
        ("/元", "SL212"),
        ("元//㎡", "SL212"),
        ("元/元", "SL212"),
        ("元²", "SL212"),
        ("m²²", "SL212"),
        ("元/((人·月)", "SL212"),
        ("元/个·天·月·㎡", "SL212"),
        ("元/XX", "SL210"),
        ("个/台", "SL213"),
        ("人/次", "SL213"),
        ("", "SL209"),
        ("元\u200b", "SL221"),
        ("m⁴", "SL222"),
        ("元" * 200, "SL223"),
    ],
)
def test_other_words_are_refused(text: str, code: str) -> None:
    """What is not in the table, or may mean two things, is refused with the reason."""
    with pytest.raises(WordError) as caught:
        read_unit(text)
    assert code == caught.value.code


def test_refusal_names_close_units() -> None:
    """A slip of the hand is shown the unit that was meant."""
    with pytest.raises(WordError) as caught:
        read_unit("平方迷")
    assert "平方米" in str(caught.value.arguments["close"])


@pytest.mark.parametrize(
    ("one", "other"),
    [("分", "%"), ("分", "个"), ("分", "元"), ("月", "天"), ("工作日", "天"), ("%", "个")],
)
def test_things_that_do_not_convert(one: str, other: str) -> None:
    """Points are no ratio, a month is no number of days, a working day is no day."""
    assert read_unit(one).dimension != read_unit(other).dimension


def test_compound_units_meet_plain_ones() -> None:
    """A product has the dimension of the unit that it defines."""
    assert read_unit("m^2").dimension == read_unit("亩").dimension
    assert read_unit("千瓦·小时").factor == read_unit("度").factor
    assert read_unit("毫克/公斤").dimension == NONE
    assert read_unit("年").dimension == MONTH


def test_names_are_given_once() -> None:
    """No spelling of the table stands for two units."""
    spellings = [name for name, _ in units._list_spellings()]
    repeated = {name for name in spellings if spellings.count(name) > 1}
    # A symbol may be both its Chinese and its English name.
    for name in repeated:
        assert 1 == len({found for spelling, found in units._list_spellings() if spelling == name})


@pytest.mark.parametrize("unit", list_units(), ids=str)
def test_unit_reads_back_from_both_languages(unit: Unit) -> None:
    """The canonical name and the English name read as the unit itself."""
    assert unit == read_unit(unit.name)
    assert unit == read_unit(unit.english)


@pytest.mark.parametrize("scale", SCALES)
def test_scale_reads_back_from_both_languages(scale: str) -> None:
    """A scaled unit is scale times unit, in Chinese and in English."""
    unit = read_unit(scale + "元")
    assert unit.factor == SCALES[scale].factor
    assert unit == read_unit(unit.english)


def test_english_names_of_compound_units() -> None:
    """What stands below the stroke is in the singular, and in brackets where there is more."""
    assert read_unit("万元/公里").english == "ten thousand yuan/km"
    assert read_unit("元/人·月").english == "yuan/(person·month)"
    assert read_unit("yuan/(person·month)") == read_unit("元/人·月")


@pytest.mark.parametrize(
    ("dimension", "printed"),
    [
        (NONE, "1"),
        (Dimension.of("money"), "money"),
        (Dimension.of("money") / Dimension.of("length") ** 2, "money/length²"),
        (NONE / Dimension.of("month"), "1/month"),
        (Dimension.of("length") ** 4, "length^4"),
    ],
)
def test_dimensions_are_printed(dimension: Dimension, printed: str) -> None:
    assert printed == str(dimension)


DIMENSIONS = st.sampled_from([unit.dimension for unit in list_units()])


@given(DIMENSIONS, DIMENSIONS, st.integers(-3, 3))
def test_dimensions_are_a_group(one: Dimension, other: Dimension, power: int) -> None:
    """Products commute, quotients undo them, powers repeat them, and equals hash alike."""
    assert one * other == other * one
    assert one * other / other == one
    assert hash(one * other) == hash(other * one)
    assert one**power * one**-power == NONE
    assert one**2 == one * one


def test_plain_units_never_load_pint() -> None:
    """Reading a plain or scaled unit leaves pint alone; a compound one loads it."""
    code = (
        "import sys; from scorelib.words.units import read_unit; "
        "read_unit('万元'); read_unit('㎡'); print('pint' in sys.modules); "
        "read_unit('元/㎡'); print('pint' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=SOURCE
    )
    assert done.stdout.split() == ["False", "True"]


def test_pint_only_sees_names_of_the_table() -> None:
    """The names that pint is shown are ASCII words of our own."""
    for _, found in units._list_spellings():
        assert found.ascii.isascii()
        assert found.ascii.isidentifier()
    assert all(scale.ascii.isalpha() for scale in SCALES.values())
