"""What a table says of projects' own indicators is read as documents are, problems included."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib import columns
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.figures import join_values, scale_together
from scorelib.engine.columns.items import forget_parts
from scorelib.engine.columns.tables import Sheet, read_sheet
from scorelib.engine.intake.facts import read_cell
from scorelib.engine.intake.inputs import read_inputs
from scorelib.engine.intake.project import examine_project
from scorelib.ground.errors import DocumentError
from scorelib.ground.source import read_document
from scorelib.model.entries import CellShape
from tests.engine.columns.rows import tabulate
from tests.engine.scoring import FACTS, make_plan, slot
from tests.engine.test_items_forms import FORMS
from tests.words.reading import list_spellings

SLOTS = {
    "ask": slot(FORMS, "declared"),
    "plain": slot({**FORMS, "unmarked": "positive"}, "declared"),
    "few": slot({"positive": "capped-ratio", "unmarked": "equal"}, "10"),
    "split": slot(FORMS, "10", split={"places": "1", "mode": "half-up"}),
}
PLAN = make_plan(SLOTS, when_maxima_overflow="cap")
HEAD = {"scorelib": "1", "assessed_period": "2021", "evaluated_on": "2022-01-31"}
WHY = {"by": "–", "reason": "–"}


SPELLINGS = [
    (each.unit, each.text)
    for each in list_spellings("amount", "target", "actual")
    if each.text.isprintable()
]
"""Those that a document can hold."""
NUMBERS = ("0", "1", "0.96", "5", "7.5", "96", "100", "-3", "96.0", "2021", "12")
UNITS = ("", "%", "座", "万元", "元", "天", "个月", "余人", "％", "百分点")
SIGNS = ("≥", "≤", "<", ">", "", "=", "不低于", "约", "较上年增长", "较上年减少≥")
ENDS = ("", "", "以上", "以内", "以下", "左右")
RANGES = ("3至5天", "80%(含)-90%(不含)", "≥3天且≤5天", "3~5", "0.5%-96%")
DAYS = ("2021年12月", "2021年12月31日前", "2022-01-03", "不晚于2021年6月30日", "2021年", "12月底前")
WORDS = ("是", "否", "有", "显著提升", "……", "无", "", " ", "长" * 2001, "达成预期指标")

amounts = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(SIGNS),
    st.sampled_from(NUMBERS),
    st.sampled_from(UNITS),
    st.sampled_from(ENDS),
)
plain = st.builds("{}{}".format, st.sampled_from(NUMBERS), st.sampled_from(UNITS))
words = st.one_of(
    plain,
    amounts,
    st.sampled_from((*RANGES, *DAYS)),
    st.sampled_from([text for _, text in SPELLINGS]),
    st.sampled_from(WORDS),
    st.none(),
)


def seldom(*values: str) -> st.SearchStrategy[str | None]:
    """Return what is mostly not there, and now and then one of some values."""
    return st.integers(0, 5 * len(values)).map(lambda n: values[n] if n < len(values) else None)


items = st.fixed_dictionaries(
    {
        "max_points": st.sampled_from(("5", "5", "2.50", "10", "0", "1.005", "-1", "x", None)),
        "target": words,
        "actual": words,
        "unit": seldom("%", "座", "万元", "天", "个月", "坏", "", *(u for u, _ in SPELLINGS[:3])),
        "direction": seldom("positive", "reverse", "equal", "qualitative", "up"),
        "state": seldom("not-applicable", "cannot-be-assessed", "missing"),
        "tier": seldom("met", "partly", "not-met", "best", "A b"),
        "rate": seldom("90%", "0.85", "85", "约90%", "3米", ""),
        "judged": seldom("3", "2.5", "-1", "x"),
        "reduction": seldom("1", "-1", "y"),
        "declared": seldom("4", "4.5"),
        "override": seldom("2"),
    }
)


def compose(item: dict[str, str | None]) -> dict[str, Any]:
    """Return an indicator as a document writes it."""
    own = ("max_points", "target", "actual", "unit", "direction", "state")
    found: dict[str, Any] = {"id": "i", "name": "指标"}
    found |= {key: item[key] for key in own if item[key] is not None}
    if item["state"] is not None:
        found["reason"] = "–"
    tier = {"level": item["tier"], "rate": item["rate"]}
    if item["tier"] is not None or item["rate"] is not None:
        found["tier"] = {key: each for key, each in tier.items() if each is not None} | WHY
    for key, section in (("judged", "judgement"), ("reduction", "reduction")):
        if item[key] is not None:
            found[section] = {"points": item[key], **WHY}
    return found


def read_item_of_document(plan: Plan, at: str, item: dict[str, str | None]) -> Any:
    """Return the values and whether judgement is awaited, or what is wrong with a document."""
    path = f"{at}.i"
    parts: dict[str, Any] = {"indicators": {at: [compose(item)]}}
    if item["declared"] is not None:
        points = {path: item["declared"]}
        parts["assessments"] = [{"id": "s", "role": "self-evaluation", "points": points}]
    if item["override"] is not None:
        parts["overrides"] = {path: {"points": item["override"], "evidence": "–", **WHY}}
    text = json.dumps({**HEAD, "project": {"id": "p", "name": "项目"}, **parts})
    project, problems = examine_project(read_document(text, "project.yaml"))
    found = place_problems(problems, "indicators", at, "0")
    assert project is not None
    try:
        record = read_inputs(plan, project).items[at][0]
    except DocumentError as error:
        return found | place_problems(error.diagnostics, "indicators", at, "0")
    return found or (record.values, record.awaiting is not None)


def place_problems(found: Any, *above: str) -> set[Any]:
    """Return problems with their places below an indicator."""
    steps = len(".".join(above))
    return {(each.code, (each.path or "")[steps:], each.arguments) for each in found}


def read_row(sheet: Sheet, at: str, row: int) -> Any:
    """Return the same of a row of a table."""
    if row in sheet.rejects:
        return place_problems(sheet.rejects[row], "indicators", at, "i")
    (values,) = sheet.lists[at].of([row])[0]
    awaiting = sheet.lists[at].awaiting
    assert awaiting is not None
    return values, awaiting[row]


def tabulate_items(at: str, drawn: list[dict[str, str | None]]) -> pl.DataFrame:
    """Return a table whose every project has one indicator."""
    column = f"indicators.{at}"
    return tabulate([{column: [{**each, "id": "i", "name": "指标"}]} for each in drawn])


@given(st.sampled_from(sorted(SLOTS)), st.lists(items, min_size=1, max_size=40))
def test_parts_are_read_as_the_whole(at: str, drawn: list[dict[str, str | None]]) -> None:
    """An indicator read by its parts gives the values and the problems that a document gives."""
    forget_parts()
    sheet = read_sheet(PLAN, tabulate_items(at, drawn))
    for row, item in enumerate(drawn):
        assert (item, read_item_of_document(PLAN, at, item)) == (item, read_row(sheet, at, row))


@pytest.mark.parametrize("at", sorted(SLOTS))
def test_every_spelling_as_target_and_as_actual(at: str) -> None:
    """Each spelling of the list, beside every kind of other words."""
    nothing: dict[str, str | None] = dict.fromkeys(
        ("max_points", "target", "actual", "unit", "direction", "state", "tier", "rate", "judged",
         "reduction", "declared", "override")
    )  # fmt: skip
    others = ("≥5个", "96%", "0.96", "5", "3至5天", "2021年12月", "是", "较上年增长5%")
    drawn = [
        {**nothing, "max_points": "5", "unit": unit or None, "target": target, "actual": actual}
        for place, (unit, text) in enumerate(SPELLINGS)
        for other in (others[place % len(others)], text)
        for target, actual in ((text, other), (other, text))
    ]
    sheet = read_sheet(PLAN, tabulate_items(at, drawn))
    for row, item in enumerate(drawn):
        assert (item, read_item_of_document(PLAN, at, item)) == (item, read_row(sheet, at, row))


def test_a_sign_that_no_document_can_hold() -> None:
    """Where something is wrong with an indicator anyway, such a sign is told; nothing breaks."""
    own = {"id": "i", "name": "指标", "max_points": "x", "target": "5\u200b"}
    sheet = read_sheet(
        PLAN, pl.DataFrame({"indicators.ask": [[own], [{**own, "max_points": "1"}]]})
    )
    assert [0] == list(sheet.rejects)
    assert ["SL004"] == [each.code for each in sheet.rejects[0]]
    assert [1] == list(sheet.good)


def test_without_polars() -> None:
    """Who has no polars is told what to install."""
    lines = (
        "import importlib.util as util",
        "find = util.find_spec",
        "util.find_spec = lambda name, *more: None if name == 'polars' else find(name, *more)",
        "import scorelib",
        "from scorelib import columns",
    )
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False
    )
    assert 1 == done.returncode
    last = done.stderr.splitlines()[-1]
    assert last.startswith("ModuleNotFoundError: SL995")
    assert 'pip install "scorelib[table]"' in last


MONEY = {"label": "金额", "unit": "万元", "min": "0"}
FUNDED = make_plan(
    {
        "a": {
            "label": "执行率",
            "max_points": "10",
            "method": {"kind": "formula", "points": "max_points * min(executed / budget, 1)"},
        },
        "b": {
            "label": "财政",
            "max_points": "10",
            "method": {
                "kind": "formula",
                "points": "10 if fiscal > executed / 2 and heads > 0 else 0",
            },
        },
    },
    facts={
        "budget": {"label": "预算", "unit": "万元", "above": "0", "funds": "budget"},
        "executed": {**MONEY, "funds": "executed", "max": "1000"},
        "fiscal": {**MONEY, "funds": "fiscal.executed"},
        "heads": {"label": "人数", "kind": "count"},
    },
)

cells = st.sampled_from((None, None, "0", "0", "5", "7.5", "12万元", "0元", "3000元", "1亿元", "-1",
                         "约5", "3米", "", "5.25", "0.0000001万元", "9" * 40))  # fmt: skip
blocks = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(("万元", "万元", "元", None, "米", "坏")),
        "rows.fiscal.budget": cells,
        "rows.fiscal.executed": cells,
        "rows.own.budget": cells,
        "rows.own.executed": cells,
        "total.budget": cells,
        "total.executed": cells,
        "budget": seldom("3", "4万元"),
        "heads": seldom("3", "3.5", "4人"),
        "state": seldom("not-applicable", "missing"),
    }
)


def read_funds_of_document(plan: Plan, block: dict[str, str | None]) -> Any:
    """Return the facts that a document with a money block gives, or the codes of its problems."""
    funds: dict[str, Any] = {}
    for path, text in block.items():
        *above, last = path.split(".")
        if above and text is not None:
            here = funds
            for step in above:
                here = here.setdefault(step, {})
            here[last] = text
    if funds and block["unit"] is not None:
        funds["unit"] = block["unit"]
    facts: dict[str, Any] = {k: block[k] for k in ("budget", "heads") if block[k] is not None}
    if block["state"] is not None:
        facts["executed"] = {"state": block["state"], "reason": "–"}
    document = {**HEAD, "project": {"id": "p", "name": "项目"}, "facts": facts}
    text = json.dumps(document | ({"funds": funds} if funds else {}))
    project, problems = examine_project(read_document(text, "project.yaml"))
    found = {each.code for each in problems}
    assert project is not None
    try:
        values = read_inputs(plan, project).facts.values
    except DocumentError as error:
        found |= {each.code for each in error.diagnostics}
        values = {}
    # Of a block of which nothing could be read a document says that it is empty, too.
    told = found - {"SL103"}
    return told or {key: each for key, each in values.items() if each is not State.MISSING}


@given(st.lists(blocks, min_size=1, max_size=30))
def test_money_blocks_are_read_as_those_of_documents(
    drawn: list[dict[str, str | None]],
) -> None:
    """A fact of the money block has the value, or the state, that it has in a document."""
    rows = [
        {
            **{k if k in ("budget", "heads") else f"funds.{k}": v for k, v in each.items()},
            "fact_state.executed": each["state"],
        }
        for each in drawn
    ]
    sheet = read_sheet(FUNDED, tabulate(rows).drop("funds.state"))
    for row, block in enumerate(drawn):
        expected = read_funds_of_document(FUNDED, block)
        if row in sheet.rejects:
            actual: Any = {each.code for each in sheet.rejects[row]}
        else:
            (facts,) = sheet.facts([row])
            actual = facts.values
        if any(len(each or "") > 39 for each in block.values()):
            continue  # No column holds so many digits.
        if isinstance(expected, set) and "SL107" in expected:
            # What cannot be read is left out of a document, and its line with it.
            assert "SL107" in actual
        else:
            assert expected == actual, (block, expected, actual)


def test_days_of_judging() -> None:
    """A row that is judged before the ruleset was in force gets what such a document gets."""
    plan = make_plan({"a": {"label": "甲", "max_points": "1", "method": "judged"}},
                     effective={"from": "2021-01-01", "until": "2022-01-01"})  # fmt: skip
    days = ["2021-03", "2020-12-31", "2021-12", "2022-01-01", "2021", "soon", None]
    assessed = ["2020", "2020", "2022", "2020", "2021", "2020", "2020"]
    table = pl.DataFrame({"evaluated_on": days, "assessed_period": assessed})
    sheet = read_sheet(plan, table)
    found = {row: [each.code for each in problems] for row, problems in sheet.rejects.items()}
    assert {1: ["SL416"], 2: ["SL422"], 3: ["SL416"], 5: ["SL111"]} == found
    dated = pl.DataFrame({"evaluated_on": [date(2021, 6, 1), date(2022, 6, 1), None]})
    assert [1] == list(read_sheet(plan, dated).rejects)


def test_sources_of_funds_are_columns() -> None:
    """Only the columns of a money block are known, and no source is called a total."""
    names = ("funds.rows.a.budget", "funds.rows.A b.budget", "funds.rows.total.budget",
               "funds.rows.a.spent", "funds.totals.budget")  # fmt: skip
    table = pl.DataFrame({name: ["1万元"] for name in names} | {"funds.unit": [1]})
    with pytest.raises(DocumentError) as error:
        read_sheet(FUNDED, table)
    assert [
        ("SL112", "funds.rows.A b.budget"),
        ("SL448", "funds.rows.total.budget"),
        ("SL941", "funds.totals.budget"),
        ("SL942", "funds.rows.a.spent"),
        ("SL943", "funds.unit"),
    ] == sorted((each.code, each.path) for each in error.value.diagnostics)
    with pytest.raises(DocumentError, match="SL94"):
        read_sheet(PLAN, pl.DataFrame({"funds.rows.a.budget": ["1万元"]}))


def test_numbers_and_their_texts_are_read_alike() -> None:
    """A figure is the same as a number, as its text, and as one text among others."""
    plan = make_plan({"a": {"label": "甲", "max_points": "given", "method": "judged"}})
    figures = [Decimal("12.50"), Decimal("0.01"), Decimal(0), None, Decimal(10**12)]
    texts = [None if each is None else str(each) for each in figures]
    units = ["12.50万元", "100元", "0元", None, "100000000.00亿元"]
    kinds = {
        "number": pl.Series("spent", figures, dtype=pl.Decimal(20, 2)),
        "text": pl.Series("spent", texts),
        "unit": pl.Series("spent", units),
        "mixed": pl.Series("spent", [texts[0], " 100元 ", *units[2:]]),
        "finer": pl.Series("spent", [*texts[:4], "1000000000000.0000000"]),
        "category": pl.Series("spent", texts, dtype=pl.Categorical),
        "enum": pl.Series("spent", texts, dtype=pl.Enum([each for each in texts if each])),
    }
    expected = [State.MISSING if each is None else Fraction(each) * 10000 for each in figures]
    for kind, series in kinds.items():
        found = read_sheet(plan, series.to_frame()).inputs["fact", "spent"].at(range(5))
        assert expected == found, kind


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.sampled_from([text for _, text in SPELLINGS]),
            st.builds(
                "{}{}".format,
                st.one_of(
                    st.decimals(-(10**6), 10**6, places=2).map(str),
                    st.integers(0, 3000).map(str),
                    st.sampled_from(("-0", "-0.0", "00", "1.", ".5", "+1", "1e5", "9" * 30)),
                ),
                st.sampled_from(("", "%", "％", "元", "万元", "亿元", "年", "月", "个", "米", "m2",
                                 "个月", "万", "余", "人次", " 元", "元 ", "_", "多万元")),
            ),
        ),
        min_size=1,
        max_size=60,
    ),
    st.sampled_from(("spent", "rate", "faults", "plain", "heads")),
)  # fmt: skip
def test_texts_of_figures_are_read_as_those_of_documents(
    texts: list[str | None], name: str
) -> None:
    """Each text of a column gives the value, or the codes, that it gives as a fact."""
    facts = {
        **FACTS,
        "plain": {"label": "数"},
        "heads": {"label": "人数", "kind": "count", "min": "1"},
    }
    plan = make_plan(ONE, facts=facts) if name not in FIGURED else FIGURED[name]
    FIGURED[name] = plan
    fact = next(each for each in plan.facts if each.name == name)
    sheet = read_sheet(plan, pl.DataFrame({name: pl.Series(texts, dtype=pl.String)}))
    figures = sheet.inputs["fact", name].at(range(len(texts)))
    for row, text in enumerate(texts):
        problems: list[str] = []
        value = None
        if text is not None and text.strip():
            value = read_cell(
                fact, CellShape(value=text), lambda code, *_, to=problems, **__: to.append(code)
            )
        if problems:
            assert problems == [each.code for each in sheet.rejects[row]], text
        else:
            assert (value if value is not None else State.MISSING) == figures[row], text


ONE: dict[str, Any] = {"a": {"label": "甲", "max_points": "1", "method": "judged"}}
FIGURED: dict[str, Plan] = {}


def make_frames() -> dict[str, Any]:
    """Return one table as those of other libraries."""
    names = ["id", "spent", "level", "indicators.ask"]
    item = {"id": "i", "max_points": "5", "target": "≥10个", "actual": "9个"}
    rows = [["p1", 12, "all", [item]], ["p2", None, "some", []], ["p3", 7, None, None]]
    arrow = pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
    struct = arrow.schema.field("indicators.ask").type.value_type
    wide = arrow.set_column(3, names[3], arrow[names[3]].cast(pa.large_list(struct)))
    coded = arrow.set_column(2, "level", arrow["level"].dictionary_encode())
    view = arrow.set_column(0, "id", arrow["id"].cast(pa.string_view()))
    large = arrow.set_column(0, "id", arrow["id"].cast(pa.large_string()))
    decimal = arrow.set_column(1, "spent", arrow["spent"].cast(pa.decimal128(24, 3)))
    tiny = arrow.set_column(1, "spent", arrow["spent"].cast(pa.int8()))
    chunks = pa.concat_tables([arrow.slice(0, 1), arrow.slice(1)])
    whole = arrow.to_pandas(types_mapper=pd.ArrowDtype)
    return {
        "arrow": arrow,
        "large lists": wide,
        "dictionaries": coded,
        "views of texts": view,
        "large texts": large,
        "decimals": decimal,
        "small integers": tiny,
        "chunks": chunks,
        "batches": pa.RecordBatchReader.from_batches(arrow.schema, arrow.to_batches()),
        "pandas": whole,
        "pandas categories": whole.assign(level=whole["level"].astype("category")),
        "duckdb": duckdb.sql("select * from arrow"),
        "lazy": pl.DataFrame(arrow).lazy(),
    }


KINDS = {
    **FACTS,
    "level": {"label": "验收", "kind": "category", "values": {"all": "全", "some": "部分"}},
}


@pytest.mark.parametrize("kind", list(make_frames()))
def test_tables_of_other_libraries(kind: str) -> None:
    """What hands out Arrow is read as it is, whatever its types of texts, lists and categories."""
    leaf = {"kind": "formula", "points": "10 if spent > 0 and level == 'all' else 2"}
    plan = make_plan(
        {"a": {"label": "甲", "max_points": "10", "method": leaf}, **SLOTS},
        facts=KINDS,
        when_maxima_overflow="cap",
    )
    frame = columns.evaluate(plan, make_frames()[kind]).frame
    assert ["p1", "p2", "p3"] == frame["id"].to_list()
    assert [Decimal(10), Decimal(2), None] == frame["points.a"].to_list()
    items = [[each["points"] for each in row] for row in frame["indicators.ask"].to_list()]
    assert [[Decimal("4.50")], [], []] == items


def test_tables_of_nothing() -> None:
    """No rows, no columns, and columns of nothing but null."""
    plan = make_plan({**ONE, **SLOTS}, facts=KINDS, when_maxima_overflow="cap")
    assert 0 == columns.evaluate(plan, pl.DataFrame()).frame.height
    assert 0 == columns.evaluate(plan, pa.table({})).frame.height
    names = ("id", "spent", "level", "judged.a", "state.a")
    for dtype, more in ((pl.Null, ("indicators.ask",)), (pl.String, ())):
        nothing = pl.Series([None] * 3, dtype=dtype)
        table = pl.DataFrame(dict.fromkeys((*names, *more), nothing))
        scored = columns.evaluate(plan, table.with_columns(id=pl.Series(["a", "b", "c"])))
        assert 3 == scored.frame.height
        assert {"SL103"} == {
            each.code for one in columns.evaluate(plan, table).rejects for each in one.diagnostics
        }
        assert 0 == columns.evaluate(plan, table.clear()).frame.height


def test_a_million_distinct_texts() -> None:
    """Plain figures in texts are read by column: a million take no minute of parsing."""
    plan = make_plan(ONE, facts=KINDS)
    numbers = pl.int_range(1_000_000, eager=True)
    texts = numbers.cast(pl.String) + pl.Series([".25万元", "元"]).gather(numbers % 2)
    sheet = read_sheet(plan, pl.DataFrame({"spent": texts}))
    assert range(1_000_000) == sheet.good
    figures = sheet.inputs["fact", "spent"]
    assert [Fraction(2500), Fraction(1), Fraction(22500), Fraction(999_999)] == figures.at(
        [0, 1, 2, 999_999]
    )
    assert figures.values is None


fractions = st.one_of(
    st.none(),
    st.decimals(-(10**9), 10**9, places=3).map(Fraction),
    st.integers(-5, 5).map(lambda n: Fraction(n) * 10**4),
    st.fractions(max_denominator=7),
    st.sampled_from((Fraction(10**30), Fraction(1, 10**12), Fraction(10**40 + 1))),
)


@given(st.lists(st.tuples(fractions, fractions), min_size=1, max_size=40))
def test_pairs_keep_their_proportion(rows: list[tuple[Fraction | None, Fraction | None]]) -> None:
    """Figures that are only held against each other become integers in the same proportion."""
    pairs = []
    for side in zip(*rows, strict=True):
        known = list(dict.fromkeys(side))
        codes = pl.Series([known.index(each) for each in side], dtype=pl.Int32)
        pairs.append(join_values(known, codes))
    first, second = scale_together(pairs)
    for (a, b), x, y in zip(rows, first.whole, second.whole, strict=True):
        assert [a is None, b is None] == [x is None, y is None]
        if a is not None and b is not None and max(abs(x), abs(y)) < 2**63 - 1:
            assert (a * y, a > 0, b > 0) == (b * x, x > 0, y > 0)
        elif a is not None and b is not None:
            over = lcm(a.denominator, b.denominator)
            least = gcd(int(a * over), int(b * over))
            assert max(abs(a), abs(b)) * over / least >= 2**62


def test_maxima_that_the_project_gives() -> None:
    """Maxima are read alike as numbers and as texts; what does not apply has none, which is 0."""
    plan = make_plan(
        {"a": {"label": "甲", "max_points": "given", "method": "judged"}},
        when_maxima_overflow="cap",
    )
    given = [Decimal("5.00"), Decimal("-1.00"), Decimal("2.505"), None, None, Decimal("5.00")]
    states = [None, None, None, "not-applicable", None, "not-applicable"]
    for most in (
        pl.Series(given, dtype=pl.Decimal(10, 3)),
        pl.Series([None if each is None else str(each) for each in given]),
        pl.Series(["5.00", "-1.00", "2.505", None, None, "5." + "0" * 20]),
    ):
        sheet = read_sheet(plan, pl.DataFrame({"max_points.a": most, "state.a": states}))
        found = {row: [each.code for each in told] for row, told in sheet.rejects.items()}
        assert {1: ["SL417"], 2: ["SL423"]} == found
        assert [0, 3, 4, 5] == list(sheet.good)
        expected = [Fraction(5), Fraction(0), State.MISSING, Fraction(5)]
        assert expected == sheet.inputs["maximum", "a"].at([0, 3, 4, 5])
    alone = read_sheet(plan, pl.DataFrame({"state.a": states}))
    assert [State.MISSING, Fraction(0)] == alone.inputs["maximum", "a"].at([0, 3])


LEAF = {"a": {"label": "甲", "max_points": "10", "method": "judged"}}
BROKEN: list[Any] = [
    pl.Series("budget", [1]),
    {"budget": [1]},
    pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["budget", "budget"]),
    pa.table({"budget": pa.array([Decimal(1)], pa.decimal256(50, 2))}),
]


@pytest.mark.parametrize("table", BROKEN, ids=["series", "mapping", "names", "decimals"])
def test_what_is_no_table_is_told(table: Any) -> None:
    """What polars cannot take over ends in an error of Python's own, never in a panic."""
    with pytest.raises(TypeError, match="table"):
        columns.evaluate(make_plan(LEAF), table)


