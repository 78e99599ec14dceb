"""What every report says of a result alike: its headline, its conditions, its head and foot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from scorelib._version import __version__
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import BandResult, NodeResult, Output
from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import label
from scorelib.words.numbers import print_number, print_percent, print_points

__all__ = [
    "STATUSES",
    "list_chosen",
    "list_conditions",
    "list_footer",
    "list_head",
    "list_statuses",
    "list_summary",
    "name_nodes",
    "name_path",
    "say_absence",
    "say_away",
    "say_composition",
    "say_headline",
    "say_notice",
    "say_range",
    "say_total",
]

STATUSES = (
    "scored",
    "judged",
    "taken-over",
    "overridden",
    "waived",
    "missing",
    "not-applicable",
    "unused",
)
"""The statuses of nodes, in the order in which a reader meets them in a filter."""


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


def list_conditions(result: Result, lang: Lang) -> Iterator[str]:
    """Yield each reason why the total is conditional, with the nodes it comes from."""
    names = name_nodes(result, lang)
    for each in result.total.conditional:
        line = f"{each.code} {each.message.to(lang)}"
        if each.nodes:
            comma = "、" if lang == "zh" else ", "
            times = Counter(names.get(node, node) for node in each.nodes)
            listed = comma.join(f"{one} × {n}" if n > 1 else one for one, n in times.items())
            said = label("audit.conditional_on", lang, labels=listed)
            line += f"（{said}）" if lang == "zh" else f" ({said})"
        yield line


def say_absence(result: Result, lang: Lang) -> str:
    """Return why there is no total; nothing where there is one.

    Where the ruleset does not tell by itself, the parts without points are named.
    """
    if result.total.points is not None:
        return ""
    if result.grade.absent is not None:
        return result.grade.absent.message.to(lang)
    labels = [node.label.to(lang) for node in result.nodes if node.open]
    named = ("、" if lang == "zh" else ", ").join(labels) or label("missing", lang)
    return label("audit.notice_none", lang, reason=named)


def say_notice(result: Result, lang: Lang) -> str:
    """Return what must stand wherever the total stands: every condition, or that there is none.

    It is empty for a total that rests on nothing but facts and verified clauses.
    """
    semicolon = "；" if lang == "zh" else "; "
    parts = [say_absence(result, lang)] if result.total.points is None else []
    if result.total.conditional:
        reasons = [f"{each.code} {each.message.to(lang)}" for each in result.total.conditional]
        parts.append(label("audit.notice", lang, reasons=semicolon.join(reasons)))
    return semicolon.join(part for part in parts if part)


def list_head(result: Result, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield what stands above a report: the project, its unit, the period, the day, the ruleset.

    A ruleset or day that the caller chose otherwise than the project is shown as such, and so is
    that the ruleset rests on clauses of another place.
    """
    project, ruleset = result.project, result.ruleset
    yield label("project", lang), f"{project.name.to(lang)} [{project.id}]"
    if project.unit is not None:
        yield label("unit", lang), project.unit.to(lang)
    yield label("assessed_period", lang), project.assessed_period
    day = f"{project.evaluated_on}{_say_instead(project.own_day, lang)}"
    yield label("evaluated_on", lang), day
    title = f"{ruleset.title.to(lang)} [{ruleset.reference}]"
    said = _say_instead(project.own_ruleset, lang) + _say_borrowed(result, lang)
    yield label("ruleset", lang), f"{title}{said}"


def _say_instead(own: str | None, lang: Lang) -> str:
    return "" if own is None else label("instead_of", lang, own=own)


def _say_borrowed(result: Result, lang: Lang) -> str:
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


def list_footer(result: Result, lang: Lang) -> Iterator[str]:
    """Yield the ruleset with its hash and layers, and the program: what a report rests on."""
    head = result.ruleset
    given = {"title": head.title.to(lang), "reference": head.reference, "revision": head.revision}
    yield label("audit.ruleset", lang, **given)
    yield label("audit.sha256", lang, sha256=head.sha256)
    if len(head.layers) > 1:
        listed = [f"{each.reference} ({each.sha256[:12]})" for each in head.layers]
        comma = "、" if lang == "zh" else ", "
        yield label("audit.layers", lang, layers=comma.join(listed))
    yield label("audit.version", lang, version=__version__)


def list_statuses(names: Iterable[str], lang: Lang) -> tuple[tuple[str, str], ...]:
    """Return the words of statuses that rows carry, each once."""
    return tuple((name, label(name, lang)) for name in dict.fromkeys(names))


def name_nodes(result: Result, lang: Lang) -> dict[str, str]:
    """Return what each node is called."""
    return {node.id: node.label.to(lang) for node in result.nodes}


def name_path(node: NodeResult, names: dict[str, str]) -> str:
    """Return a node with the headings above it, from the top."""
    steps = node.id.split(".")
    above = (".".join(steps[: depth + 1]) for depth in range(len(steps)))
    return " › ".join(names[each] for each in above if each in names)


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
