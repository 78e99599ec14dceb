"""The kinds of value a document can hold, each read from its text and never guessed at."""

from __future__ import annotations

import calendar
import keyword
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
)
from pydantic_core import PydanticCustomError

from scorelib.ground.errors import Text, WordError
from scorelib.words.numbers import print_number, read_number
from scorelib.words.places import read_place

__all__ = [
    "MAX_TEXT",
    "AnyReference",
    "Day",
    "Edition",
    "FactName",
    "Flag",
    "Formula",
    "Label",
    "MaxPoints",
    "MaybeNumber",
    "NodeName",
    "Number",
    "Path",
    "Period",
    "PlaceCode",
    "Places",
    "Ratio",
    "Reference",
    "Revision",
    "RulesetId",
    "Shape",
    "Share",
    "Tally",
    "When",
    "Whole",
    "Words",
    "refuse",
]

MAX_TEXT: Final = 2000


class Shape(BaseModel):
    """A part of a document: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def refuse(code: str, **arguments: object) -> PydanticCustomError:
    """Return the error that carries one of our codes through pydantic."""
    return PydanticCustomError(code, code, arguments)


def _scalar(value: object) -> str:
    if not isinstance(value, str):
        raise refuse("SL106")
    if value == "" and getattr(value, "plain", False):
        raise refuse("SL107")
    return value


def _read(reader: Callable[[str], Any]) -> Callable[[object], Any]:
    """Return a validator that reads a scalar's text and passes refusals on with their code."""

    def validate(value: object) -> Any:
        try:
            return reader(_scalar(value))
        except WordError as error:
            raise refuse(error.code, **error.arguments) from None

    return validate


def _read_words(text: str) -> str:
    if not text.strip():
        raise WordError("SL107")
    if len(text) > MAX_TEXT:
        raise WordError("SL115", length=len(text), most=MAX_TEXT)
    return text


def _read_flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise WordError("SL109", text=text)
    return text == "true"


def _read_whole(text: str) -> int:
    value = read_number(text)
    if value.denominator != 1 or "." in text:
        raise WordError("SL110", text=text)
    return value.numerator


def _read_revision(text: str) -> int:
    revision = _read_whole(text)
    if revision < 1:
        raise WordError("SL113", text=text, least=1)
    return revision


def _read_maximum(text: str) -> Fraction | str:
    if text in ("declared", "given", "profile"):
        return text
    value = read_number(text)
    if value < 0:
        raise WordError("SL113", text=text, least=0)
    return value


def _read_tally(text: str) -> int:
    tally = _read_whole(text)
    if tally < 0:
        raise WordError("SL113", text=text, least=0)
    return tally


def _read_places(text: str) -> int:
    places = _read_whole(text)
    if places < 0:
        raise WordError("SL113", text=text, least=0)
    if places > 12:
        raise WordError("SL114", text=text, most=12)
    return places


def _read_day(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise WordError("SL111", text=text)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WordError("SL111", text=text) from error


class Period(NamedTuple):
    """The days from `first` to `last`, both included; a month or a year is written as such."""

    first: date
    last: date

    @staticmethod
    def of_day(text: str) -> Period:
        """Return the period of a single day written `2021-01-31`."""
        day = date.fromisoformat(text)
        return Period(day, day)

    def __str__(self) -> str:
        first, last = self
        if first == last:
            return first.isoformat()
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            years = f"{first.year:04}/{last.year:04}"
            return years[:4] if first.year == last.year else years
        whole = first.day == 1 and last.day == _last_day(last.year, last.month)
        if whole and (first.year, first.month) == (last.year, last.month):
            return f"{first.year:04}-{first.month:02}"
        return f"{first}/{last}"


def _read_period(text: str) -> Period:
    """Return the days meant by `2021`, `2022-01`, `2022-01-31` or `2016/2017`."""
    first, slash, last = text.partition("/")
    begin = _read_span(first, text)
    if not slash:
        return begin
    end = _read_span(last, text).last
    if end < begin.first:
        raise WordError("SL111", text=text)
    return Period(begin.first, end)


def _read_span(part: str, text: str) -> Period:
    """Return the days of a year, a month or a day."""
    found = re.fullmatch(r"([0-9]{4})(?:-(0[1-9]|1[0-2]))?", part)
    if found is None:
        day = _read_day(part)
        return Period(day, day)
    year, month = int(found[1]), found[2]
    if year == 0:
        raise WordError("SL111", text=text)
    if month is None:
        return Period(date(year, 1, 1), date(year, 12, 31))
    return Period(date(year, int(month), 1), date(year, int(month), _last_day(year, int(month))))


def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _is_word(text: str, *, hyphens: bool) -> bool:
    if not text or unicodedata.normalize("NFKC", text) != text or len(text) > 64:
        return False
    plain = text.replace("-", "_") if hyphens else text
    first = text[0]
    return (
        plain.isidentifier()
        and (first.islower() or (first.isalpha() and not first.isupper()))
        and not text.endswith("-")
        and "--" not in text
    )


def _read_node_name(text: str) -> str:
    if not _is_word(text, hyphens=True):
        raise WordError("SL112", text=text, hyphen=Text("和连字符", " and hyphens"))
    return text


_RESERVED: Final = frozenset(keyword.kwlist)


def _read_fact_name(text: str) -> str:
    if not _is_word(text, hyphens=False) or text in _RESERVED:
        raise WordError("SL112", text=text, hyphen="")
    return text


def _read_path(text: str) -> str:
    for part in text.split("."):
        if not part:
            raise WordError("SL112", text=text, hyphen="")
        _read_node_name(part)
    return text


def _read_ruleset_id(text: str) -> str:
    parts = text.split("/")
    if not all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", part) for part in parts):
        raise WordError("SL121", text=text)
    return text


def _read_reference(text: str) -> str:
    name, at, edition = text.partition("@")
    _read_ruleset_id(name)
    if not at or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.\-]*", edition):
        raise WordError("SL122", text=text)
    return text


