"""What two rulesets make of projects, as blocks: who changes, by how much, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import label
from scorelib.reading.reports.blocks import Block, Cell, Fold, Grid, Heading, Paragraph, Row, Tone
from scorelib.reading.reports.cells import count, join, make_grid, say_column, words
from scorelib.reading.revisions.changes import Comparison
from scorelib.reading.revisions.effects import Effect, Effects, Outcome
from scorelib.reading.revisions.tallies import list_tallies
from scorelib.words.numbers import print_number, print_points

__all__ = ["list_effects", "say_difference"]

_MOST: Final = 200
"""So many projects are listed in a report; a record has them all."""

_NAMES: Final = 8
_FEW: Final = 3


def list_effects(comparison: Comparison, effects: Effects, lang: Lang) -> Iterator[Block]:
    """Yield what becomes of the projects of a corpus."""
    one, other = (e.ruleset.reference for e in (comparison.one, comparison.other))
    title, sheet = label("diff.corpus", lang, count=len(effects.found)), label("diff.trial", lang)
    yield Heading(title, 1, sheet=sheet)
    yield Paragraph(_say_counts(effects, lang), strong=True)
    yield Paragraph(label("diff.tried_how", lang, one=one), tone="muted")
    for column, ruleset in effects.columns:
        yield Paragraph(label("diff.table_columns", lang, column=column, ruleset=ruleset))
    yield _show_matrix(effects, one, other, lang)
    yield from _list_changed(effects, lang)
    yield from _list_causes(effects, lang)
    yield from _list_refused(effects, one, other, lang)
    yield from _list_needs(effects, one, other, lang)
    yield from _list_conditional(effects, lang)
    yield from _list_left_out(effects, one, other, lang)


def _say_counts(effects: Effects, lang: Lang) -> str:
    found = effects.found
    points = sum(each.has_other_points for each in found)
    grades = sum(each.has_other_grade for each in found)
    refused = len(effects.refused) + len(effects.unreadable)
    same = len(found) - len(effects.refused) - len(effects.changed)
    none = sum(
        each.is_compared and each.one.points is None and each.other.points is None for each in found
    )
    figures = {"points": points, "grades": grades, "same": same, "refused": refused, "none": none}
    return label("diff.tried", lang, count=len(found) + len(effects.unreadable), **figures)


def _name_grade(outcome: Outcome, lang: Lang) -> str:
    if outcome.points is None:
        return label("diff.no_total", lang)
    found = outcome.grade_label
    return label("diff.no_grade", lang) if found is None else found.to(lang)


def _show_matrix(effects: Effects, one: str, other: str, lang: Lang) -> Grid:
    """Return how many go from which grade to which."""
    pairs = Counter(
        (_name_grade(each.one, lang), _name_grade(each.other, lang))
        for each in effects.found
        if each.is_compared
    )
    rows = _order([effect.one for effect in effects.found], lang)
    columns = _order([effect.other for effect in effects.found], lang)
    headings = [("", 10.0), *((name, 7.0) for name in columns)]
    headings.append((say_column("diff.sum", lang), 7.0))
    body = []
    for name in rows:
        cells = [count(pairs[name, each]) for each in columns]
        total = sum(pairs[name, each] for each in columns)
        body.append(Row((words(name, header=True), *cells, count(total))))
    sums = [count(sum(pairs[name, each] for name in rows)) for each in columns]
    last = words(label("diff.sum", lang), header=True, strong=True)
    body.append(Row((last, *sums, count(pairs.total()))))
    return make_grid(label("diff.matrix", lang, one=one, other=other), headings, body)


def _order(outcomes: Sequence[Outcome], lang: Lang) -> list[str]:
    """Return the grades that occur, the highest totals first."""
    best: dict[str, Fraction] = {}
    for each in outcomes:
        if not each.is_refused:
            points = Fraction(-1) if each.points is None else each.points
            name = _name_grade(each, lang)
            best[name] = max(points, best.get(name, points))
    return sorted(best, key=lambda name: -best[name])


def _list_changed(effects: Effects, lang: Lang) -> Iterator[Block]:
    changed = effects.changed
    title = label("diff.listed", lang)
    yield Heading(title, 2)
    if not changed:
        yield Paragraph(label("diff.nobody", lang))
        return
    headings = [
        (say_column("project", lang), 16.0),
        (say_column("diff.before", lang), 11.0),
        (say_column("diff.after", lang), 11.0),
        (say_column("diff.delta", lang), 9.0),
        (say_column("diff.by_cause", lang), 40.0),
    ]
    rows = [_show_effect(each, effects, lang) for each in changed[:_MOST]]
    yield make_grid(title, headings, rows)
    if len(changed) > _MOST:
        yield Paragraph(label("diff.more", lang, count=len(changed) - _MOST))


def _show_effect(effect: Effect, effects: Effects, lang: Lang) -> Row:
    tone: Tone = "warning" if effect.has_other_grade else "plain"
    name = join([effect.name.to(lang), effect.place], lang)
    return Row(
        (
            words(name, header=True),
            _show_total(effect.one, lang),
            _show_total(effect.other, lang),
            Cell(say_difference(effect.delta), effect.delta, "number", align="right", tone=tone),
            words(_say_causes(effect, effects, lang)),
        )
    )


def _show_total(outcome: Outcome, lang: Lang) -> Cell:
    if outcome.points is None:
        why = outcome.absence
        return words(label("diff.no_total", lang) if why is None else why.to(lang), tone="muted")
    return words(f"{print_points(outcome.points, outcome.places)} {_name_grade(outcome, lang)}")


def say_difference(delta: Fraction | None) -> str:
    """Return a difference with its sign.

    >>> say_difference(Fraction(1, 2)), say_difference(Fraction(-3)), say_difference(None)
    ('+0.5', '-3', '–')
    """
    if delta is None:
        return "–"
    return f"+{print_number(delta)}" if delta > 0 else print_number(delta)


def _say_causes(effect: Effect, effects: Effects, lang: Lang) -> str:
    """Return what each change does alone, and what they do only together."""
    said = []
    for cause in sorted(effect.causes, key=lambda each: -abs(each.alone or Fraction(0))):
        name = effects.trials[cause.trial].label.to(lang)
        alone = "" if cause.alone is None else f" {say_difference(cause.alone)}"
        if cause.alone is None and cause.grade is None:
            alone = f" ({label('diff.no_total', lang)})"
        if cause.alone or cause.alone is None:
            said.append(f"{name}{alone}")
    if effect.together:
        said.append(f"{label('diff.together', lang)} {say_difference(effect.together)}")
    return join(said, lang)


def _list_causes(effects: Effects, lang: Lang) -> Iterator[Block]:
    tallies = list_tallies(effects)
    if not tallies:
        return
    title = label("diff.by_cause", lang)
    headings = [
        (say_column("diff.cause", lang), 36.0),
        (say_column("diff.projects", lang), 6.0),
        (say_column("diff.grade_changed", lang), 6.0),
        (say_column("diff.sum", lang), 8.0),
        (say_column("diff.most", lang), 7.0),
        (say_column("diff.least", lang), 7.0),
    ]
    rows = [
        Row(
            (
                words(each.label.to(lang), header=True),
                count(each.projects),
                count(each.grades),
                *(
                    Cell(say_difference(value), value, "number", align="right")
                    for value in (each.sum, each.most, each.least)
                ),
            )
        )
        for each in tallies
    ]
    yield Heading(title, 2)
    yield make_grid(title, headings, rows)


def _list_refused(effects: Effects, one: str, other: str, lang: Lang) -> Iterator[Block]:
    rows = [
        Row((words(each.place, header=True), words(name), words(_say_problems(outcome, lang))))
        for each in effects.refused
        for name, outcome in ((one, each.one), (other, each.other))
        if outcome.is_refused
    ]
    both = label("diff.both", lang)
    rows += [
        Row((words(place, header=True), words(both), words(_say_all(problems, lang))))
        for place, problems in effects.unreadable
    ]
    if not rows:
        return
    title = label("diff.refused", lang)
    headings = [
        (say_column("project", lang), 20.0),
        (say_column("diff.refused_by", lang), 16.0),
        (say_column("reason", lang), 44.0),
    ]
    yield Heading(title, 2)
    yield make_grid(title, headings, rows)


def _say_problems(outcome: Outcome, lang: Lang) -> str:
    return _say_all(outcome.problems, lang)


def _say_all(problems: Sequence[object], lang: Lang) -> str:
    shown = [f"{each.code} {each.message(lang)}" for each in problems[:_NAMES]]  # type: ignore[attr-defined]
    rest = len(problems) - _NAMES
    return join([*shown, f"… +{rest}" if rest > 0 else ""], lang)


def _list_needs(effects: Effects, one: str, other: str, lang: Lang) -> Iterator[Block]:
    """Yield what the rulesets ask for and projects do not give, with how many do not."""
    rows = []
    for name, side in ((one, "one"), (other, "other")):
        counted: Counter[tuple[str, Text]] = Counter()
        for effect in effects.found:
            counted.update(getattr(effect, side).needs)
        for (need, said), number in counted.most_common(_MOST):
            shown = f"{said.to(lang)} `{need}`"
            rows.append(Row((words(shown, header=True), words(name), count(number))))
    if rows:
        title = label("diff.needs", lang)
        headings = [
            (say_column("diff.subject", lang), 30.0),
            (say_column("diff.ruleset", lang), 24.0),
            (say_column("diff.projects", lang), 6.0),
        ]
        yield Fold(f"{title} ({len(rows)})", (make_grid(title, headings, rows),))


def _list_conditional(effects: Effects, lang: Lang) -> Iterator[Block]:
    """Yield whose total is conditional by one of the two only."""
    found = [
        (each, "other" if each.other.conditional else "one")
        for each in effects.found
        if each.is_compared and bool(each.one.conditional) != bool(each.other.conditional)
    ]
    if found:
        rows = [
            Row(
                (
                    words(each.place, header=True),
                    words(label(f"diff.conditional_{side}", lang)),
                    words(" ".join(getattr(each, side).conditional)),
                )
            )
            for each, side in found
        ]
        title = label("conditional", lang)
        headings = [
            (say_column("project", lang), 24.0),
            (say_column("diff.change", lang), 24.0),
            (say_column("reason", lang), 14.0),
        ]
        yield Heading(say_column("conditional", lang), 2)
        yield make_grid(title, headings, rows)


def _list_left_out(effects: Effects, one: str, other: str, lang: Lang) -> Iterator[Block]:
    rows = []
    for each in effects.found:
        for name, outcome in ((one, each.one), (other, each.other)):
            if outcome.left_out or outcome.moved:
                moved = [f"{old} → {new}" for old, new in _shorten(outcome.moved)]
                shown = (words(each.place, header=True), words(name))
                left = words(_list_some(outcome.left_out, lang))
                rows.append(Row((*shown, left, words(_list_some(moved, lang)))))
    if rows:
        title = label("diff.left_out", lang)
        headings = [
            (say_column("project", lang), 20.0),
            (say_column("diff.ruleset", lang), 20.0),
            (title, 30.0),
            (label("diff.moved_along", lang), 30.0),
        ]
        yield Fold(f"{title} ({len(rows)})", (make_grid(title, headings, rows),))


def _shorten(moved: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what moved, without what moved along below it."""
    tops = {old for old, _ in moved}
    return [(old, new) for old, new in moved if old.rpartition(".")[0] not in tops]


def _list_some(names: Sequence[str], lang: Lang) -> str:
    rest = len(names) - _FEW
    return join([*names[:_FEW], f"… +{rest}" if rest > 0 else ""], lang)
