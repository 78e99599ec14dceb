"""The scalar evaluator: every node of a plan, for one project, in exact rationals.

What a node means is said by `operations`, in fractions; a project is evaluated by them the first
times. When a plan is scored often enough for it to pay, a program over integers takes their
place, which gives the same values some hundred times faster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heappop, heappush
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

from scorelib.compiler.graph.nodes import Count, Fold, Input, InputKind, Node, State, Value
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.graph.walk import operands_of
from scorelib.engine.operations import Operation, fold_rows, operation_of

if TYPE_CHECKING:
    from scorelib.engine.program.programs import Program, Programs

__all__ = [
    "Changed",
    "Facts",
    "Loaded",
    "Values",
    "Web",
    "evaluate_by_operations",
    "evaluate_plan",
    "load_facts",
]

Values = Sequence[Any]
"""A value a node; for a node over the rows of a slot or a list, a tuple with one value a row."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a project gives, ready for a plan: values by kind and key, and the rows of lists.

    Rows are the indicators of a slot, those of a list of facts, and the figures of a panel. What
    is not given is missing; only a slot without indicators is an empty one.
    """

    values: Mapping[tuple[InputKind, str], Value] = field(default_factory=dict)
    items: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=dict)


_Step = tuple[Operation | Input | Fold | Count, tuple[int, ...], str | None]
"""What gives a node its value, the nodes it reads, and the list over whose rows it runs."""


class Loaded:
    """One project brought to the form in which a plan is fastest evaluated.

    >>> from scorelib.compiler.compilation import compile_ruleset
    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> plan = compile_ruleset(load_ruleset("cn/mof/self-evaluation@2020"))
    >>> money = {("fact", "budget"): Fraction(24), ("fact", "executed"): Fraction(5)}
    >>> values = load_facts(plan, Facts(money)).evaluate()
    >>> values[plan.occurrences[0].points]  # 10 × executed / budget
    Fraction(52, 25)
    """

    __slots__ = ("_evaluate_node", "_inputs", "_program", "facts", "plan")

    def __init__(
        self, plan: Plan, facts: Facts, program: Program | None, inputs: tuple[Any, ...]
    ) -> None:
        self.plan, self.facts, self._program, self._inputs = plan, facts, program, inputs
        steps = _prepare(plan).steps
        self._evaluate_node = lambda node, values: _evaluate(steps[node], values, plan, facts)

    def evaluate(self) -> Values:
        """Return the value of every node of the plan; what is never read is never made."""
        program, inputs = self._program, self._inputs
        if program is None:
            return evaluate_by_operations(self.plan, self.facts)
        return program.evaluate(inputs, self._evaluate_node)


def load_facts(plan: Plan, facts: Facts) -> Loaded:
    """Return a project ready for a plan, whose program is made now where there is none yet.

    Making one takes about fifty times as long as one evaluation without: for those who score
    a plan very often. A project that no program can hold is evaluated without.
    """
    programs = _prepare(plan).find_programs()
    found = programs.load(facts.values, facts.items)
    if found is None:
        return Loaded(plan, facts, None, ())
    key, inputs = found
    return Loaded(plan, facts, programs.make(key), inputs)


def evaluate_plan(plan: Plan, facts: Facts) -> Values:
    """Return the value of every node of a plan, in the order of the plan."""
    known = _prepare(plan)
    known.calls += 1
    # Who scores a single project pays for nothing that only many need.
    found = known.find_programs().load(facts.values, facts.items) if known.calls > 1 else None
    if found is None:
        return evaluate_by_operations(plan, facts)
    key, inputs = found
    return Loaded(plan, facts, known.find_programs().find(key), inputs).evaluate()


def evaluate_by_operations(plan: Plan, facts: Facts) -> Values:
    """Return what `evaluate_plan` does, by the operations themselves, which say what is meant."""
    values: list[Any] = []
    for step in _prepare(plan).steps:
        values.append(_evaluate(step, values, plan, facts))
    return tuple(values)


_MOST_PLANS: Final = 64


@dataclass(slots=True)
class _Prepared:
    """A plan in use: what gives each node its value, how often it was asked, its programs."""

    plan: Plan
    steps: tuple[_Step, ...]
    calls: int = 0
    programs: Programs | None = None

    def find_programs(self) -> Programs:
        """Return the programs of the plan, none of which is made yet when it is asked first."""
        if self.programs is None:
            # A single project needs none, and its command would wait for the import.
            from scorelib.engine.program.programs import Programs

            self.programs = Programs(self.plan)
        return self.programs


_prepared: Final[dict[int, _Prepared]] = {}
"""The plans in use: a plan is found again as itself, not by its many parts."""


def _prepare(plan: Plan) -> _Prepared:
    known = _prepared.get(id(plan))
    if known is not None and known.plan is plan:
        return known
    if len(_prepared) >= _MOST_PLANS:
        _prepared.clear()
    found = _prepared[id(plan)] = _Prepared(plan, tuple(map(_make_step, plan.nodes, plan.scopes)))
    return found


def _make_step(node: Node, scope: str | None) -> _Step:
    reads = isinstance(node, Input | Fold | Count)
    return (node if reads else operation_of(node)), operands_of(node), scope  # type: ignore[return-value]


def _evaluate(step: _Step, values: Sequence[Any], plan: Plan, facts: Facts) -> Any:
    what, operands, scope = step
    if scope is not None:
        return _evaluate_rows(step, values, plan, facts)
    if isinstance(what, Input):
        return facts.values.get((what.kind, what.key), State.MISSING)
    if isinstance(what, Fold):
        return _fold(what, values, plan, facts)
    if isinstance(what, Count):
        rows = _rows_of(what.slot, plan, facts)
        return rows if isinstance(rows, State) else Fraction(len(rows))
    return what(*[values[each] for each in operands])


def _evaluate_rows(
    step: _Step, values: Sequence[Any], plan: Plan, facts: Facts
) -> tuple[Value, ...]:
    """Return a node's value for each row: its operands taken row by row."""
    what, operands, scope = step
    rows = facts.items.get(scope or "", ())
    if not rows:
        return ()
    if isinstance(what, Input):
        column = what.key.rpartition(".")[2]
        return tuple([row.get(column, State.MISSING) for row in rows])
    if isinstance(what, Fold | Count):
        raise AssertionError(what)
    scopes = plan.scopes
    columns = [
        repeat(values[each], len(rows)) if scopes[each] is None else values[each]
        for each in operands
    ]
    return tuple(map(what, *columns)) if columns else (what(),) * len(rows)


