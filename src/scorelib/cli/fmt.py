"""The command `fmt`: rulesets, cases and projects in one layout; what they say stays the same."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from scorelib.cli.options import LangOption, reporting
from scorelib.cli.terminal import choose_lang, say_error, show
from scorelib.ground.errors import Diagnostic, DocumentError, Lang, Location, NotFoundError

__all__ = ["fmt"]

_INPUT = "-"
_ENDINGS = (".yaml", ".yml")


def fmt(
    files: Annotated[
        list[str],
        typer.Argument(
            help="YAML files, folders of them, or - for standard input. 文件、文件夹，或标准输入"
        ),
    ],
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; exit 1 where a file would change. 只检查"),
    ] = False,
    diff: Annotated[
        bool,
        typer.Option("--diff", help="Write nothing; show what would change. 只显示差异"),
    ] = False,
    lang: LangOption = None,
) -> None:
    """Lay files out in one way; values, comments and seals stay the same. 统一排版。"""
    language = choose_lang(lang)
    bad = False
    with reporting(language):
        job = _Job(language, check=check, diff=diff)
        for name in list(_list_files(files)):
            try:
                bad |= job.run(name)
            except DocumentError as error:
                say_error(error, language)
                bad = True
    if bad:
        raise typer.Exit(1)


def _list_files(names: Iterable[str]) -> Iterator[str]:
    """Yield files once each, those of folders included. Raises `NotFoundError` (SL666, SL903)."""
    seen = set[str]()
    for name in names:
        path = Path(name)
        if name == _INPUT:
            found = [name]
        elif path.is_dir():
            found = sorted(each.as_posix() for each in path.rglob("*") if _is_document(each, path))
            if not found:
                raise NotFoundError("SL666", path=path.as_posix())
        elif path.exists():
            found = [path.as_posix()]
        else:
            raise NotFoundError("SL903", path=path.as_posix())
        yield from (each for each in found if each not in seen)
        seen.update(found)


def _is_document(path: Path, root: Path) -> bool:
    """Return whether a file in a folder is meant: YAML that does not stand in a hidden place."""
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    return path.suffix in _ENDINGS and not hidden and path.is_file()


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be done with each file."""

    lang: Lang
    check: bool
    diff: bool

    def run(self, name: str) -> bool:
        """Lay one file out, or say that it is not; return whether that is what was asked."""
        from scorelib.reading.formatting import compare_texts, format_text

        text = _read(name)
        found = format_text(text, name)
        if found == text:
            if name == _INPUT and not (self.check or self.diff):
                show(text)
            return False
        shown = compare_texts(text, found, name) if self.diff else ""
        show(shown)
        # Line ends and a byte-order mark are no lines of a diff.
        if self.check or (self.diff and not shown):
            say_error([Diagnostic("SL665", (("path", name),))], self.lang)
        if self.check or self.diff:
            return True
        self._write(name, found)
        return False

    def _write(self, name: str, text: str) -> None:
        from scorelib.cli.outputs import place_beside
        from scorelib.ground.messages.labels import label

        if name == _INPUT:
            show(text)
            return
        with place_beside(Path(name)) as path:
            path.write_text(text, encoding="utf-8", newline="\n")
        show(label("fmt.written", self.lang, path=name) + "\n")


def _read(name: str) -> str:
    """Return the text of a file with its line ends. Raises `DocumentError` (SL001 to SL029)."""
    from scorelib.ground.source import read_file

    if name == _INPUT:
        return _decode(sys.stdin.buffer.read())
    read_file(Path(name))
    return Path(name).read_bytes().decode("utf-8")


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        place = Location(_INPUT, line, 1)
        raise DocumentError([Diagnostic("SL003", (("line", line),), place)]) from error
