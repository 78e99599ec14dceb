"""A table of cases laid out: a base case, and for each row the cells put where they belong.

What comes out is a tree like that of a case written by hand. Every cell keeps its own place, so
that whatever is wrong with a case points at the cell it comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scorelib.ground.errors import Diagnostic
from scorelib.ground.source import MappingNode, Node, Scalar, SequenceNode, locate
from scorelib.model.project import CaseTable
from scorelib.model.reader import diagnose_at

__all__ = ["Steps", "is_left", "lay_out_table", "name_row", "put_value"]

Steps = tuple[str | int, ...]

_OPEN: Final = frozenset(
    {
        *(("facts",), ("maxima",), ("states",), ("judgements",), ("overrides",), ("amounts",)),
        *(("indicators",), ("approved",)),
        *(("expect", key) for key in ("points", "status", "grades", "values", "outputs", "listed")),
    }
)
"""The mappings whose keys are names of the ruleset, which may have dots and need not be there."""

_CREATED: Final = frozenset({("expect",), *(each for each in _OPEN)})
"""What a column may bring into a base that does not have it."""


def name_row(table: str, row: int, id_: str | None) -> str:
    """Return what a row is called as a case: after its table, then by its id or its number.

    >>> name_row("edges", 0, None), name_row("edges", 0, "below")
    ('edges-1', 'edges-below')
    """
    return f"{table}-{row + 1 if id_ is None else id_}"


def is_left(cell: Node) -> bool:
    """Return whether a cell leaves what the base says: `~`, or nothing."""
    return isinstance(cell, Scalar) and cell.plain and str(cell) in ("", "~")


def lay_out_table(tree: Node, table: CaseTable) -> tuple[list[Node], list[Diagnostic]]:
    """Return the tree of each row's case, and what is wrong with the columns and the cells."""
    base = locate(tree, ("base",))
    if not isinstance(base, MappingNode) or base is tree:
        base = _make_mapping(tree)
    places, problems = _find_columns(tree, base, table.columns)
    rows: list[Node] = []
    for index, row in enumerate(table.rows):
        written = locate(tree, ("rows", index))
        cells = locate(tree, ("rows", index, "cells"))
        if len(row.cells) != len(table.columns):
            words = {"table": table.id, "count": len(row.cells), "wanted": len(table.columns)}
            problems.append(diagnose_at("SL605", written, (), **words))
        elif not problems and isinstance(cells, SequenceNode):
            put = list(zip(places, cells.values, strict=True))
            rows.append(_lay_out_row(tree, base, index, table, put))
    return ([] if problems else rows), problems


def _find_columns(
    tree: Node, base: MappingNode, columns: Sequence[str]
) -> tuple[list[Steps], list[Diagnostic]]:
    """Return where each column leads in a case, after noting those that lead nowhere."""
    found: list[tuple[str, Steps]] = []
    problems: list[Diagnostic] = []
    for index, column in enumerate(columns):
        steps = _find_steps(base, column)
        if steps is None:
            problems.append(diagnose_at("SL606", tree, ("columns", index), column=column))
            continue
        others = [each for each, taken in found if _meet(steps, taken)]
        if others:
            words = {"column": column, "other": others[0]}
            problems.append(diagnose_at("SL607", tree, ("columns", index), **words))
        found.append((column, steps))
    return [steps for _, steps in found], problems


