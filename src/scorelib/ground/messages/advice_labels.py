"""The short words of advice, mending and certificates, in Chinese and English."""

from __future__ import annotations

from typing import Final

__all__ = ["ADVICE_LABELS"]

ADVICE_LABELS: Final[dict[str, tuple[str, str]]] = {
    "advice": ("建议", "advice"),
    "advice.accepted": ("已接受，因为：{because}", "accepted, because: {because}"),
    "advice.open_count": ("建议 {count} 条", "pieces of advice: {count}"),
    "advice.accepted_count": ("已接受 {count} 条", "accepted: {count}"),
    "advice.below": (
        "下层另行检查：{layers}",
        "below, checked by themselves: {layers}",
    ),
    "page.why": ("为什么：", "why: "),
    "page.example": ("例：", "example:"),
    "page.instead": ("改为：", "instead:"),
    "page.code": ("编号", "code"),
    "page.severity": ("轻重", "severity"),
    "page.message": ("提示", "message"),
    "mend.nothing": ("{path}：没有可以自动改的", "{path}: nothing to mend"),
    "mend.done": ("{path}：改了 {count} 处", "{path}: mended in {count} places"),
    "mend.would": ("{path}：可以改 {count} 处", "{path}: {count} places can be mended"),
    "mend.width": ("全角改半角：{before} → {after}", "full width to plain: {before} → {after}"),
    "mend.space": ("冒号后加空格", "a space after the colon"),
    "mend.indent": ("缩进改用半角空格", "the indent in plain spaces"),
    "mend.head": ("补上 `scorelib: 1`", "`scorelib: 1` at the head"),
    "mend.schema": (
        "补上编辑器用的 schema 说明行",
        "the line that names the schema for editors",
    ),
    "certificate.title": ("{title}：规则证明书", "Certificate: {title}"),
    "certificate.about": (
        "每一行都由编译出的计算图证明，或由旁边的用例走到；证明不了的写“未证明”，不作声称。",
        "Every line is proved from the compiled plan, or by a case that comes to it; what cannot be shown is called not proved, and nothing is claimed of it.",
    ),
    "certificate.summary": ("汇总", "Summary"),
    "certificate.claim": ("事项", "matter"),
    "certificate.subject": ("对象", "subject"),
    "certificate.verdict": ("结论", "verdict"),
    "certificate.found": ("所据", "found"),
    "certificate.revision": ("稿次", "revision"),
    "certificate.engine": ("程序", "program"),
    "certificate.nothing": ("没有这一类的内容。", "There is nothing of this kind."),
    "certificate.written": ("已写入 {path}", "written to {path}"),
    "certificate.tiling": ("分档铺满", "Bands tile"),
    "certificate.maxima": ("分值相加", "Maxima add up"),
    "certificate.points": ("得分不出范围", "Points stay in range"),
    "certificate.divisors": ("除数不为零", "No divisor is zero"),
    "certificate.reach": ("每一支都走得到", "Every branch can be reached"),
    "certificate.roundings": ("取整都写明", "Every rounding is said"),
    "certificate.clauses": ("所依据的条款", "Clauses it rests on"),
    "certificate.grades": ("总分的等级", "grades of the total"),
    "certificate.tiled": (
        "{count} 档，数值在 {range} 之内{step}",
        "{count} bands, the value in {range}{step}",
    ),
    "certificate.tiled_by_hand": (
        "{count} 档，人给的数在 {range} 之内{step}；出界的不计分",
        "{count} bands, a figure that a person gives, in {range}{step}; outside it nothing is scored",
    ),
    "certificate.by_interval": ("由区间", "by the interval"),
    "certificate.by_structure": ("由公式的结构", "by how the formula is made"),
    "certificate.by_parts": ("由下级各项", "by what is below"),
    "certificate.by_nothing": ("没有证明", "not shown"),
    "certificate.step": ("，每步 {step}", ", in steps of {step}"),
    "certificate.added": (
        "{added} = {total}，本级 {stated}",
        "{added} = {total}, stated {stated}",
    ),
    "certificate.in_profile": ("{label}：{sum}", "{label}: {sum}"),
    "certificate.own_maxima": (
        "分值由项目或其类别给出，计分时核对",
        "the project or its profile gives them; checked when it is scored",
    ),
    "certificate.own_maximum": ("项目给出的分值", "the maximum that the project gives"),
    "certificate.within": (
        "在 {low} 与 {most} 之间（{how}）；区间 {range}",
        "between {low} and {most} ({how}); interval {range}",
    ),
    "certificate.divisor": ("所在处的区间 {range}", "interval where it stands: {range}"),
    "certificate.witness": ("用例 `{case}` 走到", "the case `{case}` comes to it"),
    "certificate.no_case": (
        "没有用例走到，也没有证明走不到",
        "no case comes to it, nor is it shown that none can",
    ),
    "certificate.no_cases": ("没有可用的用例", "there are no cases that can be used"),
    "certificate.unreachable": ("区间证明走不到", "the intervals show that nothing comes to it"),
    "certificate.rounded": (
        "{places} 位小数{unit}，{mode}",
        "{places} places{unit}, {mode}",
    ),
    "certificate.no_places": (
        "不取整；由规则固定、已取整或由人给出的数组成",
        "not rounded; made of figures that are fixed, rounded or given by a person",
    ),
    "certificate.not_rounded": (
        "不取整，小数位数不限",
        "not rounded, any number of places",
    ),
    "certificate.rests": ("{status}：{count} 条", "{status}: {count}"),
    "certificate.borrowed": (
        "其中 {count} 条引自其他地区的规则，在本地区未核实。",
        "Of these {count} are taken from rules of another place and not verified here.",
    ),
    "verdict.proved": ("已证明", "proved"),
    "verdict.scoring": ("计分时核对", "checked when scored"),
    "verdict.unproved": ("未证明", "not proved"),
    "verdict.refuted": ("已否定", "refuted"),
}
