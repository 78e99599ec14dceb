"""The command `form`, and what the other commands do with a form that was filled in."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

import scorelib
from tests.cli.test_commands import ROOT, run
from tests.forms.filling import Filler
from tests.forms.layouts import write_workbook
from tests.forms.test_official import NATIONAL, lay_out_case

CASE = ROOT / "examples" / "case-16"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an example, filled into the form that the command writes."""
    path = tmp_path_factory.mktemp("forms") / "form.xlsx"
    made = run("form", "cn/mof/self-evaluation@2020", "-o", path, "--lang", "zh")
    assert (made.returncode, made.stderr) == (0, b"")
    assert made.stdout.decode() == f"已写出 {path}\n"
    Filler(path).fill(scorelib.load_project(CASE).document)
    return path


def test_a_form_gives_the_same_bytes(filled: Path) -> None:
    """Scored from its form or from its document, a project has one sealed result."""
    found = run("score", filled, "--format", "json")
    assert (found.returncode, found.stderr) == (0, b"")
    assert run("score", CASE, "--format", "json").stdout == found.stdout


def test_places_stand_beside_the_result(filled: Path) -> None:
    """Where values came from is told on standard error; the result stays as it is."""
    found = run("score", filled, "--places", "--format", "json")
    assert "  funds/total/budget  基础数据!D18\n" in found.stderr.decode()
    assert run("score", filled, "--format", "json").stdout == found.stdout


@pytest.mark.parametrize("command", ["explain", "check", "reconcile", "report"])
def test_other_commands_take_forms(command: str, filled: Path, tmp_path: Path) -> None:
    """What takes a document takes its form, and says the same."""
    more: list[str | Path] = ["-o", tmp_path / "out.md"] if command == "report" else []
    found, asked = (run(command, path, *more, "--lang", "zh") for path in (filled, CASE))
    assert asked.returncode == found.returncode
    if command in ("explain", "reconcile"):
        assert asked.stdout == found.stdout


def test_a_folder_of_forms(filled: Path, tmp_path: Path) -> None:
    """Forms in a folder are scored together, as documents are."""
    (tmp_path / "a.xlsx").write_bytes(filled.read_bytes())
    book = load_workbook(filled)
    book["基本信息"]["C5"].value = "case-17"
    book["指标"]["X9"].value = "见附件一"
    book.save(tmp_path / "b.xlsx")
    found = run("score", tmp_path, "--lang", "zh")
    assert found.returncode == 0
    assert b"case-16" in found.stdout
    assert b"case-17" in found.stdout
    assert "b.xlsx:指标!X9: 注意 SL617" in found.stderr.decode()
    assert (
        run("reconcile", tmp_path, "--lang", "zh").returncode == run("reconcile", CASE).returncode
    )


def test_problems_of_figures_name_their_cells(filled: Path, tmp_path: Path) -> None:
    """What the ruleset refuses is told at the cell, not only what the form itself refuses."""
    path = tmp_path / "form.xlsx"
    book = load_workbook(filled)
    book["基础数据"]["D18"].value = "7.29"
    book["指标"]["C6"].value = "-1"
    book.save(path)
    found = run("score", path, "--lang", "zh")
    assert found.returncode == 1
    said = found.stderr.decode()
    assert "form.xlsx:基础数据!D18: 错误 SL447" in said
    assert "form.xlsx:指标!C6: 错误 SL417" in said
    checked = run("check", path, "--lang", "zh")
    assert (checked.returncode, checked.stderr) == (1, found.stderr)


def test_one_form_is_wanted_where_several_stand(tmp_path: Path) -> None:
    """What explains or verifies one project says how many there are, and how to go on (SL612)."""
    sheets = {number: lay_out_case(number) for number in ("09", "16")}
    path = write_workbook(tmp_path / "several.xlsx", sheets)
    found = run("explain", path, "total", "--ruleset", NATIONAL, "--lang", "en")
    assert (2, b"") == (found.returncode, found.stdout)
    assert "SL612: `" in found.stderr.decode()
    assert "holds 2 projects" in found.stderr.decode()


def test_an_empty_form_is_refused(tmp_path: Path) -> None:
    """A form as it was written says that it is empty."""
    path = tmp_path / "form.xlsx"
    run("form", "cn/mof/self-evaluation@2020", "-o", path, "--lang", "en")
    found = run("score", path, "--lang", "en")
    assert found.returncode == 1
    assert b"SL620: the form has not been filled in" in found.stderr


def test_another_ending_is_refused(tmp_path: Path) -> None:
    """Forms are written as .xlsx and nothing else."""
    found = run("form", "cn/mof/self-evaluation@2020", "-o", tmp_path / "form.docx")
    assert found.returncode == 2
    assert b"SL970" in found.stderr
