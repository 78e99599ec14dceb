"""Forms drawn at random that agree with themselves and with their rules, and the rules for them.

The figures are worked out in `hand`; printed words and documents are made here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from hypothesis import strategies as st

from tests.engine.drawing_words import print_figure
from tests.reading.reconciliation.hand import Kind, Leaf, Rules, add_up, list_above, take_points
from tests.strategies import round_by_decimal

__all__ = ["AMOUNTS", "OWN", "RULES", "SHIPPED", "Form", "Want", "draw_forms", "write_rulesets"]

Data = dict[str, Any]
Stance = Literal["met", "missed", "over", "tie"]
Want = tuple[Kind, Stance]
"""What one row of a drawn form has to be: the mistake needs it."""


def _steps(*rows: tuple[int, int]) -> tuple[tuple[Fraction, Fraction], ...]:
    return tuple((Fraction(least, 100), Fraction(share, 100)) for least, share in rows)


AMOUNTS = ("contracts",)
"""What a report gives beside the money block, of the contracts."""

CENTRAL = "cn/mof/central-self-evaluation@2021"
SHIPPED = (
    Rules("cn/mof/self-evaluation@2020"),
    Rules("cn/hubei/self-evaluation@2020", places=1, reverse="inverse"),
    Rules(
        CENTRAL,
        threshold=Fraction(3, 5),
        steps=_steps((80, 70), (60, 50), (0, 0)),
        survey=_steps((90, 100), (80, 80), (60, 50), (0, 0)),
    ),
)
OWN = (
    Rules("demo/town/form@2019"),
    Rules("demo/town/form@2022", places=1, reverse="inverse"),
    Rules(
        "demo/east/form@2021",
        places=1,
        steps=_steps((95, 100), (80, 80), (60, 50), (0, 0)),
        rebase="total",
        total=1,
        edges=(("好", 85), ("较好", 75), ("一般", 60), ("较差", 0)),
    ),
    Rules("demo/west/form@2021", places=None, reverse="inverse", total=1, rebase="headings"),
    Rules("demo/north/form@2021", mode="half-even", subtotals=1, total=0),
)
RULES = (*SHIPPED, *OWN)


# The rulesets of one's own


def write_rulesets(root: Path) -> None:
    """Write the small rulesets under a folder, as an author would."""
    for rules in OWN:
        name, _, edition = rules.reference.partition("@")
        place = root / name / edition / "ruleset.yaml"
        place.parent.mkdir(parents=True)
        place.write_text(json.dumps(_write_ruleset(rules), ensure_ascii=False), "utf-8")


def _round(places: int, mode: str = "half-up") -> Data:
    return {"places": str(places), "mode": mode}


def _write_ruleset(rules: Rules) -> Data:
    name, _, edition = rules.reference.partition("@")
    places = (("points", rules.places), ("subtotals", rules.subtotals), ("total", rules.total))
    rounding = {key: _round(each) for key, each in places if each is not None}
    if "points" in rounding:
        rounding["points"]["mode"] = rules.mode
    move = {"rebase": {"at_most": "50%"}}
    return {
        "scorelib": "1",
        "id": name,
        "edition": edition,
        "revision": "1",
        "title": "小规则",
        "facts": {
            "budget": {"label": "全年预算数", "unit": "万元", "above": "0", "funds": "budget"},
            "executed": {"label": "全年执行数", "unit": "万元", "min": "0", "funds": "executed"},
        },
        "rounding": rounding,
        "policies": {"when_missing": "unscored", "when_not_applicable": "excluded"},
        "max_points": "100",
        "when_maxima_overflow": "refuse",
        **(move if rules.rebase == "total" else {}),
        "declared": {"standard": _write_ways(rules)},
        "indicators": _write_indicators(rules),
        "key_nodes": {"execution": "execution-rate", "outputs": ["output"]},
        "grades": [
            {"id": f"g{place}", "label": word, "from": str(least)}
            for place, (word, least) in enumerate(rules.edges)
        ],
    }


def _write_ways(rules: Rules) -> Data:
    reverse = "linear-excess" if rules.reverse == "excess" else "inverse-ratio"
    return {"positive": "capped-ratio", "reverse": reverse, "equal": "equal-to"}


def _write_indicators(rules: Rules) -> Data:
    method: Data = {"kind": "proportional", "value": "executed / budget", "cap": "1"}
    if rules.steps:
        rows = [
            {"from": f"{print_figure(least * 100)}%", "points": f"max_points * {float(share)}"}
            for least, share in rules.steps
        ]
        method = {"kind": "bands", "value": "executed / budget", "bands": rows}
    found: Data = {"execution-rate": {"label": "执行率", "max_points": "10", "method": method}}
    slot = {"label": "自设", "max_points": "declared", "declared": "standard"}
    for heading, most, slots in _LAYOUT:
        below = dict.fromkeys(slots, slot)
        found[heading] = {"label": heading, "max_points": str(most), "indicators": below}
        if rules.rebase == "headings":
            found[heading]["rebase"] = {"at_most": "50%"}
    return found


# Layouts: headings with their maxima and the slots below

_Layout = tuple[str, int, tuple[str, ...]]
_OUTPUT = ("quantity", "quality", "timeliness", "cost")
_BENEFIT = ("economic", "social", "ecological", "sustainable")
_LAYOUT: Sequence[_Layout] = (
    ("output", 50, _OUTPUT),
    ("benefit", 30, _BENEFIT),
    ("satisfaction", 10, ("served",)),
)


def _lay_out(rules: Rules, has_cost: bool, has_survey: bool) -> Sequence[_Layout]:
    """Return the headings under which a form of these rules has rows of its own."""
    if rules.reference == CENTRAL:
        cost: list[_Layout] = [("cost", 20, ("",))] if has_cost else []
        benefit = (20 if has_cost else 30) + (0 if has_survey else 10)
        output: _Layout = ("output", 40 if has_cost else 50, _OUTPUT[:3])
        return [*cost, output, ("benefit", benefit, _BENEFIT[:3])]
    if rules.reference.startswith("cn/hubei"):
        maxima = (40, 30, 10)
        return [
            (f"targets.{name}", most, slots)
            for most, (name, _, slots) in zip(maxima, _LAYOUT, strict=True)
        ]
    return _LAYOUT


# Forms


@dataclass(frozen=True)
class Form:
    """A form: its rows with what is printed in them, its money, and what else it says.

    `money` are the columns of the money block and the amounts in 元; `wanted` is the row that was
    asked for.
    """

    rules: Rules
    leaves: tuple[Leaf, ...]
    words: Mapping[str, tuple[str, str]]
    money: Mapping[str, Fraction]
    unit: str
    wanted: str
    facts: Mapping[str, str] = field(default_factory=dict)
    headings: bool = True
    extra: Mapping[str, Any] = field(default_factory=dict)

    def leaf(self, path: str) -> Leaf:
        return next(leaf for leaf in self.leaves if leaf.path == path)

    def points(self, rules: Rules | None = None) -> dict[str, Fraction]:
        """Return the points of all rows that apply, by the form's rules or by others."""
        counted = [leaf for leaf in self.leaves if leaf.applies]
        return {leaf.path: take_points(rules or self.rules, leaf) for leaf in counted}

    def sums(
        self, points: Mapping[str, Fraction], rules: Rules | None = None
    ) -> dict[str, Fraction]:
        """Return what points come to under the headings and as the total."""
        return add_up(rules or self.rules, self.leaves, points)

    def declare(
        self,
        wrong: Mapping[str, Fraction] | None = None,
        *,
        carry: bool = True,
        by: Rules | None = None,
        total: Fraction | None = None,
        grade: str | None = None,
    ) -> Data:
        """Return the project; some declared points are wrong, and carried into the sums or not."""
        right = self.points(by)
        points = {**right, **(wrong or {})}
        sums = self.sums(points if carry else right, by)
        total = sums["total"] if total is None else total
        word = (by or self.rules).grade(total) if grade is None else grade
        above = {name for path in right for name in list_above(path)}
        declared = {**points, **{name: sums[name] for name in sorted(above) if self.headings}}
        return self._write({name: _print(each) for name, each in declared.items()}, total, word)

    def _write(self, points: Mapping[str, str], total: Fraction, grade: str) -> Data:
        execution = self.leaf("execution-rate")
        said: Data = {"id": "self", "role": "self-evaluation", "label": "单位自评"}
        said |= {"points": points, "total": _print(total), "grade": grade}
        if not self.rules.steps:
            rate = round_by_decimal(execution.actual / execution.target * 100, 2, "half-up")
            said["rates"] = {"execution-rate": f"{print_figure(rate)}%"}
        if execution.actual != execution.target:
            said["reasons"] = {"execution-rate": "招标结余"}
        return {
            "scorelib": "1",
            "project": {"id": "p", "name": "项目"},
            "ruleset": self.rules.reference,
            "assessed_period": "2021",
            "evaluated_on": "2022-01-31",
            "funds": {"total": {name: self._print_money(each) for name, each in self._money()}},
            "facts": dict(self.facts),
            "indicators": self._write_items(),
            "assessments": [said],
            "amounts": {
                name: self._print_money(self.money[name]) for name in AMOUNTS if name in self.money
            },
            **self.extra,
        }

    def _money(self) -> Iterator[tuple[str, Fraction]]:
        for name in ("initial", "budget", "arrived", "executed"):
            if name in self.money:
                yield name, self.money[name]

    def _print_money(self, value: Fraction) -> str:
        factor = 10_000 if self.unit == "万元" else 1
        return f"{print_figure(value / factor)}{self.unit}"

    def _write_items(self) -> Data:
        found: dict[str, list[Data]] = {}
        for leaf in self.leaves:
            if leaf.kind in ("execution", "survey"):
                continue
            slot, _, name = leaf.path.rpartition(".")
            target, actual = self.words[leaf.path]
            item = {"id": name, "name": f"{slot}第{name[1:]}项", "max_points": _print(leaf.most)}
            if leaf.applies:
                item |= {"target": target, "actual": actual}
                if leaf.actual != leaf.target:
                    item["reason"] = "情况有变"
            else:
                item |= {"state": "not-applicable", "reason": "本年没有"}
            found.setdefault(slot, []).append(item)
        return found


