"""Overrides: sums that leave out what somebody put in the place of computed points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from scorelib.engine.evaluator import Facts
from scorelib.reading.reconciliation.diagnosis.alternatives import Alternative
from scorelib.reading.reconciliation.diagnosis.workbench import Leaf, Workbench

__all__ = ["list_overrides"]


def list_overrides(bench: Workbench, subject: str) -> Iterator[Alternative]:
    """Yield a sum without the overrides below it: without any of them, and without each one."""
    rows = [leaf for leaf in bench.below(subject) if leaf.node.status == "overridden"]
    groups = [rows, *([each] for each in rows)] if len(rows) > 1 else [rows]
    for group in groups:
        if not group:
            continue
        names = tuple(leaf.node.id for leaf in group)
        trial = bench.change_facts(("override", names), partial(_strip, bench, group))
        figure = trial.points(subject)
        if figure is not None and figure != bench.base.points(subject):
            words = (("labels", tuple(leaf.node.label for leaf in group)),)
            yield Alternative("SL873", figure, words, names[0] if len(names) == 1 else None)


def _strip(bench: Workbench, rows: Sequence[Leaf]) -> Facts:
    """Return the facts without the overrides of some rows."""
    facts = bench.dossier.inputs.facts
    gone = {("override", leaf.node.id) for leaf in rows}
    values = {key: value for key, value in facts.values.items() if key not in gone}
    places = {(leaf.rule.slot, leaf.place) for leaf in rows if leaf.rule.slot is not None}
    items = {
        slot: [
            {key: value for key, value in row.items() if key != "override"}
            if (slot, place) in places
            else row
            for place, row in enumerate(given)
        ]
        for slot, given in facts.items.items()
    }
    return Facts(values, items)
