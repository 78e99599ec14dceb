"""Many results of one run: a table of projects, the statistics over them, findings in numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from scorelib.engine.cohort import CohortRun
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import Extra, Finding
from scorelib.ground.canonical import print_canonical, print_members
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.explanation import show_fact
from scorelib.reading.sealed import RUN
from scorelib.reading.seals import hash_list, hash_text, join_seal
from scorelib.reading.table import Table
from scorelib.words.numbers import print_points
from scorelib.writing.seals import print_keys
from scorelib.writing.tables import print_markdown, print_text

__all__ = ["RUN_SCHEMA", "SHARED", "print_run", "print_run_markdown", "record_run", "write_run"]

RUN_SCHEMA: Final = RUN


SHARED: Final = ("rules", "statistics")
"""What all results of a run have in common; it stands in the record of the run, once."""


def write_run(run: CohortRun) -> str:
    """Return a run as one line of canonical JSON: every result with its seal, in their order."""
    shared: dict[str, str] = {}
    results: list[str] = []
    contents: list[str] = []
    for each in run.results:
        texts = print_keys(each)
        shared = {key: texts.pop(key) for key in SHARED}
        contents.append(json.loads(texts["seal"])["content"])
        results.append(print_members(texts))
    head = {"projects": str(len(results)), "schema": RUN_SCHEMA}
    rest = {**shared, **{key: print_canonical(value) for key, value in head.items()}}
    seal = join_seal({"rest": hash_text(print_members(rest)), "results": hash_list(contents)})
    whole = {**rest, "results": f"[{','.join(results)}]", "seal": print_canonical(seal)}
    return print_members(whole) + "\n"


def record_run(run: CohortRun) -> dict[str, Any]:
    """Return a run as plain data."""
    found: dict[str, Any] = json.loads(write_run(run))
    return found


def print_run(run: CohortRun, lang: Lang) -> str:
    """Return a run for a person: one line a project, then the statistics and the findings."""
    parts = [print_text(_tabulate_projects(run, lang))]
    for name, lines in _list_sections(run, lang):
        parts.append("\n".join([label(name, lang), *(f"  {line}" for line in lines)]))
    return "\n\n".join(parts) + "\n"


def print_run_markdown(run: CohortRun, lang: Lang) -> str:
    """Return a run as a Markdown document."""
    parts = [print_markdown(_tabulate_projects(run, lang))]
    for name, lines in _list_sections(run, lang):
        parts.append("\n".join([f"## {label(name, lang)}", "", *(f"- {line}" for line in lines)]))
    return "\n\n".join(parts) + "\n"


def _tabulate_projects(run: CohortRun, lang: Lang) -> Table:
    """Return the projects with their totals, grades and outputs."""
    extras = [each for each in run.results[0].extras if each.listed is None] if run.results else []
    headings = ["project", "points", "grade", "conditional", "finding"]
    names = [label(name, lang) for name in headings]
    names[1:1] = [label("name", lang)]
    names[3:3] = [each.label.to(lang) for each in extras]
    figures = frozenset({2, *range(3, 3 + len(extras)), 5 + len(extras)})
    rows = tuple(_show_project(result, lang) for result in run.results)
    return Table(tuple(names), rows, figures)


def _show_project(result: Result, lang: Lang) -> tuple[str, ...]:
    total, grade = result.total, result.grade
    points = label("absent", lang)
    if total.points is not None:
        points = print_points(total.points, total.places)
    extras = [_show_extra(each, lang) for each in result.extras if each.listed is None]
    return (
        result.project.id,
        result.project.name.to(lang),
        points,
        *extras,
        grade.label.to(lang) if grade.label else "–",
        label("conditional", lang) if total.conditional else "",
        str(len(result.findings)),
    )


def _show_extra(extra: Extra, lang: Lang) -> str:
    value, unit = extra.value, extra.unit.name if extra.unit else ""
    if value is None:
        return label("absent", lang)
    if isinstance(value, Fraction):
        return f"{print_points(value)}{unit}"
    return value if isinstance(value, str) else label("holds" if value else "holds_not", lang)


def _list_sections(run: CohortRun, lang: Lang) -> Iterator[tuple[str, list[str]]]:
    """Yield the sections below the table that have something to show."""
    statistics = list(_list_statistics(run, lang))
    if statistics:
        yield "cohort", statistics
    findings = list(_count_findings(run, lang))
    if findings:
        yield "findings", findings


def _list_statistics(run: CohortRun, lang: Lang) -> Iterator[str]:
    """Yield each statistic once for each group, but none that each project has its own of."""
    seen: set[str] = set()
    for result in run.results:
        for plan, found in zip(result.plan.cohort, result.comparisons, strict=True):
            if plan.statistic in ("rank", "z-score"):
                continue
            line = show_fact(found, lang)
            if line not in seen:
                seen.add(line)
                yield line


def _count_findings(run: CohortRun, lang: Lang) -> Iterator[str]:
    """Yield how many findings of each code there are, with the first of them."""
    found: dict[str, list[tuple[str, Finding]]] = {}
    for result in run.results:
        for each in result.findings:
            found.setdefault(each.code, []).append((result.project.id, each))
    for code in sorted(found):
        project, first = found[code][0]
        colon = "：" if lang == "zh" else ": "
        severity = label(first.severity, lang)
        count = len(found[code])
        yield f"{severity} {code} × {count} [{project}]{colon}{first.message.to(lang)}"
