"""The words that editors show beside a choice: none is absent, and none is left over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from scripts.generate_schemas import describe_schemas
from scripts.schemas.words import CHOICES


def list_choices(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every place of a schema where one of several words may be written."""
    if isinstance(schema, dict):
        if len(schema.get("enum", [])) > 1 and isinstance(schema["enum"][0], str):
            yield schema
        for key, each in schema.items():
            if key not in ("if", "then", "allOf", "oneOf"):  # Rules name words, and offer none.
                yield from list_choices(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from list_choices(each)


@pytest.mark.parametrize("name", ["ruleset", "project", "cases", "statistics"])
def test_every_choice_is_told(name: str) -> None:
    """Each word of each choice has its meaning beside it, in Chinese and in English."""
    found = list(list_choices(describe_schemas()[name]))
    for choice in found:
        if choice["enum"] != ["true", "false"]:
            told = choice.get("enumDescriptions", [])
            assert len(told) == len(choice["enum"]), choice["enum"]
            assert all(" · " in words for words in told)
    assert found


def test_no_words_are_left_over() -> None:
    """Every word of choices.yaml is shown somewhere."""
    shown = {
        words
        for schema in describe_schemas().values()
        for choice in list_choices(schema)
        for words in choice.get("enumDescriptions", [])
    }
    told = {" · ".join(words) for section in CHOICES.values() for words in section.values()}
    assert told - shown == set()
