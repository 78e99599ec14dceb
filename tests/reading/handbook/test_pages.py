"""Pages of rulesets: everything a reader asks for is on them, and every link leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.ground.errors import DocumentError, Lang, NotFoundError
from scorelib.ground.messages.labels import label
from scorelib.reading.cases import load_cases
from scorelib.reading.handbook.pages import list_pages, report_ruleset
from scorelib.reading.reports.blocks import (
    Cell,
    Fold,
    Grid,
    Heading,
    Pairs,
    Paragraph,
    Report,
    Row,
    place_cells,
)
from scorelib.writing.reports.folds import walk_blocks
from scorelib.writing.reports.html import print_html
from scorelib.writing.reports.markdown import print_markdown
from scorelib.writing.reports.text import print_text

NATIONAL: Final = "cn/mof/self-evaluation"
YAOHAI: Final = "cn/anhui/hefei/yaohai/self-evaluation"
SMALL: Final = "examples/methods/by-row"
BOTH: Final[tuple[Lang, Lang]] = ("zh", "en")
SHIPPED: Final = sorted(
    path.parent.as_posix()
    for folder in ("rulesets", "examples")
    for path in Path(folder).rglob("ruleset.yaml")
)


@cache
def report(name: str, lang: Lang) -> Report:
    """Return the page of a ruleset."""
    ruleset = load_ruleset(name)
    return report_ruleset(ruleset, compile_ruleset(ruleset), lang)


def grids(found: Report) -> list[Grid]:
    """Return all tables of a page."""
    return [block for block in walk_blocks(found.blocks) if isinstance(block, Grid)]


def texts(row: Row) -> list[str]:
    """Return the words of a row's cells."""
    return [cell.text for cell in row.cells]


def list_words(found: Report) -> Iterator[str]:
    """Yield all words of a page, cell by cell."""
    for block in walk_blocks(found.blocks):
        match block:
            case Heading(text) | Paragraph(text):
                yield text
            case Pairs(items):
                yield from (value for _, value in items)
            case Grid():
                yield from (text for row in block.rows for text in texts(row))
            case Fold(title):
                yield title


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_ruleset_has_its_page(name: str) -> None:
    """Every node, fact, clause and case is on it, tables tile, and no words are left unfilled."""
    ruleset = load_ruleset(name)
    plan = compile_ruleset(ruleset)
    lang: Lang = "en" if len(name) % 2 else "zh"
    page = report_ruleset(ruleset, plan, lang)
    shown = "\n".join(list_words(page))
    told = [each.label for each in plan.occurrences]
    told += [each.label for each in plan.facts]
    told += [each.label for each in plan.values]
    told += [each.label for each in plan.tables]
    told += [each.title for each in ruleset.document.sources.values()]
    told += [check.message for check in ruleset.document.checks]
    assert [] == [each for each in told if each.to(lang) not in shown]
    assert [] == re.findall(r"\{\w+\}|\bNone\b|Fraction\(", shown)
    for grid in grids(page):
        assert list(place_cells(grid.rows, len(grid.columns)))


@pytest.mark.parametrize("lang", BOTH)
def test_the_system_of_indicators_is_as_printed(lang: Lang) -> None:
    """Levels are merged, points stand beside their shares, alike rules are said once."""
    (tree,) = (
        each for each in grids(report(YAOHAI, lang)) if each.caption == label("book.tree", lang)
    )
    rows = [[(cell.text, cell.rows, cell.columns) for cell in row.cells] for row in tree.rows]
    zh = lang == "zh"
    first = [
        ("决策（15 分）" if zh else "Decision (15 points)", 3, 1),
        ("项目立项（7 分）" if zh else "Initiation (7 points)", 1, 1),
        ("项目立项规范性" if zh else "Proper initiation", 1, 1),
        ("7", 1, 1),
        ("7%", 1, 1),
    ]
    assert first == rows[1][:5]
    assert [("数量指标" if zh else "Quantity", 1, 2), ("8", 1, 1), ("8%", 1, 1)] == rows[8][1:4]
    assert 4 == rows[8][4][1]


