"""What a result can be found from again beside its ruleset: the project, and what it met."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from scorelib.engine.intake.recorded import record_document
from scorelib.engine.statistics import Statistics, read_statistics
from scorelib.ground.canonical import is_steady, print_canonical, print_members
from scorelib.model.project import ProjectDocument

__all__ = ["Basis", "restore_statistics"]


@dataclass(frozen=True)
class Basis:
    """A project as it was given, with its own day, and the statistics it was compared with."""

    document: ProjectDocument
    statistics: Statistics | None = None

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The project and the statistics as canonical JSON, under their keys in a record."""
        found = None if self.statistics is None else _record_statistics(self.statistics)
        return {
            "document": print_canonical(record_document(self.document)),
            "statistics": print_canonical(found),
        }

    @cached_property
    def sha256(self) -> str:
        """The hash of both of them together, which is that of the part `facts` of a seal."""
        return hashlib.sha256(print_members(self.texts).encode()).hexdigest()

    @cached_property
    def is_steady(self) -> bool:
        """Whether no word of the project joins with what it is put beside (`is_steady`)."""
        return is_steady(self.texts["document"])

    @staticmethod
    def print_nothing() -> Mapping[str, str]:
        """Return what `texts` is where there is neither of them."""
        return {"document": "null", "statistics": "null"}

    def __getstate__(self) -> dict[str, object]:
        """Pickle what was given, not what was made of it."""
        return {"document": self.document, "statistics": self.statistics}


_COUNTS: Final = frozenset({"over", "projects", "revision", "without"})
"""What a stored record of statistics counts, in numbers where a record of results has text."""


def _record_statistics(statistics: Statistics) -> Any:
    return json.loads(statistics.to_json(), parse_int=str)


def restore_statistics(data: Any) -> Statistics | None:
    """Return the statistics of a record, None where it has none.

    Raises `DocumentError` (SL929), `ValueError` where a count is no number.

    >>> restore_statistics(None) is None
    True
    """
    return None if data is None else read_statistics(json.dumps(_restore_counts(data)))


def _restore_counts(data: Any) -> Any:
    if isinstance(data, dict):
        return {
            key: int(each) if key in _COUNTS and isinstance(each, str) else _restore_counts(each)
            for key, each in data.items()
        }
    return [_restore_counts(each) for each in data] if isinstance(data, list) else data
