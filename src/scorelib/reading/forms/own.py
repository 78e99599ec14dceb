"""Our own forms read back: each cell by the names of its row and column, nothing by guessing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scorelib.engine.intake.project import Project, examine_project
from scorelib.ground.errors import Diagnostic, DocumentError, NotFoundError, Text
from scorelib.ground.source import Node
from scorelib.reading.forms.cells import Sheet
from scorelib.reading.forms.filled import Filled, Unplaced
from scorelib.reading.forms.marks import MARK, SHEET, VERSION, FormMap, read_map
from scorelib.reading.forms.outline import Made, word
from scorelib.reading.forms.own_rows import Rows, read_rows
from scorelib.reading.forms.places import (
    Entry,
    Given,
    Tree,
    gather,
    name_places,
    place_cell,
    plant_tree,
)
from scorelib.reading.forms.routes import add_routes

__all__ = ["OwnForm", "examine_own", "is_own", "read_own"]


def is_own(sheets: Sequence[Sheet]) -> bool:
    """Return whether a workbook is one of our forms."""
    return _find_mark(sheets) is not None


def _find_mark(sheets: Sequence[Sheet]) -> Sheet | None:
    for sheet in sheets:
        cell = sheet.cells.get((1, 1))
        if cell is not None and cell.text == MARK and sheet.name == SHEET:
            return sheet
    return None


@dataclass(frozen=True, slots=True)
class OwnForm:
    """A form as read: what it was made for, the tree of its project, and what is wrong with it.

    `tree` is None where nothing of it can be read.
    """

    made: Made
    tree: Node | None
    filled: Filled | None
    problems: tuple[Diagnostic, ...]


def read_own(path: Path, sheets: Sequence[Sheet]) -> tuple[Made, Filled]:
    """Return what a form was made for, and what was filled in.

    Raises `DocumentError` with every problem (SL611, SL613 to SL616, SL620 to SL622, and those of
    the project itself).
    """
    form = examine_own(path, sheets)
    if form.filled is None or form.problems:
        raise DocumentError(form.problems)
    return form.made, form.filled


def examine_own(path: Path, sheets: Sequence[Sheet]) -> OwnForm:
    """Return a form with whatever is wrong with it. Raises `DocumentError` (SL611)."""
    file = path.as_posix()
    found = _read_mark(file, sheets)
    shown = [sheet for sheet in sheets if sheet.name != SHEET]
    rows = read_rows(file, shown, found)
    if not rows.is_filled and not rows.problems:
        sheet = word("form.sheet.basics").to(found.lang)
        problem = Diagnostic("SL620", (("sheet", sheet),), place_cell(file, f"{sheet}!A1"))
        return OwnForm(found.made, None, None, (problem,))
    return _assemble(file, found, rows)


def _read_mark(file: str, sheets: Sequence[Sheet]) -> FormMap:
    sheet = _find_mark(sheets)
    if sheet is None:
        raise NotFoundError("SL611", sheet=SHEET, what=_CHANGED["mark"])
    found = read_map(_list_rows(sheet))
    place = place_cell(file, f"{sheet.name}!A1")
    if isinstance(found, FormMap):
        return found
    version = word("form.other_version", found=found[:40], known=VERSION)
    what = _CHANGED.get(found, version)
    words = (("sheet", SHEET), ("what", what))
    raise DocumentError([Diagnostic("SL611", words, place)])


_CHANGED: Final = {
    "mark": Text("没有标记", "its mark is missing"),
    "check": Text("内容与校验值不符", "its content does not fit its check sum"),
}


def _list_rows(sheet: Sheet) -> list[tuple[str, ...]]:
    last = max((row for row, _ in sheet.cells), default=0)
    return [
        tuple(
            cell.text if (cell := sheet.cells.get((row, column))) is not None else ""
            for column in range(1, 8)
        )
        for row in range(1, last + 1)
    ]


def _assemble(file: str, found: FormMap, rows: Rows) -> OwnForm:
    """Return the form of what its rows hold, read as a project."""
    problems = [*rows.problems, *_check_needed(file, rows)]
    entries, dropped = _settle_leads(rows, found)
    tree, clashes = gather(entries, file)
    problems += clashes
    problems += add_routes(tree, rows.routes, file)
    mark = Given("1", f"{SHEET}!B1")
    tree = {"scorelib": mark, **tree}
    unplaced = (*rows.unplaced, *dropped)
    try:
        root = plant_tree(tree, file)
    except DocumentError as error:
        return OwnForm(found.made, None, None, _sort([*problems, *error.diagnostics]))
    project, more = examine_project(root)
    problems += _leave_followers(more, problems)
    filled = None if project is None else _fill(project, tree, unplaced, rows)
    return OwnForm(found.made, root, filled, _sort(problems))


def _fill(project: Project, tree: Tree, unplaced: tuple[Unplaced, ...], rows: Rows) -> Filled:
    return Filled(project, name_places(tree), unplaced, tuple(rows.notes))


def _leave_followers(found: Sequence[Diagnostic], own: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return the problems of the document that do not only follow from those of the form."""
    if not own:
        return list(found)
    told = {each.location for each in own}
    return [each for each in found if each.location not in told and each.code not in _FOLLOWERS]


_FOLLOWERS: Final = ("SL103", "SL116", "SL118")
"""What is missing where a cell was left blank or could not be taken."""


def _sort(problems: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda each: each.location[:3] if each.location else _FIRST))


_FIRST: Final = ("", 0, 0)


def _owner(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return what a value belongs to: the item of a name, the judgement of a reason."""
    return path[:-2] if path[-1] in ("zh", "en") else path[:-1]


def _check_needed(file: str, rows: Rows) -> list[Diagnostic]:
    """Return the cells that must be filled and are not."""
    given = {entry.path[:depth] for entry in rows.entries for depth in range(len(entry.path) + 1)}
    return [
        Diagnostic("SL613", (("what", each.what),), place_cell(file, each.place))
        for each in rows.needed
        if each.is_always or _owner(each.path) in given
    ]


def _settle_leads(rows: Rows, found: FormMap) -> tuple[list[Entry], list[Unplaced]]:
    """Return all entries; what was filled in before counts only beside what a person wrote."""
    given = {entry.path[:depth] for entry in rows.entries for depth in range(len(entry.path))}
    by_place = any(entry.path == ("rules",) for entry in rows.entries)
    kept: list[Entry] = []
    dropped: list[Unplaced] = []
    for lead in rows.leads:
        if lead.path == ("ruleset",) and by_place:
            continue
        if _owner(lead.path) in given:
            kept.append(lead)
        elif lead.given.text not in found.words:
            reason = word("form.no_figures")
            dropped.append(Unplaced(lead.given.place, lead.given.text, reason))
    return [*kept, *rows.entries], dropped
