"""Layout documents that are wrong say what and where, all in one run; those shipped are right."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from scorelib.ground.errors import DocumentError, NotFoundError
from scorelib.ground.messages.labels import label
from scorelib.ground.source import read_file
from scorelib.model import layouts
from scorelib.model.fields import Shape
from scorelib.reading.reports.blocks import Paragraph
from scorelib.reading.reports.layouts import (
    list_layouts,
    list_own,
    load_layout,
    read_layout,
    report_layout,
)
from tests.documents.test_documents import check_words, describe, expect
from tests.engine.scoring import make_plan
from tests.reading.layouts.bench import ROOT, lay_out, list_grids, list_words, make_layout

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))
FORMS = sorted((ROOT / "src" / "scorelib" / "reading" / "reports" / "forms").glob("*.yaml"))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_layouts(path: Path) -> None:
    """Each line tells its own problems, as they stand in a comment at its end."""
    with pytest.raises(DocumentError) as refused:
        read_layout(read_file(path))
    found = refused.value.diagnostics
    assert expect(path.read_text("utf-8")) == describe(found)
    check_words(found)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_shipped_layouts(path: Path) -> None:
    """Each is called like its file, says what it was made after, and is nobody's own."""
    layout = load_layout(path.stem)
    assert path.stem == layout.id == load_layout(path).id
    assert layout.document.source is not None or path.stem == "score-sheet"
    assert layout.tree.location.file == f"layouts/{path.name}"


def test_there_is_no_such_layout() -> None:
    """A name that is no layout is told, with those there are."""
    with pytest.raises(NotFoundError) as refused:
        load_layout("nation-form")
    assert "SL650" == refused.value.code
    assert {path.stem for path in FORMS} == set(refused.value.arguments["known"])  # type: ignore[call-overload]


def test_a_layout_is_found_by_its_path(tmp_path: Path) -> None:
    """A layout of one's own is a file; its name need not be known."""
    own = tmp_path / "own.yaml"
    words = "scorelib: 1\nlayout: own\nrevision: 1\ntitle: 自用\nblocks: [{paragraph: '{total}'}]\n"
    own.write_text(words, "utf-8")
    report = report_layout(own, lay_out("case-12"), "zh")
    assert (Paragraph("58.2（有条件）"),) == report.blocks
    assert "版式：own，第 1 次修订" == report.footer[0]


HEAD = "scorelib: 1\nlayout: own\nrevision: 1\ntitle: 自用\n"
TABLE = """\
blocks:
  - grid:
      caption: 表
      columns: [{columns}]
      sections:
        - indicators:
            {keys}
            levels: [{levels}]
            columns: [{{heading: 得分, show: points}}]
"""


def make_table(levels: int, keys: str = "without: []") -> str:
    """Return a layout whose one table has so many levels."""
    named = ", ".join(f"{{heading: {number} 级}}" for number in range(levels))
    widths = ", ".join(["4"] * (levels + 1))
    return HEAD + TABLE.format(columns=widths, keys=keys, levels=named)


def refuse(tmp_path: Path, text: str, example: str) -> list[tuple[str, int, str]]:
    """Return the codes with which a layout is refused for an example, their lines and words."""
    path = tmp_path / "own.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DocumentError) as refused:
        report_layout(path, lay_out(example), "zh")
    check_words(refused.value.diagnostics)
    return [
        (each.code, each.location.line if each.location else 0, each.message("zh"))
        for each in refused.value.diagnostics
    ]


def test_a_tree_that_is_too_deep(tmp_path: Path) -> None:
    """Below the third level of the Hubei type stand the project's own indicators."""
    ((code, line, words),) = refuse(tmp_path, make_table(3), "case-12")
    assert ("SL654", 12) == (code, line)
    assert "只有 3 级，`targets.output.quantity.…` 在第 4 级" in words


def test_nodes_that_are_not_there(tmp_path: Path) -> None:
    """The form of the Hubei type names a level that the national rule does not have."""
    with pytest.raises(DocumentError) as refused:
        report_layout("hubei-form", lay_out("case-16"), "zh")
    (found,) = refused.value.diagnostics
    assert "SL655" == found.code
    assert "layouts/hubei-form.yaml" == (found.location.file if found.location else "")
    assert "规则里没有 `targets`" in found.message("zh")
    assert "national-form" in found.next_step("zh")
    named = "without: [a]\n            unwrap: [b]\n            texts: {c: {target: 甲}}"
    found_too = refuse(tmp_path, make_table(3, named), "case-16")
    assert [("SL655", 11), ("SL655", 12), ("SL655", 13)] == [each[:2] for each in found_too]


