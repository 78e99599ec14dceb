"""Tables read as a ruleset holds them, called and evaluated for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from scorelib.compiler.bench.kinds import Term
from scorelib.compiler.bench.site import Bench, Site
from scorelib.compiler.graph.nodes import Input, InputKind, Value
from scorelib.compiler.tables.reading import declare_tables
from scorelib.engine.evaluator import Facts, evaluate_plan
from scorelib.ground.source import read_document, to_data
from scorelib.model.tables import TableSpec
from tests.strategies import plan_of

__all__ = ["WORDS", "Table", "make_table", "write"]

WORDS = ("a", "b", "c")
"""The categories of the words that tables are looked up by."""


class Table:
    """One table `look` with what formulas can call it with: numbers x, y, words s, w, a flag."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        tree = read_document(json.dumps({"tables": {"look": spec}}, ensure_ascii=False), "r.yaml")
        self.bench = Bench(tree, {})
        build = self.bench.build
        for name in ("x", "y"):
            node = build.input(Input("item", name))  # nothing is known of it
            self.bench.names[f"given_{name}"] = Term(node, "number")
        for name in ("s", "w"):
            node = build.input(Input("item", name))
            self.bench.names[f"given_{name}"] = Term(node, "word", words=WORDS)
        flag = Term(build.input(Input("item", "f")), "truth")
        self.bench.names["given_f"] = flag
        shape = TableSpec.model_validate(to_data(tree)["tables"]["look"])
        declare_tables(self.bench, {"look": shape})

    @property
    def codes(self) -> list[str]:
        """What was found to be wrong."""
        return [each.code for each in self.bench.problems]

    def read(self, formula: str) -> Term | None:
        """Return what a formula means, after noting what is wrong with it."""
        site = Site(self.bench, (), self.bench.names, self.bench.build.constant(0), None)
        return site.term(formula, kind=None)

    def ask(self, formula: str, **values: Value) -> Value:
        """Return the value of a formula, which must lie in the bounds proved for it.

        What is not given is missing.
        """
        term = self.read(formula)
        assert term is not None, self.codes
        given: dict[tuple[InputKind, str], Value] = {
            ("item", name): value for name, value in values.items()
        }
        found = evaluate_plan(plan_of(self.bench.build), Facts(given))[term.node]
        bounds = self.bench.bounds.of(term.node)
        assert not isinstance(found, Fraction) or bounds.has(found), (bounds, found)
        return found  # type: ignore[no-any-return]


def make_table(kind: str, **keys: Any) -> Table:
    """Return a table of a kind with these keys."""
    return Table({"label": "表", "kind": kind, **keys})


def write(value: Fraction) -> str:
    """Return a number of few decimals as an author writes it."""
    text = f"{float(value):.4f}".rstrip("0").rstrip(".")
    assert Fraction(text) == value
    return "0" if text == "-0" else text
