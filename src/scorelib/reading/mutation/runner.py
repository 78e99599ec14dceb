"""One mutant compiled and run against the cases: which case notices it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.ruleset import Ruleset, canonical_form
from scorelib.ground.errors import DocumentError
from scorelib.model.reader import diagnose_at, read_shape
from scorelib.model.ruleset import RulesetDocument
from scorelib.reading.cases import Cases, judge_runs, load_cases
from scorelib.reading.mutation.listing import list_mutants
from scorelib.reading.mutation.mutants import Mutant, MutantOutcome
from scorelib.reading.mutation.trees import edit_tree

__all__ = ["Runner", "make_mutant", "start_runner"]


def make_mutant(ruleset: Ruleset, mutant: Mutant) -> Ruleset:
    """Return a ruleset with one change. Raises `DocumentError` where it has no shape any more."""
    tree = edit_tree(ruleset.tree, mutant.edits)
    reading = read_shape(RulesetDocument, tree)
    if reading.model is None or reading.problems:
        raise DocumentError(reading.problems)
    form = canonical_form(reading.model)
    return replace(ruleset, document=reading.model, tree=tree, canonical=form)


@dataclass(slots=True)
class Runner:
    """Runs mutants of one ruleset: its plan, its cases, and which case has killed how many.

    Cases that have killed mutants before are asked first; the order changes no fate.
    """

    ruleset: Ruleset
    plan: Plan
    cases: Cases
    mutants: tuple[Mutant, ...]
    kills: Counter[str] = field(default_factory=Counter)
    last: str = ""
    _names: dict[str, Mutant] = field(default_factory=dict)

    def find(self, name: str) -> Mutant:
        """Return a mutant by its id. Raises `KeyError`."""
        if not self._names:
            self._names.update((each.id, each) for each in self.mutants)
        return self._names[name]

    def run(self, mutant: Mutant) -> MutantOutcome:
        """Return what becomes of a mutant."""
        try:
            plan = compile_ruleset(make_mutant(self.ruleset, mutant))
        except DocumentError as error:
            return MutantOutcome(mutant, "refused", error.diagnostics[0].code)
        if replace(plan, ruleset=self.plan.ruleset, canonical=self.plan.canonical) == self.plan:
            return MutantOutcome(mutant, "equivalent")
        killer = next(self._find_killers(plan), None)
        if killer is None:
            return MutantOutcome(mutant, "survived")
        self.kills[killer] += 1
        self.last = killer
        return MutantOutcome(mutant, "killed", killer)

    def _find_killers(self, plan: Plan) -> Iterator[str]:
        ordered = sorted(self.cases.cases, key=lambda each: self._rank(each.id))
        cases = replace(self.cases, cases=tuple(ordered), twice=())
        yield from (each.id for each in judge_runs(plan, cases) if not each.passed)

    def _rank(self, case: str) -> tuple[bool, int]:
        return case != self.last, -self.kills[case]


def start_runner(ruleset: Ruleset) -> Runner:
    """Return what runs the mutants of a ruleset, after its cases all passed.

    Raises `DocumentError`: SL604 where there are no cases, SL683 where one fails as it is.
    """
    plan, cases = compile_ruleset(ruleset), load_cases(ruleset)
    failed = [each.id for each in judge_runs(plan, cases) if not each.passed]
    if failed:
        words = {"count": len(failed), "case": failed[0]}
        raise DocumentError([diagnose_at("SL683", cases.tree, (), **words)])
    return Runner(ruleset, plan, cases, list_mutants(ruleset, plan))
