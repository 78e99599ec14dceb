"""The commands as a person or a program runs them: status, streams, languages, signals."""

from __future__ import annotations

import json
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import scorelib

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "tests" / "documents" / "rulesets"
HEFEI = ROOT / "examples" / "hefei-yaohai-2021"
POINTS = ROOT / "examples" / "rounding" / "points"

PROJECT = """\
scorelib: 1
project: {id: demo, name: {zh: 示范项目, en: Demonstration}}
ruleset: examples/rounding/points@1
assessed_period: "2021"
evaluated_on: 2022-03-01
facts: {done: 5项, planned: 24项}
"""


def run(
    *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a plain environment; a minute is far more than any of them needs."""
    return subprocess.run(
        command(*arguments),
        env=environment(env),
        cwd=cwd,
        capture_output=True,
        timeout=60,
        check=False,
    )


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "scorelib", *map(str, arguments)]


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    names = ("COLUMNS", "LANG", "LANGUAGE", "NO_COLOR", "SCORELIB_LANG", "PYTHONIOENCODING")
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in names and not key.startswith("LC_")
    }
    return {**kept, "PYTHONPATH": str(ROOT / "src"), **(changes or {})}


def check_interrupted(status: int, said: bytes) -> None:
    """Ctrl-C ends a command with 130 and no traceback.

    A shell says 130 as well where the signal itself ends a process that is on its way out.
    """
    assert status in (130, -signal.SIGINT), said
    assert b"Traceback" not in said


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "project.yaml"
    path.write_text(PROJECT, "utf-8")
    return path


def check_clean(done: subprocess.CompletedProcess[bytes]) -> None:
    assert b"Traceback" not in done.stderr
    assert b"Error:" not in done.stderr


def test_score_exits_with_0_although_there_are_findings() -> None:
    """A finding is a result, not a failure; the result goes to standard output alone."""
    done = run("score", HEFEI, "--lang", "zh")
    assert (0, b"") == (done.returncode, done.stderr)
    assert "总分：90.20 / 100" in done.stdout.decode()
    assert re.search(r"SL5[0-9]{2}", done.stdout.decode())


def test_strict_refuses_a_conditional_total() -> None:
    """--strict prints the result all the same, says on standard error why, and ends with 1."""
    done = run("score", HEFEI, "--strict", "--lang", "en")
    assert 1 == done.returncode
    assert "90.20" in done.stdout.decode()
    assert "SL909" in done.stderr.decode()
    check_clean(done)


def test_strict_lets_an_unconditional_total_pass(project: Path) -> None:
    """A total that is computed from facts alone passes --strict."""
    done = run("score", project, "--ruleset", POINTS, "--strict", "--lang", "en")
    assert (0, b"") == (done.returncode, done.stderr)
    assert "Total: 0.63 / 3" in done.stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["score", "absent.yaml"], 2, "SL903"),
        (["score", "{project}"], 2, "SL902"),
        (["score", "{project}", "--ruleset", "no/such"], 2, "SL902"),
        (["score", "{project}", "--ruleset", "{demo}", "--on", "2022-13-01"], 2, "SL912"),
        (["score", "{project}", "--ruleset", "{points}", "--format", "xml"], 2, "--format"),
        (["score", "{project}", "--ruleset", "{points}", "--lang", "fr"], 2, "--lang"),
        (["score"], 2, "PROJECT"),
        (["scores"], 2, "scores"),
        (["score", "{points}/ruleset.yaml"], 1, "SL120"),
        (["score", "{bad}/numbers.yaml"], 1, "SL120"),
        (["score", "{project}", "--ruleset", "{bad}/numbers.yaml"], 1, "SL203"),
        (["score", "{project}", "--ruleset", "{demo}"], 1, "SL402"),
        (["explain", "{project}", "none", "--ruleset", "{points}"], 2, "SL907"),
        (["check", "{bad}/numbers.yaml"], 1, "SL202"),
        (["check", "absent.yaml"], 2, "SL903"),
        (["check", "no/such"], 2, "SL902"),
        (["check", "cn/mof/self-evaluation@1999"], 2, "SL904"),
        (["test", "{demo}"], 1, "SL604"),
        (["test", "no/such"], 2, "SL902"),
        (["test"], 2, "RULESETS"),
    ],
)
def test_refusals(arguments: list[str], status: int, said: str, project: Path) -> None:
    """1 for what documents have, 2 for what was asked; words on standard error, nothing else."""
    places = {
        "project": project,
        "points": POINTS,
        "demo": DEMO / "demo" / "form" / "1",
        "bad": ROOT / "tests" / "documents" / "bad",
    }
    done = run(*[each.format_map(places) for each in arguments], env={"LANG": "en_US.UTF-8"})
    assert (status, b"") == (done.returncode, done.stdout)
    assert said.lower() in done.stderr.decode().lower()
    assert b"Traceback" not in done.stderr


def test_check_says_what_is_well_and_goes_on() -> None:
    """Of several documents each is checked; the good ones are named on standard output."""
    bad = ROOT / "tests" / "documents" / "bad" / "numbers.yaml"
    done = run("check", POINTS, bad, "cn/mof/self-evaluation@2020", "--lang", "en")
    assert 1 == done.returncode
    assert f"{POINTS}: no problems" in done.stdout.decode()
    assert "cn/mof/self-evaluation@2020: no problems" in done.stdout.decode()
    assert "SL203" in done.stderr.decode()


def test_check_goes_on_after_an_absent_document() -> None:
    """A name that is not there does not hide the problems of the documents after it."""
    bad = ROOT / "tests" / "documents" / "bad" / "numbers.yaml"
    done = run("check", "absent.yaml", bad, "--lang", "en")
    assert 2 == done.returncode
    assert "SL903" in done.stderr.decode()
    assert "SL203" in done.stderr.decode()


def test_check_as_json() -> None:
    """The problems as JSON name code, place and words in both languages."""
    bad = ROOT / "tests" / "documents" / "bad" / "duplicate-key.yaml"
    done = run("check", bad, "--format", "json", "--lang", "zh")
    again = run("check", bad, "--format", "json", "--lang", "en")
    assert (1, done.stdout) == (done.returncode, again.stdout)
    record = json.loads(done.stdout)
    text = json.dumps(record, ensure_ascii=False)
    assert 2 == text.count('"SL016"')
    assert "重复" in text
    assert "stands twice" in text


def test_test_runs_the_cases() -> None:
    """Each case and a sum of them; 0 when all pass."""
    done = run("test", POINTS, "--lang", "en")
    assert (0, b"") == (done.returncode, done.stderr)
    assert "examples/rounding/points@1 five-of-twenty-four: passed" in done.stdout.decode()


def test_test_fails_where_a_case_does(tmp_path: Path) -> None:
    """A case that expects another figure ends with 1 and names both figures and the line."""
    folder = tmp_path / "points"
    shutil.copytree(POINTS, folder)
    cases = folder / "cases.yaml"
    wrong = cases.read_text("utf-8").replace("expect: {total: 0.63,", "expect: {total: 0.62,")
    cases.write_text(wrong, "utf-8")
    done = run("test", folder, "--lang", "en")
    assert 1 == done.returncode
    said = done.stderr.decode()
    assert "SL601" in said
    assert "total should be 0.62, is 0.63" in said
    assert "cases.yaml:8:" in said
    assert "just-below: passed" in done.stdout.decode()


def test_explain() -> None:
    """The formula, the figures, the rounding and the clause, in the language asked for."""
    node = "process.funds.execution-rate"
    zh, en = (run("explain", HEFEI, node, "--lang", lang).stdout.decode() for lang in ("zh", "en"))
    for words in ("executed / budget", "0.20", "1200万元", "23.6万元"):
        assert words in zh
        assert words in en
    assert "四舍五入" in zh
    assert "half-up" in en
    total = run("explain", HEFEI, "total", "--lang", "en")
    assert (0, b"") == (total.returncode, total.stderr)
    assert "90.20" in total.stdout.decode()


def test_list() -> None:
    """Every built-in ruleset, and those of a folder of one's own."""
    done = run("list", "--lang", "en")
    assert (0, b"") == (done.returncode, done.stderr)
    for name in ("cn/mof/self-evaluation@2020", "cn/anhui/hefei/yaohai/self-evaluation@2021"):
        assert name in done.stdout.decode()


def test_list_goes_on_after_a_broken_ruleset() -> None:
    """A broken ruleset in one's own folder is named with its problem; the others are listed."""
    done = run("list", "--rulesets", DEMO, "--lang", "en")
    assert 1 == done.returncode
    assert "SL341" in done.stderr.decode()
    assert "cn/mof/self-evaluation@2020" in done.stdout.decode()
    assert "demo/form@1" in done.stdout.decode()


SETTINGS: dict[str, dict[str, str]] = {
    "nothing set": {},
    "C": {"LANG": "C"},
    "POSIX": {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "GBK": {"LANG": "zh_CN.GBK", "PYTHONIOENCODING": "gbk"},
    "ASCII": {"LANG": "en_US", "PYTHONIOENCODING": "ascii"},
    "Turkish": {"LANG": "tr_TR.UTF-8"},
    "no colour": {"NO_COLOR": "1", "TERM": "dumb"},
    "colour": {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "COLUMNS": "20"},
    "hash seed": {"PYTHONHASHSEED": "12345"},
}


@pytest.mark.parametrize("name", SETTINGS)
def test_json_is_the_same_bytes_everywhere(name: str) -> None:
    """Neither the language nor the locale, the encoding nor colours change a byte of JSON."""
    plain = run("score", HEFEI, "--format", "json", "--lang", "zh")
    assert 0 == plain.returncode
    for lang in ("zh", "en"):
        done = run("score", HEFEI, "--format", "json", "--lang", lang, env=SETTINGS[name])
        assert plain.stdout == done.stdout
    record = json.loads(plain.stdout.decode("utf-8"))
    assert "90.20" == record["total"]["points"]
    assert "优" == record["grade"]["label"]["zh"]


def test_json_does_not_name_this_computer(project: Path, tmp_path: Path) -> None:
    """The same project and ruleset at another place give the same bytes, and name no folder."""
    other = tmp_path / "另一个 folder"
    other.mkdir()
    shutil.copytree(POINTS, other / "points")
    shutil.copy(project, other / "项目 文件.yaml")
    here = run("score", project, "--ruleset", POINTS, "--format", "json")
    there = run("score", "项目 文件.yaml", "--ruleset", "points", "--format", "json", cwd=other)
    assert (0, here.stdout) == (there.returncode, there.stdout)
    assert str(ROOT).encode() not in here.stdout
    assert str(tmp_path).encode() not in here.stdout


@pytest.mark.parametrize(
    ("env", "option", "word"),
    [
        ({}, (), "Total"),
        ({"LANG": "zh_CN.UTF-8"}, (), "总分"),
        ({"LANG": "en_GB.UTF-8"}, (), "Total"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, (), "Total"),
        ({"LANG": "en_US.UTF-8", "SCORELIB_LANG": "zh"}, (), "总分"),
        ({"LC_ALL": "zh_CN.UTF-8", "SCORELIB_LANG": "en"}, (), "Total"),
        ({"SCORELIB_LANG": "zh"}, ("--lang", "en"), "Total"),
        ({"SCORELIB_LANG": "en"}, ("--lang", "zh"), "总分"),
    ],
)
def test_language(env: dict[str, str], option: tuple[str, ...], word: str) -> None:
    """The option comes first, then SCORELIB_LANG, then the locale, then English."""
    assert word in run("score", HEFEI, *option, env=env).stdout.decode()


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1"])
def test_messages_survive_any_encoding(encoding: str) -> None:
    """Chinese words reach a pipe whatever the console's encoding; nothing crashes."""
    bad = ROOT / "tests" / "documents" / "bad" / "full-width-colon.yaml"
    done = run("check", bad, "--lang", "zh", env={"PYTHONIOENCODING": encoding})
    assert 1 == done.returncode
    assert "错误 SL006" in done.stderr.decode("utf-8")


def test_read_only_folder(project: Path, tmp_path: Path) -> None:
    """Scoring writes nothing: a folder that cannot be written to will do."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    folder.chmod(0o555)
    try:
        done = run("score", project, "--ruleset", POINTS, "--lang", "en", cwd=folder)
    finally:
        folder.chmod(0o755)
    assert (0, b"") == (done.returncode, done.stderr)
    assert [] == list(folder.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [("score", HEFEI), ("score", HEFEI, "--format", "json"), ("list",), ("test", POINTS)],
    ids=["text", "json", "list", "test"],
)
def test_closed_pipe(arguments: tuple[str | Path, ...]) -> None:
    """A reader that goes away at once (`| head -1`) is no error and leaves no traceback."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as stream:
        done = subprocess.run(
            command(*arguments),
            env=environment(),
            stdout=stream,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert (0, b"") == (done.returncode, done.stderr)


def test_interrupt() -> None:
    """Ctrl-C ends a running command with 130, the status of an interrupt, and no traceback."""
    waiting = "import sys, time; sys.path.insert(0, sys.argv.pop(1))\n"
    waiting += "from scorelib.cli import main\n"
    waiting += "import scorelib.engine.intake.project as p\n"
    waiting += "p.load_project = lambda source: (print('ready', flush=True), time.sleep(30))\n"
    waiting += "main()\n"
    process = subprocess.Popen(
        [sys.executable, "-c", waiting, str(ROOT / "src"), "score", str(HEFEI)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert b"ready\n" == process.stdout.readline()
    process.send_signal(signal.SIGINT)
    begin = time.monotonic()
    _, said = process.communicate(timeout=20)
    assert time.monotonic() - begin < 10
    check_interrupted(process.returncode, said)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_markdown_is_one_table(lang: str) -> None:
    """Every row of the table has as many cells as its heading, and figures are as printed."""
    done = run("score", HEFEI, "--format", "markdown", "--lang", lang)
    lines = done.stdout.decode().splitlines()
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines if line.startswith("|")]
    assert len(rows) > 20
    assert {len(rows[0])} == {len(row) for row in rows}
    assert all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in rows[1])
    cells = [[cell.strip() for cell in row] for row in rows]
    (rate,) = [row for row in cells if "process.funds.execution-rate" in row]
    assert ["10", "0.20", "10"] == [cell for cell in rate if cell[:1].isdigit()]
    assert lines[0].startswith("# ")
    assert any(line.startswith("**") and "90.20 / 100" in line for line in lines)


def test_markdown_keeps_bars_in_a_label_apart(tmp_path: Path) -> None:
    """A label with a bar, a backtick or an angle bracket stays inside its cell."""
    folder = tmp_path / "points"
    shutil.copytree(POINTS, folder)
    path = folder / "ruleset.yaml"
    text = path.read_text("utf-8").replace("zh: 完成率, en: Completion", "zh: '甲|乙`<b>'")
    path.write_text(text, "utf-8")
    project = tmp_path / "project.yaml"
    project.write_text(PROJECT, "utf-8")
    done = run("score", project, "--ruleset", folder, "--format", "markdown", "--lang", "zh")
    rows = [line for line in done.stdout.decode().splitlines() if line.startswith("|")]
    counts = {len(re.split(r"(?<!\\)\|", line)) for line in rows}
    assert 1 == len(counts)


def test_no_colour_in_a_pipe() -> None:
    """Nothing but text goes into a pipe, with and without NO_COLOR."""
    for env in ({}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}):
        done = run("score", HEFEI, env=env)
        assert b"\x1b" not in done.stdout + done.stderr


def load_hefei() -> tuple[scorelib.Plan, scorelib.Project]:
    project = scorelib.load_project(HEFEI)
    reference = project.document.ruleset
    assert reference is not None
    return scorelib.compile(scorelib.load(reference)), project


def test_one_plan_on_eight_threads() -> None:
    """A plan and a project can be shared: every thread gets the same result and the same JSON."""
    plan, project = load_hefei()
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: scorelib.evaluate(plan, project), range(24)))
        texts = set(pool.map(scorelib.to_json, results))
    assert [results[0]] * 24 == results
    assert 1 == len(texts)


def test_results_are_pickled_and_compared() -> None:
    """A plan, a project and a result survive pickling as equals; another result differs."""
    plan, project = load_hefei()
    result = scorelib.evaluate(plan, project)
    for each in (plan, project, result):
        assert each == pickle.loads(pickle.dumps(each))
    again = pickle.loads(pickle.dumps(result))
    assert scorelib.to_json(result) == scorelib.to_json(again)
    assert scorelib.explain(result, "total") == scorelib.explain(again, "total")
    changed = project.document.model_copy(update={"assessments": ()})
    other = scorelib.Project(changed, project.tree)
    assert result != scorelib.evaluate(plan, other)


def test_errors_are_pickled() -> None:
    """What a worker refuses reaches the caller of another process with all its diagnostics."""
    with pytest.raises(scorelib.DocumentError) as caught:
        scorelib.load(ROOT / "tests" / "documents" / "bad" / "numbers.yaml")
    again = pickle.loads(pickle.dumps(caught.value))
    assert caught.value.diagnostics == again.diagnostics
    with pytest.raises(scorelib.NotFoundError) as absent:
        scorelib.load("no/such")
    assert str(absent.value) == str(pickle.loads(pickle.dumps(absent.value)))
