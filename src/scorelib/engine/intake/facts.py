"""Facts as a project gives them: quantities in base units, answers of surveys, rows of lists."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from scorelib.compiler.graph.nodes import State, Value
from scorelib.compiler.graph.plan import FactInput
from scorelib.engine.intake.desk import STATES, Desk, GivenFact, Report, Row, print_place
from scorelib.engine.intake.funds import Funds
from scorelib.ground.errors import WordError
from scorelib.model.entries import CellShape, FactShape, RowShape
from scorelib.words.amounts import Amount, read_amount
from scorelib.words.days import read_day
from scorelib.words.expressions import guess_name
from scorelib.words.numbers import print_number
from scorelib.words.units import COUNT, NONE, name_dimension, read_unit

__all__ = ["is_outside", "read_cell", "read_facts", "read_quantity", "show_range"]

_WAYS = {"survey": "counts", "list": "rows"}
"""The key in which a kind of fact is given; all others have a `value`."""


def read_facts(desk: Desk, funds: Funds | None) -> dict[str, GivenFact]:
    """Return the facts that a project gives, one by one or in its money block."""
    known = {fact.name: fact for fact in desk.plan.facts}
    given: dict[str, GivenFact] = {}
    for name, entry in desk.project.document.facts.items():
        if name not in known:
            guess = guess_name(name, list(known))
            code, words = ("SL401", guess) if guess else ("SL402", tuple(known) or "–")
            desk.report_key(code, "facts", name, name=name, guess=words)
            continue
        found = _read_entry(desk, known[name], entry)
        if found is not None:
            given[name] = found
    for fact in desk.plan.facts:
        if fact.funds is not None and funds is not None:
            _take_from_funds(desk, fact, fact.funds, funds, given)
    return given


def _read_entry(desk: Desk, fact: FactInput, entry: FactShape) -> GivenFact | None:
    """Return a fact as given, its values noted for the plan; None after noting what is wrong."""
    way = _WAYS.get(fact.kind, "value")
    found = next(each for each in entry.ways if getattr(entry, each) is not None)
    if found not in (way, "state"):
        desk.report("SL431", "facts", fact.name, found, label=fact.label, way=way, found=found)
        return None
    if fact.kind == "survey":
        return _read_survey(desk, fact, entry)
    if fact.kind == "list":
        return _read_list(desk, fact, entry)
    value = read_cell(fact, entry, desk.below("facts", fact.name))
    if value is None:
        return None
    desk.values["fact", fact.name] = value
    return GivenFact(entry.value, value, entry.reason, entry.evidence, entry.at)


def read_cell(fact: FactInput, cell: CellShape, report: Report) -> Value | None:
    """Return one value in its base unit or its state, or None after noting what is wrong."""
    if cell.state is not None:
        return STATES[cell.state]
    text = cell.value or ""
    if fact.kind == "flag":
        return _read_choice(text, {"true": True, "false": False}, report)
    if fact.kind == "category":
        return _read_choice(text, {name: name for name, _ in fact.values}, report)
    if fact.kind == "date":
        return _read_date(text, report)
    amount = read_quantity(fact, text, report)
    if amount is None:
        return None
    if amount.approximate:
        report("SL404", "value", label=fact.label, text=text)
        return None
    if fact.kind == "count" and amount.value.denominator != 1:
        report("SL287", "value", label=fact.label, text=text)
        return None
    if is_outside(fact, amount.value):
        report("SL403", "value", label=fact.label, text=text, range=show_range(fact))
        return None
    return amount.value


def read_quantity(fact: FactInput, text: str, report: Report) -> Amount | None:
    """Return the amount that a text gives for a fact, or None after noting what is wrong."""
    try:
        amount = read_amount(text, fact.unit)
    except WordError as error:
        report(error.code, "value", **error.arguments)
        return None
    plain = (NONE, COUNT) if fact.kind == "count" else (NONE,)
    if fact.unit is None and amount.unit is not None and amount.unit.dimension not in plain:
        report("SL211", "value", found=amount.unit.name, expected=name_dimension(NONE))
        return None
    percent = fact.unit is not None and fact.unit == read_unit("%")
    if percent and text.strip()[-1:].isdecimal() and 0 < amount.printed <= 1:
        report("SL428", "value", label=fact.label, text=text)
        return None
    return amount


def _read_date(text: str, report: Report) -> Value | None:
    """Return the number of a day."""
    try:
        return Fraction(read_day(text).toordinal())
    except WordError as error:
        report(error.code, "value", **error.arguments)
        return None


def _read_choice(text: str, known: Mapping[str, Value], report: Report) -> Value | None:
    if text not in known:
        report("SL108", "value", text=text, allowed=tuple(known))
        return None
    return known[text]


def is_outside(fact: FactInput, value: Fraction) -> bool:
    """Return whether a value lies outside the bounds that the ruleset gives a fact."""
    low, high = fact.least, fact.most
    under = low is not None and (value < low or (value == low and fact.least_open))
    return under or (high is not None and (value > high or (value == high and fact.most_open)))


def show_range(fact: FactInput) -> str:
    """Return the bounds of a fact in its unit, as a message shows them."""
    factor = fact.unit.factor if fact.unit else Fraction(1)
    unit = fact.unit.name if fact.unit else ""
    parts = []
    if fact.least is not None:
        parts.append(f"{'>' if fact.least_open else '≥'} {print_number(fact.least / factor)}{unit}")
    if fact.most is not None:
        parts.append(f"{'<' if fact.most_open else '≤'} {print_number(fact.most / factor)}{unit}")
    return ", ".join(parts)


def _take_from_funds(
    desk: Desk, fact: FactInput, reference: str, funds: Funds, given: dict[str, GivenFact]
) -> None:
    """Take a fact from the money block; given in both places it would have two values."""
    found = funds.find(reference)
    path = funds.place_of(reference)
    if fact.name in desk.project.document.facts:
        if found is not None and found.value is not State.MISSING:
            words = {"label": fact.label, "other": print_place(desk, *path)}
            desk.report_key("SL430", "facts", fact.name, **words)
        return
    if found is None:
        return
    value = found.value
    if fact.unit is None or fact.unit.dimension != read_unit("元").dimension:
        expected = fact.unit.name if fact.unit else name_dimension(NONE)
        desk.report("SL211", *path, found="元", expected=expected)
    elif isinstance(value, Fraction) and is_outside(fact, value):
        words = {"label": fact.label, "text": found.text or "", "range": show_range(fact)}
        desk.report("SL403", *path, **words)
    else:
        desk.values["fact", fact.name] = value
        given[fact.name] = found


def _read_survey(desk: Desk, fact: FactInput, entry: FactShape) -> GivenFact | None:
    """Read how many gave each answer; the mean of the scores is undefined where nobody did."""
    if entry.state is not None:
        state = STATES[entry.state]
        for level, _, _ in fact.levels:
            desk.values["fact", f"{fact.name}.{level}"] = state
        return GivenFact(None, state, entry.reason, entry.evidence, entry.at)
    counts = entry.counts or {}
    if not _check_counts(desk, fact, entry):
        return None
    for level, _, _ in fact.levels:
        desk.values["fact", f"{fact.name}.{level}"] = Fraction(counts[level])
    asked = sum(counts.values())
    scored = sum((score * counts[level] for level, _, score in fact.levels), Fraction(0))
    listed = " + ".join(str(counts[level]) for level, _, _ in fact.levels)
    result = scored / asked if asked else State.UNDEFINED
    return GivenFact(f"{listed} = {asked}", result, entry.reason, entry.evidence, entry.at)


def _check_counts(desk: Desk, fact: FactInput, entry: FactShape) -> bool:
    """Return whether every answer of the scale has its number and no other has one."""
    counts, path = entry.counts or {}, ("facts", fact.name, "counts")
    levels = [level for level, _, _ in fact.levels]
    extra = [level for level in counts if level not in levels]
    unread = [level for level in levels if desk.is_left_out(*path, level)]
    absent = [level for level in levels if level not in counts and level not in unread]
    for level in extra:
        desk.report_key("SL432", *path, level, level=level, label=fact.label, known=tuple(levels))
    if absent:
        desk.report_key("SL433", *path, label=fact.label, levels=tuple(absent))
    asked = sum(counts.values())
    wrong = entry.respondents is not None and entry.respondents != asked
    whole = not (extra or absent or unread)
    if wrong and whole:
        words = {"stated": entry.respondents, "total": asked}
        desk.report("SL434", "facts", fact.name, "respondents", label=fact.label, **words)
    return whole and not wrong


def _read_list(desk: Desk, fact: FactInput, entry: FactShape) -> GivenFact | None:
    """Read the rows of a list; those that do not apply are left out."""
    if entry.state is not None:
        state = STATES[entry.state]
        desk.values["fact", fact.name] = state
        return GivenFact(None, state, entry.reason, entry.evidence, entry.at)
    found: list[Row] = []
    texts: list[str] = []
    seen: set[str] = set()
    for index, row in enumerate(entry.rows or ()):
        report = desk.below("facts", fact.name, "rows", index)
        if row.id in seen:
            report("SL436", "id", id=row.id, label=fact.label)
        seen.add(row.id)
        texts.append(_print_row(fact, row))
        if row.state == "not-applicable":
            _check_cells(desk, fact, row, index)
        else:
            found.append(_read_row(desk, fact, row, index))
    value: Value = Fraction(len(found))
    if found:
        desk.rows[fact.name] = found
    else:
        # Where no row applies the list as a whole does not: an empty one would sum to zero.
        value = desk.values["fact", fact.name] = State.NOT_APPLICABLE
    return GivenFact("; ".join(texts), value, entry.reason, entry.evidence, entry.at)


def _check_cells(desk: Desk, fact: FactInput, row: RowShape, index: int) -> bool:
    """Note columns that the list does not have, and values in a row that has a state."""
    known = [_column_of(field) for field in fact.fields]
    path = ("facts", fact.name, "rows", index)
    for column in row.cells:
        if column not in known:
            words = {"column": column, "label": fact.label, "known": tuple(known)}
            desk.report_key("SL435", *path, column, **words)
        elif row.state is not None:
            desk.report_key("SL421", *path, column, node=f"{fact.name}.{row.id}")
    return row.state is None


def _read_row(desk: Desk, fact: FactInput, row: RowShape, index: int) -> Row:
    values: Row = {}
    own = _check_cells(desk, fact, row, index)
    for field in fact.fields:
        column = _column_of(field)
        cell = row.cells.get(column)
        if not own or cell is None:
            values[column] = STATES[row.state or "missing"]
            continue
        report = desk.below("facts", fact.name, "rows", index, column)
        value = read_cell(field, cell, report)
        values[column] = State.MISSING if value is None else value
    return values


def _column_of(field: FactInput) -> str:
    return field.name.rpartition(".")[2]


def _print_row(fact: FactInput, row: RowShape) -> str:
    """Return a row as the trace shows it: 2019: 5个/4个."""
    if row.state is not None:
        return f"{row.id}: –"
    cells = [row.cells.get(_column_of(field)) for field in fact.fields]
    return f"{row.id}: " + "/".join(cell.value or "–" if cell else "–" for cell in cells)
