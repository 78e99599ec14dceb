"""What every view of a result says of it alike: the total in one line, how its rule was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import BandResult, Output
from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import label
from scorelib.words.numbers import print_number, print_percent, print_points

__all__ = [
    "list_chosen",
    "list_summary",
    "say_away",
    "say_borrowed",
    "say_composition",
    "say_headline",
    "say_instead",
    "say_range",
    "say_total",
]


def say_total(total: Output, lang: Lang) -> str:
    """Return the points of an output, or the word that there are none."""
    if total.points is None:
        return label("absent", lang)
    return print_points(total.points, total.places)


def say_headline(result: Result, lang: Lang) -> str:
    """Return the total, its grade, that it is conditional, and its composition, in one line."""
    total, grade = result.total, result.grade
    colon, comma = ("：", "，") if lang == "zh" else (": ", ", ")
    shown = f"{say_total(total, lang)} / {print_number(total.max_points)}"
    line = f"{label('total', lang)}{colon}{shown}"
    if grade.label is not None:
        line += f"{comma}{label('grade', lang)}{'：' if lang == 'zh' else ' '}"
        line += grade.label.to(lang)
    if total.conditional:
        word = label("conditional", lang)
        line += f"（{word}）" if lang == "zh" else f" ({word})"
    return f"{line}{'；' if lang == 'zh' else '; '}{say_composition(total, lang)}"


_MIXED = ("SL552", "SL553", "SL554")
"""Judged, granted and overridden points are counted with those that are taken over."""


def say_composition(total: Output, lang: Lang) -> str:
    """Return what an output is made of: computed, taken over, not scored."""
    mixed = any(reason.code in _MIXED for reason in total.conditional)
    return label(
        "composition_mixed" if mixed else "composition",
        lang,
        computed=print_points(total.computed, total.places),
        taken_over=print_points(total.taken_over, total.places),
        unscored=print_points(total.unscored, total.places),
    )


def list_summary(result: Result, lang: Lang) -> Iterator[str]:
    """Yield what is to be said below the headline, but for the conditions."""
    total, grade = result.total, result.grade
    if total.attainable != total.max_points:
        yield f"{label('attainable', lang)} {print_number(total.attainable)}"
    if total.unscored > 0:
        scored = total.attainable - total.unscored
        share = print_percent(scored / total.max_points, 2) if total.max_points else "0%"
        figures = {"scored": print_number(scored), "max_points": print_number(total.max_points)}
        yield label("scored_part", lang, share=share, **figures)
    if grade.rule is not None:
        yield label("grade_rule", lang, rule=grade.rule[1].to(lang))
    if grade.absent is not None:
        yield grade.absent.message.to(lang)


def say_instead(own: str | None, lang: Lang) -> str:
    """Return that the caller chose something else than the project, in brackets."""
    return "" if own is None else label("instead_of", lang, own=own)


def say_borrowed(result: Result, lang: Lang) -> str:
    """Return whose clauses a ruleset rests on that are not its own place's, in brackets."""
    found = next((each for each in result.total.conditional if each.code == "SL566"), None)
    if found is None:
        return ""
    given: dict[str, Any] = dict(found.arguments)
    layers = ("、" if lang == "zh" else ", ").join(given["layers"])
    said = label("borrowed_clauses", lang, count=given["count"], layers=layers)
    return f"（{said}）" if lang == "zh" else f" ({said})"


def list_chosen(result: Result, lang: Lang) -> Iterator[str]:
    """Yield how the ruleset was chosen, where that is not plain from its name."""
    search, place = result.ruleset.search, result.ruleset.jurisdiction
    if search is None:
        return
    if search.by == "date":
        yield label("chosen_by_day", lang, on=search.on)
    elif search.by == "place" and place is not None and search.asked is not None:
        applied = Text(f"{place.name.zh}（{place.code}）", f"{place.name.en} ({place.code})")
        given = {"asked": search.asked.to(lang), "applied": applied.to(lang)}
        yield label("chosen_by_place", lang, **given)
    elif search.by == "edition" and search.others:
        others = ("、" if lang == "zh" else ", ").join(search.others)
        yield label("chosen_by_edition", lang, others=others)


def say_range(band: BandResult) -> str:
    """Return the bounds of a band, such as `≥80 <90`."""
    unit = band.unit.name if band.unit else ""
    low = _say_bound("≥>"[band.least_open], band.least, unit)
    high = _say_bound("≤<"[band.most_open], band.most, unit)
    return " ".join(part for part in (low, high) if part)


def _say_bound(sign: str, bound: Fraction | None, unit: str) -> str:
    return "" if bound is None else f"{sign}{print_number(bound)}{unit}"


def say_away(band: BandResult, lang: Lang) -> str:
    """Return that a band was chosen, or how far away from it the value is."""
    if band.chosen:
        return label("chosen", lang)
    if band.distance == 0:
        return label("edge", lang)
    unit = band.unit.name if band.unit else ""
    return label("distance", lang, distance=f"{print_number(abs(band.distance))}{unit}")
