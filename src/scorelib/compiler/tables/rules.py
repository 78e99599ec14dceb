"""Rules of a table in the order in which they count, and what becomes of several that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.tables.arguments import Argument
from scorelib.compiler.tables.cells import Cell, build_cell

__all__ = ["SINGLE", "Hit", "Rule", "Rules"]

Hit = Literal["unique", "first", "priority", "sum", "min", "max", "count"]

SINGLE: Final = ("unique", "first", "priority")
"""The hit policies under which one rule alone gives the result."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it asks of each argument, what it gives, and its position as written."""

    cells: tuple[Cell, ...]
    gives: Fraction | str
    row: int


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a table in the order in which they count, and what is found where none fits."""

    hit: Hit
    arguments: tuple[Argument, ...]
    rules: tuple[Rule, ...]
    otherwise: Fraction | str | State = State.UNDEFINED

    def lower(self, build: Builder, nodes: Sequence[int]) -> int:
        """Return what the rules that fit give; without a value where any argument has none."""
        rest = build.constant(self.otherwise)
        conditions = [self._ask(build, nodes, rule) for rule in self.rules]
        if self.hit in ("sum", "count"):
            found = self._add_up(build, conditions)
            branches = [] if self._never_empty else [(build.join("or", conditions), found)]
            last = found if self._never_empty else rest
        else:
            given = [build.constant(rule.gives) for rule in self.rules]
            branches, last = list(zip(conditions, given, strict=True)), rest
        if not self._asks_all:
            guard = _build_guard(build, self.arguments, nodes)
            branches.insert(0, (guard, build.constant(State.UNDEFINED)))
        return build.choose(branches, last)

    def _ask(self, build: Builder, nodes: Sequence[int], rule: Rule) -> int:
        """Return the condition that a rule fits."""
        asked = [
            build_cell(build, node, cell, argument.kind == "truth")
            for argument, node, cell in zip(self.arguments, nodes, rule.cells, strict=True)
        ]
        tests = [each for each in asked if each is not None]
        return build.join("and", tests) if tests else build.constant(True)

    def _add_up(self, build: Builder, conditions: Sequence[int]) -> int:
        none = build.constant(0)
        given = [Fraction(1) if self.hit == "count" else rule.gives for rule in self.rules]
        return build.sum(
            [
                build.choose([(condition, build.constant(value))], none)
                for condition, value in zip(conditions, given, strict=True)
            ]
        )

    @property
    def _never_empty(self) -> bool:
        """Whether a sum over no rule at all is what is found where none fits."""
        return self.hit == "count" or self.otherwise == 0

    @property
    def _asks_all(self) -> bool:
        """Whether an argument without a value leaves every rule without an answer."""
        return len(self.arguments) == 1 and all(rule.cells[0] is not None for rule in self.rules)


def _build_guard(build: Builder, arguments: Sequence[Argument], nodes: Sequence[int]) -> int:
    """Return a condition that never holds, and has no answer where an argument has no value.

    Without it a rule that fits whatever an argument is would answer for one that is missing.
    """
    differs = [
        build.join("and", [node, build.invert(node)])
        if argument.kind == "truth"
        else build.compare("!=", node, node)
        for argument, node in zip(arguments, nodes, strict=True)
    ]
    return build.join("or", differs)
