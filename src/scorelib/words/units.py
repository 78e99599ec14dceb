"""Units of the field with exact factors, and compound units such as `元/㎡`.

Choices a reader should know:
- All counting words (个 台 人 户 …) share one dimension: an auditor does not call 8个 for 8台 a
  mistake. The unit keeps its noun for printing.
- 分 is points and a dimension of its own, so that 95分 passes neither for 95% nor for 0.95元.
- A month is no fixed number of days and a 工作日 is not a day: each is a dimension of its own.
- Area is length squared and energy its physical dimension, so that compound units meet the
  plain ones: 元/m² is 元/㎡, and 千瓦·小时 is 千瓦时.
- GB and TB are left out: writers mean both the decimal and the binary one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from scorelib.ground.errors import Text, WordError
from scorelib.words.folding import prepare_text, shorten_text

if TYPE_CHECKING:
    from pint.registry import UnitRegistry

__all__ = [
    "COUNT",
    "COUNTED_WITH_GE",
    "MONEY",
    "MONTH",
    "NONE",
    "SCALES",
    "Dimension",
    "Unit",
    "find_unit",
    "list_units",
    "name_dimension",
    "read_unit",
]


@dataclass(frozen=True, slots=True)
class Dimension:
    """What is measured: whole powers of base dimensions, sorted, none of them zero.

    >>> print(Dimension.of("money") / Dimension.of("length") ** 2)
    money/length²
    """

    powers: tuple[tuple[str, int], ...] = ()

    @staticmethod
    def of(name: str) -> Dimension:
        """Return the base dimension of a name."""
        return Dimension(((name, 1),))

    def __mul__(self, other: Dimension) -> Dimension:
        total = dict(self.powers)
        for name, power in other.powers:
            total[name] = total.get(name, 0) + power
        return Dimension(tuple(sorted((n, p) for n, p in total.items() if p)))

    def __pow__(self, power: int) -> Dimension:
        return Dimension(tuple((n, p * power) for n, p in self.powers if power))

    def __truediv__(self, other: Dimension) -> Dimension:
        return self * other**-1

    def __str__(self) -> str:
        above = "·".join(_print_power(n, p) for n, p in self.powers if p > 0)
        below = "·".join(_print_power(n, -p) for n, p in self.powers if p < 0)
        return (above or "1") + (f"/{below}" if below else "")


_NAMES: Final = {
    "count": ("个数", "a count"),
    "length": ("长度", "length"),
    "loudness": ("声级", "loudness"),
    "mass": ("质量", "mass"),
    "money": ("金额", "money"),
    "month": ("月数", "months"),
    "points": ("分", "points"),
    "target": ("指标值", "a target"),
    "temperature": ("温度", "temperature"),
    "time": ("时间", "time"),
    "workday": ("工作日", "working days"),
}


def name_dimension(dimension: Dimension) -> Text:
    """Return what a dimension measures, in words.

    >>> name_dimension(MONEY).en, name_dimension(MONEY / Dimension.of("count")).zh
    ('money', '金额/个数')
    """
    if not dimension.powers:
        return Text("没有单位的数", "a plain number")
    if len(dimension.powers) == 1 and dimension.powers[0][1] == 1:
        return Text(*_NAMES[dimension.powers[0][0]])
    zh = Dimension(tuple((_NAMES[name][0], power) for name, power in dimension.powers))
    en = Dimension(tuple((_NAMES[name][1].removeprefix("a "), p) for name, p in dimension.powers))
    return Text(str(zh), str(en))


_GLYPHS: Final = {1: "", 2: "²", 3: "³"}


def _print_power(name: str, power: int) -> str:
    return name + _GLYPHS.get(power, f"^{power}")


NONE: Final = Dimension()
"""The dimension of plain ratios: %, ‰, percentage points."""

MONEY: Final = Dimension.of("money")
MONTH: Final = Dimension.of("month")
"""Calendar time (months, quarters, years), which is no fixed number of days."""
COUNT: Final = Dimension.of("count")
"""The dimension of whatever is counted: 个, 人, 项."""
_POINTS = Dimension.of("points")
_LENGTH, _MASS, _TIME = map(Dimension.of, ("length", "mass", "time"))
_WORKDAY, _TEMPERATURE = map(Dimension.of, ("workday", "temperature"))
_LOUDNESS = Dimension.of("loudness")
_AREA, _VOLUME = _LENGTH**2, _LENGTH**3
_ENERGY = _MASS * _LENGTH**2 / _TIME**2


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its canonical name, what it measures, and its exact size in base units.

    The base units are 元, 米, 公斤, 秒, 月, 工作日, one (of a count), 分, ℃ and 分贝.
    """

    name: str
    dimension: Dimension
    factor: Fraction
    english: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.name


