"""Formulas as texts: what is read, in which order, and everything that is refused."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.compiler.bench.site import Bench
from scorelib.compiler.bench.terms import read_term
from scorelib.compiler.graph.builder import Builder
from scorelib.ground.errors import WordError
from scorelib.ground.source import Scalar, locate, read_document
from scorelib.words.expressions import (
    MAX_LENGTH,
    MAX_NESTING,
    MAX_TOKENS,
    guess_name,
    read_expression,
)
from tests.strategies import names_for, run_on_stack

ROOT = Path(__file__).parents[2]


class Prefix:
    """An algebra that writes a formula with each operator before its operands, in brackets."""

    def __init__(self) -> None:
        self.spans: dict[str, tuple[int, int]] = {}

    def place(self, value: str, span: tuple[int, int]) -> None:
        self.spans[value] = span

    def number(self, value: Fraction) -> str:
        return str(value)

    def word(self, text: str) -> str:
        return repr(text)

    def name(self, name: str) -> str:
        return name

    def negate(self, operand: str) -> str:
        return f"(neg {operand})"

    def invert(self, operand: str) -> str:
        return f"(not {operand})"

    def combine(self, operator: str, left: str, right: str) -> str:
        return f"({operator} {left} {right})"

    def compare(self, operator: str, left: str, right: str) -> str:
        return f"({operator} {left} {right})"

    def join(self, operator: str, operands: Sequence[str]) -> str:
        return f"({operator} {' '.join(operands)})"

    def choose(self, condition: str, yes: str, no: str) -> str:
        return f"(if {condition} {yes} {no})"

    def call(self, function: str, arguments: Sequence[str]) -> str:
        return f"({function} {' '.join(arguments)})"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a + b * c", "(+ a (* b c))"),
        ("(a + b) * c", "(* (+ a b) c)"),
        ("a - b - c", "(- (- a b) c)"),
        ("a / b / c", "(/ (/ a b) c)"),
        ("-a ** 2", "(neg (** a 2))"),
        ("2 ** -a", "(** 2 (neg a))"),
        ("a ** b ** c", "(** a (** b c))"),
        ("not a < b and c or d", "(or (and (not (< a b)) c) d)"),
        ("a and b and c", "(and a b c)"),
        ("a < b <= c != d", "(and (< a b) (<= b c) (!= c d))"),
        ("a if b else c if d else e", "(if b a (if d c e))"),
        ("min(a, 1, b)", "(min a 1 b)"),
        ("level == '优'", "(== level '优')"),
        ('level == "it is"', "(== level 'it is')"),
        ("实际数/计划数", "(/ 实际数 计划数)"),
        ("  a+1  ", "(+ a 1)"),
        ("0.1 + 0.25", "(+ 1/10 1/4)"),
        ("3.10", "31/10"),
        ("1234567890123456789.000000000000000001", f"{10**18 * 1234567890123456789 + 1}/{10**18}"),
    ],
)
def test_formula_is_read_as_python_groups_it(text: str, read: str) -> None:
    """Precedence and grouping are Python's; numbers are read from their digits, not as floats."""
    assert read == read_expression(text, Prefix())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a + bb", {"a": "a", "bb": "bb", "(+ a bb)": "a + bb"}),
        ("  实际数 / 计划数", {"实际数": "实际数", "(/ 实际数 计划数)": "实际数 / 计划数"}),
        ("if_ == '优良' and 甲 > 1.50", {"'优良'": "'优良'", "3/2": "1.50", "甲": "甲"}),
        ("min(甲, -乙) if 丙 else 0", {"(min 甲 (neg 乙))": "min(甲, -乙)", "(neg 乙)": "-乙"}),
    ],
)
def test_every_part_knows_its_characters(text: str, parts: dict[str, str]) -> None:
    """Places are counted in characters, whatever number of bytes stands before them."""
    algebra = Prefix()
    read_expression(text, algebra)
    found = {part: text[slice(*algebra.spans[part])] for part in parts}
    assert parts == found


