"""Topics: what several places of a report say of one matter, held against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from scorelib.engine.intake.statements import StatementRecord
from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Text, WordError
from scorelib.reading.reconciliation.checks.quoting import (
    name_node,
    place_of,
    quote_all,
    say,
)
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.words.amounts import Agreement, Amount, compare_printed, read_amount
from scorelib.words.days import DateTarget
from scorelib.words.folding import fold_text
from scorelib.words.targets import (
    Actual,
    Between,
    Comparison,
    Target,
    Unread,
    read_actual,
    read_target,
)
from scorelib.words.units import COUNT, MONEY, MONTH, NONE, Dimension

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
        for result in _pick(group, "result"):
            target = next((t for t in _pick(group, "target") if _copies(t, result)), None)
            if target is None:
                continue
            shown = result.value or say(result)
            words = (("topic", topic), ("value", shown), ("used", target.value or say(target)))
            evidence = quote_all([target, result])
            yield Finding("SL823", "question", words, _find_node(dossier, group), evidence)


def _copies(target: StatementRecord, result: StatementRecord) -> bool:
    if target.value is not None and result.value is not None:
        return _squeeze(target.value) == _squeeze(result.value) and not _is_exact(result.value)
    if target.words is None or result.words is None:
        return False
    return _squeeze(target.words.zh) == _squeeze(result.words.zh)


_LOOSE: Final = re.compile(r"[\s,，。；;、:：“”\"‘’']+")


def _squeeze(text: str) -> str:
    """Return words without what may differ between two printings: width, spaces, signs."""
    return _LOOSE.sub("", fold_text(text))


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
    """Yield targets to which no result is reported, or none with a figure (SL824)."""
    for topic, group in _by_topic(dossier).items():
        results = _pick(group, "result", "progress")
        figures = [each for each in results if each.value and not _is_words(each.value)]
        told = [each for each in group if each.role != "target" and each.state is not None]
        for target in _pick(group, "target"):
            asks = target.value is not None and not isinstance(read_target(target.value), Unread)
            if figures or (not asks and (results or told)):
                continue
            words = (("topic", topic), ("value", target.value or say(target)))
            evidence = quote_all([target, *results, *told])
            yield Finding("SL824", "question", words, _find_node(dossier, group), evidence)


def _is_words(value: str) -> bool:
    """Return whether a value has no figure at all, not even a bound."""
    return not any(char.isdecimal() for char in value)


def check_results(dossier: Dossier) -> Iterator[Finding]:
    """Yield results that fall short of the target of their topic (SL825)."""
    for topic, group in _by_topic(dossier).items():
        results = [each for each in _pick(group, "result") if each.value is not None]
        for target in _pick(group, "target"):
            short = [_falls_short(target.value or "", each.value or "") for each in results]
            # Of several results one may be the whole and others its parts.
            if not results or not all(each is True for each in short):
                continue
            words = (
                ("topic", topic),
                ("value", tuple(dict.fromkeys(each.value or "" for each in results))),
                ("used", target.value or ""),
            )
            evidence = quote_all([target, *results])
            yield Finding("SL825", "warning", words, _find_node(dossier, group), evidence)


def _falls_short(target_text: str, actual_text: str) -> bool | None:
    """Return whether an actual misses its target for certain; None where nobody can tell."""
    target, actual = read_target(target_text), read_actual(actual_text)
    if isinstance(target, DateTarget) and isinstance(actual, DateTarget):
        return target.op in ("<=", "<", "=") and actual.first > target.last
    if not isinstance(actual, Amount):
        return None
    low, high = _read_ends(target, actual)
    if low is None and high is None:
        return None
    below = low is not None and actual.interval[1] <= low
    return below or (high is not None and actual.interval[0] > high)


_EITHER_WAY = (MONEY, MONTH, Dimension.of("time"), Dimension.of("workday"))
"""What may well be meant as a ceiling where a target is a bare figure: 3万元, 30天."""


def _read_ends(target: Target, actual: Actual) -> tuple[Fraction | None, Fraction | None]:
    """Return the least and the most that a target lets an actual be."""
    if isinstance(target, Between) and _fits(target.low, actual):
        return target.low.value, target.high.value
    if not isinstance(target, Comparison) or not _fits(target.amount, actual):
        return None, None
    if target.direction == "reverse":
        return None, target.amount.value
    unit = target.amount.unit
    if target.direction == "equal" and unit is not None and unit.dimension in _EITHER_WAY:
        return None, None
    return target.amount.value, None


def _fits(amount: Amount, actual: Actual) -> bool:
    """Return whether two amounts measure the same; a count may be a plain number (个 for 人)."""
    if not isinstance(actual, Amount):
        return False
    found = {each.unit.dimension if each.unit else NONE for each in (amount, actual)}
    percent = {each.unit is not None and each.unit.dimension == NONE for each in (amount, actual)}
    return len(found) == 1 or (found == {NONE, COUNT} and percent == {False})


_CLAIMED: Final = ("done", "met")
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
        others = [each for each in group if each.state in ("partly", "planned")]
        others += [
            each
            for each in group
            if each not in others and each.due is not None and each.due.first > last
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
    """
    for topic, group in _by_topic(dossier).items():
        for role in (None, "target", "result"):
            valued = [each for each in _pick(group, role) if each.value and each.kind == "topic"]
            values = [each.value or "" for each in valued]
            if not any(_differ(one, other) for one in values for other in values):
                continue
            told = tuple(_tell(each) for each in valued)
            words = (("topic", topic), ("values", told))
            node = _find_node(dossier, group)
            yield Finding("SL827", "question", words, node, quote_all(valued))


def _tell(statement: StatementRecord) -> Text:
    at = place_of(statement)
    return Text(f"{at.zh}为“{statement.value}”", f"{at.en} “{statement.value}”")


def _differ(one: str, other: str) -> bool:
    """Return whether two printings cannot mean the same; figures by how finely they are printed."""
    if _squeeze(one) == _squeeze(other):
        return False
    left, right = _read_figure(one), _read_figure(other)
    if left is None or right is None or not _fits(left, right):
        return True
    ways = {compare_printed(left, right.value), compare_printed(right, left.value)}
    return ways <= {Agreement.NO, Agreement.TRUNCATED}


def _read_figure(text: str) -> Amount | None:
    try:
        return read_amount(text)
    except WordError:
        return None
