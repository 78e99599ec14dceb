"""All consistency checks, in the order in which a reader looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from scorelib.engine.outcome.views import Finding
from scorelib.reading.reconciliation.checks.claims import (
    check_activities,
    check_chapters,
    check_met,
    check_problems,
    check_progress,
    check_shortages,
)
from scorelib.reading.reconciliation.checks.cliffs import (
    check_rounding_cliff,
    check_tolerance_cliff,
)
from scorelib.reading.reconciliation.checks.form import check_repeated, check_twins
from scorelib.reading.reconciliation.checks.money import (
    check_amounts,
    check_outputs,
    check_overrun,
    check_pace,
)
from scorelib.reading.reconciliation.checks.points import check_grades, check_headings, check_sums
from scorelib.reading.reconciliation.checks.rates import check_order, check_printings
from scorelib.reading.reconciliation.checks.reasons import check_lost, check_withheld
from scorelib.reading.reconciliation.checks.topics import (
    check_copies,
    check_results,
    check_rivals,
    check_states,
    check_unanswered,
)
from scorelib.reading.reconciliation.checks.totals import check_parts, check_totals
from scorelib.reading.reconciliation.checks.wording import check_percentages
from scorelib.reading.reconciliation.checks.years import check_years
from scorelib.reading.reconciliation.dossier import Dossier

__all__ = ["run_checks"]

_CHECKS: Final[tuple[Callable[[Dossier], Iterator[Finding]], ...]] = (
    check_sums,
    check_headings,
    check_grades,
    check_totals,
    check_parts,
    check_withheld,
    check_lost,
    check_repeated,
    check_twins,
    check_overrun,
    check_outputs,
    check_pace,
    check_amounts,
    check_printings,
    check_order,
    check_problems,
    check_met,
    check_shortages,
    check_progress,
    check_activities,
    check_copies,
    check_unanswered,
    check_results,
    check_states,
    check_rivals,
    check_years,
    check_percentages,
    check_chapters,
    check_rounding_cliff,
    check_tolerance_cliff,
)


def run_checks(dossier: Dossier) -> Iterator[Finding]:
    """Yield the findings of every check."""
    for check in _CHECKS:
        yield from check(dossier)
