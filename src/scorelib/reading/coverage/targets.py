"""Targets: every part of a ruleset that a case can reach, and how one sees that it was.

They are read off the plan, each with the place where it is written. What several places of the
tree share (a way of scoring written once) is one target, reached where any of them reaches it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.ruleset import Ruleset
from scorelib.reading.coverage import bands, branches, settings, tables
from scorelib.reading.coverage.sites import Sites
from scorelib.reading.coverage.target import KINDS, Kind, Survey, Target

__all__ = ["KINDS", "Kind", "Target", "list_targets"]

_LISTS: Final[tuple[Callable[[Survey], Iterator[Target]], ...]] = (
    settings.list_indicators,
    bands.list_grades,
    bands.list_bands,
    settings.list_options,
    settings.list_forms,
    settings.list_profiles,
    branches.list_branches,
    tables.list_rows,
    settings.list_rules,
    settings.list_policies,
    settings.list_limits,
    settings.list_roundings,
    settings.list_checks,
    settings.list_named,
)
"""What is looked for, in the order in which it is listed."""


def list_targets(ruleset: Ruleset, plan: Plan) -> tuple[Target, ...]:
    """Return everything of a ruleset that its cases can reach, in the order of the document.

    What a lower layer writes is among it, marked as not the ruleset's own.

    >>> from scorelib.compiler.compilation import compile_ruleset
    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> ruleset = load_ruleset("cn/yunnan/self-evaluation@2020")
    >>> targets = list_targets(ruleset, compile_ruleset(ruleset))
    >>> [(target.kind, target.node) for target in targets if target.own]
    [('indicator', 'execution-rate')]
    """
    survey = Survey(plan, Sites(ruleset.tree), ruleset.reference)
    found: dict[tuple[object, ...], Target] = {}
    for part in _LISTS:
        for each in part(survey):
            known = found.setdefault(each.key, each)
            if known is not each:
                found[each.key] = replace(known, probes=(*known.probes, *each.probes))
    return tuple(sorted(found.values(), key=_order))


def _order(target: Target) -> tuple[bool, str, int, int]:
    place = target.place
    return not target.own, place.layer, place.line, KINDS.index(target.kind)
