"""Plain data as JSON text, indented by two: as Python's own encoder writes it, and faster."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from json.encoder import encode_basestring
from typing import Any

__all__ = ["print_json"]


def print_json(record: object) -> str:
    """Return a record as JSON text: the same record gives the same bytes.

    >>> print(print_json({"id": "甲", "points": []}), end="")
    {
      "id": "甲",
      "points": []
    }
    """
    return _print_value(record, "\n") + "\n"


def _print_value(value: Any, line: str) -> str:
    """Return a value as text; `line` begins a line on its level."""
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, dict):
        if not value:
            return "{}"
        below = line + "  "
        return f"{{{below}{f',{below}'.join(_print_pairs(value, below))}{line}}}"
    if isinstance(value, (list, tuple)):
        if not value:
            return "[]"
        below = line + "  "
        return f"[{below}{f',{below}'.join([_print_value(each, below) for each in value])}{line}]"
    return json.dumps(value)


def _print_pairs(record: Mapping[str, Any], line: str) -> Iterator[str]:
    # Most of what is written are words and what is not there.
    for key, value in record.items():
        name = encode_basestring(key)
        if value is None:
            yield f"{name}: null"
        elif value.__class__ is str:
            yield f"{name}: {encode_basestring(value)}"
        else:
            yield f"{name}: {_print_value(value, line)}"
