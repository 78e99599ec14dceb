"""Rows: what mistakes in the rule, its rounding or its bands make of the points of one row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

from scorelib.compiler.graph.nodes import Extreme
from scorelib.engine.outcome.views import BandResult
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.diagnosis.alternatives import Alternative, Moved
from scorelib.reading.reconciliation.diagnosis.inputs import list_inputs
from scorelib.reading.reconciliation.diagnosis.rounding import (
    Rounded,
    list_roundings,
    list_transposed,
)
from scorelib.reading.reconciliation.diagnosis.workbench import Leaf, Workbench
from scorelib.reading.reconciliation.lines import compare_points
from scorelib.reading.reconciliation.rewrites import round_share
from scorelib.reading.reconciliation.trials import Trial
from scorelib.words.numbers import count_places, print_points

__all__ = [
    "EARLY",
    "find_neighbours",
    "list_by_rulesets",
    "list_rows",
    "measure",
    "try_early",
    "try_reverse",
    "try_uncapped",
]

EARLY = (
    Text("整数百分数", "a whole per cent"),
    Text("一位小数的百分数", "one decimal of a per cent"),
    Text("两位小数的百分数", "two decimals of a per cent"),
)
"""What a rate is rounded to, by the decimals of per cent."""


def list_rows(bench: Workbench, leaf: Leaf, declared: Fraction | None) -> Iterator[Alternative]:
    """Yield every alternative of a row; `declared` is what it declares, where it does."""
    for each in _list_rows(bench, leaf, declared):
        yield replace(each, moves=_move(leaf.node.id, each.figure))


def _move(name: str, figure: Fraction) -> Callable[[], Moved]:
    return lambda: frozenset({(name, figure)})


def _list_rows(bench: Workbench, leaf: Leaf, declared: Fraction | None) -> Iterator[Alternative]:
    node = leaf.node
    yield from _list_roundings(bench, leaf, declared)
    yield from _list_by_rule(bench, leaf)
    yield from list_by_rulesets(bench, node.id, declared)
    yield from list_inputs(bench, leaf)
    if node.computed is not None and declared is not None:
        yield from list_transposed(node.computed, bench.places(node.id), node.id)
    yield from _list_bands(leaf)
    most = node.max_points
    if most is not None and node.computed is not None and node.computed < most:
        yield Alternative("SL867", most, (), node.id)


def _list_roundings(
    bench: Workbench, leaf: Leaf, declared: Fraction | None
) -> Iterator[Alternative]:
    raw = leaf.raw(bench.base)
    if raw is None:
        return
    rule = leaf.rule.rounding
    if rule is None and declared is None:
        return
    held = leaf.rule.computed is not None and isinstance(
        bench.dossier.plan.nodes[leaf.rule.computed], Extreme
    )
    most = leaf.node.max_points if held else None
    own = None if declared is None else count_places(declared)
    yield from list_roundings(Rounded(leaf.node.id, raw, rule, most, own))


def try_early(bench: Workbench) -> Iterator[tuple[Trial, int]]:
    """Yield trials in which rates are first rounded, with the decimals of per cent.

    People round the share that is earned, or the rate that it is worked out from.
    """
    for places in range(len(EARLY)):
        yield _try_share(bench, places), places
        if bench.rewrites.ratios:
            yield _try_ratio(bench, places), places


def _try_share(bench: Workbench, places: int) -> Trial:
    shares = bench.rewrites.shares
    return bench.change_nodes(("share", places), lambda: dict.fromkeys(shares, round_share(places)))


def _try_ratio(bench: Workbench, places: int) -> Trial:
    ratios = bench.rewrites.ratios
    return bench.change_nodes(
        ("ratio", places),
        lambda: {node: round_share(places, whole) for node, whole in ratios.items()},
    )


def try_uncapped(bench: Workbench) -> Iterator[Trial]:
    """Yield trials without the caps of rows: of all but the reverse ones, and of all."""
    rules = bench.rewrites
    if rules.uncapped:
        yield bench.change_nodes("uncapped", lambda: rules.uncapped)
    if rules.uncapped_reverse.keys() != rules.uncapped.keys():
        yield bench.change_nodes("uncapped-reverse", lambda: rules.uncapped_reverse)


def try_reverse(bench: Workbench) -> Iterator[Trial]:
    """Yield the trial in which reverse indicators are scored by the other form."""
    if bench.rewrites.other_reverse:
        yield bench.change_nodes("reverse", lambda: bench.rewrites.other_reverse)


def _list_by_rule(bench: Workbench, leaf: Leaf) -> Iterator[Alternative]:
    """Yield what a row gets where its rule is applied in another way."""
    name, own = leaf.node.id, leaf.node.computed
    for trial, places in try_early(bench):
        found = leaf.points(trial)
        if found is not None and found != own:
            yield Alternative("SL853", found, (("places", EARLY[places]),), name)
    for trial in try_uncapped(bench):
        found = leaf.points(trial)
        if found is not None and own is not None and found > own:
            yield Alternative("SL854", found, (("labels", (leaf.node.label,)),), name)
    form = leaf.form
    if form is not None and form.form == "reverse":
        for trial in try_reverse(bench):
            found = leaf.points(trial)
            if found is not None and found != own:
                yield Alternative("SL856", found, (), name)


def list_by_rulesets(
    bench: Workbench, subject: str, declared: Fraction | None
) -> Iterator[Alternative]:
    """Yield what other rulesets give a row or a sum, as printed where they round nothing."""
    for names, trial in bench.others:
        found = trial.points(subject)
        if found is None:
            continue
        places = _places_of(trial, subject)
        if declared is not None and compare_points(declared, found, places) == "rounded":
            found = declared
        words = (("rulesets", names),)
        moves = partial(bench.list_moved, subject, trial)
        yield Alternative("SL857", found, words, _row_of(subject), moves=moves)


def _row_of(subject: str) -> str | None:
    return None if subject == "total" else subject


def _places_of(trial: Trial, subject: str) -> int | None:
    """Return the places to which a ruleset rounds a row or a sum."""
    if subject == "total":
        return trial.plan.outputs[0].places
    slot = subject.rpartition(".")[0]
    for each in trial.plan.occurrences:
        if each.slot == slot or (each.slot is None and each.id == subject):
            return each.rounding.places if each.rounding else trial.plan.outputs[0].places
    return None


def _list_bands(leaf: Leaf) -> Iterator[Alternative]:
    """Yield the points of the bands beside the one that holds the value."""
    rule = leaf.rule.rounding
    for band in find_neighbours(leaf.node.bands):
        if band.points is None:
            continue
        points = band.points if rule is None else rule.apply(band.points)
        words = (("band", name_band(band)), ("distance", measure(band)))
        yield Alternative("SL865", points, words, leaf.node.id)


def find_neighbours(bands: tuple[BandResult, ...]) -> list[BandResult]:
    """Return the bands right above and below the chosen one."""
    order = sorted(bands, key=lambda band: (band.least is not None, band.least or 0))
    chosen = next((place for place, band in enumerate(order) if band.chosen), None)
    if chosen is None:
        return []
    return [order[place] for place in (chosen - 1, chosen + 1) if 0 <= place < len(order)]


def name_band(band: BandResult) -> Text:
    """Return what a band is called: its label, or its lower edge."""
    if band.label.zh:
        return band.label
    unit = band.unit.name if band.unit else ""
    edge = "" if band.least is None else f"≥ {print_points(band.least)}{unit}"
    return Text(edge, edge)


def measure(band: BandResult) -> str:
    """Return how far a value is from a band, in the unit of the band."""
    return f"{print_points(abs(band.distance))}{band.unit.name if band.unit else ''}"
