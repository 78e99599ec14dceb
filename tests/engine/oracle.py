"""Scoring done a second time: from the documents as plain data, by the words of the reference.

Nothing of the compiler or the engine is used, so where both agree, neither follows the other.
Keys that begin with an underscore are what the documents' text was drawn from: formulas as
tuples, `("+", ("fact", "rate"), ("number", "1"))`, and bands as their bounds.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction
from typing import Any

__all__ = ["Lack", "Tally", "Verdict", "read_figure", "score_by_hand"]

ZERO = Fraction(0)
Spec = Mapping[str, Any]


class Lack(IntEnum):
    """Why there is no value; where several meet, the graver wins."""

    ABSENT = 1
    UNASSESSED = 2
    MISSING = 3
    UNDEFINED = 4


Value = Fraction | bool | str | Lack
Points = Fraction | Lack

RANKS = ("scored", "judged", "waived", "taken-over", "overridden")
RULES = dict.fromkeys(("when_missing", "when_not_applicable", "when_unassessable"), "unscored")
STATES = {
    "missing": Lack.MISSING,
    "not-applicable": Lack.ABSENT,
    "cannot-be-assessed": Lack.UNASSESSED,
}


@dataclass(frozen=True)
class Tally:
    """What one place of the tree comes to; `fixed` where the ruleset itself says the maximum."""

    points: Points
    max_points: Fraction
    status: str
    rank: int = 0
    computed: Fraction = ZERO
    other: Fraction = ZERO
    unscored: Fraction = ZERO
    excluded: Fraction = ZERO
    fixed: bool = True
    blank: bool = False
    unused: bool = False

    @property
    def known(self) -> Fraction:
        """Points that are there, though the place as a whole may have none."""
        return self.computed + self.other


@dataclass(frozen=True)
class Verdict:
    """Every node by its path, the total, and the grade."""

    nodes: Mapping[str, Tally]
    total: Tally
    grade: str | None


def read_figure(text: str) -> Fraction:
    """Return a bare number or a percentage as a fraction."""
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def _gravest(values: Sequence[Value]) -> Lack | None:
    return max((each for each in values if isinstance(each, Lack)), default=None)


_TWO: Mapping[str, Callable[[Any, Any], Value]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda one, other: one / other if other else Lack.UNDEFINED,
    "min": min,
    "max": max,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _work_out(formula: Sequence[Any], facts: Mapping[str, Value]) -> Any:
    name, *parts = formula
    if name == "number":
        return Fraction(parts[0])
    if name == "fact":
        return facts[parts[0]]
    if name == "if":
        holds = _work_out(parts[0], facts)
        return holds if isinstance(holds, Lack) else _work_out(parts[1 if holds else 2], facts)
    values = [_work_out(part, facts) for part in parts]
    # By identity: a lack of rank 1 equals True.
    if name in ("and", "or") and any(each is (name == "or") for each in values):
        return name == "or"
    lack = _gravest(values)
    if lack is not None:
        return lack
    if name in ("and", "or"):
        return name == "and"
    return not values[0] if name == "not" else _TWO[name](*values)


def _round(value: Any, rule: Mapping[str, str] | None) -> Any:
    """Return a value rounded, the count of steps taken apart into whole and rest."""
    if rule is None or isinstance(value, Lack):
        return value
    step = Fraction(1, 10 ** int(rule["places"])) / (100 if rule.get("unit") == "%" else 1)
    whole, rest = divmod(value / step, 1)
    away, half = value > 0, Fraction(1, 2)
    lifts = {
        "floor": False,
        "ceiling": rest > 0,
        "down": rest > 0 and not away,
        "up": rest > 0 and away,
        "half-up": rest > half or (rest == half and away),
        "half-down": rest > half or (rest == half and not away),
        "half-even": rest > half or (rest == half and whole % 2 == 1),
    }
    return (whole + lifts[rule["mode"]]) * step


def _find_band(value: Fraction, bands: Sequence[Sequence[Any]]) -> Any:
    """Return what the band holds that a value lies in: bounds, and whether they are open."""
    for least, least_open, most, most_open, found in bands:
        above = value > least or (value == least and not least_open)
        below = most is None or value < most or (value == most and not most_open)
        if above and below:
            return found
    return Lack.UNDEFINED


def _proportional(method: Spec, most: Fraction, value: Fraction) -> Points:
    value = min(value, read_figure(method["cap"])) if "cap" in method else value
    value = max(value, read_figure(method["floor"])) if "floor" in method else value
    return most * value


def _deduction(method: Spec, _most: Fraction, value: Fraction) -> Points:
    steps = max(value, ZERO) / read_figure(method["per"])
    if method["steps"] != "linear":
        steps = Fraction(steps // 1 if method["steps"] == "full" else -(-steps // 1))
    left = Fraction(method["base"]) - Fraction(method["each"]) * steps
    return max(left, Fraction(method["floor"]))


def _linear(method: Spec, most: Fraction, value: Fraction) -> Points:
    zero, full = read_figure(method["zero_at"]), read_figure(method["full_at"])
    return most * min(max((value - zero) / (full - zero), ZERO), Fraction(1))


_METHODS: Mapping[str, tuple[str, Callable[[Spec, Fraction, Any], Points]]] = {
    "proportional": ("_value", _proportional),
    "bands": ("_value", lambda method, _, value: _find_band(value, method["_bands"])),
    "levels": ("_value", lambda method, _, value: Fraction(method["levels"][value])),
    "deduction": ("_measure", _deduction),
    "linear": ("_value", _linear),
    "formula": ("_points", lambda _method, _most, value: value),
}


def _apply(method: Spec, most: Fraction, facts: Mapping[str, Value]) -> Points:
    """Return what a method gives, before its points are rounded."""
    if method["kind"] == "checklist":
        entries = [
            (_work_out(entry["_when"], facts), Fraction(entry["points"]))
            for entry in method["entries"].values()
        ]
        earned = sum((points for holds, points in entries if holds is True), ZERO)
        return _gravest([holds for holds, _ in entries]) or earned
    key, earn = _METHODS[method["kind"]]
    value = _round(_work_out(method[key], facts), method.get("rounding"))
    return value if isinstance(value, Lack) else earn(method, most, value)


def _judge(method: Spec, most: Fraction, entry: Mapping[str, str] | None) -> Points:
    if entry is None:
        return Lack.MISSING
    points = Fraction(entry["points"])
    least, greatest = Fraction(method.get("from", "0")), Fraction(method.get("to", most))
    return points if least <= points <= greatest else Lack.UNDEFINED


def _compare(kind: str, target: Fraction, actual: Fraction) -> Points:
    """Return the share of its maximum that a figure earns beside its target."""
    less_is_better = kind in ("inverse-ratio", "linear-excess")
    if actual <= target if less_is_better else (actual >= target and kind == "capped-ratio"):
        return Fraction(1)
    if target < 0:
        return Lack.UNDEFINED
    if target == 0:
        return Fraction(kind == "equal-to" and actual <= 0)
    if kind == "inverse-ratio":
        return target / actual
    share = 2 - actual / target if less_is_better else actual / target
    return Fraction(min(max(share, ZERO), Fraction(1)))


def _share(method: Spec | None, item: Spec) -> Points:
    """Return the share of its maximum that a declared indicator earns."""
    if method is None or "state" in item:
        return Lack.MISSING
    three = method["kind"] == "three-tier"
    if ("tier" if three else "_actual") not in item:
        return Lack.MISSING
    if three:
        rate = read_figure(item["tier"]["rate"])
        tier = method["_tiers"][item["tier"]["level"]]
        return rate if _find_band(rate, [(*tier, True)]) is True else Lack.UNDEFINED
    return _compare(method["kind"], Fraction(item["_target"]), Fraction(item["_actual"]))


@dataclass(frozen=True)
class _Said:
    """What a project says of one leaf beside its facts."""

    override: Fraction | None
    state: str | None
    assessed: Fraction | None


def _grant(rules: Mapping[str, str], most: Fraction) -> Points:
    """Return the points of what does not apply."""
    lacks = {"excluded": Lack.ABSENT, "unscored": Lack.MISSING}
    policy = rules["when_not_applicable"]
    return lacks[policy] if policy in lacks else Fraction(policy == "full") * most


def _settle(
    rules: Mapping[str, str], computed: Points, by_hand: bool, most: Fraction, said: _Said
) -> tuple[Points, str]:
    """Return the points that count, and where they come from."""
    if said.override is not None and 0 <= said.override <= most:
        return said.override, "overridden"
    if said.state == "not-applicable" or computed is Lack.ABSENT:
        return _grant(rules, most), "not-applicable"
    if said.state == "cannot-be-assessed" or computed is Lack.UNASSESSED:
        waived = rules["when_unassessable"] == "waived"
        return (most, "waived") if waived else (Lack.UNASSESSED, "missing")
    if not isinstance(computed, Lack):
        return computed, "judged" if by_hand else "scored"
    if computed is Lack.UNDEFINED:
        return computed, "missing"
    assessed = said.assessed if rules["when_missing"] == "take-over" else None
    if assessed is not None and 0 <= assessed <= most:
        return assessed, "taken-over"
    return ZERO if rules["when_missing"] == "zero" else Lack.MISSING, "missing"


def _make_leaf(points: Points, status: str, most: Fraction) -> Tally:
    rank = RANKS.index(status) if status in RANKS else 0
    if points is Lack.ABSENT:
        return Tally(points, most, status, excluded=most)
    if isinstance(points, Lack):
        return Tally(points, most, status, unscored=most)
    if status == "not-applicable" and points > 0:
        rank = RANKS.index("waived")
    if status == "scored":
        return Tally(points, most, status, rank, computed=points)
    return Tally(points, most, status, rank, other=points)


def _add(children: Sequence[Tally], most: Fraction) -> Tally:
    """Return children put together; what does not apply adds nothing."""
    lack = _gravest([each.points for each in children])
    known = [each.points for each in children if not isinstance(each.points, Lack)]
    points: Points = sum(known, ZERO)
    if lack is not None and (lack is not Lack.ABSENT or not known):
        points = lack

    parts = {
        part: sum((getattr(each, part) for each in children), ZERO)
        for part in ("computed", "other", "unscored", "excluded")
    }
    rank = max((each.rank for each in children), default=0)
    fixed, blank = all(each.fixed for each in children), any(each.blank for each in children)
    unused = bool(children) and all(each.unused for each in children)
    return Tally(points, most, "", rank, **parts, fixed=fixed, blank=blank, unused=unused)


def _split(tally: Tally, known: Fraction) -> Tally:
    """Return a tally with other points in all: what was not computed gives way first."""
    computed = min(tally.computed, known) if tally.other else known
    return replace(tally, computed=computed, other=known - computed)


def _hold(tally: Tally, children: Fraction, policy: str) -> Tally:
    """Return a tally held to the heading's maximum, where the project's maxima may differ."""
    limit, over = tally.max_points, children > tally.max_points
    if tally.blank and children < limit:
        tally = replace(tally, points=Lack.MISSING)
    without = isinstance(tally.points, Lack) and tally.points is not Lack.ABSENT
    still_open = max(limit - (children - tally.unscored), ZERO)
    lost = max(tally.excluded - max(children - limit, ZERO), ZERO)
    if policy == "cap":
        points = tally.points if isinstance(tally.points, Lack) else min(tally.points, limit)
        held = _split(replace(tally, points=points), min(tally.known, limit))
        held = replace(held, unscored=min(tally.unscored, limit - held.known))
    elif over:
        held = replace(tally, points=Lack.UNDEFINED, computed=ZERO, other=ZERO, unscored=limit)
    else:
        held = tally
    unscored = max(held.unscored, still_open) if without else held.unscored
    unscored = min(unscored, limit - held.known)
    if held.points is Lack.ABSENT:
        lost = limit
    return replace(held, unscored=unscored, excluded=lost, fixed=True, blank=False)


def _finish(tally: Tally, rule: Mapping[str, str] | None) -> Tally:
    """Return a tally rounded, with the status that its points and its weakest child give it."""
    points = _round(tally.points, rule)
    if isinstance(points, Lack):
        absent = "unused" if tally.unused else "not-applicable"
        return replace(tally, status=absent if points is Lack.ABSENT else "missing")
    if rule is not None:
        points = points if tally.fixed else min(points, tally.max_points)
        tally = _split(replace(tally, points=points), points)
    return replace(tally, status=RANKS[tally.rank])


class _Walk:
    """One project on its way through one ruleset's tree."""

    def __init__(self, ruleset: Spec, project: Spec) -> None:
        self.ruleset, self.project = ruleset, project
        self.rounding: Spec = ruleset["rounding"]
        self.facts = {name: self._read(name) for name in ruleset["facts"]}
        self.own = project["assessments"][0]["points"]
        self.nodes: dict[str, Tally] = {}

    def _read(self, name: str) -> Value:
        given = self.project["facts"].get(name, {"state": "missing"})
        if isinstance(given, dict):
            return STATES[given["state"]]
        kind = self.ruleset["facts"][name].get("kind", "quantity")
        by_kind: Mapping[str, Value] = {"flag": given == "true", "category": given}
        return by_kind[kind] if kind in by_kind else read_figure(given)

    def _say(self, path: str, state: str | None) -> _Said:
        override = self.project["overrides"].get(path, {}).get("points")
        given = [
            None if text is None else Fraction(text) for text in (override, self.own.get(path))
        ]
        return _Said(given[0], state, given[1])

    def score(self, path: str, spec: Spec, rules: Mapping[str, str], headed: bool) -> Tally:
        """Score one place and all below it; `headed` where a place above has a maximum."""
        rules = {key: spec.get(key, rules[key]) for key in RULES}
        if "method" in spec:
            tally = self._score_leaf(path, spec, rules)
        elif "declared" in spec:
            tally = self._score_slot(path, spec, rules, headed)
        else:
            children = [
                self.score(f"{path}.{key}", child, rules, headed or "max_points" in spec)
                for key, child in spec["indicators"].items()
            ]
            rule = spec.get("rounding", self.rounding.get("subtotals"))
            tally = self.sum_up(spec, children, rule)
        self.nodes[path] = tally
        return tally

    def sum_up(self, spec: Spec, children: Sequence[Tally], rule: Spec | None) -> Tally:
        """Put children together under their heading."""
        below = sum((each.max_points for each in children), ZERO)
        tally = _add(children, Fraction(spec.get("max_points", below)))
        if "max_points" in spec:
            tally = tally if tally.fixed else _hold(tally, below, self._policy(spec))
        return _finish(tally, rule)

    def _policy(self, spec: Spec) -> str:
        return str(spec.get("when_maxima_overflow", self.ruleset["when_maxima_overflow"]))

    def _score_leaf(self, path: str, spec: Spec, rules: Mapping[str, str]) -> Tally:
        most, method = Fraction(spec["max_points"]), spec["method"]
        by_hand = method["kind"] == "judged"
        if by_hand:
            points = _judge(method, most, self.project["judgements"].get(path))
        else:
            points = _apply(method, most, self.facts)
        said = self._say(path, self.project["states"].get(path, {}).get("state"))
        computed = _round(points, spec.get("rounding", self.rounding.get("points")))
        return _make_leaf(*_settle(rules, computed, by_hand, most, said), most)

    def _score_item(self, path: str, slot: Spec, rules: Mapping[str, str], item: Spec) -> Tally:
        most, form = Fraction(item["max_points"]), item["_form"]
        share = _share(slot["declared"].get(form), item)
        points = share if isinstance(share, Lack) else most * share
        said = self._say(path, item.get("state"))
        computed = _round(points, slot.get("rounding", self.rounding.get("points")))
        return _make_leaf(*_settle(rules, computed, form == "qualitative", most, said), most)

    def _score_slot(self, path: str, spec: Spec, rules: Mapping[str, str], headed: bool) -> Tally:
        items = []
        for item in self.project["indicators"].get(path, ()):
            name = f"{path}.{item['id']}"
            self.nodes[name] = self._score_item(name, spec, rules, item)
            items.append(self.nodes[name])
        below = sum((each.max_points for each in items), ZERO)
        own = spec["max_points"] == "declared"
        most = below if own else Fraction(spec["max_points"])
        tally = replace(_add(items, most), fixed=False)
        if path in self.project["states"]:
            # Such a slot has no items: what it comes to is what the policy grants.
            granted = _make_leaf(_grant(rules, most), "not-applicable", most)
            tally = replace(granted, fixed=False)
        elif not items:
            unused = own and headed
            nothing = Lack.ABSENT if unused else Lack.MISSING
            tally = replace(tally, points=nothing, blank=unused, unused=unused)
        elif tally.points is Lack.ABSENT:
            tally = replace(tally, excluded=most)
        tally = tally if own else _hold(tally, below, self._policy(spec))
        return _finish(tally, self.rounding.get("subtotals"))


def score_by_hand(ruleset: Spec, project: Spec) -> Verdict:
    """Return what every node of a drawn project, its total and its grade should be."""
    walk = _Walk(ruleset, project)
    rules = {**RULES, **ruleset["policies"]}
    headed = "max_points" in ruleset
    children = [
        walk.score(name, spec, rules, headed) for name, spec in ruleset["indicators"].items()
    ]
    total = walk.sum_up(ruleset, children, walk.rounding.get("total"))
    grade = None if isinstance(total.points, Lack) else _find_band(total.points, ruleset["_grades"])
    return Verdict(walk.nodes, total, grade)
