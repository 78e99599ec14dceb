"""What a form gave: the project, where each of its values stood, and what found no place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scorelib.engine.intake.project import Project
from scorelib.ground.errors import Diagnostic, Text

__all__ = ["Filled", "Unplaced"]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A cell that holds something and of which it is not known what: listed, never guessed.

    `place` is where it stands (`指标!D7`), `text` what it holds, `reason` why it was not taken.
    """

    place: str
    text: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Filled:
    """One project read from a form; `places` and `unplaced` stand beside it, never in it.

    `notes` say what a reader should know of cells that were used, such as formulas.

    `places` maps the path of each value in the project document, its keys joined by `/`
    (`facts/budget/value`, `indicators/output.quantity/0/target`), to its cell (`指标!D7`).

    >>> from scorelib.engine.intake.project import load_project
    >>> project = load_project({"scorelib": 1, "project": {"id": "a", "name": "甲"},
    ...                         "assessed_period": "2021", "evaluated_on": "2022-01"})
    >>> Filled(project, {"project/name": "基本信息!B4"}).places["project/name"]
    '基本信息!B4'
    """

    project: Project
    places: Mapping[str, str] = field(default_factory=dict)
    unplaced: tuple[Unplaced, ...] = ()
    notes: tuple[Diagnostic, ...] = ()
