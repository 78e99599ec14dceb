"""Two published standards between their nodes, worked out a second way from the cases alone."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

import scorelib
from scorelib.words.numbers import print_number

ROOT = Path(__file__).resolve().parents[2]
STEPS: Final = 37
"""How many concentrations are tried of each pollutant, from zero to its last node."""

Nodes = dict[str, list[tuple[Fraction, Fraction]]]


def read_cases(folder: str) -> list[dict[str, Any]]:
    """Return the cases beside a ruleset, every figure as it is written."""
    text = (ROOT / "rulesets" / folder / "cases.yaml").read_text("utf-8")
    return list(yaml.load(text, Loader=yaml.BaseLoader)["cases"])


def read_nodes(folder: str) -> Nodes:
    """Return the nodes of each pollutant as the rows of the standard's table in the cases."""
    nodes: Nodes = {}
    for case in read_cases(folder):
        if case["id"].startswith("row-"):
            for name, place in case["facts"].items():
                row = nodes.setdefault(name, [])
                row.append((Fraction(place), Fraction(case["expect"]["total"])))
    return nodes


def read_off(nodes: list[tuple[Fraction, Fraction]], place: Fraction) -> int:
    """Return the sub-index at a place: a weighted mean of its two neighbours, taken up."""
    low, high = max(n for n in nodes[:-1] if n[0] <= place), min(n for n in nodes if n[0] >= place)
    if low == high:
        return ceil(low[1])
    share = (place - low[0]) / (high[0] - low[0])
    return ceil((1 - share) * low[1] + share * high[1])


def list_days(nodes: Nodes) -> Iterator[dict[str, Fraction]]:
    """Yield concentrations that need no rounding, of all pollutants at once."""
    for step in range(STEPS + 1):
        day = {}
        for name, row in nodes.items():
            unit = Fraction(1, 10) if name.startswith("co_") else Fraction(1)
            day[name] = Fraction(round(row[-1][0] * step / STEPS / unit)) * unit
        yield day


@pytest.mark.parametrize("edition", ["2012", "2026"])
def test_sub_indices_between_nodes(edition: str) -> None:
    """HJ 633: every sub-index is what a weighted mean of the neighbouring nodes gives."""
    nodes = read_nodes(f"cn/mee/aqi/{edition}")
    assert (10, 75) == (len(nodes), sum(map(len, nodes.values())))
    plan = scorelib.compile(scorelib.load(f"cn/mee/aqi@{edition}"))
    for step, day in enumerate(list_days(nodes)):
        document = {
            "scorelib": 1,
            "project": {"id": f"day-{step}", "name": "day"},
            "assessed_period": edition,
            "evaluated_on": "2016-01-01" if edition == "2012" else "2026-06-01",
            "facts": {name: print_number(place) for name, place in day.items()},
        }
        result = scorelib.evaluate(plan, scorelib.load_project(document))
        found = sorted(
            int(node.points)
            for node in result.nodes
            if node.method == "cases" and node.points is not None
        )
        expected = sorted(read_off(nodes[name], place) for name, place in day.items())
        assert expected == found
        assert max(expected) == result.total.points


def test_every_published_run_is_a_case() -> None:
    """OpenSSF: 26 runs as published, and their aggregates by the formula, in whole quarters."""
    weight = {"critical": 40, "high": 30, "medium": 20, "low": 10}
    text = (ROOT / "rulesets/openssf/scorecard/v4/ruleset.yaml").read_text("utf-8")
    weights = {
        name.replace("-", "_"): weight[words.split("'")[1]]
        for name, words in yaml.safe_load(text)["aggregate"]["weights"].items()
    }
    cases = [case for case in read_cases("openssf/scorecard/v4") if len(case["facts"]) == 18]
    runs = [case for case in cases if "published" in case["note"]["en"]]
    assert 26 == len(runs)
    for case in runs:
        known = {name: int(score) for name, score in case["facts"].items() if score != "-1"}
        exact = Fraction(
            sum(weights[name] * score for name, score in known.items()),
            sum(weights[name] for name in known),
        )
        # Python rounds a fraction to the even digit in a tie.
        assert Fraction(case["expect"]["total"]) == round(exact, 1)
