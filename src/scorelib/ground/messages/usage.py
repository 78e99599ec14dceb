"""SL901 to SL929: something asked for that is not there, or asked for wrongly."""

from __future__ import annotations

from scorelib.ground.messages.entry import Message

__all__ = ["TABLE"]

TABLE: dict[str, Message] = {
    "SL901": Message(
        "error",
        "找不到随软件安装的规则（{path}）",
        "the rulesets that come with scorelib are not there ({path})",
        "请重新安装 scorelib",
        "install scorelib again",
        "规则随安装包一起分发；缺少说明安装不完整。",
        "Rulesets are part of the package; without them the installation is incomplete.",
    ),
    "SL902": Message(
        "error",
        "没有编号为 `{id}` 的规则",
        "there is no ruleset `{id}`",
        "用 `scorelib list` 查看现有规则；自己的规则请写文件路径，或用 --rulesets 指定文件夹",
        "see `scorelib list`; for a ruleset of your own give its path, or its folder by --rulesets",
        "编号要与规则文件夹的路径一致。",
        "An id is the path of the ruleset's folder.",
    ),
    "SL903": Message(
        "error",
        "没有这个文件：{path}",
        "there is no such file: {path}",
        "请检查路径",
        "check the path",
        "规则和项目可以写文件，也可以写所在的文件夹。",
        "A ruleset or project is named by its file or by its folder.",
    ),
    "SL904": Message(
        "error",
        "规则 `{id}` 没有版本 `{edition}`（现有：{known}）",
        "the ruleset `{id}` has no edition `{edition}` (there are: {known})",
        "请改用现有的版本",
        "choose one of these",
        "版本必须写准，不会用相近的代替。",
        "An edition is exact: none is put in the place of another.",
    ),
    "SL905": Message(
        "error",
        "规则 `{id}` 有几个版本（{known}），没有写明用哪一个",
        "the ruleset `{id}` has several editions ({known}) and none was chosen",
        "请写成 `编号@版本`，或用 --on 给出评价日期",
        "write `id@edition`, or give the date of evaluation by --on",
        "不同版本得分不同，不能默认用最新的。",
        "Editions score differently; the newest is not taken by default.",
    ),
    "SL906": Message(
        "error",
        "{on} 这一天 `{id}` 有 {count} 个版本在施行（现有：{known}）",
        "on {on} {count} editions of `{id}` are in force (there are: {known})",
        "请核对评价日期，或写明版本",
        "check the date of evaluation, or name the edition",
        "评价按评价日施行的规则进行；没有或有几个都不能猜。",
        "A project is judged by the rule in force on the day of judging; with none or several "
        "nothing is guessed.",
    ),
    "SL907": Message(
        "error",
        "结果里没有 `{node}`",
        "the result has no node `{node}`",
        "相近的有：{known}；全部编号见 `scorelib score` 的最后一列",
        "near it are {known}; `scorelib score` lists all ids",
        "编号写法是从上到下以点相连，如 `process.execution-rate`。",
        "A node is named from the top down with dots, as in `process.execution-rate`.",
    ),
    "SL908": Message(
        "error",
        "项目没有写明用哪个规则",
        "the project does not say which ruleset applies",
        "请在项目文件中写 `ruleset: 编号@版本`，或用 --ruleset 指定",
        "write `ruleset: id@edition` in the project, or give --ruleset",
        "同一个项目按不同规则得分不同，不能默认。",
        "One project scores differently by different rules; there is no default.",
    ),
    "SL909": Message(
        "error",
        "结果有条件，而 --strict 要求无条件：{reasons}",
        "the result is conditional, and --strict wants none: {reasons}",
        "请补齐数据和依据，或去掉 --strict",
        "supply the facts and sources that are missing, or leave out --strict",
        "采信、推定、未核实或封顶得来的总分是有条件的。",
        "A total that rests on what was taken over, inferred, unverified or capped is conditional.",
    ),
    "SL910": Message(
        "error",
        "文件夹 {path} 里没有 {names}",
        "the folder {path} holds no {names}",
        "请写文件本身的路径，或换一个文件夹",
        "give the path of the file itself, or another folder",
        "规则文件夹里是 ruleset.yaml，项目文件夹里是 project.yaml。",
        "The folder of a ruleset holds ruleset.yaml, that of a project project.yaml.",
    ),
    "SL911": Message(
        "error",
        "结果写不出去：{reason}",
        "the output cannot be written: {reason}",
        "请检查磁盘空间和输出位置",
        "check the disk and where the output goes",
        "写到一半的结果不能当作完整的结果。",
        "A result that was written in part must not pass for a whole one.",
    ),
    "SL912": Message(
        "error",
        "--on 的“{text}”不是日期",
        "`{text}`, given to --on, is not a date",
        "请按 `2022-01-31` 的样子写年月日",
        "write year, month and day as `2022-01-31`",
        "评价日期决定用哪一版规则，必须是真实存在的一天。",
        "The day of judging chooses the edition, so it must be a day that exists.",
    ),
}
