"""A scored table: points, status, grade and findings as columns, and the rows that were refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, get_args

import polars as pl

from scorelib.compiler.graph.plan import Alarm, Occurrence, Plan
from scorelib.engine.columns.answers import Answers
from scorelib.engine.columns.lists import Rows
from scorelib.engine.columns.tables import Sheet
from scorelib.engine.outcome.agreement import agrees_as_printed
from scorelib.engine.outcome.findings import COVERED_BY
from scorelib.engine.outcome.views import Status
from scorelib.ground.errors import Diagnostic

__all__ = ["Reject", "Scored", "list_wanted", "write_results"]


@dataclass(frozen=True, slots=True)
class Reject:
    """A row of the table that was not scored: its number from 0, its id, and what is wrong."""

    row: int
    id: Any
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """A scored table: one row a project that could be scored, in the order of the table.

    `rejects` are the others; `by_hand` is how many of the scored went to the scalar evaluator.
    """

    frame: pl.DataFrame
    rejects: tuple[Reject, ...] = ()
    by_hand: int = 0

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Hand out the frame as Arrow, for pyarrow, pandas, duckdb and others."""
        return self.frame.__arrow_c_stream__(requested_schema)


def list_wanted(plan: Plan) -> tuple[int, ...]:
    """Return the nodes whose values the columns are made of."""
    found = [node for each in plan.occurrences for node in (each.points, each.status)]
    found += [getattr(plan.outputs[0], name) for name in _TOTALS.values()]
    if plan.grade is not None:
        found.append(plan.grade.node)
    for alarm in plan.alarms:
        found.append(alarm.when)
        if alarm.code == _SHORTER:
            found += [node for _, node, _ in alarm.numbers]
    return tuple(dict.fromkeys(found))


_TOTALS: Final = {
    "total": "points",
    "max_points": "max_points",
    "computed": "computed_part",
    "taken_over": "other_part",
    "unscored": "unscored",
}
"""The columns of the total, and the nodes of the plan's first output."""

_SHORTER: Final = "SL505"
"""What is no finding where declared points are the computed ones, which nobody rounds, shorter."""

_AWAITING: Final = "SL512"


def write_results(plan: Plan, sheet: Sheet, answers: Answers, rows: Sequence[int]) -> pl.DataFrame:
    """Return the columns of a scored table; `rows` are those that were scored."""
    writer = _Writer(plan, sheet, answers, rows)
    columns = [sheet.ids.gather(list(rows)).alias("id")]
    for each in plan.occurrences:
        if each.slot is None:
            columns.append(writer.points(each).alias(f"points.{each.id}"))
            columns.append(writer.status(each).alias(f"status.{each.id}"))
    columns += [writer.list_items(each) for each in plan.occurrences if each.slot is not None]
    for name, figure in _TOTALS.items():
        columns.append(writer.total(name, getattr(plan.outputs[0], figure)))
    columns += [writer.grade(), writer.findings()]
    return pl.DataFrame(columns)


_STATUSES: Final = get_args(Status)


