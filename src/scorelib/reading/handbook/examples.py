"""Worked examples: the cases beside a ruleset, computed anew and shown with their figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import NodeResult
from scorelib.ground.errors import DocumentError, Text
from scorelib.reading.cases import Cases, LoadedCase, load_cases, score_cases
from scorelib.reading.explanation import show_fact
from scorelib.reading.handbook.voice import Voice
from scorelib.reading.reports.blocks import Block, Fold, Grid, Heading, Paragraph, Row
from scorelib.reading.reports.cells import figure, make_grid, words
from scorelib.reading.wording import say_headline

__all__ = ["Example", "list_examples", "score_examples", "tabulate_node_examples"]

_MOST: Final = 4
"""So many examples stand with each indicator; all of them stand at the end."""

_BY_HAND: Final = (None, "judged")
"""Headings, and what a person gives: there is nothing to be worked out."""

_MISSING: Final = "SL604"
"""There are no cases beside the ruleset."""

Example = tuple[LoadedCase, Result | DocumentError]
"""A case, and what came of it."""


def score_examples(ruleset: Ruleset, plan: Plan) -> tuple[Example, ...]:
    """Return the cases of a ruleset with their outcomes; none where there is no file of them.

    Raises `DocumentError` for a file that cannot be read.
    """
    try:
        cases: Cases = load_cases(ruleset)
    except DocumentError as error:
        if [each.code for each in error.diagnostics] == [_MISSING]:
            return ()
        raise
    return tuple(zip(cases.cases, score_cases(plan, cases), strict=True))


def tabulate_node_examples(voice: Voice, examples: Sequence[Example]) -> Mapping[str, Grid]:
    """Return for each leaf that was computed what a few of the examples make of it."""
    slots = {each.id for each in voice.plan.slots}
    found: dict[str, list[Row]] = {}
    seen: set[tuple[str, str | None]] = set()
    for case, result in examples:
        for node in () if isinstance(result, DocumentError) else result.nodes:
            # A project's own indicator stands in the part of its slot.
            place = node.parent if node.parent in slots else node.id
            key = place, node.substituted
            rows = found.setdefault(place, [])
            if (
                node.substituted
                and node.method not in _BY_HAND
                and key not in seen
                and len(rows) < _MOST
            ):
                seen.add(key)
                rows.append(_show_node(voice, case, node))
    headings = [("book.case", 18.0), ("book.given", 18.0), ("book.worked", 16.0), ("points", 6.0)]
    named = [(_cap(voice.say(name)), width) for name, width in headings]
    caption = voice.say("book.examples")
    return {name: make_grid(caption, named, rows) for name, rows in found.items() if rows}


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def _show_node(voice: Voice, case: LoadedCase, node: NodeResult) -> Row:
    given = "\n".join(show_fact(each, voice.lang) for each in node.facts)
    return Row(
        (
            words(voice.tell(case.case.note), link=_anchor(case)),
            words(given),
            words(_show_worked(node)),
            figure(node.points, node.places, voice.say("absent")),
        )
    )


def _show_worked(node: NodeResult) -> str:
    """Return the formula with its values, where points came of it."""
    return "" if node.points is None or node.substituted is None else node.substituted


def _anchor(case: LoadedCase) -> str:
    return f"case {case.id}"


def list_examples(voice: Voice, examples: Sequence[Example]) -> Iterator[Block]:
    """Yield every example: those written one by one in full, those of tables in a line each."""
    yield Heading(voice.say("book.examples"), 1)
    if not examples:
        yield Paragraph(voice.say("book.no_examples"), "muted")
        return
    yield Paragraph(voice.say("book.examples_intro"), "muted")
    for case, result in examples:
        if case.path[0] == "cases":
            yield _fold(voice, case, result)
    rows = [_show_short(voice, *each) for each in examples if each[0].path[0] != "cases"]
    if rows:
        headings = [("book.case", 30.0), ("book.grade_of", 8.0), ("book.grade", 8.0)]
        named = [(voice.say(name), width) for name, width in headings]
        yield make_grid(voice.say("book.short_cases"), named, rows)


def _fold(voice: Voice, case: LoadedCase, result: Result | DocumentError) -> Fold:
    if isinstance(result, DocumentError):
        return Fold(voice.tell(case.case.note), (Paragraph(_refuse(voice, result)),), _anchor(case))
    rows = [
        Row(
            (
                words(voice.tell(node.label), header=True),
                figure(node.max_points, None, "?"),
                words(_show_worked(node)),
                figure(node.points, node.places, voice.say("absent")),
                words(voice.say(node.status)),
            ),
            None,
            node.id,
            node.id.count("."),
        )
        for node in result.nodes
    ]
    headings = [
        (_cap(voice.say("indicator")), 16.0),
        (voice.say("book.maximum"), 6.0),
        (voice.say("book.worked"), 26.0),
        (_cap(voice.say("points")), 6.0),
        (_cap(voice.say("status")), 8.0),
    ]
    blocks: tuple[Block, ...] = (
        Paragraph(say_headline(result, voice.lang), strong=True),
        make_grid(voice.tell(case.case.note), headings, rows),
    )
    return Fold(voice.tell(case.case.note), blocks, _anchor(case))


def _refuse(voice: Voice, error: DocumentError) -> str:
    codes = dict.fromkeys(each.code for each in error.diagnostics)
    return voice.say("book.refused_case", codes=", ".join(codes))


def _show_short(voice: Voice, case: LoadedCase, result: Result | DocumentError) -> Row:
    name = words(f"{voice.tell(case.case.note)} [{case.id}]", header=True)
    if isinstance(result, DocumentError):
        return Row((name, words(_refuse(voice, result)), words("")))
    grade: Text | None = result.grade.label
    total = figure(result.total.points, result.total.places, voice.say("absent"))
    return Row((name, total, words("" if grade is None else voice.tell(grade))))
