"""Hypothesis strategies derived from a ruleset, for the tests of whoever builds on scorelib.

    from hypothesis import given
    from scorelib.testing import valid_projects

    @given(valid_projects("cn/mof/self-evaluation@2020"))
    def test_our_import(project): ...

What is drawn are project documents as plain data: what `yaml.safe_dump` writes, what
`scorelib.load_project` takes. Needs the extra `testing` (hypothesis), which is loaded when the
first of these names is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from scorelib.ground.errors import NotFoundError

if TYPE_CHECKING:
    from scorelib.testing.edges import edge_projects
    from scorelib.testing.faults import invalid_projects
    from scorelib.testing.projects import valid_projects

__all__ = ["edge_projects", "invalid_projects", "valid_projects"]

_HOMES = {
    "edge_projects": "edges",
    "invalid_projects": "faults",
    "valid_projects": "projects",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'scorelib.testing' has no attribute {name!r}")
    try:
        importlib.import_module("hypothesis")
    except ImportError as error:
        raise NotFoundError("SL798", reason=str(error)) from error
    return getattr(importlib.import_module(f"scorelib.testing.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
