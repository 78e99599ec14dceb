"""The rulesets there are, and those that apply in a place, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from scorelib.compiler.loading.editions import (
    Edition,
    check_periods,
    list_rulesets,
    read_edition,
    text_in,
)
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.loading.lookup import list_applicable, name_of_place, pick_edition
from scorelib.ground.errors import Diagnostic, DocumentError, Lang
from scorelib.ground.messages.labels import label
from scorelib.ground.source import MappingNode, Scalar
from scorelib.model.fields import Period
from scorelib.reading.table import Table

__all__ = ["tabulate_place", "tabulate_rulesets"]


def tabulate_rulesets(
    lang: Lang, roots: Sequence[Path] = (), on: date | None = None
) -> tuple[Table, tuple[Diagnostic, ...]]:
    """Return id, edition, title and period of every ruleset, and what cannot be read of others.

    With `on`, only the editions in force on that day.
    Gaps and overlaps between the editions of one id are among the problems (SL350, SL351).
    """
    rows = []
    problems: list[Diagnostic] = []
    editions: dict[str, list[Edition]] = {}
    for entry in list_rulesets(roots):
        try:
            document = load_ruleset(entry.path, roots=roots).document
            edition = read_edition(entry, roots)
        except DocumentError as error:
            problems += error.diagnostics
            continue
        editions.setdefault(entry.id, []).append(edition)
        if on is not None and not _in_force([edition], Period(on, on)):
            continue
        rows.append((entry.reference, document.title.to(lang), _days(edition)))
    for own in editions.values():
        problems += check_periods(own)
    names = ("ruleset", "ruleset_title", "effective")
    return Table(_headings(names, lang), tuple(rows)), tuple(problems)


def tabulate_place(
    lang: Lang, code: str, on: date | None = None, roots: Sequence[Path] = ()
) -> Table:
    """Return the rulesets that apply in a place, each kind from the nearest place that has one.

    With `on`, only those in force on that day count. Raises `NotFoundError` (SL352) for what is
    no code, and what choosing an edition raises.
    """
    rows = []
    seen: set[str] = set()
    for place, editions in list_applicable(code, roots).items():
        found = editions if on is None else _in_force(editions, Period(on, on))
        named = name_of_place(place, editions).to(lang)
        for each in sorted(found, key=lambda edition: edition.reference):
            rules = each.entry.id.rpartition("/")[2]
            if rules not in seen:
                rows.append((rules, each.reference, _title(each, lang), named, _days(each)))
        seen |= {each.entry.id.rpartition("/")[2] for each in found}
    names = ("rules", "ruleset", "ruleset_title", "jurisdiction", "effective")
    return Table(_headings(names, lang), tuple(rows))


def _in_force(editions: Iterable[Edition], when: Period) -> list[Edition]:
    by_id: dict[str, list[Edition]] = {}
    for each in editions:
        by_id.setdefault(each.entry.id, []).append(each)
    picked = (pick_edition(own, when) for own in by_id.values())
    return [each for each in picked if each is not None]


def _title(edition: Edition, lang: Lang) -> str:
    """Return the title that an edition's own document states."""
    tree = edition.tree
    title = tree.values.get("title") if isinstance(tree, MappingNode) else None
    if isinstance(title, Scalar):
        return str(title)
    return text_in(title, lang) or text_in(title, "zh") or text_in(title, "en")


def _days(edition: Edition) -> str:
    return "–" if edition.first is None and edition.until is None else edition.days


def _headings(names: Iterable[str], lang: Lang) -> tuple[str, ...]:
    return tuple(label(name, lang) for name in names)
