"""What comes out of a kernel, in the types of its columns: computed in columns, and by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.constants import repeat_value
from scorelib.engine.columns.kernel import Computed
from scorelib.engine.columns.layout import Output
from scorelib.engine.integers.cells import Cell
from scorelib.words.numbers import count_places, print_number

__all__ = ["Answers"]

_MOST: Final = 10**37
"""Decimals of 38 digits hold integers below this, and what is made on the way to them."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A column, and which of its values its type cannot hold (None: it holds them all)."""

    series: pl.Series
    lost: pl.Series | None = None

    def gather(self, rows: pl.Series) -> _Shown:
        lost = None if self.lost is None else self.lost.gather(rows)
        return _Shown(self.series.gather(rows), lost)

    def append(self, other: _Shown) -> _Shown:
        lost = None
        if self.lost is not None or other.lost is not None:
            lost = self._mark().append(other._mark())
        return _Shown(self.series.clone().append(other.series), lost)

    def _mark(self) -> pl.Series:
        if self.lost is not None:
            return self.lost.clone()
        return pl.repeat(False, len(self.series), dtype=pl.Boolean, eager=True)


@dataclass(frozen=True, slots=True)
class _View:
    """How columns are shown: those of one value, those that are expressions, and the others."""

    constants: dict[str, Any] = field(default_factory=dict)
    plain: list[pl.Expr] = field(default_factory=list)
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass(slots=True)
class Answers:
    """The columns of a plan's nodes: one value a project, or one an indicator of a slot.

    All are in the order of the rows that were scored, null where there is no value. `misfits`
    says of a column, by its scope and name, which of its values it cannot hold.
    """

    plan: Plan
    computed: Computed
    misfits: dict[tuple[str | None, str], pl.Series] = field(default_factory=dict)
    _orders: dict[str | None, pl.Series] = field(default_factory=dict)

    def read(self, outputs: Sequence[Output], scope: str | None = None) -> list[pl.Series]:
        """Return columns of nodes that all run over the same scope."""
        found = self._compute(outputs, scope)
        if self.computed.by_hand:
            hand = [show(self._by_hand(each.node), each) for each in outputs]
            pairs = zip(found, hand, outputs, strict=True)
            found = [a.append(b).gather(self._order(scope, each.node)) for a, b, each in pairs]
        for each, shown in zip(outputs, found, strict=True):
            if shown.lost is not None and shown.lost.any():
                self.misfits[scope, each.name] = shown.lost
        return [each.series for each in found]

    def find_held(self, nodes: Sequence[int]) -> dict[int, pl.Series]:
        """Return where conditions hold, of those that do anywhere, in one pass for each scope."""
        found: dict[int, pl.Series] = {}
        for scope, outputs in self._list_conditions(tuple(dict.fromkeys(nodes))).items():
            for output, series in zip(outputs, self.read(outputs, scope), strict=True):
                if series.any():
                    found[output.node] = series.fill_null(False)
        return found

    def _list_conditions(self, nodes: tuple[int, ...]) -> dict[str | None, tuple[Output, ...]]:
        """Return the conditions that may hold somewhere, by their scope."""
        views, by_hand = self.computed.views, bool(self.computed.by_hand)
        if nodes in views and not by_hand:
            known: dict[str | None, tuple[Output, ...]] = views[nodes]
            return known
        scopes: dict[str | None, list[Output]] = {}
        for node in nodes:
            if not self._never_holds(node):
                output = Output(f"#{node}", node, pl.Boolean)
                scopes.setdefault(self.plan.scopes[node], []).append(output)
        found = {scope: tuple(outputs) for scope, outputs in scopes.items()}
        if not by_hand:
            views[nodes] = found
        return found

    def _never_holds(self, node: int) -> bool:
        """Return whether it is known of a condition that it holds nowhere."""
        cell, computed = self.computed.cell(node), self.computed
        never = cell is None or computed.is_nothing(cell.n) or computed.fixed(cell.n) is False
        return never and not any(each is True for each in self._by_hand(node))

    def fractions(self, node: int) -> list[Fraction | None]:
        """Return the numbers of a node one by one."""
        (found,) = self.read([Output(f"#{node}", node, pl.String)], self.plan.scopes[node])
        return [None if each is None else Fraction(each) for each in found]

    def _compute(self, outputs: Sequence[Output], scope: str | None) -> list[_Shown]:
        """Return what was computed in columns, all in one pass where that can be."""
        if self.computed.empty:
            return [_Shown(pl.Series(each.name, [], dtype=each.dtype)) for each in outputs]
        view, data = self._view(outputs), self.computed.rows(scope)
        made = data.select_seq("project", *view.plain)
        found: list[_Shown] = []
        for each in outputs:
            if each.name in view.constants:
                value = repeat_value(view.constants[each.name], each.dtype, data.height)
                found.append(_Shown(value.alias(each.name)))
            elif each.name in view.cells:
                found.append(self._read_rows(each, view.cells[each.name], data))
            else:
                found.append(_Shown(made.get_column(each.name)))
        return found

    def _view(self, outputs: Sequence[Output]) -> _View:
        """Return how columns are shown, worked out once for all tables computed alike."""
        key = tuple((each.name, each.node) for each in outputs)
        views = self.computed.views
        # Layouts of one plan differ in types: whose outputs these are decides with the names.
        known = views.get(key)
        if known is None or known[0] != outputs:
            known = views[key] = outputs, self._lay_view(outputs)
        found: _View = known[1]
        return found

    def _lay_view(self, outputs: Sequence[Output]) -> _View:
        view = _View()
        for output in outputs:
            cell = self.computed.cell(output.node)
            assert cell is not None
            constant = self._find_constant(output, cell)
            if constant is not None:
                view.constants[output.name] = constant[0]
                continue
            expression = self._express(output, cell)
            if expression is None:
                view.cells[output.name] = cell
            else:
                view.plain.append(expression.alias(output.name))
        return view

    def _find_constant(self, output: Output, cell: Cell) -> tuple[Any] | None:
        """Return the one value of a column; None where there may be others."""
        nothing, fixed = self.computed.is_nothing(cell.n), self.computed.fixed(cell.n)
        if not nothing and (fixed is None or cell.d):
            return None
        shown = show([None if nothing else self._value(output, cell, fixed, ())], output)
        return None if shown.lost is not None else (shown.series[0],)

    def _express(self, output: Output, cell: Cell) -> pl.Expr | None:
        """Return a column as an expression; None for one whose values have to be looked at."""
        if output.dtype == pl.Boolean:
            return self.computed.express(cell.n)
        if isinstance(output.dtype, pl.Enum):
            return self._express_word(output, cell)
        return None if cell.d else self._express_number(output, cell)

    def _express_word(self, output: Output, cell: Cell) -> pl.Expr | None:
        """Return words as a chain of choices, where there are few; else they are looked up."""
        known = set(output.dtype.categories)
        words = {code: self.computed.words[code] for code in self.computed.among(cell.n)}
        if not words or len(words) > _FEW_WORDS or not known.issuperset(words.values()):
            return None
        chain: Any = pl
        for code, word in words.items():
            named = pl.lit(word, dtype=output.dtype)
            chain = chain.when(self.computed.express(cell.n) == code).then(named)
        return chain.otherwise(None)  # type: ignore[no-any-return]

    def _express_number(self, output: Output, cell: Cell) -> pl.Expr | None:
        """Return numbers in the type of their column; None where it might not hold them."""
        is_text = output.dtype == pl.String
        places = count_places(cell.q) if is_text else output.places
        within = self.computed.within(cell.n)
        if places is None or places > _MOST_PLACES or within.lo is None or within.hi is None:
            return None
        factor = cell.q * 10**places
        reach = max(abs(within.lo), abs(within.hi), 1) * factor.numerator
        if factor.denominator != 1 or reach >= _find_most(output.dtype):
            return None
        dtype = pl.Int128 if is_text or isinstance(output.dtype, pl.Decimal) else output.dtype
        whole = self.computed.express(cell.n).cast(dtype)
        scaled = whole if factor == 1 else whole * pl.lit(factor.numerator, dtype=dtype)
        if dtype != output.dtype:
            scaled = scaled.reinterpret(dtype=pl.Decimal(38, places))
        if is_text:
            scaled = scaled.cast(pl.String)
            scaled = scaled.str.strip_chars_end("0").str.strip_chars_end(".") if places else scaled
        if not output.fills or not self.computed.nullable(cell.n):
            return scaled
        return scaled.fill_null(pl.lit("0" if is_text else 0, dtype=output.dtype))

    def _read_rows(self, output: Output, cell: Cell, data: pl.DataFrame) -> _Shown:
        """Return a column of which each distinct value is looked at, once."""
        ops = (cell.n, *cell.d)
        if isinstance(output.dtype, pl.Enum):
            return self._name_words(output, data.select(self.computed.express(cell.n)).to_series())
        parts = {f"{place}": self.computed.express(op) for place, op in enumerate(ops)}
        rows = data.select("project", **parts).drop("project")
        known = rows.unique(maintain_order=True).with_row_index("#")
        codes = rows.join(
            known, on=rows.columns, how="left", nulls_equal=True, maintain_order="left"
        )["#"]
        values = [
            None if n is None or None in d else self._value(output, cell, n, d)
            for n, *d in known.drop("#").iter_rows()
        ]
        return show(values, output).gather(codes)

    def _name_words(self, output: Output, codes: pl.Series) -> _Shown:
        """Return words as those of a type of their own; those of other nodes are not in it."""
        words = pl.Series(self.computed.words, dtype=pl.String).cast(output.dtype, strict=False)
        return _Shown(words.gather(codes.cast(pl.UInt32)).alias(output.name))

    def _value(self, output: Output, cell: Cell, n: Any, d: Sequence[int]) -> Any:
        return self.computed.value(self.plan.kinds[output.node], cell.q, n, d)

    def _by_hand(self, node: int) -> list[Any]:
        """Return the values of a node of the rows that went to the scalar evaluator, in order."""
        found = [values[node] for _, values in sorted(self.computed.by_hand.items())]
        if self.plan.scopes[node] is None:
            return found
        return [value for each in found for value in each]

    def _order(self, scope: str | None, node: int) -> pl.Series:
        """Return where the value of each row stands, those in columns before those by hand."""
        if scope not in self._orders:
            self._orders[scope] = self._sort(scope, node)
        return self._orders[scope]

    def _sort(self, scope: str | None, node: int) -> pl.Series:
        rows = pl.Series("row", self.computed.numbers, dtype=pl.Int64)
        hand: Sequence[int] = sorted(self.computed.by_hand)
        if scope is not None:
            rows = rows.gather(self.computed.owners(scope))
            hand = [row for row in hand for _ in self.computed.by_hand[row][node]]
        whole = rows.append(pl.Series("row", hand, dtype=pl.Int64)).to_frame()
        return whole.with_row_index("#").sort("row", maintain_order=True)["#"]


