"""The pytest plugin: the cases beside a ruleset as tests, each with its file and line.

It stays out of the way of other projects: `cases.yaml` is collected where it, or its folder, is
given to pytest by name, or, with `scorelib_cases = true` in the configuration, wherever it stands
beside a `ruleset.yaml`. What collects and runs is imported only then.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

__all__ = ["pytest_addoption", "pytest_collect_file"]

_CASES = "cases.yaml"
_RULES = "ruleset.yaml"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the setting that has cases collected wherever they stand."""
    parser.addini(
        "scorelib_cases",
        "collect cases.yaml beside every ruleset.yaml (by default only where it is named)",
        type="bool",
        default=False,
    )
    parser.addini(
        "scorelib_rulesets",
        "folders of rulesets that others extend, relative to the configuration",
        type="paths",
        default=[],
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the cases of a ruleset, where they are asked for."""
    if file_path.name != _CASES or not file_path.with_name(_RULES).is_file():
        return None
    session = parent.session
    named = session.isinitpath(file_path) or session.isinitpath(file_path.parent)
    if not (named or parent.config.getini("scorelib_cases")):
        return None
    from scorelib.pytest_plugin.collection import CasesFile

    return CasesFile.from_parent(parent, path=file_path)