def test_words_that_mean_nothing() -> None:
    """A misspelt choice is no choice: floats stay refused, figures stay what they are."""
    table = pl.DataFrame({"planned": [1]})
    choices: list[Any] = [{"floats": "Shortest"}, {"figures": "unit"}]
    for each in choices:
        with pytest.raises(ValueError, match="one of"):
            columns.evaluate(make_plan(LEAF), table, **each)


def test_lists_of_one_length() -> None:
    """A fixed-size list is a list like any other."""
    items = [[{"id": "a", "max_points": 10, "target": "≥10个", "actual": "9个"}]] * 2
    plan = make_plan(SLOTS, when_maxima_overflow="cap")
    loose = pl.DataFrame({"indicators.few": items})
    fixed = loose.with_columns(pl.col("indicators.few").list.to_array(1))
    assert columns.evaluate(plan, fixed).frame.equals(columns.evaluate(plan, loose).frame)


def test_points_of_very_many_places() -> None:
    """A type with 38 places holds no points: what its figures need is another matter."""
    plan = make_plan(LEAF)
    wide = pl.Series("judged.a", [Decimal("0.25")]).cast(pl.Decimal(38, 37))
    frame = columns.evaluate(plan, pl.DataFrame([wide])).frame
    assert frame["total"].to_list() == [Decimal("0.25")]


