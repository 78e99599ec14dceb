"""The order in which cohort statistics are found, and those that need the points of nodes."""

from __future__ import annotations

from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from scorelib.compiler.graph.plan import CohortPlan
from scorelib.compiler.graph.walk import inputs_of
from scorelib.compiler.lowering.cohort import Reading, is_late, list_late_names
from scorelib.compiler.lowering.draft import Draft
from scorelib.compiler.lowering.outputs import name_nodes
from scorelib.words.units import NONE

__all__ = ["finish_cohort"]


def finish_cohort(draft: Draft) -> None:
    """Lower the statistics of points, and put all in the order in which they can be found."""
    for name in draft.document.values.keys() & draft.document.cohort.keys():
        draft.bench.report_key("SL312", ("cohort", name), name=name)
    # As in every formula of the rules, a fact or value comes before a node of its name.
    names = {**name_nodes(draft), **draft.bench.names}
    whole = not draft.bench.problems or list_late_names(draft) <= names.keys()
    for name, spec in draft.document.cohort.items():
        # Where a part of the tree has problems of its own, its points have no name.
        if name not in draft.cohort and whole and is_late(draft, spec):
            found = Reading(draft, ("cohort", name), spec, names).lower(name)
            if found is not None and found[1] == NONE:
                draft.cohort[name] = found[0]
            elif found is not None:
                words = {"key": "of", "kind": spec.statistic}
                draft.bench.report("SL310", ("cohort", name, "of"), **words)
    if draft.bench.problems:
        return
    _find_stages(draft)


def _find_stages(draft: Draft) -> None:
    """Say in which stage each statistic can be found: after every one that it is made of."""
    needed = {name: _list_needed(draft, plan) for name, plan in draft.cohort.items()}
    try:
        order = list(TopologicalSorter(needed).static_order())
    except CycleError as error:
        # Each stands before what needs it; a reader goes the other way.
        _report(draft, list(reversed(error.args[1])))
        return
    for name in order:
        stage = 1 + max((draft.cohort[each].stage for each in needed[name]), default=0)
        draft.cohort[name] = replace(draft.cohort[name], stage=stage)


def _list_needed(draft: Draft, plan: CohortPlan) -> list[str]:
    """Return the statistics that a statistic is made of."""
    nodes = draft.bench.build.nodes
    roots = [plan.node] if plan.by is None else [plan.node, plan.by]
    read = [each for root in roots for each in inputs_of(nodes, root)]
    return [each.key for each in read if each.kind == "cohort"]


def _report(draft: Draft, chain: list[str]) -> None:
    """Note a circle, with the formula of each statistic in it: that is where points come in."""
    specs = draft.document.cohort
    steps = [f"{name} ({specs[name].of})" for name in chain[:-1]]
    path = ("cohort", chain[0])
    draft.bench.report_key("SL291", path, cycle=" → ".join([*steps, chain[-1]]))
