"""Marks: figures and words that tell what is done with them, so that it can be done again.

Whoever makes a text of a result can be given marks instead of what a project gives. They answer
every question as the project does and note it; printed, they leave a mark where they stand. What
comes out holds for all projects that answer alike. Whatever is done with a mark that it cannot
note raises `UnfollowedError`: nothing is taken for granted.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any, Final, NoReturn

from scorelib.words.numbers import Figure, count_places

__all__ = ["LEFT", "RIGHT", "Mark", "Path", "Phrase", "UnfollowedError"]

LEFT, RIGHT = "\ue000", "\ue001"
"""What stands before and after the number of a slot; neither is a character that anybody writes."""


class UnfollowedError(Exception):
    """Something was done with a mark that no other project could be said to share."""


@dataclass(slots=True)
class Path:
    """The questions that were asked on the way to a text, with the answers, and its slots.

    Questions and slots are expressions in Python; `printer` gives the name of what prints whole
    numbers of a unit with at least so many places.
    """

    printer: Callable[[int, int | None, bool], str]
    answers: dict[str, Any] = field(default_factory=dict)
    slots: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def name(self, what: str) -> int:
        """Return a number for something that is called by it later on the path."""
        if what not in self.names:
            self.names.append(what)
        return self.names.index(what)

    def ask(self, question: str, answer: Any) -> Any:
        """Note a question with its answer, which is returned."""
        if self.answers.setdefault(question, answer) != answer:
            raise UnfollowedError(question)
        return answer

    def leave(self, source: str) -> str:
        """Return the mark of a slot, which is filled with what an expression gives."""
        if source not in self.slots:
            self.slots.append(source)
        return f"{LEFT}{self.slots.index(source)}{RIGHT}"


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise UnfollowedError


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from: n times its weight, over d, both of them whole numbers.

    Both are expressions; d is above zero, and empty where there is nothing to divide by. Of `few`
    it has few values.
    """

    n: str
    d: str
    weight: Fraction
    few: bool = False


class Mark(Figure):
    """A figure that is `scale` times its source and `shift` more; `now` it is that of a project."""

    __slots__ = ("now", "path", "scale", "shift", "source")

    path: Path
    source: Source
    now: Fraction
    scale: Fraction
    shift: Fraction

    def __new__(
        cls,
        path: Path,
        source: Source,
        now: Fraction,
        scale: Fraction = Fraction(1),
        shift: Fraction = Fraction(0),
    ) -> Mark:
        self = object.__new__(cls)
        self.path, self.source, self.now = path, source, now
        self.scale, self.shift = scale, shift
        return self

    def print(self, places: int | None) -> str:
        """Return the mark of what `print_number` prints."""
        n, d, unit = self.split()
        if d:
            return Phrase(self.path, f"Q({n}, {d}{'' if places is None else f', {places}'})")
        printer = self.path.printer(unit, places, self.source.few)
        return Phrase(self.path, f"{printer}[{n}]" if self.source.few else f"{printer}({n})")

    def print_points(self, places: int | None) -> str:
        """Return the mark of what `print_points` prints."""
        n, d, unit = self.split()
        if not d and count_places(Fraction(1, unit)) is not None:
            return self.print(places)
        return Phrase(self.path, f"X(F({n}, {d or unit}), {places})")

    def split(self) -> tuple[str, str, int]:
        """Return the figure as a whole number over another, or over a unit where there is none."""
        scale, d = self.scale * self.source.weight, self.source.d
        unit = lcm(scale.denominator, self.shift.denominator)
        n = _multiply(self.source.n, int(scale * unit))
        if self.shift:
            shift = int(self.shift * unit)
            n = f"{n} + {_multiply(d, shift) if d else shift}"
        return n, _multiply(d, unit) if d else "", unit

    def change(self, scale: Fraction | int, shift: Fraction | int) -> Fraction:
        """Return so many times the figure, and so much more."""
        if not scale:
            return Fraction(shift)
        return Mark(
            self.path,
            self.source,
            self.now * scale + shift,
            self.scale * scale,
            self.shift * scale + shift,
        )

    def compare(self, sign: str, other: Any) -> bool:
        """Return how the figure compares with another, or with one that all projects share."""
        now = other.now if isinstance(other, Mark) else _plain(other)
        n, d, unit = self.split()
        if isinstance(other, Mark):
            m, e, one = other.split()
            question = f"({n}) * {e or one} {sign} ({m}) * {d or unit}"
        elif d:
            question = f"{_multiply(n, now.denominator)} {sign} {_multiply(d, now.numerator)}"
        else:
            right = now * unit
            question = f"{_multiply(n, right.denominator)} {sign} {right.numerator}"
        return bool(self.path.ask(question, _SIGNS[sign](self.now, now)))

    def equals(self, other: object) -> bool:
        """Return whether the figure is another; it is no word, no reason and no absent bound."""
        if isinstance(other, bool) or not isinstance(other, (Fraction, int)):
            return False
        return self.compare("==", other)


