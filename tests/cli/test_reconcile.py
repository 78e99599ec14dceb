"""`scorelib reconcile` as a person or a program runs it: formats, files, many at once, refusals."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import select
import signal
import subprocess
import time
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_commands import ROOT, check_interrupted, command, environment, run
from tests.reports import make_report, write_lines, write_report

EXAMPLES = ROOT / "examples"
WRONG = {"execution-rate": "10"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a consistent report, one that is not, and a file that is no report."""
    inside = tmp_path / "reports"
    inside.mkdir()
    write_report(inside / "a.yaml", make_report("a"))
    write_report(inside / "b.yaml", make_report("b", points=WRONG))
    (inside / "c.yaml").write_text("project: [", "utf-8")
    return inside


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    """A project in a folder of its own."""
    inside = tmp_path / "own"
    inside.mkdir()
    write_report(inside / "project.yaml", make_report("own"))
    return inside


def check_clean(done: subprocess.CompletedProcess[bytes]) -> None:
    assert b"Traceback" not in done.stdout + done.stderr
    assert b"\x1b" not in done.stdout + done.stderr


def test_one_report_in_full(tmp_path: Path) -> None:
    """Both figures, the findings, what would settle them; 1 because there is an error."""
    path = write_report(tmp_path / "b.yaml", make_report("b", points=WRONG))
    for lang, words in (("zh", "申报总分 100"), ("en", "the declared total is 100")):
        done = run("reconcile", path, "--lang", lang)
        assert (1, b"") == (done.returncode, done.stderr)
        assert words in done.stdout.decode()
        assert "SL505" in done.stdout.decode()
    markdown = run("reconcile", path, "--format", "markdown", "--lang", "en").stdout.decode()
    assert markdown.startswith("# Project b\n")


def test_a_consistent_report_ends_with_0(tmp_path: Path) -> None:
    """No error: 0; and nothing is written but the answer."""
    path = write_report(tmp_path / "a.yaml", make_report("a"))
    done = run("reconcile", path, "--lang", "en")
    assert (0, b"") == (done.returncode, done.stderr)
    assert [path] == list(tmp_path.iterdir())


def test_one_report_that_cannot_be_read(tmp_path: Path) -> None:
    """Every problem of it on standard error, as `score` tells them."""
    path = write_report(tmp_path / "a.yaml", make_report("a", facts={"budgte": "1万元"}))
    done = run("reconcile", path, "--lang", "en")
    assert (1, b"") == (done.returncode, done.stdout)
    assert "SL401" in done.stderr.decode()
    check_clean(done)


def test_many_reports_in_lines(folder: Path) -> None:
    """A line for each, in order; the broken one is told and stops nothing; counts; 1."""
    done = run("reconcile", folder, "--lang", "en")
    check_clean(done)
    assert (1, b"") == (done.returncode, done.stderr)
    lines = done.stdout.decode().splitlines()
    assert ["a", "99.00", "excellent", "0"] == lines[1].split()[:4]
    assert ["b", "99.00", "excellent"] == lines[2].split()[:3]
    text = done.stdout.decode()
    assert "2 projects: " in text
    assert "1 unreadable" in text
    assert text.index("By code") < text.index("By unit") < text.index("Unreadable")
    assert "Unit A" in text[text.index("By unit") :]
    assert "c.yaml:1:" in text[text.index("Unreadable") :]


def test_a_name_that_is_not_there_among_others(folder: Path) -> None:
    """2 for what was asked wrongly; what is there is reconciled all the same."""
    done = run("reconcile", folder / "a.yaml", "gone.yaml", folder / "none*.yaml", "--lang", "zh")
    check_clean(done)
    assert 2 == done.returncode
    assert "项目a" in done.stdout.decode()
    assert 2 == done.stdout.decode().count("SL903")


def test_patterns_and_lines(folder: Path) -> None:
    """A quoted pattern, and a file with a report a line, one of them broken."""
    write_lines(folder / "d.ndjson", make_report("d"), {"scorelib": 1}, make_report("e"))
    done = run("reconcile", f"{folder}/[ab].yaml", folder / "d.ndjson", "--lang", "en")
    names = [line.split()[0] for line in done.stdout.decode().splitlines()[1:5]]
    assert ["a", "b", "d", "e"] == names
    assert "d.ndjson:2:" in done.stdout.decode()


