"""SL941 to SL949: tables of projects."""

from __future__ import annotations

from scorelib.ground.messages.entry import Message

__all__ = ["TABLE"]

TABLE: dict[str, Message] = {
    "SL941": Message(
        "error",
        "不认识的列 `{column}`",
        "unknown column `{column}`",
        "是不是 `{guess}`？",
        "did you mean `{guess}`?",
        "表里的每一列都必须有用处；拼错的列名如果被忽略，缺的数就没人发现。",
        "Every column of a table has a use; a misspelt one that was passed over would be a figure that nobody misses.",
    ),
    "SL942": Message(
        "error",
        "不认识的列 `{column}`",
        "unknown column `{column}`",
        "请删去这一列，或改成其中之一：{known}",
        "leave it out, or name it as one of: {known}",
        "列名由规则决定：指标数据用其名称，其余写作 `declared.路径`、`judged.路径` 等。",
        "The ruleset decides the names: facts by theirs, the rest as `declared.path`, `judged.path` and so on.",
    ),
    "SL943": Message(
        "error",
        "列 `{column}` 的类型是 {found}，这里要 {expected}",
        "column `{column}` has the type {found}; what is asked for is {expected}",
        "请先把这一列转换成合适的类型，或写成文字",
        "convert the column first, or give it as text",
        "类型不对的列不会被猜着转换。",
        "A column of another type is never converted by guessing.",
    ),
    "SL944": Message(
        "error",
        "列 `{column}` 是二进制浮点数（{found}）",
        "column `{column}` holds binary floats ({found})",
        '请给整数、Decimal 或文字；确实只有浮点数时写明 `floats="shortest"`',
        'give integers, Decimal or text; where there are only floats, say `floats="shortest"`',
        "0.1 在二进制里不是 0.1。`shortest` 取读回来是同一个数的最短小数。",
        "0.1 is not 0.1 in binary. `shortest` takes the shortest decimal that reads back as the same float.",
    ),
    "SL945": Message(
        "error",
        "项目 `{id}` 在表里有 {count} 行",
        "the project `{id}` has {count} rows in the table",
        "请给每个项目不同的 id",
        "give each project its own id",
        "另一张表里的自设指标按 id 归到项目，同一个 id 就分不清是谁的。",
        "Indicators of another table are given to projects by their id; of two with one id nobody knows whose they are.",
    ),
    "SL946": Message(
        "error",
        "自设指标表里的项目 `{id}` 不在项目表里（共 {count} 行）",
        "the table of indicators names the project `{id}`, which is not there (rows: {count})",
        "请核对项目 id，或删去这些行",
        "check the id of the project, or leave these rows out",
        "没有项目的指标不会被悄悄丢掉。",
        "Indicators without a project are not dropped in silence.",
    ),
    "SL947": Message(
        "error",
        "缺少列 `{column}`",
        "the column `{column}` is missing",
        "请补上这一列",
        "add it",
        "少了这一列，其余各列说的是什么就不清楚。",
        "Without it nobody knows what the other columns are about.",
    ),
    "SL948": Message(
        "error",
        "自设指标给了两次：列 `{column}` 和单独的表",
        "own indicators are given twice: in the column `{column}` and in a table of their own",
        "请只留一处",
        "keep one of the two",
        "同一件事有两个来源时，不替人选择。",
        "Where one thing has two sources nobody chooses for the user.",
    ),
    "SL949": Message(
        "error",
        "`{column}` 的得分小数位数超过结果列的 {places} 位",
        "the points of `{column}` have more than the {places} places of the column that comes out",
        "请把人工给分的列写成小数类型（位数足够），或单独评这一行",
        "give the points in a column of decimals with as many places, or score this row by itself",
        "结果各列的类型在读数据之前就定下来；人工给的分比规则保留的位数还多时，四舍五入会改变分数，所以不写进去。",
        "The types of what comes out are settled before any row is read; points given by hand with more places than the rule rounds to would have to be rounded, which changes them.",
    ),
}
