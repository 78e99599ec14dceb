"""Claims: what the text says of an indicator, held against what the indicator shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from scorelib.engine.intake.statements import StatementRecord
from scorelib.engine.outcome.totals import name_clause
from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Text, WordError
from scorelib.reading.reconciliation.checks.execution import (
    print_money,
    read_execution,
    read_share,
)
from scorelib.reading.reconciliation.checks.quoting import (
    SOMEWHERE,
    name_node,
    quote_all,
    quote_text,
    say,
)
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.words.amounts import Agreement, Amount, compare_printed, read_amount
from scorelib.words.numbers import print_number, print_percent
from scorelib.words.units import NONE

__all__ = [
    "check_activities",
    "check_chapters",
    "check_met",
    "check_problems",
    "check_progress",
    "check_shortages",
]

_Said = Mapping[str, list[StatementRecord]]


def check_problems(dossier: Dossier) -> Iterator[Finding]:
    """Yield indicators with full declared points that the report's own problems fault (SL821)."""
    for path, said in _by_node(dossier, role="problem").items():
        most = dossier.nodes[path].max_points
        declared = _add_declared(dossier, path)
        if not most or declared is None or declared < most:
            continue
        label = dossier.nodes[path].label
        shown = print_number(declared)
        words = (("label", label), ("declared", shown), ("max_points", print_number(most)))
        each = dossier.round
        at = (each.at or each.label) if each else SOMEWHERE
        points = Text(f"{label.zh} {shown}", f"{label.en} {shown}")
        evidence = (quote_text(at, points), *quote_all(said))
        yield Finding("SL821", "warning", words, path, evidence)


def _by_node(dossier: Dossier, role: str | None = None, state: str | None = None) -> _Said:
    """Return the statements with a role or a state, by the node that they are about."""
    found: dict[str, list[StatementRecord]] = {}
    for statement in dossier.inputs.statements:
        path = name_node(dossier, statement)
        wanted = statement.role == role if role is not None else statement.state == state
        if path is not None and wanted:
            found.setdefault(path, []).append(statement)
    return found


def _add_declared(dossier: Dossier, path: str) -> Fraction | None:
    """Return the declared points of a node; of a heading without any, those below it added up."""
    declared = dossier.declared(path)
    if declared is not None:
        return declared
    below = [node for node in dossier.children(path) if node.status != "not-applicable"]
    found = [_add_declared(dossier, node.id) for node in below if node.max_points != 0]
    known = [points for points in found if points is not None]
    return sum(known, Fraction(0)) if known and len(known) == len(found) else None


def check_met(dossier: Dossier) -> Iterator[Finding]:
    """Yield indicators that are said to be met though their rate is below 100% (SL828)."""
    for path, said in _by_node(dossier, state="met").items():
        node = dossier.nodes[path]
        rate = None if node.status == "judged" else read_share(dossier, path)
        if rate is None or rate >= 1:
            continue
        claimed = say(said[0])
        words = (("label", node.label), ("value", claimed), ("used", print_percent(rate, 2)))
        yield Finding("SL828", "warning", words, path, quote_all(said))


def check_shortages(dossier: Dossier) -> Iterator[Finding]:
    """Yield that funds are said to be short though a part of them was left (SL829)."""
    said = [each for each in dossier.inputs.statements if each.role == "shortage"]
    execution = read_execution(dossier)
    if not said or execution is None or execution.left is None or execution.left <= 0:
        return
    words: tuple[tuple[str, object], ...] = (
        ("value", say(said[0])),
        ("available", print_money(execution.budget)),
        ("spent", print_money(execution.spent)),
        ("used", print_money(execution.left)),
        ("share", print_percent(1 - execution.rate, 2)),
    )
    yield Finding("SL829", "question", words, execution.node.id, quote_all(said))


def check_progress(dossier: Dossier) -> Iterator[Finding]:
    """Yield a stated progress of the works that is just the payment rate as printed (SL830).

    Works that are finished and paid for are at 100% both ways, which says nothing.
    """
    execution = read_execution(dossier)
    said = [each for each in dossier.inputs.statements if each.role == "progress"]
    if execution is None or execution.rate == 1:
        return
    for statement in said:
        amount = statement.amount or _read_ratio(statement.value or "")
        if amount is None or amount.value == 1:
            continue
        if compare_printed(amount, execution.rate) not in (Agreement.EXACT, Agreement.ROUNDED):
            continue
        words = (("value", statement.value or ""), ("used", print_percent(execution.rate)))
        yield Finding("SL830", "question", words, execution.node.id, quote_all([statement]))


def _read_ratio(text: str) -> Amount | None:
    """Return a share: a percentage, or a plain decimal below 1 (0.75); a count is none."""
    try:
        amount = read_amount(text)
    except WordError:
        return None
    if amount.unit is None:
        return amount if 0 <= amount.value < 1 and amount.places > 0 else None
    return amount if amount.unit.dimension == NONE else None


def check_activities(dossier: Dossier) -> Iterator[Finding]:
    """Yield outputs under which an activity is listed: a group set up, a meeting held (SL832).

    Elsewhere in the tree (过程) an activity may well be what is asked for.
    """
    outputs = dossier.plan.key_nodes.outputs
    for path, said in _by_node(dossier, role="activity").items():
        if outputs and not any(path == each or path.startswith(f"{each}.") for each in outputs):
            continue
        words = (("label", dossier.nodes[path].label), ("value", say(said[0])))
        yield Finding("SL832", "question", words, path, quote_all(said))


def check_chapters(dossier: Dossier) -> Iterator[Finding]:
    """Yield the chapters of the ruleset that the report does not have (SL833)."""
    given = dossier.inputs.chapters
    if given is None:
        return
    known = [each.label for each in dossier.plan.chapters if each.id in given]
    for chapter in dossier.plan.chapters:
        if chapter.id in given:
            continue
        clauses = [name_clause(each) for each in chapter.clauses]
        evidence = tuple(Text(f"依据：{c.zh}", f"rests on: {c.en}") for c in clauses)
        words = (("label", chapter.label), ("known", tuple(known) or "–"))
        yield Finding("SL833", "warning", words, None, evidence)
