"""scorelib: exact scores from scoring rulebooks, with every reason.

    import scorelib

    ruleset = scorelib.load("cn/anhui/hefei/yaohai/self-evaluation@2021")
    project = scorelib.load_project("examples/hefei-yaohai-2021")
    result = scorelib.evaluate(ruleset, project)
    print(scorelib.explain(result, "process.funds.execution-rate"))

Importing this module loads nothing else; each name brings what it needs when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from scorelib._version import __version__

if TYPE_CHECKING:
    from scorelib.api import (
        choose,
        compile,
        evaluate,
        evaluate_cohort,
        explain,
        find,
        load,
        load_project,
        read_statistics,
        reconcile,
        to_json,
        to_text,
        verify,
    )
    from scorelib.compiler.graph.plan import Plan
    from scorelib.compiler.ruleset import Ruleset
    from scorelib.engine.intake.project import Project
    from scorelib.engine.outcome.result import Result
    from scorelib.engine.outcome.views import Finding, NodeResult
    from scorelib.ground.errors import Diagnostic, DocumentError, NotFoundError, ScorelibError
    from scorelib.reading.reconciliation.views import Reconciliation

__all__ = [
    "Diagnostic",
    "DocumentError",
    "Finding",
    "NodeResult",
    "NotFoundError",
    "Plan",
    "Project",
    "Reconciliation",
    "Result",
    "Ruleset",
    "ScorelibError",
    "__version__",
    "choose",
    "compile",
    "evaluate",
    "evaluate_cohort",
    "explain",
    "find",
    "load",
    "load_project",
    "read_statistics",
    "reconcile",
    "to_json",
    "to_text",
    "verify",
]

_HOMES = {
    "choose": "api",
    "compile": "api",
    "evaluate": "api",
    "evaluate_cohort": "api",
    "explain": "api",
    "find": "api",
    "load": "api",
    "load_project": "api",
    "read_statistics": "api",
    "reconcile": "api",
    "to_json": "api",
    "to_text": "api",
    "verify": "api",
    "Plan": "compiler.graph.plan",
    "Ruleset": "compiler.ruleset",
    "Project": "engine.intake.project",
    "Finding": "engine.outcome.views",
    "NodeResult": "engine.outcome.views",
    "Result": "engine.outcome.result",
    "Diagnostic": "ground.errors",
    "DocumentError": "ground.errors",
    "NotFoundError": "ground.errors",
    "ScorelibError": "ground.errors",
    "Reconciliation": "reading.reconciliation.views",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'scorelib' has no attribute {name!r}")
    return getattr(importlib.import_module(f"scorelib.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
