"""The statistics of a cohort as a record: frozen, comparable, and stored as JSON.

A stored record is all that is needed to score one of the projects again, alone and with the same
digits. Figures are kept as they were found; a rank is kept for each project with what the project
was ranked by, so that one whose facts have changed is not given a place it no longer has. A
z-score is found anew from the mean and the deviation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, Literal

from pydantic import ValidationError

from scorelib._version import __version__
from scorelib.compiler.graph.heads import RulesetHead
from scorelib.compiler.graph.nodes import State
from scorelib.ground.errors import Diagnostic, DocumentError, Location, Text
from scorelib.model.statistics import FigureShape, StatisticsDocument
from scorelib.words.numbers import print_number

__all__ = [
    "SCHEMA",
    "CohortUse",
    "Figure",
    "Rank",
    "StatisticRecord",
    "StatisticUse",
    "Statistics",
    "Why",
    "fingerprint",
    "is_long",
    "read_statistics",
]

SCHEMA: Final = "scorelib/cohort/1"

Why = Literal["too-few", "without-value", "no-spread", "beyond", "too-long"]
"""Why a statistic has no value."""

_MOST_BITS: Final = 8192
"""The most bits of a number that is stored with its digits."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A statistic of all projects, or of those of one group.

    `over` is how many values it is of, `without` how many projects had none; `names` are some of
    these, where that is `why` there is no value. Of a z-score `mean` and `deviation` are kept.
    """

    group: str | None
    over: int
    without: int
    value: Fraction | None = None
    state: State | None = None
    why: Why | None = None
    names: tuple[str, ...] = ()
    mean: Fraction | None = None
    deviation: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Rank:
    """The rank of one project, and the fingerprint of the value it was ranked by."""

    of: str
    rank: Fraction


@dataclass(frozen=True, slots=True)
class StatisticRecord:
    """One statistic: its figures by group, and of ranks those of the projects."""

    statistic: str
    figures: tuple[Figure, ...]
    ranks: Mapping[str, Rank] = field(default_factory=dict)

    def find(self, group: str | None) -> Figure | None:
        """Return the figure of a group, or of all where there are no groups."""
        return next((each for each in self.figures if each.group == group), None)


@dataclass(frozen=True, slots=True)
class StatisticUse:
    """A statistic as one project uses it: its value, or the reason why there is none.

    `needed` is how many values it takes at least; `absent` says that the cohort has no place for
    the project.
    """

    value: Fraction | State
    figure: Figure | None = None
    needed: int = 0
    absent: Literal["project", "value", "group"] | None = None


@dataclass(frozen=True, slots=True)
class CohortUse:
    """What one project was compared with: over how many projects, and each statistic it read."""

    projects: int
    uses: Mapping[str, StatisticUse]


@dataclass(frozen=True, slots=True)
class Statistics:
    """The statistics of one run over many projects: of which ruleset, over how many."""

    ruleset: str
    revision: int
    sha256: str
    projects: int
    records: Mapping[str, StatisticRecord]

    @staticmethod
    def of(head: RulesetHead, projects: int, records: Mapping[str, StatisticRecord]) -> Statistics:
        """Return the statistics of a ruleset over so many projects."""
        return Statistics(head.reference, head.revision, head.sha256, projects, records)

    def to_json(self) -> str:
        """Return the statistics as JSON text; the same cohort, in any order, gives the same bytes.

        >>> Statistics("a/b@1", 1, "0" * 64, 2, {}).to_json().splitlines()[1]
        '  "schema": "scorelib/cohort/1",'
        """
        record = {
            "schema": SCHEMA,
            "engine": {"name": "scorelib", "version": __version__},
            "ruleset": {
                "reference": self.ruleset,
                "revision": self.revision,
                "sha256": self.sha256,
            },
            "projects": self.projects,
            "statistics": {name: _record(each) for name, each in sorted(self.records.items())},
        }
        return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def is_long(value: Fraction) -> bool:
    """Return whether a number has more digits than are stored.

    >>> is_long(Fraction(10**3000, 3))
    True
    """
    return max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS


def fingerprint(value: Fraction) -> str:
    """Return what tells a value from any other: its digits, or a hash where they are very many.

    >>> fingerprint(Fraction(3, 7))
    '3/7'
    """
    if not is_long(value):
        return print_number(value)
    data = f"{value.numerator:x}/{value.denominator:x}".encode()
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _record(found: StatisticRecord) -> dict[str, Any]:
    ranks = {
        name: {"of": rank.of, "rank": print_number(rank.rank)}
        for name, rank in sorted(found.ranks.items())
    }
    figures = sorted(found.figures, key=lambda each: each.group or "")
    return {
        "statistic": found.statistic,
        "figures": [_record_figure(each) for each in figures],
        "ranks": ranks,
    }


def _record_figure(figure: Figure) -> dict[str, Any]:
    def number(value: Fraction | None) -> str | None:
        return None if value is None else print_number(value)

    return {
        "group": figure.group,
        "over": figure.over,
        "without": figure.without,
        "value": number(figure.value),
        "state": None if figure.state is None else figure.state.name.lower(),
        "why": figure.why,
        "names": list(figure.names),
        "mean": number(figure.mean),
        "deviation": number(figure.deviation),
    }


def read_statistics(text: str, file: str = "<statistics>") -> Statistics:
    """Return statistics that were stored as JSON.

    Raises `DocumentError` (SL929) for a text that is something else.

    >>> stored = Statistics("a/b@1", 1, "0" * 64, 2, {})
    >>> read_statistics(stored.to_json()) == stored
    True
    """
    try:
        document = StatisticsDocument.model_validate(json.loads(text))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise _refuse(file, Text(f"`{place}`", f"`{place}`")) from None
    except (ValueError, RecursionError):
        raise _refuse(file, Text("不是 JSON", "not JSON")) from None
    head = document.ruleset
    records = {
        name: StatisticRecord(
            each.statistic,
            tuple(_read_figure(figure) for figure in each.figures),
            {project: Rank(rank.of, rank.rank) for project, rank in each.ranks.items()},
        )
        for name, each in document.statistics.items()
    }
    return Statistics(head.reference, head.revision, head.sha256, document.projects, records)


def _refuse(file: str, reason: Text) -> DocumentError:
    words = (("reason", reason), ("schema", SCHEMA))
    return DocumentError([Diagnostic("SL929", words, Location(file, 1, 1))])


def _read_figure(shape: FigureShape) -> Figure:
    return Figure(
        shape.group,
        shape.over,
        shape.without,
        shape.value,
        None if shape.state is None else State[shape.state.upper()],
        shape.why,
        shape.names,
        shape.mean,
        shape.deviation,
    )
