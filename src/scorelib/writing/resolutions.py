"""A resolved ruleset as YAML that loads again, as a table with the layer of each value, as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from scorelib.compiler.graph.heads import Place
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import label
from scorelib.reading.resolution import LayerView, Origin, Resolution, ResolvedValue
from scorelib.reading.table import Table
from scorelib.writing.tables import print_text

__all__ = [
    "SCHEMA",
    "print_layers",
    "print_resolved",
    "print_values",
    "print_yaml",
    "record_layers",
]

SCHEMA: Final = "scorelib/resolution/1"
_WIDTH: Final = 100
_SHORT: Final = 12
_MOST: Final = 60
_PLAIN: Final = re.compile(r"[^\W_](?:[\w.%/@()（）《》〔〕、·+*<>=-]|(?<=\S)#|(?<=\S) (?=\S))*")
"""Scalars that need no quotes, wherever they stand."""


def print_resolved(ruleset: Ruleset, lang: Lang) -> str:
    """Return a resolved ruleset as YAML: saved as a file, it loads again with the same hash."""
    head = ruleset.head
    lines = [f"# {label('resolved', lang)} {head.reference}", f"# sha256 {head.sha256}"]
    lines += [f"# {n} {each.reference}" for n, each in enumerate(head.layers, 1)]
    return "\n".join(lines) + "\n" + print_yaml(ruleset.data)


def print_yaml(data: dict[str, Any]) -> str:
    """Return plain data whose scalars are all text as YAML that reads back to the same.

    >>> print(print_yaml({"id": "a", "label": {"zh": "优", "en": "good"}, "from": "90"}), end="")
    id: a
    label: {zh: 优, en: good}
    from: 90
    """
    return "\n".join(_list_yaml(data, "")) + "\n"


def _list_yaml(value: Any, lead: str) -> Iterator[str]:
    """Yield the lines of a mapping or list, what fits into one line in one."""
    pairs = value.items() if isinstance(value, dict) else ((None, each) for each in value)
    for key, each in pairs:
        start = f"{lead}- " if key is None else f"{lead}{_quote(key)}: "
        flat = start + _flatten(each)
        nested = isinstance(each, (dict, list)) and bool(each)
        if not nested or (_is_flat(each) and len(flat) <= _WIDTH):
            yield flat
            continue
        inner = [*_list_yaml(each, f"{lead}  ")]
        if key is None:
            inner[0] = start + inner[0][len(lead) + 2 :]
        else:
            yield start.rstrip()
        yield from inner


def _is_flat(value: Any) -> bool:
    """Return whether a mapping or list holds nothing that holds more than words."""
    inner = value.values() if isinstance(value, dict) else value
    return all(
        isinstance(each, str) or (isinstance(each, dict) and each.keys() <= {"zh", "en"})
        for each in inner
    )


def _flatten(value: Any) -> str:
    if isinstance(value, dict):
        inner = (f"{_quote(key)}: {_flatten(each)}" for key, each in value.items())
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flatten(each) for each in value) + "]"
    return _quote(value)


def _quote(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def print_values(resolution: Resolution, lang: Lang) -> str:
    """Return a resolved ruleset as a table of its values."""
    rows = tuple((each.path, _shorten(each.text)) for each in resolution.values)
    table = Table((label("path", lang), label("value", lang)), rows)
    return "\n".join([*_list_head(resolution, lang), "", print_text(table)]) + "\n"


def print_layers(resolution: Resolution, lang: Lang) -> str:
    """Return a resolved ruleset with the layer, file and line of each value.

    A star marks what the ruleset itself changed or added; what was below stands beside it.
    """
    names = ("path", "value", "layer", "location", "change", "below")
    rows = tuple(_show_value(each, lang) for each in resolution.values)
    own = sum(each.own for each in resolution.values)
    legend = label("own_changes", lang, count=own)
    parts = [
        "\n".join([*_list_head(resolution, lang), legend]),
        print_text(_tabulate_layers(resolution, lang)),
        print_text(Table(tuple(label(name, lang) for name in names), rows)),
    ]
    if resolution.removed:
        shown = tuple(
            (each.path, str(each.origin.layer), _line(each.origin), str(each.below_origin))
            for each in resolution.removed
        )
        heads = tuple(label(name, lang) for name in ("removed", "layer", "location", "below"))
        parts.append(print_text(Table(heads, shown)))
    return "\n\n".join(parts) + "\n"


def _list_head(resolution: Resolution, lang: Lang) -> Iterator[str]:
    colon = "：" if lang == "zh" else ": "
    head = resolution.ruleset.head
    yield f"{label('ruleset', lang)}{colon}{head.title.to(lang)} [{head.reference}]"
    yield f"sha256{colon}{head.sha256}"
    sources = [f"{name} ({origin.layer})" for name, origin in resolution.sources]
    if sources:
        yield f"{label('sources', lang)}{colon}{('、' if lang == 'zh' else ', ').join(sources)}"


def _tabulate_layers(resolution: Resolution, lang: Lang) -> Table:
    names = ("layer", "ruleset", "ruleset_title", "jurisdiction", "effective", "sha256")
    rows = tuple(
        (
            str(each.number),
            each.layer.reference,
            each.title.to(lang),
            _show_place(each, lang),
            each.effective or "–",
            each.layer.sha256[:_SHORT],
        )
        for each in resolution.layers
    )
    return Table(tuple(label(name, lang) for name in names), rows)


def _show_place(view: LayerView, lang: Lang) -> str:
    code, name = view.layer.jurisdiction or "–", view.jurisdiction
    if name is None:
        return code
    return f"{name.zh}（{code}）" if lang == "zh" else f"{name.en} ({code})"


def _show_value(value: ResolvedValue, lang: Lang) -> tuple[str, ...]:
    change = "" if value.change is None else label(value.change, lang)
    below = ""
    if value.below is not None and value.below_origin is not None:
        below = f"{_shorten(value.below)} [{value.below_origin}]"
    mark = f"★ {change}" if value.own else change
    origin = value.origin
    return (value.path, _shorten(value.text), str(origin.layer), _line(origin), mark, below)


def _line(origin: Origin) -> str:
    return f"{origin.place.file}:{origin.place.line}"


def _shorten(text: str) -> str:
    line = text.replace("\n", " ")
    return line if len(line) <= _MOST else line[: _MOST - 1] + "…"


def record_layers(resolution: Resolution) -> dict[str, Any]:
    """Return a resolved ruleset with the layer of each value as plain data."""
    head = resolution.ruleset.head
    return {
        "schema": SCHEMA,
        "ruleset": {
            "id": head.id,
            "edition": head.edition,
            "revision": head.revision,
            "sha256": head.sha256,
        },
        "layers": [_record_layer(each) for each in resolution.layers],
        "sources": {name: _record_origin(origin) for name, origin in resolution.sources},
        "values": [_record_value(each) for each in resolution.values],
        "removed": [
            {
                "path": each.path,
                **_record_origin(each.origin),
                "below": _record_origin(each.below_origin),
            }
            for each in resolution.removed
        ],
    }


def _record_layer(view: LayerView) -> dict[str, Any]:
    layer = view.layer
    return {
        "number": view.number,
        "id": layer.id,
        "edition": layer.edition,
        "revision": layer.revision,
        "sha256": layer.sha256,
        "title": _words(view.title),
        "jurisdiction": {"code": layer.jurisdiction, "name": _words(view.jurisdiction)},
        "effective": view.effective,
    }


def _words(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"zh": text.zh, "en": text.en}


def _record_value(value: ResolvedValue) -> dict[str, Any]:
    below = None
    if value.below_origin is not None:
        below = {"value": value.below, **_record_origin(value.below_origin)}
    return {
        "path": value.path,
        "value": value.text,
        **_record_origin(value.origin),
        "change": value.change,
        "own": value.own,
        "below": below,
    }


def _record_origin(origin: Origin) -> dict[str, Any]:
    place: Place = origin.place
    return {"layer": origin.layer, "file": place.file, "line": place.line, "column": place.column}