def test_an_empty_folder(tmp_path: Path) -> None:
    """A folder without a report is asked for wrongly."""
    done = run("reconcile", tmp_path, "--lang", "en")
    check_clean(done)
    assert 2 == done.returncode
    assert "SL910" in done.stdout.decode()


def test_json_of_many_does_not_depend_on_anything(folder: Path) -> None:
    """One valid document; the same bytes in one process or two, in any language and locale."""
    write_lines(folder / "d.ndjson", *(make_report(f"d{number}") for number in range(40)))
    arguments = ("reconcile", "reports", "--format", "json")
    plain = run(*arguments, "--jobs", "1", "--lang", "zh", cwd=folder.parent)
    check_clean(plain)
    shared = run(*arguments, "--jobs", "2", "--lang", "en", cwd=folder.parent)
    posix = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    other = run(*arguments, cwd=folder.parent, env=posix)
    assert plain.stdout == shared.stdout == other.stdout
    record = json.loads(plain.stdout)
    assert ["a", "b", "d0"] == [each["project"]["id"] for each in record["projects"]][:3]
    assert (42, 1) == (record["summary"]["projects"], record["summary"]["unreadable"])
    assert "reports/c.yaml" == record["unreadable"][0]["source"]
    codes = {each["code"]: each["findings"] for each in record["summary"]["by_code"]}
    assert 1 == codes["SL516"]


def test_json_of_one(tmp_path: Path) -> None:
    """One report is its record alone, and the same record as among many."""
    path = write_report(tmp_path / "b.yaml", make_report("b", points=WRONG))
    one = json.loads(run("reconcile", path, "--format", "json").stdout)
    many = json.loads(run("reconcile", tmp_path, "--format", "json").stdout)
    assert "scorelib/reconciliation/1" == one["schema"]
    assert [one] == many["projects"]


def test_csv_for_a_spreadsheet(folder: Path) -> None:
    """The mark of UTF-8, a row a finding, and one for what could not be read."""
    done = run("reconcile", folder, "--format", "csv", "--lang", "zh")
    check_clean(done)
    assert done.stdout.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"))))
    (total,) = [row for row in rows if row["编码"] == "SL516"]
    assert ("b", "甲单位", "错误") == (total["项目"], total["实施单位"], total["级别"])
    assert total["申报"].startswith("100")
    assert total["复算"].startswith("99.00")
    assert "无法读取" == rows[-1]["项目"]
    assert "c.yaml:1:" in rows[-1]["文件"]


def test_a_file_by_its_ending(folder: Path, tmp_path: Path) -> None:
    """`-o` names the format by its ending; what it holds is what the pipe would get."""
    book = tmp_path / "findings.xlsx"
    done = run("reconcile", folder, "-o", book, "--lang", "en")
    check_clean(done)
    assert 1 == done.returncode
    assert b"2 projects: " in done.stdout
    assert ["summary", "By unit", "projects", "Findings"] == openpyxl.load_workbook(book).sheetnames
    for name, form in (("a.json", "json"), ("a.md", "markdown"), ("a.txt", "text")):
        out = tmp_path / name
        run("reconcile", folder, "-o", out, "--lang", "en")
        shown = run("reconcile", folder, "--format", form, "--lang", "en").stdout
        assert shown == out.read_bytes()
    assert not [each for each in tmp_path.iterdir() if each.name.endswith(".part")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gone.yaml"], "SL903"),
        (["{a}", "--on", "2022-13-01"], "SL912"),
        (["{a}", "--ruleset", "no/such"], "SL902"),
        (["{a}", "--rulesets", "gone"], "SL903"),
        (["{folder}", "--format", "xlsx"], "SL917"),
        (["{a}", "--format", "pdf"], "--format"),
        (["{a}", "--jobs", "0"], "--jobs"),
        (["{folder}", "-o", "{a}"], "SL919"),
        (["{a}", "-o", "{a}"], "SL919"),
        (["{own}", "-o", "{own}/project.yaml"], "SL919"),
        (["{folder}/b.yaml", "--before", "{folder}", "-o", "{a}"], "SL919"),
        ([], "PROJECTS"),
    ],
)
def test_refusals(arguments: list[str], said: str, folder: Path, own_folder: Path) -> None:
    """2 for what was asked wrongly; nothing is written, no report is written over."""
    files = [*folder.iterdir(), *own_folder.iterdir()]
    before = {each: each.read_bytes() for each in files}
    places = {"folder": folder, "a": folder / "a.yaml", "own": own_folder}
    done = run("reconcile", *[each.format_map(places) for each in arguments], env={"LANG": "C"})
    assert 2 == done.returncode
    assert said.lower() in done.stderr.decode().lower()
    assert b"Traceback" not in done.stderr
    assert before == {each: each.read_bytes() for each in files}


