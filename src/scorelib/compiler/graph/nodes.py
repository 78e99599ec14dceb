"""The nodes of the plan: few kinds, each with one meaning, which the engines give it.

Nodes refer to earlier nodes by number, so that a tuple of nodes is in the order of evaluation.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Literal

from scorelib.words.rounding import RoundingRule

__all__ = [
    "Absolute",
    "Choose",
    "Compare",
    "Constant",
    "Count",
    "Divide",
    "Extreme",
    "Fold",
    "FoldKind",
    "Holds",
    "Input",
    "InputKind",
    "Instead",
    "IsState",
    "Join",
    "Multiply",
    "Negate",
    "Node",
    "Not",
    "Power",
    "Round",
    "State",
    "Sum",
    "Value",
    "ValueKind",
]


class State(Enum):
    """Why there is no value. Where several meet in one operation, the greatest value wins.

    No number equals a state: points of 3 are not a reason.
    """

    NOT_APPLICABLE = 1
    CANNOT_BE_ASSESSED = 2
    MISSING = 3
    UNDEFINED = 4


Value = Fraction | bool | str | State
"""A number, a truth value, a category, or the reason why there is none."""

ValueKind = Literal["number", "truth", "word"]

InputKind = Literal["fact", "judgement", "assessment", "override", "state", "item", "maximum"]

FoldKind = Literal["sum", "mean", "max", "min"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A value fixed by the ruleset."""

    value: Value


@dataclass(frozen=True, slots=True)
class Input:
    """A value that the project gives: a fact, a judgement, or a field of its own indicators.

    A column of a list of facts is called `list.field`; it has one value a row.
    """

    kind: InputKind
    key: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of its terms; each has a sign, so that a − b stays readable."""

    terms: tuple[int, ...]
    signs: tuple[Literal[1, -1], ...]


@dataclass(frozen=True, slots=True)
class Multiply:
    """The product of two numbers."""

    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Divide:
    """A quotient; undefined where the divisor is zero."""

    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Negate:
    """The number with the other sign."""

    operand: int


@dataclass(frozen=True, slots=True)
class Absolute:
    """The number without its sign."""

    operand: int


@dataclass(frozen=True, slots=True)
class Power:
    """A whole power, by repeated multiplication; exact."""

    operand: int
    exponent: int


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or the greatest of its operands."""

    which: Literal["min", "max"]
    operands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """Whether two values stand in this order, or are equal."""

    operator: Literal["<", "<=", ">", ">=", "==", "!="]
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Join:
    """`and`, `or` after Kleene: a decided side decides, whatever the other is."""

    operator: Literal["and", "or"]
    operands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a truth value."""

    operand: int


@dataclass(frozen=True, slots=True)
class Choose:
    """The value of the first condition that holds, else the last value (one more than conditions).

    A condition without a value gives its reason; a branch not taken may be anything.
    """

    conditions: tuple[int, ...]
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """The operand rounded by a rule."""

    operand: int
    rule: RoundingRule


@dataclass(frozen=True, slots=True)
class IsState:
    """Whether the operand has no value for one of these reasons; itself always has a value."""

    operand: int
    states: frozenset[State]


@dataclass(frozen=True, slots=True)
class Holds:
    """Whether a condition has a value and is true; itself always has a value."""

    operand: int


@dataclass(frozen=True, slots=True)
class Instead:
    """The operand, or another value where it has none for one of these reasons."""

    operand: int
    states: frozenset[State]
    value: int


@dataclass(frozen=True, slots=True)
class Fold:
    """One figure from the rows of a list: a slot's indicators, a list of facts, a panel's figures.

    Without the `drop` lowest and the `drop` highest, where that is said. A sum of nothing is
    zero; the mean and the extremes of nothing are undefined, and so is whatever is left when
    nothing remains after dropping.
    """

    slot: str
    operand: int
    how: FoldKind = "sum"
    drop: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows the project has in a list."""

    slot: str


Node = (
    Constant
    | Input
    | Sum
    | Multiply
    | Divide
    | Negate
    | Absolute
    | Power
    | Extreme
    | Compare
    | Join
    | Not
    | Choose
    | Round
    | IsState
    | Holds
    | Instead
    | Fold
    | Count
)