class _Row(NamedTuple):
    """One line of the table; `ascii` is the only name that pint is ever shown."""

    names: str
    english: str
    ascii: str
    dimension: Dimension
    factor: Fraction
    scaled: bool = True


def _row(
    names: str, english: str, plain: str, dimension: Dimension, factor: str, scaled: bool = True
) -> _Row:
    return _Row(names, english, plain, dimension, Fraction(factor), scaled)


# Names are parted by spaces, the canonical one first; English names by `|`, likewise.
_MEASURES: Final = (
    _row("元 人民币元 CNY RMB", "yuan", "yuan", MONEY, "1"),
    _row("比值 比率", "ratio", "ratio", NONE, "1", False),
    _row("% 百分比", "%|percent|per cent", "percent", NONE, "1/100", False),
    _row("‰", "‰|permille|per mille", "permille", NONE, "1/1000", False),
    _row(
        "百分点 个百分点",
        "percentage points|percentage point",
        "percent_point",
        NONE,
        "1/100",
        False,
    ),
    _row("分", "points|point", "point", _POINTS, "1", False),
    _row("毫米 mm ㎜", "mm|millimetres|millimeters", "millimeter", _LENGTH, "1/1000"),
    _row("厘米 cm ㎝ 公分", "cm|centimetres|centimeters", "centimeter", _LENGTH, "1/100"),
    _row("米 m", "m|metres|meters|metre|meter", "meter", _LENGTH, "1"),
    _row(
        "公里 千米 km ㎞ KM Km",
        "km|kilometres|kilometers|kilometre|kilometer",
        "kilometer",
        _LENGTH,
        "1000",
    ),
    _row("平方厘米 cm² cm2 ㎠", "cm²|square centimetres", "sq_centimeter", _AREA, "1/10000"),
    _row(
        "㎡ 平方米 平米 m² m2 M² M2",
        "m²|sqm|square metres|square meters|square metre|square meter",
        "sq_meter",
        _AREA,
        "1",
    ),
    _row("亩", "mu", "mu", _AREA, "2000/3"),
    _row("公顷 ha hm²", "ha|hectares|hectare", "hectare", _AREA, "10000"),
    _row(
        "平方公里 平方千米 km² km2 ㎢",
        "km²|square kilometres|square kilometers",
        "sq_kilometer",
        _AREA,
        "1000000",
    ),
    _row("毫升 ml mL", "ml|millilitres|milliliters", "milliliter", _VOLUME, "1/1000000"),
    _row("升 L l", "L|litres|liters|litre|liter", "liter", _VOLUME, "1/1000"),
    _row("立方米 m³ m3 M³ M3 ㎥ 立方 方", "m³|cubic metres|cubic meters", "cu_meter", _VOLUME, "1"),
    _row("微克 μg ug", "μg|micrograms|microgram", "microgram", _MASS, "1/1000000000"),
    _row("毫克 mg ㎎", "mg|milligrams|milligram", "milligram", _MASS, "1/1000000"),
    _row("克 g", "g|grams|gram", "gram", _MASS, "1/1000"),
    _row("公斤 千克 kg ㎏ KG Kg", "kg|kilograms|kilogram", "kilogram", _MASS, "1"),
    _row("吨 t", "t|tonnes|tonne|tons|ton", "tonne", _MASS, "1000"),
    _row("秒 秒钟 s", "s|seconds|second", "second", _TIME, "1", False),
    _row("分钟 min", "min|minutes|minute", "minute", _TIME, "60"),
    _row("小时 个小时 h", "h|hours|hour", "hour", _TIME, "3600"),
    _row("天 日", "days|day", "day", _TIME, "86400", False),
    _row("周 星期 个星期", "weeks|week", "week", _TIME, "604800", False),
    _row("工作日 个工作日", "working days|working day", "workday", _WORKDAY, "1", False),
    _row("月 个月", "months|month", "month", MONTH, "1", False),
    _row("季度 个季度", "quarters|quarter", "quarter", MONTH, "3", False),
    _row("年", "years|year", "year", MONTH, "12", False),
    _row("千瓦时 度 kWh KWH kwh", "kWh|kilowatt hours", "kilowatt_hour", _ENERGY, "3600000"),
    _row("兆瓦时 MWh", "MWh|megawatt hours", "megawatt_hour", _ENERGY, "3600000000"),
    _row("瓦 W", "W|watts|watt", "watt", _ENERGY / _TIME, "1"),
    _row("千瓦 kW KW", "kW|kilowatts|kilowatt", "kilowatt", _ENERGY / _TIME, "1000"),
    _row("兆瓦 MW", "MW|megawatts|megawatt", "megawatt", _ENERGY / _TIME, "1000000"),
    _row("℃ 摄氏度 °C", "℃|degrees Celsius", "celsius", _TEMPERATURE, "1", False),
    _row("分贝 dB", "dB|decibels|decibel", "decibel", _LOUDNESS, "1", False),
)
_COUNTS_WITH_ENGLISH: Final = (
    ("个", "pcs|pieces|piece"), ("人", "persons|people|person"), ("名", "named persons"),
    ("人次", "person-times|person-time"), ("次", "times|time"), ("户", "households|household"),
    ("套", "sets|set"), ("项", "items|item"), ("份", "copies|copy"), ("台", "machines|machine"),
    ("辆", "vehicles|vehicle"), ("所", "schools|school"), ("家", "companies|company"),
    ("期", "issues|issue"), ("场", "sessions|session"), ("篇", "articles|article"),
    ("例", "cases|case"), ("批", "batches|batch"),
)  # fmt: skip
_COUNTS: Final = (
    "件 座 处 条 批次 场次 本 册 张 幅 块 只 头 棵 株 口 眼 盏 根 支 部 门 班 班次 节 课时 学时 "
    "起 宗 间 栋 幢 床 位 艘 架 组 轮 届 户次 家次 件次 辆次 车次 台次 台套 人天 座次 趟 副 枚"
)
_TABLE: Final = (
    *_MEASURES,
    *(_row(name, english, "count", COUNT, "1") for name, english in _COUNTS_WITH_ENGLISH),
    *(_row(name, name, "count", COUNT, "1") for name in _COUNTS.split()),
)


