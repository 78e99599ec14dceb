"""`scorelib report` as a person runs it: formats by ending, layouts, many projects, refusals."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from scorelib.cli.commands import app
from tests.cli.test_commands import ROOT, run
from tests.reports import make_report, write_lines, write_report

HEFEI = ROOT / "examples" / "hefei-yaohai-2021"


def report(*arguments: str | Path, status: int, env: dict[str, str] | None = None) -> Result:
    """Run the command in this process, and hold its status against what is expected."""
    done = CliRunner().invoke(app, [str(each) for each in arguments], env=env)
    assert status == done.exit_code, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two projects, and a file that is none."""
    inside = tmp_path / "reports"
    inside.mkdir()
    write_report(inside / "a.yaml", make_report("a"))
    write_report(inside / "b.yaml", make_report("b", points={"execution-rate": "10"}))
    (inside / "c.yaml").write_text("project: [", "utf-8")
    return inside


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@pytest.mark.parametrize(
    ("ending", "lang"),
    [("html", "zh"), ("md", "en"), ("txt", "zh"), ("xlsx", "en"), ("docx", "zh")],
)
def test_one_project_in_every_format(ending: str, lang: str, tmp_path: Path) -> None:
    """The ending is the format; the file is whole, and nothing else is left beside it."""
    out = tmp_path / f"audit.{ending}"
    done = report("report", HEFEI, "-o", out, "--lang", lang, status=0)
    assert "" == done.stderr
    assert out.as_posix() in done.stdout
    assert [out] == list(tmp_path.iterdir())
    if ending in ("html", "md", "txt"):
        assert "90.20" in out.read_text("utf-8")
    elif ending == "xlsx":
        book = openpyxl.load_workbook(out)
        found = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
        assert 90.2 in found


def test_many_projects_are_a_portfolio(folder: Path, tmp_path: Path) -> None:
    """What can be read stands in the table, what cannot is told there and here; the status is 1."""
    out = tmp_path / "all.md"
    done = report("report", folder, "-o", out, "--lang", "en", status=1)
    assert "c.yaml" in done.stderr
    text = out.read_text("utf-8")
    assert "Projects: 2 (" in text
    assert "Project b" in text
    assert "c.yaml" in text
    lines = write_lines(tmp_path / "many.ndjson", *(make_report(f"p{n}") for n in range(50)))
    many = run("report", lines, "-o", out, "--lang", "zh", "--jobs", "2")
    assert (0, b"") == (many.returncode, many.stderr)
    assert "共 50 个项目" in out.read_text("utf-8")


def test_a_small_pdf(folder: Path, tmp_path: Path) -> None:
    """The index of papers, to be printed."""
    out = tmp_path / "a.pdf"
    report("report", folder / "a.yaml", "-o", out, "--layout", "papers", "--lang", "zh", status=0)
    assert out.read_bytes().startswith(b"%PDF")


def test_layouts(folder: Path, tmp_path: Path) -> None:
    """The index of papers of one project; a portfolio of one; a form by its id."""
    out = tmp_path / "a.md"
    for layout, words in (
        ("papers", "index of working papers"),
        ("portfolio", "Projects: 1 ("),
        ("self-evaluation-report", "99.00"),
    ):
        report("report", folder / "a.yaml", "-o", out, "--layout", layout, "--lang", "en", status=0)
        assert words in out.read_text("utf-8")


