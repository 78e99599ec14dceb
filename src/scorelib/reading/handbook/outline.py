"""The tree of a ruleset as it is printed (评价指标体系): merged levels, maxima, rules in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from scorelib.compiler.graph.nodes import Constant
from scorelib.compiler.graph.plan import Occurrence
from scorelib.model.ruleset import FORMS, Declared, IndicatorSpec
from scorelib.reading.handbook.sentences import Bands, name_method, say_method
from scorelib.reading.handbook.voice import Voice, list_specs
from scorelib.reading.reports.blocks import Cell, Column, Grid, Row
from scorelib.reading.reports.cells import NOTHING, percent
from scorelib.words.numbers import print_number

__all__ = [
    "Spot",
    "list_forms",
    "list_spots",
    "say_heading",
    "say_maximum",
    "say_rule",
    "tabulate_tree",
]

_LEVELS: Final = 6
"""The levels that have names of their own; the criteria of an indicator are called by theirs."""


_LISTED: Final = 12
"""So many parts of a heading are named in its sentence; of more, their number is said."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A node of the tree: what the ruleset writes of it, and where the plan has it."""

    id: str
    spec: IndicatorSpec
    occurrence: Occurrence
    parent: Spot | None
    maximum: Fraction | None

    @property
    def anchor(self) -> str:
        """What it can be pointed at by."""
        return f"node {self.id}"

    @property
    def depth(self) -> int:
        """How many nodes stand above it."""
        return 0 if self.parent is None else self.parent.depth + 1

    @property
    def bands(self) -> Bands:
        """The bands of its method, as they tile its value."""
        return self.occurrence.bands, self.occurrence.band_unit


def list_spots(voice: Voice) -> tuple[Spot, ...]:
    """Return every node of the tree in its order."""
    plan = voice.plan
    known = {each.id: each for each in plan.occurrences if each.slot is None}
    found: dict[str, Spot] = {}
    for name, spec in list_specs(voice.ruleset.document.indicators).items():
        here = known[name]
        node = plan.nodes[here.max_points]
        value = node.value if isinstance(node, Constant) else None
        maximum = value if isinstance(value, Fraction) else None
        found[name] = Spot(name, spec, here, found.get(here.parent or ""), maximum)
    return tuple(found.values())


def say_maximum(voice: Voice, spot: Spot) -> str:
    """Return the maximum of a node: a figure, a share, or who says it."""
    spec = spot.spec
    if spec.share is not None:
        return voice.say("maximum.share", share=str(spec.share))
    if isinstance(spec.max_points, str):
        return voice.say(f"maximum.{spec.max_points}")
    if spot.maximum is None:
        return voice.say("maximum.none")
    return print_number(spot.maximum)


def say_rule(voice: Voice, spot: Spot) -> str:
    """Return how a node is scored, in a sentence."""
    if spot.spec.method is not None:
        return say_method(voice, spot.spec.method, spot.bands)
    if spot.spec.declared is not None:
        return _say_declared(voice, spot)
    return say_heading(voice, spot.id)


def say_heading(voice: Voice, above: str | None) -> str:
    """Return how a heading, or with None the total, is made of what is right below it."""
    document = voice.ruleset.document
    spots = [each for each in list_spots(voice) if (each.parent and each.parent.id) == above]
    own = next((each for each in list_spots(voice) if each.id == above), None)
    aggregate = document.aggregate if own is None else own.spec.aggregate
    weights = {} if aggregate is None else aggregate.weights or {}
    if aggregate is not None and aggregate.kind == "formula":
        return voice.say("say.aggregate_formula", formula=voice.formula(aggregate.formula or ""))
    listed = spots if len(spots) <= _LISTED else ()
    parts = voice.list(_say_part(voice, each, weights) for each in listed) or voice.say(
        "say.see_table"
    )
    # Of one part alone the mean, the greatest and all others are that part.
    kind = "sum_one" if len(spots) == 1 else "sum" if aggregate is None else aggregate.kind
    said = voice.say(f"say.{kind}", count=len(spots), parts=parts)
    skips = aggregate is not None and aggregate.without == "skip"
    return voice.list([said, voice.say("say.skip") if skips else ""])


def _say_part(voice: Voice, spot: Spot, weights: Mapping[str, str]) -> str:
    points = "" if spot.maximum is None else voice.number_of_points(spot.maximum)
    name = voice.tell(spot.spec.label)
    said = voice.say("say.part", label=name, points=points) if points else name
    weight = weights.get(spot.id.rpartition(".")[2])
    return said + ("" if weight is None else voice.say("say.weight", weight=voice.formula(weight)))


def _say_declared(voice: Voice, spot: Spot) -> str:
    said = [
        voice.say(
            "say.form", form=voice.say(f"target.{form}"), title=name_method(voice, method["kind"])
        )
        for form, method in list_forms(voice, spot.spec.declared)
    ]
    parts = [voice.say("say.declared", forms=voice.list(said))]
    if spot.spec.split is not None:
        parts.append(voice.say("say.split", rounding=voice.rounding(spot.spec.split)))
    return voice.list(parts)


