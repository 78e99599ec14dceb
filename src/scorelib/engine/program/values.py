"""The values of all nodes of a plan, held as integers, and made what they are when read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, overload

__all__ = ["KeptValues", "Readers"]


class Readers(Protocol):
    """What is known of a program's nodes: how many there are, and how each is read.

    `left` are those without an integer form, in order.
    """

    count: int
    left: tuple[int, ...]

    def find(self, node: int) -> Callable[[KeptValues], Any]: ...

    def read_all(self, values: KeptValues) -> Iterator[Any]: ...


class KeptValues(Sequence[Any]):
    """A value a node, made from integers the first time it is read; equal to a tuple of these.

    `inputs` is what a program was called with, `results` what it gave. `rest` gives the nodes
    that have no integer form, each from values before it.
    """

    __slots__ = ("_known", "inputs", "readers", "rest", "results")

    def __init__(
        self,
        readers: Readers,
        inputs: tuple[Any, ...],
        results: tuple[Any, ...],
        rest: Callable[[int, Sequence[Any]], Any],
    ) -> None:
        self.readers, self.inputs, self.results, self.rest = readers, inputs, results, rest
        self._known: dict[int, Any] = {}

    def __len__(self) -> int:
        return self.readers.count

    @overload
    def __getitem__(self, node: int) -> Any: ...

    @overload
    def __getitem__(self, node: slice) -> tuple[Any, ...]: ...

    def __getitem__(self, node: int | slice) -> Any:
        if isinstance(node, slice):
            return tuple(self)[node]
        known = self._known
        if node in known:
            return known[node]
        count = self.readers.count
        if not 0 <= node < count:
            if not -count <= node < 0:
                raise IndexError(node)
            return self[node + count]
        found = known[node] = self.readers.find(node)(self)
        return found

    def complete(self, last: int) -> Any:
        """Return a node that has no integer form, after those like it that stand before."""
        nodes = self.readers.left
        for each in nodes[: bisect_right(nodes, last)]:
            if each not in self._known:
                self._known[each] = self.rest(each, self)
        return self._known[last]

    def __iter__(self) -> Iterator[Any]:
        return self.readers.read_all(self)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, KeptValues | tuple):
            return tuple(self) == tuple(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        # Programs are not for other processes: what travels is what would be read.
        return tuple, (tuple(self),)
