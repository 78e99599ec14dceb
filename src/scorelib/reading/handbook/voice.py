"""In which language a ruleset is said, and the small words: points, bounds, roundings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from scorelib.compiler.graph.plan import Band, Plan
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Lang, Text, WordError
from scorelib.model.citations import RoundingSpec
from scorelib.model.ruleset import IndicatorSpec
from scorelib.reading.handbook.speech import Names, fill_words, list_names, say_formula
from scorelib.words.numbers import print_exact, print_number, read_number
from scorelib.words.rounding import RoundingRule
from scorelib.words.units import Unit

__all__ = ["Voice", "list_specs"]


_ROUNDINGS: Final = {0: "say.rounding_whole", 1: "say.rounding_one"}


@dataclass(frozen=True, slots=True)
class Voice:
    """A compiled ruleset, the language it is said in, and what its names are called."""

    ruleset: Ruleset
    plan: Plan
    lang: Lang
    names: Names
    tables: Names

    @staticmethod
    def of(ruleset: Ruleset, plan: Plan, lang: Lang) -> Voice:
        """Return the voice of a ruleset in a language."""
        document = ruleset.document
        tables = {name: each.label for name, each in document.tables.items()}
        return Voice(ruleset, plan, lang, list_names(document), tables)

    def say(self, name: str, /, **arguments: object) -> str:
        """Return a label in the language of the pages."""
        return fill_words(name, self.lang, **arguments)

    def tell(self, text: Text) -> str:
        """Return the ruleset's own words in the language of the pages."""
        return text.to(self.lang)

    def formula(self, text: str) -> str:
        """Return a formula in words."""
        return say_formula(text, self.names, self.lang, self.tables)

    def points(self, text: str) -> str:
        """Return points that a rule gives: a figure, the maximum, or a formula in words."""
        if text.strip() == "max_points":
            return self.say("say.whole")
        try:
            figure = read_number(text.strip())
        except WordError:
            return self.formula(text)
        return self.number_of_points(figure)

    def number_of_points(self, figure: Fraction) -> str:
        """Return a figure as points, in English in the number that it asks for."""
        name = "say.point" if abs(figure) == 1 else "say.points"
        return self.say(name, points=print_exact(figure))

    def rounding(self, rule: RoundingSpec | RoundingRule) -> str:
        """Return how something is rounded."""
        mode = self.say(rule.mode)
        if rule.unit:
            return self.say("say.rounding_unit", mode=mode, places=rule.places, unit=rule.unit)
        name = _ROUNDINGS.get(rule.places, "say.rounding")
        return self.say(name, mode=mode, places=rule.places)

    def band(self, band: Band, unit: Unit | None = None) -> str:
        """Return the bounds of a band as people print them: 80（含）至90（不含）."""
        least, most = (_print_edge(edge, unit) for edge in (band.least, band.most))
        if least is not None and least == most:
            return self.say("bound.only", least=least)
        low = None if least is None else "above" if band.least_open else "from"
        high = None if most is None else "below" if band.most_open else "to"
        name = "_".join(part for part in (low, high) if part) or "all"
        return self.say(f"bound.{name}", least=least, most=most)

    def list(self, parts: Iterable[str]) -> str:
        """Return parts of a sentence one after the other."""
        return ("；" if self.lang == "zh" else "; ").join(part for part in parts if part)

    def comma(self, parts: Iterable[str]) -> str:
        """Return names one after the other."""
        return ("、" if self.lang == "zh" else ", ").join(parts)


def _print_edge(edge: Fraction | None, unit: Unit | None) -> str | None:
    if edge is None:
        return None
    if unit is None:
        return print_number(edge)
    return f"{print_number(edge / unit.factor)}{unit.name}"


def list_specs(document_indicators: dict[str, IndicatorSpec]) -> dict[str, IndicatorSpec]:
    """Return every node of a tree by its id, in its order."""
    found: dict[str, IndicatorSpec] = {}
    stack = [(name, spec) for name, spec in reversed(document_indicators.items())]
    while stack:
        path, spec = stack.pop()
        found[path] = spec
        stack += [(f"{path}.{name}", each) for name, each in reversed(spec.children.items())]
    return found
