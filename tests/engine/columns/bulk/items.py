"""A project's own indicators in bulk: few distinct ones a batch, in ever new company."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any, Final

from scorelib.compiler.graph.plan import SlotPlan
from scorelib.words.numbers import print_number
from tests.engine.columns.bulk.figures import Kind

__all__ = ["ItemDrawer"]

Item = dict[str, str]

_POOL: Final = 120
_SPOILT: Final[Sequence[Item]] = (
    {"target": "≥5个", "actual": "4个", "tier": "met"},
    {"state": "not-applicable", "judged": "1"},
    {"target": "≥5个", "actual": "4个", "reduction": "1"},
    {"target": "≥5个", "direction": "reverse"},
    {"unit": "没有的单位"},
)
"""Indicators that no document could have."""


@dataclass(slots=True)
class ItemDrawer:
    """Draws indicators for a slot from a pool; `maxima` are those that they may have."""

    slot: SlotPlan
    random: Random
    kind: Kind
    maxima: Sequence[Fraction]
    pool: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pool = [self._draw() for _ in range(_POOL)]

    def draw_list(self, maxima: Sequence[Fraction], *, bad: bool) -> list[dict[str, Any]]:
        """Return the indicators of one project in the slot, one for each maximum."""
        random = self.random
        rows: list[dict[str, Any]] = []
        for place, most in enumerate(maxima):
            row: dict[str, Any] = {"id": f"i{place}", **random.choice(self.pool)}
            if not self.slot.split or random.random() < 0.3:
                row["max_points"] = print_number(most)
            draw = random.random()
            if draw < 0.25:
                row["declared"] = random.choice((most, most, most / 2, self._draw_points(most)))
            elif draw > 0.98:
                row["override"] = random.choice((most, Fraction(0), self._draw_points(most)))
            rows.append(row)
        if bad and rows:
            rows[0] = {**dict.fromkeys(rows[0]), "id": "i0", **random.choice(_SPOILT)}
        return rows

    def _draw_points(self, most: Fraction) -> Fraction:
        return Fraction(self.random.randrange(0, int(most * 110) + 2), 100)

    def _draw(self) -> Item:
        """Return an indicator without its id and maximum."""
        random, draw = self.random, self.random.random()
        if draw < 0.04:
            return {"state": random.choice(("not-applicable", "cannot-be-assessed"))}
        if draw < 0.08:
            return random.choice(({"target": "≥3个"}, {"actual": "3个"}, {"target": "见附件"}))
        if draw < 0.13:
            points = self._draw_points(random.choice(self.maxima))
            return {"target": "≥3个", "actual": "若干", "judged": print_number(points)}
        form = random.choice((*self.slot.forms, *self.slot.forms, "positive"))
        match form:
            case "qualitative" if self.slot.tiers:
                level = random.choice(self.slot.tiers)
                return {"tier": level, "rate": f"{print_number(self._draw_share() * 100)}%"}
            case "yes-no":
                return {"target": "是", "actual": random.choice("是是否")}
            case "date":
                return {"target": "2021年12月", "actual": f"2021-12-{random.randint(10, 31)}"}
            case "range":
                return {"target": "5~8个", "actual": f"{random.randint(3, 10)}个"}
            case "change":
                word = random.choice(("增长", "减少"))
                return {
                    "target": f"较上年{word}≥2%",
                    "actual": f"较上年{word}{random.randint(0, 4)}%",
                }
        return self._draw_compared(form)

    def _draw_share(self) -> Fraction:
        """Return a share of the maximum; of an adversary often one that makes half a cent."""
        random, most = self.random, self.random.choice(self.maxima)
        if self.kind == "random" or random.random() < 0.2 or not most:
            return Fraction(random.randrange(0, 101), 100)
        ties = 200 * most
        share = Fraction(2 * random.randrange(0, int(ties / 2) + 1) + 1) / ties
        return share if 0 <= share <= 1 and 10**8 % share.denominator == 0 else Fraction(1, 2)

    def _draw_compared(self, form: str) -> Item:
        """Return a target and an actual in figures."""
        random = self.random
        target = Fraction(random.choice((1, 4, 8, 25, 200, 1000, 3, 7, 30, 96, 12_345)))
        if random.random() < 0.2:
            target = Fraction(random.randrange(0, 10**7), random.choice((1, 100)))
        share = self._draw_share() if random.random() < 0.7 else Fraction(1)
        if form == "reverse":
            share = 2 - share
        actual = self._draw_actual(target, share)
        unit = random.choice(("个", "个", "元", "人次", ""))
        signs = {"positive": ("≥", "不低于", ">"), "reverse": ("≤", "不超过", "<"), "equal": ("=",)}
        found = {"actual": f"{print_number(actual)}{unit}"}
        if random.random() < 0.3:
            bare = {"target": f"{print_number(target)}{unit}"}
            return found | bare | {"direction": form if form in signs else "positive"}
        found["target"] = f"{random.choice(signs.get(form, ('≥',)))}{print_number(target)}{unit}"
        if form == "positive" and actual > target and random.random() < 0.2:
            found["reduction"] = random.choice(("0", "0.5", "0.125"))
        return found

    def _draw_actual(self, target: Fraction, share: Fraction) -> Fraction:
        random, actual = self.random, target * share
        if random.random() < 0.1:
            actual = random.choice((Fraction(0), target * 2, target * 3, Fraction(10**12), -target))
        if 10**6 % actual.denominator:
            actual = Fraction(round(actual * 100), 100)
        if random.random() < 0.1:
            actual += Fraction(random.choice((-1, 1)), random.choice((1, 100)))
        return actual
