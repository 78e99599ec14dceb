"""A workbook of rules as `ruleset.yaml`: printed for people, loaded, its problems told at cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from scorelib.compiler.compilation import find_problems, in_order
from scorelib.compiler.loading.editions import FILE_NAME, show_path
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Diagnostic, DocumentError, Location
from scorelib.ground.source import MappingNode, Node, SequenceNode, read_document, to_data
from scorelib.reading.forms.places import Given, plant_tree
from scorelib.reading.rulebooks.readings import Rulebook
from scorelib.reading.rulebooks.spelling import NAMED
from scorelib.writing.resolutions import print_yaml

__all__ = ["Document", "list_roots", "load_rulebook", "print_rulebook"]

_MODELINE: Final = "# yaml-language-server: $schema="


@dataclass(frozen=True, slots=True)
class Document:
    """What a workbook became: the text of `ruleset.yaml`, and the ruleset that it says."""

    text: str
    ruleset: Ruleset


def load_rulebook(
    book: Rulebook, roots: Sequence[Path] = (), schema: str = "", *, whole: bool = True
) -> Document:
    """Return the ruleset of a workbook, loaded from the text that is to be written.

    `schema` is the path of the JSON Schema that the text names for editors, if any. Raises
    `DocumentError` with every problem of shape and, unless `whole` is false, of meaning, each at
    its cell.
    """
    planted = plant_tree(book.tree, book.file)
    text = print_rulebook(to_data(planted), schema)
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        path.write_text(text, "utf-8", newline="\n")
        spots = tuple(_match(read_document(text), planted))
        cells = _Cells(show_path(path), spots, planted.location)
        try:
            ruleset = load_ruleset(path, roots=tuple(roots))
        except DocumentError as error:
            raise DocumentError(cells.move_all(error.diagnostics)) from None
        problems = cells.move_all(find_problems(ruleset)) if whole else []
    if problems:
        raise DocumentError(problems)
    return Document(text, ruleset)


def list_roots(book: Rulebook, folder: Path, roots: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Return the folders in which the layers below are looked for: given ones, and their own.

    That is the one in which `folder` stands by the id and the edition of the ruleset, as other
    local rulesets do that it may extend.
    """
    given = (book.tree.get("id"), book.tree.get("edition"))
    id_, edition = (each.text if isinstance(each, Given) else "" for each in given)
    steps = [*id_.split("/"), edition]
    place = folder.resolve()
    parents = place.parents
    is_own = len(parents) >= len(steps) and list(place.parts[-len(steps) :]) == steps
    own = (parents[len(steps) - 1],) if is_own and parents[len(steps) - 1].is_dir() else ()
    return tuple(dict.fromkeys((*roots, *own)))


def print_rulebook(data: Mapping[str, Any], schema: str = "") -> str:
    """Return the data of a ruleset as YAML that a person goes on with: keys in their usual order.

    >>> print(print_rulebook({"id": "a/b", "scorelib": "1"}), end="")
    scorelib: 1
    id: a/b
    """
    ordered = _order(data, "")
    head = {key: ordered[key] for key in _HEAD if key in ordered}
    parts = [_NUMERIC.sub(r'\1"\2"', print_yaml(head))] if head else []
    parts += [print_yaml({key: each}) for key, each in ordered.items() if key not in head]
    line = f"{_MODELINE}{schema}\n" if schema else ""
    return line + "".join(_space(parts))


_NUMERIC: Final = re.compile(r"(?m)^(edition: |(?: |jurisdiction: \{)*code: )([0-9.]+)(?=[,\s])")
"""Words of the head that other programs would take for numbers."""


def _space(parts: Sequence[str]) -> Iterator[str]:
    """Yield parts with an empty line around each that has several."""
    for at, part in enumerate(parts):
        before = parts[at - 1] if at else ""
        is_long = part.count("\n") > 1 or before.count("\n") > 1
        yield f"\n{part}" if at and is_long else part


_HEAD: Final = (
    "scorelib", "id", "edition", "revision", "title", "jurisdiction", "effective", "extends",
    "remove",
)  # fmt: skip
"""What stands together at the top."""

