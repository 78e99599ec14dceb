"""A scored table held against the reference: every cell, and which rows were refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, Final

import polars as pl

from scorelib import columns
from scorelib.compiler.graph.nodes import State, Value
from scorelib.compiler.graph.plan import Alarm, Occurrence, Plan
from scorelib.engine.columns.tables import Sheet, read_sheet
from scorelib.engine.outcome.agreement import agrees_as_printed
from scorelib.engine.outcome.findings import COVERED_BY
from scorelib.engine.outcome.tolerance import agrees_as_added
from tests.engine.columns.bulk.coding import Bulk, Coded
from tests.engine.columns.bulk.projects import Drawn

__all__ = ["Compared", "Difference", "compare"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that differs: of which row of which table, and what that row gives."""

    table: str
    row: int
    column: str
    expected: Any
    actual: Any
    facts: Any

    def __str__(self) -> str:
        place = f"{self.table!r} row {self.row} {self.column}"
        return f"{place}: expected {self.expected}, got {self.actual}\n    {self.facts}"


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of a comparison: how much was compared, and what differs."""

    rows: int
    rejects: int
    by_hand: int
    ties: int
    cells: int
    differences: Sequence[Difference]

    @staticmethod
    def add(parts: Sequence[Compared]) -> Compared:
        """Return what several comparisons came to."""
        return Compared(
            sum(each.rows for each in parts),
            sum(each.rejects for each in parts),
            sum(each.by_hand for each in parts),
            sum(each.ties for each in parts),
            sum(each.cells for each in parts),
            [each for part in parts for each in part.differences],
        )


TOTALS: Final = {
    "total": "points",
    "max_points": "max_points",
    "computed": "computed_part",
    "taken_over": "other_part",
    "unscored": "unscored",
}
_FINER: Final = "SL949"
"""What a row is refused with whose points have more places than the column."""

_SHORTER: Final = "SL505"
_AWAITING: Final = "SL512"


def compare(plan: Plan, drawn: Drawn, name: str = "") -> Compared:
    """Score a table, and hold every cell against the reference over the same facts.

    `name` is how differences call the table: what it was drawn from.
    """
    scored = columns.evaluate(plan, drawn.frame, items=drawn.items)
    sheet = read_sheet(plan, drawn.frame, drawn.items)
    rejects = {each.row: {d.code for d in each.diagnostics} for each in scored.rejects}
    comparison = _Comparison(plan, drawn, sheet, scored.frame, rejects, name)
    found = list(comparison.run())
    ties, cells = comparison.bulk.ties, comparison.cells
    return Compared(len(comparison.rows), len(rejects), scored.by_hand, ties, cells, found)


class _Comparison:
    """One scored table beside the reference."""

    def __init__(
        self,
        plan: Plan,
        drawn: Drawn,
        sheet: Sheet,
        frame: pl.DataFrame,
        rejects: Mapping[int, set[str]],
        name: str,
    ) -> None:
        self.plan, self.drawn, self.sheet, self.frame = plan, drawn, sheet, frame
        self.rejects, self.cells, self.name = rejects, 0, name
        self.rows = sheet.good
        self.facts = sheet.facts(self.rows)
        self.bulk = Bulk(plan, _list_wanted(plan), self.facts)
        self.finer = {row for row in self.rows if rejects.get(row) == {_FINER}}

    def run(self) -> Iterator[Difference]:
        yield from self._compare_rejects()
        kept = [row for row in self.rows if row not in self.finer]
        if self.frame.height != len(kept):
            yield Difference(self.name, -1, "rows", len(kept), self.frame.height, None)
            return
        ids = [row + 1 for row in kept]
        if self.frame["id"].to_list() != ids:
            yield Difference(self.name, -1, "id", ids[:5], self.frame["id"].to_list()[:5], None)
        self.places = {row: place for place, row in enumerate(self.rows)}
        self.kept = [self.places[row] for row in kept]
        yield from self._compare_nodes()
        yield from self._compare_findings()

    def _compare_rejects(self) -> Iterator[Difference]:
        """Yield rows that are refused by one side only, the finer points aside."""
        for row in sorted(self.rejects.keys() ^ self.sheet.rejects.keys()):
            if row in self.finer:
                if not self._is_finer(self.rows.index(row)):
                    yield self._differ(row, "rejects", None, _FINER)
                continue
            expected = {each.code for each in self.sheet.rejects.get(row, ())}
            yield self._differ(row, "rejects", expected, self.rejects.get(row))

    def _is_finer(self, place: int) -> bool:
        """Return whether some points of a project have more places than their column."""
        for name, node in self._list_numbers():
            if _has_more(self.frame.schema[name], [self.bulk.node(node).at(place)]):
                return True
        for each in self.plan.occurrences:
            if each.slot is not None:
                points = self.bulk.spread(each.points, each.id)
                found = [points.at(here) for here in self._items_of(each.id, place)]
                if _has_more(_type_of_points(self.frame, each.id), found):
                    return True
        return False

    def _items_of(self, slot: str, place: int) -> range:
        starts = self.bulk.list_of(slot).starts
        return range(starts[place], starts[place + 1])

    def _list_numbers(self) -> Iterator[tuple[str, int]]:
        for each in self.plan.occurrences:
            if each.slot is None:
                yield f"points.{each.id}", each.points
        for name, figure in TOTALS.items():
            yield name, getattr(self.plan.outputs[0], figure)

    def _compare_nodes(self) -> Iterator[Difference]:
        for name, node in self._list_numbers():
            absent = None if name.startswith("points.") or name == "total" else Fraction(0)
            yield from self._compare_column(name, self.bulk.node(node), absent)
        for each in self.plan.occurrences:
            if each.slot is None:
                yield from self._compare_column(f"status.{each.id}", self.bulk.node(each.status))
            else:
                yield from self._compare_items(each)
        if self.plan.grade is not None:
            yield from self._compare_column("grade", self.bulk.node(self.plan.grade.node))

    def _compare_column(
        self, name: str, expected: Coded, absent: Fraction | None = None
    ) -> Iterator[Difference]:
        codes = [expected.codes[place] for place in self.kept]
        found = _list_wrong(codes, expected.values, self.frame[name].to_list(), absent)
        self.cells += len(codes)
        for place, value, actual in found:
            yield self._differ(self.rows[self.kept[place]], name, value, actual)

    def _compare_items(self, node: Occurrence) -> Iterator[Difference]:
        """Yield what differs in the own indicators of a slot."""
        name = f"indicators.{node.id}"
        places = [here for place in self.kept for here in self._items_of(node.id, place)]
        owners = self.bulk.list_of(node.id).owners
        lengths = [len(self._items_of(node.id, place)) for place in self.kept]
        if self.frame[name].list.len().to_list() != lengths:
            yield Difference(self.name, -1, name, "lengths", "other lengths", None)
            return
        if not places:
            return
        long = self.frame[name].filter(self.frame[name].list.len() > 0).explode().struct.unnest()
        ids = [each for place in self.kept for each in self.drawn.ids[node.id][self.rows[place]]]
        if long["id"].to_list() != ids:
            yield Difference(self.name, -1, f"{name}.id", ids[:5], long["id"].to_list()[:5], None)
        for part, number in (("points", node.points), ("status", node.status)):
            expected = self.bulk.spread(number, node.id)
            codes = [expected.codes[here] for here in places]
            self.cells += len(codes)
            for place, value, actual in _list_wrong(codes, expected.values, long[part].to_list()):
                row = self.rows[owners[places[place]]]
                yield self._differ(row, f"{name}.{ids[place]}.{part}", value, actual)

    def _differ(self, row: int, column: str, expected: Any, actual: Any) -> Difference:
        given = self.drawn.frame.row(row, named=True)
        return Difference(
            self.name,
            row,
            column,
            expected,
            actual,
            {k: v for k, v in given.items() if v is not None},
        )

    def _compare_findings(self) -> Iterator[Difference]:
        expected = Findings(self.plan, self.sheet, self.bulk, self.rows).list_codes()
        actual = self.frame["findings"].to_list()
        self.cells += len(actual)
        for place, found in zip(self.kept, actual, strict=True):
            if sorted(expected[place]) != found:
                yield self._differ(self.rows[place], "findings", sorted(expected[place]), found)


def _has_more(dtype: Any, values: Iterable[Value]) -> bool:
    """Return whether one of some numbers has more places than a type of decimals."""
    return isinstance(dtype, pl.Decimal) and any(
        isinstance(value, Fraction) and 10**dtype.scale % value.denominator for value in values
    )


def _type_of_points(frame: pl.DataFrame, slot: str) -> Any:
    inner: Any = frame.schema[f"indicators.{slot}"]
    return next(each.dtype for each in inner.inner.fields if each.name == "points")


def _list_wanted(plan: Plan) -> list[int]:
    found = [node for each in plan.occurrences for node in (each.points, each.status)]
    found += [getattr(plan.outputs[0], name) for name in TOTALS.values()]
    found += [] if plan.grade is None else [plan.grade.node]
    for alarm in plan.alarms:
        found.append(alarm.when)
        if alarm.code == _SHORTER:
            found += [number for _, number, _ in alarm.numbers]
    return found


def _list_wrong(
    codes: Sequence[int], values: Sequence[Value], actual: Sequence[Any], absent: Any = None
) -> Iterable[tuple[int, Any, Any]]:
    """Return where a column is not what it should be; equal pairs are looked at once."""
    pairs = list(zip(codes, actual, strict=True))
    wrong = {}
    for pair in set(pairs):
        value, found = values[pair[0]], pair[1]
        expected = absent if isinstance(value, State) else value
        if isinstance(expected, Fraction) and found is not None:
            found = Fraction(found)
        if expected != found:
            wrong[pair] = expected
    if not wrong:
        return ()
    return [(place, wrong[pair], pair[1]) for place, pair in enumerate(pairs) if pair in wrong]


class Findings:
    """The codes of the findings of many projects, from the values of the reference."""

    def __init__(self, plan: Plan, sheet: Sheet, bulk: Bulk, rows: Sequence[int]) -> None:
        self.plan, self.sheet, self.bulk, self.rows = plan, sheet, bulk, rows
        self.nodes = {each.id: each for each in plan.occurrences if each.slot is None}

    def list_codes(self) -> list[set[str]]:
        """Return for each project the codes, each once."""
        found: list[set[str]] = [
            {"SL577"} if self.plan.cohort else set() for _ in range(len(self.rows))
        ]
        alarms: dict[tuple[str | None, str | None], list[Alarm]] = {}
        for slot in self.plan.slots:
            alarms[slot.id, None] = []
        for alarm in self.plan.alarms:
            node = None if alarm.slot or alarm.node == "total" else alarm.node
            alarms.setdefault((alarm.slot, node), []).append(alarm)
        for (name, _), here in alarms.items():
            owners = range(len(self.rows)) if name is None else self.bulk.list_of(name).owners
            for code, places in self._raise(name, here).items():
                for place in places:
                    found[owners[place]].add(code)
        return found

    def _raise(self, slot: str | None, alarms: Sequence[Alarm]) -> dict[str, set[int]]:
        """Return what is raised at one place of the tree, by code; covered codes are left out."""
        raised: dict[str, set[int]] = {}
        shorter = None
        for alarm in alarms:
            here = self.bulk.node(alarm.when)
            here = here if slot is None else self.bulk.spread(alarm.when, slot)
            raised.setdefault(alarm.code, set()).update(here.rows_of(True))
            if alarm.code == _SHORTER:
                shorter = alarm
        if slot is not None:
            raised[_AWAITING] = self._list_awaiting(slot)
        kept = {
            code: places.difference(*(raised.get(each, ()) for each in COVERED_BY.get(code, ())))
            for code, places in raised.items()
        }
        if shorter is not None:
            kept[_SHORTER] = {p for p in kept[_SHORTER] if not self._is_shorter(shorter, p)}
        return kept

    def _list_awaiting(self, slot: str) -> set[int]:
        """Return which indicators of a slot await judgement, as reading found it."""
        given = self.sheet.lists.get(slot)
        if given is None or given.awaiting is None:
            return set()
        good = given.owner.cast(pl.Int64).is_in(pl.Series(self.rows, dtype=pl.Int64).implode())
        return set(given.awaiting.filter(good).arg_true().to_list())

    def _is_shorter(self, alarm: Alarm, place: int) -> bool:
        """Return whether declared points are the computed ones, which nobody rounds, shorter."""
        figures = {}
        for name, number, _ in alarm.numbers:
            found = self.bulk.node(number)
            found = found if alarm.slot is None else self.bulk.spread(number, alarm.slot)
            figures[name] = found.at(place)
        declared, computed = figures["declared"], figures["computed"]
        if not isinstance(declared, Fraction) or not isinstance(computed, Fraction):
            return False
        node = next(
            each
            for each in self.plan.occurrences
            if (each.id, each.slot) == (alarm.slot or alarm.node, alarm.slot)
        )
        places = node.rounding.places if node.rounding else self.plan.outputs[0].places
        if agrees_as_printed(declared, computed, places):
            return True
        if alarm.slot is not None or node.method is not None:
            return False
        below, points = self._list_below(node.id, place)
        return agrees_as_added(self.plan, below, points, declared, computed)

    def _list_below(self, name: str, place: int) -> tuple[list[Any], dict[str, Fraction]]:
        """Return the nodes below one, and what is declared for them."""
        nodes: list[Any] = []
        points: dict[str, Fraction] = {}
        for each in self.plan.occurrences:
            if not f"{each.id}.".startswith(f"{name}.") or (each.id == name and not each.slot):
                continue
            rule = each.rounding or self.plan.outputs[0].rounding
            places = rule.places if rule else self.plan.outputs[0].places
            for path, own, declared in self._list_own(each, place):
                nodes.append(SimpleNamespace(id=path, points=own, places=places))
                if declared is not None:
                    points[path] = declared
        return nodes, points

    def _list_own(
        self, node: Occurrence, place: int
    ) -> Iterator[tuple[str, Fraction | None, Fraction | None]]:
        """Yield the points of a node of one project, or of each of its indicators."""
        if node.slot is None:
            said = self.bulk.facts[place].values.get(("assessment", node.id))
            yield node.id, _number(self.bulk.node(node.points).at(place)), _number(said)
            return
        rows, points = self.bulk.list_of(node.slot), self.bulk.spread(node.points, node.slot)
        ids = self.sheet.lists[node.slot].ids if node.slot in self.sheet.lists else None
        for here in range(rows.starts[place], rows.starts[place + 1]):
            path = f"{node.id}.i{here - rows.starts[place]}" if ids is not None else node.id
            yield path, _number(points.at(here)), _number(rows.rows[here].get("assessed"))


def _number(value: Any) -> Fraction | None:
    return value if isinstance(value, Fraction) else None
