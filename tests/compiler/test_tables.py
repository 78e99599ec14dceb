"""Tables find what a second hand finds, without holes, and say so in the trace."""

from __future__ import annotations

import operator
import time
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from scorelib.compiler.graph.nodes import State, Value
from scorelib.compiler.tables.cells import print_interval, read_interval
from scorelib.engine.outcome.views import NodeResult
from scorelib.ground.errors import DocumentError
from tests.compiler.tables import WORDS, Table, make_table, write
from tests.engine.scoring import FACTS, make_plan, score
from tests.methods.plans import METHOD_FACTS, lots
from tests.strategies import intervals

F = Fraction
Nodes = list[tuple[Fraction, Fraction]]

tenths = st.integers(-300, 300).map(lambda tenth: F(tenth, 10))


@st.composite
def node_lists(draw: st.DrawFn, rising: bool = False) -> Nodes:
    """Return nodes of a line from left to right."""
    places = sorted(draw(st.sets(tenths, min_size=2, max_size=7)))
    values = [draw(tenths) for _ in places]
    return list(zip(places, sorted(values) if rising else values, strict=True))


def write_nodes(nodes: Nodes) -> list[list[str]]:
    return [[write(place), write(value)] for place, value in nodes]


def interpolate(nodes: Nodes, place: Fraction) -> Fraction:
    """Return the value of the line through nodes, as a mean of the two nodes beside a place."""
    right = min(max(bisect_left([each for each, _ in nodes], place), 1), len(nodes) - 1)
    (x0, y0), (x1, y1) = nodes[right - 1], nodes[right]
    return ((x1 - place) * y0 + (place - x0) * y1) / (x1 - x0)


RULES = st.sampled_from(["error", "clamp", "extrapolate", "7.5"])


def beyond(rule: str, nodes: Nodes, place: Fraction, end: Fraction) -> Value:
    """Return what a rule gives outside of the nodes."""
    if rule == "error":
        return State.UNDEFINED
    if rule == "extrapolate":
        return interpolate(nodes, place)
    return end if rule == "clamp" else F("7.5")


@given(node_lists(), RULES, RULES, tenths | st.integers(-500, 500).map(lambda n: F(n, 7)))
def test_line_is_interpolated(nodes: Nodes, below: str, above: str, place: Fraction) -> None:
    """Between nodes the line is straight, exactly; beyond them the rule of that end holds."""
    table = make_table("piecewise", nodes=write_nodes(nodes), below=below, above=above)
    if place < nodes[0][0]:
        expected = beyond(below, nodes, place, nodes[0][1])
        event(f"below: {below}")
    elif place > nodes[-1][0]:
        expected = beyond(above, nodes, place, nodes[-1][1])
        event(f"above: {above}")
    else:
        expected = interpolate(nodes, place)
    assert expected == table.ask("look(given_x)", x=place)


@given(node_lists(rising=True), st.lists(tenths, min_size=2, max_size=5))
def test_rising_nodes_make_a_rising_line(nodes: Nodes, places: list[Fraction]) -> None:
    """Where the nodes rise, a greater argument never finds less."""
    table = make_table("piecewise", nodes=write_nodes(nodes), below="clamp", above="extrapolate")
    found: list[Any] = [table.ask("look(given_x)", x=place) for place in sorted(places)]
    assert sorted(found) == found


@given(node_lists())
def test_line_is_continuous(nodes: Nodes) -> None:
    """Every node has its own value, and next to it the value is no farther than the slope says."""
    table = make_table("piecewise", nodes=write_nodes(nodes), below="clamp", above="clamp")
    steepest = max(abs((y1 - y0) / (x1 - x0)) for (x0, y0), (x1, y1) in pairwise(nodes))
    step = F(1, 10**9)
    for place, value in nodes:
        assert value == table.ask("look(given_x)", x=place)
        for near in (place - step, place + step):
            found = table.ask("look(given_x)", x=near)
            assert isinstance(found, Fraction)
            assert abs(found - value) <= steepest * step


