"""Advice on what no project can come to: bands, options and grades, proved from the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from scorelib.compiler.graph.nodes import Round
from scorelib.compiler.graph.plan import Band, GradePlan, Occurrence
from scorelib.compiler.proofs.bands import holds_value
from scorelib.compiler.proofs.intervals import Interval
from scorelib.ground.errors import Diagnostic, Text
from scorelib.ground.source import MappingNode, SequenceNode
from scorelib.reading.advice.desk import Desk, Loc
from scorelib.reading.ranges import Ranges, say_interval
from scorelib.words.numbers import print_number
from scorelib.words.units import Unit

__all__ = ["find_unreachable", "refute_band"]

_MOST_SHOWN: Final = 8


def find_unreachable(desk: Desk) -> Iterator[Diagnostic]:
    """Yield each band, option and grade that can never be chosen (SL734)."""
    for spot in desk.list_spots():
        found = desk.occurrence(spot.id)
        if found is not None:
            yield from _find_bands(desk, spot.path, found)
            yield from _find_options(desk, spot.path, found)
            yield from _find_grades(desk, (*spot.path, "grades"), found.grade)
    yield from _find_grades(desk, ("grades",), desk.plan.grade)
    for extra in desk.plan.extras:
        yield from _find_grades(desk, ("outputs", extra.id, "grades"), extra.grade)


def _find_bands(desk: Desk, path: Loc, found: Occurrence) -> Iterator[Diagnostic]:
    if found.band_value is None:
        return
    rows = _list_rows(desk, (*path, "method"), len(found.bands))
    for row, band in zip(rows, found.bands, strict=True):
        value = refute_band(desk.ranges, found.band_value, band)
        if value is not None and desk.is_own(row):
            shown = _say_band(band, found.band_unit)
            label = band.label if band.label.zh or band.label.en else found.label
            said = _say_values(desk.ranges, found.band_value, found.band_unit)
            yield desk.advise("SL734", row, label=label, band=shown, value=said)


def _list_rows(desk: Desk, path: Loc, count: int) -> Sequence[Loc]:
    """Return where the rows of a method are written, one for each; else the method itself."""
    method = desk.find(path)
    if isinstance(method, MappingNode):
        for key, value in method.values.items():
            if isinstance(value, SequenceNode) and len(value.values) == count:
                return [(*path, key, index) for index in range(count)]
            if isinstance(value, MappingNode) and len(value.values) == count:
                return [(*path, key, name) for name in value.values]
    return [path] * count


def _find_options(desk: Desk, path: Loc, found: Occurrence) -> Iterator[Diagnostic]:
    """Yield the entries whose condition never holds; checklists and cases have a place for each."""
    rows = _list_rows(desk, (*path, "method"), len(found.options))
    for row, option in zip(rows, found.options, strict=True):
        if desk.ranges.bounds.decide(option.when) is False and desk.is_own(row):
            said = Text("条件恒不成立", "its condition never holds")
            yield desk.advise("SL734", row, label=option.label, band=found.label, value=said)


def _find_grades(desk: Desk, path: Loc, grade: GradePlan | None) -> Iterator[Diagnostic]:
    if grade is None:
        return
    ruled = {rule.grade for rule in grade.rules}
    for index, (name, band) in enumerate(grade.bands):
        # A rule may give a grade that no total earns by itself.
        out = None if name in ruled else refute_band(desk.ranges, grade.value, band)
        if out is not None and desk.is_own((*path, index)):
            said = _say_values(desk.ranges, grade.value)
            row = (*path, index, "id")
            yield desk.advise("SL734", row, label=band.label, band=_say_band(band), value=said)


def refute_band(ranges: Ranges, value: int, band: Band) -> Text | None:
    """Return why no value lies in a band, None where one may."""
    listed = ranges.values(value)
    if listed is not None:
        return None if any(map(band.holds, listed)) else _say_values(ranges, value)
    found = ranges.of(value)
    inside = found.meet(Interval(band.least, band.most, band.least_open, band.most_open))
    node = ranges.plan.nodes[value]
    quantum = node.rule.quantum if isinstance(node, Round) else None
    if inside.empty or not holds_value(inside, quantum):
        return _say_values(ranges, value)
    return None


def _say_values(ranges: Ranges, node: int, unit: Unit | None = None) -> Text:
    """Return what a node can be, in words: its values where they are few, else its interval."""
    listed = ranges.values(node)
    if listed is None or len(listed) > _MOST_SHOWN:
        shown = say_interval(ranges.of(node), unit)
        return Text(f"数值在 {shown} 之内", f"the value lies in {shown}")
    factor = unit.factor if unit else Fraction(1)
    name = unit.name if unit else ""
    shown = ", ".join(f"{print_number(each / factor)}{name}" for each in sorted(listed))
    return Text(f"数值只能是 {shown}", f"the value can only be {shown}")


def _say_band(band: Band, unit: Unit | None = None) -> str:
    """Return the bounds of a band as an interval."""
    return say_interval(Interval(band.least, band.most, band.least_open, band.most_open), unit)
