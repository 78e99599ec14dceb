"""The figures of one node as cells: its maximum, its points, the rate of points."""

from __future__ import annotations

from fractions import Fraction

from scorelib.engine.outcome.views import NodeResult
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.reports.blocks import Cell
from scorelib.reading.reports.cells import NOTHING, figure, percent

__all__ = ["rate_of", "show_declared", "show_maximum", "show_points", "show_rate"]


def show_maximum(node: NodeResult, lang: Lang) -> Cell:
    """Return the maximum of a node; one that nobody has used or given prints none."""
    if node.status == "unused":
        return Cell("", align="right")
    return figure(node.max_points, None, label("layout.not_given", lang))


def show_points(node: NodeResult, lang: Lang) -> Cell:
    """Return the points of a node with the decimals of its rounding, or why there are none."""
    if node.points is not None:
        return figure(node.points, node.places)
    said = "" if node.status == "unused" else label(node.status, lang)
    return Cell(said, align="right", tone="warning" if node.open else "muted")


def show_declared(node: NodeResult) -> Cell:
    """Return the points that the project declares for a node."""
    return figure(node.declared)


def rate_of(node: NodeResult) -> Fraction | None:
    """Return the share of its maximum that a node earned (得分率)."""
    if node.points is None or not node.max_points:
        return None
    return node.points / node.max_points


def show_rate(node: NodeResult) -> Cell:
    """Return the rate of points of a node."""
    rate = rate_of(node)
    return Cell(NOTHING, align="right", tone="muted") if rate is None else percent(rate)