@st.composite
def segment_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return segments that meet, each end belonging to one of them, in any order."""
    edges = sorted(draw(st.sets(tenths, min_size=2, max_size=6)))
    segments = []
    left = draw(st.booleans())
    for lo, hi in pairwise(edges):
        right = draw(st.booleans())
        ends = [write(draw(tenths)) for _ in range(2)]
        gives: Any = ends if draw(st.booleans()) else ends[0]
        segments.append(
            {
                "from" if left else "above": write(lo),
                "to" if right else "below": write(hi),
                "gives": gives,
            }
        )
        left = not right
    return draw(st.permutations(segments))


@given(segment_lists(), tenths)
def test_segments_may_step(segments: list[dict[str, Any]], place: Fraction) -> None:
    """Each segment has a line of its own; an edge belongs to the one that says so."""
    table = make_table("piecewise", segments=segments, below="error", above="error")
    assert table.codes == []
    expected: Value = State.UNDEFINED
    for each in segments:
        low = F(each["from"] if "from" in each else each["above"])
        high = F(each["to"] if "to" in each else each["below"])
        holds = low <= place if "from" in each else low < place
        holds = holds and (place <= high if "to" in each else place < high)
        if holds:
            ends = each["gives"] if isinstance(each["gives"], list) else [each["gives"]] * 2
            expected = interpolate([(low, F(ends[0])), (high, F(ends[1]))], place)
    assert expected == table.ask("look(given_x)", x=place)


def test_figures_of_the_air_quality_index() -> None:
    """HJ 633-2026 table 3, PM10 and PM2.5 over 24 h; what is between nodes is worked by hand."""
    pm10 = make_table(
        "piecewise", nodes=[["0", "0"], ["50", "50"], ["120", "100"]], above="error", below="error"
    )
    assert F(360, 7) == pm10.ask("look(given_x)", x=F(52))  # 50 + 2 × 50/70 = 51.43
    assert F(52) == pm10.ask("ceiling(look(given_x))", x=F(52))
    pm25 = make_table(
        "piecewise", nodes=[["60", "100"], ["115", "150"]], above="clamp", below="error"
    )
    assert F(106) == pm25.ask("ceiling(look(given_x))", x=F(66))  # 100 + 6 × 50/55 = 105.45
    assert State.UNDEFINED is pm25.ask("look(given_x)", x=F(59))
    assert State.MISSING is pm25.ask("look(given_x)")
    assert State.NOT_APPLICABLE is pm25.ask("look(given_x)", x=State.NOT_APPLICABLE)


FIGURES = st.integers(-50, 50).map(lambda n: F(n, 4))


@given(st.data())
def test_lookup_finds_every_row(data: st.DataObject) -> None:
    """Each combination of categories finds its own figure; what has none passes its reason on."""
    rows = {s: {w: data.draw(FIGURES) for w in WORDS} for s in WORDS}
    written = {s: {w: write(value) for w, value in row.items()} for s, row in rows.items()}
    table = make_table("lookup", by=["p", "q"], rows=written)
    for s, w in product(WORDS, WORDS):
        assert rows[s][w] == table.ask("look(given_s, given_w)", s=s, w=w)
        assert rows[s][w] == table.ask(f"look('{s}', given_w)", w=w)
    assert State.MISSING is table.ask("look(given_s, given_w)", s="a")
    assert State.UNDEFINED is table.ask("look(given_s, given_w)", w=State.UNDEFINED)


def test_lookup_of_flags_and_whole_numbers() -> None:
    """A key may be a truth value or a whole number; `otherwise` is for all other numbers."""
    table = make_table(
        "lookup",
        by=["flag", "n"],
        rows={"true": {"1": "5", "2": "6"}, "false": {"1": "7", "-3": "8"}},
        otherwise="0.5",
    )
    asked = {
        (True, F(1)): F(5),
        (True, F(2)): F(6),
        (True, F(-3)): F(1, 2),
        (False, F(1)): F(7),
        (False, F(-3)): F(8),
        (False, F(3, 2)): F(1, 2),
    }
    for (flag, number), expected in asked.items():
        assert expected == table.ask("look(given_f, given_x)", f=flag, x=number)
    assert State.MISSING is table.ask("look(given_f, given_x)", f=True)
    assert State.UNDEFINED is table.ask("look(given_f, given_x)", f=State.UNDEFINED, x=F(9))


def test_lookup_of_words_is_looked_up_again() -> None:
    """A table whose results are categories can be the argument of another."""
    table = Table({"label": "表", "kind": "lookup", "by": ["p"], "values": ["a", "b"],
                   "rows": {"a": "b", "b": "a", "c": "a"}})  # fmt: skip
    assert "a" == table.ask("look(look(given_s))", s="a")
    assert "b" == table.ask("look(given_s if given_x > 0 else 'c')", s="a", x=F(1))
    assert "a" == table.ask("look(given_s if given_x > 0 else 'c')", s="a", x=F(0))
    assert table.read("look('d')") is None
    assert table.codes == ["SL277"]


CELLS = st.one_of(
    st.none(),
    st.tuples(st.integers(0, 8), st.integers(0, 4), st.sampled_from(["[]", "()", "[)", "(]"])),
    st.tuples(st.sampled_from(["<", "<=", ">", ">="]), st.integers(0, 8)),
    st.integers(0, 8),
)
"""What a rule asks of a number, as an author's words are made from."""


