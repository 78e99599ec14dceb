"""Aliases: what printed forms and spreadsheets call a key or a choice, and what we call it.

Nothing is ever read by these names; they only tell an author which one was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Final

__all__ = ["guess_choice", "guess_date", "guess_key", "guess_number"]

_KEYS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("分值", "满分", "满分值", "总分", "权重分"), ("max_points",)),
    **dict.fromkeys(("得分", "分数", "计分"), ("points",)),
    **dict.fromkeys(("名称", "指标名称", "标签", "name"), ("label", "title", "id")),
    **dict.fromkeys(("依据", "依据条款", "条款", "出处", "source"), ("cites", "sources")),
    **dict.fromkeys(("评分方法", "评分规则", "评分标准", "方法"), ("method", "declared")),
    **dict.fromkeys(("指标", "一级指标", "二级指标", "三级指标", "下级指标"), ("indicators",)),
    **dict.fromkeys(("要点", "评价要点", "考核要点"), ("criteria",)),
    **dict.fromkeys(("等级", "评价等级", "级别"), ("grades", "grade")),
    **dict.fromkeys(("分档", "档次"), ("bands",)),
    **dict.fromkeys(("公式", "算式", "计算公式"), ("formula", "points", "value")),
    **dict.fromkeys(("说明", "备注", "注"), ("note",)),
    **dict.fromkeys(("单位", "计量单位"), ("unit",)),
    **dict.fromkeys(("基础数据", "数据"), ("facts",)),
    **dict.fromkeys(("下限", "最小值", "最低"), ("min", "from")),
    **dict.fromkeys(("上限", "最大值", "最高"), ("max", "to", "cap")),
    **dict.fromkeys(("起", "自", "不低于"), ("from",)),
    **dict.fromkeys(("以下", "不足", "低于", "小于"), ("below",)),
    **dict.fromkeys(("以上", "高于", "大于", "超过"), ("above",)),
    **dict.fromkeys(("来源", "文件"), ("sources", "source")),
    **dict.fromkeys(("权重", "占比", "比重"), ("share", "weights")),
    **dict.fromkeys(("编号", "代码"), ("id", "code")),
    **dict.fromkeys(("版本", "年度", "年份"), ("edition",)),
    "标题": ("title",),
    **dict.fromkeys(("适用地区", "地区"), ("jurisdiction",)),
    **dict.fromkeys(("施行期间", "施行日期", "有效期"), ("effective",)),
    **dict.fromkeys(("舍入", "取整", "修约"), ("rounding",)),
    **dict.fromkeys(("小数位", "位数", "小数位数"), ("places",)),
    **dict.fromkeys(("继承", "上级规则"), ("extends",)),
    **dict.fromkeys(("校验", "勾稽"), ("checks",)),
}
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("四舍五入", "round", "half_up"), ("half-up",)),
    **dict.fromkeys(
        ("四舍六入五成双", "四舍六入", "银行家舍入", "round-half-even"), ("half-even",)
    ),
    "五舍六入": ("half-down",),
    **dict.fromkeys(("去尾", "去尾法", "舍去", "截断", "truncate"), ("down",)),
    **dict.fromkeys(("进一", "进一法"), ("up",)),
    **dict.fromkeys(("向上取整", "ceil"), ("ceiling",)),
    "向下取整": ("floor",),
    "已核实": ("verified",),
    "未核实": ("unverified",),
    "推定": ("inferred",),
    **dict.fromkeys(("是非", "布尔", "bool", "boolean"), ("flag",)),
    "日期": ("date",),
    **dict.fromkeys(("分类", "类别", "选项"), ("category",)),
    **dict.fromkeys(("数量", "数值", "金额", "number"), ("quantity",)),
    **dict.fromkeys(("个数", "integer"), ("count",)),
    **dict.fromkeys(("问卷", "满意度"), ("survey",)),
    **dict.fromkeys(
        ("比例法", "按比例", "比率", "ratio", "rate"), ("proportional", "capped-ratio")
    ),
    **dict.fromkeys(("分级", "分级赋分", "分等", "分等得分"), ("levels",)),
    **dict.fromkeys(("分档", "分段", "区间"), ("bands",)),
    **dict.fromkeys(("扣分", "扣分法", "减分法"), ("deduction",)),
    **dict.fromkeys(("加分", "加分项"), ("award",)),
    **dict.fromkeys(("倒扣", "倒扣分"), ("penalty",)),
    **dict.fromkeys(("公式", "算式"), ("formula",)),
    **dict.fromkeys(("线性", "线性插值"), ("linear",)),
    **dict.fromkeys(("是否得分", "满分或零分"), ("all-or-nothing",)),
    **dict.fromkeys(("清单", "要点"), ("checklist",)),
    **dict.fromkeys(("排名", "名次"), ("rank",)),
    **dict.fromkeys(("人工评分", "定性", "主观评分"), ("judged",)),
    **dict.fromkeys(("专家打分", "专家评分"), ("panel", "judged")),
    "一票否决": ("veto",),
    "错误": ("error",),
    **dict.fromkeys(("警告", "提示"), ("warning",)),
}
_DATE: Final = re.compile(
    r"\s*([0-9]{4})\s*[-./年]\s*([0-9]{1,2})\s*[-./月]\s*([0-9]{1,2})\s*日?\s*"
)
_POINTS: Final = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(?:分|points?|pts?)\s*", re.IGNORECASE)


def guess_key(key: str, known: Sequence[str]) -> str:
    """Return the key that an unknown one was probably meant to be, or an empty text.

    >>> guess_key("分值", ["label", "max_points"])
    'max_points'
    """
    return _guess(key, known, _KEYS)


def guess_choice(text: str, known: Sequence[str]) -> str:
    """Return the choice that an unknown one was probably meant to be, or an empty text."""
    return _guess(text.strip(), known, _CHOICES)


def _guess(text: str, known: Iterable[str], aliases: dict[str, tuple[str, ...]]) -> str:
    names = list(known)
    for each in aliases.get(text, ()):
        if each in names:
            return each
    near = get_close_matches(text, names, 1, 0.6)
    return near[0] if near else ""


def guess_date(text: str) -> str:
    """Return a day that is written in another way as `2026-01-31`, or an empty text.

    >>> guess_date("2026年1月31日"), guess_date("2026.2.30")
    ('2026-01-31', '')
    """
    found = _DATE.fullmatch(text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""


def guess_number(text: str) -> str:
    """Return the figure of points that are written with their unit, or an empty text.

    >>> guess_number("30分")
    '30'
    """
    found = _POINTS.fullmatch(text)
    return found[1] if found else ""
