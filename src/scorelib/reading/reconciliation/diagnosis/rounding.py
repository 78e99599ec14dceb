"""Rounding: a figure rounded by another mode, cut, to other places, or with digits exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.diagnosis.alternatives import Alternative
from scorelib.reading.reconciliation.diagnosis.digits import list_swaps
from scorelib.words.numbers import count_places, print_places
from scorelib.words.rounding import Mode, RoundingRule

__all__ = ["CUT", "Rounded", "list_roundings", "list_transposed", "name_mode", "other_mode"]

CUT = ("down", "floor")
"""The modes that cut digits off, for figures above zero."""

_NAMES: dict[Mode, Text] = {
    "half-up": Text("四舍五入", "half-up"),
    "half-even": Text("四舍六入五成双", "half-even"),
}


def other_mode(mode: Mode) -> Mode:
    """Return the mode that is taken by mistake for another: half-even for half-up, and back."""
    return "half-even" if mode == "half-up" else "half-up"


def name_mode(mode: Mode) -> Text:
    """Return what a mode is called."""
    return _NAMES[mode]


@dataclass(frozen=True, slots=True)
class Rounded:
    """A figure before its rounding, with the rule that rounds it and the most it can be.

    Where nothing rounds it, `own` are the places that it is declared with.
    """

    node: str | None
    raw: Fraction
    rule: RoundingRule | None
    most: Fraction | None = None
    own: int | None = None

    def by(self, rule: RoundingRule) -> Fraction:
        """Return the figure by another rule, still held to the most it can be."""
        found = rule.apply(self.raw)
        return found if self.most is None or self.raw > self.most else min(found, self.most)


def list_roundings(figure: Rounded) -> Iterator[Alternative]:
    """Yield a figure by another nearest mode, cut, and rounded to other places than its own."""
    rule = figure.rule
    if rule is None:
        yield from _list_cut(figure, RoundingRule(figure.own or 0, "half-up"))
        return
    mode = other_mode(rule.mode)
    by_mode = figure.by(replace(rule, mode=mode))
    yield Alternative("SL851", by_mode, (("mode", name_mode(mode)),), figure.node)
    seen: set[Fraction] = set()
    for places in range(rule.places):
        fewer = replace(rule, places=places)
        yield from _round_to(figure, fewer, rule.places, seen)
        if figure.by(fewer) != figure.by(replace(fewer, mode="down")):
            yield from _list_cut(figure, fewer)
    yield from _list_cut(figure, rule)
    for places in (rule.places + 1, rule.places + 2):
        yield from _round_to(figure, replace(rule, places=places), rule.places, seen)


def _list_cut(figure: Rounded, rule: RoundingRule) -> Iterator[Alternative]:
    if rule.mode in CUT:
        return
    cut = figure.by(replace(rule, mode="down"))
    yield Alternative("SL852", cut, (("places", rule.places),), figure.node)


def _round_to(
    figure: Rounded, rule: RoundingRule, own: int, seen: set[Fraction]
) -> Iterator[Alternative]:
    found = figure.by(rule)
    if found not in seen:
        seen.add(found)
        words = (("places", rule.places), ("own", own))
        yield Alternative("SL868", found, words, figure.node)


def list_transposed(
    figure: Fraction, places: int | None, node: str | None = None
) -> Iterator[Alternative]:
    """Yield what stands where two digits of a figure were exchanged when it was written down."""
    grids = {places} if places is not None else {0, 1, 2, min(count_places(figure) or 2, 4)}
    seen: set[Fraction] = set()
    for each in sorted(grids):
        printed = RoundingRule(each, "half-up").apply(figure)
        for swapped in list_swaps(printed, each):
            if swapped not in seen:
                seen.add(swapped)
                words = (("right", print_places(printed, each)),)
                yield Alternative("SL863", swapped, words, node)
