"""Wording: percentages with a unit after them that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.checks.quoting import name_node, quote, quote_text
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.words.folding import fold_text
from scorelib.words.units import NONE, find_unit

__all__ = ["check_percentages"]

_PERCENT: Final = re.compile(
    r"[0-9]\s*[%‰]\s*(?P<unit>[A-Za-z\u4e00-\u9fff㎡³²]{1,4})(?=$|[\s,。;:!?、)）”\"'】〕])"
)


def check_percentages(dossier: Dossier) -> Iterator[Finding]:
    """Yield percentages with a unit that cannot follow them, as in 95.25%元 (SL831)."""
    said: dict[str, list[tuple[Text, str | None]]] = {}
    for quoted, node, text in _list_texts(dossier):
        for match in _PERCENT.finditer(fold_text(text)):
            unit = find_unit(match["unit"])
            if unit is not None and unit.dimension != NONE:
                said.setdefault(_cut(text, match), []).append((quoted, node))
    for value, places in said.items():
        evidence = tuple(dict.fromkeys(quoted for quoted, _ in places))
        yield Finding("SL831", "warning", (("value", value),), places[0][1], evidence)


def _cut(text: str, match: re.Match[str]) -> str:
    """Return the figure with its sign and its unit, as it is written."""
    begin = match.start()
    while begin > 0 and (text[begin - 1].isdecimal() or text[begin - 1] in ".．,，"):
        begin -= 1
    return text[begin : match.end()].lstrip(".．,，")


_SIGNS: Final = "%‰％﹪"


def _list_texts(dossier: Dossier) -> Iterator[tuple[Text, str | None, str]]:
    """Yield printed words with a percentage: those of statements, the cells of indicators."""
    for statement in dossier.inputs.statements:
        words = () if statement.words is None else (statement.words.zh,)
        for text in dict.fromkeys((*words, statement.value or "")):
            if any(sign in text for sign in _SIGNS):
                yield quote(statement), name_node(dossier, statement), text
    for slot, records in dossier.inputs.items.items():
        for record in records:
            for column, cell in ((_TARGET, record.target), (_ACTUAL, record.actual)):
                if cell is not None and any(sign in cell for sign in _SIGNS):
                    at = Text(f"{record.label.zh}，{column.zh}", f"{record.label.en}, {column.en}")
                    yield quote_text(at, Text(cell, cell)), f"{slot}.{record.id}", cell


_TARGET, _ACTUAL = Text("年度指标值", "target"), Text("实际完成值", "actual")
