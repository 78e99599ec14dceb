"""Rulesets packed and unpacked score, show and explain as the originals, to the byte."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import scorelib
from scorelib.compiler.loading.editions import list_rulesets
from scorelib.compiler.loading.packing import pack_plan, pack_ruleset, unpack_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import DocumentError, ScorelibError
from scorelib.ground.source import MAX_DEPTH, read_file, to_data

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [each.reference for each in list_rulesets()]
BESIDE = sorted(path.parent for path in (ROOT / "examples").rglob("ruleset.yaml"))
PROJECTS = sorted(path.parent for path in (ROOT / "examples").rglob("project.yaml"))
DISTRICT = "cn/anhui/hefei/yaohai/self-evaluation@2021"


def repack(ruleset: Ruleset) -> Ruleset:
    return unpack_ruleset(pack_ruleset(ruleset))


def list_cases(ruleset: Ruleset) -> Iterator[scorelib.Project]:
    """Yield the cases beside a ruleset that are projects of their own, as projects."""
    path = (ruleset.path or Path()).with_name("cases.yaml")
    effective = ruleset.document.effective
    day = effective.from_.isoformat() if effective else "2000-01-01"
    for case in to_data(read_file(path))["cases"] if path.is_file() else ():
        body = {key: each for key, each in case.items() if key not in ("note", "expect", "cohort")}
        head = {"id": body.pop("id"), "name": "–"}
        said: dict[str, Any] = {"evaluated_on": day, "assessed_period": day, **body}
        try:
            yield scorelib.load_project({"scorelib": "1", "project": head, **said})
        except DocumentError:
            continue  # A case of a document that cannot be read.


def tell(ruleset: Ruleset | scorelib.Plan, project: scorelib.Project) -> list[str]:
    """Return all that is said of a project: its result as JSON and text, each node explained."""
    try:
        result = scorelib.evaluate(ruleset, project)
    except ScorelibError as error:
        return [str(error)]
    names = [node.id for node in result.nodes]
    explained = [scorelib.explain(result, name) for name in (*names, "total")]
    return [scorelib.to_json(result), scorelib.to_text(result), *explained]


def write(plan: scorelib.Plan, project: scorelib.Project) -> str:
    """Return the result of a project as JSON."""
    try:
        return scorelib.to_json(scorelib.evaluate(plan, project))
    except ScorelibError as error:
        return str(error)


@pytest.mark.parametrize("source", [*SHIPPED, *BESIDE], ids=str)
def test_rulesets_come_out_as_they_went_in(source: str | Path) -> None:
    """The plan is the same, and so is the result of every case; of some all is compared."""
    first = scorelib.load(source)
    second = repack(first)
    assert (first.head, first.borrowed, first.data) == (second.head, second.borrowed, second.data)
    one, other = scorelib.compile(first), scorelib.compile(second)
    assert one == other
    for number, project in enumerate(list_cases(first)):
        say = tell if number < 3 else write
        assert say(one, project) == say(other, project)


def score(plan: scorelib.Plan, project: scorelib.Project) -> object:
    """Return what a table shows of a project."""
    try:
        result = scorelib.evaluate(plan, project)
    except DocumentError as error:
        return sorted({each.code for each in error.diagnostics})
    nodes = sorted((node.id, node.points, node.status) for node in result.nodes)
    findings = sorted({each.code for each in result.findings})
    return nodes, result.total.points, result.grade.id, findings


@pytest.mark.parametrize("source", SHIPPED)
def test_plans_come_out_with_the_same_points(source: str) -> None:
    """A plan has no tree any more: what was packed of it scores every case alike."""
    ruleset = scorelib.load(source)
    one = scorelib.compile(ruleset)
    other = scorelib.compile(unpack_ruleset(pack_plan(one)))
    assert (one.ruleset, one.canonical) == (other.ruleset, other.canonical)
    for project in list_cases(ruleset):
        assert score(one, project) == score(other, project)


@pytest.mark.parametrize("folder", PROJECTS, ids=lambda path: path.name)
def test_examples_are_told_alike(folder: Path) -> None:
    """A ruleset that a project chose by its place and day says so after unpacking, too."""
    project = scorelib.load_project(folder)
    ruleset = scorelib.choose(project)
    assert tell(ruleset, project) == tell(repack(ruleset), project)


def test_packing_again_gives_the_same_bytes() -> None:
    """Bytes can be compared: the same ruleset, loaded twice or unpacked, packs alike."""
    packed = pack_ruleset(scorelib.load(DISTRICT))
    assert packed == pack_ruleset(scorelib.load(DISTRICT)) == pack_ruleset(unpack_ruleset(packed))


def test_no_folder_travels(tmp_path: Path) -> None:
    """Where the files lie on this machine is nobody's business elsewhere."""
    example = ROOT / "examples" / "rounding" / "points" / "ruleset.yaml"
    path = tmp_path / "secret" / "ruleset.yaml"
    path.parent.mkdir()
    path.write_bytes(example.read_bytes())
    body = zlib.decompress(pack_ruleset(scorelib.load(path))[32:])
    assert b"secret" not in body
    assert str(ROOT).encode() not in body