_MOST_PLACES: Final = 36
_FEW_WORDS: Final = 12
"""Up to so many words a chain of choices is faster than looking them up."""


def show(values: Sequence[Any], output: Output) -> _Shown:
    """Return values one by one as a column; a state is none."""
    given = [None if isinstance(each, State) else each for each in values]
    if output.fills:
        given = [Fraction(0) if each is None else each for each in given]
    if output.dtype == pl.String:
        texts = [print_number(x) if isinstance(x, Fraction) else x for x in given]
        return _Shown(pl.Series(output.name, texts, dtype=pl.String))
    if not output.dtype.is_numeric():
        return _Shown(pl.Series(output.name, given, dtype=output.dtype))
    most = _find_most(output.dtype)
    scaled = [None if each is None else each * 10**output.places for each in given]
    held = [x is None or (x.denominator == 1 and abs(x) < most) for x in scaled]
    pairs = zip(scaled, held, strict=True)
    whole = [int(x) if x is not None and fits else None for x, fits in pairs]
    lost = None if all(held) else ~pl.Series("lost", held, dtype=pl.Boolean)
    if not isinstance(output.dtype, pl.Decimal):
        return _Shown(pl.Series(output.name, whole, dtype=output.dtype), lost)
    series = pl.Series(output.name, whole, dtype=pl.Int128)
    return _Shown(series.reinterpret(dtype=output.dtype), lost)


def _find_most(dtype: Any) -> int:
    """Return the first integer that a column of numbers or text may not be made of."""
    limits = {pl.UInt8: 2**8, pl.Int32: 2**31, pl.UInt32: 2**32, pl.Int64: 2**63}
    return next((most for each, most in limits.items() if dtype == each), _MOST)
