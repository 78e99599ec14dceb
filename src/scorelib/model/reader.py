"""From a tree to a shape: every problem of a document with its code and place, in one run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from scorelib.ground.errors import Diagnostic, freeze_arguments
from scorelib.ground.messages import MESSAGES
from scorelib.ground.source import (
    MappingNode,
    Node,
    Scalar,
    SequenceNode,
    find_colon_slip,
    locate,
    to_data,
)
from scorelib.model.aliases import guess_choice, guess_date, guess_key, guess_number

__all__ = ["Reading", "diagnose_at", "diagnose_key", "read_shape", "restore_place"]

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
    required keys, put in where one is missing or cannot be read.
    """
    data = to_data(tree)
    problems: list[Diagnostic] = []
    pruned: set[Loc] = set()
    misspelt: set[Loc] = set()
    for _ in range(_MOST_ATTEMPTS):
        try:
            return Reading(model.model_validate(data), tree, _sorted(problems), frozenset(pruned))
        except ValidationError as error:
            details = [_Detail.read(each, tree, pruned) for each in error.errors(include_url=False)]
        misspelt |= {
            (*each.loc[:-1], _guess_key(each.loc, model)) for each in details if each.extra
        }
        problems += [
            _translate(each, tree, model)
            for each in details
            if not each.follows(pruned) and each.asked.isdisjoint(misspelt)
        ]
        settled = [each for each in details if each.put_stand_in(data, stand_ins)]
        places = {each.to_prune(data) for each in details if each not in settled}
        if () in places or not (_prune(data, places) or settled):
            break
        pruned |= {restore_place(place, pruned) for place in places}
        pruned |= {loc for each in settled for loc in each.asked}
    return Reading(None, tree, _sorted(problems), frozenset(pruned))


@dataclass(frozen=True, slots=True)
class _Detail:
    """One of pydantic's errors: `loc` is its place in the document, `now` in what is left of it.

    `at_key` says that a mapping's key is what is wrong, `filled` that something is written in
    the mapping or list, though it may not be readable.
    """

    kind: str
    loc: Loc
    now: Loc
    at_key: bool
    context: Mapping[str, Any]
    message: str
    filled: bool

    @staticmethod
    def read(error: Any, tree: Node, pruned: Iterable[Loc]) -> _Detail:
        now: Loc = error["loc"]
        at_key = bool(now) and now[-1] == "[key]" and not _is_there(tree, now)
        now = now[:-1] if at_key else now
        loc = restore_place(now, pruned)
        filled = bool(getattr(locate(tree, loc), "values", None))
        context = error.get("ctx", {})
        return _Detail(error["type"], loc, now, at_key, context, str(error["msg"]), filled)

    @property
    def extra(self) -> bool:
        return self.kind == "extra_forbidden"

    @property
    def asked(self) -> frozenset[Loc]:
        """The keys that the problem says are missing."""
        if self.kind == "missing":
            return frozenset({self.loc})
        keys = self.context.get("choices", ()) or (self.context.get("key", ""),)
        asks = self.kind in ("SL103", "SL118")
        return frozenset((*self.loc, key) for key in keys) if asks else frozenset()

    def follows(self, pruned: Iterable[Loc]) -> bool:
        """Return whether a problem is only there because a part it asks for was left out."""
        if self.kind in ("SL116", "too_short"):
            return self.filled
        return not self.asked.isdisjoint(pruned)

    def put_stand_in(self, data: Any, stand_ins: Mapping[str, Any]) -> bool:
        """Put a stand-in where one key is missing that has one; return whether it was put."""
        loc = self.now if self.kind == "missing" else (*self.now, self.context.get("key", ""))
        key = str(loc[-1]) if loc else ""
        if self.kind not in ("missing", "SL103") or key not in stand_ins:
            return False
        for step in loc[:-1]:
            data = data[step]
        data[key] = stand_ins[key]
        return True

    def to_prune(self, data: Any) -> Loc:
        """Return the part to leave out: the value, or for a missing key its mapping."""
        loc = self.now[:-1] if self.kind == "missing" else self.now
        while loc and not _exists(data, loc):
            loc = loc[:-1]
        return loc


