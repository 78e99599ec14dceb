"""From a shape to JSON Schema: its keys with what may be written there, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scorelib.compiler.methods import FORM_METHODS, GRADE_METHODS, METHODS
from scorelib.model.project import CaseRow
from scorelib.model.ruleset import FORMS, Citation, Declared
from scripts.schemas.rules import describe_rules
from scripts.schemas.values import FOLLOWED, SHORT, VALUES, name_value
from scripts.schemas.words import (
    describe_choices,
    describe_key,
    describe_shape,
    describe_value,
    find_snippet,
)

__all__ = ["Walk"]

Schema = dict[str, Any]

_STATEMENT: Final = frozenset({"kind", "places", "value", "state", "level", "by", "use", "at_most"})
"""Keys by which a layer writes the whole of a part: nothing of it is left to the layers below."""

_STATED: Final = frozenset({"effective", "jurisdiction"})
"""Keys that a layer writes whole, whatever stands below."""


class Walk:
    """A walk through shapes, which leaves each behind as a definition.

    With `whole=False` they are those of a layer: what the layers below it say may be left out.
    """

    def __init__(self, definitions: dict[str, Schema], *, whole: bool = True) -> None:
        self.definitions = definitions
        self.whole = whole

    def refer(self, model: type[BaseModel]) -> Schema:
        """Return a reference to a shape, which is described the first time it is met."""
        name = model.__name__ if self.whole else f"{model.__name__}.layer"
        if name not in self.definitions:
            self.definitions[name] = {}  # A shape may lead to itself.
            self.definitions[name] = self.describe(model)
        return {"$ref": f"#/$defs/{name}"}

    def describe(self, model: type[BaseModel]) -> Schema:
        """Return the schema of a shape."""
        keys = dict(self._list_keys(model))
        hints = get_type_hints(model, include_extras=True)
        extra = hints.get("__pydantic_extra__")
        found: Schema = {
            **describe_shape(model),
            **(find_snippet(model) if self.whole else {}),
            "type": "object",
            "properties": keys,
            "additionalProperties": False if extra is None else self._take(get_args(extra)[1]),
        }
        needed = [
            field.alias or name for name, field in model.model_fields.items() if field.is_required()
        ]
        found |= self._ask(model, needed)
        rules = describe_rules(model.__name__, whole=self.whole)
        return {**found, "allOf": rules} if rules else found

    def _ask(self, model: type[BaseModel], needed: Sequence[str]) -> Schema:
        """Return which keys there have to be; in a layer those of a part that it writes whole."""
        if self.whole:
            return {"required": list(needed)} if needed else {}
        names = {field.alias or name for name, field in model.model_fields.items()}
        marks = sorted(_STATEMENT & names)
        return {"dependentRequired": {mark: list(needed) for mark in marks}} if needed else {}

    def _list_keys(self, model: type[BaseModel]) -> Iterator[tuple[str, Schema]]:
        hints = get_type_hints(model, include_extras=True)
        for name, field in model.model_fields.items():
            key = field.alias or name
            walk = Walk(self.definitions) if key in _STATED else self
            found = self._override(model.__name__, key)
            if found is None:
                found = walk._take(hints[name])
            elif get_origin(hints[name]) is Annotated:
                found = self._bound(hints[name].__metadata__, found)
            if field.is_required() and NoneType in get_args(_bare(hints[name])):
                found = {"anyOf": [found, {"type": "null"}]}
            default = field.get_default()
            if isinstance(default, str):
                found = {**found, "default": default}
            yield key, {**describe_key(model, key), **_tell_choices(model.__name__, key, found)}

    def _override(self, shape: str, key: str) -> Schema | None:
        """Return what a key takes where its type does not tell."""
        if shape == "Declared" and key in FORMS:
            able = [each for each in FORM_METHODS if key in each.forms]
            return self._choose_method({each.kind: each.shape for each in able})
        if (shape, key) == ("IndicatorSpec", "declared"):
            return {"anyOf": [self._value("NodeName"), self.refer(Declared)]}
        if (shape, key) == ("RulesetDocument", "grade_rules"):
            rules = self._choose_method({each.kind: each.shape for each in GRADE_METHODS})
            return {"type": "array", "items": rules}
        if (shape, key) == ("CaseTable", "rows"):
            bare: Schema = {"type": "array", "minItems": 1}
            return {"type": "array", "items": {"anyOf": [self.refer(CaseRow), bare]}}
        if (shape, key) == ("Assumption", "alternative"):
            return {
                "type": "object",
                "properties": {"ruleset": {}, "project": {}},
                "additionalProperties": False,
            }
        return None

    def _take(self, hint: Any) -> Schema:
        """Return what may be written where a type is asked for."""
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self._bound(hint.__metadata__, self._take_named(hint))
        if origin in (Union, UnionType):
            found = [self._take(each) for each in arguments if each is not NoneType]
            return found[0] if len(found) == 1 else {"anyOf": found}
        if origin is Literal:
            return {"enum": [value for each in arguments for value in _spell(each)]}
        if origin is dict:
            return self._take_mapping(*arguments)
        if origin is tuple:
            return {"type": "array", "items": self._take(arguments[0])}
        if isinstance(hint, type) and issubclass(hint, BaseModel):
            return self.refer(hint)
        return {str: {"type": "string"}, int: {"type": "integer"}}.get(hint, {})

    def _take_named(self, hint: Any) -> Schema:
        """Return what may be written for a type that has a reader of its own."""
        name = name_value(hint.__metadata__)
        if name is None:
            return self._take(hint.__origin__)
        if name in VALUES:
            return self._value(name)
        if name in SHORT:
            return self._define(name, SHORT[name])
        if name in FOLLOWED:
            return {"anyOf": [self._resolve(FOLLOWED[name]), self._take(hint.__origin__)]}
        if name == "Citations":
            ways = [self._value("Clause"), Walk(self.definitions).refer(Citation)]
            several = {"type": "array", "items": {"anyOf": ways}}
            return self._define(name, {"anyOf": [*ways, several]})
        return self._choose_method({each.kind: each.shape for each in METHODS})

    def _take_mapping(self, key: Any, value: Any) -> Schema:
        found: Schema = {"type": "object", "additionalProperties": self._take(value)}
        return found if key is str else {**found, "propertyNames": self._take(key)}

    def _choose_method(self, shapes: Mapping[str, type[BaseModel]]) -> Schema:
        """Return a method: its kind alone where it has no settings to ask for, or with them."""
        kinds = list(shapes)
        every = {"kind": {"enum": kinds, "enumDescriptions": describe_choices("", "kind", kinds)}}
        bare = [
            kind
            for kind, shape in shapes.items()
            if {name for name, f in shape.model_fields.items() if f.is_required()} == {"kind"}
        ]
        alone = [{"enum": bare, "enumDescriptions": describe_choices("", "kind", bare)}]
        able = [*(alone if bare else []), *(self.refer(shape) for shape in shapes.values())]
        # The kinds once more: editors offer all of them, and a kind that there is not is one slip.
        known = {"properties": {"kind": {"enum": kinds}}}
        return {"properties": every, "if": known, "then": {"anyOf": able}}

    def _bound(self, metadata: tuple[Any, ...], found: Schema) -> Schema:
        """Return a schema with the bounds that stand among the metadata of its hint."""
        fields = [each for each in metadata if isinstance(each, FieldInfo)]
        for bound in (each for field in fields for each in field.metadata):
            if isinstance(bound, MinLen) and found.get("type") == "array":
                found = {**found, "minItems": bound.min_length}
            elif isinstance(bound, MinLen) and found.get("type") == "object" and self.whole:
                # Of a layer's mapping more may stand in the layers below.
                found = {**found, "minProperties": bound.min_length}
            elif isinstance(bound, Ge):
                found = {**found, "minimum": bound.ge}
        return found

    def _value(self, name: str) -> Schema:
        return self._define(name, VALUES[name])

    def _define(self, name: str, schema: Schema) -> Schema:
        """Return a reference to a kind of value, which is described the first time it is met."""
        if name not in self.definitions:
            about = describe_value(name)
            told = _tell_slips(self._resolve(schema), about["description"])
            self.definitions[name] = {**about, **_tell_choices(name, _key_of(name), told)}
        return {"$ref": f"#/$defs/{name}"}

    def _resolve(self, schema: Schema) -> Schema:
        """Return a schema after describing every kind of value that it refers to."""
        for name in _list_references(schema):
            if name in VALUES:
                self._value(name)
        return schema


def _key_of(value: str) -> str:
    """Return the key that a kind of value with words of its own is written under."""
    return "max_points" if value == "MaxPoints" else value


def _tell_slips(schema: Schema, about: str) -> Schema:
    """Return a schema that says what is asked for where a text does not have its form."""
    if "anyOf" in schema:
        return {**schema, "anyOf": [_tell_slips(each, about) for each in schema["anyOf"]]}
    words = " / ".join(about.split("\n\n"))
    return {**schema, "patternErrorMessage": words} if "pattern" in schema else schema


def _tell_choices(shape: str, key: str, found: Schema) -> Schema:
    """Return a schema in which every word of a choice has its meaning beside it."""
    if "anyOf" in found:
        return {**found, "anyOf": [_tell_choices(shape, key, each) for each in found["anyOf"]]}
    words = found.get("enum", [])
    if len(words) < 2 or "enumDescriptions" in found or not isinstance(words[0], str):
        return found
    return {**found, "enumDescriptions": describe_choices(shape, key, words)}


def _bare(hint: Any) -> Any:
    return _bare(hint.__origin__) if get_origin(hint) is Annotated else hint


def _spell(word: str) -> list[str | int]:
    """Return a fixed word as it may be written: `1` also as a number."""
    return [int(word), word] if word.isdecimal() else [word]


def _list_references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield str(schema["$ref"]).rpartition("/")[2]
        for each in schema.values():
            yield from _list_references(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from _list_references(each)
