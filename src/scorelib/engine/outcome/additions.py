"""Additions: what given figures of a form add up to, as its headings hold and round them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from scorelib.compiler.graph.plan import Change, Occurrence, OutputPlan
from scorelib.engine.outcome.run import Run
from scorelib.engine.outcome.views import NodeResult
from scorelib.words.rounding import RoundingRule

__all__ = ["Added", "Adder", "list_bonus"]

_WAYS = ((False, False), (False, True), (True, False), (True, True))
"""What may be done to the sum of a heading: held to its cap and floor or not, rounded or not."""

_NOTHING = (Fraction(0),) * len(_WAYS)
_SPARED = ("not-applicable", "unused")


@dataclass(frozen=True, slots=True)
class Added:
    """A sum: the nodes whose figures were added, and what the sum may stand as.

    The first of `figures` is the plain sum; `extra` is what a bonus (加分项) makes of it.
    """

    terms: tuple[str, ...]
    figures: tuple[Fraction, ...]
    extra: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Adder:
    """The tree of a result, in which the figures of a form are added up heading by heading."""

    run: Run
    below: Mapping[str | None, Sequence[NodeResult]]
    headings: Mapping[str, Occurrence]
    bonus: frozenset[str]

    @staticmethod
    def of(run: Run, nodes: Iterable[NodeResult]) -> Adder:
        """Return the tree of a result."""
        below: dict[str | None, list[NodeResult]] = {}
        for node in nodes:
            below.setdefault(node.parent, []).append(node)
        headings = {each.id: each for each in run.plan.occurrences if each.slot is None}
        return Adder(run, below, headings, list_bonus(run.plan.canonical))

    def add(
        self,
        path: str | None,
        find: Callable[[NodeResult], Fraction | None],
        as_points: bool = True,
    ) -> Added | None:
        """Return the sum of what is right below a node, or of all for None; None where it is none.

        What `find` knows no figure of counts as the sum below it; what does not apply or has no
        maximum need not be known. Maxima (not `as_points`) are neither held nor rounded.
        """
        place = self._place(path)
        if place is None or place.aggregate is not None or (as_points and self._moves(place)):
            return None
        terms: list[str] = []
        figures, extra = _NOTHING, Fraction(0)
        for node in self.below.get(path, ()):
            own = find(node)
            found = self._take(node, own) if own is not None else self.add(node.id, find, as_points)
            if found is not None:
                terms += found.terms
                extra += found.extra
                figures = tuple(a + b for a, b in zip(figures, found.figures, strict=True))
            elif node.max_points != 0 and node.status not in _SPARED:
                return None
        if not terms:
            return None
        if path in self.bonus:
            extra = figures[0]
        if as_points:
            figures = self._settle(place, figures, extra)
        return Added(tuple(terms), figures, extra)

    def _take(self, node: NodeResult, own: Fraction) -> Added:
        """Return a figure that is given, with what of it must be a bonus."""
        extra = Fraction(0)
        if node.id in self.bonus:
            extra = own
        elif any(each.startswith(f"{node.id}.") for each in self.bonus):
            extra = max(extra, own - (node.max_points or 0))
        return Added((node.id,), (own,) * len(_WAYS), extra)

    def _place(self, path: str | None) -> OutputPlan | Occurrence | None:
        return self.run.plan.outputs[0] if path is None else self.headings.get(path)

    def _moves(self, place: OutputPlan | Occurrence) -> bool:
        """Return whether the sum is re-based: part of the maximum does not apply."""
        whole = self._read(place.max_points)
        rooms = [self._read(each.limit) for each in place.changes if each.kind == "rebase"]
        return any(room is None or room != whole for room in rooms)

    def _read(self, node: int) -> Fraction | None:
        value = self.run.values[node]
        return value if isinstance(value, Fraction) else None

    def _settle(
        self, place: OutputPlan | Occurrence, figures: tuple[Fraction, ...], extra: Fraction
    ) -> tuple[Fraction, ...]:
        """Return the sums as the rule leaves them: each way held and rounded, or not."""
        found = []
        for (held, rounded), figure in zip(_WAYS, figures, strict=True):
            after = self._hold(place.changes, figure, extra) if held else figure
            found.append(_round(place.rounding, after) if rounded else after)
        return tuple(found)

    def _hold(self, changes: Iterable[Change], figure: Fraction, extra: Fraction) -> Fraction:
        """Return a sum held to the caps and floors of the rule.

        A cap is there for a bonus; parts that are more than the whole without one contradict it.
        """
        for change in changes:
            limit = self._read(change.limit)
            if limit is None or change.kind == "rebase":
                continue
            if change.kind == "floor":
                figure = max(figure, limit)
            elif figure - extra <= limit:
                figure = min(figure, limit)
        return figure


def _round(rule: RoundingRule | None, figure: Fraction) -> Fraction:
    return figure if rule is None else rule.apply(figure)


@lru_cache(maxsize=16)
def list_bonus(canonical: bytes) -> frozenset[str]:
    """Return the nodes of a ruleset that come on top of the maximum above them (加分项).

    >>> sorted(list_bonus(b'{"indicators": {"a": {}, "b": {"bonus": true}}}'))
    ['b']
    """
    return frozenset(_find_bonus(json.loads(canonical), ""))


def _find_bonus(spec: Mapping[str, Any], above: str) -> Iterator[str]:
    for branch in ("indicators", "criteria"):
        for name, child in spec.get(branch, {}).items():
            if child.get("bonus"):
                yield above + name
            yield from _find_bonus(child, f"{above}{name}.")
