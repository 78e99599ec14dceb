"""The schema of a result: what the program writes, told key by key in result.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

import yaml

from scorelib.compiler.graph.heads import Search
from scorelib.engine.outcome.views import Adjustment, Finding, NodeResult, Status
from scorelib.model.citations import CitationStatus
from scorelib.words.rounding import Mode
from scripts.schemas.words import join

__all__ = ["SHAPES", "describe_result"]

Schema = dict[str, Any]

SHAPES: Final[Mapping[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("result.yaml").read_text("utf-8")
)
"""The shapes of a result with their keys; the first is the whole."""

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "Status": get_args(Status),
    "CitationStatus": get_args(CitationStatus),
    "Mode": get_args(Mode),
    "Search.by": get_args(get_type_hints(Search)["by"]),
    "Adjustment.kind": get_args(get_type_hints(Adjustment)["kind"]),
    "NodeResult.kind": get_args(get_type_hints(NodeResult)["kind"]),
    "Severity": get_args(get_type_hints(Finding)["severity"]),
}

_FIGURE: Final[Schema] = {
    "description": join(
        "写成文字的数：有限小数，或 p/q", "a figure as text: a finite decimal, or `p/q`"
    ),
    "type": "string",
    "pattern": r"^-?[0-9]+(?:\.[0-9]+|/[1-9][0-9]*)?$",
    "examples": ["90.20", "59/300"],
}
_PLAIN: Final[Mapping[str, Schema]] = {
    "number": _FIGURE,
    "count": {
        "description": join("写成文字的整数", "a whole number as text"),
        "type": "string",
        "pattern": "^(?:0|[1-9][0-9]*)$",
    },
    "hash": {
        "description": join("SHA-256 摘要", "a SHA-256 hash in hexadecimal"),
        "type": "string",
        "pattern": "^[0-9a-f]{64}$",
    },
    "words": {
        "description": join("中英文的文字", "words in Chinese and English"),
        "type": "object",
        "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
        "required": ["zh", "en"],
    },
}
_SIMPLE: Final[Mapping[str, Schema]] = {
    "text": {"type": "string"},
    "flag": {"type": "boolean"},
    "value": {"type": ["string", "boolean", "null"]},
    "any": {"not": {"type": "null"}},
}


def describe_result() -> tuple[Schema, dict[str, Schema]]:
    """Return the shape of a result and the definitions it is made of.

    Objects are open: within a version keys may be added, and none is removed.
    """
    definitions = {name: dict(schema) for name, schema in _PLAIN.items()}
    definitions |= {name: _describe(words) for name, words in SHAPES.items()}
    first = next(iter(SHAPES))
    return {"$ref": f"#/$defs/{first}"}, definitions


def _describe(words: Mapping[str, Any]) -> Schema:
    keys = words["keys"]
    return {
        "title": " · ".join(words["title"]),
        "description": join(*words["about"]),
        "type": "object",
        "properties": {
            key: {"description": join(zh, en), **_take(held)}
            for key, (held, zh, en) in keys.items()
        },
        "required": list(keys),
    }


def _take(held: str) -> Schema:
    """Return the schema of what a key holds, from its sign in result.yaml."""
    if held.endswith("?"):
        return {"anyOf": [_take(held[:-1]), {"type": "null"}]}
    if held.startswith("["):
        return {"type": "array", "items": _take(held[1:-1])}
    if held.startswith("{"):
        return {"type": "object", "additionalProperties": _take_any(held[1:-1])}
    if held.startswith("="):
        return {"const": held[1:]}
    if held.startswith("@"):
        return {"enum": list(_WORDS[held[1:]])}
    return dict(_SIMPLE[held]) if held in _SIMPLE else {"$ref": f"#/$defs/{held}"}


def _take_any(held: str) -> Schema | bool:
    """Return the schema of the values of a mapping; those of arguments may be anything."""
    return True if held == "any" else _take(held)
