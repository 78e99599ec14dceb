"""Functions of formulas: what they give, exactly or to 50 digits, and what they leave undefined.

Expected figures follow from powers of whole numbers, from the calendar, or are those of mpmath at
200 digits, rounded by `decimal`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from math import isqrt, prod
from typing import Any

import mpmath  # type: ignore[import-untyped]
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scorelib.compiler.bench.terms import FUNCTIONS, read_term
from scorelib.compiler.graph.formulas import print_formula
from scorelib.compiler.graph.nodes import Constant, State, Value
from scorelib.ground.errors import WordError
from scorelib.words.numbers import MAX_DIGITS
from scorelib.words.rounding import MODES, Mode
from tests.compiler.calling import compute, function_texts, names_of, number_of, read_call, try_call
from tests.strategies import round_by_decimal

F = Fraction
GONE, OPEN, LOST = State.NOT_APPLICABLE, State.MISSING, State.UNDEFINED
UNSEEN = State.CANNOT_BE_ASSESSED

positive = st.fractions(min_value=F(1, 1000), max_value=1000, max_denominator=1000)
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "a", "value"),
    [
        ("ceiling(geometric_mean(a, 9))", F(1), F(3)),
        ("geometric_mean(2, 4, a)", F(8), F(4)),
        ("geometric_mean(a, 7)", F(0), F(0)),
        ("sqrt(a)", F(9, 4), F(3, 2)),
        ("sqrt(a)", F(4, 9), F(2, 3)),
        ("root(a, 3)", F(-27, 8), F(-3, 2)),
        ("root(a, 10)", F(1024), F(2)),
        ("power(a, -2 / 3)", F(8, 27), F(9, 4)),
        ("power(4, a)", F(-1, 2), F(1, 2)),
        ("power(a, 3)", F(-2), F(-8)),
        ("power(a, -1)", F(-2), F(-1, 2)),
        ("power(a, 0)", F(0), F(1)),
        ("power(a, 7)", F(11, 10), F(11**7, 10**7)),
        ("log10(a)", F(1000), F(3)),
        ("log10(a)", F(1, 1000), F(-3)),
        ("ln(a)", F(1), F(0)),
        ("exp(a)", F(0), F(1)),
        ("harmonic_mean(1, a)", F(1, 2), F(2, 3)),
        ("harmonic_mean(a, 60)", F(40), F(48)),
        ("harmonic_mean(a, 2, 3)", F(1), F(18, 11)),
    ],
)
def test_rational_results_are_exact(text: str, a: Fraction, value: Fraction) -> None:
    """Where the result is rational it is exact, of constants and of facts."""
    constant = re.sub(r"\ba\b", f"({a.numerator} / {a.denominator})", text)
    build, term, _ = read_call(constant)
    assert Constant(value) == build.nodes[term.node]
    assert value == compute(text, a=a)


Part = Callable[[Fraction, Fraction], Fraction]
Call = tuple[str, Callable[[Any], Any], Part, Callable[[Fraction, Fraction], Fraction]]

COMPOSED: list[Call] = [
    ("100 * ln(1 + a / 7) - b", mpmath.log, lambda a, _: 1 + a / 7, lambda y, b: 100 * y - b),
    ("log10(a * b) / 3", mpmath.log10, lambda a, b: a * b, lambda y, _: y / 3),
    ("b + exp(b - a / 100)", mpmath.exp, lambda a, b: b - a / 100, lambda y, b: b + y),
    ("sqrt(a ** 2 + b) * 2", mpmath.sqrt, lambda a, b: a**2 + b, lambda y, _: 2 * y),
    ("1 - sqrt(a / b)", mpmath.sqrt, lambda a, b: a / b, lambda y, _: 1 - y),
]


@pytest.mark.parametrize("call", COMPOSED, ids=lambda call: call[0])
@given(a=positive, b=positive)
def test_composed_formulas_agree_with_mpmath(call: Call, a: Fraction, b: Fraction) -> None:
    """What is irrational is rounded to 50 digits once; all around it is exact."""
    text, function, inner, outer = call
    argument = inner(a, b)
    root = exact_root(argument) if function is mpmath.sqrt else None
    figure = root if root is not None else to_fifty(function, argument)
    assert outer(figure, b) == compute(text, a=a, b=b)


def to_fifty(function: Callable[..., Any], *arguments: Fraction) -> Fraction:
    """Return mpmath's value, at 200 digits, rounded to 50."""
    with mpmath.workdps(200):
        value = function(*(mpmath.mpf(x.numerator) / x.denominator for x in arguments))
        return Fraction(Context(prec=50).create_decimal(Decimal(mpmath.nstr(value, 150))))