def test_a_table_of_nothing_but_ids() -> None:
    """Rows that give nothing are rows all the same, with nothing scored."""
    frame = columns.evaluate(make_plan(LEAF), pl.DataFrame({"id": ["p", "q"]})).frame
    assert (["p", "q"], [None, None]) == (frame["id"].to_list(), frame["total"].to_list())


def test_decimals_of_more_digits_than_their_type() -> None:
    """Arrow does not check what a decimal holds: 2^64 + 500 cents are not 5 yuan."""
    whole = (2**64 + 500).to_bytes(16, "little")
    spent = pa.Array.from_buffers(pa.decimal128(18, 2), 1, [None, pa.py_buffer(whole)])
    planned = pa.array([Decimal("10.00")], pa.decimal128(18, 2))
    rule = {"kind": "formula", "points": "max_points * min(spent / planned, 1)"}
    plan = make_plan({"a": {"label": "甲", "max_points": "10", "method": rule}})
    scored = columns.evaluate(plan, pa.table({"spent": spent, "planned": planned}))
    assert [Decimal("10.00")] == scored.frame["total"].to_list()


RATIO = {"kind": "formula", "points": "max_points * min(spent / planned, 1)"}
CENTS = {"a": {"label": "甲", "max_points": "10", "method": RATIO}}