def _print(points: Fraction) -> str:
    """Return points as a form prints them: what does not end, with two decimals."""
    ends = any((points * 10**digits).denominator == 1 for digits in range(9))
    return print_figure(points if ends else round_by_decimal(points, 2, "half-up"))


# Drawing


@st.composite
def draw_forms(
    draw: st.DrawFn,
    rules: Rules,
    want: Want | None = None,
    absent: bool = False,
    unit: str | None = None,
) -> Form:
    """Return consistent forms for rules; one row is as wanted; one does not apply if `absent`.

    The wanted row may have to be in a unit.
    """
    has_cost, has_survey = draw(st.booleans()), draw(st.booleans()) or want == ("survey", "met")
    places = [
        _split_path(heading, most, slots)
        for heading, most, slots in _lay_out(rules, has_cost, has_survey)
    ]
    rows = [row for each in places for row in draw(each)]
    item_want = want if want is not None and want[0] not in ("execution", "survey") else None
    chosen = draw(st.integers(0, len(rows) - 1)) if item_want else -1
    leaves, words = [], {}
    for place, (path, most) in enumerate(rows):
        each = item_want if place == chosen and item_want else draw(_wants(rules))
        wanted_unit = unit if place == chosen else None
        leaf, words[path] = draw(_rows(rules, path, most, each, wanted_unit))
        leaves.append(leaf)
    money, of_money, finished = draw(_moneys(rules, want))
    execution = Leaf("execution-rate", "execution", _execution_most(rules), *_ends(money))
    leaves.insert(0, execution)
    wanted = rows[chosen][0] if item_want else "execution-rate"
    facts: dict[str, str] = {}
    if rules.reference == CENTRAL:
        rules = replace(rules, finished=finished)
        flags = {"finished": finished, "has_cost": has_cost, "has_survey": has_survey}
        facts = {name: str(value).lower() for name, value in flags.items()}
        if has_survey:
            tenths = draw(st.integers(400, 1000))
            facts["satisfaction"] = f"{print_figure(Fraction(tenths, 10))}%"
            leaves.append(_survey(Fraction(tenths, 1000)))
            wanted = "satisfaction" if want == ("survey", "met") else wanted
    if absent:
        leaves, wanted = draw(_drop_one(leaves))
    headings = draw(st.booleans())
    return Form(rules, tuple(leaves), words, money, of_money, wanted, facts, headings)


