"""Scoring a table: read it, evaluate the plan over it, write the columns of the result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.answers import KernelAnswers
from scorelib.engine.columns.floats import Floats
from scorelib.engine.columns.frames import Table
from scorelib.engine.columns.kernel import Computed, Kernel
from scorelib.engine.columns.packing import pack_sheet
from scorelib.engine.columns.results import Reject, Scored, list_wanted, write_results
from scorelib.engine.columns.tables import Sheet, read_sheet
from scorelib.ground.errors import DocumentError

__all__ = ["score_table"]


def score_table(
    plan: Plan, table: Any, items: Any = None, floats: Floats = "refuse", strict: bool = False
) -> Scored:
    """Return a table scored with a plan.

    Raises `DocumentError` with every column that cannot be used, and where `strict` with what is
    wrong with any row.
    """
    sheet = read_sheet(plan, table, items, floats)
    if strict and sheet.rejects:
        found = [each for row in sorted(sheet.rejects) for each in sheet.rejects[row]]
        raise DocumentError(found)
    rows = sheet.good
    computed = _compute(plan, sheet, rows)
    frame = write_results(plan, sheet, KernelAnswers(plan, computed), rows)
    return Scored(frame, _list_rejects(sheet), len(computed.by_hand))


def _compute(plan: Plan, sheet: Sheet, rows: Sequence[int]) -> Computed:
    """Return the wanted nodes of the rows of a sheet."""
    kernel = find_kernel(plan)
    if kernel.not_lowered:
        facts = dict(zip(rows, sheet.facts(rows), strict=True))
        table = Table((), pl.DataFrame(), by_hand=facts)
    else:
        table = pack_sheet(plan, sheet, rows, paired=kernel.paired)
    return kernel.run(table)


_MOST_KERNELS: Final = 16
_kernels: Final[dict[int, Kernel]] = {}
"""The kernels of the plans in use, which keep what was lowered for tables alike."""


def find_kernel(plan: Plan) -> Kernel:
    """Return the kernel of a plan; the same plan is lowered once."""
    known = _kernels.get(id(plan))
    if known is not None and known.plan is plan:
        return known
    if len(_kernels) >= _MOST_KERNELS:
        _kernels.clear()
    found = _kernels[id(plan)] = Kernel(plan, list_wanted(plan))
    return found


def _list_rejects(sheet: Sheet) -> tuple[Reject, ...]:
    return tuple(
        Reject(row, sheet.ids[row], tuple(sheet.rejects[row])) for row in sorted(sheet.rejects)
    )
