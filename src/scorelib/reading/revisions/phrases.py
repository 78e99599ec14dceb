"""Parts of a ruleset in words: maxima with their share, methods with their formula, settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from scorelib.compiler.graph.formulas import name_input, print_formula
from scorelib.compiler.graph.nodes import Input
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.methods import FORM_METHODS, GRADE_METHODS, METHODS
from scorelib.engine.outcome.lookups import name_nodes
from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import LABELS, label
from scorelib.reading.revisions.editions import Edition, read_figure, read_words
from scorelib.reading.revisions.flats import Key
from scorelib.reading.revisions.sifting import is_words, strip
from scorelib.words.numbers import print_percent

__all__ = [
    "contrast",
    "say_aspect",
    "say_both",
    "say_formula",
    "say_part",
    "say_title",
    "say_value",
    "speak",
]

_TITLES: Final[Mapping[str, Text]] = {
    **{method.kind: method.page.title for method in (*METHODS, *FORM_METHODS)},
    **{method.kind: method.page.title for method in GRADE_METHODS},
}
_SIGNS: Final = {"from": "≥", "above": ">", "to": "≤", "below": "<"}
_BETWEEN: Final = {"zh": "；", "en": "; "}
_COLON: Final = {"zh": "：", "en": ": "}
_MOST: Final = 400
"""So many characters of a value are shown; of a longer one only what differs is."""

_FORMULAS: Final = frozenset(
    {"assert", "when", "formula", "value", "of", "points", "by", "base", "figures"}
)
_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TOLD: Final = frozenset({"label", "note", "cites", "message", "id"})
_FIGURES: Final = frozenset("0123456789-")
_LANGS: Final[tuple[Lang, ...]] = ("zh", "en")


def say_both(key: str, /, **words: Text | str) -> Text:
    """Return a label in both languages."""
    zh = {name: each.zh if isinstance(each, Text) else each for name, each in words.items()}
    en = {name: each.en if isinstance(each, Text) else each for name, each in words.items()}
    return Text(label(f"diff.{key}", "zh", **zh), label(f"diff.{key}", "en", **en))


def say_key(key: str, lang: Lang) -> str:
    """Return what a key of a ruleset is called, or the key where it has no name."""
    name = f"diff.key.{key}"
    return label(name, lang) if name in LABELS else key


def say_aspect(kind: str, aspect: str) -> Text:
    """Return what a side of something is called.

    >>> say_aspect("indicator", "max_points")
    Text(zh='分值', en='maximum')
    """
    own = f"diff.side.{kind}.{aspect}"
    if own in LABELS:
        return Text(label(own, "zh"), label(own, "en"))
    return Text(say_key(aspect, "zh"), say_key(aspect, "en"))


Names = Mapping[str, Text]
"""What people call the names that formulas use."""

_NO_NAMES: Final[Names] = MappingProxyType({})


def say_value(value: Any, lang: Lang, key: str = "", names: Names = _NO_NAMES) -> str:
    """Return a value in words; bounds as signs, a table row by row, formulas with people's names.

    >>> say_value([{"from": "60%", "points": "5"}, {"below": "60%", "points": "0"}], "en")
    '≥60% points 5; <60% points 0'
    """
    if isinstance(value, (list, tuple)):
        if value and all(not isinstance(each, (dict, list, tuple)) for each in value):
            return f"({', '.join(say_value(each, lang, key, names) for each in value)})"
        return _BETWEEN[lang].join(say_value(each, lang, key, names) for each in value)
    if is_words(value):
        return read_words(value).to(lang)
    if isinstance(value, dict):
        return " ".join(_say_entries(value, lang, names))
    for name in (f"diff.word.{key}.{value}", f"diff.word.{value}"):
        if name in LABELS:
            return label(name, lang)
    return speak(str(value), lang, names) if key in _FORMULAS else str(value)


def speak(formula: str, lang: Lang, names: Names) -> str:
    """Return a formula with the names that people use.

    >>> speak("paid * 2 <= planned", "en", {"paid": Text("已付", "Paid")})
    '“Paid” × 2 <= planned'
    """

    def name(found: re.Match[str]) -> str:
        known = names.get(found[0])
        return found[0] if known is None else f"“{known.to(lang)}”"

    return _sign(_IDENTIFIER.sub(name, formula))


def _sign(formula: str) -> str:
    return formula.replace(" * ", " × ").replace(" / ", " ÷ ")


def _say_entries(value: Mapping[str, Any], lang: Lang, names: Names) -> Iterator[str]:
    """Yield what a mapping says, its name first, then its bounds, then the rest."""
    if "label" in value:
        yield read_words(value["label"]).to(lang)
    if value.get("kind") in _TITLES:
        yield _TITLES[value["kind"]].to(lang)
    yield from (f"{_SIGNS[key]}{value[key]}" for key in _SIGNS if _is_bound(value, key))
    for key, each in value.items():
        if key in _TOLD or _is_bound(value, key) or (key == "kind" and each in _TITLES):
            continue
        if isinstance(each, dict) and not is_words(each):
            yield f"{say_key(key, lang)} ({_say_inner(each, lang, key, names)})"
        else:
            yield f"{say_key(key, lang)} {say_value(each, lang, key, names)}"


def _say_inner(value: Mapping[str, Any], lang: Lang, key: str, names: Names) -> str:
    """Return a mapping inside another; what has names of its own goes by them."""
    inner = list(value.values())
    if all(isinstance(each, dict) and "label" in each for each in inner):
        return _BETWEEN[lang].join(say_value(each, lang, key, names) for each in inner)
    return say_value(value, lang, key, names)


def _is_bound(value: Mapping[str, Any], key: str) -> bool:
    return key in _SIGNS and str(value.get(key, ""))[:1] in _FIGURES


def contrast(one: Any, other: Any, key: str = "", names: Names = _NO_NAMES) -> tuple[Text, Text]:
    """Return two values in words, of what both have alike only what is around it.

    >>> before, after = contrast({"kind": "judged", "cap": "1"}, {"kind": "judged", "cap": "2"})
    >>> before.en, after.en
    ('Judged: cap 1', 'Judged: cap 2')
    """
    first, second = _narrow(one, other)
    title = _name_both(one, other)
    return tuple(  # type: ignore[return-value]
        Text(*(_shorten(f"{title[lang]}{_say_side(each, lang, key, names)}") for lang in _LANGS))
        for each in (first, second)
    )


def _say_side(value: Any, lang: Lang, key: str, names: Names) -> str:
    return (
        label("diff.nothing", lang) if value in (None, {}) else say_value(value, lang, key, names)
    )


def _name_both(one: Any, other: Any) -> dict[Lang, str]:
    """Return the name of the way of scoring that two values have in common."""
    first, second = (str(e.get("kind")) if isinstance(e, dict) else "" for e in (one, other))
    title = _TITLES.get(first)
    if first != second or title is None:
        return {"zh": "", "en": ""}
    return {lang: f"{title.to(lang)}{_COLON[lang]}" for lang in _LANGS}


def _shorten(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"


def _narrow(one: Any, other: Any) -> tuple[Any, Any]:
    """Return what differs of two values, with the names it goes by."""
    if isinstance(one, dict) and isinstance(other, dict) and not is_words(one):
        if one.get("kind") != other.get("kind"):
            return one, other
        keys = [key for key in dict.fromkeys([*one, *other]) if one.get(key) != other.get(key)]
        pairs = {key: _narrow(one.get(key), other.get(key)) for key in keys}
        pairs = pairs or {key: (one[key], other[key]) for key in one}
        keep = {key: one[key] for key in ("label",) if key in one and key not in pairs}
        return (
            {**keep, **{key: pair[0] for key, pair in pairs.items() if key in one}},
            {**keep, **{key: pair[1] for key, pair in pairs.items() if key in other}},
        )
    if isinstance(one, list) and isinstance(other, list) and len(one) > 1:
        return _narrow_lists(one, other)
    return one, other


def _narrow_lists(one: list[Any], other: list[Any]) -> tuple[Any, Any]:
    matcher = SequenceMatcher(None, [repr(each) for each in one], [repr(each) for each in other])
    spans = [span for span in matcher.get_opcodes() if span[0] != "equal"]
    before = [each for _, start, end, _, _ in spans for each in one[start:end]]
    after = [each for _, _, _, start, end in spans for each in other[start:end]]
    return before or None, after or None


def say_title(spec: Any) -> Text:
    """Return what a way of scoring is called."""
    kind = spec.get("kind", "") if isinstance(spec, Mapping) else str(spec)
    return _TITLES.get(kind, Text(kind, kind))


def say_formula(plan: Plan, node: int) -> Text:
    """Return the formula of a node with the names that people call its facts by."""
    return Text(_print(plan, node, "zh"), _print(plan, node, "en"))


def _print(plan: Plan, node: int, lang: Lang) -> str:
    facts = {fact.name: fact.label.to(lang) for fact in plan.facts}

    def name(found: Input) -> str:
        known = facts.get(found.key) if found.kind == "fact" else None
        return name_input(found) if known is None else f"“{known}”"

    text = print_formula(plan.nodes, node, name, known=name_nodes(plan, {node}))
    return _shorten(_sign(text))


def say_part(edition: Edition, key: Key, lang: Lang) -> str:
    """Return one part of a ruleset in words."""
    value = edition.flat.parts.get(key)
    if value is None:
        return label("diff.nothing", lang)
    if key.kind == "indicator" and key.aspect == "max_points":
        return _say_maximum(value, edition, lang)
    if key.kind == "indicator" and key.aspect == "share":
        return label("diff.of_parent", lang, share=value)
    if isinstance(value, dict) and "kind" in value and key.aspect in ("method", "is"):
        settings = _shorten(_say_settings(value, edition, lang))
        return f"{say_title(value).to(lang)} {settings}".strip()
    return _shorten(say_value(strip(value, words=True), lang, key.aspect, edition.spoken))


def _say_settings(value: Mapping[str, Any], edition: Edition, lang: Lang) -> str:
    rest = {key: each for key, each in value.items() if key != "kind"}
    inner = " ".join(_say_entries(rest, lang, edition.spoken))
    return f"({inner})" if inner else ""


def _say_maximum(value: Any, edition: Edition, lang: Lang) -> str:
    """Return a maximum with its share of the whole, or who sets it."""
    name = f"diff.maximum.{value}"
    if name in LABELS:
        return label(name, lang)
    figure, whole = read_figure(value), edition.whole
    if figure is None or not whole or str(value).endswith("%"):
        return say_value(value, lang)
    share = print_percent(Fraction(figure, whole), 2)
    return label("diff.share", lang, points=str(value), share=share)
