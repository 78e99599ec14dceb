"""All advice on a ruleset: a tuple of passes, each a function from the desk to diagnostics."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scorelib.compiler.compilation import in_order
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Diagnostic
from scorelib.reading.advice.acceptance import Accepted, settle_advice
from scorelib.reading.advice.citations import (
    find_repeated,
    find_uncited_grades,
    find_uncited_maxima,
    find_uncited_sources,
    find_unverified,
)
from scorelib.reading.advice.desk import Desk
from scorelib.reading.advice.edges import find_untested_edges
from scorelib.reading.advice.meaning import find_same_meaning
from scorelib.reading.advice.rates import find_odd_rates
from scorelib.reading.advice.reach import find_unreachable
from scorelib.reading.advice.rounding import find_odd_weights, find_unrounded, find_zero_maxima
from scorelib.reading.advice.usage import find_unused
from scorelib.reading.advice.words import find_empty_notes, find_same_labels, find_untranslated

__all__ = ["PASSES", "Advice", "advise_ruleset"]

PASSES: Final[tuple[Callable[[Desk], Iterator[Diagnostic]], ...]] = (
    find_uncited_maxima,
    find_uncited_grades,
    find_unverified,
    find_uncited_sources,
    find_repeated,
    find_unreachable,
    find_odd_rates,
    find_unused,
    find_unrounded,
    find_odd_weights,
    find_zero_maxima,
    find_untested_edges,
    find_untranslated,
    find_same_labels,
    find_empty_notes,
    find_same_meaning,
)
"""Each looks for one matter; the order does not matter, for advice is sorted by its place."""


@dataclass(frozen=True, slots=True)
class Advice:
    """The advice on a ruleset: what stands open, what its author accepts, what is inherited.

    `below` are the layers that the ruleset is laid over; what they write is advised on there.
    """

    opened: tuple[Diagnostic, ...]
    accepted: tuple[Accepted, ...]
    below: tuple[str, ...]


def advise_ruleset(ruleset: Ruleset, plan: Plan, roots: Sequence[Path] = ()) -> Advice:
    """Return the advice on a ruleset that compiles, in the order of its document.

    >>> from scorelib.compiler.compilation import compile_ruleset
    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> ruleset = load_ruleset("cn/mof/self-evaluation@2020")
    >>> advise_ruleset(ruleset, compile_ruleset(ruleset)).opened
    ()
    """
    desk = Desk(ruleset, plan, tuple(roots))
    found = in_order(each for step in PASSES for each in step(desk))
    opened, accepted = settle_advice(desk, found)
    below = tuple(each.reference for each in ruleset.layers[:-1])
    return Advice(in_order(opened), accepted, below)
