"""What a page can be pointed at by: safe names for anchors, and the headings of its contents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from scorelib.reading.reports.blocks import Block, Fold, Grid, Heading, Page
from scorelib.writing.reports.folds import walk_blocks

__all__ = ["Anchors"]

_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


class Anchors:
    """The names by which the anchors of a report are called on its page.

    An anchor comes from documents and may hold anything: a plain one keeps its words after `r-`,
    any other gets a number. The first of two alike is the one that is pointed at; what points to
    nothing is not a link.

    >>> anchors = Anchors((Heading("A", anchor="a"), Heading("B", anchor="b c")))
    >>> anchors.point("a"), anchors.point("b c"), anchors.point("elsewhere")
    ('r-a', 'r-1', None)
    """

    def __init__(self, blocks: Sequence[Block], pages: Sequence[Page] = ()) -> None:
        self._pages = {page.anchor: page.address for page in pages}
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        for anchor in _list_anchors(blocks):
            plain = _PLAIN.fullmatch(anchor) and not anchor.isdecimal()
            self._names.setdefault(anchor, f"r-{anchor}" if plain else f"r-{len(self._names)}")

    def place(self, anchor: str | None) -> str | None:
        """Return the name to put where an anchor stands; None the second time."""
        if anchor is None or anchor in self._taken:
            return None
        self._taken.add(anchor)
        return self._names[anchor]

    def point(self, anchor: str | None) -> str | None:
        """Return the name to point to; None where there is no such anchor."""
        return None if anchor is None else self._names.get(anchor)

    def address(self, anchor: str | None) -> str | None:
        """Return the address of an anchor: on this page, or of a page beside it."""
        name = self.point(anchor)
        if name is not None:
            return f"#{name}"
        return None if anchor is None else self._pages.get(anchor)


def _list_anchors(blocks: Sequence[Block]) -> Iterator[str]:
    for block in walk_blocks(blocks):
        if isinstance(block, (Heading, Fold)) and block.anchor is not None:
            yield block.anchor
        elif isinstance(block, Grid):
            for row in block.rows:
                for cell in row.cells:
                    if cell.anchor is not None:
                        yield cell.anchor
