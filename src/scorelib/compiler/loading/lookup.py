"""Which edition applies: by the day of judging, and by the place, walking up from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from scorelib.compiler.graph.heads import Search
from scorelib.compiler.loading.editions import (
    Edition,
    Entry,
    check_periods,
    list_editions,
    list_rulesets,
    read_edition,
)
from scorelib.ground.errors import DocumentError, NotFoundError, Text, WordError
from scorelib.model.fields import Period
from scorelib.words.places import list_above, name_place, read_place

__all__ = [
    "choose_edition",
    "find_edition",
    "list_applicable",
    "list_in_force",
    "list_siblings",
    "name_of_place",
    "pick_edition",
]


def choose_edition(
    name: str, edition: str, entries: Sequence[Entry], when: Period | None, roots: Sequence[Path]
) -> tuple[Entry, Search]:
    """Return the edition of an id that is named, the only one, or the one in force.

    Raises `NotFoundError` (SL904 to SL906, SL915), and `DocumentError` where the periods of the
    editions leave days without one or give a day two (SL350, SL351).
    """
    names = tuple(each.edition for each in entries)
    day = None if when is None else str(when)
    if edition:
        for each in entries:
            if each.edition == edition:
                others = tuple(entry.reference for entry in entries if entry is not each)
                return each, Search("edition", None, None, others)
        raise NotFoundError("SL904", id=name, edition=edition, known=names)
    if when is None and len(entries) > 1:
        raise NotFoundError("SL905", id=name, known=names)
    if when is None:
        return entries[0], Search("only")
    editions = [read_edition(each, roots) for each in entries]
    found = pick_edition(editions, when)
    if found is None:
        place = next((each.place for each in editions if each.place), None)
        others = list_in_force(place, when, roots)
        known = tuple(str(each) for each in editions)
        raise NotFoundError("SL906", id=name, on=day, known=known, others=others or _NONE)
    return found.entry, Search("date", day)


_NONE = Text("没有", "none")


def pick_edition(editions: Sequence[Edition], when: Period) -> Edition | None:
    """Return the edition of one id that is in force on all of the days, or None.

    Raises `NotFoundError` (SL915) where the days reach from one edition into another, and
    `DocumentError` for gaps and overlaps between editions (SL350, SL351).
    """
    problems = check_periods(editions)
    if problems:
        raise DocumentError(problems)
    touched = [each for each in editions if each.touches(when)]
    if len(touched) > 1:
        known = tuple(str(each) for each in touched)
        raise NotFoundError("SL915", on=str(when), known=known)
    return next((each for each in touched if each.covers(when)), None)


def list_in_force(
    place: str | None, when: Period, roots: Sequence[Path] = (), name: str | None = None
) -> tuple[str, ...]:
    """Return the editions in force on any of some days: of an id, of a place or one above it."""
    above = () if place is None else list_above(place)
    return tuple(
        str(each)
        for each in _read_all(list_rulesets(roots), roots)
        if (each.place in above or each.entry.id == name) and each.touches(when)
    )


def _read_all(entries: Iterable[Entry], roots: Sequence[Path]) -> list[Edition]:
    """Return what can be read; a broken ruleset is reported where it is listed or checked."""
    found: list[Edition] = []
    for entry in entries:
        try:
            found.append(read_edition(entry, roots))
        except DocumentError:
            continue
    return found


def list_applicable(
    code: str, roots: Sequence[Path] = (), rules: str | None = None
) -> dict[str, list[Edition]]:
    """Return the editions stated to apply in a place or one above it, by place, nearest first.

    `rules` keeps those whose id ends so. Raises `NotFoundError` (SL352) for what is no code.
    """
    try:
        above = list_above(read_place(code))
    except WordError as error:
        raise NotFoundError(error.code, **error.arguments) from error
    found: dict[str, list[Edition]] = {place: [] for place in above}
    for each in _read_all(list_rulesets(roots), roots):
        fits = rules is None or each.entry.id == rules or each.entry.id.endswith(f"/{rules}")
        if each.place in found and fits:
            found[each.place].append(each)
    return found


def find_edition(
    code: str, rules: str | None, when: Period | None, roots: Sequence[Path]
) -> tuple[Entry, Search]:
    """Return the edition that applies in a place: its own, or that of the nearest place above.

    Raises `NotFoundError`: SL352 for what is no code, SL913 where nothing applies, SL914 where
    several rulesets do, SL905 and SL915 as for an id.
    """
    stated = list_applicable(code, roots, rules)
    for place, editions in stated.items():
        by_id: dict[str, list[Edition]] = {}
        for each in editions:
            by_id.setdefault(each.entry.id, []).append(each)
        picked = [_pick(own, when) for own in by_id.values()]
        found = [each for each in picked if each is not None]
        if len(found) > 1:
            known = tuple(each.reference for each in found)
            raise NotFoundError("SL914", place=name_of_place(place, editions), known=known)
        if found:
            day = None if when is None else str(when)
            asked = name_of_place(code, stated.get(code, ()))
            return found[0].entry, Search("place", day, code, (), asked)
    known = tuple(str(each) for own in stated.values() for each in own)
    words = {"place": name_place(code), "rules": rules or "*", "known": known or _NONE}
    raise NotFoundError("SL913", on="–" if when is None else str(when), **words)


def _pick(editions: list[Edition], when: Period | None) -> Edition | None:
    if when is not None:
        found = pick_edition(editions, when)
        touched = tuple(str(each) for each in editions if each.touches(when))
        if found is None and touched:
            # In force on some of the days: neither this rule nor the one above is sure to apply.
            raise NotFoundError("SL915", on=str(when), known=touched)
        return found
    if len(editions) > 1:
        names = tuple(each.entry.edition for each in editions)
        raise NotFoundError("SL905", id=editions[0].entry.id, known=names)
    return editions[0]


def name_of_place(code: str, editions: Iterable[Edition]) -> Text:
    """Return what a place is called by its own rulesets, else as far as its code tells."""
    name = next((each.name for each in editions if each.place == code and each.name), None)
    if name is None:
        return name_place(code)
    return Text(f"{name.zh}（{code}）", f"{name.en} ({code})")


def list_siblings(name: str, roots: Sequence[Path]) -> list[Edition]:
    """Return every edition of an id that can be read."""
    return _read_all(list_editions(name, roots), roots)