_USUAL: Final = (
    *_HEAD, "sources", "allow", "facts", "tables", "values", "cohort", "rounding", "policies",
    "take_over_from", "source", "code", "at", "because", "label", "clause", "document", "status",
    "kind", "statistic", "of", "fact", "value", "formula", "unit", "max_points",
    "when_maxima_overflow", "bonus", "rebase", "aggregate", "profiles", "declared", "use", "when",
    "from", "above", "min", "to", "below", "max", "points", "places", "mode", "share",
    "min_points", "optional", "cites", "note", "method", "split", "indicators", "criteria",
    "grades", "grade_rules", "key_nodes", "outputs", "checks", "chapters", "layouts", "accepted",
)  # fmt: skip
"""The order in which a reader meets the keys of a ruleset; others follow as they come."""

_RANKS: Final = {key: rank for rank, key in enumerate(_USUAL)}
_LATE: Final = len(_USUAL)


def _order(value: Any, name: str, *, named: bool = False) -> Any:
    """Return data with the keys of each part in the usual order; names keep theirs."""
    if isinstance(value, dict):
        keys = list(value)
        is_names = name in NAMED and not named
        if not is_names and not {"zh", "en"} >= set(keys):
            keys.sort(key=lambda key: _rank(str(key), named=named))
        return {key: _order(value[key], str(key), named=is_names) for key in keys}
    if isinstance(value, list):
        return [_order(each, "") for each in value]
    return value


def _rank(key: str, *, named: bool) -> int:
    if named and key in ("cites", "note"):
        # Of an indicator the clauses stand before what is below it.
        return _RANKS[key]
    return _RANKS.get(key, _RANKS["cites"] - 1 if key not in _RANKS else _LATE)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a value stands in the text, from its first column to its last, and in which cell."""

    line: int
    column: int
    end: int
    cell: Location


def _match(printed: Node, planted: Node) -> Iterator[_Spot]:
    """Yield the spots of everything that the text and the workbook both hold."""
    place = printed.location
    yield _Spot(place.line, place.column, place.end_column or place.column + 1, planted.location)
    if isinstance(printed, MappingNode) and isinstance(planted, MappingNode):
        for key, each in printed.values.items():
            named = printed.keys[key].location
            end = named.end_column or named.column + 1
            yield _Spot(named.line, named.column, end, planted.keys[key].location)
            yield from _match(each, planted.values[key])
    elif isinstance(printed, SequenceNode) and isinstance(planted, SequenceNode):
        for mine, other in zip(printed.values, planted.values, strict=True):
            yield from _match(mine, other)


@dataclass(frozen=True, slots=True)
class _Cells:
    """Finds the cell of a place in the text of a file that nobody else sees."""

    file: str
    spots: tuple[_Spot, ...]
    whole: Location

    def move_all(self, problems: Sequence[Diagnostic]) -> list[Diagnostic]:
        """Return problems at their cells, none of them twice."""
        return list(in_order(self._move(each) for each in problems))

    def _move(self, problem: Diagnostic) -> Diagnostic:
        words = tuple((name, self._move_words(value)) for name, value in problem.arguments)
        place = problem.location
        if place is None or place.file != self.file:
            return replace(problem, arguments=words)
        cell = self._find(place.line, place.column)
        return replace(problem, location=cell, excerpt=None, arguments=words)

    def _find(self, line: int, column: int) -> Location:
        here = [each for each in self.spots if each.line == line and each.column <= column]
        inside = [each for each in here if column <= each.end]
        best = max(inside or here, key=lambda each: each.column, default=None)
        return best.cell if best else self.whole

    def _move_words(self, value: object) -> object:
        """Return an argument that names a place of the text with the cell instead."""
        if not isinstance(value, str) or self.file not in value:
            return value
        pattern = re.escape(self.file) + r"(?::([0-9]+))?(?::([0-9]+))?"

        def name(found: re.Match[str]) -> str:
            return str(self._find(int(found[1] or 1), int(found[2] or 1)))

        return re.sub(pattern, name, value)