class _Writer:
    """Makes columns of the answers."""

    def __init__(self, plan: Plan, sheet: Sheet, answers: Answers, rows: Sequence[int]) -> None:
        self.plan, self.answers, self.count = plan, answers, len(rows)
        place = pl.DataFrame(
            {"owner": rows, "place": range(len(rows))},
            schema={"owner": pl.Int64, "place": pl.Int64},
        )
        self.places = find_places(plan)
        self.items: dict[str, Rows] = {}
        for slot in plan.slots:
            given = sheet.lists.get(slot.id)
            if given is None:
                continue
            owner = given.owner.cast(pl.Int64).alias("owner").to_frame()
            places = owner.join(place, on="owner", how="left", maintain_order="left")["place"]
            kept = places.is_not_null()
            self.items[slot.id] = Rows(
                places.filter(kept),
                ids=None if given.ids is None else given.ids.filter(kept),
                awaiting=None if given.awaiting is None else given.awaiting.filter(kept),
            )

    def points(self, node: Occurrence) -> pl.Series:
        return self.answers.numbers(node.points).print(self.places[node.id, node.slot])

    def status(self, node: Occurrence) -> pl.Series:
        return self.answers.others(node.status, pl.Enum(_STATUSES))

    def total(self, name: str, node: int) -> pl.Series:

        found = self.answers.numbers(node)
        shown = found if name == "total" else found.fill_zero()
        return shown.print(self.places["total", None]).alias(name)

    def grade(self) -> pl.Series:
        if self.plan.grade is None:
            return pl.Series("grade", [None] * self.count, dtype=pl.String)
        names = [name for name, _ in self.plan.grade.bands]
        dtype = pl.Enum(list(dict.fromkeys(names)))
        return self.answers.others(self.plan.grade.node, dtype).alias("grade")

    def list_items(self, node: Occurrence) -> pl.Series:
        """Return the own indicators of a slot with their points, as one list a project."""
        rows, name = self.items.get(node.id), f"indicators.{node.id}"
        parts = {"points": self.points(node), "status": self.status(node)}
        none = pl.Series([], dtype=pl.String)
        ids = none if rows is None or rows.ids is None else rows.ids
        long = pl.DataFrame({"id": ids, **parts})
        owner = pl.Series([], dtype=pl.Int64) if rows is None else rows.owner
        held = long.select(pl.struct("id", "points", "status").alias(name), owner.alias("place"))
        lists = held.group_by("place", maintain_order=True).agg(name)
        whole = pl.DataFrame({"place": pl.arange(self.count, eager=True)})
        found = whole.join(lists, on="place", how="left", maintain_order="left")
        return found.select(pl.col(name).fill_null([])).to_series()

    def findings(self) -> pl.Series:
        """Return the codes of the findings of each project, each once, in their order."""
        masks: dict[str, pl.Series] = {}
        if self.plan.cohort:
            # A table is no cohort: nothing supplies the statistics over all projects.
            masks["SL577"] = pl.repeat(True, self.count, dtype=pl.Boolean, eager=True)
        for code, mask in self._list_raised():
            masks[code] = mask if code not in masks else masks[code] | mask
        if not masks:
            return pl.Series("findings", [[]] * self.count, dtype=pl.List(pl.String))
        frame = pl.DataFrame([masks[code].alias(code) for code in sorted(masks)])
        codes = [pl.when(pl.col(code)).then(pl.lit(code)) for code in frame.columns]
        return frame.select(pl.concat_list(codes).list.drop_nulls().alias("findings")).to_series()

    def _list_raised(self) -> Iterable[tuple[str, pl.Series]]:
        """Yield codes with the projects they are raised for, by the place they are about."""
        places: dict[tuple[str | None, str | None], list[Alarm]] = {}
        for alarm in self.plan.alarms:
            key = (alarm.slot, None if alarm.slot else alarm.node)
            places.setdefault(key, []).append(alarm)
        slots = [(slot.id, None) for slot in self.plan.slots]
        for key in dict.fromkeys((*places, *slots)):
            yield from self._raise_at(key[0], places.get(key, ()))

    def _raise_at(
        self, slot: str | None, alarms: Sequence[Alarm]
    ) -> Iterable[tuple[str, pl.Series]]:
        """Yield what is raised at one place: of every code that none more specific covers."""
        masks: dict[str, pl.Series] = {}
        rows = None if slot is None else self.items.get(slot)
        if slot is not None and rows is None:
            return
        for alarm in alarms:
            mask = self._raise(alarm, rows)
            masks[alarm.code] = mask if alarm.code not in masks else masks[alarm.code] | mask
        if rows is not None and rows.awaiting is not None:
            masks[_AWAITING] = rows.awaiting
        kept = dict(masks)
        for code, covers in COVERED_BY.items():
            for cover in covers:
                if code in kept and cover in masks:
                    kept[code] &= ~masks[cover]
        for code, mask in kept.items():
            yield code, mask if rows is None else self._lift(mask, rows)

    def _raise(self, alarm: Alarm, rows: Rows | None) -> pl.Series:
        """Return where an alarm goes off: one truth value a project, or an indicator of it."""
        held = self.answers.others(alarm.when).fill_null(False)
        if rows is not None and self.plan.scopes[alarm.when] is None:
            held = held.gather(rows.owner)
        return self._drop_shorter(alarm, held, rows) if alarm.code == _SHORTER else held

    def _drop_shorter(self, alarm: Alarm, held: pl.Series, rows: Rows | None) -> pl.Series:
        """Return where declared points differ in more than that nobody rounds the computed."""
        node = next(o for o in self.plan.occurrences if (o.id, o.slot) == (alarm.node, alarm.slot))
        if node.rounding is not None or not held.any():
            # Points that a rule rounds are that very figure, or another one.
            return held
        places, found = self.plan.outputs[0].places, held.to_list()
        figures = {name: self._place(number, rows) for name, number, _ in alarm.numbers}
        for place in held.arg_true():
            first, second = figures["declared"][place], figures["computed"][place]
            if first is not None and second is not None:
                found[place] = not agrees_as_printed(first, second, places)
        return pl.Series(found, dtype=pl.Boolean)

    def _place(self, node: int, rows: Rows | None) -> list[Fraction | None]:
        values = self.answers.numbers(node).fractions()
        scoped = self.plan.scopes[node] is not None
        return values if scoped or rows is None else [values[place] for place in rows.owner]

    def _lift(self, mask: pl.Series, rows: Rows) -> pl.Series:
        """Return the projects of which any indicator has something."""
        some = rows.owner.filter(mask).unique()
        return pl.arange(self.count, eager=True).is_in(some.implode())


def find_places(plan: Plan) -> dict[tuple[str, str | None], int | None]:
    """Return with how many places the points of each node are rounded; None where no rule does.

    A sum has the places of what is below it, unless it is rounded itself.
    """
    found: dict[tuple[str, str | None], int | None] = {}
    for each in reversed(plan.occurrences):
        below = [
            found[other.id, other.slot]
            for other in plan.occurrences
            if (other.parent == each.id and (other.id, other.slot) in found)
        ]
        exact = [places for places in below if places is not None]
        plain = each.aggregate is None and not any(c.kind == "rebase" for c in each.changes)
        if each.rounding is not None:
            found[each.id, each.slot] = each.rounding.places
        elif plain and below and len(exact) == len(below):
            found[each.id, each.slot] = max(exact)
        else:
            found[each.id, each.slot] = None
    output = plan.outputs[0]
    top = [found[each.id, None] for each in plan.occurrences if each.parent is None]
    plain = output.aggregate is None and not any(c.kind == "rebase" for c in output.changes)
    exact = [places for places in top if places is not None]
    whole = max(exact) if plain and exact and len(exact) == len(top) else None
    found["total", None] = output.rounding.places if output.rounding else whole
    return found
