"""Rulesets and projects drawn at random, as an author would write them, for the oracle.

Beside the text of a formula or a band stands, under a key that begins with an underscore, what
it was drawn from; `strip_drawn` takes these away and leaves the documents. A slot is said not
to apply only where a project declares nothing in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any

from tests.engine.oracle import read_figure
from tests.engine.scoring import TIERS

__all__ = ["draw_project", "draw_ruleset", "strip_drawn"]

Data = dict[str, Any]
Formula = tuple[Any, ...]

SHARES = ("r1", "r2", "r3")
MODES = ("half-up", "half-down", "half-even", "up", "down", "ceiling", "floor")
LABEL = {"label": "名"}
FACTS: Data = {
    **{name: {**LABEL, "unit": "%", "min": "0", "max": "100%"} for name in SHARES},
    "budget": {**LABEL, "above": "0"},
    "executed": {**LABEL, "min": "0"},
    "f1": {**LABEL, "kind": "flag"},
    "f2": {**LABEL, "kind": "flag"},
    "cat": {**LABEL, "kind": "category", "values": {"all": "全", "some": "部分", "none": "无"}},
}
FORMS = {
    "positive": ("capped-ratio", "equal-to"),
    "reverse": ("inverse-ratio", "linear-excess"),
    "equal": ("equal-to", "capped-ratio"),
}
SIGNS = {"positive": "≥", "reverse": "≤", "equal": "="}
TIER_BOUNDS = {
    "met": ("0.8", False, "1", False),
    "partly": ("0.6", False, "0.8", True),
    "not-met": ("0", False, "0.6", True),
}
WHY = {"by": "评价组", "reason": "见意见"}


def strip_drawn(data: Any) -> Any:
    """Return a document without what it was drawn from."""
    if isinstance(data, dict):
        return {key: strip_drawn(each) for key, each in data.items() if key[0] != "_"}
    return [strip_drawn(each) for each in data] if isinstance(data, list) else data


def _print(value: Fraction) -> str:
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
    texts = [_write(part) for part in parts]
    if name in ("min", "max"):
        return f"{name}({texts[0]}, {texts[1]})"
    if name == "not":
        return f"(not {texts[0]})"
    if name == "if":
        return f"({texts[1]} if {texts[0]} else {texts[2]})"
    return f"({texts[0]} {name} {texts[1]})"


def _number(text: str) -> Formula:
    return ("number", text)


def _draw_share(random: Random, depth: int = 2) -> Formula:
    """Draw a formula that lies between 0 and 1."""

    def draw() -> Formula:
        return _draw_share(random, depth - 1)

    kind = random.choice(("fact", "fact", "spent", "*", "pick", "if", "mean", "rest"))
    if depth == 0 or kind == "fact":
        return ("fact", random.choice(SHARES))
    if kind == "spent":
        return ("min", ("/", ("fact", "executed"), ("fact", "budget")), _number("1"))
    if kind == "if":
        return ("if", _draw_condition(random, depth - 1), draw(), draw())
    if kind == "mean":
        return ("/", ("+", draw(), draw()), _number(random.choice(("2", "3", "2.5"))))
    if kind == "rest":
        return ("-", _number("1"), draw())
    return (kind if kind == "*" else random.choice(("min", "max")), draw(), draw())


def _draw_condition(random: Random, depth: int = 1) -> Formula:
    kind = random.choice(("flag", "edge", "edge", "both", "not"))
    if kind == "flag":
        return ("fact", random.choice(("f1", "f2")))
    if depth <= 0 or kind == "edge":
        sign = random.choice(("<", "<=", ">", ">="))
        return (sign, _draw_share(random, 0), _number(random.choice(("0.3", "0.5", "0.8"))))
    if kind == "both":
        name = random.choice(("and", "or"))
        return (name, _draw_condition(random, depth - 1), _draw_condition(random, depth - 1))
    return ("not", _draw_condition(random, depth - 1))


# Rulesets


def _draw_rounding(random: Random, places: int = 3, unit: str | None = None) -> Data:
    rule = {"places": str(random.randint(0, places)), "mode": random.choice(MODES)}
    return rule if unit is None else {**rule, "unit": unit}


def _draw_bands(random: Random, edges: Sequence[str]) -> list[tuple[Data, Data]]:
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


def _draw_points(random: Random, most: Fraction) -> str:
    return str(random.randint(0, int(most)))


def _draw_value(random: Random, depth: int = 2, key: str = "value") -> Data:
    formula = _draw_share(random, depth)
    return {key: _write(formula), f"_{key}": formula}


def _draw_proportional(random: Random, _most: Fraction) -> Data:
    method = _draw_value(random)
    if random.random() < 0.5:
        method["cap"] = random.choice(("0.8", "90%"))
    if random.random() < 0.2:
        method["floor"] = random.choice(("0.1", "20%"))
    if random.random() < 0.3:
        method["rounding"] = _draw_rounding(random, 3, random.choice((None, "%")))
    return method


def _draw_banded(random: Random, most: Fraction) -> Data:
    method = _draw_value(random, 1)
    edges = random.sample(("20%", "50%", "60%", "0.8", "90%"), random.randint(1, 4))
    found = _draw_bands(random, ["0%", *sorted(edges, key=read_figure)])
    random.shuffle(found)
    rows = [({**row, "points": _draw_points(random, most)}, each) for row, each in found]
    method["bands"] = [row for row, _ in rows]
    method["_bands"] = [(*each["bounds"], Fraction(row["points"])) for row, each in rows]
    if random.random() < 0.3:
        method["rounding"] = _draw_rounding(random, 2, random.choice((None, "%")))
    return method


def _draw_levels(random: Random, most: Fraction) -> Data:
    levels = {name: _draw_points(random, most) for name in FACTS["cat"]["values"]}
    return {"fact": "cat", "_value": ("fact", "cat"), "levels": levels}


def _draw_checklist(random: Random, most: Fraction) -> Data:
    entries, left = {}, most
    for place in range(random.randint(1, 3)):
        when, points = _draw_condition(random), _draw_points(random, left)
        left -= Fraction(points)
        entries[f"e{place}"] = {"when": _write(when), "_when": when, "points": points}
    return {"entries": entries}


def _draw_deduction(random: Random, most: Fraction) -> Data:
    return {
        **_draw_value(random, 1, "measure"),
        "per": random.choice(("5%", "0.1", "3%")),
        "each": random.choice(("1", "0.5", "2")),
        "steps": random.choice(("linear", "full", "started")),
        "base": _print(most),
        "floor": random.choice(("0", "0", "1")),
    }


def _draw_linear(random: Random, _most: Fraction) -> Data:
    zero, full = random.sample(("0%", "60%", "0.8", "100%", "0.25"), 2)
    return {**_draw_value(random, 1), "zero_at": zero, "full_at": full}


def _draw_formula(random: Random, most: Fraction) -> Data:
    points = ("*", _number(_print(most)), _draw_share(random))
    return {"points": _write(points), "_points": points}


def _draw_judged(random: Random, most: Fraction) -> Data:
    method = {"to": _print(most / 2)} if random.random() < 0.3 else {}
    return {**method, "from": "1"} if random.random() < 0.2 else method


METHODS = {
    "proportional": _draw_proportional,
    "bands": _draw_banded,
    "levels": _draw_levels,
    "checklist": _draw_checklist,
    "deduction": _draw_deduction,
    "linear": _draw_linear,
    "formula": _draw_formula,
    "judged": _draw_judged,
}


def _draw_policies(random: Random, often: float) -> Data:
    choices = {
        "when_missing": ("unscored", "zero", "take-over", "take-over"),
        "when_not_applicable": ("excluded", "excluded", "full", "zero", "unscored"),
        "when_unassessable": ("waived", "unscored"),
    }
    return {key: random.choice(row) for key, row in choices.items() if random.random() < often}


def _draw_leaf(random: Random) -> Data:
    most = random.choice(("2", "3", "5", "7.5", "10", "8"))
    kind = random.choice((*METHODS, "proportional", "judged"))
    return {"max_points": most, "method": {"kind": kind, **METHODS[kind](random, Fraction(most))}}


def _draw_slot(random: Random) -> Data:
    declared: Data = {
        form: {"kind": random.choice(kinds)}
        for form, kinds in FORMS.items()
        if form == "positive" or random.random() < 0.8
    }
    if random.random() < 0.8:
        bounds = {
            name: (Fraction(least), below, Fraction(most), above)
            for name, (least, below, most, above) in TIER_BOUNDS.items()
        }
        declared["qualitative"] = {**TIERS, "_tiers": bounds}
    most = random.choice(("declared", "declared", "8", "10", "7.5"))
    slot: Data = {"max_points": most, "declared": declared}
    if most != "declared":
        slot["when_not_applicable"] = random.choice(("excluded", "full", "zero", "unscored"))
    return slot


def _draw_node(random: Random, depth: int) -> tuple[Data, Fraction | None]:
    """Draw a place; also return its maximum where the ruleset fixes it."""
    spec: Data = {**LABEL, **_draw_policies(random, 0.2)}
    kind = random.choice(("leaf", "slot", "dimension") if depth else ("leaf", "slot"))
    if kind != "leaf" and random.random() < 0.4:
        spec["when_maxima_overflow"] = random.choice(("cap", "cap", "refuse"))
    if random.random() < 0.25:
        spec["rounding"] = _draw_rounding(random)
    if kind == "dimension":
        children = _draw_level(random, depth - 1, 3)
        spec["indicators"] = {f"k{place}": child for place, (child, _) in enumerate(children)}
        fixed = _draw_maximum(random, spec, [most for _, most in children], 5, 25)
        return spec, fixed
    spec.update(_draw_leaf(random) if kind == "leaf" else _draw_slot(random))
    fixed = None if spec["max_points"] == "declared" else Fraction(spec["max_points"])
    return spec, fixed


def _draw_level(random: Random, depth: int, most: int) -> list[tuple[Data, Fraction | None]]:
    """Draw the places of one level, each with its maximum where that is fixed."""
    return [_draw_node(random, depth) for _ in range(random.randint(1, most))]


def _draw_maximum(
    random: Random, spec: Data, below: Sequence[Fraction | None], least: int, most: int
) -> Fraction | None:
    """State the maximum of a heading, or do not; return it where it is fixed."""
    known = [each for each in below if each is not None]
    fixed = sum(known, Fraction(0)) if len(known) == len(below) else None
    if random.random() < 0.6:
        stated = Fraction(random.randint(least, most)) if fixed is None else fixed
        spec["max_points"] = _print(stated)
        return stated
    return fixed


def draw_ruleset(random: Random) -> Data:
    """Draw a ruleset: what stands at its top besides its name, with its indicators."""
    nodes = _draw_level(random, 2, 4)
    keys = random.sample(("points", "subtotals", "total"), random.randint(1, 3))
    edges = sorted(random.sample((3, 5, 8), random.randint(0, 3)))
    bands = _draw_bands(random, ["0", *map(str, edges)])
    rows = [({**row, "id": f"g{place}", **LABEL}, each) for place, (row, each) in enumerate(bands)]
    ruleset: Data = {
        "facts": FACTS,
        "take_over_from": "self",
        "rounding": {key: _draw_rounding(random) for key in sorted(keys)},
        "policies": _draw_policies(random, 0.6) or {"when_missing": "take-over"},
        "when_maxima_overflow": random.choice(("cap", "cap", "refuse")),
        "indicators": {f"n{place}": node for place, (node, _) in enumerate(nodes)},
        "grades": [row for row, _ in rows],
        "_grades": [(*each["bounds"], row["id"]) for row, each in rows],
    }
    _draw_maximum(random, ruleset, [most for _, most in nodes], 10, 40)
    return ruleset


# Projects


def _draw_facts(random: Random, gaps: float) -> Data:
    """Draw values for the facts; some are left out, some have a state instead."""
    any_share = f"{random.randint(0, 100_000) / 1000:.3f}%"
    shares = ("0%", "100%", "50%", "80%", "60%", "79.995%", "33.335%", "90%", "20%", any_share)
    choices: dict[str, Sequence[str]] = {
        **dict.fromkeys(SHARES, shares),
        "budget": ("3", "7", "24", "1200", "8127600"),
        "executed": ("0", "1", "5", "2.5", "7741273.5", "23.6"),
        **dict.fromkeys(("f1", "f2"), ("true", "false")),
        "cat": tuple(FACTS["cat"]["values"]),
    }
    facts: Data = {}
    for name, values in choices.items():
        if random.random() >= gaps:
            facts[name] = random.choice(values)
            continue
        state = random.choice(("missing", "not-applicable", "cannot-be-assessed", None))
        if state is not None:
            facts[name] = {"state": state, "reason": "说明"}
    return facts


def _draw_state(random: Random) -> Data:
    return {
        "state": random.choice(("not-applicable", "cannot-be-assessed")),
        "reason": "说明",
    }


def _draw_item(random: Random, place: int, slot: Data, gaps: float) -> Data:
    most = random.choice(("2", "3", "4", "5", "2.5", "0", "8"))
    form = random.choice((*SIGNS, "qualitative"))
    item: Data = {"id": f"i{place}", "name": "指标", "max_points": most, "_form": form}
    if random.random() < gaps * 0.6:
        state = _draw_state(random)
        return {**item, **state}
    if form == "qualitative":
        item["direction"] = form
        if form in slot["declared"]:
            item["target"] = "显著提升"
            rate = random.choice(("90%", "80%", "0.6", "60%", "30%", "0", "100%", "66.66%"))
            if random.random() < 0.85:
                item["tier"] = {"level": random.choice([*TIER_BOUNDS]), "rate": rate, **WHY}
        return item
    target = random.choice(("8", "0", "3", "100", "-2", "0.5"))
    item.update(target=SIGNS[form] + target, _target=target)
    if random.random() >= gaps:
        actual = random.choice(("8", "0", "3", "2", "16", "5", "-1", "7.5", "120", "0.6"))
        item.update(actual=actual, _actual=actual)
    return item


def _list_ends(spec: Data, path: str = "") -> list[tuple[str, Data]]:
    """Return the leaves and slots below a place, by path."""
    found: list[tuple[str, Data]] = []
    for key, child in spec["indicators"].items():
        name = f"{path}.{key}" if path else key
        found += _list_ends(child, name) if "indicators" in child else [(name, child)]
    return found


def _draw_said(random: Random, project: Data, path: str, most: Fraction) -> None:
    """Draw the points that the unit declares for a leaf, and an override."""
    if random.random() < 0.6:
        points = random.choice((Fraction(0), most, most / 2, most + 1, Fraction(1)))
        project["assessments"][0]["points"][path] = _print(points)
    if random.random() < 0.08:
        other = random.choice(("0", "1.25", "3", "99"))
        project["overrides"][path] = {"points": other, **WHY, "evidence": "记录"}


def draw_project(random: Random, ruleset: Data) -> Data:
    """Draw a project for a ruleset: complete, nearly so, or with many gaps."""
    gaps = random.choice((0, 0.1, 0.3))
    project: Data = {
        "facts": _draw_facts(random, gaps),
        "indicators": {},
        "judgements": {},
        "states": {},
        "overrides": {},
        "assessments": [{"id": "s", "role": "self", "points": {}}],
    }
    for path, spec in _list_ends(ruleset):
        if "declared" in spec:
            count = random.choice((0, 1, 1, 2, 3))
            items = [_draw_item(random, place, spec, gaps) for place in range(count)]
            for item in items:
                _draw_said(random, project, f"{path}.{item['id']}", Fraction(item["max_points"]))
            if items:
                project["indicators"][path] = items
            elif random.random() < 0.5:
                project["states"][path] = {"state": "not-applicable", "reason": "没有"}
            continue
        _draw_said(random, project, path, Fraction(spec["max_points"]))
        if spec["method"]["kind"] == "judged" and random.random() < 0.75:
            points = random.choice(("0", "1", "1.255", "2", "5", "50"))
            project["judgements"][path] = {"points": points, **WHY}
        elif random.random() < gaps:
            project["states"][path] = _draw_state(random)
    return project
