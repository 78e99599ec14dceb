"""Folds: the blocks inside them, and what is told of one beside its title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scorelib.reading.reports.blocks import Block, Fold

__all__ = ["name_status", "walk_blocks"]


def walk_blocks(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks in the order in which they are read, those inside folds after their fold.

    >>> inner = Fold("b", ())
    >>> [block.title for block in walk_blocks((Fold("a", (inner,)),))]
    ['a', 'b']
    """
    for block in blocks:
        yield block
        if isinstance(block, Fold):
            yield from walk_blocks(block.blocks)


def name_status(fold: Fold, statuses: Mapping[str, str]) -> str | None:
    """Return the words of a fold's status, or None where its title says them already.

    >>> name_status(Fold("数量", (), status="scored"), {"scored": "复算"})
    '复算'
    """
    if fold.status is None:
        return None
    words = statuses.get(fold.status, fold.status)
    return None if words in fold.title else words
