"""Projects in bulk, drawn as a table in the types that users have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.nodes import Constant
from scorelib.compiler.graph.plan import Occurrence, Plan
from scorelib.words.numbers import print_number
from tests.engine.columns.bulk.figures import Columns, FactDrawer, Kind
from tests.engine.columns.bulk.forms import NOMINAL, Sites, list_sites
from tests.engine.columns.bulk.items import ItemDrawer

__all__ = ["Drawer", "Drawn"]

_STATES: Final = ("not-applicable", "cannot-be-assessed")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table of projects, their own indicators in one beside it or in the same."""

    frame: pl.DataFrame
    items: pl.DataFrame | None
    ids: Mapping[str, list[list[str]]]


@dataclass(frozen=True, slots=True)
class _Points:
    """What a person may give: up to a maximum, and beyond it."""

    most: Fraction
    tidy: Sequence[Fraction]
    strange: Sequence[Fraction]


@dataclass
class Drawer:
    """Draws tables of projects for a plan; what the plan turns on is looked for once."""

    plan: Plan

    @cached_property
    def sites(self) -> Sites:
        """The quotients that the plan looks at."""
        return list_sites(self.plan)

    def draw(self, random: Random, kind: Kind, count: int) -> Drawn:
        """Return so many projects."""
        return _Table(self, random, kind, count).draw()


