"""Whether a layout fits a ruleset: every node it names is there, and none is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scorelib.compiler.graph.plan import Plan
from scorelib.ground.errors import Diagnostic
from scorelib.model.layouts import BlockSpec, EachSpec, IndicatorsSection
from scorelib.model.reader import diagnose_at
from scorelib.reading.reports.filling.desk import Layout
from scorelib.reading.reports.filling.trees import Branch, Choice, grow_plan, measure, pick

__all__ = ["check_fit", "fits"]

Loc = tuple[str | int, ...]
_Table = tuple[Loc, IndicatorsSection, EachSpec | None]


def fits(layout: Layout, plan: Plan) -> bool:
    """Return whether a layout can be filled with results of a ruleset."""
    return not check_fit(layout, plan, ())


def check_fit(layout: Layout, plan: Plan, known: Sequence[str]) -> tuple[Diagnostic, ...]:
    """Return why a layout does not fit a ruleset (SL654 to SL656); `known` are those that do."""
    missing = list(_list_missing(layout, plan, known))
    if missing:
        return tuple(missing)
    return (*_list_too_deep(layout, plan), *_list_left_out(layout, plan, known))


def _list_missing(layout: Layout, plan: Plan, known: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield the nodes that a layout names and the ruleset does not have, each once."""
    there = {each.id for each in plan.occurrences}
    seen: set[str] = set()
    for path, node in _list_named(layout):
        if node in there or node in seen:
            continue
        seen.add(node)
        words = {
            "layout": layout.id,
            "ruleset": plan.ruleset.reference,
            "missing": f"`{node}`",
            "known": tuple(known) or "–",
        }
        yield diagnose_at("SL655", layout.tree, path, **words)


def _list_named(layout: Layout) -> Iterator[tuple[Loc, str]]:
    document = layout.document
    for index, node in enumerate(document.nodes):
        yield ("nodes", index), node
    for path, node in _list_money(layout):
        yield (*path, "node"), node
    for path, each in _list_each(("blocks",), document.blocks):
        for key, nodes in (("unwrap", each.unwrap), ("without", each.without)):
            yield from (((*path, key, index), node) for index, node in enumerate(nodes))
    for path, section, _ in _list_tables(("blocks",), document.blocks):
        lists = (
            ("from", section.from_ or ()),
            ("without", section.without),
            ("unwrap", section.unwrap),
        )
        for key, nodes in lists:
            yield from (((*path, key, index), node) for index, node in enumerate(nodes))
        yield from (((*path, "texts", node), node) for node in section.texts)


def _list_money(layout: Layout) -> Iterator[tuple[Loc, str]]:
    """Yield the nodes whose points stand in a money block."""
    for index, block in enumerate(layout.document.blocks):
        sections = () if block.grid is None else block.grid.sections
        for place, section in enumerate(sections):
            if section.money is not None and section.money.node is not None:
                path: Loc = ("blocks", index, "grid", "sections", place, "money")
                yield path, section.money.node


def _list_each(path: Loc, blocks: Sequence[BlockSpec]) -> Iterator[tuple[Loc, EachSpec]]:
    for index, block in enumerate(blocks):
        if block.each is not None:
            yield (*path, index, "each"), block.each


def _list_tables(
    path: Loc, blocks: Sequence[BlockSpec], each: EachSpec | None = None
) -> Iterator[_Table]:
    """Yield the sections of indicators, with the repeated chapter in which they stand."""
    for index, block in enumerate(blocks):
        sections = () if block.grid is None else block.grid.sections
        for place, section in enumerate(sections):
            if section.indicators is not None:
                here = (*path, index, "grid", "sections", place, "indicators")
                yield here, section.indicators, each
        if block.each is not None:
            inner = (*path, index, "each", "blocks")
            yield from _list_tables(inner, block.each.blocks, block.each)


def _list_begun(plan: Plan, section: IndicatorsSection, each: EachSpec | None) -> list[Branch]:
    """Return the branches that a section shows, in all of its repetitions."""
    choice = Choice(section.from_, section.without, section.unwrap)
    tree = grow_plan(plan, bool(section.criteria))
    if each is None:
        return list(pick(tree, choice))
    tops = pick(grow_plan(plan), Choice(None, each.without, each.unwrap))
    names = tuple(top.id for top in tops)
    return list(pick(tree, Choice(names, section.without, section.unwrap)))


def _list_too_deep(layout: Layout, plan: Plan) -> Iterator[Diagnostic]:
    """Yield the sections whose levels are too few, each with the deepest node."""
    for path, section, each in _list_tables(("blocks",), layout.document.blocks):
        ways = [measure(branch) for branch in _list_begun(plan, section, each)]
        deepest = max(ways, key=len, default=())
        if len(deepest) > len(section.levels):
            words = {
                "layout": layout.id,
                "levels": len(section.levels),
                "node": deepest[-1],
                "depth": len(deepest),
            }
            yield diagnose_at("SL654", layout.tree, (*path, "levels"), **words)


def _list_left_out(layout: Layout, plan: Plan, known: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield that nodes would not be printed, where the layout has a table of indicators at all."""
    tables = list(_list_tables(("blocks",), layout.document.blocks))
    if not tables:
        return
    shown = {node for _, node in _list_money(layout)}
    for _, section, each in tables:
        for branch in _list_begun(plan, section, each):
            shown.update(_list_leaves(branch))
    leaves = [leaf for branch in grow_plan(plan) for leaf in _list_leaves(branch)]
    left_out = [leaf for leaf in leaves if leaf not in shown]
    if left_out:
        words = {
            "layout": layout.id,
            "ruleset": plan.ruleset.reference,
            "nodes": tuple(f"`{leaf}`" for leaf in left_out[:5]),
            "known": tuple(known) or "–",
        }
        yield diagnose_at("SL656", layout.tree, tables[0][0], **words)


def _list_leaves(branch: Branch) -> Iterator[str]:
    """Yield the indicators of a branch; with its criteria shown, one is told by them."""
    if not branch.children:
        yield branch.id
    for child in branch.children:
        yield from _list_leaves(child)
