"""Certificates: what is proved is, what is not is said to be so, with the interval found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scorelib.compiler.loading.loader import load_ruleset
from scorelib.ground.errors import Lang
from scorelib.reading.certificate.certificate import Certificate, certify_ruleset
from scorelib.reading.certificate.claims import Claim
from scorelib.reading.certificate.views import report_certificate
from scorelib.writing.certificates import print_certificate
from scorelib.writing.reports.html import print_html
from scorelib.writing.reports.markdown import print_markdown
from scorelib.writing.reports.text import print_text
from tests.reading.advice.rules import CASES, CLEAN, GRADES, change, write_ruleset

BANDS = """\
    method:
      kind: bands
      value: executed / budget
      bands:
        - {from: 80%, points: 10}
        - {from: 50%, points: 5}
        - {from: 0, points: 0}
"""


def certify(folder: Path, text: str = CLEAN, cases: str | None = CASES) -> Certificate:
    return certify_ruleset(load_ruleset(write_ruleset(folder, text, cases)))


def claims(found: Certificate, name: str) -> tuple[Claim, ...]:
    (chapter,) = [each for each in found.chapters if each.name == f"certificate.{name}"]
    return chapter.claims


def show(found: Certificate, name: str) -> list[str]:
    return [f"{each.subject.en}: {each.verdict}: {each.found.en}" for each in claims(found, name)]


def bands_of(found: Certificate) -> list[Claim]:
    return [each for each in claims(found, "reach") if "the band" in each.subject.en]


def test_every_chapter_says_what_was_found(tmp_path: Path) -> None:
    """The figures are those that a reader of the ruleset finds by hand."""
    way = "    method: {kind: proportional, value: executed / budget, cap: 1}\n"
    found = certify(tmp_path, change((way, BANDS)) + GRADES)
    assert [
        "Execution: proved: 3 bands, the value in [0%, +∞)",
        "grades of the total: proved: 2 bands, the value in [0, 15]",
    ] == show(found, "tiling")
    assert ["Total: proved: 10 + 5 = 15, stated 15"] == show(found, "maxima")
    assert [
        "Execution: proved: between 0 and 10 (by the interval); interval [0, 10]",
        "Work: proved: between 0 and 5 (by the interval); interval [0, 5]",
        "Total: proved: between 0 and 15 (by the interval); interval [0, 15]",
    ] == show(found, "points")
    assert ["budget: proved: interval where it stands: (0, +∞)"] == show(found, "divisors")
    assert [
        "Execution: proved: 2 places, half-up",
        "Work: proved: 2 places, half-up",
        "Total: proved: not rounded; made of figures that are fixed, rounded or given by a person",
    ] == show(found, "roundings")


def test_a_case_is_what_proves_that_something_can_be_reached(tmp_path: Path) -> None:
    """The band of 50% is reached by the case; of the others nothing is claimed."""
    way = "    method: {kind: proportional, value: executed / budget, cap: 1}\n"
    found = certify(tmp_path, change((way, BANDS)))
    bands = bands_of(found)
    assert ["unproved", "proved", "unproved"] == [each.verdict for each in bands]
    assert "the case `half` comes to it" == bands[1].found.en


def test_what_nothing_comes_to_is_refuted(tmp_path: Path) -> None:
    """A band beyond everything that its value can be is refuted, not only unproved."""
    way = "    method: {kind: proportional, value: executed / budget, cap: 1}\n"
    bands = BANDS.replace("executed / budget", "1 if executed > budget else 0")
    found = certify(tmp_path, change((way, bands)))
    assert ["unproved", "refuted", "proved"] == [each.verdict for each in bands_of(found)]


def test_without_cases_nothing_is_claimed(tmp_path: Path) -> None:
    """Without cases no branch counts as reached."""
    assert ["unproved"] == [e.verdict for e in claims(certify(tmp_path, cases=None), "reach")]


def test_points_that_nobody_rounds_are_told(tmp_path: Path) -> None:
    """A rounding that is not said is not called said."""
    text = change(("rounding:\n  points: {places: 2, mode: half-up}\n", ""))
    verdicts = {e.subject.en: e.verdict for e in claims(certify(tmp_path, text), "roundings")}
    assert {"Execution": "unproved", "Work": "proved", "Total": "unproved"} == verdicts


@pytest.mark.parametrize(
    ("name", "proved", "scoring"),
    [
        ("cn/mof/self-evaluation@2020", 14, 3),
        ("cn/anhui/hefei/yaohai/self-evaluation@2021", 25, 1),
    ],
)
def test_shipped_rulesets(name: str, proved: int, scoring: int) -> None:
    """Points of every node stay in range, whatever maxima a project gives its own indicators."""
    found = certify_ruleset(load_ruleset(name))
    points = claims(found, "points")
    assert {"proved": proved} == {"proved": sum(e.verdict == "proved" for e in points)}
    assert len(points) == proved
    assert scoring == sum(e.verdict == "scoring" for e in claims(found, "maxima"))
    assert {"proved"} == {e.verdict for e in claims(found, "divisors")}
    assert {"proved"} == {e.verdict for e in claims(found, "tiling")}


def test_every_format_has_both_languages_and_the_hash(tmp_path: Path) -> None:
    """Whatever the format: both languages, the hash, the program; the words of a title are text."""
    text = CLEAN.replace("zh: 例, en: Example", "zh: '<b>例</b> {{7*7}}', en: '=1+1'")
    found = certify(tmp_path, text)
    sha256 = found.ruleset.head.sha256
    languages: tuple[Lang, ...] = ("zh", "en")
    for lang in languages:
        report = report_certificate(found, lang)
        for shown in (print_text(report, 100), print_markdown(report), print_html(report)):
            assert sha256 in shown
            assert all(word in shown for word in ("已证明", "proved", "分值相加", "Maxima add up"))
        assert "<b>" not in print_html(report).partition("<body")[2]
    record = json.loads(print_certificate(found))
    assert (sha256, "1") == (record["sha256"], record["revision"])
    assert print_certificate(found) == print_certificate(certify(tmp_path / "again", text))
