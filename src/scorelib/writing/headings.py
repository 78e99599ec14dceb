"""The head of a result: the project, the day and the ruleset, and how these were chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.wording import list_chosen, say_borrowed, say_instead

__all__ = ["list_heading", "record_chosen", "record_jurisdiction"]


def list_heading(result: Result, lang: Lang) -> Iterator[str]:
    """Yield the lines above a result: project, period and day, ruleset.

    A ruleset or day that the caller chose otherwise than the project is shown as such, and so is
    that the ruleset rests on clauses of another place.
    """
    colon = "：" if lang == "zh" else ": "
    project, ruleset = result.project, result.ruleset
    yield f"{label('project', lang)}{colon}{project.name.to(lang)} [{project.id}]"
    period = f"{label('assessed_period', lang)}{colon}{project.assessed_period}"
    day = f"{label('evaluated_on', lang)}{colon}{project.evaluated_on}"
    yield f"{period}    {day}{say_instead(project.own_day, lang)}"
    title = f"{ruleset.title.to(lang)} [{ruleset.reference}]"
    said = say_instead(project.own_ruleset, lang) + say_borrowed(result, lang)
    yield f"{label('ruleset', lang)}{colon}{title}{said}"
    yield from list_chosen(result, lang)


def record_chosen(result: Result) -> dict[str, Any] | None:
    """Return how the ruleset was chosen, as plain data; None for one that was made by hand.

    `instead_of` is the ruleset that the project asks for, where the caller chose another. Which
    other editions there are is left out: another folder of rulesets must not change a byte.
    """
    search = result.ruleset.search
    if search is None:
        return None
    return {
        "by": search.by,
        "on": search.on,
        "place": search.place,
        "instead_of": result.project.own_ruleset,
    }


def record_jurisdiction(result: Result) -> dict[str, Any] | None:
    """Return the place that the ruleset applies in, as plain data."""
    place = result.ruleset.jurisdiction
    if place is None:
        return None
    return {"code": place.code, "name": {"zh": place.name.zh, "en": place.name.en}}
