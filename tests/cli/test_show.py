"""`scorelib show` and `scorelib list --place`: a ruleset by its layers, and what applies where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scorelib.compiler.loading.editions import list_rulesets
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.reading.resolution import Resolution, resolve_ruleset
from scorelib.writing.records import print_json
from scorelib.writing.resolutions import print_layers, print_resolved, print_values, record_layers
from tests.compiler.layering import write_ruleset

ROOT = Path(__file__).resolve().parents[2]
GOOD = ROOT / "tests" / "documents" / "good"
YAOHAI = "cn/anhui/hefei/yaohai/self-evaluation@2021"

NATION = """\
jurisdiction: {code: "000000", name: 全国}
when_maxima_overflow: cap
indicators:
  output: {label: 产出, max_points: 60, method: judged}
  benefit:
    label: 效益
    max_points: 40
    indicators:
      social: {label: 社会效益, max_points: declared, declared: {positive: capped-ratio}}
      satisfaction: {label: 满意度, max_points: 10, method: judged}
grades:
  - {id: good, label: 良, from: 80}
  - {id: poor, label: 差, from: 0}"""

DISTRICT = """\
scorelib: 1
id: demo/district
edition: "2023"
revision: 1
title: {zh: 某区自评, en: A district’s self-evaluation}
jurisdiction: {code: "340102", name: {zh: 某区, en: A district}}
effective: {from: 2023-01-01}
extends: demo/city@1
sources:
  district: {title: {zh: 区细则, en: The district’s rules}, status: verified}
