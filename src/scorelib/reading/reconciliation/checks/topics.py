"""Topics: what several places of a report say of one matter, held against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from scorelib.engine.intake.statements import StatementRecord
from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.checks.outcomes import Outcomes, read_goal, unit_of
from scorelib.reading.reconciliation.checks.quoting import (
    name_node,
    place_of,
    quote_all,
    say,
)
from scorelib.reading.reconciliation.checks.values import (
    can_be_one,
    find_figures,
    spell_digits,
    squeeze,
)
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.words.amounts import Amount
from scorelib.words.days import DateTarget
from scorelib.words.targets import (
    Between,
    Comparison,
    Target,
    Unread,
    read_actual,
)
from scorelib.words.units import COUNT, Unit

__all__ = [
    "check_copies",
    "check_results",
    "check_rivals",
    "check_states",
    "check_unanswered",
]

_Group = list[StatementRecord]


def _by_topic(dossier: Dossier) -> Mapping[str, _Group]:
    """Return the statements that have a topic, by topic."""
    found: dict[str, _Group] = {}
    for statement in dossier.inputs.statements:
        if statement.topic is not None:
            found.setdefault(statement.topic, []).append(statement)
    return found


def _pick(group: _Group, *roles: str | None) -> _Group:
    return [each for each in group if each.role in roles]


def _find_node(dossier: Dossier, group: _Group) -> str | None:
    found = (name_node(dossier, each) for each in group)
    return next((path for path in found if path is not None), None)


def check_copies(dossier: Dossier) -> Iterator[Finding]:
    """Yield results that stand in the words of their target (SL823).

    An exact figure (8个, 20万元, 100%) that equals its target is a target met, not a copy; a
    bound, words, or a count in thousands (4.5万人次) is not what somebody has measured.
    """
    for topic, group in _by_topic(dossier).items():
        node = _find_node(dossier, group)
        targets = _index(_pick(group, "target"))
        for result in _pick(group, "result"):
            target = _find_copied(targets, result)
            if target is None:
                continue
            shown = result.value or say(result)
            words = (("topic", topic), ("value", shown), ("used", target.value or say(target)))
            yield Finding("SL823", "question", words, node, quote_all([target, result]))


_Key = tuple[str, bool, str]


def _index(targets: _Group) -> Mapping[_Key, StatementRecord]:
    """Return the first target with each value, and the first with each words."""
    found: dict[_Key, StatementRecord] = {}
    for each in targets:
        if each.value is not None:
            found.setdefault(("value", True, squeeze(each.value)), each)
        if each.words is not None:
            found.setdefault(("words", each.value is not None, squeeze(each.words.zh)), each)
    return found


def _find_copied(
    targets: Mapping[_Key, StatementRecord], result: StatementRecord
) -> StatementRecord | None:
    """Return the target whose value a result repeats; its words, where one of them has no value."""
    if result.value is not None and not _is_exact(result.value):
        found = targets.get(("value", True, squeeze(result.value)))
        if found is not None:
            return found
    if result.words is None:
        return None
    words = squeeze(result.words.zh)
    plain = targets.get(("words", False, words))
    return plain or (targets.get(("words", True, words)) if result.value is None else None)


def _is_exact(text: str) -> bool:
    """Return whether words give a figure that somebody can have measured."""
    actual = read_actual(text)
    if isinstance(actual, Unread):
        return False
    if not isinstance(actual, Amount):
        return True
    counted = actual.unit is not None and actual.unit.dimension == COUNT
    return not actual.approximate and not (counted and actual.quantum > 1)


def check_unanswered(dossier: Dossier) -> Iterator[Finding]:
    """Yield targets to which no result is reported, or none with a figure (SL824).

    A figure with the unit of the target answers it in the words of a result as well.
    """
    for topic, group in _by_topic(dossier).items():
        results = _pick(group, "result", "progress")
        told = [each for each in group if each.role != "target" and each.state is not None]
        answers = _Answers(results, [*results, *told])
        targets = [each for each in _pick(group, "target") if not answers.reach(each)]
        if not targets:
            continue
        asked = tuple(dict.fromkeys(each.value or say(each) for each in targets))
        words = (("topic", topic), ("value", asked[0] if len(asked) == 1 else asked))
        evidence = quote_all([*targets, *results, *told])
        yield Finding("SL824", "question", words, _find_node(dossier, group), evidence)


class _Answers:
    """What is told of one topic, read once for every unit that a target is in."""

    def __init__(self, results: _Group, told: _Group) -> None:
        self._has_figure = any(each.value and not _is_words(each.value) for each in results)
        self._words = dict.fromkeys(each.words.zh for each in told if each.words is not None)
        self._is_told = bool(told)
        self._known: dict[Unit | None, bool] = {}

    def reach(self, target: StatementRecord) -> bool:
        """Return whether a target is answered: a figure by a figure, words by words."""
        goal = None if target.value is None else read_goal(target)
        if self._has_figure or goal is None or isinstance(goal, Unread):
            return self._has_figure or self._is_told
        if isinstance(goal, DateTarget):
            return any(_DATE.search(words) for words in self._words)
        if not isinstance(goal, Comparison | Between):
            return False
        unit = unit_of(goal)
        if unit not in self._known:
            found = (find_figures(words, unit) for words in self._words)
            self._known[unit] = any(next(each, None) is not None for each in found)
        return self._known[unit]


_DATE: Final = re.compile(r"(?:19|20)[0-9]{2}\s*[年./-]\s*[0-9]{1,2}")


def _is_words(value: str) -> bool:
    """Return whether a value has no figure at all, not even a bound."""
    return not any(char.isdecimal() for char in spell_digits(value))


def check_results(dossier: Dossier) -> Iterator[Finding]:
    """Yield results that fall short of the target of their topic (SL825).

    Of several results one may be the whole and others its parts, or all of them parts of it.
    """
    for topic, group in _by_topic(dossier).items():
        read = _Results(_pick(group, "result"))
        missed = [each for each in _pick(group, "target") if read.fall_short(each)]
        if not missed:
            continue
        asked = tuple(dict.fromkeys(each.value or "" for each in missed))
        words = (
            ("topic", topic),
            ("value", read.list_shown(missed)),
            ("used", asked[0] if len(asked) == 1 else asked),
        )
        evidence = quote_all([*missed, *read.results])
        yield Finding("SL825", "warning", words, _find_node(dossier, group), evidence)


class _Results:
    """The results of one topic, read once for every unit that a target is in."""

    def __init__(self, results: _Group) -> None:
        self.results = results
        self._known: dict[tuple[type, Unit | None], Outcomes] = {}

    def read(self, goal: Target) -> Outcomes:
        """Return the results as a target takes them: those in words by its unit."""
        key = type(goal), unit_of(goal)
        if key not in self._known:
            self._known[key] = Outcomes.read(self.results, goal)
        return self._known[key]

    def fall_short(self, target: StatementRecord) -> bool:
        """Return whether all results miss a target for certain."""
        goal = read_goal(target)
        return self.read(goal).fall_short(goal)

    def make_up(self, target: StatementRecord) -> bool:
        """Return whether the results are parts that make up a target together."""
        goal = read_goal(target)
        return self.read(goal).make_up(goal)

    def list_shown(self, targets: _Group) -> tuple[str, ...]:
        """Return the results that some targets were held against, each once."""
        read = {id(found): found for found in (self.read(read_goal(each)) for each in targets)}
        return tuple(dict.fromkeys(text for each in read.values() for text in each.shown))


_CLAIMED: Final = ("done", "met")
_OPEN: Final = ("partly", "planned")
_STATES: Final[Mapping[str, Text]] = {
    "done": Text("已经完成", "done"),
    "met": Text("已经达到", "met"),
    "partly": Text("没有全部完成", "done in part"),
    "planned": Text("还在计划之中", "still planned"),
}


def check_states(dossier: Dossier) -> Iterator[Finding]:
    """Yield what is said to be done in one place and to be unfinished in another (SL826).

    A day on which it is due after the assessed period tells so as well.
    """
    last = dossier.project.document.assessed_period.last
    for topic, group in _by_matter(dossier).items():
        claims = [each for each in group if each.state in _CLAIMED]
        others = [each for each in group if each.state in _OPEN]
        others += [
            each
            for each in group
            if each.state not in _OPEN and each.due is not None and each.due.first > last
        ]
        if not claims or not others:
            continue
        first, second = (tuple(map(_describe, each)) for each in (claims, others))
        words = (("topic", topic), ("declared", first), ("used", second))
        evidence = quote_all([*claims, *others])
        yield Finding("SL826", "warning", words, _find_node(dossier, group), evidence)


def _by_matter(dossier: Dossier) -> Mapping[str, _Group]:
    """Return the statements that tell how far something has come: a topic, or a node."""
    found: dict[str, _Group] = {}
    for statement in dossier.inputs.statements:
        matter = statement.topic or name_node(dossier, statement)
        if matter is not None and (statement.state is not None or statement.due is not None):
            found.setdefault(matter, []).append(statement)
    return found


def _describe(statement: StatementRecord) -> Text:
    """Return what a statement says of how far something has come, and where."""
    at = place_of(statement)
    said = _STATES.get(statement.state or "")
    due = None if statement.due is None else str(statement.due)
    parts = [said] if said else []
    if due is not None:
        parts.append(Text(f"到 {due} 完成", f"due {due}"))
    zh, en = "，".join(each.zh for each in parts), ", ".join(each.en for each in parts)
    return Text(f"{at.zh}说{zh}", f"{at.en} says {en}")


def check_rivals(dossier: Dossier) -> Iterator[Finding]:
    """Yield two values of one topic that cannot both hold (SL827).

    Values are only compared where they are of one kind: both targets, both results, or neither.
    Results that add up to a target are its parts.
    """
    for topic, group in _by_topic(dossier).items():
        parts = _Results(_pick(group, "result"))
        for role in (None, "target", "result"):
            valued = [each for each in _pick(group, role) if each.value and each.kind == "topic"]
            if can_be_one(each.value or "" for each in valued):
                continue
            if role == "result" and any(map(parts.make_up, _pick(group, "target"))):
                continue
            words = (("topic", topic), ("values", tuple(map(_tell, valued))))
            node = _find_node(dossier, group)
            yield Finding("SL827", "question", words, node, quote_all(valued))


def _tell(statement: StatementRecord) -> Text:
    at = place_of(statement)
    return Text(f"{at.zh}为“{statement.value}”", f"{at.en} “{statement.value}”")
