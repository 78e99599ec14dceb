"""Mistakes that authors make: each is told at its place, in both languages, with what to write.

The collection is `mistakes.yaml`; what is said stands in `snapshots`, to be read as a whole. A
mistake that is said in other words than there fails here.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from scorelib.ground.errors import Lang
from scorelib.reading.checking import check_document
from tests.mistakes.snapshots import (
    FILES,
    FOLDER,
    LANGS,
    MISTAKES,
    RULES,
    Mistake,
    find_problems,
    print_area,
)

AREAS = tuple(dict.fromkeys(each.area for each in MISTAKES))
SEVERAL = {"fact-redefined"}
"""Where one change is wrong in two places: each formula that uses the fact."""


def test_there_are_enough() -> None:
    """At least thirty, ten of them in formulas and five in local rules."""
    counts = Counter(each.area for each in MISTAKES)
    assert len({each.id for each in MISTAKES}) == len(MISTAKES) >= 30
    assert counts["expressions"] >= 10
    assert counts["overlays"] >= 5


@pytest.mark.parametrize("file", FILES.values())
def test_the_rules_themselves_are_right(file: str) -> None:
    assert () == check_document(str(RULES / file), [RULES])


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("area", AREAS)
def test_what_is_said(area: str, lang: Lang) -> None:
    """The words that are printed are those that were read and found good."""
    path = FOLDER / f"{area.replace(' ', '-')}.{lang}.txt"
    assert path.read_text("utf-8") == print_area(area, lang)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.id)
def test_one_mistake_is_one_problem(mistake: Mistake, tmp_path: Path) -> None:
    """It is told once, at a line that was changed or that another layer made wrong."""
    found = find_problems(mistake, tmp_path)
    assert len(found) == (2 if mistake.id in SEVERAL else 1)
    for each in found:
        assert each.location is not None
        for lang in LANGS:
            step = each.next_step(lang)
            assert step
            assert not re.search(r"\{[a-z_]+\}|Text\(", each.message(lang) + step)
