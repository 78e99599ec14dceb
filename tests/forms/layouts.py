"""Official-looking forms for the tests: the same layout as a workbook and as a Word document."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl

DATA = Path(__file__).parent / "data"
Area = tuple[int, int, int, int]

COLUMNS = (
    "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分",
    "偏差原因分析及改进措施",
)  # fmt: skip
KEYS = ("l1", "l2", "l3", "target", "actual", "weight", "score", "reason")
MONEY = ("年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分")


@dataclass
class Layout:
    """A form before it is written: cells by row and column, number formats, merged areas."""

    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    before: list[str] = field(default_factory=list)

    def put(self, row: int, column: int, value: Any, format_: str | None = None) -> None:
        if value is not None:
            self.cells[row, column] = value
            if format_ is not None:
                self.formats[row, column] = format_

    def merge(self, *area: int) -> None:
        self.merged.append((area[0], area[1], area[2], area[3]))

    @property
    def height(self) -> int:
        return max([row for row, _ in self.cells] + [area[2] for area in self.merged])

    @property
    def width(self) -> int:
        return max([column for _, column in self.cells] + [area[3] for area in self.merged])


def load_case(number: str) -> dict[str, Any]:
    """Return a transcribed form; its numbers are those of the text, never floats."""
    text = (DATA / f"case-{number}.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return found


def lay_out(
    case: Mapping[str, Any],
    year: str,
    date: str,
    columns: Sequence[str] = COLUMNS,
    keys: Sequence[str] = KEYS,
) -> Layout:
    """Return a case as the form of annex 1 of 财预〔2020〕10号 prints it."""
    form = Layout()
    form.put(1, 1, "项目支出绩效自评表")
    form.merge(1, 1, 1, 9)
    form.put(2, 1, f"（{year}年度）")
    form.merge(2, 1, 2, 9)
    form.put(3, 1, f"填报日期：{date}")
    form.merge(3, 1, 3, 9)
    form.put(4, 1, "项目名称")
    form.put(4, 2, case["project"])
    form.merge(4, 2, 4, 9)
    form.put(5, 1, "主管部门")
    form.merge(5, 2, 5, 4)
    form.put(5, 5, "实施单位")
    form.merge(5, 6, 5, 9)
    _lay_out_money(form, case["budget"])
    form.put(11, 1, "年度总体目标")
    form.merge(11, 1, 12, 1)
    form.put(11, 2, "预期目标")
    form.merge(11, 2, 11, 5)
    form.put(11, 6, "实际完成情况")
    form.merge(11, 6, 11, 9)
    form.merge(12, 2, 12, 5)
    form.merge(12, 6, 12, 9)
    _lay_out_rows(form, case, columns, keys)
    return form


def _lay_out_money(form: Layout, money: Mapping[str, Any]) -> None:
    form.put(6, 1, f"项目资金（{money['unit']}）")
    form.merge(6, 1, 10, 1)
    form.merge(6, 2, 6, 3)
    for column, words in enumerate(MONEY, 4):
        form.put(6, column, words)
    lines = ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")
    for row, words in enumerate(lines, 7):
        form.put(row, 2, words)
        form.merge(row, 2, row, 3)
        for column in (7, 8, 9):
            form.put(row, column, None if row == 7 else "—")
    form.put(7, 4, money["initial"])
    form.put(7, 5, money["full_year"])
    form.put(7, 6, money["executed"])
    form.put(7, 7, money["exec_weight"])
    rate = money["declared_rate"]
    if rate is not None and rate.endswith("%"):
        # A share, shown in percent with as many places as the form printed.
        places = len(rate[:-1].partition(".")[2])
        form.put(7, 8, Decimal(rate[:-1]) / 100, f"0.{'0' * places}%" if places else "0%")
    else:
        form.put(7, 8, rate)
    form.put(7, 9, money["exec_score"])


def _lay_out_rows(
    form: Layout, case: Mapping[str, Any], columns: Sequence[str], keys: Sequence[str]
) -> None:
    top = 13
    form.put(top, 1, "绩效指标")
    for column, words in enumerate(columns, 2):
        form.put(top, column, words)
    rows = case["indicators"]
    for row, entry in enumerate(rows, top + 1):
        for column, key in enumerate(keys, 2):
            above = row > top + 1 and _same(rows[row - top - 2], entry, key)
            if not above:
                form.put(row, column, entry.get(key))
    last = top + len(rows)
    form.merge(top, 1, last, 1)
    for column, key in enumerate(keys, 2):
        if key in ("l1", "l2"):
            _merge_runs(form, rows, key, column, top + 1)
    form.put(last + 1, 1, "总分")
    form.merge(last + 1, 1, last + 1, 5)
    for column, key in enumerate(keys, 2):
        if key == "weight":
            form.put(last + 1, column, case["declared_max"])
        elif key == "score":
            form.put(last + 1, column, case["declared_total"])


def _same(above: Mapping[str, Any], entry: Mapping[str, Any], key: str) -> bool:
    """Return whether a level goes on from the row above: it is printed once, in a merged cell."""
    if key == "l1":
        return bool(above["l1"] == entry["l1"])
    return key == "l2" and (above["l1"], above["l2"]) == (entry["l1"], entry["l2"])


def _merge_runs(
    form: Layout, rows: Sequence[Mapping[str, Any]], key: str, column: int, top: int
) -> None:
    begin = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or not _same(rows[place - 1], rows[place], key):
            if place - begin > 1:
                form.merge(top + begin, column, top + place - 1, column)
            begin = place


def write_workbook(path: Path, layouts: Mapping[str, Layout]) -> Path:
    """Write forms as a workbook, a sheet each."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, layout in layouts.items():
        sheet = book.create_sheet(name)
        for (row, column), value in layout.cells.items():
            cell = sheet.cell(row, column, value)
            if isinstance(value, str):
                # As typed by a person after an apostrophe: =100% is no formula.
                cell.data_type = "s"
            if (row, column) in layout.formats:
                cell.number_format = layout.formats[row, column]
        for top, left, bottom, right in layout.merged:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    book.save(path)
    return path


def write_document(path: Path, layouts: Sequence[Layout]) -> Path:
    """Write forms as a Word document, a table each; numbers as they are shown."""
    document = docx.Document()
    for layout in layouts:
        for line in layout.before:
            document.add_paragraph(line)
        table = document.add_table(layout.height, layout.width)
        for top, left, bottom, right in layout.merged:
            table.cell(top - 1, left - 1).merge(table.cell(bottom - 1, right - 1))
        for (row, column), value in layout.cells.items():
            shown = _show(value, layout.formats.get((row, column)))
            table.cell(row - 1, column - 1).text = shown
        document.add_paragraph("")
    document.save(str(path))
    return path


def _show(value: Any, format_: str | None) -> str:
    if format_ is None or not isinstance(value, Decimal):
        return str(value)
    places = len(format_.removesuffix("%").partition(".")[2])
    return f"{value * 100:.{places}f}%"
