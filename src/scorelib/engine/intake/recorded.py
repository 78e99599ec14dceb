"""A project as plain data in a record: what it says, not how and where that was written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from scorelib.engine.intake.project import Project, read_project
from scorelib.ground.source import (
    MAX_DEPTH,
    MappingNode,
    Node,
    Scalar,
    SequenceNode,
    Source,
    read_document,
)
from scorelib.model.project import ProjectDocument

__all__ = ["record_document", "restore_document"]

_MARK: Final = read_document("–").mark


def record_document(document: ProjectDocument) -> dict[str, Any]:
    """Return a project as plain data: the same for every spelling of the same project.

    Amounts and other words stay the text that was written, numbers are decimals; defaults are
    left out. What an assumption would change stays in the order in which it was written, as text.

    >>> from scorelib.engine.intake.project import load_project
    >>> found = record_document(load_project("examples/hefei-yaohai-2021").document)
    >>> found["project"]["id"], found["assessed_period"]
    ('hefei-yaohai-2021', '2021')
    """
    data = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    found: dict[str, Any] = _settle(data)
    for each, assumption in zip(found.get("assumptions", ()), document.assumptions, strict=True):
        change = _settle(assumption.alternative)
        each["alternative"] = json.dumps(change, ensure_ascii=False, separators=(",", ":"))
    return found


def _settle(value: Any) -> Any:
    """Return a value with every scalar as text."""
    if isinstance(value, dict):
        return {str(key): _settle(each) for key, each in value.items() if each is not None}
    if isinstance(value, (list, tuple)):
        return [_settle(each) for each in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def restore_document(data: Mapping[str, Any]) -> Project:
    """Return the project of a record.

    Raises `DocumentError` where it is none, `ValueError` for data that no document could hold.

    >>> from scorelib.engine.intake.project import load_project
    >>> project = load_project("examples/hefei-yaohai-2021")
    >>> restore_document(record_document(project.document)).document == project.document
    True
    """
    changed = dict(data)
    if isinstance(changed.get("assumptions"), list):
        changed["assumptions"] = [_restore_assumption(each) for each in changed["assumptions"]]
    return read_project(_build(changed, Source("<trace>", "")))


def _restore_assumption(data: Any) -> Any:
    if not isinstance(data, Mapping) or not isinstance(data.get("alternative"), str):
        raise ValueError("no assumption of a record")
    return {**data, "alternative": json.loads(data["alternative"])}


def _build(data: Any, source: Source, depth: int = 0) -> Node:
    """Return plain data as a tree, as deep as a document may be."""
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    if isinstance(data, Mapping):
        node = MappingNode(source, _MARK)
        for key, value in data.items():
            node.keys[key] = _make_scalar(key, source)
            node.values[key] = _build(value, source, depth + 1)
        return node
    if isinstance(data, list):
        return SequenceNode(source, _MARK, [_build(each, source, depth + 1) for each in data])
    return _make_scalar(data, source)


def _make_scalar(text: object, source: Source) -> Scalar:
    if not isinstance(text, str):
        raise ValueError("a value that is no text")
    found = Scalar(text)
    found.mark, found.plain, found.source = _MARK, False, source
    return found
