"""The tables of a ruleset, read and made callable: keys that fit, names that are free."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from scorelib.compiler.bench.calls import refuse_call
from scorelib.compiler.bench.site import Bench, Loc
from scorelib.compiler.bench.terms import FUNCTIONS
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.tables.arguments import Argument
from scorelib.compiler.tables.decisions import check_rules, read_decision
from scorelib.compiler.tables.functions import Body, TableFunction
from scorelib.compiler.tables.lines import read_line
from scorelib.compiler.tables.lookups import read_lookup
from scorelib.compiler.tables.measures import Result, read_measure
from scorelib.compiler.tables.rules import Hit, Rule, Rules
from scorelib.ground.errors import Text
from scorelib.ground.source import MappingNode, SequenceNode, locate
from scorelib.model.tables import TableSpec
from scorelib.words.expressions import guess_name
from scorelib.words.units import find_unit

__all__ = ["declare_tables"]

_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "piecewise": ("unit", "nodes", "segments", "places", "below", "above"),
    "lookup": ("units", "by", "rows", "values", "otherwise"),
    "decision": ("units", "by", "hit", "rules", "priority", "values", "otherwise"),
}
"""The keys of each kind of table, beside those of all."""

_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "piecewise": (),
    "lookup": ("by", "rows"),
    "decision": ("by", "hit", "rules"),
}
_OPTIONAL: Final = sorted({key for keys in _KEYS.values() for key in keys})
_COLLECTING: Final = ("sum", "min", "max", "count")
_CELL_NAMES: Final = ("gives", "note")
"""What a rule calls its own; no argument can be called so."""


def declare_tables(
    bench: Bench, tables: Mapping[str, TableSpec], names: Collection[str] = ()
) -> None:
    """Let formulas call every table, after noting what is wrong with it.

    A table holds figures and no formulas: none can call another, nor itself. `names` are those
    that the ruleset gives to figures of its own.
    """
    for name, spec in tables.items():
        path: Loc = ("tables", name)
        before = len(bench.problems)
        _check_name(bench, path, name, names)
        function = None
        if _is_whole(bench, path, spec) and _check_settings(bench, path, spec):
            function = _read_table(bench, path, name, spec)
        broken = function is None or len(bench.problems) > before
        bench.tables[name] = refuse_call if function is None or broken else function


def _is_whole(bench: Bench, path: Loc, spec: TableSpec) -> bool:
    """Return whether nothing of a table was left out because it could not be read."""
    written = locate(bench.tree, path)
    if not isinstance(written, MappingNode):
        return False
    for key, node in written.values.items():
        found = getattr(spec, key, None)
        if found is None or (isinstance(node, SequenceNode) and len(found) != len(node.values)):
            return False
    rules = written.values.get("rules")
    rows = rules.values if isinstance(rules, SequenceNode) else []
    return all(
        isinstance(row, MappingNode) and row.keys.keys() - set(_CELL_NAMES) == rule.cells.keys()
        for row, rule in zip(rows, spec.rules or (), strict=True)
    )


_FUNCTION, _UNIT = Text("函数", "a function"), Text("计量单位", "a unit")
_FACT = Text("数据", "a fact")


def _check_name(bench: Bench, path: Loc, name: str, names: Collection[str]) -> None:
    """Note a name that formulas know as something else."""
    taken = [
        what
        for what, there in (
            (_FUNCTION, name in FUNCTIONS),
            (_UNIT, find_unit(name) is not None),
            (_FACT, name in bench.names or name in bench.facts or name in names),
        )
        if there
    ]
    for what in taken[:1]:
        bench.report_key("SL702", path, name=name, what=what)


def _check_settings(bench: Bench, path: Loc, spec: TableSpec) -> bool:
    """Note keys that do not go with the kind of a table or its hit policy, and absent ones.

    Return whether there are none.
    """
    before = len(bench.problems)
    given = [key for key in _OPTIONAL if getattr(spec, key) is not None]
    for key in given:
        if key not in _KEYS[spec.kind]:
            bench.report_key("SL703", (*path, key), key=key, kind=f"kind: {spec.kind}")
    for key in _NEEDED[spec.kind]:
        if key not in given:
            bench.report_key("SL103", path, key=key)
    if spec.kind == "piecewise" and (spec.nodes is None) == (spec.segments is None):
        count = 2 * (spec.nodes is not None)
        bench.report_key("SL118", path, choices=("nodes", "segments"), count=count)
    if spec.values is not None and spec.result_unit is not None:
        bench.report_key("SL117", (*path, "result_unit"), first="values", second="result_unit")
    _check_hit(bench, path, spec)
    _check_arguments(bench, path, spec)
    return len(bench.problems) == before


def _check_hit(bench: Bench, path: Loc, spec: TableSpec) -> None:
    """Note keys that do not go with a hit policy."""
    wrong = ["values"] if spec.hit in _COLLECTING and spec.values is not None else []
    if spec.hit == "count":
        wrong += [key for key in ("otherwise", "result_unit") if getattr(spec, key) is not None]
    if spec.hit not in (None, "priority") and spec.priority is not None:
        wrong.append("priority")
    for key in wrong:
        bench.report_key("SL703", (*path, key), key=key, kind=f"hit: {spec.hit}")
    if spec.hit == "priority" and spec.priority is None:
        bench.report_key("SL103", path, key="priority")


def _check_arguments(bench: Bench, path: Loc, spec: TableSpec) -> None:
    """Note arguments named twice or as rules name their own, dates, and units of no argument."""
    names = spec.by or ()
    for place, name in enumerate(names):
        known = bench.names.get(name)
        if name in names[:place] or (name in _CELL_NAMES and spec.kind == "decision"):
            bench.report("SL717", (*path, "by", place), name=name)
        elif known is not None and known.kind == "date":
            bench.report("SL718", (*path, "by", place), name=name)
    for name in spec.units or {}:
        known = bench.names.get(name)
        if name not in names and spec.by is not None:
            guess = guess_name(name, names)
            code = "SL101" if guess is None else "SL102"
            known_here = ", ".join(f"`{each}`" for each in names)
            words = (
                {"key": name, "known": known_here}
                if guess is None
                else {"key": name, "guess": guess}
            )
            bench.report_key(code, (*path, "units", name), **words)
        elif known is not None and known.kind != "number":
            bench.report_key("SL703", (*path, "units", name), key="units", kind=name)


def _read_table(bench: Bench, path: Loc, name: str, spec: TableSpec) -> TableFunction | None:
    measure = read_measure(bench, (*path, "result_unit"), spec.result_unit)
    result = Result(measure, spec.values or ())
    if spec.kind == "piecewise":
        return _read_line(bench, path, name, spec, result)
    measures = {
        each: read_measure(bench, (*path, "units", each), unit)
        for each, unit in (spec.units or {}).items()
    }
    rest = _read_rest(bench, path, spec, result)
    names, is_open = spec.by or (), spec.otherwise is not None
    hit: Hit = spec.hit or "unique"
    if spec.kind == "lookup":
        place: Loc = (*path, "rows")
        read = read_lookup(bench, place, spec.rows or {}, names, measures, result, is_open)
    else:
        place = (*path, "rules")
        counts = hit == "count"
        read = read_decision(bench, place, spec.rules or (), names, measures, result, counts)
    if read is None or rest is None:
        return None
    arguments, rules = read
    ordered = _order_rules(bench, path, spec, hit, rules, result)
    if spec.kind == "decision":
        check_rules(bench, place, hit, arguments, ordered, is_open or hit == "count")
    arguments = tuple(replace(each, open=is_open) for each in arguments)
    return _make(bench, name, arguments, result, Rules(hit, arguments, ordered, rest))


def _make(
    bench: Bench, name: str, arguments: tuple[Argument, ...], result: Result, body: Body
) -> TableFunction:
    return TableFunction(bench, name, arguments, result, body)


def _read_line(
    bench: Bench, path: Loc, name: str, spec: TableSpec, result: Result
) -> TableFunction | None:
    measure = read_measure(bench, (*path, "unit"), spec.unit)
    line = read_line(bench, path, spec, measure, result)
    if line is None:
        return None
    return _make(bench, name, (replace(line.argument, measure=measure),), result, line)


def _read_rest(
    bench: Bench, path: Loc, spec: TableSpec, result: Result
) -> Fraction | str | State | None:
    """Return what is found where nothing fits, or None where it cannot be read."""
    if spec.otherwise is None or spec.otherwise == "error":
        return State.UNDEFINED
    return result.read(bench, (*path, "otherwise"), spec.otherwise)


def _order_rules(
    bench: Bench, path: Loc, spec: TableSpec, hit: Hit, rules: Sequence[Rule], result: Result
) -> tuple[Rule, ...]:
    """Return rules in the order in which they count: the one that decides before the others."""
    if hit == "priority":
        ranks = _read_priority(bench, path, spec, rules, result)
        return tuple(sorted(rules, key=lambda rule: ranks.get(rule.gives, 0)))
    if hit in ("min", "max"):
        figures = sorted(_list_figures(rules), key=lambda each: each[0], reverse=hit == "max")
        return tuple(rule for _, rule in figures)
    return tuple(rules)


def _list_figures(rules: Sequence[Rule]) -> Iterator[tuple[Fraction, Rule]]:
    for rule in rules:
        if isinstance(rule.gives, Fraction):
            yield rule.gives, rule


def _read_priority(
    bench: Bench, path: Loc, spec: TableSpec, rules: Sequence[Rule], result: Result
) -> dict[Fraction | str, int]:
    """Return the rank of each output, after noting outputs without one and those no rule gives."""
    ranks: dict[Fraction | str, int] = {}
    given = {rule.gives for rule in rules}
    for place, text in enumerate(spec.priority or ()):
        output = result.read(bench, (*path, "priority", place), text)
        if output is None:
            continue
        if output not in given or output in ranks:
            bench.report("SL719", (*path, "priority", place), text=text)
        ranks.setdefault(output, place)
    for rule in rules:
        if rule.gives not in ranks:
            text = str((spec.rules or ())[rule.row].gives)
            bench.report("SL720", (*path, "rules", rule.row, "gives"), text=text)
    return ranks
