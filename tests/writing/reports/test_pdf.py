"""A report as a PDF: every figure and word in it, drawn by fonts inside the file, or a refusal.

Read back by pypdf. A font with Chinese characters has to be installed (fonts-noto-cjk on Debian).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from fractions import Fraction
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from scorelib.ground.errors import Lang, NotFoundError
from scorelib.reading.reports.blocks import (
    Bar,
    Bars,
    Cell,
    Column,
    Fold,
    Grid,
    Heading,
    Paragraph,
    Report,
    Row,
)
from scorelib.writing.reports import pdf
from scorelib.writing.reports.characters import show_codes
from scorelib.writing.reports.pdf import write_pdf
from tests.writing.reports.drawing import HOSTILE, cells_of, make_large_report
from tests.writing.reports.shipped import report_example

NO_FONT = "\U0010fffd"
"""A character for private use: no font has it."""


def read_text(path: Path) -> str:
    """Return the text of all pages without white space: where lines break is not our matter."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)


def list_fonts(path: Path) -> dict[str, bool]:
    """Return the fonts of a PDF by name, and whether each travels inside it."""
    found = {}
    for page in PdfReader(path).pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            below = font.get_object()["/DescendantFonts"][0].get_object()
            keys = below["/FontDescriptor"].get_object().keys()
            found[str(below["/BaseFont"])] = any(key.startswith("/FontFile") for key in keys)
    return found


def make_report(lang: Lang = "zh", landscape: bool = False) -> Report:
    head = Row((Cell("指标", header=True), Cell("得分", header=True), Cell("得分率", header=True)))
    figures = (("数量", "15.00", "100%"), ("质量", "7.5", "75%"), ("成本", "-1.25", "0.125%"))
    body = (
        Row(
            (
                Cell(name),
                Cell(points, Fraction(points), "number", align="right"),
                Cell(rate, Fraction(rate[:-1]) / 100, "percent", align="right"),
            )
        )
        for name, points, rate in figures
    )
    grid = Grid((Column(10), Column(5), Column(5)), (head, *body), caption="得分表")
    bars = Bars("失分", (Bar("质量", Fraction("7.5"), Fraction(10), "失 2.5", "bad", "n"),))
    fold = Fold("逐项", (Paragraph("折叠里的话 98.19%"),), "n", tone="bad")
    blocks = (Heading("结论"), Paragraph("总分 21.25", "warning"), bars, grid, fold)
    return Report("审核报告", lang, blocks, "有条件：一项", ("规则 sha256",), landscape)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_is_in_the_pdf(lang: Lang, tmp_path: Path) -> None:
    """Cells read back in their order; folds stand open, bars are told in words."""
    report = make_report(lang)
    write_pdf(report, tmp_path / "a.pdf")
    text = read_text(tmp_path / "a.pdf")
    assert "".join(cell.text for cell in cells_of(report.blocks)) in text
    for each in (
        "审核报告",
        "有条件：一项",
        "总分21.25",
        "失2.5",
        "折叠里的话98.19%",
        "规则sha256",
    ):
        assert each in text, each
    told = PdfReader(tmp_path / "a.pdf").metadata
    assert told is not None
    assert "审核报告" == told.title


@pytest.mark.parametrize(
    ("name", "lang"), [("haikou-2021 national-form", "zh"), ("sanya-2022 audit", "en")]
)
def test_reports_of_the_examples_read_back(name: str, lang: Lang, tmp_path: Path) -> None:
    """The official form and an audit report: every figure of theirs is on the pages."""
    report = report_example(name, lang)
    write_pdf(report, tmp_path / "a.pdf")
    text = read_text(tmp_path / "a.pdf")
    figures = [cell.text for cell in cells_of(report.blocks) if cell.kind != "text"]
    assert figures
    assert [] == [figure for figure in figures if "".join(figure.split()) not in text]


def test_chinese_is_drawn_by_a_font_inside(tmp_path: Path) -> None:
    """Every font is embedded, one of them for Chinese."""
    write_pdf(make_report(), tmp_path / "a.pdf")
    fonts = list_fonts(tmp_path / "a.pdf")
    assert all(fonts.values())
    assert any(re.search(r"CJK|Han|Song|Hei|Ming|Kai|WenQuan", name) for name in fonts)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_latin_words_need_no_other_font(lang: Lang, tmp_path: Path) -> None:
    """A report without Chinese is written like any other, in either language."""
    write_pdf(Report("t", lang, (Paragraph("98.19% of 100"),)), tmp_path / "a.pdf")
    assert "98.19%of100" in read_text(tmp_path / "a.pdf")


@pytest.mark.parametrize("landscape", [False, True])
def test_paper_is_a4(landscape: bool, tmp_path: Path) -> None:
    """210 × 297 mm are 595.28 × 841.89 points, turned where the report asks for it."""
    write_pdf(make_report(landscape=landscape), tmp_path / "a.pdf")
    box = PdfReader(tmp_path / "a.pdf").pages[0].mediabox
    expected = (842, 595) if landscape else (595, 842)
    assert expected == (round(box.width), round(box.height))


def test_long_tables_repeat_their_headings(tmp_path: Path) -> None:
    """Two hundred rows go over pages; each begins with the headings, is numbered, loses no row."""
    report = make_large_report(200, 3)
    write_pdf(report, tmp_path / "a.pdf")
    pages = [page.extract_text() for page in PdfReader(tmp_path / "a.pdf").pages]
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert "列0" in page
        assert f"{number} / {len(pages)}" in page
    text = read_text(tmp_path / "a.pdf")
    assert all(cell.text in text for cell in cells_of(report.blocks))


