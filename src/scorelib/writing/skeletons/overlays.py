"""The files of a small layer over another ruleset: one change that is allowed there, one case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import WordError
from scorelib.ground.messages.labels import label
from scorelib.model.ruleset import Allowed
from scorelib.words.numbers import print_number, read_number
from scorelib.writing.resolutions import print_yaml
from scorelib.writing.skeletons.beginnings import Beginning, Files, fill_skeleton
from scorelib.writing.words import escape_markdown

__all__ = ["Change", "list_changes", "write_layer"]

_SOURCE: Final = "local"
_CITES: Final = f"{_SOURCE}#待填"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a layer may write: its part of the document, and what that is in words."""

    part: Mapping[str, Any]
    words: str


def list_changes(base: Ruleset, beginning: Beginning) -> Iterator[Change]:
    """Yield what a layer could change, the likeliest first; whether it may shows when it is laid.

    A number that the base holds within a range comes first, then the edge of its best grade, then
    what its first indicator is called.

    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> base = load_ruleset("cn/mof/self-evaluation@2020")
    >>> [dict(each.part) for each in list_changes(base, Beginning("a/b", "1", "en"))][0]
    {'grades': [{'id': 'excellent', 'from': '91', 'cites': 'local#待填'}]}
    """
    for path, allowed in base.document.allow.items():
        yield from _move_number(base, path, allowed, beginning)
    yield from _move_grade(base, beginning)
    yield from _rename_first(base, beginning)


def _move_number(
    base: Ruleset, path: str, allowed: Allowed, beginning: Beginning
) -> Iterator[Change]:
    """Yield the other end of a range in which a number is held."""
    now = _find(base.data, path.split("."))
    ends = [each for each in (allowed.max, allowed.min) if each is not None]
    if allowed.locked or not isinstance(now, str):
        return
    shown = ", ".join(
        f"{sign} {print_number(end)}"
        for sign, end in (("≥", allowed.min), ("≤", allowed.max))
        if end is not None
    )
    for end in ends:
        if print_number(end) != now:
            words = label("new.change.bound", beginning.lang, path=path, range=shown)
            yield Change(_nest(path.split("."), print_number(end), base.data), words)


def _move_grade(base: Ruleset, beginning: Beginning) -> Iterator[Change]:
    """Yield a higher edge of the best grade."""
    edges = [(_read_edge(each.from_), each) for each in base.document.grades]
    known = [(edge, each) for edge, each in edges if edge is not None]
    if not known:
        return
    edge, best = max(known, key=lambda each: each[0])
    before, after = print_number(edge), print_number(edge + 1)
    name = best.label.to(beginning.lang)
    words = label("new.change.grade", beginning.lang, label=name, before=before, after=after)
    yield Change({"grades": [{"id": best.id, "from": after, "cites": _CITES}]}, words)


def _read_edge(text: str | None) -> Fraction | None:
    try:
        return None if text is None else read_number(text)
    except WordError:
        return None


def _rename_first(base: Ruleset, beginning: Beginning) -> Iterator[Change]:
    name, spec = next(iter(base.document.indicators.items()))
    marks = {"zh": f"{spec.label.zh}（待填）", "en": f"{spec.label.en} (to fill in)"}
    words = label("new.change.label", beginning.lang, path=f"indicators.{name}")
    yield Change({"indicators": {name: {"label": marks}}}, words)


def _find(data: Any, steps: Sequence[str]) -> Any:
    """Return what stands at a path of the resolved data; entries of lists go by their id."""
    for step in steps:
        if isinstance(data, list):
            data = next((each for each in data if each.get("id") == step), None)
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def _nest(steps: Sequence[str], value: str, data: Any) -> Any:
    """Return a value at a path as a part of a document, with what it will rest on beside it."""
    first, *rest = steps
    inner = _find(data, [first])
    part: Any = _nest(rest, value, inner) if rest else value
    if isinstance(data, list):
        return [{"id": first, **part}]
    return {first: part} if rest else {first: part, "cites": _CITES}


def write_layer(
    beginning: Beginning, base: Ruleset, change: Change, cases: Sequence[Mapping[str, Any]]
) -> Files:
    """Return the files of a layer that makes one change, with its cases as plain data."""
    more = {"base": base.reference, "source": _SOURCE, "change": change.words}
    shown = escape_markdown(change.words)
    return {
        "ruleset.yaml": fill_skeleton(
            "overlay", beginning, **more, part=print_yaml(dict(change.part))
        ),
        "cases.yaml": fill_skeleton("case", beginning, cases=print_yaml({"cases": list(cases)})),
        "README.md": fill_skeleton("layer", beginning, **more | {"change": shown}),
    }