def test_the_overview_says_how_the_total_comes_about() -> None:
    """The parts with their points, the roundings, and what happens without points."""
    shown = re.sub(r"\s+", "", print_text(report(NATIONAL, "zh")))
    for said in (
        "满分100分。",
        "总分：下列4项得分之和：预算执行率10分；产出指标50分；效益指标30分；满意度指标10分。",
        "每个指标的得分四舍五入，保留2位小数。",
        "缺数据的不计分，也不得出总分；不适用的剔除，分值不计",
    ):
        assert said in shown


def test_examples_show_the_points_that_the_cases_expect() -> None:
    """Each case stands with its note; where it expects a total, that is the one shown."""
    ruleset = load_ruleset(NATIONAL)
    folds = [block for block in report(NATIONAL, "zh").blocks if isinstance(block, Fold)]
    written = [each.case for each in load_cases(ruleset).cases if each.path[0] == "cases"]
    assert [each.note.zh for each in written] == [fold.title for fold in folds]
    (execution,) = (each for each in folds if each.title.startswith("海口市公安局"))
    (grid,) = (each for each in execution.blocks if isinstance(each, Grid))
    row = next(row for row in grid.rows if row.node == "execution-rate")
    assert ["10", "10 * min(7741273.5元 / 8127600元, 1)", "9.52"] == texts(row)[1:4]


def test_the_index_of_clauses_says_what_rests_on_each() -> None:
    """One clause a block of lines, with a link to everything that it carries."""
    caption = label("book.clauses", "zh")
    (grid,) = (each for each in grids(report(NATIONAL, "zh")) if each.caption == caption)
    cells: list[tuple[int, int, Cell]] = list(place_cells(grid.rows, len(grid.columns)))
    at = next(row for row, _, cell in cells if "第十三条" in cell.text)
    tall = next(cell.rows for _, _, cell in cells if "第十三条" in cell.text)
    found = [cell for row, column, cell in cells if column == 2 and at <= row < at + tall]
    assert ["预算执行率", "产出指标", "效益指标", "满意度指标"] == [cell.text for cell in found]
    assert all(cell.link is not None for cell in found)


def test_an_overlay_shows_what_it_changes_and_what_it_takes_away() -> None:
    """New indicators in a line each, other values beside those below."""
    caption = label("book.changes", "zh")
    (grid,) = (each for each in grids(report(YAOHAI, "zh")) if each.caption == caption)
    rows = [texts(row) for row in grid.rows]
    assert ["决策 › 项目立项", "新增", "–", "分值 7；即下面一项的得分：项目立项规范性 7 分"] in rows
    assert ["没有得分时 › 缺数据时", "改为", "unscored", "take-over"] in rows
    assert ["产出 › 分值", "改为", "50", "30"] in rows
    assert ["预算执行率", "删去"] in [row[:2] for row in rows]
    assert ["产出", "删去"] not in [row[:2] for row in rows]
    base = [block.text for block in report(NATIONAL, "zh").blocks if isinstance(block, Heading)]
    assert caption not in base


def test_what_is_open_is_listed() -> None:
    """Unverified clauses stand at the head as a number and at the end one by one."""
    page = report(YAOHAI, "zh")
    assert page.notice.startswith("7 条依据未经核实或是推定")
    shown = print_markdown(page)
    assert "合肥市项目支出绩效自评规定 \\[未核实\\]" in shown
    assert "- 决策 › 绩效目标 › 绩效目标合理性" in shown


@pytest.mark.parametrize("ending", [".html", ".md"])
def test_every_link_leads_somewhere(ending: str) -> None:
    """To an anchor on the page, or to a page that is written beside it."""
    rulesets = [load_ruleset(NATIONAL), load_ruleset("examples/methods/rank")]
    files = {each.name: each.report for each in list_pages(rulesets, "both", ending)}
    prints = print_html if ending == ".html" else print_markdown
    for name, page in files.items():
        text = prints(page)
        pattern = r'href="([^"]+)"' if ending == ".html" else r"(?<!\\)\]\(([^)]+)\)"
        anchors = set(re.findall(r'id="([^"]+)"', text))
        links = set(re.findall(pattern, text))
        assert len(links) > 3 or name.startswith("index")
        for link in links:
            assert link[1:] in anchors if link.startswith("#") else link in files
    other = f"cn.mof.self-evaluation@2020.en{ending}"
    assert f'{other}"' in print_html(files[f"cn.mof.self-evaluation@2020{ending}"])


