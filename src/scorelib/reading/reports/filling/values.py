"""What a result says by a name: amounts of the money block, the total, the project's own words."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from scorelib.engine.outcome.views import NodeResult
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.reports.blocks import Cell
from scorelib.reading.reports.cells import NOTHING, figure, join, percent
from scorelib.reading.reports.filling.amounts import find_amount, find_rate
from scorelib.reading.reports.filling.desk import Desk
from scorelib.reading.reports.filling.figures import show_maximum, show_points, show_rate
from scorelib.reading.reports.filling.tellings import list_reasons
from scorelib.reading.reports.view import list_conditions
from scorelib.reading.wording import say_composition
from scorelib.words.numbers import print_number
from scorelib.words.units import read_unit

__all__ = ["find_value", "say_conditional"]


def find_value(desk: Desk, name: str) -> Cell:
    """Return what a result says by a name, as a cell; of a node only below `each`."""
    if desk.node is not None and name in _NODE_VALUES:
        return _NODE_VALUES[name](desk.node, desk.lang)
    return _VALUES[name](desk)


def _word(text: str | None) -> Cell:
    return Cell(text or NOTHING)


def _to_fill(desk: Desk) -> Cell:
    return Cell(label("layout.to_fill", desk.lang), tone="muted")


def _unit(desk: Desk) -> Cell:
    unit = desk.result.project.unit
    return _to_fill(desk) if unit is None else _word(unit.to(desk.lang))


def _department(desk: Desk) -> Cell:
    department = None if desk.head is None else desk.head.department
    return _to_fill(desk) if department is None else _word(department.to(desk.lang))


def _goal(name: str, gap: str) -> Callable[[Desk], Cell]:
    """Return what finds the words of the year's overall goal, as the form states them."""

    def find(desk: Desk) -> Cell:
        stated = (each for each in desk.result.inputs.statements if each.id == name)
        found = next((each.words for each in stated if each.words is not None), None)
        if found is None:
            return Cell(label(gap, desk.lang), tone="muted")
        return _word(found.to(desk.lang))

    return find


def _place(desk: Desk) -> Cell:
    place = desk.result.ruleset.jurisdiction
    return _word(None if place is None else place.name.to(desk.lang))


def say_conditional(desk: Desk, text: str) -> str:
    """Return words with the remark that they are conditional, where the total is."""
    if not desk.result.total.conditional:
        return text
    return label("layout.conditional", desk.lang, text=text)


def _total(desk: Desk) -> Cell:
    total = desk.result.total
    cell = figure(total.points, total.places, label("absent", desk.lang))
    return Cell(say_conditional(desk, cell.text), cell.value, cell.kind)


def _total_rate(desk: Desk) -> Cell:
    total = desk.result.total
    known = total.points is not None and total.max_points != 0
    return percent(total.points / total.max_points if known and total.points is not None else None)


def _grade(desk: Desk) -> Cell:
    grade = desk.result.grade
    if grade.label is None:
        return _word(label("layout.not_open", desk.lang))
    return _word(say_conditional(desk, grade.label.to(desk.lang)))


def _conditions(desk: Desk) -> Cell:
    return _word(join(list_conditions(desk.result, desk.lang), desk.lang))


def _money(column: str) -> Callable[[Desk], Cell]:
    def show(desk: Desk) -> Cell:
        given = find_amount(desk.result, "total", column)
        value = None if given is None else given.value
        return _show_money(value if isinstance(value, Fraction) else None, desk.lang)

    return show


def _left(desk: Desk) -> Cell:
    budget = find_amount(desk.result, "total", "budget")
    executed = find_amount(desk.result, "total", "executed")
    values = [None if each is None else each.value for each in (budget, executed)]
    whole, part = values
    if isinstance(whole, Fraction) and isinstance(part, Fraction):
        return _show_money(whole - part, desk.lang)
    return _show_money(None, desk.lang)


def _show_money(value: Fraction | None, lang: Lang) -> Cell:
    """Return an amount with its unit, in 万元 and exactly."""
    if value is None:
        return Cell(label("layout.not_given", lang), tone="muted")
    unit = read_unit("万元")
    return Cell(f"{print_number(value / unit.factor)}{unit.name}")


def _reasons(desk: Desk) -> Cell:
    found = join(list_reasons(desk), desk.lang)
    return _word(found) if found else _to_fill(desk)


def _declared_total(desk: Desk) -> Cell:
    total = desk.result.inputs.declared_total
    return figure(total, None, label("layout.not_given", desk.lang))


_VALUES: Final[dict[str, Callable[[Desk], Cell]]] = {
    "project": lambda desk: _word(desk.result.project.name.to(desk.lang)),
    "project-id": lambda desk: _word(desk.result.project.id),
    "unit": _unit,
    "department": _department,
    "period": lambda desk: _word(desk.result.project.assessed_period),
    "day": lambda desk: _word(desk.result.project.evaluated_on),
    "place": _place,
    "ruleset": lambda desk: _word(desk.result.ruleset.title.to(desk.lang)),
    "reference": lambda desk: _word(desk.result.ruleset.reference),
    "total": _total,
    "total-max": lambda desk: figure(desk.result.total.max_points),
    "total-rate": _total_rate,
    "grade": _grade,
    "composition": lambda desk: _word(say_composition(desk.result.total, desk.lang)),
    "conditional": _conditions,
    "declared-total": _declared_total,
    "declared-grade": lambda desk: _word(desk.result.inputs.declared_grade),
    "goal": _goal("overall-target", "layout.goal"),
    "goal-achieved": _goal("overall-result", "layout.goal_achieved"),
    "reasons": _reasons,
    "initial": _money("initial"),
    "budget": _money("budget"),
    "arrived": _money("arrived"),
    "executed": _money("executed"),
    "left": _left,
    "execution-rate": lambda desk: percent(find_rate(desk.result, "total")),
}

_NODE_VALUES: Final[dict[str, Callable[[NodeResult, Lang], Cell]]] = {
    "node": lambda node, lang: _word(node.label.to(lang)),
    "node-max": show_maximum,
    "node-points": show_points,
    "node-rate": lambda node, _: show_rate(node),
    "node-status": lambda node, lang: _word(label(node.status, lang)),
}
