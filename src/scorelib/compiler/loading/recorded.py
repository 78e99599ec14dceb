"""A ruleset as plain data in a record of results: its tree, and where each value is written.

Records are read by people and hashed: unlike a packed ruleset this holds no compressed bytes,
which differ from one machine to the next. A value is its place (number of the file, line,
column), a sign of what it is, and its text; a mapping or a list goes on with what is in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from unicodedata import is_normalized

from scorelib.compiler.graph.heads import Layer, Search
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.overlay import drop_accepted
from scorelib.compiler.ruleset import Ruleset, canonical_form
from scorelib.ground.errors import Text
from scorelib.ground.source import (
    MAX_DEPTH,
    MAX_VALUES,
    MappingNode,
    Node,
    Scalar,
    SequenceNode,
    Source,
    read_document,
)
from scorelib.model.reader import read_shape
from scorelib.model.ruleset import RulesetDocument

__all__ = ["record_layer", "record_rules", "restore_rules"]

_PLAIN, _QUOTED, _ESCAPED, _MAPPING, _LIST = " ", "'", '"', "{", "["
"""The signs: text as written plain or in quotes, text as JSON with escapes, a mapping, a list."""

_PLACE: Final = re.compile(r"([0-9]{1,3})\.([0-9]{1,7}):([0-9]{1,7})([ '\"{\[])", re.DOTALL)

_START: Final = read_document("–").mark
"""A mark of which others are made."""


def record_rules(plan: Plan) -> dict[str, Any]:
    """Return the ruleset of a plan as plain data, from which `restore_rules` makes it again.

    >>> from scorelib.compiler.compilation import compile_ruleset
    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> ruleset = load_ruleset("cn/mof/self-evaluation@2020")
    >>> rules = record_rules(compile_ruleset(ruleset))
    >>> restore_rules(rules).head == ruleset.head
    True
    """
    sources: dict[int, tuple[int, Source]] = {}
    tree = plan.tree if plan.tree is not None else read_document(plan.canonical.decode())
    written = _record_node(drop_accepted(tree), sources)
    files = [{"file": _name_file(each), "layer": each.layer} for _, each in sources.values()]
    return {
        "layers": [record_layer(each) for each in plan.ruleset.layers],
        "search": _record_search(plan.ruleset.search),
        "sources": files,
        "tree": written,
    }


def record_layer(layer: Layer) -> dict[str, str | None]:
    """Return one layer of a ruleset as plain data.

    >>> record_layer(Layer("a/b", "2020", 3, "00"))["revision"]
    '3'
    """
    return {
        "id": layer.id,
        "edition": layer.edition,
        "revision": str(layer.revision),
        "sha256": layer.sha256,
        "jurisdiction": layer.jurisdiction,
    }


def _name_file(source: Source) -> str:
    return source.file.replace("\\", "/").rsplit("/", 1)[-1]


def _record_search(search: Search | None) -> dict[str, Any] | None:
    """Return how a ruleset was looked up; what else was there is of no account."""
    if search is None:
        return None
    asked = None if search.asked is None else {"zh": search.asked.zh, "en": search.asked.en}
    return {"by": search.by, "on": search.on, "place": search.place, "asked": asked}


def _record_node(node: Node, sources: dict[int, tuple[int, Source]]) -> Any:
    number, _ = sources.setdefault(id(node.source), (len(sources), node.source))
    place = f"{number}.{node.mark.line}:{node.mark.column}"
    if isinstance(node, MappingNode):
        pairs = ((node.keys[key], value) for key, value in node.values.items())
        inner = [_record_node(each, sources) for pair in pairs for each in pair]
        return [place + _MAPPING, *inner]
    if isinstance(node, SequenceNode):
        return [place + _LIST, *(_record_node(each, sources) for each in node.values)]
    if not is_normalized("NFC", node):
        # The hash of the ruleset is that of its own characters; a record holds NFC only.
        return f"{place}{_ESCAPED}{json.dumps(node)}"
    return f"{place}{_PLAIN if node.plain else _QUOTED}{node}"


def restore_rules(rules: Mapping[str, Any]) -> Ruleset:
    """Return the ruleset of a record.

    It has neither a path nor folders to look for neighbours in. Raises `ValueError` for data that
    are no ruleset; its problems of meaning show when it is compiled.
    """
    try:
        sources = [Source(each["file"], "", each["layer"]) for each in rules["sources"]]
        tree = _Restorer(sources).restore(rules["tree"])
        layers = tuple(_restore_layer(each) for each in rules["layers"])
        search = _restore_search(rules["search"])
    except (AttributeError, LookupError, TypeError) as error:
        raise ValueError("no ruleset of a record") from error
    reading = read_shape(RulesetDocument, tree)
    if reading.model is None or reading.problems:
        raise ValueError("a ruleset with problems of shape")
    form = canonical_form(reading.model)
    return Ruleset(reading.model, tree, layers, form, search=search)


def _restore_layer(record: Mapping[str, Any]) -> Layer:
    return Layer(
        record["id"],
        record["edition"],
        int(record["revision"]),
        record["sha256"],
        record["jurisdiction"],
    )


def _restore_search(record: Mapping[str, Any] | None) -> Search | None:
    if record is None:
        return None
    asked = record["asked"]
    words = None if asked is None else Text(asked["zh"], asked["en"])
    return Search(record["by"], record["on"], record["place"], (), words)


class _Restorer:
    """Makes nodes of plain data, no more and no deeper than those of a document."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources, self._left = sources, 2 * MAX_VALUES

    def restore(self, data: Any, depth: int = 0) -> Node:
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            raise ValueError("more than a document holds")
        if isinstance(data, str):
            return self._restore_scalar(data)
        found = self._read_place(data[0])
        number, mark, sign, rest = found
        source = self._sources[number]
        inner = [self.restore(each, depth + 1) for each in data[1:]]
        if sign == _LIST and not rest:
            return SequenceNode(source, mark, inner)
        if sign != _MAPPING or rest or len(inner) % 2:
            raise ValueError("neither a mapping nor a list")
        node = MappingNode(source, mark)
        for key, value in _pair(inner):
            node.keys[str(key)], node.values[str(key)] = key, value
        if len(node.values) * 2 != len(inner):
            raise ValueError("a key twice")
        return node

    def _restore_scalar(self, text: str) -> Scalar:
        number, mark, sign, rest = self._read_place(text)
        if sign not in (_PLAIN, _QUOTED, _ESCAPED):
            raise ValueError("no text")
        found = Scalar(json.loads(rest) if sign == _ESCAPED else rest)
        found.mark, found.plain, found.source = mark, sign == _PLAIN, self._sources[number]
        return found

    def _read_place(self, text: str) -> tuple[int, Any, str, str]:
        found = _PLACE.match(text)
        if found is None:
            raise ValueError("no place")
        mark = replace(_START, line=int(found[2]), column=int(found[3]), end_column=None)
        return int(found[1]), mark, found[4], text[found.end() :]


def _pair(nodes: Sequence[Node]) -> Iterator[tuple[Scalar, Node]]:
    for key, value in zip(nodes[::2], nodes[1::2], strict=True):
        if not isinstance(key, Scalar):
            raise TypeError("a key that is no text")
        yield key, value
