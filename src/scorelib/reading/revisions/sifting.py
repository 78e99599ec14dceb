"""What a value of a ruleset means, what it is called, and what it rests on, told apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

__all__ = ["WORDS", "is_words", "list_citations", "strip"]

WORDS: Final = frozenset({"label", "note", "title", "message"})
"""Keys that hold what something is called, or what is said of it."""

_GROUNDS: Final = "cites"


def is_words(value: Any) -> bool:
    """Return whether a value is the same words in one language or two.

    >>> is_words({"zh": "优", "en": "good"}), is_words({"zh": {"label": "优"}})
    (True, False)
    """
    if not isinstance(value, dict) or not value:
        return False
    return set(value) <= {"zh", "en"} and all(isinstance(each, str) for each in value.values())


def strip(value: Any, *, words: bool = False) -> Any:
    """Return a value without its citations and, unless `words` are kept, what things are called.

    >>> strip({"from": "60", "label": {"zh": "中"}, "cites": [{"source": "a"}]})
    {'from': '60'}
    """
    if isinstance(value, (list, tuple)):
        return [strip(each, words=words) for each in value]
    if not isinstance(value, dict):
        return value
    if is_words(value):
        return value if words else None
    dropped = {_GROUNDS} if words else {_GROUNDS, *WORDS}
    return {key: strip(each, words=words) for key, each in value.items() if key not in dropped}


def list_citations(value: Any) -> Iterator[dict[str, Any]]:
    """Yield all citations in a value."""
    if isinstance(value, (list, tuple)):
        for each in value:
            yield from list_citations(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key == _GROUNDS:
                yield from each
            else:
                yield from list_citations(each)
