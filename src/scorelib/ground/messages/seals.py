"""SL950 to SL959: sealed traces, and what comes of checking them."""

from __future__ import annotations

from typing import Final

from scorelib.ground.messages.entry import Message

__all__ = ["LABELS", "TABLE"]

TABLE: dict[str, Message] = {
    "SL950": Message(
        "error",
        "这不是可读的计分过程文件：{reason}",
        "this is no readable trace: {reason}",
        "请用 `scorelib score --format json` 写出的原文件",
        "take the file that `scorelib score --format json` wrote, unchanged",
        "封存的文件按严格的 JSON 读：键不能重复，数都写作文字，末尾不能多出内容。能有两种读法的文件不能作证。",
        "A sealed file is read as strict JSON: no key twice, numbers as text, nothing behind the end. What can be read in two ways proves nothing.",
    ),
    "SL951": Message(
        "error",
        "这不是计分结果（`schema` 是 {schema}）",
        "this is no record of results (its `schema` is {schema})",
        "请给 {wanted} 的文件",
        "give a file of {wanted}",
        "别的文件没有封印，也没有可以重算的内容。",
        "Other files have no seal, and nothing that could be evaluated again.",
    ),
    "SL952": Message(
        "error",
        "封存之后被改动：{parts}",
        "changed after it was sealed: {parts}",
        "请向出具人索取原件，并核对校验值",
        "ask whoever made it for the original, and compare the hash",
        "封印是各部分内容的 SHA-256；差一个字符就对不上，并能看出是哪一部分。",
        "The seal is the SHA-256 of the content, part by part; with one other character it no longer fits, and it shows which part.",
    ),
    "SL953": Message(
        "error",
        "没有封印，或封印被去掉",
        "there is no seal, or it was taken off",
        "请向出具人索取带封印的原件",
        "ask whoever made it for the original with its seal",
        "`scorelib score --format json` 写出的结果都带封印；没有封印，就看不出是否被改过。",
        "Whatever `scorelib score --format json` writes is sealed; without the seal nobody can tell whether it was changed.",
    ),
    "SL954": Message(
        "error",
        "封印相符，但用同一版本（{engine}）重算，有 {count} 处不同",
        "the seal fits, but the same version ({engine}) evaluates it to something else, in fields: {count}",
        "请看下面逐项列出的差异；分数可能是改后重新封存的",
        "look at the differences listed; figures may have been changed and sealed anew",
        "同样的规则、材料和版本总是得出同样的结果；封印可以重新做，算出来的数不能。",
        "The same ruleset, facts and version always give the same; a seal can be made anew, what is computed cannot.",
    ),
    "SL955": Message(
        "error",
        "由另一版本（{engine}）写出，用本版本（{now}）重算，有 {count} 处不同",
        "another version ({engine}) wrote it, and this one ({now}) evaluates it to something else, in fields: {count}",
        "请用 {engine} 版再核验一次；仍不同，就是内容被改过",
        "verify it once more with version {engine}; if it still differs, the content was changed",
        "不同版本算出不同的数，可能是程序改正了错误，也可能是文件被改过；用原来的版本一试便知。",
        "Where two versions give different figures the program may have been corrected, or the file changed; the version that wrote it tells.",
    ),
    "SL956": Message(
        "info",
        "由另一版本（{engine}）写出，用本版本（{now}）重算，结果相同",
        "another version ({engine}) wrote it; this one ({now}) evaluates it to the same",
        "不需要做什么",
        "nothing needs to be done",
        "版本不同而结果相同，封存的结果仍然成立。",
        "Where another version gives the same the sealed result stands.",
    ),
    "SL957": Message(
        "error",
        "依据的规则是 {sealed}（{sealed_hash}…），不是给出的 {given}（{given_hash}…）",
        "it rests on the ruleset {sealed} ({sealed_hash}…), not on the one given, {given} ({given_hash}…)",
        "请给当时所用的规则，或说明为什么换了规则",
        "give the ruleset that was used, or find out why it is another",
        "规则的校验值是合并各层之后的；改一个分值、少一层，都是另一套规则。",
        "The hash of a ruleset is that of all its layers together; with one other maximum, or one layer less, it is another ruleset.",
    ),
    "SL958": Message(
        "error",
        "不能重算：{reason}",
        "it cannot be evaluated again: {reason}",
        "请向出具人索取原件；若是较早的版本写出的，请用那个版本核验",
        "ask for the original; where an older version wrote it, verify it with that one",
        "封存的结果带着规则、项目材料和所用的统计数；缺了或读不懂其中之一，就只能核对封印。",
        "A sealed result carries the ruleset, the project and the statistics used; where one of these is missing or cannot be read only the seal can be checked.",
    ),
    "SL959": Message(
        "warning",
        "内容不是规范形式（空白、键的次序或换行不同）",
        "it is not in canonical form (white space, the order of keys or the line end differ)",
        "请保存原文件，不要经过编辑器或格式化工具",
        "keep the file as it was written, without an editor or a formatter",
        "校验值按规范形式计算，重新排版不影响它；但原文件的字节变了，另存的文件校验值就对不上。",
        "The seal is that of the canonical form, which laying the text out anew does not change; a hash of the file itself no longer fits.",
    ),
}

LABELS: Final[dict[str, tuple[str, str]]] = {
    "seal.verified": ("核验通过", "verified"),
    "seal.refused": ("核验不通过", "not verified"),
    "seal.content": ("封印", "seal"),
    "seal.engine": ("程序版本", "engine"),
    "seal.here.same": ("与此处的规则相同", "the same as here"),
    "seal.here.other": ("此处同名的规则不同", "another one goes by this name here"),
    "seal.here.absent": (
        "此处没有这套规则，按文件中的重算",
        "not found here; evaluated by the one in the file",
    ),
    "seal.differences": ("不同之处（封存 → 现在）", "differences (sealed → now)"),
    "seal.more": ("另有 {count} 处", "and {count} more"),
    "seal.part.engine": ("程序版本", "the engine"),
    "seal.part.facts": ("项目材料", "the facts"),
    "seal.part.nodes": ("各指标", "the nodes"),
    "seal.part.rest": ("批次", "the run"),
    "seal.part.result": ("结论", "the result"),
    "seal.part.results": ("各项目的结果", "the results"),
    "seal.part.ruleset": ("规则", "the ruleset"),
    "seal.part.seal": ("封印", "the seal"),
    "seal.run": ("共 {count} 个项目，通过 {good} 个", "{count} projects, {good} verified"),
    "seal.nothing": ("（没有）", "(nothing)"),
}
