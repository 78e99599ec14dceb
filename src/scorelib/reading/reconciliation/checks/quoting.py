"""Quoting: what statements say, each with its place, as the evidence of a finding."""

from __future__ import annotations

from collections.abc import Iterable

from scorelib.engine.intake.statements import StatementRecord
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.dossier import Dossier

__all__ = ["SOMEWHERE", "name_node", "place_of", "quote", "quote_all", "quote_text", "say"]

SOMEWHERE = Text("材料中", "the source")

_OF_NODES = ("points", "max-points", "rate", "node-grade", "mention")


def place_of(statement: StatementRecord) -> Text:
    """Return where a statement stands."""
    return statement.at or SOMEWHERE


def say(statement: StatementRecord) -> Text:
    """Return the words of a statement, or its value where no words are given."""
    value = statement.value or ""
    return statement.words or Text(value, value)


def quote_text(at: Text, words: Text) -> Text:
    """Return some words with the place where they stand.

    >>> quote_text(Text("报告三", "part 3"), Text("已完成", "done")).zh
    '报告三：“已完成”'
    """
    return Text(f"{at.zh}：“{words.zh}”", f"{at.en}: “{words.en}”")


def quote(statement: StatementRecord) -> Text:
    """Return what a statement says and where."""
    return quote_text(place_of(statement), say(statement))


def quote_all(statements: Iterable[StatementRecord]) -> tuple[Text, ...]:
    """Return what several statements say, each followed by why its scope is unclear."""
    found: list[Text] = []
    for statement in statements:
        found.append(quote(statement))
        if statement.unclear is not None:
            found.append(statement.unclear)
    return tuple(dict.fromkeys(found))


def name_node(dossier: Dossier, statement: StatementRecord) -> str | None:
    """Return the node that a statement is about, where it is about one."""
    is_node = statement.kind in _OF_NODES and statement.about in dossier.nodes
    # A fact and a node can have one name; a mention of the two means the node's.
    return statement.about if is_node else None
