"""Rulesets found by id, path or place, their layers laid over each other, read and resolved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from scorelib.compiler.compilation import find_problems, in_order
from scorelib.compiler.graph.heads import Search
from scorelib.compiler.loading.editions import (
    FILE_NAME,
    Edition,
    Entry,
    check_periods,
    list_editions,
    read_edition,
    reference_of,
    show_path,
    text_in,
)
from scorelib.compiler.loading.layers import Resolved, read_layer, resolve_tree
from scorelib.compiler.loading.lookup import choose_edition, find_edition, list_siblings
from scorelib.compiler.ruleset import Ruleset, canonical_form
from scorelib.ground.errors import Diagnostic, DocumentError, NotFoundError, Text
from scorelib.ground.source import MappingNode, Node, is_file, is_folder, read_document
from scorelib.model.fields import Period
from scorelib.model.reader import diagnose_at, read_shape
from scorelib.model.ruleset import RulesetDocument

__all__ = ["check_siblings", "find_ruleset", "load_layers", "load_ruleset", "load_text"]

_ID: Final = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*(@[A-Za-z0-9.\-]+)?")


def load_ruleset(
    id_or_path: str | Path, on: date | Period | None = None, roots: Sequence[Path] = ()
) -> Ruleset:
    """Return a ruleset by its id (`id` or `id@edition`) or by the path of its file or folder.

    An id without an edition takes the one in force on `on` (on all of its days, where it is a
    period), or the only one there is. `roots` are searched before the built-in rulesets. Raises
    `NotFoundError` (SL902 to SL906, SL910, SL915) and `DocumentError` with every problem of every
    layer, or with the gaps and overlaps between the editions that a date chooses from.
    """
    return load_layers(id_or_path, on, roots)[0]


def load_layers(
    id_or_path: str | Path, on: date | Period | None = None, roots: Sequence[Path] = ()
) -> tuple[Ruleset, Resolved]:
    """Return a ruleset with its layers as they were laid over each other; raises likewise."""
    for root in roots:
        if not root.is_dir():
            raise NotFoundError("SL903", path=root.as_posix())
    entry, path, search = _find_path(id_or_path, _period(on), roots)
    return _load_path(path, roots, entry, search)


def find_ruleset(
    code: str,
    rules: str | None = None,
    on: date | Period | None = None,
    roots: Sequence[Path] = (),
) -> Ruleset:
    """Return the ruleset that applies in a place, by its code of GB/T 2260.

    That is the one whose own document states this place and whose id ends in `rules`, in force
    on `on`; where the place has none, that of the nearest place above it: city, province, nation.
    The result says so. Raises `NotFoundError` (SL352, SL905, SL913 to SL915) and `DocumentError`.
    """
    entry, search = find_edition(code, rules, _period(on), roots)
    return _load_path(entry.path, roots, entry, search)[0]


def _period(on: date | Period | None) -> Period | None:
    return Period(on, on) if isinstance(on, date) else on


def _find_path(
    id_or_path: str | Path, when: Period | None, roots: Sequence[Path]
) -> tuple[Entry | None, Path, Search]:
    """Return the file of a ruleset, the edition it was found as, if it was, and how."""
    text = str(id_or_path)
    as_id = isinstance(id_or_path, str) and _ID.fullmatch(text) is not None
    if as_id:
        name, _, edition = text.partition("@")
        entries = list_editions(name, roots)
        if entries:
            entry, search = choose_edition(name, edition, entries, when, roots)
            return entry, entry.path, search
    path = Path(id_or_path)
    if is_folder(path):
        if is_file(path / FILE_NAME):
            return None, path / FILE_NAME, Search("path")
        raise NotFoundError("SL910", path=path.as_posix(), names=(FILE_NAME,))
    if is_file(path):
        return None, path, Search("path")
    if as_id:
        raise NotFoundError("SL902", id=text)
    raise NotFoundError("SL903", path=path.as_posix())


def _with_own_root(path: Path, tree: Node, roots: Sequence[Path]) -> tuple[Path, ...]:
    """Return the roots with the one that the file itself lies in, judging by its id."""
    steps = [step for step in text_in(tree, "id").split("/") if step]
    parents = path.resolve().parents
    folders = [parent.name for parent in parents[1 : len(steps) + 1]]
    if steps and folders == steps[::-1] and len(parents) > len(steps) + 1:
        return tuple(dict.fromkeys((*roots, parents[len(steps) + 1])))
    return tuple(roots)


def load_text(text: str, path: Path, roots: Sequence[Path] = ()) -> Ruleset:
    """Return the ruleset that a text would be in the place of a file; raises as loading that does.

    >>> from scorelib.compiler.loading.lookup import find_edition
    >>> path = find_edition("000000", "self-evaluation", None, ())[0].path
    >>> load_text(path.read_text("utf-8"), path).reference
    'cn/mof/self-evaluation@2020'
    """
    tree = read_document(text, show_path(path))
    tree.source.layer = reference_of(tree)
    return _load_tree(tree, path, roots, None, Search("path"))[0]


def _load_path(
    path: Path, roots: Sequence[Path], entry: Entry | None, search: Search
) -> tuple[Ruleset, Resolved]:
    return _load_tree(read_layer(path), path, roots, entry, search)


def _load_tree(
    own: Node, path: Path, roots: Sequence[Path], entry: Entry | None, search: Search
) -> tuple[Ruleset, Resolved]:
    wide = _with_own_root(path, own, roots)
    resolved = resolve_tree(own, wide)
    tree = resolved.tree
    if isinstance(tree, MappingNode) and not {"indicators", "extends"} & tree.values.keys():
        raise DocumentError([diagnose_at("SL120", tree, (), wanted=_WANTED)])
    reading = read_shape(RulesetDocument, tree, _STAND_INS)
    if resolved.problems:
        raise DocumentError(_join_problems(resolved.problems, reading.problems))
    if reading.model is None:
        raise DocumentError(reading.problems)
    form = canonical_form(reading.model)
    ruleset = Ruleset(reading.model, tree, resolved.layers, form, path, wide, search)
    if reading.problems:
        raise DocumentError(in_order([*reading.problems, *_find_local(ruleset, reading.pruned)]))
    if entry is not None and ruleset.reference != entry.reference:
        words = {"found": ruleset.reference, "wanted": entry.reference}
        raise DocumentError([diagnose_at("SL345", tree, ("id",), **words)])
    return ruleset, resolved


def _join_problems(
    layers: Sequence[Diagnostic], shape: Sequence[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """Return the problems of layers, and those of shape that have nothing to do with them."""
    paths = [str(dict(each.arguments).get("path", "")).split(".") for each in layers]
    kept = [each for each in shape if not any(_touches(each, path) for path in paths)]
    return in_order([*layers, *kept])


def _touches(problem: Diagnostic, path: Sequence[str]) -> bool:
    """Return whether a problem stands at, above or below a part."""
    steps = (problem.path or "").split(".")
    count = min(len(steps), len(path))
    return problem.path is not None and steps[:count] == list(path[:count])


_WANTED: Final = Text("规则文件", "ruleset")

_STAND_INS: Final = {
    "scorelib": "1",
    "id": "x",
    "edition": "0",
    "revision": "1",
    "title": "?",
    "label": "?",
    "max_points": "1",
}

_OF_THE_WHOLE: Final = frozenset(
    {
        *("SL311", "SL315", "SL321", "SL322", "SL323", "SL325", "SL326", "SL328", "SL329"),
        *("SL331", "SL333"),
    }
)
"""Problems that a part left out can cause anywhere above or beside it."""


def _find_local(ruleset: Ruleset, pruned: frozenset[tuple[str | int, ...]]) -> list[Diagnostic]:
    """Return problems of meaning that have nothing to do with the parts left out."""
    named = ("facts", "sources", "tables")
    lost = {str(step) for loc in pruned for step in loc[1:2] if loc[0] in named}
    return [
        each
        for each in find_problems(ruleset)
        if each.code not in _OF_THE_WHOLE and not lost & {str(value) for _, value in each.arguments}
    ]


def check_siblings(ruleset: Ruleset) -> list[Diagnostic]:
    """Return the gaps and overlaps between a ruleset and the other editions of its id."""
    document, path = ruleset.document, ruleset.path
    if path is None:
        return []
    own = read_edition(Entry(document.id, document.edition, path), ruleset.roots)
    others = [
        each
        for each in list_siblings(document.id, ruleset.roots)
        if each.reference != own.reference
    ]
    return [each for each in check_periods([own, *others]) if _names(each, own)]


def _names(problem: Diagnostic, edition: Edition) -> bool:
    return str(edition) in dict(problem.arguments).values()
