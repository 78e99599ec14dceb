"""What a plan says of its tables: where each is called, and the clauses it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scorelib.compiler.bench.calls import name_calls
from scorelib.compiler.bench.site import Bench, Loc
from scorelib.compiler.graph.plan import TableCall, TablePlan
from scorelib.model.tables import TableSpec

__all__ = ["list_calls", "list_tables"]


def list_tables(bench: Bench, tables: Mapping[str, TableSpec]) -> Iterator[TablePlan]:
    """Yield every table with what it rests on."""
    for name, spec in tables.items():
        path: Loc = ("tables", name)
        clauses = bench.clauses(spec.cites, (*path, "cites"))
        yield TablePlan(name, spec.label, clauses, bench.place(path), spec.note)


def list_calls(bench: Bench, names: Mapping[int, str]) -> tuple[TableCall, ...]:
    """Return every call of a table, in the order of the plan; `names` are those of other nodes."""
    formulas = name_calls(bench.build.nodes, bench.calls, names)
    return tuple(
        TableCall(
            node,
            tuple(dict.fromkeys(call.table for call in bench.calls[node])),
            tuple(dict.fromkeys(each for call in bench.calls[node] for each in call.taken)),
            formula,
        )
        for node, formula in formulas.items()
    )
