"""The page of facts: single ones, surveys, lists, and the money block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scorelib.compiler.graph.plan import FactInput, Plan
from scorelib.ground.errors import Text
from scorelib.model.entries import COLUMNS
from scorelib.model.ruleset import RulesetDocument
from scorelib.reading.forms.notes import describe_fact
from scorelib.reading.forms.outline import (
    LINE_CHOICES,
    Block,
    Choice,
    Column,
    Line,
    Page,
    Table,
    word,
)

__all__ = ["lay_out_data", "list_fact_choices"]

_VALUE: Final = 3
_OWN_UNIT: Final = 4


def lay_out_data(plan: Plan, document: RulesetDocument) -> Page:
    """Return the page of a plan's facts and, where facts are taken from it, the money block."""
    tables: list[Table] = []
    if plan.facts:
        tables.append(_lay_out_facts(plan, document))
    if any(fact.funds is not None for fact in plan.facts):
        tables += _lay_out_funds(plan)
    for fact in plan.facts:
        if fact.kind == "survey":
            tables.append(_lay_out_survey(fact))
        elif fact.kind == "list":
            tables.append(_lay_out_list(fact))
    return Page(word("form.sheet.data"), (), tuple(tables))


def list_fact_choices(plan: Plan) -> dict[str, tuple[Choice, ...]]:
    """Return the choices of every category, by the names under which columns know them."""
    found: dict[str, tuple[Choice, ...]] = {}
    for fact in _list_measured(plan):
        if fact.kind == "category":
            found[f"values.{fact.name}"] = _tell_apart(fact.values)
    return found


def _list_measured(plan: Plan) -> Iterator[FactInput]:
    for fact in plan.facts:
        yield fact
        yield from fact.fields


def _tell_apart(values: tuple[tuple[str, Text], ...]) -> tuple[Choice, ...]:
    """Return the choices of a category; of two with the same words each shows its value too."""
    every = [label for _, label in values]
    return tuple(
        Choice(
            value,
            Text(
                *(
                    f"{words} [{value}]"
                    if sum(words == other.to(lang) for other in every) > 1
                    else words
                    for lang in ("zh", "en")
                    for words in (label.to(lang),)
                )
            ),
        )
        for value, label in values
    )


def _column(name: str, template: str, width: float = 16, choices: str = "") -> Column:
    return Column(word(f"form.col.{name}"), "fill", template, width, choices)


def _lay_out_facts(plan: Plan, document: RulesetDocument) -> Table:
    columns = (
        Column(word("form.col.id"), "id", width=14),
        Column(word("form.col.what"), "shown", width=34),
        Column(word("form.col.unit"), "shown", width=10),
        _column("value", "facts/{at}/value", 20, LINE_CHOICES),
        Column(
            word("form.col.own_unit"),
            "unit",
            "facts/{at}/value",
            11,
            note=word("form.unit_hint"),
        ),
        _column("state", "facts/{at}/state", 14, "state"),
        _column("reason", "facts/{at}/reason/{lang}", 24),
        _column("evidence", "facts/{at}/evidence/{lang}", 20),
        _column("at", "facts/{at}/at/{lang}", 20),
    )
    specs = document.facts
    lines = tuple(
        _line_of(fact, specs[fact.name].note if fact.name in specs else None) for fact in plan.facts
    )
    return Table(word("form.table.facts"), columns, lines)


def _line_of(fact: FactInput, note: Text | None) -> Line:
    unit = fact.unit.name if fact.unit else ""
    label = fact.label
    if fact.funds is not None:
        hint = word("form.in_funds")
        label = Text(f"{label.zh}（{hint.zh}）", f"{label.en} ({hint.en})")
    shut = {_OWN_UNIT} if fact.kind != "quantity" else set()
    if fact.kind in ("survey", "list"):
        shut.add(_VALUE)
    return Line(
        fact.name,
        (label, Text(unit, unit)),
        choices=_name_choices(fact),
        note=describe_fact(fact, note),
        shut=frozenset(shut),
    )


