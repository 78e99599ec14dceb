"""Where numbers stand among each other: percentiles by a named definition, ranks by a tie rule.

The definitions of a percentile are those of Hyndman and Fan, "Sample Quantiles in Statistical
Packages", The American Statistician 50 (1996), 361–365, under the names that programs have for
them. With n numbers in rising order x₁ … xₙ and a share p, a position h is taken, and between
two numbers the line that joins them:

- `nearest-rank`: h = p·n, taken up to a whole number (type 1; `inverted_cdf` of NumPy);
- `linear`: h = (n − 1)·p + 1 (type 7; the default of R and NumPy, PERCENTILE.INC of Excel);
- `exclusive`: h = (n + 1)·p, and nothing outside 1 ≤ h ≤ n (type 6 as PERCENTILE.EXC has it);
- `weibull`: h = (n + 1)·p, held to 1 ≤ h ≤ n (type 6 as R and `weibull` of NumPy have it).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Final, Literal, get_args

__all__ = ["DEFINITIONS", "TIES", "Definition", "Ties", "clip", "find_percentile", "rank_all"]

Definition = Literal["nearest-rank", "linear", "exclusive", "weibull"]
DEFINITIONS: Final[tuple[Definition, ...]] = get_args(Definition)

Ties = Literal["min", "max", "dense", "average"]
TIES: Final[tuple[Ties, ...]] = get_args(Ties)


def find_percentile(
    rising: Sequence[Fraction], share: Fraction, definition: Definition
) -> Fraction | None:
    """Return the percentile of at least one number in rising order, or None where it has none.

    Only the `exclusive` definition leaves some without: those beyond the first and last number.

    >>> ages = [Fraction(each) for each in (15, 20, 35, 40, 50)]
    >>> find_percentile(ages, Fraction(2, 5), "linear")
    Fraction(29, 1)
    """
    count = len(rising)
    if definition == "nearest-rank":
        place = Fraction(max(ceil(share * count), 1))
    elif definition == "linear":
        place = share * (count - 1) + 1
    else:
        place = share * (count + 1)
        if definition == "weibull":
            place = min(max(place, Fraction(1)), Fraction(count))
    if not 1 <= place <= count:
        return None
    below = floor(place)
    low = rising[below - 1]
    return low if below == place else low + (place - below) * (rising[below] - low)


def clip(rising: Sequence[Fraction], low: Fraction, high: Fraction) -> tuple[Fraction, ...]:
    """Return numbers with those beyond two limits put on the limit (winsorised).

    >>> clip([Fraction(1), Fraction(5), Fraction(90)], Fraction(2), Fraction(10))
    (Fraction(2, 1), Fraction(5, 1), Fraction(10, 1))
    """
    return tuple(min(max(each, low), high) for each in rising)


def rank_all(values: Sequence[Fraction], *, descending: bool, ties: Ties) -> tuple[Fraction, ...]:
    """Return the rank of each number, 1 being the first; equal numbers have equal ranks.

    Of the places that equal numbers take together, `min` gives the first (1 2 2 4), `max` the
    last (1 3 3 4), `average` their mean (1 2.5 2.5 4); `dense` leaves no place out (1 2 2 3).

    >>> [str(each) for each in rank_all([Fraction(7), Fraction(9), Fraction(7)],
    ...                                 descending=True, ties="average")]
    ['5/2', '1', '5/2']
    """
    order = sorted(range(len(values)), key=values.__getitem__, reverse=descending)
    ranks = [Fraction(0)] * len(values)
    start = groups = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        groups += 1
        rank = _share_rank(start + 1, end, groups, ties)
        for place in order[start:end]:
            ranks[place] = rank
        start = end
    return tuple(ranks)


def _share_rank(first: int, last: int, group: int, ties: Ties) -> Fraction:
    """Return the rank of equal numbers that take the places from first to last."""
    match ties:
        case "min":
            return Fraction(first)
        case "max":
            return Fraction(last)
        case "dense":
            return Fraction(group)
        case "average":
            return Fraction(first + last, 2)