def test_projects_that_are_compared_are_scored_together(tmp_path: Path) -> None:
    """30 of 10, 20, 30 is the first: 10 points; 20 is the second: 10; 10 is the third: 6."""
    for name, value in (("x", "10"), ("y", "20"), ("z", "30")):
        project = {
            "scorelib": 1,
            "project": {"id": name, "name": name},
            "ruleset": "good/ranked@1",
            "assessed_period": "2021",
            "evaluated_on": "2022-01-31",
            "facts": {"growth": value},
        }
        write_report(tmp_path / f"{name}.yaml", project)
    out, rules = tmp_path / "all.md", tmp_path / "rules"
    (rules / "good").mkdir(parents=True)
    shutil.copytree(ROOT / "tests/documents/good/ranked", rules / "good/ranked/1")
    report("report", tmp_path, "-o", out, "--rulesets", rules, "--lang", "en", status=0)
    rows = [line.split("|") for line in out.read_text("utf-8").splitlines() if "ranked@1" in line]
    points = {row[1].strip(): row[5].strip(" *") for row in rows if len(row) > 10}
    assert {"x": "6", "y": "10", "z": "10"} == points


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["{a}", "-o", "{folder}/x.rtf"], 2, "SL970"),
        (["{a}", "-o", "{folder}/x"], 2, ".docx"),
        (["{a}"], 2, "--out"),
        (["gone.yaml", "-o", "{folder}/x.md"], 2, "SL903"),
        (["{a}", "-o", "{folder}/x.md", "--on", "2022-13-01"], 2, "SL912"),
        (["{a}", "-o", "{folder}/x.md", "--ruleset", "no/such"], 2, "SL902"),
        (["{a}", "-o", "{folder}/x.md", "--rulesets", "gone"], 2, "SL903"),
        (["{a}", "-o", "{folder}/x.md", "--cohort", "gone.json"], 2, "SL903"),
        (["{folder}", "-o", "{folder}/x.md", "--layout", "audit"], 2, "SL640"),
        (["{a}", "{b}", "-o", "{folder}/x.md", "--layout", "papers"], 2, "SL640"),
        (["{folder}/c.yaml", "-o", "{folder}/x.md", "--layout", "portfolio"], 2, "SL641"),
    ],
)
def test_refusals(
    arguments: list[str], status: int, said: str, folder: Path, tmp_path: Path
) -> None:
    """Told in one line or two; nothing is written, no project is written over."""
    own = tmp_path / "own"
    own.mkdir()
    write_report(own / "project.yaml", make_report("own"))
    places = {"folder": folder, "own": own, "a": folder / "a.yaml", "b": folder / "b.yaml"}
    before = {each: each.read_bytes() for each in [*folder.iterdir(), *own.iterdir()]}
    given = [each.format_map(places) for each in arguments]
    done = report("report", *given, status=status, env={"SCORELIB_LANG": "en"})
    assert said.lower() in done.stderr.lower()
    assert before == {e: e.read_bytes() for e in [*folder.iterdir(), *own.iterdir()]}


def test_output_that_cannot_be_written(folder: Path) -> None:
    """A folder that is none is told before any project is scored."""
    done = run("report", folder, "-o", folder / "a.yaml" / "x.md", "--lang", "en")
    assert (1, b"") == (done.returncode, done.stdout)
    assert "SL911" in done.stderr.decode()
    assert "c.yaml" not in done.stderr.decode()


def test_a_project_is_never_written_over(tmp_path: Path) -> None:
    """A project may be called like a report: it stays as it is."""
    path = write_report(tmp_path / "a.txt", make_report("a"))
    before = path.read_bytes()
    done = report("report", path, "-o", path, "--lang", "en", status=2)
    assert "SL919" in done.stderr
    assert before == path.read_bytes()


def test_strict_refuses_what_is_conditional(folder: Path, tmp_path: Path) -> None:
    """Neither an audit nor a portfolio of conditional totals is written; the reasons are told."""
    out = tmp_path / "x.txt"
    for projects in ([HEFEI], [HEFEI, folder / "a.yaml"]):
        done = report("report", *projects, "-o", out, "--strict", "--lang", "en", status=1)
        assert "SL909" in done.stderr
        assert not out.exists()


def test_a_format_without_its_library(tmp_path: Path) -> None:
    """The extra that is missing is named; nothing is left behind."""
    fake = tmp_path / "fake" / "xlsxwriter.py"
    fake.parent.mkdir()
    fake.write_text("raise ModuleNotFoundError('xlsxwriter', name='xlsxwriter')\n", "utf-8")
    path = os.pathsep.join((str(fake.parent), str(ROOT / "src")))
    out = tmp_path / "a.xlsx"
    done = run("report", HEFEI, "-o", out, "--lang", "en", env={"PYTHONPATH": path})
    assert 2 == done.returncode
    assert "SL916" in done.stderr.decode()
    assert "scorelib[report]" in done.stderr.decode()
    assert [fake.parent] == list(tmp_path.iterdir())


def test_stored_statistics(tmp_path: Path) -> None:
    """A project is scored with the statistics of an earlier run, as `score` does."""
    stored = tmp_path / "statistics.json"
    report("score", HEFEI, "--cohort-out", stored, status=0)
    out = tmp_path / "x.txt"
    ways: tuple[list[str | Path], ...] = ([HEFEI], [HEFEI, "--layout", "portfolio"])
    for way in ways:
        report("report", *way, "-o", out, "--cohort", stored, "--lang", "en", status=0)
        assert "90.20" in out.read_text("utf-8")
