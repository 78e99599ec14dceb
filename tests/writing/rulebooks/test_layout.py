"""The layout as data: it has words for all it names, and its page says what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args, get_origin

import pytest
from pydantic import BaseModel

from scorelib.compiler.methods import FORM_METHODS, METHODS
from scorelib.reading.forms.headings import fold_heading
from scorelib.reading.rulebooks.layout import (
    ABOUT,
    COLLECTIONS,
    SHEETS,
    Spec,
    sheet_title,
    word,
)
from scorelib.writing.resolutions import print_yaml
from scorelib.writing.rulebooks.documents import print_rulebook
from tests.writing.rulebooks.books import ROOT

PAGE = (ROOT / "docs" / "reference" / "rulebook-layout.md").read_text("utf-8")


@pytest.mark.parametrize("spec", SHEETS, ids=lambda spec: spec.name)
def test_the_page_has_every_column(spec: Spec) -> None:
    """The page of the layout names every sheet and column in both languages, with its key."""
    title = sheet_title(spec)
    _, found, part = PAGE.partition(f"\n## {title.zh} {title.en}\n")
    assert found
    rows = re.findall(
        r"^\| (.+?) · (.+?) \| (?:`(.*?)`)? ?\|", part.partition("\n## ")[0], re.MULTILINE
    )
    columns = [each.heading for each in (*spec.heads, *spec.columns)]
    if spec.name == "about":
        columns = [word("item", item.key) for item in ABOUT]
        assert [item.key for item in ABOUT] == [key for _, _, key in rows]
    assert [*map(tuple, columns)] == [(zh, en) for zh, en, _ in rows if "…" not in zh]


@pytest.mark.parametrize("spec", SHEETS, ids=lambda spec: spec.name)
def test_headings_are_told_apart(spec: Spec) -> None:
    """No two columns of a sheet have headings that read alike, in either language."""
    columns = (*spec.heads, *spec.columns)
    names = [fold_heading(each) for column in columns for each in column.heading]
    assert len(names) == len(set(names))


def list_compound(shape: type[BaseModel]) -> Iterator[str]:
    """Yield the settings of a method that are rows: mappings by name, or lists of shapes."""
    for name, field in shape.model_fields.items():
        origin, inside = get_origin(field.annotation), get_args(field.annotation)
        rows = any(isinstance(each, type) and issubclass(each, BaseModel) for each in inside)
        if name != "cites" and (origin is dict or (origin is tuple and rows)):
            yield name


@pytest.mark.parametrize(
    "method", dict.fromkeys((*METHODS, *FORM_METHODS)), ids=lambda method: method.kind
)
def test_rows_of_methods_have_their_sheet(method: object) -> None:
    """Whatever a method has rows of stands on the sheet of bands and options."""
    kept = COLLECTIONS.get(getattr(method, "kind", ""))
    shape = getattr(method, "shape", BaseModel)
    assert ([] if kept is None else [kept.key]) == list(list_compound(shape))


def test_names_keep_their_order() -> None:
    """Keys stand in their usual order; names, whatever they are called, stand as given."""
    node = {"method": "judged", "label": "甲", "max_points": "1"}
    data = {"indicators": {"value": node, "label": node, "from": node}, "id": "a/b"}
    usual = {"label": "甲", "max_points": "1", "method": "judged"}
    wanted = {"indicators": {"value": usual, "label": usual, "from": usual}}
    assert "id: a/b\n\n" + print_yaml(wanted) == print_rulebook(data)
