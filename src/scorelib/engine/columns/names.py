"""What the columns of a table are: facts, figures by hand, states, a project's own indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from scorelib.compiler.graph.plan import FactInput, Occurrence, Plan
from scorelib.ground.errors import Diagnostic
from scorelib.model.entries import COLUMNS
from scorelib.words.expressions import guess_name

__all__ = ["ITEM_FIELDS", "Role", "guess_column", "is_panel", "name_columns"]

Part = Literal[
    "id", "fact", "count", "fact_state", "declared", "judged", "override", "max_points", "state",
    "indicators", "funds", "funds_unit", "evaluated_on", "assessed_period",
]  # fmt: skip
"""What a column gives; `count` is how many gave one answer of a survey, `funds` a cell."""

_BY_PATH: Final[tuple[Part, ...]] = ("declared", "judged", "override", "max_points", "state")

ITEM_FIELDS: Final = (
    "id", "name", "max_points", "target", "actual", "unit", "direction", "state", "tier", "rate",
    "judged", "override", "declared", "reduction",
)  # fmt: skip
"""What a table may say of a project's own indicator."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a column of a table gives: what of what. A fact's columns know the fact."""

    part: Part
    name: str
    column: str
    fact: FactInput | None = None
    node: Occurrence | None = None


def name_columns(
    plan: Plan, columns: Sequence[str]
) -> tuple[tuple[Role, ...], tuple[Diagnostic, ...]]:
    """Return the role of each column, and what is wrong with the others."""
    known = {role.column: role for role in _list_roles(plan)}
    found: list[Role] = []
    problems: list[Diagnostic] = []
    for column in columns:
        role = known.get(column) or _find_source(plan, column)
        if role is not None and role.name.startswith("total.") and ".rows." in column:
            problems.append(Diagnostic("SL448", path=column))
        elif role is None:
            problems.append(guess_column(column, tuple(known), column))
        elif code := _refuse_role(plan, role):
            problems.append(Diagnostic(code, (("node", role.name),), path=column))
        else:
            found.append(role)
    return tuple(found), tuple(problems)


def guess_column(column: str, known: Sequence[str], path: str) -> Diagnostic:
    """Return the problem of a column that nobody knows, with the one it was probably meant."""
    guess = guess_name(column, known)
    if guess is not None:
        return Diagnostic("SL941", (("column", column), ("guess", guess)), path=path)
    shown = (*known[:_MOST_NAMED], *(("…",) if len(known) > _MOST_NAMED else ()))
    return Diagnostic("SL942", (("column", column), ("known", shown)), path=path)


_MOST_NAMED: Final = 12
"""Of the columns that a plan knows a message names so many."""


def _list_roles(plan: Plan) -> Iterator[Role]:
    """Yield every column that a plan knows, also those that it refuses for a reason of its own."""
    yield Role("id", "", "id")
    yield Role("evaluated_on", "", "evaluated_on")
    yield Role("assessed_period", "", "assessed_period")
    if _has_funds(plan):
        yield Role("funds_unit", "", "funds.unit")
        for name in COLUMNS:
            yield Role("funds", f"total.{name}", f"funds.total.{name}")
    for fact in plan.facts:
        if fact.kind == "survey":
            for level, _, _ in fact.levels:
                yield Role("count", level, f"{fact.name}.{level}", fact)
        else:
            yield Role("fact", fact.name, fact.name, fact)
        yield Role("fact_state", fact.name, f"fact_state.{fact.name}", fact)
    for slot in plan.slots:
        yield Role("indicators", slot.id, f"indicators.{slot.id}")
    for node in plan.occurrences:
        if node.slot is None:
            for part in _BY_PATH:
                yield Role(part, node.id, f"{part}.{node.id}", node=node)


def _find_source(plan: Plan, column: str) -> Role | None:
    """Return the role of a column of a source of funds, which may have any name."""
    found = _SOURCE.fullmatch(column)
    if found is None or not _has_funds(plan):
        return None
    return Role("funds", f"{found[1]}.{found[2]}", column)


_SOURCE: Final = re.compile(rf"funds\.rows\.([^.]+)\.({'|'.join(COLUMNS)})")


def _has_funds(plan: Plan) -> bool:
    """Return whether any fact may stand in the money block."""
    return any(fact.funds is not None for fact in plan.facts)


_REFUSED: Final[Mapping[Part, str]] = {"judged": "SL411", "override": "SL411", "state": "SL411"}


def _refuse_role(plan: Plan, role: Role) -> str | None:
    """Return why a node has no such column: it is not scored itself, or its maximum is fixed."""
    if role.node is None or role.part == "declared":
        return None
    if role.part == "max_points":
        given = any(each.kind == "maximum" and each.key == role.name for each in plan.inputs)
        return None if given else "SL438"
    is_slot = role.part == "state" and any(slot.id == role.name for slot in plan.slots)
    return None if role.node.method is not None or is_slot else _REFUSED[role.part]


def is_panel(role: Role) -> bool:
    """Return whether a column gives the figures of a panel, a list of them a project."""
    return role.part == "judged" and role.node is not None and role.node.method == "panel"
