"""What of a table or a project decides how a plan is lowered over it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Final

from scorelib.compiler.graph.nodes import Constant, Count, Fold, Input, State, ValueKind
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.integers.graph import Range

__all__ = [
    "ITEMS",
    "PROJECTS",
    "Column",
    "NotLowered",
    "Place",
    "Profile",
    "Source",
    "count_name",
    "frame_of",
    "list_sources",
    "list_words",
    "locate_input",
    "state_name",
    "widen",
]

PROJECTS: Final = ""
ITEMS: Final = "*"
"""The frames of a table: one of the projects, one of the items of all slots; others by list."""

Place = tuple[str, str]
"""A frame and a column of it."""


class NotLowered(Exception):  # noqa: N818
    """A plan, or a part of it, has no integer form; the scalar evaluator takes its place."""


@dataclass(frozen=True, slots=True)
class Source:
    """What the plan reads of one column: its kind, and whether it may be scaled with others.

    `words` are the codes of all categories that it can hold; a project gives no figure below
    `least` or above `most`.
    """

    kind: ValueKind
    pair: str | None
    words: frozenset[int] = frozenset()
    least: Fraction | None = None
    most: Fraction | None = None

    def confine(self, q: Fraction, lo: int, hi: int) -> Range:
        """Return a range that many tables share for figures from `lo` to `hi` in units of q."""
        found = widen(lo, hi)
        low = None if self.least is None else ceil(self.least / q)
        high = None if self.most is None else floor(self.most / q)
        return Range(
            found.lo if low is None or low > lo else max(found.lo or 0, low),
            found.hi if high is None or high < hi else min(found.hi or 0, high),
        )


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of one column: the weight of a unit, its range, and why it is ever empty.

    Without a range it has no value at all; `among` are the only integers in it, where they were
    checked one by one.
    """

    kind: ValueKind
    q: Fraction
    within: Range | None
    states: frozenset[State]
    among: frozenset[int] | None = None

    def count_bits(self) -> int:
        """Return how many binary digits its figures have."""
        if self.within is None:
            return 0
        return max(abs(end or 0).bit_length() for end in (self.within.lo, self.within.hi))


_MORE_BITS: Final = 8


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a table decides how a plan is lowered over it: equal ones share the lowering."""

    columns: tuple[tuple[Place, Column], ...]

    def covers(self, other: Profile) -> bool:
        """Return whether what is lowered for this one holds for all that the other stands for."""
        pairs = zip(self.columns, other.columns, strict=True)
        return all(one == two or _covers(one[1], two[1]) for one, two in pairs)

    def suits(self, other: Profile) -> bool:
        """Return whether what is lowered for this one is also as good for the other as its own.

        Gaps where there are none, and figures of many more digits, would make it slower.
        """
        if not self.covers(other) or (self.has_gaps and not other.has_gaps):
            return False
        pairs = zip(self.columns, other.columns, strict=True)
        return all(
            one.count_bits() - two.count_bits() <= _MORE_BITS for (_, one), (_, two) in pairs
        )

    @property
    def has_gaps(self) -> bool:
        """Whether a column that has values is ever without one."""
        return any(each.states for _, each in self.columns if each.within is not None)

    def join(self, other: Profile) -> Profile:
        """Return the profile of what either stands for; only columns of one weight are widened."""
        pairs = zip(self.columns, other.columns, strict=True)
        return Profile(tuple((place, _join(one, two)) for (place, one), (_, two) in pairs))

    def find(self) -> Mapping[Place, Column]:
        return dict(self.columns)


def _covers(one: Column, two: Column) -> bool:
    if one.within is None or two.within is None or (one.kind, one.q) != (two.kind, two.q):
        return False
    if one.among is not None and (two.among is None or not two.among <= one.among):
        return False
    return two.states <= one.states and one.within.join(two.within) == one.within


def _join(one: Column, two: Column) -> Column:
    if one.within is None or two.within is None or (one.kind, one.q) != (two.kind, two.q):
        return two
    among = None if one.among is None or two.among is None else one.among | two.among
    return Column(two.kind, two.q, one.within.join(two.within), one.states | two.states, among)


def state_name(column: str) -> str:
    """Return the name of the column that says why another has no value."""
    return f"{column}?"


def count_name(rows: str) -> str:
    """Return the name of the column that counts the rows of a list."""
    return f"count.{rows}"


def frame_of(plan: Plan, scope: str | None) -> str:
    """Return the frame of what runs over a slot or a list: all slots share one."""
    if scope is None:
        return PROJECTS
    return ITEMS if any(slot.id == scope for slot in plan.slots) else scope


def locate_input(plan: Plan, node: Input, scope: str | None) -> Place:
    """Return the frame and the column of an input."""
    if scope is None:
        return PROJECTS, f"{node.kind}.{node.key}"
    return frame_of(plan, scope), node.key.rpartition(".")[2]


def list_sources(plan: Plan, needed: Collection[int] | None = None) -> dict[Place, Source]:
    """Return every column that a plan, or some of its nodes, reads.

    Raises `NotLowered` where two slots disagree on what a column is.
    """
    found: dict[Place, Source] = {}
    codes = list_words(plan)
    described = {(each.kind, each.key, each.slot): each for each in plan.inputs}
    numbers = range(len(plan.nodes)) if needed is None else sorted(needed)
    for here in numbers:
        node, scope = plan.nodes[here], plan.scopes[here]
        if isinstance(node, Fold | Count):
            found[PROJECTS, count_name(node.slot)] = Source("number", None)
        if isinstance(node, Input):
            place, each = locate_input(plan, node, scope), described[node.kind, node.key, scope]
            words = frozenset(codes[word] for word in each.words)
            known = found.get(place, Source(each.value, each.pair))
            if known.kind != each.value:
                raise NotLowered(f"{place} is of two kinds")
            found[place] = replace(known, words=known.words | words)
    for fact in plan.facts:
        place = PROJECTS, f"fact.{fact.name}"
        if place in found and found[place].kind == "number":
            found[place] = replace(found[place], least=fact.least, most=fact.most)
    return found


def list_words(plan: Plan) -> dict[str, int]:
    """Return a code for each category that a plan knows, those of one input in its own order."""
    words = [word for each in plan.inputs for word in each.words]
    words += [n.value for n in plan.nodes if isinstance(n, Constant) and isinstance(n.value, str)]
    return {word: code for code, word in enumerate(dict.fromkeys(words))}


def widen(lo: int, hi: int) -> Range:
    """Return a range that many tables share: from 1, 0 or the minus of a power of two."""
    low = min(lo, 1) if lo >= 0 else -(1 << (-lo).bit_length())
    return Range(low, (1 << hi.bit_length()) - 1 if hi > 0 else 0)