def exact_root(value: Fraction) -> Fraction | None:
    """Return a square root where it is rational."""
    root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
    return root if root * root == value else None


@given(st.integers(0, 999), st.integers(0, 3), st.sampled_from(list(MODES)))
def test_rounding_at_a_tie(whole: int, places: int, mode: Mode) -> None:
    """The root of a square of a tie is that tie, and rounds as one; beside it, to its side."""
    tie = F(2 * whole + 1, 2 * 10**places)
    name = mode if mode in ("floor", "ceiling") else f"round_{mode.replace('-', '_')}"
    text = f"{name}(sqrt(a), {places})"
    assert round_by_decimal(tie, places, mode) == compute(text, a=tie**2)
    near = F(1, 10**45)
    for side in (-near, near):
        assert round_by_decimal(tie + side, places, mode) == compute(text, a=(tie + side) ** 2)


@given(st.integers(1, 999), st.sampled_from(list(MODES)))
def test_rounding_next_to_a_tie_goes_by_fifty_digits(whole: int, mode: Mode) -> None:
    """A logarithm that all but is a tie is rounded as its 50 digits say."""
    argument = to_fifty(mpmath.exp, F(2 * whole + 1, 200))
    name = mode if mode in ("floor", "ceiling") else f"round_{mode.replace('-', '_')}"
    figure = to_fifty(mpmath.log, argument)
    assert round_by_decimal(figure, 2, mode) == compute(f"{name}(ln(a), 2)", a=argument)


@given(st.lists(positive, min_size=1, max_size=6))
def test_means_over_rows_are_those_of_their_values(values: list[Fraction]) -> None:
    """Over a column a mean is what it is of so many arguments."""
    rows = [{"x": value} for value in values]
    harmonic = len(values) / sum(1 / value for value in values)
    assert harmonic == compute("harmonic_mean(r_x)", rows)
    squares = [{"x": value**2} for value in values for _ in range(len(values))]
    product = prod(values, start=F(1))
    # Each square as often as there are values: the root of degree n² of the product's power 2n.
    mean = compute("geometric_mean(r_x)", squares)
    assert mean == compute(f"power(a, 2 / {len(values)})", a=product)


def xs(*values: Value) -> list[dict[str, Value]]:
    return [{"x": value, "ok": value} for value in values]


