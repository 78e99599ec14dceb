"""Write the JSON Schema files from the models: `python -m scripts.generate_schemas`.

With `--check` nothing is written and a stale file fails; with `--release` their versions are noted
as released, and what they mean is fixed from then on.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel

from scorelib.model.project import CasesDocument, ProjectDocument
from scorelib.model.ruleset import RulesetDocument
from scorelib.model.schemas import FOLDER, VERSIONS, name_file
from scorelib.model.statistics import StatisticsDocument
from scripts.schemas.records import SHAPES, describe_result
from scripts.schemas.releases import RELEASED, find_changed, write_released
from scripts.schemas.shapes import Walk
from scripts.schemas.words import join

__all__ = ["describe_schemas", "find_stale", "main", "render_schemas"]

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES: Final[Mapping[str, list[Any]]] = yaml.safe_load(
    (Path(__file__).parent / "schemas" / "examples.yaml").read_text("utf-8")
)

Schema = dict[str, Any]

_DOCUMENTS: Final[Mapping[str, type[BaseModel]]] = {
    "project": ProjectDocument,
    "cases": CasesDocument,
    "statistics": StatisticsDocument,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files, or with `--check` say which are stale and exit with 1."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    ways.add_argument("--release", action="store_true", help="note the versions as released")
    asked = parser.parse_args(arguments)
    schemas = describe_schemas()
    if changed := find_changed(schemas):
        raise SystemExit(f"released already, raise VERSIONS in model/schemas.py: {changed}")
    stale = find_stale()
    if asked.check:
        for path in stale:
            print(f"stale: {path.relative_to(ROOT).as_posix()}", file=sys.stderr)
        if stale:
            raise SystemExit("run: python -m scripts.generate_schemas")
        return
    _write(stale)
    if asked.release:
        write_released(schemas)


def _write(stale: Sequence[Path]) -> None:
    files = render_schemas()
    FOLDER.mkdir(exist_ok=True)
    for path in stale:
        if path in files:
            path.write_text(files[path], "utf-8")
        else:
            path.unlink()


def find_stale() -> list[Path]:
    """Return the files that are absent, differ from what the models say, or are of no version."""
    files = render_schemas()
    changed = [path for path, text in files.items() if _read(path) != text]
    kept = {FOLDER / f"{name}.schema.json" for name in RELEASED}
    gone = {*FOLDER.glob("*.json")} - kept - files.keys()
    return sorted([*changed, *gone])


def render_schemas() -> dict[Path, str]:
    """Return the text of every schema file."""
    return {
        FOLDER / name_file(name): json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        for name, schema in describe_schemas().items()
    }


@cache
def describe_schemas() -> Mapping[str, Schema]:
    """Return every schema, by its name."""
    schemas = {name: _describe_document(name, model) for name, model in _DOCUMENTS.items()}
    return {**schemas, "ruleset": _describe_ruleset(), "result": _describe_result()}


def _read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


def _head(name: str, schema: Schema) -> Schema:
    """Return what stands at the top of a file: which schema it is, what it is of, examples."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:scorelib:schema:{name}:{VERSIONS[name]}",
        "title": schema["title"],
        "description": schema["description"],
        **({"examples": EXAMPLES[name]} if name in EXAMPLES else {}),
    }


def _describe_document(name: str, model: type[BaseModel]) -> Schema:
    definitions: dict[str, Schema] = {}
    walk = Walk(definitions)
    found = walk.refer(model)
    head = _head(name, definitions[model.__name__])
    return {**head, **found, "$defs": dict(sorted(definitions.items()))}


_LAYER: Final = join(
    "细化其他规则（extends）的规则只写不同之处：下层规则写过的可以不写。",
    "A ruleset that extends another writes the differences only: what the layers below say may be "
    "left out.",
)


def _describe_ruleset() -> Schema:
    """Return the schema of rulesets: whole ones, and those that extend another."""
    definitions: dict[str, Schema] = {}
    whole = Walk(definitions).refer(RulesetDocument)
    layer = Walk(definitions, whole=False).refer(RulesetDocument)
    shape = definitions[f"{RulesetDocument.__name__}.layer"]
    shape |= {"description": _LAYER, "required": ["id", "edition", "revision", "extends"]}
    return {
        **_head("ruleset", definitions[RulesetDocument.__name__]),
        "type": "object",
        "if": {"required": ["extends"]},
        "then": layer,
        "else": whole,
        "$defs": dict(sorted(definitions.items())),
    }


def _describe_result() -> Schema:
    found, definitions = describe_result()
    head = _head("result", definitions[next(iter(SHAPES))])
    return {**head, **found, "$defs": dict(sorted(definitions.items()))}


if __name__ == "__main__":
    main()
