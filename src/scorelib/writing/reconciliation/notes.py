"""Return notes (退回修改意见): a letter to each unit on what it has to correct or explain."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from errno import ENOTDIR
from pathlib import Path
from typing import Final

from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import label
from scorelib.reading.explanation import show_clause
from scorelib.reading.reconciliation.resubmission import Resubmission
from scorelib.reading.reconciliation.views import Reconciliation
from scorelib.words.folding import fold_text
from scorelib.writing.reconciliation.figures import find_figures
from scorelib.writing.reconciliation.text import Sorted, sort_findings
from scorelib.writing.words import escape_markdown, flatten

__all__ = ["Note", "Notes", "name_file", "write_note"]


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be said to a unit of one project: to whom, in text and in Markdown.

    The number that the project has in the letter is not in it yet.
    """

    unit: Text
    text: str
    markdown: str


def write_note(found: Reconciliation, since: Resubmission | None, lang: Lang) -> Note | None:
    """Return what a unit has to correct or explain in a project, or None where there is nothing.

    Errors come first, then warnings and questions. A project without a unit stands for itself.
    """
    listed = [each for each in sort_findings(found, since) if each.finding.severity != "info"]
    if not listed:
        return None
    project = found.result.project
    head = label(
        "note.project",
        lang,
        title=project.name.to(lang),
        id=project.id,
        period=project.assessed_period,
    )
    entries = [list(_list_entry(each, lang)) for each in listed]
    text, markdown = [flatten(head), ""], [escape_markdown(head), ""]
    for number, (first, *rest) in enumerate(entries, 1):
        text.append(f"{number}. {flatten(first)}")
        blank = " " * (len(str(number)) + 2)
        text += [f"{blank}{flatten(line)}" for line in rest]
        markdown.append(f"{number}. {escape_markdown(first)}")
        markdown += [f"{blank}- {escape_markdown(line)}" for line in rest]
    return Note(found.unit or project.name, "\n".join(text), "\n".join(markdown))


def _list_entry(each: Sorted, lang: Lang) -> Iterator[str]:
    """Yield the lines of one finding: its words, both figures, where they stand, clause, step."""
    finding = each.finding
    colon, comma = ("：", "；") if lang == "zh" else (": ", "; ")
    severity = label(finding.severity, lang)
    mark = f"【{severity}】" if lang == "zh" else f"{severity[:1].upper()}{severity[1:]}: "
    yield f"{mark}{finding.message.to(lang)} ({_name_place(finding)})"
    declared, computed = find_figures(finding, lang)
    if declared and computed:
        both = label("note.both", lang, declared=declared, computed=computed)
        yield f"{label('note.figures', lang)}{colon}{both}"
    for line in finding.evidence:
        yield f"{label('note.evidence', lang)}{colon}{line.to(lang)}"
    if each.clauses:
        cited = comma.join(show_clause(clause, lang) for clause in dict.fromkeys(each.clauses))
        yield f"{label('cites', lang)}{colon}{cited}"
    yield f"{label('note.next', lang)}{colon}{finding.next_step.to(lang)}"


def _name_place(finding: Finding) -> str:
    return finding.code if finding.node is None else f"{finding.code}, {finding.node}"


_NUMERALS: Final = "零一二三四五六七八九"


def _print_numeral(number: int, lang: Lang) -> str:
    """Return the number of a project as a letter writes it: 一、二、 up to 99."""
    if lang == "en" or number > 99:
        return f"{number}."
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return f"{ten}{_NUMERALS[ones] if ones or not tens else ''}、"


@dataclass(slots=True)
class _Letter:
    """One letter under way: the stem of its two files, and how many projects are in it."""

    stem: str
    projects: int = 0


@dataclass(slots=True)
class Notes:
    """The letters of a folder; what is kept of each is its name and how far it has come.

    They are written under names of their own and renamed at the end, so that no letter that was
    written in part passes for a whole one.
    """

    folder: Path
    lang: Lang
    _letters: dict[str, _Letter] = field(default_factory=dict)
    _stems: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Raise `NotADirectoryError` for a file in the place of the folder, before any work."""
        if self.folder.exists() and not self.folder.is_dir():
            raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(self.folder))

    def add(self, note: Note) -> None:
        """Write what is to be said of a project into the letter to its unit."""
        self.folder.mkdir(parents=True, exist_ok=True)
        key = fold_text(note.unit.zh).strip()
        letter = self._letters.get(key)
        if letter is None:
            letter = self._letters[key] = _Letter(name_file(note.unit.to(self.lang), self._stems))
            self._append(letter, "txt", _open_text(note.unit, self.lang), fresh=True)
            self._append(letter, "md", _open_markdown(note.unit, self.lang), fresh=True)
        letter.projects += 1
        number = _print_numeral(letter.projects, self.lang)
        space = "" if self.lang == "zh" else " "
        self._append(letter, "txt", f"\n{number}{space}{note.text}\n")
        self._append(letter, "md", f"\n## {escape_markdown(number)}{space}{note.markdown}\n")

    def finish(self) -> None:
        """Close every letter and give it its name."""
        closing = label("note.closing", self.lang)
        for letter in self._letters.values():
            for ending in ("txt", "md"):
                self._append(letter, ending, f"\n{closing}\n")
                self._part(letter, ending).replace(self.folder / f"{letter.stem}.{ending}")

    def close(self) -> None:
        """Remove what was written of letters that were not finished."""
        for letter in self._letters.values():
            for ending in ("txt", "md"):
                with suppress(OSError):
                    self._part(letter, ending).unlink(missing_ok=True)

    def _part(self, letter: _Letter, ending: str) -> Path:
        # Two runs into one folder do not write into each other's letters.
        return self.folder / f".{letter.stem}.{ending}.{os.getpid()}.part"

    def _append(self, letter: _Letter, ending: str, words: str, *, fresh: bool = False) -> None:
        with self._part(letter, ending).open("w" if fresh else "a", encoding="utf-8") as file:
            file.write(words)


def _open_text(unit: Text, lang: Lang) -> str:
    to = label("note.salutation", lang, unit=flatten(unit.to(lang)))
    return f"{label('note.title', lang)}\n\n{to}\n\n{label('note.opening', lang)}\n"


def _open_markdown(unit: Text, lang: Lang) -> str:
    to = escape_markdown(label("note.salutation", lang, unit=unit.to(lang)))
    return f"# {label('note.title', lang)}\n\n{to}\n\n{label('note.opening', lang)}\n"


_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_MOST_BYTES: Final = 120


def name_file(name: str, taken: set[str]) -> str:
    """Return a name of a file, without its ending, that every system takes and none has yet.

    `taken` are the names there are, which the new one joins; case does not tell two apart.

    >>> taken = set()
    >>> name_file("a/b: c", taken), name_file("A/B: C", taken), name_file("con", taken)
    ('a_b_c', 'A_B_C-2', '_con')
    """
    stem = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip("._- ")
    try:
        os.fsencode(stem)
    except UnicodeEncodeError:
        stem = "".join(char if char.isascii() else f"u{ord(char):04x}" for char in stem)
    stem = stem.encode()[:_MOST_BYTES].decode("utf-8", "ignore").strip("._- ") or "unit"
    if _DEVICES.fullmatch(stem):
        stem = f"_{stem}"
    found, number = stem, 1
    while _fold(found) in taken:
        number += 1
        found = f"{stem}-{number}"
    taken.add(_fold(found))
    return found


def _fold(name: str) -> str:
    """Return what a system that is careless about case and form holds for the name."""
    return unicodedata.normalize("NFKC", name).casefold()
