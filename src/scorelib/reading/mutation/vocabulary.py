"""What the names and words of a ruleset can be mistaken for."""

from __future__ import annotations

from collections.abc import Iterator

from scorelib.compiler.graph.plan import FactInput, Plan
from scorelib.ground.source import MappingNode, Node
from scorelib.reading.mutation.formulas import Vocabulary

__all__ = ["list_vocabulary"]


def list_vocabulary(plan: Plan, tree: Node) -> Vocabulary:
    """Return what measures the same, by name, and the sets of words of which formulas use one."""
    kinds = dict(_list_kinds(plan.facts, ""))
    kinds |= {each.id: str(each.unit.dimension if each.unit else "") for each in plan.values}
    return Vocabulary(kinds, tuple(_list_words(plan, tree)))


def _list_kinds(facts: tuple[FactInput, ...], prefix: str) -> Iterator[tuple[str, str]]:
    for fact in facts:
        if fact.kind == "list":
            yield from _list_kinds(fact.fields, f"{fact.name}_")
        elif fact.kind in ("quantity", "count"):
            yield prefix + fact.name, str(fact.unit.dimension if fact.unit else "")
        elif fact.kind in ("date", "flag"):
            yield prefix + fact.name, fact.kind


def _list_words(plan: Plan, tree: Node) -> Iterator[tuple[str, ...]]:
    """Yield the values of each category, and the keys of each level of each table's rows."""
    for fact in plan.facts:
        for each in (fact, *fact.fields):
            if each.values:
                yield tuple(name for name, _ in each.values)
    tables = tree.values.get("tables") if isinstance(tree, MappingNode) else None
    for table in tables.values.values() if isinstance(tables, MappingNode) else ():
        rows = table.values.get("rows") if isinstance(table, MappingNode) else None
        while isinstance(rows, MappingNode) and rows.values:
            yield tuple(rows.values)
            rows = next(iter(rows.values.values()))
