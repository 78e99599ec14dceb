"""Scoring done a second time: from the documents as plain data, by the words of the reference.

Nothing of the compiler or the engine is used, so where both agree, neither follows the other.
Keys that begin with an underscore are what the documents' text was drawn from. What formulas,
facts and methods mean stands in oracle_words and oracle_methods; here is what the tree does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from tests.engine.oracle_grades import find_grade
from tests.engine.oracle_methods import apply_form, apply_method, within
from tests.engine.oracle_tally import (
    Tally,
    add,
    cap,
    finish,
    hold,
    lift,
    make_leaf,
    rebase,
)
from tests.engine.oracle_words import (
    ZERO,
    Lack,
    Points,
    Spec,
    find_gravest,
    read_fact,
    read_figure,
    round_by_hand,
    work_out,
)

__all__ = ["Lack", "Tally", "Verdict", "score_by_hand"]

RULES = dict.fromkeys(("when_missing", "when_not_applicable", "when_unassessable"), "unscored")


@dataclass(frozen=True)
class Verdict:
    """Every node by its path, the total, and the grade."""

    nodes: Mapping[str, Tally]
    total: Tally
    grade: str | None


@dataclass(frozen=True)
class _Said:
    """What a project says of one leaf beside its facts."""

    override: Fraction | None
    state: str | None
    assessed: Fraction | None
    judgement: Fraction | None


@dataclass(frozen=True)
class _Place:
    """Where a leaf stands: its rules, and the range of its points."""

    rules: Mapping[str, str]
    least: Fraction
    most: Points

    def allows(self, points: Fraction | None) -> bool:
        if points is None or isinstance(self.most, Lack):
            return False
        return within(points, self.least, self.most) is points


def _grant(place: _Place) -> Points:
    """Return the points of what does not apply."""
    lacks = {"excluded": Lack.ABSENT, "unscored": Lack.MISSING}
    policy = place.rules["when_not_applicable"]
    if policy in lacks:
        return lacks[policy]
    return place.most if policy == "full" else ZERO


def _settle(
    place: _Place, computed: Points, by_hand: bool, said: _Said, silent: bool = False
) -> tuple[Points, str]:
    """Return the points that count, and where they come from; `silent` where none need be said."""
    if isinstance(place.most, Lack) and not silent:
        return place.most, "missing"
    if said.override is not None and place.allows(said.override):
        return said.override, "overridden"
    if said.state == "not-applicable" or computed is Lack.ABSENT:
        return _grant(place), "not-applicable"
    if said.state == "cannot-be-assessed" or computed is Lack.UNASSESSED:
        waived = place.rules["when_unassessable"] == "waived"
        return (place.most, "waived") if waived else (Lack.UNASSESSED, "missing")
    if not isinstance(computed, Lack):
        return computed, "judged" if by_hand else "scored"
    if silent:
        return Lack.ABSENT, "not-applicable"
    if computed is Lack.UNDEFINED:
        return computed, "missing"
    taken = place.rules["when_missing"] == "take-over"
    if said.assessed is not None and taken and place.allows(said.assessed):
        return said.assessed, "taken-over"
    return ZERO if place.rules["when_missing"] == "zero" else Lack.MISSING, "missing"


def _round(points: Points, rule: Spec | None, most: Points) -> Points:
    """Return points rounded, which lifts none above the maximum."""
    rounded: Points = round_by_hand(points, rule)
    if rule is None or isinstance(rounded, Lack) or isinstance(most, Lack):
        return rounded
    return min(rounded, most)


def _list_names(part: Any) -> Iterator[str]:
    """Return the names that formulas of a method read; of a list's column that of the list too."""
    if isinstance(part, dict):
        for key, each in part.items():
            if key[0] == "_":
                yield from _list_names(each)
        yield from (part[key] for key in ("fact", "rows") if key in part)
    elif isinstance(part, tuple) and part and part[0] == "fact":
        yield from (part[1], part[1].partition("_")[0])
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _list_names(each)


def _is_missing(fact: Any) -> bool:
    """Return whether a project gives no value for a fact, or says that there is none yet."""
    return fact is None or (isinstance(fact, dict) and fact.get("state") == "missing")


