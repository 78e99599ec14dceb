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
    "SL605": Message(
        "error",
        "表 `{table}` 的这一行有 {count} 格，应有 {wanted} 格，一列一格",
        "this row of the table `{table}` has {count} cells; it needs {wanted}, one for each column",
        "请补足或删去单元格；沿用基础用例的写 ~",
        "add or remove cells; write ~ where the base case stays as it is",
        "格数与列数不符时，谁也不知道哪个数属于哪一列。",
        "Where cells and columns differ in number, nobody can tell which figure belongs where.",
    ),
    "SL606": Message(
        "error",
        "列 `{column}` 不指向用例里的任何地方",
        "the column `{column}` leads nowhere in a case",
        "列写成用例里的路径，如 facts.executed、indicators.output.quantity.a.actual、expect.total；"
        "指标须先写在 base 里",
        "write a path into a case, such as facts.executed, indicators.output.quantity.a.actual or "
        "expect.total; an indicator must stand in `base` first",
        "表的每一列改动基础用例的一处；指不到的列，填了也不起作用。",
        "Each column changes one place of the base case; one that leads nowhere would do nothing.",
    ),
    "SL607": Message(
        "error",
        "列 `{column}` 与列 `{other}` 写的是同一处",
        "the columns `{column}` and `{other}` write one place",
        "请删去其中一列",
        "remove one of them",
        "同一处由两列来写，结果取决于先后，容易看错。",
        "Where two columns write one place, what counts would depend on their order.",
    ),
    "SL608": Message(
        "error",
        "用例 `{case}` 没有写应当得出什么",
        "the case `{case}` expects nothing",
        "请写 expect；或者用 scorelib test --update 写入算出的总分和等级，再逐个核对",
        "write `expect`; or let scorelib test --update write the total and the grade that come "
        "out, and check them",
        "什么都不要求的用例什么都查不出来。",
        "A case that expects nothing would never find anything.",
    ),
    "SL609": Message(
        "error",
        "用例 `{case}` 的 {what} 不能自动改成 {after}",
        "`{what}` of the case `{case}` cannot be changed to {after} by itself",
        "请手工改写这一处",
        "change it by hand",
        "自动更新只改写在一行里的值；写成几行的列表、几行共用的值改动会牵连别处，留给人改。",
        "An update changes values written on one line; a list over several lines, or a value that "
        "rows of a table share, is left to a person.",
    ),
}