def test_changed_bytes_are_refused() -> None:
    """One other bit anywhere, a cut end or more after it: SL991, never another ruleset."""
    packed = pack_ruleset(scorelib.load(DISTRICT))
    changed = [
        packed[:place] + bytes([packed[place] ^ 1]) + packed[place + 1 :]
        for place in (0, 31, 32, 33, 100, len(packed) // 2, len(packed) - 1)
    ]
    for data in (*changed, packed[:-1], packed[:32], b"", b"\0" * 64, packed + b"!"):
        with pytest.raises(DocumentError, match="SL991"):
            unpack_ruleset(data)


def seal(record: object) -> bytes:
    """Return plain data as a sender would seal it who computes the hash himself."""
    body = json.dumps(record).encode()
    return hashlib.sha256(body).digest() + zlib.compress(body)


def unseal(data: bytes) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(zlib.decompress(data[32:]))
    return record


def nest(depth: int) -> list[Any]:
    node: list[Any] = ["plain", [0, 1, 1, 2], "x"]
    for _ in range(depth):
        node = ["sequence", [0, 1, 1, 2], [node]]
    return node


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "scorelib/packed-ruleset/0"},
        {"sources": []},
        {"sources": [["a"]]},
        {"tree": None},
        {"tree": ["mapping", [0, 1, 1, 2], [["plain"]]]},
        {"tree": nest(MAX_DEPTH + 1)},
        {"layers": [{"id": "a"}]},
        {"canonical": 3},
        {"search": {"by": "path"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_no_ruleset_is_refused(change: dict[str, Any]) -> None:
    """Bytes whose hash fits but that say something else are refused with a code, not a crash."""
    record = unseal(pack_ruleset(scorelib.load(DISTRICT)))
    with pytest.raises(DocumentError, match="SL991"):
        unpack_ruleset(seal({**record, **change}))


@pytest.mark.parametrize("body", [b"[]", b"{", b"[" * 200_000, b"\xff"])
def test_what_is_no_data_is_refused(body: bytes) -> None:
    with pytest.raises(DocumentError, match="SL991"):
        unpack_ruleset(hashlib.sha256(body).digest() + zlib.compress(body))


def test_another_reading_is_refused() -> None:
    """A form that the tree does not make here: packed by a version that reads it otherwise."""
    record = unseal(pack_ruleset(scorelib.load(DISTRICT)))
    other = record["canonical"].replace('"edition":"2021"', '"edition":"2020"')
    assert other != record["canonical"]
    with pytest.raises(DocumentError, match="SL992") as refused:
        unpack_ruleset(seal({**record, "canonical": other}))
    (problem,) = refused.value.diagnostics
    assert dict(problem.arguments)["sha256"] == hashlib.sha256(other.encode()).hexdigest()