def write_cell(cell: Any) -> str:
    match cell:
        case int():
            return str(cell)
        case (str() as sign, number):
            return f"{sign} {number}"
        case (low, width, brackets):
            width = width or int(brackets != "[]")
            return f"{brackets[0]}{low}, {low + width}{brackets[1]}"
    raise AssertionError(cell)


SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def fits_cell(cell: Any, x: Fraction) -> bool:
    match cell:
        case None:
            return True
        case int() as number:
            return x == number
        case (str() as sign, int() as number):
            return SIGNS[sign](x, number)
        case (int() as low, int() as width, str() as brackets):
            high = low + (width or int(brackets != "[]"))
            above = x >= low if brackets[0] == "[" else x > low
            return above and (x <= high if brackets[1] == "]" else x < high)
    raise AssertionError(cell)


@st.composite
def rule_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return rules over a number, a category and a flag."""
    return draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "x": CELLS,
                    "s": st.none() | st.lists(st.sampled_from(WORDS), min_size=1, unique=True),
                    "f": st.none() | st.booleans(),
                    "gives": st.integers(-5, 5),
                }
            ),
            min_size=1,
            max_size=5,
        )
    )


def write_rule(rule: Mapping[str, Any], counts: bool) -> dict[str, Any]:
    written: dict[str, Any] = {} if counts else {"gives": str(rule["gives"])}
    if rule["x"] is not None:
        written["given_x"] = write_cell(rule["x"])
    if rule["s"] is not None:
        written["given_s"] = rule["s"]
    if rule["f"] is not None:
        written["given_f"] = "true" if rule["f"] else "false"
    return written


POINTS = [F(n, 2) for n in range(-2, 28)]
"""Every edge that a drawn rule can have, a point between each two, and some beyond them all."""


def fitting(rules: Sequence[Mapping[str, Any]], x: Fraction, s: str, f: bool) -> list[int]:
    """Return the rules that fit a point, by their position."""
    return [
        place
        for place, rule in enumerate(rules)
        if fits_cell(rule["x"], x)
        and (rule["s"] is None or s in rule["s"])
        and (rule["f"] is None or f == rule["f"])
    ]


def decide(hit: str, given: list[int], order: list[int]) -> Fraction | None:
    """Return what the rules that fit give together, or None where there is none."""
    if hit == "count":
        return F(len(given))
    if not given:
        return None
    if hit == "sum":
        return F(sum(given))
    if hit in ("min", "max"):
        return F(min(given) if hit == "min" else max(given))
    return F(min(given, key=order.index) if hit == "priority" else given[0])


HITS = ("unique", "first", "priority", "sum", "min", "max", "count")


@given(rule_lists(), st.sampled_from(HITS), st.data())
def test_decision_equals_brute_force(
    rules: list[dict[str, Any]], hit: str, data: st.DataObject
) -> None:
    """What is found is what the policy makes of all rules that fit, at points of every part.

    A table is refused exactly where some point shows why: a hole, two rules that fit under
    `unique`, a rule that no point uses.
    """
    order = data.draw(st.permutations(sorted({rule["gives"] for rule in rules})))
    is_open = hit != "count" and data.draw(st.sampled_from([True, True, True, False]))
    keys: dict[str, Any] = {"priority": [str(each) for each in order]} if hit == "priority" else {}
    keys |= {"otherwise": "99"} if is_open else {}
    written = [write_rule(rule, hit == "count") for rule in rules]
    by = ["given_x", "given_s", "given_f"]
    table = make_table("decision", by=by, hit=hit, rules=written, **keys)
    points = list(product(POINTS, WORDS, (True, False)))
    fits = {point: fitting(rules, *point) for point in points}
    assert set(table.codes) == set(expect_codes(hit, is_open, rules, fits, order))
    if table.codes:
        event("refused")
        return
    event(f"taken: {hit}")
    for x, s, f in data.draw(st.lists(st.sampled_from(points), min_size=1, max_size=8)):
        given_ = [rules[place]["gives"] for place in fits[x, s, f]]
        found = decide(hit, given_, order)
        expected = F(99) if found is None else found
        assert expected == table.ask("look(given_x, given_s, given_f)", x=x, s=s, f=f)
        assert State.MISSING is table.ask("look(given_x, given_s, given_f)", x=x, f=f)
        assert State.UNDEFINED is table.ask(
            "look(given_x, given_s, given_f)", x=x, s=s, f=State.UNDEFINED
        )


def expect_codes(
    hit: str,
    is_open: bool,
    rules: list[dict[str, Any]],
    fits: Mapping[tuple[Fraction, str, bool], list[int]],
    order: list[int],
) -> list[str]:
    """Return the codes with which a table must be refused, found by looking at all points."""
    codes = []
    if hit != "count" and not is_open and not all(fits.values()):
        codes.append("SL712")
    if hit == "unique" and any(len(each) > 1 for each in fits.values()):
        codes.append("SL713")
    used = {place for each in fits.values() for place in each}
    if hit in ("first", "priority"):
        ranks = [order.index(rule["gives"]) if hit == "priority" else 0 for rule in rules]
        used = {
            min(each, key=lambda place: (ranks[place], place)) for each in fits.values() if each
        }
    if len(used) < len(rules):
        codes.append("SL714")
    return codes


def test_whole_numbers_lie_between_no_edges() -> None:
    """Between 17 and 18 there is no count, so that rules on counts need not meet."""
    rules = [{"n": "[0, 17]", "gives": "1"}, {"n": ">= 18", "gives": "2"}]
    table = {"label": "表", "kind": "decision", "by": ["n"], "hit": "unique", "rules": rules}
    leaf = {"label": "甲", "max_points": "10", "method": {"kind": "formula", "points": "look(n)"}}
    facts = {"n": {"label": "数", "kind": "count", "min": "0"}}
    plan = make_plan({"a": leaf}, facts=facts, tables={"look": table}, rounding={})
    assert F(2) == score(plan, facts={"n": "18"}).nodes[0].points
    facts["n"]["kind"] = "quantity"
    with pytest.raises(DocumentError) as caught:
        make_plan({"a": leaf}, facts=facts, tables={"look": table}, rounding={})
    assert ["SL712"] == [each.code for each in caught.value.diagnostics]


@given(intervals())
def test_interval_reads_back(interval: Any) -> None:
    """An interval is printed as it can be written; an end that is not there is not open either."""
    ends = {"lo_open": interval.lo is not None and interval.lo_open}
    ends["hi_open"] = interval.hi is not None and interval.hi_open
    assert replace(interval, **ends) == read_interval(print_interval(interval), F)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("[18, 60)", 18, 60),
        ("（18，60］", 18, 60),
        ("(18; ∞)", 18, None),
        ("(-∞, 60]", None, 60),
        (">= 60", 60, None),
        ("≥60", 60, None),
        ("不低于60", 60, None),
        ("60以下", None, 60),
        ("不满18", None, 18),
        ("at most 60", None, 60),
        ("60", 60, 60),
        ("= 60", 60, 60),
    ],
)
def test_interval_in_words(text: str, low: int | None, high: int | None) -> None:
    """Intervals are read as people write them, full-width signs included."""
    found = read_interval(text, F)
    assert (low, high) == (found.lo, found.hi)


# Units.


def test_units_are_converted() -> None:
    """Figures of other units of the kind are converted; results come in base units."""
    table = make_table(
        "piecewise",
        unit="万元",
        result_unit="%",
        nodes=[["0", "0"], ["100", "50"], ["1亿元", "100%"]],
        above="clamp",
    )
    assert F(1, 4) == table.ask("look(50 * 万元)")
    assert F(1, 2) == table.ask("look(1000000 * 元)")
    assert F(3, 4) == table.ask("look((100 + 9900 / 2) * 万元)")
    assert F(1) == table.ask("look(3 * 亿元)")
    assert F(0) == table.ask("look(0)")
    assert table.read("look(50)") is None
    assert table.codes == ["SL275"]


def test_result_has_its_unit() -> None:
    """What a table finds takes part in formulas with its dimension."""
    table = make_table("lookup", by=["p"], result_unit="元/人", rows=dict.fromkeys(WORDS, "20"))
    assert F(60) == table.ask("look(given_s) * 3 * 人", s="a")
    assert table.read("look(given_s) + 1") is None
    assert table.codes == ["SL261"]


# What is proved, and what a trace says.

TABLES: Mapping[str, Any] = {
    "line": {
        "label": "折线",
        "kind": "piecewise",
        "unit": "%",
        "nodes": [["0", "0"], ["50", "2"], ["200", "10"]],
        "cites": "rule#表1",
    },
    "weight": {
        "label": "权重",
        "kind": "lookup",
        "by": ["acceptance"],
        "rows": {"all": "1", "some": "0.5", "none": "0"},
        "cites": "rule#表2",
    },
}
SOURCES = {"rule": {"title": "办法", "status": "verified"}}


def trace(points: str, **facts: str) -> NodeResult:
    """Return the node of one indicator with these points."""
    leaf = {"label": "甲", "max_points": "10", "method": {"kind": "formula", "points": points}}
    plan = make_plan({"a": leaf}, tables=TABLES, sources=SOURCES, rounding={})
    return score(plan, facts=facts).nodes[0]


def test_trace_shows_the_line_that_was_taken() -> None:
    """The formula calls the table, the substituted one shows the segment and its bounds."""
    node = trace("line(rate)", rate="80%")
    assert F(18, 5) == node.points  # 2 + 30 × 8/150
    assert "line(rate)" == node.formula
    assert "(2 + (80 - 50) * 8 / 150) [50 < 80 and 80 <= 200]" == node.substituted
    assert ["表1"] == [clause.clause for clause in node.cites]


def test_trace_shows_the_row_that_was_taken() -> None:
    """A row is shown with the category that chose it; both tables are cited."""
    node = trace("line(rate) * weight(acceptance)", rate="80%", acceptance="some")
    assert "line(rate) * weight(acceptance)" == node.formula
    assert node.substituted is not None
    assert node.substituted.endswith("* 0.5 [some == 'some']")
    assert ["表1", "表2"] == [clause.clause for clause in node.cites]


def test_each_place_cites_its_own_tables() -> None:
    """A heading cites the tables of its weights, and not those of what is below it."""
    leaf = {
        "label": "甲",
        "max_points": "10",
        "method": {"kind": "formula", "points": "line(rate)"},
    }
    weights = {"a": "1", "b": "weight(acceptance) + 1"}
    heading = {
        "label": "上级",
        "max_points": "10",
        "aggregate": {"kind": "weighted-mean", "weights": weights},
        "indicators": {"a": leaf, "b": leaf},
    }
    values = {"v": {"label": "值", "formula": "line(rate) + 1"}}
    plan = make_plan({"h": heading}, tables=TABLES, sources=SOURCES, values=values, rounding={})
    result = score(plan, facts={"rate": "80%", "acceptance": "some"})
    cited = {node.id: [clause.clause for clause in node.cites] for node in result.nodes}
    assert {"h": ["表2"], "h.a": ["表1"], "h.b": ["表1"]} == cited
    (value,) = result.derived
    assert ("line(rate) + 1", ["表1"]) == (value.formula, [each.clause for each in value.cites])


def test_call_is_named_inside_another() -> None:
    """Calls inside of calls are named too, and a refused divisor is named as it is written."""
    assert "line(weight(acceptance))" == trace("line(weight(acceptance))", acceptance="all").formula
    with pytest.raises(DocumentError) as caught:
        trace("1 / weight(acceptance)")
    (problem,) = caught.value.diagnostics
    assert ("SL267", "weight(acceptance)") == (problem.code, dict(problem.arguments)["divisor"])


@pytest.mark.parametrize(
    ("points", "fits"),
    [
        ("line(rate)", True),
        ("line(rate * 2)", False),
        ("line(rate * 2) if rate < 1 else 0", True),
        ("line(rate * 2) if rate <= 1.1 else 0", False),
        ("line(min(rate * 2, 2))", True),
        ("line(rate - 0.5)", False),
        ("0 if rate < 0.5 else line(rate - 0.5)", True),
    ],
)
def test_ends_are_asked_for_only_where_they_are_reached(points: str, fits: bool) -> None:
    """What is known where a call stands decides whether the table must say what lies beyond."""
    codes: list[str] = []
    try:
        trace(points, rate="60%")
    except DocumentError as error:
        codes = [each.code for each in error.diagnostics]
    assert ([] if fits else ["SL276"]) == codes


def test_rules_on_no_fact_are_checked_as_far_as_they_reach() -> None:
    """Between its rules a table has no hole; what lies beyond them is asked at each call."""
    rules = [{"p": "[0, 50)", "gives": "1"}, {"p": "[50, 100]", "gives": "2"}]
    table = make_table("decision", by=["p"], hit="unique", rules=rules)
    assert [] == table.codes
    assert F(2) == table.ask("look(min(max(given_x, 0), 100))", x=F(700))
    assert table.read("look(max(given_x, 0))") is None
    assert ["SL276"] == table.codes
    beyond_all = [*rules, {"p": "> 100", "gives": "3"}, {"p": "< 0", "gives": "4"}]
    assert F(4) == make_table("decision", by=["p"], hit="unique", rules=beyond_all).ask(
        "look(given_x)", x=F(-1)
    )


@pytest.mark.parametrize("hit", ["sum", "min", "max", "count"])
def test_collected_rules_need_no_look_at_every_combination(hit: str) -> None:
    """Forty rules over eight arguments, as a scorecard has them: what adds up leaves no hole."""
    names = [f"p{place}" for place in range(8)]
    cells = ["< 10", "[10, 20)", "[20, 50)", "[50, 100)", ">= 100"]
    gives = {} if hit == "count" else {"gives": "3"}
    rules: list[dict[str, str]] = [{name: cell, **gives} for name in names for cell in cells]
    settings = {} if hit == "count" else {"otherwise": "0"}
    table = make_table("decision", by=names, hit=hit, rules=rules, **settings)
    assert [] == table.codes
    given = ", ".join(["given_x"] * 8)
    assert F({"sum": 24, "count": 8}.get(hit, 3)) == table.ask(f"look({given})", x=F(30))


def test_table_is_called_for_every_row_of_a_list() -> None:
    """A table of a column has a value a row, which a formula puts together."""
    leaf = {
        "label": "甲",
        "max_points": "10",
        "method": {"kind": "formula", "points": "mean(line(min(lots_actual / lots_planned, 2)))"},
    }
    plan = make_plan({"a": leaf}, facts=METHOD_FACTS, tables=TABLES, sources=SOURCES, rounding={})
    node = score(plan, facts={"lots": lots((4, 2), (4, 1), (4, 8))}).nodes[0]
    assert F(13, 3) == node.points  # 2, 1 and 10
    assert "mean(line(min(lots_actual / lots_planned, 2)))" == node.formula
    assert "mean(2, 1, 10)" == node.substituted
    assert ["表1"] == [clause.clause for clause in node.cites]


def test_order_of_tables_is_no_part_of_a_ruleset() -> None:
    """Tables are found by name: written in another order they make the same ruleset."""
    leaf = {
        "label": "甲",
        "max_points": "10",
        "method": {"kind": "formula", "points": "line(rate) * weight(acceptance)"},
    }
    forms = [
        make_plan({"a": leaf}, tables=dict(order), sources=SOURCES, facts=FACTS).ruleset.sha256
        for order in (list(TABLES.items()), list(TABLES.items())[::-1])
    ]
    assert forms[0] == forms[1]


def test_tables_inside_tables_are_proved_quickly() -> None:
    """Ten tables of ten segments inside each other take no longer than they are many."""
    nodes = [[str(n), str((n * 7) % 11)] for n in range(12)]
    table = make_table("piecewise", nodes=nodes, below="clamp", above="clamp")
    begin = time.process_time()
    formula = "given_x"
    for _ in range(10):
        formula = f"look({formula})"
    assert table.read(formula) is not None
    assert isinstance(table.ask(formula, x=F(5, 2)), Fraction)
    assert time.process_time() - begin < 2
