"""Rows of look-up tables, rules of decision tables, segments of lines: each found once."""

from __future__ import annotations

from collections.abc import Iterator

from scorelib.compiler.graph.nodes import Choose, Constant, State
from scorelib.compiler.graph.plan import TableCall
from scorelib.compiler.graph.walk import operands_of
from scorelib.ground.source import Scalar
from scorelib.reading.coverage.probes import Probe, Takes
from scorelib.reading.coverage.sites import Loc
from scorelib.reading.coverage.target import Survey, Target, say

__all__ = ["list_rows"]


def list_rows(survey: Survey) -> Iterator[Target]:
    """Yield every row of every table that a formula calls."""
    for call in survey.plan.calls:
        arms = list(_list_arms(survey, call))
        for name in call.tables:
            yield from _list_table(survey, name, arms)


def _list_table(survey: Survey, name: str, arms: list[Probe]) -> Iterator[Target]:
    paths = _list_paths(survey, name)
    begin = _has_rule(survey, (("tables", name, "below")))
    for index, arm in enumerate(arms):
        row = index - begin
        path = paths[row] if 0 <= row < len(paths) else ("tables", name)
        words = (
            say("cover_row", table=name, row=index + 1),
            say("cover_row_hint", table=name, row=index + 1),
        )
        yield survey.make("row", path, name, words, [arm])


def _has_rule(survey: Survey, path: Loc) -> int:
    """Return 1 where something is said of what lies before the first row."""
    written = survey.sites.node(path)
    return int(isinstance(written, Scalar) and str(written) != "error")


def _list_paths(survey: Survey, name: str) -> list[Loc]:
    """Return where the rows are written, in the order in which they count."""
    path: Loc = ("tables", name)
    if survey.sites.has((*path, "nodes")):
        return survey.sites.below((*path, "nodes"))[:-1]
    for key in ("rules", "segments"):
        if survey.sites.has((*path, key)):
            ranked = survey.sites.has((*path, "priority"))
            return [] if ranked else survey.sites.below((*path, key))
    return [at for at, _ in survey.sites.list_scalars((*path, "rows"))]


def _list_arms(survey: Survey, call: TableCall) -> Iterator[Probe]:
    """Yield what shows that each row was found, in the order of the rows."""
    nodes, stop = survey.plan.nodes, set(call.arguments)
    stack, seen = [call.node], set[int]()
    while stack:
        number = stack.pop()
        if number in seen or number in stop:
            continue
        seen.add(number)
        node = nodes[number]
        if not isinstance(node, Choose):
            stack += reversed(operands_of(node))
            continue
        for arm, value in enumerate(node.values):
            found = nodes[value]
            if _holds_choices(survey, value, stop):
                stack.append(value)
                continue
            nothing = isinstance(found, Constant) and isinstance(found.value, State)
            # What a rule adds stands against nothing added, which is no row.
            if not nothing and (arm < len(node.conditions) or len(node.values) > 2):
                yield Takes(number, arm)


def _holds_choices(survey: Survey, root: int, stop: set[int]) -> bool:
    """Return whether rows are added up below a node."""
    stack = [root]
    while stack:
        number = stack.pop()
        if number in stop:
            continue
        if isinstance(survey.plan.nodes[number], Choose):
            return True
        stack += operands_of(survey.plan.nodes[number])
    return False
