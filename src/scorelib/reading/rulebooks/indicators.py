"""The tree of indicators, read from rows: by their ids, and by the level their name stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scorelib.ground.errors import Text
from scorelib.reading.forms.cells import read_cell_name
from scorelib.reading.forms.places import Given, Tree
from scorelib.reading.forms.sheets import SheetCell
from scorelib.reading.rulebooks.choices import CHOICES
from scorelib.reading.rulebooks.layout import LEVELS, Column, name_level, word
from scorelib.reading.rulebooks.sheets import Report, Row
from scorelib.reading.rulebooks.values import Path, put, read_cell, read_word

__all__ = ["Outline", "read_outline"]

_BRANCH = Column("branch", "branch", "choice", choices="branch")
_LABEL = Column("label_zh", "label.zh", "label")


@dataclass(slots=True)
class Outline:
    """The nodes by their dotted ids, with their paths in the ruleset and their labels."""

    paths: dict[str, Path] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)


def read_outline(
    rows: tuple[Row, ...], tree: Tree, report: Report
) -> tuple[Outline, list[tuple[Row, Path]]]:
    """Return the nodes that rows name, and each row with the path of its node.

    Labels are put into the tree. What does not fit is told: SL779, SL781, SL783, SL785.
    """
    reader = _Reader(tree, report)
    found = [(row, path) for row in rows if (path := reader.read(row)) is not None]
    return reader.outline, found


@dataclass(slots=True)
class _Reader:
    """Reads row by row; `open` are the ids of the nodes that the last row stands below."""

    tree: Tree
    report: Report
    outline: Outline = field(default_factory=Outline)
    open: tuple[str, ...] = ()
    places: dict[Path, str] = field(default_factory=dict)

    def read(self, row: Row) -> Path | None:
        """Return the path of the node of a row, None where nobody can tell."""
        cell = row.cells.get("id")
        if cell is None:
            self.report.add("SL783", row.place, column=word("column", "id"))
            return None
        names = self._find_names(row, cell)
        if names is None:
            return None
        self._open_above(row, names)
        branch = self._read_branch(row)
        above = self.outline.paths.get(".".join(names[:-1]), ())
        if len(names) > 1 and not above:
            self._refuse(cell, Text("上级没有自己的一行", "the one above it has no row"))
            return None
        if not self._check_branch(cell, above, branch):
            return None
        path = (*above, branch, names[-1])
        self._name(path, names, row)
        self.open = names
        return path

    def _find_names(self, row: Row, cell: SheetCell) -> tuple[str, ...] | None:
        """Return the ids from the top down: as written, or below the rows that stand above."""
        names = tuple(read_word(cell.text).split("."))
        depth = max((level for level, _ in _list_levels(row)), default=len(names))
        if len(names) == 1 and depth > 1 and len(self.open) >= depth - 1:
            names = (*self.open[: depth - 1], *names)
        if len(names) != depth or "" in names or depth > LEVELS:
            title = name_level(depth)
            reason = Text(f"名称写在“{title.zh}”一列", f"its name stands under “{title.en}”")
            self._refuse(cell, reason)
            return None
        return names

    def _open_above(self, row: Row, names: tuple[str, ...]) -> None:
        """Take the levels above a row's own: nodes that are known, or that begin with this row."""
        for level, cell in _list_levels(row):
            if level >= len(names):
                continue
            name = ".".join(names[:level])
            known = self.outline.labels.get(name)
            text = cell.text.strip()
            if name in self.outline.paths:
                if known not in (None, text):
                    reason = Text(
                        f"上面的“{known}”在这里写作“{text}”", f"“{known}” above it is “{text}” here"
                    )
                    self._refuse(row.cells["id"], reason)
            elif self._begins(row, cell, level, text):
                above = self.outline.paths.get(".".join(names[: level - 1]), ())
                self.outline.paths[name] = (*above, "indicators", names[level - 1])
                self._put_label(self.outline.paths[name], name, cell)

    def _begins(self, row: Row, cell: SheetCell, level: int, text: str) -> bool:
        """Return whether a level begins with a row: as printed, and not merged from above.

        A name that is already open says that the id is wrong, not that there are two of it.
        """
        own = read_cell_name(row.place.rpartition("!")[2])
        here = read_cell_name(cell.place.rpartition("!")[2])
        open_ = self.outline.labels.get(".".join(self.open[:level]))
        return own is not None and here is not None and own[0] == here[0] and open_ != text

    def _read_branch(self, row: Row) -> str:
        cell = row.cells.get("branch")
        if cell is None:
            return "indicators"
        found = next(read_cell(_BRANCH, cell, self.report), None)
        return found[1].text if found and isinstance(found[1], Given) else "indicators"

    def _check_branch(self, cell: SheetCell, above: Path, branch: str) -> bool:
        """Return whether a node has children of one kind only; tell where it has not."""
        other = "indicators" if branch == "criteria" else "criteria"
        here = self.tree
        for step in above:
            inner = here.get(step, {})
            here = inner if isinstance(inner, dict) else {}
        if other in here:
            words = [CHOICES["branch"][each] for each in (branch, other)]
            zh, en = (f"{words[0].zh}和{words[1].zh}", f"{words[0].en} and {words[1].en}")
            self._refuse(cell, Text(f"同一个上级下面既有{zh}", f"one node has both below it, {en}"))
            return False
        return True

    def _name(self, path: Path, names: tuple[str, ...], row: Row) -> None:
        name = ".".join(names)
        cell = dict(_list_levels(row)).get(len(names))
        if name in self.outline.paths:
            self.report.add("SL785", row.cells["id"].place, path=name, other=self._place(path))
            return
        self.outline.paths[name] = path
        place = row.cells["id"].place
        put(self.tree, path, {}, self.report)
        self.places[path] = place
        if cell is not None:
            self._put_label(path, name, cell)

    def _place(self, path: Path) -> str:
        return self.places.get(path, "")

    def _put_label(self, path: Path, name: str, cell: SheetCell) -> None:
        self.outline.labels[name] = cell.text.strip()
        for lead, value in read_cell(_LABEL, cell, self.report):
            put(self.tree, (*path, *lead), value, self.report)

    def _refuse(self, cell: SheetCell, reason: Text) -> None:
        self.report.add("SL781", cell.place, text=cell.text.strip()[:60], reason=reason)


def _list_levels(row: Row) -> Iterator[tuple[int, SheetCell]]:
    """Yield the levels at which a row has a name, with its cell."""
    for level in range(1, LEVELS + 1):
        cell = row.cells.get(f"level {level}")
        if cell is not None:
            yield level, cell
