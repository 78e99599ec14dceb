"""Advice on what rests on what: maxima and grades without a clause, clauses nobody verified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from scorelib.ground.errors import Diagnostic, Text
from scorelib.ground.source import MappingNode, Node, Scalar, SequenceNode
from scorelib.reading.advice.desk import Desk, Loc
from scorelib.words.numbers import print_number

__all__ = [
    "find_repeated",
    "find_uncited_grades",
    "find_uncited_maxima",
    "find_uncited_sources",
    "find_unverified",
    "list_repeated",
]


def find_uncited_maxima(desk: Desk) -> Iterator[Diagnostic]:
    """Yield each maximum that the ruleset writes and that no clause says (SL730).

    A criterion's share is told by the clause of the indicator that it is part of.
    """
    for spot in desk.list_spots():
        key = "share" if spot.spec.share is not None else "max_points"
        stated = spot.spec.share if key == "share" else spot.spec.max_points
        cited = spot.spec.cites or (spot.criterion and spot.above and spot.above.cites)
        path = (*spot.path, key)
        if isinstance(stated, Fraction) and not cited and desk.is_own(path):
            most = str(stated) if key == "share" else print_number(stated)
            yield desk.advise("SL730", path, label=spot.spec.label, most=most)
    for name, profile in desk.document.profiles.items():
        path = ("profiles", name, "max_points")
        if not profile.cites and desk.is_own(path):
            listed = tuple(print_number(each) for each in profile.max_points.values())
            yield desk.advise("SL730", path, label=profile.label, most=listed)


def find_uncited_grades(desk: Desk) -> Iterator[Diagnostic]:
    """Yield each grade whose edge no clause says (SL746)."""
    for index, grade in enumerate(desk.document.grades):
        if not grade.cites and desk.is_own(("grades", index)):
            yield desk.advise("SL746", ("grades", index, "id"), label=grade.label)


_STATUS: Final = {"unverified": "SL731", "inferred": "SL732"}


def find_unverified(desk: Desk) -> Iterator[Diagnostic]:
    """Yield each source, and each clause of a status of its own, that nobody verified.

    One that is unverified (SL731) may say otherwise once it is read; one that is inferred (SL732)
    is a choice of the ruleset.
    """
    used = Counter(name for _, name, status in _list_citations(desk.tree) if status is None)
    for name, source in desk.document.sources.items():
        path = ("sources", name, "status")
        code = _STATUS.get(source.status)
        if code is not None and used[name] and desk.is_own(path):
            yield desk.advise(code, path, title=source.title, clause="", count=used[name])
    for at, name, status in _list_citations(desk.tree):
        cited = desk.document.sources.get(name)
        code = _STATUS.get(status or "")
        if cited is not None and code is not None and desk.is_own((*at, "status")):
            clause = _clause_of(desk.find(at))
            yield desk.advise(code, (*at, "status"), title=cited.title, clause=clause, count=1)


def find_uncited_sources(desk: Desk) -> Iterator[Diagnostic]:
    """Yield each source that nothing cites (SL733)."""
    cited = {name for _, name, _ in _list_citations(desk.tree)}
    for name in desk.document.sources:
        if name not in cited and desk.is_own(("sources", name)):
            yield desk.advise("SL733", ("sources", name), name=name)


def find_repeated(desk: Desk) -> Iterator[Diagnostic]:
    """Yield each clause that one place cites twice (SL748)."""
    for path, node in list_repeated(desk.tree):
        if node.source is desk.tree.source:
            yield desk.advise("SL748", path, text=_show(node))


def list_repeated(tree: Node) -> Iterator[tuple[Loc, Node]]:
    """Yield the entries of `cites` that say what one before them in the same list says."""
    for path, node in _list_cites(tree, ()):
        if isinstance(node, SequenceNode):
            seen: list[str] = []
            for index, each in enumerate(node.values):
                shown = _show(each)
                if shown in seen:
                    yield (*path, index), each
                seen.append(shown)


def _list_cites(node: Node, path: Loc) -> Iterator[tuple[Loc, Node]]:
    if isinstance(node, MappingNode):
        for key, value in node.values.items():
            if key == "cites":
                yield (*path, key), value
            elif key != "accepted":
                yield from _list_cites(value, (*path, key))
    elif isinstance(node, SequenceNode):
        for index, each in enumerate(node.values):
            yield from _list_cites(each, (*path, index))


def _list_citations(tree: Node) -> Iterator[tuple[Loc, str, str | None]]:
    """Yield each citation: where it is written, its source, the status that it states itself."""
    for path, node in _list_cites(tree, ()):
        several = isinstance(node, SequenceNode)
        for index, each in enumerate(node.values if isinstance(node, SequenceNode) else [node]):
            here = (*path, index) if several else path
            if isinstance(each, MappingNode):
                status = each.values.get("status")
                yield here, str(each.values.get("source", "")), _text(status)
            else:
                yield here, str(each).partition("#")[0], None


def _text(node: Node | None) -> str | None:
    return str(node) if isinstance(node, Scalar) else None


def _clause_of(node: Node | None) -> Text:
    clause = node.values.get("clause") if isinstance(node, MappingNode) else None
    return Text(f" {clause}", f" {clause}") if isinstance(clause, Scalar) else Text("", "")


def _show(node: Node) -> str:
    """Return a citation as text: its source and clause, and whatever else it says."""
    if not isinstance(node, MappingNode):
        return str(node)
    said = {key: _show_part(value) for key, value in node.values.items()}
    text = "#".join(said.pop(key) for key in ("source", "clause") if key in said)
    rest = " ".join(f"{key}={value}" for key, value in sorted(said.items()))
    return f"{text} {rest}".strip()


def _show_part(node: Node) -> str:
    if isinstance(node, MappingNode):
        return " ".join(f"{key}={_show_part(value)}" for key, value in node.values.items())
    if isinstance(node, SequenceNode):
        return " ".join(map(_show_part, node.values))
    return str(node)
