"""The rulesets there are, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scorelib.compiler.loading.loader import list_rulesets, load_ruleset
from scorelib.ground.errors import Diagnostic, DocumentError, Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.table import Table

__all__ = ["tabulate_rulesets"]


def tabulate_rulesets(
    lang: Lang, roots: Sequence[Path] = ()
) -> tuple[Table, tuple[Diagnostic, ...]]:
    """Return id, edition, title and period of every ruleset, and what cannot be read of others."""
    rows = []
    problems: list[Diagnostic] = []
    for entry in list_rulesets(roots):
        try:
            document = load_ruleset(entry.path, roots=roots).document
        except DocumentError as error:
            problems += error.diagnostics
            continue
        effective = document.effective
        period = "–"
        if effective is not None:
            until = effective.until.isoformat() if effective.until else "…"
            period = f"[{effective.from_.isoformat()}, {until})"
        rows.append((entry.reference, document.title.to(lang), period))
    names = ("ruleset", "ruleset_title", "effective")
    return Table(tuple(label(name, lang) for name in names), tuple(rows)), tuple(problems)
