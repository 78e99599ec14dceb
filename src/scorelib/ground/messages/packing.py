"""SL991 to SL999: rulesets and tables sent to other machines."""

from __future__ import annotations

from scorelib.ground.messages.entry import Message

__all__ = ["TABLE"]

TABLE: dict[str, Message] = {
    "SL991": Message(
        "error",
        "这些字节不是打包的规则，或者被改动过",
        "these bytes are no packed ruleset, or they were changed",
        "请重新打包，或换一份没有改动过的文件",
        "pack the ruleset again, or take a copy that nobody changed",
        "打包的规则带着自己的校验值；差一个字节就不再是同一套规则，不会被拿来打分。",
        "A packed ruleset carries its hash; with one other byte it is another ruleset, and nothing is scored with it.",
    ),
    "SL992": Message(
        "error",
        "这套打包的规则（校验值 {sha256}）在这个版本里读出来不一样",
        "this version of scorelib reads the packed ruleset (hash {sha256}) otherwise than the one that packed it",
        "请在两边安装同一个版本的 scorelib",
        "install the same version of scorelib on both sides",
        "规范形式对不上，就说明同样的文字有了别的意思，打出的分也可能不同。",
        "Where the canonical forms differ the same words mean something else, and the points may differ too.",
    ),
    "SL993": Message(
        "error",
        "列名 `{column}` 用了两次",
        "the column name `{column}` is used twice",
        "请改名，或去掉其中一列",
        "rename or leave out one of the two",
        "结果表里每一列的名称只能有一个意思；要带过去的列也不能与得分列同名。",
        "A name of a column means one thing; a column that is kept must not be called like one of the results.",
    ),
    "SL994": Message(
        "error",
        "规则要与全体项目比较（{names}），却没有给统计数",
        "the ruleset compares each project with all others ({names}), and no statistics are given",
        "请先用 `scorelib.spark.gather_statistics` 求出统计数，再写在 `cohort` 里",
        "find them by `scorelib.spark.gather_statistics`, and give them as `cohort`",
        "名次、均值之类要先看完全部项目；Spark 的每一份只看得到自己的行。",
        "Ranks, means and the like need all projects first; a part of a table on Spark sees its own rows only.",
    ),
    "SL995": Message(
        "error",
        "`{module}` 需要 {package}，这里没有安装",
        "`{module}` needs {package}, which is not installed here",
        '请安装附加组件：pip install "scorelib[{extra}]"',
        'install the extra: pip install "scorelib[{extra}]"',
        "不是人人都用得到的组件不随主程序安装；Spark 的每台机器都要装。",
        "What not everybody needs is not installed along with the program; Spark needs it on every machine.",
    ),
}
