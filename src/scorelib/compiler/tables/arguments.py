"""The arguments of a table: what each can be, and what must be proved of it at every call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Final

from scorelib.compiler.bench.kinds import KIND_NAMES, Kind, Term
from scorelib.compiler.bench.site import Bench
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import Constant, Count, Input, Round
from scorelib.compiler.proofs.intervals import ANY, Interval, Refinements
from scorelib.compiler.tables.measures import PLAIN, Measure
from scorelib.ground.errors import Text, WordError
from scorelib.words.numbers import print_number
from scorelib.words.units import name_dimension

__all__ = ["TRUTHS", "Argument", "is_whole"]

TRUTHS: Final = ("true", "false")

_BELOW, _ABOVE = Text("低于", "below"), Text("高于", "above")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a table, counted in the table's unit.

    `words` are the categories the table knows, `domain` the numbers it says something of, `keys`
    the whole numbers where it has rows for those only. `open` says that it also tells what is
    found for anything else; `low_key` and `high_key` are what an author would write to say so.
    """

    name: str
    kind: Kind
    measure: Measure = PLAIN
    words: tuple[str, ...] = ()
    domain: Interval = ANY
    keys: frozenset[Fraction] | None = None
    whole: bool = False
    open: bool = False
    low_key: str = "otherwise"
    high_key: str = "otherwise"

    def check(self, table: str, term: Term, build: Builder) -> None:
        """Raise `WordError` (SL275, SL277) where a term is no argument for this place."""
        wanted, given = KIND_NAMES[self.kind], KIND_NAMES[term.kind]
        if term.kind == self.kind == "number" and build.constant_of(term.node) != 0:
            wanted = name_dimension(self.measure.dimension)
            given = name_dimension(term.dimension)
        if wanted != given:
            raise WordError("SL275", table=table, argument=self.name, wanted=wanted, given=given)
        if self.kind == "word":
            self._check_words(table, term, build.constant_of(term.node))

    def _check_words(self, table: str, term: Term, fixed: object) -> None:
        words = (fixed,) if isinstance(fixed, str) else term.words
        for word in words or ("?",):
            if word not in self.words and (fixed is not None or not self.open):
                known = self.words
                raise WordError("SL277", table=table, argument=self.name, word=word, known=known)

    def prove(
        self, bench: Bench, table: str, node: int, show: Callable[[], str], known: Refinements
    ) -> Iterator[WordError]:
        """Yield where a number can lie outside of what the table says (SL276, SL278).

        `show` prints the argument as the formula has it.
        """
        if self.kind != "number" or self.open:
            return
        found = bench.bounds.of(node, known)
        if self.keys is not None:
            if not _within_keys(found, self.keys, is_whole(bench, node)):
                keys = [print_number(key) for key in sorted(self.keys)]
                yield WordError("SL278", table=table, argument=show(), keys=keys)
            return
        sides = (
            (_BELOW, self.domain.lo, self.low_key, _is_lower(found, self.domain)),
            (_ABOVE, self.domain.hi, self.high_key, _is_higher(found, self.domain)),
        )
        for side, edge, key, beyond in sides:
            if beyond and not found.empty:
                yield WordError(
                    "SL276",
                    table=table,
                    argument=show(),
                    side=side,
                    edge=_show(edge, "∞"),
                    low=_show(found.lo, "-∞"),
                    high=_show(found.hi, "∞"),
                    key=key,
                )


def _is_lower(found: Interval, domain: Interval) -> bool:
    """Return whether an interval begins before another one does."""
    if domain.lo is None or found.lo is None:
        return domain.lo is not None
    return found.lo < domain.lo or (found.lo == domain.lo and domain.lo_open and not found.lo_open)


def _is_higher(found: Interval, domain: Interval) -> bool:
    if domain.hi is None or found.hi is None:
        return domain.hi is not None
    return found.hi > domain.hi or (found.hi == domain.hi and domain.hi_open and not found.hi_open)


def _within_keys(found: Interval, keys: frozenset[Fraction], whole: bool) -> bool:
    """Return whether everything in an interval is among the keys."""
    if found.lo is None or found.hi is None or found.empty:
        return found.empty
    if found.lo == found.hi:
        return found.lo in keys
    if not whole or found.hi - found.lo > 2 * len(keys) + 2:
        return False
    first, last = ceil(found.lo), floor(found.hi)
    inside = (Fraction(each) for each in range(first, last + 1))
    return all(each in keys for each in inside if found.has(each))


def is_whole(bench: Bench, node: int) -> bool:
    """Return whether a node is certainly a whole number."""
    match bench.build.nodes[node]:
        case Constant(value):
            return isinstance(value, Fraction) and value.denominator == 1
        case Round(_, rule):
            return rule.quantum.denominator == 1
        case Count():
            return True
        case Input("fact", key):
            return key in bench.facts and bench.facts[key].kind == "count"
        case _:
            return False


def _show(value: Fraction | None, infinite: str) -> str:
    return infinite if value is None else print_number(value)
