"""What places, methods and the whole ruleset declare: options, forms, policies, caps, checks."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from scorelib.compiler.graph.nodes import Choose, Constant, Extreme, Round, State
from scorelib.compiler.graph.plan import Change, Occurrence
from scorelib.compiler.graph.walk import nodes_below
from scorelib.ground.errors import Text
from scorelib.ground.source import MappingNode, Scalar
from scorelib.reading.coverage.probes import (
    Decides,
    Gives,
    Holds,
    Moves,
    Probe,
    Stands,
    Takes,
    Ties,
)
from scorelib.reading.coverage.reach import CHECK
from scorelib.reading.coverage.sites import Loc
from scorelib.reading.coverage.target import Kind, Survey, Target, say
from scorelib.words.numbers import print_number
from scorelib.words.rounding import RoundingRule

__all__ = [
    "list_checks",
    "list_forms",
    "list_indicators",
    "list_limits",
    "list_named",
    "list_options",
    "list_policies",
    "list_profiles",
    "list_roundings",
    "list_rules",
]


_OWN_WAYS: Final = ("scored", "judged")
"""How points come about by the rule itself: computed, or given by the person whom it asks."""


def list_indicators(survey: Survey) -> Iterator[Target]:
    """Yield every place that is scored itself: it must come to points once."""
    for each in survey.plan.occurrences:
        if not each.is_heading:
            words = (
                say("cover_indicator"),
                say("cover_indicator_hint", node=each.id),
            )
            path = survey.sites.find_place(each.id)
            ways = [Stands(each.status, each.points, way, None) for way in _OWN_WAYS]
            yield survey.make("indicator", path, each.id, words, ways)


def list_options(survey: Survey) -> Iterator[Target]:
    """Yield every level, case or requirement of a method; a requirement also where it fails."""
    for each in survey.plan.occurrences:
        path = survey.sites.find_method(each)
        if each.method == "all-or-nothing" and each.raw is not None:
            yield from _list_arms(survey, each, each.raw, (*path, "when"))
        for option, at in zip(each.options, _list_entries(survey, path, each), strict=True):
            words = (
                say("cover_option", label=option.label),
                say("cover_option_hint", node=each.id, label=option.label),
            )
            yield survey.make("option", at, each.id, words, [Holds(option.when, True)])
            if each.method == "checklist":
                words = (
                    say("cover_option_not", label=option.label),
                    say("cover_option_not_hint", node=each.id, label=option.label),
                )
                yield survey.make("option", at, each.id, words, [Holds(option.when, False)])
        yield from _list_otherwise(survey, each, path)


def _list_entries(survey: Survey, path: Loc, occurrence: Occurrence) -> list[Loc]:
    """Return where the options of a method are written."""
    for key in ("levels", "cases", "entries"):
        found = survey.sites.below((*path, key))
        if len(found) == len(occurrence.options):
            return found
    if occurrence.method == "penalty":
        return [(*path, "when"), (*path, "otherwise")]
    return [path] * len(occurrence.options)


def _list_otherwise(survey: Survey, occurrence: Occurrence, path: Loc) -> Iterator[Target]:
    """Yield what is earned where none of the cases of a method holds."""
    node = None if occurrence.raw is None else survey.plan.nodes[occurrence.raw]
    at = (*path, "otherwise")
    if occurrence.method == "cases" and isinstance(node, Choose) and survey.sites.has(at):
        words = (say("cover_otherwise"), say("cover_otherwise_hint", node=occurrence.id))
        probe = Takes(occurrence.raw or 0, len(node.conditions))
        yield survey.make("option", at, occurrence.id, words, [probe])


def _list_arms(survey: Survey, occurrence: Occurrence, number: int, path: Loc) -> Iterator[Target]:
    """Yield both outcomes of a requirement that gives all or nothing."""
    node = survey.plan.nodes[number]
    if not isinstance(node, Choose):
        return
    at = path if survey.sites.has(path) else path[:-1]
    for arm, name in enumerate(("cover_option", "cover_option_not")):
        words = (
            say(name, label=occurrence.label),
            say(f"{name}_hint", node=occurrence.id, label=occurrence.label),
        )
        yield survey.make("option", at, occurrence.id, words, [Takes(number, arm)])


def list_forms(survey: Survey) -> Iterator[Target]:
    """Yield every form of target that the ruleset has a way of scoring for; yes and no apart."""
    for each in survey.plan.occurrences:
        for arm, form in enumerate(each.forms):
            path = survey.sites.find_form(each, form)
            words = (
                say("cover_form", form=form.form),
                say("cover_form_hint", form=form.form),
            )
            yield survey.make("form", path, each.id, words, [Takes(each.raw or 0, arm)])


def list_profiles(survey: Survey) -> Iterator[Target]:
    """Yield every kind of project that has maxima of its own."""
    for each in survey.plan.profiles:
        words = (
            say("cover_true", label=each.label),
            say("cover_true_hint", label=each.label),
        )
        path = ("profiles", each.id)
        yield survey.make("branch", path, each.id, words, [Holds(each.when, True)])


def list_rules(survey: Survey) -> Iterator[Target]:
    """Yield every rule that settles a grade: where it holds, and where it does not."""
    rules = survey.plan.grade.rules if survey.plan.grade else ()
    for index, each in enumerate(rules):
        yield from _list_outcomes(
            survey, "rule", ("grade_rules", index), each.id, each.label, each.when, True
        )


def list_checks(survey: Survey) -> Iterator[Target]:
    """Yield every check of the ruleset: where it holds, and where it does not."""
    checks = [alarm for alarm in survey.plan.alarms if alarm.code == CHECK]
    for index, each in enumerate(checks):
        name = str(dict(each.words).get("id", index))
        label = Text(name, name)
        yield from _list_outcomes(survey, "check", ("checks", index), name, label, each.when, False)


def _list_outcomes(
    survey: Survey, kind: Kind, path: Loc, node: str, label: Text, when: int, holds: bool
) -> Iterator[Target]:
    """Yield both answers of a condition; `holds` is the one that counts as holding."""
    for name, answer in (("cover_true", holds), ("cover_false", not holds)):
        words = (say(name, label=label), say(f"{name}_hint", label=label))
        yield survey.make(kind, path, node, words, [Holds(when, answer)])


def list_named(survey: Survey) -> Iterator[Target]:
    """Yield every list of nodes beside the total: it must name one once."""
    for each in survey.plan.extras:
        if each.candidates:
            words = (
                say("cover_listed", label=each.label),
                say("cover_listed_hint", label=each.label),
            )
            probes = [Holds(candidate.named, True) for candidate in each.candidates]
            yield survey.make("branch", ("outputs", each.id, "worst"), each.id, words, probes)


_STATUS: Final[dict[tuple[str, str], tuple[str, State | None]]] = {
    ("when_missing", "unscored"): ("missing", State.MISSING),
    ("when_missing", "zero"): ("missing", None),
    ("when_missing", "take-over"): ("taken-over", None),
    ("when_unassessable", "waived"): ("waived", None),
    ("when_unassessable", "unscored"): ("missing", State.CANNOT_BE_ASSESSED),
}
"""What a place looks like to which a policy was applied: its status, and why it has no points."""


def list_policies(survey: Survey) -> Iterator[Target]:
    """Yield every policy that is written: of the ruleset, or of a place and what is below it."""
    wide: list[tuple[str, Loc]] = [("", ("policies",)), *survey.sites.walk_places()]
    for id_, path in wide:
        written = survey.sites.node(path)
        keys = written.values if isinstance(written, MappingNode) else {}
        for key in ("when_missing", "when_not_applicable", "when_unassessable"):
            value = keys.get(key)
            if isinstance(value, Scalar):
                probes = list(_list_applied(survey, id_, key, str(value)))
                words = (
                    say("cover_policy", key=key, value=str(value)),
                    say(f"cover_policy_hint_{key}"),
                )
                yield survey.make("policy", (*path, key), id_ or "total", words, probes)


def _list_applied(survey: Survey, id_: str, key: str, value: str) -> Iterator[Probe]:
    """Yield what shows for each place that a policy was applied to it."""
    for each in survey.plan.occurrences:
        if id_ and each.id != id_ and not each.id.startswith(f"{id_}."):
            continue
        if key == "when_not_applicable":
            yield Gives(each.status, "not-applicable")
        elif not each.is_heading:
            word, state = _STATUS[key, value]
            yield Stands(each.status, each.points, word, state)


def list_limits(survey: Survey) -> Iterator[Target]:
    """Yield every cap and floor that is written: where it binds, and where it does not."""
    for each in survey.plan.occurrences:
        path = survey.sites.find_place(each.id)
        for change in each.changes:
            yield from _list_change(survey, each.id, path, change, each.max_points)
        if each.raw is not None and each.method is not None:
            yield from _list_keyed(survey, each.id, (*path, "method"), each.raw, each.max_points)
        for form in each.forms:
            at = survey.sites.find_form(each, form)
            yield from _list_keyed(survey, each.id, at, form.formula, each.max_points)
    total = survey.plan.outputs[0]
    for change in total.changes:
        yield from _list_change(survey, "total", (), change, total.max_points)


_CHANGED: Final = {
    "cap": ("when_maxima_overflow", "bonus"),
    "floor": ("floor",),
    "rebase": ("rebase",),
}


def _list_change(
    survey: Survey, node: str, path: Loc, change: Change, whole: int
) -> Iterator[Target]:
    """Yield both outcomes of what a heading does to its sum."""
    places = [(*path, key) for key in _CHANGED[change.kind]]
    places += [(key,) for key in _CHANGED[change.kind]]
    at = next((place for place in places if survey.sites.has(place)), path or ("indicators",))
    for changed in (True, False):
        probe = Moves(change.before, change.limit, change.kind, whole, changed)
        yield _make_limit(survey, node, at, str(at[-1]), changed, probe)


def _list_keyed(survey: Survey, node: str, path: Loc, root: int, most: int) -> Iterator[Target]:
    """Yield both outcomes of the limits that a method's own settings state."""
    nodes = survey.plan.nodes
    for number in sorted({root, *nodes_below(nodes, root)}):
        extreme = nodes[number]
        if not isinstance(extreme, Extreme) or len(extreme.operands) != 2:
            continue
        for limit in extreme.operands:
            key = _find_key(survey, path, extreme, limit, most)
            if key is None:
                continue
            free = next(each for each in extreme.operands if each != limit)
            for changed, operand in ((True, limit), (False, free)):
                yield _make_limit(
                    survey, node, (*path, key), key, changed, Decides(number, operand)
                )


