"""Advice on rulesets that work: each matter by a change to a ruleset without any."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.editions import list_rulesets
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.methods import FORM_METHODS, GRADE_METHODS, METHODS, SLOT_METHODS
from scorelib.ground.errors import Lang
from scorelib.model.fields import LabelShape
from scorelib.model.ruleset import RulesetDocument
from scorelib.reading.advice import listing
from scorelib.reading.advice.edges import find_untested_edges
from scorelib.reading.advice.listing import advise_ruleset
from scorelib.reading.advice.words import LABEL_KEYS
from tests.reading.advice.rules import CASES, CLEAN, GRADES, advise, change

WAY = "    method: {kind: proportional, value: executed / budget, cap: 1}\n"
CITED = "    cites: form\n    method: judged\n"
ODD = "    method: {kind: formula, points: 10 if executed / budget >= 90 else 0}\n"

BANDS = """\
    method:
      kind: bands
      value: 2 * (1 if executed >= budget else 0)
      bands:
        - {from: 2, points: 10}
        - {from: 1, points: 5}
        - {from: 0, points: 0}
"""

LEFT = "values:\n  left: {label: {zh: 结余, en: Left}, formula: budget - executed}\n"
MEAN = """\
max_points: 10
aggregate: {kind: weighted-mean, weights: {rate: 0.33, work: 0.33}}
"""

MATTERS: dict[str, tuple[str, str]] = {
    "a maximum without a clause": (
        change((CITED, "    method: judged\n")),
        "SL730 indicators.work.max_points",
    ),
    "a source that nobody verified": (
        change(("status: verified", "status: unverified")),
        "SL731 sources.form.status",
    ),
    "a clause with a status of its own": (
        change((CITED, CITED.replace("form", "{source: form, clause: 注, status: unverified}"))),
        "SL731 indicators.work.cites.status",
    ),
    "a source that is inferred": (
        change(("status: verified", "status: inferred")),
        "SL732 sources.form.status",
    ),
    "a source that nothing cites": (
        change(("facts:", "  law: {title: {zh: 法, en: Law}, status: verified}\nfacts:")),
        "SL733 sources.law",
    ),
    "a band that no value comes to": (
        change((WAY, BANDS)),
        "SL734 indicators.rate.method.bands.1",
    ),
    "a fact that nothing uses": (
        change(("rounding:", "  spare: {label: {zh: 备, en: Spare}, unit: 个, min: 0}\nrounding:")),
        "SL735 facts.spare",
    ),
    "a derived value that nothing uses": (
        change(("rounding:\n", f"{LEFT}rounding:\n")),
        "SL735 values.left",
    ),
    "points that nobody rounds": (
        change(("rounding:\n  points: {places: 2, mode: half-up}\n", "")),
        "SL736 indicators",
    ),
    "words in Chinese only": (
        change(("label: {zh: 工作, en: Work}", "label: 工作")),
        "SL739 indicators.work.label",
    ),
    "words in English only": (
        change(("label: {zh: 工作, en: Work}", "label: {en: Work}")),
        "SL740 indicators.work.label",
    ),
    "two indicators of one meaning": (
        change((CITED, CITED.replace("method: judged", WAY.strip()))),
        "SL741 indicators.work",
    ),
    "two of one name": (
        change(("label: {zh: 工作, en: Work}", "label: {zh: 执行率, en: Work}")),
        "SL742 indicators.work",
    ),
    "a note that says nothing": (
        change((CITED, CITED + "    note: {zh: ——, en: –}\n")),
        "SL743 indicators.work.note",
    ),
    "a rate compared with the figure of a percentage": (
        change((WAY, ODD)),
        "SL756 indicators.rate.method",
    ),
    "a maximum of nothing": (
        change(("max_points: 5", "max_points: 0")),
        "SL744 indicators.work.max_points",
    ),
    "weights that are not what they print": (
        change(("indicators:\n", f"{MEAN}indicators:\n"), ("max_points: 5", "max_points: 10")),
        "SL745 aggregate.weights",
    ),
    "grades without a clause": (
        CLEAN + GRADES.replace(", from: 9, cites: form", ", from: 9"),
        "SL746 grades.good.id",
    ),
    "a clause cited twice": (
        change((CITED, CITED.replace("form", "[form, form]"))),
        "SL748 indicators.work.cites.1",
    ),
}  # fmt: skip

_ASIDE = ("SL738",)
"""The edges of the grades that a change brings in are another matter."""


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    """The ruleset that the others change has nothing to advise on."""
    assert ((), ()) == (advise(tmp_path).opened, advise(tmp_path).accepted)


@pytest.mark.parametrize("matter", list(MATTERS))
def test_matter(matter: str, tmp_path: Path) -> None:
    """One change is advised on once, at its place, and works all the same."""
    text, wanted = MATTERS[matter]
    found = [each for each in advise(tmp_path, text).opened if each.code not in _ASIDE]
    assert [wanted] == [f"{each.code} {each.path}" for each in found]
    languages: tuple[Lang, ...] = ("zh", "en")
    for lang in languages:
        words = found[0].message(lang) + found[0].next_step(lang)
        assert not re.search(r"\{[a-z_]+\}|Text\(|Fraction\(", words)
    assert "advice" == found[0].severity
    assert found[0].excerpt


def test_a_graded_total_without_rounding(tmp_path: Path) -> None:
    """A total of points that nobody rounds lies as near to an edge as it likes (SL737)."""
    text = change(("rounding:\n  points: {places: 2, mode: half-up}\n", "")) + GRADES
    assert "SL737" in {each.code for each in advise(tmp_path, text).opened}


def test_an_edge_that_no_case_tests(tmp_path: Path) -> None:
    """Beside the edge of 9 nobody lies until a case does (SL738): 4 of 10, and 5 judged, are 9."""
    row = (
        "  - id: {id}\n    note: 一\n    facts: {{budget: 100, executed: {executed}}}\n"
        "    judgements: {{work: {{points: 5, by: 张, reason: 好}}}}\n"
        "    expect: {{total: {total}}}\n"
    )
    on = row.format(id="on", executed=40, total=9)
    beside = row.format(id="beside", executed="39.9", total="8.99")
    one, both = (advise(tmp_path, CLEAN + GRADES, CASES + each) for each in (on, on + beside))
    assert ["SL738 grades.good.from"] == [f"{each.code} {each.path}" for each in one.opened]
    assert () == both.opened


def test_cases_that_are_not_there(tmp_path: Path) -> None:
    """Without cases, or with cases that cannot be read, no edge counts as tested."""
    assert ["SL749"] == [each.code for each in advise(tmp_path / "a", cases=None).opened]
    assert ["SL750"] == [each.code for each in advise(tmp_path / "b", cases="cases: 1\n").opened]


def test_only_what_the_ruleset_itself_writes(tmp_path: Path) -> None:
    """What a layer below leaves open is advised on there, not again in whatever is laid over it."""
    lower = change((CITED, "    method: judged\n")).replace("example/advice", "example/below")
    roots = tmp_path / "roots"
    folder = roots / "example" / "below" / "1"
    below = advise(folder, lower)
    top = (
        'id: example/above\nedition: "1"\nrevision: 1\nextends: example/below@1\n'
        "indicators: {rate: {cites: form}}\n"
    )
    above = advise(roots / "example" / "above" / "1", top)
    assert ["SL730"] == [each.code for each in below.opened]
    assert ((), ("example/below@1",)) == (above.opened, above.below)


def test_shipped_rulesets_are_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing stands open in any ruleset that comes with scorelib: mended, or accepted with why.

    Their cases are held to all edges where coverage is tested.
    """
    quick = tuple(each for each in listing.PASSES if each is not find_untested_edges)
    monkeypatch.setattr(listing, "PASSES", quick)
    open_ = []
    for entry in list_rulesets():
        ruleset = load_ruleset(entry.path)
        found = advise_ruleset(ruleset, compile_ruleset(ruleset))
        open_ += [f"{entry.reference} {each.code} {each.path}" for each in found.opened]
    assert [] == open_


def test_every_label_of_a_method_is_looked_at() -> None:
    """Words for people stand under the keys at which advice on languages looks."""
    shapes: list[type[BaseModel]] = [RulesetDocument]
    shapes += [each.shape for each in (*METHODS, *FORM_METHODS)]
    shapes += [each.shape for each in SLOT_METHODS]
    shapes += [each.shape for each in GRADE_METHODS]
    named = {
        name
        for shape in shapes
        for name, field in shape.model_fields.items()
        if LabelShape in getattr(field.annotation, "__args__", ()) or field.annotation is LabelShape
    }
    assert {"title", "note", "label"} >= named - LABEL_KEYS
    assert set() == named - LABEL_KEYS
