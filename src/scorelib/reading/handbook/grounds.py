"""What a ruleset rests on: which clause says what, and what nobody has verified or decided."""

from __future__ import annotations

from collections.abc import Iterator

from scorelib.compiler.graph.heads import Clause
from scorelib.reading.handbook.outline import Spot, list_spots
from scorelib.reading.handbook.sections import list_clauses, say_clauses
from scorelib.reading.handbook.voice import Voice
from scorelib.reading.reports.blocks import Block, Bullets, Cell, Heading, Paragraph, Row
from scorelib.reading.reports.cells import make_grid, words

__all__ = ["count_open", "index_clauses", "list_clause_index", "list_open"]

Resting = dict[Clause, list[tuple[str, str | None]]]
"""What rests on each clause: its name, and the anchor of what it is."""


def index_clauses(voice: Voice) -> Resting:
    """Return every clause with what rests on it, in the order in which they are met."""
    found: Resting = {}
    for clauses, name, anchor in _list_users(voice):
        for clause in clauses:
            users = found.setdefault(clause, [])
            if (name, anchor) not in users:
                users.append((name, anchor))
    return found


def _list_users(voice: Voice) -> Iterator[tuple[tuple[Clause, ...], str, str | None]]:
    """Yield what rests on clauses: these, its name, its anchor where it has a place of its own."""
    plan = voice.plan
    yield plan.clauses, voice.say("book.whole"), None
    for spot in list_spots(voice):
        yield list_clauses(voice, spot), voice.tell(spot.spec.label), spot.anchor
    for fact in plan.facts:
        yield fact.clauses, voice.tell(fact.label), f"fact {fact.name}"
    for table in plan.tables:
        yield table.clauses, voice.tell(table.label), f"table {table.name}"
    figures = [(each.clauses, each.label) for each in plan.values]
    figures += [(each.clauses, each.label) for each in plan.cohort]
    figures += [(each.clauses, each.label) for each in plan.extras]
    figures += [(each.clauses, each.label) for each in plan.chapters]
    if plan.grade is not None:
        yield plan.grade.clauses, voice.say("book.grades"), None
        figures += [(rule.clauses, rule.label) for rule in plan.grade.rules]
    for clauses, said in figures:
        yield clauses, voice.tell(said), None
    for alarm in plan.alarms:
        if alarm.code == "SL514":
            yield alarm.clauses, voice.say("book.checks"), None


def list_clause_index(voice: Voice) -> Iterator[Block]:
    """Yield each clause with all that rests on it, a line each, by its document."""
    found = index_clauses(voice)
    if not found:
        return
    order = list(dict.fromkeys(each.source for each in found))
    rows = []
    for clause, users in sorted(found.items(), key=lambda each: order.index(each[0].source)):
        tall = len(users)
        first = (
            Cell(say_clauses(voice, (clause,)), rows=tall, header=True),
            Cell(
                voice.say(clause.status),
                rows=tall,
                tone="good" if clause.status == "verified" else "warning",
            ),
        )
        for place, (name, anchor) in enumerate(users):
            cell = words(name, link=anchor)
            rows.append(Row((*first, cell) if place == 0 else (cell,)))
    named = [("book.clause", 30.0), ("book.status", 6.0), ("book.rests", 20.0)]
    yield Heading(voice.say("book.clauses"), 1)
    headings = [(voice.say(name), width) for name, width in named]
    yield make_grid(voice.say("book.clauses"), headings, rows)


def count_open(voice: Voice) -> int:
    """Return how many clauses are unverified, inferred or taken from another place."""
    return sum(not _is_sound(each) for each in index_clauses(voice))


def _is_sound(clause: Clause) -> bool:
    return clause.status == "verified" and clause.borrowed_from is None


def list_open(voice: Voice) -> Iterator[Block]:
    """Yield what nobody has verified, and what the rule leaves to assessors."""
    yield Heading(voice.say("book.open"), 1, "open")
    open_clauses = [each for each in index_clauses(voice) if not _is_sound(each)]
    yield Heading(voice.say("book.open_clauses"), 2)
    yield _list_or_none(voice, [say_clauses(voice, (each,)) for each in open_clauses])
    judged = [each for each in list_spots(voice) if each.occurrence.method in ("judged", "panel")]
    yield Heading(voice.say("book.open_judged"), 2)
    yield _list_or_none(voice, [_name_path(voice, each) for each in judged])


def _list_or_none(voice: Voice, lines: list[str]) -> Block:
    return Bullets(tuple(lines)) if lines else Paragraph(voice.say("book.open_none"), "muted")


def _name_path(voice: Voice, spot: Spot) -> str:
    name = voice.tell(spot.spec.label)
    return name if spot.parent is None else f"{_name_path(voice, spot.parent)} › {name}"
