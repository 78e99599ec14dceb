"""Bands tile what a value can be: no hole, no overlap, missing bounds from the neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from scorelib.compiler.proofs.bands import Flaw, resolve_bands
from scorelib.compiler.proofs.intervals import Interval

F = Fraction
HUNDRED = Interval(F(0), F(100))


def band(text: str) -> Interval:
    """Return the interval of `[80,90)`, with nothing where there is no bound."""
    low, high = text[1:-1].split(",")
    return Interval(
        F(low) if low else None, F(high) if high else None, text[0] == "(", text[-1] == ")"
    )


def bands(text: str) -> list[Interval]:
    return [band(each) for each in text.split()]


@pytest.mark.parametrize(
    ("written", "quantum", "flaws"),
    [
        # whole numbers or not
        ("[90,100] [80,89] [0,79]", F(1), []),
        ("[90,100] [80,89] [0,79]", F(1, 10), [("SL321", 1, 2), ("SL321", 0, 1)]),
        ("[90,100] [80,89] [0,79]", None, [("SL321", 1, 2), ("SL321", 0, 1)]),
        ("[90,100] [80,89.9] [0,79.9]", F(1, 10), []),
        ("[90,100] [80,89.99] [0,79.99]", F(1, 10), []),
        # > 90 is excellent, 80 to below 90 is good: 90 itself is nothing
        ("(90,100] [80,90) [0,80)", None, [("SL321", 0, 1)]),
        ("(90,100] [80,90) [0,80)", F(1), [("SL321", 0, 1)]),
        ("[90,100] [80,90) [0,80)", None, []),
        # an edge in both
        ("[90,100] [80,90] [0,80)", None, [("SL322", 0, 1)]),
        ("[90,100] [80,91) [0,80)", F(1), [("SL322", 0, 1)]),
        ("[90,100] [80,90.5) [0,80)", F(1), [("SL322", 0, 1)]),
        ("[90,100] [80,89.5) [0,80)", F(1), []),
        # either order
        ("[0,60) [60,80) [80,100]", None, []),
        ("[80,100] [60,80) [0,60)", None, []),
        ("[60,80) [80,100] [0,60)", None, []),
        # missing bounds are those of the neighbour
        ("[90,] [80,] [60,] [0,]", None, []),
        ("[0,] [60,] [80,] [90,]", None, []),
        ("(90,] (60,] [,60]", None, []),
        ("[,60) [,80) [,100]", None, []),
        ("[,100] [,80) [,60)", None, []),
        ("[80,] [60,80) [,60)", None, []),
        ("[,] [60,]", None, []),
        ("[,]", None, []),
        # what is left over below and above
        ("[60,] [10,]", None, [("SL323", 1, 1)]),
        ("[60,] (0,]", None, [("SL323", 1, 1)]),
        ("[60,99] [0,]", None, [("SL323", 0, 0)]),
        ("[60,100) [0,]", F(1), [("SL323", 0, 0)]),
        ("[60,99.5] [0,]", F(1), [("SL323", 0, 0)]),
        ("[60,99.5] [0.5,]", F(1), [("SL323", 1, 1), ("SL323", 0, 0)]),
        # nothing in it
        ("[60,] [50,40] [0,30]", F(1), [("SL324", 1, 1)]),
    ],
)
def test_flaws_of_bands(
    written: str, quantum: Fraction | None, flaws: list[tuple[str, int, int]]
) -> None:
    """Each line says which band (from 0) stands against which; between 0 and 100."""
    found = resolve_bands(bands(written), HUNDRED, quantum)[1]
    codes = [(each.code, each.row, each.other) for each in found]
    assert flaws[:1] == codes[:1] if flaws and flaws[0][0] == "SL324" else flaws == codes


@pytest.mark.parametrize(
    ("written", "flaw"),
    [
        ("(90,100] [80,90) [0,80)", Flaw("SL321", 0, 1, F(90), F(90))),
        ("[90,100] [0,89]", Flaw("SL321", 0, 1, F(89), F(90))),
        ("[90,100] [0,95]", Flaw("SL322", 0, 1, F(90), F(95))),
        ("[10,100]", Flaw("SL323", 0, 0, F(0), F(10))),
        ("[0,95)", Flaw("SL323", 0, 0, F(95), F(100))),
    ],
)
def test_flaw_says_from_where_to_where(written: str, flaw: Flaw) -> None:
    """A hole and an overlap are given with their two ends."""
    assert [flaw] == resolve_bands(bands(written), HUNDRED, None)[1]


@pytest.mark.parametrize(
    ("written", "resolved"),
    [
        ("[90,] [80,] [0,]", "[90,] [80,90) [0,80)"),
        ("[0,] [80,] (90,]", "[0,80) [80,90] (90,]"),
        ("[,60) [,80] [,]", "[,60) [60,80] (80,]"),
        ("[,80] [,60)", "[60,80] [,60)"),
        ("(60,] [,60]", "(60,] [,60]"),
        ("[60,] [,]", "[60,] [,60)"),
    ],
)
def test_missing_bound_is_taken_from_the_neighbour(written: str, resolved: str) -> None:
    """`from 90`, `from 80`: the second ends just below 90. The order of writing is kept."""
    found = resolve_bands(bands(written), HUNDRED, None)[0]
    assert bands(resolved) == found


@pytest.mark.parametrize(
    ("written", "flaws"),
    [
        ("[0,100] [10,20] [30,40]", [("SL322", 1, 0), ("SL322", 2, 0)]),
        ("[0,100] [10,20]", [("SL322", 1, 0)]),
    ],
)
def test_band_inside_another_is_an_overlap_and_no_hole(
    written: str, flaws: list[tuple[str, int, int]]
) -> None:
    """What lies between and above the inner bands is covered by the outer one."""
    found = resolve_bands(bands(written), HUNDRED, None)[1]
    assert flaws == [(each.code, each.row, each.other) for each in found]


def test_band_without_a_value_is_empty() -> None:
    """Whole numbers never fall between 5.2 and 5.4: the band can never apply."""
    found = resolve_bands(bands("[0,5] [5.2,5.4] [6,100]"), HUNDRED, F(1))[1]
    assert [("SL324", 1)] == [(each.code, each.row) for each in found]


def test_hole_that_no_value_reaches_is_none() -> None:
    """A rate of 0 to 1 never falls into a hole above 2; the band above that is what is wrong."""
    found = resolve_bands(bands("[0,2] [3,5]"), Interval(F(0), F(1)), None)[1]
    assert [("SL326", 1)] == [(each.code, each.row) for each in found]


ends = st.integers(-2, 24).map(lambda half: Fraction(half, 2))
quanta = st.sampled_from([None, F(1), F(1, 2), F(3, 4), F(1, 10)])
domains = st.sampled_from(["[0,10]", "(0,10)", "[0,7.5]", "[2,2]", "[0,10)"]).map(band)


@st.composite
def any_bands(draw: st.DrawFn) -> list[Interval]:
    """Return bands at random."""
    maybe = st.none() | ends
    one = st.builds(Interval, maybe, maybe, st.booleans(), st.booleans())
    return draw(st.lists(one, min_size=1, max_size=4))


@st.composite
def tiling_bands(draw: st.DrawFn) -> list[Interval]:
    """Return bands that follow each other, in any order, some bounds left out, some wrong."""
    cuts = sorted(draw(st.lists(ends, min_size=1, max_size=4, unique=True)))
    found: list[Interval] = []
    opened = draw(st.booleans())
    for low, high in pairwise([None, *cuts, None]):
        closed = draw(st.booleans())
        found.append(Interval(low, high, opened and low is not None, not closed))
        opened = closed if draw(st.integers(0, 5)) else not closed
    some = draw(st.permutations(found))
    if draw(st.booleans()) and all(each.lo is not None for each in some[1:]):
        some = [Interval(each.lo, None, each.lo_open, False) for each in some]
    return some


def values_of(domain: Interval, found: Sequence[Interval], quantum: Fraction | None) -> list[F]:
    """Return values of the domain that stand for all: the grid, or all edges and between them."""
    assert domain.lo is not None
    assert domain.hi is not None
    if quantum is not None:
        steps = range(ceil(domain.lo / quantum), floor(domain.hi / quantum) + 1)
        return [step * quantum for step in steps if domain.has(step * quantum)]
    edges = {domain.lo, domain.hi}
    edges |= {end for each in found for end in (each.lo, each.hi) if end is not None}
    points = sorted(edges)
    between = [(low + high) / 2 for low, high in pairwise(points)]
    return [each for each in (*points, *between) if domain.has(each)]


@given(any_bands() | tiling_bands(), domains, quanta)
def test_bands_without_flaw_hold_each_value_once(
    written: list[Interval], domain: Interval, quantum: Fraction | None
) -> None:
    """Where no flaw is found, every value that can occur lies in exactly one band."""
    found, flaws = resolve_bands(written, domain, quantum)
    event("flaws" if flaws else "no flaw")
    if not flaws:
        values = values_of(domain, found, quantum)
        assert {1} >= {sum(each.has(value) for each in found) for value in values}


@given(any_bands() | tiling_bands(), domains, quanta)
def test_every_flaw_has_a_witness(
    written: list[Interval], domain: Interval, quantum: Fraction | None
) -> None:
    """A hole is shown by a value in no band, an overlap by one in both, each within its ends."""
    found, flaws = resolve_bands(written, domain, quantum)
    values = values_of(domain, found, quantum)
    for flaw in flaws:
        event(flaw.code)
        here = [value for value in values if Interval(flaw.low, flaw.high).has(value)]
        rows = [{row for row, each in enumerate(found) if each.has(value)} for value in here]
        match flaw.code:
            case "SL321" | "SL323":
                assert set() in rows
            case "SL322":
                assert any({flaw.row, flaw.other} <= row for row in rows)
            case _:
                assert flaw.code in ("SL324", "SL326")
                assert not any(found[flaw.row].has(value) for value in values)


@given(any_bands() | tiling_bands(), domains, quanta)
def test_every_band_that_shares_a_value_is_noted(
    written: list[Interval], domain: Interval, quantum: Fraction | None
) -> None:
    """Of two bands with a value in both, one at least is noted as an overlap."""
    found, flaws = resolve_bands(written, domain, quantum)
    noted = {flaw.row for flaw in flaws if flaw.code == "SL322"}
    for value in values_of(domain, found, quantum):
        rows = {row for row, each in enumerate(found) if each.has(value)}
        event(f"{len(rows)} bands")
        assert len(rows - noted) <= 1


def test_thousands_of_bands_are_held_against_their_neighbours_only() -> None:
    """Every band against every other would be 200 million comparisons."""
    written = [Interval(F(row), F(row + 1), False, True) for row in range(20_000)]
    assert resolve_bands(written, Interval(F(0), F(20_000), False, True), None)[1] == []


@given(any_bands() | tiling_bands(), domains, quanta)
def test_written_bounds_are_kept(
    written: list[Interval], domain: Interval, quantum: Fraction | None
) -> None:
    """Filling changes only what was not written, and keeps the order."""
    found, _ = resolve_bands(written, domain, quantum)
    assert len(written) == len(found)
    for before, after in zip(written, found, strict=True):
        assert before.lo is None or (before.lo, before.lo_open) == (after.lo, after.lo_open)
        assert before.hi is None or (before.hi, before.hi_open) == (after.hi, after.hi_open)
