"""The schema of results tells every key that scorelib prints, and no other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

import scorelib
from tests.schemas.reading import ROOT, find_faults, find_schema, read_data, validator_of

EXAMPLES: Final = sorted((ROOT / "examples").rglob("project.yaml"))
COMPARED: Final = ROOT / "tests" / "documents" / "good" / "ranked"
RULESETS: Final = sorted(
    path.parent
    for folder in ("tests/documents/good", "examples/methods", "examples/rounding")
    for path in (ROOT / folder).rglob("cases.yaml")
)


def close(schema: Any) -> Any:
    """Return a schema in which every object has the keys that are described, and no others."""
    if isinstance(schema, list):
        return [close(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: close(each) for key, each in schema.items()}
    return {**found, "additionalProperties": False} if "required" in schema else found


CLOSED: Final = Draft202012Validator(close(find_schema("result")))


def score(path: Path) -> scorelib.Result:
    """Return the result of an example by its own ruleset."""
    project = scorelib.load_project(path)
    return scorelib.evaluate(scorelib.choose(project), project)


def list_faults(record: object) -> list[str]:
    """Return what the closed schema has against a record."""
    return [
        f"{'.'.join(map(str, each.absolute_path))}: {each.message[:200]}"
        for each in CLOSED.iter_errors(record)
    ]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_example(path: Path) -> None:
    """The result of every example project is as the schema says, key by key."""
    assert [] == list_faults(json.loads(scorelib.to_json(score(path))))


def make_project(case: dict[str, Any]) -> scorelib.Project:
    """Return a case as a project of its own."""
    apart = ("id", "note", "evaluated_on", "cohort", "expect")
    body = {key: value for key, value in case.items() if key not in apart}
    head = {"id": case["id"], "name": case["note"]}
    day = case.get("evaluated_on", "2022-01-31")
    return scorelib.load_project(
        {"scorelib": "1", "project": head, "assessed_period": day, "evaluated_on": day, **body}
    )


@pytest.mark.parametrize("folder", RULESETS, ids=lambda path: path.name)
def test_every_idiom(folder: Path) -> None:
    """So is the result of every case of the small rulesets: each method, each idiom."""
    plan = scorelib.compile(scorelib.load(folder))
    for case in read_data(folder / "cases.yaml")["cases"]:
        if "errors" not in case["expect"]:
            result = scorelib.evaluate(plan, make_project(case))
            assert [] == list_faults(json.loads(scorelib.to_json(result)))


def test_a_cohort() -> None:
    """Projects that are compared with each other, and the statistics that are stored of them."""
    cases = read_data(COMPARED / "cases.yaml")["cases"]
    projects = [make_project(case) for case in cases]
    run = scorelib.evaluate_cohort(scorelib.load(COMPARED), projects)
    stored = json.loads(run.statistics.to_json())
    assert len(projects) == len(run.results) > 3
    for result in run.results:
        assert [] == list_faults(json.loads(scorelib.to_json(result)))
    assert [] == find_faults("statistics", stored)
    assert [] != find_faults("statistics", {**stored, "projects": -1})


def test_missing_and_wrong_keys_are_refused() -> None:
    """Without its seal, with a number that is no text, of another schema: it does not fit."""
    record = json.loads(scorelib.to_json(score(EXAMPLES[1])))
    validator = validator_of("result")
    assert validator.is_valid(record)
    assert validator.is_valid({**record, "added": "later"})
    for change in ({"schema": "scorelib/other/1"}, {"seal": None}, {"total": {"points": 90.2}}):
        assert not validator.is_valid({**record, **change})
    assert not validator.is_valid({key: each for key, each in record.items() if key != "seal"})
