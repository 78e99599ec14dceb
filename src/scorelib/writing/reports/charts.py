"""Bars as pages draw them: lengths in hundredths of a percent of one scale."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scorelib.reading.reports.blocks import Bar, Bars

__all__ = ["Chart", "Stroke", "draw_bars"]


@dataclass(frozen=True, slots=True)
class Stroke:
    """One bar: how far its maximum and its points reach, in percent of the scale."""

    bar: Bar
    track: str
    fill: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one scale, which ends at `top`."""

    title: str
    top: Fraction
    strokes: tuple[Stroke, ...]


def draw_bars(bars: Bars) -> Chart:
    """Return bars with their lengths; points below nothing have none.

    >>> chart = draw_bars(Bars("t", (Bar("a", Fraction(1), Fraction(3), "1 / 3"),)))
    >>> chart.top, chart.strokes[0].track, chart.strokes[0].fill
    (Fraction(3, 1), '100.00%', '33.33%')
    """
    top = max((max(bar.points, bar.max_points) for bar in bars.items), default=Fraction(0))
    strokes = tuple(
        Stroke(bar, _measure(bar.max_points, top), _measure(bar.points, top)) for bar in bars.items
    )
    return Chart(bars.title, top, strokes)


def _measure(part: Fraction, top: Fraction) -> str:
    if part <= 0 or top <= 0:
        return "0%"
    parts = part * 10_000 // top
    return f"{parts // 100}.{parts % 100:02}%"
