"""What the form made of what was approved: dropped, lowered, re-weighted, far exceeded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from scorelib.engine.intake.forms import form_of
from scorelib.engine.intake.inputs import DroppedItem
from scorelib.engine.intake.items import ItemRecord, VersionRecord
from scorelib.engine.outcome.run import Run
from scorelib.engine.outcome.views import Finding, NodeResult
from scorelib.ground.errors import Severity, Text
from scorelib.words.bounds import has_bound
from scorelib.words.folding import fold_text
from scorelib.words.numbers import print_number, print_percent
from scorelib.words.targets import (
    Between,
    Change,
    Comparison,
    DateTarget,
    Target,
    YesNo,
    read_target,
)
from scorelib.words.units import Unit, find_unit

__all__ = ["compare_baseline"]

_NO_PAPER = Text("没有调整文件", "no paper that adjusted it")
_WORDS_DIFFER = Text(
    "与批复的“{before}”写法不同，无法自动比较",
    "worded otherwise than the approved “{before}”, which no machine compares",
)


def compare_baseline(run: Run, nodes: Mapping[str, NodeResult]) -> Iterator[Finding]:
    """Yield what differs from what was approved, and targets that were exceeded without a word."""
    for slot, records in run.inputs.items.items():
        plan = next(each for each in run.plan.slots if each.id == slot)
        for record in records:
            path = f"{slot}.{record.id}"
            if (finding := _ask_for_reason(record, path, plan.beyond)) is not None:
                yield finding
            yield from _compare_targets(record, path, plan.unmarked)
            yield from _compare_maxima(record, nodes[path])
    for path, reason in run.inputs.inferred.items():
        node = nodes[path]
        most = "–" if node.max_points is None else print_number(node.max_points)
        words = (("label", node.label), ("max_points", most), ("reason", reason))
        yield Finding("SL547", "question", words, path)
    for dropped in run.inputs.dropped:
        yield _report_dropped(dropped)


def _ask_for_reason(record: ItemRecord, path: str, beyond: Fraction | None) -> Finding | None:
    """Return the question for the reason of an actual above its target; it takes nothing off."""
    target, actual = record.values.get("target"), record.values.get("actual")
    if record.values.get("form") != "positive" or record.reason or "reduction" in record.values:
        return None
    if not isinstance(target, Fraction) or not isinstance(actual, Fraction):
        return None
    # A share of a target below zero lies above it, where nothing is exceeded yet.
    if actual <= max(target, target * (beyond or 1)):
        return None
    rate = Text("超过", "above it")
    if target > 0:
        shown = print_percent(actual / target)
        rate = Text(f"为指标值的 {shown}", f"{shown} of it")
    words = (
        ("label", record.label),
        ("target", record.target or ""),
        ("actual", record.actual or ""),
        ("rate", rate),
    )
    return Finding("SL540", "warning", words, path)


def _compare_targets(record: ItemRecord, path: str, unmarked: str) -> Iterator[Finding]:
    """Yield each step in which the target became easier, from the approved one to the form's."""
    versions = [each for each in record.versions if each.target is not None]
    if not versions or record.target is None:
        return
    unit = find_unit(record.unit) if record.unit else None
    scale = _Scale(unit, record.direction, unmarked)
    for before, after in pairwise((*versions, VersionRecord(record.target, None))):
        lowered = scale.is_lowered(before.target or "", after.target or "")
        words: tuple[tuple[str, object], ...] = (("label", record.label),)
        if lowered is None:
            reason = Text(*(each.format(before=before.target) for each in _WORDS_DIFFER))
            words += (("value", after.target or ""), ("reason", reason))
            yield Finding("SL548", "question", words, path, _name_version(before))
        elif lowered:
            words += (("before", before.target or ""), ("after", after.target or ""))
            yield _blame(Finding("SL542", "warning", words, path), before, after)


def _compare_maxima(record: ItemRecord, node: NodeResult) -> Iterator[Finding]:
    """Yield each step in which the maximum changed, from the approved one to what counts."""
    versions = [each for each in record.versions if each.max_points is not None]
    if not versions or node.max_points is None:
        return
    for before, after in pairwise((*versions, VersionRecord(None, node.max_points))):
        if before.max_points is None or after.max_points is None:
            continue
        if before.max_points != after.max_points:
            words = (
                ("label", record.label),
                ("before", print_number(before.max_points)),
                ("after", print_number(after.max_points)),
            )
            yield _blame(Finding("SL543", "warning", words, node.id), before, after)


