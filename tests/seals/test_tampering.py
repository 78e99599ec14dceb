"""Every single change of a sealed trace, of its ruleset or of its facts is caught."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import scorelib
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.engine.intake.recorded import record_document
from scorelib.ground.canonical import print_canonical
from scorelib.ground.errors import DocumentError, NotFoundError, ScorelibError
from scorelib.reading.seals import seal_record
from scorelib.writing.runs import record_run
from scorelib.writing.verification import verify_trace
from tests.seals.tampering import list_places, tamper

ROOT: Final = Path(__file__).resolve().parents[2]
EXAMPLES: Final = int(os.environ.get("SCORELIB_EXAMPLES", "200"))
NAMES: Final = ("case-09", "case-16", "hechi-2022")

changes = st.randoms(use_true_random=False)


@cache
def sealed(name: str) -> str:
    project = scorelib.load_project(ROOT / "examples" / name)
    return scorelib.to_json(scorelib.evaluate(scorelib.choose(project), project))


def is_caught(record: dict[str, Any]) -> bool:
    """Return whether a record is refused, or something is found against it."""
    try:
        return not verify_trace(record).ok
    except NotFoundError as error:
        return error.code in ("SL950", "SL951")


@pytest.mark.parametrize(
    "name", sorted(path.parent.name for path in (ROOT / "examples").glob("*/project.yaml"))
)
def test_an_honest_trace_verifies(name: str) -> None:
    """The shipped examples: the seal fits, and evaluating again gives the same in every field."""
    found = verify_trace(sealed(name))
    assert (True, (), ()) == (found.ok, found.problems, found.differences)
    assert "same" == found.here


@given(st.sampled_from(NAMES), changes)
@settings(max_examples=EXAMPLES // 2)
def test_a_change_of_the_trace_is_caught(name: str, random: Random) -> None:
    """A leaf changed, something removed or added, a key renamed, two swapped: anywhere."""
    changed, what = tamper(json.loads(sealed(name)), random)
    assert is_caught(changed), what


@pytest.mark.parametrize("name", NAMES)
def test_every_place_is_sealed(name: str) -> None:
    """Whatever stands in a record is under its seal: without it another hash comes out."""
    record = json.loads(sealed(name))
    seal = record.pop("seal")
    random = Random(name)
    for path in random.sample([*list_places(record)], 50):
        changed = json.loads(sealed(name))
        parent = changed
        for step in path[:-1]:
            parent = parent[step]
        del parent[path[-1]]
        assert seal["content"] != seal_record(changed)["content"], path


@given(st.sampled_from(NAMES), changes)
@settings(max_examples=EXAMPLES // 5)
def test_a_change_that_is_sealed_anew_is_caught(name: str, random: Random) -> None:
    """Who makes the hashes anew cannot make what is computed anew: it differs."""
    record = json.loads(sealed(name))
    key = random.choice(["nodes", "outputs", "total", "findings", "grade", "values", "ruleset"])
    if not record[key]:
        key = "nodes"
    record[key], what = tamper(record[key], random)
    record["seal"] = seal_record(record)
    assert is_caught(record), f"{key}: {what}"


@given(st.sampled_from(NAMES), changes)
@settings(max_examples=EXAMPLES // 5)
def test_a_change_of_the_facts_changes_the_seal(name: str, random: Random) -> None:
    """Another project has another seal, or is none at all: kept elsewhere, the hash tells."""
    project = scorelib.load_project(ROOT / "examples" / name)
    document = record_document(project.document)
    changed, what = tamper({**document, "assumptions": []}, random)
    try:
        other = scorelib.load_project(changed)
    except ScorelibError:
        return
    if other.document == scorelib.load_project({**document, "assumptions": []}).document:
        return  # another spelling of the same project
    try:
        text = scorelib.to_json(scorelib.evaluate(scorelib.choose(other), other))
    except ScorelibError:
        return
    plain = scorelib.load_project({**document, "assumptions": []})
    own = scorelib.to_json(scorelib.evaluate(scorelib.choose(plain), plain))
    assert json.loads(own)["seal"]["facts"] != json.loads(text)["seal"]["facts"], what


@given(changes)
@settings(max_examples=EXAMPLES // 5)
def test_a_change_of_the_ruleset_is_caught(
    tmp_path_factory: pytest.TempPathFactory, random: Random
) -> None:
    """Held against the ruleset with one value changed, the trace is one of another ruleset."""
    path = ROOT / "rulesets/cn/mof/self-evaluation/2020/ruleset.yaml"
    data = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    changed, what = tamper(data, random)
    file = tmp_path_factory.mktemp("rules") / "ruleset.yaml"
    file.write_text(json.dumps(changed, ensure_ascii=False), "utf-8")
    try:
        other = load_ruleset(file)
    except DocumentError:
        return
    if other.canonical == load_ruleset(path).canonical:
        return  # another spelling of the same ruleset
    try:
        found = verify_trace(sealed("case-09"), file)
    except DocumentError:
        return
    assert not found.ok, what
    assert "SL957" in [each.code for each in found.problems]


@given(changes)
@settings(max_examples=max(EXAMPLES // 20, 5))
def test_a_change_of_a_run_is_caught(random: Random) -> None:
    """A result less, another order, a statistic changed: the run as a whole is sealed too."""
    changed, what = tamper(run_of_two(), random)
    assert is_caught(changed), what


@cache
def _run_text() -> str:
    one = scorelib.load_project(ROOT / "examples/case-09")
    data = record_document(one.document)
    data["project"] = {**data["project"], "id": "other"}
    run = scorelib.evaluate_cohort(scorelib.choose(one), [one, scorelib.load_project(data)])
    return print_canonical(record_run(run)) + "\n"


def run_of_two() -> Any:
    return json.loads(_run_text())


def test_a_run_verifies() -> None:
    """Each result of a run is verified with what the run holds for all of them."""
    found = verify_trace(_run_text())
    assert found.ok
    assert ["case-09", "other"] == [each.project for each in found.results]
