"""Where formulas call tables: with which arguments, and what must be proved of them there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from scorelib.compiler.bench.kinds import Term
from scorelib.compiler.graph.formulas import print_formula
from scorelib.compiler.graph.nodes import Node
from scorelib.compiler.proofs.guards import visit_guarded
from scorelib.compiler.proofs.intervals import Bounds, Refinements
from scorelib.ground.errors import WordError

__all__ = ["Call", "UnreadError", "find_flaws", "name_calls", "refuse_call"]


class UnreadError(WordError):
    """A formula calls a table that could not be read, which has been said where it is written."""


def refuse_call(_: Sequence[Term]) -> Term:
    """Stand for a table that could not be read. Raises `UnreadError`."""
    raise UnreadError("SL258", (0, 0))


@dataclass(frozen=True, slots=True)
class Call:
    """A table as one formula calls it.

    `given` are the nodes of the arguments, `taken` the same in the units of the table; `prove`
    yields what is wrong with them under what is known where the call stands.
    """

    table: str
    given: tuple[int, ...]
    taken: tuple[int, ...]
    prove: Callable[[Refinements], Iterator[WordError]] = field(compare=False)


Calls = Mapping[int, Sequence[Call]]
"""The calls by the node of what they find; tables that say the same of it share one."""


def find_flaws(
    nodes: Sequence[Node],
    bounds: Bounds,
    calls: Calls,
    root: int,
    known: Refinements | None,
    proved: Collection[int] = (),
) -> Iterator[tuple[int, WordError]]:
    """Yield what is wrong with the calls below a node, each problem of a call once.

    `proved` are nodes below which nothing is wrong, whatever is known.
    """
    seen: set[tuple[int, str, object]] = set()
    for here, inside in visit_guarded(nodes, bounds, root, known, proved) if calls else ():
        for call in calls.get(here, ()):
            for error in call.prove(inside):
                key = (here, error.code, error.arguments.get("key"))
                if key not in seen:
                    seen.add(key)
                    yield here, error


def name_calls(
    nodes: Sequence[Node], calls: Calls, names: Mapping[int, str] = MappingProxyType({})
) -> dict[int, str]:
    """Return each call as a formula writes it, by its node; `names` are those of other nodes."""
    known = dict(names)
    found: dict[int, str] = {}
    # Arguments come before what is made of them: inner calls are named first.
    for node in sorted(calls):
        call = calls[node][0]
        given = ", ".join(print_formula(nodes, each, known=known) for each in call.given)
        found[node] = f"{call.table}({given})"
        known.setdefault(node, found[node])
    return found
