"""Printings: every statement that gives a figure, how it agrees, and which one the score used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scorelib.engine.intake.statements import StatementRecord
from scorelib.engine.outcome.agreement import Printings, Used, compare_said
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.reading.reconciliation.lines import read_agreement
from scorelib.reading.reconciliation.rivals import Rivals
from scorelib.reading.reconciliation.views import Agreement, Printing
from scorelib.words.folding import fold_text
from scorelib.words.numbers import print_number

__all__ = ["list_printings"]

_Held = tuple[StatementRecord, Used]


def list_printings(dossier: Dossier) -> tuple[Printing, ...]:
    """Return the printings of a project, those of one subject together."""
    result = dossier.result
    desk = Printings(result, dossier.nodes, result.total, result.grade)
    groups: dict[str, list[_Held]] = {}
    for statement in dossier.inputs.statements:
        used = None if statement.value is None else desk.find_used(statement)
        if used is not None:
            groups.setdefault(_name_subject(statement), []).append((statement, used))
    rivals = Rivals(dossier)
    return tuple(
        printing
        for subject, group in groups.items()
        for printing in _list_group(_Subject.of(dossier, rivals, group), subject)
    )


_OWN = {"rate": ":rate", "max-points": ":max-points", "node-grade": ":grade"}


def _name_subject(statement: StatementRecord) -> str:
    """Return what a statement is about, such that two figures of one node are two subjects."""
    if statement.kind == "funds":
        return f"funds.{statement.about}"
    if statement.kind in ("total", "total-max", "grade"):
        return {"total": "total", "total-max": "total:max-points", "grade": "grade"}[statement.kind]
    return f"{statement.about}{_OWN.get(statement.kind, '')}"


def _list_group(shared: _Subject, subject: str) -> Iterator[Printing]:
    taken = shared.find_taken()
    for statement, used in shared.group:
        agreement = _judge(used, statement)
        is_used = statement.id in taken
        case = _Case(shared, statement, used, agreement)
        yield Printing(
            statement.id,
            subject,
            used.label,
            statement.value or "",
            statement.words,
            statement.at,
            _to_text(used.shown),
            agreement,
            is_used,
            case.say_why_used() if is_used else case.say_why_not(),
        )


def _judge(used: Used, statement: StatementRecord) -> Agreement:
    if not used.figures and not used.words:
        return "not-computed"
    return read_agreement(compare_said(used, statement.amount, statement.value or ""))


def _to_text(words: Text | str) -> Text:
    return words if isinstance(words, Text) else Text(words, words)


def _squeeze(text: str) -> str:
    return "".join(fold_text(text).split())


def _find_given(dossier: Dossier, statement: StatementRecord) -> str | None:
    """Return how the project writes the figure that was scored; None where it was worked out."""
    if statement.kind == "fact":
        given = dossier.inputs.given.get(statement.about)
        return None if given is None else given.text
    if statement.kind == "funds" and dossier.inputs.funds is not None:
        found = dossier.inputs.funds.find(statement.about)
        return None if found is None else found.text
    if statement.kind == "points" and dossier.nodes[statement.about].status == "taken-over":
        declared = dossier.declared(statement.about)
        return None if declared is None else print_number(declared)
    return None


@dataclass(frozen=True, slots=True)
class _Subject:
    """The printings of one subject, and what all of them are held against.

    `given` is how the project writes the figure; `quanta` are how finely it is printed, and
    `failing` the printed rates that some of the printings would not give.
    """

    dossier: Dossier
    rivals: Rivals
    group: Sequence[_Held]
    given: str | None
    quanta: frozenset[Fraction]
    failing: str

    @staticmethod
    def of(dossier: Dossier, rivals: Rivals, group: Sequence[_Held]) -> _Subject:
        """Return what the printings of one subject have in common."""
        statements = [statement for statement, _ in group]
        quanta = frozenset(each.amount.quantum for each in statements if each.amount is not None)
        given = _find_given(dossier, statements[0])
        failing = _name_failing(rivals, statements)
        return _Subject(dossier, rivals, group, given, quanta, failing)

    def find_taken(self) -> set[str]:
        """Return the statements that print the figure just as the project gives it to the score.

        Where none does, those that give the same number with other digits or another unit.
        """
        if self.given is None:
            return set()
        words = _squeeze(self.given)
        same = {each.id for each, _ in self.group if _squeeze(each.value or "") == words}
        return same or {each.id for each, used in self.group if _judge(used, each) == "agrees"}


def _name_failing(rivals: Rivals, statements: Iterable[StatementRecord]) -> str:
    """Return the printed rates that the figures of some statements would not give."""
    if not rivals.has_rates:
        return ""
    found = (
        rate.text
        for each in statements
        for effect in rivals.follow(each)
        for rate in effect.failing
    )
    return ", ".join(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Case:
    """One printing among those of its subject."""

    subject: _Subject
    statement: StatementRecord
    used: Used
    agreement: Agreement

    def say_why_used(self) -> Text:
        """Return where the figure was taken from, and what speaks for this printing."""
        if self.statement.kind == "points":
            return _TAKEN_OVER
        reasons = [_TAKEN if self.is_same_printing else self._name_equal()]
        if self.at is not None:
            reasons = [_add(reasons[0], self.at)]
        own, quanta = self.statement.amount, self.subject.quanta
        if own is not None and own.quantum == min(quanta) < max(quanta):
            reasons.append(_FINEST)
        # With the figure that was scored nothing changes: what fails does so with its rivals.
        rates = self.subject.failing
        if rates:
            reasons.append(Text(f"印出的比率 {rates} 由它得出", f"the printed {rates} follows"))
        return _join(reasons)

    @property
    def is_same_printing(self) -> bool:
        """Whether the project gives the figure to the score in these very words."""
        given = self.subject.given
        return given is not None and _squeeze(given) == _squeeze(self.statement.value or "")

    def _name_equal(self) -> Text:
        zh, en = _to_text(self.used.shown)
        return Text(f"与计分所用的 {zh} 是同一个数", f"the same figure as {en}, which was scored")

    @property
    def at(self) -> Text | None:
        """Where the project says that the figure stands."""
        given = self.subject.dossier.inputs.given.get(self.statement.about)
        return given.at if self.statement.kind == "fact" and given is not None else None

    def say_why_not(self) -> Text:
        """Return what the printing was held against, and what would follow from it."""
        if self.agreement == "not-computed":
            return _NOTHING
        both, how = _to_text(self.used.shown), _AGREEMENTS[self.agreement]
        head = _RULED if self.statement.kind in ("max-points", "total-max") else _COMPUTED
        if self.subject.given is not None:
            head = _USED
        reasons = [Text(f"{head.zh} {both.zh}，{how.zh}", f"{head.en} {both.en}: {how.en}")]
        if self.statement.unclear is not None:
            reasons.append(self.statement.unclear)
        rates = _name_failing(self.subject.rivals, [self.statement])
        if rates:
            zh, en = f"印出的比率 {rates} 不能由它得出", f"the printed {rates} does not follow"
            reasons.append(Text(zh, en))
        return _join(reasons)


_TAKEN = Text("计分所用的写法", "what was scored")
_TAKEN_OVER = Text("采信申报的得分", "the declared points are taken over")
_FINEST = Text("各处写法中印得最细", "printed the finest of all")
_NOTHING = Text("没有得出可以核对的数", "there is nothing to hold it against")
_USED = Text("所用的是", "held against what was scored,")
_RULED = Text("规则所定为", "held against the maximum that counts,")
_COMPUTED = Text("复算所得为", "held against what was worked out,")
_AGREEMENTS: dict[Agreement, Text] = {
    "agrees": Text("是同一个数", "the same figure"),
    "rounded": Text("按所印精度四舍五入相符", "it agrees, rounded as printed"),
    "approximate": Text("在约数的范围之内", "within what its words allow"),
    "truncated": Text("按截尾才相符", "it only agrees when cut off"),
    "differs": Text("按所印精度不符", "it does not agree as printed"),
}


def _add(words: Text, at: Text) -> Text:
    return Text(f"{words.zh}（{at.zh}）", f"{words.en} ({at.en})")


def _join(reasons: list[Text]) -> Text:
    return Text("；".join(each.zh for each in reasons), "; ".join(each.en for each in reasons))
