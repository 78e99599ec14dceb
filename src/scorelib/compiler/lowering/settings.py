"""What a place says of its scoring: its method and that method's settings, clauses and rounding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from pydantic import ValidationError

from scorelib.compiler.bench.site import Loc, Site
from scorelib.compiler.graph.heads import Clause
from scorelib.compiler.lowering.draft import Draft
from scorelib.compiler.lowering.maxima import Spot
from scorelib.compiler.methods import Lowered, Method
from scorelib.compiler.methods.shares import find_share
from scorelib.ground.errors import Text
from scorelib.ground.source import MappingNode, Scalar, locate
from scorelib.model.aliases import guess_choice
from scorelib.model.ruleset import MethodSettings
from scorelib.words.numbers import print_number
from scorelib.words.rounding import RoundingRule

__all__ = ["check_range", "kind_of", "lower_method", "method_clauses", "read_rounding"]


def read_rounding(draft: Draft, spot: Spot) -> tuple[RoundingRule | None, tuple[Clause, ...]]:
    """Return the rounding of points in a place, and what it rests on.

    A criterion is rounded only where it says so itself; an indicator else as the ruleset says.
    """
    own, whole = spot.spec.rounding, draft.document.rounding.points
    if own is None and spot.kind == "criterion":
        return None, ()
    at: Loc = (*spot.path, "rounding") if own else ("rounding", "points")
    used = own or whole
    rule = draft.bench.rounding(own, at) if own else draft.rounding_points
    return rule, draft.bench.clauses(used.cites, (*at, "cites")) if used else ()


def method_clauses(draft: Draft, path: Loc, method: object) -> tuple[Clause, ...]:
    """Return what a method's way of scoring rests on, where the method says so itself."""
    if not isinstance(method, dict):
        return ()
    rounding = method.get("rounding")
    found: list[Clause] = []
    for part, at in ((method, path), (rounding, (*path, "rounding"))):
        if isinstance(part, dict) and "cites" in part:
            try:
                settings = MethodSettings(cites=part["cites"])
            except ValidationError:
                continue  # Reported where the method itself is read.
            found += draft.bench.clauses(settings.cites, (*at, "cites"))
    return tuple(found)


def lower_method(site: Site, table: Sequence[Method]) -> Lowered | None:
    """Return what a method lowers to, or None after noting what is wrong with it."""
    node = locate(site.bench.tree, site.path)
    if isinstance(node, Scalar):
        return _lower_bare(site, table, str(node))
    kind = node.values.get("kind") if isinstance(node, MappingNode) else None
    if kind is None:
        site.bench.report_key("SL103", site.path, key="kind")
        return None
    if not isinstance(kind, Scalar):
        site.report("SL106", "kind")
        return None
    found = _find_method(site, table, str(kind), "kind")
    settings = site.read(found.shape) if found else None
    return found.lower(settings, site) if found and settings is not None else None


def _lower_bare(site: Site, table: Sequence[Method], kind: str) -> Lowered | None:
    """Lower a method that is written as its kind alone."""
    found = _find_method(site, table, kind)
    if found is None:
        return None
    required = [
        field.alias or name
        for name, field in found.shape.model_fields.items()
        if field.is_required() and name != "kind"
    ]
    for key in required:
        site.report("SL103", key=key)
    if required:
        return None
    return found.lower(found.shape.model_validate({"kind": kind}), site)


def _find_method(site: Site, table: Sequence[Method], kind: str, *steps: str) -> Method | None:
    by_kind: Mapping[str, Method] = {each.kind: each for each in table}
    if kind in by_kind:
        return by_kind[kind]
    guess = guess_choice(kind, list(by_kind))
    if not kind:
        site.report("SL107", *steps)
    elif guess:
        site.report("SL303", *steps, kind=kind, known=tuple(by_kind), guess=guess)
    else:
        site.report("SL317", *steps, kind=kind, known=_name_methods(table))
    return None


def _name_methods(table: Sequence[Method]) -> Text:
    """Return the kinds of methods with what each is called."""
    zh = "、".join(f"{each.kind}（{each.page.title.zh}）" for each in table)
    return Text(zh, ", ".join(f"{each.kind} ({each.page.title.en})" for each in table))


def kind_of(site: Site) -> str:
    """Return the kind of method that is written in a place."""
    node = locate(site.bench.tree, site.path)
    if isinstance(node, MappingNode):
        return str(node.values.get("kind", "declared"))
    return str(node)


def check_range(site: Site, lowered: Lowered) -> None:
    """Note points that are not shown to stay between the least and the maximum."""
    if lowered.held:
        return
    share = lowered.share
    if site.most is None and share is None:
        share = find_share(site.build, lowered.points, site.max_points)
    if share is not None and site.bound(share).within(Fraction(0), Fraction(1)):
        return
    if site.most is not None and (site.least < 0 or share is None):
        found, scale, least, most = site.bound(lowered.points), Fraction(1), site.least, site.most
    elif share is not None:
        # A share of the maximum is told in points, where the ruleset fixes the maximum.
        found, scale = site.bound(share), site.most or Fraction(1)
        least, most = Fraction(0), Fraction(1)
    else:
        site.report("SL332")
        return
    if not found.within(least, most):
        low = "-∞" if found.lo is None else print_number(found.lo * scale)
        high = "+∞" if found.hi is None else print_number(found.hi * scale)
        site.report("SL331", low=low, high=high, most=print_number(most * scale))
