"""Declared points held against themselves: under a heading, of a heading, total against grade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scorelib.compiler.graph.plan import GradePlan, Occurrence, OutputPlan, Plan
from scorelib.engine.intake.rounds import Round
from scorelib.engine.outcome.additions import list_bonus
from scorelib.engine.outcome.views import Finding, NodeResult
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.reading.reconciliation.lines import compare_points
from scorelib.words.folding import fold_text
from scorelib.words.numbers import count_places, print_number

__all__ = ["check_grades", "check_headings", "check_sums", "is_summed"]


def check_sums(dossier: Dossier) -> Iterator[Finding]:
    """Yield the headings under which more points are declared than their maximum (SL801).

    A leaf that is itself declared above its maximum (SL504) counts with its maximum here, and so
    does a heading that is reported already: each excess is told where it arises.
    """
    for form in _list_forms(dossier):
        for node in form.headings():
            found = form.take(node)
            if found is None or node.max_points is None:
                continue
            if found.held <= node.max_points + form.slack(node):
                continue
            words = (
                ("label", node.label),
                ("round", form.round.label),
                ("what", _OWN if found.own else _BELOW),
                ("declared", print_number(found.raw)),
                ("computed", print_number(node.max_points)),
            )
            yield Finding("SL801", "error", words, node.id, form.list_parts(node))


def check_headings(dossier: Dossier) -> Iterator[Finding]:
    """Yield the headings whose own declared points are not the sum of those below (SL802)."""
    for form in _list_forms(dossier):
        for node in form.headings():
            declared = form.round.points.get(node.id)
            sums = form.list_sums(node)
            if declared is None or not sums:
                continue
            slack = form.slack(node)
            near = (abs(declared - each) <= slack for each in sums)
            ways = (compare_points(declared, each, node.places) for each in sums)
            if any(near) or any(way != "differs" for way in ways):
                continue
            words = (
                ("label", node.label),
                ("round", form.round.label),
                ("declared", print_number(declared)),
                ("computed", print_number(sums[0])),
            )
            yield Finding("SL802", "error", words, node.id, form.list_parts(node))


def _list_forms(dossier: Dossier) -> Iterator[_Form]:
    """Yield each round that was made by this ruleset: another has other headings and maxima."""
    occurrences = {each.id: each for each in dossier.plan.occurrences if each.slot is None}
    below: dict[str | None, list[NodeResult]] = {}
    for node in dossier.nodes.values():
        below.setdefault(node.parent, []).append(node)
    bonus = list_bonus(dossier.plan.canonical)
    unrounded = frozenset(
        each.slot or each.id
        for each in dossier.plan.occurrences
        if not each.is_heading and each.rounding is None
    )
    for each in dossier.inputs.declared.rounds:
        if each.points and _is_own(dossier.plan, each):
            yield _Form(dossier.nodes, each, occurrences, below, bonus, unrounded)


def _is_own(plan: Plan, each: Round) -> bool:
    return each.ruleset in (None, f"{plan.ruleset.id}@{plan.ruleset.edition}")


@dataclass(frozen=True, slots=True)
class _Declared:
    """The declared points under a node: as they stand, and with no part above its maximum."""

    raw: Fraction
    held: Fraction
    own: bool = False


_BELOW = Text("之下申报的得分合计", "what is declared under it adds up to, for")
_OWN = Text("申报", "it declares for")
_NOTHING = _Declared(Fraction(0), Fraction(0))
_SPARED = ("not-applicable", "unused")


@dataclass(frozen=True, slots=True)
class _Form:
    """The points that one round declares, over the tree of the ruleset."""

    nodes: Mapping[str, NodeResult]
    round: Round
    occurrences: Mapping[str, Occurrence]
    below: Mapping[str | None, Sequence[NodeResult]]
    bonus: frozenset[str]
    unrounded: frozenset[str]

    def slack(self, node: NodeResult) -> Fraction:
        """Return how far printed points that no rule rounds may be off, added up under a node.

        Each may be off by half a step of the decimals it is printed with.
        """
        inside = (f"{node.id}.", node.id)
        if not any(each == inside[1] or each.startswith(inside[0]) for each in self.unrounded):
            return Fraction(0)
        points = self.round.points
        printed = [points[each] for each in points if f"{each}.".startswith(inside[0])]
        places = max((count_places(each) or 0 for each in printed), default=0)
        return Fraction(len(printed), 2 * 10**places)

    def headings(self) -> Iterator[NodeResult]:
        """Yield the nodes that are sums of what is below them, and have something below."""
        for node in self.nodes.values():
            if node.id in self.below and self.is_sum(node):
                yield node

    def is_sum(self, node: NodeResult) -> bool:
        """Return whether the points of a node are just what is below, at most held to a cap.

        Means, products, re-based sums and floors are not the sum that a form can be held to.
        """
        found = self.occurrences.get(node.id)
        if found is None or found.aggregate is not None:
            return False
        return all(change.kind == "cap" for change in found.changes)

    def take(self, node: NodeResult) -> _Declared | None:
        """Return what is declared under a node; where that is not all there, what it says itself.

        Its own figure may hold a bonus, which comes on top of its maximum.
        """
        declared = self.round.points.get(node.id)
        found = self._add_up(node) if node.id in self.below else self._take_leaf(node)
        extra = any(each.startswith(f"{node.id}.") for each in self.bonus)
        if found is not None or declared is None or extra:
            return found
        return _Declared(declared, declared, own=True)

    def _add_up(self, node: NodeResult) -> _Declared | None:
        """Return the sum of what is declared below, a bonus left out; None where some is not."""
        if not self.is_sum(node):
            return None
        children = [each for each in self.below[node.id] if each.id not in self.bonus]
        found = [self._hold(each) for each in children]
        known = [each for each in found if each is not None]
        if len(known) < len(found):
            return None
        return _Declared(
            sum((each.raw for each in known), Fraction(0)),
            sum((each.held for each in known), Fraction(0)),
        )

    def _hold(self, node: NodeResult) -> _Declared | None:
        found = self.take(node)
        if found is None or node.max_points is None:
            return found
        return _Declared(found.raw, min(found.held, node.max_points))

    def _take_leaf(self, node: NodeResult) -> _Declared | None:
        declared = self.round.points.get(node.id)
        if declared is not None:
            return _Declared(declared, declared)
        spared = node.status in _SPARED and node.points is None
        return _NOTHING if spared else None

    def list_sums(self, node: NodeResult) -> list[Fraction]:
        """Return what a heading may declare: the sum of what is right below, a bonus in or out.

        Where the rule holds it to a cap that sum may also stand capped; of what declares nothing
        itself, the sum below it counts.
        """
        children = list(self.below[node.id])
        plain = [each for each in children if each.id not in self.bonus]
        found: list[Fraction] = []
        for part in (children, plain):
            sums = [self._value_of(each) for each in part]
            known = [each for each in sums if each is not None]
            if len(known) == len(sums):
                found.append(sum(known, Fraction(0)))
        changes = self.occurrences[node.id].changes
        if changes and node.max_points is not None:
            found += [min(each, node.max_points) for each in found]
        rounding = self.occurrences[node.id].rounding
        return found if rounding is None else [rounding.apply(each) for each in found]

    def _value_of(self, node: NodeResult) -> Fraction | None:
        declared = self.round.points.get(node.id)
        if declared is not None:
            return declared
        found = self.take(node)
        return None if found is None else found.raw

    def list_parts(self, node: NodeResult) -> tuple[Text, ...]:
        """Return what is declared right below a heading, as evidence, after where it stands."""
        at = (self.round.at,) if self.round.at else ()
        shown = []
        for child in self.below[node.id]:
            value = self._value_of(child)
            if value is not None and child.status not in _SPARED:
                points, most = print_number(value), child.max_points
                top = "–" if most is None else print_number(most)
                shown.append(
                    Text(
                        f"{child.label.zh} {points}（分值 {top}）",
                        f"{child.label.en} {points} (maximum {top})",
                    )
                )
        return (*at, *shown)


def check_grades(dossier: Dossier) -> Iterator[Finding]:
    """Yield the rounds whose total and grade do not fit by the edges of the ruleset (SL803)."""
    plan = dossier.plan.grade
    if plan is None:
        return
    for each in dossier.inputs.declared.rounds:
        if each.total is None or each.grade is None or not _is_own(dossier.plan, each):
            continue
        named = _name_grade(plan, each.grade)
        fitting = _list_fitting(dossier.plan, plan, each.total)
        by_rule = {rule.grade for rule in plan.rules}
        if named is None or not fitting or named in {*fitting, *by_rule}:
            continue
        labels = tuple(band.label for name, band in plan.bands if name in fitting)
        words = (
            ("round", each.label),
            ("total", print_number(each.total)),
            ("declared", each.grade),
            ("computed", labels),
        )
        yield Finding("SL803", "error", words, None, (each.at,) if each.at else ())


def _name_grade(plan: GradePlan, said: str) -> str | None:
    """Return the ruleset's own name of a grade; None where it knows no such grade."""
    word = fold_text(said).strip()
    return next((name for name, band in plan.bands if word in (name, *band.label)), None)


def _list_fitting(plan: Plan, grade: GradePlan, total: Fraction) -> set[str]:
    """Return the grades of the totals that a printed total may stand for.

    Where the rule leaves the total unrounded, a person printed it with fewer decimals.
    """
    figures = [total]
    if not _is_on_grid(plan):
        half = Fraction(1, 2 * 10 ** (count_places(total) or 0))
        figures += [total - half, total + half]
    low, high = min(figures), max(figures)
    return {
        name
        for name, band in grade.bands
        if any(band.holds(each) for each in figures)
        or (band.least is not None and low < band.least < high)
    }


def _is_on_grid(plan: Plan) -> bool:
    """Return whether every total has as few decimals as a form prints."""
    if plan.outputs[0].rounding is not None:
        return True
    leaves = [each for each in plan.occurrences if each.method is not None]
    return is_summed(plan) and all(each.rounding is not None for each in leaves)


def is_summed(plan: Plan) -> bool:
    """Return whether all points are added up as they are: no means, products, re-based sums."""
    places: list[OutputPlan | Occurrence] = [plan.outputs[0], *plan.occurrences]
    return all(
        each.aggregate is None and all(change.kind != "rebase" for change in each.changes)
        for each in places
    )
