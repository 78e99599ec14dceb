"""The portfolio: many projects in one report, grouped by the ruleset they were scored with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from scorelib._version import __version__
from scorelib.engine.cohort import CohortRun
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.reconciliation.batch.tally import SEVERITIES
from scorelib.reading.reconciliation.views import Reconciliation
from scorelib.reading.reports.blocks import (
    Bar,
    Bars,
    Block,
    Cell,
    Grid,
    Heading,
    Paragraph,
    Report,
    Row,
    Tone,
)
from scorelib.reading.reports.cells import count, figure, make_grid, percent, say_column, words
from scorelib.reading.reports.records import ProjectRecord, record_project
from scorelib.reading.reports.tally import Portfolio, RulesetTally, Share
from scorelib.words.numbers import print_number, print_percent, print_points

__all__ = ["report_portfolio", "show_portfolio"]

_STATUSES: Mapping[str, tuple[str, Tone]] = {
    "sound": ("portfolio.sound", "good"),
    "conditional": ("conditional", "warning"),
    "absent": ("portfolio.absent", "bad"),
}
"""The statuses of totals: their words, and how they are to be taken."""


def report_portfolio(
    results: Iterable[Result] | CohortRun,
    lang: Lang,
    reconciliations: Iterable[Reconciliation | None] | None = None,
) -> Report:
    """Return a report of many projects: grades, totals, where points are lost, findings by code.

    `results` may come one after the other: of each only a short record is kept. With
    `reconciliations`, in the same order, the findings are theirs. Time is linear in the number of
    projects but for sorting them. Raises `ValueError` where there are more or fewer of these.

    >>> import scorelib
    >>> project = scorelib.load_project("examples/hefei-yaohai-2021")
    >>> result = scorelib.evaluate(scorelib.choose(project), project)
    >>> report_portfolio([result], "en").blocks[1].text
    'Projects: 1 (0 unconditional, 1 conditional, 0 without a total)'
    """
    listed = results.results if isinstance(results, CohortRun) else results
    portfolio = Portfolio()
    if reconciliations is None:
        for result in listed:
            portfolio.add(record_project(result))
    else:
        for result, found in zip(listed, reconciliations, strict=True):
            portfolio.add(record_project(result, found))
    return show_portfolio(portfolio, lang)


def show_portfolio(portfolio: Portfolio, lang: Lang) -> Report:
    """Return the report of projects that were taken in one by one."""
    tallies = list(portfolio.rulesets.values())
    blocks = (
        *_list_overview(portfolio, lang),
        *_list_grades(tallies, lang),
        *_list_totals(portfolio, lang),
        *_list_losses(tallies, lang),
        *_list_findings(portfolio, lang),
        *_list_unreadable(portfolio, lang),
    )
    footer = (
        *(f"{each.title.to(lang)} [{each.reference}]" for each in tallies),
        label("audit.version", lang, version=__version__),
    )
    statuses = [(name, label(said, lang)) for name, (said, _) in _STATUSES.items()]
    statuses += [(severity, label(severity, lang)) for severity in SEVERITIES]
    title, notice = label("portfolio.title", lang), _say_notice(portfolio, lang)
    return Report(title, lang, blocks, notice, footer, True, tuple(statuses))


def _count_statuses(portfolio: Portfolio) -> dict[str, int]:
    tallies = portfolio.rulesets.values()
    return {name: sum(each.statuses[name] for each in tallies) for name in _STATUSES}


def _say_notice(portfolio: Portfolio, lang: Lang) -> str:
    """Return what must stand wherever totals stand: how many are conditional, or are not there."""
    counts = _count_statuses(portfolio)
    parts = []
    if counts["conditional"] or counts["absent"]:
        del counts["sound"]
        parts.append(label("portfolio.notice", lang, projects=len(portfolio.records), **counts))
    if portfolio.unreadable:
        given = len(portfolio.unreadable)
        parts.append(label("portfolio.unreadable_notice", lang, count=given))
    return ("；" if lang == "zh" else "; ").join(parts)


def _list_overview(portfolio: Portfolio, lang: Lang) -> Iterator[Block]:
    """Yield how many projects there are of each ruleset, and how their totals stand."""
    title = label("portfolio.overview", lang)
    yield Heading(title, 1, sheet=title)
    given = {"projects": len(portfolio.records), **_count_statuses(portfolio)}
    yield Paragraph(label("portfolio.headline", lang, **given), strong=True)
    names = [said for said, _ in _STATUSES.values()]
    headings = [
        (say_column("ruleset", lang), 30.0),
        (say_column("portfolio.projects", lang), 6.0),
        *((say_column(name, lang), 9.0) for name in names),
    ]
    rows = [
        Row(
            (
                words(f"{each.title.to(lang)} [{each.reference}]"),
                count(each.projects),
                *(count(each.statuses[name]) for name in _STATUSES),
            )
        )
        for each in portfolio.rulesets.values()
    ]
    yield make_grid(title, headings, rows)


def _list_grades(tallies: list[RulesetTally], lang: Lang) -> Iterator[Block]:
    """Yield for each ruleset how many projects have each grade, and how many conditionally."""
    title = label("portfolio.by_ruleset", lang)
    yield Heading(title, 1, sheet=label("portfolio.by_ruleset_sheet", lang))
    headings = [
        (say_column("ruleset", lang), 30.0),
        (say_column("grade", lang), 8.0),
        (say_column("portfolio.projects", lang), 6.0),
        (say_column("portfolio.share", lang), 6.0),
        *((say_column(said, lang), 9.0) for said, _ in _STATUSES.values()),
    ]
    rows = [row for each in tallies for row in _count_grades(each, lang)]
    yield make_grid(title, headings, rows)


def _count_grades(tally: RulesetTally, lang: Lang) -> Iterator[Row]:
    names: list[tuple[str | None, str]] = [(name, said.to(lang)) for name, said in tally.grades]
    known = {name for name, _ in names}
    others = {name for name, _ in tally.by_grade if name is not None and name not in known}
    names += [(name, name) for name in sorted(others)]
    if tally.count(None):
        names.append((None, label("portfolio.no_grade", lang)))
    first = Cell(f"{tally.title.to(lang)} [{tally.reference}]", rows=len(names), header=True)
    for place, (name, said) in enumerate(names):
        found = tally.count(name)
        cells = (
            words(said),
            count(found),
            percent(Fraction(found, tally.projects)),
            *(count(tally.by_grade[name, status]) for status in _STATUSES),
        )
        yield Row((first, *cells) if place == 0 else cells)


def _list_totals(portfolio: Portfolio, lang: Lang) -> Iterator[Block]:
    """Yield every project in a line, by ruleset, the highest total first."""
    title = label("portfolio.totals", lang)
    yield Heading(title, 1, sheet=label("portfolio.totals_sheet", lang))
    order = {name: place for place, name in enumerate(portfolio.rulesets)}
    records = sorted(portfolio.records, key=lambda each: _rank(each, order))
    has_places = any(each.place for each in records)
    headings = [
        (say_column(name, lang), width) for name, width in _TOTALS if name != "source" or has_places
    ]
    rows = (_show_record(each, lang, has_places) for each in records)
    parts = _SHEETS if has_places else (_SHEETS[0], _SHEETS[1][:-1])
    yield make_grid(title, headings, rows, filtered=True, parts=parts)


_TOTALS = (
    ("project", 11.0),
    ("name", 16.0),
    ("unit", 13.0),
    ("ruleset", 16.0),
    ("portfolio.total", 6.0),
    ("max_points", 5.5),
    ("grade", 6.5),
    ("portfolio.status", 8.5),
    ("computed", 8.0),
    ("portfolio.taken_over", 8.0),
    ("portfolio.unscored", 8.0),
    ("batch.errors", 6.0),
    ("batch.warnings", 7.5),
    ("batch.questions", 7.5),
    ("batch.notes", 5.5),
    ("portfolio.worst", 15.0),
    ("portfolio.conditions", 10.0),
    ("source", 15.0),
)
"""The columns of the table of totals, and how wide they are."""

_SHEETS = ((0, 1, 2, 3, 4, 5, 6, 7), (0, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17))
"""On paper: first what every project comes to, then what that is made of and what was found."""


def _rank(record: ProjectRecord, order: Mapping[str, int]) -> tuple[int, bool, Fraction, str]:
    """Return what a project is sorted by; those without a total come last in their ruleset."""
    points = record.points
    return (order[record.ruleset], points is None, -(points or Fraction(0)), record.id)


def _show_record(record: ProjectRecord, lang: Lang, has_places: bool) -> Row:
    places = record.places
    said, tone = _STATUSES[record.status]
    cells = (
        words(record.id, header=True),
        words(record.name.to(lang)),
        words("" if record.unit is None else record.unit.to(lang)),
        words(record.ruleset),
        figure(record.points, places, label("absent", lang), strong=True),
        figure(record.max_points),
        words("" if record.grade is None else record.grade[1].to(lang)),
        words(label(said, lang), tone=tone),
        figure(record.computed, places),
        figure(record.taken_over, places),
        figure(record.unscored, places),
        *map(count, record.severities),
        words(_name_worst(record, lang)),
        words(", ".join(record.conditions), tone="muted"),
        *([words(record.place)] if has_places else []),
    )
    return Row(cells, record.status, record.id)


def _name_worst(record: ProjectRecord, lang: Lang) -> str:
    if record.worst is None:
        return ""
    return label(
        "portfolio.worst_of",
        lang,
        title=record.worst.label.to(lang),
        lost=print_points(record.worst.lost, record.places),
        max_points=print_number(record.worst.max_points),
    )


def _list_losses(tallies: list[RulesetTally], lang: Lang) -> Iterator[Block]:
    """Yield for each ruleset what its indicators lost over all projects, the most first."""
    title = label("portfolio.lost", lang)
    yield Heading(title, 1, sheet=label("portfolio.lost_sheet", lang))
    for tally in tallies:
        ranked = [(each.shares.mean, each) for each in tally.shares.values() if each.shares.count]
        ranked.sort(key=lambda each: -each[0])
        if not ranked:
            continue
        named = f"{tally.title.to(lang)} [{tally.reference}]"
        bars = tuple(_draw_bar(mean, share, lang) for mean, share in ranked)
        yield Bars(label("portfolio.lost_bars", lang, title=named), bars)
        yield _tabulate_shares(named, ranked, lang)


def _draw_bar(mean: Fraction, share: Share, lang: Lang) -> Bar:
    given = {"share": print_percent(mean, 2), "projects": share.shares.count}
    tone: Tone = "bad" if 2 * mean >= 1 else "warning" if mean > 0 else "good"
    text = label("portfolio.lost_bar", lang, **given)
    return Bar(share.label.to(lang), mean, Fraction(1), text, tone)


def _tabulate_shares(named: str, ranked: list[tuple[Fraction, Share]], lang: Lang) -> Grid:
    headings = [
        (say_column("indicator", lang), 18.0),
        (say_column("id", lang), 18.0),
        (say_column("portfolio.mean_share", lang), 8.0),
        (say_column("portfolio.lost_points", lang), 8.0),
        (say_column("portfolio.losing", lang), 8.0),
        (say_column("portfolio.scored", lang), 8.0),
    ]
    rows = [
        Row(
            (
                words(share.label.to(lang), header=True),
                words(share.node, tone="muted"),
                percent(mean),
                figure(share.points.sum),
                count(share.losing),
                count(share.shares.count),
            ),
            None,
            share.node,
        )
        for mean, share in ranked
    ]
    return make_grid(named, headings, rows)


_SEVERITY_TONES: Mapping[str, Tone] = {
    "error": "bad",
    "warning": "warning",
    "question": "warning",
    "info": "muted",
}


def _list_findings(portfolio: Portfolio, lang: Lang) -> Iterator[Block]:
    """Yield the findings by code, with the first of each, and by unit."""
    tally, title = portfolio.tally, label("portfolio.codes", lang)
    yield Heading(title, 1, sheet=label("portfolio.codes_sheet", lang))
    if not tally.codes:
        yield Paragraph(label("no_findings", lang), "good")
        return
    widths = (("batch.severity", 4.0), ("batch.codes", 5.0), ("batch.findings", 6.0))
    more = (("batch.projects", 6.0), ("project", 10.0), ("batch.example", 40.0))
    headings = [(say_column(name, lang), width) for name, width in (*widths, *more)]
    rows = [
        Row(
            (
                words(label(each.severity, lang), tone=_SEVERITY_TONES[each.severity]),
                words(each.code),
                count(each.findings),
                count(each.projects),
                words(each.project),
                words(each.example.to(lang)),
            ),
            each.severity,
        )
        for each in tally.codes
    ]
    yield make_grid(title, headings, rows, filtered=True)
    units = label("portfolio.units", lang)
    # A sheet of its own: it can be filtered there, and its columns are not those of the codes.
    yield Heading(units, 1, sheet=units)
    yield _tabulate_units(portfolio, lang)


def _tabulate_units(portfolio: Portfolio, lang: Lang) -> Grid:
    names = ("unit", "batch.projects", "batch.errors", "batch.warnings", "batch.questions")
    headings = [
        (say_column(name, lang), 20.0 if name == "unit" else 6.0)
        for name in (*names, "batch.notes")
    ]
    unknown = label("batch.unit_not_given", lang)
    rows = [
        Row(
            (
                words(unknown if each.unit is None else each.unit.to(lang)),
                count(each.projects),
                *(count(each.findings[severity]) for severity in SEVERITIES),
            )
        )
        for each in portfolio.tally.units
    ]
    return make_grid(label("portfolio.units", lang), headings, rows, filtered=True)


def _list_unreadable(portfolio: Portfolio, lang: Lang) -> Iterator[Block]:
    """Yield what could not be read or scored, problem by problem."""
    if not portfolio.unreadable:
        return
    title = label("portfolio.unreadable", lang)
    yield Heading(title, 1, sheet=label("portfolio.unreadable_sheet", lang))
    headings = [
        (say_column("source", lang), 24.0),
        (say_column("batch.codes", lang), 5.0),
        (say_column("portfolio.problem", lang), 36.0),
        (say_column("next_step", lang), 24.0),
    ]
    rows = [
        Row(
            (
                words(str(problem.location) if problem.location else each.place),
                words(problem.code),
                words(problem.message(lang)),
                words(problem.next_step(lang)),
            ),
            problem.severity,
        )
        for each in portfolio.unreadable
        for problem in each.problems
    ]
    yield make_grid(title, headings, rows, filtered=True)
