"""Projects that have to be refused: a valid one with one fault, and the code that must come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from hypothesis import strategies as st

from scorelib.compiler.graph.plan import FactInput
from scorelib.testing.facts import Data, column_of
from scorelib.testing.projects import AnyRuleset, Subject, draw_project, read_subject
from scorelib.testing.quantities import scale_of, write_quantity
from scorelib.words.expressions import guess_name
from scorelib.words.units import COUNT, NONE, read_unit

__all__ = ["Fault", "invalid_projects", "list_faults"]

_NOBODY: Final = "nobody_knows_this"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to spoil a project: what is done to its data, and the code of the refusal."""

    code: str
    spoil: Callable[[Data], Any]

    def apply(self, project: Data) -> Data:
        """Return a project with the fault; the one given stays as it is."""
        spoilt = deepcopy(project)
        self.spoil(spoilt)
        return spoilt


def invalid_projects(ruleset: AnyRuleset) -> st.SearchStrategy[tuple[Data, str]]:
    """Return projects that a ruleset refuses, each with the code of its fault.

    What is wrong: keys and names that nobody knows, what is required and missing, values out of
    their bounds or in another unit, categories, answers and columns that there are not, binary
    floats, days on which the rule is not in force. Loading or scoring such a project raises
    `DocumentError` with that code among its diagnostics. Raises what loading and compiling a
    ruleset raises.

    >>> import scorelib
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=2, database=None)
    ... @given(invalid_projects("cn/mof/self-evaluation@2020"))
    ... def check(drawn):
    ...     project, code = drawn
    ...     try:
    ...         scorelib.evaluate(scorelib.load(project["ruleset"]), scorelib.load_project(project))
    ...     except scorelib.DocumentError as error:
    ...         assert code in {each.code for each in error.diagnostics}
    ...     else:
    ...         raise AssertionError(code)
    >>> check()
    """
    return _spoilt(read_subject(ruleset))


@st.composite
def _spoilt(draw: st.DrawFn, subject: Subject) -> tuple[Data, str]:
    project = draw_project(draw, subject, "whole")
    fault = draw(st.sampled_from([*list_faults(subject, project)]))
    return fault.apply(project), fault.code


def list_faults(subject: Subject, project: Data) -> Iterator[Fault]:
    """Yield every fault that this project can have by its ruleset."""
    yield from _spoil_head(subject, project)
    yield from _spoil_names(subject)
    for fact in subject.plan.facts:
        if fact.name in project.get("facts", {}):
            yield from _spoil_fact(fact, project["facts"][fact.name])
    for path, items in project.get("indicators", {}).items():
        yield from _spoil_items(path, items)


def _put(*steps: str | int, value: Any) -> Callable[[Data], None]:
    """Return what writes a value at a place; what leads there is made where it is absent."""

    def spoil(project: Data) -> None:
        here: Any = project
        for step in steps[:-1]:
            here = here.setdefault(step, {}) if isinstance(here, dict) else here[step]
        here[steps[-1]] = value

    return spoil


def _drop(*steps: str | int) -> Callable[[Data], None]:
    def spoil(project: Data) -> None:
        here: Any = project
        for step in steps[:-1]:
            here = here[step]
        del here[steps[-1]]

    return spoil


def _spoil_head(subject: Subject, project: Data) -> Iterator[Fault]:
    yield Fault("SL101", _put(_NOBODY, value="?"))
    for key in ("assessed_period", "evaluated_on"):
        yield Fault("SL103", _drop(key))
    yield Fault("SL103", _drop("project", "name"))
    later = int(project["evaluated_on"][:4]) + 1
    yield Fault("SL422", _put("assessed_period", value=str(later)))
    if subject.plan.effective is not None:
        before = date.fromisoformat(subject.plan.effective[0]) - timedelta(days=1)
        yield Fault("SL416", _put("evaluated_on", value=before.isoformat()))


def _spoil_names(subject: Subject) -> Iterator[Fault]:
    facts = [fact.name for fact in subject.plan.facts]
    for name in (_NOBODY, *(f"{each}x" for each in facts if f"{each}x" not in facts)):
        code = "SL401" if guess_name(name, facts) else "SL402"
        yield Fault(code, _put("facts", name, value="1"))
    nodes = [each.id for each in subject.plan.occurrences]
    slots = list(subject.slots)
    other = "nobody.knows-this"
    state = {"state": "not-applicable", "reason": "?"}
    yield Fault(_unknown(other, nodes, "SL407", "SL406"), _put("states", other, value=state))
    item = [{"id": "a", "name": "a", "max_points": "1", "target": "≥1个", "actual": "1个"}]
    yield Fault(_unknown(other, slots, "SL408", "SL405"), _put("indicators", other, value=item))


def _unknown(name: str, known: list[str], guessed: str, other: str) -> str:
    return guessed if guess_name(name, known) else other


def _spoil_fact(fact: FactInput, entry: Any) -> Iterator[Fault]:
    at = ("facts", fact.name)
    if fact.kind in ("quantity", "count"):
        yield from _spoil_quantity(fact, at)
    elif fact.kind in ("category", "flag"):
        yield Fault("SL108", _put(*at, value=_NOBODY))
    elif fact.kind == "survey":
        level = fact.levels[0][0]
        yield Fault("SL431", _put(*at, value="90%"))
        yield Fault("SL433", _drop(*at, "counts", level))
        yield Fault("SL432", _put(*at, "counts", _NOBODY, value=1))
        asked = sum(entry["counts"].values()) + 1
        yield Fault("SL434", _put(*at, "respondents", value=asked))
    elif fact.kind == "list":
        yield Fault("SL431", _put(*at, value="1"))
        yield Fault("SL435", _put(*at, "rows", 0, _NOBODY, value="1"))
        first = entry["rows"][0]
        yield Fault("SL436", _put(*at, "rows", value=[first, *entry["rows"], first]))
        for field in fact.fields:
            if field.kind in ("quantity", "count") and "state" not in first:
                yield from _spoil_quantity(field, (*at, "rows", 0, column_of(field)))


def _spoil_quantity(fact: FactInput, at: tuple[str | int, ...]) -> Iterator[Fault]:
    scale = scale_of(fact)
    way = (Fraction(1), "" if fact.unit is None else fact.unit.name)
    low = scale.low - (0 if fact.least_open else scale.step)
    high = scale.high + (0 if fact.most_open else scale.step)
    if fact.least is not None:
        yield Fault("SL403", _put(*at, value=write_quantity(low, way)))
    if fact.most is not None:
        yield Fault("SL403", _put(*at, value=write_quantity(high, way)))
    if fact.kind == "count":
        yield Fault("SL287", _put(*at, value=f"1.5{way[1]}"))
    yield Fault("SL211", _put(*at, value=f"1{_other_unit(fact)}"))
    yield Fault("SL415", _put(*at, value=0.5))


def _other_unit(fact: FactInput) -> str:
    """Return a unit that measures something else."""
    dimension = NONE if fact.unit is None else fact.unit.dimension
    if fact.kind == "count" and dimension == NONE:
        dimension = COUNT
    return next(name for name in ("万元", "米", "小时") if read_unit(name).dimension != dimension)


def _spoil_items(path: str, items: list[Data]) -> Iterator[Fault]:
    yield Fault("SL409", _put("indicators", path, value=[*items, items[0]]))
    yield Fault("SL103", _drop("indicators", path, 0, "name"))
    if "max_points" in items[0]:
        yield Fault("SL437", _drop("indicators", path, 0, "max_points"))
        yield Fault("SL417", _put("indicators", path, 0, "max_points", value="-1"))
