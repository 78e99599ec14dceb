"""Statistics of a cohort over tables: one pass that counts values, one that places each row.

Of every chunk of a table `gather` keeps the distinct values of each statistic with how often they
stand, group by group; `settle` makes of all chunks the statistics that scoring the projects one by
one finds; `place` gives each row of a chunk what it is compared with, as inputs of the plan. What
no column holds goes to the functions for one project.
"""

from __future__ import annotations

from scorelib.engine.columns.cohorts.partials import Partial
from scorelib.engine.columns.cohorts.passes import Placed, gather, list_passes, place, settle
from scorelib.engine.columns.cohorts.records import Ranks

__all__ = ["Partial", "Placed", "Ranks", "gather", "list_passes", "place", "settle"]
