"""What cells with a drop-down can hold: the words of a document, and how people call them."""

from __future__ import annotations

from typing import Final

from scorelib.compiler.methods import FORM_METHODS, GRADE_METHODS, METHODS
from scorelib.ground.errors import Text
from scorelib.ground.messages.labels import LABELS
from scorelib.model.cohort import STATISTICS
from scorelib.reading.rulebooks.layout import Column, Item
from scorelib.words.rounding import MODES

__all__ = ["CHOICES", "find_choices"]


def _find_words() -> dict[str, dict[str, Text]]:
    """Return what can be chosen, by the name of the choice and by the word of the document."""
    found: dict[str, dict[str, Text]] = {}
    for name, words in LABELS.items():
        kind, dot, rest = name.removeprefix("rulebook.choice.").partition(".")
        if dot and name.startswith("rulebook.choice."):
            found.setdefault(kind, {})[rest] = Text(*words)
    found["mode"] = {mode: Text(*LABELS[mode]) for mode in MODES}
    found["statistic"] = {name: Text(name, name) for name in STATISTICS}
    found["method"] = {each.kind: each.page.title for each in METHODS}
    found["form-method"] = {each.kind: each.page.title for each in FORM_METHODS}
    found["grade-method"] = {each.kind: each.page.title for each in GRADE_METHODS}
    return found


CHOICES: Final = _find_words()
"""What cells with a drop-down can hold: the word of the document, and how people call it."""


def find_choices(column: Column | Item) -> dict[str, Text]:
    """Return what can be chosen in a column or row; nothing where it is free."""
    return CHOICES[column.choices] if column.choices else {}
