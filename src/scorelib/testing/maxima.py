"""Who gets which maximum: what a ruleset leaves to the project, shared out so that it adds up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Final

from hypothesis import strategies as st

from scorelib.model.ruleset import IndicatorSpec, RulesetDocument

__all__ = ["Maxima", "share_out", "split"]

_MOST: Final = 20
"""A maximum that nothing holds is drawn up to it."""


@dataclass(slots=True)
class Maxima:
    """The maximum of each node by its path, None where it is not known; `given` those to state."""

    known: dict[str, Fraction | None] = field(default_factory=dict)
    given: dict[str, Fraction] = field(default_factory=dict)


def split(draw: st.DrawFn, whole: Fraction, count: int) -> list[Fraction]:
    """Return so many parts of a whole, whole numbers as far as it is one, that add up to it."""
    left = floor(whole)
    parts: list[Fraction] = []
    for place in range(count - 1):
        most = max(0, left - (count - 1 - place))
        part = draw(st.integers(min(1, most), most))
        parts.append(Fraction(part))
        left -= part
    return [*parts, whole - sum(parts, Fraction(0))]


def share_out(
    draw: st.DrawFn, document: RulesetDocument, found: Mapping[str, Fraction | None]
) -> Maxima:
    """Return the maxima of a project; `found` are those that only its profile tells."""
    maxima = Maxima()
    _share(draw, document.indicators, "", document.max_points, _Context(maxima, found))
    return maxima


@dataclass(frozen=True, slots=True)
class _Context:
    maxima: Maxima
    found: Mapping[str, Fraction | None]

    def fixed(self, path: str, spec: IndicatorSpec, whole: Fraction | None) -> Fraction | None:
        """Return a maximum that the ruleset or the profile sets, None where something is left."""
        if spec.share is not None:
            return None if whole is None else whole * spec.share
        if isinstance(spec.max_points, Fraction):
            return spec.max_points
        return self.found.get(path) if spec.max_points == "profile" else None


def _share(
    draw: st.DrawFn,
    specs: Mapping[str, IndicatorSpec],
    above: str,
    whole: Fraction | None,
    context: _Context,
) -> None:
    """Share a maximum among nodes: what is set keeps its own, the others share what is left."""
    paths = {f"{above}.{name}".lstrip("."): spec for name, spec in specs.items()}
    fixed = {path: context.fixed(path, spec, whole) for path, spec in paths.items()}
    fixed |= dict(_list_sums(paths, fixed))
    counted = [most for path, most in fixed.items() if most is not None and not paths[path].bonus]
    open_ = [path for path, spec in paths.items() if fixed[path] is None and _is_open(spec)]
    parts = _divide(draw, whole, sum(counted, Fraction(0)), len(open_))
    drawn = dict(zip(open_, parts, strict=True))
    for path, spec in paths.items():
        most = drawn.get(path, fixed[path])
        context.maxima.known[path] = most
        if spec.max_points == "given" and most is not None:
            context.maxima.given[path] = most
        _share(draw, spec.children, path, most, context)


def _list_sums(
    paths: Mapping[str, IndicatorSpec], fixed: Mapping[str, Fraction | None]
) -> Iterator[tuple[str, Fraction]]:
    """Yield the maxima of headings that are the sum of what is below them."""
    for path, spec in paths.items():
        below = [each.max_points for each in spec.children.values() if not each.bonus]
        figures = [each for each in below if isinstance(each, Fraction)]
        if fixed[path] is None and spec.max_points is None and len(figures) == len(below) > 0:
            yield path, sum(figures, Fraction(0))


def _is_open(spec: IndicatorSpec) -> bool:
    return spec.max_points in ("declared", "given") or (
        spec.max_points is None and spec.share is None
    )


def _divide(
    draw: st.DrawFn, whole: Fraction | None, taken: Fraction, count: int
) -> Sequence[Fraction]:
    if count == 0:
        return []
    if whole is None or whole < taken:
        return [Fraction(draw(st.integers(1, _MOST))) for _ in range(count)]
    return split(draw, whole - taken, count)
