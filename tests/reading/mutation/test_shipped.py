"""The shipped rulesets: every mutant can be made, and their cases notice nearly all.

A small sample by default; `SCORELIB_MUTANTS=all` runs every mutant, which takes some minutes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.ground.errors import DocumentError
from scorelib.reading.mutation import run_mutation
from scorelib.reading.mutation.listing import list_mutants
from scorelib.reading.mutation.trees import edit_tree

ROOT: Final = Path(__file__).parents[3]
SHIPPED: Final = sorted(each.parent for each in (ROOT / "rulesets").rglob("ruleset.yaml"))
NAMES: Final = [each.relative_to(ROOT / "rulesets").as_posix() for each in SHIPPED]
WHOLE: Final = os.environ.get("SCORELIB_MUTANTS") == "all"
FEW: Final = 2


@pytest.mark.parametrize("folder", SHIPPED, ids=NAMES)
def test_cases_notice_mutants(folder: Path) -> None:
    """No survivor without an explanation; run as a whole, 95% are noticed and none is stale."""
    found = run_mutation(load_ruleset(folder), sample=None if WHOLE else FEW, jobs=2)
    assert [] == [each.mutant.id for each in found.survivors]
    if WHOLE:
        assert () == found.stale
        assert found.score is None or found.score * 100 >= 95


@pytest.mark.parametrize("folder", SHIPPED, ids=NAMES)
def test_mutants_can_be_made(folder: Path) -> None:
    """Every mutant has a name of its own, a line of the ruleset's own file, and edits that fit."""
    try:
        ruleset = load_ruleset(folder)
    except DocumentError as error:
        pytest.fail(str(error))
    mutants = list_mutants(ruleset, compile_ruleset(ruleset))
    assert len(mutants) == len({each.id for each in mutants})
    for mutant in mutants:
        assert mutant.location.file.endswith("ruleset.yaml")
        assert edit_tree(ruleset.tree, mutant.edits) is not ruleset.tree