def _blame(finding: Finding, before: VersionRecord, after: VersionRecord) -> Finding:
    """Return a finding with the paper that a change rests on; then it is only a question."""
    severity: Severity = "warning" if after.document is None else "question"
    basis = _NO_PAPER if after.document is None else _name_paper(after)
    arguments = (*finding.arguments, ("basis", basis))
    evidence = (*_name_version(before), *_name_version(after))
    return Finding(finding.code, severity, arguments, finding.node, evidence)


def _name_paper(version: VersionRecord) -> Text:
    """Return a paper with its date and the reason it gives."""
    document = version.document or _NO_PAPER
    extra = [Text(version.date, version.date)] if version.date else []
    extra += [version.reason] if version.reason else []
    if not extra:
        return document
    zh, en = "，".join(each.zh for each in extra), ", ".join(each.en for each in extra)
    return Text(f"{document.zh}（{zh}）", f"{document.en} ({en})")


def _name_version(version: VersionRecord) -> tuple[Text, ...]:
    """Return what a version said and where, as evidence; nothing for the form itself."""
    if version.document is None and version.at is None:
        return ()
    said = [Text(version.target, version.target)] if version.target else []
    if version.max_points is not None:
        points = print_number(version.max_points)
        said.append(Text(f"{points} 分", f"{points} points"))
    paper = _name_paper(version) if version.document else (version.at or _NO_PAPER)
    if not said:
        return (paper,)
    zh, en = " / ".join(each.zh for each in said), " / ".join(each.en for each in said)
    return (Text(f"{paper.zh}：{zh}", f"{paper.en}: {en}"),)


def _report_dropped(dropped: DroppedItem) -> Finding:
    approved = dropped.approved
    most = Text("", "")
    if approved.max_points is not None:
        points = print_number(approved.max_points)
        most = Text(f"{points} 分", f"{points} points")
    parts = [each for each in (Text(approved.target or "", approved.target or ""), most) if each.zh]
    said = Text("，".join(p.zh for p in parts) or "–", ", ".join(p.en for p in parts) or "–")
    words = (("label", dropped.label), ("approved", said))
    by = dropped.adjusted or VersionRecord(None, None)
    return _blame(Finding("SL541", "warning", words, dropped.slot), approved, by)


class _Scale:
    """How two targets of one indicator compare: its unit, and which way is better."""

    def __init__(self, unit: Unit | None, direction: str | None, unmarked: str) -> None:
        self._unit = unit
        self._direction = direction
        self._unmarked = unmarked

    def is_lowered(self, before: str, after: str) -> bool | None:
        """Return whether a target became easier to meet; None where that cannot be told."""
        if _strip(before) == _strip(after):
            return False
        old, new = read_target(before, self._unit), read_target(after, self._unit)
        if old == new:
            return False
        return self._compare(old, new, has_bound(before), has_bound(after))

    def _compare(self, old: Target, new: Target, old_bound: bool, new_bound: bool) -> bool | None:
        match old, new:
            case Comparison(), Comparison():
                forms = {self._form(old, old_bound), self._form(new, new_bound)}
                form = forms.pop()
                return None if forms else _is_easier(form, old, new)
            case Between(), Between():
                if not _same_kind(old.low.unit, new.low.unit):
                    return None
                return new.low.value < old.low.value or new.high.value > old.high.value
            case DateTarget(), DateTarget():
                if old.op in (">", ">=") or new.op in (">", ">="):
                    return None
                return new.last > old.last
            case YesNo(), YesNo():
                return old.value and not new.value
            case Change(), Change():
                upper = old.op in ("<", "<=")
                alike = (old.direction, old.baseline) == (new.direction, new.baseline)
                if not alike or upper != (new.op in ("<", "<=")):
                    return None
                return _is_easier("reverse" if upper else "positive", old, new)
            case _:
                return None

    def _form(self, target: Comparison, bound: bool) -> str | None:
        return form_of(target, bound, self._direction, self._unmarked)


def _is_easier(form: str | None, old: Comparison | Change, new: Comparison | Change) -> bool | None:
    """Return whether a comparison asks for less in its own direction."""
    if not _same_kind(old.amount.unit, new.amount.unit):
        return None
    before, after = old.amount.value, new.amount.value
    if before == after and old.op != new.op:
        return old.op in (">", "<") and new.op in (">=", "<=")
    if form in ("positive", "equal"):
        return after < before
    if form == "reverse":
        return after > before
    return None if before != after else False


def _same_kind(old: Unit | None, new: Unit | None) -> bool:
    return (old and old.dimension) == (new and new.dimension)


def _strip(words: str) -> str:
    return fold_text(words).replace(" ", "")
