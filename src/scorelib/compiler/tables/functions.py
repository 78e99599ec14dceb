"""A table as formulas call it: its arguments checked, its figures looked up in nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from scorelib.compiler.bench.calls import Call, name_calls
from scorelib.compiler.bench.kinds import Term, degree_of
from scorelib.compiler.bench.site import Bench
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.formulas import print_formula
from scorelib.compiler.proofs.intervals import Refinements
from scorelib.compiler.tables.arguments import Argument
from scorelib.compiler.tables.measures import Result
from scorelib.ground.errors import WordError

__all__ = ["TableFunction"]


class Body(Protocol):
    """What a table lowers to, given the nodes of its arguments in the table's units."""

    def lower(self, build: Builder, nodes: Sequence[int]) -> int: ...


@dataclass(frozen=True, slots=True)
class TableFunction:
    """A table that formulas call by its name."""

    bench: Bench
    name: str
    arguments: tuple[Argument, ...]
    result: Result
    body: Body

    def __call__(self, terms: Sequence[Term]) -> Term:
        """Return what is found for some arguments.

        Raises `WordError`: SL259 for their number, SL275 and SL277 for what they are.
        """
        build, result = self.bench.build, self.result
        if len(terms) != len(self.arguments):
            wanted = str(len(self.arguments))
            raise WordError("SL259", name=self.name, wanted=wanted, given=len(terms))
        for argument, term in zip(self.arguments, terms, strict=True):
            argument.check(self.name, term, build)
        taken = tuple(
            self._scale(argument, term.node)
            for argument, term in zip(self.arguments, terms, strict=True)
        )
        node = self.body.lower(build, taken)
        if result.measure.factor != 1:
            node = build.multiply(node, build.constant(result.measure.factor))
        self._note_call(node, tuple(term.node for term in terms), taken)
        degree = degree_of(*terms)
        return Term(node, result.kind, result.measure.dimension, result.words, degree)

    def _scale(self, argument: Argument, node: int) -> int:
        """Return an argument in the table's unit."""
        factor, build = argument.measure.factor, self.bench.build
        return node if factor == 1 else build.divide(node, build.constant(factor))

    def _note_call(self, node: int, given: tuple[int, ...], taken: tuple[int, ...]) -> None:
        def prove(known: Refinements) -> Iterator[WordError]:
            return self._prove(given, taken, known)

        call = Call(self.name, given, taken, prove)
        calls = self.bench.calls.setdefault(node, [])
        if call not in calls:
            calls.append(call)

    def _prove(
        self, given: Sequence[int], taken: Sequence[int], known: Refinements
    ) -> Iterator[WordError]:
        """Yield what is not shown of the arguments where a call stands."""
        nodes, bench = self.bench.build.nodes, self.bench

        def show(node: int) -> str:
            return print_formula(nodes, node, known=name_calls(nodes, bench.calls))

        for argument, node, written in zip(self.arguments, taken, given, strict=True):
            yield from argument.prove(bench, self.name, node, partial(show, written), known)
