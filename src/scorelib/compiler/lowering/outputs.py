"""Results beside the total: figures made of the nodes, and lists of the nodes that matter most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from scorelib.compiler.bench.site import Loc, Site
from scorelib.compiler.bench.terms import Term
from scorelib.compiler.graph.plan import Candidate, ExtraPlan
from scorelib.compiler.lowering.bands import bound_place, lower_grades
from scorelib.compiler.lowering.draft import Draft
from scorelib.compiler.lowering.grades import bound_total
from scorelib.compiler.lowering.values import read_unit_as
from scorelib.model.derived import OutputSpec, Worst
from scorelib.words.expressions import guess_name
from scorelib.words.rounding import RoundingRule

__all__ = ["join_names", "lower_outputs", "name_nodes"]


def lower_outputs(draft: Draft) -> None:
    """Add every output: a formula over nodes and earlier outputs, or a list of nodes."""
    names = join_names(draft.bench.names, name_nodes(draft))
    for name, spec in draft.document.outputs.items():
        path: Loc = ("outputs", name)
        called = name.replace("-", "_")
        if called in names:
            draft.bench.report_key("SL312", path, name=name)
        if spec.worst is not None:
            _list_worst(draft, path, name, spec, spec.worst)
            continue
        term = _lower_figure(draft, path, name, spec, names)
        if term is not None:
            names[called] = term


def name_nodes(draft: Draft) -> dict[str, Term]:
    """Return what formulas call the points of each node: its id, with underscores."""
    found, build = {}, draft.bench.build
    for path, part in draft.parts.items():
        # Points are held to their range by the ways in which they come about; said again here,
        # the range of a formula over them is proved.
        bounds = bound_total(draft) if path == "total" else bound_place(draft, path)
        node = part.points
        if bounds is not None and bounds.lo is not None:
            node = build.extreme("max", (node, build.constant(bounds.lo)))
        if bounds is not None and bounds.hi is not None:
            node = build.extreme("min", (node, build.constant(bounds.hi)))
        found[path.replace(".", "_").replace("-", "_")] = Term(node, "number")
        draft.names.setdefault(node, path)
    return found


def join_names(own: Mapping[str, Term], nodes: Mapping[str, Term]) -> dict[str, Term]:
    """Return the names of facts and values with those of nodes; one that is both means neither."""
    both = {name: replace(nodes[name], ambiguous=True) for name in own.keys() & nodes.keys()}
    return {**own, **nodes, **both}


def _lower_figure(
    draft: Draft, path: Loc, name: str, spec: OutputSpec, names: dict[str, Term]
) -> Term | None:
    bench = draft.bench
    site = Site(bench, path, names, bench.build.constant(0), None)
    term = site.term(spec.formula or "", "formula", kind=None)
    unit = read_unit_as(draft, path, spec.unit)
    if term is None:
        return None
    if unit is not None and unit.dimension != term.dimension:
        site.report_unit(term.dimension, unit.dimension, "unit")
        return None
    rounding: RoundingRule | None = None
    if spec.rounding is not None and term.kind != "number":
        bench.report("SL310", (*path, "rounding"), key="rounding", kind=term.kind)
    elif spec.rounding is not None:
        rounding = bench.rounding(spec.rounding, (*path, "rounding"), term.dimension)
    node = bench.build.round(term.node, rounding)
    grade = None
    if spec.grades:
        domain = bench.bounds.of(node)
        grade = lower_grades(draft, (*path, "grades"), spec.grades, node, domain, rounding)
    clauses = bench.clauses(spec.cites, (*path, "cites"))
    place = bench.place(path)
    extra = ExtraPlan(
        name, spec.label, node, term.node, unit, rounding, grade, clauses, place, note=spec.note
    )
    draft.extras.append(extra)
    return Term(node, term.kind, term.dimension, term.words, term.degree)


def _list_worst(draft: Draft, path: Loc, name: str, spec: OutputSpec, worst: Worst) -> None:
    """Add a list of nodes: those with the extreme figure, or all for which a condition holds."""
    bench, build = draft.bench, draft.bench.build
    below = _list_children(draft, path, worst)
    if below is None:
        return
    points = [draft.parts[each].points for each in below]
    which: Literal["min", "max"] = "max" if worst.order == "highest" else "min"
    extreme = _extreme_known(draft, which, points)
    candidates = []
    for each, node in zip(below, points, strict=True):
        holds = _read_when(draft, path, worst, node)
        if holds is None:
            return
        named = [build.is_known(node), holds]
        if worst.most == "ties":
            named.append(build.compare("==", node, extreme))
        candidates.append(Candidate(each, node, build.holds(build.join("and", named))))
    clauses = bench.clauses(spec.cites, (*path, "cites"))
    draft.extras.append(
        ExtraPlan(
            name,
            spec.label,
            None,
            None,
            None,
            None,
            None,
            clauses,
            bench.place(path),
            worst.order,
            tuple(candidates),
            spec.note,
        )
    )


def _list_children(draft: Draft, path: Loc, worst: Worst) -> list[str] | None:
    """Return the ids of the nodes right below a heading, or of level one for the total."""
    top = worst.of == "total"
    if not top and worst.of not in draft.parts:
        guess = guess_name(worst.of, list(draft.parts)) or "–"
        draft.bench.report("SL371", (*path, "worst", "of"), node=worst.of, guess=guess)
        return None
    parents = {each.id: each.parent for each in draft.occurrences if each.slot is None}
    wanted = None if top else worst.of
    below = [name for name, parent in parents.items() if parent == wanted]
    if not below:
        draft.bench.report("SL339", (*path, "worst", "of"), node=worst.of)
        return None
    return below


def _read_when(draft: Draft, path: Loc, worst: Worst, points: int) -> int | None:
    """Return the condition under which a node is listed; `points` are its own in the formula."""
    build = draft.bench.build
    if worst.when is None:
        return build.constant(True)
    nodes = {**name_nodes(draft), "points": Term(points, "number")}
    names = join_names(draft.bench.names, nodes)
    site = Site(draft.bench, (*path, "worst"), names, build.constant(0), None)
    return site.condition(worst.when, "when")


def _extreme_known(draft: Draft, which: Literal["min", "max"], points: list[int]) -> int:
    """Return the extreme of the figures that are there."""
    build, found = draft.bench.build, points[0]
    for each in points[1:]:
        both = build.extreme(which, (found, each))
        first = (build.is_state(found), each)
        found = build.choose([first, (build.is_state(each), found)], both)
    return found
