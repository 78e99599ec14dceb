"""Resubmissions: a project's reconciliation held against that of the submission before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from scorelib.engine.intake.funds import COLUMN_LABELS
from scorelib.engine.intake.funds import Line as FundsLine
from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.views import Line, Reconciliation, Side
from scorelib.words.folding import fold_text

__all__ = ["Change", "Resubmission", "Since", "compare_submissions"]

Since = Literal["new", "remaining"]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is another than before: of what, in which round, from and to.

    None stands for a figure that is not there.
    """

    subject: str
    label: Text
    before: str | None
    after: str | None
    round: Text | None = None


@dataclass(frozen=True, slots=True)
class Resubmission:
    """What became of a project since the submission before it.

    `reconciliation` is the later one, with the findings on the changes themselves; `since` says of
    each of its findings, in their order, whether it is new; None where there is nothing to compare.
    `resolved` are the earlier findings that are gone. Without an earlier submission
    (`has_earlier`) all the rest is empty.
    """

    reconciliation: Reconciliation
    has_earlier: bool
    since: tuple[Since | None, ...]
    resolved: tuple[Finding, ...] = ()
    declared: tuple[Change, ...] = ()
    facts: tuple[Change, ...] = ()

    def count(self, since: Since) -> int:
        """Return how many findings are new, or remain."""
        return self.since.count(since)


def compare_submissions(earlier: Reconciliation | None, later: Reconciliation) -> Resubmission:
    """Return what became of a project since the submission before it, if there is one."""
    if earlier is None:
        words = (("id", later.result.project.id),)
        own = [Finding("SL890", "info", words, None)]
        return Resubmission(_join(later, own), False, (None,) * (len(later.findings) + 1))
    since, resolved = _match(earlier.findings, later.findings)
    declared = tuple(_list_declared(earlier, later))
    facts = tuple(_list_facts(earlier, later))
    own = [*_find_fitted(earlier, later), *(each.finding for each in facts if each.finding)]
    return Resubmission(
        _join(later, own),
        True,
        (*since, *(None for _ in own)),
        resolved,
        declared,
        tuple(each.change for each in facts),
    )


def _join(later: Reconciliation, own: list[Finding]) -> Reconciliation:
    """Return a reconciliation with findings of the comparison; they rest on no clause."""
    findings = (*later.findings, *own)
    return replace(later, findings=findings, clauses=(*later.clauses, *(() for _ in own)))


def _match(
    before: Iterable[Finding], after: tuple[Finding, ...]
) -> tuple[list[Since], tuple[Finding, ...]]:
    """Return which findings are new, and which of those before are gone.

    First those are paired that say the very same, then those of the same thing with other
    figures, so that a figure that was changed but is still wrong is not taken for resolved.
    """
    left = list(before)
    found: dict[int, Since] = {}
    for name in (_same, _alike):
        for place, each in enumerate(after):
            twin = next((one for one in left if name(one) == name(each)), None)
            if place not in found and twin is not None:
                left.remove(twin)
                found[place] = "remaining"
    return [found.get(place, "new") for place in range(len(after))], tuple(left)


def _same(finding: Finding) -> object:
    return (finding.code, finding.node, finding.arguments, finding.evidence)


def _alike(finding: Finding) -> object:
    """Return what a finding is about, without its figures."""
    shown = [(name, str(value)) for name, value in finding.arguments]
    words = [pair for pair in shown if not any(char.isdigit() for char in pair[1])]
    return (finding.code, finding.node, tuple(words))


def _list_declared(earlier: Reconciliation, later: Reconciliation) -> Iterator[Change]:
    """Yield the declared figures that are others than before."""
    before, after = _name_sides(earlier), _name_sides(later)
    for key, (line, side) in {**before, **after}.items():
        texts = [each[key][1].text if key in each else None for each in (before, after)]
        if key not in before or key not in after or _reads(before[key][1]) != _reads(side):
            yield Change(line.subject, line.label, texts[0], texts[1], side.label)


_SideKey = tuple[str, str, str]


def _name_sides(found: Reconciliation) -> dict[_SideKey, tuple[Line, Side]]:
    return {
        (line.subject, line.figure, side.round): (line, side)
        for line in found.lines
        for side in line.sides
    }


def _reads(side: Side) -> object:
    return side.text if side.value is None else side.value


def _find_fitted(earlier: Reconciliation, later: Reconciliation) -> Iterator[Finding]:
    """Yield that declared figures now fit, while what is computed from the facts stayed."""
    before, after = _name_sides(earlier), _name_sides(later)
    labels: list[Text] = []
    evidence: list[Text] = []
    for key, (line, side) in after.items():
        if key not in before:
            continue
        old_line, old = before[key]
        stayed = (old_line.computed, old_line.shown) == (line.computed, line.shown)
        fitted = old.agreement == "differs" and side.agreement not in ("differs", "not-computed")
        if stayed and fitted and _reads(old) != _reads(side):
            labels.append(line.label)
            evidence.append(_tell_fitted(line, old, side))
    if labels:
        shown = tuple(dict.fromkeys(labels))
        yield Finding("SL891", "question", (("labels", shown),), None, tuple(evidence))


