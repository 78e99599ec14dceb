"""The one door through which commands open projects: documents, and forms that were filled."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.intake.batch import is_many, list_files, load_projects
from scorelib.engine.intake.choice import choose_ruleset
from scorelib.engine.intake.project import FILE_NAME, Project, load_project
from scorelib.ground.errors import Diagnostic, DocumentError, NotFoundError
from scorelib.ground.source import is_file, is_folder
from scorelib.reading.checking import check_document, check_project
from scorelib.reading.forms.filled import Filled
from scorelib.reading.forms.outline import Made
from scorelib.reading.forms.own import examine_own, is_own, read_own
from scorelib.reading.forms.places import place_cell
from scorelib.reading.forms.sheets import Sheet, open_sheets

__all__ = [
    "FORM_ENDINGS",
    "Asked",
    "Checked",
    "Opened",
    "check_named",
    "is_form",
    "is_marked",
    "is_several",
    "list_inputs",
    "list_notes",
    "open_all",
    "open_each_form",
    "open_form",
    "open_projects",
]

FORM_ENDINGS: Final = (".xlsx", ".xls", ".docx")
"""The endings of files in which forms stand."""

_OTHERS: Final = (".et", ".ett", ".wps", ".wpt", ".xlsm", ".docm", ".xlsb", ".ods", ".doc", ".pdf")
"""Endings of office files that are not read: refused with what to do, and never as documents."""

Roots = Sequence[Path]


@dataclass(frozen=True, slots=True)
class Asked:
    """What projects are to be scored with: a ruleset instead of their own, a day, folders."""

    ruleset: str | None = None
    on: date | None = None
    roots: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened: the projects of a file or folder, and where their values came from.

    A document has no cells: its places are empty.
    """

    path: Path
    found: tuple[Filled, ...]

    @property
    def projects(self) -> tuple[Project, ...]:
        """The projects, in their order."""
        return tuple(each.project for each in self.found)

    @property
    def notes(self) -> tuple[Diagnostic, ...]:
        """What a reader should know: cells that were not used, formulas, hidden rows."""
        return tuple(note for each in self.found for note in list_notes(each, self.path))


def list_notes(filled: Filled, path: Path) -> Iterator[Diagnostic]:
    """Yield what a reader of a form should know: first what was not used (SL617)."""
    for each in filled.unplaced:
        words = (("text", _shorten(each.text)), ("reason", each.reason))
        yield Diagnostic("SL617", words, place_cell(path.as_posix(), each.place))
    yield from filled.notes


_MOST: Final = 60


def _shorten(text: str) -> str:
    """Return a text as a message quotes it: short, in one line, with nothing that is not seen."""
    line = "".join(char if char.isprintable() else "·" for char in text)
    return line if len(line) <= _MOST else line[: _MOST - 1] + "…"


def is_form(path: Path) -> bool:
    """Return whether a file is an office file by its name, and so a form if anything.

    >>> is_form(Path("form.xlsx")), is_form(Path("project.yaml"))
    (True, False)
    """
    return path.suffix.lower() in (*FORM_ENDINGS, *_OTHERS) and not is_folder(path)


