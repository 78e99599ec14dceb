"""Rulesets drawn at random, as an author would write them, for the oracle.

Facts and formulas come from drawing_words, methods from drawing_methods; projects for a ruleset
from drawing_projects. A place whose maximum is left to profiles has beside it, as `_profile`, its
maximum in each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from tests.engine.drawing_methods import draw_method, draw_way
from tests.engine.drawing_words import (
    FACTS,
    LABEL,
    Data,
    Formula,
    draw_bands,
    draw_condition,
    draw_rounding,
    keep,
    number,
    print_figure,
)
from tests.engine.oracle_words import read_figure

__all__ = ["draw_ruleset", "list_places"]

Maximum = Fraction | None
"""A maximum, None where the ruleset does not fix it."""

SHARES_OF_ONE = (
    ("1/3", "1/3", "1/3"),
    ("50%", "0.5"),
    ("10%", "80%", "10%"),
    ("1/4", "3/4"),
    ("0.2", "4/5"),
    ("1",),
)
POLICIES = {
    "when_missing": ("unscored", "zero", "take-over", "take-over"),
    "when_not_applicable": ("excluded", "excluded", "excluded", "full", "zero", "unscored"),
    "when_unassessable": ("waived", "unscored"),
}


def _draw_policies(random: Random, often: float) -> Data:
    return {key: random.choice(row) for key, row in POLICIES.items() if random.random() < often}


def _draw_rebase(random: Random, often: float) -> Data:
    if random.random() >= often:
        return {}
    absent = {"when_not_applicable": "excluded"} if random.random() < 0.8 else {}
    most = random.choice(("30%", "50%", "90%", "100%", "4", "10"))
    return {**absent, "rebase": {"at_most": most}}


def _draw_floor(random: Random, often: float) -> Data:
    return {"floor": random.choice(("0", "0", "1", "-2"))} if random.random() < often else {}


# Leaves and slots


def _draw_leaf(random: Random, spec: Data, most: Maximum) -> None:
    """Draw an indicator with a method; its maximum stands already in its document."""
    least = Fraction(0)
    if most is not None and random.random() < 0.1:
        spec["min_points"] = random.choice(("-2", "-5", "-10"))
        least = Fraction(spec["min_points"])
    if random.random() < 0.1:
        spec["optional"] = "true"
    spec["method"] = draw_method(random, most, least)


def _draw_slot(random: Random, spec: Data, fixed: bool) -> None:
    """Draw a slot: its own way, a named one, or one with exceptions."""
    kind = random.choice(("own", "own", "named", "use"))
    if kind == "named":
        spec["declared"] = "standard"
    else:
        spec["declared"] = draw_way(random, 0.7 if kind == "own" else 0.3)
    if kind == "use":
        spec["declared"]["use"] = "standard"
    if fixed and random.random() < 0.35:
        spec["split"] = draw_rounding(random, 2)
    if fixed or random.random() < 0.3:
        spec["when_not_applicable"] = random.choice(POLICIES["when_not_applicable"])


def _draw_end(random: Random, spec: Data, most: Maximum, stated: bool) -> None:
    """Draw a leaf or a slot where the maximum is stated or left open."""
    if random.random() < 0.75:
        _draw_leaf(random, spec, most)
    else:
        _draw_slot(random, spec, stated)


def _draw_bonus(random: Random) -> Data:
    spec: Data = {**LABEL, "max_points": random.choice(("2", "3", "5")), "bonus": "true"}
    if random.random() < 0.5:
        spec["optional"] = "true"
    spec["method"] = draw_method(random, Fraction(spec["max_points"]), Fraction(0))
    return spec


# Levels


class _Tree:
    """Draws the places of one ruleset."""

    def __init__(self, random: Random, profiles: int) -> None:
        self.random, self.profiles = random, profiles

    def draw_level(self, depth: int, most: int) -> list[tuple[Data, Maximum]]:
        """Draw the places of one level, each with its maximum where that is fixed."""
        random = self.random
        level = [self._draw_place(depth) for _ in range(random.randint(1, most))]
        if self.profiles and random.random() < 0.4:
            level += self._draw_pair(depth)
        if random.random() < 0.12:
            level.append((_draw_bonus(random), Fraction(0)))
        random.shuffle(level)
        return level

    def _draw_common(self) -> Data:
        spec: Data = {**LABEL, **_draw_policies(self.random, 0.2)}
        if self.random.random() < 0.25:
            spec["rounding"] = draw_rounding(self.random)
        return spec

    def _draw_pair(self, depth: int) -> list[tuple[Data, Maximum]]:
        """Draw two places that share a maximum, otherwise in each profile."""
        random, specs = self.random, [self._draw_common(), self._draw_common()]
        whole = random.choice((10, 8, 20))
        parts = [random.choice((0, 2, 4, whole)) for _ in range(self.profiles)]
        for spec, maxima in zip(specs, (parts, [whole - part for part in parts]), strict=True):
            spec["max_points"] = "profile"
            spec["_profile"] = [str(each) for each in maxima]
            if depth and random.random() < 0.25:
                self._draw_shares(spec, None, depth - 1)
            else:
                _draw_end(random, spec, None, stated=True)
        return [(specs[0], Fraction(whole)), (specs[1], Fraction(0))]

    def _draw_place(self, depth: int) -> tuple[Data, Maximum]:
        """Draw a place; also return its maximum where the ruleset fixes it."""
        random, spec = self.random, self._draw_common()
        kinds = ("leaf", "leaf", "slot", "shares", "dimension", "dimension")
        kind = random.choice(kinds if depth else ("leaf", "leaf", "slot"))
        if kind == "dimension":
            return spec, self._draw_dimension(spec, depth)
        fixed = self._draw_stated(spec)
        if kind == "slot" and random.random() < 0.5:
            spec["max_points"], fixed = "declared", None
        if kind == "shares":
            self._draw_shares(spec, fixed, depth - 1)
        elif kind == "slot":
            _draw_slot(random, spec, spec["max_points"] != "declared")
        else:
            _draw_leaf(random, spec, fixed)
        return spec, fixed

    def _draw_stated(self, spec: Data) -> Maximum:
        if self.random.random() < 0.12:
            spec["max_points"] = "given"
            return None
        spec["max_points"] = self.random.choice(("2", "3", "5", "7.5", "10", "8"))
        return Fraction(spec["max_points"])

    def _draw_shares(self, spec: Data, most: Maximum, depth: int) -> None:
        """Draw places that share the maximum of the one above, which is stated."""
        random = self.random
        children = {}
        for place, share in enumerate(random.choice(SHARES_OF_ONE)):
            child = {**self._draw_common(), "share": share}
            own = None if most is None else most * read_figure(share)
            if depth and random.random() < 0.3:
                self._draw_shares(child, own, depth - 1)
            else:
                _draw_end(random, child, own, stated=True)
            children[f"s{place}"] = child
        self._draw_heading(spec)
        spec["criteria" if random.random() < 0.75 else "indicators"] = children

    def _draw_heading(self, spec: Data) -> None:
        random = self.random
        if random.random() < 0.4:
            spec["when_maxima_overflow"] = random.choice(("cap", "cap", "refuse"))
        spec.update(_draw_rebase(random, 0.3))
        spec.update(_draw_floor(random, 0.1))

    def _draw_dimension(self, spec: Data, depth: int) -> Maximum:
        level = self.draw_level(depth - 1, 3)
        spec["indicators"] = {f"k{place}": child for place, (child, _) in enumerate(level)}
        self._draw_heading(spec)
        if self.random.random() < 0.1:
            spec["max_points"] = "given"
            return None
        return draw_maximum(self.random, spec, [most for _, most in level], 5, 25)


def draw_maximum(
    random: Random, spec: Data, below: Sequence[Maximum], least: int, most: int
) -> Maximum:
    """State the maximum of a heading, or do not; return it where it is fixed."""
    known = [each for each in below if each is not None]
    fixed = sum(known, Fraction(0)) if len(known) == len(below) else None
    if random.random() < 0.6:
        stated = Fraction(random.randint(least, most)) if fixed is None else fixed
        spec["max_points"] = print_figure(stated)
        return stated
    return fixed


# The whole


def list_places(spec: Data, path: str = "") -> Iterator[tuple[str, Data]]:
    """Return all places below one, by path."""
    for key, child in {**spec.get("indicators", {}), **spec.get("criteria", {})}.items():
        name = f"{path}.{key}" if path else key
        yield name, child
        yield from list_places(child, name)


def _draw_profiles(random: Random, count: int) -> list[Formula]:
    """Draw the conditions that tell profiles: at times none holds, or more than one."""
    flag: Formula = ("fact", "f1")
    edge: Formula = ("<", ("fact", "r1"), number("0.5"))
    if count == 2:
        return random.choice(([flag, ("not", flag)], [flag, ("not", flag)], [flag, edge]))
    high: Formula = ("not", edge)
    return [edge, ("and", high, flag), ("and", high, ("not", flag))][:count]


def _write_profiles(ruleset: Data, conditions: Sequence[Formula]) -> None:
    """Write the profiles with the maxima of the places that are left to them."""
    places = {name: spec for name, spec in list_places(ruleset) if "_profile" in spec}
    ruleset["_profiles"] = conditions if places else []
    if places:
        ruleset["profiles"] = {
            f"p{index}": {
                **LABEL,
                "when": keep("when", condition)["when"],
                "max_points": {name: spec["_profile"][index] for name, spec in places.items()},
            }
            for index, condition in enumerate(conditions)
        }


def _draw_bounds(random: Random, key: str) -> tuple[Data, tuple[Any, ...]]:
    """Draw bounds of rates of points, open above or below."""
    if key == "share":
        least, open_at = random.choice(("90%", "60%", "100%")), random.random() < 0.3
        row = {"above" if open_at and least != "100%" else "from": least}
        return row, (read_figure(least), "above" in row, None, False, True)
    most, closed = random.choice(("30%", "60%", "0")), random.random() < 0.3
    closed = closed or most == "0"
    return {"to" if closed else "below": most}, (None, False, read_figure(most), not closed, True)


def _draw_grade_rules(random: Random, ruleset: Data, grades: Sequence[str]) -> list[Data]:
    names = [name for name, spec in list_places(ruleset) if "bonus" not in spec]
    rules: list[Data] = []
    for place in range(random.choice((0, 0, 1, 2))):
        rule: Data = {"id": f"v{place}", "grade": random.choice(grades)}
        kind = random.choice(("node", "when", "count", "count"))
        if kind == "node":
            below = random.choice(("60%", "0.5", "1", "90%"))
            rule.update(kind="veto", node=random.choice(names), below=below)
        elif kind == "when":
            rule.update(kind="veto", **keep("when", draw_condition(random)))
        else:
            nodes = random.sample(names, min(len(names), random.randint(1, 4)))
            least = str(random.randint(1, len(nodes)))
            rule.update(kind="count", nodes=nodes, at_least=least)
            rule["share"], rule["_share"] = _draw_bounds(random, "share")
            if random.random() < 0.5:
                rule["none"], rule["_none"] = _draw_bounds(random, "none")
        rules.append(rule)
    return rules


def _write_grades(random: Random, ruleset: Data, lowest: str) -> None:
    edges = sorted(random.sample((3, 5, 8), random.randint(0, 3)))
    bands = draw_bands(random, [lowest, *map(str, edges)])
    rows = [({**row, "id": f"g{place}", **LABEL}, each) for place, (row, each) in enumerate(bands)]
    ruleset["grades"] = [row for row, _ in rows]
    ruleset["_grades"] = [(*each["bounds"], row["id"]) for row, each in rows]
    rules = _draw_grade_rules(random, ruleset, [row["id"] for row, _ in rows])
    if rules:
        ruleset["grade_rules"] = rules


def draw_ruleset(random: Random) -> Data:
    """Draw a ruleset: what stands at its top besides its name, with its indicators."""
    profiles = random.choice((0, 0, 2, 3))
    level = _Tree(random, profiles).draw_level(2, 4)
    keys = random.sample(("points", "subtotals", "total"), random.randint(1, 3))
    policies = _draw_policies(random, 0.6) or {"when_missing": "take-over"}
    rebase = _draw_rebase(random, 0.25)
    policies.update({key: rebase.pop(key) for key in ("when_not_applicable",) if key in rebase})
    ruleset: Data = {
        "facts": FACTS,
        "take_over_from": "self",
        "rounding": {key: draw_rounding(random) for key in sorted(keys)},
        "policies": policies,
        "when_maxima_overflow": random.choice(("cap", "cap", "refuse")),
        "indicators": {f"n{place}": node for place, (node, _) in enumerate(level)},
        "declared": {"standard": draw_way(random)},
        **rebase,
        **_draw_floor(random, 0.15),
    }
    _write_profiles(ruleset, _draw_profiles(random, profiles))
    draw_maximum(random, ruleset, [most for _, most in level], 10, 40)
    places = [spec for _, spec in list_places(ruleset)]
    if any("bonus" in spec for spec in places):
        ruleset["bonus"] = random.choice(("cap", "add"))
    if not any("declared" in spec for spec in places):
        del ruleset["declared"]
    below_zero = any("min_points" in spec for spec in places)
    _write_grades(random, ruleset, "-2000" if below_zero else "0")
    return ruleset
