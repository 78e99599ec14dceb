"""A reconciliation for a person, as text and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scorelib.compiler.graph.heads import Clause
from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Lang, Severity
from scorelib.ground.messages.labels import label
from scorelib.reading.explanation import show_clause
from scorelib.reading.reconciliation.batch.tally import SEVERITIES
from scorelib.reading.reconciliation.resubmission import Change, Resubmission, Since
from scorelib.reading.reconciliation.views import (
    Agreement,
    Diagnosis,
    Line,
    Printing,
    Reconciliation,
)
from scorelib.reading.table import Table
from scorelib.reading.wording import say_headline
from scorelib.writing.headings import list_heading
from scorelib.writing.tables import print_markdown, print_text
from scorelib.writing.words import escape_cells, escape_markdown, flatten

__all__ = [
    "Sorted",
    "count_severities",
    "print_reconciliation",
    "print_reconciliation_markdown",
    "sort_findings",
    "tabulate_lines",
]


@dataclass(frozen=True, slots=True)
class Sorted:
    """A finding with the clauses it rests on, and whether it is new since the submission before."""

    finding: Finding
    clauses: tuple[Clause, ...]
    since: Since | None


def sort_findings(found: Reconciliation, since: Resubmission | None = None) -> list[Sorted]:
    """Return the findings of a reconciliation, the worst first, else in the order of the tree."""
    states: Iterable[Since | None] = (None,) * len(found.findings) if since is None else since.since
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    joined = map(Sorted, found.findings, found.clauses, states)
    return sorted(joined, key=lambda each: order[each.finding.severity])


def count_severities(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Return how many findings of each severity there are, the worst first."""
    listed = [each.severity for each in findings]
    return {severity: listed.count(severity) for severity in SEVERITIES}


def print_reconciliation(
    found: Reconciliation, lang: Lang, since: Resubmission | None = None
) -> str:
    """Return a reconciliation as text: heading, figures side by side, diagnoses, findings."""
    parts = ["\n".join(_list_head(found, lang)), flatten(say_headline(found.result, lang))]
    table = tabulate_lines(found, lang)
    if table.rows:
        parts.append(f"{label('lines', lang)}\n{print_text(table)}")
    for title, items in _list_sections(found, since, lang):
        parts.append("\n".join([title, *_print_text(items)]))
    return "\n\n".join(parts) + "\n"


def print_reconciliation_markdown(
    found: Reconciliation, lang: Lang, since: Resubmission | None = None
) -> str:
    """Return a reconciliation as a Markdown document."""
    name = escape_markdown(found.result.project.name.to(lang))
    head = [f"- {escape_markdown(line)}" for line in list(_list_head(found, lang))[1:]]
    headline = escape_markdown(say_headline(found.result, lang))
    parts = [f"# {name}", "\n".join(head), f"**{headline}**"]
    table = tabulate_lines(found, lang)
    if table.rows:
        parts += [f"## {label('lines', lang)}", print_markdown(escape_cells(table))]
    for title, items in _list_sections(found, since, lang):
        parts += [f"## {title}", "\n".join(_print_markdown(items))]
    return "\n\n".join(part for part in parts if part) + "\n"


def _list_head(found: Reconciliation, lang: Lang) -> Iterator[str]:
    yield from map(flatten, list_heading(found.result, lang))
    if found.unit is not None:
        colon = "：" if lang == "zh" else ": "
        yield flatten(f"{label('unit', lang)}{colon}{found.unit.to(lang)}")


@dataclass(frozen=True, slots=True)
class _Item:
    """One entry of a section, with what stands below it."""

    words: str
    below: tuple[_Item, ...] = ()


def _print_text(items: Iterable[_Item], depth: int = 0) -> Iterator[str]:
    for item in items:
        yield f"{'  ' * (depth + 1)}{'- ' if depth else ''}{flatten(item.words)}"
        yield from _print_text(item.below, depth + 1)


def _print_markdown(items: Iterable[_Item], depth: int = 0) -> Iterator[str]:
    for item in items:
        yield f"{'  ' * depth}- {escape_markdown(item.words)}"
        yield from _print_markdown(item.below, depth + 1)