def _name_choices(fact: FactInput) -> str:
    """Return the name of the list that a fact's value is chosen from, or nothing."""
    if fact.kind == "flag":
        return "flag"
    return f"values.{fact.name}" if fact.kind == "category" else ""


_SOURCES: Final = ("fiscal", "carried-over", "other")


def _lay_out_funds(plan: Plan) -> Iterator[Table]:
    """Yield the money block: sources by columns and the total; and what is said about it."""
    figures = tuple(_column(name, f"funds/{{at}}/{name}", 18) for name in COLUMNS)
    columns = (
        Column(word("form.col.id"), "id", width=14),
        Column(word("form.col.source"), "fill", "funds/{at}/label/{lang}", 34, is_lead=True),
        *figures,
    )
    asked = [fact.funds.rpartition(".")[0] for fact in plan.facts if fact.funds]
    others = [name for name in dict.fromkeys(asked) if name not in ("", "total", *_SOURCES)]
    lines = [_line_of_source(name) for name in (*_SOURCES, *others)]
    total = word("form.line.total_funds")
    yield Table(
        word("form.table.funds"),
        columns,
        (
            *lines,
            Block("rows/{id}", word("form.more_sources"), 3),
            Line("total", (), {1: total}, shut=frozenset({1})),
        ),
    )
    about = (
        Column(word("form.col.id"), "id", width=14),
        Column(word("form.col.what"), "shown", width=34),
        Column(word("form.col.fill"), "fill", "funds/{at}", 24, LINE_CHOICES),
    )
    yield Table(
        word("form.table.funds_head"),
        about,
        (
            Line("execution", (word("form.line.execution"),), choices="execution"),
            Line("unit", (word("form.line.funds_unit"),)),
            Line("at/{lang}", (word("form.line.at"),)),
            Line("evidence/{lang}", (word("form.line.evidence"),)),
        ),
    )


def _line_of_source(name: str) -> Line:
    label = word(f"form.line.{name}") if name in _SOURCES else Text(name, name)
    return Line(f"rows/{name}", (), {1: label})


def _lay_out_survey(fact: FactInput) -> Table:
    """Return the answers of a survey: how many gave each."""
    columns = (
        Column(word("form.col.id"), "id", width=14),
        Column(word("form.col.what"), "shown", width=34),
        Column(word("form.col.fill"), "fill", f"facts/{fact.name}/{{at}}", 24),
    )
    levels = [Line(f"counts/{level}", (label,)) for level, label, _ in fact.levels]
    lines = (*levels, Line("respondents", (word("form.line.respondents"),)))
    return Table(_name_table("survey", fact), columns, lines)


def _name_table(kind: str, fact: FactInput) -> Text:
    zh = word(f"form.table.{kind}", name=fact.label.zh).zh
    return Text(zh, word(f"form.table.{kind}", name=fact.label.en).en)


def _lay_out_list(fact: FactInput) -> Table:
    """Return the rows of a list, a column for each of its fields."""
    row = f"facts/{fact.name}/rows/{{n}}"
    fields = tuple(
        Column(
            _name_field(field),
            "fill",
            f"{row}/{field.name.rpartition('.')[2]}/value",
            18,
            _name_choices(field),
            note=describe_fact(field, None),
        )
        for field in fact.fields
    )
    columns = (
        Column(word("form.col.id"), "id", f"{row}/id", 14),
        *fields,
        _column("state", f"{row}/state", 14, "state"),
        _column("reason", f"{row}/reason/{{lang}}", 24),
        _column("evidence", f"{row}/evidence/{{lang}}", 20),
        _column("at", f"{row}/at/{{lang}}", 20),
    )
    return Table(_name_table("list", fact), columns, (Block(fact.name, fact.label, 8),))


def _name_field(field: FactInput) -> Text:
    if field.unit is None:
        return field.label
    return Text(f"{field.label.zh}（{field.unit.name}）", f"{field.label.en} ({field.unit.name})")
