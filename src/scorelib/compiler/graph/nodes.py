"""The nodes of the plan: few kinds, each with one meaning, which the engines give it.

Nodes refer to earlier nodes by number, so that a tuple of nodes is in the order of evaluation.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Literal

from scorelib.words.functions import FunctionName
from scorelib.words.rounding import RoundingRule
from scorelib.words.spans import SpanUnit

__all__ = [
    "Absolute",
    "Choose",
    "Compare",
    "Constant",
    "Count",
    "Day",
    "Divide",
    "Extreme",
    "FirstKnown",
    "Fold",
    "FoldKind",
    "Holds",
    "Input",
    "InputKind",
    "Instead",
    "Irrational",
    "IsState",
    "Join",
    "Multiply",
    "Negate",
    "Node",
    "Not",
    "Power",
    "Round",
    "Span",
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

ValueKind = Literal["number", "truth", "word", "date"]
"""A date is the number of its day (1 is the first day of the year 1), but no number to add."""

InputKind = Literal[
    "fact", "judgement", "assessment", "override", "state", "item", "maximum", "cohort"
]

FoldKind = Literal["sum", "mean", "max", "min", "geometric-mean", "harmonic-mean", "any", "every"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A value fixed by the ruleset."""

    value: Value


@dataclass(frozen=True, slots=True)
class Day:
    """A date fixed by the ruleset, as the number of its day."""

    number: int


@dataclass(frozen=True, slots=True)
class Input:
    """A value that the project gives: a fact, a judgement, or a field of its own indicators.

    A column of a list of facts is called `list.field`; it has one value a row. A `cohort` input
    is a statistic over all projects of a run, and given by the run.
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
class Irrational:
    """A function whose result need not be rational, of one or more numbers.

    A rational result is exact, any other is the nearest number of 50 significant digits; outside
    the function's domain, or where numbers grow too large, it is undefined. A harmonic mean is
    always rational. A root has its degree as second operand.
    """

    name: FunctionName
    operands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The whole days, months or years from one date to another; below zero where it is earlier.

    A month is complete on the day of the same number, and where the month has none, on the first
    day of the next: born on 29 February, one is a year older on 1 March of a common year.
    """

    unit: SpanUnit
    start: int
    end: int


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
class FirstKnown:
    """The first operand that has a value; one that is missing or not applicable is passed over.

    Any other reason for having none stands. Where nothing has a value, missing beats not
    applicable.
    """

    operands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """One value from the rows of a list: a slot's indicators, a list of facts, a panel's figures.

    Without the `drop` lowest and the `drop` highest, where that is said. A sum of nothing is
    zero; means and extremes of nothing are undefined, and so is whatever is left when nothing
    remains after dropping. `any` and `every` are `or` and `and` after Kleene: a row that decides
    does so whatever the others are; of no rows `any` is false and `every` true.
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
    | Day
    | Input
    | Sum
    | Multiply
    | Divide
    | Negate
    | Absolute
    | Power
    | Irrational
    | Span
    | Extreme
    | Compare
    | Join
    | Not
    | Choose
    | Round
    | IsState
    | Holds
    | Instead
    | FirstKnown
    | Fold
    | Count
)
