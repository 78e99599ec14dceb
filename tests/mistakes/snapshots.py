"""What an author is told of each mistake: the words that are printed, in both languages.

`python -m tests.mistakes.snapshots` writes them again after the words of messages have changed;
every line that differs is to be read before it is kept.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from scorelib.ground.errors import Diagnostic, Lang
from scorelib.reading.checking import check_document
from scorelib.writing.text import print_diagnostic

__all__ = [
    "FILES",
    "FOLDER",
    "LANGS",
    "MISTAKES",
    "RULES",
    "Mistake",
    "find_problems",
    "print_area",
]

HERE: Final = Path(__file__).parent
FOLDER: Final = HERE / "snapshots"
RULES: Final = HERE / "rules"
LANGS: Final[tuple[Lang, ...]] = ("zh", "en")
FILES: Final = {
    "city": "demo/city/2026/ruleset.yaml",
    "district": "demo/city/district/2026/ruleset.yaml",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: the text that an author changed, and what it became."""

    area: str
    id: str
    file: str
    old: str
    new: str


def _read_mistakes() -> Iterator[Mistake]:
    areas = yaml.safe_load((HERE / "mistakes.yaml").read_text("utf-8"))
    for area, found in areas.items():
        for name, each in found.items():
            yield Mistake(area, name, each.get("file", "city"), each["old"], each["new"])


MISTAKES: Final = tuple(_read_mistakes())


def find_problems(mistake: Mistake, folder: Path) -> tuple[Diagnostic, ...]:
    """Return the problems of the rules after a mistake was made in them, in a folder of its own."""
    roots = folder / "rules"
    shutil.copytree(RULES, roots)
    path = roots / FILES[mistake.file]
    text = path.read_text("utf-8")
    assert 1 == text.count(mistake.old), mistake.id
    path.write_text(text.replace(mistake.old, mistake.new), "utf-8")
    return check_document(str(path), [roots])


def print_area(area: str, lang: Lang) -> str:
    """Return what is said to all mistakes of an area, each under its name."""
    parts = []
    for mistake in MISTAKES:
        if mistake.area == area:
            with tempfile.TemporaryDirectory() as folder:
                found = find_problems(mistake, Path(folder))
                said = "\n".join(print_diagnostic(each, lang) for each in found)
            parts.append(f"[{mistake.id}]\n{said.replace(f'{folder}/rules/', '')}\n")
    return "\n".join(parts)


def main() -> None:
    """Write the snapshots."""
    for area in dict.fromkeys(each.area for each in MISTAKES):
        for lang in LANGS:
            path = FOLDER / f"{area.replace(' ', '-')}.{lang}.txt"
            path.write_text(print_area(area, lang), "utf-8")
            sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
