"""Derived values and further outputs of a result, as lines for a person and as records."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import Extra, GradeResult, ValueResult
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.words.numbers import print_exact, print_number
from scorelib.words.units import Unit

__all__ = ["explain_extra", "list_extras", "list_values"]


def list_values(result: Result, lang: Lang) -> Iterator[str]:
    """Yield a line for each derived value: what it is, and from what."""
    for each in result.derived:
        yield f"{each.label.to(lang)} `{each.id}` = {_show_value(each, lang)}"


def list_extras(result: Result, lang: Lang) -> Iterator[str]:
    """Yield a line for each output beside the total."""
    for each in result.extras:
        yield f"{each.label.to(lang)} `{each.id}`{_show_extra(each, lang)}"


def explain_extra(result: Result, name: str, lang: Lang) -> list[str] | None:
    """Return why a derived value or an output is what it is, or None where there is none."""
    beside: list[ValueResult | Extra] = [*result.derived, *result.extras]
    found = next((each for each in beside if each.id == name), None)
    if found is None:
        return None
    shown = _show_value(found, lang) if isinstance(found, ValueResult) else _show_extra(found, lang)
    lines = [f"{found.label.to(lang)} [{found.id}]", f"  {shown.strip(' :：')}"]
    for clause in found.cites:
        parts = [clause.title.to(lang), clause.document or "", clause.clause or ""]
        words = " ".join(part for part in parts if part)
        lines.append(f"  {label('cites', lang)}  {words} [{label(clause.status, lang)}]")
    lines.append(f"  {label('location', lang)}  {found.location}")
    return lines


def _show_value(value: ValueResult | Extra, lang: Lang) -> str:
    """Return a value with its unit, its formula, and the values it was given."""
    if value.value is None:
        figure = label(_STATES.get(value.state or "", "absent"), lang)
    else:
        figure = _print(
            value.value, value.unit, value.rounding.rule.places if value.rounding else 0
        )
    parts = [figure]
    if value.formula is not None:
        parts.append(value.formula)
    if value.substituted is not None and value.substituted != value.formula:
        parts.append(value.substituted)
    text = " = ".join(parts)
    if value.rounding is not None:
        rule = value.rounding.rule
        factor = rule.factor if rule.unit else Fraction(1)
        before = print_exact(value.rounding.before / factor)
        after = print_number(value.rounding.after / factor)
        places = f"{rule.places} {value.unit.name if value.unit else rule.unit}".strip()
        mode = label(rule.mode, lang)
        words = label("rounded", lang, before=before, after=after, mode=mode, places=places)
        text += f"（{words}）" if lang == "zh" else f" ({words})"
    return text


_STATES = {"missing": "not_given", "not-applicable": "not-applicable"}


def _print(value: Fraction | bool | str, unit: Unit | None, places: int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return f"{print_number(value, places)}{unit.name if unit else ''}"


def _show_extra(extra: Extra, lang: Lang) -> str:
    colon, comma = ("：", "、") if lang == "zh" else (": ", ", ")
    if extra.listed is not None:
        names = [f"{each.label.to(lang)} {print_number(each.points)}" for each in extra.listed]
        return f"{colon}{comma.join(names) or label('absent', lang)}"
    return f" = {_show_value(extra, lang)}{_show_grade(extra.grade, lang)}"


def _show_grade(grade: GradeResult | None, lang: Lang) -> str:
    if grade is None or grade.label is None:
        return ""
    return f"；{grade.label.zh}" if lang == "zh" else f"; {grade.label.en}"
