"""The words of coverage: what a target is, and how a case reaches it, in Chinese and English."""

from __future__ import annotations

from typing import Final

__all__ = ["COVERAGE_LABELS"]

COVERAGE_LABELS: Final[dict[str, tuple[str, str]]] = {
    "cover_kind_indicator": ("指标", "indicators"),
    "cover_kind_band": ("分档、等级", "bands and grades"),
    "cover_kind_edge": ("界线", "edges"),
    "cover_kind_option": ("选项", "options"),
    "cover_kind_branch": ("分支", "branches"),
    "cover_kind_row": ("表的行", "rows of tables"),
    "cover_kind_rule": ("定等规则", "grade rules"),
    "cover_kind_form": ("指标值形式", "forms of targets"),
    "cover_kind_policy": ("缺项处理", "policies"),
    "cover_kind_limit": ("封顶、保底", "caps and floors"),
    "cover_kind_rounding": ("取整", "roundings"),
    "cover_kind_check": ("校验", "checks"),
    "cover_indicator": ("得出分数", "comes to points"),
    "cover_indicator_hint": (
        "写一个能算出或评出 `{node}` 得分的用例",
        "write a case in which `{node}` gets points, computed or judged",
    ),
    "cover_band": ("档 {label}", "the band {label}"),
    "cover_grade": ("等级 {label}", "the grade {label}"),
    "cover_band_hint": (
        "写一个 `{node}` 的值落在 {range} 的用例",
        "write a case in which the value of `{node}` lies in {range}",
    ),
    "cover_edge_on": ("恰在界线 {edge} 上", "exactly on the edge {edge}"),
    "cover_edge_beside": ("界线 {edge} 旁一步", "one step beside the edge {edge}"),
    "cover_edge_on_hint": (
        "写一个 `{node}` 的值恰为 {edge} 的用例",
        "write a case in which the value of `{node}` is exactly {edge}",
    ),
    "cover_edge_beside_hint": (
        "写一个 `{node}` 的值在 {range} 的用例",
        "write a case in which the value of `{node}` lies in {range}",
    ),
    "cover_option": ("{label}", "{label}"),
    "cover_option_not": ("{label}：不符合", "{label}: does not hold"),
    "cover_option_hint": (
        "写一个 `{node}` 符合“{label}”的用例",
        "write a case in which `{node}` fits “{label}”",
    ),
    "cover_option_not_hint": (
        "写一个 `{node}` 不符合“{label}”的用例",
        "write a case in which `{node}` does not fit “{label}”",
    ),
    "cover_otherwise": ("各种情形都不符合", "none of the cases holds"),
    "cover_otherwise_hint": (
        "写一个 `{node}` 各种情形都不符合的用例",
        "write a case in which none of the cases of `{node}` holds",
    ),
    "cover_arm": ("第 {arm} 支：{value}", "branch {arm}: {value}"),
    "cover_arm_hint": (
        "写一个走到这一支的用例：{when}",
        "write a case that takes this branch: {when}",
    ),
    "cover_last_arm": ("其余：{value}", "otherwise: {value}"),
    "cover_last_arm_hint": (
        "写一个前面的条件都不成立的用例",
        "write a case in which none of the conditions before it holds",
    ),
    "cover_side": ("由 {value} 决定", "{value} decides"),
    "cover_side_hint": (
        "写一个 {formula} 由 {value} 决定的用例",
        "write a case in which {value} decides {formula}",
    ),
    "cover_meet": ("{formula}：两边相等", "{formula}: both sides equal"),
    "cover_meet_hint": (
        "写一个 {left} 恰等于 {right} 的用例",
        "write a case in which {left} is exactly {right}",
    ),
    "cover_true": ("{label}：成立", "{label}: holds"),
    "cover_false": ("{label}：不成立", "{label}: does not hold"),
    "cover_true_hint": ("写一个“{label}”成立的用例", "write a case in which “{label}” holds"),
    "cover_false_hint": (
        "写一个“{label}”不成立的用例",
        "write a case in which “{label}” does not hold",
    ),
    "cover_bound": ("{key}：起作用", "{key}: binds"),
    "cover_free": ("{key}：不起作用", "{key}: does not bind"),
    "cover_bound_hint": (
        "写一个 `{node}` 被 {key} 限住的用例",
        "write a case in which `{node}` is held by its {key}",
    ),
    "cover_free_hint": (
        "写一个 `{node}` 没有被 {key} 限住的用例",
        "write a case in which `{node}` is not held by its {key}",
    ),
    "cover_form": ("{form} 形式的指标值", "a target of the form {form}"),
    "cover_form_hint": (
        "写一个指标值为 {form} 形式的自设指标",
        "write a case with an indicator whose target is of the form {form}",
    ),
    "cover_policy": ("{key}: {value}", "{key}: {value}"),
    "cover_policy_hint_when_missing": (
        "写一个缺数据的用例",
        "write a case in which a figure is missing",
    ),
    "cover_policy_hint_when_not_applicable": (
        "写一个有指标不适用的用例",
        "write a case in which an indicator does not apply",
    ),
    "cover_policy_hint_when_unassessable": (
        "写一个有指标无法评价的用例",
        "write a case in which an indicator cannot be assessed",
    ),
    "cover_tie": ("{mode}，{places} 位：恰在中间", "{mode} to {places} places: right between"),
    "cover_tie_hint": (
        "写一个取整前恰在两步中间的用例（如 {example}）",
        "write a case whose figure lies right between two steps before rounding, such as {example}",
    ),
    "cover_inexact": ("{mode}，{places} 位：除不尽", "{mode} to {places} places: between steps"),
    "cover_inexact_hint": (
        "写一个取整前后不同的用例",
        "write a case whose figure is changed by the rounding",
    ),
    "cover_row": ("表 {table} 第 {row} 行", "table {table}, row {row}"),
    "cover_row_hint": (
        "写一个查到表 {table} 第 {row} 行的用例",
        "write a case that finds row {row} of the table {table}",
    ),
    "cover_listed": ("{label}：列出了指标", "{label}: names a node"),
    "cover_listed_hint": (
        "写一个“{label}”列出指标的用例",
        "write a case in which “{label}” names a node",
    ),
    "cover_title": ("规则覆盖率：{title}", "Coverage: {title}"),
    "cover_summary": (
        "{reference}：{cases} 个用例到达 {reached} / {whole}（{percent}%）",
        "{reference}: {cases} cases reach {reached} of {whole} ({percent}%)",
    ),
    "cover_inherited": (
        "；另有 {count} 处写在下层，由下层的用例检验，这里到达 {reached} 处",
        "; {count} more are written in lower layers, whose own cases test them ({reached} here)",
    ),
    "cover_all": ("合计", "all"),
    "cover_kinds": ("各类到达多少", "what was reached of each kind"),
    "cover_missed": ("没有用例到达的", "What no case reaches"),
    "cover_lines": ("{reference} 逐行", "{reference} line by line"),
    "cover_legend": (
        "✓ 都有用例到达，◐ 一部分有，✗ 没有；灰色的行没有要到达的内容",
        "✓ reached by cases, ◐ in part, ✗ not at all; grey lines have nothing to reach",
    ),
    "cover_missed_status": ("未到达", "not reached"),
    "cover_reached": ("已到达", "reached"),
    "cover_partly": ("部分到达", "reached in part"),
    "cover_head_kind": ("类别", "kind"),
    "cover_head_reached": ("到达", "reached"),
    "cover_head_share": ("比例", "share"),
    "cover_head_place": ("位置", "place"),
    "cover_head_what": ("内容", "what"),
    "cover_head_hint": ("怎样到达", "how to reach it"),
    "cover_head_line": ("行", "line"),
    "cover_head_text": ("规则", "ruleset"),
    "cover_head_cases": ("用例", "cases"),
    "cover_by_none": ("没有用例", "no case"),
    "cover_more": (" 等，另 {count} 个", " and {count} more"),
    "cover_written": ("已写出 {path}", "written: {path}"),
    "edge_to_confirm": ("待确认：{what}", "to be confirmed: {what}"),
    "edge_found": (
        "{reference}：找到 {found} 个界线用例，{missed} 个没有找到",
        "{reference}: {found} cases for edges found, {missed} not found",
    ),
    "edge_head": (
        "待确认的界线用例：请核对每个数，改好说明后抄入 cases.yaml",
        "cases for edges, to be confirmed: check each figure, then copy them into cases.yaml",
    ),
    "edge_from": ("由用例 {case} 改 {fact} 得到", "from the case {case}, {fact} changed"),
    "edge_outcome": ("算出：{outcome}", "what comes out: {outcome}"),
    "update_line": (
        "{place}  {case} {what}：{before} → {after}",
        "{place}  {case} {what}: {before} → {after}",
    ),
    "update_none": ("{reference}：没有要改的", "{reference}: nothing to change"),
    "update_done": ("{reference}：改了 {count} 处", "{reference}: {count} values changed"),
}
