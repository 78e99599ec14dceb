"""Columns that hold a list a row: a project's own indicators, lists of facts, panels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from scorelib.compiler.graph.nodes import State, Value
from scorelib.compiler.graph.plan import FactInput, Plan, SlotPlan
from scorelib.engine.columns.figures import Cells, Figures, spread_texts
from scorelib.engine.columns.items import KEYS, Items, read_parts, read_whole
from scorelib.engine.columns.readers import (
    read_as,
    read_fact,
    read_numbers,
    read_reasons,
    to_texts,
)
from scorelib.words.rounding import RoundingRule

__all__ = ["Rows", "read_items", "read_list", "read_long", "read_panel"]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one list of all projects, in their order: whose each is, and its columns.

    `ids` are those of a project's own indicators, `awaiting` says which of them await judgement.
    """

    owner: pl.Series
    columns: Mapping[str, Figures] = field(default_factory=dict)
    ids: pl.Series | None = None
    awaiting: pl.Series | None = None

    def of(self, projects: Sequence[int]) -> list[list[dict[str, Value]]]:
        """Return the rows of some projects as the scalar evaluator takes them."""
        wanted = pl.Series(projects, dtype=pl.Int64)
        owner = self.owner.cast(pl.Int64)
        starts = owner.search_sorted(wanted, side="left")
        ends = owner.search_sorted(wanted, side="right")
        spans = [range(a, b) for a, b in zip(starts, ends, strict=True)]
        places = [place for span in spans for place in span]
        lists = {name: figures.at(places) for name, figures in self.columns.items()}
        found, start = [], 0
        for span in spans:
            here = range(start, start := start + len(span))
            found.append([_row_at(lists, place) for place in here])
        return found


def _row_at(lists: Mapping[str, list[Value]], place: int) -> dict[str, Value]:
    values = {name: each[place] for name, each in lists.items()}
    return {name: value for name, value in values.items() if value is not State.MISSING}


def _explode(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the values of all lists of a column, and the row that each stands in."""
    full = column.list.len().fill_null(0) > 0
    kept = pl.DataFrame({"owner": pl.arange(len(column), eager=True), "value": column}).filter(full)
    long = kept.explode("value")
    return long["value"], long["owner"]


def read_panel(cells: Cells) -> Rows:
    """Return the figures of a panel, one row a figure; a list without any is refused."""
    cells.note_all(cells.series.list.len() == 0, "SL116")
    values, owner = _explode(cells.series)
    long = Cells(values, cells.path, cells.rejects, owner)
    _refuse_null(long, values.is_null(), "value")
    return Rows(owner, {"figure": read_numbers(long)})


def _refuse_null(cells: Cells, mask: pl.Series, key: str) -> None:
    cells.note_all(mask, "SL103", key=key)


def read_list(fact: FactInput, cells: Cells) -> tuple[Rows, pl.Series]:
    """Return the rows of a list of facts that apply, and which projects have none that does."""
    cells.note_all(cells.series.list.len() == 0, "SL116")
    values, owner = _explode(cells.series)
    frame = _unnest(values)
    long = Cells(values, f"{cells.path}.rows", cells.rejects, owner)
    _check_ids(long, frame, owner)
    states = _field(long, frame, "state")
    reasons = read_reasons(states)
    applies = (reasons != State.NOT_APPLICABLE.value).fill_null(True)
    columns = {}
    for column in fact.fields:
        name = column.name.rpartition(".")[2]
        part = _field(long, frame, name)
        part.note_all(part.series.is_not_null() & reasons.is_not_null(), "SL421", node=cells.path)
        columns[name] = read_fact(column, part).with_reasons(reasons).filter(applies)
    left = owner.filter(applies)
    given = cells.series.list.len().fill_null(0) > 0
    rows = pl.arange(len(cells.series), eager=True)
    return Rows(left, columns), given & ~rows.is_in(left.unique().implode())


def _unnest(values: pl.Series) -> pl.DataFrame:
    if not isinstance(values.dtype, pl.Struct):
        return pl.DataFrame({"id": pl.Series([], dtype=pl.String)})
    return values.struct.unnest()


def _field(cells: Cells, frame: pl.DataFrame, name: str) -> Cells:
    """Return one field of a list's rows; empty where the table has none."""
    absent = pl.Series(name, [None] * len(frame), dtype=pl.String)
    return cells.part(frame[name] if name in frame.columns else absent, name)


def _check_ids(cells: Cells, frame: pl.DataFrame, owner: pl.Series) -> pl.Series:
    """Return the ids of the rows; one that is not there, or stands twice, is noted."""
    part = _field(cells, frame, "id")
    ids = to_texts(part.series)
    _refuse_null(part, ids.is_null(), "id")
    if not (owner == owner.shift(1)).any():
        return ids  # Nobody has two.
    pairs = pl.DataFrame({"owner": owner, "id": ids})
    again = pairs.select(pl.struct("owner", "id").is_first_distinct()).to_series()
    for place in (~again & ids.is_not_null()).arg_true():
        part.report(place)("SL409", id=ids[place])
    return ids


def read_items(plan: Plan, slot: SlotPlan, cells: Cells) -> Rows:
    """Return the own indicators of all projects in one slot; each distinct part is read once."""
    values, owner = _explode(cells.series)
    return read_long(plan, slot, Cells(values, cells.path, cells.rejects, owner), _unnest(values))


def read_long(plan: Plan, slot: SlotPlan, cells: Cells, frame: pl.DataFrame) -> Rows:
    """Return the own indicators of a slot from one long table, whose rows belong to projects."""
    owner = cells.owner if cells.owner is not None else pl.Series([], dtype=pl.Int64)
    ids = _check_ids(cells, frame, owner)
    texts = {key: to_texts(_field(cells, frame, key).series) for key in KEYS}
    rounding = _grid_of(plan, slot.id)
    items = read_parts(slot, rounding, texts)
    _note_names(cells, frame, ids)
    _note_wrong(cells, frame, items, slot, rounding)
    columns = items.columns
    for name, key in (("declared", "assessed"), ("override", "override")):
        columns[key] = read_numbers(_field(cells, frame, name))
    return Rows(owner, columns, ids, items.awaiting)


def _grid_of(plan: Plan, slot: str) -> RoundingRule | None:
    return next(each.rounding for each in plan.occurrences if each.slot == slot)


def _note_names(cells: Cells, frame: pl.DataFrame, ids: pl.Series) -> None:
    """Note ids and names that documents could not have."""
    spread_texts(cells.part(ids, "id"), lambda text, note: read_as("name", text, note))
    names = cells.part(to_texts(_field(cells, frame, "name").series), "name")
    spread_texts(names, lambda text, note: read_as("words", text, note))


def _note_wrong(
    cells: Cells,
    frame: pl.DataFrame,
    items: Items,
    slot: SlotPlan,
    rounding: RoundingRule | None,
) -> None:
    """Note what is wrong with indicators, each under its own id and name."""
    ids = to_texts(_field(cells, frame, "id").series)
    names = to_texts(_field(cells, frame, "name").series)
    for place, written in items.wrong.items():
        name = ids[place] or "x"
        here = cells.part(cells.series, name)
        report = here.report(place)
        read_whole(written, name, names[place] or name, slot, rounding, report)
