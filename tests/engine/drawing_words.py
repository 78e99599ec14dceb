"""Facts, formulas, roundings and bands drawn at random, beside the text that authors write.

Beside the text of a formula stands, under a key that begins with an underscore, what it was drawn
from; `strip_drawn` takes these away and leaves the documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any

from tests.engine.oracle_words import read_figure

__all__ = [
    "COLUMNS",
    "FACTS",
    "LABEL",
    "SHARES",
    "WHY",
    "Data",
    "Formula",
    "draw_bands",
    "draw_condition",
    "draw_points",
    "draw_rounding",
    "draw_row_share",
    "draw_share",
    "keep",
    "number",
    "print_figure",
    "strip_drawn",
    "times_maximum",
]

Data = dict[str, Any]
Formula = tuple[Any, ...]

SHARES = ("r1", "r2", "r3")
MODES = ("half-up", "half-down", "half-even", "up", "down", "ceiling", "floor")
LABEL = {"label": "名"}
WHY = {"by": "评价组", "reason": "见意见"}
ANSWERS = {"very": "100%", "fair": "60%", "bad": "0.25"}
COLUMNS: Data = {
    "planned": {**LABEL, "above": "0"},
    "actual": {**LABEL, "min": "0"},
    "money": {**LABEL, "above": "0"},
    "done": {**LABEL, "kind": "flag"},
}
FACTS: Data = {
    **{name: {**LABEL, "unit": "%", "min": "0", "max": "100%"} for name in SHARES},
    "budget": {**LABEL, "above": "0"},
    "executed": {**LABEL, "min": "0"},
    "place": {**LABEL, "min": "1"},
    "faults": {**LABEL, "min": "0"},
    "f1": {**LABEL, "kind": "flag"},
    "f2": {**LABEL, "kind": "flag"},
    "cat": {**LABEL, "kind": "category", "values": {"all": "全", "some": "部分", "none": "无"}},
    "served": {
        **LABEL,
        "kind": "survey",
        "levels": {name: {**LABEL, "score": score} for name, score in ANSWERS.items()},
    },
    "lots": {**LABEL, "kind": "list", "fields": COLUMNS},
}


def strip_drawn(data: Any) -> Any:
    """Return a document without what it was drawn from."""
    if isinstance(data, dict):
        return {key: strip_drawn(each) for key, each in data.items() if key[0] != "_"}
    return [strip_drawn(each) for each in data] if isinstance(data, list) else data


def print_figure(value: Fraction) -> str:
    """Return a fraction that ends as a decimal in full."""
    digits = next(each for each in range(9) if (value * 10**each).denominator == 1)
    whole = str(abs(int(value * 10**digits))).zfill(digits + 1)
    sign = "-" if value < 0 else ""
    return sign + (f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole)


# Formulas


def _write(formula: Formula) -> str:
    """Return a formula as text."""
    name, *parts = formula
    if name in ("number", "fact"):
        return str(parts[0])
    if name == "days":
        return f"({parts[0]} * 天)"
    if name in ("total", "mean", "largest", "smallest"):
        return f"{name}({_write(parts[1])})"
    texts = [_write(part) for part in parts]
    if name in ("min", "max"):
        return f"{name}({texts[0]}, {texts[1]})"
    if name == "not":
        return f"(not {texts[0]})"
    if name == "if":
        return f"({texts[1]} if {texts[0]} else {texts[2]})"
    return f"({texts[0]} {name} {texts[1]})"


def keep(key: str, formula: Formula) -> Data:
    """Return a formula's text, and beside it what it was drawn from."""
    return {key: _write(formula), f"_{key}": formula}


def number(text: str) -> Formula:
    return ("number", text)


def times_maximum(share: Formula) -> Formula:
    return ("*", ("fact", "max_points"), share)


def draw_points(random: Random, most: Fraction | None) -> Formula:
    """Draw a figure from 0 to the maximum: a number, or a share of the maximum."""
    if most is not None and random.random() < 0.5:
        tenths = int(most * 10)
        text = print_figure(Fraction(random.choice((0, tenths, random.randint(0, tenths))), 10))
        return number(text)
    share = random.choice(("1", "0.5", "0", "0.3", "0.75"))
    return times_maximum(number(share))


def draw_share(random: Random, depth: int = 2) -> Formula:
    """Draw a formula that lies between 0 and 1."""

    def draw() -> Formula:
        return draw_share(random, depth - 1)

    kinds = ("fact", "fact", "spent", "*", "pick", "if", "mean", "rest", "served", "rows")
    kind = random.choice(kinds)
    if depth == 0 or kind == "fact":
        return ("fact", random.choice(SHARES))
    if kind == "served":
        return ("fact", "served")
    if kind == "rows":
        return (random.choice(("mean", "largest", "smallest")), "lots", draw_row_share(random))
    if kind == "spent":
        return ("min", ("/", ("fact", "executed"), ("fact", "budget")), number("1"))
    if kind == "if":
        return ("if", draw_condition(random, depth - 1), draw(), draw())
    if kind == "mean":
        return ("/", ("+", draw(), draw()), number(random.choice(("2", "3", "2.5"))))
    if kind == "rest":
        return ("-", number("1"), draw())
    return (kind if kind == "*" else random.choice(("min", "max")), draw(), draw())


def draw_row_share(random: Random) -> Formula:
    """Draw what one row of the list earns of its part, from 0 to 1."""
    ratio = ("min", ("/", ("fact", "lots_actual"), ("fact", "lots_planned")), number("1"))
    chosen: Formula = ("if", ("fact", "lots_done"), number("1"), number("0"))
    return random.choice((ratio, ratio, chosen, ("*", ratio, ("fact", random.choice(SHARES)))))


def draw_condition(random: Random, depth: int = 1) -> Formula:
    kind = random.choice(("flag", "edge", "edge", "both", "not"))
    if kind == "flag":
        return ("fact", random.choice(("f1", "f2")))
    if depth <= 0 or kind == "edge":
        sign = random.choice(("<", "<=", ">", ">="))
        return (sign, draw_share(random, 0), number(random.choice(("0.3", "0.5", "0.8"))))
    if kind == "both":
        name = random.choice(("and", "or"))
        return (name, draw_condition(random, depth - 1), draw_condition(random, depth - 1))
    return ("not", draw_condition(random, depth - 1))


# Roundings and bands


def draw_rounding(random: Random, places: int = 3, unit: str | None = None) -> Data:
    rule = {"places": str(random.randint(0, places)), "mode": random.choice(MODES)}
    return rule if unit is None else {**rule, "unit": unit}


def draw_bands(random: Random, edges: Sequence[str]) -> list[tuple[Data, Data]]:
    """Draw bands that begin at these edges, the lowest first: rows, and what they mean."""
    included = [True, *(random.random() < 0.5 for _ in edges[1:])]
    found = []
    for place, edge in enumerate(edges):
        row = {"from" if included[place] else "above": edge}
        bounds: list[Any] = [read_figure(edge), not included[place], None, False]
        if place + 1 < len(edges):
            closed = not included[place + 1]
            bounds[2:] = [read_figure(edges[place + 1]), not closed]
            if random.random() < 0.3:
                row["to" if closed else "below"] = edges[place + 1]
        found.append((row, {"bounds": bounds}))
    return found
