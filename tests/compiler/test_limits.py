"""Whatever stands in a ruleset, it is read and scored quickly, in little memory, and runs nothing.

Formulas of one document build on each other through its values; so what is bounded for one is
bounded for all of them here: how deep they go, and how large a number may grow.
"""

from __future__ import annotations

import ast
import inspect
import json
import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import scorelib
from scorelib.compiler.bench.site import MAX_DEPTH
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import DocumentError, WordError
from scorelib.words.numbers import print_number
from scorelib.words.sizes import MAX_BITS
from tests.compiler.calling import compute, read_call
from tests.engine.scoring import make_plan, score

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 2.0
MEGABYTES = 64

FACTS: Mapping[str, Any] = {
    "x": {"label": "数", "min": "0", "max": "100000"},
    "y": {"label": "率", "min": "0", "max": "1"},
    "ok": {"label": "是否", "kind": "flag"},
    "rows": {"label": "各行", "kind": "list", "fields": {"v": {"label": "值", "above": "0"}}},
}


@contextmanager
def bounded(seconds: float = SECONDS) -> Iterator[None]:
    """Hold what is done inside to a time of the processor and a peak of memory."""
    tracemalloc.start()
    begin = time.process_time()
    try:
        yield
        used = time.process_time() - begin
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # Tracing makes everything slower by a few times.
    assert used < 4 * seconds
    assert peak < MEGABYTES * 2**20


def run(values: Mapping[str, str], points: str, **facts: Any) -> Result | list[str]:
    """Return the result of a chain of values, or the codes for which it is refused."""
    shapes = {name: {"label": name, "formula": formula} for name, formula in values.items()}
    method = {"kind": "formula", "points": points}
    indicators = {"a": {"label": "甲", "max_points": "10", "method": method}}
    try:
        plan = make_plan(indicators, facts=FACTS, rounding={}, values=shapes)
    except DocumentError as error:
        return [each.code for each in error.diagnostics]
    return score(plan, facts={"x": "12345.678", "y": "0.5", "ok": "true", **facts})


def chain(length: int, first: str, step: str) -> dict[str, str]:
    """Return values each of which is made of the one before, `V`."""
    values = {"v0": first}
    for place in range(1, length + 1):
        values[f"v{place}"] = step.replace("V", f"v{place - 1}")
    return values


SQUARED = " * ".join(["V"] * 40)
CHAINS: Mapping[str, tuple[int, str, str, str]] = {
    "products": (5, "x", SQUARED, "min(v5, 10)"),
    "squares": (60, "x / 7", "V * V", "min(v60, 10)"),
    "quotients": (40, "x / 7", "1 / (1 + V * V)", "min(v40, 10)"),
    "sums of quotients": (30, "x / 7", " + ".join(["1 / (1 + abs(V))"] * 9), "min(abs(v30), 10)"),
    "powers": (30, "x", "V ** 2 + 1", "min(v30, 10)"),
    "powers of e": (60, "x / 7", "exp(V)", "min(v60, 10)"),
    "long exponents": (30, "y", "power(abs(V) + 1.000001, 9999.12345)", "min(v30, 10)"),
    "guards": (120, "y", "y / V if V > 0 else y", "min(abs(v120), 10)"),
    "logarithms": (60, "y", "ln(2 + abs(V)) / ln(3 + abs(V))", "min(abs(v60), 10)"),
    "negations": (300, "ok", "not V", "1 if v300 else 0"),
    "joins": (150, "ok", "V and (ok or V)", "1 if v150 else 0"),
    "fall-backs": (150, "y", "first_known(V, y, x)", "min(v150, 10)"),
}


@pytest.mark.parametrize("name", CHAINS)
def test_values_that_build_on_each_other(name: str) -> None:
    """A chain is refused, or scored and printed, and either way soon."""
    length, first, step, points = CHAINS[name]
    with bounded():
        found = run(chain(length, first, step), points)
        if isinstance(found, Result):
            assert len(scorelib.to_json(found)) < 2**24
            assert found.nodes[0].status in ("scored", "missing")
        else:
            assert set(found) <= {"SL253", "SL270", "SL272", "SL282"}


