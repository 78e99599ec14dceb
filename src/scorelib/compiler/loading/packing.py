"""A resolved ruleset as bytes for another process: its form, its layers and where all is written.

The canonical form alone says how to score. What a result tells besides (which layer wrote a
maximum, in which file and line, how the ruleset was looked up) is packed beside it. Folders and
the texts of the files stay where they are.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import asdict, replace
from typing import Any, Final

from scorelib.compiler.graph.heads import Layer, Search
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.ruleset import Ruleset, canonical_form, hash_form
from scorelib.ground.errors import Diagnostic, DocumentError, Text
from scorelib.ground.source import (
    MAX_DEPTH,
    MappingNode,
    Node,
    Scalar,
    SequenceNode,
    Source,
    read_document,
)
from scorelib.model.reader import read_shape
from scorelib.model.ruleset import RulesetDocument

__all__ = ["pack_plan", "pack_ruleset", "unpack_ruleset"]

_SCHEMA: Final = "scorelib/packed-ruleset/1"
_HASH_SIZE: Final = 32
_MOST_BYTES: Final = 64 * 1024 * 1024
"""No ruleset unpacks to more: its layers together are far below."""

_START: Final = read_document("–").mark
"""A mark of which others are made."""


def pack_ruleset(ruleset: Ruleset) -> bytes:
    """Return a ruleset as bytes from which `unpack_ruleset` makes the same one.

    A plan compiled from it gives the same results and explanations, to the byte. The same
    ruleset gives the same bytes; they hold no folder of this machine.

    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> ruleset = load_ruleset("cn/anhui/hefei/yaohai/self-evaluation@2021")
    >>> unpack_ruleset(pack_ruleset(ruleset)).head == ruleset.head
    True
    """
    sources: dict[int, tuple[int, Source]] = {}
    tree = _pack_node(ruleset.tree, sources)
    data = {
        "schema": _SCHEMA,
        "canonical": ruleset.canonical.decode(),
        "layers": [asdict(each) for each in ruleset.layers],
        "search": None if ruleset.search is None else asdict(ruleset.search),
        "sources": [[_name_file(each), each.layer] for _, each in sources.values()],
        "tree": tree,
    }
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(body).digest() + zlib.compress(body, 9)


def _name_file(source: Source) -> str:
    return source.file.replace("\\", "/").rsplit("/", 1)[-1]


def _pack_node(node: Node, sources: dict[int, tuple[int, Source]]) -> list[Any]:
    """Return a node as plain data: what it is, where it is written, what is in it."""
    number, _ = sources.setdefault(id(node.source), (len(sources), node.source))
    mark = node.mark
    place = [number, mark.line, mark.column, mark.end_column]
    if isinstance(node, MappingNode):
        parts = [
            [_pack_node(node.keys[key], sources), _pack_node(value, sources)]
            for key, value in node.values.items()
        ]
        return ["mapping", place, parts]
    if isinstance(node, SequenceNode):
        return ["sequence", place, [_pack_node(each, sources) for each in node.values]]
    return ["plain" if node.plain else "quoted", place, str(node)]


def unpack_ruleset(data: bytes) -> Ruleset:
    """Return the ruleset that was packed, checked against its hash.

    It has neither a path nor folders to look for neighbours in. Raises `DocumentError`: SL991 for
    bytes that are no packed ruleset or were changed, SL992 where this version of scorelib reads
    the ruleset otherwise than the one that packed it.

    >>> unpack_ruleset(b"no ruleset")
    Traceback (most recent call last):
    scorelib.ground.errors.DocumentError: SL991 these bytes are no packed ruleset, or they were \
changed (pack the ruleset again, or take a copy that nobody changed)
    """
    record = _read_record(data)
    try:
        return _build(record)
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise _refuse("SL991") from error


def _read_record(data: bytes) -> dict[str, Any]:
    """Return what was packed, as plain data."""
    unpacker = zlib.decompressobj()
    try:
        body = unpacker.decompress(bytes(data[_HASH_SIZE:]), _MOST_BYTES)
        whole = unpacker.eof and not unpacker.unused_data
        if not whole or hashlib.sha256(body).digest() != bytes(data[:_HASH_SIZE]):
            raise _refuse("SL991")
        record = json.loads(body)
    except (zlib.error, ValueError, RecursionError) as error:
        raise _refuse("SL991") from error
    if not isinstance(record, dict) or record.get("schema") != _SCHEMA:
        raise _refuse("SL991")
    return record


def _build(record: dict[str, Any]) -> Ruleset:
    sources = [Source(file, "", layer) for file, layer in record["sources"]]
    tree = _unpack_node(record["tree"], sources)
    reading = read_shape(RulesetDocument, tree)
    canonical = record["canonical"].encode()
    if reading.model is None or reading.problems or canonical_form(reading.model) != canonical:
        raise _refuse("SL992", sha256=hash_form(canonical))
    layers = tuple(Layer(**each) for each in record["layers"])
    return Ruleset(reading.model, tree, layers, canonical, search=_read_search(record["search"]))


def _read_search(record: dict[str, Any] | None) -> Search | None:
    if record is None:
        return None
    asked = record["asked"]
    found = {**record, "others": tuple(record["others"])}
    return Search(**{**found, "asked": None if asked is None else Text(*asked)})


def _unpack_node(record: Any, sources: list[Source], depth: int = 0) -> Node:
    """Return a node from plain data; what is nested deeper than any document is refused."""
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    kind, (number, line, column, end), content = record
    source, mark = sources[number], replace(_START, line=line, column=column, end_column=end)
    if kind == "mapping":
        found = MappingNode(source, mark)
        for key, value in content:
            name = _unpack_scalar(key, sources)
            found.keys[str(name)] = name
            found.values[str(name)] = _unpack_node(value, sources, depth + 1)
        return found
    if kind == "sequence":
        return SequenceNode(source, mark, [_unpack_node(e, sources, depth + 1) for e in content])
    return _unpack_scalar(record, sources)


def _unpack_scalar(record: Any, sources: list[Source]) -> Scalar:
    kind, (number, line, column, end), content = record
    found = Scalar(content)
    found.mark = replace(_START, line=line, column=column, end_column=end)
    found.plain, found.source = kind == "plain", sources[number]
    return found


def pack_plan(plan: Plan) -> bytes:
    """Return the ruleset of a plan as bytes for `unpack_ruleset`.

    A plan keeps the canonical form and the layers, not the tree that it was compiled from: the
    plan that comes out gives the same points, and places within the canonical form.
    """
    tree = read_document(plan.canonical.decode())
    reading = read_shape(RulesetDocument, tree)
    if reading.model is None or reading.problems:
        raise DocumentError(reading.problems)
    head = plan.ruleset
    ruleset = Ruleset(reading.model, tree, head.layers, plan.canonical, search=head.search)
    return pack_ruleset(ruleset)


def _refuse(code: str, **arguments: object) -> DocumentError:
    return DocumentError([Diagnostic(code, tuple(arguments.items()))])
