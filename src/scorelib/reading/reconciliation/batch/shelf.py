"""The shelf: what reconciles projects of each ruleset, made once and found again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.intake.choice import choose_ruleset
from scorelib.engine.intake.project import Project
from scorelib.ground.errors import Diagnostic, DocumentError, NotFoundError
from scorelib.reading.reconciliation.batch.sources import place_absence
from scorelib.reading.reconciliation.reconciliation import Reconciler

__all__ = ["Shelf"]

_MOST: Final = 256
"""How many choices are remembered: rulesets that are looked up by day have one for each day."""

_Choice = tuple[object, ...]
_Found = Reconciler | tuple[Diagnostic, ...]


@dataclass(slots=True)
class Shelf:
    """The reconcilers of all rulesets that projects asked for; what was refused stays refused."""

    ruleset: str | None = None
    on: date | None = None
    roots: Sequence[Path] = ()
    _chosen: OrderedDict[_Choice, _Found] = field(default_factory=OrderedDict, repr=False)
    _made: dict[str, Reconciler] = field(default_factory=dict, repr=False)

    def find(self, project: Project) -> Reconciler:
        """Return what reconciles a project by the ruleset it asks for. Raises `DocumentError`."""
        choice = self._name_choice(project)
        if choice in self._chosen:
            self._chosen.move_to_end(choice)
        else:
            self._chosen[choice] = self._choose(project)
            if len(self._chosen) > _MOST:
                self._chosen.popitem(last=False)
        found = self._chosen[choice]
        if isinstance(found, Reconciler):
            return found
        # Where a ruleset is refused without a place, it is told at the project that asks for it.
        here = project.tree.location
        raise DocumentError(
            [each if each.location else replace(each, location=here) for each in found]
        )

    def _name_choice(self, project: Project) -> _Choice:
        """Return all that the choice of a ruleset depends on."""
        head = project.document
        named = self.ruleset or head.ruleset
        is_fixed = named is not None and "@" in named and (self.on is None or self.ruleset)
        day = None if is_fixed else self.on or head.evaluated_on
        return (named, head.jurisdiction, head.rules, day)

    def _choose(self, project: Project) -> _Found:
        try:
            return self._make(choose_ruleset(project, self.ruleset, self.on, self.roots))
        except DocumentError as error:
            return error.diagnostics
        except NotFoundError as error:
            return (place_absence(error),)

    def _make(self, ruleset: Ruleset) -> Reconciler:
        """Return what reconciles by a ruleset; one that was found otherwise shares its plan."""
        head = ruleset.head
        if head.sha256 not in self._made:
            self._made[head.sha256] = Reconciler(ruleset, self.roots)
        made = self._made[head.sha256]
        if head == made.plan.ruleset:
            return made
        found = copy(made)
        found.ruleset, found.plan = ruleset, replace(made.plan, ruleset=head)
        return found