def tabulate_lines(found: Reconciliation, lang: Lang) -> Table:
    """Return what is declared, round by round, beside what is computed.

    What nobody declares is left out, unless it was overridden; a heading has the sum of what is
    declared below it.
    """
    rounds = {side.round: side.label for line in found.lines for side in line.sides}
    shown = [line for line in found.lines if line.sides or line.summed or line.override is not None]
    headings = (
        label("indicator", lang),
        label("figure", lang),
        *(flatten(words.to(lang)) for words in rounds.values()),
        label("computed", lang),
        label("counted", lang),
        label("status", lang),
        label("agreement", lang),
    )
    rows = tuple(_show_line(line, tuple(rounds), lang) for line in shown)
    return Table(headings, rows, frozenset(range(2, 4 + len(rounds))))


def _show_line(line: Line, rounds: tuple[str, ...], lang: Lang) -> tuple[str, ...]:
    texts = {side.round: f"Σ {side.text}" for side in line.summed}
    texts |= {side.round: side.text for side in line.sides}
    blank = "　" if lang == "zh" else "  "
    return (
        blank * line.depth + flatten(line.label.to(lang)),
        label(f"figure.{line.figure}", lang),
        *(flatten(texts.get(each, "")) for each in rounds),
        line.shown.to(lang),
        line.counted.to(lang),
        label(line.status, lang),
        label(f"agreement.{_sum_up(line)}", lang),
    )


def _sum_up(line: Line) -> Agreement:
    """Return the agreement of a line; of a heading nobody declares itself, that of its sums."""
    if line.sides or not line.summed:
        return line.agreement
    return next((s.agreement for s in line.summed if s.agreement != "agrees"), "agrees")


def _list_sections(
    found: Reconciliation, since: Resubmission | None, lang: Lang
) -> Iterator[tuple[str, list[_Item]]]:
    """Yield the title of each section that has something to show, and its entries."""
    sections = (
        ("overrides", _list_overrides(found, lang)),
        ("printings", _list_printings(found, lang)),
        ("diagnoses", _list_diagnoses(found, lang)),
        ("since.title", [] if since is None else _list_since(since, lang)),
    )
    for name, entries in sections:
        items = list(entries)
        if items:
            yield label(name, lang), items
    yield (
        _name_findings(found, lang),
        [_show_finding(each, lang) for each in sort_findings(found, since)],
    )


def _name_findings(found: Reconciliation, lang: Lang) -> str:
    if not found.findings:
        return label("no_findings", lang)
    counts = count_severities(found.findings)
    listed = [f"{label(name, lang)} {count}" for name, count in counts.items() if count]
    return f"{label('findings', lang)} ({'，'.join(listed) if lang == 'zh' else ', '.join(listed)})"


def _list_overrides(found: Reconciliation, lang: Lang) -> Iterator[_Item]:
    """Yield who replaced a computed figure, why and on what evidence."""
    colon = "：" if lang == "zh" else ": "
    for line in found.lines:
        if line.override is not None and line.figure == "points":
            by, why, evidence = line.override.by, line.override.reason, line.override.evidence
            below = [_Item(f"{by.to(lang)}{colon}{why.to(lang)}")]
            if evidence is not None:
                below.append(_Item(f"{label('evidence', lang)}{colon}{evidence.to(lang)}"))
            words = f"{line.label.to(lang)}{colon}{line.shown.to(lang)} → {line.counted.to(lang)}"
            yield _Item(words, tuple(below))


def _list_printings(found: Reconciliation, lang: Lang) -> Iterator[_Item]:
    """Yield each thing that statements are about, with its printings below."""
    groups: dict[str, list[Printing]] = {}
    for each in found.printings:
        groups.setdefault(each.subject, []).append(each)
    for group in groups.values():
        below = tuple(_Item(_show_printing(each, lang)) for each in group)
        yield _Item(group[0].label.to(lang), below)


def _show_printing(each: Printing, lang: Lang) -> str:
    state = label(f"agreement.{each.agreement}", lang)
    if each.is_used:
        state += f"{'，' if lang == 'zh' else ', '}{label('printing.used', lang)}"
    said = each.text if each.words is None else f"{each.text} “{each.words.to(lang)}”"
    place = "" if each.at is None else each.at.to(lang)
    why = each.why.to(lang)
    if lang == "zh":
        return f"{said}{f'（{place}）' if place else ''}：{state}{f'；{why}' if why else ''}"
    return f"{said}{f' ({place})' if place else ''}: {state}{f'; {why}' if why else ''}"


