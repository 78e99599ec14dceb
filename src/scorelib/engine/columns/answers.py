"""The values of a plan's nodes over all rows of a table: computed in columns, and by hand."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Protocol

import polars as pl

from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.kernel import Computed, Figure
from scorelib.engine.columns.numbers import Numbers

__all__ = ["Answers", "KernelAnswers"]


class Answers(Protocol):
    """The values of a plan's nodes, one a project, or one an indicator where it runs over a slot.

    Both are in the order of the rows that were scored. Where there is no value it is null.
    """

    def numbers(self, node: int) -> Numbers:
        """Return the numbers of a node."""

    def others(self, node: int, dtype: Any = None) -> pl.Series:
        """Return the truth values or the words of a node, words as a type of their own."""


class KernelAnswers:
    """What a kernel computed in columns, and the rows of the scalar evaluator in their places."""

    def __init__(self, plan: Plan, computed: Computed) -> None:
        self.plan, self.computed = plan, computed
        self._orders: dict[str | None, pl.Series | None] = {}

    def numbers(self, node: int) -> Numbers:
        """Return the numbers of a node."""
        found = _read_numbers(self.computed, node)
        if not self.computed.by_hand:
            return found
        hand = Numbers.of([x if isinstance(x, Fraction) else None for x in self._by_hand(node)])
        return found.join(hand).gather(self._order(node))

    def others(self, node: int, dtype: Any = None) -> pl.Series:
        """Return the truth values or the words of a node, words as a type of their own."""
        figure = self.computed.figure(node)
        dtype = pl.Boolean if figure.kind == "truth" else dtype or pl.String
        is_truth = figure.kind == "truth"
        found = figure.n.cast(dtype) if is_truth else _name_words(self.computed, figure, dtype)
        if not self.computed.by_hand:
            return found
        values = [None if isinstance(each, State) else each for each in self._by_hand(node)]
        hand = pl.Series(values, dtype=dtype)
        return found.append(hand).gather(self._order(node))

    def _by_hand(self, node: int) -> list[Any]:
        """Return the values of a node of the rows that went to the scalar evaluator, in order."""
        found = [values[node] for _, values in sorted(self.computed.by_hand.items())]
        if self.plan.scopes[node] is None:
            return found
        return [value for each in found for value in each]

    def _order(self, node: int) -> pl.Series:
        """Return where the value of each row stands, those in columns before those by hand."""
        scope = self.plan.scopes[node]
        known = self._orders.get(scope)
        if known is None:
            known = self._orders[scope] = self._sort(node, scope)
        return known

    def _sort(self, node: int, scope: str | None) -> pl.Series:
        rows = pl.Series("row", self.computed.numbers, dtype=pl.Int64)
        hand: Sequence[int] = sorted(self.computed.by_hand)
        if scope is not None:
            rows = rows.gather(self.computed.owners(scope))
            hand = [row for row in hand for _ in self.computed.by_hand[row][node]]
        whole = rows.append(pl.Series("row", hand, dtype=pl.Int64)).to_frame()
        return whole.with_row_index("#").sort("row", maintain_order=True)["#"]


def _read_numbers(computed: Computed, node: int) -> Numbers:
    figure = computed.figure(node)
    if figure.d:
        return Numbers.of([x if isinstance(x, Fraction) else None for x in computed.read(node)])
    return Numbers.weigh(figure.n, figure.q)


def _name_words(computed: Computed, figure: Figure, dtype: Any) -> pl.Series:
    # Words that a type does not know are those of other nodes.
    names = pl.Series([*computed.words, None], dtype=pl.String).cast(dtype, strict=False)
    return names.gather(figure.n.cast(pl.Int64).fill_null(len(computed.words)))
