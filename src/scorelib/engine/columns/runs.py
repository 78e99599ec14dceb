"""Tables scored with a plan: read, packed, computed and written, a part of the rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.answers import Answers
from scorelib.engine.columns.branches import Branches, number_branches
from scorelib.engine.columns.cohorts import Partial, gather, list_passes, place, settle
from scorelib.engine.columns.floats import Floats, open_table, settle_floats
from scorelib.engine.columns.frames import Table
from scorelib.engine.columns.kernel import Kernel
from scorelib.engine.columns.layout import Figures, Layout, Scales, find_scales, lay_out
from scorelib.engine.columns.names import name_columns
from scorelib.engine.columns.packing import pack_sheet
from scorelib.engine.columns.plain import find_plain
from scorelib.engine.columns.readers import to_texts
from scorelib.engine.columns.results import Reject, Scored, Writer, list_wanted
from scorelib.engine.columns.scaled import check_places, to_decimals
from scorelib.engine.columns.shapes import check_items
from scorelib.engine.columns.tables import Sheet, read_sheet
from scorelib.engine.statistics import Statistics
from scorelib.ground.errors import DocumentError

__all__ = ["Scorer", "score_all", "score_table"]

CHUNK: Final = 1 << 18
"""So many rows are scored at a time: enough of them to forget what a part costs by itself."""

LEAST: Final = 1 << 14
"""A part of fewer rows is not worth a thread of its own."""


Part = tuple[pl.DataFrame, pl.DataFrame | None, int]
"""Rows of a table, their own indicators where these stand in another, and the first's number."""


class Scorer:
    """A plan ready for tables of one shape: what comes in and goes out is settled before any row.

    `schema` is that of the scored frame. Points have the places of their rule, or of the column
    in which a person gives them; a row whose points need more is a reject (SL949). `scales` says
    for columns of text how many places their figures have, `places` which columns of facts hold
    whole numbers of a last place, and of which.
    """

    def __init__(
        self,
        plan: Plan,
        schema: Mapping[str, Any],
        *,
        items: Mapping[str, Any] | None = None,
        floats: Floats = "refuse",
        figures: Figures = "decimals",
        branches: bool = False,
        scales: Scales | None = None,
        places: Mapping[str, int] | None = None,
    ) -> None:
        """Settle what comes out. Raises `DocumentError` with every column that cannot be used."""
        arms: Branches = ()
        if branches:
            plan, arms = find_branches(plan)
        self.plan, self.floats, self._places = plan, floats, places or {}
        empty = to_decimals(pl.DataFrame(schema=dict(schema)), self._places)
        long = None if items is None else pl.DataFrame(schema=dict(items))
        sheet = read_sheet(plan, empty, long, floats)
        if scales is None:
            scales = find_scales(name_columns(plan, empty.columns)[0], empty)
        self.layout: Layout = lay_out(plan, sheet.ids.dtype, scales, figures, arms)
        self.schema: pl.Schema = self.layout.schema
        self.named = "id" in empty.columns
        self.kernel = find_kernel(plan, self.layout)
        roles, _ = name_columns(plan, empty.columns)
        self._plain = find_plain(plan, roles, {**empty.schema, **schema}, self._places)
        # How many rows a list has is told also where no column gives any.
        self._counts = bool(plan.slots) or any(fact.kind == "list" for fact in plan.facts)
        self._others = [each for each in empty.columns if each not in self._plain.columns]

    def gather(self, part: Part, found: Statistics | None = None) -> Partial:
        """Return what a part of a table adds to the statistics that come after those found."""
        frame, items, start = part
        sheet = self._read(frame, items)
        return gather(self.plan, self._name(sheet, start), found, start=start)

    def score(
        self,
        frame: pl.DataFrame,
        items: pl.DataFrame | None = None,
        start: int = 0,
        cohort: Statistics | None = None,
    ) -> Scored:
        """Return a part of a table scored; its rows are numbered from `start`.

        `cohort` are the statistics of the projects that they are compared with. Raises
        `DocumentError` where these are of another ruleset (SL928).
        """
        if cohort is None:
            sheet, table, compared = *self._take(frame, items), None
        else:
            sheet = self._read(frame, items)
            placed = place(self.plan, sheet, cohort)
            sheet.inputs.update(placed.inputs)
            table, compared = self._pack(sheet), placed.findings
        sheet = self._name(sheet, start)
        computed = self.kernel.run(table)
        rows = sorted([*table.numbers, *table.by_hand]) if table.by_hand else table.numbers
        writer = Writer(self.layout, sheet, Answers(self.plan, computed), rows, compared)
        found, misfits = writer.write(), writer.list_misfits()
        for at, problems in misfits.items():
            sheet.rejects.setdefault(rows[at], []).extend(problems)
        if misfits:
            found = found.filter(~pl.arange(len(found), eager=True).is_in(list(misfits)))
        rejects = tuple(
            Reject(row + start, sheet.ids[row], tuple(sheet.rejects[row]))
            for row in sorted(sheet.rejects)
        )
        return Scored(found, rejects, len(computed.by_hand), self.layout.places)

    def _take(self, frame: pl.DataFrame, items: pl.DataFrame | None) -> tuple[Sheet, Table]:
        """Return a part of a table as read, and as a table for the kernel."""
        own = None if self.kernel.not_lowered else self._plain.read(frame)
        if own is not None:
            sheet = self._read_others(frame, items)
            if not (sheet.inputs or sheet.lists or sheet.rejects or self._counts):
                return sheet, own
            if not sheet.rejects:
                rest = self._pack(sheet)
                if not rest.by_hand:
                    return sheet, self._plain.add_to(rest, own)
        sheet = self._read(frame, items)
        return sheet, self._pack(sheet)

    def _read(self, frame: pl.DataFrame, items: pl.DataFrame | None) -> Sheet:
        return read_sheet(self.plan, to_decimals(frame, self._places), items, self.floats)

    def _pack(self, sheet: Sheet) -> Table:
        """Return the rows of a sheet that can be scored as a table for the kernel."""
        rows = sheet.good
        if self.kernel.not_lowered:
            facts = dict(zip(rows, sheet.facts(rows), strict=True))
            return Table((), pl.DataFrame(), by_hand=facts)
        return pack_sheet(self.plan, sheet, rows, paired=self.kernel.paired)

    def _name(self, sheet: Sheet, start: int) -> Sheet:
        """Return a sheet whose rows, where they have no ids, are called by their numbers."""
        if not self.named:
            sheet.ids = sheet.ids + start
        return sheet

    def _read_others(self, frame: pl.DataFrame, items: pl.DataFrame | None) -> Sheet:
        """Return what the readers make of the columns that are not taken as they are."""
        if items is not None or not {"id"}.issuperset(self._others):
            return self._read(frame.select(self._others), items)
        if not self._others:
            return Sheet(pl.int_range(frame.height, eager=True))
        ids = frame.get_column("id")
        if ids.null_count():
            return self._read(frame.select("id"), None)
        return Sheet(ids)


