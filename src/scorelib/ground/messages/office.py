"""SL670 and SL671: what a workbook or a Word document cannot hold; the words that only those two need."""

from __future__ import annotations

from typing import Final

from scorelib.ground.messages.entry import Message

__all__ = ["OFFICE_LABELS", "TABLE"]

OFFICE_LABELS: Final[dict[str, tuple[str, str]]] = {
    "office.continued": ("{sheet}（续{number}）", "{sheet} ({number})"),
    "office.cut": (
        "…（全文见工作表“{sheet}”第 {row} 行）",
        "… (whole text: sheet “{sheet}”, row {row})",
    ),
    "office.long_part": ("段", "part"),
    "office.long_place": ("原位置", "place"),
    "office.long_text": ("文字", "text"),
    "office.long_texts": ("长文本", "Long texts"),
    "office.report": ("报告", "Report"),
    "office.unfold": (
        "本页有折叠的明细：点左上角的 1、2、3 或行号旁的 + 展开；打印前请先展开。",
        "Details on this sheet are folded: click 1, 2, 3 at the top left, or + beside the rows, to open them; do so before printing.",
    ),
}

TABLE: dict[str, Message] = {
    "SL670": Message(
        "error",
        "表格有 {count} 列，{format} 最多 {most} 列",
        "a table has {count} columns, and {format} holds at most {most}",
        "请写成 .html 或 .md，或减少版式的列数",
        "write to .html or .md, or use a layout with fewer columns",
        "列数超过上限的文件打不开；去掉几列再写会丢内容，所以不写。",
        "A file with more columns than that cannot be opened, and one without some of them would lose what they say.",
    ),
    "SL671": Message(
        "error",
        "有单元格合并了 {rows} 行，一张工作表最多 {most} 行",
        "cells reach over {rows} rows, and a sheet holds at most {most}",
        "请写成 .html 或 .md，或换一种版式",
        "write to .html or .md, or use another layout",
        "表格太长时接着写在下一张工作表，但合并的单元格不能分在两张表上。",
        "A long table goes on in the next sheet, but merged cells cannot stand in two of them.",
    ),
}
