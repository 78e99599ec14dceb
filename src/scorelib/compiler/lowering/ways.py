"""The ways in which a leaf can come to its points, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.lowering.draft import Rules

__all__ = [
    "Figures",
    "Given",
    "Way",
    "choose_way",
    "grant_absent",
    "list_ways",
]


@dataclass(frozen=True, slots=True)
class Given:
    """The nodes of what a project may say about a leaf beside its facts.

    `judged` is the figure of a person where the rule has none, `reduction` what a person takes
    off a computed one; `silent` the condition that nothing is said of a leaf that is optional;
    `maximum` says that the project gives the maximum.
    """

    override: int
    state: int
    assessed: int
    judged: int
    reduction: int | None = None
    silent: int | None = None
    maximum: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """One way: the condition under which it is taken, the status it gives, and its points."""

    when: int
    status: str
    points: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The nodes of a leaf's figures, and the places to show them with."""

    computed: int
    status: int
    points: int
    places: int | None


def list_ways(
    site: Site, rules: Rules, computed: int, given: Given, judged: int, by_person: int
) -> list[Way]:
    """Return the ways of a leaf; the last is taken where no other is.

    `judged` is the condition that the rule itself asks a person, `by_person` the figure of a
    person, rounded as points are.

    Without a maximum there are no points, whatever is said. An override comes before everything
    else; then what does not apply or cannot be assessed, by the
    policies; then what was judged or computed, and where the rule is silent the figure of a
    person; then, where the rules allow it, what is taken over.
    """
    build, most = site.build, site.max_points
    waived = rules.when_unassessable == "waived"
    unassessed = most if waived else build.constant(State.CANNOT_BE_ASSESSED)
    known = build.is_known(computed)
    silent = [build.is_state(computed, State.UNDEFINED)]
    if site.slot is not None:
        # A person's figure that is out of range does not open the way to the unit's own either.
        silent.append(build.is_known(given.judged))
    ways = [
        *_list_open(site, given),
        Way(_in_range(site, given.override), "overridden", given.override),
        Way(
            _is_said(build, given.state, computed, "not-applicable", State.NOT_APPLICABLE),
            "not-applicable",
            grant_absent(build, rules, most),
        ),
        Way(
            _is_said(build, given.state, computed, "cannot-be-assessed", State.CANNOT_BE_ASSESSED),
            "waived" if waived else "missing",
            unassessed,
        ),
        *_list_reduced(site, computed, given),
        Way(build.join("and", [known, judged]), "judged", computed),
        Way(known, "scored", computed),
        *_list_unspoken(build, given),
        # A rule that is silent leaves the case to a person: neither zero nor the unit's own figure.
        Way(
            build.join("and", [_is_silent(site, computed, judged), _in_range(site, given.judged)]),
            "judged",
            by_person,
        ),
        Way(build.join("or", silent), "missing", build.constant(State.UNDEFINED)),
    ]
    if rules.when_missing == "take-over":
        ways.append(Way(_in_range(site, given.assessed), "taken-over", given.assessed))
    nothing = build.constant(0 if rules.when_missing == "zero" else State.MISSING)
    return [*ways, Way(build.constant(True), "missing", nothing)]


def _list_unspoken(build: Builder, given: Given) -> list[Way]:
    """Return the way of a leaf of which nothing is said, and nothing need be."""
    if given.silent is None:
        return []
    return [Way(given.silent, "not-applicable", build.constant(State.NOT_APPLICABLE))]


def _list_open(site: Site, given: Given) -> list[Way]:
    """Return the way of a leaf whose maximum nobody says, unless nothing need be said of it."""
    build = site.build
    if build.constant_of(site.max_points) is not None:
        return []
    unknown = build.is_state(site.max_points)
    if given.silent is not None:
        unknown = build.join("and", [unknown, build.invert(given.silent)])
    return [Way(unknown, "missing", site.max_points)]


def _is_silent(site: Site, computed: int, judged: int) -> int:
    """Return the condition that the rule has no figure, though it has all it asks for.

    Of a project's own indicator a person may also read what no machine could, or give points
    instead of a tier: never both.
    """
    build = site.build
    if site.slot is not None:
        return build.is_state(computed, State.UNDEFINED, State.MISSING)
    # A figure that a rule asks for and refuses is not taken in by another door.
    silent = build.is_state(computed, State.UNDEFINED)
    return build.join("and", [build.invert(judged), silent])


def _list_reduced(site: Site, computed: int, given: Given) -> list[Way]:
    """Return the way of points that a person reduces (偏离度), which never fall below the least."""
    if given.reduction is None:
        return []
    build = site.build
    less = build.subtract(computed, given.reduction)
    return [Way(_in_range(site, less), "judged", less)]


def grant_absent(build: Builder, rules: Rules, most: int) -> int:
    """Return the points of what does not apply, as the policy says."""
    return {
        "excluded": build.constant(State.NOT_APPLICABLE),
        "full": most,
        "zero": build.constant(0),
        "unscored": build.constant(State.MISSING),
    }[rules.when_not_applicable]


def choose_way(build: Builder, ways: Sequence[Way]) -> tuple[int, int]:
    """Return the nodes of the status and the points of the first way whose condition holds."""
    first, last = ways[:-1], ways[-1]
    status = build.choose(
        [(way.when, build.constant(way.status)) for way in first], build.constant(last.status)
    )
    return status, build.choose([(way.when, way.points) for way in first], last.points)


def _is_said(build: Builder, said: int, computed: int, word: str, state: State) -> int:
    """Return the condition that the project says so of the leaf, or its facts come to it."""
    return build.join("or", [build.is_word(said, word), build.is_state(computed, state)])


def _in_range(site: Site, figure: int) -> int:
    """Return the condition that a figure is given and lies between the least and the maximum."""
    build = site.build
    least = build.compare(">=", figure, build.constant(site.least))
    most = build.compare("<=", figure, site.max_points)
    return build.holds(build.join("and", [least, most]))