_MOST_KERNELS: Final = 16
_kernels: Final[dict[int, Kernel]] = {}
"""The kernels of the plans in use, which keep what was lowered for tables alike."""


_scorers: Final[dict[Any, tuple[Plan, Scorer]]] = {}
"""The scorers in use: tables of one shape are often scored one after the other."""


def find_scorer(
    plan: Plan,
    frame: pl.DataFrame,
    items: pl.DataFrame | None,
    *,
    floats: Floats,
    figures: Figures,
    scales: Scales,
    places: Mapping[str, int],
) -> Scorer:
    """Return what scores tables of one shape with a plan, the same for tables alike."""
    shapes = [tuple(each.schema.items()) for each in (frame, items) if each is not None]
    told = tuple(tuple(sorted(each.items())) for each in (scales, places))
    key = id(plan), tuple(shapes), floats, figures, told
    known = _scorers.get(key)
    if known is not None and known[0] is plan:
        return known[1]
    schema = None if items is None else items.schema
    found = Scorer(
        plan,
        frame.schema,
        items=schema,
        floats=floats,
        figures=figures,
        scales=scales,
        places=places,
    )
    if len(_scorers) >= _MOST_KERNELS:
        _scorers.clear()
    _scorers[key] = plan, found
    return found


_branches: Final[dict[int, tuple[Plan, tuple[Plan, Branches]]]] = {}
"""The plans in use with the numbers of branches; a plan is found again as itself."""


