"""Every word scorelib says to a person, by code, in Chinese and English.

One table a hundred of codes; each entry has the message, the next step and what its page in
the documentation says. `{name}` in the words stands for an argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from scorelib.ground.messages import (
    advice,
    authoring,
    batch,
    cases,
    columns,
    conditions,
    consistency,
    coverage,
    diagnosis,
    expressions,
    findings,
    formatting,
    forms,
    handbook,
    layers,
    layouts,
    mutation,
    office,
    official_forms,
    packing,
    printing,
    projects,
    quantities,
    reading,
    reports,
    revisions,
    rulebooks,
    rules,
    scoring,
    seals,
    shape,
    statements,
    sums,
    tables,
    usage,
)
from scorelib.ground.messages.entry import Level, Message

__all__ = ["MESSAGES", "Level", "Message", "render_message", "render_next_step"]

MESSAGES: Mapping[str, Message] = {
    **reading.TABLE,
    **shape.TABLE,
    **quantities.TABLE,
    **expressions.TABLE,
    **rules.TABLE,
    **layers.TABLE,
    **scoring.TABLE,
    **projects.TABLE,
    **statements.TABLE,
    **findings.TABLE,
    **conditions.TABLE,
    **sums.TABLE,
    **cases.TABLE,
    **forms.TABLE,
    **official_forms.TABLE,
    **reports.TABLE,
    **layouts.TABLE,
    **printing.TABLE,
    **formatting.TABLE,
    **office.TABLE,
    **coverage.TABLE,
    **mutation.TABLE,
    **tables.TABLE,
    **advice.TABLE,
    **revisions.TABLE,
    **rulebooks.TABLE,
    **handbook.TABLE,
    **authoring.TABLE,
    **consistency.TABLE,
    **diagnosis.TABLE,
    **usage.TABLE,
    **columns.TABLE,
    **seals.TABLE,
    **batch.TABLE,
    **packing.TABLE,
}


def render_message(code: str, arguments: Mapping[str, object], lang: Literal["zh", "en"]) -> str:
    """Return the message of a code with its arguments filled in.

    >>> render_message("SL101", {"key": "名称"}, "zh")
    '不认识的键 `名称`'
    """
    entry = MESSAGES[code]
    return _fill(entry.zh if lang == "zh" else entry.en, arguments, lang)


def render_next_step(code: str, arguments: Mapping[str, object], lang: Literal["zh", "en"]) -> str:
    """Return what the reader of a message should do next."""
    entry = MESSAGES[code]
    return _fill(entry.next_zh if lang == "zh" else entry.next_en, arguments, lang)


def _fill(words: str, arguments: Mapping[str, object], lang: Literal["zh", "en"]) -> str:
    shown = {name: _show(value, lang) for name, value in arguments.items()}
    return words.format_map(shown)


def _show(value: object, lang: Literal["zh", "en"]) -> str:
    """Return an argument as words: a text in the reader's language, a list with its commas."""
    zh, en = getattr(value, "zh", None), getattr(value, "en", None)
    if isinstance(zh, str) and isinstance(en, str):
        return zh if lang == "zh" else en
    if isinstance(value, (tuple, list)):
        return ("、" if lang == "zh" else ", ").join(_show(each, lang) for each in value)
    return str(value)
