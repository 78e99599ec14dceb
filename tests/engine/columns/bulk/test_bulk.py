"""Tables of drawn projects are scored as operations over Fractions score them, cell by cell."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from random import Random

import polars as pl
import pytest

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.editions import FILE_NAME
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.engine.columns.tables import read_sheet
from scorelib.engine.evaluator import evaluate_plan
from tests.engine.columns.bulk.batches import (
    KINDS,
    Batch,
    find_drawer,
    list_batches,
    list_references,
    run_batch,
)
from tests.engine.columns.bulk.coding import Bulk
from tests.engine.columns.bulk.comparison import compare
from tests.engine.columns.bulk.projects import Drawer, Drawn

PROJECTS = int(os.environ.get("SCORELIB_PROJECTS", "2100"))
"""So many projects of each kind over all rulesets; `python -m tests.engine.columns.bulk` has more
to say where there are very many."""

REFERENCES = list_references()
DOCUMENTS = Path(__file__).parents[3] / "documents" / "good"
SIZES = (2, 3, 5, 8, 20, 150)
"""Small tables have small figures, and are computed in narrow types."""

COMPARED = {"min-max", "ranked"}
"""Their rows are compared with each other: test_cohorts holds them against the scalar run."""

GOOD = sorted({each.parent.name for each in DOCUMENTS.glob(f"*/{FILE_NAME}")} - COMPARED)


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_cell_is_that_of_the_reference(reference: str) -> None:
    """Points, statuses, totals, grades, findings, refused rows: of random and of hostile rows."""
    for batch in list_batches(PROJECTS, 5000):
        if batch.ruleset == reference:
            found = run_batch(batch)
            assert found.rows > 0.5 * batch.count
            assert not found.differences, str(found.differences[0])


@pytest.mark.parametrize("reference", REFERENCES[::5])
def test_the_reference_in_bulk_is_the_scalar_evaluator(reference: str) -> None:
    """What is evaluated once for equal operands is what evaluating each project gives."""
    drawer = find_drawer(reference)
    for kind in KINDS:
        drawn = drawer.draw(Random(f"{reference} {kind}"), kind, 20)
        sheet = read_sheet(drawer.plan, drawn.frame, drawn.items)
        facts = sheet.facts(sheet.good)
        bulk = Bulk(drawer.plan, range(len(drawer.plan.nodes)), facts)
        for place, each in enumerate(facts):
            for node, expected in enumerate(evaluate_plan(drawer.plan, each)):
                scope = drawer.plan.scopes[node]
                if scope is None:
                    assert (node, expected) == (node, bulk.node(node).at(place))
                    continue
                starts = bulk.list_of(scope).starts
                rows = range(starts[place], starts[place + 1])
                assert (node, expected) == (node, tuple(bulk.node(node).at(row) for row in rows))


@pytest.mark.parametrize("name", GOOD)
def test_rulesets_of_the_tests_too(name: str) -> None:
    """Lists, surveys, dates, categories, powers: what no ruleset that comes with scorelib has."""
    drawer = Drawer(compile_ruleset(load_ruleset(DOCUMENTS / name / FILE_NAME)))
    for kind in KINDS:
        for count in SIZES:
            seed = f"{name} {kind} {count}"
            found = compare(drawer.plan, drawer.draw(Random(seed), kind, count), seed)
            assert not found.differences, str(found.differences[0])


def test_slots_of_unequal_length() -> None:
    """Slots whose sums are made in one pass differ in how many rows, and how much, they have."""
    plan = find_drawer("cn/mof/self-evaluation@2020").plan
    item = {"max_points": 40, "target": "≥10个", "actual": "10个"}
    ids = {
        "output.quantity": [["i1", "i2", "i3", "i4"], ["i1"]],
        "satisfaction.served": [["i1"], ["i1"]],
    }
    lists = {
        f"indicators.{slot}": [[{"id": name, **item} for name in row] for row in rows]
        for slot, rows in ids.items()
    }
    assert not compare(plan, Drawn(pl.DataFrame({"id": [1, 2], **lists}), None, ids)).differences


def test_a_constant_that_is_never_chosen() -> None:
    """What is not chosen in any row may be too large for the type of the choice."""
    plan = compile_ruleset(load_ruleset(DOCUMENTS / "formula" / FILE_NAME))
    budget = [Decimal("1.73"), Decimal("2.27"), None]
    table = {"id": [1, 2, 3], "budget": budget, "executed": ["3.29", None, "700元"]}
    assert not compare(plan, Drawn(pl.DataFrame(table), None, {})).differences


def test_hostile_rows_lie_where_a_rounding_turns() -> None:
    """A budget rate is drawn so that its points end in half a cent, far more than by chance."""
    turns = {kind: run_batch(Batch(RATE, kind, 0, 300)).ties for kind in KINDS}
    assert turns["adversarial"] > 10 > 2 * turns["random"]


RATE = "cn/hunan/yiyang/evaluation@2018"
