"""Maxima (分值): stated, a share of the parent's, given by the project, or told by its profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from scorelib.compiler.bench.origins import name_children
from scorelib.compiler.bench.site import Loc, Site
from scorelib.compiler.graph.nodes import Input, State
from scorelib.compiler.graph.plan import Kind, ProfilePlan
from scorelib.compiler.lowering.draft import Draft, Maximum, Rules
from scorelib.ground.errors import Text
from scorelib.model.ruleset import IndicatorSpec, Profile
from scorelib.words.numbers import print_number

__all__ = ["Spot", "check_sum", "read_maximum", "read_profiles"]


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of the tree: its id, what is written there, and what holds from above.

    `whole` is the maximum of the heading above, where it states one; `headed` says that this or
    some heading further up does, to which what is below must add up.
    """

    id: str
    parent: str | None
    path: Loc
    spec: IndicatorSpec
    rules: Rules
    whole: Maximum | None
    headed: bool
    kind: Kind = "indicator"

    def below(self, name: str, spec: IndicatorSpec, whole: Maximum | None) -> Spot:
        """Return the place of a child."""
        branch = self.spec.branch
        path = (*self.path, branch, name)
        rules = self.rules.under(self.spec)
        moves = self.spec.rebase is not None or self.spec.aggregate is not None
        rules = replace(rules, moves=rules.moves or moves)
        kind: Kind = "criterion" if branch == "criteria" else _kind_of(spec)
        headed = whole is not None or self.headed
        return Spot(f"{self.id}.{name}", self.id, path, spec, rules, whole, headed, kind)

    @staticmethod
    def top(name: str, spec: IndicatorSpec, rules: Rules, whole: Maximum | None) -> Spot:
        """Return the place of a level-one node."""
        path = ("indicators", name)
        return Spot(name, None, path, spec, rules, whole, whole is not None, _kind_of(spec))


def _kind_of(spec: IndicatorSpec) -> Kind:
    return "dimension" if spec.indicators else "indicator"


def read_profiles(draft: Draft) -> None:
    """Read the conditions of the profiles; of each project exactly one should hold."""
    document, bench = draft.document, draft.bench
    for name, profile in document.profiles.items():
        path = ("profiles", name)
        site = Site(bench, path, bench.names, bench.build.constant(0), None)
        bench.clauses(profile.cites, (*path, "cites"))
        when = site.condition(profile.when, "when")
        if when is not None:
            draft.profiles[name] = ProfilePlan(name, profile.label, when)
        _check_paths(draft, name, profile)
    if len(draft.profiles) == len(document.profiles) > 0:
        build = bench.build
        one, zero = build.constant(1), build.constant(0)
        holding = [build.choose([(each.when, one)], zero) for each in draft.profiles.values()]
        only_one = build.compare("==", build.sum(holding), one)
        draft.fits = only_one
        labels = [profile.label for profile in document.profiles.values()]
        listed = Text("、".join(each.zh for each in labels), ", ".join(each.en for each in labels))
        words = (("profiles", listed),)
        draft.alarm("SL572", "error", build.invert(build.holds(only_one)), None, words=words)


def _check_paths(draft: Draft, name: str, profile: Profile) -> None:
    """Note places that a profile forgets, or names though their maximum is not left to profiles."""
    places = _list_open(draft.document.indicators)
    for path in profile.max_points.keys() - places:
        place = ("profiles", name, "max_points", path)
        draft.bench.report_key("SL385", place, path=path, known=tuple(sorted(places)))
    for path in sorted(places - profile.max_points.keys()):
        draft.bench.report("SL384", ("profiles", name, "max_points"), path=path)


def _list_open(specs: Mapping[str, IndicatorSpec], above: str = "") -> set[str]:
    """Return the ids of the places whose maximum is left to profiles."""
    found: set[str] = set()
    for name, spec in specs.items():
        if spec.max_points == "profile":
            found.add(above + name)
        found |= _list_open(spec.children, f"{above}{name}.")
    return found


def read_maximum(draft: Draft, spot: Spot) -> Maximum | None:
    """Return the maximum of a place, or None where it states none or after noting a problem."""
    build, stated = draft.bench.build, spot.spec.max_points
    if isinstance(stated, Fraction):
        return Maximum(build.constant(stated), stated)
    if spot.spec.share is not None:
        return _take_share(draft, spot, spot.spec.share)
    if stated == "given":
        return Maximum(build.input(Input("maximum", spot.id)), None, given=True)
    if stated == "profile":
        return _read_profile(draft, spot)
    if stated == "declared" and spot.spec.declared is None:
        draft.bench.report("SL308", (*spot.path, "max_points"), name=spot.id)
    return None


def _take_share(draft: Draft, spot: Spot, share: Fraction) -> Maximum | None:
    whole, build = spot.whole, draft.bench.build
    if whole is None:
        draft.bench.report("SL381", (*spot.path, "share"), label=spot.spec.label)
        return None
    node = build.multiply(whole.node, build.constant(share))
    value = None if whole.value is None else whole.value * share
    each = whole.by_profile
    shares = None if each is None else {name: most * share for name, most in each.items()}
    return Maximum(node, value, shares, whole.given)


def _read_profile(draft: Draft, spot: Spot) -> Maximum | None:
    """Return the maximum that the project's profile gives; without one profile there is none."""
    build, profiles = draft.bench.build, draft.document.profiles
    if not profiles:
        draft.bench.report("SL389", (*spot.path, "max_points"), name=spot.id)
        return None
    figures = {name: each.max_points.get(spot.id) for name, each in profiles.items()}
    known = {name: figure for name, figure in figures.items() if figure is not None}
    if draft.fits is None or len(known) < len(figures):
        return None
    branches = [
        (build.is_state(draft.fits), build.constant(State.MISSING)),
        (build.invert(draft.fits), build.constant(State.UNDEFINED)),
        *((draft.profiles[name].when, build.constant(figure)) for name, figure in known.items()),
    ]
    return Maximum(build.choose(branches, build.constant(State.UNDEFINED)), None, known)


def check_sum(
    draft: Draft, path: Loc, label: Text, whole: Maximum | None, parts: list[Maximum | None]
) -> bool:
    """Note maxima that the ruleset fixes (by itself or in a profile) and that do not add up."""
    if whole is None or any(part is None or part.given for part in parts) or whole.given:
        return True
    known = [part for part in parts if part is not None]
    if not any(part.by_profile for part in (whole, *known)):
        return _compare_sum(draft, path, label, whole.value, [part.value for part in known])
    sound = True
    for name, profile in draft.document.profiles.items():
        words = Text(f"{label.zh}（{profile.label.zh}）", f"{label.en} ({profile.label.en})")
        figures = [_value_in(part, name) for part in known]
        sound &= _compare_sum(draft, path, words, _value_in(whole, name), figures)
    return sound


def _value_in(maximum: Maximum, profile: str) -> Fraction | None:
    return maximum.value if maximum.by_profile is None else maximum.by_profile.get(profile)


def _compare_sum(
    draft: Draft, path: Loc, label: Text, stated: Fraction | None, parts: list[Fraction | None]
) -> bool:
    figures = [part for part in parts if part is not None]
    if stated is None or len(figures) < len(parts) or sum(figures, Fraction(0)) == stated:
        return True
    total = print_number(sum(figures, Fraction(0)))
    places = name_children(draft.bench.tree, path)
    words = {"stated": print_number(stated), "total": total, "places": places}
    draft.bench.report("SL311", path, label=label, **words)
    return False
