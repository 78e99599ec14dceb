"""What goes together and what does not: each rule of the schemas is one that scorelib has, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from jsonschema import Draft202012Validator

from scripts.schemas.rules import RULES, describe_rules
from tests.schemas.reading import find_faults, list_codes, validator_of

PROJECT: Final = """
scorelib: "1"
project: {id: a, name: 甲}
assessed_period: "2021"
evaluated_on: "2022-01-31"
"""
RULESET: Final = """
scorelib: "1"
id: demo/rules
edition: "1"
revision: "1"
title: 规则
facts: {rate: {label: 率, min: "0", max: "1"}, sort: {label: 类, kind: category, values: {x: 甲}}}
when_maxima_overflow: refuse
indicators:
  first: {label: 甲, max_points: "10", method: judged}
  second: {label: 乙, max_points: "10", method: judged}
"""
FACTS: Final = RULESET.partition("facts: {")
GRADED: Final = f"{RULESET}grades: [{{id: g, label: 优, from: '0'}}]\n"
TIERS: Final = "{qualitative: {kind: three-tier, tiers: {t: GAP}}}"
COUNT: Final = "kind: count, id: c, grade: g, nodes: [first], at_least: '1'"
LEVELS: Final = "levels: {a: {label: 好, score: '1'}, b: {label: 差, score: '0'}}"
MEAN: Final = "label: 甲, of: rate, statistic: mean, places: '2', mode: half-up"

WRAPS: Final[dict[str, tuple[str, str]]] = {
    "CellShape": ("project", PROJECT + "facts: {a: {rows: [{id: x, column: GAP}]}}"),
    "FactShape": ("project", PROJECT + "facts: {a: GAP}"),
    "RowShape": ("project", PROJECT + "facts: {a: {rows: [GAP]}}"),
    "FundsLine": ("project", PROJECT + "funds: {total: GAP}"),
    "FundsRow": ("project", PROJECT + "funds: {rows: {fiscal: GAP}}"),
    "FundsEntry": ("project", PROJECT + "funds: GAP"),
    "MaximumShape": ("project", PROJECT + "maxima: {a: GAP}"),
    "Version": ("project", PROJECT + "indicators: {a: [{id: x, name: 甲, approved: GAP}]}"),
    "ItemEntry": ("project", PROJECT + "indicators: {a: [GAP]}"),
    "Judgement": ("project", PROJECT + "judgements: {a: GAP}"),
    "Statement": ("project", PROJECT + "statements: [GAP]"),
    "ProjectDocument": ("project", "GAP"),
    "Expectation": ("cases", "{scorelib: '1', cases: [{id: a, note: 甲, expect: GAP}]}"),
    "Allowed": ("ruleset", RULESET + "allow: {indicators.first.max_points: GAP}"),
    "ValueSpec": ("ruleset", RULESET + "values: {v: GAP}"),
    "OutputSpec": ("ruleset", RULESET + "outputs: {o: GAP}"),
    "Aggregate": ("ruleset", RULESET + "max_points: '10'\naggregate: GAP"),
    "IndicatorSpec": ("ruleset", RULESET + "  third: GAP"),
    "StatisticSpec": ("ruleset", RULESET + "cohort: {c: GAP}"),
    "Winsorise": ("ruleset", RULESET + f"cohort: {{c: {{{MEAN}, winsorise: GAP}}}}"),
    "FactSpec": ("ruleset", FACTS[0] + "facts: {f: GAP, " + FACTS[2]),
    "FieldSpec": (
        "ruleset",
        FACTS[0] + "facts: {f: {label: 表, kind: list, fields: {f: GAP}}, " + FACTS[2],
    ),
    "TableSpec": ("ruleset", RULESET + "tables: {look: GAP}"),
    "Segment": (
        "ruleset",
        RULESET + "tables: {look: {label: 甲, kind: piecewise, segments: [GAP]}}",
    ),
    "GradeBand": ("ruleset", RULESET + "grades: [GAP]"),
    "Row": (
        "ruleset",
        RULESET
        + "  third: {label: 丙, max_points: '1', method: {kind: bands, value: rate, bands: [GAP]}}",
    ),
    "TierBand": ("ruleset", f"{RULESET}  third: {{label: 丙, max_points: '1', declared: {TIERS}}}"),
    "Panel": ("ruleset", RULESET + "  third: {label: 丙, max_points: '10', method: GAP}"),
    "Bounds": (
        "ruleset",
        f"{GRADED}grade_rules: [{{{COUNT}, share: GAP}}]",
    ),
    "Veto": ("ruleset", GRADED + "grade_rules: [GAP]"),
}
"""A document around a shape: which schema it is for, and its text with a gap."""

_HEAD: Final = (
    "scorelib: '1', project: {id: a, name: 甲}, assessed_period: '2021', evaluated_on: '2022'"
)
_MEAN: Final = MEAN.replace(" statistic: mean,", "")
_ROWS: Final = "by: [sort], rows: {x: '1'}"
_RULED: Final = "label: 甲, kind: decision, by: [sort]"
_GIVES: Final = "rules: [{sort: x, gives: '1'}]"
_NODES: Final = "nodes: [['0', '0'], ['1', '1']]"
_SAID: Final = "id: s, words: 原文"

GOOD: Final[dict[str, tuple[str, ...]]] = {
    "CellShape": ("{value: '1'}", "{state: missing}", "{state: not-applicable, reason: 无}"),
    "FactShape": ("{value: '1'}", "{counts: {good: '1'}, respondents: '1'}"),
    "RowShape": ("{id: x, column: '1'}", "{id: x, state: not-applicable, reason: 无}"),
    "FundsLine": ("{budget: 1元}",),
    "FundsRow": ("{executed: 1元, label: 财政}",),
    "FundsEntry": ("{rows: {fiscal: {budget: 1元}}}", "{total: {budget: 1元}}"),
    "MaximumShape": ("{value: '1'}", "{inferred: '1', reason: 推定}"),
    "Version": ("{target: ≥1个}", "{max_points: '1'}"),
    "ItemEntry": ("{id: x, name: 甲}", "{id: x, name: 甲, state: not-applicable, reason: 无}"),
    "Judgement": ("{points: '1', by: 甲, reason: 无}", "{panel: ['1'], by: 甲, reason: 无}"),
    "Statement": (
        f"{{{_SAID}}}",
        "{id: s, about: rate, value: '1'}",
        f"{{{_SAID}, about: rate, role: problem}}",
        f"{{{_SAID}, topic: road, state: done, due: '2021'}}",
    ),
    "ProjectDocument": (f"{{{_HEAD}, rules: a/b, jurisdiction: '340102'}}", f"{{{_HEAD}}}"),
    "Expectation": ("{total: '1'}",),
    "Allowed": ("{locked: 'true'}", "{min: '1'}", "{min: '1', max: '20'}", "locked"),
    "ValueSpec": ("{label: 甲, formula: rate}", "{label: 甲, date: '2021-01-31'}"),
    "OutputSpec": (
        "{label: 甲, formula: total}",
        "{label: 甲, worst: {of: total, order: lowest, most: ties}}",
    ),
    "Aggregate": (
        "{kind: min}",
        "{kind: weighted-mean, weights: {first: '1', second: '2'}}",
        "{kind: formula, formula: '(first + second) / 2'}",
    ),
    "IndicatorSpec": ("{label: 丙, max_points: '1', method: judged}",),
    "StatisticSpec": (
        f"{{{_MEAN}, statistic: mean}}",
        "{label: 甲, of: rate, statistic: count}",
        "{label: 甲, of: rate, statistic: rank, order: ascending, ties: min}",
        f"{{{_MEAN}, statistic: percentile, share: 5%, definition: linear}}",
        f"{{{_MEAN}, statistic: z-score, deviation: sample}}",
    ),
    "Winsorise": ("{points: '1'}", "{share: 5%, definition: linear}"),
    "FactSpec": (
        "{label: 甲, unit: 元, min: '0'}",
        "{label: 甲, kind: category, values: {x: 甲}}",
        f"{{label: 甲, kind: survey, {LEVELS}}}",
    ),
    "FieldSpec": ("{label: 甲, unit: 元, above: '0'}", "{label: 甲, kind: date}"),
    "TableSpec": (
        f"{{label: 甲, kind: piecewise, {_NODES}}}",
        f"{{label: 甲, kind: lookup, {_ROWS}}}",
        f"{{{_RULED}, hit: first, {_GIVES}}}",
        f"{{{_RULED}, hit: priority, priority: ['1'], {_GIVES}}}",
    ),
    "Segment": ("{from: '0', to: '1', gives: '1'}", "{above: '0', below: '1', gives: '1'}"),
    "GradeBand": ("{id: g, label: 优, from: '0'}",),
    "Row": ("{from: '0', to: '1', points: '1'}",),
    "TierBand": ("{label: 好, from: '0', to: 100%}",),
    "Panel": ("{kind: panel, combine: mean}", "{kind: panel, combine: trimmed-mean, trim: '1'}"),
    "Bounds": ("{from: 80%}", "{above: 10%, below: 20%}"),
    "Veto": (
        "{kind: veto, id: v, grade: g, node: first, below: '1'}",
        "{kind: veto, id: v, grade: g, when: rate > 0}",
    ),
}
"""Fragments in which everything goes together."""

BAD: Final[dict[str, tuple[str, ...]]] = {
    "CellShape": ("{value: '1', state: missing}", "{at: 表}", "{state: not-applicable}"),
    "FactShape": (
        "{value: '1', counts: {good: '1'}}",
        "{state: cannot-be-assessed}",
        "{value: '1', respondents: '1'}",
    ),
    "RowShape": ("{id: x, state: not-applicable}",),
    "FundsLine": ("{}",),
    "FundsRow": ("{label: 财政}",),
    "FundsEntry": ("{unit: 元}",),
    "MaximumShape": ("{value: '1', inferred: '1', reason: 无}", "{inferred: '1'}", "{reason: 无}"),
    "Version": ("{date: '2021'}",),
    "ItemEntry": ("{id: x, name: 甲, state: not-applicable}",),
    "Judgement": ("{by: 甲, reason: 无}", "{points: '1', panel: ['1'], by: 甲, reason: 无}"),
    "Statement": (
        "{id: s}",
        f"{{{_SAID}, figure: rate}}",
        f"{{{_SAID}, due: '2021'}}",
        f"{{{_SAID}, unclear: 不明}}",
        f"{{{_SAID}, about: rate}}",
        f"{{{_SAID}, role: problem}}",
        f"{{{_SAID}, role: target}}",
        f"{{{_SAID}, state: done}}",
        f"{{{_SAID}, topic: road, role: progress}}",
    ),
    "ProjectDocument": (
        f"{{{_HEAD}, rules: a/b, ruleset: a/b@1, jurisdiction: '340102'}}",
        f"{{{_HEAD}, rules: a/b}}",
    ),
    "Expectation": ("{}",),
    "Allowed": ("{}", "{locked: 'false'}", "{locked: 'true', min: '1'}"),
    "ValueSpec": ("{label: 甲}", "{label: 甲, formula: rate, date: '2021-01-31'}"),
    "OutputSpec": (
        "{label: 甲}",
        "{label: 甲, unit: 分, worst: {of: total, order: lowest, most: ties}}",
    ),
    "Aggregate": (
        "{kind: min, weights: {first: '1', second: '1'}}",
        "{kind: weighted-mean}",
        "{kind: min, formula: '(first + second) / 2'}",
        "{kind: formula}",
        "{kind: formula, formula: '(first + second) / 2', without: skip}",
    ),
    "IndicatorSpec": (
        "{label: 丙, max_points: '1'}",
        "{label: 丙, max_points: '1', share: 1/3, method: judged}",
        "{label: 丙, method: judged}",
    ),
    "StatisticSpec": (
        *(
            f"{{{_MEAN}, statistic: {name}, order: ascending}}"
            for name in ("min", "max", "sum", "mean", "median")
        ),
        f"{{{_MEAN}, statistic: percentile}}",
        f"{{{_MEAN}, statistic: standard-deviation}}",
        f"{{{_MEAN}, statistic: count}}",
        "{label: 甲, of: rate, statistic: rank}",
        f"{{{_MEAN}, statistic: z-score}}",
    ),
    "Winsorise": ("{}", "{share: 5%}", "{points: '1', definition: linear}"),
    "FactSpec": (
        "{label: 甲, min: '0', above: '0'}",
        "{label: 甲, max: '0', below: '0'}",
        "{label: 甲, values: {x: 甲}}",
        "{label: 甲, kind: category}",
        f"{{label: 甲, {LEVELS}}}",
        "{label: 甲, kind: survey}",
        "{label: 甲, fields: {a: {label: 甲}}}",
        "{label: 甲, kind: list}",
        "{label: 甲, kind: date, unit: 元}",
        "{label: 甲, kind: count, funds: executed}",
    ),
    "FieldSpec": (
        "{label: 甲, min: '0', above: '0'}",
        "{label: 甲, max: '0', below: '0'}",
        "{label: 甲, values: {x: 甲}}",
        "{label: 甲, kind: category}",
        "{label: 甲, kind: date, unit: 元}",
    ),
    "TableSpec": (
        f"{{label: 甲, kind: piecewise, {_NODES}, by: [sort]}}",
        "{label: 甲, kind: lookup}",
        f"{{label: 甲, kind: decision, by: [sort], {_GIVES}}}",
        "{label: 甲, kind: piecewise}",
        f"{{label: 甲, kind: lookup, {_ROWS}, values: [a], result_unit: 元}}",
        f"{{{_RULED}, hit: sum, {_GIVES}, values: ['a']}}",
        f"{{{_RULED}, hit: count, {_GIVES}, otherwise: '1'}}",
        f"{{{_RULED}, hit: first, {_GIVES}, priority: ['1']}}",
        f"{{{_RULED}, hit: priority, {_GIVES}}}",
    ),
    "Segment": (
        "{from: '0', above: '0', to: '1', gives: '1'}",
        "{from: '0', to: '1', below: '1', gives: '1'}",
        "{to: '1', gives: '1'}",
        "{from: '0', gives: '1'}",
    ),
    "GradeBand": (
        "{id: g, label: 优, from: '0', above: '0'}",
        "{id: g, label: 优, to: '20', below: '20'}",
    ),
    "Row": ("{from: '0', above: '0', points: '1'}", "{to: '1', below: '1', points: '1'}"),
    "TierBand": ("{label: 好, from: '0', above: '0'}", "{label: 好, to: 1, below: 1}"),
    "Panel": ("{kind: panel, combine: trimmed-mean}", "{kind: panel, combine: mean, trim: '1'}"),
    "Bounds": ("{from: 80%, above: 80%}", "{to: 80%, below: 80%}"),
    "Veto": (
        "{kind: veto, id: v, grade: g}",
        "{kind: veto, id: v, grade: g, node: first}",
        "{kind: veto, id: v, grade: g, when: rate > 0, below: '1'}",
    ),
}  # fmt: skip
"""Fragments in which something does not go together: for every rule one that breaks it."""


def make_document(shape: str, fragment: str) -> tuple[str, Any]:
    """Return the name of a schema, and a document for it around a fragment of a shape."""
    name, text = WRAPS[shape]
    return name, yaml.load(text.replace("GAP", fragment), yaml.BaseLoader)


@pytest.mark.parametrize("shape", RULES)
def test_every_rule_is_broken(shape: str) -> None:
    """For each rule of a shape there is a fragment here that breaks it."""
    fragments = [yaml.load(text, yaml.BaseLoader) for text in BAD[shape]]
    rules = [Draft202012Validator(rule) for rule in describe_rules(shape, whole=True)]
    kept = [n for n, rule in enumerate(rules) if all(rule.is_valid(each) for each in fragments)]
    assert [] == kept


@pytest.mark.parametrize(
    ("shape", "fragment"), [(shape, each) for shape, found in GOOD.items() for each in found]
)
def test_what_goes_together(shape: str, fragment: str, tmp_path: Path) -> None:
    """What scorelib takes fits the schema."""
    name, data = make_document(shape, fragment)
    assert [] == list_codes(name, data, tmp_path)
    assert [] == find_faults(name, data)


@pytest.mark.parametrize(
    ("shape", "fragment"), [(shape, each) for shape, found in BAD.items() for each in found]
)
def test_what_does_not_go_together(shape: str, fragment: str, tmp_path: Path) -> None:
    """What breaks a rule of the schema is refused by scorelib as well."""
    name, data = make_document(shape, fragment)
    assert not validator_of(name, shape).is_valid(yaml.load(fragment, yaml.BaseLoader))
    assert [] != find_faults(name, data)
    assert [] != list_codes(name, data, tmp_path)
