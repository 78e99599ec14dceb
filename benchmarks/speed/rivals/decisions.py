"""The job as a decision model of zen-engine: a table for what is a table, an expression node.

The eight tables (five tiers, two steps, the grade) are decision tables; the rest, and the total,
is one expression node. zen-engine counts in decimals and rounds a half away from zero.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import zen

from benchmarks.speed.rules import (
    CHECKLISTS,
    COVERAGE,
    GRADES,
    INDICATORS,
    LEVELS,
    PROGRESS,
    QUALITY,
    QUANTITY,
    RATIOS,
    SATISFACTION,
    TIERS,
)

__all__ = ["Decisions", "make_model"]

Json = dict[str, Any]


class Decisions:
    """The model, read once; projects are mappings of floats, whole numbers, words and flags."""

    def __init__(self) -> None:
        self._decision = zen.ZenEngine().create_decision(json.dumps(make_model()))

    def score(self, project: Json) -> Any:
        """Return what the model says of a project."""
        return self._decision.evaluate(project)

    def trace(self, project: Json) -> Any:
        """Return what the model says, with what each node was given and gave."""
        return self._decision.evaluate(project, {"trace": True})


def make_model() -> Json:
    """Return the model: all tables beside each other, then the expressions, then the grade."""
    tables = [
        *(_make_table(name, name, _list_levels(points)) for name, points in TIERS.items()),
        _make_table("satisfaction", "satisfaction", _list_steps(SATISFACTION)),
        _make_table("quantity", "100 * done / planned", _list_steps(QUANTITY)),
    ]
    grades = [(f">= {edge}" if edge else "", f'"{name}"') for edge, name in GRADES]
    grade = _make_table("grade", "total", grades, passing=True)
    sums = _make_expressions()
    ends = [_make_node("in", "inputNode"), _make_node("out", "outputNode")]
    edges = [("in", each["id"]) for each in tables]
    edges += [(each["id"], "sums") for each in tables]
    edges += [("in", "sums"), ("sums", "grade"), ("grade", "out")]
    return {
        "nodes": [*ends, *tables, sums, grade],
        "edges": [
            {"id": f"e{number}", "type": "edge", "sourceId": source, "targetId": target}
            for number, (source, target) in enumerate(edges)
        ],
    }


def _make_node(name: str, kind: str, content: Json | None = None) -> Json:
    node: Json = {"id": name, "name": name, "type": kind}
    return node if content is None else node | {"content": content}


def _make_content(passing: bool) -> Json:
    return {
        "passThrough": passing,
        "inputField": None,
        "outputPath": None,
        "executionMode": "single",
    }


def _make_table(
    name: str, field: str, rows: Sequence[tuple[str, str]], *, passing: bool = False
) -> Json:
    rules = [{"_id": f"r{number}", "i": i, "o": o} for number, (i, o) in enumerate(rows)]
    output = name if passing else _variable(name)
    content = _make_content(passing) | {
        "hitPolicy": "first",
        "inputs": [{"id": "i", "name": field, "field": field}],
        "outputs": [{"id": "o", "name": name, "field": output}],
        "rules": rules,
    }
    return _make_node(f"{name}-table" if not passing else name, "decisionTableNode", content)


def _list_levels(points: int) -> list[tuple[str, str]]:
    return [(f'"{level}"', f"{points * share / 100:g}") for level, share in LEVELS.items()]


def _list_steps(steps: Sequence[tuple[int, int]]) -> list[tuple[str, str]]:
    return [*((f">= {edge}", f"{points / 100:g}") for edge, points in steps), ("", "0")]


def _make_expressions() -> Json:
    """Return the node of what is no table, and of the total."""
    expressions = [(_variable(name), text) for name, text in _list_formulas()]
    own = {key for key, _ in expressions}
    terms = [f"$.{key}" if key in own else key for key in map(_variable, INDICATORS)]
    expressions.append(("total", " + ".join(terms)))
    keys = [{"id": f"x{n}", "key": key, "value": text} for n, (key, text) in enumerate(expressions)]
    content = _make_content(passing=True) | {"expressions": keys}
    return _make_node("sums", "expressionNode", content)


def _list_formulas() -> Iterator[tuple[str, str]]:
    for name, flags in CHECKLISTS.items():
        yield name, " + ".join(f"({flag} ? 1 : 0)" for flag in flags)
    for name, (actual, target, points) in RATIOS.items():
        share = f"round({points} * {actual} / {target}, 2)"
        yield name, f"{actual} >= {target} ? {points} : {share}"
    yield "order", "faults < 10 ? 5 - 0.5 * faults : 0"
    yield "timeliness", "delay <= 120 ? 5 - 0.4 * ceil(delay / 10) : 0"
    yield "quality", f"round({_line('passed', QUALITY)}, 2)"
    yield "coverage", f"round({_line('served', COVERAGE)}, 2)"
    actual, target, points = PROGRESS
    above = f"round({points} * ({actual} - 0.6 * {target}) / (0.4 * {target}), 2)"
    short = f"{actual} < 0.6 * {target} ? 0 : {above}"
    yield "progress", f"{actual} >= {target} ? {points} : ({short})"


def _line(value: str, nodes: Sequence[tuple[int, int]]) -> str:
    *pieces, (_, last) = [
        (end, f"({value} - {start}) * {(high - low) / 100:g} / {end - start} + {low / 100:g}")
        for (start, low), (end, high) in pairwise(nodes)
    ]
    found = last
    for end, height in reversed(pieces):
        found = f"({value} <= {end} ? {height} : {found})"
    return found


def _variable(name: str) -> str:
    return "p_" + name.replace("-", "_")
