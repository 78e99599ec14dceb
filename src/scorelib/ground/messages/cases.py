"""SL601 to SL619: the tests of a ruleset."""

from __future__ import annotations

from scorelib.ground.messages.entry import Message

__all__ = ["TABLE"]

TABLE: dict[str, Message] = {
    "SL601": Message(
        "error",
        "用例 `{case}`：{what} 应为 {expected}，实为 {actual}",
        "case `{case}`: {what} should be {expected}, is {actual}",
        "请核对规则或用例；先看来源写的是什么",
        "check the ruleset and the case against their source",
        "用例是专家写下的应得结果；不符时规则和用例必有一个是错的。",
        "A case holds what an expert expects; where it differs, the ruleset or the case is wrong.",
    ),
    "SL602": Message(
        "error",
        "用例 `{case}` 提到的 `{node}` 在结果里不存在",
        "case `{case}` names `{node}`, which the result does not have",
        "请改正编号",
        "correct the id",
        "写给不存在的指标的期望永远不会被检查。",
        "An expectation of a node that does not exist would never be checked.",
    ),
    "SL603": Message(
        "error",
        "用例 `{case}` 重复",
        "the case `{case}` stands twice",
        "请给每个用例不同的 id",
        "give each case its own id",
        "用例以 id 区分。",
        "Cases are told apart by their id.",
    ),
    "SL604": Message(
        "error",
        "规则旁边没有 cases.yaml：{path}",
        "there is no cases.yaml beside the ruleset: {path}",
        "请写用例，至少覆盖每条等级线",
        "write cases, at least one for each edge of a grade",
        "没有用例的规则没有人核对过。",
        "A ruleset without cases is one that nobody has checked.",
    ),
}
