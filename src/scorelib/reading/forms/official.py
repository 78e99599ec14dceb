"""Filled official forms that scorelib did not write, read by their headings alone.

Labels lead to nodes of the ruleset where they are the same words, never where they are like them;
what fits nowhere, or in two places, is listed with its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Diagnostic, DocumentError, NotFoundError, WordError
from scorelib.model.fields import Period
from scorelib.reading.forms.blocks import Block, Field, Part, Title, find_parts
from scorelib.reading.forms.cells import Sheet, SheetCell
from scorelib.reading.forms.drafts import NOTHING, FormDraft, say, squeeze
from scorelib.reading.forms.filled import Filled
from scorelib.reading.forms.grids import Grid, lay_grid
from scorelib.reading.forms.money import place_money, read_money_unit_of
from scorelib.reading.forms.nodes import Tree, grow_tree
from scorelib.reading.forms.official_rows import place_rows
from scorelib.reading.forms.places import place_cell
from scorelib.reading.forms.sheets import open_sheets
from scorelib.words.days import read_dates
from scorelib.words.folding import fold_text, prepare_text

__all__ = ["read_each_official", "read_official", "read_official_sheets"]


def read_official(
    path: Path, ruleset: Ruleset, *, on: date | None = None, period: str | None = None
) -> tuple[Filled, ...]:
    """Return the projects of the filled official forms in a file (.xlsx, .xls, .docx).

    `on` is the day of judging and `period` what is judged, where a form does not print them; what
    it prints comes first for the period, `on` for the day. Raises `NotFoundError`: what
    `open_sheets` raises, and SL633 where no form is recognised; `DocumentError`: SL634 where a
    form lacks its name, period or day, SL635 where two are of one project.
    """
    return read_official_sheets(open_sheets(path), ruleset, path, on=on, period=period)


def read_official_sheets(
    sheets: Sequence[Sheet],
    ruleset: Ruleset,
    path: Path,
    *,
    on: date | None = None,
    period: str | None = None,
) -> tuple[Filled, ...]:
    """Return the projects of filled official forms in sheets that are open already.

    Raises as `read_official` does.
    """
    forms = _find_forms(sheets, ruleset, path)
    lacks = [problem for each in forms for problem in _list_lacks(each, path, on, period)]
    doubles = _list_doubles(forms, path)
    if problems := [*lacks, *(problem for _, problem in doubles)]:
        raise DocumentError(problems)
    return tuple(_finish(each, ruleset, path, on, period) for each in forms)


def read_each_official(
    sheets: Sequence[Sheet],
    ruleset: Ruleset,
    path: Path,
    *,
    on: date | None = None,
    period: str | None = None,
) -> Iterator[Filled | DocumentError]:
    """Yield what came of each form in sheets: its project, or what is wrong with it alone.

    Of two forms of one project neither is taken. Raises `NotFoundError` as `read_official` does.
    """
    forms = _find_forms(sheets, ruleset, path)
    doubles = _list_doubles(forms, path)
    for each in forms:
        problems = _list_lacks(each, path, on, period)
        problems += [problem for pair, problem in doubles if any(each is one for one in pair)]
        if problems:
            yield DocumentError(problems)
            continue
        try:
            yield _finish(each, ruleset, path, on, period)
        except DocumentError as error:
            yield error


def _find_forms(sheets: Sequence[Sheet], ruleset: Ruleset, path: Path) -> list[FormDraft]:
    """Return the forms that stand in sheets. Raises `NotFoundError` (SL633) where none does."""
    reading = _Reading(grow_tree(ruleset))
    for sheet in sheets:
        reading.add(sheet)
    forms = reading.finish()
    if not any(each.has_rows for each in forms):
        raise NotFoundError("SL633", path=path.as_posix())
    found = [each for each in forms if each.has_rows]
    # What stands beside the forms, on a cover or a page of notes, is listed with the first.
    found[0].unplaced[:0] = [left for each in forms if not each.has_rows for left in each.give_up()]
    return found


def _finish(
    form: FormDraft, ruleset: Ruleset, path: Path, on: date | None, period: str | None
) -> Filled:
    """Return the project of a form that says all that is needed. Raises `DocumentError`."""
    return form.finish(
        ruleset.reference,
        form.period or period or "",
        on.isoformat() if on is not None else form.day or "",
        path.as_posix(),
    )


def _list_lacks(
    form: FormDraft, path: Path, on: date | None, period: str | None
) -> list[Diagnostic]:
    """Return what a form does not say and nobody else did."""
    given = {
        "name": form.head.get("name"),
        "period": form.period or period,
        "day": on or form.day,
    }
    return [
        Diagnostic(
            "SL634",
            (("place", form.place.partition("!")[0]), ("what", say(f"what.{key}"))),
            place_cell(path.as_posix(), form.place),
        )
        for key, value in given.items()
        if not value
    ]


_Pair = tuple[FormDraft, FormDraft]


def _list_doubles(forms: Sequence[FormDraft], path: Path) -> list[tuple[_Pair, Diagnostic]]:
    """Return the forms that are of the same project as one before them, with that one."""
    first: dict[str, FormDraft] = {}
    found = []
    for form in forms:
        name = form.head.get("name")
        if name is None:
            continue
        other = first.setdefault(name, form)
        if other is not form:
            here, there = form.places["project/name"], other.places["project/name"]
            words = (("place", here), ("other", there), ("name", name))
            problem = Diagnostic("SL635", words, place_cell(path.as_posix(), here))
            found.append(((other, form), problem))
    return found


class _Reading:
    """The forms of a file, one after the other: a new one begins with the name of its project."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.forms: list[FormDraft] = []

    def add(self, sheet: Sheet) -> None:
        """Read a sheet."""
        grid = lay_grid(sheet)
        parts = list(find_parts(grid))
        named = [
            place
            for place, each in enumerate(parts)
            if isinstance(each, Field) and each.name == "name"
        ]
        # What stands above the name of a project belongs to its form, back to the last table.
        starts = {_begin_form(parts, place): _name_of(parts[place]) for place in named}
        for place, part in enumerate(parts):
            if not self.forms or (place in starts and not self._goes_on(starts[place])):
                self.forms.append(FormDraft(f"{sheet.name}!A1"))
            self._place(grid, part)
        self._sweep(grid)

    def _goes_on(self, name: str | None) -> bool:
        """Return whether a name is that of the form before, which has no table yet: its cover."""
        own = self.form.head.get("name")
        return not self.form.has_rows and own in (None, name)

    def finish(self) -> list[FormDraft]:
        """Return the forms."""
        return self.forms

    @property
    def form(self) -> FormDraft:
        """The form that is being read."""
        return self.forms[-1]

    def _place(self, grid: Grid, part: Part) -> None:
        match part:
            case Block("indicators"):
                place_rows(self.form, grid, part, self.tree)
            case Block():
                place_money(self.form, grid, part, self.tree)
            case Field():
                place_field(self.form, grid, part)
            case Title():
                place_title(self.form, grid, part)

    def _sweep(self, grid: Grid) -> None:
        """List every cell of a sheet that nobody has taken."""
        if not self.forms:
            self.forms.append(FormDraft(f"{grid.sheet.name}!A1"))
        listed = {each.place for each in self.form.unplaced}
        for spot in grid.left_over():
            if spot.cell.place not in listed:
                self.form.leave(spot.cell, "no-heading")
        for cell in grid.covered:
            self.form.leave(cell, "covered")
        for cell in grid.hidden:
            self.form.leave(cell, "hidden")


