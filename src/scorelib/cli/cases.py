"""What `test` does with one ruleset: run or update its cases, ask what they reach, draft more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from scorelib.cli.outputs import open_text, refuse_present
from scorelib.cli.terminal import say_error, show
from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Diagnostic, Lang
from scorelib.ground.messages.labels import label
from scorelib.ground.source import read_document
from scorelib.reading.cases import CaseOutcome, Cases, judge_cases, load_cases
from scorelib.reading.cases.loading import read_cases
from scorelib.reading.cases.updates import Update, apply_updates, list_updates
from scorelib.words.numbers import print_number

__all__ = ["CaseRequest", "cover_ruleset", "draft_edges", "run_ruleset"]


@dataclass(frozen=True, slots=True)
class CaseRequest:
    """How results are shown, where they go, and the share in per cent that is asked for."""

    roots: tuple[Path, ...]
    lang: Lang
    format: Literal["text", "json", "html", "markdown"] = "text"
    out: Path | None = None
    least: Fraction | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class _Judged:
    """A ruleset with its cases, after they ran."""

    ruleset: Ruleset
    plan: Plan
    cases: Cases
    outcomes: Sequence[CaseOutcome]


def _judge(name: str, request: CaseRequest) -> _Judged:
    ruleset = load_ruleset(name, roots=request.roots)
    plan, cases = compile_ruleset(ruleset), load_cases(ruleset)
    return _Judged(ruleset, plan, cases, judge_cases(plan, cases))


def run_ruleset(name: str, request: CaseRequest, *, update: bool) -> bool:
    """Run the cases of one ruleset and say how each went; return whether any failed."""
    judged = _judge(name, request)
    if update:
        return _update_cases(judged, request.lang)
    reference, lang = judged.ruleset.reference, request.lang
    for outcome in judged.outcomes:
        word = label("case_passed" if outcome.passed else "case_failed", lang)
        show(f"{reference} {outcome.id}: {word}\n")
        say_error(outcome.problems, lang)
    bad = sum(not outcome.passed for outcome in judged.outcomes)
    summary = label("cases_summary", lang, passed=len(judged.outcomes) - bad, failed=bad)
    show(f"{reference}: {summary}\n")
    return bad > 0


def _update_cases(judged: _Judged, lang: Lang) -> bool:
    """Write what came out into the cases; return whether anything is left that differs."""
    updates, problems = list_updates(judged.cases, judged.outcomes)
    text, left = apply_updates(judged.cases, updates)
    done = [each for each in updates if each not in left]
    if done:
        problems = _check_written(judged, text)
        _write(judged.cases.path, text)
    for each in done:
        words = {"place": each.place, "case": each.case, "what": each.what}
        after = {"before": each.before or "–", "after": each.after}
        show(label("update_line", lang, **words, **after) + "\n")
    name = judged.ruleset.reference
    summary = label("update_done" if done else "update_none", lang, reference=name, count=len(done))
    show(summary + "\n")
    say_error([*_say_left(left), *problems], lang)
    return bool(problems or left)


def _check_written(judged: _Judged, text: str) -> list[Diagnostic]:
    """Return what is still wrong with cases whose text was edited.

    Raises `DocumentError` where the text no longer reads, before anything is written.
    """
    shown = judged.cases.tree.source.file
    cases = read_cases(judged.cases.path, read_document(text, shown))
    return [each for found in judge_cases(judged.plan, cases) for each in found.problems]


def _say_left(left: Iterable[Update]) -> list[Diagnostic]:
    """Return the updates that an edit could not make, as problems at their places."""
    return [
        Diagnostic(
            "SL609",
            (("case", each.case), ("what", each.what), ("after", each.after)),
            each.place,
        )
        for each in left
    ]


def _write(path: Path, text: str) -> None:
    with open_text(path) as stream:
        stream.write(text)


def cover_ruleset(name: str, request: CaseRequest) -> bool:
    """Show what the cases of one ruleset reach of it; return whether any fails or too little is."""
    from scorelib.reading.coverage.measure import measure_outcomes
    from scorelib.writing.coverage import PRINTERS

    judged = _judge(name, request)
    failed = [each for outcome in judged.outcomes for each in outcome.problems]
    coverage = measure_outcomes(judged.ruleset, judged.plan, judged.outcomes)
    style = _choose_format(request)
    text = PRINTERS[style](coverage, request.lang)
    _give(request, text)
    say_error(failed, request.lang)
    whole = coverage.tallies[-1]
    least = Fraction(0) if request.least is None else request.least
    short = 100 * whole.reached < least * whole.whole
    if short:
        reference = judged.ruleset.reference
        asked = print_number(least)
        words = (("reference", reference), ("percent", coverage.percent), ("least", asked))
        say_error([Diagnostic("SL672", words)], request.lang)
    return bool(failed) or short


def _choose_format(request: CaseRequest) -> str:
    """Return the format that is asked for, or that the ending of the file names."""
    endings = {".html": "html", ".json": "json", ".md": "markdown"}
    named = endings.get(request.out.suffix.lower()) if request.out else None
    return request.format if request.format != "text" or named is None else named


def _give(request: CaseRequest, text: str) -> None:
    """Show a text, or write it to the file that is asked for. Raises `NotFoundError` (SL930)."""
    if request.out is None:
        show(text)
        return
    refuse_present(request.out, force=request.force)
    _write(request.out, text)
    show(label("cover_written", request.lang, path=request.out.as_posix()) + "\n")


def draft_edges(name: str, request: CaseRequest, *, append: bool) -> bool:
    """Draft cases for the edges that none meets; return whether some could not be found."""
    from scorelib.reading.coverage.edges import find_edge_cases
    from scorelib.writing.edges import append_edges, print_edges

    judged = _judge(name, request)
    found = find_edge_cases(judged.ruleset, judged.plan, judged.cases, judged.outcomes)
    text = print_edges(found, request.lang)
    if append and found.drafts:
        path = judged.cases.path
        written = append_edges(judged.cases.tree.source.text, found, request.lang)
        read_cases(path, read_document(written, judged.cases.tree.source.file))
        _write(path, written)
        show(label("cover_written", request.lang, path=path.as_posix()) + "\n")
    elif found.drafts:
        _give(request, text)
    counts = {"found": len(found.drafts), "missed": len(found.missed)}
    summary = label("edge_found", request.lang, reference=judged.ruleset.reference, **counts)
    # What follows a file on standard output stays a comment of it.
    shown = found.drafts and not append and request.out is None
    show(f"# {summary}\n" if shown else f"{summary}\n")
    say_error(found.problems, request.lang)
    return bool(found.missed)
