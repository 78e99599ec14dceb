"""A scored table: points, status, grade and findings as columns, and the rows that were refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.plan import Alarm, Plan
from scorelib.engine.columns.answers import Answers
from scorelib.engine.columns.constants import repeat_value
from scorelib.engine.columns.layout import Layout
from scorelib.engine.columns.lists import Rows
from scorelib.engine.columns.shorter import Shorter
from scorelib.engine.columns.tables import Sheet
from scorelib.engine.outcome.findings import COVERED_BY
from scorelib.engine.statistics import Statistics
from scorelib.ground.errors import Diagnostic

__all__ = ["Reject", "Scored", "Writer", "list_wanted"]


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
    `places` says for each column of numbers with how many decimal places it came out: where these
    are whole numbers of their last place, what a unit stands for. `statistics` are those that the
    rows were compared with, where rules compare projects.
    """

    frame: pl.DataFrame
    rejects: tuple[Reject, ...] = ()
    by_hand: int = 0
    places: Mapping[str, int] = field(default_factory=dict)
    statistics: Statistics | None = None

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Hand out the frame as Arrow, for pyarrow, pandas, duckdb and others."""
        return self.frame.__arrow_c_stream__(requested_schema)


def list_wanted(plan: Plan, layout: Layout) -> tuple[int, ...]:
    """Return the nodes whose values the columns are made of."""
    parts = (layout.nodes, layout.totals, *layout.slots.values())
    found = [each.node for outputs in parts for each in outputs]
    for alarm in plan.alarms:
        found.append(alarm.when)
        if alarm.code == _SHORTER:
            found += [node for _, node, _ in alarm.numbers]
    return tuple(dict.fromkeys(found))


_SHORTER: Final = "SL505"
"""What is no finding where declared points are the computed ones, which nobody rounds, shorter."""

_AWAITING: Final = "SL512"
_NO_COHORT: Final = "SL577"


@dataclass(slots=True)
class Writer:
    """Writes the columns of a scored table; `rows` are those of the sheet that were scored.

    `compared` are the findings on what the rows of the sheet were compared with, if anything.
    """

    layout: Layout
    sheet: Sheet
    answers: Answers
    rows: Sequence[int]
    compared: Mapping[str, pl.Series] | None = None
    items: dict[str, Rows] = field(default_factory=dict)
    held: dict[int, pl.Series] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        return self.answers.plan

    def __post_init__(self) -> None:
        place = pl.DataFrame(
            {"owner": self.rows, "place": range(len(self.rows))},
            schema={"owner": pl.Int64, "place": pl.Int64},
        )
        for slot in self.plan.slots:
            given = self.sheet.lists.get(slot.id)
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

    def write(self) -> pl.DataFrame:
        """Return the columns of a scored table."""
        sheet, layout, count = self.sheet, self.layout, len(self.rows)
        ids = sheet.ids if count == len(sheet.ids) else sheet.ids.gather(list(self.rows))
        columns = [ids.alias("id"), *self.answers.read(layout.nodes)]
        columns += [self._list_items(slot) for slot in layout.slots]
        columns += self.answers.read(layout.totals)
        if self.plan.grade is None:
            columns.append(repeat_value(None, pl.String, count).alias("grade"))
        return pl.DataFrame([*columns, self._list_findings()])

    def list_misfits(self) -> dict[int, list[Diagnostic]]:
        """Return the places of scored rows with points that a column cannot hold, and which."""
        found: dict[int, list[Diagnostic]] = {}
        for (slot, name), lost in self.answers.misfits.items():
            column = name if slot is None else f"indicators.{slot}.{name}"
            outputs = self.layout.slots[slot] if slot else (*self.layout.nodes, *self.layout.totals)
            places = next(each.places for each in outputs if each.name == name)
            words = (("column", column), ("places", places))
            rows = lost.arg_true() if slot is None else self.items[slot].owner.filter(lost)
            for place in rows.unique().to_list():
                found.setdefault(place, []).append(Diagnostic("SL949", words, path=column))
        return found

    def _list_items(self, slot: str) -> pl.Series:
        """Return the own indicators of a slot with their points, as one list a project."""
        rows, name = self.items.get(slot), f"indicators.{slot}"
        parts, layout = self.layout.slots[slot], self.layout
        if rows is None or rows.ids is None or not len(rows.owner):
            return repeat_value([], layout.schema[name], len(self.rows)).alias(name)
        long = pl.DataFrame([rows.ids.alias("id"), *self.answers.read(parts, slot)])
        held = long.select(pl.struct(pl.all()).alias(name), rows.owner.alias("place"))
        lists = held.group_by("place", maintain_order=True).agg(name)
        whole = pl.DataFrame({"place": pl.arange(len(self.rows), eager=True)})
        found = whole.join(lists, on="place", how="left", maintain_order="left")
        return found.select(pl.col(name).fill_null([])).to_series()

    def _list_findings(self) -> pl.Series:
        """Return the codes of the findings of each project, each once, in their order."""
        masks: dict[str, pl.Series] = {}
        self.held = self.answers.find_held([alarm.when for alarm in self.plan.alarms])
        if self.compared is not None:
            rows = pl.Series(self.rows, dtype=pl.Int64)
            masks |= {code: mask.gather(rows) for code, mask in self.compared.items()}
        elif self.plan.cohort:
            masks[_NO_COHORT] = repeat_value(True, pl.Boolean, len(self.rows))
        for code, mask in self._list_raised():
            masks[code] = mask if code not in masks else masks[code] | mask
        return _list_codes(masks, len(self.rows))

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
            if mask is not None:
                masks[alarm.code] = mask if alarm.code not in masks else masks[alarm.code] | mask
        if rows is not None and rows.awaiting is not None:
            masks[_AWAITING] = rows.awaiting
        for code, mask in _uncover(masks).items():
            yield code, mask if rows is None else self._lift(mask, rows)

    def _raise(self, alarm: Alarm, rows: Rows | None) -> pl.Series | None:
        """Return where an alarm goes off: one truth value a project, or an indicator of it."""
        held = self.held.get(alarm.when)
        if held is None:
            return None
        if rows is not None and self.plan.scopes[alarm.when] is None:
            held = held.gather(rows.owner)
        return self._drop_shorter(alarm, held) if alarm.code == _SHORTER else held

    def _drop_shorter(self, alarm: Alarm, held: pl.Series) -> pl.Series:
        """Return where declared points differ in more than that nobody rounds the computed."""
        node = next(o for o in self.plan.occurrences if (o.id, o.slot) == (alarm.node, alarm.slot))
        if node.rounding is not None:
            # Points that a rule rounds are that very figure, or another one.
            return held
        shorter = Shorter(self.sheet, self.answers, self.rows, self.items)
        raised = [place for place in held.arg_true() if not shorter.holds(alarm, node, place)]
        return pl.arange(len(held), eager=True).is_in(raised)

    def _lift(self, mask: pl.Series, rows: Rows) -> pl.Series:
        """Return the projects of which any indicator has something."""
        some = rows.owner.filter(mask).unique()
        return pl.arange(len(self.rows), eager=True).is_in(some.implode())


def _uncover(masks: Mapping[str, pl.Series]) -> dict[str, pl.Series]:
    """Return where codes are raised and none of those that say it better."""
    kept = dict(masks)
    for code, covers in COVERED_BY.items():
        for cover in covers:
            if code in kept and cover in masks:
                kept[code] &= ~masks[cover]
    return kept


def _list_codes(masks: Mapping[str, pl.Series], count: int) -> pl.Series:
    """Return the codes that are raised for each project, as a list in their order."""
    codes, dtype = [code for code in sorted(masks) if masks[code].any()], pl.List(pl.String)
    if not codes or len(codes) >= _MOST_CODES:
        return _list_many(masks, codes, count)
    # Few sets of codes occur: each is a list once, and every project takes its own.
    rows = pl.DataFrame([masks[code].alias(code) for code in codes])
    bits = [pl.col(code).cast(pl.Int64) * (1 << place) for place, code in enumerate(codes)]
    sets = rows.select(pl.sum_horizontal(bits)).to_series()
    known = sets.unique().sort()
    lists = [[code for place, code in enumerate(codes) if each >> place & 1] for each in known]
    return pl.Series("findings", lists, dtype=dtype).gather(known.search_sorted(sets))


_MOST_CODES: Final = 63


def _list_many(masks: Mapping[str, pl.Series], codes: Sequence[str], count: int) -> pl.Series:
    """Return the same of more codes than a number has binary digits, or of none."""
    if not codes:
        return repeat_value([], pl.List(pl.String), count).alias("findings")
    parts = [pl.when(pl.col(code)).then(pl.lit(code)) for code in codes]
    rows = pl.DataFrame([masks[code].alias(code) for code in codes])
    return rows.select(pl.concat_list(parts).list.drop_nulls().alias("findings")).to_series()