COUNTED_WITH_GE: Final = frozenset({"月", "季度", "工作日", "百分点"})
"""Units that take 个 behind a number: 12个月, where 12月 would be December."""


class _Scale(NamedTuple):
    factor: int
    english: str
    ascii: str


SCALES: Final = {
    "百": _Scale(10**2, "hundred", "bai"),
    "千": _Scale(10**3, "thousand", "qian"),
    "万": _Scale(10**4, "ten thousand", "wan"),
    "十万": _Scale(10**5, "hundred thousand", "shiwan"),
    "百万": _Scale(10**6, "million", "baiwan"),
    "千万": _Scale(10**7, "ten million", "qianwan"),
    "亿": _Scale(10**8, "hundred million", "yi"),
    "十亿": _Scale(10**9, "billion", "shiyi"),
    "百亿": _Scale(10**10, "ten billion", "baiyi"),
    "千亿": _Scale(10**11, "hundred billion", "qianyi"),
    "万亿": _Scale(10**12, "trillion", "wanyi"),
}
"""Words that multiply the unit after them: 万元, 亿元, 万人次, million yuan."""

_ENGLISH_SCALES: Final = {scale.english: name for name, scale in SCALES.items()}
_SCALED_CHINESE: Final = re.compile(r"(万亿|[十百千]?亿|[十百千]?万|千|百)(.+)")
_SCALED_ENGLISH: Final = re.compile(
    rf"({'|'.join(sorted(_ENGLISH_SCALES, key=len, reverse=True))}) (.+)", re.IGNORECASE
)
_POWER: Final = re.compile(r"(.+?)(?:\^([23])|([²³]))")
_MOST_FACTORS: Final = 4


