"""What shapes ask of several keys at once, as JSON Schema: which go together, which do not.

The models and the compiler say it in code, which no schema can be made from. Each rule here is one
of theirs; tests/schemas/test_rules.py breaks every one and sees that scorelib refuses it, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from scorelib.model.cohort import STATISTICS
from scorelib.model.entries import COLUMNS

__all__ = ["RULES", "Rule", "describe_rules"]

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what holds of a whole shape, and what of it holds of a layer's part of one.

    A layer may leave out what the layers below it say, but writes nothing that excludes itself.
    """

    whole: Schema
    part: tuple[Schema, ...] = ()


def _has(*keys: str) -> Schema:
    return {"required": list(keys)}


def _never(*keys: str) -> Schema:
    return {"not": _has(*keys)}


def _is(key: str, *values: str) -> Schema:
    """Return the schema of a shape in which a key is there and has one of these values."""
    return {"properties": {key: {"enum": list(values)}}, "required": [key]}


def _when(condition: Schema, then: Schema) -> Rule:
    return Rule({"if": condition, "then": then})


def _one_of(*keys: str) -> Rule:
    apart = tuple(_never(*pair) for pair in combinations(keys, 2))
    return Rule({"oneOf": [_has(key) for key in keys]}, apart)


def _any_of(*keys: str) -> Rule:
    return Rule({"anyOf": [_has(key) for key in keys]})


def _needs(key: str, other: str) -> Rule:
    return Rule({"dependentRequired": {key: [other]}})


def _excludes(first: str, *others: str) -> Rule:
    apart = tuple(_never(first, other) for other in others)
    return Rule(apart[0] if len(apart) == 1 else {"allOf": list(apart)}, apart)


def _goes_with(key: str, other: str, value: str) -> tuple[Rule, ...]:
    """Return that a key is there exactly where another has a value."""
    return _when(_is(other, value), _has(key)), _when(_has(key), _is(other, value))


_SAYS_WHY: Final = _when(_is("state", "not-applicable", "cannot-be-assessed"), _has("reason"))
_SPEAKS: Final = ("problem", "cause", "activity", "shortage")


def _statement_rules() -> tuple[Rule, ...]:
    speaks: Schema = {"anyOf": [_has("state"), _is("role", *_SPEAKS)]}
    told: Schema = {"anyOf": [_has("topic"), _has("about")]}
    return (
        _any_of("value", "words"),
        _needs("figure", "about"),
        _needs("due", "topic"),
        _needs("unclear", "about"),
        _when({**_has("about"), "not": speaks}, _has("value")),
        _when(_is("role", "problem", "cause", "activity"), _has("about")),
        _when(_is("role", "target", "progress"), told),
        _when(_has("state"), told),
        _when(_is("role", "progress"), _has("value")),
    )


def _statistic_rules() -> tuple[Rule, ...]:
    """Return the keys that each statistic needs and those that do not go with it."""
    own = sorted(set().union(*(needs | may for needs, may in STATISTICS.values())))
    rules = []
    for name, (needs, may) in STATISTICS.items():
        others = {key: False for key in own if key not in needs | may}
        rules.append(_when(_is("statistic", name), {"properties": others, **_has(*sorted(needs))}))
    return tuple(rules)


def _go_together(
    key: str, values: Sequence[str], needs: Sequence[str], never: Sequence[str]
) -> Rule:
    """Return what a shape needs and may not have where a key has one of these values."""
    asked = _has(*needs) if needs else {}
    return _when(_is(key, *values), {**asked, "properties": dict.fromkeys(never, False)})


_EDGES: Final = (_excludes("from", "above"), _excludes("to", "below"))
_MEASURED: Final = (
    _excludes("min", "above"),
    _excludes("max", "below"),
    *_goes_with("values", "kind", "category"),
)
_MEASURE: Final = ("unit", "min", "above", "max", "below")
_UNMEASURED: Final = ("date", "flag", "category")
_OF_LINES: Final = ("unit", "nodes", "segments", "places", "below", "above")
_OF_ARGUMENTS: Final = ("units", "by", "values", "otherwise")
_OF_RULES: Final = ("hit", "rules", "priority")