@dataclass
class _Table:
    """One table being drawn."""

    drawer: Drawer
    random: Random
    kind: Kind
    count: int
    columns: Columns = field(default_factory=dict)
    bad: set[int] = field(default_factory=set)
    plain: list[bool] = field(default_factory=list)
    """The rows in which nobody says anything that the rule does not leave to a person."""

    @property
    def plan(self) -> Plan:
        return self.drawer.plan

    def draw(self) -> Drawn:
        random = self.random
        self.bad = {row for row in range(self.count) if random.random() < 0.03}
        places = random.choice((0, 2, 2, 4, 6) if self.kind == "random" else (2, 4, 6))
        facts = FactDrawer(
            self.plan, random, self.kind, self.count, self.bad, self.drawer.sites, places
        )
        self.columns |= facts.draw()
        self._draw_by_hand()
        lists = self._draw_items()
        series = [pl.Series("id", range(1, self.count + 1), dtype=pl.Int64)]
        units = {fact.name: fact.unit.name for fact in self.plan.facts if fact.unit}
        texts = random.choice((0.0, 0.2))
        for name, values in self.columns.items():
            spelt = name.isidentifier() and random.random() < texts
            series.append(
                _make_series(name, values, random, units.get(name, "") if spelt else None)
            )
        ids = {name: [[each["id"] for each in row] for row in rows] for name, rows in lists.items()}
        if lists and random.random() < 0.3:
            return Drawn(pl.DataFrame(series), _tabulate(lists), ids)
        series += [_make_lists(f"indicators.{name}", rows) for name, rows in lists.items()]
        return Drawn(pl.DataFrame(series), None, ids)

    def _draw_by_hand(self) -> None:
        """Draw what persons say of the nodes of the ruleset."""
        asked = {each.key for each in self.plan.inputs if each.kind == "maximum"}
        dense = [self.random.random() < 0.7 for _ in range(self.count)]
        self.plain = [self.random.random() < 0.4 for _ in range(self.count)]
        for node in self.plan.occurrences:
            if node.slot is not None:
                continue
            if node.id in asked:
                self.columns[f"max_points.{node.id}"] = self._draw_maxima(dense)
            if node.method is not None or any(slot.id == node.id for slot in self.plan.slots):
                self._draw_states(node)
            if node.method is not None:
                self._draw_judged(node, dense)
                self._draw_rare("override", node, 0.01)
            self._draw_rare("declared", node, 0.15)

    def _most(self, node: Occurrence) -> Fraction:
        found = self.plan.nodes[node.max_points]
        fixed = isinstance(found, Constant) and isinstance(found.value, Fraction)
        return found.value if fixed else NOMINAL  # type: ignore[union-attr, return-value]

    def _draw_maxima(self, dense: Sequence[bool]) -> list[Fraction | None]:
        choices = (
            NOMINAL,
            NOMINAL,
            NOMINAL,
            NOMINAL,
            Fraction(4),
            Fraction(0),
            Fraction(10),
            Fraction(5, 2),
        )
        return [
            None if not whole and self.random.random() < 0.1 else self.random.choice(choices)
            for whole in dense
        ]

    def _draw_states(self, node: Occurrence) -> None:
        """Draw what does not apply or cannot be assessed; in a slot there is nothing then."""
        share = self.random.choice((0.0, 0.01, 0.05))
        choices = _STATES if node.method is not None else _STATES[:1]
        self.columns[f"state.{node.id}"] = [
            self.random.choice(choices) if not plain and self.random.random() < share else None
            for plain in self.plain
        ]

    def _draw_judged(self, node: Occurrence, dense: Sequence[bool]) -> None:
        """Draw the points that a person gives; mostly only where the rule leaves it to one."""
        states, points = self.columns[f"state.{node.id}"], self._list_points(node)
        asked = node.method in ("judged", "panel")
        share = 0.85 if asked else 0.03
        draw: Callable[[_Points], Any] = self._draw_points
        if node.method == "panel":
            draw = self._draw_panel
        self.columns[f"judged.{node.id}"] = [
            draw(points)
            if (row in self.bad or states[row] is None)
            and ((whole and asked) or self.random.random() < share)
            and (asked or not self.plain[row])
            else None
            for row, whole in enumerate(dense)
        ]

    def _draw_panel(self, points: _Points) -> list[Fraction]:
        return [self._draw_points(points) for _ in range(self.random.randint(1, 5))]

    def _draw_rare(self, part: str, node: Occurrence, share: float) -> None:
        points = self._list_points(node)
        self.columns[f"{part}.{node.id}"] = [
            self._draw_points(points) if not plain and self.random.random() < share else None
            for plain in self.plain
        ]

    def _list_points(self, node: Occurrence) -> _Points:
        """Return the points that may be given by hand: tidy ones, and strange ones."""
        most, cent = self._most(node), Fraction(1, 100)
        half = most / 2 + cent / 2
        strange = (most + cent, most - cent, -cent, half, most * 3, cent / 1000)
        return _Points(most, (most, most, Fraction(0), most / 2, most * 4 / 5), strange)

    def _draw_points(self, points: _Points) -> Fraction:
        random, draw = self.random, self.random.random()
        if draw < 0.5:
            return random.choice(points.tidy)
        if self.kind == "random" or draw < 0.9:
            return Fraction(random.randrange(0, int(points.most * 100) + 1), 100)
        return random.choice(points.strange)

    def _draw_items(self) -> dict[str, list[list[dict[str, Any]]]]:
        """Return the projects' own indicators by slot; mostly their maxima add up."""
        plan, random = self.plan, self.random
        parents = {slot.id: self._parent_of(slot.id) for slot in plan.slots}
        groups: dict[str, list[str]] = {}
        for name, parent in parents.items():
            groups.setdefault(parent.id, []).append(name)
        drawers = {}
        for slot in plan.slots:
            most, members = self._most(parents[slot.id]), groups[parents[slot.id].id]
            maxima = sorted({most, most / 2, most / len(members), Fraction(5), Fraction(5, 2)})
            whole = [each for each in maxima if 100 % each.denominator == 0]
            drawers[slot.id] = ItemDrawer(slot, random, self.kind, whole)
        lists: dict[str, list[list[dict[str, Any]]]] = {name: [] for name in parents}
        for row in range(self.count):
            for heading, names in groups.items():
                shares = self._share_out(self._most_of(heading), names, drawers)
                for name in names:
                    said = self.columns[f"state.{name}"][row] is not None and row not in self.bad
                    rows = [] if said else shares.get(name, [])
                    spoilt = row in self.bad and random.random() < 0.1
                    lists[name].append(drawers[name].draw_list(rows, bad=spoilt))
        return lists

    def _share_out(
        self, most: Fraction, members: Sequence[str], drawers: Mapping[str, ItemDrawer]
    ) -> dict[str, list[Fraction]]:
        """Return the maxima of the indicators of each slot below a heading."""
        random, draw = self.random, self.random.random()
        if draw < 0.3:
            return {
                name: random.choices(drawers[name].maxima, k=random.choice((0, 0, 1, 1, 2, 4)))
                for name in members
            }
        count = len(members) if draw < 0.6 else random.randint(1, len(members))
        if 100 % (most / count).denominator:
            count = 1
        return {name: [most / count] for name in random.sample(members, count)}

    def _parent_of(self, slot: str) -> Occurrence:
        """Return the heading whose maximum the indicators of a slot share."""
        nodes = {node.id: node for node in self.plan.occurrences if node.slot is None}
        node = nodes[slot]
        while node.parent is not None and not isinstance(
            self.plan.nodes[node.max_points], Constant
        ):
            node = nodes[node.parent]
        return node

    def _most_of(self, name: str) -> Fraction:
        return next(
            self._most(node)
            for node in self.plan.occurrences
            if node.id == name and node.slot is None
        )


_WIDE: Final = Context(prec=60)


