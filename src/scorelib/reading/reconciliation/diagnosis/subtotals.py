"""Subtotals: sums that people add up, with one part left out of them or counted twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.diagnosis.alternatives import Alternative
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.words.numbers import print_points

__all__ = ["Base", "add_declared", "list_bases", "list_miscounts"]

_DECLARED = Text("申报的各项得分合计", "the declared points")
_COMPUTED = Text("复算的各项得分合计", "the computed points")
_NOTHING = ("not-applicable", "unused")


@dataclass(frozen=True, slots=True)
class Base:
    """A sum that somebody may have made: whose figures, the sum, and the parts it is made of."""

    name: Text
    whole: Fraction
    parts: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Points as one source gives them, from which those of headings follow."""

    dossier: Dossier
    given: Mapping[str, Fraction]
    own_first: bool

    def points(self, path: str) -> Fraction | None:
        """Return the points of a node: its own, or those below it added up."""
        node = self.dossier.nodes[path]
        own = self.given.get(path)
        below = [each.id for each in self.dossier.children(path)]
        if not below or self._is_other(path) or (own is not None and self.own_first):
            return Fraction(0) if own is None and node.status in _NOTHING else own
        parts = [self.points(each) for each in below]
        known = [each for each in parts if each is not None]
        return own if len(known) < len(parts) else sum(known, Fraction(0))

    def _is_other(self, path: str) -> bool:
        """Return whether a heading is no sum."""
        rules = self.dossier.plan.occurrences
        return any(each.id == path and each.aggregate is not None for each in rules)

    def base(self, name: Text, subject: str) -> Base | None:
        """Return the sum of what is right below a node, or of level one for the total."""
        top = None if subject == "total" else subject
        below = [each.id for each in self.dossier.children(top)]
        first = {each: self.points(each) for each in below}
        known = {each: value for each, value in first.items() if value is not None}
        if not below or len(known) < len(first):
            return None
        parts = {path: value for path, value in known.items() if not self._is_criterion(path)}
        if top is None:
            for heading, value in known.items():
                parts |= self._list_below(heading, value)
        return Base(name, sum(known.values(), Fraction(0)), parts)

    def _list_below(self, heading: str, whole: Fraction) -> dict[str, Fraction]:
        """Return the parts of level two, but for one that is all of its heading."""
        return {
            each.id: value
            for each in self.dossier.children(heading)
            if not self._is_criterion(each.id)
            and (value := self.points(each.id)) is not None
            and value != whole
        }

    def _is_criterion(self, path: str) -> bool:
        """Return whether a node is a point of one indicator, of which nobody makes a subtotal."""
        return self.dossier.nodes[path].kind == "criterion"


def add_declared(dossier: Dossier, subject: str, *, own_first: bool = False) -> Fraction | None:
    """Return the sum of the declared points below a node or of all, None where one is missing.

    `own_first` takes what headings declare themselves before what stands below them.
    """
    if _is_no_sum(dossier, subject):
        return None
    base = _Sheet(dossier, dossier.inputs.declared.points, own_first).base(_DECLARED, subject)
    return None if base is None else base.whole


def list_bases(dossier: Dossier, subject: str) -> tuple[Base, ...]:
    """Return the sums that can be made for a node: of declared points, of parts, of computed."""
    if _is_no_sum(dossier, subject):
        return ()
    return tuple(base for base in _list_bases(dossier, subject) if base is not None)


def _is_no_sum(dossier: Dossier, subject: str) -> bool:
    plan = dossier.plan
    if subject == "total":
        return plan.outputs[0].aggregate is not None
    return any(each.id == subject and each.aggregate is not None for each in plan.occurrences)


def _list_bases(dossier: Dossier, subject: str) -> Iterator[Base | None]:
    declared = dossier.inputs.declared.points
    for own_first in (False, True):
        yield _Sheet(dossier, declared, own_first).base(_DECLARED, subject)
    for part, given in _list_parts(dossier).items():
        name = Text(f"{part.zh}的各项得分合计", f"the points of {part.en}")
        yield _Sheet(dossier, given, True).base(name, subject)
    computed = {node.id: node.points for node in dossier.nodes.values() if node.points is not None}
    yield _Sheet(dossier, computed, True).base(_COMPUTED, subject)


def _list_parts(dossier: Dossier) -> dict[Text, dict[str, Fraction]]:
    """Return the points that statements of one part of the report give, by the part."""
    found: dict[Text, dict[str, Fraction]] = {}
    for each in dossier.inputs.statements:
        if each.kind == "points" and each.part is not None and each.amount is not None:
            found.setdefault(each.part, {})[each.about] = each.amount.value
    return found


def list_miscounts(dossier: Dossier, subject: str) -> Iterator[Alternative]:
    """Yield every sum with one of its parts left out, and with one counted twice."""
    seen: set[tuple[str, str, Fraction, Fraction]] = set()
    for base in list_bases(dossier, subject):
        for path, part in base.parts.items():
            if not part:
                continue
            for kind, sign in (("SL860", -1), ("SL861", 1)):
                found = base.whole + sign * part
                key = (kind, path, base.whole, part)
                if key not in seen:
                    seen.add(key)
                    yield _describe(dossier, kind, found, base, path)


def _describe(dossier: Dossier, kind: str, figure: Fraction, base: Base, path: str) -> Alternative:
    words = (
        ("base", base.name),
        ("whole", print_points(base.whole)),
        ("label", dossier.nodes[path].label),
        ("part", print_points(base.parts[path])),
    )
    return Alternative(kind, figure, words, path)
