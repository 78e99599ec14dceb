"""SL650 to SL659: layouts of forms and reports; and the words that fill them."""

from __future__ import annotations

from typing import Final

from scorelib.ground.messages.entry import Message

__all__ = ["LAYOUT_LABELS", "TABLE"]

TABLE: dict[str, Message] = {
    "SL650": Message(
        "error",
        "没有版式 `{layout}`",
        "there is no layout `{layout}`",
        "可用的版式：{known}；也可以写版式文件的路径",
        "the layouts there are: {known}; or give the path of a layout document",
        "版式按名称查找，随程序带的和自己写的都是 YAML 文件；找不到时不用别的代替。",
        "A layout is found by its name, or by the path of its YAML document; none stands in for another.",
    ),
    "SL651": Message(
        "error",
        "这里占 {found} 列，表格有 {columns} 列",
        "this takes {found} columns; the table has {columns}",
        "请改 `columns`，使每一行（连同上面合并下来的单元格）正好占满",
        "change `columns`, so that each row, with the cells that reach down into it, fills the table",
        "合并单元格写错时，表格会错位；所以先核对每一行是否占满。",
        "Where merged cells are miscounted a table shifts; so each row is counted first.",
    ),
    "SL652": Message(
        "error",
        "不认识的占位 `{name}`",
        "unknown placeholder `{name}`",
        "可以写：{known}",
        "it can be one of: {known}",
        "花括号里写的是要填入的内容；写错的占位如果照印，正式的表上就会出现花括号。",
        "What stands in braces is filled in; a misspelt one would be printed on a form as it is.",
    ),
    "SL653": Message(
        "error",
        "合并 {rows} 行，下面只有 {left} 行",
        "the cell is {rows} rows tall; only {left} are left here",
        "请改 `rows`，或补上下面的行",
        "change `rows`, or add the rows below",
        "单元格不能伸出它所在的部分：下面各部分有几行，填表之前不知道。",
        "A cell stays in its own section: how many rows the next one has is not known before it is filled.",
    ),
    "SL654": Message(
        "error",
        "版式 `{layout}` 只有 {levels} 级，`{node}` 在第 {depth} 级",
        "the layout `{layout}` has {levels} levels; `{node}` is on level {depth}",
        "请在 `levels` 里补一级，或用 `unwrap` 略去上级，或换一个版式",
        "add a level to `levels`, leave out one above by `unwrap`, or take another layout",
        "多出的级不会被悄悄合并或丢掉。",
        "A level too many is neither merged nor dropped in silence.",
    ),
    "SL655": Message(
        "error",
        "版式 `{layout}` 不适合规则 {ruleset}：规则里没有 {missing}",
        "the layout `{layout}` does not fit the ruleset {ruleset}, which has no {missing}",
        "请换一个版式；这套规则可用的：{known}",
        "take another layout; those that fit this ruleset: {known}",
        "表上印好的行要有对应的指标；硬套别的表，会印出规则没有的分值。",
        "The printed rows of a form need their indicators; another ruleset's form would print maxima that it does not have.",
    ),
    "SL656": Message(
        "error",
        "版式 `{layout}` 没有印出规则 {ruleset} 的 {nodes}",
        "the layout `{layout}` leaves out {nodes} of the ruleset {ruleset}",
        "请换一个版式（可用的：{known}），或在版式里补上",
        "take another layout ({known}), or add them to it",
        "表上少了计分的指标，各行之和就对不上总分。",
        "With indicators left out, the rows of a form do not make its total.",
    ),
    "SL657": Message(
        "error",
        "`{key}` 不能用在这里：{why}",
        "`{key}` cannot be used here: {why}",
        "请删去它，或把各部分分成几个表格",
        "leave it out, or make a table of each part",
        "列的增减和重复的表头要与整个表格相符。",
        "Columns that may go, and headings that are repeated, have to suit the whole table.",
    ),
}

LAYOUT_LABELS: Final[dict[str, tuple[str, str]]] = {
    "layout.by": ("{by}：{reason}", "{by}: {reason}"),
    "layout.conditional": ("{text}（有条件）", "{text} (conditional)"),
    "layout.deducted": ("扣{lost}分", "{lost} points off"),
    "layout.finding": (
        "{severity} {code} {label}：{message}",
        "{severity} {code} {label}: {message}",
    ),
    "layout.finding_whole": ("{severity} {code} {message}", "{severity} {code} {message}"),
    "layout.footer": (
        "版式：{layout}，第 {revision} 次修订",
        "Layout: {layout}, revision {revision}",
    ),
    "layout.head": ("整个表头要在同一部分里", "the head must lie within the first section"),
    "layout.max": ("{text}（{points}分）", "{text} ({points} points)"),
    "layout.no_reason": ("未说明原因", "no reason is given"),
    "layout.not_applicable": ("不适用", "not applicable"),
    "layout.not_given": ("未填", "not given"),
    "layout.not_open": ("未确定", "not settled"),
    "layout.of_points": ("得分 {points}", "{points} earned"),
    "layout.of_rate": ("得分率 {rate}", "rate {rate}"),
    "layout.of_whole": ("{part}：{change}", "{part}: {change}"),
    "layout.only_indicators": (
        "表格里只能有指标部分",
        "the table may only have sections of indicators",
    ),
    "layout.goal": ("〔待填：预期目标〕", "[to be filled in: what was expected]"),
    "layout.goal_achieved": ("〔待填：实际完成情况〕", "[to be filled in: what was achieved]"),
    "layout.to_fill": ("〔待填〕", "[to be filled in]"),
    "layout.lost": ("{label}：{text}", "{label}: {text}"),
}
"""What stands in the cells of forms beside the project's own words."""
