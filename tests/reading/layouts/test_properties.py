"""Whatever the tree and whatever the words: tables stay whole, and words stay words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelib.api import choose, evaluate, load_project
from scorelib.ground.errors import Lang
from scorelib.reading.reports.layouts import list_layouts, report_layout
from tests.engine.scoring import make_plan, score, slot
from tests.reading.layouts.bench import list_grids, list_words, spread
from tests.reports import make_report

LEAF = {"label": "叶", "max_points": "4", "method": "judged"}
SLOT = slot({"positive": {"kind": "capped-ratio"}, "unmarked": "positive"}, "declared")


def below(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw a heading with one to three nodes below it."""
    children = st.lists(inner, min_size=1, max_size=3)
    return children.map(
        lambda nodes: {
            "label": "枝",
            "indicators": {f"n{place}": node for place, node in enumerate(nodes)},
        }
    )


NODES = st.recursive(st.sampled_from([LEAF, SLOT]), below, max_leaves=8)


def find_slots(nodes: dict[str, Any], start: str = "") -> list[str]:
    """Return the paths of the slots of a tree."""
    found = []
    for name, node in nodes.items():
        path = f"{start}{name}"
        found += (
            [path] if "declared" in node else find_slots(node.get("indicators", {}), f"{path}.")
        )
    return found


@settings(max_examples=40)
@given(st.lists(NODES, min_size=1, max_size=3), st.data())
def test_any_tree_makes_whole_tables(nodes: list[Any], data: st.DataObject) -> None:
    """Headings of any depth, slots with none, one or several indicators: every table tiles."""
    indicators = {f"top{place}": node for place, node in enumerate(nodes)}
    plan = make_plan(indicators)
    item = {"name": "指标", "max_points": "2", "target": "10个", "actual": "5个"}
    items = {
        path: [{"id": f"i{number}", **item} for number in range(count)]
        for path in find_slots(indicators)
        if (count := data.draw(st.integers(0, 3)))
    }
    result = score(plan, **({"indicators": items} if items else {}))
    names = list_layouts(plan)
    assert {"score-sheet", "self-evaluation-report", "evaluation-report"} <= set(names)
    known = {node.id: node.points for node in result.nodes}
    for name in names:
        for grid in list_grids(report_layout(name, result, "zh")):
            spread(grid)
            for row in grid.rows:
                points = known.get(row.node or "")
                assert points is None or points in [cell.value for cell in row.cells]


HOSTILE = (
    '=HYPERLINK("x","y")',
    "<script>alert(1)</script>",
    "]]>",
    "{total}",
    "{{ total }}",
    "{% include x %}",
    "a|b\\|c",
    "'; --",
    "九" * 1000,
)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("layout", ["national-form", "score-sheet", "self-evaluation-report"])
@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_words(words: str, layout: str, lang: Lang) -> None:
    """Names, reasons, targets and evidence are shown as they are; braces in them fill nothing."""
    both = {"zh": words, "en": words}
    report = make_report(points={"execution-rate": "8"})
    report["project"] |= {"name": both, "unit": both, "department": both}
    report["assessments"][0]["reasons"] = {"execution-rate": both}
    entry = report["indicators"]["output.quality"][0]
    entry |= {"name": both, "target": words[:200], "actual": words[:200], "reason": both}
    project = load_project(report)
    result = evaluate(choose(project), project)
    found = set(list_words(report_layout(layout, result, lang)))
    shown = [text for text in found if words in text]
    assert words in found
    assert len(shown) > 1
