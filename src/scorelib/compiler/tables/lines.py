"""Piecewise-linear tables: a line through nodes, or segments that meet or step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

from scorelib.compiler.bench.site import Bench, Loc
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.proofs.bands import resolve_bands
from scorelib.compiler.proofs.intervals import Interval
from scorelib.compiler.tables.arguments import Argument
from scorelib.compiler.tables.cells import build_interval, print_interval
from scorelib.compiler.tables.measures import Measure, Result
from scorelib.ground.errors import Text, WordError
from scorelib.model.tables import Segment, TableSpec
from scorelib.words.numbers import print_number

__all__ = ["Line", "read_line"]

Rule = Fraction | str | None
"""What is found beyond an end: a figure, `error`, `clamp`, `extrapolate`, or nothing is said."""

_RULES: Final = ("error", "clamp", "extrapolate")


@dataclass(frozen=True, slots=True)
class _Piece:
    """One segment: where it holds, and what is found at its two ends."""

    span: Interval
    first: Fraction
    last: Fraction

    @property
    def lo(self) -> Fraction:
        return self.span.lo or Fraction(0)

    def build(self, build: Builder, node: int) -> int:
        """Return first + (x − lo) × rise / run, as short as it can be said."""
        rise, run = self.last - self.first, (self.span.hi or Fraction(0)) - self.lo
        if rise == 0:
            return build.constant(self.first)
        walked = node if self.lo == 0 else build.subtract(node, build.constant(self.lo))
        if abs(rise) != run:
            steep = build.multiply(walked, build.constant(abs(rise)))
            walked = build.divide(steep, build.constant(run))
        if rise < 0:
            return build.subtract(build.constant(self.first), walked)
        return build.add(build.constant(self.first), walked) if self.first else walked


@dataclass(frozen=True, slots=True)
class Line:
    """The segments of a table from low to high, and what is found beyond them."""

    pieces: tuple[_Piece, ...]
    below: Rule
    above: Rule

    def lower(self, build: Builder, nodes: Sequence[int]) -> int:
        """Return the choice among the segments; beyond them what the rules there say."""
        node, first, last = nodes[0], self.pieces[0], self.pieces[-1]
        branches: list[tuple[int, int]] = []
        if self.below not in (None, "error"):
            outside = Interval(None, first.span.lo, False, not first.span.lo_open)
            found = _lower_beyond(build, node, self.below, first, first.first)
            branches.append((build_interval(build, node, outside), found))
        branches += [
            (build_interval(build, node, piece.span), piece.build(build, node))
            for piece in self.pieces
        ]
        if self.above not in (None, "error"):
            outside = Interval(last.span.hi, None, not last.span.hi_open, False)
            found = _lower_beyond(build, node, self.above, last, last.last)
            branches.append((build_interval(build, node, outside), found))
        return build.choose(branches, build.constant(State.UNDEFINED))

    @property
    def argument(self) -> Argument:
        """What the line says something of."""
        first, last = self.pieces[0].span, self.pieces[-1].span
        lo = first.lo if self.below is None else None
        hi = last.hi if self.above is None else None
        domain = Interval(lo, hi, lo is not None and first.lo_open, hi is not None and last.hi_open)
        return Argument("x", "number", domain=domain, low_key="below", high_key="above")


def _lower_beyond(build: Builder, node: int, rule: Rule, piece: _Piece, end: Fraction) -> int:
    if rule == "extrapolate":
        return piece.build(build, node)
    return build.constant(rule if isinstance(rule, Fraction) else end)


def read_line(
    bench: Bench, path: Loc, spec: TableSpec, measure: Measure, result: Result
) -> Line | None:
    """Return a line as written, or None after noting what is wrong with it."""
    below = _read_rule(bench, (*path, "below"), spec.below, result)
    above = _read_rule(bench, (*path, "above"), spec.above, result)
    if spec.nodes is not None:
        pieces = _read_nodes(bench, (*path, "nodes"), spec.nodes, measure, result)
    else:
        pieces = _read_segments(bench, path, spec, measure, result)
    if pieces is None or (below is None) != (spec.below is None):
        return None
    return None if (above is None) != (spec.above is None) else Line(pieces, below, above)


def _read_rule(bench: Bench, path: Loc, text: str | None, result: Result) -> Rule:
    """Return what is said to be found beyond an end; None also where it cannot be read."""
    if text is None or text in _RULES:
        return text
    if text.isalpha():
        bench.report("SL716", path, text=text, known=_RULES)
        return None
    return _read_figure(bench, path, text, result.measure)


def _read_figure(bench: Bench, path: Loc, text: str, measure: Measure) -> Fraction | None:
    try:
        return measure.read(text)
    except WordError as error:
        bench.report_word(path, text, error)
        return None


def _read_nodes(
    bench: Bench,
    path: Loc,
    nodes: Sequence[tuple[str, str]],
    measure: Measure,
    result: Result,
) -> tuple[_Piece, ...] | None:
    """Return the segments between nodes, after noting nodes that do not rise."""
    places = [_read_figure(bench, (*path, i, 0), x, measure) for i, (x, _) in enumerate(nodes)]
    values = [
        _read_figure(bench, (*path, i, 1), y, result.measure) for i, (_, y) in enumerate(nodes)
    ]
    if len(nodes) < 2:
        bench.report_key("SL705", path)
        return None
    flat = True
    for i, (before, here) in enumerate(pairwise(places), 1):
        if before is not None and here is not None and here <= before:
            here_, before_ = print_number(here), print_number(before)
            bench.report("SL704", (*path, i, 0), here=here_, before=before_)
            flat = False
    known = [(x, y) for x, y in zip(places, values, strict=True) if x is not None and y is not None]
    if len(known) < len(nodes) or not flat:
        return None
    return tuple(
        _Piece(Interval(x, end, bool(i)), y, last)
        for i, ((x, y), (end, last)) in enumerate(pairwise(known))
    )


def _read_segments(
    bench: Bench, table: Loc, spec: TableSpec, measure: Measure, result: Result
) -> tuple[_Piece, ...] | None:
    """Return segments from low to high, after noting holes and overlaps between them.

    Where the argument has so many places only, 12.0 and 12.1 have nothing between them; what
    falls there all the same is found in no segment.
    """
    path, segments = (*table, "segments"), spec.segments or ()
    quantum = None if spec.places is None else Fraction(1, 10**spec.places)
    found = [
        _read_segment(bench, (*path, i), segment, measure, result)
        for i, segment in enumerate(segments)
    ]
    pieces = [piece for piece in found if piece is not None]
    if len(pieces) < len(found) or not _check_tiling(bench, path, pieces, quantum):
        return None
    return tuple(sorted(pieces, key=lambda piece: (piece.lo, piece.span.lo_open)))


def _read_segment(
    bench: Bench, path: Loc, segment: Segment, measure: Measure, result: Result
) -> _Piece | None:
    span = _read_span(bench, path, segment, measure)
    ends = [
        _read_figure(bench, (*path, "gives", i), text, result.measure)
        for i, text in enumerate(dict.fromkeys(segment.gives))
    ]
    first, last = ends[0], ends[-1]
    if span is None or first is None or last is None:
        return None
    if span.lo == span.hi and first != last:
        bench.report("SL706", (*path, "gives"), at=print_number(span.lo or Fraction(0)))
        return None
    return _Piece(span, first, last)


def _read_span(bench: Bench, path: Loc, segment: Segment, measure: Measure) -> Interval | None:
    """Return where a segment holds; it needs both its ends."""
    ends: list[tuple[Fraction | None, bool]] = []
    for closed, open_ in (("from", "above"), ("to", "below")):
        texts = (segment.from_ if closed == "from" else segment.to, getattr(segment, open_))
        if None not in texts:
            bench.report("SL117", path, first=closed, second=open_)
            return None
        if texts == (None, None):
            bench.report_key("SL103", path, key=closed)
            return None
        key = open_ if texts[0] is None else closed
        text = texts[0] or texts[1] or ""
        ends.append((_read_figure(bench, (*path, key), text, measure), key == open_))
    (lo, lo_open), (hi, hi_open) = ends
    return None if lo is None or hi is None else Interval(lo, hi, lo_open, hi_open)


def _check_tiling(
    bench: Bench, path: Loc, pieces: Sequence[_Piece], quantum: Fraction | None
) -> bool:
    """Note segments that are empty, overlap, or leave a hole between them."""
    spans = [piece.span for piece in pieces]
    whole = spans[0]
    for span in spans:
        whole = whole.join(replace(span, lo_open=False, hi_open=False))
    _, flaws = resolve_bands(spans, whole, quantum)
    flaws = [flaw for flaw in flaws if flaw.code != "SL323"]
    for flaw in flaws:
        low, high = (print_number(end or Fraction(0)) for end in (flaw.low, flaw.high))
        names = [print_interval(spans[row]) for row in (flaw.row, flaw.other)]
        band, other = (Text(name, name) for name in names)
        bench.report(flaw.pointed, (*path, flaw.row), band=band, other=other, low=low, high=high)
    return not flaws