class _Found(NamedTuple):
    """A unit of the table, perhaps scaled, with the ASCII name that pint knows it by."""

    unit: Unit
    ascii: str
    scaled: bool
    singular: str


def _list_spellings() -> Iterator[tuple[str, _Found]]:
    for row in _TABLE:
        names, english = row.names.split(), row.english.split("|")
        unit = Unit(names[0], row.dimension, row.factor, english[0])
        singular = english[-1] if len(english[0]) > 3 else english[0]
        found = _Found(unit, row.ascii, row.scaled, singular)
        yield from ((name, found) for name in names)
        yield from ((name, found) for name in english)


_SPELLINGS: Final = dict(_list_spellings())
# Letters may be of either case only in whole words: mg is not Mg, and m is not M.
_WORDS: Final = {name.lower(): found for name, found in _SPELLINGS.items() if len(name) > 2}


def list_units() -> tuple[Unit, ...]:
    """Return every unit of the table, without scaled and compound ones.

    >>> [unit.name for unit in list_units()][:3]
    ['元', '比值', '%']
    """
    return tuple(dict.fromkeys(found.unit for found in _SPELLINGS.values()))


@lru_cache(maxsize=1024)
def read_unit(text: str) -> Unit:
    """Return the unit of a name, scaled (`万人次`) or compound (`元/㎡`, `元/人·月`).

    Whatever follows the first stroke stands below it: `元/人·月` is 元/(人·月).

    Raises `WordError`: SL210 not in the table (with close matches), SL212 a compound unit that
    cannot be followed, SL213 a stroke between two counting words, SL214 two units in a row.

    >>> read_unit("亿元").factor, read_unit("元／平方米").name
    (Fraction(100000000, 1), '元/㎡')
    """
    words = _tidy(prepare_text(text))
    found = _find(words)
    if found is not None:
        return found.unit
    if re.search(r"[/·*^²³()]", words):
        return _read_compound(words)
    raise _refuse_unit(words)


def find_unit(text: str) -> Unit | None:
    """Return the unit of a plain or scaled name, or None; compound units are not looked at.

    >>> print(find_unit("万人次"), find_unit("元/㎡"))
    万人次 None
    """
    found = _find(_tidy(text))
    return found.unit if found else None


def _tidy(words: str) -> str:
    """Return unit words with spaces only where English words need them."""
    if any("一" <= char <= "鿿" for char in words):
        return re.sub(r"\s+", "", words)
    return re.sub(r"\s*([/·*])\s*", r"\1", re.sub(r"\s+", " ", words).replace(" per ", "/"))


def _find(name: str) -> _Found | None:
    found = _SPELLINGS.get(name) or _WORDS.get(name.lower())
    if found is not None:
        return found
    if match := _SCALED_CHINESE.fullmatch(name):
        return _scale(match[1], _SPELLINGS.get(match[2]))
    if match := _SCALED_ENGLISH.fullmatch(name):
        return _scale(_ENGLISH_SCALES[match[1].lower()], _WORDS.get(match[2].lower()))
    return None


def _scale(name: str, found: _Found | None) -> _Found | None:
    """Return a unit behind a scale; scales do not pile up, and some units never take one."""
    if found is None or not found.scaled:
        return None
    scale, unit = SCALES[name], found.unit
    scaled = Unit(
        name + unit.name,
        unit.dimension,
        scale.factor * unit.factor,
        f"{scale.english} {unit.english}",
    )
    singular = f"{scale.english} {found.singular}"
    return _Found(scaled, f"{scale.ascii}_{found.ascii}", False, singular)


