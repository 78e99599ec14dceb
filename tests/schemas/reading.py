"""Documents as the schemas see them, and what scorelib itself says of the same documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from scorelib.engine.intake.project import load_project
from scorelib.engine.statistics import read_statistics
from scorelib.ground.errors import DocumentError
from scorelib.ground.source import read_document, read_file, to_data
from scorelib.model.project import CasesDocument
from scorelib.model.reader import read_shape
from scorelib.model.schemas import read_schema
from scorelib.reading.checking import check_document

__all__ = [
    "BAD",
    "ROOT",
    "SHIPPED",
    "find_faults",
    "find_schema",
    "list_codes",
    "name_kind",
    "read_data",
    "validator_of",
]

ROOT = Path(__file__).resolve().parents[2]
_DOCUMENTS = ROOT / "tests" / "documents"
_FOLDERS = ("rulesets", "examples", "tests/documents/good", "tests/documents/rulesets")
SHIPPED = sorted(path for folder in _FOLDERS for path in (ROOT / folder).rglob("*.yaml"))
BAD = sorted((_DOCUMENTS / "bad").glob("*.yaml"))


@cache
def find_schema(name: str) -> dict[str, Any]:
    """Return one of the schemas that come with scorelib."""
    found: dict[str, Any] = json.loads(read_schema(name))
    return found


@cache
def validator_of(name: str, shape: str = "") -> Draft202012Validator:
    """Return what holds data against a schema, or against one shape of it."""
    schema = find_schema(name)
    if shape:
        schema = {"$ref": f"#/$defs/{shape}", "$defs": schema["$defs"]}
    return Draft202012Validator(schema)


def find_faults(name: str, data: object) -> list[str]:
    """Return what a schema has against a document: where, and what."""
    errors = validator_of(name).iter_errors(data)
    return [f"{'.'.join(map(str, each.absolute_path))}: {each.message}" for each in errors]


def name_kind(data: object) -> str:
    """Return which schema a document is for: it says so by its own keys."""
    keys = data if isinstance(data, dict) else {}
    return next((key for key in ("project", "cases") if key in keys), "ruleset")


def read_data(path: Path) -> Any:
    """Return a document as scorelib reads it: mappings, lists and texts."""
    return _plain(to_data(read_file(path)))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else str(value)


def list_codes(name: str, data: Mapping[str, Any], folder: Path) -> list[str]:
    """Return the codes with which scorelib refuses a document; none where it takes it."""
    text = json.dumps(data, ensure_ascii=False)
    try:
        if name == "project":
            load_project(data)
        elif name == "cases":
            return [each.code for each in read_shape(CasesDocument, read_document(text)).problems]
        elif name == "statistics":
            read_statistics(text)
        else:
            path = folder / "ruleset.yaml"
            path.write_text(text, "utf-8")
            return [each.code for each in check_document(str(path), [_DOCUMENTS / "rulesets"])]
    except DocumentError as error:
        return [each.code for each in error.diagnostics]
    return []
