"""The kinds of value a document can hold, as JSON Schema: one entry for each reader of a text.

scorelib reads every scalar from its text; an editor has read it as YAML before, so that `23.6` is
a number, `2021` a whole number and `true` a truth value. A schema takes both: patterns speak of
texts, bounds of numbers. Patterns keep to what Python's `re` and ECMA 262 understand alike.
"""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from typing import Annotated, Any, Final, get_origin

from scorelib.ground.errors import WordError
from scorelib.model import citations, fields, project, ruleset, statistics, tables
from scorelib.words.numbers import MAX_DIGITS
from scorelib.words.places import NATION, read_place

__all__ = ["FOLLOWED", "SHORT", "VALUES", "name_value"]

Schema = dict[str, Any]


def _is_place(code: str) -> bool:
    try:
        return read_place(code) == code
    except WordError:
        return False


# Of ASCII the letters, digits and the low line; of everything else whatever stands there.
_FIRST: Final = r"[^\x00-\x60\x7b-\x7f]"
_LETTER: Final = r"[^\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]"
_NAME: Final = rf"{_FIRST}(?:-?{_LETTER})*"
_FACT: Final = rf"{_FIRST}{_LETTER}*"
_RESERVED: Final = "|".join(sorted(word for word in keyword.kwlist if word.islower()))
_ID: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*"
_EDITION: Final = r"[A-Za-z0-9][A-Za-z0-9.\-]*"
_FROM_ZERO: Final = r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
_NUMBER: Final = rf"(?!-[0.]*%?$)-?{_FROM_ZERO}"
_WHOLE: Final = r"(?!-0$)-?(?:0|[1-9][0-9]*)"
_DAY: Final = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_SPAN: Final = rf"(?:[0-9]{{4}}(?:-(?:0[1-9]|1[0-2]))?|{_DAY})"
_PROVINCES: Final = "|".join(
    sorted({code[:2] for code in (f"{n}0000" for n in range(10, 100)) if _is_place(code)})
)
_PLACE: Final = rf"(?:(?:{_PROVINCES})(?:0000|(?!00)[0-9]{{4}})|{NATION})"
_LONGEST_NUMBER: Final = MAX_DIGITS + 2  # the sign and the point

TEXT: Final[Schema] = {
    "type": ["string", "number", "boolean"],
    "minLength": 1,
    "maxLength": fields.MAX_TEXT,
    "pattern": r"\S",
}
_NUMBERS: Final[Schema] = {
    "type": ["number", "string"],
    "pattern": f"^{_NUMBER}$",
    "maxLength": _LONGEST_NUMBER,
}
_FROM_ZERO_UP: Final[Schema] = {
    "type": ["number", "string"],
    "minimum": 0,
    "pattern": f"^{_FROM_ZERO}$",
    "maxLength": _LONGEST_NUMBER,
}


def _text(pattern: str, *types: str, **more: Any) -> Schema:
    """Return the schema of a text of one form, and of what an editor may have made of it."""
    kinds = ["string", *types] if types else "string"
    return {"type": kinds, "pattern": f"^{pattern}$", **more}


def _refer(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


VALUES: Final[Mapping[str, Schema]] = {
    "Words": TEXT,
    "Formula": TEXT,
    "Label": {
        **TEXT,
        "type": ["string", "number", "boolean", "object"],
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {"zh": _refer("Words"), "en": _refer("Words")},
    },
    "Number": _NUMBERS,
    "MaybeNumber": {"anyOf": [_refer("Number"), {"const": "none"}]},
    "Ratio": _text(rf"{_NUMBER}%?", "number", maxLength=_LONGEST_NUMBER + 1),
    "Share": _text(
        rf"(?:{_FROM_ZERO}/[1-9][0-9]*|{_FROM_ZERO}%?)", "number", exclusiveMinimum=0, maximum=1
    ),
    "MaxPoints": {"anyOf": [_FROM_ZERO_UP, {"enum": ["declared", "given", "profile"]}]},
    "Whole": _text(_WHOLE, "integer", maxLength=_LONGEST_NUMBER),
    "Tally": _text("(?:0|[1-9][0-9]*)", "integer", minimum=0, maxLength=_LONGEST_NUMBER),
    "Revision": _text("[1-9][0-9]*", "integer", minimum=1, maxLength=_LONGEST_NUMBER),
    "Places": _text("(?:[0-9]|1[0-2])", "integer", minimum=0, maximum=12),
    "Flag": {"enum": [True, False, "true", "false"]},
    "Day": _text(_DAY, format="date"),
    "When": _text(f"{_SPAN}(?:/{_SPAN})?", "integer"),
    "PlaceCode": _text(_PLACE, "integer", minimum=0, maximum=999999),
    "NodeName": _text(_NAME, maxLength=64),
    "FactName": _text(rf"(?!(?:{_RESERVED})$){_FACT}", maxLength=64),
    "Path": _text(rf"{_NAME}(?:\.{_NAME})*"),
    "RulesetId": _text(_ID, "integer"),
    "Reference": _text(f"{_ID}@{_EDITION}"),
    "AnyReference": _text(f"{_ID}(?:@{_EDITION})?", "integer"),
    "Edition": _text(_EDITION, "number", maxLength=32),
    # The clause may be anything: it is the source that has a form.
    "Clause": _text(rf"{_NAME}(?:#[\s\S]*\S[\s\S]*)?"),
    "Stored": _text(r"-?[0-9]+(?:\.[0-9]+|/[1-9][0-9]*)?"),
}
"""What may be written for each kind of value, by the name of its type."""

_PAIR: Final[Schema] = {
    "type": "array",
    "items": _refer("Words"),
    "minItems": 2,
    "maxItems": 2,
}
SHORT: Final[Mapping[str, Schema]] = {
    "NodePair": _PAIR,
    "Ends": {"anyOf": [_refer("Words"), _PAIR]},
    "Cell": {
        "anyOf": [_refer("Words"), {"type": "array", "items": _refer("Words"), "minItems": 1}]
    },
    "Listed": {"anyOf": [{"const": "none"}, {"type": "array", "items": _refer("Path")}]},
}
"""What may be written where a list has a shorter form."""

FOLLOWED: Final[Mapping[str, Schema]] = {
    "FactEntry": _refer("Words"),
    "CellEntry": _refer("Words"),
    "AmountEntry": _refer("Words"),
    "MaximumEntry": _refer("Number"),
    "AllowedShape": {"const": "locked"},
}
"""What may be written instead of the shape that follows."""


def _known(home: Any, *names: str) -> dict[int, str]:
    """Return names of types by the validator that reads them, which Annotated keeps as it is."""
    chosen = names or [n for n in home.__all__ if get_origin(getattr(home, n)) is Annotated]
    return {id(getattr(home, name).__metadata__[0]): name for name in chosen}


def _list_known() -> dict[int, str]:
    from scorelib.model import entries, statements

    return {
        **_known(fields),
        **_known(statistics, "Stored"),
        **_known(citations, "Citations"),
        **_known(ruleset, "AllowedShape", "MethodShape"),
        **_known(tables, "NodePair", "Ends", "Cell"),
        **_known(entries, "FactEntry", "CellEntry", "MaximumEntry"),
        **_known(statements, "AmountEntry"),
        **_known(project, "Listed"),
    }


_KNOWN: Final = _list_known()


def name_value(metadata: tuple[Any, ...]) -> str | None:
    """Return the name of the type whose validator stands among the metadata of a hint."""
    return next((_KNOWN[id(each)] for each in metadata if id(each) in _KNOWN), None)
