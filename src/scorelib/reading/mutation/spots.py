"""The places of a ruleset that say what it scores: each scalar with its key and its type.

The types are those of the shapes of documents, so that a method or a key that is new is walked
without being named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from scorelib.compiler.methods import FORM_METHODS, GRADE_METHODS, METHODS
from scorelib.ground.errors import Text
from scorelib.ground.source import MappingNode, Node, Scalar, SequenceNode
from scorelib.model.fields import Formula, NodeName, Places, Words
from scorelib.model.ruleset import Aggregate, Declared, RulesetDocument
from scorelib.reading.mutation.trees import Loc

__all__ = ["Group", "Kind", "Spot", "list_places"]

Kind = Literal["formula", "number", "places", "day", "choice", "flag", "words", "name"]
"""What a scalar is: `words` may be an amount, `name` is an id or what names another part."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One scalar: where it stands, what it is, and for a choice what else it could be.

    `shape` is the shape of the mapping it stands in, None in a plain list or mapping.
    """

    path: Loc
    node: Scalar
    kind: Kind
    others: tuple[str, ...] = ()
    shape: type[BaseModel] | None = None

    @property
    def key(self) -> str:
        """The key it is written under; that of the list for an entry of one."""
        return next((str(step) for step in reversed(self.path) if isinstance(step, str)), "")


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that stand side by side: a list or a mapping, its path, and their paths."""

    path: Loc
    entries: tuple[Loc, ...]
    shape: type[BaseModel] | None = None

    @property
    def key(self) -> str:
        """The key it is written under."""
        return next((str(step) for step in reversed(self.path) if isinstance(step, str)), "")


_ASIDE: Final = frozenset(
    {
        "accepted",
        "allow",
        "chapters",
        "cites",
        "document",
        "figures",
        "id",
        "key_nodes",
        "kind",
        "label",
        "layouts",
        "message",
        "note",
        "remove",
        "sources",
        "title",
        "unit",
        "units",
        "result_unit",
        "severity",
        "jurisdiction",
        "extends",
        "scorelib",
        "edition",
        "revision",
        "take_over_from",
    }
)
"""What names, explains, cites or grades a remark; it scores nothing."""

_SHAPES: Final = {
    each.kind: each.shape for table in (GRADE_METHODS, FORM_METHODS, METHODS) for each in table
}


def list_places(tree: Node) -> Iterator[Spot | Group]:
    """Yield every scalar of a ruleset that bears on what it scores, and every list and mapping.

    >>> from scorelib.ground.source import read_document
    >>> tree = read_document("rounding: {points: {places: 2, mode: half-up}}")
    >>> [(each.key, each.kind) for each in list_places(tree) if isinstance(each, Spot)]
    [('places', 'places'), ('mode', 'choice')]
    """
    yield from _walk(tree, (), RulesetDocument, None)


def _walk(
    node: Node, path: Loc, annotation: Any, shape: type[BaseModel] | None
) -> Iterator[Spot | Group]:
    if isinstance(node, Scalar):
        found = _tell_kind(annotation)
        if found is not None:
            kind, others = found
            rest = tuple(each for each in others if each != node)
            yield Spot(path, node, kind, rest, shape)
        return
    if isinstance(node, SequenceNode):
        inner = _inner_of(annotation, tuple)
        yield Group(path, tuple((*path, place) for place in range(len(node.values))), shape)
        for place, each in enumerate(node.values):
            yield from _walk(each, (*path, place), inner, None)
        return
    model = _model_of(annotation, node)
    if model is not None:
        yield from _walk_shape(node, path, model)
        return
    inner = _inner_of(annotation, dict)
    if inner is Any and "kind" in node.values:
        return
    yield Group(path, tuple((*path, key) for key in node.values), shape)
    for key, each in node.values.items():
        yield from _walk(each, (*path, key), inner, None)


