"""From a tree to a shape: every problem of a document with its code and place, in one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from scorelib.ground.errors import Diagnostic, freeze_arguments
from scorelib.ground.messages import MESSAGES
from scorelib.ground.source import Node, Scalar, find_colon_slip, locate, to_data

__all__ = ["Reading", "diagnose_at", "diagnose_key", "read_shape"]

Loc = tuple[str | int, ...]
_Model = TypeVar("_Model", bound=BaseModel)
_MOST_ATTEMPTS = 12


@dataclass(frozen=True, slots=True)
class Reading(Generic[_Model]):
    """A document as read: its shape (without the parts that could not be read), and problems.

    `model` is None when so much is wrong that nothing sensible is left.
    """

    model: _Model | None
    tree: Node
    problems: tuple[Diagnostic, ...]
    pruned: frozenset[Loc]


def read_shape(
    model: type[_Model], tree: Node, stand_ins: Mapping[str, Any] = MappingProxyType({})
) -> Reading[_Model]:
    """Return a document as a model, with every problem of shape it has.

    Parts that cannot be read are reported, left out, and the rest is read again, so that
    problems of meaning in the rest can be found in the same run. `stand_ins` are values for
    required keys at the top, put in where one is missing or cannot be read.
    """
    data = to_data(tree)
    problems: list[Diagnostic] = []
    pruned: set[Loc] = set()
    for _ in range(_MOST_ATTEMPTS):
        try:
            return Reading(model.model_validate(data), tree, _sorted(problems), frozenset(pruned))
        except ValidationError as error:
            details = error.errors(include_url=False)
        problems += [
            _translate(each, tree, model) for each in details if not _follows(each, pruned)
        ]
        absent = _stand_in(data, details, stand_ins)
        places = {_to_prune(each, data) for each in details if each not in absent}
        if () in places or not (_prune(data, places) or absent):
            break
        pruned |= places | {_real_loc(each["loc"]) for each in absent}
    return Reading(None, tree, _sorted(problems), frozenset(pruned))


def diagnose_at(code: str, tree: Node, path: Loc, /, **arguments: object) -> Diagnostic:
    """Return a diagnostic placed at the value that a path leads to."""
    return _diagnose(code, locate(tree, path), arguments)


def diagnose_key(code: str, tree: Node, path: Loc, /, **arguments: object) -> Diagnostic:
    """Return a diagnostic placed at the key at the end of a path."""
    return _diagnose(code, locate(tree, path, key=True), arguments)


def _diagnose(code: str, node: Node, arguments: Mapping[str, object]) -> Diagnostic:
    place = node.location
    words = freeze_arguments(arguments)
    return Diagnostic(code, words, place, node.source.line(place.line))


def _sorted(problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    def place(each: Diagnostic) -> tuple[str, int, int]:
        return each.location[:3] if each.location else ("", 0, 0)

    return tuple(sorted(problems, key=place))


def _translate(detail: Any, tree: Node, model: type[BaseModel]) -> Diagnostic:
    """Return our diagnostic for one of pydantic's errors."""
    kind, loc, context = detail["type"], _real_loc(detail["loc"]), detail.get("ctx", {})
    if kind in MESSAGES:
        place = diagnose_key if kind in ("SL101", "SL117") else diagnose_at
        return place(kind, tree, loc, **context)
    if kind == "extra_forbidden":
        return _unknown_key(tree, loc, model)
    if kind == "missing":
        return _missing(tree, loc)
    return _wrong_kind(kind, context, detail, tree, loc)


def _missing(tree: Node, loc: Loc) -> Diagnostic:
    """Return the diagnostic of a missing key, placed at the key of the mapping it belongs to."""
    return diagnose_key("SL103", tree, loc[:-1], key=str(loc[-1]))