class _Walk:
    """One project on its way through one ruleset's tree."""

    def __init__(self, ruleset: Spec, project: Spec) -> None:
        self.ruleset, self.project = ruleset, project
        self.rounding: Spec = ruleset["rounding"]
        self.facts: dict[str, Any] = {}
        for name, spec in ruleset["facts"].items():
            self.facts.update(read_fact(name, spec, project["facts"].get(name)))
        self.own = project["assessments"][0]["points"]
        self.profile = self._find_profile()
        self.by_profile: set[str] = set()
        self.moving: set[str] = set()
        self.nodes: dict[str, Tally] = {}

    def _find_profile(self) -> int | Lack:
        """Return which profile holds: exactly one must."""
        held = [work_out(when, self.facts) for when in self.ruleset["_profiles"]]
        if held.count(True) > 1:
            return Lack.UNDEFINED
        if find_gravest(held) is not None:
            return Lack.MISSING
        return held.index(True) if True in held else Lack.UNDEFINED

    def find_maximum(self, path: str, spec: Spec, above: Points | None) -> Points | None:
        """Return the maximum of a place, None where it is the sum of those below."""
        if spec.get("max_points") == "profile" or (
            "share" in spec and path.rpartition(".")[0] in self.by_profile
        ):
            self.by_profile.add(path)
        if "share" in spec:
            share = read_figure(spec["share"])
            return above * share if isinstance(above, Fraction) else above
        stated = spec.get("max_points")
        if stated == "given":
            given = self.project["maxima"].get(path)
            if given is None:
                # What does not apply needs no maximum.
                absent = self.project["states"].get(path, {}).get("state") == "not-applicable"
                return ZERO if absent else Lack.MISSING
            return Fraction(given if isinstance(given, str) else given["inferred"])
        if stated == "profile":
            if isinstance(self.profile, Lack):
                return self.profile
            return Fraction(spec["_profile"][self.profile])
        return None if stated in (None, "declared") else Fraction(stated)

    def _say(self, path: str, item: Spec | None = None) -> _Said:
        override = self.project["overrides"].get(path, {}).get("points")
        judgement = self.project["judgements"].get(path, {}).get("points")
        state = self.project["states"].get(path, {}).get("state")
        if item is not None:
            judgement = item.get("judgement", {}).get("points", judgement)
            state = item.get("state")
        given = [
            None if text is None else Fraction(text)
            for text in (override, self.own.get(path), judgement)
        ]
        return _Said(given[0], state, given[1], given[2])

    def score(
        self, path: str, spec: Spec, rules: Mapping[str, str], above: Points | None, part: bool
    ) -> Tally:
        """Score one place and all below it; `part` where it is a criterion."""
        rules = {key: spec.get(key, rules[key]) for key in RULES}
        most = self.find_maximum(path, spec, above)
        if self._moves(path, spec):
            self.moving.add(path)
        if "method" in spec:
            tally = self._score_leaf(path, spec, rules, most, part)
        elif "declared" in spec:
            tally = self._score_slot(path, spec, rules, most, above is not None, part)
        else:
            below = spec.get("criteria", spec.get("indicators", {}))
            children = [
                self.score(
                    f"{path}.{key}",
                    child,
                    rules,
                    above if most is None else most,
                    "criteria" in spec,
                )
                for key, child in below.items()
            ]
            kind = "points" if "criteria" in spec else "subtotals"
            rule = spec.get("rounding", None if part else self.rounding.get(kind))
            tally = finish(self.sum_up(spec, most, children), rule, self.is_moving(path, spec))
        self.nodes[path] = replace(tally, bonus=spec.get("bonus") == "true")
        return self.nodes[path]

    def _moves(self, path: str, spec: Spec) -> bool:
        """Return whether the maximum of a place is another one in other projects."""
        if "share" in spec:
            return path.rpartition(".")[0] in self.moving
        return spec.get("max_points") in ("given", "profile", "declared")

    def is_moving(self, path: str, spec: Spec) -> bool:
        """Return the same of a heading, which may be the sum of those below."""
        if "max_points" in spec or "share" in spec:
            return path in self.moving
        below = {**spec.get("indicators", {}), **spec.get("criteria", {})}
        start = f"{path}." if path else ""
        weighed = [(start + key, each) for key, each in below.items() if "bonus" not in each]
        return any(
            name in self.moving or ("method" not in each and self.is_moving(name, each))
            for name, each in weighed
        )

    def sum_up(self, spec: Spec, most: Points | None, children: Sequence[Tally]) -> Tally:
        """Put children together under their heading: held, re-based, not below its floor."""
        tally = add(children, most)
        given = spec.get("max_points") == "given"
        if most is not None and (given or not tally.fixed):
            held = hold(tally, children, self._policy(spec))
            tally = replace(held, fixed=not given and not isinstance(most, Lack))
        elif most is not None:
            tally = replace(tally, fixed=not isinstance(most, Lack))
        if "rebase" in spec:
            tally = rebase(tally, spec["rebase"]["at_most"])
        return lift(tally, Fraction(spec["floor"])) if "floor" in spec else tally

    def _policy(self, spec: Spec) -> str:
        return str(spec.get("when_maxima_overflow", self.ruleset["when_maxima_overflow"]))

    def _score_leaf(
        self, path: str, spec: Spec, rules: Mapping[str, str], most: Points | None, part: bool
    ) -> Tally:
        assert most is not None
        method, said = spec["method"], self._say(path)
        place = _Place(rules, Fraction(spec.get("min_points", 0)), most)
        by_hand = method["kind"] in ("judged", "panel")
        judged = Lack.MISSING if said.judgement is None else said.judgement
        panel = self.project["judgements"].get(path, {}).get("panel")
        figures = Lack.MISSING if panel is None else [Fraction(each) for each in panel]
        points = apply_method(method, most, {**self.facts, "judgement": judged, "panel": figures})
        if points is Lack.UNDEFINED and not by_hand and place.allows(said.judgement):
            points, by_hand = judged, True
        rule = spec.get("rounding", None if part else self.rounding.get("points"))
        computed = _round(points, rule, most)
        silent = self._may_be_silent(path, spec, most, said)
        tally = make_leaf(*_settle(place, computed, by_hand, said, silent), most)
        known = not isinstance(most, Lack)
        return replace(tally, fixed=known and spec.get("max_points") != "given")

    def _may_be_silent(self, path: str, spec: Spec, most: Points, said: _Said) -> bool:
        """Return whether nothing need be said of a leaf, and nothing is.

        It need not of an optional one, nor of one to which the project's profile gives 0 points.
        The facts that tell the profile are given in any case.
        """
        optional = spec.get("optional") == "true"
        if not optional and not (most == 0 and path in self.by_profile):
            return False
        judged = path in self.project["judgements"]
        if optional and (said.assessed is not None or judged):
            return False
        telling = set(_list_names({"_": self.ruleset["_profiles"]}))
        given = self.project["facts"]
        read = set(_list_names(spec["method"])) & set(self.ruleset["facts"])
        if read and read <= telling:
            return False
        if spec["method"]["kind"] in ("judged", "panel") and judged:
            return False
        return all(_is_missing(given.get(name)) for name in read - telling)

    def _score_item(
        self,
        path: str,
        slot: Spec,
        rules: Mapping[str, str],
        most: Points,
        item: Spec,
        rule: Spec | None,
    ) -> Tally:
        said, method = self._say(path, item), None
        if "_actual" in item or item["_form"] == "qualitative":
            method = self._find_way(slot).get(item["_form"])
        points: Points = Lack.MISSING
        if method is not None:
            points = apply_form(method, most, {**self.facts, **_compare(item)})
        by_hand = method is not None and method["kind"] == "three-tier"
        place = _Place(rules, ZERO, most)
        asks = points is Lack.MISSING or points is Lack.UNDEFINED
        if asks and "state" not in item and said.judgement is not None:
            points = within(said.judgement, ZERO, most) if isinstance(most, Fraction) else most
            by_hand = True
        computed = _round(points, rule, most)
        if "reduction" in item and isinstance(computed, Fraction):
            less = computed - Fraction(item["reduction"]["points"])
            computed, by_hand = (less, True) if less >= 0 else (computed, by_hand)
        return replace(make_leaf(*_settle(place, computed, by_hand, said), most), fixed=False)

    def _find_way(self, slot: Spec) -> Mapping[str, Any]:
        """Return how a slot scores each form; its own words come before the named way's."""
        own = slot["declared"]
        named: Mapping[str, Any] = self.ruleset.get("declared", {}).get("standard", {})
        if isinstance(own, str):
            return named
        return {**named, **own} if "use" in own else dict(own)

    def _score_slot(
        self,
        path: str,
        spec: Spec,
        rules: Mapping[str, str],
        most: Points | None,
        headed: bool,
        part: bool,
    ) -> Tally:
        rule = spec.get("rounding", None if part else self.rounding.get("points"))
        given = self.project["indicators"].get(path, ())
        items = []
        for item in given:
            name = f"{path}.{item['id']}"
            top: Points = most if isinstance(most, Lack) else ZERO
            if "split" not in spec:
                stated = item["max_points"]
                top = Fraction(stated if isinstance(stated, str) else stated["inferred"])
            elif isinstance(most, Fraction):
                top = round_by_hand(most / len(given), spec["split"])
            self.nodes[name] = self._score_item(name, spec, rules, top, item, rule)
            items.append(self.nodes[name])
        tally = add(items, most)
        absent = path in self.project["states"]
        if absent:
            # Such a slot has no items: what it comes to is what the policy grants.
            whole = ZERO if most is None else most
            tally = make_leaf(_grant(_Place(rules, ZERO, whole)), "not-applicable", whole)
        elif not items:
            unused = most is None and headed
            none = unused or (most == 0 and path in self.by_profile)
            nothing = Lack.ABSENT if none else Lack.MISSING
            tally = replace(tally, points=nothing, blank=unused, unused=unused)
        elif tally.points is Lack.ABSENT and isinstance(most, Fraction):
            tally = replace(tally, excluded=most)
        tally = replace(tally, fixed=False)
        tally = tally if most is None else hold(tally, items, self._policy(spec))
        tally = replace(tally, fixed=tally.fixed and spec.get("max_points") != "given")
        rule = None if part else self.rounding.get("subtotals")
        return finish(tally, rule, path in self.moving)