@pytest.mark.parametrize("lang", BOTH)
def test_one_language_alone_has_plain_names(lang: Lang) -> None:
    """Then there is no other page to lead to."""
    files = list(list_pages([load_ruleset(SMALL)], lang, ".html"))
    assert ["examples.methods.by-row@1.html", "index.html"] == [each.name for each in files]
    assert [label("book.all", lang)] == [each.title for each in files[0].report.pages]


def test_pages_are_the_same_bytes_each_time() -> None:
    """Nothing on them is of the day, the machine or the order of a set."""
    made = [
        [print_html(each.report) for each in list_pages([load_ruleset(SMALL)], "both", ".html")]
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert str(Path.cwd()) not in "".join(made[0])


def test_a_page_lets_nothing_in() -> None:
    """It names its own style and script by their hashes and asks for nothing else."""
    text = print_html(report(NATIONAL, "zh"))
    assert "default-src &#39;none&#39;" in text
    assert [] == re.findall(r'(?:src|href)="(?:https?:|//|data:)', text)


_HOSTILE: Final = '<script>alert(1)</script> =HYPERLINK("x") {{ 7*7 }} ]]> `a` | b'


def test_hostile_words_are_shown_as_they_are(tmp_path: Path) -> None:
    """Whatever a label, a note or a clause holds: it is text on the page."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    quoted = _HOSTILE.replace('"', '\\"')
    (folder / "ruleset.yaml").write_text(
        f'''scorelib: 1
id: a/b
edition: "1"
revision: 1
title: "{quoted}"
sources: {{s: {{title: "{quoted}", document: "{quoted}", status: verified, note: "{quoted}"}}}}
facts: {{x: {{label: "{quoted}", min: 0, max: 1, cites: "s#{quoted}"}}}}
indicators:
  a:
    label: "{quoted}"
    note: "{quoted}"
    max_points: 10
    method: {{kind: proportional, value: x}}
''',
        "utf-8",
    )
    ruleset = load_ruleset(folder)
    page = report_ruleset(ruleset, compile_ruleset(ruleset), "zh")
    html = print_html(page)
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 10
    assert "{{ 7*7 }}" in html
    assert "<script>" not in print_markdown(page)


def test_two_rulesets_of_one_name_are_refused(tmp_path: Path) -> None:
    """They would be written to one file; the same one given twice has one page."""
    text = Path("rulesets/cn/mof/self-evaluation/2020/ruleset.yaml").read_text("utf-8")
    other = tmp_path / "ruleset.yaml"
    other.write_text(text.replace("revision: ", "revision: 9"), "utf-8")
    own = load_ruleset(NATIONAL)
    assert 2 == len(list(list_pages([own, own], "zh", ".html")))
    with pytest.raises(NotFoundError) as caught:
        list(list_pages([own, load_ruleset(other)], "zh", ".html"))
    assert "SL791" == caught.value.code


def test_a_ruleset_without_cases_says_so_and_broken_cases_are_refused(tmp_path: Path) -> None:
    """No examples are no reason for no page; cases that cannot be read are not passed over."""
    source = Path("examples/methods/bands")
    (tmp_path / "ruleset.yaml").write_bytes((source / "ruleset.yaml").read_bytes())
    ruleset = load_ruleset(tmp_path)
    shown = print_text(report_ruleset(ruleset, compile_ruleset(ruleset), "en"))
    assert label("book.no_examples", "en") in shown
    (tmp_path / "cases.yaml").write_text("cases: [", "utf-8")
    with pytest.raises(DocumentError):
        report_ruleset(ruleset, compile_ruleset(ruleset), "en")
