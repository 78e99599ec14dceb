"""Rulesets found by id or path, their layers laid over each other, read and resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scorelib.compiler.compilation import find_problems, in_order
from scorelib.compiler.graph.plan import Layer
from scorelib.compiler.loading.overlay import lay_over, remove_parts
from scorelib.compiler.ruleset import Ruleset, canonical_form, hash_form
from scorelib.ground.errors import Diagnostic, DocumentError, NotFoundError, Text
from scorelib.ground.source import (
    MappingNode,
    Node,
    Scalar,
    is_file,
    is_folder,
    read_file,
)
from scorelib.library import builtin_root
from scorelib.model.reader import diagnose_at, read_shape
from scorelib.model.ruleset import RulesetDocument

__all__ = ["Entry", "list_rulesets", "load_ruleset", "resolve_tree", "show_path"]

FILE_NAME = "ruleset.yaml"
_ID = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*(@[A-Za-z0-9.\-]+)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One edition of a ruleset on disk."""

    id: str
    edition: str
    path: Path

    @property
    def reference(self) -> str:
        return f"{self.id}@{self.edition}"


def list_rulesets(roots: Sequence[Path] = ()) -> list[Entry]:
    """Return every edition below the given folders and the built-in one, sorted by id."""
    found: dict[str, Entry] = {}
    for root in [*roots, builtin_root()]:
        for path in sorted(root.glob(f"**/{FILE_NAME}")):
            steps = path.parent.relative_to(root).parts
            if len(steps) >= 2:
                entry = Entry("/".join(steps[:-1]), steps[-1], path)
                found.setdefault(entry.reference, entry)
    return sorted(found.values(), key=lambda entry: (entry.id, entry.edition))


def load_ruleset(
    id_or_path: str | Path, on: date | None = None, roots: Sequence[Path] = ()
) -> Ruleset:
    """Return a ruleset by its id (`id` or `id@edition`) or by the path of its file or folder.

    An id without an edition takes the one in force on `on`, or the only one there is. `roots`
    are searched before the built-in rulesets. Raises `NotFoundError` (SL902 to SL905) and
    `DocumentError` with every problem of every layer.
    """
    for root in roots:
        if not root.is_dir():
            raise NotFoundError("SL903", path=root.as_posix())
    path, wanted = _find_path(id_or_path, on, roots)
    ruleset = _load_path(path, _with_own_root(path, roots))
    if wanted is not None and ruleset.reference != wanted:
        words = {"found": ruleset.reference, "wanted": wanted}
        raise DocumentError([diagnose_at("SL345", ruleset.tree, ("id",), **words)])
    return ruleset


def _find_path(
    id_or_path: str | Path, on: date | None, roots: Sequence[Path]
) -> tuple[Path, str | None]:
    """Return the file of a ruleset, and the id@edition it was found by, if it was."""
    text = str(id_or_path)
    as_id = isinstance(id_or_path, str) and _ID.fullmatch(text) is not None
    if as_id:
        name, _, edition = text.partition("@")
        editions = [entry for entry in list_rulesets(roots) if entry.id == name]
        if editions:
            entry = _choose_edition(name, edition, editions, on)
            return entry.path, entry.reference
    path = Path(id_or_path)
    if is_folder(path):
        if is_file(path / FILE_NAME):
            return path / FILE_NAME, None
        raise NotFoundError("SL910", path=path.as_posix(), names=(FILE_NAME,))
    if is_file(path):
        return path, None
    if as_id:
        raise NotFoundError("SL902", id=text)
    raise NotFoundError("SL903", path=path.as_posix())


def _choose_edition(name: str, edition: str, editions: list[Entry], on: date | None) -> Entry:
    names = tuple(entry.edition for entry in editions)
    if edition:
        for entry in editions:
            if entry.edition == edition:
                return entry
        raise NotFoundError("SL904", id=name, edition=edition, known=names)
    if on is None and len(editions) == 1:
        return editions[0]
    if on is None:
        raise NotFoundError("SL905", id=name, known=names)
    in_force = [entry for entry in editions if _is_in_force(entry.path, on)]
    if len(in_force) != 1:
        raise NotFoundError("SL906", id=name, on=on.isoformat(), known=names, count=len(in_force))
    return in_force[0]


def _is_in_force(path: Path, on: date) -> bool:
    tree = read_file(path)
    effective = tree.values.get("effective") if isinstance(tree, MappingNode) else None
    if not isinstance(effective, MappingNode):
        return True
    first, until = (str(effective.values.get(key, "")) for key in ("from", "until"))
    day = on.isoformat()
    return first <= day and (not until or day < until)


def _with_own_root(path: Path, roots: Sequence[Path]) -> tuple[Path, ...]:
    """Return the roots with the one that the file itself lies in, judging by its id."""
    try:
        tree = read_file(path)
    except DocumentError:
        return tuple(roots)
    name = tree.values.get("id") if isinstance(tree, MappingNode) else None
    steps = str(name).split("/") if isinstance(name, Scalar) else []
    parents = path.resolve().parents
    folders = [parent.name for parent in parents[1 : len(steps) + 1]]
    if steps and folders == steps[::-1] and len(parents) > len(steps) + 1:
        return (*roots, parents[len(steps) + 1])
    return tuple(roots)


