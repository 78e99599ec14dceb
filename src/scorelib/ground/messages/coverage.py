"""SL672 to SL679: what the cases of a ruleset do not reach, and edges nobody tests."""

from __future__ import annotations

from scorelib.ground.messages.entry import Message

__all__ = ["TABLE"]

TABLE: dict[str, Message] = {
    "SL672": Message(
        "error",
        "规则 {reference} 的覆盖率是 {percent}%，要求 {least}%",
        "the cases reach {percent}% of {reference}; {least}% are asked for",
        "请为列出的各处补写用例；界线可用 scorelib test --edges 起草",
        "write cases for what is listed; scorelib test --edges drafts those for edges",
        "没有用例到达的一档、一支或一条界线，写错了也没有人会发现。",
        "A band, a branch or an edge that no case reaches can be wrong without anybody noticing.",
    ),
    "SL674": Message(
        "question",
        "没有找到使 `{node}` {what} 的数",
        "no figures were found with which `{node}` is {what}",
        "请手工写一个用例；确实到不了的，请考虑删去这一档",
        "write a case by hand; where nothing can get there, consider removing the band",
        "起草界线用例时每次只改已有用例里的一个数；需要同时改几个数的要由人来写。",
        "A draft changes one figure of a case that is there; what needs several is for a person.",
    ),
}