def _begin_form(parts: Sequence[Part], name: int) -> int:
    """Return the first part of the form whose name stands at a place: after the last table."""
    begin = name
    while begin > 0 and not isinstance(parts[begin - 1], Block):
        previous = parts[begin - 1]
        if isinstance(previous, Field) and previous.name in ("total", "grade", "name"):
            break
        begin -= 1
    return begin


def _name_of(part: Part) -> str | None:
    """Return the name of a project that a field gives."""
    if not isinstance(part, Field):
        return None
    text = part.text if part.text is not None else "".join(each.text for each in part.spots[1:2])
    return squeeze(text) or None


# What stands beside the tables


def place_field(form: FormDraft, grid: Grid, part: Field) -> None:
    """Put a field of the form's head into the project, or list it."""
    found = _find_value(form, grid, part)
    if found is None:
        return
    cell, text = found
    if text in NOTHING:
        return
    if part.name in ("name", "department", "unit"):
        form.set_once(form.head, part.name, squeeze(text), f"project/{part.name}", cell)
        return
    match part.name:
        case "period" | "day":
            _place_day(form, part.name, text, cell)
        case "total":
            form.set_total(replace(cell, text=text, kind="text"))
        case "grade":
            _place_grade(form, text, cell)
        case "money_unit":
            _place_unit(form, text, cell)
        case "goal" | "achieved":
            _place_goal(form, part.name, text, cell)


