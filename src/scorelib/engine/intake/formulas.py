"""Formulas of a statement: what facts and amounts of the project give, worked out exactly.

The formula is read into plan nodes like any other. Its names are constants here, so that the
builder's own folding works it out; no arithmetic is written a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scorelib.compiler.bench.terms import Term, read_term
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import Constant, State
from scorelib.ground.errors import Text, WordError
from scorelib.words.expressions import list_names
from scorelib.words.units import Dimension

__all__ = ["Named", "Worked", "is_formula", "work_out"]


@dataclass(frozen=True, slots=True)
class Named:
    """What a name stands for: its value in base units (or why none), as written, its label."""

    value: Fraction | State
    dimension: Dimension
    text: str
    label: Text


@dataclass(frozen=True, slots=True)
class Worked:
    """A formula worked out: its value, what it measures; the formula with figures, with labels."""

    value: Fraction | State
    dimension: Dimension
    substituted: str
    label: Text


def is_formula(text: str) -> bool:
    """Return whether words are meant as a formula, and not as the name of one thing.

    >>> is_formula("budget - executed"), is_formula("funds.fiscal.executed")
    (True, False)
    """
    return any(sign in text for sign in "+*/()") or " - " in text


def work_out(text: str, names: Mapping[str, Named]) -> Worked:
    """Return what a formula over named figures gives. Raises `WordError` (SL251 to SL289)."""
    builder = Builder()
    terms = {
        name: Term(_constant(builder, each), "number", each.dimension)
        for name, each in names.items()
    }
    term, _ = read_term(text, builder, terms)
    if term.kind != "number":
        raise WordError("SL455", text=text)
    used = {name: names[name] for name, _ in list_names(text)}
    shown = _substitute(text, {name: each.text.strip() for name, each in used.items()})
    label = Text(
        _substitute(text, {name: each.label.zh for name, each in used.items()}),
        _substitute(text, {name: each.label.en for name, each in used.items()}),
    )
    absent = [each.value for each in used.values() if isinstance(each.value, State)]
    if absent:
        return Worked(max(absent, key=lambda state: int(state.value)), term.dimension, shown, label)
    found = builder.nodes[term.node]
    value = found.value if isinstance(found, Constant) else State.UNDEFINED
    known = isinstance(value, Fraction | State) and not isinstance(value, bool)
    return Worked(value if known else State.UNDEFINED, term.dimension, shown, label)  # type: ignore[arg-type]


def _constant(builder: Builder, named: Named) -> int:
    # What has no value only has to be read for its dimension.
    return builder.constant(named.value if isinstance(named.value, Fraction) else Fraction(1))


def _substitute(text: str, words: Mapping[str, str]) -> str:
    """Return a formula with words in the place of its names."""
    for name, (begin, end) in sorted(list_names(text), key=lambda found: -found[1][0]):
        text = text[:begin] + words[name] + text[end:]
    return text
