"""The shapes of what a source says beside its figures: statements, amounts, the schedule."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, model_validator

from scorelib.model.fields import FactName, Label, NodeName, Shape, When, Words, refuse

__all__ = ["AmountEntry", "Schedule", "Statement"]

_SPEAKS = ("problem", "cause", "activity", "shortage")
"""The roles in which a statement is about something without giving a figure of it."""


class Statement(Shape):
    """What a source prints: the figure, in its words, where; and what of the project it is about.

    `about` names a fact, a cell of the money block (`funds.fiscal.executed`), a node, `total`,
    `grade`, a count of nodes (`count.level-1`), or a formula over facts and `amounts`; `figure`
    tells which figure of a node is meant. `role` is what the statement is in the report, `topic`
    what several statements speak of, `state` how far they say it has come, `part` the part of the
    report whose figures belong together. Without any of these the words are only quoted.
    """

    id: NodeName
    about: Words | None = None
    figure: Literal["points", "max-points", "rate", "grade"] | None = None
    value: Words | None = None
    words: Label | None = None
    at: Label | None = None
    part: Label | None = None
    topic: NodeName | None = None
    role: (
        Literal["target", "result", "problem", "cause", "activity", "progress", "shortage"] | None
    ) = None
    state: Literal["met", "done", "partly", "planned"] | None = None
    due: When | None = None
    unclear: Label | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Statement:
        if self.figure is not None and self.about is None:
            raise refuse("SL103", key="about")
        speaks = self.role in _SPEAKS or self.state is not None
        if self.about is not None and self.value is None and not speaks:
            raise refuse("SL103", key="value")
        if self.value is None and self.words is None:
            raise refuse("SL103", key="words")
        return self

    @model_validator(mode="after")
    def _is_placed(self) -> Statement:
        """Refuse marks that nothing could be done with."""
        if self.role in ("problem", "cause", "activity") and self.about is None:
            raise refuse("SL103", key="about")
        if self.role in ("target", "progress") and self.topic is None and self.about is None:
            raise refuse("SL103", key="topic")
        if self.state is not None and self.topic is None and self.about is None:
            raise refuse("SL103", key="topic")
        if self.due is not None and self.topic is None:
            raise refuse("SL103", key="topic")
        if self.role == "progress" and self.value is None:
            raise refuse("SL103", key="value")
        if self.unclear is not None and self.about is None:
            raise refuse("SL103", key="about")
        return self


def _read_value(value: object) -> object:
    """Take a bare text as the value."""
    return {"value": value} if isinstance(value, str) else value


class AmountShape(Shape):
    """An amount that a source gives beside the facts, and the planned one it was to reach."""

    value: Words
    label: Label | None = None
    planned: FactName | None = None
    at: Label | None = None


AmountEntry = Annotated[AmountShape, BeforeValidator(_read_value)]


class Schedule(Shape):
    """When the work began, when it is due and when it was finished, as a source says."""

    begun: When
    due: When
    finished: When | None = None
    at: Label | None = None
