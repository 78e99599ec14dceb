"""What a result says of the cohort: each statistic, over what it is, and why one is not there."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import CohortPlan
from scorelib.engine.outcome.run import Run
from scorelib.engine.outcome.views import Compared, FactUsed, Finding
from scorelib.engine.statistics import Figure, StatisticUse
from scorelib.ground.errors import Text
from scorelib.words.numbers import print_number

__all__ = ["describe_statistic", "list_absent", "show_statistic"]


def describe_statistic(run: Run, name: str) -> FactUsed:
    """Return a statistic as a node used it: its value in its unit, and over which projects."""
    plan, use = _find(run, name)
    value = None if use is None else use.value
    shown = _scale(plan, value) if isinstance(value, Fraction) else None
    state = value if isinstance(value, State) else State.MISSING
    over = _compare(run, use)
    return FactUsed(
        plan.id,
        plan.label,
        None if shown is None else print_number(shown, _places_of(plan)),
        shown,
        plan.unit,
        at=None if over is None else over.words,
        state=None if shown is not None else state.name.lower().replace("_", "-"),
        place=plan.place,
        over=over,
    )


def show_statistic(run: Run, name: str) -> str:
    """Return a statistic as it stands in a formula with its values: with its unit, or `?`."""
    found = describe_statistic(run, name)
    return f"{found.text}{found.unit.name if found.unit else ''}" if found.text else "?"


def _find(run: Run, name: str) -> tuple[CohortPlan, StatisticUse | None]:
    plan = next(each for each in run.plan.cohort if each.id == name)
    cohort = run.inputs.cohort
    return plan, None if cohort is None else cohort.uses.get(name)


def _scale(plan: CohortPlan, value: Fraction) -> Fraction:
    return value / plan.unit.factor if plan.unit else value


def _places_of(plan: CohortPlan) -> int | None:
    """Return the places of a figure; those of a rank are of what it ranks."""
    return None if plan.rounding is None or plan.statistic == "rank" else plan.rounding.places


def _compare(run: Run, use: StatisticUse | None) -> Compared | None:
    cohort = run.inputs.cohort
    if cohort is None or use is None or use.figure is None:
        return None
    return Compared(use.figure.over, cohort.projects, use.figure.group)


def list_absent(run: Run) -> Iterator[Finding]:
    """Yield why statistics have no value, and how they are supplied where nothing supplied them."""
    if run.plan.cohort and run.inputs.cohort is None:
        labels = tuple(plan.label for plan in run.plan.cohort)
        yield Finding("SL577", "question", (("labels", labels),), None)
        return
    for plan in run.plan.cohort:
        _, use = _find(run, plan.id)
        if use is None or not isinstance(use.value, State):
            continue
        if use.absent is not None:
            reason = _ABSENT[use.absent]
            yield Finding("SL579", "question", (("label", plan.label), ("reason", reason)), None)
        elif use.figure is not None and use.figure.why is not None:
            words = (("label", plan.label), ("reason", _say_why(use.figure, use.needed)))
            yield Finding("SL578", "question", words, None)


_ABSENT = {
    "project": Text("当时没有这个项目", "the project was not among them"),
    "value": Text(
        "这个项目当时的数不同，名次不再是它的",
        "the project had another value then, and its rank is no longer its own",
    ),
    "group": Text("当时没有这一组的项目", "there was no project of its group among them"),
}


def _say_why(figure: Figure, needed: int) -> Text:
    """Return why a statistic has no value."""
    match figure.why:
        case "too-few":
            return Text(
                f"有数的项目 {figure.over} 个，至少要 {needed} 个",
                f"{figure.over} projects have a value, at least {needed} are needed",
            )
        case "without-value":
            return _name_absent(figure)
        case "no-spread":
            return Text("各项目的数都相同，标准差为 0", "all values are equal, the deviation is 0")
        case "beyond":
            return Text(
                "项目太少，这个百分位数在首尾之外",
                "of so few values the percentile lies beyond the first or the last",
            )
        case _:
            return Text("数的位数太多", "the numbers have too many digits")


def _name_absent(figure: Figure) -> Text:
    names = list(figure.names)
    more = figure.without > len(names)
    zh = "、".join(names) + ("等" if more else "")
    en = ", ".join(names) + (" and others" if more else "")
    return Text(
        f"{figure.without} 个项目没有数（{zh}），规则没有写明不计（`without: skip`）",
        f"{figure.without} projects have no value ({en}), and the ruleset does not leave them out "
        "(`without: skip`)",
    )
