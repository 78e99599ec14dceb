"""The command `new`: what it makes checks and tests green, and it writes over nothing."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

import scorelib
from scorelib.ground.errors import Lang
from scorelib.ground.source import read_file, to_data
from scorelib.model.schemas import read_schema
from scorelib.reading.cases import run_cases
from scorelib.writing.skeletons.beginnings import Beginning
from scorelib.writing.skeletons.making import make_ruleset
from tests.cli.test_commands import run

NAME: Final = "cn/example/book-room"
LANGS: Final[tuple[Lang, ...]] = ("zh", "en")
BASES: Final = (
    "cn/mof/self-evaluation@2020",
    "cn/anhui/hefei/yaohai/self-evaluation@2021",
    "cn/hunan/yiyang/evaluation@2018",
    "cn/mee/aqi@2026",
    "openssf/scorecard@v4",
)
"""With grades and without, with locks, without cases that have a total, no sum of points."""


def make(out: Path, *more: str | Path, name: str = NAME, lang: str = "en") -> Any:
    return run("new", name, "--edition", "2026", "-o", out, "--lang", lang, *more)


def folder_of(out: Path, name: str = NAME) -> Path:
    return out / name / "2026"


def test_a_new_ruleset_is_green(tmp_path: Path) -> None:
    """From nothing to a green test takes seconds: made, checked, tested."""
    begun = time.monotonic()
    made = make(tmp_path, lang="zh")
    assert (made.returncode, made.stderr) == (0, b"")
    folder = folder_of(tmp_path)
    files = {path.name for path in folder.iterdir()}
    assert files == {"README.md", "cases.yaml", "ruleset.yaml"}
    checked = run("check", folder, "--lang", "en")
    assert (checked.returncode, b"error" in checked.stderr) == (0, False)
    tested = run("test", folder, "--lang", "en")
    assert tested.returncode == 0
    assert tested.stdout.decode().endswith(f"{NAME}@2026: 21 passed, 0 failed\n")
    assert time.monotonic() - begun < 30


def test_both_languages_make_the_same_rules(tmp_path: Path) -> None:
    """The language is that of the comments; rules and cases are the same."""
    made = (make_ruleset(Beginning(NAME, "2026", lang), tmp_path / lang) for lang in LANGS)
    folders = [each.folder for each in made]
    zh, en = (scorelib.load(folder).canonical for folder in folders)
    assert zh == en
    zh_cases, en_cases = (to_data(read_file(folder / "cases.yaml")) for folder in folders)
    assert zh_cases == en_cases
    comments = [
        re.findall(r"# (?!juris).*", (f / "ruleset.yaml").read_text("utf-8")) for f in folders
    ]
    assert "逐段换成" in "".join(comments[0])
    assert not re.search("[\u4e00-\u9fff]", "".join(comments[1]))


def test_the_first_line_leads_to_the_schema(tmp_path: Path) -> None:
    """Both documents name a schema that is there; those of a second ruleset are the same files."""
    made = make_ruleset(Beginning(NAME, "2026", "en"), tmp_path)
    assert [path.parent for path in made.schemas] == [tmp_path / "schemas"] * 2
    for name in ("ruleset", "cases"):
        path = folder_of(tmp_path) / f"{name}.yaml"
        line = path.read_text("utf-8").partition("\n")[0]
        schema = path.parent / line.partition("$schema=")[2]
        assert schema.resolve() == (tmp_path / "schemas" / f"{name}.schema.json").resolve()
        assert read_schema(name) == schema.read_text("utf-8")
    assert make_ruleset(Beginning("cn/example/other", "2026", "en"), tmp_path).schemas == ()


@pytest.mark.parametrize("base", BASES)
def test_a_layer_over_any_ruleset_is_green(base: str, tmp_path: Path) -> None:
    """Over rulesets of every kind a small layer is made that changes something."""
    made = make_ruleset(Beginning("cn/example/layer", "2026", "zh"), tmp_path, base)
    layer, outcomes = run_cases(made.folder)
    assert {each.problems for each in outcomes} == {()}
    assert [each.reference for each in layer.layers][-2:] == [base, "cn/example/layer@2026"]
    below = scorelib.load(base)
    assert {**layer.data, **head_of(below)} != below.data


def head_of(ruleset: scorelib.Ruleset) -> dict[str, Any]:
    """Return what every layer says anew, and what it rests on."""
    keys = ("id", "edition", "revision", "title", "effective", "sources")
    return {key: ruleset.data[key] for key in keys if key in ruleset.data}


def test_a_layer_takes_what_is_allowed(tmp_path: Path) -> None:
    """Where the ruleset below holds a number in a range, the layer takes the end of the range."""
    base = tmp_path / "cn/example/base/1"
    base.mkdir(parents=True)
    (base / "ruleset.yaml").write_text(
        """\
scorelib: 1
id: cn/example/base
edition: "1"
revision: 1
title: 下层
allow:
  grades: locked
  indicators.visits.max_points: {min: 40, max: 50}
indicators:
  visits: {label: 走访, max_points: 45, method: judged}
grades:
  - {id: pass, label: 合格, from: 30}
  - {id: fail, label: 不合格, from: 0}