def _find_key(survey: Survey, path: Loc, extreme: Extreme, limit: int, most: int) -> str | None:
    """Return the setting that states one side of a least or greatest, if any does."""
    node = survey.plan.nodes[limit]
    value = node.value if isinstance(node, Constant) else None
    keys = ("cap", "full_at") if extreme.which == "min" else ("floor", "zero_at")
    for key in keys:
        if survey.sites.has((*path, key)) and isinstance(value, Fraction):
            return key
    if limit == most and extreme.which == "min" and survey.sites.has((*path, "each")):
        return "each"
    return None


def _make_limit(
    survey: Survey, node: str, path: Loc, key: str, changed: bool, probe: Probe
) -> Target:
    name = "cover_bound" if changed else "cover_free"
    words = (say(name, key=key), say(f"{name}_hint", node=node, key=key))
    return survey.make("limit", path, node, words, [probe])


def list_roundings(survey: Survey) -> Iterator[Target]:
    """Yield every rounding that is written: a tie where ties are settled, else a figure changed."""
    places = [*_list_points(survey), *_list_rounded_values(survey)]
    for path, node, operand, rule in places:
        if not survey.sites.has(path):
            continue
        tie = rule.mode.startswith("half")
        example = print_number(rule.quantum / rule.factor / 2)
        hints = {"example": example} if tie else {}
        name = "cover_tie" if tie else "cover_inexact"
        words = (
            say(name, mode=rule.mode, places=rule.places),
            say(f"{name}_hint", **hints),
        )
        yield survey.make("rounding", path, node, words, [Ties(operand, rule, tie)])


