"""The blocks of a layout in order: headings, words, lists, tables, gaps, lines to sign on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Literal, cast

from scorelib.ground.errors import Text
from scorelib.ground.messages.labels import label
from scorelib.model.layouts import (
    BlockSpec,
    BulletsSpec,
    EachSpec,
    HeadingSpec,
    PairSpec,
    ParagraphSpec,
)
from scorelib.reading.explanation import list_changes, show_clause
from scorelib.reading.reports.blocks import (
    Block,
    Bullets,
    Gap,
    Heading,
    Pairs,
    Paragraph,
    Signatures,
)
from scorelib.reading.reports.filling.desk import Desk
from scorelib.reading.reports.filling.grids import fill_grid
from scorelib.reading.reports.filling.tellings import list_deductions, say_finding
from scorelib.reading.reports.filling.texts import fill_text
from scorelib.reading.reports.filling.trees import Choice, grow_result, pick
from scorelib.reading.reports.view import list_conditions

__all__ = ["fill_blocks"]

_Fill = Callable[[Desk, Any], Iterable[Block]]


def fill_blocks(desk: Desk, blocks: Iterable[BlockSpec]) -> Iterator[Block]:
    """Yield the blocks of a layout, filled in."""
    for block in blocks:
        for name, fill in _FILLS.items():
            spec = getattr(block, name)
            if spec is not None:
                yield from fill(desk, spec)


def _fill_heading(desk: Desk, spec: HeadingSpec) -> Iterator[Block]:
    text = fill_text(desk, spec.text)
    level = cast("Literal[1, 2, 3, 4]", int(spec.level))
    yield Heading(text, level, sheet=text if level == 1 else None)


def _fill_paragraph(desk: Desk, spec: ParagraphSpec) -> Iterator[Block]:
    yield Paragraph(fill_text(desk, spec.text), spec.tone, bool(spec.strong))


def _fill_gap(desk: Desk, text: Text) -> Iterator[Block]:
    yield Gap(fill_text(desk, text))


def _fill_pairs(desk: Desk, pairs: Iterable[PairSpec]) -> Iterator[Block]:
    yield Pairs(tuple((fill_text(desk, each.name), fill_text(desk, each.value)) for each in pairs))


def _fill_notes(desk: Desk, notes: Iterable[Text]) -> Iterator[Block]:
    yield Bullets(tuple(fill_text(desk, each) for each in notes), numbered=True)


def _fill_bullets(desk: Desk, spec: BulletsSpec) -> Iterator[Block]:
    items = tuple(dict.fromkeys(_LISTS[spec.of](desk, spec)))
    if items:
        yield Bullets(items, bool(spec.numbered))
    elif spec.none is not None:
        yield Paragraph(fill_text(desk, spec.none), "muted")


def _fill_signatures(desk: Desk, labels: Iterable[Text]) -> Iterator[Block]:
    yield Signatures(tuple(fill_text(desk, each) for each in labels))


def _fill_each(desk: Desk, spec: EachSpec) -> Iterator[Block]:
    choice = Choice(None, spec.without, spec.unwrap)
    for branch in pick(grow_result(desk.result), choice):
        yield from fill_blocks(desk.about(branch.id), spec.blocks)


_FILLS: Final[dict[str, _Fill]] = {
    "heading": _fill_heading,
    "paragraph": _fill_paragraph,
    "gap": _fill_gap,
    "pairs": _fill_pairs,
    "notes": _fill_notes,
    "bullets": _fill_bullets,
    "grid": lambda desk, spec: [fill_grid(desk, spec)],
    "signatures": _fill_signatures,
    "each": _fill_each,
}


def _list_findings(desk: Desk, spec: BulletsSpec) -> Iterator[str]:
    for finding in desk.findings:
        if not spec.severities or finding.severity in spec.severities:
            yield say_finding(desk, finding)


def _list_steps(desk: Desk, spec: BulletsSpec) -> Iterator[str]:
    for finding in desk.findings:
        if not spec.severities or finding.severity in spec.severities:
            yield f"{finding.code} {finding.next_step.to(desk.lang)}"


def _list_adjustments(desk: Desk, _: BulletsSpec) -> Iterator[str]:
    """Yield what was done to sums: where it is, rows of a form do not add up to what is above."""
    for node in desk.result.nodes:
        if node.adjustments and desk.holds(node.id):
            for row in list_changes(node, desk.lang):
                name = node.label.to(desk.lang)
                yield label("layout.of_whole", desk.lang, part=name, change=row.value)
    if desk.node is None:
        for row in list_changes(desk.result.total, desk.lang):
            name = label("total", desk.lang)
            yield label("layout.of_whole", desk.lang, part=name, change=row.value)


def _list_clauses(desk: Desk, _: BulletsSpec) -> Iterator[str]:
    whole = () if desk.node is not None else (*desk.result.plan.clauses, *desk.result.grade.cites)
    for clause in whole:
        yield show_clause(clause, desk.lang)
    for node in desk.result.nodes:
        if desk.holds(node.id):
            yield from (show_clause(clause, desk.lang) for clause in node.cites)


_LISTS: Final[dict[str, Callable[[Desk, BulletsSpec], Iterable[str]]]] = {
    "conditions": lambda desk, _: list_conditions(desk.result, desk.lang),
    "findings": _list_findings,
    "next-steps": _list_steps,
    "deductions": lambda desk, _: list_deductions(desk),
    "adjustments": _list_adjustments,
    "clauses": _list_clauses,
}
