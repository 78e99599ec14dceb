"""Headings that are no sums: means, extremes, products, or a formula over what is below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from scorelib.compiler.bench.site import Bench, Loc, Site
from scorelib.compiler.bench.terms import Term
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.lowering.draft import Draft
from scorelib.compiler.lowering.parts import Part, sum_parts
from scorelib.compiler.proofs.intervals import Interval
from scorelib.ground.errors import Text
from scorelib.model.derived import Aggregate
from scorelib.words.numbers import print_number

__all__ = ["Child", "aggregate_parts", "check_aggregate", "name_points"]

_SKIPPING = ("mean", "weighted-mean", "min", "max")
"""The kinds that have a meaning without some of their children."""

_SKIPPED = (State.MISSING, State.NOT_APPLICABLE, State.CANNOT_BE_ASSESSED)


@dataclass(frozen=True, slots=True)
class Child:
    """One node below a heading: its key, id and words, its part, and the range of its points."""

    key: str
    id: str
    label: Text
    part: Part
    least: Fraction
    most: Fraction | None


def aggregate_parts(
    draft: Draft, path: Loc, name: str, spec: Aggregate, children: Sequence[Child], whole: int
) -> Part | None:
    """Return the part of a heading that is made as its `aggregate` says, before any rounding.

    Its points are no sum of the children's, so that its composition is all or nothing: computed
    where every child is. Returns None after noting what is wrong.
    """
    work = _Work(draft, (*path, "aggregate"), name, spec, tuple(children))
    points = work.make_points()
    if points is None:
        return None
    build = draft.bench.build
    # The children may all be there, and still make no figure: no weight, nothing to divide by.
    there = [build.is_known(child.part.points) for child in children]
    silent = build.join("and", [*there, build.is_state(points, State.UNDEFINED)])
    draft.alarm("SL508", "question", silent, name)
    below = sum_parts(build, [child.part for child in children], None)
    zero = build.constant(0)
    known = build.instead(points, zero)
    computed = build.compare("==", below.rank, zero)
    absent = build.is_state(points, State.NOT_APPLICABLE)
    without = build.is_state(points, State.MISSING, State.UNDEFINED, State.CANNOT_BE_ASSESSED)
    return replace(
        below,
        points=points,
        empty=zero,
        known=known,
        max_points=build.instead(whole, zero),
        computed_part=build.choose([(computed, known)], zero),
        other_part=build.choose([(computed, zero)], known),
        unscored=build.choose([(without, whole)], zero),
        excluded=build.choose([(absent, whole)], zero),
        gross=known,
        gross_max=build.instead(whole, zero),
        bonus=zero,
        earned=zero,
        earned_computed=zero,
    )


def check_aggregate(
    draft: Draft,
    path: Loc,
    part: Part,
    children: Sequence[Child],
    scale: tuple[Fraction, Fraction | None],
    spec: Aggregate,
) -> None:
    """Note an aggregate that is not shown to stay on the scale of its heading."""
    least, most = scale
    if most is None:
        return
    if spec.kind == "formula":
        found = draft.bench.bounds.of(part.points)
    elif spec.kind == "product":
        found = _bound_product(children)
    else:
        found = _bound_together(children)
    if not found.within(least, most):
        low = "-∞" if found.lo is None else print_number(found.lo)
        high = "+∞" if found.hi is None else print_number(found.hi)
        words = {"low": low, "high": high, "most": print_number(most)}
        draft.bench.report("SL331", path, **words)


def _bound_together(children: Sequence[Child]) -> Interval:
    """Return where a mean or an extreme of the children lies."""
    tops = [child.most for child in children if child.most is not None]
    most = max(tops) if len(tops) == len(children) else None
    return Interval(min(child.least for child in children), most)


def _bound_product(children: Sequence[Child]) -> Interval:
    """Return where a product of children that cannot fall below zero lies."""
    low, high = Fraction(1), Fraction(1)
    for child in children:
        if child.most is None or child.least < 0:
            return Interval(None, None)
        low, high = low * child.least, high * child.most
    return Interval(low, high)


def name_points(build: Builder, child: Child) -> int:
    """Return a child's points, held to the range that they are in anyway, so that it is proved."""
    node = build.extreme("max", (child.part.points, build.constant(child.least)))
    if child.most is None:
        return node
    return build.extreme("min", (node, build.constant(child.most)))