def _find_value(form: FormDraft, grid: Grid, part: Field) -> tuple[SheetCell, str] | None:
    """Return the cell that holds the value of a field, and its text."""
    if part.text is not None:
        text = form.read(SheetCell(part.text, "text", part.cell.place))
        return None if text is None else (part.cell, text)
    grid.take(*part.spots)
    values = part.spots[1:]
    if len(values) > 1:
        for spot in values:
            form.leave(spot.cell, "ambiguous-field", heading=squeeze(part.heading)[:40])
        return None
    if not values:
        return None
    text = form.read(values[0].cell)
    return None if text is None else (values[0].cell, text)


def _place_unit(form: FormDraft, text: str, cell: SheetCell) -> None:
    unit = read_money_unit_of(text)
    if unit is None:
        form.leave(cell, "no-unit")
    else:
        form.unit = (unit, cell)


_BOXES: Final = re.compile(r"[□☐☑☒■√✓✔]")


def _place_grade(form: FormDraft, text: str, cell: SheetCell) -> None:
    if _BOXES.search(text):
        form.leave(cell, "boxes")
        return
    store = {} if form.grade is None else {"grade": form.grade}
    if form.set_once(store, "grade", squeeze(text), "assessments/0/grade", cell):
        form.grade = squeeze(text)


def _place_goal(form: FormDraft, name: str, text: str, cell: SheetCell) -> None:
    """Keep the words of the overall target, or of what became of it; they are only quoted."""
    id_ = "overall-target" if name == "goal" else "overall-result"
    if any(each["id"] == id_ for each in form.statements):
        form.leave(cell, "twice", other=form.place)
        return
    at = say("goal")
    form.put(f"statements/{len(form.statements)}/words", cell)
    form.statements.append({"id": id_, "words": text, "at": {"zh": at.zh, "en": at.en}})


def _place_day(form: FormDraft, name: str, text: str, cell: SheetCell) -> None:
    found = _read_period(text)
    if found is None:
        form.leave(cell, "no-day")
        return
    key = "assessed_period" if name == "period" else "evaluated_on"
    own = form.period if name == "period" else form.day
    store = {} if own is None else {name: own}
    if form.set_once(store, name, found, key, cell):
        if name == "period":
            form.period = found
        else:
            form.day = found


def _read_period(text: str) -> str | None:
    """Return a day, a month or a year as documents write it, or None where it is none."""
    try:
        words = prepare_text(squeeze(text)).replace(" ", "")
        if re.fullmatch(r"(?:19|20)[0-9]{2}", words):
            # Beside the name of a period or a day it can only be a year.
            words += "年"
        found = read_dates(re.sub(r"年度$", "年", words))
    except WordError:
        return None
    if found is None or found.op != "=" or found.edge_doubtful:
        return None
    return str(Period(found.first, found.last))


_YEAR: Final = re.compile(r"((?:19|20)[0-9]{2})\s*年度")
_OF_FORM: Final = re.compile(r"自评|评价|评分|绩效|evaluation", re.IGNORECASE)


def place_title(form: FormDraft, grid: Grid, part: Title) -> None:
    """Take the year that a title states: 项目支出绩效自评表（2021年度）; list any other line."""
    words = fold_text(part.cell.text).strip()
    years = set(_YEAR.findall(words))
    bare = re.fullmatch(r"\(?\s*(?:19|20)[0-9]{2}\s*年度?\s*\)?", words) is not None
    title = bare or (len(words) <= 60 and _OF_FORM.search(words) is not None and "表" in words)
    if title and len(years) <= 1 and not form.has_rows:
        if part.spot is not None:
            grid.take(part.spot)
        for year in years:
            _place_day(form, "period", f"{year}年", part.cell)
    elif part.spot is None:
        form.leave(part.cell, "no-heading")