def _load_path(path: Path, roots: Sequence[Path]) -> Ruleset:
    tree, layers = resolve_tree(path, roots)
    if isinstance(tree, MappingNode) and not {"indicators", "extends"} & tree.values.keys():
        raise DocumentError([diagnose_at("SL120", tree, (), wanted=_WANTED)])
    reading = read_shape(RulesetDocument, tree, _STAND_INS)
    if reading.model is None:
        raise DocumentError(reading.problems)
    ruleset = Ruleset(reading.model, tree, layers, canonical_form(reading.model), path)
    if reading.problems:
        raise DocumentError(in_order([*reading.problems, *_find_local(ruleset, reading.pruned)]))
    return ruleset


_WANTED = Text("规则文件", "ruleset")


_STAND_INS = {
    "scorelib": "1",
    "id": "x",
    "edition": "0",
    "revision": "1",
    "title": "?",
    "label": "?",
    "max_points": "1",
}

_OF_THE_WHOLE = frozenset(
    {"SL311", "SL315", "SL321", "SL322", "SL323", "SL325", "SL326", "SL331", "SL333"}
)
"""Problems that a part left out can cause anywhere above or beside it."""


def _find_local(ruleset: Ruleset, pruned: frozenset[tuple[str | int, ...]]) -> list[Diagnostic]:
    """Return problems of meaning that have nothing to do with the parts left out."""
    lost = {str(step) for loc in pruned for step in loc[1:2] if loc[0] in ("facts", "sources")}
    return [
        each
        for each in find_problems(ruleset)
        if each.code not in _OF_THE_WHOLE and not lost & {str(value) for _, value in each.arguments}
    ]


def resolve_tree(path: Path, roots: Sequence[Path]) -> tuple[Node, tuple[Layer, ...]]:
    """Return the tree of a ruleset with all it extends laid below it, and its layers.

    Raises `DocumentError` for a cycle (SL341), a part to remove that is not there (SL342) and a
    ruleset to extend that cannot be found (SL343).
    """
    chain = list(_follow(path, roots))
    tree = chain[-1]
    problems: list[Diagnostic] = []
    layers = [_describe(tree)]
    for change in reversed(chain[:-1]):
        if isinstance(change, MappingNode):
            problems += remove_parts(tree, change.values.get("remove"))
            for key in ("id", "edition", "revision"):
                if key not in change.values:
                    problems.append(diagnose_at("SL103", change, (), key=key))
        tree = lay_over(tree, change)
        layers.append(_describe(change))
    if problems:
        raise DocumentError(in_order(problems))
    return tree, tuple(layers)


def _describe(tree: Node) -> Layer:
    values = tree.values if isinstance(tree, MappingNode) else {}
    text = {key: str(values.get(key, "")) for key in ("id", "edition", "revision")}
    revision = int(text["revision"]) if text["revision"].isdecimal() else 0
    return Layer(text["id"], text["edition"], revision, hash_form(_flatten(tree).encode()))


_ORDERED = frozenset({"indicators", "levels", "entries", "tiers"})
"""Mappings whose order a reader sees."""


def _flatten(node: Node, name: str = "") -> str:
    """Return a tree as text in which formatting, comments and quoting leave no mark."""
    if isinstance(node, MappingNode):
        pairs = [(key, _flatten(value, key)) for key, value in node.values.items()]
        pairs = pairs if name in _ORDERED else sorted(pairs)
        return "{" + ",".join(f"{key!r}:{value}" for key, value in pairs) + "}"
    if isinstance(node, Scalar):
        return repr(str(node))
    return "[" + ",".join(_flatten(each) for each in node.values) + "]"


def _follow(path: Path, roots: Sequence[Path]) -> Iterator[Node]:
    """Yield a ruleset's tree, then that of what it extends, and so on."""
    seen: list[str] = []
    here: Path | None = path
    while here is not None:
        tree = read_file(here, show_path(here))
        tree.source.layer = _reference_of(tree)
        yield tree
        extends = tree.values.get("extends") if isinstance(tree, MappingNode) else None
        seen.append(_reference_of(tree))
        if not isinstance(extends, Scalar):
            return
        if str(extends) in seen:
            cycle = " → ".join([*seen, str(extends)])
            raise DocumentError([diagnose_at("SL341", extends, (), cycle=cycle)])
        here = _find_parent(extends, roots)


def show_path(path: Path) -> str:
    """Return a path as a person in the current folder would write it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _find_parent(extends: Scalar, roots: Sequence[Path]) -> Path:
    name, at, edition = str(extends).partition("@")
    if not extends:
        raise DocumentError([diagnose_at("SL107", extends, ())])
    if not at:
        raise DocumentError([diagnose_at("SL122", extends, (), text=str(extends))])
    for entry in list_rulesets(roots):
        if (entry.id, entry.edition) == (name, edition):
            return entry.path
    known = tuple(entry.reference for entry in list_rulesets(roots))
    raise DocumentError([diagnose_at("SL343", extends, (), id=str(extends), known=known)])


def _reference_of(tree: Node) -> str:
    values = tree.values if isinstance(tree, MappingNode) else {}
    return f"{values.get('id', '?')}@{values.get('edition', '?')}"
