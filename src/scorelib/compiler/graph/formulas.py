"""Plan nodes printed as formulas, in the syntax in which formulas are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from scorelib.compiler.graph.nodes import (
    Absolute,
    Choose,
    Compare,
    Constant,
    Count,
    Day,
    Divide,
    Extreme,
    FirstKnown,
    Fold,
    FoldKind,
    Holds,
    Input,
    Instead,
    Irrational,
    IsState,
    Join,
    Multiply,
    Negate,
    Node,
    Not,
    Power,
    Round,
    Span,
    State,
    Sum,
)
from scorelib.words.numbers import count_places, print_number

__all__ = ["name_input", "print_formula"]

Namer = Callable[[Input], str]


def name_input(found: Input) -> str:
    """Return the name by which formulas know an input; a judgement has none and is called that.

    >>> name_input(Input("fact", "years.actual"))
    'years_actual'
    """
    return found.key.replace(".", "_") if found.kind in ("fact", "item", "cohort") else found.kind


_AGGREGATES: Final[Mapping[FoldKind, str]] = {
    "sum": "total",
    "mean": "mean",
    "max": "largest",
    "min": "smallest",
    "geometric-mean": "geometric_mean",
    "harmonic-mean": "harmonic_mean",
    "any": "any",
    "every": "every",
}


_OR, _AND, _NOT, _COMPARE, _ADD, _MULTIPLY, _NEGATE, _POWER, _ATOM = range(1, 10)
_CHOICE: Final = 0


def print_formula(
    nodes: Sequence[Node],
    root: int,
    name: Namer = name_input,
    value: Callable[[int], object] | None = None,
    known: Mapping[int, str] = MappingProxyType({}),
) -> str:
    """Return the formula of a node; `name` says how inputs are printed.

    With the default names the text reads back to the same nodes, but for the dates of a ruleset,
    which only have names. With `value`, the value of each node (dates as such), a choice is
    printed as the branch that was taken and the condition that held. `known` are the words of
    nodes that are called something themselves.
    """
    return _Printer(nodes, name, value, known).show(root, _CHOICE)


class _Printer:
    def __init__(
        self,
        nodes: Sequence[Node],
        name: Namer,
        value: Callable[[int], object] | None,
        known: Mapping[int, str],
    ) -> None:
        self._known = known
        self._nodes = nodes
        self._name = name
        self._value = value

    def show(self, node: int, level: int) -> str:
        """Return a node's text, in brackets where it binds weaker than `level` asks."""
        if node in self._known:
            return self._known[node]
        text, binds = self._print(self._nodes[node])
        return text if binds >= level else f"({text})"

    def _print(self, node: Node) -> tuple[str, int]:
        match node:
            case Constant(value):
                return _print_constant(value)
            case Day(number):
                return date.fromordinal(number).isoformat(), _ATOM
            case Input():
                return self._name(node), _ATOM
            case Sum(terms, signs):
                return self._sum(terms, signs), _ADD
            case Multiply(left, right):
                return f"{self.show(left, _MULTIPLY)} * {self.show(right, _NEGATE)}", _MULTIPLY
            case Divide(left, right):
                return f"{self.show(left, _MULTIPLY)} / {self.show(right, _NEGATE)}", _MULTIPLY
            case Negate(operand):
                return f"-{self.show(operand, _NEGATE)}", _NEGATE
            case Power(operand, exponent):
                return f"{self.show(operand, _ATOM)} ** {exponent}", _POWER
            case Compare(operator, left, right):
                return f"{self.show(left, _ADD)} {operator} {self.show(right, _ADD)}", _COMPARE
            case Join(operator, operands):
                level = _AND if operator == "and" else _OR
                return f" {operator} ".join(self.show(o, level + 1) for o in operands), level
            case Not(operand):
                return f"not {self.show(operand, _NOT)}", _NOT
            case Choose(conditions, values) if self._value is not None:
                return self._taken(conditions, values)
            case Choose(conditions, values):
                return self._choice(conditions, values), _CHOICE
            case other:
                return self._call(other), _ATOM

    def _sum(self, terms: tuple[int, ...], signs: tuple[int, ...]) -> str:
        text = self.show(terms[0], _ADD if signs[0] > 0 else _NEGATE)
        text = text if signs[0] > 0 else f"-{text}"
        for term, sign in zip(terms[1:], signs[1:], strict=True):
            text += f" {'+' if sign > 0 else '-'} {self.show(term, _MULTIPLY)}"
        return text

    def _choice(self, conditions: tuple[int, ...], values: tuple[int, ...]) -> str:
        text = ""
        for condition, value in zip(conditions, values, strict=False):
            text += f"{self.show(value, _OR)} if {self.show(condition, _OR)} else "
        return text + self.show(values[-1], _CHOICE)

    def _taken(self, conditions: tuple[int, ...], values: tuple[int, ...]) -> tuple[str, int]:
        """Return the branch that was taken, with the condition that led there."""
        for condition, value in zip(conditions, values, strict=False):
            if self._value is not None and self._value(condition) is True:
                held = self.show(condition, _CHOICE)
                return f"{self.show(value, _ATOM)} [{held}]", _ATOM
        return self._print(self._nodes[values[-1]])

    def _call(self, node: Node) -> str:
        match node:
            case Extreme(which, operands):
                return f"{which}({self._list(operands)})"
            case Absolute(operand):
                return f"abs({self.show(operand, _CHOICE)})"
            case Irrational(name, operands):
                return self._function(name, operands)
            case Span(counted, start, end):
                return f"{counted}_between({self._list((start, end))})"
            case FirstKnown(operands):
                return f"first_known({self._list(operands, absent=True)})"
            case Round(operand, rule):
                word = rule.mode if rule.mode in ("floor", "ceiling") else f"round_{rule.mode}"
                unit = f" {rule.unit}" if rule.unit else ""
                inner = self.show(operand, _CHOICE)
                return f"{word.replace('-', '_')}({inner}, {rule.places}{unit})"
            case IsState(operand, _):
                return f"no_value({self.show(operand, _CHOICE)})"
            case Holds(operand):
                return f"holds({self.show(operand, _CHOICE)})"
            case Instead(operand, _, value):
                return f"instead({self.show(operand, _CHOICE)}, {self.show(value, _CHOICE)})"
            case Count(slot):
                return f"{slot}_count"
            case Fold():
                return self._fold(node)
            case _:
                raise AssertionError(node)

    def _list(self, operands: Sequence[int], *, absent: bool = False) -> str:
        """Return operands with commas; where values are printed, one without is its reason."""
        texts = []
        for each in operands:
            found = self._value(each) if absent and self._value is not None else None
            gone = isinstance(found, State)
            texts.append(_print_constant(found)[0] if gone else self.show(each, _CHOICE))
        return ", ".join(texts)

    def _function(self, name: str, operands: tuple[int, ...]) -> str:
        if name == "root" and self._nodes[operands[1]] == Constant(Fraction(2)):
            return f"sqrt({self.show(operands[0], _CHOICE)})"
        return f"{name}({self._list(operands)})"

    def _fold(self, node: Fold) -> str:
        """Return what is done to the rows; without the outermost ones, how many are left out."""
        name, operand = _AGGREGATES[node.how], node.operand
        held = self._counted(node)
        if held is not None:
            name, operand = "count_of", held
        inner, rows = self.show(operand, _CHOICE), self._row_values(operand)
        if node.drop:
            name, inner = f"trimmed_{name}", f"{inner}, {node.drop}"
        if rows is None:
            return f"{name}({inner})"
        return f"{name}({', '.join([*rows, *([str(node.drop)] if node.drop else [])])})"

    def _counted(self, node: Fold) -> int | None:
        """Return the condition whose rows a sum counts, or None where it is another sum."""
        part = self._nodes[node.operand]
        if node.how != "sum" or not isinstance(part, Choose) or len(part.conditions) != 1:
            return None
        ends = [self._nodes[each] for each in part.values]
        one_or_none = ends == [Constant(Fraction(1)), Constant(Fraction(0))]
        return part.conditions[0] if one_or_none else None

    def _row_values(self, node: int) -> list[str] | None:
        """Return the value of each row, where values are printed and every row has one."""
        found = None if self._value is None else self._value(node)
        if not isinstance(found, tuple) or any(isinstance(each, State) for each in found):
            return None
        return [_print_constant(each)[0] for each in found]


def _print_constant(value: object) -> tuple[str, int]:
    if isinstance(value, State):
        return value.name.lower(), _ATOM
    if isinstance(value, Fraction):
        if count_places(value) is None:
            return f"{value.numerator} / {value.denominator}", _MULTIPLY
        return print_number(value), _ATOM if value >= 0 else _NEGATE
    if isinstance(value, date):
        return value.isoformat(), _ATOM
    return (repr(value), _ATOM) if isinstance(value, str) else (str(value).lower(), _ATOM)
