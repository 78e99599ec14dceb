"""Changes tried out one at a time: each laid over the first ruleset alone, and left out alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from scorelib.compiler.graph.plan import Plan
from scorelib.ground.errors import Lang, Text
from scorelib.reading.revisions.changes import Change, Comparison
from scorelib.reading.revisions.flats import UNSCORED, Key
from scorelib.reading.revisions.phrases import say_both
from scorelib.reading.revisions.spellings import exchange

__all__ = ["Trial", "name_change", "plan_trials", "without_period"]

_DEFINED: Final = frozenset({"fact", "table", "value", "cohort", "way"})
"""What does nothing by itself: it has to be used."""

_MOST: Final = 60
"""Longer words stand in the list of changes only."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Changes that can be made together alone: the plan with them only, and that without them.

    `without` is None where the rest cannot stand without them.
    """

    label: Text
    changes: tuple[Change, ...]
    alone: Plan
    without: Plan | None


def without_period(plan: Plan) -> Plan:
    """Return a plan that scores projects of any day."""
    return replace(plan, effective=None)


def plan_trials(comparison: Comparison) -> tuple[Trial, ...]:
    """Return the changes of a comparison in the smallest parts that can be tried alone.

    Maxima that add up only together are one part. What no points depend on is in none.
    """
    return _Planner(comparison).plan()


class _Planner:
    def __init__(self, comparison: Comparison) -> None:
        self._one, self._other = comparison.one, comparison.other
        self._groups = {group.id: group.label for group in comparison.groups}
        counted = [each for each in comparison.meant if each.kind not in UNSCORED]
        defined = [each for each in counted if each.kind in _DEFINED]
        self._new = _list_keys(each for each in defined if each.what == "added")
        self._gone = _list_keys(each for each in defined if each.what == "removed")
        self._atoms = [
            each
            for each in counted
            if each.kind not in _DEFINED or each.what not in ("added", "removed")
        ]

    def plan(self) -> tuple[Trial, ...]:
        found = {id(atom): self._try([atom]) for atom in self._atoms}
        trials = [trial for trial in found.values() if trial is not None]
        return tuple(self._join(trials, [each for each in self._atoms if found[id(each)] is None]))

    def _join(self, found: list[Trial], rest: Sequence[Change]) -> list[Trial]:
        """Return what cannot be tried alone: by groups of the form, else all of it together."""
        left: list[Change] = []
        for group in dict.fromkeys(each.group for each in rest):
            members = [each for each in rest if each.group == group]
            whole = [each for each in self._atoms if each.group == group]
            trial = self._try(members) if len(members) > 1 else None
            if trial is None and len(whole) > len(members):
                trial = self._try(whole)
            if trial is None:
                left += members
            else:
                # What could be tried alone is in it now, too.
                found = [each for each in found if not set(each.changes) <= set(trial.changes)]
                found.append(trial)
        if left:
            # Where not even these go together, nothing less than the whole can be tried.
            found.append(self._try(left) or self._try_whole(left))
        return found

    def _try(self, changes: Sequence[Change]) -> Trial | None:
        keys = _list_keys(changes)
        alone = exchange(self._one, self._other, (*self._new, *keys))
        if alone is None:
            return None
        without = exchange(self._other, self._one, (*keys, *self._gone))
        return Trial(self._name(changes), tuple(changes), alone, without)

    def _try_whole(self, changes: Sequence[Change]) -> Trial:
        plan = without_period(self._other.plan)
        first = without_period(self._one.plan)
        return Trial(self._name(changes), tuple(changes), plan, first)

    def _name(self, changes: Sequence[Change]) -> Text:
        if len(changes) == 1:
            return name_change(changes[0])
        groups = dict.fromkeys(self._groups[each.group] for each in changes)
        zh, en = "、".join(each.zh for each in groups), ", ".join(each.en for each in groups)
        return say_both("several", groups=Text(zh, en), count=str(len(changes)))


def name_change(change: Change) -> Text:
    """Return a change in a few words.

    What is new or gone is named, of the rest what of it changed.
    """
    if change.what != "changed":
        said = say_both(change.what)
        return Text(f"{change.label.zh}：{said.zh}", f"{change.label.en}: {said.en}")
    return Text(_name(change, "zh"), _name(change, "en"))


def _name(change: Change, lang: Lang) -> str:
    sides = [(each or say_both("nothing")).to(lang) for each in (change.before, change.after)]
    said = f"{change.label.to(lang)}{'：' if lang == 'zh' else ': '}{change.side.to(lang)}"
    return said if max(map(len, sides)) > _MOST else f"{said} {sides[0]} → {sides[1]}"


def _list_keys(changes: Iterable[Change]) -> tuple[Key, ...]:
    return tuple(key for each in changes for key in each.keys)