def test_whole_numbers_of_a_last_place() -> None:
    """A ledger keeps cents: 952 with two places is 9.52, as a figure and as points by hand."""
    plan = make_plan(CENTS)
    money = pl.DataFrame({"spent": [952, None, 10**17], "planned": [1000, 1, 10**18]})
    told = dict.fromkeys(money.columns, 2)
    scored = columns.evaluate(plan, money, places=told).frame
    assert scored["total"].to_list() == [Decimal("9.52"), None, Decimal("1.00")]
    decimals = pl.DataFrame(
        {name: [None if n is None else Decimal(n).scaleb(-2) for n in money[name]] for name in told}
    )
    assert scored.equals(columns.evaluate(plan, decimals).frame)
    declared = pl.DataFrame({"spent": [9], "planned": [10], "override.a": [952]})
    by_hand = columns.evaluate(plan, declared, places={"override.a": 2})
    assert by_hand.frame["total"].to_list() == [Decimal("9.52")]


@pytest.mark.parametrize(("hundredths", "codes"), [(9500, []), (95, ["SL428"])])
def test_whole_numbers_that_have_to_be_looked_at(hundredths: int, codes: list[str]) -> None:
    """0.95 where per cent are asked for is asked about, in hundredths as in decimals."""
    rule = {"kind": "formula", "points": "max_points * min(rate, 1)"}
    plan = make_plan({"a": {"label": "甲", "max_points": "10", "method": rule}})
    whole = columns.evaluate(plan, pl.DataFrame({"rate": [hundredths]}), places={"rate": 2})
    shown = pl.DataFrame({"rate": [Decimal(hundredths).scaleb(-2)]})
    for scored in (whole, columns.evaluate(plan, shown)):
        assert [d.code for each in scored.rejects for d in each.diagnostics] == codes


@pytest.mark.parametrize(
    ("column", "code"), [("text", "SL943"), ("money", "SL943"), ("nowhere", "SL947")]
)
def test_places_of_columns_that_have_none(column: str, code: str) -> None:
    table = pl.DataFrame({"spent": [1], "text": ["1"], "money": [Decimal("1.00")]})
    with pytest.raises(DocumentError) as caught:
        columns.evaluate(make_plan(CENTS), table, places={column: 2})
    assert [each.code for each in caught.value.diagnostics] == [code]


@pytest.mark.parametrize("count", [-1, 19])
def test_places_out_of_reach(count: int) -> None:
    with pytest.raises(ValueError, match="places"):
        columns.evaluate(make_plan(CENTS), pl.DataFrame({"spent": [1]}), places={"spent": count})
