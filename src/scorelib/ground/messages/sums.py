"""SL571 to SL579: what is found where points are put together or given by hand."""

from __future__ import annotations

from scorelib.ground.messages.entry import Message

__all__ = ["TABLE"]

TABLE: dict[str, Message] = {
    "SL571": Message(
        "question",
        "“{label}”有 {moved} 分不适用，超过规则允许折算的 {at_most} 分，留待人工判定",
        "{moved} points under “{label}” do not apply, more than the {at_most} that the rule lets move: left to judgement",
        "请核对哪些指标确不适用；确实如此的，请人工判定如何评价",
        "verify what does not apply; where that is right, have an assessor decide how to evaluate what is left",
        "不适用的部分太大时，折算后的分数不能代表整个项目。",
        "Where too much does not apply, what is left cannot stand for the whole.",
    ),
    "SL572": Message(
        "error",
        "项目应恰好属于一类（{profiles}），现在一类也不符合、不止一类，或缺少决定类型的数据",
        "a project belongs to exactly one profile ({profiles}); none holds, several do, or a fact that tells is missing",
        "请补齐或核对决定类型的数据",
        "supply or verify the facts that tell the profile",
        "分值随项目类型而定；类型不明，分值就不能确定。",
        "The maxima depend on the profile; where that is not known, neither are they.",
    ),
    "SL573": Message(
        "warning",
        "“{label}”填的分值 {printed} 与平分所得 {max_points} 不符",
        "the maximum printed for “{label}” is {printed}, an equal split gives {max_points}",
        "请核对指标个数和填报的分值",
        "verify the number of indicators and the printed maximum",
        "分值由规则平分，以规则为准。",
        "The rule splits the maximum equally, and the rule counts.",
    ),
    "SL574": Message(
        "error",
        "各项分值合计 {gross_max}，不是 {max_points}",
        "the maxima add up to {gross_max} in all, not to {max_points}",
        "请单位按规定的分值更正",
        "have the unit correct the maxima",
        "分值合计超过满分时，各项得分加起来不能与满分相比。",
        "Where the maxima exceed the total, points that add up cannot be held against it.",
    ),
    "SL575": Message(
        "error",
        "“{label}”：所给的评判分 {judged} 不在 {least} 与分值 {max_points} 之间，不采用",
        "“{label}”: the judged figure {judged} is not between {least} and {max_points}; it was not used",
        "请评价人改正",
        "have the assessor correct it",
        "评判只能在规则允许的范围之内。",
        "A judgement stays within what the rule allows.",
    ),
    "SL576": Message(
        "error",
        "“{label}”要扣减 {reduction} 分，多于所得的 {computed} 分，不采用",
        "“{label}”: a reduction of {reduction} is more than the {computed} points earned; it was not used",
        "请评价人改正",
        "have the assessor correct it",
        "扣减以所得的分为限。",
        "A reduction takes no more than what was earned.",
    ),
    "SL577": Message(
        "question",
        "没有给出同批项目的统计数：{labels}",
        "the statistics over the projects of a run were not given: {labels}",
        "请把同批项目一起计分（`scorelib score 项目… --cohort-out 文件`），或用 `--cohort 文件` 给出以前的统计数",
        "score the projects together (`scorelib score PROJECT… --cohort-out FILE`), or give earlier statistics by `--cohort FILE`",
        "规则拿项目互相比较，一个项目单独算不出来；没有统计数时不作任何假定。",
        "Where a rule compares projects, one alone cannot be scored; without statistics nothing is assumed.",
    ),
    "SL578": Message(
        "question",
        "统计数“{label}”得不出：{reason}",
        "the statistic “{label}” has no value: {reason}",
        "请补齐缺的数据，或与更多项目一起计分；仍得不出的，请人工判定",
        "supply what is missing, or score more projects together; where neither helps, have an assessor decide",
        "项目太少、缺数或毫无差别时，比较没有意义。",
        "With too few projects, missing values or no difference at all, a comparison means nothing.",
    ),
    "SL579": Message(
        "question",
        "所给的统计数里没有这个项目的“{label}”：{reason}",
        "the given statistics hold no “{label}” of this project: {reason}",
        "请把这个项目与同批项目一起重新计分",
        "score the project together with the others again",
        "名次是一批项目之间的；不在其中的项目没有名次。",
        "A rank is one among certain projects; a project that is not among them has none.",
    ),
}
