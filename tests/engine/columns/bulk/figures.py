"""Facts in bulk, a column at a time: any figures, or those on which a rule turns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any, Final, Literal

from scorelib.compiler.graph.plan import FactInput, Plan
from scorelib.words.numbers import print_number
from tests.engine.columns.bulk.forms import Site, Sites, draw_solution

__all__ = ["Columns", "FactDrawer", "Kind"]

Kind = Literal["random", "adversarial"]

Columns = dict[str, list[Any]]
"""Columns by name: fractions in the unit of the column, words, truth values, dates, lists, None."""

_STATES: Final = ("missing", "not-applicable", "cannot-be-assessed")
_WIDE: Final = 4
"""More facts than so many are not solved for together, but one of them beside the others."""

_POOL: Final = 400
"""So many solved figures are drawn for the facts that belong together; rows choose among them."""


@dataclass(slots=True)
class FactDrawer:
    """Draws the facts of so many projects; a row in `bad` gets something that is refused."""

    plan: Plan
    random: Random
    kind: Kind
    count: int
    bad: set[int]
    sites: Sites
    places: int
    columns: Columns = field(default_factory=dict)

    def draw(self) -> Columns:
        """Return a column for each fact, and some for why there is none."""
        widest = self.random.choice((0, 2, 6, 6))
        scales = [10 ** self.random.uniform(-1, widest) for _ in range(self.count)]
        gaps = [self._draw_gap() for _ in range(self.count)]
        for fact in self.plan.facts:
            self._draw_fact(fact, scales)
        if self.kind == "adversarial":
            self._solve()
        for fact in self.plan.facts:
            self._leave_out(fact, gaps)
        if self.plan.facts:
            for row in self.bad:
                self._spoil(self.random.choice(self.plan.facts), row)
        return self.columns

    def _draw_gap(self) -> float:
        return self.random.choice((0.0, 0.0, 0.0, 0.05, 0.3))

    def _draw_fact(self, fact: FactInput, scales: list[float]) -> None:
        random = self.random
        draw: Callable[[float], Any]
        match fact.kind:
            case "flag":
                draw = lambda _: random.random() < 0.6  # noqa: E731
            case "category":
                names = [name for name, _ in fact.values]
                draw = lambda _: random.choice(names)  # noqa: E731
            case "date":
                draw = lambda _: date(2021, 12, 31) + timedelta(random.randrange(-40, 41))  # noqa: E731
            case "survey":
                for level, _, _ in fact.levels:
                    self.columns[f"{fact.name}.{level}"] = [
                        random.choice((0, 1, 5, random.randrange(300))) for _ in scales
                    ]
                return
            case "list":
                draw = lambda scale: self._draw_rows(fact, scale)  # noqa: E731
            case _:
                draw = lambda scale: self._draw_number(fact, scale)  # noqa: E731
        self.columns[fact.name] = [draw(scale) for scale in scales]

    def _draw_rows(self, fact: FactInput, scale: float) -> list[dict[str, Any]]:
        """Return the rows of a list of facts."""
        rows: list[dict[str, Any]] = []
        for place in range(self.random.choice((1, 1, 2, 3, 5))):
            row: dict[str, Any] = {"id": f"r{place}"}
            if self.random.random() < 0.06:
                rows.append(row | {"state": self.random.choice(_STATES)})
                continue
            for each in fact.fields:
                name = each.name.rpartition(".")[2]
                row[name] = (
                    str(self._draw_cell(each, scale)) if self.random.random() > 0.03 else None
                )
            rows.append(row)
        return rows

    def _draw_cell(self, fact: FactInput, scale: float) -> Any:
        match fact.kind:
            case "flag":
                return "true" if self.random.random() < 0.6 else "false"
            case "category":
                return self.random.choice(fact.values)[0]
            case "date":
                return date(2021, 12, 31) + timedelta(self.random.randrange(-40, 41))
        return print_number(self._draw_number(fact, scale))

    def _draw_number(self, fact: FactInput, scale: float) -> Fraction:
        """Return a number in the unit of a fact, within its bounds."""
        factor = fact.unit.factor if fact.unit else Fraction(1)
        step = Fraction(1, 1 if fact.kind == "count" else 10**self.places)
        draw = self.random.random()
        if fact.least is not None and fact.most is not None:
            low, high = int(fact.least / factor / step), int(fact.most / factor / step)
            found = self.random.randint(low, high) * step
            if draw < 0.5:
                found = Fraction(round(found))
        elif self.kind == "adversarial" and draw < 0.25:
            found = self._draw_extreme(step)
        else:
            found = int(scale * self.random.uniform(0.2, 1.6) / float(step)) * step
        return self._bring_in(fact, found, step)

    def _draw_extreme(self, step: Fraction) -> Fraction:
        random = self.random
        largest = 10**8 // step * step
        return random.choice(
            (Fraction(0), step, -step, largest, largest - step, largest + step, Fraction(1))
        )

    def _bring_in(self, fact: FactInput, value: Fraction, step: Fraction) -> Fraction:
        """Return a figure within the bounds of its fact."""
        factor = fact.unit.factor if fact.unit else Fraction(1)
        if fact.least is not None:
            value = max(value, fact.least / factor + (step if fact.least_open else 0))
        if fact.most is not None:
            value = min(value, fact.most / factor - (step if fact.most_open else 0))
        return value

    def _solve(self) -> None:
        """Put facts on edges and ties, or one step beside them."""
        random = self.random
        facts = {fact.name: fact for fact in self.plan.facts}
        units = {
            name: fact.unit.factor if fact.unit else Fraction(1) for name, fact in facts.items()
        }
        narrow = [keys for keys in self.sites if len(keys) <= _WIDE]
        wide = [keys for keys in self.sites if len(keys) > _WIDE]
        size = min(_POOL * min(len(narrow), 9), 4 * self.count)
        tried = [self._draw_beside(random.choice(narrow), units) for _ in range(size)]
        pool = [found for found in tried if found]
        for row in range(self.count):
            taken: set[str] = set()
            together = bool(wide) and random.random() < 0.5
            tries = 0 if together or not pool else random.randint(0, len(facts))
            for found in random.choices(pool, k=tries):
                if taken.isdisjoint(found):
                    taken.update(found)
                    self._put(row, found)
            if together:
                keys = random.choice(wide)
                # What is below zero often stands for something else, and then has no weight.
                shown = {key: abs(self.columns[key][row]) * units[key] for key in keys}
                self._put(row, {key: value / units[key] for key, value in shown.items()})
                self._put(row, self._draw_beside(keys, units, shown))

    def _put(self, row: int, found: Mapping[str, Fraction]) -> None:
        for fact in self.plan.facts:
            if fact.name in found:
                held = self._bring_in(fact, found[fact.name], Fraction(1, 10**self.places))
                self.columns[fact.name][row] = held

    def _draw_beside(
        self,
        keys: tuple[str, ...],
        units: Mapping[str, Fraction],
        base: Mapping[str, Fraction] | None = None,
    ) -> dict[str, Fraction]:
        """Return facts on an edge or a tie, or one step beside it, in their units."""
        random = self.random
        sites = self.sites[keys][-1 if random.random() < 0.6 else 0]
        # The first of many is that in which everything has a weight.
        site: Site = sites[0] if base and random.random() < 0.5 else random.choice(sites)
        found = draw_solution(site, random, units, self.places, base)
        shown = {key: value / units[key] for key, value in found.items()}
        if shown and random.random() < 0.3:
            key = random.choice(list(shown))
            shown[key] += Fraction(random.choice((-1, 1)), 10**self.places)
        return shown

    def _leave_out(self, fact: FactInput, gaps: list[float]) -> None:
        """Leave facts out of some rows, and say why in some of them."""
        names = [f"{fact.name}.{level}" for level, _, _ in fact.levels] or [fact.name]
        states: list[str | None] = [None] * self.count
        for row, gap in enumerate(gaps):
            if gap and self.random.random() < gap:
                for name in names:
                    self.columns[name][row] = None
                if self.random.random() < 0.5:
                    states[row] = self.random.choice(_STATES)
        if any(states):
            self.columns[f"fact_state.{fact.name}"] = states

    def _spoil(self, fact: FactInput, row: int) -> None:
        """Put a figure outside its bounds, or a state beside a value."""
        factor = fact.unit.factor if fact.unit else Fraction(1)
        if fact.kind in ("quantity", "count") and fact.least is not None:
            self.columns[fact.name][row] = fact.least / factor - 1
        elif f"fact_state.{fact.name}" in self.columns and fact.kind != "survey":
            self.columns[f"fact_state.{fact.name}"][row] = "not-applicable"