def _make_series(
    name: str, values: Sequence[Any], random: Random, unit: str | None = None
) -> pl.Series:
    """Return a column in one of the types that hold its values; numbers with a unit are texts."""
    given = next((value for value in values if value is not None), None)
    match given:
        case None:
            return pl.Series(name, values, dtype=random.choice((pl.Null, pl.String)))
        case bool():
            return pl.Series(name, values, dtype=pl.Boolean)
        case int():
            return pl.Series(name, values, dtype=random.choice((pl.Int16, pl.Int64)))
        case date():
            return pl.Series(name, values, dtype=pl.Date)
        case str():
            known = list(dict.fromkeys(value for value in values if value is not None))
            return pl.Series(name, values, dtype=random.choice((pl.String, pl.Enum(known))))
        case list() if given and isinstance(given[0], dict):
            return _make_lists(name, values)
        case list():
            return _make_panels(name, values)
    return _make_numbers(name, values, random, unit)


def _make_numbers(
    name: str, values: Sequence[Fraction | None], random: Random, unit: str | None
) -> pl.Series:
    """Return a column of integers, decimals or texts."""
    places = _count_places(value for value in values if value is not None)
    if places is None or unit is not None:
        texts = [None if value is None else _write(value, unit or "", random) for value in values]
        return pl.Series(name, texts, dtype=pl.String)
    if places == 0 and random.random() < 0.6:
        whole = [None if value is None else value.numerator for value in values]
        return pl.Series(name, whole, dtype=pl.Int64)
    places = next((each for each in (2, 4, 6) if each >= places), places)
    decimals = [
        None if value is None else _WIDE.scaleb(Decimal(int(value * 10**places)), -places)
        for value in values
    ]
    return pl.Series(name, decimals, dtype=pl.Decimal(38, places))


def _count_places(values: Iterable[Fraction]) -> int | None:
    most = 0
    for denominator in {value.denominator for value in values}:
        while 10**most % denominator:
            most += 1
            if most > 18:
                return None
    return most


def _write(value: Fraction, unit: str, random: Random) -> str:
    """Return a figure as a text, in its unit or in another of the same kind."""
    draw = random.random()
    if unit == "万元" and draw < 0.3:
        return f"{print_number(value * 10_000)}元"
    if unit == "万元" and draw < 0.4 and value.denominator == 1 and value % 10_000 == 0:
        return f"{print_number(value / 10_000)}亿元"
    return print_number(value) + (unit if unit == "%" or draw < 0.7 else "")


def _make_panels(name: str, values: Sequence[Sequence[Fraction] | None]) -> pl.Series:
    whole = [None if v is None else [print_number(each) for each in v] for v in values]
    return pl.Series(name, whole, dtype=pl.List(pl.String))


_NUMBERS: Final = ("declared", "override")


def _type_of(key: str) -> Any:
    if key == "project":
        return pl.Int64
    return pl.Decimal(38, 6) if key in _NUMBERS else pl.String


def _to_cell(value: Any) -> Any:
    return (
        _WIDE.divide(value.numerator, value.denominator) if isinstance(value, Fraction) else value
    )


def _make_lists(name: str, rows: Sequence[Sequence[Mapping[str, Any]] | None]) -> pl.Series:
    """Return a column of lists of structs; made from one long table, which is much faster."""
    flat = [each for row in rows for each in row or ()]
    if not flat:
        dtype = pl.List(pl.Struct({"id": pl.String}))
        return pl.Series(name, [None if row is None else [] for row in rows], dtype=dtype)
    keys = dict.fromkeys(key for each in flat for key in each)
    long = pl.DataFrame([_make_field(key, flat) for key in keys]).to_struct("item")
    owners = [place for place, row in enumerate(rows) for _ in row or ()]
    held = pl.DataFrame([long, pl.Series("row", owners, dtype=pl.Int64)])
    lists = held.group_by("row", maintain_order=True).agg("item")
    absent = pl.Series("absent", [row is None for row in rows])
    whole = pl.DataFrame([absent]).with_row_index("row").cast({"row": pl.Int64})
    found = whole.join(lists, on="row", how="left", maintain_order="left")
    item = pl.when(~pl.col("absent")).then(pl.col("item").fill_null([]))
    return found.select(item.alias(name)).to_series()


def _make_field(key: str, rows: Sequence[Mapping[str, Any]]) -> pl.Series:
    return pl.Series(key, [_to_cell(row.get(key)) for row in rows], dtype=_type_of(key))


def _tabulate(lists: Mapping[str, Sequence[Sequence[Mapping[str, Any]]]]) -> pl.DataFrame:
    """Return the indicators of all projects as one long table."""
    rows = [
        {"project": project, "slot": name, **each}
        for name, projects in lists.items()
        for project, items in enumerate(projects, 1)
        for each in items
    ]
    keys = dict.fromkeys(("project", "slot", "id", *(key for row in rows for key in row)))
    return pl.DataFrame([_make_field(key, rows) for key in keys])
