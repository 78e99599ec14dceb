"""What the notes of a form say: the clause, the unit, the bounds, and how points are given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from scorelib.compiler.graph.formulas import print_formula
from scorelib.compiler.graph.heads import Clause
from scorelib.compiler.graph.nodes import Constant
from scorelib.compiler.graph.plan import Band, FactInput, Occurrence, Plan
from scorelib.compiler.methods import FORM_METHODS, METHODS
from scorelib.engine.intake.facts import show_range
from scorelib.engine.outcome.lookups import name_nodes
from scorelib.ground.errors import Lang, Text
from scorelib.reading.explanation import show_clause
from scorelib.reading.forms.outline import word
from scorelib.words.numbers import print_exact, print_number
from scorelib.words.units import Unit

__all__ = ["describe_fact", "describe_node", "name_method", "show_maximum"]

_TITLES = {method.kind: method.page.title for method in (*METHODS, *FORM_METHODS)}


def name_method(node: Occurrence) -> Text:
    """Return what the way of scoring a node is called."""
    kind = node.method or ""
    return _TITLES.get(kind, Text(kind, kind))


def show_maximum(plan: Plan, node: Occurrence) -> str:
    """Return the maximum of a node where the ruleset itself sets it, else nothing."""
    found = plan.nodes[node.max_points]
    value = found.value if isinstance(found, Constant) else None
    return print_exact(value) if isinstance(value, Fraction) else ""


def describe_fact(fact: FactInput, note: Text | None) -> Text:
    """Return the note of a fact: what it says, its unit, its bounds, its clauses."""
    lines: list[Text] = [] if note is None else [note]
    if fact.unit is not None:
        lines.append(word("form.note.unit", unit=fact.unit.name))
    if found := show_range(fact):
        lines.append(word("form.note.range", range=found))
    return _join([*lines, *_list_clauses(fact.clauses)])


def describe_node(plan: Plan, node: Occurrence) -> Text:
    """Return the note of a node: how it is scored, by which formula and bands, on what it rests."""
    lines: list[Text] = []
    if node.method is not None:
        lines.append(_take("form.note.method", title=name_method(node)))
    if node.formula is not None:
        formula = print_formula(plan.nodes, node.formula, known=name_nodes(plan))
        lines.append(word("form.note.formula", formula=formula))
    lines += _list_bands(node.bands, node.band_unit)
    for each in node.forms:
        title = _TITLES.get(each.method, Text(each.method, each.method))
        lines.append(_take("form.note.form", form=_name_form(each.form), title=title))
        formula = print_formula(plan.nodes, each.formula, known=name_nodes(plan))
        lines.append(word("form.note.formula", formula=formula))
        lines += _list_bands(each.bands, each.band_unit)
    clauses = [*node.clauses, *(clause for each in node.forms for clause in each.clauses)]
    lines += _list_clauses(dict.fromkeys(clauses))
    return _join(lines if node.note is None else [node.note, *lines])


def _name_form(form: str) -> Text:
    known = ("positive", "reverse", "equal", "qualitative")
    return word(f"form.choice.{form}") if form in known else Text(form, form)


def _take(name: str, **arguments: Text) -> Text:
    """Return a label with words in it that have two languages themselves."""
    zh = word(name, **{key: text.zh for key, text in arguments.items()}).zh
    return Text(zh, word(name, **{key: text.en for key, text in arguments.items()}).en)


def _list_clauses(clauses: Iterable[Clause]) -> Iterator[Text]:
    for clause in clauses:
        zh = word("form.note.clause", clause=show_clause(clause, "zh")).zh
        yield Text(zh, word("form.note.clause", clause=show_clause(clause, "en")).en)


def _list_bands(bands: Iterable[Band], unit: Unit | None) -> Iterator[Text]:
    found = tuple(bands)
    if found:
        zh, en = (" / ".join(_show_band(band, unit, lang) for band in found) for lang in _BOTH)
        yield Text(word("form.note.band", bands=zh).zh, word("form.note.band", bands=en).en)


_BOTH: tuple[Lang, Lang] = ("zh", "en")


def _show_band(band: Band, unit: Unit | None, lang: Lang) -> str:
    """Return the bounds of a band as an interval, and what it is called."""
    factor = unit.factor if unit else Fraction(1)
    name = unit.name if unit else ""
    low = "" if band.least is None else f"{print_number(band.least / factor)}{name}"
    high = "" if band.most is None else f"{print_number(band.most / factor)}{name}"
    opening = "(" if band.least_open or band.least is None else "["
    closing = ")" if band.most_open or band.most is None else "]"
    return f"{band.label.to(lang)} {opening}{low or '-∞'}, {high or '+∞'}{closing}"


def _join(lines: Iterable[Text]) -> Text:
    found = tuple(lines)
    return Text("\n".join(each.zh for each in found), "\n".join(each.en for each in found))