_Rounded = tuple[Loc, str, int, RoundingRule]


def _list_points(survey: Survey) -> Iterator[_Rounded]:
    """Yield the roundings of points: of places, of headings, of the total."""
    for each in survey.plan.occurrences:
        operand = each.raw
        if each.rounding is None or operand is None:
            continue
        own = (*survey.sites.find_place(each.id), "rounding")
        for path in (own, ("rounding", "subtotals" if each.is_heading else "points")):
            if survey.sites.has(path):
                yield path, each.id, operand, each.rounding
                break
    total = survey.plan.outputs[0]
    if total.rounding is not None:
        yield ("rounding", "total"), "total", total.raw, total.rounding


def _list_rounded_values(survey: Survey) -> Iterator[_Rounded]:
    """Yield the roundings of derived values, further outputs, and figures inside methods."""
    for value in survey.plan.values:
        if value.rounding is not None:
            yield ("values", value.id, "rounding"), value.id, value.raw, value.rounding
    for extra in survey.plan.extras:
        if extra.rounding is not None and extra.raw is not None:
            yield ("outputs", extra.id, "rounding"), extra.id, extra.raw, extra.rounding
    for each in survey.plan.occurrences:
        path = (*survey.sites.find_method(each), "rounding")
        if each.raw is None or not survey.sites.has(path):
            continue
        for number in nodes_below(survey.plan.nodes, each.raw):
            node = survey.plan.nodes[number]
            if isinstance(node, Round):
                yield path, each.id, node.operand, node.rule
