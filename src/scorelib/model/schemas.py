"""The JSON Schema files that come with scorelib: which there are, and where they stand.

They are generated from the models (scripts/generate_schemas.py); a change that refuses what was
taken before, or takes what was refused, is a new version.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

__all__ = ["FOLDER", "VERSIONS", "name_file", "read_schema"]

FOLDER: Final = Path(__file__).resolve().parents[1] / "schemas"

VERSIONS: Final[Mapping[str, int]] = {
    "project": 1,
    "ruleset": 1,
    "result": 1,
    "cases": 1,
    "statistics": 1,
}
"""The schemas by name, with their versions."""


def name_file(name: str) -> str:
    """Return the name of a schema's file, which holds its version.

    >>> name_file("project")
    'project-1.schema.json'
    """
    return f"{name}-{VERSIONS[name]}.schema.json"


def read_schema(name: str) -> str:
    """Return the JSON Schema (draft 2020-12) of one kind of document, as text.

    Raises `KeyError` for a name that is not among `VERSIONS`.

    >>> import json
    >>> json.loads(read_schema("project"))["$id"]
    'urn:scorelib:schema:project:1'
    """
    return (FOLDER / name_file(name)).read_text("utf-8")
