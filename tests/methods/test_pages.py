"""Every method has its page, in both languages, and an example that runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from scorelib.compiler.methods import (
    FORM_METHODS,
    GRADE_METHODS,
    METHODS,
    SLOT_METHODS,
    GradeMethod,
    Method,
    SlotMethod,
)

EVERY: tuple[Method | SlotMethod | GradeMethod, ...] = (
    *METHODS,
    *FORM_METHODS,
    *SLOT_METHODS,
    *GRADE_METHODS,
)


def test_every_method_has_an_example_that_runs() -> None:
    """Each method has its folder in examples/methods, whose cases tests/documents runs."""
    folder = Path(__file__).resolve().parents[2] / "examples" / "methods"
    assert {method.kind for method in EVERY} == {each.name for each in folder.iterdir()}


@pytest.mark.parametrize("method", EVERY, ids=lambda method: method.kind)
def test_page_is_whole(method: Method | SlotMethod | GradeMethod) -> None:
    """A page says in both languages what its method does and refuses; its example is YAML."""
    page = method.page
    for words in (page.title, page.what, page.refused):
        assert words.zh
        assert words.en
        assert words.zh != words.en
    assert set(re.findall("SL[0-9]{3}", page.refused.zh)) == set(
        re.findall("SL[0-9]{3}", page.refused.en)
    )
    assert page.formula
    assert page.wording
    assert isinstance(yaml.safe_load(page.example), dict)
