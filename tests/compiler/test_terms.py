"""Formulas become plan nodes: kinds, dimensions, functions, and the way back to text."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from scorelib.compiler.bench.terms import FUNCTIONS, Term, read_term
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.formulas import print_formula
from scorelib.compiler.graph.nodes import Constant, Input
from scorelib.ground.errors import WordError
from scorelib.words.rounding import MODES
from scorelib.words.units import NONE, Dimension, find_unit
from tests.strategies import names_for, number_texts, read_formula, truth_texts

MONEY, PEOPLE, AREA = Dimension.of("money"), Dimension.of("count"), Dimension.of("length") ** 2


def read(text: str) -> tuple[Builder, Term]:
    """Return a formula over facts of several dimensions."""
    builder = Builder()
    dimensions = {"预算": MONEY, "支出": MONEY, "人数": PEOPLE, "面积": AREA, "率": NONE}
    names = {
        name: Term(builder.input(Input("fact", name)), "number", dimension)
        for name, dimension in dimensions.items()
    }
    names["类别"] = Term(builder.input(Input("fact", "类别")), "word", words=("甲", "乙"))
    names["其他"] = Term(builder.input(Input("fact", "其他")), "word", words=("乙", "丙"))
    names["完成"] = Term(builder.input(Input("fact", "完成")), "truth")
    return builder, read_term(text, builder, names)[0]


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("支出 / 预算", NONE),
        ("预算 + 支出 - 预算", MONEY),
        ("预算 / 人数", MONEY / PEOPLE),
        ("预算 / 面积 * 面积", MONEY),
        ("预算 ** 2", MONEY**2),
        ("预算 ** 0", NONE),
        ("-预算", MONEY),
        ("abs(预算 - 支出)", MONEY),
        ("min(预算, 支出)", MONEY),
        ("max(支出, 0)", MONEY),
        ("0 + 预算", MONEY),
        ("预算 if 率 > 0.5 else 0", MONEY),
        ("0 if 完成 else 支出", MONEY),
        ("3 * 万元", MONEY),
        ("预算 + 5 * 亿元", MONEY),
        ("人数 / 个", NONE),
        ("round_half_up(支出 / 预算, 2)", NONE),
    ],
)
def test_dimension_is_worked_out(text: str, dimension: Dimension) -> None:
    """Units multiply and divide with their numbers; what is added or compared has one unit."""
    _, term = read(text)
    assert ("number", dimension) == (term.kind, term.dimension)


@pytest.mark.parametrize(
    ("text", "factor"), [("元", 1), ("万元", 10**4), ("亿元", 10**8), ("2.5 * 万元", 25000)]
)
def test_unit_is_its_factor(text: str, factor: int) -> None:
    """A unit in a formula is the number of base units in it."""
    builder, term = read(text)
    assert Fraction(factor) == builder.constant_of(term.node)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("率 > 0.5", "truth"),
        ("预算 >= 支出", "truth"),
        ("预算 > 0", "truth"),
        ("预算 > 100 * 万元", "truth"),
        ("类别 == '甲'", "truth"),
        ("'甲' != 类别", "truth"),
        ("类别 == 其他", "truth"),
        ("not 完成 or 率 < 1", "truth"),
        ("完成 if 率 > 0 else 率 == 0", "truth"),
        ("'甲' if 完成 else 类别", "word"),
        ("类别", "word"),
        ("完成", "truth"),
    ],
)
def test_kind_is_worked_out(text: str, kind: str) -> None:
    """Numbers, conditions and categories are three kinds."""
    assert kind == read(text)[1].kind


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("预算 + 人数", "SL261", "预算 + 人数"),
        ("1 + 预算 - 率", "SL261", "1 + 预算"),
        ("预算 > 人数", "SL261", "预算 > 人数"),
        ("率 + (预算 == 5)", "SL261", "预算 == 5"),
        ("min(预算, 人数)", "SL261", "min(预算, 人数)"),
        ("max(预算, 0, 率)", "SL261", "max(预算, 0, 率)"),
        ("预算 if 完成 else 1", "SL261", "预算 if 完成 else 1"),
        ("预算 < 支出 < 人数", "SL261", "预算 < 支出 < 人数"),
        ("5 * 元 + 5 * 个", "SL261", "5 * 元 + 5 * 个"),
        ("完成 + 1", "SL260", "完成 + 1"),
        ("1 * '甲'", "SL260", "1 * '甲'"),
        ("-完成", "SL260", "-完成"),
        ("-类别", "SL260", "-类别"),
        ("not 率", "SL260", "not 率"),
        ("率 and 完成", "SL260", "率 and 完成"),
        ("完成 or 类别", "SL260", "完成 or 类别"),
        ("1 if 率 else 2", "SL260", "1 if 率 else 2"),
        ("1 if 完成 else 完成", "SL260", "1 if 完成 else 完成"),
        ("'甲' if 完成 else 2", "SL260", "'甲' if 完成 else 2"),
        ("类别 < '乙'", "SL260", "类别 < '乙'"),
        ("类别 == 1", "SL260", "类别 == 1"),
        ("完成 == 完成", "SL260", "完成 == 完成"),
        ("1 < 率 == 完成", "SL260", "1 < 率 == 完成"),
        ("min(完成, 1)", "SL260", "min(完成, 1)"),
        ("abs('甲')", "SL260", "abs('甲')"),
        ("2 ** 完成", "SL260", "2 ** 完成"),
        ("率 + 类别 == '丙'", "SL260", "率 + 类别"),
        ("1 + (类别 == '丙')", "SL268", "类别 == '丙'"),
        ("'戊' != 其他", "SL268", "'戊' != 其他"),
        ("2 ** 率", "SL263", "2 ** 率"),
        ("率 ** 7", "SL263", "率 ** 7"),
        ("率 ** (0 - 1)", "SL263", "率 ** (0 - 1)"),
        ("率 ** 0.5", "SL263", "率 ** 0.5"),
        ("率 ** (2 * 个)", "SL263", "率 ** (2 * 个)"),
        ("abs()", "SL259", "abs()"),
        ("1 + abs(率, 1)", "SL259", "abs(率, 1)"),
        ("min(率)", "SL259", "min(率)"),
        ("round_up(率)", "SL259", "round_up(率)"),
        ("floor(率, 1, 2)", "SL259", "floor(率, 1, 2)"),
        ("round(率, 2)", "SL279", "round(率, 2)"),
        ("sum(率, 2)", "SL279", "sum(率, 2)"),
        ("cbrt(率)", "SL258", "cbrt(率)"),
        ("round_up(率, 率)", "SL269", "round_up(率, 率)"),
        ("round_up(率, 13)", "SL269", "round_up(率, 13)"),
        ("round_up(率, 0.5)", "SL269", "round_up(率, 0.5)"),
        ("round_up(率, -1)", "SL269", "round_up(率, -1)"),
        ("round_up(率, 2 * 个)", "SL269", "round_up(率, 2 * 个)"),
        ("round_up(预算, 2)", "SL260", "round_up(预算, 2)"),
        ("率 + 预算额", "SL257", "预算额"),
        ("率 + zzz", "SL256", "zzz"),
        ("率 + abs", "SL255", "abs"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, code: str, part: str) -> None:
    """A formula of the wrong kind or unit is refused before anything is scored."""
    with pytest.raises(WordError) as caught:
        read(text)
    assert (code, part) == (caught.value.code, text[slice(*caught.value.span or (0, 0))])


def test_places_refusal_names_the_function_as_written() -> None:
    """The message speaks of `round_half_up`, not of the mode behind it."""
    with pytest.raises(WordError) as caught:
        read("round_half_up(率, 99)")
    assert "round_half_up" == caught.value.arguments["name"]


def test_there_is_a_function_for_each_mode() -> None:
    """Every mode of rounding can be said in a formula."""
    said = {name.removeprefix("round_").replace("_", "-") for name in FUNCTIONS}
    assert set(MODES) <= said


def test_names_of_functions_and_units() -> None:
    """`min` alone is the unit minute; with brackets it is the function."""
    unit = find_unit("min")
    assert unit is not None
    assert unit.dimension == read("min")[1].dimension
    assert NONE == read("min(1, 率)")[1].dimension


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 / 3 + 1 / 6", Fraction(1, 2)),
        ("0.1 * 3", Fraction(3, 10)),
        ("-(2 ** 6)", Fraction(-64)),
        ("5 - 2 - 3", Fraction(0)),
        ("round_half_even(2.5, 0)", Fraction(2)),
    ],
)
def test_constants_are_worked_out_while_compiling(text: str, value: Fraction) -> None:
    """A formula of constants is a constant, exactly."""
    builder, term = read(text)
    assert value == builder.constant_of(term.node)


def test_one_and_true_are_two_constants() -> None:
    """In Python 1 == True; in a plan a number and a truth value are never shared."""
    builder = Builder()
    one, true = builder.constant(1), builder.constant(True)
    assert one != true
    assert [Constant(Fraction(1)), Constant(True)] == [builder.nodes[one], builder.nodes[true]]


def test_equal_parts_are_shared() -> None:
    """The same part of two formulas is one node."""
    builder = Builder()
    names = names_for(builder)
    first, _ = read_term("(a + b) * c", builder, names)
    count = len(builder.nodes)
    second, _ = read_term("( a+b )*c", builder, names)
    assert (first.node, count) == (second.node, len(builder.nodes))


@pytest.mark.parametrize(
    "text",
    [
        "a - (b - c)",
        "a - b + c",
        "a + (b + c)",
        "(a + b) * c",
        "a / (b * c)",
        "a * (b / c)",
        "-a ** 2",
        "(-a) ** 2",
        "(a + b) ** 3",
        "-(a * b)",
        "a * -2.5",
        "a * (1 / 3)",
        "1 / 3 + a",
        "a - -1",
        "a / 0",
        "not (a < b and b < c)",
        "not a < b and b < c or a == 0",
        "(a < b or b < c) and (b < c or a < b)",
        "a < b < c",
        "(a if a < b else b) + 1",
        "a if a < b else b if b < c else c",
        "(a if a < b else b) if b < c else c",
        "a if (b if a < b else c) < 1 else c",
        "min(a, max(b, 0), 预算数)",
        "round_half_up(a / b, 2)",
        "floor(abs(a - b), 0)",
        "1 if form == '甲类' else 0",
    ],
)
def test_formula_is_printed_with_the_brackets_it_needs(text: str) -> None:
    """Reading the printed text in the same plan gives the same node."""
    builder, root = read_formula(text)
    printed = print_formula(builder.nodes, root)
    assert root == read_term(printed, builder, names_for(builder))[0].node


@given(number_texts(3, "anywhere") | truth_texts(2, "anywhere"))
def test_printing_reads_back(text: str) -> None:
    """Parse, print, parse: the same node, and the same text when printed again."""
    builder, root = read_formula(text)
    printed = print_formula(builder.nodes, root)
    again = read_term(printed, builder, names_for(builder))[0].node
    assert (root, printed) == (again, print_formula(builder.nodes, again))