def _compare(item: Spec) -> Mapping[str, Any]:
    """Return the names that formulas find of a project's own indicator."""
    form = item["_form"]
    if form == "qualitative":
        return {"tier": item.get("tier", Lack.MISSING)}
    if form == "date":
        late = (date.fromisoformat(item["_actual"]) - date.fromisoformat(item["_target"])).days
        return {"late": Fraction(late), "met": late <= 0}
    if form == "yes-no":
        return {"met": item["_target"] == item["_actual"]}
    actual = read_figure(item["_actual"])
    if form == "range":
        low, high = (Fraction(end) for end in item["_target"])
        return {"low": low, "high": high, "actual": actual, "met": low <= actual <= high}
    target = read_figure(item["_target"])
    met = {"reverse": actual <= target, "equal": actual == target}.get(form, actual >= target)
    return {"target": target, "actual": actual, "met": met}


def score_by_hand(ruleset: Spec, project: Spec) -> Verdict:
    """Return what every node of a drawn project, its total and its grade should be."""
    walk = _Walk(ruleset, project)
    rules = {**RULES, **ruleset["policies"]}
    most = Fraction(ruleset["max_points"]) if "max_points" in ruleset else None
    children = [
        walk.score(name, spec, rules, most, False) for name, spec in ruleset["indicators"].items()
    ]
    total = walk.sum_up(ruleset, most, children)
    if ruleset.get("bonus") == "cap":
        total = cap(total)
    moving = walk.is_moving("", ruleset)
    total = finish(total, walk.rounding.get("total"), moving)
    return Verdict(walk.nodes, total, find_grade(ruleset, walk.nodes, total, walk.facts))
