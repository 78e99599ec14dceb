"""A grade by how many indicators are good enough, and whether any is too poor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import Band
from scorelib.compiler.methods.bands import lies_in
from scorelib.compiler.methods.method import GradeMethod, GradeRule, Page, Scored
from scorelib.compiler.methods.veto import divide_points, find_part, has_no_rate
from scorelib.compiler.proofs.intervals import Interval
from scorelib.ground.errors import Text
from scorelib.model.fields import Label, Path, Whole
from scorelib.model.ruleset import Bounds
from scorelib.words.units import NONE

__all__ = ["METHOD"]


class GradeByCount(GradeRule):
    """`at_least` of the `nodes` have a rate of points in `share`, and none has one in `none`."""

    kind: Literal["count"]
    label: Label = Text("按个数定等级", "Grade by count")
    nodes: Annotated[tuple[Path, ...], Field(min_length=1)]
    share: Bounds
    at_least: Whole
    none: Bounds | None = None


def lower(settings: GradeByCount, site: Site, parts: Mapping[str, Scored]) -> int | None:
    """Return the condition under which the grade is settled.

    Nodes that do not apply count neither way; one without points for another reason leaves the
    condition open, unless the others decide it.
    """
    found = [
        find_part(site, parts, name, "nodes", index) for index, name in enumerate(settings.nodes)
    ]
    nodes = [each for each in found if each is not None]
    good = _read_band(site, settings.share, "share")
    poor = None if settings.none is None else _read_band(site, settings.none, "none")
    fits = _check_number(settings, site)
    if good is None or (settings.none is not None and poor is None) or not fits:
        return None
    if len(nodes) < len(settings.nodes):
        return None
    build = site.build
    enough = _is_enough(site, [_is_in(site, part, good) for part in nodes], settings.at_least)
    if poor is None:
        return enough
    spared = [build.invert(_is_in(site, part, poor)) for part in nodes]
    return build.join("and", [*spared, enough])


def _is_enough(site: Site, good: Sequence[int], at_least: int) -> int:
    """Return whether enough conditions hold; open where it hangs on those that are open."""
    build, one, zero = site.build, site.build.constant(1), site.build.constant(0)
    least = build.constant(at_least)
    sure = [build.choose([(build.holds(each), one)], zero) for each in good]
    not_good = [build.holds(build.invert(each)) for each in good]
    possible = [build.choose([(each, zero)], one) for each in not_good]
    return build.choose(
        [
            (build.compare(">=", build.sum(sure), least), build.constant(True)),
            (build.compare("<", build.sum(possible), least), build.constant(False)),
        ],
        build.constant(State.MISSING),
    )


def _read_band(site: Site, bounds: Bounds, key: str) -> Interval | None:
    """Return the rates of points that are meant, or None after noting what is wrong."""
    whole = Interval(None, None)
    found = site.interval(bounds, NONE, key)
    if found == whole:
        site.report("SL116", key)
        return None
    if found is not None and found.empty:
        site.report("SL324", key, band=key, low=found.lo, high=found.hi)
        return None
    return found


def _check_number(settings: GradeByCount, site: Site) -> bool:
    """Return whether so many of the nodes can be found; note it where they cannot."""
    twice = [n for i, n in enumerate(settings.nodes) if n in settings.nodes[:i]]
    for name in twice:
        site.report("SL325", "nodes", settings.nodes.index(name), id=name)
    possible = 1 <= settings.at_least <= len(settings.nodes)
    if not possible:
        site.report("SL372", "at_least", most=len(settings.nodes), number=settings.at_least)
    return possible and not twice


def _is_in(site: Site, part: Scored, found: Interval) -> int:
    """Return the condition that a node's rate of points lies in an interval."""
    build, none = site.build, site.build.constant(False)
    band = Band(Text("", ""), found.lo, found.lo_open, found.hi, found.hi_open)
    inside = lies_in(build, divide_points(site, part), band)
    return build.choose([(has_no_rate(site, part), none)], inside)


METHOD = GradeMethod(
    "count",
    GradeByCount,
    lower,
    Page(
        Text("按个数定等级", "Grade by count"),
        Text(
            "若干个指标中，得分率够好的达到几个、太差的一个也没有，等级就定了，不看总分。"
            "不适用的指标两边都不计；有的指标没有得分而结论因此定不下来时，等级也定不下来。",
            "Where enough of several indicators are good, and none is too poor, the grade is "
            "settled whatever the total is. What does not apply counts neither way; where one "
            "without points leaves it open whether the rule holds, the grade is open too.",
        ),
        "grade if the number of nodes with points / max_points in share ≥ at_least, none in none",
        "六项以上为优且无中、差 → 优",
        "grade_rules:\n"
        "  - id: six\n"
        "    kind: count\n"
        "    nodes: [a, b, c, d, e, f, g, h]\n"
        "    share: {from: 90%}\n"
        "    at_least: 6\n"
        "    none: {below: 80%}\n"
        "    grade: excellent",
        Text(
            "没有这个指标 SL371；at_least 小于 1 或多于指标个数 SL372；同一个指标写两次 SL325；"
            "share 或 none 没有界线 SL116；没有这个等级 SL387。",
            "A node that is not there is SL371, an `at_least` below 1 or above the number of nodes "
            "SL372, a node that stands twice SL325, a `share` or `none` without bounds SL116, a "
            "grade that is not there SL387.",
        ),
    ),
)
