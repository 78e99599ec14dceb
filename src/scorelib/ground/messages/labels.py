"""The short words of tables, headlines and explanations, in Chinese and English."""

from __future__ import annotations

from typing import Final, Literal

from scorelib.ground.messages.advice_labels import ADVICE_LABELS
from scorelib.ground.messages.audit_labels import AUDIT_LABELS
from scorelib.ground.messages.authoring import LABELS as AUTHORING_LABELS
from scorelib.ground.messages.batch import LABELS as RUN_LABELS
from scorelib.ground.messages.coverage_labels import COVERAGE_LABELS
from scorelib.ground.messages.forms import FORM_LABELS
from scorelib.ground.messages.handbook_labels import HANDBOOK_LABELS
from scorelib.ground.messages.layouts import LAYOUT_LABELS
from scorelib.ground.messages.mutation import LABELS as MUTATION_LABELS
from scorelib.ground.messages.office import OFFICE_LABELS
from scorelib.ground.messages.official_forms import OFFICIAL_LABELS
from scorelib.ground.messages.printing import LABELS as PRINT_LABELS
from scorelib.ground.messages.report_labels import REPORT_LABELS
from scorelib.ground.messages.revision_labels import REVISION_LABELS
from scorelib.ground.messages.rule_sentences import RULE_SENTENCES
from scorelib.ground.messages.rulebook_labels import RULEBOOK_LABELS
from scorelib.ground.messages.seals import LABELS as SEAL_LABELS

__all__ = ["LABELS", "label"]