def _survey(rate: Fraction) -> Leaf:
    return Leaf("satisfaction", "survey", Fraction(10), Fraction(1), rate)


def _execution_most(rules: Rules) -> Fraction:
    return Fraction(20 if rules.reference.startswith("cn/hubei") else 10)


def _ends(money: Mapping[str, Fraction]) -> tuple[Fraction, Fraction]:
    return money["budget"], money["executed"]


def _split_path(
    heading: str, most: int, slots: tuple[str, ...]
) -> st.SearchStrategy[list[tuple[str, Fraction]]]:
    """Return rows under a heading: their paths, and maxima that add up to its own."""
    low, high = (3, 10) if most >= 40 else (1, 6) if most >= 20 else (1, 2)
    cuts = st.lists(st.integers(1, most - 1), min_size=low - 1, max_size=high - 1, unique=True)

    @st.composite
    def rows(draw: st.DrawFn) -> list[tuple[str, Fraction]]:
        edges = [0, *sorted(draw(cuts)), most]
        names = sorted(draw(st.sampled_from(range(len(slots)))) for _ in edges[1:])
        paths = [f"{heading}.{slots[name]}" if slots[name] else heading for name in names]
        maxima = [Fraction(after - before) for before, after in pairwise(edges)]
        return [
            (f"{path}.i{place}", each)
            for place, (path, each) in enumerate(zip(paths, maxima, strict=True))
        ]

    return rows()


