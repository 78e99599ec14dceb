"""Formulas in words: the names of the ruleset in place of those of formulas, signs as printed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final, NamedTuple

from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import LABELS, label
from scorelib.model.ruleset import IndicatorSpec, RulesetDocument
from scorelib.words.expressions import read_expression
from scorelib.words.numbers import print_exact

__all__ = ["Names", "fill_words", "list_names", "say_formula"]

Names = Mapping[str, Text]
"""What each name of formulas is called; those that are not there are shown as they are."""

_CHOICE, _OR, _AND, _NOT, _COMPARE, _ADD, _MULTIPLY, _NEGATE, _POWER, _ATOM = range(10)
_SIGNS: Final = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠", "*": "×", "/": "÷", "-": "−"}
_OWN: Final = ("max_points", "target", "actual", "met", "late", "low", "high", "points")


class _Said(NamedTuple):
    """The words of a part of a formula, how closely they bind, and the sides of a comparison."""

    words: str
    binds: int = _ATOM
    sides: tuple[str, str, str] | None = None


_HAN: Final = r"[\u3001-\u303f\u3400-\u9fff\uff01-\uff5e“”]"
_SLOT: Final = re.compile(r"(?<!\{)( ?)\{(\w+)\}( ?)")


def fill_words(name: str, lang: Lang, /, **arguments: object) -> str:
    """Return a label with its words filled in; between two Chinese characters stands no space.

    >>> fill_words("say.points", "zh", points="6"), fill_words("formula.abs", "zh", a="差额")
    ('6 分', '差额的绝对值')
    """
    if lang != "zh":
        return label(name, lang, **arguments)
    template = LABELS[name][0]

    def fill(found: re.Match[str]) -> str:
        value = str(arguments[found[2]])
        before, after = template[: found.start()][-1:], template[found.end() :][:1]
        left = "" if _are_han(before, value[:1]) else found[1]
        return f"{left}{value}{'' if _are_han(value[-1:], after) else found[3]}"

    return _SLOT.sub(fill, template)


def _are_han(one: str, other: str) -> bool:
    return re.fullmatch(f"{_HAN}{{2}}", one + other) is not None


def say_formula(text: str, names: Names, lang: Lang, tables: Names = MappingProxyType({})) -> str:
    """Return a formula of a compiled ruleset in words.

    `names` are those of facts, values and nodes, `tables` what formulas call. Raises `WordError`
    for what is no formula.

    >>> names = {"executed": Text("执行数", "spent"), "budget": Text("预算数", "budget")}
    >>> say_formula("min(executed / budget, 1)", names, "zh")
    '执行数 ÷ 预算数与 1 中较小的'
    """
    return read_expression(text, _Speaker(names, tables, lang)).words


def list_names(document: RulesetDocument) -> Names:
    """Return what the names of formulas stand for in a ruleset.

    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> names = list_names(load_ruleset("cn/mof/self-evaluation").document)
    >>> names["executed"].zh, names["output_max_points"].zh
    ('全年执行数', '“产出指标”的分值')
    """
    found = {name: _both(f"formula.{name}") for name in _OWN}
    for path, spec in _walk(document.indicators, ""):
        called = path.replace(".", "_").replace("-", "_")
        found[called] = _both("formula.points_of", a=spec.label)
        found[f"{called}_max_points"] = _both("formula.max_of", a=spec.label)
    for name, output in document.outputs.items():
        found[name.replace("-", "_")] = output.label
    for name, fact in document.facts.items():
        found[name] = fact.label
        for field, column in (fact.fields or {}).items():
            found[f"{name}_{field}"] = _both("formula.of_row", list=fact.label, field=column.label)
        if fact.fields:
            found[f"{name}_count"] = _both("formula.count", a=fact.label)
    found |= {name: value.label for name, value in document.values.items()}
    found |= {name: each.label for name, each in document.cohort.items()}
    return found


def _walk(nodes: Mapping[str, IndicatorSpec], above: str) -> list[tuple[str, IndicatorSpec]]:
    found = []
    for name, spec in nodes.items():
        found.append((f"{above}{name}", spec))
        found += _walk(spec.children, f"{above}{name}.")
    return found


def _both(name: str, **arguments: Text) -> Text:
    zh, en = LABELS[name]
    return Text(
        zh.format(**{key: text.zh for key, text in arguments.items()}),
        en.format(**{key: text.en for key, text in arguments.items()}),
    )


class _Speaker:
    """The algebra of words: what `read_expression` builds of a formula for people."""

    def __init__(self, names: Names, tables: Names, lang: Lang) -> None:
        self._names = names
        self._tables = tables
        self._lang = lang

    def _say(self, name: str, **arguments: object) -> str:
        return fill_words(f"formula.{name}", self._lang, **arguments)

    def number(self, value: Fraction) -> _Said:
        return _Said(print_exact(value))

    def word(self, text: str) -> _Said:
        return _Said(f"“{text}”" if self._lang == "zh" else f'"{text}"')

    def name(self, name: str) -> _Said:
        known = self._names.get(name)
        return _Said(name if known is None else known.to(self._lang))

    def negate(self, operand: _Said) -> _Said:
        return _Said(f"−{self._wrap(operand, _NEGATE)}", _NEGATE)

    def invert(self, operand: _Said) -> _Said:
        name = "not_name" if operand.binds == _ATOM else "not"
        return _Said(self._say(name, a=operand.words), _NOT)

    def combine(self, operator: str, left: _Said, right: _Said) -> _Said:
        if operator == "**":
            return _Said(f"{self._wrap(left, _ATOM)}^{self._wrap(right, _ATOM)}", _POWER)
        level = _ADD if operator in "+-" else _MULTIPLY
        tight = level if operator == "+" else level + 1
        sign = _SIGNS.get(operator, operator)
        return _Said(f"{self._wrap(left, level)} {sign} {self._wrap(right, tight)}", level)

    def compare(self, operator: str, left: _Said, right: _Said) -> _Said:
        sign = _SIGNS.get(operator, operator)
        sides = self._wrap(left, _ADD), sign, self._wrap(right, _ADD)
        return _Said(" ".join(sides), _COMPARE, sides)

    def join(self, operator: str, operands: Sequence[_Said]) -> _Said:
        level = _AND if operator == "and" else _OR
        parts = _chain(operands) if operator == "and" else list(operands)
        if len(parts) == 1:
            return parts[0]
        sign = self._say(operator)
        return _Said(sign.join(self._wrap(each, level + 1) for each in parts), level)

    def choose(self, condition: _Said, yes: _Said, no: _Said) -> _Said:
        parts = {"when": condition.words, "yes": yes.words, "no": no.words}
        return _Said(self._say("choose", **parts), _CHOICE)

    def call(self, function: str, arguments: Sequence[_Said]) -> _Said:
        said = [each.words for each in arguments]
        if (table := self._tables.get(function)) is not None:
            words = self._say("table", table=table.to(self._lang), all=self._list(said))
            return _Said(words)
        if function.startswith("round_") or function in ("floor", "ceiling"):
            return self._round(function, said)
        many = f"{function}_many" if len(said) > 2 else function
        name = next((each for each in (many, function) if f"formula.{each}" in LABELS), None)
        if name is None:
            return _Said(f"{function}({', '.join(said)})")
        given = dict(zip("ab", said, strict=False))
        return _Said(self._say(name, all=self._list(said), **given), _ADD)

    def place(self, value: _Said, span: tuple[int, int]) -> None:
        """Leave the place of a part: words are not pointed at."""

    def _round(self, function: str, said: list[str]) -> _Said:
        mode = label(function.removeprefix("round_").replace("_", "-"), self._lang)
        places = said[1] if len(said) > 1 else "0"
        return _Said(self._say("round", a=said[0], mode=mode, places=places))

    def _list(self, said: Sequence[str]) -> str:
        """Return several parts as one list in words."""
        if len(said) < 2:
            return "".join(said)
        comma, last = ("、", " 与 ") if self._lang == "zh" else (", ", " and ")
        first = comma.join(said[:-1])
        lead = last.lstrip() if _are_han(first[-1:], last.strip()[:1]) else last
        return f"{first}{lead}{said[-1]}"

    def _wrap(self, part: _Said, level: int) -> str:
        if part.binds >= level:
            return part.words
        return f"（{part.words}）" if self._lang == "zh" else f"({part.words})"


def _chain(operands: Sequence[_Said]) -> list[_Said]:
    """Return conditions that must all hold, two around one figure as one: 0.6 ≤ x < 0.8."""
    found: list[_Said] = []
    for each in operands:
        one, other = (found[-1].sides if found else None), each.sides
        if one and other and one[2] == other[0] and {one[1], other[1]} <= {"<", "≤"}:
            words = f"{found[-1].words} {other[1]} {other[2]}"
            found[-1] = _Said(words, _COMPARE)
        else:
            found.append(each)
    return found
