"""What a form says of its own indicators: actuals that copy the target, one indicator twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from scorelib.engine.intake.items import ItemRecord
from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Severity, Text
from scorelib.reading.reconciliation.checks.reasons import show_item
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.words.folding import fold_text
from scorelib.words.targets import Unread, read_target, repeats
from scorelib.words.units import Unit, find_unit

__all__ = ["check_repeated", "check_twins"]

_NO_WORDS: Final = ("SL231", "SL232", "SL244")
"""Why words are no target at all: text of the template, nothing written, a stroke."""

_NO_FIGURE: Final = ("SL230", "SL233")
"""Why words give no figure: none is in them, or a deadline without its year.

Words such as 无上访 (SL238) say themselves that there was none; what is a figure in a wrong unit
is a figure.
"""


def check_repeated(dossier: Dossier) -> Iterator[Finding]:
    """Yield the actuals that repeat the words of their target instead of giving a value (SL805).

    What an assessor has looked at (a tier, points by hand) is settled; so are words without a
    figure that the form gives evidence for.
    """
    for path, record in _list_records(dossier):
        # What was read as a figure, a day or a yes awaits nothing: that is no copy.
        if record.awaiting is None or _is_settled(dossier, path, record):
            continue
        if record.target is None or record.actual is None:
            continue
        if not _is_copy(record, record.target, record.actual):
            continue
        words = (("label", record.label), ("value", record.actual), ("used", record.target))
        at = (record.at,) if record.at else ()
        yield Finding("SL805", "question", words, path, at)


def _list_records(dossier: Dossier) -> Iterator[tuple[str, ItemRecord]]:
    """Yield the project's own indicators that apply to it."""
    for slot, records in dossier.inputs.items.items():
        for record in records:
            if record.values.get("state") is None:
                yield f"{slot}.{record.id}", record


def _is_settled(dossier: Dossier, path: str, record: ItemRecord) -> bool:
    by_hand = record.tier is not None or "judgement" in record.reasons
    return by_hand or ("override", path) in dossier.inputs.reasons


def _is_copy(record: ItemRecord, target: str, actual: str) -> bool:
    unit = _unit_of(record)
    if not repeats(_tidy(target), _tidy(actual), unit):
        return False
    found = read_target(target, unit)
    if not isinstance(found, Unread):
        return True
    return found.reason_code in _NO_FIGURE and record.evidence is None


def _tidy(words: str) -> str:
    return words.strip().rstrip("。;；")


def _unit_of(record: ItemRecord) -> Unit | None:
    return find_unit(record.unit) if record.unit else None


def check_twins(dossier: Dossier) -> Iterator[Finding]:
    """Yield the names that several of the project's own indicators have (SL806).

    With the same target, or without one, an indicator stands twice; with another, one name may
    still be short for two things, which is only asked.
    """
    groups: dict[str, dict[str, ItemRecord]] = {}
    for path, record in _list_records(dossier):
        name = _fold_name(record.label.zh)
        if name and not _is_template(name, record):
            groups.setdefault(name, {})[path] = record
    for group in groups.values():
        if len(group) > 1:
            yield _report_twins(dossier, group)


def _report_twins(dossier: Dossier, group: Mapping[str, ItemRecord]) -> Finding:
    paths = list(group)
    targets = {_fold_words(each.target or "") for each in group.values()}
    places = tuple(_name_place(dossier, path) for path in paths)
    words = (("label", group[paths[0]].label), ("count", len(group)), ("places", places))
    evidence = [each for path in paths for each in show_item(dossier, path)]
    severity: Severity = "warning" if len(targets) == 1 else "question"
    return Finding("SL806", severity, words, paths[1], tuple(evidence))


def _name_place(dossier: Dossier, path: str) -> Text:
    """Return the heading that an indicator stands under, with the indicator's id."""
    slot, _, name = path.rpartition(".")
    label = dossier.nodes[slot].label
    return Text(f"{label.zh}（{name}）", f"{label.en} ({name})")


_GENERIC: Final = re.compile(r"(?:[一二三123]级)?指标[0-9一二三四五六七八九十]*")
"""Names that a form comes with: 指标1, 三级指标."""


def _is_template(name: str, record: ItemRecord) -> bool:
    """Return whether an indicator was never filled in; that is told where it awaits judgement."""
    code = record.awaiting[0] if record.awaiting else None
    return code in _NO_WORDS or _GENERIC.fullmatch(name) is not None


def _fold_name(name: str) -> str:
    """Return a name without spaces and punctuation: （甲）和 (甲) are one."""
    return re.sub(r"[\W_]+", "", fold_text(name).casefold())


def _fold_words(words: str) -> str:
    return re.sub(r"\s+", "", fold_text(words))
