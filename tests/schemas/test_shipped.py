"""Whatever scorelib takes, its schemas take: every document that comes with it, read both ways."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from scorelib.model.schemas import FOLDER, VERSIONS, name_file
from scripts.generate_schemas import describe_schemas, find_stale
from scripts.schemas.releases import RELEASED, find_changed, fingerprint
from scripts.schemas.words import CHINESE, ENGLISH
from tests.schemas.reading import (
    ROOT,
    SHIPPED,
    find_faults,
    find_schema,
    list_codes,
    name_kind,
    read_data,
)

NAMES = sorted(VERSIONS)


class EditorLoader(yaml.SafeLoader):
    """YAML as editors read it: the core schema of YAML 1.2, with numbers and truth values."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern in (
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("int", r"[-+]?[0-9]+"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"),
    ("null", r"~|null|Null|NULL|"),
):
    EditorLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), None
    )


def read_whole(loader: EditorLoader, node: yaml.ScalarNode) -> int:
    """Return a whole number; unlike YAML 1.1, zeros before it do not make it octal."""
    return int(loader.construct_scalar(node))


EditorLoader.add_constructor("tag:yaml.org,2002:int", read_whole)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: "-".join(path.parts[-4:]))
def test_shipped_document(path: Path) -> None:
    """Rulesets, projects and cases fit their schema: as texts, and as an editor reads them."""
    data = read_data(path)
    assert [] == find_faults(name_kind(data), data)
    typed = yaml.load(path.read_text("utf-8"), EditorLoader)
    assert [] == find_faults(name_kind(data), typed)


def test_there_are_enough_documents() -> None:
    """The folders were found."""
    assert len(SHIPPED) > 150


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_one(name: str) -> None:
    """Each is a valid schema of draft 2020-12 with its version in its id and file name."""
    schema = find_schema(name)
    Draft202012Validator.check_schema(schema)
    assert "https://json-schema.org/draft/2020-12/schema" == schema["$schema"]
    assert f"urn:scorelib:schema:{name}:{VERSIONS[name]}" == schema["$id"]
    assert f"{name}-{VERSIONS[name]}.schema.json" == name_file(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_definition_is_told_in_both_languages(name: str) -> None:
    """Every shape has a title and every key a description, Chinese first, then English."""
    schema = find_schema(name)
    for shape, found in schema["$defs"].items():
        assert re.search(r"[\u4e00-\u9fff].*\n\n.*[A-Za-z]", found["description"], re.DOTALL), shape
        keys = found.get("properties", {}) if "title" in found else {}
        for key, each in keys.items():
            assert re.search(r"[\u4e00-\u9fff].*\n\n", each["description"]), f"{shape}.{key}"


def test_chinese_words_have_their_keys() -> None:
    """No Chinese line is left of a shape or key that is gone."""
    extra = [
        f"{shape}.{key}"
        for shape, words in CHINESE["shapes"].items()
        for key, text in words["keys"].items()
        if isinstance(text, str)
        and key not in ENGLISH["shapes"].get(shape, {}).get("keys", {})
        and key not in ENGLISH["keys"]
    ]
    assert [] == extra


@pytest.mark.parametrize("name", NAMES)
def test_references_lead_somewhere(name: str) -> None:
    """Every definition is used, and every reference leads to one inside the same file."""
    schema = find_schema(name)
    text = json.dumps(schema)
    used = set(re.findall(r'"\$ref": "#/\$defs/([^"]+)"', text))
    assert text.count('"$ref"') == len(re.findall(r'"\$ref": "#/\$defs/', text))
    assert set(schema["$defs"]) == used


@pytest.mark.parametrize("name", NAMES)
def test_examples_are_taken(name: str, tmp_path: Path) -> None:
    """What a schema shows as an example fits it, and scorelib takes it."""
    for example in find_schema(name).get("examples", []):
        assert [] == find_faults(name, example)
        if "extends" not in example:
            assert [] == list_codes(name, example, tmp_path)


def test_files_are_up_to_date() -> None:
    """The files say what the models say: else run python -m scripts.generate_schemas."""
    assert [] == [path.name for path in find_stale()]
    assert {name_file(name) for name in NAMES} == {path.name for path in FOLDER.iterdir()}


@pytest.mark.parametrize("name", NAMES)
def test_closed_objects(name: str) -> None:
    """No object of a document takes keys that nobody has said anything of; a result may grow."""
    for shape, found in find_schema(name)["$defs"].items():
        if found.get("type") == "object" and "properties" in found:
            assert ("additionalProperties" in found) == (name != "result"), shape


def test_released_schemas_stay_as_they_are() -> None:
    """What was released under a version means the same for ever; a change needs a new version."""
    assert [] == find_changed(describe_schemas())
    assert all((FOLDER / f"{name}.schema.json").is_file() for name in RELEASED)


@pytest.mark.parametrize("name", NAMES)
def test_a_change_of_meaning_is_noticed(name: str) -> None:
    """Once a version is released another pattern is a change, and another word is none."""
    schema = find_schema(name)
    released = {f"{name}-{VERSIONS[name]}": fingerprint(schema)}
    assert [] == find_changed({name: {**schema, "title": "别的"}}, released)
    changed = json.loads(json.dumps(schema).replace("^", "^x", 1))
    assert [f"{name}-{VERSIONS[name]}"] == find_changed({name: changed}, released)


def test_wheel_holds_the_schemas(tmp_path: Path) -> None:
    """Whoever installs scorelib has them: they stand in the wheel, byte for byte."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.iterdir()
    with zipfile.ZipFile(wheel) as archive:
        for path in FOLDER.iterdir():
            assert path.read_bytes() == archive.read(f"scorelib/schemas/{path.name}")