def _list_diagnoses(found: Reconciliation, lang: Lang) -> Iterator[_Item]:
    labels = {node.id: node.label.to(lang) for node in found.result.nodes}
    for each in found.diagnoses:
        words = {"declared": each.declared, "computed": each.computed}
        name = _name_figure(each, lang)
        yield _Item(
            label("diagnosis", lang, **words, title=name), tuple(_explain(each, labels, lang))
        )


def _name_figure(diagnosis: Diagnosis, lang: Lang) -> str:
    name = diagnosis.label.to(lang)
    if diagnosis.figure in ("total", "grade"):
        return name
    figure = label(f"figure.{diagnosis.figure}", lang)
    return f"{name}（{figure}）" if lang == "zh" else f"{name} ({figure})"


def _explain(diagnosis: Diagnosis, labels: dict[str, str], lang: Lang) -> Iterator[_Item]:
    """Yield the verdict of a diagnosis with its explanations; one is named, several are listed."""
    count = len(diagnosis.explanations)
    verdict = label(
        f"diagnosis.{diagnosis.verdict}", lang, declared=diagnosis.declared, count=count
    )
    explained = (f"{one.kind} {one.message.to(lang)}" for one in diagnosis.explanations)
    if diagnosis.explanations or not diagnosis.inherited:
        yield _Item(verdict, tuple(map(_Item, explained)))
    if diagnosis.inherited:
        comma = "、" if lang == "zh" else ", "
        named = comma.join(labels.get(each, each) for each in diagnosis.inherited)
        yield _Item(label("diagnosis.inherited", lang, labels=named))
    if diagnosis.composition is not None:
        yield _Item(diagnosis.composition.to(lang))


def _list_since(since: Resubmission, lang: Lang) -> Iterator[_Item]:
    """Yield what became of a project since the submission before."""
    if not since.has_earlier:
        return
    counts = {"remaining": since.count("remaining"), "new": since.count("new")}
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    resolved = sorted(since.resolved, key=lambda each: order[each.severity])
    gone = tuple(_Item(_name_finding(each, lang)) for each in resolved)
    yield _Item(label("since.total", lang, resolved=len(gone), **counts))
    if gone:
        yield _Item(label("since.resolved", lang), gone)
    for name, changes in (("since.declared", since.declared), ("since.facts", since.facts)):
        below = tuple(_Item(_show_change(each, lang)) for each in changes)
        nothing = (_Item(label("since.nothing", lang)),)
        yield _Item(label(name, lang), below or nothing)


def _show_change(change: Change, lang: Lang) -> str:
    none = label("absent", lang)
    whose = "" if change.round is None else change.round.to(lang)
    figures = f"{change.before or none} → {change.after or none}"
    if lang == "zh":
        return f"{change.label.zh}{f'（{whose}）' if whose else ''}：{figures}"
    return f"{change.label.en}{f' ({whose})' if whose else ''}: {figures}"


def _name_finding(finding: Finding, lang: Lang) -> str:
    place = f" [{finding.node}]" if finding.node else ""
    return f"{label(finding.severity, lang)} {finding.code}{place} {finding.message.to(lang)}"


def _show_finding(each: Sorted, lang: Lang) -> _Item:
    colon, comma = ("：", "；") if lang == "zh" else (": ", "; ")
    below = [line.to(lang) for line in each.finding.evidence]
    if each.clauses:
        cited = comma.join(show_clause(clause, lang) for clause in dict.fromkeys(each.clauses))
        below.append(f"{label('cites', lang)}{colon}{cited}")
    below.append(f"{label('next', lang)}{each.finding.next_step.to(lang)}")
    words = _name_finding(each.finding, lang)
    if each.since is not None:
        words += (
            f"（{label(f'since.{each.since}', lang)}）"
            if lang == "zh"
            else (f" ({label(f'since.{each.since}', lang)})")
        )
    return _Item(words, tuple(map(_Item, below)))
