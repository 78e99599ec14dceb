"""A ruleset written as a workbook, read back at once, and refused where anything was lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from scorelib.compiler.loading.layers import Resolved
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Diagnostic, DocumentError, Lang, Location, Text
from scorelib.ground.source import MappingNode, Node, Scalar, locate, to_data
from scorelib.reading.forms.places import plant_tree
from scorelib.reading.rulebooks.pages import lay_out
from scorelib.reading.rulebooks.readings import read_rulebook
from scorelib.reading.rulebooks.spelling import find_differences, spell_out
from scorelib.writing.rulebooks.documents import load_rulebook
from scorelib.writing.rulebooks.workbooks import Made, write_workbook

__all__ = ["Export", "export_ruleset"]

_LAYERS: Final = ("extends", "remove")


@dataclass(frozen=True, slots=True)
class Export:
    """What was written: how many values, how many were left to which layers, and notes."""

    own: int
    inherited: int
    layers: tuple[str, ...]
    notes: tuple[Diagnostic, ...]


def export_ruleset(
    ruleset: Ruleset, resolved: Resolved, lang: Lang, path: Path, *, whole: bool = False
) -> Export:
    """Write a ruleset as a workbook: its own layer, or with `whole` all layers together.

    Raises `DocumentError` (SL771) with everything that the layout cannot hold, and
    `NotFoundError` (SL916) without XlsxWriter.
    """
    top, merged = resolved.documents[-1], resolved.tree
    node = _without_layers(merged) if whole else top
    data, all_ = spell_out(to_data(node)), spell_out(to_data(merged))
    head = ruleset.head
    made = Made(ruleset.reference, head.revision, head.sha256, head.title.to(lang))
    with TemporaryDirectory() as folder:
        draft = Path(folder) / "rules.xlsx"
        write_workbook(lay_out(data, all_, lang), made, lang, draft)
        problems = _find_lost(node, data, ruleset, draft)
        if problems:
            raise DocumentError(problems)
        shutil.copyfile(draft, path)
    total, own = _count(merged), _count(node)
    kept = total if whole else _count(merged, top)
    layers = () if whole else tuple(each.reference for each in ruleset.layers[:-1])
    return Export(own, total - kept, layers, tuple(_list_notes(resolved, whole)))


def _without_layers(tree: Node) -> Node:
    if not isinstance(tree, MappingNode):
        return tree
    kept = {key: each for key, each in tree.values.items() if key not in _LAYERS}
    return MappingNode(tree.source, tree.mark, kept, tree.keys)


def _count(node: Node, top: Node | None = None) -> int:
    """Return how many single values there are, those of one document only where one is given."""
    if isinstance(node, Scalar):
        return int(top is None or node.source is top.source)
    inner = node.values.values() if isinstance(node, MappingNode) else node.values
    return sum(_count(each, top) for each in inner)


def _find_lost(node: Node, data: Any, ruleset: Ruleset, path: Path) -> list[Diagnostic]:
    """Return what is not the same once a workbook is read back, each at its place in the rules."""
    try:
        book = read_rulebook(path)
        again = spell_out(to_data(plant_tree(book.tree, book.file)))
    except DocumentError as error:
        return [_tell_cell(node, each) for each in error.diagnostics]
    again.pop("scorelib", None)
    asked = {key: each for key, each in data.items() if key != "scorelib"}
    found = list(find_differences(asked, again))
    if found:
        return list(dict.fromkeys(_tell(node, each) for each in found))
    made = load_rulebook(book, ruleset.roots, whole=False).ruleset
    return [] if made.canonical == ruleset.canonical else [_tell(node, ())]


def _tell(node: Node, path: tuple[str | int, ...]) -> Diagnostic:
    place = locate(node, path)
    name = ".".join(map(str, path)) or "*"
    where = place.location
    return Diagnostic("SL771", (("part", name),), where, place.source.line(where.line), name)


def _tell_cell(node: Node, problem: Diagnostic) -> Diagnostic:
    """Return what a cell that could not be read back means for the ruleset as a whole."""
    cell = str(problem.location).rpartition(":")[2]
    zh, en = (problem.message(lang) for lang in ("zh", "en"))
    part = Text(f"{cell}：{zh}", f"{cell}: {en}")
    return Diagnostic("SL771", (("part", part),), node.location)


def _list_notes(resolved: Resolved, whole: bool) -> Iterator[Diagnostic]:
    """Yield what is no part of the rules and stays behind: comments."""
    documents: Sequence[Node] = resolved.documents if whole else resolved.documents[-1:]
    for node in documents:
        lines = enumerate(node.source.text.splitlines(), node.source.before + 1)
        found = [at for at, line in lines if line.lstrip().startswith("#") and _SETTING not in line]
        if found:
            words = Text(f"{len(found)} 行注释", f"lines of comments: {len(found)}")
            place = Location(node.source.file, found[0], 1)
            yield Diagnostic("SL789", (("text", words),), place, node.source.line(found[0]))


_SETTING: Final = "yaml-language-server:"
"""What a comment says to an editor: `import` writes its own."""