def test_depth_of_values_is_bounded() -> None:
    """Formulas inside formulas are refused beyond a depth, in whatever order they are written."""
    deep = chain(MAX_DEPTH // 20 + 1, "y", "abs(" * 20 + "V" + ")" * 20)
    with bounded():
        assert "SL253" in run(deep, "min(v1, 10)")  # type: ignore[operator]
        turned = dict(reversed(chain(600, "y", "V").items()))
        assert "SL253" in run(turned, "min(v600, 10)")  # type: ignore[operator]


def test_number_of_any_size_is_printed() -> None:
    """Python refuses to print more than 4300 digits at once; a trace prints what it holds."""
    found = run(chain(12, "x + 1 / 3", "V * V"), "min(v12, 10)")
    assert isinstance(found, Result)
    values = json.loads(scorelib.to_json(found))["values"]
    assert max(len(each["value"] or "") for each in values) > 5000
    for number in (10**30_000 + 7, 2**MAX_BITS, 10**4299, 10**4300, 10**4300 - 1):
        text = print_number(Fraction(number))
        assert len(text) == len(print_number(Fraction(number * 10))) - 1
        assert number % 10**9 == int(text[-9:])
    half = print_number(Fraction(1, 2**20_000))
    assert half.startswith("0.000")
    assert half.endswith("5")


HOSTILE: Mapping[str, str] = {
    "exp(exp(exp(9)))": "SL282",
    "power(9, power(9, 9))": "SL282",
    "power(9, 9 ** 6 * 9 ** 6)": "SL282",
    "power(1.000001, 9 ** 6)": "SL282",
    "root(9 ** 6, 9 ** 9)": "SL263",
    "root(2, 99999999999)": "SL285",
    "geometric_mean(*[9])": "SL255",
    "exp(1e999)": "SL207",
    "exp(" * 30 + "1" + ")" * 30: "SL253",
    "any(x for x in (1, 2))": "SL255",
    "first_known(open, open)": "SL256",
    "first_known(__builtins__, 1)": "SL256",
    "open('a')": "SL258",
    "eval('1')": "SL258",
    "ln.__globals__": "SL255",
    "ln.__call__(2)": "SL255",
    "(ln)(2)(3)": "SL255",
    "born.year": "SL255",
    "born.__class__": "SL255",
    "days_between('2020-01-01', born)": "SL260",
    " * ".join(["9" * 60 + " ** 6"] * 40): "SL252",
}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_formula_is_refused_at_once(text: str) -> None:
    """What asks for endless digits, or for Python, is refused while it is read."""
    with bounded(0.5), pytest.raises(WordError) as caught:
        read_call(text)
    assert HOSTILE[text] == caught.value.code


@pytest.mark.parametrize(
    "text",
    [
        "power(a, b)",
        "power(a, 0.123456789012345678901234567890)",
        "exp(a) * exp(-a)",
        "ln(a) / ln(b)",
        "geometric_mean(a, b, a * b, a / b)",
        "a ** 6 / b ** 6 + b ** 6 / a ** 6",
    ],
)
def test_long_figures_are_computed_at_once(text: str) -> None:
    """Facts of sixty digits, and of as many as a number may have, take no time either."""
    small = Fraction("0." + "9" * 60)
    large = Fraction(3**20_000, 2**30_000)
    for a, b in ((small, Fraction(2)), (Fraction("9" * 60), small), (large, 1 / large)):
        with bounded():
            compute(text, a=a, b=b)


@pytest.mark.parametrize("text", ["total(1 / r_x)", "geometric_mean(r_x)", "harmonic_mean(r_x)"])
def test_rows_are_as_many_as_a_document_holds(text: str) -> None:
    """Some ten thousand rows, each with a divisor of its own, are made one figure soon."""
    rows: list[Any] = [{"x": Fraction(10**9 + 7 * place, 3 + place)} for place in range(10_000)]
    with bounded(5):
        compute(text, rows)


def test_syntax_is_a_list_of_what_is_allowed() -> None:
    """Of all that Python calls an expression, formulas have eight kinds and their operators."""
    allowed = {"Constant", "Name", "UnaryOp", "BinOp", "BoolOp", "Compare", "IfExp", "Call"}
    kinds = {
        name
        for name, kind in inspect.getmembers(ast, inspect.isclass)
        if issubclass(kind, ast.expr) and kind is not ast.expr and kind.__module__ == "ast"
    }
    texts = dict(_SYNTAX)
    old = {"Num", "Str", "Bytes", "NameConstant", "Ellipsis", "Slice", "FormattedValue"}
    assert kinds - allowed - old <= set(texts)
    for name in sorted(kinds - allowed - old):
        with pytest.raises(WordError) as caught:
            read_call(texts[name])
        assert caught.value.code in ("SL254", "SL255", "SL265", "SL279"), name


_SYNTAX: Mapping[str, str] = {
    "Attribute": "a.b",
    "Await": "await a",
    "Dict": "{a: b}",
    "DictComp": "{a: b for a in b}",
    "GeneratorExp": "any(a for a in b)",
    "JoinedStr": "f'{a}'",
    "Lambda": "lambda: a",
    "List": "[a]",
    "ListComp": "[a for a in b]",
    "NamedExpr": "(a := b)",
    "Set": "{a}",
    "SetComp": "{a for a in b}",
    "Starred": "min(*a)",
    "Subscript": "a[b]",
    "TemplateStr": "t'{a}'",
    "Tuple": "(a, b)",
    "Yield": "(yield a)",
    "YieldFrom": "(yield from a)",
}

AUDIT = """
import sys
from tests.compiler.calling import compute, read_call
from tests.compiler.test_limits import CHAINS, HOSTILE, chain, run
from scorelib.ground.errors import WordError

run(chain(2, "x", "V + 1"), "min(v2, 10)")  # imports what is imported late
seen = []
sys.addaudithook(lambda event, args: seen.append((event, args)))
for text in HOSTILE:
    try:
        read_call(text)
    except WordError:
        pass
compute("power(a, 0.5)", a=2)
length, first, step, points = CHAINS["guards"]
run(chain(3, first, step), "min(abs(v3), 10)")
# Python's parser is asked for a tree, of a text; nothing is ever compiled to be run.
looks = ("compile", "object.__getattr__", "builtins.id", "sys._getframe")
wrong = [event for event, args in seen if event not in looks]
wrong += [args for event, args in seen if event == "compile" and args[1] != "<unknown>"]
print(sorted(set(map(str, wrong))))
"""


def test_reading_a_formula_runs_nothing() -> None:
    """No file is opened, nothing is imported, run or sent while formulas are read and computed."""
    done = subprocess.run(
        [sys.executable, "-c", AUDIT],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ("[]\n", "") == (done.stdout, done.stderr)


def test_functions_are_the_only_calls() -> None:
    """A call reaches the table of functions by its name, and no object that Python knows."""
    names: list[Callable[..., Any]] = [print, open, eval, exec, getattr, __import__]
    for function in names:
        with pytest.raises(WordError, match="SL258"):
            read_call(f"{function.__name__}(a)")
