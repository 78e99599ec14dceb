"""Methods drawn at random, for indicators of a ruleset and for a project's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random

from tests.engine.drawing_words import (
    FACTS,
    Data,
    Formula,
    draw_bands,
    draw_condition,
    draw_points,
    draw_rounding,
    draw_row_share,
    draw_share,
    keep,
    number,
    print_figure,
    times_maximum,
)
from tests.engine.scoring import TIERS

__all__ = ["SIGNS", "TIER_BOUNDS", "draw_method", "draw_way"]

SIGNS = {"positive": "≥", "reverse": "≤", "equal": "="}
TIER_BOUNDS = {
    "met": ("0.8", False, "1", False),
    "partly": ("0.6", False, "0.8", True),
    "not-met": ("0", False, "0.6", True),
}
Most = Fraction | None
"""The maximum of an indicator, None where the ruleset does not fix it."""

MAXIMUM: Formula = ("fact", "max_points")


def _draw_value(random: Random, depth: int = 2) -> Data:
    return keep("value", draw_share(random, depth))


def _draw_proportional(random: Random, _most: Most) -> Data:
    method = _draw_value(random)
    if random.random() < 0.3:
        method["cap"] = random.choice(("0.9", "95%"))
    if random.random() < 0.2:
        method["floor"] = random.choice(("10%", "0.2"))
    if random.random() < 0.3:
        method["rounding"] = draw_rounding(random, 2, "%")
    return method


def _draw_bands_of_points(random: Random, most: Most) -> Data:
    edges = ["0%", *sorted(random.sample(("30%", "60%", "80%", "90%"), random.randint(1, 3)))]
    found, meanings = [], []
    for row, meaning in draw_bands(random, edges):
        points = draw_points(random, most)
        found.append({**row, "points": keep("points", points)["points"]})
        meanings.append((*meaning["bounds"], points))
    return {**_draw_value(random, 1), "bands": found, "_bands": meanings}


def _draw_linear(random: Random, _most: Most) -> Data:
    zero, full = random.sample(("0%", "60%", "0.8", "100%", "0.25"), 2)
    return {**_draw_value(random, 1), "zero_at": zero, "full_at": full}


def _draw_threshold(random: Random, _most: Most) -> Data:
    ratio: Formula = ("/", ("fact", "executed"), ("fact", "budget"))
    value = keep("value", ratio) if random.random() < 0.6 else _draw_value(random)
    above = random.choice(("cap", "judged"))
    return {**value, "from": random.choice(("60%", "0.5", "0%")), "above": above}


def _draw_levels(random: Random, most: Most) -> Data:
    points = {name: draw_points(random, most) for name in FACTS["cat"]["values"]}
    levels = {name: keep("points", each)["points"] for name, each in points.items()}
    return {"fact": "cat", "levels": levels, "_levels": points}


def _draw_rank(random: Random, _most: Most) -> Data:
    count = random.randint(1, 3)
    shares = sorted(random.sample(("1", "0.8", "0.5", "0.25", "0"), count), reverse=True)
    ends: list[int | None] = [*sorted(random.sample((1, 2, 3, 5, 10), count))]
    if random.random() < 0.5:
        ends[-1] = None
    points = [times_maximum(number(share)) for share in shares]
    tiers = [
        {"points": keep("points", each)["points"], **({} if end is None else {"to": str(end)})}
        for end, each in zip(ends, points, strict=True)
    ]
    meaning = list(zip(ends, points, strict=True))
    return {**keep("value", ("fact", "place")), "tiers": tiers, "_tiers": meaning}


def _draw_cases(random: Random, most: Most) -> Data:
    cases, meaning = {}, []
    for place in range(random.randint(1, 3)):
        when, points = draw_condition(random, place), draw_points(random, most)
        if random.random() < 0.3:
            points = times_maximum(draw_share(random, 1))
        cases[f"c{place}"] = {
            "when": keep("when", when)["when"],
            "points": keep("points", points)["points"],
        }
        meaning.append((when, points))
    method: Data = {"cases": cases, "_cases": meaning, "otherwise": "judged", "_otherwise": None}
    other = keep("otherwise", draw_points(random, most))
    return method if random.random() < 0.6 else {**method, **other}


def _draw_all_or_nothing(random: Random, _most: Most) -> Data:
    return keep("when", draw_condition(random, 2))


def _draw_checklist(random: Random, most: Most) -> Data:
    entries, meaning, left = {}, [], Fraction(1)
    for place in range(random.randint(1, 3)):
        when, share = draw_condition(random), random.choice((left, left / 2, Fraction(0)))
        left -= share
        points = times_maximum(number(print_figure(share)))
        if most is not None and (most * share * 10).denominator == 1:
            points = number(print_figure(most * share))
        entries[f"e{place}"] = {
            "when": keep("when", when)["when"],
            "points": keep("points", points)["points"],
        }
        meaning.append((when, points))
    return {"entries": entries, "_entries": meaning}


def _draw_steps(random: Random, measure: Formula, key: str) -> Data:
    per = random.choice(("1", "2") if measure == ("fact", "faults") else ("5%", "0.1", "3%"))
    share = times_maximum(number(random.choice(("0.5", "0.2", "0.1"))))
    thirds: Formula = ("/", MAXIMUM, number("3"))
    each = random.choice((number(random.choice(("1", "0.5", "2"))), share, thirds))
    return {
        **keep(key, measure),
        "per": per,
        "_per": Fraction(per[:-1]) / 100 if per.endswith("%") else Fraction(per),
        **keep("each", each),
        "steps": random.choice(("linear", "full", "started")),
    }


def _draw_base(random: Random, most: Most, least: Fraction) -> Data:
    floors = ["0", print_figure(least)]
    floors += ["1"] if most is not None and most >= 1 else []
    return {**keep("base", MAXIMUM), "floor": random.choice(floors)}


def _draw_deduction(random: Random, most: Most, least: Fraction = Fraction(0)) -> Data:
    measure = random.choice((("fact", "faults"), ("-", number("1"), draw_share(random, 1))))
    return {**_draw_steps(random, measure, "measure"), **_draw_base(random, most, least)}


def _draw_deviation(random: Random, most: Most, least: Fraction = Fraction(0)) -> Data:
    value = draw_share(random, 1)
    centre = random.choice(("100%", "0.5", "80%"))
    steps = _draw_steps(random, value, "value")
    return {**steps, "centre": centre, **_draw_base(random, most, least)}


def _draw_award(random: Random, _most: Most) -> Data:
    measure = random.choice((("fact", "faults"), draw_share(random, 1)))
    return _draw_steps(random, measure, "measure")


def _draw_by_row(random: Random, _most: Most) -> Data:
    money: Formula = ("/", ("fact", "lots_money"), ("total", "lots", ("fact", "lots_money")))
    equal: Formula = ("/", number("1"), ("fact", "lots_count"))
    method = {
        "rows": "lots",
        **keep("share", draw_row_share(random)),
        **keep("weight", random.choice((equal, equal, money, number("0.5")))),
    }
    return {**method, "rounding": draw_rounding(random)} if random.random() < 0.4 else method


def _draw_formula(random: Random, _most: Most) -> Data:
    return keep("points", times_maximum(draw_share(random)))


def _draw_panel(random: Random, most: Most) -> Data:
    method: Data = {"combine": "mean"}
    if random.random() < 0.5:
        method = {"combine": "trimmed-mean", "trim": "1"}
    if random.random() < 0.4:
        method["least"] = random.choice(("3", "4"))
    if most is None or random.random() < 0.5:
        method["out_of"] = "100"
    return method


def _draw_judged(random: Random, most: Most) -> Data:
    if most is None:
        return {}
    method = keep("to", times_maximum(number("0.5"))) if random.random() < 0.3 else {}
    least = keep("from", times_maximum(number("0.1"))) if random.random() < 0.2 else {}
    return {**method, **least}


METHODS: Mapping[str, Callable[[Random, Most], Data]] = {
    "proportional": _draw_proportional,
    "bands": _draw_bands_of_points,
    "levels": _draw_levels,
    "checklist": _draw_checklist,
    "deduction": _draw_deduction,
    "deviation": _draw_deviation,
    "linear": _draw_linear,
    "threshold": _draw_threshold,
    "rank": _draw_rank,
    "cases": _draw_cases,
    "all-or-nothing": _draw_all_or_nothing,
    "award": _draw_award,
    "by-row": _draw_by_row,
    "formula": _draw_formula,
    "panel": _draw_panel,
    "judged": _draw_judged,
}


def draw_method(random: Random, most: Most, least: Fraction) -> Data:
    """Draw how an indicator gets its points, which lie between `least` and its maximum."""
    if least < 0 and random.random() < 0.8:
        return _draw_below_zero(random, most, least)
    kind = random.choice((*METHODS, "proportional", "judged", "cases"))
    return {"kind": kind, **METHODS[kind](random, most)}


def _draw_below_zero(random: Random, most: Most, least: Fraction) -> Data:
    kind = random.choice(("penalty", "penalty", "deduction", "deviation", "judged"))
    if kind == "judged":
        return {"kind": kind, **keep("from", number(print_figure(least)))}
    if kind == "penalty":
        other = keep("otherwise", draw_points(random, most))
        when = keep("when", draw_condition(random))
        return {"kind": kind, **when, "points": print_figure(-least), **other}
    draw = _draw_deduction if kind == "deduction" else _draw_deviation
    return {"kind": kind, **draw(random, most, least)}


# A project's own indicators

FORMS = {
    "positive": (
        "capped-ratio",
        "capped-ratio",
        "equal-to",
        "threshold",
        "all-or-nothing",
        "formula",
    ),
    "reverse": ("inverse-ratio", "linear-excess", "all-or-nothing", "formula"),
    "equal": ("equal-to", "capped-ratio", "all-or-nothing"),
    "yes-no": ("all-or-nothing", "formula"),
    "date": ("all-or-nothing", "deduction", "formula"),
    "range": ("all-or-nothing", "formula"),
    "change": ("capped-ratio", "threshold", "all-or-nothing"),
}


def _draw_own_formula(random: Random, form: str) -> Data:
    """Draw a formula over target and actual that is the maximum times a share."""
    missed = number(random.choice(("0", "0.3")))
    share: Formula = ("if", ("fact", "met"), number("1"), missed)
    if form == "date" and random.random() < 0.6:
        share = ("if", ("<=", ("fact", "late"), ("days", "10")), number("1"), missed)
    if form == "positive" and random.random() < 0.5:
        ratio = ("/", ("fact", "actual"), ("fact", "target"))
        capped = ("max", number("0"), ("min", ratio, number("1")))
        share = ("if", (">", ("fact", "target"), number("0")), capped, number("0"))
    return keep("points", times_maximum(share))


def _draw_own(random: Random, form: str) -> Data:
    kind = random.choice(FORMS[form])
    method: Data = {"kind": kind}
    if kind == "threshold":
        method.update({"from": "60%", "above": random.choice(("cap", "judged"))})
    elif kind == "formula":
        method.update(_draw_own_formula(random, form))
    elif kind == "all-or-nothing" and random.random() < 0.3:
        method.update(keep("when", ("and", ("fact", "met"), draw_condition(random, 0))))
    elif kind == "deduction":
        days = random.choice(("1", "30"))
        method.update(keep("measure", ("fact", "late")))
        method.update(per=f"{days}天", _per=Fraction(days))
        method.update(keep("each", random.choice((number("1"), ("/", MAXIMUM, number("5"))))))
        method.update(steps=random.choice(("linear", "full", "started")))
        method.update(keep("base", MAXIMUM), floor="0")
    return method


def draw_way(random: Random, often: float = 0.7) -> Data:
    """Draw how a slot scores the project's own indicators, by the form of their targets."""
    way: Data = {form: _draw_own(random, form) for form in FORMS if random.random() < often}
    if random.random() < often:
        bounds = {
            name: (Fraction(least), below, Fraction(most), above)
            for name, (least, below, most, above) in TIER_BOUNDS.items()
        }
        way["qualitative"] = {**TIERS, "_tiers": bounds}
    if "positive" not in way:
        way["positive"] = _draw_own(random, "positive")
    if random.random() < 0.5:
        way["unmarked"] = random.choice(("positive", "equal", "ask"))
    if random.random() < 0.3:
        way["over_achievement"] = {"beyond": "120%"}
    return way
