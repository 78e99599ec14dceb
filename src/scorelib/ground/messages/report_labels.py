"""The short words of reconciliations, batches and return notes, in Chinese and English."""

from __future__ import annotations

from typing import Final

__all__ = ["REPORT_LABELS"]

REPORT_LABELS: Final[dict[str, tuple[str, str]]] = {
    "agreement": ("比对", "agreement"),
    "agreement.agrees": ("相符", "agrees"),
    "agreement.rounded": ("按其精度相符", "agrees as rounded"),
    "agreement.approximate": ("与约数相符", "agrees with the estimate"),
    "agreement.truncated": ("截尾才相符", "agrees when truncated"),
    "agreement.differs": ("不符", "differs"),
    "agreement.not-declared": ("未申报", "not declared"),
    "agreement.not-computed": ("无从复算", "not computed"),
    "batch.by_code": ("按疑点汇总", "By code"),
    "batch.by_unit": ("按单位汇总", "By unit"),
    "batch.codes": ("编码", "code"),
    "batch.counted": (
        "共 {projects} 个项目：错误 {errors}，注意 {warnings}，待查 {questions}；无法读取 {unreadable}",
        "{projects} projects: {errors} errors, {warnings} warnings, {questions} questions; {unreadable} unreadable",
    ),
    "batch.errors": ("错误", "errors"),
    "batch.example": ("例", "example"),
    "batch.findings": ("疑点数", "findings"),
    "batch.notes": ("说明", "notes"),
    "batch.listed": ("项目", "projects"),
    "batch.projects": ("项目数", "projects"),
    "batch.questions": ("待查", "questions"),
    "batch.severity": ("级别", "severity"),
    "batch.summary": ("汇总", "summary"),
    "batch.unit_not_given": ("（未写单位）", "(no unit given)"),
    "batch.unreadable": ("无法读取", "Unreadable"),
    "batch.warnings": ("注意", "warnings"),
    "counted": ("计入", "counted"),
    "diagnoses": ("差异的来由", "How the differences may have come about"),
    "diagnosis": (
        "{title}：申报 {declared}，复算 {computed}",
        "{title}: declared {declared}, computed {computed}",
    ),
    "diagnosis.alone": (
        "只有一种解释恰好得出 {declared}：",
        "one explanation alone yields {declared} exactly:",
    ),
    "diagnosis.inherited": (
        "合计带着下级的差异：{labels}",
        "the sum carries on what differs below: {labels}",
    ),
    "diagnosis.none": (
        "常见的差错没有一种恰好得出 {declared}",
        "none of the usual mistakes yields {declared} exactly",
    ),
    "diagnosis.several": (
        "以下 {count} 种都恰好得出 {declared}，不作认定：",
        "{count} explanations yield {declared} exactly, none is asserted:",
    ),
    "figure": ("数", "figure"),
    "figure.points": ("得分", "points"),
    "figure.max-points": ("分值", "maximum"),
    "figure.rate": ("比率", "rate"),
    "figure.total": ("总分", "total"),
    "figure.grade": ("等级", "grade"),
    "lines": ("申报与复算", "Declared and computed"),
    "message_en": ("说明（英文）", "message (English)"),
    "message_zh": ("说明", "message (Chinese)"),
    "next_step": ("下一步", "next step"),
    "no_findings": ("没有疑点", "No findings"),
    "note.both": (
        "填报 {declared}；复算或对照 {computed}",
        "declared {declared}; held against {computed}",
    ),
    "note.closing": (
        "请逐项核对：确需更正的，更正后附上依据重新报送；认为无误的，请书面说明理由并附佐证。感谢支持与配合。",
        "Please go through these points one by one: correct what needs it and submit the form again with what the correction rests on; where you hold a figure to be right, give the reason in writing with the evidence. Thank you for your cooperation.",
    ),
    "note.evidence": ("出处", "as printed"),
    "note.figures": ("两处的数", "figures"),
    "note.next": ("办理意见", "what to do"),
    "note.opening": (
        "你单位报送的绩效评价材料已经核对，下列事项需要更正或说明：",
        "The performance forms that you submitted have been checked. The following needs to be corrected or explained:",
    ),
    "note.project": (
        "{title}（编号 {id}，评价年度 {period}）",
        "{title} (id {id}, period assessed {period})",
    ),
    "note.salutation": ("{unit}：", "To {unit}:"),
    "note.title": ("退回修改意见", "Returned for correction"),
    "overrides": ("改定", "Overridden figures"),
    "printings": ("文中的各种说法", "Statements"),
    "printing.used": ("计分采用", "used by the score"),
    "since": ("与上次相比", "since"),
    "since.declared": ("申报数的改动", "declared figures changed"),
    "since.facts": ("数据的改动", "facts changed"),
    "since.new": ("新增", "new"),
    "since.nothing": ("没有", "none"),
    "since.remaining": ("未解决", "remaining"),
    "since.resolved": ("已解决", "resolved"),
    "since.title": ("与上次报送相比", "Since the submission before"),
    "since.total": (
        "疑点已解决 {resolved}，未解决 {remaining}，新增 {new}",
        "findings: {resolved} resolved, {remaining} remaining, {new} new",
    ),
    "source": ("文件", "source"),
    "subject": ("对象", "label"),
    "unit": ("实施单位", "unit"),
}
