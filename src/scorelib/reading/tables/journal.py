"""The work on a table, noted on disk: whatever ends it, what was done is not done again.

Beside the file that is to come stands a folder with a file that says what the work is (a
fingerprint of everything that has a bearing on the result), and for each chunk its parts and a
note. Every file is written under another name, brought to the disk and only then renamed: a name
stands for something whole. The note comes last, and counts.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from scorelib.ground.errors import NotFoundError, Text
from scorelib.reading.tables.chunks import START, Mark

__all__ = ["Journal", "Note", "Write", "hold_file", "open_journal", "place_file"]

_SCHEMA: Final = "scorelib/batch/1"
_RUN: Final = "run.json"
_PART: Final = ".part"
"""What is added to the name of a file that is not whole yet."""

Write = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Note:
    """What became of one chunk: where it ended, how many rows were scored, refused, by hand.

    `sizes` are those of its parts in bytes, by their endings: a part that was cut is told by it.
    """

    end: Mark
    scored: int
    rejected: int
    by_hand: int
    sizes: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Journal:
    """The folder of one run: what it is, what is settled for all of it, and its notes so far."""

    folder: Path
    fingerprint: Mapping[str, str]
    notes: list[Note] = field(default_factory=list)
    settled: dict[str, Any] | None = None
    finished: dict[str, Any] | None = None
    resumed: bool = False
    """Whether an earlier run did some of the work: that is never thrown away."""

    @property
    def end(self) -> Mark:
        """Where the last noted chunk ended."""
        return self.notes[-1].end if self.notes else START

    def settle(self, data: dict[str, Any]) -> None:
        """Keep what was found out for the whole run, so that it is the same when it goes on."""
        self.settled = data
        self._save()

    def finish(self, summary: dict[str, Any]) -> None:
        """Say that all files have their names: what is left is to be removed."""
        self.finished = summary
        self._save()

    def _save(self) -> None:
        data = {
            "schema": _SCHEMA,
            "fingerprint": dict(self.fingerprint),
            "settled": self.settled,
            "finished": self.finished,
        }
        text = json.dumps(data, ensure_ascii=False, indent=1)
        place_file(self.folder / _RUN, lambda path: _write_text(path, text))

    def add(self, parts: Mapping[str, Write], note: Note) -> None:
        """Store the parts of the next chunk, by their endings, and then the note."""
        number = len(self.notes)
        for ending, write in parts.items():
            place_file(self.find_part(number, ending), write)
        sizes = {ending: self.find_part(number, ending).stat().st_size for ending in parts}
        whole = replace(note, sizes=sizes)
        text = json.dumps(asdict(whole))
        place_file(self._find_note(number), lambda path: _write_text(path, text))
        self.notes.append(whole)

    def find_part(self, number: int, ending: str) -> Path:
        """Return where a part of a chunk is, or will be."""
        return self.folder / f"{number:08}.{ending}"

    def list_parts(self, ending: str) -> list[Path]:
        """Return the parts of all chunks, in their order."""
        return [self.find_part(number, ending) for number in range(len(self.notes))]

    def _find_note(self, number: int) -> Path:
        return self.find_part(number, "note")

    def read_notes(self) -> None:
        """Read the notes of a run that ended before its time. Raises `NotFoundError` (SL984)."""
        while (path := self._find_note(len(self.notes))).exists():
            try:
                note = _read_note(path.read_text("utf-8"))
            except (OSError, TypeError, ValueError, AttributeError, LookupError) as error:
                raise _refuse_folder(self.folder, path) from error
            for ending, size in note.sizes.items():
                part = self.find_part(len(self.notes), ending)
                if not part.is_file() or part.stat().st_size != size:
                    raise _refuse_folder(self.folder, part)
            self.notes.append(note)

    def remove(self) -> None:
        """Remove the folder; what says that the run was finished goes last."""
        for each in sorted(self.folder.iterdir()):
            if each.name not in (_RUN, _LOCK):
                shutil.rmtree(each) if each.is_dir() else each.unlink()
        for name in (_LOCK, _RUN):
            (self.folder / name).unlink(missing_ok=True)
        self.folder.rmdir()


def _read_note(text: str) -> Note:
    data = json.loads(text)
    rows, lines = data["end"]
    sizes = {str(ending): int(size) for ending, size in data["sizes"].items()}
    scored, rejected, by_hand = (int(data[name]) for name in ("scored", "rejected", "by_hand"))
    return Note(Mark(int(rows), int(lines)), scored, rejected, by_hand, sizes)


def _refuse_folder(folder: Path, path: Path) -> NotFoundError:
    return NotFoundError("SL984", folder=folder.as_posix(), reason=path.name)


def place_file(path: Path, write: Write) -> None:
    """Write a file under another name, bring it to the disk, and give it its own."""
    part = path.with_name(f".{path.name}{_PART}")
    write(part)
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


@contextmanager
def open_journal(out: Path, fingerprint: Mapping[str, str], *, resume: bool) -> Iterator[Journal]:
    """Give the journal of the run that writes a file: a new one, or that of a run to go on with.

    Nobody else has it at the same time. Raises `NotFoundError`: SL971 where an earlier run was
    not finished and it is not to go on, SL972 where that was another run, SL973 where it is still
    at work, SL984 where what it left is damaged.
    """
    folder = _name_folder(out)
    folder.mkdir(exist_ok=True)
    # Only who has the folder may say that nobody is at work in it.
    with _lock(folder, out):
        journal = Journal(folder, dict(fingerprint))
        known = _read_run(folder)
        if known is not None and not resume and known["finished"] is None:
            words = {"out": out.as_posix(), "folder": folder.as_posix()}
            raise NotFoundError("SL971", **words)
        if known is not None and resume:
            _compare(known["fingerprint"], fingerprint, folder)
            journal.settled, journal.finished = known["settled"], known["finished"]
            if journal.finished is None:
                journal.read_notes()
            journal.resumed = True
        else:
            _empty(folder)
            journal._save()
        yield journal


@contextmanager
def hold_file(path: Path) -> Iterator[None]:
    """Keep others from writing a file that has no journal of its own.

    Raises `NotFoundError` (SL973) where another run writes it.
    """
    folder = _name_folder(path)
    folder.mkdir(exist_ok=True)
    with _lock(folder, path):
        try:
            yield
        finally:
            if [each.name for each in folder.iterdir()] == [_LOCK]:
                (folder / _LOCK).unlink()
                folder.rmdir()


def _name_folder(out: Path) -> Path:
    return out.with_name(f".{out.name}.scorelib-batch")


def _read_run(folder: Path) -> dict[str, Any] | None:
    """Return what a folder says of its run; None where there is none, or it had not begun."""
    path = folder / _RUN
    if not path.exists():
        return None
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        settled, finished = found["settled"], found["finished"]
        whole = (
            isinstance(found["fingerprint"], dict)
            and (settled is None or isinstance(settled["scales"], dict | None))
            and (finished is None or all(type(finished[name]) in (int, bool) for name in _TOLD))
        )
    except (OSError, ValueError, TypeError, LookupError) as error:
        raise _refuse_folder(folder, path) from error
    if not whole:
        raise _refuse_folder(folder, path)
    return found


_TOLD: Final = ("status", "rows", "scored", "rejected", "by_hand")
"""What is said of a run that was finished."""


def _empty(folder: Path) -> None:
    for each in folder.iterdir():
        if each.name != _LOCK:
            shutil.rmtree(each) if each.is_dir() else each.unlink()


PARTS: Final[Mapping[str, Text]] = {
    "engine": Text("软件版本", "the version of scorelib or polars"),
    "ruleset": Text("规则", "the ruleset"),
    "projects": Text("项目表", "the table of projects"),
    "items": Text("指标表", "the table of indicators"),
    "options": Text("选项", "the options"),
}
"""What the parts of a fingerprint are called."""


def _compare(old: Mapping[str, str], new: Mapping[str, str], folder: Path) -> None:
    other: Sequence[Text] = [PARTS[key] for key in PARTS if old.get(key) != new.get(key)]
    if other:
        raise NotFoundError("SL972", parts=tuple(other), folder=folder.as_posix())


_LOCK: Final = "lock"


@contextmanager
def _lock(folder: Path, out: Path) -> Iterator[None]:
    """Hold a folder for oneself; the system lets go of it however the process ends."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with (folder / _LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NotFoundError("SL973", out=out.as_posix()) from error
        try:
            same = os.path.samestat(os.fstat(file.fileno()), (folder / _LOCK).stat())
        except FileNotFoundError:
            same = False
        if not same:
            # Who had it before is just now removing it.
            raise NotFoundError("SL973", out=out.as_posix())
        yield
