"""The job in expressions of simpleeval: one an indicator, one for the total, one for the grade."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from simpleeval import SimpleEval  # type: ignore[import-untyped]

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

__all__ = ["Expressions", "list_formulas"]


class Expressions:
    """The expressions, parsed once or at each evaluation; figures are floats."""

    def __init__(self, *, parsed: bool) -> None:
        functions = {"min": min, "max": max, "ceil": math.ceil, "half_up": _round}
        self._evaluator = SimpleEval(functions=functions)
        self._formulas = [
            (name, text, self._evaluator.parse(text) if parsed else None)
            for name, text in list_formulas()
        ]

    def score(self, project: Mapping[str, Any]) -> dict[str, Any]:
        """Return a project with its points, total and grade beside its facts."""
        names = dict(project)
        evaluator = self._evaluator
        evaluator.names = names
        for name, text, tree in self._formulas:
            names[name] = evaluator.eval(text, previously_parsed=tree)
        return names


def _round(value: float) -> float:
    return math.floor(value * 100 + 0.5) / 100


def list_formulas() -> Iterator[tuple[str, str]]:
    """Yield what each expression is called and its text; `p_` goes before an indicator's name."""
    texts = dict(_list_texts())
    for name in INDICATORS:
        yield _variable(name), texts[name]
    yield "total", "half_up(" + " + ".join(map(_variable, INDICATORS)) + ")"
    *edges, (_, last) = GRADES
    yield "grade", _choose([(f"total >= {edge}", f"'{name}'") for edge, name in edges], f"'{last}'")


def _list_texts() -> Iterator[tuple[str, str]]:
    for name, points in TIERS.items():
        levels = [(f"{name} == '{level}'", f"{points * n / 100:g}") for level, n in LEVELS.items()]
        yield name, _choose(levels[:-1], levels[-1][1])
    for name, flags in CHECKLISTS.items():
        yield name, " + ".join(f"(1 if {flag} else 0)" for flag in flags)
    for name, (actual, target, points) in RATIOS.items():
        yield name, f"half_up({points} * min({actual}, {target}) / {target})"
    yield "order", "max(5 - 0.5 * faults, 0)"
    yield "timeliness", "half_up(max(5 - 0.4 * ceil(delay / 10), 0))"
    yield "satisfaction", _step("satisfaction", SATISFACTION)
    yield "quantity", _step("100 * done / planned", QUANTITY)
    yield "quality", f"half_up({_line('passed', QUALITY)})"
    yield "coverage", f"half_up({_line('served', COVERAGE)})"
    actual, target, points = PROGRESS
    share = f"half_up({points} * (min({actual} / {target}, 1) - 0.6) / 0.4)"
    yield "progress", f"{share} if {actual} / {target} >= 0.6 else 0"


def _variable(name: str) -> str:
    return "p_" + name.replace("-", "_")


def _choose(choices: list[tuple[str, str]], otherwise: str) -> str:
    return " else ".join(f"{found} if {when}" for when, found in choices) + f" else {otherwise}"


def _step(value: str, steps: tuple[tuple[int, int], ...]) -> str:
    return _choose([(f"{value} >= {edge}", f"{points / 100:g}") for edge, points in steps], "0")


def _line(value: str, nodes: tuple[tuple[int, int], ...]) -> str:
    pieces = []
    for (start, low), (end, high) in pairwise(nodes):
        slope = (high - low) / 100 / (end - start)
        pieces.append((f"{value} <= {end}", f"({value} - {start}) * {slope:g} + {low / 100:g}"))
    return _choose(pieces[:-1], pieces[-1][1])