""",
        "utf-8",
    )
    made = make(tmp_path, "--extends", "cn/example/base@1")
    assert (made.returncode, made.stderr) == (0, b"")
    text = (folder_of(tmp_path) / "ruleset.yaml").read_text("utf-8")
    assert "indicators.visits.max_points: the layer below allows ≥ 40, ≤ 50" in text
    assert scorelib.load(folder_of(tmp_path)).document.indicators["visits"].max_points == 50


def test_a_ruleset_that_locks_everything_is_told(tmp_path: Path) -> None:
    """SL797: there is no example of a change where nothing may be changed; nothing is left."""
    base = tmp_path / "cn/example/base/1"
    base.mkdir(parents=True)
    (base / "ruleset.yaml").write_text(
        "scorelib: 1\nid: cn/example/base\nedition: '1'\nrevision: 1\ntitle: 下层\n"
        "allow: {indicators: locked}\n"
        "indicators: {visits: {label: 走访, max_points: 45, method: judged}}\n",
        "utf-8",
    )
    made = make(tmp_path, "--extends", "cn/example/base@1", name="cn/elsewhere/rules")
    assert (made.returncode, made.stderr.decode().partition(":")[0]) == (2, "SL797")
    assert not (tmp_path / "cn" / "elsewhere").exists()


def test_place_and_title_are_written(tmp_path: Path) -> None:
    """A code becomes the place, with a mark where its name belongs; a title stands as it is."""
    title = "评分 <b>“a: b”</b> {{ x }} $id"
    made = make(tmp_path, "--code", "340102", "--title", title)
    assert made.returncode == 0
    ruleset = scorelib.load(folder_of(tmp_path))
    assert ruleset.document.title.zh == title
    assert ruleset.document.jurisdiction is not None
    assert ruleset.document.jurisdiction.code == "340102"
    assert ruleset.document.jurisdiction.name.en == "to fill in: name of the place"


def test_another_edition_has_no_period_yet(tmp_path: Path) -> None:
    """A second edition would overlap with the first: its period is left to be filled in."""
    for edition in ("2026", "2027"):
        folder = make_ruleset(Beginning(NAME, edition, "zh"), tmp_path).folder
    assert "effective" not in yaml.safe_load((folder / "ruleset.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("beginning", "base", "code"),
    [
        (Beginning("rules", "2026", "zh"), None, "SL795"),
        (Beginning("cn/Example/rules", "2026", "zh"), None, "SL795"),
        (Beginning("../outside/rules", "2026", "zh"), None, "SL795"),
        (Beginning("/cn/rules", "2026", "zh"), None, "SL795"),
        (Beginning("cn/中/规则", "2026", "zh"), None, "SL795"),
        (Beginning(NAME, "../2026", "zh"), None, "SL123"),
        (Beginning(NAME, "2026", "zh", code="990102"), None, "SL352"),
        (Beginning(NAME, "2026", "zh"), "cn/nowhere/rules@1", "SL902"),
        (Beginning("cn/mof/self-evaluation", "2020", "zh"), None, "SL796"),
    ],
)
def test_what_cannot_be_is_refused(
    beginning: Beginning, base: str | None, code: str, tmp_path: Path
) -> None:
    """A wrong id, edition, place or base is told by its code, and leaves nothing."""
    with pytest.raises(scorelib.NotFoundError) as caught:
        make_ruleset(beginning, tmp_path / "mine", base)
    assert caught.value.code == code
    assert not (tmp_path / "mine").exists()


def test_a_refusal_is_told(tmp_path: Path) -> None:
    """Asked wrongly the command ends with 2, and says what to do next."""
    made = run("new", "Rules", "-o", tmp_path / "mine", "--lang", "zh")
    assert (made.returncode, made.stdout) == (2, b"")
    assert made.stderr.decode().startswith("SL795: “Rules”不能作规则的编号\n    下一步：")


@pytest.mark.parametrize(("title", "code"), [("a\u202eb", "SL004"), ("长" * 3000, "SL115")])
def test_a_title_that_cannot_be_read_is_refused(title: str, code: str, tmp_path: Path) -> None:
    """Hidden characters and endless titles are told at their place in the title."""
    made = make(tmp_path / "mine", "--title", title)
    assert (made.returncode, made.stdout) == (1, b"")
    assert re.match(rf"--title:1:\d+: error {code}: ", made.stderr.decode())
    assert not (tmp_path / "mine").exists()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """SL796: a folder that is there stays as it is, byte for byte."""
    path = folder_of(tmp_path) / "ruleset.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("mine", "utf-8")
    made = make(tmp_path)
    assert (made.returncode, made.stderr.decode().partition(":")[0]) == (2, "SL796")
    assert path.read_text("utf-8") == "mine"


def test_a_place_that_is_a_file_is_told(tmp_path: Path) -> None:
    """Where a file stands in the way the command says so, without a traceback."""
    (tmp_path / "mine").write_text("", "utf-8")
    made = make(tmp_path / "mine")
    assert made.returncode == 1
    assert made.stderr.decode().startswith("SL911: ")
