"""A ruleset as the sheets of a workbook: headings, rows of cells, merged levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import LABELS
from scorelib.reading.rulebooks.addresses import BRANCHES, Part, list_parts
from scorelib.reading.rulebooks.cells import flatten, show_choice, show_citation
from scorelib.reading.rulebooks.choices import find_choices
from scorelib.reading.rulebooks.layout import (
    ABOUT,
    COLLECTIONS,
    MAIN,
    SHEETS,
    Column,
    How,
    Item,
    Spec,
    name_level,
    sheet_title,
    word,
)

__all__ = ["Heading", "Page", "lay_out"]


@dataclass(frozen=True, slots=True)
class Heading:
    """The top of a column: its words, how its cells hold what they do, its width and note."""

    title: Text
    how: How
    width: int
    note: Text | None = None
    choices: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet: its headings and rows, and the columns of levels with the cells they merge.

    `choices` are what single cells offer, by row and column, where a column has not one for all.
    """

    spec: Spec
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    frozen: int = 1
    merged: tuple[tuple[int, int, int], ...] = ()
    choices: tuple[tuple[int, int, str], ...] = ()
    levels: int = 0

    @property
    def title(self) -> Text:
        return sheet_title(self.spec)


def lay_out(data: dict[str, Any], whole: dict[str, Any], lang: Lang) -> tuple[Page, ...]:
    """Return a ruleset, spelled out, as sheets; `whole` is the same with all layers below it.

    A label that only a lower layer has is shown in 〔 〕. A sheet without rows is left out, unless
    it is one that most rulesets need.
    """
    pages = [_lay_page(spec, data, whole, lang) for spec in SHEETS]
    return tuple(page for page in pages if page.rows or page.spec.always)


def _lay_page(spec: Spec, data: dict[str, Any], whole: dict[str, Any], lang: Lang) -> Page:
    if spec.name == "about":
        return _lay_about(spec, data, lang)
    parts = list(list_parts(spec, data))
    if spec.name == "indicators":
        return _lay_indicators(spec, parts, whole, lang)
    columns = (*spec.heads, *spec.columns)
    rows = tuple(_lay_row(spec, part, whole, lang) for part in parts)
    return Page(spec, _list_heads(columns, rows), rows, max(len(spec.heads), 1))


def _list_heads(columns: Sequence[Column], rows: Sequence[tuple[str, ...]]) -> tuple[Heading, ...]:
    """Return the headings of columns; rare ones that no row uses are folded."""
    last = len(columns)
    used = [any(row[at - last] for row in rows) for at in range(last)]
    return tuple(
        Heading(
            each.heading, each.how, each.width, each.note, each.choices, each.rare and not is_used
        )
        for each, is_used in zip(columns, used, strict=True)
    )


def _lay_row(spec: Spec, part: Part, whole: dict[str, Any], lang: Lang) -> tuple[str, ...]:
    heads = [
        show_choice(text, find_choices(column), lang) if text not in ("", BRANCHES[0]) else ""
        for column, text in zip(spec.heads, part.heads, strict=True)
    ]
    below = _follow(whole, part)
    shown = [_show(spec, column, part.value, below, lang) for column in spec.columns]
    return (*heads, *shown)


def _lay_indicators(spec: Spec, parts: list[Part], whole: dict[str, Any], lang: Lang) -> Page:
    """Return the tree as printed tables have it: a column for each level, merged downwards."""
    depths = [len(part.heads[0].split(".")) for part in parts]
    levels = max([3, *depths])
    rows = []
    for part, depth in zip(parts, depths, strict=True):
        label = _show_label(part.value, _follow(whole, part))
        shown = tuple(label if at == depth else "" for at in range(1, levels + 1))
        rows.append((*shown, *_lay_row(spec, part, whole, lang)))
    heads = [
        Heading(name_level(at), "label", 20, word("help", "label_zh"))
        for at in range(1, levels + 1)
    ]
    columns = (*spec.heads, *spec.columns)
    merged = tuple(_list_merged(depths))
    return Page(
        spec,
        (*heads, *_list_heads(columns, rows)),
        tuple(rows),
        levels + 1,
        merged,
        levels=levels,
    )


def _list_merged(depths: list[int]) -> Iterator[tuple[int, int, int]]:
    """Yield first row, last row and column (from 0) of each node with others below it."""
    for at, depth in enumerate(depths):
        last = at
        while last + 1 < len(depths) and depths[last + 1] > depth:
            last += 1
        if last > at:
            yield at, last, depth - 1


def _follow(data: Any, part: Part) -> Any:
    """Return what all layers together have for a part; an entry of a list goes by its id."""
    for step in part.path:
        if isinstance(data, dict):
            data = data.get(str(step))
        elif isinstance(data, list):
            wanted = part.value.get("id")
            rows = [each for each in data if isinstance(each, dict)]
            data = next((each for each in rows if wanted and each.get("id") == wanted), None)
    return data


