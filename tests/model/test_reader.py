"""Documents read into shapes: every problem of shape with its code and place, in one run."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, model_validator

from scorelib.ground.errors import Text
from scorelib.ground.source import read_document
from scorelib.model.fields import (
    Day,
    Edition,
    FactName,
    Flag,
    Label,
    MaxPoints,
    MaybeNumber,
    NodeName,
    Number,
    Path,
    Places,
    Reference,
    RulesetId,
    Shape,
    When,
    Whole,
    Words,
    refuse,
)
from scorelib.model.project import ProjectDocument
from scorelib.model.reader import read_shape
from scorelib.model.ruleset import RulesetDocument

Found = list[tuple[str, str]]


class Entry(Shape):
    """An entry of a list: two keys that depend on each other."""

    id: NodeName
    points: Number | None = None
    mode: Literal["up", "down"] | None = None
    reason: Words | None = None

    @model_validator(mode="after")
    def _says_why(self) -> Entry:
        if self.points is not None and self.reason is None:
            raise refuse("SL103", key="reason")
        return self


class Form(Shape):
    """One key of every kind of value."""

    name: NodeName | None = None
    fact: FactName | None = None
    path: Path | None = None
    id: RulesetId | None = None
    extends: Reference | None = None
    edition: Edition | None = None
    number: Number | None = None
    maximum: MaxPoints | None = None
    maybe: MaybeNumber | None = None
    whole: Whole | None = None
    places: Places | None = None
    flag: Flag | None = None
    day: Day | None = None
    when: When | None = None
    label: Label | None = None
    words: Words | None = None
    mode: Literal["up", "down"] | None = None
    facts: dict[FactName, Number] = Field(default_factory=dict)
    entry: Entry | None = None
    entries: tuple[Entry, ...] = ()


def problems_of(model: type[BaseModel], text: str) -> Found:
    """Return code and line:column of each problem."""
    problems = read_shape(model, read_document(text)).problems
    places = [(each.code, each.location) for each in problems]
    return [(code, f"{place.line}:{place.column}") for code, place in places if place is not None]


def value_of(text: str) -> object:
    """Return the value of the one key of a text without problems."""
    reading = read_shape(Form, read_document(text))
    assert () == reading.problems
    return getattr(reading.model, text.partition(":")[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("number: -3.50", Fraction(-7, 2)),
        ("number: '95'", Fraction(95)),
        ("maximum: 10", Fraction(10)),
        ("maximum: declared", "declared"),
        ("maybe: none", "none"),
        ("maybe: 0", Fraction(0)),
        ("whole: 3", 3),
        ("places: 12", 12),
        ("places: 0", 0),
        ("flag: true", True),
        ("flag: false", False),
        ("day: 2024-02-29", date(2024, 2, 29)),
        ("words: NO", "NO"),
        ("words: 1.10", "1.10"),
        ("words: 12:30", "12:30"),
        ("words: null", "null"),
        ("label: 优", Text("优", "优")),
        ("label: {zh: 优, en: Excellent}", Text("优", "Excellent")),
        ("label: {en: Excellent}", Text("Excellent", "Excellent")),
        ("mode: down", "down"),
        ("name: 预算-执行率", "预算-执行率"),
        ("name: a1-b2_c3", "a1-b2_c3"),
        ("fact: 实际完成数", "实际完成数"),
        ("path: output.数量-指标.x1", "output.数量-指标.x1"),
        ("id: cn/anhui/hefei-2", "cn/anhui/hefei-2"),
        ("extends: cn/mof/self-evaluation@2020", "cn/mof/self-evaluation@2020"),
        ("edition: 2021", "2021"),
        ("facts: {甲: 1, b: 2.5}", {"甲": Fraction(1), "b": Fraction(5, 2)}),
    ],
)
def test_value_is_read(text: str, value: object) -> None:
    """Values are read from their text; nothing is guessed from how they look."""
    assert value == value_of(text)


@pytest.mark.parametrize(
    ("text", "first", "last", "printed"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31), "2021"),
        ("2016/2017", date(2016, 1, 1), date(2017, 12, 31), "2016/2017"),
        ("2022-02", date(2022, 2, 1), date(2022, 2, 28), "2022-02"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        ("2022-12", date(2022, 12, 1), date(2022, 12, 31), "2022-12"),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31), "9999-12"),
        ("2022-01-31", date(2022, 1, 31), date(2022, 1, 31), "2022-01-31"),
        ("2022-01-01/2022-01-15", date(2022, 1, 1), date(2022, 1, 15), "2022-01-01/2022-01-15"),
        ("2021-01-01/2021-12-31", date(2021, 1, 1), date(2021, 12, 31), "2021"),
        ("2021-03/2021-05", date(2021, 3, 1), date(2021, 5, 31), "2021-03-01/2021-05-31"),
    ],
)
def test_period_is_read_and_printed(text: str, first: date, last: date, printed: str) -> None:
    """A period has a first and a last day; what is printed reads back to the same days."""
    period = value_of(f"when: {text}")
    assert ((first, last), printed) == (period, str(period))


@given(st.dates(), st.dates())
def test_printed_period_reads_back(one: date, other: date) -> None:
    """No day is lost when a period is printed."""
    first, last = sorted((one, other))
    period = value_of(f"when: {first}/{last}")
    assert (first, last) == period
    assert period == value_of(f"when: {period}")


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        # numbers: one spelling
        ("number: 01", "SL203", "1:9"),
        ("number: 1_000", "SL204", "1:9"),
        ("number: １２", "SL202", "1:9"),
        ("number: 1e400", "SL207", "1:9"),
        ("number: NaN", "SL205", "1:9"),
        ("number: .inf", "SL205", "1:9"),
        ("number: 1,000", "SL208", "1:9"),
        ("number: 95%", "SL201", "1:9"),
        ("number: ''", "SL209", "1:9"),
        ("number: declared", "SL201", "1:9"),
        ("maximum: Declared", "SL201", "1:10"),
        ("whole: 1.0", "SL110", "1:8"),
        ("whole: 1.5", "SL110", "1:8"),
        ("places: -1", "SL113", "1:9"),
        ("places: 13", "SL114", "1:9"),
        # truth values: two spellings
        ("flag: NO", "SL109", "1:7"),
        ("flag: yes", "SL109", "1:7"),
        ("flag: True", "SL109", "1:7"),
        ("flag: 1", "SL109", "1:7"),
        # days
        ("day: 2021-02-30", "SL111", "1:6"),
        ("day: 2021-2-3", "SL125", "1:6"),
        ("day: 20210203", "SL111", "1:6"),
        ("day: 2021年2月3日", "SL125", "1:6"),
        ("day: 0000-01-01", "SL111", "1:6"),
        ("day: '２０２１-01-01'", "SL111", "1:6"),
        ("when: 2021-13", "SL111", "1:7"),
        ("when: 0000", "SL111", "1:7"),
        ("when: 0000-05", "SL111", "1:7"),
        ("when: 2021-00", "SL111", "1:7"),
        ("when: 2016/2017/2018", "SL111", "1:7"),
        ("when: 2016/", "SL111", "1:7"),
        ("when: 2017/2016", "SL111", "1:7"),
        ("when: 2021-12-31/2021-01-01", "SL111", "1:7"),
        # names
        ("name: Budget", "SL112", "1:7"),
        ("name: 1a", "SL112", "1:7"),
        ("name: _a", "SL112", "1:7"),
        ("name: a b", "SL112", "1:7"),
        ("name: a.b", "SL112", "1:7"),
        ("name: a-", "SL112", "1:7"),
        ("name: a--b", "SL112", "1:7"),
        ("name: -a", "SL112", "1:7"),
        ("name: ａ", "SL112", "1:7"),
        ("name: '（甲）'", "SL112", "1:7"),
        ("name: ''", "SL112", "1:7"),
        ("name: " + "a" * 65, "SL112", "1:7"),
        ("fact: a-b", "SL112", "1:7"),
        ("fact: if", "SL112", "1:7"),
        ("fact: pass", "SL112", "1:7"),
        ("fact: from", "SL112", "1:7"),
        ("fact: ''", "SL112", "1:7"),
        ("path: a..b", "SL112", "1:7"),
        ("path: .a", "SL112", "1:7"),
        ("path: ''", "SL112", "1:7"),
        ("id: cn//x", "SL121", "1:5"),
        ("id: Cn/x", "SL121", "1:5"),
        ("id: cn/../x", "SL121", "1:5"),
        ("id: /etc", "SL121", "1:5"),
        ("id: ''", "SL121", "1:5"),
        ("extends: cn/mof", "SL122", "1:10"),
        ("extends: cn/mof@", "SL122", "1:10"),
        ("extends: cn/mof@../x", "SL122", "1:10"),
        ("edition: ''", "SL123", "1:10"),
        ("edition: a/b", "SL123", "1:10"),
        # empty, and the wrong kind of thing
        ("number:", "SL107", "1:8"),
        ("words:", "SL107", "1:7"),
        ("mode:", "SL107", "1:6"),
        ("entry:", "SL107", "1:7"),
        ("label:", "SL107", "1:7"),
        ("label: {}", "SL116", "1:8"),
        ("label: [优]", "SL106", "1:8"),
        ("label: {zh: 优, cn: 优}", "SL101", "1:16"),
        ("label: {zh: 优, en: }", "SL107", "1:20"),
        ("label: {zh: [优]}", "SL106", "1:13"),
        ("words: [a]", "SL106", "1:8"),
        ("words: {a: 1}", "SL106", "1:8"),
        ("number: [1]", "SL106", "1:9"),
        ("mode: [up]", "SL106", "1:7"),
        ("mode: left", "SL108", "1:7"),
        ("entry: x", "SL104", "1:8"),
        ("entry: [a]", "SL104", "1:8"),
        ("entry: id：a", "SL006", "1:10"),
        ("entry: id:a", "SL007", "1:10"),
        ("facts: x", "SL104", "1:8"),
        ("entries: x", "SL105", "1:10"),
        ("entries: {id: a}", "SL105", "1:10"),
        ("entries: [x]", "SL104", "1:11"),
        ("words: " + "长" * 2001, "SL115", "1:8"),
        # keys
        ("nmae: x", "SL102", "1:1"),
        ("zzz: x", "SL101", "1:1"),
        ("entry: {id: a, raeson: x}", "SL102", "1:16"),
        ("entries:\n  - id: a\n    raeson: x", "SL102", "3:5"),
        ("entry: {points: 1, reason: x}", "SL103", "1:1"),
        ("entry: {id: a, points: 1}", "SL103", "1:1"),
        ("facts: {Bad: 1}", "SL112", "1:9"),
        ("facts:\n  a b: 1", "SL112", "2:3"),
        ("facts: {'': 1}", "SL112", "1:9"),
    ],
)
def test_wrong_value_is_refused_where_it_stands(text: str, code: str, place: str) -> None:
    """Each wrong value is one problem, at the value; a wrong key at the key."""
    assert [(code, place)] == problems_of(Form, text)


def test_unknown_key_is_guessed_from_the_keys_that_belong_there() -> None:
    """The guess is a key of the same mapping, not of another one."""
    problems = read_shape(Form, read_document("entry: {id: a, poinst: 1}\nentreis: []")).problems
    found = [dict(each.arguments) for each in problems]
    assert [
        {"key": "poinst", "guess": "points"},
        {"key": "entreis", "guess": "entries"},
    ] == found


def test_key_below_a_name_that_is_itself_a_key_is_guessed() -> None:
    """A fact called `unit` does not hide the keys of facts."""
    text = "facts: {unit: {label: 甲, mni: 0}}"
    problems = read_shape(RulesetDocument, read_document(text)).problems
    found = [dict(each.arguments) for each in problems if each.code in ("SL101", "SL102")]
    assert [{"key": "mni", "guess": "min"}] == found


def test_choices_are_told() -> None:
    """The message lists what may be chosen."""
    problem = read_shape(Form, read_document("mode: left")).problems[0]
    assert "`left` is not one of `up`, `down`" == problem.message("en")


RULESET = """\
scorelib: 1
id: cn/Test
edition: "2021"
revision: one
title: {zh: 试, fr: essai}
sources:
  form: {title: 表, status: sure}
