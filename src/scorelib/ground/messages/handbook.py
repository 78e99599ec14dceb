"""SL930 to SL794: rulesets as pages."""

from __future__ import annotations

from scorelib.ground.messages.entry import Message

__all__ = ["TABLE"]

TABLE: dict[str, Message] = {
    "SL791": Message(
        "error",
        "有两个不同的规则都叫 `{reference}`",
        "two different rulesets are both called `{reference}`",
        "请分别写到两个文件夹",
        "write them into two folders",
        "页面以规则的编号和版本命名，两个规则不能用同一个文件名。",
        "Pages are named by the id and edition of their ruleset; two of them cannot have one file.",
    ),
}