indicators:
  benefit:
    indicators:
      satisfaction: {max_points: 8, cites: district#第三条}
grades:
  - {id: good, from: 85, cites: district#第五条}
"""


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scorelib", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """Return a district's overlay that changes one maximum and one edge of a grade."""
    nation = write_ruleset(tmp_path, "demo/nation@1")
    head = nation.read_text("utf-8").partition("indicators:")[0]
    nation.write_text(f"{head}{NATION}\n", "utf-8")
    place = 'jurisdiction: {code: "340000", name: 某省}'
    write_ruleset(tmp_path, "demo/province@1", place, extends="demo/nation@1")
    place = 'jurisdiction: {code: "340100", name: 某市}'
    write_ruleset(tmp_path, "demo/city@1", place, extends="demo/province@1")
    path = tmp_path / "demo" / "district" / "2023" / "ruleset.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(DISTRICT, "utf-8")
    return path


def marked(resolution: Resolution) -> list[tuple[str, str, str | None]]:
    """Return the values that the ruleset itself changed or added, and what was below."""
    return [(each.path, each.text, each.below) for each in resolution.values if each.own]


SHIPPED = [each.path for each in list_rulesets()]
WRITTEN = sorted(GOOD.glob("*/ruleset.yaml"))


@pytest.mark.parametrize("path", [*SHIPPED, *WRITTEN], ids=lambda path: "-".join(path.parts[-4:-1]))
def test_what_is_shown_loads_again(path: Path, tmp_path: Path) -> None:
    """YAML and JSON of a resolved ruleset, saved as a file, are the same ruleset by its hash."""
    ruleset = load_ruleset(path)
    texts = {"yaml": print_resolved(ruleset, "zh"), "json": print_json(ruleset.data)}
    for name, text in texts.items():
        copy = tmp_path / f"ruleset.{name}"
        copy.write_text(text, "utf-8")
        again = load_ruleset(copy)
        assert ruleset.head.sha256 == again.head.sha256
        assert ruleset.reference == again.reference
        assert print_json(again.data) == texts["json"]


def test_overlay_of_a_district_marks_exactly_what_it_changes(district: Path) -> None:
    """One maximum and one edge: under 25 lines, and these two values are marked, no other."""
    assert len(DISTRICT.splitlines()) < 25
    found = resolve_ruleset(district)
    assert [
        ("indicators.benefit.indicators.satisfaction.max_points", "8", "10"),
        ("grades.good.from", "85", "80"),
    ] == marked(found)
    rows = [line for line in print_layers(found, "en").splitlines() if "★ changed " in line]
    assert 2 == len(rows)
    assert "★ what this ruleset itself changed or added: 2" in print_layers(found, "en")
    maximum, edge = rows
    assert "ruleset.yaml:14" in maximum
    assert "★ changed  10 [1 ruleset.yaml:" in maximum
    assert "ruleset.yaml:16" in edge
    assert "★ changed  80 [1 ruleset.yaml:" in edge


def test_header_tells_the_layers(district: Path) -> None:
    """Number, reference, title, place, period and hash of each layer, the lowest first."""
    found = resolve_ruleset(district)
    text = print_layers(found, "zh")
    for number, view in enumerate(found.layers, 1):
        (line,) = [each for each in text.splitlines() if each.startswith(f"{number} ")]
        assert view.layer.reference in line
        assert view.title.zh in line
        assert view.layer.sha256[:12] in line
    assert [
        "demo/nation@1",
        "demo/province@1",
        "demo/city@1",
        "demo/district@2023",
    ] == [each.layer.reference for each in found.layers]
    assert "某区（340102）" in text
    assert "[2023-01-01, …)" in text


def test_every_value_tells_its_place() -> None:
    """Layer, file and line lead to a line that holds the value."""
    found = resolve_ruleset(YAOHAI)
    lines = {}
    for view in found.layers:
        path = load_ruleset(view.layer.reference).path
        assert path is not None
        lines[view.number] = path.read_text("utf-8").splitlines()
    for value in found.values:
        line = lines[value.origin.layer][value.origin.place.line - 1]
        assert value.text.splitlines()[0] in line.replace("''", "'")


BASE = """\
rounding: {points: {places: 2, mode: half-up}}
sources: {law: {title: 办法, status: verified}}
grades:
  - {id: good, label: 良, from: 80, cites: law#一}
  - {id: poor, label: 差, from: 0}"""


def resolve(root: Path, *lines: str) -> Resolution:
    write_ruleset(root, "a/rules@1", *BASE.splitlines())
    write_ruleset(root, "b/rules@1", *lines, extends="a/rules@1")
    return resolve_ruleset("b/rules@1", roots=[root])


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        # the same again is no change
        ("indicators: {rate: {max_points: 40.0, label: 完成率}}", []),
        # what is new
        ("note: 说明", [("note", "说明", None)]),
        (
            "indicators: {rules: {when_missing: zero, note: 说明}}",
            [("indicators.rules.when_missing", "zero", None)],
        ),
        # citations alone are a change; with what they are the grounds of they are none
        ("grades: [{id: good, cites: law#二}]", [("grades.good.cites", "law#二", "law#一")]),
        ("grades: [{id: good, from: 85, cites: law#二}]", [("grades.good.from", "85", "80")]),
        (
            "rounding: {points: {places: 1, mode: half-up}}",
            [("rounding.points.places", "1", "2")],
        ),
        (
            "grades: [{id: fair, label: 中, from: 60}]",
            [
                ("grades.fair.id", "fair", None),
                ("grades.fair.label", "中", None),
                ("grades.fair.from", "60", None),
            ],
        ),
    ],
)
def test_what_is_marked(
    tmp_path: Path, change: str, wanted: list[tuple[str, str, str | None]]
) -> None:
    """Each line: what an overlay says, and the values that are marked for it."""
    assert wanted == marked(resolve(tmp_path, change))


def test_what_a_lower_layer_changed_is_told_without_a_star(tmp_path: Path) -> None:
    """A change of the layer between shows as such, but is not this ruleset's own."""
    resolve(tmp_path, "grades: [{id: good, from: 85}]")
    write_ruleset(tmp_path, "c/rules@1", "note: 说明", extends="b/rules@1")
    found = resolve_ruleset("c/rules@1", roots=[tmp_path])
    assert [("note", "说明", None)] == marked(found)
    (edge,) = [each for each in found.values if each.path == "grades.good.from"]
    assert (2, "changed", "80", False) == (
        edge.origin.layer,
        edge.change,
        edge.below,
        edge.own,
    )


def test_removed_parts_are_listed(tmp_path: Path) -> None:
    """What `remove` took away, and what went with a statement that was replaced."""
    found = resolve(tmp_path, "remove: [grades.poor]", "grades: [{id: good, above: 80}]")
    assert [
        ("grades.poor", 2, 7, 1, 10),
        ("grades.good.from", 2, 8, 1, 9),
    ] == [
        (
            each.path,
            each.origin.layer,
            each.origin.place.line,
            each.below_origin.layer,
            each.below_origin.place.line,
        )
        for each in found.removed
    ]
    assert "grades.poor" in print_layers(found, "zh").split("删去")[1]


