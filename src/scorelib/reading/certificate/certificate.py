"""A certificate put together: the ruleset, its claims by chapter, the clauses it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scorelib._version import __version__
from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.heads import Clause
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import DocumentError, Text
from scorelib.reading.advice.desk import Desk
from scorelib.reading.advice.reach import find_unreachable
from scorelib.reading.certificate.claims import (
    Claim,
    Verdict,
    claim_maxima,
    list_clauses,
    list_divisors,
    list_points,
    list_roundings,
    list_tiling,
)
from scorelib.reading.certificate.holding import hold_points
from scorelib.reading.coverage.target import say

__all__ = ["Certificate", "Chapter", "certify_ruleset"]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Claims of one kind; `name` is that of the label that heads them."""

    name: str
    claims: tuple[Claim, ...]

    def count(self, verdict: Verdict) -> int:
        """Return how many claims have a verdict."""
        return sum(each.verdict == verdict for each in self.claims)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is shown of a ruleset, by which version of the program."""

    ruleset: Ruleset
    engine: str
    chapters: tuple[Chapter, ...]
    clauses: tuple[Clause, ...]


def certify_ruleset(ruleset: Ruleset, roots: Sequence[Path] = ()) -> Certificate:
    """Return a certificate of a ruleset, read off its plan and the cases beside it.

    Whatever cannot be shown is said to be unproved. Raises `DocumentError` for a ruleset with
    problems.

    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> found = certify_ruleset(load_ruleset("cn/mof/self-evaluation@2020"))
    >>> [(each.name, each.count("refuted")) for each in found.chapters][:2]
    [('certificate.tiling', 0), ('certificate.maxima', 0)]
    """
    desk = Desk(ruleset, compile_ruleset(ruleset), tuple(roots))
    held = hold_points(desk)
    chapters = (
        Chapter("certificate.tiling", tuple(list_tiling(desk, held))),
        Chapter("certificate.maxima", tuple(claim_maxima(desk))),
        Chapter("certificate.points", tuple(list_points(desk, held))),
        Chapter("certificate.divisors", tuple(list_divisors(desk))),
        Chapter("certificate.reach", _list_reach(desk)),
        Chapter("certificate.roundings", tuple(list_roundings(desk))),
    )
    return Certificate(ruleset, __version__, chapters, list_clauses(desk))


_PATHS: Final = frozenset({"band", "option", "branch", "row", "rule", "form"})


def _list_reach(desk: Desk) -> tuple[Claim, ...]:
    """Return for each band, option and branch whether a project can come to it.

    A case that does is the proof; that none can is proved from the intervals.
    """
    from scorelib.reading.coverage.measure import measure_coverage

    try:
        coverage = measure_coverage(desk.ruleset, desk.plan, desk.roots)
    except DocumentError:
        return (Claim(Text("–", "–"), "unproved", say("certificate.no_cases")),)
    refuted = {each.location[1:3] for each in find_unreachable(desk) if each.location}
    claims: list[Claim] = []
    for reached in coverage.targets:
        target = reached.target
        if target.kind not in _PATHS:
            continue
        verdict: Verdict = "proved" if reached.cases else "unproved"
        found = say("certificate.no_case")
        if reached.cases:
            found = say("certificate.witness", case=reached.cases[0])
        elif target.own and (target.place.line, target.place.column) in refuted:
            verdict, found = "refuted", say("certificate.unreachable")
        named = Text(f"{target.node}：{target.label.zh}", f"{target.node}: {target.label.en}")
        claims.append(Claim(named, verdict, found, target.place))
    return tuple(claims)