def _show_label(value: dict[str, Any], below: Any) -> str:
    own = _find(value, "label.zh")
    if own is not None:
        return str(own)
    inherited = _find(below, "label.zh") if "label" not in value else None
    return f"〔{inherited}〕" if inherited else ""


def _find(value: Any, key: str) -> Any:
    """Return what a dotted key leads to, None where it leads nowhere."""
    for step in key.split(".") if key else ():
        if not isinstance(value, dict) or step not in value:
            return None
        value = value[step]
    return value


def _show(spec: Spec, column: Column, value: dict[str, Any], below: Any, lang: Lang) -> str:
    if column.how == "label" and column.key == "label.zh":
        return _show_label(value, below)
    found = _find(value, column.key)
    if column.how == "settings":
        return _show_settings(spec, column, found, lang)
    if column.how == "main":
        return _show_main(found)
    if column.how == "cells":
        return _show_cells(spec, found)
    return _show_value(column, found, lang)


def _show_value(column: Column | Item, found: Any, lang: Lang) -> str:
    """Return a value of one cell; one that has another shape than the cell is not shown."""
    match column.how:
        case "cites":
            return "\n".join(show_citation(each, lang) for each in found or ())
        case "names" | "lines" if _are_words(found):
            return ("、" if column.how == "names" else "\n").join(found)
        case "pairs" if isinstance(found, dict) and _are_words(found.values()):
            return "\n".join(f"{key}: {each}" for key, each in found.items())
        case "choice" | "maximum" if isinstance(found, str):
            return show_choice(found, find_choices(column), lang)
    return str(found) if isinstance(found, str) else ""


def _are_words(found: Any) -> bool:
    return (
        found is not None
        and not isinstance(found, str)
        and all(isinstance(each, str) for each in found)
    )


def _show_main(method: Any) -> str:
    if not isinstance(method, dict):
        return ""
    found = method.get(MAIN.get(str(method.get("kind")), "value"))
    return str(found) if isinstance(found, str) else ""


def _show_cells(spec: Spec, rule: Any) -> str:
    taken = {column.key.split(".")[0] for column in spec.columns} | {"from", "to", "above", "below"}
    lines = [
        f"{key}: {' | '.join(each)}"
        for key, each in (rule or {}).items()
        if key not in taken and _are_words(each)
    ]
    return "\n".join(lines)


_APART: Final = (*BRANCHES, "declared", "grades", "label", "method")
"""What of a node has columns or sheets of its own, and is no other setting."""


def _show_settings(spec: Spec, column: Column, found: Any, lang: Lang) -> str:
    """Return what has no column of its own, one a line."""
    if not isinstance(found, dict):
        return ""
    taken = _list_taken(spec, column, found)
    return "\n".join(
        line
        for name, value in flatten(found)
        if not any(name == each or name.startswith(f"{each}.") for each in taken)
        for line in _show_setting(name, value, lang)
    )


def _list_taken(spec: Spec, column: Column, found: dict[str, Any]) -> set[str]:
    """Return the keys that stand elsewhere: in other columns, or on the sheet of bands."""
    lead = f"{column.key}." if column.key else ""
    others = {each.key.removeprefix(lead) for each in spec.columns if each.key.startswith(lead)}
    taken = others - {""} - {column.key}
    if "kind" in found and spec.name in ("indicators", "declared"):
        kind = str(found["kind"])
        taken.add(MAIN.get(kind, "value"))
        if kind in COLLECTIONS:
            taken.add(COLLECTIONS[kind].key)
    return taken | set(_APART) if spec.name == "indicators" and not column.key else taken


def _show_setting(name: str, value: Any, lang: Lang) -> Iterator[str]:
    words = LABELS.get(f"rulebook.setting.{name}")
    shown = f"{words[0]} {name}" if words and lang == "zh" else name
    if isinstance(value, str):
        yield f"{shown}: {value}"
        return
    for each in value:
        if isinstance(each, str):
            yield f"{shown}: {each}"
        elif isinstance(each, dict) and "source" in each:
            yield f"{shown}: {show_citation(each, lang)}"


def _lay_about(spec: Spec, data: dict[str, Any], lang: Lang) -> Page:
    heads = (
        Heading(word("column", "item"), "text", 26),
        Heading(word("column", "content"), "text", 56),
        Heading(word("column", "english"), "text", 50),
        Heading(word("column", "cites"), "cites", 40, word("help", "cites")),
    )
    rows = tuple(_lay_item(item, data, lang) for item in ABOUT)
    offered = tuple((at, 1, item.choices) for at, item in enumerate(ABOUT) if item.choices)
    return Page(spec, heads, rows, choices=offered)


def _lay_item(item: Item, data: dict[str, Any], lang: Lang) -> tuple[str, ...]:
    found = _find(data, item.key)
    cites = _find(data, item.cites) if item.cites else None
    clauses = "\n".join(show_citation(each, lang) for each in cites or ())
    name = word("item", item.key).to(lang)
    if item.how == "label":
        label = found or {}
        return name, str(label.get("zh", "")), str(label.get("en", "")), clauses
    return name, _show_value(item, found, lang), "", clauses