def _walk_shape(node: MappingNode, path: Loc, model: type[BaseModel]) -> Iterator[Spot | Group]:
    fields = {each.alias or name: each for name, each in model.model_fields.items()}
    for key, value in node.values.items():
        if key in _ASIDE:
            if (
                key == "kind"
                and (others := _other_kinds(node, model))
                and isinstance(value, Scalar)
            ):
                yield Spot((*path, key), value, "choice", others, model)
            continue
        field = fields.get(key)
        if field is None:
            yield from _walk(value, (*path, key), _extra_of(model), model)
        else:
            annotation: Any = field.annotation
            for each in field.metadata:
                annotation = Annotated[annotation, each]
            if isinstance(value, Scalar) and model is Declared and _is_method_in(annotation):
                others = tuple(each for each in _BARE if each != value)
                yield Spot((*path, key), value, "choice", others, model)
            yield from _walk(value, (*path, key), annotation, model)


_BARE: Final = tuple(
    each.kind
    for each in FORM_METHODS
    if not any(
        field.is_required() for name, field in each.shape.model_fields.items() if name != "kind"
    )
)
"""The ways of scoring a target that need no settings: one can be taken for another."""

_PLAIN_AGGREGATES: Final = ("mean", "min", "max")


def _other_kinds(node: MappingNode, model: type[BaseModel]) -> tuple[str, ...]:
    """Return what the kind of an aggregate, or of a way of scoring targets, could also be."""
    kind = str(node.values["kind"])
    if model is Aggregate:
        return tuple(each for each in _PLAIN_AGGREGATES if each != kind)
    plain = node.values.keys() <= {"kind", "cites"} and kind in _BARE
    return tuple(each for each in _BARE if each != kind) if plain else ()


def _is_method_in(annotation: Any) -> bool:
    """Return whether a type is that of a method, or of one that may be left out."""
    return _is_method(annotation) or any(map(_is_method_in, get_args(annotation)))


def _extra_of(model: type[BaseModel]) -> Any:
    """Return the type of the values under keys that a shape does not know."""
    extra = model.__annotations__.get("__pydantic_extra__")
    return Any if extra is None else tuple[str, ...]


def _model_of(annotation: Any, node: MappingNode) -> type[BaseModel] | None:
    """Return the shape of a mapping; that of a method is the one of its kind."""
    kind = node.values.get("kind")
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if annotation is Any or _is_container(annotation):
        return None
    if _is_method(annotation) and isinstance(kind, Scalar):
        return _SHAPES.get(str(kind))
    found = [_model_of(each, node) for each in get_args(annotation)]
    return next((each for each in found if each is not None), None)


def _is_container(annotation: Any) -> bool:
    origin = get_origin(annotation)
    return origin in (tuple, list) or (origin is dict and not _is_method(annotation))


def _is_method(annotation: Any) -> bool:
    return get_origin(annotation) is dict and get_args(annotation) == (str, Any)


def _inner_of(annotation: Any, container: type) -> Any:
    """Return the type of the entries of a list or mapping, Any where it is not said."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is container:
        return arguments[1] if container is dict else arguments[0]
    for each in arguments if origin in (Annotated, Union, UnionType) else ():
        found = _inner_of(each, container)
        if found is not Any:
            return found
    return Any


_TEXTS: Final[tuple[tuple[Any, Kind], ...]] = (
    (get_args(Formula)[1], "formula"),
    (get_args(Places)[1], "places"),
    (get_args(Words)[1], "words"),
    (get_args(NodeName)[1], "name"),
)
"""The readers of the kinds of text: two kinds of words differ in nothing else."""


def _tell_kind(annotation: Any) -> tuple[Kind, tuple[str, ...]] | None:
    """Return what a scalar of a type is, and what else it could be."""
    if annotation is Any:
        return "words", ()
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        for reader, kind in _TEXTS:
            if reader in arguments[1:]:
                return kind, ()
        return _tell_kind(arguments[0])
    if origin is Literal:
        return "choice", tuple(str(each) for each in arguments)
    if origin in (Union, UnionType, tuple):
        found = [_tell_kind(each) for each in arguments if each not in (NoneType, Ellipsis)]
        return next((each for each in found if each is not None), None)
    plain: dict[Any, Kind] = {Fraction: "number", int: "number", bool: "flag", date: "day"}
    if annotation in (Text, str):
        return None
    return (plain[annotation], ()) if annotation in plain else None