@pytest.mark.parametrize(
    ("text", "rows", "value"),
    [
        ("geometric_mean(r_x)", xs(F(1), F(9)), F(3)),
        ("geometric_mean(r_x)", xs(F(0), F(9)), F(0)),
        ("geometric_mean(r_x)", [], LOST),
        ("geometric_mean(r_x)", None, OPEN),
        ("geometric_mean(r_x)", xs(F(-1), F(9)), LOST),
        ("geometric_mean(r_x)", xs(F(1), OPEN), OPEN),
        ("harmonic_mean(r_x)", xs(F(40), F(60)), F(48)),
        ("harmonic_mean(r_x)", xs(F(40), F(0)), LOST),
        ("harmonic_mean(r_x)", xs(GONE, F(60)), GONE),
        ("any(r_ok)", xs(False, True), True),
        ("any(r_ok)", xs(False, False), False),
        ("any(r_ok)", [], False),
        ("any(r_ok)", None, OPEN),
        ("any(r_ok)", xs(True, OPEN), True),
        ("any(r_ok)", xs(False, OPEN), OPEN),
        ("any(r_ok)", xs(GONE, OPEN), OPEN),
        ("every(r_ok)", xs(True, True), True),
        ("every(r_ok)", xs(True, False), False),
        ("every(r_ok)", [], True),
        ("every(r_ok)", xs(False, OPEN), False),
        ("every(r_ok)", xs(True, LOST), LOST),
        ("every(r_x > 2)", xs(F(3), F(5)), True),
        ("any(r_x == r_count)", xs(F(3), F(2)), True),
        ("count_of(r_ok)", xs(True, False, True), F(2)),
        ("count_of(r_x >= 2)", xs(F(1), F(2), F(3)), F(2)),
        ("count_of(r_ok)", [], F(0)),
        ("count_of(r_ok)", None, OPEN),
        ("count_of(r_ok)", xs(True, OPEN), OPEN),
        ("count_of(not r_ok) / r_count", xs(True, False), F(1, 2)),
    ],
)
def test_rows(text: str, rows: Any, value: Value) -> None:
    """What is made of the rows of a list, and of rows without a value."""
    assert value == compute(text, rows)


@pytest.mark.parametrize(
    ("a", "b", "value"),
    [
        (F(1), F(2), F(1)),
        (F(0), F(2), F(0)),
        (OPEN, F(2), F(2)),
        (GONE, F(2), F(2)),
        (F(1), LOST, F(1)),
        (LOST, F(2), LOST),
        (UNSEEN, F(2), UNSEEN),
        (OPEN, LOST, LOST),
        (OPEN, GONE, OPEN),
        (GONE, OPEN, OPEN),
        (GONE, GONE, GONE),
        (OPEN, OPEN, OPEN),
    ],
)
def test_first_known(a: Value, b: Value, value: Value) -> None:
    """Missing and not applicable are passed over, and missing never becomes not applicable."""
    assert value == compute("first_known(a, b)", a=a, b=b)
    assert value == compute("first_known(a, a, b)", a=a, b=b)


def test_first_known_of_other_kinds() -> None:
    """Conditions, categories and dates have fall-backs as numbers do."""
    assert compute("first_known(p, q)", p=OPEN, q=False) is False
    assert "乙类" == compute("first_known(form, '乙类')", form=GONE)
    day = F(number_of("2020-01-01"))
    assert day == compute("first_known(born, start)", born=OPEN)
    assert ("甲类", "乙类", "其他") == read_call("first_known(form, '其他')")[1].words


@pytest.mark.parametrize(
    ("start", "end", "counted", "months", "years"),
    [
        ("2020-01-01", "2020-01-01", 0, 0, 0),
        ("2000-02-29", "2001-02-28", 365, 11, 0),
        ("2000-02-29", "2001-03-01", 366, 12, 1),
        ("2000-02-29", "2004-02-28", 1460, 47, 3),
        ("2000-02-29", "2004-02-29", 1461, 48, 4),
        ("2001-02-28", "2004-02-28", 1095, 36, 3),
        ("2021-01-31", "2021-02-28", 28, 0, 0),
        ("2021-01-31", "2021-03-01", 29, 1, 0),
        ("2021-01-31", "2021-03-30", 58, 1, 0),
        ("2021-01-31", "2021-03-31", 59, 2, 0),
        ("1990-05-02", "2008-05-01", 6574, 215, 17),
        ("1990-05-02", "2008-05-02", 6575, 216, 18),
        ("2021-12-31", "2022-01-01", 1, 0, 0),
        ("2022-01-01", "2021-12-31", -1, 0, 0),
        ("2022-03-01", "2021-01-31", -394, -13, -1),
    ],
)
def test_spans(start: str, end: str, counted: int, months: int, years: int) -> None:
    """Whole days, months and years, at the ends of months and around 29 February."""
    facts = {"born": F(number_of(start)), "died": F(number_of(end))}
    for unit, value in (("days", counted), ("months", months), ("years", years)):
        assert value == compute(f"{unit}_between(born, died)", None, **facts)
        assert -value == compute(f"{unit}_between(died, born)", None, **facts)