def list_forms(voice: Voice, own: Declared | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the forms of target that a slot scores, and how: what it says itself comes first."""
    if own is None:
        return
    shared = voice.ruleset.document.declared.get(own.use) if own.use else None
    for form in FORMS:
        method = own.method_of(form) or (shared.method_of(form) if shared else None)
        if method is not None:
            yield form, method


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the printed tree: a leaf with the headings above it, from the top."""

    steps: tuple[Spot, ...]
    rule: str

    @property
    def leaf(self) -> Spot:
        return self.steps[-1]


def tabulate_tree(voice: Voice) -> Grid:
    """Return the tree with merged levels: each leaf a row, each heading as tall as what is below.

    Where the total is a sum of what the ruleset fixes, a column says which share of it each has.
    """
    spots = list_spots(voice)
    parents = {each.parent.id for each in spots if each.parent is not None}
    lines = [
        _Line(_list_steps(each), say_rule(voice, each)) for each in spots if each.id not in parents
    ]
    deep = max(len(line.steps) for line in lines)
    whole = _find_whole(voice)
    if all(line.leaf.maximum is None for line in lines):
        whole = None
    weights = _say_weights(voice)
    weighted = any(line.leaf.id in weights for line in lines)
    rows = []
    for place, line in enumerate(lines):
        above = lines[place - 1].steps if place else ()
        cells = [
            *_list_levels(voice, lines, place, deep, above),
            *_list_figures(voice, line, whole),
        ]
        if weighted:
            cells.append(Cell(weights.get(line.leaf.id, NOTHING)))
        if (tall := _count_alike(lines, place)) > 0:
            cells.append(Cell(line.rule, rows=tall))
        rows.append(Row(tuple(cells), None, line.leaf.id))
    columns, head = _lay_head(voice, deep, whole is not None, weighted)
    return Grid(columns, (head, *rows), 1, voice.say("book.tree"))


def _list_steps(spot: Spot) -> tuple[Spot, ...]:
    return (spot,) if spot.parent is None else (*_list_steps(spot.parent), spot)


def _find_whole(voice: Voice) -> Fraction | None:
    """Return the maximum of the total, where every part is a part of it."""
    document, total = voice.ruleset.document, voice.plan.outputs[0]
    node = voice.plan.nodes[total.max_points]
    value = node.value if isinstance(node, Constant) else document.max_points
    sums = total.aggregate is None and all(
        each.aggregate is None for each in voice.plan.occurrences
    )
    return value if sums and isinstance(value, Fraction) and value > 0 else None


def _list_levels(
    voice: Voice, lines: list[_Line], place: int, deep: int, above: tuple[Spot, ...]
) -> Iterator[Cell]:
    """Yield the cells of the levels that begin in a row."""
    line = lines[place]
    for level, spot in enumerate(line.steps):
        if above[level : level + 1] == (spot,):
            continue
        is_leaf = spot is line.leaf
        tall = sum(each.steps[level : level + 1] == (spot,) for each in lines)
        words = voice.tell(spot.spec.label)
        if not is_leaf and spot.maximum is not None:
            points = voice.number_of_points(spot.maximum)
            words += f"（{points}）" if voice.lang == "zh" else f" ({points})"
        wide = deep - level if is_leaf else 1
        yield Cell(words, rows=tall, columns=wide, header=True, link=spot.anchor)


def _list_figures(voice: Voice, line: _Line, whole: Fraction | None) -> Iterator[Cell]:
    leaf = line.leaf
    shown = say_maximum(voice, leaf)
    if leaf.maximum is not None and leaf.spec.share is None:
        yield Cell(shown, leaf.maximum, "number", align="right")
    else:
        yield Cell(shown, align="center")
    if whole is not None:
        known = leaf.maximum is not None and not leaf.spec.bonus
        yield (
            percent(leaf.maximum / whole)
            if known and leaf.maximum
            else Cell(NOTHING, align="right")
        )


def _say_weights(voice: Voice) -> dict[str, str]:
    """Return the weights of the nodes whose heading is a weighted mean, in words."""
    document = voice.ruleset.document
    named = [("", document.aggregate)]
    named += [(f"{each.id}.", each.spec.aggregate) for each in list_spots(voice)]
    return {
        f"{above}{name}": voice.formula(weight)
        for above, aggregate in named
        if aggregate is not None
        for name, weight in (aggregate.weights or {}).items()
    }


def _count_alike(lines: list[_Line], place: int) -> int:
    """Return over how many rows the rule of a row reaches; 0 where one above it does so."""

    def key(line: _Line) -> tuple[Spot | None, str]:
        return line.leaf.parent, line.rule

    if place and key(lines[place - 1]) == key(lines[place]):
        return 0
    tall = 1
    while place + tall < len(lines) and key(lines[place + tall]) == key(lines[place]):
        tall += 1
    return tall


def _lay_head(
    voice: Voice, deep: int, shares: bool, weights: bool
) -> tuple[tuple[Column, ...], Row]:
    names = [voice.say(f"book.level_{min(level, _LEVELS)}") for level in range(1, deep + 1)]
    if any(each.kind == "criterion" for each in voice.plan.occurrences):
        names[-1] = voice.say("book.criterion")
    named = [*((name, 9.0) for name in names), (voice.say("book.maximum"), 6.0)]
    if shares:
        named.append((voice.say("book.share"), 5.0))
    if weights:
        named.append((voice.say("book.weight"), 12.0))
    named.append((voice.say("book.rule"), 34.0))
    head = Row(tuple(Cell(name, header=True, align="center") for name, _ in named))
    return tuple(Column(width) for _, width in named), head