facts:
  Budget: {label: 预算, unit: 万元}
  executed: {label: 执行, kind: amount}
  people:
    lable: 人数
rounding:
  points: {places: 2.5, mode: half_up}
indicators:
  process:
    label: 过程
    max_point: 10
    indicators:
      rate: {label: 率, max_points: 5_0, method: judged}
      both: {label: 两, max_points: 5, method: judged, declared: {}}
      none: {label: 无, max_points: 5}
grades:
  - {id: good, label: 优, from: 90}
  - {id: Bad, label: 差}
  - poor
checks: {id: x}
"""


def test_all_problems_of_a_document_are_found_in_one_run() -> None:
    """Sixteen mistakes, sixteen problems, each at its place, and nothing that only follows."""
    assert [
        ("SL121", "2:5"),
        ("SL201", "4:11"),
        ("SL101", "5:16"),
        ("SL108", "7:28"),
        ("SL112", "9:3"),
        ("SL125", "10:31"),
        ("SL102", "12:5"),
        ("SL110", "14:20"),
        ("SL125", "14:31"),
        ("SL102", "18:5"),
        ("SL204", "20:36"),
        ("SL118", "21:13"),
        ("SL118", "22:13"),
        ("SL112", "25:10"),
        ("SL104", "26:5"),
        ("SL105", "27:9"),
    ] == problems_of(RulesetDocument, RULESET)


def test_rest_of_a_document_is_read_without_its_wrong_parts() -> None:
    """What cannot be read is left out, so that the meaning of the rest can be checked."""
    reading = read_shape(Form, read_document("number: 1_0\nwords: a\nentries: [{id: A}, {id: b}]"))
    assert reading.model is not None
    assert (None, "a") == (reading.model.number, reading.model.words)
    assert ["b"] == [each.id for each in reading.model.entries]
    assert ("number",) in reading.pruned


def test_problem_seen_late_is_at_its_own_place() -> None:
    """A condition on an entry is looked at once its values are read; the place is still right.

    The first entry is left out by then, which must not move the others.
    """
    text = (
        "entries:\n  - x\n  - {id: b, mode: left, points: 1}\n  - {id: c, mode: left, points: 1}\n"
    )
    assert [
        ("SL104", "2:5"),
        ("SL103", "3:5"),
        ("SL108", "3:19"),
        ("SL103", "4:5"),
        ("SL108", "4:19"),
    ] == problems_of(Form, text)


def test_left_out_part_does_not_hide_its_neighbours() -> None:
    """The second of two wrong entries is reported although the first was left out."""
    text = "entries:\n  - {id: A}\n  - {id: b, mode: left, points: 1}\n"
    assert [("SL112", "2:10"), ("SL103", "3:5"), ("SL108", "3:19")] == problems_of(Form, text)


def test_missing_keys_are_reported_once_each() -> None:
    """Everything a project lacks, at the start of the document."""
    found = problems_of(ProjectDocument, "facts: {}\n")
    assert [("SL103", "1:1")] * 4 == found


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a\n- b\n", ("SL104", "1:1")),
        ("一段文字\n", ("SL104", "1:1")),
        ("甲：1\n乙：2\n", ("SL006", "1:2")),
        ("max:1\n", ("SL007", "1:4")),
        ("''\n", ("SL104", "1:1")),
    ],
)
def test_document_that_is_no_mapping_has_no_shape(text: str, problem: tuple[str, str]) -> None:
    """Full-width colons turn a whole file into one text; that is what the problem says."""
    reading = read_shape(Form, read_document(text))
    assert reading.model is None
    assert [problem] == problems_of(Form, text)


def test_empty_document_says_so() -> None:
    """A document that consists of `---` is an empty value."""
    assert ["SL107"] == [code for code, _ in problems_of(Form, "---")]


keys = st.sampled_from([*Form.model_fields, "zzz", "[key]", ""])
scalars = st.sampled_from(
    ["", "''", "1", "-1", "1.5", "01", "true", "NO", "a", "A", "甲", "a.b", "2021-02-30", "2021"]
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner.filter(bool), max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(keys, inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"'{key}': {value}" for key, value in items.items()) + "}"
        ),
    ),
    max_leaves=6,
)


@given(st.dictionaries(keys, values, max_size=4))
def test_any_document_is_read_or_explained(document: dict[str, str]) -> None:
    """Whatever stands under whatever key: a model or problems, each with a place; no crash."""
    text = "".join(f"'{key}': {value}\n" for key, value in document.items()) or "{}"
    reading = read_shape(Form, read_document(text))
    assert reading.model is not None
    for each in reading.problems:
        assert each.location is not None
        assert each.message("zh")
    assert len(reading.problems) == len(
        {(p.code, p.location, p.arguments) for p in reading.problems}
    )
    if not reading.problems:
        assert frozenset() == reading.pruned
