"""Formulas with functions, for the tests of what they give, of their bounds and of their print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

from scorelib.compiler.bench.kinds import Term, date_term
from scorelib.compiler.bench.terms import read_term
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import Input, Value
from scorelib.engine.evaluator import evaluate_plan
from scorelib.ground.errors import WordError
from tests.strategies import facts_of, number_texts, plan_of

__all__ = ["compute", "function_texts", "names_of", "number_of", "read_call", "try_call"]

Rows = Sequence[Mapping[str, Value]] | None

START: Final = date(2020, 1, 1)


def names_of(build: Builder) -> dict[str, Term]:
    """Return plain numbers, two conditions, a category, dates, and the columns of a list."""
    numbers = {n: Term(build.input(Input("fact", n)), "number") for n in ("a", "b", "c", "预算数")}
    words = {"form": Term(build.input(Input("fact", "form")), "word", words=("甲类", "乙类"))}
    truths = {n: Term(build.input(Input("fact", n)), "truth") for n in ("p", "q")}
    dates = {n: Term(build.input(Input("fact", n)), "date") for n in ("born", "died")}
    rows = {
        "r_x": Term(build.row("r", "x"), "number"),
        "r_ok": Term(build.row("r", "ok"), "truth"),
        "r_day": Term(build.row("r", "day"), "date"),
        "r_count": Term(build.count("r"), "number"),
    }
    return {**numbers, **words, **truths, **dates, **rows, "start": date_term(build, START)}


def read_call(text: str) -> tuple[Builder, Term, Mapping[int, tuple[int, int]]]:
    """Return a formula as a plan of its own, its term, and where each node stands in it."""
    build = Builder()
    term, spans = read_term(text, build, names_of(build))
    return build, term, spans


def try_call(text: str) -> tuple[Builder, Term] | None:
    """Return a formula and its term, or None where constants are outside a function's domain."""
    try:
        build, term, _ = read_call(text)
    except WordError as error:
        if error.code not in ("SL281", "SL282"):
            raise
        return None
    return build, term


def number_of(day: str) -> int:
    """Return the number of a day."""
    return date.fromisoformat(day).toordinal()


def compute(text: str, rows: Rows = None, **facts: Value) -> Any:
    """Return what a formula comes to; without rows the list is not given."""
    build, term, _ = read_call(text)
    given = {} if rows is None else {"r": rows}
    return evaluate_plan(plan_of(build), facts_of(facts, given))[term.node]


@cache
def function_texts(depth: int) -> st.SearchStrategy[str]:
    """Return formulas of plain numbers with functions in them, guarded and not."""
    inner = number_texts(1, "anywhere") if depth == 0 else function_texts(depth - 1)
    names = st.sampled_from(["ln", "log10", "sqrt"])
    exponents = st.sampled_from(["2", "-1", "0.5", "-0.25", "1 / 3", "3", "1.7", "-2"])
    degrees = st.sampled_from(["2", "3", "4", "5"])
    means = st.sampled_from(["geometric_mean", "harmonic_mean"])
    signs = st.sampled_from(["> 0", ">= 0", "!= 0", ">= 1"])
    return st.one_of(
        st.builds("{}({})".format, names, inner),
        st.builds("{2}({0}) if {0} {3} else {1}".format, inner, inner, names, signs).map(_bracket),
        st.builds("{}(abs({}) + 1)".format, names, inner),
        st.builds("exp(min(max({}, -20), 20))".format, inner),
        st.builds("power({}, {})".format, inner, exponents),
        st.builds("power(abs({}), {})".format, inner, exponents),
        st.builds("power(abs({}) + 0.5, min(max({}, -3), 3))".format, inner, inner),
        st.builds("power({0}, {1}) if {0} {2} else 2".format, inner, exponents, signs).map(
            _bracket
        ),
        st.builds("root({}, {})".format, inner, degrees),
        st.builds("{}(abs({}), {}, 7)".format, means, inner, inner),
        st.builds("{0}({1}, {2}) if {1} > 0 and {2} > 0 else 1".format, means, inner, inner).map(
            _bracket
        ),
        st.builds("first_known({}, {})".format, inner, inner),
        st.builds("{} {} {}".format, inner, st.sampled_from("+-*"), inner).map(_bracket),
        st.builds("min({}, {})".format, inner, inner),
        inner,
    )


def _bracket(text: str) -> str:
    return f"({text})"
