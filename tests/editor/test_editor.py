"""What an author sees in an editor, asked of the program that is behind YAML in most of them.

The server is yaml-language-server of the npm registry, in the version that tests/editor/server.py
names; the schemas are those that `scorelib schema` prints.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

import pytest

from scorelib.compiler.methods import METHODS
from scorelib.model.schemas import read_schema
from scorelib.words.rounding import Mode
from tests.editor.server import Document, Editor, open_editor

ROOT: Final = Path(__file__).resolve().parents[2]

MISTAKES: Final = """\
# yaml-language-server: $schema=../schemas/ruleset.schema.json
scorelib: 1
id: demo/execution
edition: "2021"
revision: 0
title: {zh: 预算执行, en: Budget execution}
facts:
  budget: {label: 全年预算数, unit: 万元, above: 0}
  executed: {label: 全年执行数, unit: 万元, min: 0, maxx: 4}
rounding: {points: {places: 2, mode: half}}
policies: {when_missing: zeroo}
indicators:
  rate:
    label: 预算执行率
    max_points: 10分
    method: {kind: propotional, value: executed / budget, cap: 1}
"""

FOUND: Final = [
    (5, "0", "Value is below the minimum of 1."),
    (9, "maxx", "Property maxx is not allowed."),
    (10, "half", "Value is not accepted."),
    (11, "zeroo", "Value is not accepted."),
    (15, "10分", "数，或 declared、given、profile / number"),
    (16, "propotional", "Value is not accepted."),
]

UNFINISHED: Final = """\
# yaml-language-server: $schema=../schemas/ruleset.schema.json
scorelib: 1
id: demo/execution
edition: "2021"
revision: 1
title: 预算执行
rounding: {points: {places: 2, mode: half-up}}
policies: {when_missing: unscored}
indicators:
  rate:
    label: 预算执行率
    max_points: 10
    method:
      kind: """


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Give an editor in whose folder the schemas stand as the how-to puts them there."""
    folder = tmp_path_factory.mktemp("documents")
    (folder / "schemas").mkdir()
    for name in ("ruleset", "cases", "project"):
        (folder / "schemas" / f"{name}.schema.json").write_text(read_schema(name), "utf-8")
    with open_editor(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def mistakes(editor: Editor) -> Document:
    return editor.open(editor.folder / "rules" / "mistakes.yaml", MISTAKES)


@pytest.fixture(scope="module")
def unfinished(editor: Editor) -> Document:
    return editor.open(editor.folder / "rules" / "unfinished.yaml", UNFINISHED)


def test_mistakes_are_underlined_where_they_stand(mistakes: Document) -> None:
    """A wrong number, an unknown key, an unknown word: each at its place, and nothing else."""
    found = mistakes.find_problems()
    assert [each[:2] for each in found] == [each[:2] for each in FOUND]
    for (_, _, words), (_, _, start) in zip(found, FOUND, strict=True):
        assert words.startswith(start)


@pytest.mark.parametrize(
    ("word", "zh", "en"),
    [
        ("revision", "本转写稿是第几稿", "of our transcription"),
        ("rounding", "在哪里取整", "where figures are rounded"),
        ("max_points", "分值", "the maximum"),
        ("mode: half", "`half-even`: 四舍六入五成双", "half-even"),
        ("when_missing", "`zero`: 得 0 分", "0 points"),
        ("above", "最小值，不含本数", "least value, not included"),
    ],
)
def test_hover_speaks_both_languages(mistakes: Document, word: str, zh: str, en: str) -> None:
    """Over a key stands what it is for, in Chinese and in English, with its choices."""
    shown = mistakes.hover(word)
    assert zh in shown
    assert en in shown


def test_code_in_hover_text_is_code(mistakes: Document) -> None:
    """What is to be written stands in code, not between backslashes."""
    assert "`declared` stands for" in mistakes.hover("max_points")


def test_keys_are_offered(unfinished: Document) -> None:
    """Keys of the place one is at are offered, those that are there are not."""
    offered = unfinished.complete("max_points: 10\n    ")
    assert {"cites", "note", "rounding", "criteria"} <= set(offered)
    assert not {"label", "max_points", "facts"} & set(offered)


def test_kinds_of_methods_are_offered(unfinished: Document) -> None:
    """All ways of scoring are offered, each with its name in both languages."""
    offers = {each["label"]: each for each in unfinished.list_offers("kind: ")}
    assert sorted(offers) == sorted(each.kind for each in METHODS)
    told = offers["proportional"]["documentation"]
    assert "按比例得分 · Proportional" in (told if isinstance(told, str) else told["value"])


def test_a_method_is_offered_whole(editor: Editor) -> None:
    """Where a method begins, its example can be put in and filled out."""
    text = UNFINISHED.rpartition("kind: ")[0]
    document = editor.open(editor.folder / "rules" / "begun.yaml", text)
    offers = {each["label"]: each for each in document.list_offers("method:\n      ")}
    assert offers["bands …"]["insertText"].startswith("kind: bands\nvalue: satisfaction\nbands:")


def test_modes_of_rounding_are_offered(unfinished: Document) -> None:
    assert unfinished.complete("mode: ") == sorted(get_args(Mode))


def test_what_is_shipped_has_no_problems(editor: Editor) -> None:
    """No ruleset, file of cases or project that comes with scorelib is marked anywhere."""
    opened = {
        path.relative_to(ROOT).as_posix(): editor.open(
            editor.folder / path.relative_to(ROOT), _name_schema(path, editor.folder)
        )
        for path in (*(ROOT / "rulesets").rglob("*.yaml"), *(ROOT / "examples").glob("*/*.yaml"))
    }
    found = {path: document.find_problems() for path, document in opened.items()}
    assert len(found) > 40
    assert {path: problems for path, problems in found.items() if problems} == {}


def _name_schema(path: Path, folder: Path) -> str:
    """Return a document whose first line names its schema."""
    kind = path.stem if path.stem in ("ruleset", "cases") else "project"
    schema = (folder / "schemas" / f"{kind}.schema.json").as_uri()
    return f"# yaml-language-server: $schema={schema}\n{path.read_text('utf-8')}"