def test_record_of_layers(district: Path) -> None:
    """The same as data: each value with layer, file, line, and what was below."""
    record = json.loads(print_json(record_layers(resolve_ruleset(district))))
    (edge,) = [each for each in record["values"] if each["path"] == "grades.good.from"]
    assert ("85", 4, 16, "changed", True) == tuple(
        edge[key] for key in ("value", "layer", "line", "change", "own")
    )
    assert ("80", 1) == (edge["below"]["value"], edge["below"]["layer"])
    assert [1, 2, 3, 4] == [each["number"] for each in record["layers"]]
    assert 4 == record["sources"]["district"]["layer"]


def test_table_of_values() -> None:
    """As text without layers: each part and its value."""
    text = print_values(resolve_ruleset("cn/mof/self-evaluation@2020"), "en")
    assert "indicators.output.max_points" in text
    assert "sha256: " in text


def test_show_on_the_command_line(district: Path, tmp_path: Path) -> None:
    """YAML for a file by default, a table with --layers, JSON for programs; both languages."""
    done = run("show", YAOHAI)
    assert (0, "") == (done.returncode, done.stderr)
    copy = tmp_path / "copy.yaml"
    copy.write_text(done.stdout, "utf-8")
    assert load_ruleset(YAOHAI).head.sha256 == load_ruleset(copy).head.sha256
    for lang, word in (("zh", "★ 改为"), ("en", "★ changed ")):
        done = run("show", district, "--layers", "--lang", lang)
        assert (0, 2) == (done.returncode, done.stdout.count(word))
    data = json.loads(run("show", district, "--layers", "--format", "json").stdout)
    assert "scorelib/resolution/1" == data["schema"]
    assert (
        "2023-01-01"
        == json.loads(run("show", district, "--format", "json").stdout)["effective"]["from"]
    )
    by_day = run("show", "cn/mof/self-evaluation", "--on", "2022-01-31", "--format", "text")
    assert "cn/mof/self-evaluation@2020" in by_day.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["show", "no/such"], 2, "SL902"),
        (["show", "cn/mof/self-evaluation", "--on", "2010-01-01"], 2, "SL906"),
        (["show", "tests/documents/bad/numbers.yaml"], 1, "SL203"),
        (["show", YAOHAI, "--layers", "--format", "yaml"], 2, "--layers"),
        (["list", "--place", "99"], 2, "SL352"),
        (["list", "--place", "340102", "--on", "morgen"], 2, "SL912"),
    ],
)
def test_refusals(arguments: list[str], status: int, said: str) -> None:
    """1 for what documents have, 2 for what was asked."""
    done = run(*arguments, "--lang", "en")
    assert (status, "") == (done.returncode, done.stdout)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_list_of_a_place() -> None:
    """What applies in Yaohai, and in a place that has nothing of its own."""
    done = run("list", "--place", "340102", "--on", "2022-01-31", "--lang", "zh")
    assert (0, "") == (done.returncode, done.stderr)
    assert YAOHAI in done.stdout
    assert "合肥市瑶海区（340102）" in done.stdout
    done = run("list", "--place", "620100", "--on", "2022-01-31", "--lang", "en")
    assert "cn/mof/self-evaluation@2020" in done.stdout
    assert YAOHAI not in done.stdout


PROJECT = """\
scorelib: 1
project: {id: demo, name: 某项目}
jurisdiction: "620100"
rules: self-evaluation
assessed_period: "2021"
evaluated_on: 2022-03-01
facts: {budget: 100万元, executed: 50万元}
"""


def test_project_of_a_place(tmp_path: Path) -> None:
    """A project that names its place is scored by the nearest rules above, and told so."""
    path = tmp_path / "project.yaml"
    path.write_text(PROJECT, "utf-8")
    done = run("score", path, "--lang", "en")
    assert (0, "") == (done.returncode, done.stderr)
    assert "[cn/mof/self-evaluation@2020]" in done.stdout
    assert (
        "SL567 no ruleset of 620100 (Gansu)’s own: that of China, national (000000)" in done.stdout
    )
    early = run("score", path, "--on", "2019-01-01", "--lang", "en")
    assert (2, "") == (early.returncode, early.stdout)
    assert "SL913" in early.stderr
