"""Other rulesets that a declared figure may have been worked out by: editions, layers, places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.editions import list_rulesets
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.engine.evaluator import evaluate_plan
from scorelib.engine.intake.inputs import read_inputs
from scorelib.engine.intake.project import Project
from scorelib.ground.errors import DocumentError
from scorelib.reading.reconciliation.trials import Trial

__all__ = ["Others"]

_BESIDE: dict[str, object] = {
    "statements": (),
    "assumptions": (),
    "amounts": {},
    "schedule": None,
    "chapters": None,
}
"""What a project says beside its figures, which no other ruleset has to understand."""


@dataclass(slots=True)
class Others:
    """The rulesets beside the one in use, each compiled once, when it is first needed."""

    own: Plan
    roots: Sequence[Path] = ()
    _plans: list[tuple[str, Plan]] | None = field(default=None, repr=False)

    def try_all(self, project: Project) -> Iterator[tuple[str, Trial]]:
        """Yield each other rule that the project fits, with the figures it would give.

        Rulesets that compute the same are one rule, named together.
        """
        bare = Project(project.document.model_copy(update=_BESIDE), project.tree, project.left_out)
        for references, plan in self._load():
            if not _may_fit(plan, bare):
                continue
            try:
                inputs = read_inputs(plan, bare)
            except DocumentError:
                # It asks for other facts or has other nodes: nobody worked by it.
                continue
            yield references, Trial(plan, inputs, evaluate_plan(plan, inputs.facts))

    def _load(self) -> list[tuple[str, Plan]]:
        if self._plans is None:
            self._plans = list(self._group())
        return self._plans

    def _group(self) -> Iterator[tuple[str, Plan]]:
        """Yield the rules that compute otherwise than the one in use, with all their names."""
        groups: list[tuple[list[str], Plan]] = []
        for reference, plan in self._compile():
            if _computes_alike(plan, self.own):
                continue
            same = next((names for names, known in groups if _computes_alike(plan, known)), None)
            if same is None:
                groups.append(([reference], plan))
            else:
                same.append(reference)
        for names, plan in groups:
            yield ", ".join(names), plan

    def _compile(self) -> Iterator[tuple[str, Plan]]:
        """Yield the plans of the rulesets that share a place or a name with the one in use."""
        own = f"{self.own.ruleset.id}@{self.own.ruleset.edition}"
        name = self.own.ruleset.id.rpartition("/")[2]
        for entry in list_rulesets(self.roots):
            reference = f"{entry.id}@{entry.edition}"
            if reference == own or not entry.id.rpartition("/")[2].endswith(name):
                continue
            try:
                plan = compile_ruleset(load_ruleset(reference, None, self.roots))
            except DocumentError:
                # A broken ruleset is reported where it is listed or checked.
                continue
            # Somebody who took a rule that was not in force is just who is looked for.
            yield reference, replace(plan, effective=None)


def _computes_alike(one: Plan, other: Plan) -> bool:
    """Return whether two plans give the same figures and grades for whatever fits them."""
    bands = [plan.grade.bands if plan.grade else () for plan in (one, other)]
    edges = [
        [(name, band.label, band.least, band.most, band.least_open) for name, band in each]
        for each in bands
    ]
    places = [[(each.id, each.points) for each in plan.occurrences] for plan in (one, other)]
    return edges[0] == edges[1] and places[0] == places[1] and one.nodes == other.nodes


def _may_fit(plan: Plan, project: Project) -> bool:
    """Return whether a plan has the places and the facts that a project fills."""
    document = project.document
    slots = {slot.id for slot in plan.slots}
    facts = {fact.name for fact in plan.facts}
    return document.indicators.keys() <= slots and document.facts.keys() <= facts
