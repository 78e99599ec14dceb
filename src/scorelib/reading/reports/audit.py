"""The audit report: one project's score with every reason, ready for any format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from scorelib.compiler.graph.heads import Clause
from scorelib.engine.outcome.additions import list_bonus
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import Finding, NodeResult
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.reconciliation.batch.tally import SEVERITIES
from scorelib.reading.reconciliation.lines import list_lines
from scorelib.reading.reconciliation.views import Reconciliation
from scorelib.reading.reports.blocks import (
    Bar,
    Bars,
    Block,
    Bullets,
    Grid,
    Heading,
    Pairs,
    Paragraph,
    Report,
    Row,
    Tone,
)
from scorelib.reading.reports.cells import figure, join, make_grid, percent, say_column, words
from scorelib.reading.reports.comparison import (
    compare_rounds,
    list_diagnoses,
    list_rounds,
    tabulate_lines,
    tabulate_printings,
)
from scorelib.reading.reports.details import (
    STATUS_TONES,
    explain_total,
    fold_node,
    tabulate_extras,
    tabulate_facts,
    tabulate_values,
)
from scorelib.reading.reports.filling.figures import show_rate
from scorelib.reading.reports.losses import Loss, is_within, list_losses, sort_losses
from scorelib.reading.reports.view import (
    STATUSES,
    list_conditions,
    list_footer,
    list_head,
    list_statuses,
    name_nodes,
    say_notice,
    show_clauses,
)
from scorelib.reading.wording import list_chosen, list_summary, say_headline
from scorelib.words.numbers import print_number, print_points

__all__ = ["report_audit", "tabulate_findings"]

_TOTAL = "total"
"""The anchor of what explains the total; those of nodes are numbered."""


def report_audit(
    result: Result, lang: Lang, reconciliation: Reconciliation | None = None
) -> Report:
    """Return the audit report of a result, with what its reconciliation found where there is one.

    The total comes first, with its composition, its grade and every condition; then where points
    were lost, declared against computed, the findings, and how each indicator was scored. Nothing
    is worked out anew: every figure is one of the result.

    >>> import scorelib
    >>> project = scorelib.load_project("examples/hefei-yaohai-2021")
    >>> result = scorelib.evaluate(scorelib.choose(project), project)
    >>> report = report_audit(result, "en")
    >>> report.blocks[1].text.split(";")[0]
    'Total: 90.20 / 100, grade excellent (conditional)'
    """
    anchors = {node.id: f"node-{place}" for place, node in enumerate(result.nodes, 1)}
    anchors |= {_TOTAL: _TOTAL, "grade": _TOTAL}
    blocks = (
        *_list_conclusion(result, lang),
        *_list_points(result, lang, anchors),
        *_list_declared(result, lang, anchors, reconciliation),
        *_list_findings(result, lang, anchors, reconciliation),
        *_list_details(result, lang, anchors, reconciliation),
    )
    return Report(
        label("audit.title", lang, project=result.project.name.to(lang)),
        lang,
        blocks,
        say_notice(result, lang),
        tuple(list_footer(result, lang)),
        landscape=True,
        statuses=list_statuses((*STATUSES, "conditional", *SEVERITIES), lang),
    )


def _list_conclusion(result: Result, lang: Lang) -> Iterator[Block]:
    """Yield the total with all that has to be known of it, and what it is the total of."""
    yield Heading(label("audit.conclusion", lang), 1, sheet=label("audit.conclusion", lang))
    yield Paragraph(say_headline(result, lang), strong=True)
    for line in list_summary(result, lang):
        yield Paragraph(line, "bad" if result.total.points is None else "plain")
    if result.total.conditional:
        yield Paragraph(label("conditions", lang), "warning")
        yield Bullets(tuple(list_conditions(result, lang)))
    yield Pairs(tuple(list_head(result, lang)))
    for line in list_chosen(result, lang):
        yield Paragraph(line, "muted")
    yield _tabulate_composition(result, lang)


def _tabulate_composition(result: Result, lang: Lang) -> Grid:
    """Return the total and what it is made of, each figure exact."""
    total, grade = result.total, result.grade
    absent, places = label("absent", lang), total.places
    cells = [
        ("portfolio.total", figure(total.points, places, absent, strong=True)),
        ("max_points", figure(total.max_points)),
        ("attainable", figure(total.attainable)),
        ("grade", words("" if grade.label is None else grade.label.to(lang), strong=True)),
        ("portfolio.status", words(_say_conditional(result, lang), tone=_tone_of(result))),
        ("computed", figure(total.computed, places)),
        ("portfolio.taken_over", figure(total.taken_over, places)),
        ("portfolio.unscored", figure(total.unscored, places)),
    ]
    headings = [(say_column(name, lang), 8.0) for name, _ in cells]
    row = Row(tuple(cell for _, cell in cells), None, _TOTAL)
    return make_grid(say_column("figure.total", lang), headings, [row])


def _say_conditional(result: Result, lang: Lang) -> str:
    if result.total.points is None:
        return label("portfolio.absent", lang)
    return label("conditional" if result.total.conditional else "portfolio.sound", lang)


def _tone_of(result: Result) -> Tone:
    if result.total.points is None:
        return "bad"
    return "warning" if result.total.conditional else "good"


def _list_points(result: Result, lang: Lang, anchors: Mapping[str, str]) -> Iterator[Block]:
    """Yield where points were lost, and the tree with all points."""
    losses = list_losses(result)
    title = label("audit.lost_sheet", lang)
    yield Heading(title, 1, sheet=title)
    if losses:
        names = _name_losses(result, losses, lang)
        bars = (_draw_bar(each, names[each.node.id], lang, anchors) for each in sort_losses(losses))
        yield Bars(label("audit.bars", lang), tuple(bars))
        yield from _add_up(result, losses, lang)
    yield _tabulate_nodes(result, lang, anchors)
    for grid in (tabulate_extras(result, lang), tabulate_values(result, lang)):
        if grid is not None:
            yield grid
    if result.comparisons:
        yield Heading(label("cohort", lang), 2)
        yield tabulate_facts(result.comparisons, lang)


def _name_losses(result: Result, losses: tuple[Loss, ...], lang: Lang) -> dict[str, str]:
    """Return what each indicator is called; of several with one name also the heading above."""
    names = name_nodes(result, lang)
    taken = Counter(names[each.node.id] for each in losses)
    return {
        node.id: names[node.id]
        if taken[names[node.id]] == 1 or node.parent is None
        else f"{names[node.parent]} › {names[node.id]}"
        for node in (each.node for each in losses)
    }


def _draw_bar(loss: Loss, name: str, lang: Lang, anchors: Mapping[str, str]) -> Bar:
    node, lost = loss.node, loss.lost
    given = {"max_points": print_number(loss.max_points)}
    tone: Tone = "muted"
    if loss.points is None or lost is None:
        text = label("audit.bar_open", lang, **given)
    elif loss.bonus:
        given["points"] = print_points(loss.points, node.places)
        text, tone = label("audit.bar_bonus", lang, **given), "plain"
    else:
        given["points"] = print_points(loss.points, node.places)
        given["lost"] = print_points(lost, node.places)
        text = label("audit.bar" if lost > 0 else "audit.bar_full", lang, **given)
        tone = (
            _tone_full(node) if lost <= 0 else "bad" if 2 * lost >= loss.max_points else "warning"
        )
    if node.status not in ("scored", "missing"):
        said = label(node.status, lang)
        text += f"（{said}）" if lang == "zh" else f" ({said})"
    points = Fraction(0) if loss.points is None else loss.points
    return Bar(name, points, loss.max_points, text, tone, anchors[node.id])


def _tone_full(node: NodeResult) -> Tone:
    """Return how full marks are to be taken: as good only where facts gave them."""
    return "good" if node.status == "scored" else "plain"


def _add_up(result: Result, losses: tuple[Loss, ...], lang: Lang) -> Iterator[Block]:
    """Yield how the points lost by the indicators stand to what the total is short of."""
    total = result.total
    lost = sum((each.lost for each in losses if each.lost is not None), Fraction(0))
    unscored = sum((each.max_points for each in losses if each.lost is None), Fraction(0))
    places = total.places
    given = {"lost": print_points(lost, places), "unscored": print_points(unscored, places)}
    if total.points is None:
        yield Paragraph(label("audit.lost_sum_none", lang, **given))
        return
    gap = total.max_points - total.points
    yield Paragraph(label("audit.lost_sum", lang, gap=print_points(gap, places), **given))
    extra = sum((each.points for each in losses if each.bonus and each.points), Fraction(0))
    if extra:
        yield Paragraph(label("audit.bonus_sum", lang, points=print_points(extra, places)))
    if lost + unscored - extra != gap:
        yield Paragraph(label("audit.lost_differs", lang), "muted")


def _tabulate_nodes(result: Result, lang: Lang, anchors: Mapping[str, str]) -> Grid:
    """Return the tree of a result, a row a node, with the total below it."""
    has_grades = any(node.grade is not None for node in result.nodes)
    headings = [
        (say_column("indicator", lang), 20.0),
        (say_column("max_points", lang), 6.0),
        (say_column("points", lang), 7.0),
        (say_column("audit.lost", lang), 6.0),
        (say_column("rate", lang), 7.0),
        (say_column("declared", lang), 6.0),
        *([(say_column("grade", lang), 6.0)] if has_grades else []),
        (say_column("status", lang), 7.0),
        (say_column("id", lang), 18.0),
    ]
    bonus = list_bonus(result.plan.canonical)
    rows = [
        _show_node(node, lang, anchors, has_grades, extra=is_within(node.id, bonus))
        for node in result.nodes
    ]
    rows.append(_show_total(result, lang, has_grades))
    return make_grid(label("audit.score_table", lang), headings, rows, filtered=True)


def _show_node(
    node: NodeResult, lang: Lang, anchors: Mapping[str, str], has_grades: bool, *, extra: bool
) -> Row:
    """Return the row of a node; nothing is lost of an `extra` that comes on top."""
    absent = label("absent", lang) if node.status == "missing" else "–"
    lost = None
    if node.points is not None and node.max_points is not None and not extra:
        lost = node.max_points - node.points
    grade = words("" if node.grade is None else node.grade[1].to(lang))
    tone = STATUS_TONES[node.status]
    return Row(
        (
            words(node.label.to(lang), header=True, link=anchors[node.id]),
            figure(node.max_points, None, "?"),
            figure(node.points, node.places, absent),
            figure(lost, node.places, tone="bad" if lost else "plain"),
            show_rate(node),
            figure(node.declared),
            *([grade] if has_grades else []),
            words(label(node.status, lang), tone=tone),
            words(node.id, tone="muted"),
        ),
        node.status,
        node.id,
        node.id.count("."),
    )


def _show_total(result: Result, lang: Lang, has_grades: bool) -> Row:
    """Return the row of the total, which says that it is conditional."""
    total = result.total
    absent, places = label("absent", lang), total.places
    grade = words("" if result.grade.label is None else result.grade.label.to(lang), strong=True)
    lost = rate = None
    if total.points is not None:
        lost = total.max_points - total.points
        rate = total.points / total.max_points if total.max_points else None
    return Row(
        (
            words(say_column("figure.total", lang), strong=True, header=True, link=_TOTAL),
            figure(total.max_points, strong=True),
            figure(total.points, places, absent, strong=True),
            figure(lost, places),
            percent(rate),
            figure(result.inputs.declared_total),
            *([grade] if has_grades else []),
            words(_say_conditional(result, lang), tone=_tone_of(result)),
            words(_TOTAL, tone="muted"),
        ),
        "conditional" if total.conditional else None,
        _TOTAL,
    )


def _list_declared(
    result: Result, lang: Lang, anchors: Mapping[str, str], found: Reconciliation | None
) -> Iterator[Block]:
    """Yield declared figures beside computed ones, and what is known of their differences."""
    lines = list_lines(result) if found is None else found.lines
    grids = (
        list_rounds(result, lang),
        tabulate_lines(lines, lang, anchors),
        compare_rounds(result, lang, anchors),
        None if found is None else tabulate_printings(found, lang),
    )
    blocks: list[Block] = [grid for grid in grids if grid is not None]
    if found is not None and found.diagnoses:
        blocks += [Heading(label("diagnoses", lang), 2), *list_diagnoses(found, lang)]
    if blocks:
        title = label("audit.declared", lang)
        yield Heading(title, 1, sheet=title)
        yield from blocks


_SEVERITY_TONES: Mapping[str, Tone] = {
    "error": "bad",
    "warning": "warning",
    "question": "warning",
    "info": "muted",
}


def _list_findings(
    result: Result, lang: Lang, anchors: Mapping[str, str], found: Reconciliation | None
) -> Iterator[Block]:
    title = label("findings", lang)
    yield Heading(title, 1, sheet=title)
    grid = tabulate_findings(result, lang, anchors, found)
    if grid is None:
        yield Paragraph(label("no_findings", lang), "good")
    else:
        yield grid


def tabulate_findings(
    result: Result,
    lang: Lang,
    anchors: Mapping[str, str],
    found: Reconciliation | None = None,
) -> Grid | None:
    """Return all findings, the worst first; None where there are none.

    `anchors` are those of the nodes. What a reconciliation found comes with its clauses.
    """
    listed: list[tuple[Finding, tuple[Clause, ...]]]
    if found is None:
        listed = [(each, ()) for each in result.findings]
    else:
        listed = list(zip(found.findings, found.clauses, strict=True))
    if not listed:
        return None
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    listed.sort(key=lambda each: order[each[0].severity])
    headings = [
        (say_column("batch.severity", lang), 4.0),
        (say_column("batch.codes", lang), 5.0),
        (say_column("indicator", lang), 10.0),
        (say_column("finding", lang), 26.0),
        (say_column("evidence", lang), 20.0),
        *([(say_column("audit.clauses", lang), 22.0)] if found is not None else []),
        (say_column("next_step", lang), 16.0),
    ]
    names = name_nodes(result, lang)
    rows = [
        _show_finding(each, clauses if found is not None else None, names, lang, anchors)
        for each, clauses in listed
    ]
    return make_grid(label("findings", lang), headings, rows, filtered=True)


def _show_finding(
    each: Finding,
    clauses: tuple[Clause, ...] | None,
    names: Mapping[str, str],
    lang: Lang,
    anchors: Mapping[str, str],
) -> Row:
    node = each.node or ""
    cited: tuple[str, ...] = ()
    if clauses is not None:
        cited = (join(show_clauses(clauses, lang), lang),)
    return Row(
        (
            words(label(each.severity, lang), tone=_SEVERITY_TONES[each.severity]),
            words(each.code),
            words(names.get(node, node), link=anchors.get(node)),
            words(each.message.to(lang)),
            words(join((line.to(lang) for line in each.evidence), lang)),
            *map(words, cited),
            words(each.next_step.to(lang)),
        ),
        each.severity,
        each.node,
    )


def _list_details(
    result: Result, lang: Lang, anchors: Mapping[str, str], found: Reconciliation | None
) -> Iterator[Block]:
    """Yield how the total was made and how each node was, in the order of the tree."""
    findings: dict[str, list[Finding]] = {}
    for each in result.findings if found is None else found.findings:
        findings.setdefault(each.node or "", []).append(each)
    names = name_nodes(result, lang)
    yield Heading(label("audit.details", lang), 1, sheet=label("audit.details_sheet", lang))
    yield explain_total(result, _TOTAL, lang)
    for node in result.nodes:
        own = tuple(findings.get(node.id, ()))
        yield fold_node(result, node, names, own, anchors[node.id], lang)