def _read_any_reference(text: str) -> str:
    return _read_reference(text) if "@" in text else _read_ruleset_id(text)


def _read_edition(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,31}", text):
        raise WordError("SL123", text=text)
    return text


Words = Annotated[str, PlainValidator(_read(_read_words))]
Formula = Annotated[str, PlainValidator(_read(_read_words))]
Number = Annotated[
    Fraction, PlainValidator(_read(read_number)), PlainSerializer(print_number, return_type=str)
]


def _read_ratio(text: str) -> Fraction:
    """Return a share written as a number or as a percentage."""
    return read_number(text[:-1]) / 100 if text.endswith("%") else read_number(text)


Ratio = Annotated[
    Fraction, PlainValidator(_read(_read_ratio)), PlainSerializer(print_number, return_type=str)
]
"""A share of something: `0.8` or `80%`."""


def _read_share(text: str) -> Fraction:
    """Return a share written as a fraction (`1/3`), a percentage or a number, above 0 up to 1."""
    above, slash, below = text.partition("/")
    share = read_number(above) / _read_divisor(below) if slash else _read_ratio(text)
    if not 0 < share <= 1:
        raise WordError("SL380", text=text)
    return share


def _read_divisor(text: str) -> int:
    divisor = _read_whole(text)
    if divisor < 1:
        raise WordError("SL113", text=text, least=1)
    return divisor


Share = Annotated[
    Fraction, PlainValidator(_read(_read_share)), PlainSerializer(str, return_type=str)
]
"""A share of the parent's maximum: `1/3`, `25%` or `0.25`."""

MaxPoints = Annotated[
    Fraction | str,
    PlainValidator(_read(_read_maximum)),
    PlainSerializer(lambda value: value if isinstance(value, str) else print_number(value)),
]
"""A maximum; `declared`: the sum of what the project's own indicators declare; `given`: the project
states it, as evaluators do who set the weights of each project; `profile`: as its profile says."""

MaybeNumber = Annotated[
    Fraction | str,
    PlainValidator(_read(lambda text: text if text == "none" else read_number(text))),
    PlainSerializer(lambda value: value if isinstance(value, str) else print_number(value)),
]
"""A number, or `none`: that there is none is itself expected."""

Whole = Annotated[int, PlainValidator(_read(_read_whole))]
Tally = Annotated[int, PlainValidator(_read(_read_tally))]
"""How many there are: a whole number from 0."""

PlaceCode = Annotated[str, PlainValidator(_read(read_place))]
"""The six digits of a place by GB/T 2260."""

Revision = Annotated[int, PlainValidator(_read(_read_revision))]
Places = Annotated[int, PlainValidator(_read(_read_places))]
Flag = Annotated[bool, PlainValidator(_read(_read_flag))]
Day = Annotated[
    date, PlainValidator(_read(_read_day)), PlainSerializer(date.isoformat, return_type=str)
]
When = Annotated[Period, PlainValidator(_read(_read_period)), PlainSerializer(str)]
NodeName = Annotated[str, BeforeValidator(_read(_read_node_name))]
FactName = Annotated[str, BeforeValidator(_read(_read_fact_name))]
Path = Annotated[str, PlainValidator(_read(_read_path))]
RulesetId = Annotated[str, PlainValidator(_read(_read_ruleset_id))]
Reference = Annotated[str, PlainValidator(_read(_read_reference))]
"""A ruleset's id with its edition, exactly."""

AnyReference = Annotated[str, PlainValidator(_read(_read_any_reference))]
"""A ruleset's id; without an edition the day of judging chooses."""

Edition = Annotated[str, PlainValidator(_read(_read_edition))]


class LabelShape(Shape):
    """Words in Chinese, in English, or in both; a language left out repeats the other."""

    zh: Words | None = None
    en: Words | None = None


def _spread_label(value: object) -> object:
    """Take a bare text as the words in both languages."""
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, dict):
        return value
    words = _scalar(value)
    return {"zh": words, "en": words}


def _join_label(label: LabelShape) -> Text:
    if label.zh is None and label.en is None:
        raise refuse("SL116")
    return Text(label.zh or label.en or "", label.en or label.zh or "")


if TYPE_CHECKING:
    Label = Text
else:
    Label = Annotated[
        LabelShape,
        BeforeValidator(_spread_label),
        AfterValidator(_join_label),
        PlainSerializer(lambda text: {"zh": text.zh, "en": text.en}),
    ]
