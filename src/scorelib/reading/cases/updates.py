"""What came out written into the cases: only the figures change, at their own places.

The text of the file is edited where a value stands; comments, order and layout stay. Whatever
cannot be edited so, or would not read back as what came out, is told and left.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from scorelib.ground.errors import Diagnostic, Location
from scorelib.ground.source import MappingNode, Node, SequenceNode
from scorelib.reading.cases.judging import CaseOutcome
from scorelib.reading.cases.loading import Cases, LoadedCase
from scorelib.words.numbers import print_number

__all__ = ["Update", "apply_updates", "list_updates"]

_LISTS: Final = ("findings", "conditional", "errors", "listed")
_NOTHING: Final = "–"
_PLAIN: Final = re.compile(r"[\w][\w.%/\-]*|-?[0-9][0-9./%]*")


@dataclass(frozen=True, slots=True)
class Update:
    """One value of a case that is to be what came out.

    `place` is where it stands, or where a case that expects nothing begins; `before` is empty
    there, and `after` the expectation as it is written.
    """

    case: str
    what: str
    place: Location
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Edit:
    """A part of the text, by its offsets, and what takes its place."""

    begin: int
    end: int
    text: str


def list_updates(
    cases: Cases, outcomes: Sequence[CaseOutcome]
) -> tuple[list[Update], list[Diagnostic]]:
    """Return the values that differ from what came out, and the problems that stay.

    A case that is refused without expecting it, a name that the result does not have, and a
    value that two rows of a table share but need differently all stay.
    """
    updates: list[Update] = []
    rest: list[Diagnostic] = []
    for outcome in outcomes:
        loaded = cases.cases[outcome.index]
        for problem in outcome.problems:
            update = _make_update(loaded, outcome, problem)
            if update is None:
                rest.append(problem)
            else:
                updates.append(update)
    wanted: dict[Location, set[str]] = {}
    for each in updates:
        wanted.setdefault(each.place, set()).add(each.after)
    torn = {place for place, after in wanted.items() if len(after) > 1}
    rest += [p for o in outcomes for p in o.problems if p.location in torn and p not in rest]
    kept = {each.place: each for each in updates if each.place not in torn}
    return list(kept.values()), rest


def _make_update(loaded: LoadedCase, outcome: CaseOutcome, problem: Diagnostic) -> Update | None:
    """Return what settles a problem of a case, or None where no edit does."""
    words = dict(problem.arguments)
    if problem.location is None:
        return None
    if problem.code == "SL608" and outcome.result is not None and loaded.path[0] == "cases":
        after = f"{{total: {_total(outcome)}, grade: {outcome.result.grade.id or 'none'}}}"
        return Update(loaded.id, "expect", problem.location, "", after)
    actual = str(words.get("actual", _NOTHING))
    section = _section_of(problem)
    if problem.code != "SL601" or (actual == _NOTHING and section == "errors"):
        return None
    after = _write_list(actual) if section in _LISTS else _quote(actual)
    what = str(words["what"])
    return Update(loaded.id, what, problem.location, str(words["expected"]), after)


def _total(outcome: CaseOutcome) -> str:
    total = outcome.result.total if outcome.result else None
    if total is None or total.points is None:
        return "none"
    return print_number(total.points, total.places)


def _section_of(problem: Diagnostic) -> str:
    """Return the part of an expectation that a problem is of: `points`, `findings` and so on."""
    steps = (problem.path or "").split(".expect.", 1)
    return steps[-1].split(".", 1)[0]


def _write_list(actual: str) -> str:
    if actual == "none":
        return actual
    return "[]" if actual == _NOTHING else f"[{actual}]"


def _quote(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def apply_updates(cases: Cases, updates: Iterable[Update]) -> tuple[str, list[Update]]:
    """Return the text of the file with updates made, and those that could not be.

    What could not be is written in a way that an edit of one value would not keep, such as a list
    over several lines.
    """
    text = cases.tree.source.text
    edits: list[_Edit] = []
    left: list[Update] = []
    starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]
    for update in updates:
        edit = _find_edit(cases, text, starts, update)
        if edit is None:
            left.append(update)
        else:
            edits.append(edit)
    for edit in sorted(edits, key=lambda each: each.begin, reverse=True):
        text = text[: edit.begin] + edit.text + text[edit.end :]
    return text, left


def _find_edit(cases: Cases, text: str, starts: Sequence[int], update: Update) -> _Edit | None:
    begin = starts[update.place.line - 1] + update.place.column - 1
    if not update.before:
        return _insert_expectation(cases, text, starts, update)
    if text[begin] == "[":
        end = text.find("]", begin)
        simple = end > 0 and not set("[{\"'#\n") & set(text[begin + 1 : end])
        return _Edit(begin, end + 1, update.after) if simple else None
    if update.place.end_column is None:
        return None
    end = starts[update.place.line - 1] + update.place.end_column - 1
    written = text[begin:end]
    quoted = written[:1] in ("'", '"') and not update.after.startswith(('"', "["))
    return _Edit(begin, end, f"{written[0]}{update.after}{written[0]}" if quoted else update.after)


def _insert_expectation(
    cases: Cases, text: str, starts: Sequence[int], update: Update
) -> _Edit | None:
    """Return the edit that gives a case its expectation, after the last of its lines."""
    loaded = next(each for each in cases.cases if each.id == update.case)
    case = loaded.tree
    first = case.location
    if not isinstance(case, MappingNode) or text[starts[first.line - 1] + first.column - 1] == "{":
        return None
    last = max(place.line for place in _list_places(case))
    end = starts[last] if last < len(starts) else len(text)
    newline = "" if text[:end].endswith("\n") else "\n"
    indent = " " * (next(iter(case.keys.values())).location.column - 1)
    return _Edit(end, end, f"{newline}{indent}expect: {update.after}\n")


def _list_places(node: Node) -> Iterator[Location]:
    yield node.location
    if isinstance(node, MappingNode):
        for key, value in node.values.items():
            yield node.keys[key].location
            yield from _list_places(value)
    elif isinstance(node, SequenceNode):
        for value in node.values:
            yield from _list_places(value)