def _meet(one: Steps, other: Steps) -> bool:
    """Return whether two columns write one value, or one of them a part of the other's."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _find_steps(base: MappingNode, column: str) -> Steps | None:
    """Return the keys and positions that a column leads to, or None where it leads nowhere.

    Keys of a case may have dots (`output.quantity`): what stands in the base is found by its
    longest key, one of the project's own indicators by its id.
    """
    here: Node | None = base
    steps: Steps = ()
    rest = column
    while rest:
        step, rest = _take_step(here, steps, rest)
        if step is None:
            return None
        steps = (*steps, step)
        here = _step_into(here, step)
    return steps if steps[:1] not in ((), ("id",), ("note",)) else None


def _take_step(here: Node | None, steps: Steps, rest: str) -> tuple[str | int | None, str]:
    """Return the next step of a column and what is left of it; None where there is none."""
    first, _, after = rest.partition(".")
    if isinstance(here, SequenceNode):
        found = [i for i, each in enumerate(here.values) if _id_of(each) == first]
        return (found[0] if found else None), after
    if isinstance(here, Scalar):
        return None, rest
    keys = sorted(here.values if here else (), key=len, reverse=True)
    for key in keys:
        if rest == key or rest.startswith(f"{key}."):
            return key, rest[len(key) + 1 :]
    if steps in _OPEN:
        return rest, ""
    if not after or (*steps, first) in _CREATED:
        return first, after
    return None, rest


def _id_of(entry: Node) -> str | None:
    found = entry.values.get("id") if isinstance(entry, MappingNode) else None
    return str(found) if isinstance(found, Scalar) else None


def _step_into(here: Node | None, step: str | int) -> Node | None:
    if isinstance(here, MappingNode):
        return here.values.get(str(step))
    if isinstance(here, SequenceNode) and isinstance(step, int):
        return here.values[step]
    return None


def _lay_out_row(
    tree: Node,
    base: MappingNode,
    index: int,
    table: CaseTable,
    cells: Sequence[tuple[Steps, Node]],
) -> MappingNode:
    """Return the case of one row."""
    row = locate(tree, ("rows", index))
    case = MappingNode(row.source, row.mark, dict(base.values), dict(base.keys))
    for place, (steps, cell) in enumerate(cells):
        if not is_left(cell):
            heading = locate(tree, ("columns", place))
            _put(case, steps, cell, heading if isinstance(heading, Scalar) else None)
    given = table.rows[index]
    of_row = isinstance(row, MappingNode)
    written = locate(row, ("id",)) if of_row and given.id else row
    note = locate(row, ("note",)) if of_row and given.note else locate(tree, ("note",))
    _set(case, "id", _make_scalar(name_row(table.id, index, given.id), written), written)
    _set(case, "note", note, note)
    return case


def put_value(case: MappingNode, steps: Steps, text: str) -> MappingNode:
    """Return a copy of a case with a text at a place of it, which was written nowhere."""
    copied = MappingNode(case.source, case.mark, dict(case.values), dict(case.keys))
    _put(copied, steps, _make_scalar(text, case), None)
    return copied


def _put(case: MappingNode, steps: Steps, cell: Node, heading: Scalar | None) -> None:
    """Put a cell where a column leads; what is on the way is copied, never changed."""
    here: MappingNode | SequenceNode = case
    for step in steps[:-1]:
        below = _step_into(here, step)
        copied = _copy(below) if below is not None else _make_mapping(cell)
        if isinstance(here, SequenceNode):
            here.values[int(step)] = copied
        else:
            _set(here, str(step), copied, heading or cell)
        if isinstance(copied, Scalar):
            return
        here = copied
    last = steps[-1]
    if isinstance(here, SequenceNode):
        here.values[int(last)] = cell
    else:
        _set(here, str(last), cell, heading or cell)


def _set(mapping: MappingNode, key: str, value: Node, written: Node) -> None:
    """Set a key, which stands where it is written in the mapping, else at `written`."""
    mapping.values[key] = value
    mapping.keys.setdefault(key, _make_scalar(key, written))


def _copy(node: Node) -> Node:
    if isinstance(node, MappingNode):
        return MappingNode(node.source, node.mark, dict(node.values), dict(node.keys))
    if isinstance(node, SequenceNode):
        return SequenceNode(node.source, node.mark, list(node.values))
    return node


def _make_mapping(at: Node) -> MappingNode:
    return MappingNode(at.source, at.mark)


def _make_scalar(text: str, at: Node) -> Scalar:
    """Return a scalar that nobody wrote as such, at the place it comes from."""
    made = Scalar(text)
    made.source, made.mark, made.plain = at.source, at.mark, True
    return made
