"""The tree of a ruleset as forms print it: labels that lead to nodes, never by resemblance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Text
from scorelib.model.ruleset import IndicatorSpec
from scorelib.reading.forms.headings import fold_label
from scorelib.words.folding import fold_text

__all__ = ["Place", "Tree", "grow_tree"]

Sort = Literal["dimension", "slot", "leaf"]
"""A dimension has nodes below it, a slot takes the project's own indicators, a leaf neither."""


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the ruleset: its path, its labels from the root down, and what it is."""

    path: str
    labels: tuple[Text, ...]
    sort: Sort

    @property
    def label(self) -> Text:
        """What it is called."""
        return self.labels[-1]


@dataclass(frozen=True, slots=True)
class Tree:
    """All nodes of a ruleset, in order; `execution` is the one for the budget's execution."""

    places: tuple[Place, ...]
    execution: str | None

    def find(self, labels: Sequence[str]) -> tuple[Place, ...]:
        """Return the nodes that labels lead to, from the outer to the inner one.

        The last label is that of the node, the others stand above it in this order, not
        necessarily each right above the next. Labels are compared as written, and only where
        nothing is found in this way by `fold_label`.

        >>> from scorelib.compiler.loading.loader import load_ruleset
        >>> tree = grow_tree(load_ruleset("cn/mof/self-evaluation@2020"))
        >>> [each.path for each in tree.find(["产出指标（50分）", "数量"])]
        ['output.quantity']
        """
        if not labels:
            return ()
        for fold in (_tidy, fold_label):
            wanted = [fold(each) for each in labels]
            found = tuple(each for each in self.places if _leads(wanted, each, fold))
            if found:
                return found
        return ()

    def below(self, path: str, label: str) -> tuple[Place, ...]:
        """Return the nodes below one that are called so."""
        inner = [each for each in self.places if each.path.startswith(f"{path}.")]
        for fold in (_tidy, fold_label):
            found = tuple(each for each in inner if fold(label) in _names(each.label, fold))
            if found:
                return found
        return ()


def _tidy(text: str) -> str:
    return fold_text(text).strip()


def _names(label: Text, fold: Callable[[str], str]) -> set[str]:
    return {fold(label.zh), fold(label.en)}


def _leads(wanted: Sequence[str], place: Place, fold: Callable[[str], str]) -> bool:
    """Return whether labels end at a place and the others stand above it in their order."""
    if wanted[-1] not in _names(place.label, fold):
        return False
    above = iter(place.labels[:-1])
    return all(any(each in _names(label, fold) for label in above) for each in wanted[:-1])


def grow_tree(ruleset: Ruleset) -> Tree:
    """Return the tree of a ruleset as forms print it."""
    document = ruleset.document
    places = tuple(_walk(document.indicators, (), ()))
    named = document.key_nodes.execution if document.key_nodes is not None else None
    return Tree(places, named)


def _walk(
    indicators: dict[str, IndicatorSpec], path: tuple[str, ...], labels: tuple[Text, ...]
) -> Iterator[Place]:
    for name, spec in indicators.items():
        here, called = (*path, name), (*labels, spec.label)
        sort: Sort = "slot" if spec.declared is not None else "leaf"
        if spec.indicators:
            sort = "dimension"
        yield Place(".".join(here), called, sort)
        # Criteria (要点) are parts of one row of a form and have none of their own.
        yield from _walk(spec.indicators or {}, here, called)
