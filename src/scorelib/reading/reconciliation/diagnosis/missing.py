"""A total that cannot be worked out: what it is made of as far as its parts are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from scorelib.engine.intake.statements import StatementRecord
from scorelib.engine.outcome.views import NodeResult
from scorelib.ground.errors import Text
from scorelib.ground.messages import render_message
from scorelib.reading.reconciliation.diagnosis.alternatives import Alternative
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.words.amounts import agrees
from scorelib.words.numbers import print_number, print_percent, print_points

__all__ = ["compose_total", "list_gaps"]


@dataclass(frozen=True, slots=True)
class _Parts:
    """The rows that have points, and what the total would be were all others full."""

    known: tuple[NodeResult, ...]
    earned: Fraction
    full: Fraction


def _read_parts(dossier: Dossier) -> _Parts | None:
    """Return what is known of a total; None where it is a figure, or no sum at all."""
    total = dossier.result.total
    if total.points is not None or dossier.plan.outputs[0].aggregate is not None:
        return None
    known = tuple(node for node in dossier.leaves() if node.points is not None)
    earned = sum((node.points or Fraction(0) for node in known), Fraction(0))
    most = sum((node.max_points or 0 for node in known), Fraction(0))
    return _Parts(known, earned, total.attainable - most + earned)


def list_gaps(dossier: Dossier, declared: Fraction) -> Iterator[Alternative]:
    """Yield each part that would explain a total by being at nothing while all else is full.

    It is one without points whose maximum is what is missing, or whose maximum nobody says and
    which the report itself blames.
    """
    parts = _read_parts(dossier)
    if parts is None or parts.full <= declared:
        return
    gap = parts.full - declared
    blamed = {each.about: each for each in dossier.inputs.statements if each.role == "cause"}
    seen: set[str | None] = set()
    for node in dossier.nodes.values():
        if node.id.count(".") > 1:
            continue
        waits = node.points is None and node.open
        fits = waits and node.max_points == gap and node.parent not in seen
        # A place that was left blank has no weight of its own yet; what stands above it has.
        named = node.id in blamed and not node.max_points and _is_below_open(dossier, node)
        if fits or named:
            seen.add(node.id)
            words = (
                ("label", node.label),
                ("gap", print_number(gap)),
                ("full", print_points(parts.full)),
                ("why", _FITS if fits else _name_blame(blamed[node.id])),
            )
            yield Alternative("SL869", declared, words, node.id)


def _name_blame(statement: StatementRecord) -> Text:
    """Return that the report blames a part, and what speaks against it."""
    doubt = statement.unclear
    if doubt is None:
        return _BLAMED
    return Text(f"{_BLAMED.zh}；{doubt.zh}", f"{_BLAMED.en}; {doubt.en}")


def _is_below_open(dossier: Dossier, node: NodeResult) -> bool:
    """Return whether a node or one above it has no points and should have."""
    here: NodeResult | None = node
    while here is not None:
        if here.open:
            return True
        here = dossier.nodes.get(here.parent or "")
    return False


_FITS = Text("它的分值正好是这么多，又没有得分", "its maximum is just that, and it has no points")
_BLAMED = Text(
    "报告把失分归因于它，它的分值没有印出", "the report blames it; its maximum is not printed"
)


def compose_total(dossier: Dossier, declared: Fraction) -> Text | None:
    """Return what a declared total is made of, where some of its rows are known."""
    parts = _read_parts(dossier)
    if parts is None or not parts.known or parts.full < declared:
        return None
    if dossier.inputs.declared_sum is not None:
        # Where all rows declare points these say what the total is made of.
        return None
    filled = {
        "declared": print_number(declared),
        "rest": print_points(declared - parts.earned),
        "parts": _name_parts(dossier, parts),
        "full": print_points(parts.full),
        "gap": print_points(parts.full - declared),
    }
    code = "SL871" if parts.full > declared else "SL872"
    return Text(render_message(code, filled, "zh"), render_message(code, filled, "en"))


def _name_parts(dossier: Dossier, parts: _Parts) -> Text:
    """Return the known rows as terms of a sum; more than two of them together."""
    if len(parts.known) > 2:
        count, earned = len(parts.known), print_points(parts.earned)
        return Text(
            f"{earned}（{count} 项已有得分）", f"{earned} ({count} indicators that have points)"
        )
    shown = [(node, _name_part(dossier, node)) for node in parts.known]
    return Text(
        " + ".join(f"{words}（{node.label.zh}）" for node, words in shown),
        " + ".join(f"{words} ({node.label.en})" for node, words in shown),
    )


def _name_part(dossier: Dossier, node: NodeResult) -> str:
    """Return the points of a row as its maximum times its rate, where it has one."""
    points = print_points(node.points or Fraction(0), node.places)
    if node.share is None or node.max_points is None:
        return points
    own = dossier.round
    printed = None if own is None else own.rates.get(node.id)
    rate = print_percent(node.share, 2).removeprefix("≈ ")
    if printed is not None and agrees(printed, node.share):
        rate = printed.text.strip()
    return f"{print_number(node.max_points)} × {rate}"