def _refuse_unit(words: str) -> WordError:
    for place in range(1, len(words)):
        first, second = _find(words[:place].strip()), _find(words[place:].strip())
        if first and second:
            return WordError("SL214", unit=words, first=first.unit.name, second=second.unit.name)
    close = difflib.get_close_matches(words, _SPELLINGS, n=3, cutoff=0.5)
    return WordError(
        "SL210", unit=shorten_text(words), close=tuple(close) or ("元", "万元", "个", "%", "天")
    )


class _Factor(NamedTuple):
    found: _Found
    power: int


def _read_compound(words: str) -> Unit:
    factors = _split_compound(words)
    names = [factor.found.unit.name for factor in factors]
    counts = {factor.power > 0 for factor in factors if factor.found.unit.dimension == COUNT}
    if len(factors) > _MOST_FACTORS or len(set(names)) < len(names):
        raise WordError("SL212", unit=words)
    if len(counts) == 2:
        raise WordError("SL213", unit=words)
    dimension, factor = _multiply(tuple((each.found.ascii, each.power) for each in factors))
    chinese = [(each.found.unit.name, each.power) for each in factors]
    english = [(each.found.singular, each.power) for each in factors]
    return Unit(_print_factors(chinese), dimension, factor, _print_factors(english, "(", ")"))


def _split_compound(words: str) -> list[_Factor]:
    above, *below = words.replace("*", "·").split("/")
    factors = [_read_factor(name, 1, words) for name in above.split("·")]
    for part in below:
        inner = part[1:-1] if part.startswith("(") and part.endswith(")") else part
        factors += [_read_factor(name, -1, words) for name in inner.split("·")]
    return factors


def _read_factor(name: str, sign: int, words: str) -> _Factor:
    if not name or "(" in name or ")" in name:
        raise WordError("SL212", unit=words)
    if found := _find(name):
        return _Factor(found, sign)
    match = _POWER.fullmatch(name)
    if match is None:
        raise _refuse_unit(name)
    found = _find(match[1])
    # Only lengths are ever squared or cubed in this field: 元² is a slip.
    if found is None or found.unit.dimension != _LENGTH:
        raise WordError("SL212", unit=words)
    return _Factor(found, sign * int(match[2] or "  ²³".index(match[3])))


def _print_factors(factors: list[tuple[str, int]], opening: str = "", closing: str = "") -> str:
    above = "·".join(_print_power(name, power) for name, power in factors if power > 0)
    below = "·".join(_print_power(name, -power) for name, power in factors if power < 0)
    if "·" in below:
        below = opening + below + closing
    return f"{above}/{below}" if below else above


def _multiply(factors: tuple[tuple[str, int], ...]) -> tuple[Dimension, Fraction]:
    """Return dimension and factor of a product of units named in ASCII."""
    registry = _load_registry()
    total: Any = registry.Quantity(Fraction(1))
    for name, power in factors:
        total = total * registry.Quantity(Fraction(1), name) ** power
    total = total.to_root_units()
    powers = sorted((str(n).strip("[]"), int(p)) for n, p in total.dimensionality.items())
    return Dimension(tuple(powers)), Fraction(total.magnitude)


@cache
def _load_registry() -> UnitRegistry[Fraction]:
    """Return a pint registry that knows this table and nothing else.

    pint is imported here because its import costs more than the rest of the package, and most
    rulesets have no compound unit.
    """
    from pint import UnitRegistry

    registry: UnitRegistry[Fraction] = UnitRegistry(None, non_int_type=Fraction, cache_folder=None)
    for base in ("money", "count", "points", "length", "mass", "time", "month", "workday"):
        registry.define(f"base_{base} = [{base}]")
    for base in ("temperature", "loudness"):
        registry.define(f"base_{base} = [{base}]")
    for scale in SCALES.values():
        registry.define(f"{scale.ascii}_- = {scale.factor}")
    for name, row in {row.ascii: row for row in _TABLE}.items():
        bases = "".join(f" * base_{base} ** {power}" for base, power in row.dimension.powers)
        registry.define(f"{name} = {row.factor}{bases}")
    return registry
