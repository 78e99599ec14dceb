"""SL455 to SL459: amounts, schedules, chapters and formulas of statements in a project."""

from __future__ import annotations

from scorelib.ground.messages.entry import Message

__all__ = ["TABLE"]

TABLE: dict[str, Message] = {
    "SL455": Message(
        "error",
        "`{text}` 是一个条件，不是数",
        "`{text}` is a condition, not a figure",
        "请写出能算出一个数的公式",
        "write a formula that gives a number",
        "陈述要与一个数核对。",
        "A statement is checked against a figure.",
    ),
    "SL456": Message(
        "error",
        "`{name}` 已经是一项数据，不能又是材料中的金额",
        "`{name}` is a fact already and cannot be an amount as well",
        "请换一个名称",
        "give it another name",
        "一个名称只有一个意思。",
        "A name means one thing.",
    ),
    "SL457": Message(
        "error",
        "没有名为 `{name}` 的金额（是不是 `{guess}`？）",
        "there is no amount `{name}` (did you mean `{guess}`?)",
        "请改正名称，或在 `amounts` 中补上",
        "correct the name, or add it under `amounts`",
        "计划数要与实际数写在一起才能比较。",
        "What was planned stands beside what was reached.",
    ),
    "SL458": Message(
        "error",
        "{end} 早于开工的 {begun}",
        "{end} is before {begun}, when the work began",
        "请改正日期",
        "correct the dates",
        "工期不能为负。",
        "Work does not end before it begins.",
    ),
    "SL459": Message(
        "error",
        "规则没有 `{name}` 这一部分（有：{known}）",
        "the ruleset knows no chapter `{name}` (it knows: {known})",
        "请改正名称",
        "correct the name",
        "报告应写的部分由规则列出。",
        "The ruleset lists what a report has to treat.",
    ),
}
