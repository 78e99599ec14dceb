"""The pytest plugin: cases as tests with file and line, and nothing where nobody asks for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]

RULESET: Final = """\
scorelib: 1
id: demo/rules
edition: "1"
revision: 1
title: 示例
facts:
  done: {label: 完成数, min: 0}
indicators:
  output: {label: 产出, max_points: 10, method: {kind: proportional, value: done / 10, cap: 1}}
"""
CASES: Final = """\
scorelib: 1
cases:
  - id: half
    note: 10 × 5/10 = 5
    facts: {done: 5}
    expect: {total: 5}
  - id: wrong
    note: 10 × 4/10 = 4
    facts: {done: 4}
    expect: {total: 4.5}
tables:
  - id: ends
    note: 10 × 0/10 = 0，10 × 20/10 以 10 封顶
    columns: [facts.done, expect.total]
    rows:
      - {id: nothing, cells: [0, 0]}
      - [20, 10]
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return the folder of a ruleset with a case that is wrong, in a folder with a test beside."""
    folder = tmp_path / "demo" / "rules" / "1"
    folder.mkdir(parents=True)
    (folder / "ruleset.yaml").write_text(RULESET, "utf-8")
    (folder / "cases.yaml").write_text(CASES, "utf-8")
    (tmp_path / "test_other.py").write_text("def test_other(): pass\n", "utf-8")
    return folder


def run(folder: Path, *arguments: str | Path) -> tuple[int, str]:
    """Run pytest with the plugin and no other; return its status and what it says."""
    environment = {
        **os.environ,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTEST_ADDOPTS": "",
        "SCORELIB_LANG": "zh",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]),
    }
    flags = ("-p", "scorelib.pytest_plugin", "-p", "no:cacheprovider", f"--rootdir={folder}")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *flags, *map(str, arguments)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


def test_cases_are_tests_with_file_and_line(rules: Path, tmp_path: Path) -> None:
    """Each case and each row of a table is a test; a failure is told in words at its place."""
    status, shown = run(tmp_path, rules / "cases.yaml", "-v")
    assert status == 1
    for name, outcome in [
        ("half", "PASSED"),
        ("wrong", "FAILED"),
        ("ends-nothing", "PASSED"),
        ("ends-2", "PASSED"),
    ]:
        assert f"cases.yaml::{name} {outcome}" in shown
    assert "cases.yaml:10:21: 错误 SL601: " in shown
    assert "expect: {total: 4.5}" in shown
    assert "下一步：" in shown
    assert "Traceback" not in shown
    assert "judging.py" not in shown


def test_a_case_can_be_chosen(rules: Path, tmp_path: Path) -> None:
    """`-k` and node ids choose cases as they choose tests."""
    assert run(tmp_path, f"{rules / 'cases.yaml'}::half")[0] == 0
    assert "1 passed, 3 deselected" in run(tmp_path, rules, "-k", "half")[1]


def test_nothing_is_collected_unasked(rules: Path, tmp_path: Path) -> None:
    """In somebody's project only their own tests run; a setting asks for the cases."""
    assert "1 passed" in run(tmp_path)[1]
    assert "1 failed, 4 passed" in run(tmp_path, "-o", "scorelib_cases=true")[1]
    assert rules.is_dir()


def test_cases_without_rules_are_left_alone(rules: Path, tmp_path: Path) -> None:
    """A file of that name with no ruleset beside it belongs to somebody else."""
    (rules / "ruleset.yaml").unlink()
    assert "1 passed" in run(tmp_path, "-o", "scorelib_cases=true")[1]


def test_a_broken_ruleset_is_told_in_words(rules: Path, tmp_path: Path) -> None:
    """What keeps the cases from being read stands there with file and line."""
    path = rules / "ruleset.yaml"
    path.write_text(RULESET.replace("max_points", "maxpoints"), "utf-8")
    status, shown = run(tmp_path, rules)
    assert status == 2
    assert "ruleset.yaml:9:" in shown
    assert "maxpoints" in shown
    assert "Traceback" not in shown


def test_layers_are_found_where_the_setting_says(rules: Path, tmp_path: Path) -> None:
    """`scorelib_rulesets` names the folders of rulesets that others extend."""
    other = tmp_path / "elsewhere"
    shutil.move(rules.parents[1], other / "demo")
    layer = tmp_path / "layer"
    layer.mkdir()
    head = "scorelib: 1\nid: a/b\nedition: '1'\nrevision: 1\ntitle: 上层\nextends: demo/rules@1\n"
    (layer / "ruleset.yaml").write_text(head, "utf-8")
    cases = "scorelib: 1\ncases: [{id: a, note: 同下层, facts: {done: 5}, expect: {total: 5}}]\n"
    (layer / "cases.yaml").write_text(cases, "utf-8")
    assert "SL902" in run(tmp_path, layer)[1] or "SL3" in run(tmp_path, layer)[1]
    (tmp_path / "pytest.ini").write_text("[pytest]\nscorelib_rulesets = elsewhere\n", "utf-8")
    assert run(tmp_path, layer, "-c", tmp_path / "pytest.ini")[0] == 0


def test_loading_the_plugin_loads_nothing_else() -> None:
    """Every run of pytest loads it: it brings nothing but itself."""
    program = """
import sys
import scorelib.pytest_plugin
loaded = {name.partition(".")[0] for name in sys.modules}
ours = {name for name in sys.modules if name.startswith("scorelib")}
assert not loaded & {"pytest", "_pytest", "pydantic", "yaml", "hypothesis", "typer"}, loaded
assert ours == {"scorelib", "scorelib._version", "scorelib.pytest_plugin"}, ours
"""
    subprocess.run([sys.executable, "-c", program], check=True)