HOSTILE = [
    # (text, code, the offending part)
    ("", "SL251", None),
    ("   \t ", "SL251", None),
    ("9**9**9", "SL263", "9**9"),
    ("9 ** 7", "SL263", "9 ** 7"),
    ("9 ** -1", "SL263", "9 ** -1"),
    ("4 ** 0.5", "SL263", "4 ** 0.5"),
    ("2 ** a", "SL263", "2 ** a"),
    ("'%1000000000d' % 1", "SL255", "'%1000000000d' % 1"),
    ("'x' * 1000000000", "SL260", "'x' * 1000000000"),
    ("'x' + 'y'", "SL260", "'x' + 'y'"),
    ("().__class__", "SL255", "().__class__"),
    ("().__class__.__bases__[0].__subclasses__()", "SL255", None),
    ("a.__class__", "SL255", "a.__class__"),
    ("''.join", "SL255", "''.join"),
    ("(1).real", "SL255", "(1).real"),
    ("__import__('os')", "SL258", "__import__('os')"),
    ("__import__('os').system('ls')", "SL255", "__import__('os').system"),
    ("eval('1')", "SL258", "eval('1')"),
    ("open('/etc/passwd')", "SL258", "open('/etc/passwd')"),
    ("globals()", "SL258", "globals()"),
    ("__builtins__", "SL256", "__builtins__"),
    ("abs", "SL255", "abs"),
    ("lambda: 1", "SL255", "lambda: 1"),
    ("(lambda x: x)(1)", "SL255", "lambda x: x"),
    ("f'{a}'", "SL255", None),
    ("[x for x in a]", "SL255", "[x for x in a]"),
    ("{x for x in a}", "SL255", "{x for x in a}"),
    ("{x: 1 for x in a}", "SL255", "{x: 1 for x in a}"),
    ("sum(x for x in a)", "SL255", "(x for x in a)"),
    ("[a, b]", "SL255", "[a, b]"),
    ("(a, b)", "SL255", "(a, b)"),
    ("{}", "SL255", "{}"),
    ("{a}", "SL279", "{a}"),
    ("a[0]", "SL255", "a[0]"),
    ("a[1:2]", "SL255", "a[1:2]"),
    ("(a := 1)", "SL255", "a := 1"),
    ("a = 1", "SL273", "="),
    ("a; b", "SL254", ";"),
    ("a\nb", "SL266", "\n"),
    ("a +\\\nb", "SL255", "\\"),
    ("a\rb", "SL266", "\r"),
    ("import os", "SL254", None),
    ("del a", "SL254", None),
    ("yield a", "SL254", None),
    ("(yield)", "SL255", "yield"),
    ("await a", "SL255", "await a"),
    ("min(a, key=b)", "SL255", "key=b"),
    ("min(*a)", "SL255", "*a"),
    ("min(**a)", "SL255", "**a"),
    ("min(a, b)(c)", "SL255", "min(a, b)(c)"),
    ("b'a'", "SL255", None),
    ("1j", "SL255", "1j"),
    ("a + 2.5J", "SL255", "2.5J"),
    ("True", "SL255", "True"),
    ("a if False else b", "SL255", "False"),
    ("None", "SL255", "None"),
    ("...", "SL255", "..."),
    ("1_000", "SL204", "1_000"),
    ("a + 0x10", "SL201", "0x10"),
    ("0b1", "SL201", "0b1"),
    ("0o7", "SL201", "0o7"),
    ("1e5", "SL207", "1e5"),
    ("a * 1e400", "SL207", "1e400"),
    (".5", "SL201", ".5"),
    ("a + 5.", "SL201", "5."),
    ("9" * 61, "SL206", "9" * 61),
    ("007", "SL254", None),
    ("1.2.3", "SL254", None),
    ("95%", "SL265", "95%"),
    ("a > 60 %", "SL265", "60 %"),
    ("a % b", "SL255", "a % b"),
    ("1 + a // b", "SL255", "a // b"),
    ("a ^ b", "SL279", "^"),
    ("a & b", "SL255", "a & b"),
    ("a | b", "SL255", "a | b"),
    ("a << b", "SL255", "a << b"),
    ("a @ b", "SL255", "a @ b"),
    ("~a", "SL255", "~a"),
    ("1 + (+a)", "SL255", "+a"),
    ("a is b", "SL255", "a is b"),
    ("a is not b", "SL255", "a is not b"),
    ("a in b", "SL255", "a in b"),
    ("a not in b", "SL255", "a not in b"),
    ("a <> b", "SL279", "<>"),
    ("a +", "SL254", None),
    ("a b", "SL254", None),
    ("(a", "SL280", "("),
    ("a)", "SL280", ")"),
    ("a if b", "SL296", "if"),
    ("'abc", "SL254", None),
    ("a?", "SL254", "?"),
    ("$a", "SL254", "$"),
    ("`a`", "SL254", "`"),
    ("a × b", "SL264", "×"),
    ("a ÷ b", "SL264", "÷"),
    ("a ≥ 1", "SL264", "≥"),
    ("a − b", "SL264", "−"),
    ("ａ + 1", "SL264", "ａ"),
    ("１ + a", "SL264", "１"),
    ("a（1）", "SL264", "（"),
    ("min(a，b)", "SL264", "，"),
    ("min(a、b)", "SL264", "、"),
    ("form == “甲类”", "SL264", "“"),
    ("𝐚 + 1", "SL264", "𝐚"),
    ("ﬁ + 1", "SL264", "ﬁ"),
    ("a\u00a0+ 1", "SL264", "\u00a0"),
    ("a\u3000+ 1", "SL264", "\u3000"),
    ("a\u2009+ 1", "SL264", "\u2009"),
    ("form == 'Ａ'", "SL264", "Ａ"),
    ("a\u202e + 1", "SL254", "\u202e"),
    ("a\u200b + 1", "SL254", "\u200b"),
    ("a\u2066 + 1", "SL254", "\u2066"),
    ("\ufeffa", "SL254", "\ufeff"),
    ("a\x00 + 1", "SL254", "\x00"),
    ("a\x0c + 1", "SL254", "\x0c"),
    ("form == '甲\u202e类'", "SL254", "\u202e"),
    ("form == '甲\u200b类'", "SL254", "\u200b"),
    ("form == '甲\u2028类'", "SL254", "\u2028"),
    ("a # b", "SL255", "#"),
    ("a + 1 # \u4e00", "SL255", "#"),
    ("form == u'甲类'", "SL255", None),
    ("form == r'甲类'", "SL255", None),
    ("form == '甲' '类'", "SL255", None),
    ("form == '''甲类'''", "SL255", None),
    (r"form == '\u7532类'", "SL255", None),
    ("1" + "+1" * 600, "SL252", None),
    ("a" * 1001, "SL252", None),
    (" " * 1001, "SL251", None),
    ("+".join("a" * 160), "SL252", None),
    ("(" * 10_000 + "a" + ")" * 10_000, "SL252", None),
    ("(" * 400 + "a" + ")" * 400, "SL253", "("),
    ("[" * 400 + "]" * 400, "SL253", "["),
    ("(" * 25 + "a" + ")" * 25, "SL253", "("),
    ("abs(" * 25 + "a" + ")" * 25, "SL253", "("),
    ("-" * 900 + "a", "SL253", "-"),
    ("- " * 25 + "a", "SL253", "-"),
    ("~" * 900 + "a", "SL253", "~"),
    ("not " * 200 + "a > 0", "SL253", "not"),
    ("not " * 24 + "- a > 0", "SL253", "-"),
    ("**".join("1" * 90), "SL253", "**"),
    ("**-".join("1" * 60), "SL253", "**"),
    ("a if a > 0 else " * 40 + "a", "SL253", "if"),
    ("lambda:" * 100 + "1", "SL253", "lambda"),
    (r"form == '\'' or '' == " + "(" * 200 + "a" + ")" * 200 + " == ''", "SL255", None),
    (r"form == '\'' or a == " + "-" * 900 + "1 or form == ''", "SL255", None),
]
IDS = [text if len(text) < 40 else f"{text[:24]}… {len(text)}" for text, _, _ in HOSTILE]


