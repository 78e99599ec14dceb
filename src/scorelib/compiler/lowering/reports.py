"""What a ruleset says of reports: its checks, the nodes they ask about, the chapters it wants."""

from __future__ import annotations

from scorelib.compiler.bench.site import Loc, Site
from scorelib.compiler.bench.terms import Term
from scorelib.compiler.graph.plan import ChapterPlan, KeyNodesPlan
from scorelib.compiler.lowering.bands import check_unique
from scorelib.compiler.lowering.draft import Draft
from scorelib.model.ruleset import Check
from scorelib.words.expressions import guess_name

__all__ = ["list_chapters", "lower_checks", "read_key_nodes"]


def lower_checks(draft: Draft) -> None:
    """Add the ruleset's own checks: each is a finding where its assertion does not hold."""
    checks = draft.document.checks
    check_unique(draft, ("checks",), [check.id for check in checks])
    for index, check in enumerate(checks):
        _lower_check(draft, ("checks", index), check)


def _lower_check(draft: Draft, path: Loc, check: Check) -> None:
    build = draft.bench.build
    names = {**_name_maxima(draft), **draft.bench.names}
    site = Site(draft.bench, path, names, build.constant(0), None)
    clauses = draft.bench.clauses(check.cites, (*path, "cites"))
    holds = site.condition(check.assert_, "assert")
    if holds is None:
        return
    known = [*draft.bench.facts, *(each.id for each in draft.values)]
    for place, name in enumerate(check.figures):
        if name not in known:
            draft.bench.report("SL396", (*path, "figures", place), name=name, known=tuple(known))
    draft.alarm(
        "SL514",
        check.severity,
        build.invert(holds),
        None,
        words=(("id", check.id), ("message", check.message)),
        clauses=clauses,
        shown=check.figures,
    )


def _name_maxima(draft: Draft) -> dict[str, Term]:
    """Return what checks call the maxima of the first level: `output_max_points`.

    Rules say how they stand to each other even where the project sets them: 产出、效益不低于60%.
    """
    return {
        f"{name.replace('-', '_')}_max_points": Term(draft.parts[name].max_points, "number")
        for name in draft.document.indicators
        if name in draft.parts
    }


def read_key_nodes(draft: Draft) -> KeyNodesPlan:
    """Return which nodes are the execution and the outputs; one that is not there is noted."""
    given = draft.document.key_nodes
    if given is None:
        return KeyNodesPlan()
    known = list(draft.parts)
    paths: list[tuple[Loc, str]] = [
        (("key_nodes", "outputs", index), name) for index, name in enumerate(given.outputs)
    ]
    if given.execution is not None:
        paths.append((("key_nodes", "execution"), given.execution))
    for path, name in paths:
        if name not in known:
            draft.bench.report("SL397", path, node=name, guess=guess_name(name, known) or "–")
    return KeyNodesPlan(given.execution, given.outputs)


def list_chapters(draft: Draft) -> tuple[ChapterPlan, ...]:
    """Return what a report has to treat, with the clauses that say so."""
    return tuple(
        ChapterPlan(name, each.label, draft.bench.clauses(each.cites, ("chapters", name, "cites")))
        for name, each in draft.document.chapters.items()
    )
