"""Which ruleset a project is scored with: the one it names, or the one of its place and day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from scorelib.compiler.graph.heads import RulesetHead
from scorelib.compiler.loading.loader import find_ruleset, load_ruleset
from scorelib.compiler.loading.lookup import list_in_force
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.intake.project import Project
from scorelib.ground.errors import Diagnostic, NotFoundError, Text
from scorelib.model.project import ProjectDocument
from scorelib.words.places import list_above

__all__ = ["choose_ruleset", "is_own", "name_alternatives"]


def choose_ruleset(
    project: Project,
    ruleset: str | None = None,
    on: date | None = None,
    roots: Sequence[Path] = (),
) -> Ruleset:
    """Return the ruleset that a project is scored with.

    That is `ruleset`, if given, else the one the project names, else the one of its place. An id
    without an edition takes the one in force when the project is judged: on `on`, if given, which
    also comes before an edition that the project names. Raises `NotFoundError` (SL908 where there
    is nothing to go by, and what looking up raises) and `DocumentError`.
    """
    document = project.document
    when = on or document.evaluated_on
    named = ruleset or document.ruleset
    if named is not None:
        by_day = on is not None and ruleset is None
        return load_ruleset(named.partition("@")[0] if by_day else named, when, roots)
    if document.jurisdiction is not None:
        return find_ruleset(document.jurisdiction, document.rules, when, roots)
    raise NotFoundError("SL908")


def is_own(ruleset: RulesetHead, document: ProjectDocument) -> bool:
    """Return whether a ruleset is the one that a project asks for, or it asks for none."""
    if document.ruleset is not None:
        return document.ruleset in (ruleset.id, ruleset.reference)
    if document.jurisdiction is None:
        return True
    place = ruleset.jurisdiction
    above = list_above(document.jurisdiction)
    rules = document.rules
    fits = rules is None or ruleset.id == rules or ruleset.id.endswith(f"/{rules}")
    return fits and place is not None and place.code in above


_NONE = Text("没有查到", "none known")


def name_alternatives(
    ruleset: Ruleset, project: Project, problems: Iterable[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """Return problems with the rulesets that were in force, where the given one was not (SL416).

    These are other editions of it, and what applied in the project's place (or the ruleset's)
    and above.
    """
    return tuple(
        _name_in_force(ruleset, project, each) if each.code == "SL416" else each
        for each in problems
    )


def _name_in_force(ruleset: Ruleset, project: Project, problem: Diagnostic) -> Diagnostic:
    document, own = project.document, ruleset.document.jurisdiction
    place = document.jurisdiction or (own.code if own is not None else None)
    found = list_in_force(place, document.evaluated_on, ruleset.roots, ruleset.document.id)
    words = {**dict(problem.arguments), "others": found or (_NONE,)}
    return replace(problem, arguments=tuple(words.items()))