def _table_rules() -> tuple[Rule, ...]:
    ends: Schema = {"oneOf": [_has("nodes"), _has("segments")]}
    return (
        _go_together("kind", ["piecewise"], (), (*_OF_ARGUMENTS, *_OF_RULES, "rows")),
        _go_together("kind", ["lookup"], ("by", "rows"), (*_OF_LINES, *_OF_RULES)),
        _go_together("kind", ["decision"], ("by", "hit", "rules"), (*_OF_LINES, "rows")),
        _when(_is("kind", "piecewise"), ends),
        _excludes("values", "result_unit"),
        _go_together("hit", ["sum", "min", "max", "count"], (), ("values",)),
        _go_together("hit", ["count"], (), ("otherwise", "result_unit")),
        *_goes_with("priority", "hit", "priority"),
    )


_LOCKED: Final = {"enum": [True, "true"]}
RULES: Final[Mapping[str, Sequence[Rule]]] = {
    "CellShape": (_one_of("value", "state"), _SAYS_WHY),
    "FactShape": (
        _one_of("value", "state", "counts", "rows"),
        _SAYS_WHY,
        _needs("respondents", "counts"),
    ),
    "RowShape": (_SAYS_WHY,),
    "FundsLine": (_any_of(*COLUMNS),),
    "FundsRow": (_any_of(*COLUMNS),),
    "FundsEntry": (_any_of("rows", "total"),),
    "MaximumShape": (_one_of("value", "inferred"), _needs("inferred", "reason")),
    "Version": (_any_of("target", "max_points"),),
    "ItemEntry": (_needs("state", "reason"),),
    "Judgement": (_one_of("points", "panel"),),
    "Statement": _statement_rules(),
    "Expectation": (Rule({"minProperties": 1}),),
    "ProjectDocument": (_excludes("rules", "ruleset"), _needs("rules", "jurisdiction")),
    "Allowed": (
        Rule(
            {
                "oneOf": [
                    {"properties": {"locked": _LOCKED}, "required": ["locked"]},
                    {"anyOf": [_has("min"), _has("max")]},
                ]
            }
        ),
    ),
    "ValueSpec": (_one_of("formula", "date"),),
    "OutputSpec": (
        _one_of("formula", "worst"),
        _excludes("worst", "unit", "rounding", "grades"),
    ),
    "Aggregate": (
        *_goes_with("weights", "kind", "weighted-mean"),
        *_goes_with("formula", "kind", "formula"),
        Rule({"not": {"properties": {"kind": {"const": "formula"}, "without": {"const": "skip"}},
                      **_has("kind", "without")}}),
    ),
    "IndicatorSpec": (
        _one_of("indicators", "criteria", "method", "declared"),
        _excludes("max_points", "share"),
        _any_of("max_points", "share", "indicators"),
    ),
    "Winsorise": (
        _one_of("points", "share"),
        _needs("share", "definition"),
        _excludes("points", "definition"),
    ),
    "StatisticSpec": _statistic_rules(),
    "FactSpec": (
        *_MEASURED,
        *_goes_with("levels", "kind", "survey"),
        *_goes_with("fields", "kind", "list"),
        _go_together("kind", (*_UNMEASURED, "survey", "list"), (), _MEASURE),
        _go_together("kind", (*_UNMEASURED, "count", "survey", "list"), (), ("funds",)),
    ),
    "FieldSpec": (*_MEASURED, _go_together("kind", _UNMEASURED, (), _MEASURE)),
    "Bounds": _EDGES,
    "GradeBand": _EDGES,
    "Row": _EDGES,
    "TierBand": _EDGES,
    "Segment": (
        *_EDGES,
        _any_of("from", "above"),
        _any_of("to", "below"),
    ),
    "TableSpec": _table_rules(),
    "Panel": _goes_with("trim", "combine", "trimmed-mean"),
    "Veto": (_one_of("node", "when"), _needs("node", "below"), _excludes("when", "below")),
}  # fmt: skip
"""The rules of each shape, by its name."""


def describe_rules(shape: str, *, whole: bool) -> list[Schema]:
    """Return the rules of a shape, or what of them holds of a layer's part of one."""
    rules = RULES.get(shape, ())
    return [rule.whole for rule in rules] if whole else [each for r in rules for each in r.part]
