"""Declared against computed, and round against round, as grids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from scorelib.engine.intake.rounds import Round
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.reconciliation.views import (
    Agreement,
    Diagnosis,
    Line,
    Printing,
    Reconciliation,
    Side,
)
from scorelib.reading.reports.blocks import Block, Bullets, Cell, Fold, Grid, Row, Tone
from scorelib.reading.reports.cells import figure, make_grid, say_column, words
from scorelib.reading.reports.view import name_nodes
from scorelib.words.numbers import print_number

__all__ = [
    "compare_rounds",
    "list_diagnoses",
    "list_rounds",
    "tabulate_lines",
    "tabulate_printings",
]

Kind = Literal["text", "number", "percent"]

_TONES: Mapping[Agreement, Tone] = {
    "agrees": "good",
    "rounded": "good",
    "approximate": "plain",
    "truncated": "warning",
    "differs": "bad",
    "not-declared": "muted",
    "not-computed": "muted",
}


def tabulate_lines(lines: tuple[Line, ...], lang: Lang, anchors: Mapping[str, str]) -> Grid | None:
    """Return what is declared, round by round, beside what is computed; None where nothing is.

    What nobody declares is left out, unless it was overridden; a heading has the sum of what is
    declared below it. `anchors` are those of the nodes.
    """
    shown = [line for line in lines if line.sides or line.summed or line.override is not None]
    if not shown:
        return None
    rounds = {side.round: side.label for line in shown for side in (*line.summed, *line.sides)}
    headings = [
        (say_column("indicator", lang), 16.0),
        (say_column("figure", lang), 5.0),
        *((said.to(lang) or key, 7.0) for key, said in rounds.items()),
        (say_column("computed", lang), 7.0),
        (say_column("counted", lang), 7.0),
        (say_column("status", lang), 7.0),
        (say_column("agreement", lang), 8.0),
    ]
    rows = (_show_line(line, tuple(rounds), lang, anchors) for line in shown)
    return make_grid(say_column("audit.declared", lang), headings, rows, filtered=True)


def _show_line(line: Line, rounds: tuple[str, ...], lang: Lang, anchors: Mapping[str, str]) -> Row:
    sides = {side.round: _show_side(side, "Σ ") for side in line.summed}
    sides |= {side.round: _show_side(side) for side in line.sides}
    agreement = _sum_up(line)
    has_figure = line.figure != "grade" and line.computed is not None
    shown = line.shown.to(lang)
    kind: Kind = "percent" if line.figure == "rate" else "number"
    computed = replace(words(shown), align="right")
    if has_figure:
        computed = Cell(shown, line.computed, kind, align="right")
    counted = replace(words(line.counted.to(lang)), align="right")
    said = label(f"agreement.{agreement}", lang)
    return Row(
        (
            _name_line(line, lang, anchors),
            words(label(f"figure.{line.figure}", lang)),
            *(sides.get(each, figure(None)) for each in rounds),
            computed,
            counted,
            words(label(line.status, lang)),
            words(said, tone=_TONES[agreement]),
        ),
        line.status,
        line.subject,
        line.depth,
    )


def _name_line(line: Line, lang: Lang, anchors: Mapping[str, str]) -> Cell:
    is_strong = line.figure in ("total", "grade")
    anchor = anchors.get(line.subject)
    return words(line.label.to(lang), strong=is_strong, header=True, link=anchor)


def _show_side(side: Side, before: str = "") -> Cell:
    """Return a declared figure as it is printed, with its number where it has one."""
    kind: Kind = (
        "text" if side.value is None else "percent" if side.text.endswith("%") else "number"
    )
    return Cell(f"{before}{side.text}", side.value, kind, align="right")


def _sum_up(line: Line) -> Agreement:
    """Return the agreement of a line; of a heading nobody declares itself, that of its sums."""
    if line.sides or not line.summed:
        return line.agreement
    return next((side.agreement for side in line.summed if side.agreement != "agrees"), "agrees")


def list_rounds(result: Result, lang: Lang) -> Grid | None:
    """Return the rounds of assessment with their days, totals and grades; None without any."""
    rounds = result.inputs.declared.rounds
    if not rounds:
        return None
    headings = [
        (say_column("audit.round", lang), 12.0),
        (say_column("audit.day", lang), 7.0),
        (say_column("ruleset", lang), 18.0),
        (say_column("figure.total", lang), 7.0),
        (say_column("grade", lang), 6.0),
        (say_column("audit.project_says", lang), 20.0),
    ]
    rows = [
        Row(
            (
                words(each.label.to(lang)),
                words(each.date or ""),
                words(each.ruleset or ""),
                _show_points(each.total),
                words(each.grade or ""),
                words("" if each.at is None else each.at.to(lang)),
            )
        )
        for each in rounds
    ]
    return make_grid(say_column("audit.rounds_listed", lang), headings, rows)


def compare_rounds(result: Result, lang: Lang, anchors: Mapping[str, str]) -> Grid | None:
    """Return the points of each round side by side, with how far apart they are.

    It is None where there are fewer than two rounds.
    """
    rounds = result.inputs.declared.rounds
    if len(rounds) < 2:
        return None
    headings = [
        (say_column("indicator", lang), 18.0),
        *((each.label.to(lang) or each.id, 8.0) for each in rounds),
        (say_column("audit.rounds_spread", lang), 7.0),
        (say_column("reason", lang), 24.0),
    ]
    rows = _list_round_rows(result, rounds, lang, anchors)
    return make_grid(say_column("audit.rounds", lang), headings, rows)


def _list_round_rows(
    result: Result, rounds: tuple[Round, ...], lang: Lang, anchors: Mapping[str, str]
) -> Iterator[Row]:
    names = name_nodes(result, lang)
    for path, name in names.items():
        given = [each.points.get(path) for each in rounds]
        if any(points is not None for points in given):
            first = words(name, header=True, link=anchors.get(path))
            reasons = _join_reasons(rounds, path, lang)
            yield _show_rounds(first, given, reasons, path, path.count("."))
    totals = [each.total for each in rounds]
    if any(total is not None for total in totals):
        yield _show_rounds(
            words(say_column("total", lang), strong=True, header=True), totals, "", "total", 0
        )


def _show_rounds(
    first: Cell, given: list[Fraction | None], reasons: str, node: str, level: int
) -> Row:
    known = [points for points in given if points is not None]
    spread = max(known) - min(known)
    tone: Tone = "warning" if spread else "plain"
    compared = figure(spread, tone=tone) if len(known) > 1 else figure(None)
    cells = (first, *map(_show_points, given), compared, words(reasons))
    return Row(cells, None, node, level)


def _show_points(points: Fraction | None) -> Cell:
    """Return declared points as they are printed, however many places they have."""
    if points is None:
        return figure(None)
    return Cell(print_number(points), points, "number", align="right")


def _join_reasons(rounds: tuple[Round, ...], path: str, lang: Lang) -> str:
    colon, mark = ("：", "；") if lang == "zh" else (": ", "; ")
    return mark.join(
        f"{each.label.to(lang)}{colon}{each.reasons[path].to(lang)}"
        for each in rounds
        if path in each.reasons
    )


def tabulate_printings(found: Reconciliation, lang: Lang) -> Grid | None:
    """Return every printing of a figure, with where it stands and how it agrees."""
    if not found.printings:
        return None
    headings = [
        (say_column("subject", lang), 12.0),
        (say_column("audit.written", lang), 8.0),
        (say_column("audit.words", lang), 22.0),
        (say_column("audit.project_says", lang), 12.0),
        (say_column("agreement", lang), 9.0),
        (say_column("reason", lang), 22.0),
    ]
    rows = [_show_printing(each, lang) for each in found.printings]
    return make_grid(say_column("audit.printings", lang), headings, rows)


def _show_printing(each: Printing, lang: Lang) -> Row:
    state = label(f"agreement.{each.agreement}", lang)
    if each.is_used:
        state += f"{'，' if lang == 'zh' else ', '}{label('printing.used', lang)}"
    return Row(
        (
            words(each.label.to(lang)),
            words(each.text),
            words("" if each.words is None else each.words.to(lang)),
            words("" if each.at is None else each.at.to(lang)),
            words(state, tone=_TONES[each.agreement]),
            words(each.why.to(lang)),
        )
    )


def list_diagnoses(found: Reconciliation, lang: Lang) -> Iterator[Block]:
    """Yield for each difference how it may have come about; of several ways none is asserted."""
    names = name_nodes(found.result, lang)
    for each in found.diagnoses:
        given = {"declared": each.declared, "computed": each.computed}
        title = label("diagnosis", lang, title=_name_figure(each, lang), **given)
        yield Fold(title, (Bullets(tuple(_explain(each, names, lang))),), open=True)


def _name_figure(each: Diagnosis, lang: Lang) -> str:
    name = each.label.to(lang)
    if each.figure in ("total", "grade"):
        return name
    said = label(f"figure.{each.figure}", lang)
    return f"{name}（{said}）" if lang == "zh" else f"{name} ({said})"


def _explain(each: Diagnosis, names: dict[str, str], lang: Lang) -> Iterator[str]:
    """Yield the verdict of a diagnosis, its explanations, and what it carries on from below."""
    if each.explanations or not each.inherited:
        count = len(each.explanations)
        yield label(f"diagnosis.{each.verdict}", lang, declared=each.declared, count=count)
    for one in each.explanations:
        yield f"{one.kind} {one.message.to(lang)}"
    if each.inherited:
        comma = "、" if lang == "zh" else ", "
        labels = comma.join(names.get(node, node) for node in each.inherited)
        yield label("diagnosis.inherited", lang, labels=labels)
    if each.composition is not None:
        yield each.composition.to(lang)
