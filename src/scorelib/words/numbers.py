"""Numbers between their text and exact rationals; no binary float on the way."""

from __future__ import annotations

import re
from abc import abstractmethod
from fractions import Fraction
from math import gcd
from typing import Final

from scorelib.ground.errors import WordError
from scorelib.words.folding import shorten_text

__all__ = [
    "MAX_DIGITS",
    "Figure",
    "count_places",
    "print_exact",
    "print_number",
    "print_percent",
    "print_places",
    "print_points",
    "print_ratio",
    "print_units",
    "read_number",
]

MAX_DIGITS: Final = 60
"""The most digits a written number may have; more is a slip of the hand or an attack."""

_MOST_BITS_AT_ONCE: Final = 10_000
_MOST_FEW: Final = 8

_PLAIN: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_NOT_A_NUMBER: Final = frozenset({"nan", "inf", "infinity"})
# One pattern a spelling, asked in this order; each begins and ends where the text does, and no
# two neighbouring parts can match the same character, so that matching takes linear time.
_REFUSALS: Final = (
    ("SL203", re.compile(r"[-+]?0[0-9]+(?:\.[0-9]+)?")),
    ("SL204", re.compile(r"[-+]?[0-9]+(?:_+[0-9]+)+_*(?:\.[0-9]+)?|[-+]?[0-9]+_+")),
    ("SL207", re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?e[-+]?[0-9]+")),
    ("SL208", re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")),
)


class Figure(Fraction):
    """A figure that says itself how it is printed."""

    __slots__ = ()

    @abstractmethod
    def print(self, places: int | None) -> str:
        """Return what stands for what `print_number` prints."""

    @abstractmethod
    def print_points(self, places: int | None) -> str:
        """Return what stands for what `print_points` prints."""


def read_number(text: str) -> Fraction:
    """Return the exact value of a plain decimal number.

    Only `-?digits[.digits]` is read; every other spelling is refused with the reason
    (SL201 to SL209), so that `01`, `1_000`, `1e3` and `１２` are never guessed at.

    Raises `WordError`.

    >>> read_number("23.6")
    Fraction(118, 5)
    """
    if _PLAIN.fullmatch(text):
        if text.startswith("-") and not text.strip("-0."):
            raise WordError("SL220", text=text)
        digits = sum(map(str.isdigit, text))
        if digits > MAX_DIGITS:
            raise WordError("SL206", digits=digits, most=MAX_DIGITS)
        return Fraction(text)
    raise WordError(_refuse_number(text), text=shorten_text(text))


def _refuse_number(text: str) -> str:
    """Return the code that says why a text is not a number."""
    words = text.strip().lower()
    if not words:
        return "SL209"
    if words.lstrip("+-").lstrip(".") in _NOT_A_NUMBER:
        return "SL205"
    if any(_is_other_digit(char) for char in text):
        return "SL202"
    for code, pattern in _REFUSALS:
        if pattern.fullmatch(words):
            return code
    return "SL201"


def _is_other_digit(char: str) -> bool:
    """Say whether a character is a digit or a sign of full width or of another script."""
    return not char.isascii() and (char.isdecimal() or char in "．－＋，％")


def count_places(value: Fraction) -> int | None:
    """Return how many decimal places a value needs, or None when no finite number is enough.

    >>> count_places(Fraction(1, 8)), count_places(Fraction(1, 3))
    (3, None)
    """
    rest = value.denominator
    twos = (rest & -rest).bit_length() - 1
    rest >>= twos
    # 5, 25, 625 …: far fewer divisions of a long number than by one 5 after the other.
    powers = [5]
    while rest % powers[-1] == 0:
        powers.append(powers[-1] ** 2)
    fives = 0
    for place in reversed(range(len(powers) - 1)):
        if rest % powers[place] == 0:
            rest, fives = rest // powers[place], fives + (1 << place)
    return max(twos, fives) if rest == 1 else None


def print_places(value: Fraction, places: int) -> str:
    """Return a value with exactly `places` decimals; the value must fit in them.

    Raises `ValueError` when digits would be lost: printing never rounds.

    >>> print_places(Fraction(902, 10), 2)
    '90.20'
    """
    scaled = value * 10**places
    if scaled.denominator != 1:
        raise ValueError(f"{value} does not fit in {places} decimal places")
    digits = _print_whole(abs(scaled.numerator)).rjust(places + 1, "0")
    sign = "-" if scaled < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def _print_ratio(value: Fraction) -> str:
    sign = "-" if value < 0 else ""
    return f"{sign}{_print_whole(abs(value.numerator))}/{_print_whole(value.denominator)}"


def _print_whole(number: int) -> str:
    """Return a whole number from 0; in halves where it is longer than Python prints at once."""
    if number.bit_length() <= _MOST_BITS_AT_ONCE:
        return str(number)
    half = number.bit_length() * 15051 // 100_000
    above, below = divmod(number, 10**half)
    return _print_whole(above) + _print_whole(below).rjust(half, "0")


def print_number(value: Fraction, places: int | None = None) -> str:
    """Return a value as text: a finite decimal where it is one, else `p/q`.

    `places` pads with zeros to the places of a rounding rule; it never rounds.

    >>> print_number(Fraction(59, 300)), print_number(Fraction(1, 5), 2)
    ('59/300', '0.20')
    >>> print_number(Fraction(1, 8), 2)
    '0.125'
    """
    if value.__class__ is not Fraction and isinstance(value, Figure):
        return value.print(places)
    needed = _FEW_PLACES.get(value.denominator)
    if needed is None:
        needed = count_places(value)
        if needed is None:
            return _print_ratio(value)
        return print_places(value, max(needed, places or 0))
    return print_units(value.numerator * (10**needed // value.denominator), needed, places or 0)


_FEW_PLACES: Final = {
    2**a * 5**b: max(a, b) for a in range(_MOST_FEW + 1) for b in range(_MOST_FEW + 1)
}
"""The places that fractions with small denominators need: nearly all that are printed."""


def print_units(units: int, places: int, least: int = 0) -> str:
    """Return so many units of the last of some places, without zeros beyond the `least` places.

    >>> print_units(9020, 2), print_units(9020, 2, 2), print_units(-5, 3), print_units(300, 2)
    ('90.2', '90.20', '-0.005', '3')
    """
    if abs(units).bit_length() > _MOST_BITS_AT_ONCE:
        value = Fraction(units, 10**places)
        return print_places(value, max(count_places(value) or 0, least))
    sign = ""
    if units < 0:
        sign, units = "-", -units
    whole, rest = divmod(units, 10**places) if places else (units, 0)
    if not rest:
        return f"{sign}{whole}.{'0' * least}" if least else f"{sign}{whole}"
    decimals = f"{rest:0{places}}".rstrip("0")
    return f"{sign}{whole}.{decimals:0<{least}}" if least else f"{sign}{whole}.{decimals}"


def print_ratio(n: int, d: int, places: int | None = None) -> str:
    """Return what `print_number` prints of n/d; d is above zero.

    >>> print_ratio(59, 300), print_ratio(2, 10, 2)
    ('59/300', '0.20')
    """
    common = gcd(n, d)
    if common != 1:
        n //= common
        d //= common
    # Without its twos, the denominator of a finite decimal is a power of five.
    if d // (d & -d) in _FIVES:
        needed = _FEW_PLACES.get(d)
        if needed is not None:
            return print_units(n * (10**needed // d), needed, places or 0)
    elif d.bit_length() <= _MOST_BITS_FIVES and n.bit_length() <= _MOST_BITS_AT_ONCE:
        return f"{n}/{d}"
    return print_number(Fraction(n, d), places)


_MOST_BITS_FIVES: Final = 1000
_FIVES: Final = frozenset(5**power for power in range(_MOST_BITS_FIVES // 2))


def print_exact(value: Fraction) -> str:
    """Return a value for a person: a finite decimal, or `p/q ≈` six decimals.

    >>> print_exact(Fraction(59, 300))
    '59/300 ≈ 0.196667'
    """
    if count_places(value) is not None:
        return print_number(value)
    return f"{_print_ratio(value)} ≈ {_approximate(value)}"


def print_points(value: Fraction, places: int | None = None) -> str:
    """Return points for a person: exactly where that is a finite decimal, else near it.

    >>> print_points(Fraction(19, 2), 2), print_points(Fraction(190, 9), 2)
    ('9.50', '≈ 21.11')
    """
    if value.__class__ is not Fraction and isinstance(value, Figure):
        return value.print_points(places)
    if count_places(value) is not None:
        return print_number(value, places)
    return f"≈ {_approximate(value, 4 if places is None else places)}"


def print_percent(value: Fraction, places: int = 4) -> str:
    """Return a rate as a percentage for a person, cut to so many decimals with a sign of it.

    >>> print_percent(Fraction(59, 3000)), print_percent(Fraction(3, 4))
    ('≈ 1.9667%', '75%')
    """
    percent = value * 100
    if (count_places(percent) or 0) <= places and count_places(percent) is not None:
        return f"{print_number(percent)}%"
    return f"≈ {_approximate(percent, places)}%"


def _approximate(value: Fraction, places: int = 6) -> str:
    scaled = (2 * abs(value.numerator) * 10**places + value.denominator) // (2 * value.denominator)
    return print_places(Fraction(scaled if value >= 0 else -scaled, 10**places), places)