def _tell_fitted(line: Line, old: Side, new: Side) -> Text:
    zh, en = line.label
    return Text(
        f"{zh}（{new.label.zh}）：{old.text} → {new.text}，两次复算都是 {line.shown.zh}",
        f"{en} ({new.label.en}): {old.text} → {new.text}, computed both times {line.shown.en}",
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """A fact as a project gives it: its words, what they mean, and all that supports it."""

    label: Text
    text: str | None
    value: object
    basis: frozenset[object] = frozenset()
    node: str | None = None


@dataclass(frozen=True, slots=True)
class _FactChange:
    change: Change
    finding: Finding | None = None


def _list_facts(earlier: Reconciliation, later: Reconciliation) -> Iterator[_FactChange]:
    """Yield the facts that are others than before, and which of them have no new basis."""
    before, after = (dict(_list_entries(each)) for each in (earlier, later))
    for name, shown in {**before, **after}.items():
        old, new = before.get(name), after.get(name)
        if old is not None and new is not None and old.value == new.value:
            continue
        texts = [None if each is None else each.text for each in (old, new)]
        change = Change(name, shown.label, texts[0], texts[1])
        if old is None or new is None or new.basis - old.basis:
            yield _FactChange(change)
            continue
        words = (("label", new.label), ("before", old.text or _NONE), ("after", new.text or _NONE))
        finding = Finding("SL892", "question", words, new.node, _tell_basis(later, name, new))
        yield _FactChange(change, finding)


_NONE = Text("无", "none")


def _list_entries(found: Reconciliation) -> Iterator[tuple[str, _Entry]]:
    """Yield every figure that a project gives for a fact, by a name of its own."""
    inputs = found.result.inputs
    said = _list_said(found)
    funds = inputs.funds
    for fact in found.result.plan.facts:
        given = inputs.given.get(fact.name)
        if given is None or (fact.funds and funds and funds.find(fact.funds) == given):
            continue
        basis = frozenset((given.evidence, given.at, given.reason, *said.get(fact.name, ())))
        yield fact.name, _Entry(fact.label, given.text, given.value, basis - {None})
    if funds is not None:
        basis = frozenset((funds.evidence, funds.at)) - {None}
        for row in (*funds.rows, *([funds.total] if funds.total else [])):
            yield from _list_cells(row, basis, said)
    for name, amount in inputs.amounts.items():
        basis = frozenset((amount.at, *said.get(name, ()))) - {None}
        yield (
            f"amounts.{name}",
            _Entry(amount.label, amount.amount.text, amount.amount.value, basis),
        )
    yield from _list_items(found, said)


_Said = Mapping[str, list[object]]


def _list_said(found: Reconciliation) -> dict[str, list[object]]:
    """Return the words and places that the source has on each thing that statements are about."""
    said: dict[str, list[object]] = {}
    for each in found.result.inputs.statements:
        said.setdefault(each.about, []).append((each.words, each.at))
    return said


def _list_cells(
    row: FundsLine, basis: frozenset[object], said: _Said
) -> Iterator[tuple[str, _Entry]]:
    for column, amount in row.cells.items():
        words = COLUMN_LABELS[column]
        label = Text(f"{row.label.zh}，{words.zh}", f"{row.label.en}, {words.en}")
        own = said.get(f"{row.id}.{column}", ())
        yield (
            f"funds.{row.id}.{column}",
            _Entry(label, amount.text, amount.value, basis | frozenset(own)),
        )


_PARTS = {
    "target": Text("年度指标值", "target"),
    "actual": Text("实际完成值", "actual"),
}


def _list_items(found: Reconciliation, said: _Said) -> Iterator[tuple[str, _Entry]]:
    """Yield target and actual of the project's own indicators."""
    for slot, records in found.result.inputs.items.items():
        for record in records:
            node = f"{slot}.{record.id}"
            own = (record.evidence, record.at, record.reason, *said.get(node, ()))
            basis = frozenset(own) - {None}
            for part, words in _PARTS.items():
                text = getattr(record, part)
                label = Text(f"{record.label.zh}（{words.zh}）", f"{record.label.en} ({words.en})")
                if text is not None:
                    value = (fold_text(text).replace(" ", ""), record.unit)
                    yield f"{node}.{part}", _Entry(label, text, value, basis, node)


def _tell_basis(found: Reconciliation, name: str, entry: _Entry) -> tuple[Text, ...]:
    """Return what the source says of a fact: the words that have not changed."""
    about = entry.node or name.removeprefix("funds.").removeprefix("amounts.")
    lines = []
    for each in found.result.inputs.statements:
        if each.about == about and each.words is not None:
            at = each.at or Text("材料", "the source")
            lines.append(Text(f"{at.zh}：“{each.words.zh}”", f"{at.en}: “{each.words.en}”"))
    return tuple(lines)
