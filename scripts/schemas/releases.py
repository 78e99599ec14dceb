"""What was released: the schemas by name and version, each with the hash of what it means.

Nothing is checked until something is released: `python -m scripts.generate_schemas --release`
writes the hashes of the present versions into released.yaml. From then on a schema that means
something else needs a new version in `scorelib.model.schemas.VERSIONS`; words may change freely.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from scorelib.model.schemas import VERSIONS

__all__ = ["RELEASED", "find_changed", "fingerprint", "write_released"]

_FILE: Final = Path(__file__).with_name("released.yaml")
_WORDS: Final = frozenset(
    {
        *("title", "description", "markdownDescription", "enumDescriptions", "examples", "$id"),
        *("patternErrorMessage", "defaultSnippets"),
    }
)
_NAMED: Final = frozenset({"properties", "$defs"})

RELEASED: Final[Mapping[str, str]] = yaml.safe_load(_FILE.read_text("utf-8")) or {}
"""The fingerprints of what was released, by name and version (`project-1`)."""


def fingerprint(schema: Mapping[str, Any]) -> str:
    """Return the hash of what a schema means, whatever its words and the order of its keys.

    >>> fingerprint({"type": "string", "title": "A"}) == fingerprint({"type": "string"})
    True
    """
    text = json.dumps(_strip(schema), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _strip(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strip(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {
        key: {name: _strip(each) for name, each in value.items()}
        if key in _NAMED
        else _strip(value)
        for key, value in schema.items()
        if key not in _WORDS
    }


def find_changed(
    schemas: Mapping[str, Mapping[str, Any]],
    released: Mapping[str, str] = RELEASED,
    versions: Mapping[str, int] = VERSIONS,
) -> list[str]:
    """Return the schemas that mean something else than what was released under their version.

    >>> find_changed({"cases": {}}, {"cases-1": "0"}, {"cases": 1})
    ['cases-1']
    >>> find_changed({"cases": {}}, {"cases-1": "0"}, {"cases": 2})
    []
    """
    named = {f"{name}-{versions[name]}": fingerprint(each) for name, each in schemas.items()}
    return sorted(name for name, found in named.items() if released.get(name, found) != found)


def write_released(schemas: Mapping[str, Mapping[str, Any]]) -> None:
    """Note the present versions as released; those of before stay."""
    now = {f"{name}-{VERSIONS[name]}": fingerprint(each) for name, each in schemas.items()}
    lines = [f"{name}: {found}" for name, found in sorted({**RELEASED, **now}.items())]
    _FILE.write_text("\n".join([*_HEAD, *lines, ""]), "utf-8")


_HEAD: Final = (
    "# What was released, by name and version: the hash of what each schema means (releases.py).",
    "# Written by `python -m scripts.generate_schemas --release`; a line never changes afterwards.",
)
