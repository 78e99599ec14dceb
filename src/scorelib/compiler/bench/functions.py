"""The functions of formulas beyond arithmetic: roots and means, rows, fall-backs, dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from scorelib.compiler.bench.kinds import CHOSEN, Term, degree_of, want, want_plain
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import FoldKind
from scorelib.ground.errors import WordError
from scorelib.words.functions import FunctionName, apply_function
from scorelib.words.spans import SpanUnit
from scorelib.words.units import name_dimension

__all__ = ["FURTHER", "MAX_DEGREE_OF_ROOT", "Further"]

Further = Callable[[Builder, Sequence[Term]], Term]

MAX_DEGREE_OF_ROOT: Final = 100


def _calculate(build: Builder, name: FunctionName, arguments: Sequence[Term]) -> Term:
    for each in arguments:
        want_plain(each)
    nodes = [each.node for each in arguments]
    fixed = [build.constant_of(each) for each in nodes]
    numbers = [each for each in fixed if isinstance(each, Fraction)]
    if len(numbers) == len(fixed):
        apply_function(name, numbers)  # of constants that are outside its domain, tell at once
    return Term(build.irrational(name, nodes), "number")


def _calculating(name: FunctionName) -> Further:
    return lambda build, arguments: _calculate(build, name, arguments)


def _take_square_root(build: Builder, arguments: Sequence[Term]) -> Term:
    try:
        return _calculate(build, "root", [*arguments, Term(build.constant(2), "number")])
    except WordError as error:
        if "function" not in error.arguments:
            raise
        raise WordError(error.code, **{**error.arguments, "function": "sqrt"}) from error


def _take_root(build: Builder, arguments: Sequence[Term]) -> Term:
    degree = build.constant_of(arguments[1].node)
    whole = isinstance(degree, Fraction) and degree.denominator == 1
    if not isinstance(degree, Fraction) or not whole or not 2 <= degree <= MAX_DEGREE_OF_ROOT:
        raise WordError("SL285", most=MAX_DEGREE_OF_ROOT)
    return _calculate(build, "root", arguments)


_MEANS: Final[Mapping[FunctionName, FoldKind]] = {
    "geometric_mean": "geometric-mean",
    "harmonic_mean": "harmonic-mean",
}


def _averaging(name: FunctionName) -> Further:
    """Return the mean of several numbers, or of one number in every row of a list."""

    def average(build: Builder, arguments: Sequence[Term]) -> Term:
        if len(arguments) > 1:
            return _calculate(build, name, arguments)
        want_plain(arguments[0])
        rows = _rows_of(build, name, arguments[0])
        return Term(build.fold(rows, arguments[0].node, _MEANS[name]), "number")

    return average


def _rows_of(build: Builder, function: str, term: Term) -> str:
    """Return the list over whose rows a term runs; one that runs over none is refused."""
    rows = build.scopes[term.node]
    if rows is None:
        raise WordError("SL395", name=function)
    return rows


def _joining(name: str, how: FoldKind) -> Further:
    def join(build: Builder, arguments: Sequence[Term]) -> Term:
        want("truth", arguments[0])
        rows = _rows_of(build, name, arguments[0])
        return Term(build.fold(rows, arguments[0].node, how), "truth")

    return join


def _count_rows(build: Builder, arguments: Sequence[Term]) -> Term:
    """Return in how many rows a condition holds: the sum of 1 where it does and 0 elsewhere."""
    want("truth", arguments[0])
    rows = _rows_of(build, "count_of", arguments[0])
    one = build.choose([(arguments[0].node, build.constant(1))], build.constant(0))
    return Term(build.fold(rows, one), "number")


def _choose_known(build: Builder, arguments: Sequence[Term]) -> Term:
    first = arguments[0]
    for each in arguments[1:]:
        want(first.kind, each)
        if each.dimension != first.dimension:
            left, right = name_dimension(first.dimension), name_dimension(each.dimension)
            raise WordError("SL261", left=left, right=right, operation=CHOSEN)
    node = build.first_known([each.node for each in arguments])
    words = dict.fromkeys(word for each in arguments for word in _words_of(build, each))
    known = tuple(words) if all(_words_of(build, each) for each in arguments) else ()
    return Term(node, first.kind, first.dimension, known, degree_of(*arguments))


def _words_of(build: Builder, term: Term) -> tuple[str, ...]:
    fixed = build.constant_of(term.node)
    return (fixed,) if isinstance(fixed, str) else term.words


def _spanning(unit: SpanUnit) -> Further:
    def span(build: Builder, arguments: Sequence[Term]) -> Term:
        for each in arguments:
            want("date", each)
        return Term(build.span(unit, arguments[0].node, arguments[1].node), "number")

    return span


FURTHER: Final[Mapping[str, tuple[int, int, Further]]] = {
    "ln": (1, 1, _calculating("ln")),
    "log10": (1, 1, _calculating("log10")),
    "exp": (1, 1, _calculating("exp")),
    "sqrt": (1, 1, _take_square_root),
    "root": (2, 2, _take_root),
    "power": (2, 2, _calculating("power")),
    "geometric_mean": (1, 20, _averaging("geometric_mean")),
    "harmonic_mean": (1, 20, _averaging("harmonic_mean")),
    "first_known": (2, 20, _choose_known),
    "any": (1, 1, _joining("any", "any")),
    "every": (1, 1, _joining("every", "every")),
    "count_of": (1, 1, _count_rows),
    "days_between": (2, 2, _spanning("days")),
    "months_between": (2, 2, _spanning("months")),
    "years_between": (2, 2, _spanning("years")),
}
"""The functions beyond arithmetic: fewest and most arguments, and what each builds."""