LABELS: Final[dict[str, tuple[str, str]]] = {
    **ADVICE_LABELS,
    **AUDIT_LABELS,
    **AUTHORING_LABELS,
    **COVERAGE_LABELS,
    **FORM_LABELS,
    **HANDBOOK_LABELS,
    **LAYOUT_LABELS,
    **MUTATION_LABELS,
    **OFFICE_LABELS,
    **OFFICIAL_LABELS,
    **PRINT_LABELS,
    **REPORT_LABELS,
    **RULE_SENTENCES,
    **RULEBOOK_LABELS,
    **REVISION_LABELS,
    **SEAL_LABELS,
    **RUN_LABELS,
    "absent": ("无", "none"),
    "adjustments": ("调整", "adjustment"),
    "attainable": ("最高可得", "attainable"),
    "bands": ("分档", "bands"),
    "bar": ("（含）", ""),
    "before": ("取整前", "before rounding"),
    "by": ("评定", "by"),
    "capped": ("封顶：{before} → {after}", "capped: {before} → {after}"),
    "floored": ("保底：{before} → {after}", "held to the floor: {before} → {after}"),
    "rebased": (
        "按适用部分 {limit} 分折算：{before} → {after}",
        "re-based on the {limit} points that apply: {before} → {after}",
    ),
    "chosen": ("选中", "chosen"),
    "cites": ("依据", "rests on"),
    "composition": (
        "复算 {computed}，采信 {taken_over}，未计分 {unscored}",
        "{computed} computed, {taken_over} taken over, {unscored} unscored",
    ),
    "composition_mixed": (
        "复算 {computed}，采信、评判等 {taken_over}，未计分 {unscored}",
        "{computed} computed, {taken_over} taken over, judged or granted, {unscored} unscored",
    ),
    "computed": ("复算", "computed"),
    "conditional": ("有条件", "conditional"),
    "conditions": ("有条件，因为：", "Conditional, because:"),
    "declared": ("申报", "declared"),
    "distance": ("差 {distance}", "{distance} away"),
    "edge": ("在界线上", "on its edge"),
    "edition": ("版本", "edition"),
    "error": ("错误", "error"),
    "evidence": ("佐证", "evidence"),
    "facts": ("数据", "values"),
    "findings": ("疑点", "Findings"),
    "finding": ("疑点", "findings"),
    "formula": ("公式", "formula"),
    "grade": ("等级", "grade"),
    "id": ("编号", "id"),
    "indicator": ("指标", "indicator"),
    "inferred": ("推定", "inferred"),
    "info": ("说明", "note"),
    "layer": ("层级", "layer"),
    "location": ("规则位置", "written at"),
    "max_points": ("分值", "max"),
    "method": ("评分方法", "method"),
    "next_steps": ("下一步", "Next steps"),
    "next": ("下一步：", "next: "),
    "no_problems": ("没有问题", "no problems"),
    "note": ("说明", "note"),
    "override": ("改定", "override"),
    "points": ("得分", "points"),
    "project": ("项目", "project"),
    "question": ("待查", "question"),
    "reason": ("理由", "reason"),
    "rounded": (
        "{before} → {after}（{mode}，{places} 位小数）",
        "{before} → {after} ({mode}, {places} places)",
    ),
    "rounding": ("取整", "rounding"),
    "ruleset": ("规则", "ruleset"),
    "ruleset_title": ("名称", "title"),
    "cohort": ("与同批项目比较", "Compared with the projects of the run"),
    "name": ("名称", "name"),
    "outputs": ("其他结果", "further results"),
    "values": ("中间值", "derived values"),
    "rate": ("得分率", "rate"),
    "grade_rule": ("等级由规则“{rule}”直接确定", "the grade was settled by the rule “{rule}”"),
    "scored_part": (
        "可计分部分 {scored} / {max_points} 分（{share}）",
        "{scored} of {max_points} points could be scored ({share})",
    ),
    "share": ("占分值", "share of the maximum"),
    "status": ("状态", "status"),
    "substituted": ("代入", "with values"),
    "total": ("总分", "Total"),
    "unverified": ("未核实", "unverified"),
    "verified": ("已核实", "verified"),
    "warning": ("注意", "warning"),
    "assessed_period": ("评价年度", "period assessed"),
    "evaluated_on": ("评价日期", "evaluated on"),
    "effective": ("施行期间", "in force"),
    "scored": ("复算", "computed"),
    "judged": ("评判", "judged"),
    "taken-over": ("采信自评", "taken over"),
    "waived": ("暂不扣分", "waived"),
    "missing": ("未计分", "no points"),
    "not-applicable": ("不适用", "not applicable"),
    "unused": ("空着", "left blank"),
    "undefined": ("没有定义", "undefined"),
    "cannot-be-assessed": ("无法评价", "cannot be assessed"),
    "not_given": ("缺数据", "not given"),
    "options": ("逐项", "entries"),
    "holds": ("符合", "holds"),
    "holds_not": ("不符合", "does not hold"),
    "overridden": ("改定", "overridden"),
    "half-up": ("四舍五入", "half-up"),
    "half-down": ("五舍六入", "half-down"),
    "half-even": ("四舍六入五成双", "half-even"),
    "up": ("进一", "up"),
    "down": ("截尾", "down"),
    "ceiling": ("向上取整", "ceiling"),
    "floor": ("向下取整", "floor"),
    "case_passed": ("通过", "passed"),
    "case_failed": ("未通过", "failed"),
    "cases_summary": ("通过 {passed} 个，未通过 {failed} 个", "{passed} passed, {failed} failed"),
    "expected": ("应为", "expected"),
    "actual": ("实为", "actual"),
    "added": ("新增", "added"),
    "below": ("下层", "below"),
    "borrowed": ("本地区未核实，引自 {layers}", "unverified here, taken from {layers}"),
    "borrowed_clauses": (
        "本地区未核实：{count} 条依据引自 {layers}",
        "unverified for this jurisdiction, clauses taken from {layers}: {count}",
    ),
    "change": ("改动", "change"),
    "changed": ("改为", "changed"),
    "chosen_by_day": ("规则选定：按评价日期 {on}", "Ruleset chosen by the day of judging, {on}"),
    "chosen_by_edition": (
        "规则选定：写明版本，不按日期选（另有 {others}）",
        "Ruleset chosen by its edition, not by the day (there are also {others})",
    ),
    "chosen_by_place": (
        "规则选定：按地区{asked}，适用{applied}的规则",
        "Ruleset chosen by the place, {asked}; it is that of {applied}",
    ),
    "instead_of": ("（代替项目所写的 {own}）", " (instead of the project’s own {own})"),
    "jurisdiction": ("适用地区", "place"),
    "own_changes": (
        "★ 本规则自己改动或新增的 {count} 处",
        "★ what this ruleset itself changed or added: {count}",
    ),
    "path": ("位置", "part"),
    "removed": ("删去", "removed"),
    "resolved": ("合并各层后的规则", "all layers of"),
    "rules": ("规则名", "rules"),
    "sha256": ("校验值", "sha256"),
    "sources": ("依据", "sources"),
    "value": ("内容", "value"),
}


def label(name: str, lang: Literal["zh", "en"], **arguments: object) -> str:
    """Return a short word or phrase in one language, with its arguments filled in.

    >>> label("points", "zh"), label("points", "en")
    ('得分', 'points')
    """
    zh, en = LABELS[name]
    return (zh if lang == "zh" else en).format(**arguments)
