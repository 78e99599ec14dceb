"""Grades a second time: rules that settle one before the bands, then the bands of the total."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.engine.oracle_tally import Tally
from tests.engine.oracle_words import Facts, Lack, Spec, find_band, read_figure, work_out

__all__ = ["find_grade"]


def _rate(node: Tally) -> Fraction | Lack:
    """Return the share of its maximum that a node has; 0 of 0 is as good as not applicable."""
    if isinstance(node.points, Lack):
        return node.points
    return node.points / node.max_points if node.max_points else Lack.ABSENT


def _veto(rule: Spec, nodes: Mapping[str, Tally], facts: Facts) -> bool | Lack:
    if "_when" in rule:
        holds: bool | Lack = work_out(rule["_when"], facts)
        return holds
    node = nodes[rule["node"]]
    is_share = rule["below"].endswith("%")
    figure = _rate(node)
    if not is_share and isinstance(figure, Fraction):
        figure = node.points
    if isinstance(figure, Lack):
        return False if figure is Lack.ABSENT else figure
    return figure < read_figure(rule["below"])


def _count(rule: Spec, nodes: Mapping[str, Tally], _facts: Facts) -> bool | Lack:
    """Return whether enough nodes are good and none is poor, whatever the open ones come to."""
    rates = [_rate(nodes[name]) for name in rule["nodes"]]
    known = [rate for rate in rates if isinstance(rate, Fraction)]
    left = len([rate for rate in rates if isinstance(rate, Lack) and rate is not Lack.ABSENT])
    good = len([rate for rate in known if find_band(rate, [rule["_share"]]) is True])
    poor = "_none" in rule and any(find_band(rate, [rule["_none"]]) is True for rate in known)
    if poor or good + left < int(rule["at_least"]):
        return False
    sure = good >= int(rule["at_least"]) and (left == 0 or "_none" not in rule)
    return True if sure else Lack.MISSING


_KINDS: Mapping[str, Any] = {"veto": _veto, "count": _count}


def find_grade(ruleset: Spec, nodes: Mapping[str, Tally], total: Tally, facts: Facts) -> str | None:
    """Return the grade, None where it is open."""
    for rule in ruleset.get("grade_rules", ()):
        holds = _KINDS[rule["kind"]](rule, nodes, facts)
        if isinstance(holds, Lack):
            return None
        if holds:
            return str(rule["grade"])
    if isinstance(total.points, Lack):
        return None
    grade = find_band(total.points, ruleset["_grades"])
    return None if isinstance(grade, Lack) else str(grade)
