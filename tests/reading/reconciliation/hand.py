"""What the figures of a form are by its rules, worked out by hand in plain Fractions.

Nothing of the engine is used. A mistake is the same rules with one thing otherwise: rounded
another way, no cap, the other form for reverse indicators.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scorelib.words.rounding import Mode
from tests.strategies import round_by_decimal

__all__ = ["Kind", "Leaf", "Rules", "Step", "add_up", "list_above", "round_rate", "take_points"]

Kind = Literal["execution", "positive", "reverse", "equal", "yes-no", "survey"]
Step = tuple[Fraction, Fraction]
"""From which rate on, and the share of the maximum that it earns; the highest comes first."""

ONE = Fraction(1)


@dataclass(frozen=True)
class Leaf:
    """One scored row: its maximum, its target and its actual (of the execution: the money)."""

    path: str
    kind: Kind
    most: Fraction
    target: Fraction = ONE
    actual: Fraction = ONE
    applies: bool = True


@dataclass(frozen=True)
class Rules:
    """What of a ruleset decides the figures of a form; `early` is how mistakes round a rate."""

    reference: str
    places: int | None = 2
    mode: Mode = "half-up"
    reverse: Literal["excess", "inverse"] = "excess"
    threshold: Fraction = Fraction(0)
    steps: tuple[Step, ...] = ()
    finished: bool = False
    survey: tuple[Step, ...] = ()
    capped: bool = True
    early: int | None = None
    subtotals: int | None = None
    total: int | None = None
    rebase: Literal["never", "headings", "total"] = "never"
    edges: tuple[tuple[str, int], ...] = (("优", 90), ("良", 80), ("中", 60), ("差", 0))

    def grade(self, total: Fraction) -> str:
        """Return the word for a total."""
        return next(word for word, least in self.edges if total >= least)


def round_rate(rate: Fraction, places: int) -> Fraction:
    """Return a rate rounded half up to so many decimals of per cent."""
    return round_by_decimal(rate * 100, places, "half-up") / 100


def take_points(rules: Rules, leaf: Leaf) -> Fraction:
    """Return the points of a row, rounded where the rules round them."""
    share = _share(rules, leaf)
    if rules.early is not None:
        share = round_rate(share, rules.early)
    points = leaf.most * share
    return points if rules.places is None else round_by_decimal(points, rules.places, rules.mode)


def _share(rules: Rules, leaf: Leaf) -> Fraction:
    """Return the part of its maximum that a row earns."""
    if leaf.kind == "yes-no":
        return Fraction(leaf.actual == leaf.target)
    if leaf.kind == "survey":
        return _step(rules.survey, leaf.actual)
    if leaf.kind == "reverse":
        return _share_reverse(rules, leaf)
    rate = leaf.actual / leaf.target
    if leaf.kind == "execution" and rules.finished and rate <= 1:
        return ONE
    if leaf.kind == "execution" and rules.steps:
        return _step(rules.steps, rate)
    rate = min(rate, ONE) if rules.capped else rate
    return max(rate - rules.threshold, Fraction(0)) / (1 - rules.threshold)


def _share_reverse(rules: Rules, leaf: Leaf) -> Fraction:
    if leaf.actual <= leaf.target:
        return ONE
    if rules.reverse == "inverse":
        return leaf.target / leaf.actual
    return max(1 - (leaf.actual - leaf.target) / leaf.target, Fraction(0))


def _step(steps: Sequence[Step], rate: Fraction) -> Fraction:
    return next(share for least, share in steps if rate >= least)


def list_above(path: str) -> Iterator[str]:
    """Yield the headings above a row, the nearest first; the total is not among them."""
    while "." in path:
        path = path.rpartition(".")[0]
        yield path


def add_up(
    rules: Rules, leaves: Sequence[Leaf], points: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """Return what the points of rows come to under every heading, and as the `total`."""
    found: dict[str, Fraction] = {}

    def visit(heading: str) -> Fraction:
        rows = [leaf for leaf in leaves if _is_below(leaf.path, heading)]
        below = dict.fromkeys(_step_down(leaf.path, heading) for leaf in rows)
        by_path = {leaf.path: leaf for leaf in rows}
        total = Fraction(0)
        for child in below:
            if child not in by_path:
                total += visit(child)
            elif by_path[child].applies:
                total += points[child]
        found[heading or "total"] = _finish(rules, heading, total, rows)
        return found[heading or "total"]

    visit("")
    return found


def _is_below(path: str, heading: str) -> bool:
    return not heading or path.startswith(f"{heading}.")


def _step_down(path: str, heading: str) -> str:
    """Return the place right below a heading on the way to a row."""
    start = len(heading) + 1 if heading else 0
    end = path.find(".", start)
    return path if end < 0 else path[:end]


def _finish(rules: Rules, heading: str, total: Fraction, rows: Sequence[Leaf]) -> Fraction:
    """Return a sum re-based and rounded as the rules say."""
    whole = sum((leaf.most for leaf in rows), Fraction(0))
    here = sum((leaf.most for leaf in rows if leaf.applies), Fraction(0))
    level = {"total": "", "headings": "x"}.get(rules.rebase)
    if level is not None and bool(heading) == bool(level) and "." not in heading:
        total = total * whole / here
    places = rules.subtotals if heading else rules.total
    return total if places is None else round_by_decimal(total, places, "half-up")