def _wants(rules: Rules) -> st.SearchStrategy[Want]:
    if rules.reference == CENTRAL:
        kinds: tuple[Kind, ...] = ("positive", "equal", "yes-no")
        return st.tuples(st.sampled_from(kinds), st.sampled_from(("met", "missed")))
    stances: tuple[Stance, ...] = ("met", "missed", "over")
    kinds = ("positive", "positive", "reverse", "equal")
    return st.tuples(st.sampled_from(kinds), st.sampled_from(stances))


_UNITS = (("个", 0), ("人", 0), ("米", 1), ("天", 0), ("万元", 2), ("%", 1))
"""Units, and with how many decimals figures are printed in them."""
_SIGNS: Mapping[str, tuple[str, ...]] = {
    "positive": ("≥{}", "不低于{}", "{}以上"),
    "reverse": ("≤{}", "不超过{}", "{}以下"),
    "equal": ("={}",),
}


@st.composite
def _rows(
    draw: st.DrawFn, rules: Rules, path: str, most: Fraction, want: Want, wanted_unit: str | None
) -> tuple[Leaf, tuple[str, str]]:
    """Return a row of a form, with the words of its target and its actual."""
    kind, stance = want
    if kind == "yes-no":
        met = Fraction(stance != "missed")
        return Leaf(path, kind, most, Fraction(1), met), ("是", "是" if met else "否")
    units = [each for each in _UNITS if wanted_unit in (None, each[0])]
    unit, digits = draw(st.sampled_from(_UNITS[:4] if stance == "tie" else units))
    if stance == "tie":
        target, actual = draw(_ties(rules, most))
    else:
        high = 800 if unit == "%" else 5000
        target = draw(st.integers(30, high))
        actual = draw(_actuals(kind, stance, target))
        if unit == "%" and kind != "reverse":
            actual = min(actual, 1000)
    figures = [Fraction(each, 10**digits) for each in (target, actual)]
    printed = [f"{print_figure(each)}{unit}" for each in figures]
    if unit == "万元" and draw(st.booleans()):
        printed[1] = f"{print_figure(figures[1] * 10_000)}元"
    sign = draw(st.sampled_from(_SIGNS[kind]))
    leaf = Leaf(path, kind, most, figures[0], figures[1])
    return leaf, (sign.format(printed[0]), printed[1])


def _actuals(kind: Kind, stance: Stance, target: int) -> st.SearchStrategy[int]:
    if stance == "met":
        return st.just(target)
    if (stance == "missed") != (kind == "reverse"):
        return st.integers(1, target - 1)
    return st.integers(target + 1, 2 * target - 1)


def _ties(rules: Rules, most: Fraction) -> st.SearchStrategy[tuple[int, int]]:
    """Return targets and actuals whose points lie halfway, the digit before even."""
    assert rules.places is not None
    scale = 2 * 10**rules.places * int(most)
    start = rules.threshold

    def pair(half: int) -> tuple[int, int]:
        actual = 10 * scale * start + 10 * (1 - start) * (4 * half + 1)
        return 10 * scale, int(actual)

    return st.integers(0, scale // 4 - 1).map(pair)


@st.composite
def _moneys(
    draw: st.DrawFn, rules: Rules, want: Want | None
) -> tuple[dict[str, Fraction], str, bool]:
    """Return the money block in 元, its unit, and whether the project is finished."""
    unit = draw(st.sampled_from(("元", "万元")))
    step = 100 if unit == "万元" else 1
    budget = draw(st.integers(1000, 2_000_000)) * step
    stance = want[1] if want is not None and want[0] == "execution" else None
    finished = rules.reference == CENTRAL and stance is None and draw(st.booleans())
    least = 0 if stance is None else budget // 20
    executed = draw(st.integers(least, budget - 1))
    if stance == "over":
        executed = draw(st.integers(budget + 1, 2 * budget))
    elif stance is None and rules.reference != CENTRAL and draw(st.booleans()):
        executed = budget
    others = st.integers(1000, 2_000_000).map(lambda each: each * step)
    money = {"budget": budget, "executed": executed}
    for name in ("initial", "arrived", *AMOUNTS):
        if stance == "missed" or draw(st.booleans()):
            money[name] = draw(others)
    return {name: Fraction(each) for name, each in money.items()}, unit, finished


@st.composite
def _drop_one(draw: st.DrawFn, leaves: Sequence[Leaf]) -> tuple[list[Leaf], str]:
    """Return rows of which one does not apply; others of its heading do, and weigh as much."""
    own = [leaf for leaf in leaves if leaf.kind not in ("execution", "survey")]

    def weigh(leaf: Leaf) -> Fraction:
        heading = list(list_above(leaf.path))[-1]
        return sum((each.most for each in own if each.path.startswith(heading)), Fraction(0))

    fitting = [leaf for leaf in own if 2 * leaf.most <= weigh(leaf)]
    gone = draw(st.sampled_from(fitting))
    return [replace(each, applies=each is not gone) for each in leaves], gone.path
