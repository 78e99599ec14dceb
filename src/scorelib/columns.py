"""Tables of projects: the same plan, the same digits, a row a project.

    import scorelib
    from scorelib import columns

    plan = scorelib.compile(scorelib.load("cn/anhui/hefei/yaohai/self-evaluation@2021"))
    scored = columns.evaluate(plan, table)
    scored.frame

Needs the extra `table` (polars).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.floats import Floats
from scorelib.engine.columns.layout import Figures
from scorelib.engine.columns.results import Reject, Scored
from scorelib.engine.columns.runs import score_table
from scorelib.engine.statistics import Statistics

__all__ = ["Reject", "Scored", "evaluate"]


def evaluate(
    plan: Plan,
    table: Any,
    *,
    items: Any = None,
    floats: Floats = "refuse",
    figures: Figures = "decimals",
    strict: bool = False,
    cohort: Statistics | None = None,
    places: Mapping[str, int] | None = None,
) -> Scored:
    """Return a table of projects scored with a plan, each row as `scorelib.evaluate` would.

    A table is a frame of polars or anything that hands out Arrow (`__arrow_c_stream__`): of
    pyarrow, pandas, duckdb. Its columns are facts by their names, in their units or as text with
    one; what else there can be stands in docs/howto/score-tables.md. `items` is a table of the
    projects' own indicators, one a row. Float columns are refused unless `floats` is "shortest".
    Columns of whole numbers that count the last of some decimal places, as ledgers keep cents,
    are told by `places={"budget": 2}`: they are read fastest of all.
    A row that cannot be scored is among the `rejects`, with its number from 0 and what is wrong.
    Where the rules compare projects, the rows are compared with each other, as by
    `scorelib.evaluate_cohort`, or with those of the statistics given as `cohort`.

    With `figures="units"` points come out as whole numbers of their last place (9.52 as 952), in
    a quarter of the memory; `places` of what is returned says how many places they have.

    Raises `DocumentError` with every column that cannot be used (SL941 to SL948), and with
    `strict` with what is wrong with any row; for two rows with one id that are compared (SL926),
    and statistics of another ruleset (SL928); `TypeError` for what is no table.

    >>> import polars, scorelib
    >>> plan = scorelib.compile(scorelib.load("cn/mof/self-evaluation@2020"))
    >>> table = polars.DataFrame({"id": ["a", "b"], "budget": ["1200万元", "0.5余"]})
    >>> [(each.row, each.diagnostics[0].code) for each in evaluate(plan, table).rejects]
    [(1, 'SL404')]
    """
    return score_table(plan, table, items, floats, figures, strict, cohort, places)
