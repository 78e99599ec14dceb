"""Data printed as YAML reads back to the same words, whatever they are."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scorelib.ground.source import read_document, to_data
from scorelib.writing.resolutions import print_yaml

# Characters that no document may hold are refused before anything is printed.
LETTERS = st.characters(
    min_codepoint=32,
    exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"),
    exclude_characters="\ufffe\uffff",
)
SIGNS = ["", " ", "-", "#", "~", "&a", "*a", "!a", "%a", "@a", "`a", '"', "'", "|", "? a"]
FORMS = [
    "- a",
    "a: b",
    "a #b",
    "[a]",
    "{a}",
    "a\nb",
    "a\\b",
    "甲：乙",
    "a，b: c",
    "yes",
    "null",
    "1.10",
]
HARD = st.sampled_from([*SIGNS, *FORMS, "12:30"])
TEXTS = HARD | st.text(LETTERS, max_size=20)
KEYS = HARD | st.text(LETTERS, min_size=1, max_size=8)
NESTED: st.SearchStrategy[Any] = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def allowed(value: Any) -> bool:
    """Return whether YAML of ours can hold every key: no merge key, none that is hidden."""
    if isinstance(value, dict):
        fine = all(not key.startswith(("\u3000", "\u00a0")) for key in value)
        return fine and all(map(allowed, value.values()))
    return all(map(allowed, value)) if isinstance(value, list) else True


@given(st.dictionaries(KEYS, NESTED, min_size=1, max_size=4).filter(allowed))
def test_yaml_reads_back(data: dict[str, Any]) -> None:
    """Mappings, lists and words of any spelling survive being printed."""
    assert data == to_data(read_document(print_yaml(data)))
