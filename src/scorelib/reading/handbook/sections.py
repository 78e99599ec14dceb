"""Each indicator by itself: what it means, its formula, its bands, its policies, its clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scorelib.compiler.graph.formulas import print_formula
from scorelib.compiler.graph.heads import Clause
from scorelib.compiler.graph.plan import FactInput, FormPlan
from scorelib.compiler.graph.walk import inputs_of
from scorelib.compiler.lowering.draft import Rules
from scorelib.engine.outcome.lookups import name_nodes
from scorelib.model.ruleset import IndicatorSpec
from scorelib.reading.explanation import show_clause
from scorelib.reading.handbook.outline import (
    Spot,
    list_forms,
    list_spots,
    say_maximum,
    say_rule,
)
from scorelib.reading.handbook.sentences import name_method, say_bands, say_method
from scorelib.reading.handbook.voice import Voice
from scorelib.reading.reports.blocks import Block, Cell, Grid, Heading, Pairs, Paragraph, Row
from scorelib.reading.reports.cells import make_grid, words
from scorelib.words.numbers import print_number

__all__ = ["list_clauses", "list_read", "list_sections", "say_clauses"]

Examples = Mapping[str, Grid]
"""The worked examples of each node, by its id."""


def list_sections(voice: Voice, examples: Examples) -> Iterator[Block]:
    """Yield a part for each node of the tree; criteria stand in that of their indicator."""
    spots = list_spots(voice)
    first: dict[str, Spot] = {}
    for spot in spots:
        if spot.occurrence.kind == "criterion":
            continue
        same = first.setdefault(_tell_forms(voice, spot), spot)
        yield Heading(_name(voice, spot), min(spot.depth + 2, 4), spot.anchor)
        yield Paragraph(_say_whole(voice, spot, same), strong=True)
        yield Pairs(tuple(_list_pairs(voice, spot)))
        yield from _list_grids(voice, spot, tuple(each for each in spots if each.parent is spot))
        if _forms(voice, spot) and same is spot:
            yield _tabulate_forms(voice, spot)
        if spot.id in examples:
            yield examples[spot.id]


def _tell_forms(voice: Voice, spot: Spot) -> str:
    """Return what tells the forms of a slot from those of others: how each is scored, and why."""
    clauses = [each.clauses for each in _forms(voice, spot)]
    return repr((*list_forms(voice, spot.spec.declared), clauses)) if clauses else spot.id


def _say_whole(voice: Voice, spot: Spot, same: Spot) -> str:
    """Return how a node is scored, as a sentence of its own; `same` is the first like it."""
    said = [say_rule(voice, spot)]
    if same is not spot:
        said.append(voice.say("say.same_forms", label=voice.tell(same.spec.label)))
    words = voice.list(said)
    return f"{words[:1].upper()}{words[1:]}{'。' if voice.lang == 'zh' else '.'}"


def _name(voice: Voice, spot: Spot) -> str:
    """Return the heading of a node: what it is called, with its maximum."""
    said = say_maximum(voice, spot)
    if spot.maximum is not None and spot.spec.share is None:
        said = voice.number_of_points(spot.maximum)
    name = voice.tell(spot.spec.label)
    return f"{name}（{said}）" if voice.lang == "zh" else f"{name} ({said})"


def _list_pairs(voice: Voice, spot: Spot) -> Iterator[tuple[str, str]]:
    here, spec = spot.occurrence, spot.spec
    if spec.note is not None:
        yield voice.say("book.note"), voice.tell(spec.note)
    if here.method is not None:
        yield voice.say("book.method"), name_method(voice, here.method)
    if here.method not in (None, "judged") and here.formula is not None:
        yield voice.say("book.formula"), _print_formula(voice, here.formula)
    if read := [voice.tell(each.label) for each in _facts(voice, spot)]:
        yield voice.say("book.reads"), voice.comma(read)
    template = next((each for each in voice.plan.occurrences if each.slot == spot.id), here)
    if template.rounding is not None:
        yield voice.say("book.rounding"), voice.rounding(template.rounding)
    if not spec.children:
        yield from _list_policies(voice, spot)
    special = voice.list(_list_special(voice, spec))
    if special:
        yield voice.say("book.special"), special
    if clauses := list_clauses(voice, spot):
        yield voice.say("book.cites"), say_clauses(voice, clauses)
    place = f"（{here.place}）" if voice.lang == "zh" else f" ({here.place})"
    yield voice.say("book.node"), f"{spot.id}{place}"


def _facts(voice: Voice, spot: Spot) -> list[FactInput]:
    names = set(list_read(voice, spot))
    return [each for each in voice.plan.facts if each.name in names]


def _print_formula(voice: Voice, root: int) -> str:
    return print_formula(voice.plan.nodes, root, known=name_nodes(voice.plan))


def _list_policies(voice: Voice, spot: Spot) -> Iterator[tuple[str, str]]:
    """Yield what happens without computed points, by the policies in force at a leaf."""
    rules = Rules().under(voice.ruleset.document.policies)
    for each in _list_steps(spot):
        rules = rules.under(each.spec)
    judged = spot.occurrence.method in ("judged", "panel")
    name = "book.unjudged" if judged else "book.missing"
    yield voice.say(name), voice.say(f"policy.missing.{rules.when_missing}")
    said = voice.say(f"policy.inapplicable.{rules.when_not_applicable}")
    yield voice.say("book.inapplicable"), said
    said = voice.say(f"policy.unassessable.{rules.when_unassessable}")
    yield voice.say("book.unassessable"), said


def _list_steps(spot: Spot) -> tuple[Spot, ...]:
    return (spot,) if spot.parent is None else (*_list_steps(spot.parent), spot)


def _list_special(voice: Voice, spec: IndicatorSpec) -> Iterator[str]:
    if spec.bonus:
        yield voice.say("say.bonus_item")
    if spec.optional:
        yield voice.say("say.optional")
    if spec.min_points:
        yield voice.say("say.least", least=print_number(spec.min_points))
    if spec.floor is not None:
        yield voice.say("say.heading_floor", floor=print_number(spec.floor))
    if spec.rebase is not None:
        yield voice.say("say.rebase", at_most=spec.rebase.at_most)
    if spec.when_maxima_overflow is not None:
        yield voice.say(f"say.overflow.{spec.when_maxima_overflow}")


def list_clauses(voice: Voice, spot: Spot) -> tuple[Clause, ...]:
    """Return what a node rests on, the ways of scoring its targets among it."""
    own = [
        *spot.occurrence.clauses,
        *(clause for each in _forms(voice, spot) for clause in each.clauses),
    ]
    return tuple(dict.fromkeys(own))


def _forms(voice: Voice, spot: Spot) -> tuple[FormPlan, ...]:
    """Return the forms of target that a slot scores; they stand with the template of its own."""
    return next((each.forms for each in voice.plan.occurrences if each.slot == spot.id), ())


def say_clauses(voice: Voice, clauses: tuple[Clause, ...]) -> str:
    """Return clauses with their documents, each marked as verified or not, a line each."""
    return "\n".join(show_clause(each, voice.lang) + _say_mark(voice, each) for each in clauses)


def _say_mark(voice: Voice, clause: Clause) -> str:
    """Return what is known of a clause beyond its status, and beyond what its document says."""
    notes = []
    source = voice.ruleset.document.sources.get(clause.source)
    known = None if source is None else source.note
    if clause.borrowed_from is not None:
        notes.append(voice.say("borrowed", layers=clause.borrowed_from))
    if clause.note is not None and clause.note != known:
        notes.append(voice.tell(clause.note))
    said = voice.list(notes)
    return said and (f"（{said}）" if voice.lang == "zh" else f" ({said})")


def _list_grids(voice: Voice, spot: Spot, below: tuple[Spot, ...]) -> Iterator[Grid]:
    if spot.occurrence.bands:
        yield _tabulate_bands(voice, spot)
    if spot.occurrence.options:
        yield _tabulate_options(voice, spot)
    if any(each.occurrence.kind == "criterion" for each in below):
        yield _tabulate_criteria(voice, below)


def _tabulate_bands(voice: Voice, spot: Spot) -> Grid:
    """Return the bands of a method with what each earns."""
    written: dict[str, Any] = spot.spec.method or {}
    earned = [str(each["points"]) for each in written.get("bands") or written["tiers"]]
    rows = [
        Row((words(said, header=True), words(voice.tell(band.label)), words(voice.points(points))))
        for said, band, points in zip(
            say_bands(voice, spot.bands), spot.occurrence.bands, earned, strict=True
        )
    ]
    headings = [("book.range", 14.0), ("book.band_name", 14.0), ("book.points", 10.0)]
    return _make_grid(voice, "book.bands", headings, rows)


def _tabulate_options(voice: Voice, spot: Spot) -> Grid:
    """Return the entries of a checklist, the cases, or the levels of a category."""
    written: dict[str, Any] = spot.spec.method or {}
    entries = written.get("cases") or written.get("entries") or {}
    found = [(str(each["when"]), str(each["points"])) for each in entries.values()]
    rows = []
    for place, option in enumerate(spot.occurrence.options):
        if found:
            when, points = voice.formula(found[place][0]), voice.points(found[place][1])
        else:
            when, points = "", _print_formula(voice, option.points)
        label = words(voice.tell(option.label), header=True)
        rows.append(Row((label, words(when), words(points))))
    headings = [("book.entry", 14.0), ("book.when", 24.0), ("book.points", 10.0)]
    return _make_grid(voice, "book.options", headings, rows)


def _tabulate_forms(voice: Voice, spot: Spot) -> Grid:
    """Return how targets of each form are scored, and on what that rests."""
    plans = {each.form: each for each in _forms(voice, spot)}
    rows = []
    for form, method in list_forms(voice, spot.spec.declared):
        plan = plans[form]
        said = say_method(voice, method, (plan.bands, plan.band_unit))
        cells = (
            words(voice.say(f"target.{form}"), header=True),
            words(said),
            words(say_clauses(voice, plan.clauses)),
        )
        rows.append(Row(cells))
    headings = [("book.form", 9.0), ("book.rule", 26.0), ("book.cites", 18.0)]
    return _make_grid(voice, "book.forms", headings, rows)


def _tabulate_criteria(voice: Voice, below: tuple[Spot, ...]) -> Grid:
    rows = [
        Row(
            (
                Cell(voice.tell(each.spec.label), header=True, anchor=each.anchor),
                words(say_maximum(voice, each)),
                words(say_rule(voice, each)),
                words(say_clauses(voice, list_clauses(voice, each))),
            ),
            None,
            each.id,
        )
        for each in below
    ]
    names = ("book.criterion", "book.maximum", "book.rule", "book.cites")
    headings = list(zip(names, (14.0, 6.0, 20.0, 14.0), strict=True))
    return _make_grid(voice, "book.criteria", headings, rows)


def _make_grid(
    voice: Voice, caption: str, headings: list[tuple[str, float]], rows: list[Row]
) -> Grid:
    named = [(voice.say(name), width) for name, width in headings]
    return make_grid(voice.say(caption), named, rows)


def list_read(voice: Voice, spot: Spot) -> Iterator[str]:
    """Yield the names of the facts that a leaf reads, each once."""
    here = spot.occurrence
    roots = [
        here.raw,
        *(each.formula for each in _forms(voice, spot)),
        *(each.when for each in here.options),
    ]
    if here.method is None and not spot.spec.declared:
        return
    seen = {
        found.key.partition(".")[0]
        for root in roots
        if root is not None
        for found in inputs_of(voice.plan.nodes, root)
        if found.kind == "fact"
    }
    yield from (each.name for each in voice.plan.facts if each.name in seen)
