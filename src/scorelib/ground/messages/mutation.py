"""SL680 to SL683: what the cases of a ruleset do not notice; the words of that report."""

from __future__ import annotations

from typing import Final

from scorelib.ground.messages.entry import Message

__all__ = ["LABELS", "TABLE"]

LABELS: Final[dict[str, tuple[str, str]]] = {
    "mutation.title": ("变异测试：{ruleset}", "Mutation of {ruleset}"),
    "mutation.score": (
        "用例发现了 {judged} 处改动中的 {killed} 处：{score}",
        "the cases noticed {killed} of {judged} changes: {score}",
    ),
    "mutation.no_score": (
        "没有可由用例发现的改动：本规则自己没有写影响得分的内容",
        "there is nothing for the cases to notice: the ruleset itself writes nothing that scores",
    ),
    "mutation.counts": (
        "存活 {survived}（已说明 {explained}），编译器拒绝 {refused}，等同 {equivalent}",
        "{survived} survived ({explained} explained), {refused} refused by the compiler, {equivalent} equivalent",
    ),
    "mutation.sampled": (
        "只试了 {run} 处，共 {listed} 处",
        "a sample of {run}, of {listed} in all",
    ),
    "mutation.inherited": (
        "另有 {count} 个值继承自下层，由下层的用例核对",
        "{count} more values come from layers below, whose own cases answer for them",
    ),
    "mutation.survivors": ("存活的改动", "Survivors"),
    "mutation.explained": ("已说明的存活项", "Survivors explained"),
    "mutation.by_kind": ("按改动的种类", "By kind of change"),
    "mutation.kind": ("改动", "change"),
    "mutation.survivor": ("{place} {kind}：{changes}。{hint}", "{place} {kind}: {changes}; {hint}"),
    "mutation.change": ("{before} → {after}（`{id}`）", "{before} → {after} (`{id}`)"),
    "mutation.reason": ("{place} `{id}`：{reason}", "{place} `{id}`: {reason}"),
    "mutation.gone": ("（删去）", "(gone)"),
    "mutation.row": ("（一行）", "(a row)"),
    "mutation.killed": ("发现", "killed"),
    "mutation.survived": ("存活", "survived"),
    "mutation.refused": ("拒绝", "refused"),
    "mutation.equivalent": ("等同", "equivalent"),
    "mutation.kind.shift": ("移动界线或数值", "edge or figure moved"),
    "mutation.kind.flip": ("界线含与不含互换", "edge taken in or left out"),
    "mutation.kind.swap": ("相邻两行的得分互换", "neighbouring rows exchanged"),
    "mutation.kind.drop": ("删去一行", "row left out"),
    "mutation.kind.round": ("改取整", "other rounding"),
    "mutation.kind.unbound": ("删去上下限", "bound left out"),
    "mutation.kind.policy": ("改选项", "other setting"),
    "mutation.kind.operator": ("改运算符", "other operator"),
    "mutation.kind.negate": ("条件取反", "condition turned round"),
    "mutation.kind.names": ("两个数据互换", "two figures exchanged"),
    "mutation.kind.word": ("改查表的词", "another word looked up"),
    "mutation.hint.shift": (
        "写一个值恰在 {before} 上的用例，再在两边各写一个只差一步的",
        "write a case whose value is exactly {before}, and one a step away on each side",
    ),
    "mutation.hint.earned": (
        "写一个得到这个数的用例，并写明它",
        "write a case that comes to this figure, and say it",
    ),
    "mutation.hint.flip": (
        "写一个值恰在这条界线上的用例",
        "write a case whose value lies exactly on this edge",
    ),
    "mutation.hint.swap": (
        "写一个落在这两行之一的用例，并写明得分",
        "write a case that comes to one of the two rows, and say its points",
    ),
    "mutation.hint.drop": (
        "写一个落在这一行的用例，并写明得分",
        "write a case that comes to this row, and say its points",
    ),
    "mutation.hint.round": (
        "写一个取整前恰在两数正中、或位数更多的用例",
        "write a case whose figure lies exactly halfway, or has more digits, before rounding",
    ),
    "mutation.hint.unbound": (
        "写一个超出这个限度的用例",
        "write a case that goes beyond this bound",
    ),
    "mutation.hint.policy": (
        "写一个由这个选项决定结果的用例：缺数据、不适用、超出范围等",
        "write a case that this setting decides: something missing, not applicable, out of range",
    ),
    "mutation.hint.operator": (
        "写一个两种算法得数不同的用例，并写明得数",
        "write a case for which both ways of calculating differ, and say the figure",
    ),
    "mutation.hint.negate": (
        "写一个这个条件成立的用例，再写一个不成立的",
        "write a case in which this condition holds, and one in which it does not",
    ),
    "mutation.hint.names": (
        "写一个这两个数据不相等的用例，并写明得数",
        "write a case in which the two figures differ, and say what comes out",
    ),
    "mutation.hint.word": (
        "写一个结果取决于这个词的用例，并写明得数",
        "write a case in which it matters which word is looked up, and say the figure",
    ),
}

TABLE: dict[str, Message] = {
    "SL680": Message(
        "warning",
        "没有用例发现这处改动：{before} → {after}（`{mutant}`）",
        "no case notices this change: {before} → {after} (`{mutant}`)",
        "{hint}；若没有任何数据能看出差别，请在 README 的“变异测试的存活项”里说明",
        "{hint}; where no input could tell the two apart, say so in the README under “Survivors”",
        "变异测试把规则改动一处再跑用例；没有用例失败，就说明这一处写错了也不会有人发现。",
        "Mutation changes one place of a ruleset and runs the cases; where none fails, a mistake in that place would go unnoticed.",
    ),
    "SL681": Message(
        "error",
        "变异得分 {score}，要求至少 {least}%，未说明的存活项 {survivors} 个",
        "the mutation score is {score}, at least {least}% is asked for; survivors without an explanation: {survivors}",
        "请为存活的改动补用例，或在 README 里说明为什么没有数据能看出差别",
        "write cases for the survivors, or say in the README why no input could tell them apart",
        "得分是用例发现的改动占全部可发现改动的份额；说明过的存活项仍计入分母。",
        "The score is the share of changes that the cases noticed; survivors that are explained count as survivors all the same.",
    ),
    "SL682": Message(
        "warning",
        "README 说明了 `{mutant}`，但它不是存活项",
        "the README explains `{mutant}`, which is no survivor",
        "请删去这一行，或改正其中的名称",
        "remove the row, or correct its name",
        "改动已被用例发现、规则已改写或名称写错时，旧的说明会误导读者。",
        "Where a case notices the change by now, the rule was rewritten, or the name is misspelt, an old explanation misleads its reader.",
    ),
    "SL683": Message(
        "error",
        "有 {count} 个用例本来就不通过，如 `{case}`",
        "{count} of the cases fail as they are, such as `{case}`",
        "请先运行 scorelib test，让用例全部通过",
        "run scorelib test first and make all cases pass",
        "用例本来就不通过时，看不出它们发现了哪些改动。",
        "Where cases fail before anything is changed, nobody can tell what they notice.",
    ),
}
