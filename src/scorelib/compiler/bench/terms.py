"""Formulas read into plan nodes, with kinds and dimensions checked on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal, cast

from scorelib.compiler.bench.functions import FURTHER, Further
from scorelib.compiler.bench.kinds import (
    CHOSEN,
    KIND_NAMES,
    Kind,
    Table,
    Term,
    degree_of,
    want,
    want_plain,
)
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import Constant, FoldKind, Value
from scorelib.ground.errors import Text, WordError
from scorelib.words.expressions import guess_name, read_expression
from scorelib.words.rounding import MODES, Mode, RoundingRule
from scorelib.words.sizes import refuse_size
from scorelib.words.units import NONE, Dimension, find_unit, name_dimension

__all__ = ["FUNCTIONS", "Kind", "Table", "Term", "TermAlgebra", "read_term"]

MAX_EXPONENT: Final = 6
MAX_DEGREE: Final = 12
"""The greatest product of nested exponents, so that no short formula makes endless digits."""


_OPERATIONS: Final = {
    "add": Text("相加减", "added or subtracted"),
    "compare": Text("比较", "compared"),
    "choose": CHOSEN,
}


def read_term(
    text: str,
    builder: Builder,
    names: Mapping[str, Term],
    tables: Mapping[str, Table] = MappingProxyType({}),
) -> tuple[Term, Mapping[int, tuple[int, int]]]:
    """Return what a formula means as a plan node, and where in the text each node was read.

    `tables` are the functions that the ruleset has beside those of every formula.
    Raises `WordError` (SL251 to SL289) with the span of the offending part.
    """
    algebra = TermAlgebra(builder, names, tables)
    return read_expression(text, algebra), algebra.spans


class TermAlgebra:
    """The algebra that turns a formula into plan nodes."""

    def __init__(
        self,
        builder: Builder,
        names: Mapping[str, Term],
        tables: Mapping[str, Table] = MappingProxyType({}),
    ) -> None:
        self.builder = builder
        self._names = names
        self._tables = tables
        self.spans: dict[int, tuple[int, int]] = {}

    def place(self, value: Term, span: tuple[int, int]) -> None:
        self.spans.setdefault(value.node, span)

    def number(self, value: Fraction) -> Term:
        return Term(self.builder.constant(value), "number")

    def word(self, text: str) -> Term:
        return Term(self.builder.constant(text), "word")

    def name(self, name: str) -> Term:
        found = self._names.get(name)
        if found is not None:
            if found.ambiguous:
                raise WordError("SL314", name=name)
            return found
        if (unit := find_unit(name)) is not None:
            return Term(self.builder.constant(unit.factor), "number", unit.dimension)
        if name in FUNCTIONS or name in self._tables:
            raise WordError("SL255", what=name)
        if name in ("true", "false", "是", "否"):
            raise WordError("SL274", name=name)
        guess = guess_name(name, list(self._names))
        if guess is not None:
            raise WordError("SL257", name=name, guess=guess)
        raise WordError("SL256", name=name, known=sorted(self._names)[:12])

    def negate(self, operand: Term) -> Term:
        want("number", operand)
        node = self.builder.negate(operand.node)
        return Term(node, "number", operand.dimension, degree=operand.degree)

    def invert(self, operand: Term) -> Term:
        want("truth", operand)
        return Term(self.builder.invert(operand.node), "truth")

    def combine(self, operator: str, left: Term, right: Term) -> Term:
        if "date" in (left.kind, right.kind):
            raise WordError("SL284")
        want("number", left)
        want("number", right)
        found = self._calculate(operator, left, right)
        fixed = [self.builder.constant_of(each.node) for each in (left, right, found)]
        if fixed[2] is None and None not in fixed[:2] and fixed[1] != 0:
            raise refuse_size(operator)
        return found

    def _calculate(self, operator: str, left: Term, right: Term) -> Term:
        build = self.builder
        if operator in ("+", "-"):
            dimension = self._same_dimension("add", [left, right])
            node = (build.add if operator == "+" else build.subtract)(left.node, right.node)
            return Term(node, "number", dimension, degree=degree_of(left, right))
        if operator == "*":
            node = build.multiply(left.node, right.node)
            product = left.dimension * right.dimension
            return Term(node, "number", product, degree=degree_of(left, right))
        if operator == "/":
            node = build.divide(left.node, right.node)
            quotient = left.dimension / right.dimension
            return Term(node, "number", quotient, degree=degree_of(left, right))
        return self._power(left, right)

    def _power(self, base: Term, exponent: Term) -> Term:
        value = self.builder.constant_of(exponent.node)
        if not isinstance(value, Fraction) or value.denominator != 1:
            raise WordError("SL263", most=MAX_EXPONENT)
        degree = base.degree * max(value.numerator, 1)
        if not 0 <= value <= MAX_EXPONENT or exponent.dimension != NONE:
            raise WordError("SL263", most=MAX_EXPONENT)
        if degree > MAX_DEGREE:
            raise WordError("SL270", most=MAX_DEGREE)
        node = self.builder.power(base.node, value.numerator)
        return Term(node, "number", base.dimension**value.numerator, degree=degree)

    def compare(self, operator: str, left: Term, right: Term) -> Term:
        if "word" in (left.kind, right.kind):
            self._check_words(operator, left, right)
        elif "date" in (left.kind, right.kind):
            want("date", left)
            want("date", right)
        else:
            want("number", left)
            want("number", right)
            self._same_dimension("compare", [left, right])
        sign = cast(Literal["<", "<=", ">", ">=", "==", "!="], operator)
        return Term(self.builder.compare(sign, left.node, right.node), "truth")

    def _check_words(self, operator: str, left: Term, right: Term) -> None:
        want("word", left)
        want("word", right)
        if operator not in ("==", "!="):
            raise WordError("SL260", wanted=KIND_NAMES["number"], given=KIND_NAMES["word"])
        for one, other in ((left, right), (right, left)):
            value: Value | None = self.builder.constant_of(other.node)
            if one.words and isinstance(value, str) and value not in one.words:
                raise WordError("SL268", word=value, fact=self._name_of(one), known=one.words)

    def _name_of(self, term: Term) -> str:
        return next((name for name, each in self._names.items() if each is term), "?")

    def join(self, operator: str, operands: Sequence[Term]) -> Term:
        for each in operands:
            want("truth", each)
        sign = cast(Literal["and", "or"], operator)
        return Term(self.builder.join(sign, [each.node for each in operands]), "truth")

    def choose(self, condition: Term, yes: Term, no: Term) -> Term:
        want("truth", condition)
        want(yes.kind, no)
        dimension = self._same_dimension("choose", [yes, no])
        node = self.builder.choose([(condition.node, yes.node)], no.node)
        words = self._words_of(yes, no)
        return Term(node, yes.kind, dimension, words, degree=degree_of(yes, no))

    def _words_of(self, *terms: Term) -> tuple[str, ...]:
        """Return all that a choice of categories can be, where that is known of every one."""
        found: list[str] = []
        for each in terms:
            fixed = self.builder.constant_of(each.node)
            words = (fixed,) if isinstance(fixed, str) else each.words
            if not words:
                return ()
            found += words
        return tuple(dict.fromkeys(found))

    def call(self, function: str, arguments: Sequence[Term]) -> Term:
        if function in self._tables:
            return self._tables[function](arguments)
        if function not in FUNCTIONS:
            raise WordError("SL258", name=function, known=(*self._tables, *FUNCTIONS))
        least, most, apply = FUNCTIONS[function]
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least}–{most}"
            raise WordError("SL259", name=function, wanted=wanted, given=len(arguments))
        if function not in FURTHER:
            dates = function in _OF_DATES and arguments[0].kind == "date"
            for each in arguments:
                want("date" if dates else "number", each)
        return apply(self, arguments)

    def extreme(self, which: Literal["min", "max"], arguments: Sequence[Term]) -> Term:
        dimension = self._same_dimension("compare", arguments)
        node = self.builder.extreme(which, [each.node for each in arguments])
        return Term(node, arguments[0].kind, dimension, degree=degree_of(*arguments))

    def aggregate(self, how: FoldKind, arguments: Sequence[Term]) -> Term:
        """Return one figure from a column of rows, or from a formula over the columns."""
        rows = self.builder.scopes[arguments[0].node]
        if rows is None:
            raise WordError("SL395", name=_AGGREGATES[how])
        node = self.builder.fold(rows, arguments[0].node, how)
        return replace(arguments[0], node=node)

    def absolute(self, arguments: Sequence[Term]) -> Term:
        node = self.builder.absolute(arguments[0].node)
        return Term(node, "number", arguments[0].dimension, degree=arguments[0].degree)

    def round(self, mode: Mode, arguments: Sequence[Term]) -> Term:
        value = arguments[0]
        want_plain(value)
        places = self.builder.constant_of(arguments[1].node) if len(arguments) > 1 else Fraction(0)
        plain = len(arguments) == 1 or arguments[1].dimension == NONE
        whole = isinstance(places, Fraction) and places.denominator == 1 and plain
        if not isinstance(places, Fraction) or not whole or not 0 <= places <= 12:
            raise WordError("SL269", name=_FUNCTION_NAMES[mode])
        node = self.builder.round(value.node, RoundingRule(places.numerator, mode))
        return Term(node, "number", degree=value.degree)

    def _same_dimension(self, operation: str, terms: Sequence[Term]) -> Dimension:
        """Return the one dimension of all terms; a literal zero fits every dimension."""
        firm = [each for each in terms if not self._is_zero(each)] or list(terms)
        for each in firm[1:]:
            if each.dimension != firm[0].dimension:
                left, right = name_dimension(firm[0].dimension), name_dimension(each.dimension)
                words = _OPERATIONS[operation]
                raise WordError("SL261", left=left, right=right, operation=words)
        return firm[0].dimension

    def _is_zero(self, term: Term) -> bool:
        found = self.builder.nodes[term.node]
        return isinstance(found, Constant) and found.value == 0 and term.kind == "number"


_FUNCTION_NAMES: Final[Mapping[Mode, str]] = {
    mode: mode if mode in ("floor", "ceiling") else f"round_{mode.replace('-', '_')}"
    for mode in MODES
}

_AGGREGATES: Final[Mapping[FoldKind, str]] = {
    "sum": "total",
    "mean": "mean",
    "max": "largest",
    "min": "smallest",
}

_OF_DATES: Final = ("min", "max", "largest", "smallest")
"""The functions of numbers that dates have too."""

_Apply = Callable[[TermAlgebra, Sequence[Term]], Term]


def _aggregating(how: FoldKind) -> _Apply:
    return lambda algebra, arguments: algebra.aggregate(how, arguments)


def _applying(apply: Further) -> _Apply:
    return lambda algebra, arguments: apply(algebra.builder, arguments)


def _rounding(mode: Mode) -> _Apply:
    return lambda algebra, arguments: algebra.round(mode, arguments)


FUNCTIONS: Final[Mapping[str, tuple[int, int, _Apply]]] = {
    "min": (2, 20, lambda algebra, arguments: algebra.extreme("min", arguments)),
    "max": (2, 20, lambda algebra, arguments: algebra.extreme("max", arguments)),
    **{name: (1, 1, _aggregating(how)) for how, name in _AGGREGATES.items()},
    "abs": (1, 1, lambda algebra, arguments: algebra.absolute(arguments)),
    "floor": (1, 2, _rounding("floor")),
    "ceiling": (1, 2, _rounding("ceiling")),
    **{
        name: (2, 2, _rounding(mode))
        for mode, name in _FUNCTION_NAMES.items()
        if mode not in ("floor", "ceiling")
    },
    **{name: (least, most, _applying(apply)) for name, (least, most, apply) in FURTHER.items()},
}
"""The functions of formulas: fewest and most arguments, and what each builds."""
