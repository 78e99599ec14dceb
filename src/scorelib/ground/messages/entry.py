"""What one code says: the shape of an entry in the tables of messages."""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["Level", "Message"]

Level = Literal["error", "warning", "question", "info", "advice"]
"""How grave it is. Advice is about a ruleset that works: what its author may want to look at."""


class Message(NamedTuple):
    """The words of one code.

    `zh` and `en` say what is wrong, `next_*` what to do, `about_*` why it is so (for the page of
    the code); `example` shows the mistake and the mend.
    """

    severity: Level
    zh: str
    en: str
    next_zh: str
    next_en: str
    about_zh: str
    about_en: str
    example: str = ""