def refuse(text: str) -> tuple[str, str | None]:
    """Return code and offending part; the refusal must come within a second."""
    begin = time.perf_counter()
    builder = Builder()
    with pytest.raises(WordError) as caught:
        read_term(text, builder, names_for(builder))
    assert time.perf_counter() - begin < 1
    span = caught.value.span
    return caught.value.code, None if span is None else text[slice(*span)]


@pytest.mark.parametrize(("text", "code", "part"), HOSTILE, ids=IDS)
def test_hostile_text_is_refused(text: str, code: str, part: str | None) -> None:
    """Everything outside the small language is refused, at the characters that are outside.

    A table entry without a part leaves open where Python's parser stumbles; a text that is
    empty or too long as a whole has no part.
    """
    found, where = refuse(text)
    assert code == found
    assert part is None or part == where
    assert where is not None or code in ("SL251", "SL252")


def test_table_is_long_enough() -> None:
    """At least sixty hostile texts are tried, none of them twice."""
    assert 60 <= len(HOSTILE) == len({text for text, _, _ in HOSTILE})


def test_hostile_texts_are_refused_on_a_small_stack() -> None:
    """No text reaches the C stack: the same codes on a thread with 256 KiB.

    A process of its own runs the thread, so that a crash is a failing test and no more.
    """
    script = (
        "from tests.words.test_expressions import HOSTILE, run_all\n"
        "from tests.strategies import run_on_stack\n"
        "print('\\n'.join(run_on_stack(256 * 1024, run_all)))"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert ([code for _, code, _ in HOSTILE], 0) == (done.stdout.split(), done.returncode)


def run_all() -> list[str]:
    """Return what becomes of each hostile text: its code, or the name of a wrong exception."""
    found = []
    for text, _, _ in HOSTILE:
        try:
            refusal = try_formula(text)
        except (ArithmeticError, MemoryError, RecursionError) as error:
            found.append(type(error).__name__)
        else:
            found.append("accepted" if refusal is None else refusal.code)
    return found


@pytest.mark.parametrize("base", ["9", "a", "(a + b)", "元"])
def test_powers_of_powers_are_refused(base: str) -> None:
    """Nine sixth powers inside each other would be a number of ten million digits."""
    text = "(" * 8 + base + " ** 6)" * 8 + " ** 6"
    assert "SL270" == refuse(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "-" * MAX_NESTING + "a",
        "(" * MAX_NESTING + "a" + ")" * MAX_NESTING,
        "a if a > 0 else " * MAX_NESTING + "a",
        "+".join("a" * (MAX_TOKENS // 2)),
        "a" + " " * (MAX_LENGTH - 2) + "",
        "not " * MAX_NESTING + "(a > 0)",
        "9" * 60,
    ],
)
def test_limits_themselves_are_within(text: str) -> None:
    """What reaches a limit without passing it is read, also on a thread with 256 KiB."""

    def read() -> str:
        builder = Builder()
        return read_term(text, builder, names_for(builder))[0].kind

    assert {"number", "truth"} >= {read(), run_on_stack(256 * 1024, read)}


@given(st.text("ab19.+-*/%()[]{}<>=!'\"\\#,:;~^&|@ \t\n_'甲Ａ（\u202e\u200b\x00", max_size=30))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    """Whatever the text: a formula, or a `WordError` whose span lies in the text."""
    refusal = try_formula(text)
    if refusal is not None and refusal.code not in ("SL251", "SL252"):
        begin, end = refusal.span or (0, 0)
        assert 0 <= begin < end <= len(text)


def try_formula(text: str) -> WordError | None:
    """Return the refusal of a formula, or None where it is read."""
    builder = Builder()
    try:
        read_term(text, builder, names_for(builder))
    except WordError as error:
        return error
    return None


def test_combining_character_makes_another_name() -> None:
    """`é` of two characters is not taken for the `é` of one: the text is refused as it stands."""
    builder = Builder()
    names = {"\u00e9": names_for(builder)["a"]}
    with pytest.raises(WordError) as caught:
        read_term("e\u0301 + 1", builder, names)
    assert "SL264" == caught.value.code


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("value: executd / budget", "executd"),
        ("指标: {公式: 实际数量 / 计划 , b: 1}", "实际数量"),
        ("公式: '实际数 / 计划数'", "实际数"),
        ('😀: "甲 + 1"', "甲"),
        ("公式:    1 + 甲乙丙 * 2   # 注", "甲乙丙"),
        ("公式: 预算数 × 2", "×"),
        ("公式: 预算数 + 1_000", "1_000"),
        ("公式: 预算数 % 7", "预算数 % 7"),
    ],
)
def test_place_of_a_formula_problem_is_that_in_the_file(line: str, part: str) -> None:
    """The columns of a wrong name point at its very characters in the line of YAML."""
    tree = read_document(line)
    bench = Bench(tree, {})
    path: tuple[str | int, ...] = ()
    while not isinstance(node := locate(tree, path), Scalar):
        path = (*path, next(iter(node.values)))  # type: ignore[arg-type]  # all are mappings
    builder = Builder()
    with pytest.raises(WordError) as caught:
        read_term(node, builder, {"预算数": names_for(builder)["预算数"]})
    bench.report_word(path, node, caught.value)
    place, excerpt = bench.problems[0].location, bench.problems[0].excerpt
    assert place is not None
    assert place.end_column is not None
    assert part == str(excerpt)[place.column - 1 : place.end_column - 1]


@pytest.mark.parametrize(
    ("name", "guess"),
    [("executd", "executed"), ("bugdet", "budget"), ("预算额", "预算数"), ("xyz", None)],
)
def test_misspelt_name_is_guessed(name: str, guess: str | None) -> None:
    """A name that comes close to a known one is offered; others are not."""
    assert guess == guess_name(name, ["executed", "budget", "预算数"])
