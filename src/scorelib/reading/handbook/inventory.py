"""What a ruleset holds beside its tree: facts, values, tables, grades, checks, further results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scorelib.compiler.graph.plan import FactInput, GradePlan
from scorelib.engine.intake.facts import show_range
from scorelib.ground.errors import Text
from scorelib.ground.messages.labels import LABELS
from scorelib.model.tables import TableSpec
from scorelib.reading.handbook.outline import Spot, list_spots
from scorelib.reading.handbook.sections import list_read, say_clauses
from scorelib.reading.handbook.sentences import say_bounds, say_grade_rule
from scorelib.reading.handbook.voice import Voice
from scorelib.reading.reports.blocks import Block, Cell, Grid, Heading, Paragraph, Row
from scorelib.reading.reports.cells import figure, join, make_grid, words

__all__ = [
    "list_checks",
    "list_facts",
    "list_further",
    "list_grades",
    "list_profiles",
    "list_tables",
    "list_values",
]


def _grid(voice: Voice, caption: str, headings: dict[str, float], rows: Iterable[Row]) -> Grid:
    named = [(voice.say(name), width) for name, width in headings.items()]
    return make_grid(voice.say(caption), named, rows)


def list_facts(voice: Voice) -> Iterator[Block]:
    """Yield what projects give: name, unit, bounds, where it comes from, what uses it."""
    facts = voice.plan.facts
    if not facts:
        return
    yield Heading(voice.say("book.facts"), 1)
    users: dict[str, list[Spot]] = {}
    for spot in list_spots(voice):
        for name in list_read(voice, spot):
            users.setdefault(name, []).append(spot)
    headings = {
        "book.fact": 14.0,
        "book.name": 9.0,
        "book.kind": 5.0,
        "book.unit": 5.0,
        "book.allowed": 12.0,
        "book.used_by": 14.0,
        "book.cites": 18.0,
    }
    rows = [
        row
        for fact in facts
        for row in (_show_fact(voice, fact, users.get(fact.name, [])), *_list_columns(voice, fact))
    ]
    yield _grid(voice, "book.facts", headings, rows)


def _show_fact(voice: Voice, fact: FactInput, users: list[Spot]) -> Row:
    allowed = [show_range(fact), voice.comma(voice.tell(text) for _, text in fact.values)]
    allowed.append(voice.comma(voice.tell(text) for _, text, _ in fact.levels))
    if fact.funds is not None:
        name = f"funds.{fact.funds}"
        column = voice.say(name) if name in LABELS else fact.funds
        allowed.append(voice.say("book.funds", column=column))
    used = voice.comma(dict.fromkeys(voice.tell(each.spec.label) for each in users))
    return Row(
        (
            Cell(voice.tell(fact.label), header=True, anchor=f"fact {fact.name}"),
            words(fact.name, tone="muted"),
            words(voice.say(f"kind.{fact.kind}")),
            words("" if fact.unit is None else fact.unit.name),
            words(join(allowed, voice.lang)),
            words(used, link=users[0].anchor if len(users) == 1 else None),
            words(say_clauses(voice, fact.clauses)),
        )
    )


def _list_columns(voice: Voice, fact: FactInput) -> Iterator[Row]:
    """Yield the columns of a list of facts, a row each."""
    for field in fact.fields:
        row = _show_fact(voice, field, [])
        name = f"{fact.name}_{field.name.partition('.')[2] or field.name}"
        yield Row((row.cells[0], words(name, tone="muted"), *row.cells[2:]), level=1)


def list_values(voice: Voice) -> Iterator[Block]:
    """Yield the derived values, and the figures over all projects of a run."""
    document = voice.ruleset.document
    headings = {
        "book.value": 14.0,
        "book.name": 10.0,
        "book.in_words": 24.0,
        "book.unit": 5.0,
        "book.rounding": 12.0,
        "book.cites": 16.0,
    }
    plans = {each.id: each for each in voice.plan.values}
    rows = []
    for name, spec in document.values.items():
        said = voice.say("book.fixed_day", day=spec.date)
        if spec.formula is not None:
            said = voice.formula(spec.formula)
        rounding = "" if spec.rounding is None else voice.rounding(spec.rounding)
        cites = say_clauses(voice, plans[name].clauses) if name in plans else ""
        texts = (name, said, spec.unit or "", rounding, cites)
        rows.append(Row((words(voice.tell(spec.label), header=True), *map(words, texts))))
    if rows:
        yield Heading(voice.say("book.values"), 1)
        yield _grid(voice, "book.values", headings, rows)
    yield from _list_cohort(voice)


def _list_cohort(voice: Voice) -> Iterator[Block]:
    document = voice.ruleset.document
    rows = [
        Row(
            (
                words(voice.tell(spec.label), header=True),
                words(name),
                words(spec.statistic),
                words(voice.formula(spec.of)),
                words("" if spec.note is None else voice.tell(spec.note)),
            )
        )
        for name, spec in document.cohort.items()
    ]
    if rows:
        headings = {
            "book.value": 14.0,
            "book.name": 10.0,
            "book.statistic": 8.0,
            "book.in_words": 20.0,
            "book.note": 14.0,
        }
        yield Heading(voice.say("book.cohort"), 1)
        yield _grid(voice, "book.cohort", headings, rows)


def list_tables(voice: Voice) -> Iterator[Block]:
    """Yield the tables that formulas look up."""
    tables = voice.ruleset.document.tables
    if tables:
        yield Heading(voice.say("book.tables"), 1)
    plans = {each.name: each for each in voice.plan.tables}
    for name, spec in tables.items():
        yield Heading(voice.tell(spec.label), 2, f"table {name}")
        remarks = [voice.say(f"book.table_kind.{spec.kind}"), name, _say_outside(voice, spec)]
        if spec.hit is not None:
            remarks.append(voice.say("book.hit", hit=spec.hit))
        if spec.note is not None:
            remarks.append(voice.tell(spec.note))
        yield Paragraph(voice.list(remarks), "muted")
        yield make_grid(voice.tell(spec.label), *_lay_table(voice, spec))
        if name in plans and plans[name].clauses:
            yield Paragraph(say_clauses(voice, plans[name].clauses), "muted")


def _say_outside(voice: Voice, spec: TableSpec) -> str:
    if spec.below is None and spec.above is None:
        return ""
    said = {}
    for key, given in (("below", spec.below), ("above", spec.above)):
        name = given if given in ("error", "extend") else "value"
        said[key] = voice.say(f"book.outside_{name}", value=given or "error")
    return voice.say("book.outside", **said)


def _lay_table(voice: Voice, spec: TableSpec) -> tuple[list[tuple[str, float]], list[Row]]:
    """Return the headings and the rows of a table as the ruleset writes it."""
    unit = f"（{spec.unit}）" if spec.unit and voice.lang == "zh" else ""
    unit = f" ({spec.unit})" if spec.unit and voice.lang == "en" else unit
    gives = voice.say("book.gives") + (f" {spec.result_unit}" if spec.result_unit else "")
    two = [(voice.say("book.at") + unit, 12.0), (gives, 10.0)]
    if spec.nodes is not None:
        return two, [_row(at, found) for at, found in spec.nodes]
    if spec.segments is not None:
        return two, [
            _row(say_bounds(voice, each), " → ".join(each.gives)) for each in spec.segments
        ]
    if spec.rows is not None:
        names = [(voice.tell(_name(voice, each)), 10.0) for each in spec.by or ()]
        return [*names, (gives, 10.0)], [_row(*each) for each in _walk_rows(spec.rows)]
    rules = spec.rules or ()
    keys = list(dict.fromkeys(key for each in rules for key in each.cells))
    rows = [
        _row(*(voice.comma(each.cells.get(key, ())) for key in keys), each.gives or "")
        for each in rules
    ]
    if spec.otherwise is not None:
        rows.append(_row(*([voice.say("book.else")] * len(keys)), spec.otherwise))
    return [*((voice.tell(_name(voice, key)), 10.0) for key in keys), (gives, 10.0)], rows


def _row(*texts: str) -> Row:
    return Row(tuple(map(words, texts)))


def _name(voice: Voice, name: str) -> Text:
    return voice.names.get(name, Text(name, name))


def _walk_rows(rows: dict[str, object]) -> Iterator[tuple[str, ...]]:
    for key, found in rows.items():
        if isinstance(found, dict):
            yield from ((key, *rest) for rest in _walk_rows(found))
        else:
            yield key, str(found)


def list_grades(voice: Voice) -> Iterator[Block]:
    """Yield the grades of the total and of nodes, and the rules that settle the first."""
    plans: list[tuple[str, GradePlan]] = []
    if voice.plan.grade is not None:
        plans.append((voice.say("book.grade_of"), voice.plan.grade))
    own = voice.plan.occurrences
    plans += [(voice.tell(each.label), each.grade) for each in own if each.grade]
    plans += [(voice.tell(each.label), each.grade) for each in voice.plan.extras if each.grade]
    if not plans:
        return
    yield Heading(voice.say("book.grades"), 1)
    for of, plan in plans:
        rows = [
            Row((words(voice.tell(band.label), header=True), words(voice.band(band)), words(name)))
            for name, band in plan.bands
        ]
        named = [("book.grade", 10.0), ("book.range", 16.0), ("book.node", 8.0)]
        yield make_grid(of, [(voice.say(name), width) for name, width in named], rows)
        if plan.clauses:
            yield Paragraph(say_clauses(voice, plan.clauses), "muted")
    yield from _list_grade_rules(voice)


def _list_grade_rules(voice: Voice) -> Iterator[Block]:
    grade = voice.plan.grade
    if grade is None or not grade.rules:
        return
    labels = {name: voice.tell(band.label) for name, band in grade.bands}
    written = {str(each["id"]): each for each in voice.ruleset.document.grade_rules}
    rows = [
        Row(
            (
                words(voice.tell(rule.label), header=True),
                words(say_grade_rule(voice, written[rule.id])),
                words(voice.say(f"book.effect.{rule.effect}", grade=labels[rule.grade])),
                words(say_clauses(voice, rule.clauses)),
            )
        )
        for rule in grade.rules
    ]
    headings = {"book.rule": 10.0, "book.when": 24.0, "book.grade": 10.0, "book.cites": 16.0}
    yield _grid(voice, "book.grade_rules", headings, rows)


def list_checks(voice: Voice) -> Iterator[Block]:
    """Yield the statements about the project that should hold."""
    checks = voice.ruleset.document.checks
    if not checks:
        return
    clauses = {
        dict(each.words)["id"]: each.clauses for each in voice.plan.alarms if each.code == "SL514"
    }
    rows = [
        Row(
            (
                words(voice.formula(check.assert_)),
                words(voice.say(check.severity)),
                words(voice.tell(check.message)),
                words(say_clauses(voice, clauses.get(check.id, ()))),
            )
        )
        for check in checks
    ]
    headings = {
        "book.check": 22.0,
        "book.severity": 5.0,
        "book.message": 20.0,
        "book.cites": 16.0,
    }
    yield Heading(voice.say("book.checks"), 1)
    yield _grid(voice, "book.checks", headings, rows)


def list_further(voice: Voice) -> Iterator[Block]:
    """Yield the results beside the total, and what a report has to treat."""
    rows = []
    for name, spec in voice.ruleset.document.outputs.items():
        if spec.worst is not None:
            of = spec.worst.of
            found = next((each.label for each in voice.plan.occurrences if each.id == of), None)
            told = voice.say("book.grade_of") if found is None else voice.tell(found)
            said = voice.say(f"book.worst.{spec.worst.order}", of=told)
        else:
            said = voice.formula(spec.formula or "")
        rows.append(Row((words(voice.tell(spec.label), header=True), words(said), words(name))))
    if rows:
        headings = {"book.value": 14.0, "book.in_words": 30.0, "book.node": 10.0}
        yield Heading(voice.say("book.outputs"), 1)
        yield _grid(voice, "book.outputs", headings, rows)
    chapters = voice.plan.chapters
    if chapters:
        yield Heading(voice.say("book.chapters"), 1)
        found_rows = [
            Row((words(voice.tell(each.label)), words(say_clauses(voice, each.clauses))))
            for each in chapters
        ]
        headings = {"book.part": 20.0, "book.cites": 30.0}
        yield _grid(voice, "book.chapters", headings, found_rows)


def list_profiles(voice: Voice) -> Iterator[Block]:
    """Yield the kinds of project, how each is told, and the maxima of each."""
    profiles = voice.ruleset.document.profiles
    if not profiles:
        return
    paths = list(dict.fromkeys(path for each in profiles.values() for path in each.max_points))
    labels = {each.id: voice.tell(each.label) for each in voice.plan.occurrences}
    rows = [
        Row(
            (
                words(voice.tell(each.label), header=True),
                words(voice.formula(each.when)),
                *(figure(each.max_points.get(path)) for path in paths),
            )
        )
        for each in profiles.values()
    ]
    headings = [(voice.say("book.profile"), 14.0), (voice.say("book.when"), 20.0)]
    headings += [(labels.get(path, path), 6.0) for path in paths]
    yield Heading(voice.say("book.profiles"), 2)
    yield make_grid(voice.say("book.profiles"), headings, rows)
