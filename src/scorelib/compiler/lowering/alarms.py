"""Findings in waiting: what a reader of a result is told about a leaf or a slot."""

from __future__ import annotations

from dataclasses import dataclass

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.lowering.draft import Draft
from scorelib.compiler.lowering.ways import Figures, Given
from scorelib.ground.errors import Severity

__all__ = ["add_alarms", "add_policy_alarms"]

_Number = tuple[str, int, int | None]


def add_alarms(
    draft: Draft, node: str, site: Site, given: Given, figures: Figures, *, moves: bool
) -> None:
    """Add the findings that a leaf can give rise to; a condition without a value raises none."""
    watch = _Watch(draft, node, site, given, figures)
    watch.hold_against_declared()
    watch.ask_for_points()
    watch.check_hands()
    build, absent = site.build, watch.has_status("not-applicable")
    if given.silent is not None:
        absent = build.join("and", [absent, build.invert(given.silent)])
    missing = watch.has_status("missing")
    add_policy_alarms(
        draft, node, site.slot, figures.points, site.max_points, absent, missing, moves=moves
    )


@dataclass(frozen=True, slots=True)
class _Watch:
    """One leaf as its findings see it."""

    draft: Draft
    node: str
    site: Site
    given: Given
    figures: Figures

    def add(
        self, code: str, severity: Severity, when: int, *numbers: _Number, reason: str | None = None
    ) -> None:
        slot = self.site.slot
        self.draft.alarm(code, severity, when, self.node, slot=slot, numbers=numbers, reason=reason)

    def has_status(self, name: str) -> int:
        build = self.site.build
        return build.compare("==", self.figures.status, build.constant(name))

    @property
    def most(self) -> _Number:
        return ("max_points", self.site.max_points, None)

    @property
    def computed(self) -> _Number:
        return ("computed", self.figures.computed, self.figures.places)

    def both(self, *conditions: int) -> int:
        return self.site.build.join("and", conditions)

    def hold_against_declared(self) -> None:
        """Tell declared points that are out of range, or are not the computed ones."""
        build, assessed = self.site.build, self.given.assessed
        declared = ("declared", assessed, None)
        self.add("SL504", "error", _outside(self.site, assessed), declared, self.most)
        differs = build.compare("!=", assessed, self.figures.computed)
        differs = self.both(self.has_status("scored"), differs)
        self.add("SL505", "warning", differs, declared, self.computed)

    def ask_for_points(self) -> None:
        """Tell points that are missing, granted for now, or contrary to what the project says."""
        build, points = self.site.build, self.figures.points
        without = build.is_state(points, State.MISSING, State.UNDEFINED, State.CANNOT_BE_ASSESSED)
        self.add("SL507", "question", without, self.most)
        self.add("SL508", "question", build.is_state(points, State.UNDEFINED))
        self.add("SL509", "warning", self.has_status("waived"), self.most)
        known = build.is_known(self.figures.computed)
        contrary = self.both(build.is_known(self.given.state), known)
        self.add("SL535", "error", contrary, self.computed, reason="SL565")
        if self.given.maximum:
            self.add("SL539", "question", build.is_state(self.site.max_points, State.MISSING))

    def check_hands(self) -> None:
        """Tell figures given by hand that are out of range, or that no rule asks for."""
        build, site, given = self.site.build, self.site, self.given
        override = ("override", given.override, None)
        self.add("SL506", "error", _outside(site, given.override), override, self.most)
        judged = ("judged", given.judged, None)
        scored = self.has_status("scored")
        idle = self.both(build.is_known(given.judged), scored)
        self.add("SL537", "warning", idle, judged, self.most)
        beyond = self.both(_outside(site, given.judged), build.invert(scored))
        least = ("least", build.constant(site.least), None)
        self.add("SL575", "error", beyond, judged, least, self.most)
        if given.reduction is not None:
            less = build.subtract(self.figures.computed, given.reduction)
            below = build.compare("<", less, build.constant(site.least))
            taken = ("reduction", given.reduction, None)
            self.add("SL576", "error", below, taken, self.computed)


def _outside(site: Site, figure: int) -> int:
    """Return the condition that a figure lies below the least or above the maximum."""
    build = site.build
    below = build.compare("<", figure, build.constant(site.least))
    above = build.compare(">", figure, site.max_points)
    return build.join("or", [below, above])


def add_policy_alarms(
    draft: Draft,
    node: str,
    slot: str | None,
    points: int,
    max_points: int,
    absent: int,
    missing: int | None = None,
    *,
    moves: bool,
) -> None:
    """Add the findings for points that a policy gave: none of them passes in silence.

    Where a heading above `moves` what does not apply, it says so itself.
    """
    build = draft.bench.build
    zero = build.constant(0)
    weighs = build.compare(">", build.instead(max_points, zero), zero)
    most = (("max_points", max_points, None),)

    def add(code: str, when: int, reason: str) -> None:
        both = build.join("and", [when, weighs])
        draft.alarm(code, "warning", both, node, slot=slot, numbers=most, reason=reason)

    lost_weight = build.is_state(points, State.NOT_APPLICABLE)
    if missing is not None:
        lost_weight = build.join("and", [lost_weight, absent])
    if not moves:
        add("SL510", lost_weight, "SL557")
    granted = build.join("and", [absent, build.compare(">", points, zero)])
    add("SL530", granted, "SL560")
    lost = build.join("or", [absent, missing]) if missing is not None else absent
    add("SL531", build.join("and", [lost, build.compare("==", points, zero)]), "SL563")
