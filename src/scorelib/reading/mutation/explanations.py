"""Why a mutant may survive, as the README beside a ruleset says it, survivor by survivor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from scorelib.compiler.loading.editions import show_path
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Diagnostic, Location
from scorelib.ground.source import MAX_BYTES, is_file

__all__ = ["FILE_NAME", "Explanation", "find_explanation", "find_stale", "read_explanations"]

FILE_NAME: Final = "README.md"

_HEADING: Final = re.compile(r"(#+)\s+(.*)")
_NAMES: Final = ("survivors", "变异测试的存活项")
_ROW: Final = re.compile(r"\s*\|\s*`+\s*([^`]+?)\s*`+\s*\|\s*(.*?)\s*\|?\s*")


@dataclass(frozen=True, slots=True)
class Explanation:
    """One row of the table: which mutants it is about (`*` stands for anything), and why."""

    pattern: str
    reason: str
    location: Location
    excerpt: str

    def fits(self, name: str) -> bool:
        """Return whether it is about a mutant.

        >>> row = Explanation("values.*.rounding:∅", "…", Location("README.md", 9, 1), "")
        >>> row.fits("values.rate.rounding:∅")
        True
        """
        parts = (re.escape(part) for part in self.pattern.split("*"))
        return re.fullmatch(".*".join(parts), name) is not None


def read_explanations(ruleset: Ruleset) -> tuple[Explanation, ...]:
    """Return the survivors that the README beside a ruleset explains.

    They stand in a section whose heading names 变异测试的存活项 or Survivors, in a table: the
    mutant between backquotes, then the reason. A row without a reason explains nothing.
    """
    if ruleset.path is None or not is_file(path := ruleset.path.with_name(FILE_NAME)):
        return ()
    with path.open("rb") as stream:
        # Bytes that are no UTF-8 can be in no name of a mutant; they explain nothing.
        text = stream.read(MAX_BYTES).decode("utf-8", "replace")
    return tuple(_list_rows(text, show_path(path)))


def _list_rows(text: str, file: str) -> Iterator[Explanation]:
    level = 0
    for number, line in enumerate(text.splitlines(), 1):
        if heading := _HEADING.fullmatch(line.strip()):
            if level == 0 or len(heading[1]) <= level:
                named = any(name in heading[2].lower() for name in _NAMES)
                level = len(heading[1]) if named else 0
        elif level and (row := _ROW.fullmatch(line)) and row[2]:
            yield Explanation(row[1], row[2], Location(file, number, 1), line)


def find_explanation(explanations: Iterable[Explanation], name: str) -> str | None:
    """Return the reason that is given for a mutant, if one is."""
    return next((each.reason for each in explanations if each.fits(name)), None)


def find_stale(
    explanations: Iterable[Explanation], survivors: Iterable[str]
) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each explanation of what is no survivor (SL682)."""
    names = tuple(survivors)
    return tuple(
        Diagnostic("SL682", (("mutant", each.pattern),), each.location, each.excerpt)
        for each in explanations
        if not any(each.fits(name) for name in names)
    )
