"""What scorelib refuses for its shape, the schemas refuse, as far as a schema can say it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from pydantic import TypeAdapter, ValidationError

from scorelib.ground.errors import DocumentError
from scorelib.model import fields
from tests.schemas.reading import BAD, find_faults, name_kind, read_data, validator_of

CODES: Final = re.compile(r"#(?P<codes>(?: SL[0-9]{3}(?:\*[0-9]+)?)+)$", re.MULTILINE)
SHAPE: Final = frozenset(f"SL{n}" for n in (*range(101, 125), *range(201, 210), 220, 352, 380, 701))
"""Codes of what is wrong with a document without looking at what it means."""

BEYOND: Final = {
    "deduction-without-step": "whether `per` is needed depends on the unit of what is measured",
    "project-facts": "which values a category has is said by the ruleset",
}
"""Documents with such a code that no schema can refuse, and why."""


def list_expected(path: Path) -> set[str]:
    """Return the codes that a bad document says it has."""
    found = CODES.findall(path.read_text("utf-8"))
    return {code for each in found for code in re.findall("SL[0-9]{3}", each)}


def is_readable(path: Path) -> bool:
    """Return whether there is a document at all: no schema sees what is no YAML."""
    try:
        read_data(path)
    except DocumentError:
        return False
    return True


READABLE: Final = [path for path in BAD if is_readable(path)]
FOR_SHAPE: Final = [path for path in READABLE if list_expected(path) & SHAPE]


@pytest.mark.parametrize("path", FOR_SHAPE, ids=lambda path: path.stem)
def test_bad_shape_is_refused(path: Path) -> None:
    """A bad shape does not fit; where the meaning alone is bad, the reason stands in a list."""
    data = read_data(path)
    assert bool(find_faults(name_kind(data), data)) != (path.stem in BEYOND)


def test_there_are_enough_documents() -> None:
    """The bad documents were found, and the list of those that no schema refuses is short."""
    assert len(FOR_SHAPE) > 30
    assert set(BEYOND) <= {path.stem for path in FOR_SHAPE}


TEXTS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "Number": (
        ("0", "-3", "23.6", "0.05"),
        ("01", "1_000", "1e3", "１２", "1,000", "-0", "", "1."),
    ),
    "Ratio": (("80%", "0.8", "-5%"), ("80％", "%", "1/2", "-0%")),
    "Share": (("1/3", "25%", "0.25", "1"), ("1/0", "1/03", "-1/3", "a")),
    "Places": (("0", "12"), ("13", "-1", "1.0")),
    "Flag": (("true", "false"), ("yes", "是", "True", "1")),
    "Day": (("2021-01-31",), ("2021-1-31", "2021年", "2021-13-01", "2021-01-32")),
    "When": (("2021", "2021-06", "2021-06-30", "2016/2017"), ("21", "2021-13", "2021-", "/2021")),
    "NodeName": (
        ("rate", "execution-rate", "执行率", "a1_b", "𠮷"),
        ("Rate", "1a", "a--b", "a-", "a b", "_a", "a.b", "a" * 65, ""),
    ),
    "FactName": (("budget", "预算数"), ("a-b", "if", "not", "Budget")),
    "Path": (("a", "a.b-c.执行"), (".a", "a..b", "a.", "A.b")),
    "PlaceCode": (("340102", "000000", "110000"), ("34010", "990000", "340002", "34010a")),
    "RulesetId": (("cn/mof/self-evaluation", "a"), ("CN/mof", "a//b", "a/", "a_b")),
    "Reference": (("a/b@2021", "a@1.2-x"), ("a/b", "a@", "@1", "a@-1")),
    "Edition": (("2021", "1.2-x"), ("", "-1", "a b", "二〇二一")),
    "MaxPoints": (("10", "declared", "given", "profile"), ("-1", "ten", "10分")),
    "Revision": (("1", "12"), ("0", "-1", "1.0", "01")),
    "Words": (("x", " x ", "是", "null"), ("", " ", "　", "x" * 2001)),
    "Clause": (("form", "form-2021#过程", "a#b#c"), ("#b", "A#b", "a#")),
}
"""Texts that are taken and refused, by the kind of value; from what its reader documents."""


@pytest.mark.parametrize("kind", TEXTS)
def test_texts_of_a_kind(kind: str) -> None:
    """A schema takes of these texts what the reader of their kind takes, and refuses the others."""
    taken, refused = TEXTS[kind]
    validator = validator_of("project" if kind == "When" else "ruleset", kind)
    assert [] == [text for text in taken if not validator.is_valid(text)]
    assert [] == [text for text in refused if validator.is_valid(text)]
    if kind != "Clause":
        reader: TypeAdapter[object] = TypeAdapter(getattr(fields, kind))
        assert [*taken] == [text for text in (*taken, *refused) if is_taken(reader, text)]


def is_taken(reader: TypeAdapter[object], text: str) -> bool:
    """Return whether scorelib itself reads a text."""
    try:
        reader.validate_python(text)
    except ValidationError:
        return False
    return True
