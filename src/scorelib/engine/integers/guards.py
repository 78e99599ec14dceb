"""What is known where the earlier conditions of a choice did not hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

__all__ = ["Guard"]

OPPOSITE: Final = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
MIRROR: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
IMPLIED: Final = {
    "<": ("<", "<=", "!="),
    ">": (">", ">=", "!="),
    "==": ("==", "<=", ">="),
    "<=": ("<=",),
    ">=": (">=",),
    "!=": ("!=",),
}
"""What else holds of two figures where a comparison does."""


End = int | None


class Known(Protocol):
    """What is known of operations: what they are, what makes them null, what they can give."""

    @property
    def ops(self) -> Sequence[Any]: ...

    @property
    def nulls(self) -> Sequence[frozenset[int]]: ...

    @property
    def ranges(self) -> Sequence[Any]: ...

    def fixed(self, here: int) -> Any: ...

    def decide(self, sign: str, a: tuple[End, End], b: tuple[End, End]) -> bool | None: ...

    def truth_value(self, value: bool) -> int: ...

    def invert(self, a: int) -> int: ...

    def join(self, kind: Literal["and", "or"], operands: Sequence[int]) -> int: ...


@dataclass(slots=True)
class Guard:
    """Facts that hold from some arm of a choice on, and conditions in their light.

    A figure compared with a constant is known by its range, two figures by how they compare.
    Only of figures that cannot be null here anything is known.
    """

    graph: Known
    _present: set[int] = field(default_factory=set)
    _limits: dict[int, tuple[End, End]] = field(default_factory=dict)
    _pairs: set[tuple[str, int, int]] = field(default_factory=set)

    def simplify(self, condition: int) -> int:
        """Return a condition that comes out the same here, decided where that can be told."""
        op, graph = self.graph.ops[condition], self.graph
        if op.kind == "cmp":
            decided = self._decide(op.extra, *op.args)
            return condition if decided is None else graph.truth_value(decided)
        if op.kind == "isnull" and op.args[0] in self._present:
            return graph.truth_value(False)
        if op.kind in ("and", "or"):
            return graph.join(op.kind, [self.simplify(each) for each in op.args])
        if op.kind == "not":
            return graph.invert(self.simplify(op.args[0]))
        return condition

    def rule_out(self, condition: int) -> None:
        """Note that a condition does not hold: it is false, and not null."""
        op = self.graph.ops[condition]
        if op.kind == "isnull":
            self._present.add(op.args[0])
        elif op.kind == "or":
            for each in op.args:
                self.rule_out(each)
        elif op.kind == "not":
            self._note(op.args[0])
        elif op.kind == "cmp":
            self._learn(OPPOSITE[op.extra], *op.args)

    def _note(self, condition: int) -> None:
        """Note that a condition holds."""
        op = self.graph.ops[condition]
        if op.kind == "and":
            for each in op.args:
                self._note(each)
        elif op.kind == "cmp":
            self._learn(op.extra, *op.args)

    def _learn(self, sign: str, a: int, b: int) -> None:
        if not self.graph.nulls[a] | self.graph.nulls[b] <= self._present:
            return
        for one, two, way in ((a, b, sign), (b, a, MIRROR[sign])):
            self._pairs |= {(each, one, two) for each in IMPLIED[way]}
            value = self.graph.fixed(two)
            if value is not None and way != "!=":
                lo, hi = self._find(one)
                low = {">=": value, ">": value + 1, "==": value}.get(way, lo)
                high = {"<=": value, "<": value - 1, "==": value}.get(way, hi)
                lows = [each for each in (lo, low) if each is not None]
                highs = [each for each in (hi, high) if each is not None]
                self._limits[one] = max(lows, default=None), min(highs, default=None)

    def _find(self, here: int) -> tuple[End, End]:
        within = self.graph.ranges[here]
        return self._limits.get(here, (within.lo, within.hi))

    def _decide(self, sign: str, a: int, b: int) -> bool | None:
        """Return how a comparison comes out here, where that can be told."""
        if not self.graph.nulls[a] | self.graph.nulls[b] <= self._present:
            return None
        if (sign, a, b) in self._pairs:
            return True
        if (OPPOSITE[sign], a, b) in self._pairs:
            return False
        return self.graph.decide(sign, self._find(a), self._find(b))
