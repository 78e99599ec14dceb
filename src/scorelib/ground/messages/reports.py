"""SL640 to SL649: reports that are asked for wrongly."""

from __future__ import annotations

from scorelib.ground.messages.entry import Message

__all__ = ["TABLE"]

TABLE: dict[str, Message] = {
    "SL640": Message(
        "error",
        "`--layout {layout}` 一次写一个项目，这里可能有几个",
        "`--layout {layout}` is about one project, and here may be several",
        "请逐个项目写，或用 `--layout portfolio`",
        "write them one by one, or give `--layout portfolio`",
        "审核报告、底稿目录和各种表格都只说一个项目；几个项目合在一起看，用汇总报告。",
        "Audit reports, indexes of papers and forms are about one project each; the portfolio is about many.",
    ),
    "SL641": Message(
        "error",
        "没有一个项目可以计分，不写汇总报告",
        "none of the projects could be scored, so there is no portfolio",
        "请先改正上面列出的问题",
        "correct the problems told above first",
        "空的汇总报告看上去像是没有问题。",
        "An empty portfolio would look as if nothing were wrong.",
    ),
}
