"""Grids of a form: its sections one below the other, in one set of columns."""

from __future__ import annotations

from scorelib.model.layouts import GridSpec, Section
from scorelib.reading.reports.blocks import Column, Grid, Row
from scorelib.reading.reports.filling.desk import Desk
from scorelib.reading.reports.filling.indicators import fill_indicators, list_kept
from scorelib.reading.reports.filling.money import fill_money
from scorelib.reading.reports.filling.texts import fill_cell, fill_text

__all__ = ["fill_grid"]


def fill_grid(desk: Desk, spec: GridSpec) -> Grid:
    """Return the grid of a layout, filled in; columns of levels that are not there are left out."""
    rows = [row for section in spec.sections for row in _fill_section(desk, section)]
    kept = [True] * len(spec.columns)
    for section in spec.sections:
        if section.indicators is not None and section.indicators.trim:
            kept = list_kept(desk, section.indicators)
    widths = [width for width, stays in zip(spec.columns, kept, strict=True) if stays]
    columns = tuple(Column(float(width)) for width in widths)
    caption = fill_text(desk, spec.caption)
    return Grid(columns, tuple(rows), int(spec.head), caption, bool(spec.filtered))


def _fill_section(desk: Desk, section: Section) -> list[Row]:
    if section.money is not None:
        return fill_money(desk, section.money)
    if section.indicators is not None:
        return fill_indicators(desk, section.indicators)
    return [Row(tuple(fill_cell(desk, cell) for cell in cells)) for cells in section.rows or ()]