def test_indicators_that_would_be_left_out(tmp_path: Path) -> None:
    """A table that prints a part of the tree does not make the total."""
    text = make_table(3, "from: [output, benefit]")
    ((code, line, words),) = refuse(tmp_path, text, "case-16")
    assert ("SL656", 11) == (code, line)
    assert "`execution-rate`、`satisfaction.served`" in words


def test_layouts_that_a_ruleset_names_come_first() -> None:
    """Haikou takes those of Hainan, Shidian that of Hubei; none is listed that does not fit."""
    assert ("national-form", "hainan-report") == list_layouts(lay_out("haikou-2021").plan)[:2]
    shidian = list_layouts(lay_out("case-12").plan)
    assert "hubei-form" == shidian[0]
    assert {"national-form", "hefei-form", "hainan-report"}.isdisjoint(shidian)
    assert {"score-sheet", "self-evaluation-report"} <= set(shidian)


def test_blank_rows_keep_their_place(tmp_path: Path) -> None:
    """A slot in which the project declares nothing has as many rows as the layout says."""
    path = tmp_path / "own.yaml"
    path.write_text(make_table(3, "blank_rows: 3"), "utf-8")
    (grid,) = list_grids(report_layout(path, lay_out("sanya-2022"), "zh"))
    assert 1 + 1 + 3 * 9 == len(grid.rows)
    assert 3 == sum(row.node == "output.quantity" for row in grid.rows)


def test_no_layout_holds_names_or_numbers_of_persons() -> None:
    """填表人, 联系电话 and the like are words before a line; nothing stands behind them."""
    for path in FORMS:
        report = load_layout(path.stem).document
        texts = " ".join(list_words(tuple(str(each) for each in report.blocks)))
        assert not any(part.isdigit() and len(part) > 4 for part in texts.split())


def test_a_layout_in_memory() -> None:
    """A text is a layout, too, for programs that make their own."""
    assert "own" == make_layout(HEAD + "blocks: [{gap: 甲}]\n").id
    assert "〔待填〕" == label("layout.to_fill", "zh")


def test_every_key_stands_on_the_page() -> None:
    """The reference tells each key, each choice and each name that can be filled in."""
    page = (ROOT / "docs" / "reference" / "layouts.md").read_text("utf-8")
    shapes = [each for each in vars(layouts).values() if isinstance(each, type)]
    keys = {
        field.alias or name
        for shape in shapes
        if issubclass(shape, Shape) and shape.__module__ == layouts.__name__
        for name, field in shape.model_fields.items()
    }
    choices = {*get_args(layouts.Value), *get_args(layouts.NodeValue), *get_args(layouts.Told)}
    forms = {path.stem for path in FORMS}
    assert set() == {word for word in keys | choices | forms if f"`{word}`" not in page}


LEAVES = {"a": {"label": "甲", "max_points": "10", "method": "judged"}}


def test_a_ruleset_names_its_layouts() -> None:
    """The key is part of the canonical form only where it is given; a name must be one."""
    plain, named = make_plan(LEAVES), make_plan(LEAVES, layouts=["score-sheet"])
    assert plain.ruleset.sha256 != named.ruleset.sha256
    assert b"layouts" not in plain.canonical
    assert ("score-sheet",) == list_own(named) == list_layouts(named)[:1]
    with pytest.raises(NotFoundError) as refused:
        list_layouts(make_plan(LEAVES, layouts=["score-sheets"]))
    assert "SL650" == refused.value.code
    for wrong, code in (([], "SL116"), ("score-sheet", "SL105"), (["Sheet"], "SL112")):
        with pytest.raises(DocumentError) as found:
            make_plan(LEAVES, layouts=wrong)
        assert [code] == [each.code for each in found.value.diagnostics]


def test_a_layout_of_a_layer_below_is_listed_only_where_it_fits() -> None:
    """Who extends a ruleset and changes its tree does not keep its form."""
    plan = make_plan(LEAVES, layouts=["national-form", "score-sheet"])
    assert ("national-form", "score-sheet") == list_own(plan)
    assert "national-form" not in list_layouts(plan)