def test_hostile_words_are_text(tmp_path: Path) -> None:
    """Hostile words are printed; what no font has is printed as its code."""
    shown = [text for text in HOSTILE if text.strip() and not re.search(r"[א-ת]", text)]
    write_pdf(Report("t", "zh", tuple(Paragraph(text) for text in shown)), tmp_path / "a.pdf")
    text = read_text(tmp_path / "a.pdf")
    for each in shown:
        if each.isascii() or "\u202e" in each:
            assert "".join(show_codes(each).split()) in text, each
    for page in PdfReader(tmp_path / "a.pdf").pages:
        assert "/JS" not in str(page)
        assert all("/URI" not in str(each.get_object()) for each in page.get("/Annots", ()))


@pytest.mark.parametrize("text", ["长" * 100_000, "a" * 100_000])
def test_long_words_stay_whole(text: str, tmp_path: Path) -> None:
    """A hundred thousand characters go over as many pages as they need."""
    write_pdf(Report("t", "zh", (Paragraph(text),)), tmp_path / "a.pdf")
    assert len(text) == read_text(tmp_path / "a.pdf").count(text[0])


def test_nothing_is_fetched() -> None:
    """Whatever WeasyPrint might ask for is refused, files of this machine included."""
    for url in ("file:///etc/hostname", "http://example.invalid/a.png", "data:text/plain,a"):
        with pytest.raises(ValueError, match="asks for"):
            pdf._refuse(url)


@pytest.mark.parametrize(("lang", "words"), [("zh", "没有字体"), ("en", "Nofonthere")])
def test_characters_without_a_font_are_told(lang: Lang, words: str, tmp_path: Path) -> None:
    """A box is never printed: the code stands there, and a notice on the first page says so."""
    report = Report("t", lang, (Paragraph(f"甲{NO_FONT}乙"),))
    write_pdf(report, tmp_path / "a.pdf")
    text = read_text(tmp_path / "a.pdf")
    assert "甲\\U0010fffd乙" in text
    assert words in text
    assert "U+10FFFD" in text


def test_boxes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a box get as far as the file, the file is not written (SL663)."""
    monkeypatch.setattr(pdf, "_find_missing", lambda *_: frozenset())
    with pytest.raises(NotFoundError) as refused:
        write_pdf(Report("t", "zh", (Paragraph(f"甲{NO_FONT}"),)), tmp_path / "a.pdf")
    assert "SL663" == refused.value.code
    assert "U+10FFFD" == refused.value.arguments["characters"]
    assert [] == list(tmp_path.iterdir())


FONTS = {
    "none": "<fontconfig></fontconfig>",
    "none for Chinese": """<fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<selectfont><rejectfont><pattern>
<patelt name="lang"><string>zh-cn</string></patelt>
</pattern></rejectfont></selectfont></fontconfig>""",
}
WRITE = """
import sys
from pathlib import Path
from typing import Any
from scorelib.ground.errors import NotFoundError
from scorelib.reading.reports.blocks import Paragraph, Report
from scorelib.writing.reports.pdf import write_pdf
try:
    write_pdf(Report("t", "zh", (Paragraph("得分"),)), Path(sys.argv[1]))
except NotFoundError as error:
    print(error.code)
"""


@pytest.mark.parametrize("fonts", list(FONTS))
def test_no_chinese_font_is_a_refusal(fonts: str, tmp_path: Path) -> None:
    """Where fontconfig has no font, or none for Chinese, no PDF of boxes is written (SL660)."""
    header = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
    (tmp_path / "fonts.conf").write_text(header + FONTS[fonts], "utf-8")
    out = tmp_path / "a.pdf"
    done = subprocess.run(
        [sys.executable, "-c", WRITE, str(out)],
        env={
            **os.environ,
            "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
            "PYTHONPATH": str(Path(__file__).parents[3] / "src"),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert "SL660" == done.stdout.strip()
    assert not out.exists()


def test_weasyprint_is_asked_for_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the refusal says what to install (SL916)."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(NotFoundError) as refused:
        write_pdf(make_report(), tmp_path / "a.pdf")
    assert "SL916" == refused.value.code
    assert "PDF" == refused.value.arguments["format"]


class WithoutPango(MetaPathFinder):
    """Fails as WeasyPrint does where the system has no Pango."""

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'\nand more")
        return None


def test_pango_is_asked_for_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library of the system the refusal says what to install (SL662)."""
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [WithoutPango(), *sys.meta_path])
    with pytest.raises(NotFoundError) as refused:
        write_pdf(make_report(), tmp_path / "a.pdf")
    assert "SL662" == refused.value.code
    assert "cannot load library 'libpango-1.0-0'" == refused.value.arguments["reason"]


@pytest.mark.parametrize(
    ("lang", "headings"),
    [
        ("en", "Project Total Max Computed Unscored Errors Warnings Questions Notes Unconditional"),
        ("zh", "项目 总分 分值 等级 总分状态 复算 采信等 未计分 错误 注意 待查 说明 无条件"),
    ],
)
def test_headings_of_a_portfolio_are_whole(lang: Lang, headings: str, tmp_path: Path) -> None:
    """The widest table is printed in two, so that no heading and no figure breaks in a word."""
    report = report_example("portfolio", lang)
    write_pdf(report, tmp_path / "a.pdf")
    pages = [page.extract_text().split() for page in PdfReader(tmp_path / "a.pdf").pages]
    printed = {word for page in pages for word in page}
    assert set() == set(headings.split()) - printed
    (totals,) = [each for each in report.blocks if isinstance(each, Grid) and each.parts]
    figures = {
        cell.text
        for row in totals.rows[totals.head :]
        for cell in row.cells
        if cell.value is not None and "≈" not in cell.text
    }
    assert set() == figures - printed
