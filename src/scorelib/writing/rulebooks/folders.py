"""The folder of a ruleset from a workbook: its rules, and beginnings of what else belongs there."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from scorelib.compiler.loading.editions import FILE_NAME
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.model.schemas import read_schema
from scorelib.writing.rulebooks.documents import Document

__all__ = ["name_schema", "write_folder"]

_SCHEMA = Path("schemas") / "ruleset.schema.json"


def name_schema(folder: Path) -> str:
    """Return the way from a folder to the schema of rulesets, which its first line gives editors.

    That is the nearest one in the folders above; where there is none, one of its own.
    """
    place = folder.resolve()
    known = next((each for each in place.parents if (each / _SCHEMA).is_file()), place)
    return Path(os.path.relpath(known / _SCHEMA, place)).as_posix()


def write_folder(made: Document, workbook: Path, folder: Path, lang: Lang) -> Iterator[str]:
    """Write `ruleset.yaml`, and beginnings of `cases.yaml` and `README.md` where there are none.

    Yields what was written and what was left as it is, a line each.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / FILE_NAME, made.text)
    yield label("rulebook.imported", lang, path=(folder / FILE_NAME).as_posix())
    beginnings = {"cases.yaml": _begin_cases(), "README.md": _begin_readme(made, workbook)}
    for name, text in beginnings.items():
        path = folder / name
        if os.path.lexists(path):
            yield label("rulebook.kept", lang, path=path.as_posix())
        else:
            _write(path, text)
            yield label("rulebook.imported", lang, path=path.as_posix())
    if name_schema(folder) == _SCHEMA.as_posix() and not (folder / _SCHEMA).exists():
        (folder / _SCHEMA.parent).mkdir(exist_ok=True)
        _write(folder / _SCHEMA, read_schema("ruleset"))
        yield label("rulebook.imported", lang, path=(folder / _SCHEMA).as_posix())
    yield label("rulebook.next", lang, path=folder.as_posix())


def _write(path: Path, text: str) -> None:
    """Write a file beside its place, and move it there when it is whole."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, "utf-8", newline="\n")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _begin_cases() -> str:
    """Return a file of cases with the one case that holds of any ruleset without facts."""
    zh, en = (
        json.dumps(label("rulebook.case_note", each), ensure_ascii=False) for each in ("zh", "en")
    )
    lines = ("scorelib: 1", "cases:", "  - id: nothing-known", f"    note: {{zh: {zh}, en: {en}}}")
    return "\n".join([*lines, "    expect: {total: none}"]) + "\n"


def _begin_readme(made: Document, workbook: Path) -> str:
    head = made.ruleset.head
    about = "\n\n".join(label("rulebook.readme", each, file=workbook.name) for each in ("zh", "en"))
    sources = [
        f"- `{name}` {_plain(each.title.zh)} / {_plain(each.title.en)}"
        for name, each in made.ruleset.document.sources.items()
    ]
    title = f"# {_plain(head.title.zh)} / {_plain(head.title.en)}"
    return (
        "\n\n".join([title, f"`{made.ruleset.reference}`", about, "\n".join(sources)]).rstrip()
        + "\n"
    )


def _plain(text: str) -> str:
    """Return words in one line in which nothing is taken for Markdown or HTML."""
    line = " ".join(text.split())
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|!&" else char for char in line)