def _rows_of(name: str, plan: Plan, facts: Facts) -> Sequence[Mapping[str, Value]] | State:
    """Return the rows of a slot or a list, or why a list that is not given is not."""
    rows = facts.items.get(name)
    if rows is not None:
        return rows
    if any(slot.id == name for slot in plan.slots):
        return ()
    said = facts.values.get(("fact", name))
    return said if isinstance(said, State) else State.MISSING


def _fold(node: Fold, values: Sequence[Any], plan: Plan, facts: Facts) -> Value:
    rows = _rows_of(node.slot, plan, facts)
    if isinstance(rows, State):
        return rows
    found = values[node.operand]
    if plan.scopes[node.operand] is None:
        found = (found,) * len(rows)
    return fold_rows(node, found)


Changed = Node | Callable[[Any], Any]
"""What stands instead of a node: another node, or what is made of the value it would have."""


class Web:
    """Which nodes of a plan read which, so that a change is followed to what depends on it only."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._readers: list[list[int]] = [[] for _ in plan.nodes]
        self._given: list[int] = []
        slots = {slot.id for slot in plan.slots}
        for number, node in enumerate(plan.nodes):
            # A list of facts that is not given has a state, which a fold over it hands on.
            reads = isinstance(node, Fold) and node.slot not in slots
            if reads or isinstance(node, Input | Count):
                self._given.append(number)
            for operand in operands_of(node):
                self._readers[operand].append(number)

    def evaluate(
        self, values: Values, facts: Facts, changes: Mapping[int, Changed] | None = None
    ) -> Values:
        """Return the values of a plan with other facts, or with other nodes, than `values` had.

        Only what depends on something that changed is evaluated again. A node that stands instead
        of another refers to earlier nodes, or to later ones that do not change here.
        """
        changes = changes or {}
        found: list[Any] = list(values)
        waiting = sorted({*self._given, *changes})
        queued = set(waiting)
        while waiting:
            number = heappop(waiting)
            value = self._value(number, found, facts, changes)
            if value == found[number] and type(value) is type(found[number]):
                continue
            found[number] = value
            for reader in self._readers[number]:
                if reader not in queued:
                    queued.add(reader)
                    heappush(waiting, reader)
        return tuple(found)

    def _value(
        self, number: int, found: list[Any], facts: Facts, changes: Mapping[int, Changed]
    ) -> Any:
        change, scope = changes.get(number), self.plan.scopes[number]
        step = _prepare(self.plan).steps[number]
        if change is not None and not callable(change):
            step = _make_step(change, scope)
        value = _evaluate(step, found, self.plan, facts)
        if not callable(change):
            return value
        return change(value) if scope is None else tuple(map(change, value))