@given(days, days)
def test_months_are_counted_on_the_calendar(start: date, end: date) -> None:
    """The months from one day to a later one are the last that were complete by then."""
    start, end = sorted((start, end))
    count = 0
    while later(start, count + 1) <= end:
        count += 1
    facts = {"born": F(start.toordinal()), "died": F(end.toordinal())}
    assert count == compute("months_between(born, died)", None, **facts)
    assert count // 12 == compute("years_between(born, died)", None, **facts)
    assert (end - start) / timedelta(days=1) == compute("days_between(born, died)", None, **facts)


def later(start: date, months: int) -> date:
    """Return the day on which so many months are complete: the same, or the next first."""
    place = start.year * 12 + start.month - 1 + months
    year, month = divmod(place, 12)
    try:
        return date(year, month + 1, start.day)
    except ValueError:
        return date(year, month + 2, 1)  # months without a 29th to 31st are never the last


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("born < died", True),
        ("born == start", False),
        ("born <= start < died", True),
        ("days_between(start, max(born, start, died))", F(366)),
        ("days_between(min(born, died), start)", F(730)),
        ("years_between(born if p else start, died)", F(3)),
        ("days_between(smallest(r_day), largest(r_day))", F(31)),
    ],
)
def test_dates_are_compared(text: str, value: Value) -> None:
    """Dates stand in their order; the earliest and the latest are dates, in columns too."""
    rows = [{"day": F(number_of(day))} for day in ("2021-03-01", "2021-01-29", "2021-02-10")]
    born, died = F(number_of("2018-01-01")), F(number_of("2021-01-01"))
    assert value == compute(text, rows, born=born, died=died, p=True)


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("1 + (died - born)", "SL284", "died - born"),
        ("born + 1", "SL284", "born + 1"),
        ("born * 2", "SL284", "born * 2"),
        ("born ** 2", "SL284", "born ** 2"),
        ("(died - start) / 365", "SL284", "died - start"),
        ("-born", "SL260", "-born"),
        ("abs(born)", "SL260", "abs(born)"),
        ("born > 0", "SL260", "born > 0"),
        ("born == '甲'", "SL260", "born == '甲'"),
        ("born if p else 0", "SL260", "born if p else 0"),
        ("max(born, 0)", "SL260", "max(born, 0)"),
        ("total(r_day)", "SL260", "total(r_day)"),
        ("mean(r_day)", "SL260", "mean(r_day)"),
        ("round_half_up(born, 0)", "SL260", "round_half_up(born, 0)"),
        ("years_between(born, 2020)", "SL260", "years_between(born, 2020)"),
        ("years_between(born)", "SL259", "years_between(born)"),
        ("sqrt(born)", "SL260", "sqrt(born)"),
        ("sqrt(100 * 元)", "SL260", "sqrt(100 * 元)"),
        ("geometric_mean(a, 5 * 个)", "SL260", "geometric_mean(a, 5 * 个)"),
        ("power(a, 2 * 个)", "SL260", "power(a, 2 * 个)"),
        ("root(a, b)", "SL285", "root(a, b)"),
        ("root(a, 0.5)", "SL285", "root(a, 0.5)"),
        ("root(a, 1)", "SL285", "root(a, 1)"),
        ("root(a, 101)", "SL285", "root(a, 101)"),
        ("1 + ln(0)", "SL281", "ln(0)"),
        ("log10(-1)", "SL281", "log10(-1)"),
        ("sqrt(-1)", "SL281", "sqrt(-1)"),
        ("root(-1, 4)", "SL281", "root(-1, 4)"),
        ("power(-8, 1 / 3)", "SL281", "power(-8, 1 / 3)"),
        ("power(0, -1)", "SL281", "power(0, -1)"),
        ("geometric_mean(-1, 4)", "SL281", "geometric_mean(-1, 4)"),
        ("harmonic_mean(0, 4)", "SL281", "harmonic_mean(0, 4)"),
        ("a * exp(10001)", "SL282", "exp(10001)"),
        ("power(10, 99999)", "SL282", "power(10, 99999)"),
        ("geometric_mean(a)", "SL395", "geometric_mean(a)"),
        ("any(p)", "SL395", "any(p)"),
        ("count_of(a > 1)", "SL395", "count_of(a > 1)"),
        ("any(r_x)", "SL260", "any(r_x)"),
        ("total(r_ok)", "SL260", "total(r_ok)"),
        ("geometric_mean(r_ok)", "SL260", "geometric_mean(r_ok)"),
        ("first_known(a)", "SL259", "first_known(a)"),
        ("first_known(a, p)", "SL260", "first_known(a, p)"),
        ("first_known(a, 5 * 元)", "SL261", "first_known(a, 5 * 元)"),
        ("a + ln", "SL255", "ln"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, code: str, part: str) -> None:
    """Kinds, units and constant arguments are checked before anything is scored."""
    with pytest.raises(WordError) as caught:
        read_call(text)
    assert (code, part) == (caught.value.code, text[slice(*caught.value.span or (0, 0))])