@dataclass(frozen=True, slots=True)
class _Work:
    """One heading being made of its children."""

    draft: Draft
    path: Loc
    name: str
    spec: Aggregate
    children: tuple[Child, ...]

    @property
    def bench(self) -> Bench:
        return self.draft.bench

    @property
    def build(self) -> Builder:
        return self.draft.bench.build

    def make_points(self) -> int | None:
        if self.spec.kind == "formula":
            return self._apply_formula()
        weights = self._read_weights()
        if weights is None:
            return None
        if self.spec.kind in ("geometric-mean", "harmonic-mean") and not self._are_positive():
            return None
        if self.spec.without == "skip" and self.spec.kind not in _SKIPPING:
            words = {"key": "without", "kind": self.spec.kind}
            self.bench.report("SL310", (*self.path, "without"), **words)
            return None
        if self.spec.without == "refuse":
            return self._combine([child.part.points for child in self.children], weights)
        self._tell_skipped()
        return self._skip(weights)

    def _read_weights(self) -> list[int] | None:
        """Return the weight of each child: as written, or 1; every child has exactly one."""
        written = self.spec.weights
        if written is None:
            return [self.build.constant(1)] * len(self.children)
        keys = [child.key for child in self.children]
        for key in written.keys() - set(keys):
            place = (*self.path, "weights", key)
            self.bench.report_key("SL335", place, name=key, known=tuple(keys))
        missing = [key for key in keys if key not in written]
        for key in missing:
            self.bench.report("SL336", (*self.path, "weights"), name=key)
        site = Site(self.bench, self.path, self.bench.names, self.build.constant(0), None)
        found = [site.number(written[key], "weights", key) for key in keys if key in written]
        weights = [each for each in found if each is not None]
        if missing or len(weights) < len(keys):
            return None
        for key, weight in zip(keys, weights, strict=True):
            bound = site.bound(weight)
            if bound.lo is None or bound.lo < 0:
                self.bench.report("SL337", (*self.path, "weights", key), name=key)
                return None
        ids = [child.id for child in self.children]
        self.draft.weights[self.name] = tuple(zip(ids, weights, strict=True))
        return weights

    def _are_positive(self) -> bool:
        """Return whether no child can fall below zero, after noting those that can."""
        low = [child for child in self.children if child.least < 0]
        for child in low:
            self.bench.report("SL338", (*self.path, "kind"), label=child.label)
        return not low

    def _apply_formula(self) -> int | None:
        names = dict(self.bench.names)
        for child in self.children:
            node = name_points(self.build, child)
            called = child.key.replace("-", "_")
            names[called] = Term(node, "number", ambiguous=called in self.bench.names)
            self.draft.names.setdefault(node, child.id)
        site = Site(self.bench, self.path, names, self.build.constant(0), None)
        return site.number(self.spec.formula or "", "formula")

    def _combine(self, points: Sequence[int], weights: Sequence[int]) -> int:
        """Return the aggregate of figures that are all there."""
        build, kind = self.build, self.spec.kind
        if kind in ("min", "max"):
            which: Literal["min", "max"] = "min" if kind == "min" else "max"
            return build.extreme(which, points)
        if kind == "product":
            product = points[0]
            for each in points[1:]:
                product = build.multiply(product, each)
            return product
        if kind == "geometric-mean":
            return build.average("geometric_mean", points)
        if kind == "harmonic-mean":
            return build.average("harmonic_mean", points)
        weighted = [build.multiply(w, p) for w, p in zip(weights, points, strict=True)]
        return self._divide(build.sum(weighted), build.sum(weights))

    def _divide(self, above: int, below: int) -> int:
        """Return a weighted sum over its weights; without any weight there is no figure."""
        build = self.build
        some = build.compare(">", below, build.constant(0))
        nothing = build.constant(State.UNDEFINED)
        return build.choose([(some, build.divide(above, below))], nothing)

    def _skip(self, weights: Sequence[int]) -> int:
        """Return the aggregate of the figures that are there; of none there is none."""
        build, zero = self.build, self.build.constant(0)
        points = [child.part.points for child in self.children]
        left_out = [build.is_state(each, *_SKIPPED) for each in points]
        nothing = build.join("and", left_out)
        missing = build.join(
            "or",
            [build.is_state(each, State.MISSING, State.CANNOT_BE_ASSESSED) for each in points],
        )
        absent = build.constant(State.NOT_APPLICABLE)
        none = build.choose([(missing, build.constant(State.MISSING))], absent)
        if self.spec.kind in ("min", "max"):
            found = self._skip_extreme(points)
        else:
            counted = [
                build.choose([(out, zero)], weight)
                for out, weight in zip(left_out, weights, strict=True)
            ]
            filled = [build.instead(each, zero, *_SKIPPED) for each in points]
            found = self._combine(filled, counted)
        return build.choose([(nothing, none)], found)

    def _skip_extreme(self, points: Sequence[int]) -> int:
        """Return the extreme of what is there, two at a time."""
        build, found = self.build, points[0]
        for each in points[1:]:
            both = self._combine([found, each], ())
            out = [build.is_state(node, *_SKIPPED) for node in (found, each)]
            found = build.choose([(out[0], each), (out[1], found)], both)
        return found

    def _tell_skipped(self) -> None:
        """Add what tells which children were left out: none of them passes in silence."""
        for child in self.children:
            out = self.build.is_state(child.part.points, *_SKIPPED)
            heading = self.name
            self.draft.alarm("SL518", "info", out, child.id, words=(("heading", heading),))
