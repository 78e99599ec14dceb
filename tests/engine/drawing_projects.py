"""Projects drawn at random for a drawn ruleset: complete, nearly so, or with many gaps.

A slot is said not to apply only where a project declares nothing in it. What an own indicator's
words mean stands beside them: `_form`, `_target` and `_actual`, no form where nobody can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any

from tests.engine.drawing import list_places
from tests.engine.drawing_methods import SIGNS, TIER_BOUNDS
from tests.engine.drawing_words import COLUMNS, FACTS, SHARES, WHY, Data, print_figure

__all__ = ["draw_project"]


# Facts


def _draw_state(random: Random, *more: str) -> Data:
    states = ("not-applicable", "cannot-be-assessed", *more)
    return {"state": random.choice(states), "reason": "说明"}


def _draw_rows(random: Random, gaps: float) -> Data:
    """Draw the rows of a list; some do not apply, some lack a figure."""
    rows: list[Data] = []
    for place in range(random.randint(1, 3)):
        row: Data = {"id": f"l{place}"}
        if random.random() < 0.15:
            rows.append({**row, "state": "not-applicable", "reason": "没有"})
            continue
        choices = {
            "planned": ("5", "8", "3"),
            "actual": ("5", "0", "3", "2.5", "9"),
            "money": ("1", "30", "7.5"),
            "done": ("true", "false"),
        }
        for column in COLUMNS:
            if random.random() >= gaps / 3:
                row[column] = random.choice(choices[column])
        rows.append(row)
    return {"rows": rows}


def _draw_counts(random: Random) -> Data:
    levels = FACTS["served"]["levels"]
    return {"counts": {name: str(random.choice((0, 0, 1, 7, 94))) for name in levels}}


def _draw_facts(random: Random, gaps: float) -> Data:
    """Draw values for the facts; some are left out, some have a state instead."""
    any_share = f"{random.randint(0, 100_000) / 1000:.3f}%"
    shares = ("0%", "100%", "50%", "80%", "60%", "79.995%", "33.335%", "90%", "20%", any_share)
    choices: dict[str, Sequence[Any]] = {
        **dict.fromkeys(SHARES, shares),
        "budget": ("3", "7", "24", "1200", "8127600"),
        "executed": ("0", "1", "5", "2.5", "7741273.5", "23.6"),
        "place": ("1", "2", "5", "7", "11", "2.5"),
        "faults": ("0", "1", "3", "2.5", "20"),
        **dict.fromkeys(("f1", "f2"), ("true", "false")),
        "cat": tuple(FACTS["cat"]["values"]),
        "served": (_draw_counts(random),),
        "lots": (_draw_rows(random, gaps),),
    }
    facts: Data = {}
    for name, values in choices.items():
        if random.random() >= gaps:
            facts[name] = random.choice(values)
        elif random.random() < 0.75:
            facts[name] = _draw_state(random, "missing")
    return facts


# A project's own indicators

DAYS = ("2021-06-30", "2021-12-31", "2022-01-03", "2022-03-01", "2021-11-15")


def _draw_figures(random: Random, form: str) -> Data:
    target = random.choice(("8", "0", "3", "100", "-2", "0.5"))
    actual = random.choice(("8", "0", "3", "2", "16", "5", "-1", "7.5", "120", "0.6"))
    words = {"target": SIGNS[form] + target, "actual": actual}
    return {**words, "_target": target, "_actual": actual}


def _draw_day(random: Random, _form: str) -> Data:
    words, last = random.choice((("2021年12月31日", DAYS[1]), ("2021年6月", DAYS[0])))
    actual = random.choice(DAYS)
    return {"target": words, "actual": actual, "_target": last, "_actual": actual}


def _draw_answer(random: Random, _form: str) -> Data:
    target, actual = random.choice("是是否"), random.choice("是否")
    return {"target": target, "actual": actual, "_target": target, "_actual": actual}


def _draw_range(random: Random, _form: str) -> Data:
    low, high = random.choice((("3", "5"), ("0", "8"), ("2.5", "3")))
    actual = random.choice(("3", "4", "8", "0", "5", "6"))
    words = {"target": f"{low}至{high}个", "actual": f"{actual}个"}
    return {**words, "_target": (low, high), "_actual": actual}


def _draw_change(random: Random, _form: str) -> Data:
    up = random.random() < 0.5
    target, actual = random.choice(("10", "2")), random.choice(("12", "5", "1", "2", "10"))
    other = random.random() < 0.2
    words = ("增长", "减少") if up else ("减少", "增长")
    done = f"较上年{words[other]}{actual}%"
    size = f"-{actual}%" if other else f"{actual}%"
    return {
        "target": f"较上年{words[0]}≥{target}%",
        "actual": done,
        "_target": f"{target}%",
        "_actual": size,
    }


DRAW = {
    **dict.fromkeys(SIGNS, _draw_figures),
    "date": _draw_day,
    "yes-no": _draw_answer,
    "range": _draw_range,
    "change": _draw_change,
}


def _find_way(ruleset: Data, slot: Data) -> Data:
    """Return how a slot scores each form."""
    own = slot["declared"]
    named = ruleset.get("declared", {}).get("standard", {})
    if isinstance(own, str):
        return dict(named)
    return {**(named if "use" in own else {}), **own}


def _draw_tier(random: Random, way: Data) -> Data:
    if "qualitative" not in way:
        return {"direction": "qualitative"}
    item: Data = {"direction": "qualitative", "target": "显著提升"}
    rate = random.choice(("90%", "80%", "0.6", "60%", "30%", "0", "100%", "66.66%"))
    if random.random() < 0.85:
        item["tier"] = {"level": random.choice([*TIER_BOUNDS]), "rate": rate, **WHY}
    return item


def _draw_words(random: Random, way: Data, gaps: float) -> Data:
    """Draw a target and an actual, and what they mean."""
    known = [form for form in DRAW if form in way]
    form = random.choice((*known, *known, *DRAW, "qualitative", "unmarked", "words"))
    if form == "qualitative":
        return {"_form": form, **_draw_tier(random, way)}
    if form == "words":
        return {"_form": None, "target": "显著提升", "actual": "达成"}
    if form == "unmarked":
        item = _draw_figures(random, "positive")
        kind = way.get("unmarked", "ask")
        item.update(target=item["_target"], _form=None if kind == "ask" else kind)
    else:
        item = {"_form": form, **DRAW[form](random, form)}
    if random.random() < gaps:
        del item["actual"], item["_actual"]
    return item


def _draw_by_hand(random: Random, item: Data) -> Data:
    """Draw points that a person gives, or takes off what exceeds its target."""
    points = random.choice(("0", "1", "1.255", "2", "50"))
    exceeds = item["_form"] == "positive" and "_actual" in item
    if exceeds and Fraction(item["_actual"]) > Fraction(item["_target"]):
        return {"reduction": {"points": random.choice(("0.5", "1.25", "30")), **WHY}}
    return {} if "tier" in item else {"judgement": {"points": points, **WHY}}


def _draw_item(random: Random, place: int, way: Data, split: bool, gaps: float) -> Data:
    most: Any = random.choice(("2", "3", "4", "5", "2.5", "0", "8"))
    if random.random() < 0.1:
        most = {"inferred": most, "reason": "表上没有印"}
    item: Data = {"id": f"i{place}", "name": "指标", "max_points": most, "_form": None}
    if split and random.random() < 0.7:
        del item["max_points"]
    if random.random() < gaps * 0.6:
        return {**item, **_draw_state(random)}
    item.update(_draw_words(random, way, gaps))
    awaits = "_actual" not in item and "tier" not in item
    often = 0.6 if awaits else 0.25
    return {**item, **_draw_by_hand(random, item)} if random.random() < often else item


# What is said beside facts


class _Desk:
    """Draws what one project says of its places."""

    def __init__(self, random: Random, ruleset: Data) -> None:
        self.random, self.ruleset = random, ruleset
        self.gaps = random.choice((0, 0, 0.05, 0.3))
        self.project: Data = {
            "facts": _draw_facts(random, self.gaps),
            "maxima": {},
            "indicators": {},
            "judgements": {},
            "states": {},
            "overrides": {},
            "assessments": [{"id": "s", "role": "self", "points": {}}],
        }

    def draw_slot(self, path: str, spec: Data) -> None:
        random, way = self.random, _find_way(self.ruleset, spec)
        split = "split" in spec
        items = [
            _draw_item(random, place, way, split, self.gaps)
            for place in range(random.choice((0, 1, 1, 2, 3)))
        ]
        for item in items:
            most = item.get("max_points", "3")
            text = most["inferred"] if isinstance(most, dict) else most
            self._draw_said(f"{path}.{item['id']}", Fraction(text))
        if items:
            self.project["indicators"][path] = items
        elif random.random() < 0.5:
            self.project["states"][path] = {"state": "not-applicable", "reason": "没有"}

    def draw_leaf(self, path: str, spec: Data) -> None:
        random, text = self.random, spec.get("max_points", "5")
        spoken = "optional" not in spec or random.random() < 0.5
        if spoken:
            self._draw_said(path, Fraction(5 if text in ("given", "profile") else text))
        kind = spec["method"]["kind"]
        by_hand = 0.97 if self.gaps < 0.1 else 0.6
        if random.random() < (by_hand if kind in ("judged", "panel") else 0.2) * spoken:
            self.project["judgements"][path] = {**self._draw_judgement(kind, text), **WHY}
        elif random.random() < self.gaps * 0.7:
            self.project["states"][path] = _draw_state(random)

    def _draw_judgement(self, kind: str, most: str) -> Data:
        random = self.random
        if kind != "panel":
            return {"points": random.choice(("0", "1", "1", "1.255", "2", "2", "5", "50", "-1"))}
        top = random.choice(("100", most if most not in ("given", "profile") else "4"))
        shares = random.choices((0, Fraction(1, 2), Fraction(3, 4), 1, 1, 2), (1, 3, 3, 3, 3, 0.3))
        shares += random.choices((0, Fraction(1, 2), Fraction(9, 10), 1), k=random.randint(0, 4))
        return {"panel": [print_figure(Fraction(top) * share) for share in shares]}

    def _draw_said(self, path: str, most: Fraction) -> None:
        """Draw the points that the unit declares for a leaf, and an override."""
        random = self.random
        if random.random() < 0.6:
            points = random.choice((Fraction(0), most, most / 2, most + 1, Fraction(1)))
            self.project["assessments"][0]["points"][path] = print_figure(points)
        if random.random() < 0.08:
            other = random.choice(("0", "1.25", "3", "99", "-1"))
            self.project["overrides"][path] = {"points": other, **WHY, "evidence": "记录"}

    def draw_maximum(self, path: str) -> None:
        if self.random.random() < 0.9:
            most = self.random.choice(("5", "8", "3", "12", "0"))
            inferred = {"inferred": most, "reason": "由合计推定"}
            self.project["maxima"][path] = most if self.random.random() < 0.8 else inferred


def draw_project(random: Random, ruleset: Data) -> Data:
    """Draw a project for a ruleset."""
    desk = _Desk(random, ruleset)
    for path, spec in list_places(ruleset):
        if spec.get("max_points") == "given":
            desk.draw_maximum(path)
        if "declared" in spec:
            desk.draw_slot(path, spec)
        elif "method" in spec:
            desk.draw_leaf(path, spec)
    return desk.project
