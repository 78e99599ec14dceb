"""The report of a mutation: what the cases noticed, what they did not, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from scorelib.ground.errors import Diagnostic, Lang, Text
from scorelib.ground.messages.labels import LABELS, label
from scorelib.reading.mutation.mutants import (
    FATES,
    OPERATIONS,
    MutantOutcome,
    MutationReport,
    Operation,
)
from scorelib.reading.reports.blocks import Block, Bullets, Grid, Heading, Paragraph, Report, Row
from scorelib.reading.reports.cells import count, join, make_grid, say_column, words
from scorelib.words.numbers import print_number, print_places
from scorelib.words.rounding import round_exact

__all__ = ["find_shortfall", "list_survivors", "report_mutation", "show_score"]

_MOST = 120
"""The most characters of a value that are shown; a formula may be longer."""


def report_mutation(found: MutationReport, lang: Lang) -> Report:
    """Return what came of a mutation as a report: the score, the survivors, and why some may be.

    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> from scorelib.reading.mutation.running import run_mutation
    >>> found = run_mutation(load_ruleset("cn/guangxi/self-evaluation@2020"))
    >>> report_mutation(found, "en").blocks[0].text
    'the cases noticed 3 of 3 changes: 100.0%'
    """
    blocks: list[Block] = [Paragraph(_say_score(found, lang), strong=True)]
    blocks += [Paragraph(line) for line in _list_remarks(found, lang)]
    if found.outcomes:
        blocks.append(_tabulate(found, lang))
    if found.survivors:
        blocks.append(Heading(label("mutation.survivors", lang), 2))
        groups = groupby(found.survivors, key=lambda each: (each.mutant.location[:2], _key(each)))
        said = tuple(_say_survivors(tuple(group), lang) for _, group in groups)
        blocks.append(Bullets(said))
    if found.explained:
        blocks.append(Heading(label("mutation.explained", lang), 2))
        blocks.append(Bullets(tuple(_say_reason(each, lang) for each in found.explained)))
    title = label("mutation.title", lang, ruleset=found.ruleset.reference)
    return Report(title, lang, tuple(blocks))


def show_score(score: Fraction | None) -> str:
    """Return a score as a percentage, cut to one place: 94.96% is not yet 95%.

    >>> show_score(Fraction(9496, 10000)), show_score(None)
    ('94.9%', '–')
    """
    if score is None:
        return "–"
    return print_places(round_exact(score * 100, Fraction(1, 10), "floor"), 1) + "%"


def _say_score(found: MutationReport, lang: Lang) -> str:
    killed, survived = found.count("killed"), found.count("survived")
    if found.score is None:
        return label("mutation.no_score", lang)
    figures = {"killed": killed, "judged": killed + survived, "score": show_score(found.score)}
    return label("mutation.score", lang, **figures)


def _list_remarks(found: MutationReport, lang: Lang) -> Iterator[str]:
    if found.outcomes:
        counts = {each: found.count(each) for each in FATES}
        yield label("mutation.counts", lang, explained=len(found.explained), **counts)
    if len(found.outcomes) < found.listed:
        run = len(found.outcomes)
        yield label("mutation.sampled", lang, run=run, listed=found.listed)
    if found.inherited:
        yield label("mutation.inherited", lang, count=found.inherited)


def _tabulate(found: MutationReport, lang: Lang) -> Grid:
    """Return how many changes of each kind met which fate."""
    headings = [(say_column("mutation.kind", lang), 16.0)]
    headings += [(say_column(f"mutation.{each}", lang), 6.0) for each in FATES]
    used = [each for each in OPERATIONS if any(found.count(fate, each) for fate in FATES)]
    rows = [
        Row((words(_say_kind(each, lang)), *(count(found.count(fate, each)) for fate in FATES)))
        for each in used
    ]
    return make_grid(label("mutation.by_kind", lang), headings, rows)


def _say_kind(kind: Operation, lang: Lang) -> str:
    return label(f"mutation.kind.{kind}", lang)


def _say_survivors(group: Sequence[MutantOutcome], lang: Lang) -> str:
    """Return what no case notices on one line, the changes of one kind together."""
    first = group[0].mutant
    place = f"{first.location.file}:{first.location.line}"
    changes = join((_say_change(each, lang) for each in group), lang)
    words = {"kind": _say_kind(first.kind, lang), "hint": _hint(group[0]).to(lang)}
    return label("mutation.survivor", lang, place=place, changes=changes, **words)


def _say_change(outcome: MutantOutcome, lang: Lang) -> str:
    before, after = (each.to(lang) for each in _show_change(outcome))
    return label("mutation.change", lang, before=before, after=after, id=outcome.mutant.id)


def _say_reason(outcome: MutantOutcome, lang: Lang) -> str:
    mutant = outcome.mutant
    place = f"{mutant.location.file}:{mutant.location.line}"
    return label("mutation.reason", lang, place=place, id=mutant.id, reason=outcome.explained or "")


def _show_change(outcome: MutantOutcome) -> tuple[Text, Text]:
    """Return what stood there and what stands there instead, in words that fit a line."""
    mutant = outcome.mutant
    before, after = _shorten(mutant.before), _shorten(mutant.after or "")
    row, gone = Text(*LABELS["mutation.row"]), Text(*LABELS["mutation.gone"])
    return (Text(before, before) if before else row), (Text(after, after) if after else gone)


def _shorten(text: str) -> str:
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"


_EARNED = ("points", "gives", "score", "max_points", "share")


def _key(outcome: MutantOutcome) -> str:
    """Return what kind of hint a change needs: figures that are earned are no edges."""
    mutant = outcome.mutant
    path, _, _ = mutant.id.rpartition(":")
    earned = path.rpartition(".")[2] in _EARNED
    return "earned" if mutant.kind == "shift" and earned else mutant.kind


def _hint(outcome: MutantOutcome) -> Text:
    """Return which case would notice a change."""
    before, after = _show_change(outcome)
    zh, en = LABELS[f"mutation.hint.{_key(outcome)}"]
    return Text(
        zh.format(before=before.zh, after=after.zh), en.format(before=before.en, after=after.en)
    )


def list_survivors(found: MutationReport) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each survivor that nobody explains (SL680), and each stale one."""
    survivors = tuple(
        Diagnostic("SL680", _list_arguments(each), each.mutant.location) for each in found.survivors
    )
    return (*survivors, *found.stale)


def _list_arguments(outcome: MutantOutcome) -> tuple[tuple[str, object], ...]:
    before, after = _show_change(outcome)
    return (
        ("mutant", outcome.mutant.id),
        ("before", before),
        ("after", after),
        ("hint", _hint(outcome)),
    )


def find_shortfall(found: MutationReport, least: Fraction) -> Diagnostic | None:
    """Return why a score is not enough (SL681), None where it is.

    `least` is in per cent. A survivor that nobody explains is never enough.
    """
    enough = found.score is None or found.score * 100 >= least
    if enough and not found.survivors:
        return None
    words_of = {"score": show_score(found.score), "least": _print_least(least)}
    arguments = (*words_of.items(), ("survivors", len(found.survivors)))
    return Diagnostic("SL681", arguments, found.ruleset.tree.location)


def _print_least(least: Fraction) -> str:
    return print_number(least)
