"""The bench at which a ruleset is lowered: the growing plan, the names, and the problems found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from scorelib.compiler.bench.calls import Call, UnreadError, find_flaws, name_calls
from scorelib.compiler.bench.kinds import date_term
from scorelib.compiler.bench.origins import list_origins, place_of
from scorelib.compiler.bench.slips import find_slip, find_word_slip
from scorelib.compiler.bench.terms import Kind, Table, Term, read_term
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.formulas import print_formula
from scorelib.compiler.graph.heads import Clause, Place
from scorelib.compiler.graph.nodes import Compare, Constant, Input
from scorelib.compiler.graph.plan import Band, FactInput
from scorelib.compiler.graph.walk import nodes_below
from scorelib.compiler.proofs.bands import resolve_bands
from scorelib.compiler.proofs.divisions import find_unguarded
from scorelib.compiler.proofs.domains import find_outside
from scorelib.compiler.proofs.intervals import ANY, Bounds, Interval
from scorelib.ground.errors import Diagnostic, Text, WordError
from scorelib.ground.source import MappingNode, Node, Scalar, locate
from scorelib.model.reader import diagnose_at, diagnose_key, read_shape
from scorelib.model.ruleset import Bounds as BoundsShape
from scorelib.model.ruleset import Citation, RoundingSpec, SourceSpec
from scorelib.words.amounts import Amount, read_amount
from scorelib.words.expressions import list_names
from scorelib.words.numbers import print_number
from scorelib.words.rounding import RoundingRule
from scorelib.words.units import NONE, Dimension, Unit, name_dimension, read_unit

__all__ = ["MAX_DEPTH", "Bench", "Site"]

MAX_DEPTH: Final = 400
"""The most operations inside each other, those of the values that a formula names included."""

Loc = tuple[str | int, ...]

_Shape = TypeVar("_Shape", bound=BaseModel)

_KINDS = {
    "number": Text("没有单位的数", "a number without a unit"),
    "truth": Text("是非判断", "a condition"),
    "word": Text("类别", "a category"),
    "date": Text("日期", "a date"),
}


@dataclass(slots=True)
class Bench:
    """What all sites of one ruleset share."""

    tree: Node
    sources: Mapping[str, SourceSpec]
    borrowed: frozenset[str] = frozenset()
    build: Builder = field(default_factory=Builder)
    problems: list[Diagnostic] = field(default_factory=list)
    facts: dict[str, FactInput] = field(default_factory=dict)
    fields: dict[str, FactInput] = field(default_factory=dict)
    names: dict[str, Term] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    tables: dict[str, Table] = field(default_factory=dict)
    calls: dict[int, list[Call]] = field(default_factory=dict)
    proved: set[int] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    statistics: dict[str, Interval] = field(default_factory=dict)
    bounds: Bounds = field(init=False)

    def __post_init__(self) -> None:
        self.bounds = Bounds(self.build.nodes, self.bound_input)

    def bound_input(self, found: Input) -> Interval:
        """Return what an input can be, by its declaration."""
        if found.kind == "cohort":
            return self.statistics.get(found.key, ANY)
        table = self.facts if found.kind == "fact" else self.fields
        fact = table.get(found.key) if found.kind in ("fact", "item") else None
        if fact is not None:
            return Interval(fact.least, fact.most, fact.least_open, fact.most_open)
        # Maxima are never negative, nor is the number of people who gave an answer.
        counted = found.kind == "fact" and found.key.partition(".")[0] in self.facts
        if counted or found.kind == "maximum" or found == Input("item", "max_points"):
            return Interval(Fraction(0), None)
        return ANY

    def report(self, code: str, path: Loc, /, **arguments: object) -> None:
        """Note a problem at a value of the document."""
        self.problems.append(diagnose_at(code, self.tree, path, **arguments))

    def report_key(self, code: str, path: Loc, /, **arguments: object) -> None:
        """Note a problem at a key of the document."""
        self.problems.append(diagnose_key(code, self.tree, path, **arguments))

    def report_word(self, path: Loc, text: str, error: WordError) -> None:
        """Note a problem inside a scalar, at the very characters where they can be found."""
        node = locate(self.tree, path)
        place = node.location
        if isinstance(node, Scalar) and place.end_column is not None and str(node) == text:
            begin, end = error.span or (0, len(text))
            start = place.column + (0 if node.plain else 1)
            place = place._replace(column=start + begin, end_column=start + max(end, begin + 1))
        excerpt = node.source.line(place.line)
        self.problems.append(Diagnostic(error.code, tuple(error.arguments.items()), place, excerpt))

    def place(self, path: Loc) -> Place:
        """Return where a part of the ruleset is written, relative to its folder."""
        return place_of(self.tree, path)

    def origins(self, path: Loc, rounding: Loc | None = None) -> tuple[tuple[str, Place], ...]:
        """Return where what matters most of a node is written."""
        return list_origins(self.tree, path, rounding)

    def clauses(self, citations: Sequence[Citation], path: Loc) -> tuple[Clause, ...]:
        """Return citations with their sources; an unknown source is a problem.

        One that a layer of another place wrote is borrowed: nobody has said that it holds here.
        """
        found = []
        for index, each in enumerate(citations):
            source = self.sources.get(each.source)
            if source is None:
                known = tuple(self.sources)
                self.report("SL301", (*path, index), source=each.source, known=known)
                continue
            status = each.status or source.status
            note = each.note or source.note
            layer = locate(self.tree, (*path, index)).source.layer
            lender = layer if layer in self.borrowed else None
            title, document = source.title, source.document
            found.append(Clause(each.source, title, document, each.clause, status, note, lender))
        return tuple(found)

    def unit(self, text: str, path: Loc) -> Unit | None:
        """Return a unit, or None after noting why it cannot be read."""
        try:
            return read_unit(text)
        except WordError as error:
            self.report_word(path, text, error)
            return None

    def amount(self, text: str, path: Loc, unit: Unit | None) -> Fraction | None:
        """Return an amount in the base unit; a bare number takes `unit`."""
        try:
            return _exact(read_amount(text, unit)).value
        except WordError as error:
            self.report_word(path, text, error)
            return None

    def rounding(
        self, spec: RoundingSpec | None, path: Loc, dimension: Dimension | None = None
    ) -> RoundingRule | None:
        """Return a rounding rule with the size of the unit in which its places are counted.

        Without a `dimension` it rounds points, which have no unit.
        """
        if spec is None:
            return None
        if spec.unit is None:
            return RoundingRule(spec.places, spec.mode)
        unit = self.unit(spec.unit, (*path, "unit"))
        if unit is None:
            return None
        if dimension is None:
            self.report("SL313", (*path, "unit"), text=spec.unit)
            return None
        if unit.dimension != dimension:
            left, right = name_dimension(unit.dimension), name_dimension(dimension)
            words = {"left": left, "right": right, "operation": _COMPARED}
            self.report("SL261", (*path, "unit"), **words)
            return None
        return RoundingRule(spec.places, spec.mode, unit.name, unit.factor)


@dataclass(frozen=True, slots=True)
class Site:
    """One place where a method is lowered: the path, the names in scope, and the maximum.

    `max_points` is the node of the maximum; `most` its value where the ruleset fixes it; `least`
    the fewest points there can be, below zero where a rule takes points off others (倒扣);
    `rows` the list of facts whose rows are looked at one by one.
    """

    bench: Bench
    path: Loc
    names: Mapping[str, Term]
    max_points: int
    most: Fraction | None
    slot: str | None = None
    key: str = ""
    least: Fraction = Fraction(0)
    rows: str | None = None

    @property
    def build(self) -> Builder:
        return self.bench.build

    def read(self, model: type[_Shape], *steps: str | int) -> _Shape | None:
        """Return the settings of a method, or None after noting what is wrong with them."""
        reading = read_shape(model, locate(self.bench.tree, (*self.path, *steps)))
        self.bench.problems += reading.problems
        return None if reading.problems else reading.model

    def report(self, code: str, *steps: str | int, **arguments: object) -> None:
        """Note a problem at a place below this one."""
        path = (*self.path, *steps)
        self.bench.problems.append(diagnose_at(code, self.bench.tree, path, **arguments))

    def report_key(self, code: str, *steps: str | int, **arguments: object) -> None:
        """Note a problem at a key below this place."""
        self.bench.report_key(code, (*self.path, *steps), **arguments)

    def term(self, text: str, *steps: str | int, kind: Kind | None = "number") -> Term | None:
        """Return what a formula means, or None after noting what is wrong with it.

        Without a `kind` it may be a number, a condition or a category.
        """
        path = (*self.path, *steps)
        try:
            term, spans = read_term(text, self.build, self.names, self.bench.tables)
            if kind is not None and term.kind != kind:
                raise WordError("SL260", wanted=_KINDS[kind], given=_KINDS[term.kind])
            if self.build.depths[term.node] > MAX_DEPTH:
                raise WordError("SL253", most=MAX_DEPTH)
        except UnreadError:
            return None
        except WordError as error:
            if error.code in ("SL256", "SL257"):
                self._report_names(path, text)
            else:
                meant = find_word_slip(self.bench.facts.values(), error)
                self.bench.report_word(path, text, meant or error)
            return None
        rows = self.build.scopes[term.node]
        if rows not in (None, self.slot, self.rows):
            # One value a row is not a value: the formula must say what is made of the rows.
            self.bench.report_word(path, text, WordError("SL386", rows=rows))
            return None
        guarded = self._check_guards(term.node, spans, path, text)
        self._check_conditions(term.node, spans, path, text)
        return term if guarded else None

    def _check_guards(
        self, root: int, spans: Mapping[int, tuple[int, int]], path: Loc, text: str
    ) -> bool:
        """Note what nothing keeps within its domain: divisors that can be zero, and the like."""
        nodes, bench, bounds = self.build.nodes, self.bench, self.bench.bounds
        if self.rows:
            # Where one row is looked at, there is one: what is known of their number says so.
            self.build.count(self.rows)
        known = bounds.inside(self.rows) if self.rows else None
        found: list[WordError] = []
        proved = bench.proved
        for node, divisor in find_unguarded(nodes, bounds, root, known, proved):
            shown = print_formula(nodes, divisor, known=self._name_nodes())
            found.append(WordError("SL267", spans.get(node), divisor=shown))
        for each in find_outside(nodes, bounds, root, known, proved):
            shown = print_formula(nodes, each.operand, known=self._name_nodes())
            words = {"function": each.function, "operand": shown, "demand": each.demand}
            found.append(WordError("SL283", spans.get(each.node), **words))
        for node, error in find_flaws(nodes, bounds, bench.calls, root, known, proved):
            found.append(WordError(error.code, spans.get(node), **error.arguments))
        for error in found:
            bench.report_word(path, text, error)
        if not found and not known:
            bench.proved.add(root)
        return not found

    def _name_nodes(self) -> dict[int, str]:
        """Return what is called something, so that a formula is printed as it is written."""
        nodes = self.build.nodes
        named = {
            term.node: name
            for name, term in self.names.items()
            if not isinstance(nodes[term.node], (Input, Constant))
        }
        return name_calls(nodes, self.bench.calls, named)

    def _check_conditions(
        self, root: int, spans: Mapping[int, tuple[int, int]], path: Loc, text: str
    ) -> None:
        """Note comparisons with a fact that always hold, or never do: their edge is wrong."""
        nodes, bounds = self.build.nodes, self.bench.bounds
        for node in sorted({root, *nodes_below(nodes, root)} & spans.keys()):
            compared = nodes[node]
            if not isinstance(compared, Compare) or compared.operator in ("==", "!="):
                continue
            sides = (compared.left, compared.right)
            fixed = [isinstance(nodes[side], Constant) for side in sides]
            if fixed[0] == fixed[1] or (always := bounds.decide(node)) is None:
                continue
            found = bounds.of(sides[0] if fixed[1] else sides[1])
            words = WordError(
                "SL272",
                spans[node],
                outcome=_ALWAYS[always],
                low=_show(found.lo, "-∞"),
                high=_show(found.hi, "+∞"),
            )
            self.bench.report_word(path, text, words)

    def check_reach(self, node: int, values: Sequence[tuple[str, Fraction]]) -> None:
        """Note settings above everything that a node can be."""
        found = self.bound(node)
        for key, value in values:
            if found.hi is not None and value > found.hi:
                low, high = _show(found.lo, "-∞"), _show(found.hi, "+∞")
                self.report("SL327", key, key=key, low=low, high=high)

    def _report_names(self, path: Loc, text: str) -> None:
        """Note every undefined name of a formula, not only the first; a broken one is noted."""
        for name, span in list_names(text):
            if name in self.bench.broken:
                continue
            try:
                read_term(name, self.build, self.names, self.bench.tables)
            except WordError as error:
                found = WordError(error.code, span, **error.arguments)
                meant = find_slip(self.bench.facts.values(), text, name, span)
                self.bench.report_word(path, text, meant or found)

    def number(self, text: str, *steps: str | int) -> int | None:
        """Return the node of a formula that must give a number without a unit."""
        term = self.term(text, *steps)
        if term is None:
            return None
        if term.dimension != NONE:
            error = WordError(
                "SL262", wanted=_KINDS["number"], given=name_dimension(term.dimension)
            )
            self.bench.report_word((*self.path, *steps), text, error)
            return None
        return term.node

    def condition(self, text: str, *steps: str | int) -> int | None:
        """Return the node of a formula that must give a truth value."""
        term = self.term(text, *steps, kind="truth")
        return None if term is None else term.node

    def input(self, kind: str, key: str) -> int:
        """Return the node of what a project gives for this place."""
        return self.build.input(Input(kind, key), self.slot if kind == "item" else None)  # type: ignore[arg-type]

    def day(self, day: date) -> Term:
        """Return a day that the ruleset fixes."""
        return date_term(self.build, day)

    def report_unit(self, left: Dimension, right: Dimension, *steps: str | int) -> None:
        """Note a unit that does not fit what it stands beside."""
        names = {"left": name_dimension(left), "right": name_dimension(right)}
        self.report("SL261", *steps, operation=_COMPARED, **names)

    def amount(self, text: str, dimension: Dimension, *steps: str | int) -> Fraction | None:
        """Return an amount written in the ruleset, checked against a dimension."""
        path = (*self.path, *steps)
        try:
            amount = _exact(read_amount(text))
            given = amount.unit.dimension if amount.unit else NONE
            bare_zero = amount.value == 0 and amount.unit is None
            if given != dimension and not bare_zero:
                left, right = name_dimension(given), name_dimension(dimension)
                raise WordError("SL261", left=left, right=right, operation=_COMPARED)
        except WordError as error:
            self.bench.report_word(path, text, error)
            return None
        return amount.value

    def figure(self, text: str, *steps: str | int) -> Fraction | None:
        """Return a number of points written in the ruleset; a unit other than 分 is a problem."""
        try:
            amount = _exact(read_amount(text))
            if amount.unit is not None and amount.unit != read_unit("分"):
                raise WordError("SL313", text=text)
        except WordError as error:
            self.bench.report_word((*self.path, *steps), text, error)
            return None
        return amount.value

    def interval(
        self, band: BoundsShape, dimension: Dimension | None, *steps: str | int
    ) -> Interval | None:
        """Return the bounds of one band as written; conflicting ones are a problem.

        Without a `dimension` they are points.
        """
        for first, second in (("from", "above"), ("to", "below")):
            if _bound(band, first) is not None and _bound(band, second) is not None:
                self.report("SL117", *steps, first=first, second=second)
                return None
        ends: dict[str, Fraction] = {}
        for key in ("from", "above", "to", "below"):
            text = _bound(band, key)
            if text is None:
                continue
            at = (*steps, key)
            value = (
                self.figure(text, *at) if dimension is None else self.amount(text, dimension, *at)
            )
            if value is None:
                return None
            ends[key] = value
        lo, hi = ends.get("from", ends.get("above")), ends.get("to", ends.get("below"))
        return Interval(lo, hi, "above" in ends, "below" in ends)

    def tile(
        self,
        written: Sequence[Interval],
        labels: Sequence[Text],
        domain: Interval,
        quantum: Fraction | None,
        *steps: str | int,
    ) -> list[Band]:
        """Return bands that tile a domain, after noting each hole, overlap and empty band."""
        resolved, flaws = resolve_bands(written, domain, quantum)
        for flaw in flaws:
            show = self._shower(*steps, flaw.row)
            self.report(
                flaw.pointed,
                *steps,
                flaw.row,
                band=labels[flaw.row],
                other=labels[flaw.other],
                low=show(flaw.low, "-∞"),
                high=show(flaw.high, "+∞"),
            )
        return [
            Band(label, each.lo, each.lo_open, each.hi, each.hi_open)
            for label, each in zip(labels, resolved, strict=True)
        ]

    def _shower(self, *steps: str | int) -> Callable[[Fraction | None, str], str]:
        """Return how the figures of a band are shown: in per cent where its edges are."""
        node = locate(self.bench.tree, (*self.path, *steps))
        given = node.values if isinstance(node, MappingNode) else {}
        edges = [str(given[key]) for key in ("from", "above", "to", "below") if key in given]
        return _show_percent if any(each.endswith("%") for each in edges) else _show

    def bound(self, node: int) -> Interval:
        """Return the values a node can take."""
        bounds = self.bench.bounds
        return bounds.of(node, bounds.inside(self.rows) if self.rows else None)


_COMPARED = Text("比较", "compared")
_ALWAYS = {True: Text("成立", "always holds"), False: Text("不成立", "never holds")}


def _exact(amount: Amount) -> Amount:
    """Return an amount of the ruleset; a rule says exact figures, never about so much."""
    if amount.approximate:
        raise WordError("SL271", text=amount.text)
    return amount


def _bound(band: BoundsShape, key: str) -> Any:
    return getattr(band, "from_" if key == "from" else key)


def _show(value: Fraction | None, infinite: str) -> str:
    return infinite if value is None else print_number(value)


def _show_percent(value: Fraction | None, infinite: str) -> str:
    return infinite if value is None else f"{print_number(value * 100)}%"
