"""Rates: what follows from rival printings of a fact, and from a rate taken as it is printed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scorelib.compiler.graph.nodes import Constant
from scorelib.engine.intake.statements import StatementRecord
from scorelib.engine.outcome.agreement import Printings, compare_said
from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.checks.execution import find_share
from scorelib.reading.reconciliation.checks.quoting import (
    SOMEWHERE,
    place_of,
    quote_all,
    quote_text,
)
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.reading.reconciliation.rivals import (
    Effect,
    PrintedRate,
    Rivals,
    list_rates,
)
from scorelib.words.amounts import Agreement, compare_printed
from scorelib.words.numbers import print_percent, print_points

__all__ = ["check_order", "check_printings"]


def check_printings(dossier: Dossier) -> Iterator[Finding]:
    """Yield what indicators would get by a rival printing of a fact (SL836).

    A printing that disagrees is a question. One that agrees because it is rounded is only told
    of where the printed rate does not follow from it, which shows what the rate was made from.
    """
    result = dossier.result
    desk = Printings(result, dossier.nodes, result.total, result.grade)
    rivals = Rivals(dossier)
    for group in _group(dossier):
        used = desk.find_used(group[0])
        how = compare_said(used, group[0].amount, group[0].value or "") if used else None
        effects = rivals.follow(group[0])
        if used is None or not used.figures or not effects or how is Agreement.EXACT:
            continue
        agrees = how not in (Agreement.NO, Agreement.TRUNCATED)
        if agrees and not any(effect.failing for effect in effects):
            continue
        words: tuple[tuple[str, object], ...] = (
            ("label", used.label),
            ("at", tuple(dict.fromkeys(map(place_of, group)))),
            ("value", group[0].value or ""),
            ("used", used.shown),
            ("effects", tuple(effect.words for effect in effects)),
        )
        node = _name_one(effects)
        yield Finding("SL836", "info" if agrees else "question", words, node, quote_all(group))


def _group(dossier: Dossier) -> list[list[StatementRecord]]:
    """Return the statements of facts and cells, those with one figure of one thing together."""
    found: dict[tuple[str, str, Fraction], list[StatementRecord]] = {}
    for statement in dossier.inputs.statements:
        if statement.kind in ("fact", "funds") and statement.amount is not None:
            key = (statement.kind, statement.about, statement.amount.value)
            found.setdefault(key, []).append(statement)
    return list(found.values())


def _name_one(effects: tuple[Effect, ...]) -> str | None:
    return effects[0].node.id if len(effects) == 1 else None


def check_order(dossier: Dossier) -> Iterator[Finding]:
    """Yield rates whose printed figure, taken as the rate, moves the last digit of points (SL837).

    A rate printed so coarsely that more would change (0.1 for 14.46%) is no rate to score by.
    """
    seen: set[tuple[str, Fraction]] = set()
    for printed in list_rates(dossier):
        key = (printed.node, printed.amount.value)
        if key not in seen:
            seen.add(key)
            yield from _try_rate(dossier, printed)


def _try_rate(dossier: Dossier, printed: PrintedRate) -> Iterator[Finding]:
    number = find_share(dossier, printed.node)
    rate = None if number is None else dossier.result.values[number]
    if number is None or not isinstance(rate, Fraction):
        return
    if compare_printed(printed.amount, rate) is not Agreement.ROUNDED:
        return
    trial = dossier.trials.change_nodes({number: Constant(printed.amount.value)})
    used, rounded = dossier.trials.base.points(printed.node), trial.points(printed.node)
    node = dossier.nodes[printed.node]
    if used is None or rounded is None or used == rounded or node.places is None:
        return
    if abs(used - rounded) * 10**node.places > 1:
        return
    words = (
        ("label", node.label),
        ("value", printed.text),
        ("rate", print_percent(rate)),
        ("rounded", print_points(rounded, node.places)),
        ("computed", print_points(used, node.places)),
    )
    line = quote_text(printed.at or SOMEWHERE, Text(printed.text, printed.text))
    yield Finding("SL837", "info", words, node.id, (line,))