def test_square_root_is_called_as_written() -> None:
    """The message speaks of `sqrt`, not of the root behind it."""
    with pytest.raises(WordError) as caught:
        read_call("sqrt(-1)")
    assert "sqrt" == caught.value.arguments["function"]


@pytest.mark.parametrize(
    "text",
    [
        "ln(a)",
        "log10(a) + exp(b)",
        "sqrt(a + b)",
        "root(a, 3)",
        "power(a, -1 / 3)",
        "power(a, b)",
        "geometric_mean(a, b, c)",
        "harmonic_mean(a, b)",
        "geometric_mean(r_x)",
        "harmonic_mean(2 * r_x)",
        "first_known(a, b, 0)",
        "any(r_x > 1)",
        "every(r_ok and r_x > a)",
        "count_of(r_ok) / r_count",
        "total(2 if r_ok else 0)",
        "years_between(born, died)",
        "days_between(born, max(died, born))",
    ],
)
def test_formula_is_printed_as_written(text: str) -> None:
    """Reading the printed text in the same plan gives the same node."""
    build, term, _ = read_call(text)
    printed = print_formula(build.nodes, term.node)
    assert term.node == read_term(printed, build, names_of(build))[0].node
    assert text[: text.index("(")] == printed[: printed.index("(")]


@given(function_texts(1))
def test_printing_reads_back(text: str) -> None:
    """Parse, print, parse: the same node, unless a constant is longer than a person may write."""
    found = try_call(text)
    assume(found is not None)
    assert found is not None
    build, term = found
    printed = print_formula(build.nodes, term.node)
    longest = max((len(run) for run in re.findall(r"[0-9.]+", printed)), default=0)
    assume(longest <= MAX_DIGITS)
    assert term.node == read_term(printed, build, names_of(build))[0].node


def test_date_of_the_ruleset_is_printed_as_a_day() -> None:
    """A date has no spelling in a formula but its name; without one it is shown as it is."""
    build, term, _ = read_call("years_between(start, died)")
    assert "years_between(2020-01-01, died)" == print_formula(build.nodes, term.node)


def test_every_function_is_listed_once() -> None:
    """Functions, units and facts can share a name: a function is followed by a bracket."""
    names = {"ln", "log10", "exp", "sqrt", "root", "power", "geometric_mean", "harmonic_mean"}
    names |= {"first_known", "any", "every", "count_of"}
    names |= {"days_between", "months_between", "years_between"}
    assert names <= set(FUNCTIONS)