def find_branches(plan: Plan) -> tuple[Plan, Branches]:
    """Return a plan with the numbers of its branches, the same one for the same plan."""
    known = _branches.get(id(plan))
    if known is not None and known[0] is plan:
        return known[1]
    if len(_branches) >= _MOST_KERNELS:
        _branches.clear()
    _branches[id(plan)] = plan, number_branches(plan)
    return _branches[id(plan)][1]


def find_kernel(plan: Plan, layout: Layout) -> Kernel:
    """Return the kernel of a plan; the same plan is lowered once."""
    known = _kernels.get(id(plan))
    if known is not None and known.plan is plan:
        return known
    if len(_kernels) >= _MOST_KERNELS:
        _kernels.clear()
    found = _kernels[id(plan)] = Kernel(plan, list_wanted(plan, layout), states=False)
    return found


def score_table(
    plan: Plan,
    table: Any,
    items: Any = None,
    floats: Floats = "refuse",
    figures: Figures = "decimals",
    strict: bool = False,
    cohort: Statistics | None = None,
    places: Mapping[str, int] | None = None,
) -> Scored:
    """Return a table scored with a plan, parts of it at the same time.

    Where rules compare projects, the rows are compared with each other, or with those of the
    statistics `cohort`. Raises `DocumentError` with every column that cannot be used, where
    `strict` with what is wrong with any row, for statistics of another ruleset (SL928), and for
    two rows with one id that are compared (SL926).
    """
    frame = settle_floats(open_table(table), floats)
    long = None if items is None else settle_floats(open_table(items), floats)
    if not isinstance(plan, Plan):
        raise TypeError(f"a table is scored with a plan: compile this {type(plan).__name__} first")
    roles, _ = name_columns(plan, frame.columns)
    check_places(frame, places or {})
    facts = {role.column for role in roles if role.part == "fact"}
    known = {each: count for each, count in (places or {}).items() if each in facts}
    frame = to_decimals(frame, {x: n for x, n in (places or {}).items() if x not in facts})
    scales = find_scales(roles, frame)
    if long is not None and (problems := check_items(roles, frame, long)):
        raise DocumentError(problems)
    scorer = find_scorer(
        plan, frame, long, floats=floats, figures=figures, scales=scales, places=known
    )
    scored = score_all(scorer, frame, long, cohort)
    if strict and scored.rejects:
        raise DocumentError([problem for each in scored.rejects for problem in each.diagnostics])
    return scored


def score_all(
    scorer: Scorer,
    frame: pl.DataFrame,
    long: pl.DataFrame | None = None,
    cohort: Statistics | None = None,
) -> Scored:
    """Return a whole table scored, parts of it at the same time."""
    plan = scorer.plan
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        if cohort is None and plan.cohort:
            for _ in range(list_passes(plan)):
                add = partial(scorer.gather, found=cohort)
                cohort = settle(plan, pool.map(add, _cut(frame, long)), cohort)
        score = partial(_score, scorer, cohort)
        found = list(pool.map(score, _cut(frame, long)))
    rejects = tuple(each for part in found for each in part.rejects)
    whole = pl.concat([part.frame for part in found], rechunk=False)
    return Scored(whole, rejects, sum(part.by_hand for part in found), scorer.layout.places, cohort)


def _score(scorer: Scorer, cohort: Statistics | None, part: Part) -> Scored:
    frame, items, start = part
    return scorer.score(frame, items, start, cohort)


def _cut(frame: pl.DataFrame, long: pl.DataFrame | None) -> Iterator[Part]:
    """Yield the parts of a table, with their indicators where these stand in one of their own."""
    share = -(-frame.height // pl.thread_pool_size())
    size = max(LEAST, min(share, CHUNK))
    if long is None or frame.height <= size:
        for start in range(0, max(frame.height, 1), size):
            yield frame.slice(start, size), long, start
        return
    # Each part's own indicators are found by their place, once for the whole table.
    known = to_texts(frame["id"]).alias("project").to_frame().with_row_index("#row")
    named = long.with_columns(to_texts(long["project"]).alias("#project"))
    owned = named.join(known, left_on="#project", right_on="project", maintain_order="left")
    owned = owned.sort("#row", maintain_order=True)
    rows = owned["#row"]
    for start in range(0, frame.height, size):
        first, last = (rows.search_sorted(at, "left") for at in (start, start + size))
        own = owned.slice(first, last - first).drop("#row", "#project")
        yield frame.slice(start, size), own, start