def test_a_workbook_without_its_library(folder: Path, tmp_path: Path) -> None:
    """The extra that is missing is named, and the status is that of wrong usage."""
    fake = tmp_path / "fake" / "xlsxwriter.py"
    fake.parent.mkdir()
    fake.write_text("raise ModuleNotFoundError('xlsxwriter')\n", "utf-8")
    path = os.pathsep.join((str(fake.parent), str(ROOT / "src")))
    out = tmp_path / "a.xlsx"
    done = run("reconcile", folder, "-o", out, "--lang", "en", env={"PYTHONPATH": path})
    assert (2, b"") == (done.returncode, done.stdout)
    assert "SL916" in done.stderr.decode()
    assert "scorelib[report]" in done.stderr.decode()
    assert not out.exists()


def test_output_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    """A folder that is none: told in one line, whatever the format; the same for notes."""
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    for option, path in (("-o", "file/a.csv"), ("-o", "file/a.xlsx"), ("--notes", "file")):
        done = run("reconcile", folder, option, tmp_path / path, "--lang", "en")
        check_clean(done)
        assert 1 == done.returncode
        assert "SL911" in done.stderr.decode()


def test_a_full_disk_leaves_what_was_there(folder: Path) -> None:
    """What cannot be written to the end is no result: the status says so."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("reconcile", folder, "--lang", "en"),
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert 1 == done.returncode
    assert "SL911" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_folder_that_is_read_only(folder: Path) -> None:
    """Reconciling writes nothing where it is not asked to."""
    folder.chmod(0o555)
    try:
        done = run("reconcile", folder, "--lang", "en", cwd=folder)
    finally:
        folder.chmod(0o755)
    assert b"" == done.stderr
    assert 3 == len(list(folder.iterdir()))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_reader_that_goes_away(tmp_path: Path, jobs: str) -> None:
    """`| head -1` is no error, leaves no traceback and no process."""
    path = write_lines(tmp_path / "all.ndjson", *(make_report(f"p{n}") for n in range(60)))
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as stream:
        done = subprocess.run(
            command("reconcile", path, "--format", "json", "--jobs", jobs),
            env=environment(),
            stdout=stream,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert (0, b"") == (done.returncode, done.stderr)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupt(tmp_path: Path, jobs: str) -> None:
    """Ctrl-C ends a run with 130 and no traceback; what stood there before stays."""
    lines = write_lines(tmp_path / "all.ndjson", *(make_report(f"p{n}") for n in range(3000)))
    out = tmp_path / "out.json"
    out.write_text("before", "utf-8")
    process = subprocess.Popen(
        command("reconcile", lines, "-o", out, "--notes", tmp_path / "notes", "--jobs", jobs),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    part = tmp_path / f".out.json.{process.pid}.part"
    limit = time.monotonic() + 30
    while time.monotonic() < limit and not (part.exists() and part.stat().st_size > 1000):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    shown, said = process.communicate(timeout=30)
    check_interrupted(process.returncode, said)
    assert b"" == shown
    assert b"Error" not in said
    assert "before" == out.read_text("utf-8")
    assert not part.exists()
    assert not list(tmp_path.rglob("*.part"))


def test_notes_to_units(folder: Path, tmp_path: Path) -> None:
    """A letter to each unit that has something to answer, as text and Markdown, in any locale."""
    other = make_report("d", points=WRONG)
    other["project"]["unit"] = {"zh": "乙/单位", "en": "Unit/B"}
    write_report(folder / "d.yaml", other)
    letters = tmp_path / "letters"
    done = run("reconcile", folder, "--notes", letters, "--lang", "zh", env={"LC_ALL": "C"})
    check_clean(done)
    names = {each.name for each in letters.iterdir()}
    assert {"甲单位.md", "甲单位.txt", "乙_单位.md", "乙_单位.txt"} == names
    text = (letters / "甲单位.txt").read_text("utf-8")
    assert "一、项目b（编号 b，评价年度 2021）" in text
    assert "项目a" not in text
    assert text.index("【错误】") < text.index("【注意】")
    one = run("reconcile", folder / "d.yaml", "--notes", tmp_path / "one", "--lang", "en")
    assert 1 == one.returncode
    assert "To Unit/B:" in (tmp_path / "one" / "Unit_B.txt").read_text("utf-8")


def test_a_resubmission(folder: Path, tmp_path: Path) -> None:
    """What was resolved and what was changed to fit; an id that was not there before is told."""
    now = tmp_path / "now"
    now.mkdir()
    write_report(now / "b.yaml", make_report("b"))
    write_report(now / "n.yaml", make_report("n"))
    done = run("reconcile", now / "b.yaml", "--before", folder / "b.yaml", "--lang", "en")
    assert (0, b"") == (done.returncode, done.stderr)
    assert "Budget execution rate (The unit): 10 → 9" in done.stdout.decode()
    assert "SL891" in done.stdout.decode()
    many = run(
        "reconcile", now, "--before", f"{folder}/[ab].yaml", "--format", "csv", "--lang", "en"
    )
    assert 0 == many.returncode
    rows = list(csv.DictReader(io.StringIO(many.stdout.decode("utf-8-sig"))))
    states = {(row["project"], row["code"], row["since"]) for row in rows}
    assert {("b", "SL516", "resolved"), ("b", "SL891", ""), ("n", "SL890", "")} <= states
    text = run("reconcile", now, "--before", folder / "b.yaml", "--lang", "en").stdout.decode()
    assert {"resolved", "remaining", "new"} <= set(text.splitlines()[0].split())
    broken = run("reconcile", now, "--before", folder, "--lang", "en")
    assert 1 == broken.returncode
    assert "c.yaml:1:" in broken.stdout.decode()


def test_a_bar_only_where_somebody_sees_it(tmp_path: Path) -> None:
    """On a terminal's standard error there is a bar while it lasts; the pipe gets nothing of it."""
    path = write_lines(tmp_path / "all.ndjson", *(make_report(f"p{n}") for n in range(30)))
    terminal, inner = pty.openpty()
    process = subprocess.Popen(
        command("reconcile", path, "--lang", "en"),
        env=environment({"TERM": "xterm", "COLUMNS": "100"}),
        stdout=subprocess.PIPE,
        stderr=inner,
    )
    os.close(inner)
    shown, _ = process.communicate(timeout=60)
    seen = b""
    while select.select([terminal], [], [], 0.2)[0]:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # how Linux tells that the other end was closed
            break
        seen += piece
    os.close(terminal)
    assert b"/30" in seen
    assert b"\x1b" not in shown
    plain = run("reconcile", path, "--lang", "en")
    assert (plain.stdout, b"") == (shown, plain.stderr)


def test_the_examples_run() -> None:
    """The five source reports and the three forms: each has its line, none is unreadable."""
    done = run("reconcile", EXAMPLES, "--format", "json")
    check_clean(done)
    record = json.loads(done.stdout)
    assert [] == record["unreadable"]
    names = {each["project"]["id"] for each in record["projects"]}
    assert {"case-12", "hechi-2022", "hefei-yaohai-2021", "yiyang-2017"} <= names