def restore_place(loc: Loc, pruned: Iterable[Loc]) -> Loc:
    """Return where a place of the remaining document was before parts of lists were left out."""
    found: Loc = ()
    for step in loc:
        if isinstance(step, int):
            gone = [each[-1] for each in pruned if each and each[:-1] == found]
            step_there = _skip(step, sorted(index for index in gone if isinstance(index, int)))
            found = (*found, step_there)
        else:
            found = (*found, step)
    return found


def _skip(index: int, gone: Iterable[int]) -> int:
    """Return the position of an entry before the ones at `gone` (rising) were left out."""
    for each in gone:
        index += each <= index
    return index


def _is_there(tree: Node, loc: Loc) -> bool:
    here: Node | None = tree
    for step in loc:
        if isinstance(here, MappingNode):
            here = here.values.get(str(step))
        elif isinstance(here, SequenceNode) and isinstance(step, int) and step < len(here.values):
            here = here.values[step]
        else:
            return False
    return here is not None


def diagnose_at(code: str, tree: Node, path: Loc, /, **arguments: object) -> Diagnostic:
    """Return a diagnostic placed at the value that a path leads to."""
    return _diagnose(code, locate(tree, path), path, arguments)


def diagnose_key(code: str, tree: Node, path: Loc, /, **arguments: object) -> Diagnostic:
    """Return a diagnostic placed at the key at the end of a path.

    A key that is missing because a colon has joined it with its value is that mistake instead.
    """
    slip = _find_joined(tree, path, str(arguments["key"])) if code == "SL103" else None
    return slip or _diagnose(code, locate(tree, path, key=True), path, arguments)


def _diagnose(code: str, node: Node, path: Loc, arguments: Mapping[str, object]) -> Diagnostic:
    place = node.location
    words = freeze_arguments(arguments)
    named = ".".join(str(step) for step in path) or None
    return Diagnostic(code, words, place, node.source.line(place.line), named)


