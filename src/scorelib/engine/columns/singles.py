"""Results of the scalar evaluator as rows of a scored table: the columns, types and digits of one.

A row is first taken down as text, every figure exact; when all are there, the columns get places
enough for them, and nothing is rounded on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.answers import show
from scorelib.engine.columns.layout import Layout, Output, lay_out
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import Diagnostic, DocumentError
from scorelib.words.numbers import count_places

__all__ = ["Single", "Singles"]

_MOST_PLACES: Final = 15
_MOST: Final = 10**37
"""Decimals of 38 digits hold whole numbers of their last place below this."""


@dataclass(frozen=True, slots=True)
class Single:
    """One scored project, as text: its figures by column, those of its own indicators by slot.

    `conditional` are the codes of what its total rests on, `findings` those of its findings.
    """

    id: str
    source: str
    cells: Mapping[str, str | None]
    items: Mapping[str, Sequence[Mapping[str, str | None]]]
    conditional: Sequence[str]
    findings: Sequence[str]


@dataclass(slots=True)
class Singles:
    """The columns that results of one plan come out in, and how many places each needs.

    Rows are taken down one by one (`take`), looked at for their places (`measure`), and written
    when all of them have been (`write`).
    """

    plan: Plan
    _layout: Layout = field(init=False)
    _places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._layout = lay_out(self.plan, pl.String(), {})

    def take(self, result: Result, source: str) -> Single:
        """Return a result as a row. Raises `DocumentError` (SL949) where no column can hold it."""
        problems: list[Diagnostic] = []
        parts = (*self._layout.nodes, *self._layout.totals)
        cells = {
            each.name: _tell(result.values[each.node], each, each.name, problems) for each in parts
        }
        items = {slot: self._take_items(result, slot, problems) for slot in self._layout.slots}
        if problems:
            raise DocumentError(problems)
        return Single(
            result.project.id,
            source,
            cells,
            items,
            tuple(dict.fromkeys(each.code for each in result.total.conditional)),
            sorted({each.code for each in result.findings}),
        )

    def _take_items(
        self, result: Result, slot: str, problems: list[Diagnostic]
    ) -> list[dict[str, str | None]]:
        """Return a project's own indicators of a slot, in their order."""
        outputs = self._layout.slots[slot]
        found: list[dict[str, str | None]] = []
        for place, item in enumerate(result.inputs.items.get(slot, ())):
            row: dict[str, str | None] = {"id": item.id}
            for each in outputs:
                column = f"indicators.{slot}.{each.name}"
                row[each.name] = _tell(result.values[each.node][place], each, column, problems)
            found.append(row)
        return found

    def measure(self, rows: Iterable[Single]) -> None:
        """Take note of how many places the figures of rows have."""
        for row in rows:
            for each in (*self._layout.nodes, *self._layout.totals):
                self._note(each, each.name, row.cells[each.name])
            for slot, items in row.items.items():
                for each in self._layout.slots[slot]:
                    for item in items:
                        self._note(each, f"indicators.{slot}.{each.name}", item[each.name])

    def _note(self, output: Output, column: str, text: str | None) -> None:
        if text is not None and isinstance(output.dtype, pl.Decimal):
            count = count_places(Fraction(text)) or 0
            self._places[column] = max(self._places.get(column, output.places), count)

    def _widen(self, output: Output, column: str) -> Output:
        """Return a column with the places that its figures need."""
        if not isinstance(output.dtype, pl.Decimal):
            return output
        places = self._places.get(column, output.places)
        return replace(output, dtype=pl.Decimal(38, places), places=places)

    def _widen_slot(self, slot: str) -> list[Output]:
        outputs = self._layout.slots[slot]
        return [self._widen(each, f"indicators.{slot}.{each.name}") for each in outputs]

    @property
    def schema(self) -> dict[str, Any]:
        """The columns that come out, in their order, with their types."""
        found: dict[str, Any] = {"id": pl.String(), "source": pl.String()}
        found |= {each.name: self._widen(each, each.name).dtype for each in self._layout.nodes}
        for slot in self._layout.slots:
            parts = {each.name: each.dtype for each in self._widen_slot(slot)}
            found[f"indicators.{slot}"] = pl.List(pl.Struct({"id": pl.String(), **parts}))
        found |= {each.name: self._widen(each, each.name).dtype for each in self._layout.totals}
        found.setdefault("grade", pl.String())
        codes = pl.List(pl.String())
        return {**found, "conditional": codes, "findings": codes}

    def write(self, rows: Sequence[Single]) -> pl.DataFrame:
        """Return rows as columns, after all have been measured."""
        schema = self.schema
        made: dict[str, Any] = {
            "id": [each.id for each in rows],
            "source": [each.source for each in rows],
            "conditional": [list(each.conditional) for each in rows],
            "findings": [list(each.findings) for each in rows],
            "grade": [None] * len(rows),
        }
        for each in (*self._layout.nodes, *self._layout.totals):
            texts = [row.cells[each.name] for row in rows]
            made[each.name] = _read(texts, self._widen(each, each.name))
        for slot in self._layout.slots:
            made[f"indicators.{slot}"] = self._write_items(slot, rows)
        series = [pl.Series(name, made[name], dtype=dtype) for name, dtype in schema.items()]
        return pl.DataFrame(series)

    def _write_items(self, slot: str, rows: Sequence[Single]) -> list[list[dict[str, Any]]]:
        outputs = self._widen_slot(slot)
        found: list[list[dict[str, Any]]] = []
        for row in rows:
            given = row.items[slot]
            parts: dict[str, list[Any]] = {"id": [each["id"] for each in given]}
            for each in outputs:
                parts[each.name] = _read([item[each.name] for item in given], each).to_list()
            lines = zip(*parts.values(), strict=True)
            found.append([dict(zip(parts, each, strict=True)) for each in lines])
        return found


def _tell(value: Any, output: Output, column: str, problems: list[Diagnostic]) -> str | None:
    """Return a value as text, exact; a state is none. What no decimal holds is a problem."""
    if value is None or isinstance(value, State):
        return None
    if isinstance(value, Fraction) and isinstance(output.dtype, pl.Decimal):
        places = count_places(value)
        if places is None or places > _MOST_PLACES or abs(value) * 10**places >= _MOST:
            words = (("column", column), ("places", output.places))
            problems.append(Diagnostic("SL949", words, path=column))
    return str(value)


def _read(texts: Sequence[str | None], output: Output) -> pl.Series:
    """Return texts in the type of their column."""
    if isinstance(output.dtype, pl.Enum):
        return pl.Series(output.name, texts, dtype=output.dtype)
    values = [None if each is None else Fraction(each) for each in texts]
    return show(values, output).series