def _wrong_kind(kind: str, context: Any, detail: Any, tree: Node, loc: Loc) -> Diagnostic:
    node = locate(tree, loc)
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        if not isinstance(node, Scalar):
            return diagnose_at("SL104", tree, loc, text="- …")
        if not node and node.plain:
            return diagnose_at("SL107", tree, loc)
        if slip := find_colon_slip(node):
            return _place_slip(slip, node)
        return diagnose_at("SL104", tree, loc, text=_shorten(node))
    if kind == "too_short":
        return diagnose_at("SL116", tree, loc)
    if kind in ("tuple_type", "list_type"):
        return diagnose_at("SL105", tree, loc)
    if kind in ("literal_error", "enum") and isinstance(node, Scalar):
        if not node and node.plain:
            return diagnose_at("SL107", tree, loc)
        allowed = str(context.get("expected", "")).replace("'", "`").replace(" or ", ", ")
        return diagnose_at("SL108", tree, loc, text=_shorten(node), allowed=allowed)
    if kind in ("string_type", "literal_error"):
        return diagnose_at("SL106", tree, loc)
    return diagnose_at("SL119", tree, loc, reason=str(detail["msg"]))


def _place_slip(code: str, node: Scalar) -> Diagnostic:
    """Return the diagnostic of a colon slip, at the colon itself."""
    first = node.splitlines()[0]
    sign = "：" if code == "SL006" else ":"
    place = node.location
    column = place.column + max(first.find(sign), 0)
    moved = place._replace(column=column, end_column=column + 1)
    return Diagnostic(code, (), moved, node.source.line(place.line))


def _shorten(text: str, most: int = 40) -> str:
    line = text.replace("\n", " ")
    return line if len(line) <= most else line[: most - 1] + "…"


def _unknown_key(tree: Node, loc: Loc, model: type[BaseModel]) -> Diagnostic:
    key = str(loc[-1])
    value = locate(tree, loc)
    if isinstance(value, Scalar) and not value and value.plain:
        return diagnose_key("SL124", tree, loc, key=key)
    guesses = get_close_matches(key, _known_keys(model, loc[:-1]), 1, 0.6)
    if guesses:
        return diagnose_key("SL102", tree, loc, key=key, guess=guesses[0])
    return diagnose_key("SL101", tree, loc, key=key)


def _known_keys(model: type[BaseModel], loc: Loc) -> list[str]:
    """Return the keys of the shape that a path leads to, as far as types tell."""
    here: Any = model
    for step in loc:
        here = _step_into(here, step)
    found = _models_in(here)
    return [field.alias or name for each in found for name, field in each.model_fields.items()]


def _step_into(annotation: Any, step: str | int) -> Any:
    for each in _models_in(annotation):
        for name, field in each.model_fields.items():
            if step in (name, field.alias):
                return field.annotation
    return annotation


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for each in getattr(annotation, "__args__", ()) for model in _models_in(each)]


def _real_loc(loc: Loc) -> Loc:
    """Drop the marks that pydantic puts into a place for keys of mappings."""
    return tuple(step for step in loc if step != "[key]")


def _to_prune(detail: Any, data: Any) -> Loc:
    """Return the part to leave out: the value itself, or for a missing key its mapping."""
    loc = _real_loc(detail["loc"])
    if detail["type"] == "missing":
        loc = loc[:-1]
    while loc and not _exists(data, loc):
        loc = loc[:-1]
    return loc


def _exists(data: Any, loc: Loc) -> bool:
    for step in loc:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _stand_in(data: Any, details: list[Any], stand_ins: Mapping[str, Any]) -> list[Any]:
    """Put stand-ins where a key at the top is missing; return the problems this settles."""
    settled = []
    for each in details:
        loc = _real_loc(each["loc"])
        if each["type"] == "missing" and len(loc) == 1 and loc[0] in stand_ins:
            data[loc[0]] = stand_ins[str(loc[0])]
            settled.append(each)
    return settled


def _follows(detail: Any, pruned: set[Loc]) -> bool:
    """Return whether a problem is only there because a part was left out before."""
    loc = _real_loc(detail["loc"])
    return any(each[: len(loc)] == loc for each in pruned)


def _prune(data: Any, places: set[Loc]) -> bool:
    """Delete parts of a document, deepest and last first; return whether anything went."""
    changed = False
    for loc in sorted(places, key=lambda each: ([str(s).zfill(9) for s in each]), reverse=True):
        if _exists(data, loc):
            parent = data
            for step in loc[:-1]:
                parent = parent[step]
            del parent[loc[-1]]
            changed = True
    return changed
