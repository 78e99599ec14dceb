"""Drafts of cases for edges, written as YAML for the author to confirm."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Final

from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import label
from scorelib.ground.source import MappingNode, Node, Scalar, SequenceNode, locate
from scorelib.reading.cases.tables import put_value
from scorelib.reading.coverage.edges import Draft, EdgeCases
from scorelib.words.numbers import print_number

__all__ = ["append_edges", "print_edges"]

_LEFT: Final = ("id", "note", "expect", "cohort")
_PLAIN: Final = re.compile(r"[\w≥≤=＝][\w≥≤=＝.%％/\-＋]*")


def print_edges(found: EdgeCases, lang: Lang) -> str:
    """Return drafts as a file of cases, each with what comes out as a comment.

    They expect nothing yet, so that none passes before somebody has looked at it.
    """
    lines = [f"# {label('edge_head', lang)}", "scorelib: 1", "cases:"]
    return "\n".join([*lines, *_list_lines(found, lang)]) + "\n"


def append_edges(text: str, found: EdgeCases, lang: Lang) -> str:
    """Return the text of a file of cases with drafts at the end of its list of cases."""
    added = [*_list_lines(found, lang)]
    lines = text.rstrip("\n").split("\n")
    begin = next((i for i, line in enumerate(lines) if re.match(r"cases\s*:", line)), None)
    if begin is None:
        return "\n".join([*lines, "cases:", *added]) + "\n"
    after = (i for i, line in enumerate(lines) if i > begin and re.match(r"[^\s#-]", line))
    end = next(after, len(lines))
    while lines[end - 1].startswith("#") or not lines[end - 1].strip():
        end -= 1
    return "\n".join([*lines[:end], *added, *lines[end:]]) + "\n"


def _list_lines(found: EdgeCases, lang: Lang) -> Iterator[str]:
    numbers = (number for number in count(1) if f"edge-draft-{number}" not in found.taken)
    for number, draft in zip(numbers, found.drafts, strict=False):
        yield from _print_draft(f"edge-draft-{number}", draft, lang)


def _print_draft(name: str, draft: Draft, lang: Lang) -> Iterator[str]:
    case = draft.template.tree
    if not isinstance(case, MappingNode):
        return
    case = put_value(case, _written_steps(case, draft), draft.knob.write(draft.value))
    for steps, text in draft.knob.also:
        case = put_value(case, steps, text)
    note = _say_note(draft)
    yield f"  - id: {name}"
    yield f"    note: {{zh: {json.dumps(note.zh, ensure_ascii=False)}, en: {json.dumps(note.en)}}}"
    for key, value in case.values.items():
        if key not in _LEFT:
            yield from _print_part(key, value)
    yield f"    # {label('edge_outcome', lang, outcome=_say_outcome(draft))}"


def _written_steps(case: MappingNode, draft: Draft) -> tuple[str | int, ...]:
    """Return where the figure is written: a fact may stand as a bare value."""
    steps = draft.knob.steps
    bare = steps[-1] == "value" and isinstance(locate(case, steps[:-1]), Scalar)
    return steps[:-1] if bare else steps


def _say_note(draft: Draft) -> Text:
    def to(lang: Lang) -> str:
        fact = _name_figure(draft)
        origin = label("edge_from", lang, case=draft.template.id, fact=fact)
        what = f"`{draft.target.node}` {draft.target.label.to(lang)}"
        comma = "，" if lang == "zh" else ", "
        return label("edge_to_confirm", lang, what=what + comma + origin)

    return Text(to("zh"), to("en"))


def _name_figure(draft: Draft) -> str:
    """Return the path of a figure as the column of a table would name it."""
    section, name, *rest = draft.knob.steps
    if section == "indicators":
        item = draft.template.case.indicators[str(name)][int(rest[0])]
        rest = [item.id, *rest[1:]]
    return ".".join(str(each) for each in (section, name, *rest) if each != "value")


def _say_outcome(draft: Draft) -> str:
    """Return the total, the grade and the points of the node that the edge belongs to."""
    total, grade = draft.result.total, draft.result.grade.id or "none"
    points = "none" if total.points is None else print_number(total.points, total.places)
    parts = [f"total: {points}", f"grade: {grade}"]
    for node in draft.result.nodes:
        if node.id == draft.target.node or node.parent == draft.target.node:
            shown = "none" if node.points is None else print_number(node.points, node.places)
            parts.append(f"points.{node.id}: {shown}")
    return ", ".join(parts)


def _print_part(key: str, value: Node) -> Iterator[str]:
    """Yield a part of a case: one line, or one line for each entry where it is long."""
    line = f"    {key}: {_print_flow(value)}"
    if len(line) <= 90 or not isinstance(value, MappingNode):
        yield line
        return
    yield f"    {key}:"
    for name, below in value.values.items():
        yield f"      {_print_scalar(name)}: {_print_flow(below)}"


def _print_flow(node: Node) -> str:
    if isinstance(node, MappingNode):
        inside = (f"{_print_scalar(k)}: {_print_flow(v)}" for k, v in node.values.items())
        return "{" + ", ".join(inside) + "}"
    if isinstance(node, SequenceNode):
        return "[" + ", ".join(map(_print_flow, node.values)) + "]"
    return _print_scalar(node)


def _print_scalar(text: str) -> str:
    return str(text) if _PLAIN.fullmatch(text) else json.dumps(str(text), ensure_ascii=False)