_SIGNS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}


_ANSWERS: Final[dict[str, Callable[..., Any]]] = {
    "__add__": lambda self, other: self.change(1, _plain(other)),
    "__radd__": lambda self, other: self.change(1, _plain(other)),
    "__sub__": lambda self, other: self.change(1, -_plain(other)),
    "__rsub__": lambda self, other: self.change(-1, _plain(other)),
    "__mul__": lambda self, other: self.change(_plain(other), 0),
    "__rmul__": lambda self, other: self.change(_plain(other), 0),
    "__truediv__": lambda self, other: self.change(1 / _plain(other), 0),
    "__neg__": lambda self: self.change(-1, 0),
    "__eq__": lambda self, other: self.equals(other),
    "__ne__": lambda self, other: not self.equals(other),
    "__lt__": lambda self, other: self.compare("<", other),
    "__le__": lambda self, other: self.compare("<=", other),
    "__gt__": lambda self, other: self.compare(">", other),
    "__ge__": lambda self, other: self.compare(">=", other),
    "__bool__": lambda self: not self.equals(0),
}
"""What a mark can do as a figure: be moved and stretched, and compared."""


def _plain(value: Any) -> Fraction:
    """Return a figure that is the same for all projects."""
    if isinstance(value, Mark) or not isinstance(value, (Fraction, int)):
        raise UnfollowedError
    return Fraction(value)


def _multiply(source: str, factor: int) -> str:
    return source if factor == 1 else f"({source}) * {factor}"


class Phrase(str):
    """Words that differ from project to project: what an expression gives, as it stands in JSON.

    They can be put into other words; everything else that words can do is refused, but what a
    `given` text is asked in order to stand beside its unit.
    """

    __slots__ = ("given", "now", "path")

    path: Path
    given: str
    now: str

    def __new__(cls, path: Path, source: str, given: str = "", now: str = "") -> Phrase:
        self = super().__new__(cls, path.leave(source))
        self.path, self.given, self.now = path, given, now
        return self

    @classmethod
    def of(cls, path: Path, given: str, now: str) -> Phrase:
        """Return what a project wrote; `given` is the expression that gives it."""
        return cls(path, f"E({given})", given, now)

    def strip(self, _: Any = None) -> Phrase:
        self._check()
        name = f"w{self.path.name(f'{self.given}.strip()')}"
        same = self.now.strip() == self.now
        if self.path.ask(f"({name} := {self.given}.strip()) == {self.given}", same):
            return self
        return Phrase.of(self.path, name, self.now.strip())

    def isdecimal(self) -> bool:
        self._check()
        return bool(self.path.ask(f"{self.given}.isdecimal()", self.now.isdecimal()))

    def __getitem__(self, place: Any) -> Phrase:
        self._check()
        if place != -1:
            _refuse()
        return Phrase.of(self.path, f"{self.given}[-1]", self.now[-1])

    def __bool__(self) -> bool:
        self._check()
        return bool(self.path.ask(f"{self.given} != ''", self.now != ""))

    def _check(self) -> None:
        if not self.given:
            raise UnfollowedError

    def __format__(self, spec: str) -> str:
        return str.__str__(self) if not spec else _refuse()


_OWN: Final = {
    *("__class__", "__delattr__", "__dir__", "__doc__", "__getattribute__", "__init__"),
    *("__init_subclass__", "__new__", "__setattr__", "__subclasshook__"),
}
"""What every object needs, whatever it is."""


def _close(kind: type, parent: type, answers: Mapping[str, Any]) -> None:
    """Refuse all that a kind has from its parent and does not answer itself."""
    for name in dir(parent):
        if name in answers:
            setattr(kind, name, answers[name])
        elif name in ("numerator", "denominator", "_numerator", "_denominator"):
            setattr(kind, name, property(_refuse))
        elif name not in _OWN and name not in kind.__dict__ and callable(getattr(parent, name)):
            setattr(kind, name, _refuse)


_close(Mark, Fraction, _ANSWERS)
_close(Phrase, str, {"__add__": str.__add__, "__str__": str.__str__})
