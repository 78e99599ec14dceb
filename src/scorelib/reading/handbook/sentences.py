"""Each way of giving points as one sentence, from the settings that the ruleset writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from scorelib.compiler.graph.plan import Band
from scorelib.compiler.methods import FORM_METHODS, GRADE_METHODS, METHODS
from scorelib.reading.handbook.voice import Voice
from scorelib.words.numbers import print_percent
from scorelib.words.units import Unit

__all__ = ["name_method", "say_bands", "say_bounds", "say_grade_rule", "say_method"]

Bands = tuple[tuple[Band, ...], Unit | None]
"""The bands of a way of scoring as they tile its value, and the unit of their edges."""

_TITLES: Final = {method.kind: method.page.title for method in (*METHODS, *FORM_METHODS)}
_SHAPES: Final = {method.kind: method.shape for method in (*METHODS, *FORM_METHODS)}
_RULES: Final = {method.kind: method.shape for method in GRADE_METHODS}


def say_method(voice: Voice, written: Mapping[str, Any], bands: Bands = ((), None)) -> str:
    """Return how a method gives points, in one sentence.

    `written` is the method of a compiled ruleset, `bands` those of its occurrence, which know
    where each one ends.
    """
    settings = _SHAPES[written["kind"]].model_validate(dict(written))
    return _SENTENCES[written["kind"]](voice, settings, bands)


def name_method(voice: Voice, kind: str) -> str:
    """Return what a way of giving points is called."""
    return voice.tell(_TITLES[kind])


def say_grade_rule(voice: Voice, written: Mapping[str, Any]) -> str:
    """Return the condition under which a rule settles the grade, in one sentence."""
    settings: Any = _RULES[written["kind"]].model_validate(dict(written))
    if settings.kind == "count":
        return _say_count(voice, settings)
    if settings.when is not None:
        return voice.formula(settings.when)
    is_rate = settings.below.strip().endswith(("%", "％"))
    node = _name_node(voice, settings.node)
    return voice.say("say.veto_rate" if is_rate else "say.veto", node=node, below=settings.below)


def _say_count(voice: Voice, settings: Any) -> str:
    nodes = voice.comma(_name_node(voice, each) for each in settings.nodes)
    none = ""
    if settings.none is not None:
        none = voice.say("say.count_none", range=say_bounds(voice, settings.none))
    share = say_bounds(voice, settings.share)
    return voice.say("say.count", nodes=nodes, share=share, least=settings.at_least, none=none)


def _name_node(voice: Voice, path: str) -> str:
    found = next((each for each in voice.plan.occurrences if each.id == path), None)
    return path if found is None else voice.tell(found.label)


def say_bounds(voice: Voice, bounds: Any) -> str:
    """Return bounds as they are written, for where no bands have been tiled."""
    low = "from" if bounds.from_ is not None else "above" if bounds.above is not None else ""
    high = "to" if bounds.to is not None else "below" if bounds.below is not None else ""
    name = "_".join(part for part in (low, high) if part) or "all"
    least = bounds.from_ if bounds.from_ is not None else bounds.above
    return voice.say(
        f"bound.{name}", least=least, most=bounds.to if bounds.to is not None else bounds.below
    )


def _say_proportional(voice: Voice, settings: Any, _: Bands) -> str:
    limits = [
        "" if settings.rounding is None else _say_first(voice, settings.rounding),
        _say_limit(voice, "cap", settings.cap),
        _say_limit(voice, "floor", settings.floor),
    ]
    given = {"value": voice.formula(settings.value), "limits": _behind(voice, voice.list(limits))}
    return voice.say("say.proportional", **given)


def _behind(voice: Voice, said: str) -> str:
    """Return what follows a sentence, with the sign that parts it from that."""
    return said and ("；" if voice.lang == "zh" else "; ") + said


def _say_limit(voice: Voice, name: str, limit: Fraction | None) -> str:
    return "" if limit is None else voice.say(f"say.{name}", **{name: print_percent(limit)})


def _say_first(voice: Voice, rounding: Any) -> str:
    return voice.say("say.rounded_first", rounding=voice.rounding(rounding))


def _say_threshold(voice: Voice, settings: Any, _: Bands) -> str:
    rate = settings.value
    value = voice.say("say.rate") if rate is None else voice.formula(rate)
    above = voice.say(f"say.threshold_{settings.above}")
    given = {"value": value, "from_": print_percent(settings.from_), "above": above}
    return voice.say("say.threshold", **given)


def _say_linear(voice: Voice, settings: Any, _: Bands) -> str:
    given = {"zero": settings.zero_at, "full": settings.full_at}
    return voice.say("say.linear", value=voice.formula(settings.value), **given)


def _say_bands_method(voice: Voice, settings: Any, bands: Bands) -> str:
    value = voice.formula(settings.value)
    if settings.rounding is not None:
        first = _say_first(voice, settings.rounding)
        value += f"（{first}）" if voice.lang == "zh" else f" ({first})"
    earned = [voice.points(row.points) for row in settings.bands]
    said = [
        voice.say("say.band", range=where, points=points)
        for where, points in zip(say_bands(voice, bands), earned, strict=True)
    ]
    return voice.say("say.bands", value=value, bands=voice.list(said))


def say_bands(voice: Voice, bands: Bands) -> list[str]:
    """Return the ranges of bands in words, in their order."""
    found, unit = bands
    return [voice.band(band, unit) for band in found]


def _say_levels(voice: Voice, settings: Any, _: Bands) -> str:
    fact = voice.ruleset.document.facts[settings.fact]
    known = fact.values or {}
    said = [
        voice.say("say.level", label=voice.tell(known[name]), points=voice.points(text))
        for name, text in settings.levels.items()
    ]
    return voice.say("say.levels", fact=voice.tell(fact.label), levels=voice.list(said))


def _say_rank(voice: Voice, settings: Any, _: Bands) -> str:
    said, first = [], 1
    for tier in settings.tiers:
        given = {"first": first, "last": tier.to, "points": voice.points(tier.points)}
        name = "rest" if tier.to is None else "one" if tier.to == first else "to"
        said.append(voice.say(f"say.rank_{name}", **given))
        first = (tier.to or first) + 1
    return voice.say("say.rank", value=voice.formula(settings.value), tiers=voice.list(said))


def _say_cases(voice: Voice, settings: Any, _: Bands) -> str:
    said = [
        voice.say(
            "say.case_bare" if case.label is None else "say.case",
            label="" if case.label is None else voice.tell(case.label),
            when="" if case.label else voice.formula(case.when),
            points=voice.points(case.points),
        )
        for case in settings.cases.values()
    ]
    silent = settings.otherwise.replace("-", "_")
    if silent in ("judged", "not_applicable"):
        otherwise = voice.say(f"say.otherwise_{silent}")
    else:
        otherwise = voice.say("say.otherwise", points=voice.points(settings.otherwise))
    if len(said) == 1:
        return voice.say("say.case_single", case=said[0], otherwise=otherwise)
    return voice.say("say.cases", cases=voice.list(said), otherwise=otherwise)


def _say_all_or_nothing(voice: Voice, settings: Any, _: Bands) -> str:
    when = voice.formula(settings.when or "met")
    return voice.say("say.all_or_nothing", when=when)


def _say_checklist(voice: Voice, settings: Any, _: Bands) -> str:
    said = [
        voice.say(
            "say.level" if entry.label is None else "say.entry",
            label=voice.formula(entry.when) if entry.label is None else voice.tell(entry.label),
            points=voice.points(entry.points),
        )
        for entry in settings.entries.values()
    ]
    return voice.say("say.checklist", entries=voice.list(said))


def _say_steps(voice: Voice, settings: Any) -> dict[str, str]:
    step = voice.say("say.one") if settings.per is None else settings.per
    steps = voice.say(f"say.steps.{settings.steps}")
    return {"step": step, "steps": steps, "each": voice.points(settings.each)}


def _say_deduction(voice: Voice, settings: Any, _: Bands) -> str:
    return voice.say(
        "say.deduction",
        base=voice.points(settings.base),
        measure=_quote_long(voice, settings.measure),
        floor=voice.number_of_points(settings.floor),
        **_say_steps(voice, settings),
    )


def _say_deviation(voice: Voice, settings: Any, _: Bands) -> str:
    return voice.say(
        "say.deviation",
        base=voice.points(settings.base),
        value=voice.formula(settings.value),
        centre=settings.centre,
        floor=voice.number_of_points(settings.floor),
        **_say_steps(voice, settings),
    )


def _say_award(voice: Voice, settings: Any, _: Bands) -> str:
    measure = _quote_long(voice, settings.measure)
    return voice.say("say.award", measure=measure, **_say_steps(voice, settings))


def _quote_long(voice: Voice, text: str) -> str:
    """Return a formula in words, in brackets where it is more than a name."""
    said = voice.formula(text)
    if text.strip().isidentifier():
        return said
    return f"（{said}）" if voice.lang == "zh" else f"({said})"


def _say_penalty(voice: Voice, settings: Any, _: Bands) -> str:
    given = {"points": voice.points(settings.points), "when": voice.formula(settings.when)}
    return voice.say("say.penalty", otherwise=voice.points(settings.otherwise), **given)


def _say_by_row(voice: Voice, settings: Any, _: Bands) -> str:
    rounding = ""
    if settings.rounding is not None:
        rounding = voice.say("say.row_rounding", rounding=voice.rounding(settings.rounding))
    return voice.say(
        "say.by_row",
        rows=voice.tell(voice.ruleset.document.facts[settings.rows].label),
        weight=voice.formula(settings.weight),
        share=voice.formula(settings.share),
        rounding=rounding,
    )


def _say_formula_method(voice: Voice, settings: Any, _: Bands) -> str:
    return voice.say("say.formula", points=voice.formula(settings.points))


def _say_panel(voice: Voice, settings: Any, _: Bands) -> str:
    trim = "" if settings.trim is None else voice.say("say.panel_trim", trim=settings.trim)
    scale = least = ""
    if settings.out_of.strip() != "max_points":
        scale = voice.say("say.panel_scale", out_of=voice.formula(settings.out_of))
    if settings.least is not None:
        least = voice.say("say.panel_least", least=settings.least)
    return voice.say("say.panel", trim=trim, scale=scale, least=least)


def _say_three_tier(voice: Voice, settings: Any, _: Bands) -> str:
    said = [
        voice.say("say.tier", label=voice.tell(tier.label), range=say_bounds(voice, tier))
        for tier in settings.tiers.values()
    ]
    return voice.say("say.three_tier", tiers=voice.list(said))


def _saying(name: str) -> _Say:
    return lambda voice, _, __: voice.say(name)


_Say = Callable[[Voice, Any, Bands], str]

_SENTENCES: Final[Mapping[str, _Say]] = {
    "proportional": _say_proportional,
    "threshold": _say_threshold,
    "linear": _say_linear,
    "bands": _say_bands_method,
    "levels": _say_levels,
    "rank": _say_rank,
    "cases": _say_cases,
    "all-or-nothing": _say_all_or_nothing,
    "checklist": _say_checklist,
    "deduction": _say_deduction,
    "deviation": _say_deviation,
    "penalty": _say_penalty,
    "award": _say_award,
    "by-row": _say_by_row,
    "formula": _say_formula_method,
    "panel": _say_panel,
    "judged": _saying("say.judged"),
    "capped-ratio": _saying("say.capped_ratio"),
    "inverse-ratio": _saying("say.inverse_ratio"),
    "linear-excess": _saying("say.linear_excess"),
    "equal-to": _saying("say.equal_to"),
    "three-tier": _say_three_tier,
}
"""A sentence for every method of an indicator and of a project's own."""