def _sorted(problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    def place(each: Diagnostic) -> tuple[str, int, int]:
        return each.location[:3] if each.location else ("", 0, 0)

    # A bare label is read as both languages: what is wrong with it is one problem.
    unique = {(each.code, each.arguments, each.location): each for each in reversed([*problems])}
    return tuple(sorted(unique.values(), key=place))


_AT_KEYS = frozenset({"SL101", "SL103", "SL117"})


def _translate(detail: _Detail, tree: Node, model: type[BaseModel]) -> Diagnostic:
    """Return our diagnostic for one of pydantic's errors."""
    kind, loc = detail.kind, detail.loc
    if kind in MESSAGES:
        if instead := _find_other_writing(detail, tree):
            return diagnose_at("SL125", tree, loc, **instead)
        place = diagnose_key if detail.at_key or kind in _AT_KEYS else diagnose_at
        return place(kind, tree, loc, **detail.context)
    if kind == "extra_forbidden":
        return _unknown_key(tree, loc, model)
    if kind == "missing":
        return _missing(tree, loc, model)
    return _wrong_kind(detail, tree, model)


_OTHERWISE = {"SL111": guess_date, "SL201": guess_number}
"""What is often written in another way: the problem it makes, and what tells what was meant."""


def _find_other_writing(detail: _Detail, tree: Node) -> dict[str, str]:
    """Return how a value is written here that is plain in another writing, or nothing."""
    node = locate(tree, detail.loc)
    guess = _OTHERWISE.get(detail.kind)
    instead = guess(str(node)) if guess is not None and isinstance(node, Scalar) else ""
    return {"text": _shorten(str(node)), "instead": instead} if instead else {}


def _missing(tree: Node, loc: Loc, model: type[BaseModel]) -> Diagnostic:
    """Return the diagnostic of a missing key, placed at the key of the mapping it belongs to."""
    key = str(loc[-1])
    if slip := _find_joined(tree, loc[:-1], key):
        return slip
    if choices := _list_choices(model, loc):
        return diagnose_key("SL126", tree, loc[:-1], key=key, known=choices)
    return diagnose_key("SL103", tree, loc[:-1], key=key)


def _find_joined(tree: Node, loc: Loc, key: str) -> Diagnostic | None:
    """Return the diagnostic of a key that one colon has joined with its value, if any has."""
    node = locate(tree, loc)
    for joined in node.keys.values() if isinstance(node, MappingNode) else ():
        for code, sign in (("SL006", "："), ("SL007", ":")):
            if joined.plain and joined.startswith(key + sign):
                return _place_slip(code, joined)
    return None


def _list_choices(model: type[BaseModel], loc: Loc) -> str:
    """Return the values to choose from at the end of a path, or nothing where it is free."""
    here: Any = model
    for step in loc:
        inner = _inner(here)
        here = _step_into(here, step) if inner is None else inner
    choices = get_args(here) if get_origin(here) is Literal else ()
    return ", ".join(f"`{each}`" for each in choices) if len(choices) > 1 else ""


def _wrong_kind(detail: _Detail, tree: Node, model: type[BaseModel]) -> Diagnostic:
    kind, loc = detail.kind, detail.loc
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return _no_mapping(tree, loc, model)
    if kind == "too_short":
        return diagnose_at("SL116", tree, loc)
    if kind in ("tuple_type", "list_type"):
        return diagnose_at("SL105", tree, loc)
    if kind in ("literal_error", "enum") and isinstance(locate(tree, loc), Scalar):
        return _no_choice(detail, tree)
    if kind in ("string_type", "literal_error"):
        return diagnose_at("SL106", tree, loc)
    return diagnose_at("SL119", tree, loc, reason=detail.message)


def _no_mapping(tree: Node, loc: Loc, model: type[BaseModel]) -> Diagnostic:
    """Return the diagnostic of a value that should be a mapping of keys."""
    node, known = locate(tree, loc), _show_keys(model, loc)
    if not isinstance(node, Scalar):
        return diagnose_at("SL104", tree, loc, text="- …", known=known)
    if not node and node.plain:
        return diagnose_at("SL107", tree, loc)
    if slip := find_colon_slip(node):
        return _place_slip(slip, node)
    return diagnose_at("SL104", tree, loc, text=_shorten(node), known=known)


def _no_choice(detail: _Detail, tree: Node) -> Diagnostic:
    """Return the diagnostic of a value that is none of those to choose from."""
    node = locate(tree, detail.loc)
    if not isinstance(node, Scalar) or (not node and node.plain):
        return diagnose_at("SL107", tree, detail.loc)
    expected = str(detail.context.get("expected", ""))
    known = re.findall(r"'([^']*)'", expected)
    if instead := guess_choice(str(node), known):
        return diagnose_at("SL125", tree, detail.loc, text=_shorten(node), instead=instead)
    allowed = ", ".join(f"`{each}`" for each in known)
    return diagnose_at("SL108", tree, detail.loc, text=_shorten(node), allowed=allowed)


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
    if guess := _guess_key(loc, model):
        return diagnose_key("SL102", tree, loc, key=key, guess=guess)
    return diagnose_key("SL101", tree, loc, key=key, known=_show_keys(model, loc[:-1]))


def _show_keys(model: type[BaseModel], loc: Loc) -> str:
    """Return the keys that belong in a place, for a reader."""
    return ", ".join(f"`{key}`" for key in dict.fromkeys(_known_keys(model, loc))) or "`key`"


def _guess_key(loc: Loc, model: type[BaseModel]) -> str:
    """Return the key that an unknown one was probably meant to be, or an empty text."""
    return guess_key(str(loc[-1]), _known_keys(model, loc[:-1]))


def _known_keys(model: type[BaseModel], loc: Loc) -> list[str]:
    """Return the keys of the shape that a path leads to, as far as types tell."""
    here: Any = model
    for step in loc:
        inner = _inner(here)
        here = _step_into(here, step) if inner is None else inner
    found = _models_in(here)
    return [field.alias or name for each in found for name, field in each.model_fields.items()]


def _step_into(annotation: Any, step: str | int) -> Any:
    """Return what a step leads to: a field of a model, else the values of a mapping or list."""
    for each in _models_in(annotation):
        for name, field in each.model_fields.items():
            if step in (name, field.alias):
                return field.annotation
    return annotation


def _inner(annotation: Any) -> Any:
    """Return the type of the values of a mapping or list, which a name or position leads to."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is dict:
        return arguments[1]
    if origin is tuple:
        return arguments[0]
    for each in arguments:
        if (found := _inner(each)) is not None:
            return found
    return None


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for each in getattr(annotation, "__args__", ()) for model in _models_in(each)]


def _exists(data: Any, loc: Loc) -> bool:
    for step in loc:
        inside = isinstance(data, dict) and step in data
        if not inside and not (isinstance(data, list) and step in range(len(data))):
            return False
        data = data[step]
    return True


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