def is_marked(path: Path) -> bool:
    """Return whether a workbook is one of our forms; what else it is is told by who reads it.

    Whatever keeps its list of names from being read keeps it from being one of ours.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo("xl/workbook.xml")
            if info.flag_bits & _LOCKED:
                return False
            with archive.open(info) as part:
                return b'name="scorelib.t1.c0"' in part.read(_HEAD)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, NotImplementedError):
        return False


_LOCKED: Final = 1
"""The bit by which an archive says that a part of it needs a password."""

_HEAD: Final = 1 << 20
"""Bytes of the list of sheets and names that are looked at; tables of projects have none."""


def is_several(path: Path, asked: Asked | None = None) -> bool:
    """Return whether a path may hold more than one project; a form of ours holds one."""
    if not is_form(path):
        return is_many(path)
    try:
        # A form that cannot be read is one: whoever opens it is told why.
        return not is_own(open_sheets(path)) and len(open_form(path, asked)) > 1
    except (DocumentError, NotFoundError):
        return False


def open_projects(
    path: str | Path,
    ruleset: str | None = None,
    on: date | None = None,
    roots: Roots = (),
) -> Opened:
    """Return the projects of a document, a form, or a folder of them.

    A form of ours is read by its own marks; any other workbook or Word document as an official
    form, for which the ruleset has to be named. Raises `NotFoundError` for what is not there or no
    form (SL625 to SL632, SL903, SL908, SL910) and `DocumentError` with every problem; SL610 where
    a form was made for another ruleset than the one it is to be scored with.

    >>> opened = open_projects("examples/hefei-yaohai-2021")
    >>> opened.projects[0].document.project.id, opened.found[0].places
    ('hefei-yaohai-2021', {})
    """
    path = Path(path)
    if is_form(path):
        return Opened(path, open_form(path, Asked(ruleset, on, tuple(roots))))
    if not is_many(path):
        return Opened(path, (Filled(load_project(path)),))
    return Opened(
        path, tuple(each for _, each in open_all([path], Asked(ruleset, on, tuple(roots))))
    )


def open_form(path: Path, asked: Asked | None = None) -> tuple[Filled, ...]:
    """Return the projects of a workbook or a Word document, as `open_projects` does."""
    asked = asked or Asked()
    sheets = open_sheets(path)
    if is_own(sheets):
        return (_open_own(path, sheets, asked),)
    from scorelib.reading.forms.official import read_official_sheets

    return read_official_sheets(sheets, _load_rules(asked), path, on=asked.on)


def open_each_form(path: Path, asked: Asked | None = None) -> Iterator[Filled | DocumentError]:
    """Yield what came of each form in a file: its project, or what is wrong with it alone.

    Raises `NotFoundError` as `open_projects` does.
    """
    asked = asked or Asked()
    sheets = open_sheets(path)
    if is_own(sheets):
        try:
            yield _open_own(path, sheets, asked)
        except DocumentError as error:
            yield error
        return
    from scorelib.reading.forms.official import read_each_official

    yield from read_each_official(sheets, _load_rules(asked), path, on=asked.on)


def _open_own(path: Path, sheets: Sequence[Sheet], asked: Asked) -> Filled:
    made, filled = read_own(path, sheets)
    return _compare_rules(path, made, filled, asked)


def _load_rules(asked: Asked) -> Ruleset:
    """Return the ruleset that official forms are read with; they name none themselves."""
    if asked.ruleset is None:
        raise NotFoundError("SL908")
    return load_ruleset(asked.ruleset, asked.on, asked.roots)


def _compare_rules(path: Path, made: Made, filled: Filled, asked: Asked) -> Filled:
    """Return a form whose ruleset is the one it was made for, or the one that was asked for."""
    head = choose_ruleset(filled.project, asked.ruleset, asked.on, asked.roots).head
    used = Made(head.reference, head.revision, head.sha256)
    if used == made:
        return filled
    place = place_cell(path.as_posix(), "scorelib!A1")
    words = (("made", str(made)), ("used", str(used)))
    if asked.ruleset is None:
        raise DocumentError([Diagnostic("SL610", words, place)])
    return replace(filled, notes=(*filled.notes, Diagnostic("SL624", words, place)))


def list_inputs(path: Path) -> list[Path]:
    """Return the files and folders that hold projects: documents first, then forms, by name.

    Raises `NotFoundError` (SL910) for a folder that holds none.
    """
    if not is_folder(path) or is_file(path / FILE_NAME):
        return [path]
    forms = sorted(each for each in path.iterdir() if _is_listed(each))
    try:
        return [*list_files(path), *forms]
    except NotFoundError:
        if not forms:
            raise
        return forms


def _is_listed(path: Path) -> bool:
    """Return whether a file of a folder is a form; `~$…` are locks of one that is open."""
    return is_form(path) and is_file(path) and not path.name.startswith(("~$", ".~"))


def open_all(paths: Iterable[Path], asked: Asked | None = None) -> tuple[tuple[Path, Filled], ...]:
    """Return the projects of files and folders with the file of each, in their order.

    Raises `NotFoundError`, and `DocumentError` with the problems of all.
    """
    found: list[tuple[Path, Filled]] = []
    problems: list[Diagnostic] = []
    for path in paths:
        for each in list_inputs(path):
            try:
                if is_form(each):
                    found += ((each, filled) for filled in open_form(each, asked))
                else:
                    found += ((each, Filled(project)) for project in load_projects([each]))
            except DocumentError as error:
                problems += error.diagnostics
    if problems:
        raise DocumentError(problems)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: problems, and notes that are none."""

    problems: tuple[Diagnostic, ...]
    notes: tuple[Diagnostic, ...] = ()


def check_named(name: str, roots: Roots = (), ruleset: str | None = None) -> Checked:
    """Return the problems of a ruleset, a project, a file of cases, or a form.

    Raises `NotFoundError` for what is not there.
    """
    path = Path(name)
    if not is_form(path):
        return Checked(check_document(name, roots, ruleset))
    sheets, asked = open_sheets(path), Asked(ruleset, None, tuple(roots))
    try:
        if not is_own(sheets):
            found = open_form(path, asked)
            return Checked((), Opened(path, found).notes)
        form = examine_own(path, sheets)
        notes = () if form.filled is None else tuple(list_notes(form.filled, path))
        if form.problems or form.tree is None or form.filled is None:
            return Checked(form.problems, notes)
        filled = _compare_rules(path, form.made, form.filled, asked)
    except DocumentError as error:
        return Checked(error.diagnostics)
    return Checked(check_project(form.tree, roots, ruleset), tuple(list_notes(filled, path)))
