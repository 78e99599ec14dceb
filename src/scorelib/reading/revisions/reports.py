"""A comparison of two rulesets as blocks: what changed, on which clause, and for which projects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from scorelib.compiler.graph.heads import Clause
from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import label
from scorelib.reading.explanation import show_clause
from scorelib.reading.reports.blocks import (
    Block,
    Bullets,
    Fold,
    Grid,
    Heading,
    Pairs,
    Paragraph,
    Report,
    Row,
    Tone,
)
from scorelib.reading.reports.cells import join, make_grid, say_column, words
from scorelib.reading.revisions.changes import Change, Comparison, Regrounding
from scorelib.reading.revisions.editions import Edition, read_words
from scorelib.reading.revisions.effects import Effects
from scorelib.reading.revisions.effects_reports import list_effects

__all__ = ["list_summary", "report_comparison"]

_TONES: Final[dict[str, Tone]] = {"added": "good", "removed": "bad", "moved": "warning"}
_SORTS: Final = {
    "cohort": "tables",
    "fact": "facts",
    "grade": "grades",
    "grade_rule": "grades",
    "table": "tables",
    "value": "tables",
}
_MOST: Final = 12
"""So many names are listed in a line."""

_MOST_SHOWN: Final = 120
"""A longer formula says less than the settings that it is made of; records have it."""


def report_comparison(comparison: Comparison, lang: Lang, effects: Effects | None = None) -> Report:
    """Return a comparison, and what it does to projects where it was tried, as a report."""
    one, other = comparison.one.ruleset, comparison.other.ruleset
    blocks: list[Block] = [_list_editions(comparison, lang)]
    blocks += list_summary(comparison, lang)
    if comparison.meant:
        changed = label("diff.heading_changes", lang)
        blocks.append(Heading(changed, 1, sheet=changed))
    for group in comparison.groups:
        own = [each for each in comparison.meant if each.group == group.id]
        if own:
            blocks.append(Heading(group.label.to(lang), 2))
            blocks.append(_tabulate(own, label("diff.changes_count", lang, count=len(own)), lang))
    blocks += _list_regrounded(comparison.regrounded, lang)
    blocks += _list_light(comparison, lang)
    if comparison.changes or comparison.regrounded:
        blocks.append(_list_documents(comparison, lang))
    if effects is not None:
        blocks += list_effects(comparison, effects, lang)
    title = label("diff.title", lang, one=one.reference, other=other.reference)
    footer = tuple(f"{each.reference} sha256 {each.head.sha256}" for each in (one, other))
    return Report(title, lang, tuple(blocks), footer=footer, landscape=True)


def _list_editions(comparison: Comparison, lang: Lang) -> Pairs:
    pairs = ((comparison.one, "diff.one"), (comparison.other, "diff.other"))
    items = [(say_column(name, lang), _say_edition(edition, lang)) for edition, name in pairs]
    return Pairs(tuple(items))


def _say_edition(edition: Edition, lang: Lang) -> str:
    document = edition.ruleset.document
    parts = [document.title.to(lang), edition.ruleset.reference]
    if edition.plan.effective is not None:
        first, until = edition.plan.effective
        parts.append(f"{label('effective', lang)} [{first}, {until or '…'})")
    return join(parts, lang)


def list_summary(comparison: Comparison, lang: Lang) -> Iterator[Paragraph]:
    """Yield what changed in a line or two, in figures."""
    said = list(_list_counts(comparison.meant, lang))
    if not comparison.meant:
        said = [label("diff.none", lang)]
    elif not any(each.kind in ("grade", "grade_rule") for each in comparison.meant):
        said.append(label("diff.grades_same", lang))
    comma, stop = ("，", "。") if lang == "zh" else (", ", ".")
    yield Paragraph(_begin(comma.join(said)) + stop, strong=True)
    aside = list(_list_aside(comparison, lang))
    if aside:
        yield Paragraph(_begin(comma.join(aside)) + stop, tone="muted")
    if comparison.meant:
        yield Paragraph(_say_layers(comparison, lang), tone="muted")


def _begin(text: str) -> str:
    return text[:1].upper() + text[1:]


def _list_counts(changes: Sequence[Change], lang: Lang) -> Iterator[str]:
    nodes = [each for each in changes if each.kind == "indicator"]
    for what in ("added", "removed"):
        found = [each for each in nodes if each.what == what]
        scored = sum(each.is_scored for each in found)
        name = f"diff.summary.{what}{'_scored' if scored < len(found) else ''}"
        if found:
            yield label(name, lang, count=len(found), scored=scored)
    for what in ("moved", "renamed"):
        if number := sum(each.what == what for each in nodes):
            yield label(f"diff.summary.{what}", lang, count=number)
    rest = [each for each in changes if each.kind != "indicator" or each.what == "changed"]
    sorts = [_sort(each) for each in rest]
    for name in ("maxima", "methods", "grades", "facts", "tables", "others"):
        if number := sorts.count(name):
            place = "diff.grades_changed" if name == "grades" else f"diff.summary.{name}"
            yield label(place, lang, count=number)


def _sort(change: Change) -> str:
    """Return under which head of the summary a change is counted."""
    if change.kind == "indicator" and change.aspect in ("max_points", "share"):
        return "maxima"
    if change.kind == "indicator" and change.aspect in ("method", "declared"):
        return "methods"
    return _SORTS.get(change.kind, "others")


def _list_aside(comparison: Comparison, lang: Lang) -> Iterator[str]:
    """Yield how much differs without changing what is meant."""
    if comparison.regrounded:
        number = sum(len(each.labels) for each in comparison.regrounded)
        yield label("diff.summary.regrounded", lang, count=number)
    for weight in ("spelling", "words"):
        if number := sum(each.weight == weight for each in comparison.changes):
            yield label(f"diff.summary.{weight}", lang, count=number)


def _say_layers(comparison: Comparison, lang: Lang) -> str:
    """Return in which layers the changes are written: what is inherited belongs to those below."""
    one = [each.place_before.layer for each in comparison.meant if each.place_before]
    other = [each.place_after.layer for each in comparison.meant if each.place_after]
    return label(
        "diff.inherited",
        lang,
        before=_count_layers(one, lang),
        after=_count_layers(other, lang),
    )


def _count_layers(layers: Sequence[str], lang: Lang) -> str:
    counted = [
        label("diff.layer_count", lang, layer=layer, count=layers.count(layer))
        for layer in dict.fromkeys(layers)
    ]
    return ("、" if lang == "zh" else ", ").join(counted) or label("diff.nothing", lang)


def _tabulate(changes: Iterable[Change], caption: str, lang: Lang) -> Grid:
    headings = [
        (say_column("diff.subject", lang), 14.0),
        (say_column("diff.change", lang), 10.0),
        (say_column("diff.before", lang), 20.0),
        (say_column("diff.after", lang), 20.0),
        (say_column("diff.clauses", lang), 24.0),
    ]
    return make_grid(caption, headings, (_show(each, lang) for each in changes))


def _show(change: Change, lang: Lang) -> Row:
    what = label(f"diff.{change.what}", lang)
    said = change.side.to(lang) if change.what == "changed" else what
    return Row(
        (
            words(change.label.to(lang), header=True),
            words(said, tone=_TONES.get(change.what, "plain")),
            words(_say_side(change.before, change.formulas[0], change, lang)),
            words(_say_side(change.after, change.formulas[1], change, lang)),
            words(_say_clauses(change.clauses_before, change.clauses_after, lang)),
        ),
        node=change.name,
        level=change.depth,
    )


def _say_side(side: Text | None, formula: Text | None, change: Change, lang: Lang) -> str:
    """Return what stood or stands there, with the formula where it is another one."""
    if side is None:
        return "" if change.what != "changed" else label("diff.nothing", lang)
    one, other = change.formulas
    shown = [side.to(lang)]
    if formula is not None and one != other and len(formula.to(lang)) <= _MOST_SHOWN:
        shown.append(f"{label('formula', lang)}{'：' if lang == 'zh' else ': '}{formula.to(lang)}")
    return join(shown, lang)


def _say_clauses(before: Sequence[Clause], after: Sequence[Clause], lang: Lang) -> str:
    one, other = (join((say_clause(e, lang) for e in side), lang) for side in (before, after))
    if one == other:
        return label("diff.clauses_same", lang, clauses=one) if one else ""
    if not one or not other:
        return one or other
    return label("diff.from_to", lang, one=one, other=other)


def say_clause(clause: Clause, lang: Lang) -> str:
    """Return a clause as people quote it: the number of its document, or else the title."""
    parts = [clause.document or clause.title.to(lang), clause.clause or ""]
    return f"{' '.join(part for part in parts if part)} [{label(clause.status, lang)}]"


def _list_documents(comparison: Comparison, lang: Lang) -> Fold:
    """Return the titles of the documents that both rulesets rest on."""
    clauses = [
        Clause(name, read_words(each["title"]), each.get("document"), None, each["status"])
        for edition in (comparison.one, comparison.other)
        for name, each in edition.data.get("sources", {}).items()
    ]
    items = dict.fromkeys(show_clause(each, lang) for each in clauses)
    return Fold(label("diff.documents", lang), (Bullets(tuple(items)),))


def _list_regrounded(found: Sequence[Regrounding], lang: Lang) -> Iterator[Block]:
    if not found:
        return
    title = label("diff.regrounded", lang)
    headings = [
        (say_column("diff.before", lang), 24.0),
        (say_column("diff.after", lang), 24.0),
        (say_column("diff.subject", lang), 40.0),
    ]
    rows = [
        Row(
            (
                words(join((say_clause(clause, lang) for clause in each.before), lang)),
                words(join((say_clause(clause, lang) for clause in each.after), lang)),
                words(_name_some(each.labels, lang)),
            )
        )
        for each in found
    ]
    yield Heading(title, 2)
    yield make_grid(title, headings, rows)


def _name_some(labels: Sequence[Text], lang: Lang) -> str:
    shown = [each.to(lang) for each in labels[:_MOST]]
    said = ("、" if lang == "zh" else "; ").join(shown)
    said += "…" if len(labels) > _MOST else ""
    return label("diff.regrounded_count", lang, count=len(labels), labels=said)


def _list_light(comparison: Comparison, lang: Lang) -> Iterator[Block]:
    """Yield, shut away, what is only written or called otherwise."""
    for weight in ("spelling", "words"):
        found = [each for each in comparison.changes if each.weight == weight]
        if found:
            title = f"{label(f'diff.{weight}', lang)} ({len(found)})"
            headings = [
                (say_column("diff.subject", lang), 20.0),
                (say_column("diff.side", lang), 12.0),
                (say_column("diff.before", lang), 28.0),
                (say_column("diff.after", lang), 28.0),
            ]
            rows = [
                Row(
                    (
                        words(each.label.to(lang), header=True),
                        words(each.side.to(lang)),
                        words("" if each.before is None else each.before.to(lang)),
                        words("" if each.after is None else each.after.to(lang)),
                    )
                )
                for each in found
            ]
            yield Fold(title, (make_grid(title, headings, rows),))
