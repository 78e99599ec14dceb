"""What is printed held against what was used: statements, rates, sums, rounds of assessment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scorelib.compiler.graph.nodes import Constant, Extreme
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.intake.funds import COLUMN_LABELS, Line, sum_column
from scorelib.engine.intake.rounds import Round
from scorelib.engine.intake.statements import StatementRecord
from scorelib.engine.outcome.additions import Adder
from scorelib.engine.outcome.run import Run, show_day
from scorelib.engine.outcome.views import Finding, GradeResult, NodeResult, Output
from scorelib.ground.errors import Severity, Text
from scorelib.words.amounts import Agreement, Amount, agrees, compare_printed
from scorelib.words.numbers import count_places, print_number, print_percent, print_points
from scorelib.words.rounding import RoundingRule
from scorelib.words.targets import YesNo, read_actual

__all__ = [
    "GRADE",
    "TOTAL",
    "Printings",
    "Used",
    "compare_printings",
    "compare_said",
    "strip_bounds",
]

Nodes = Mapping[str, NodeResult]

TOTAL = Text("总分", "Total")
GRADE = Text("等级", "Grade")
_SOMEWHERE = Text("材料中", "the source")
_ABSENT = Text("没有得出这个数", "there is no such figure")


def compare_printings(
    run: Run, nodes: Nodes, total: Output, grade: GradeResult
) -> Iterator[Finding]:
    """Yield what is printed otherwise than it was used, at the precision it is printed with."""
    desk = Printings(run, nodes, total, grade)
    for statement in run.inputs.statements:
        yield from desk.check(statement)
    for each in run.inputs.declared.rounds:
        # A rate by another ruleset has another denominator.
        if each.ruleset in (None, f"{run.ruleset.id}@{run.ruleset.edition}"):
            yield from desk.check_rates(each)
    yield from _check_sums(run)
    yield from _compare_rounds(run, nodes)


@dataclass(frozen=True, slots=True)
class Used:
    """What was used where a statement is about it: its label, figures that would agree, words."""

    label: Text
    figures: tuple[Fraction, ...]
    shown: Text | str
    node: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Printings:
    """A result against which statements are checked."""

    run: Run
    nodes: Nodes
    total: Output
    grade: GradeResult

    def check(self, statement: StatementRecord) -> Iterator[Finding]:
        """Yield the finding of a statement that does not agree, or could not be checked."""
        used = self.find_used(statement)
        if used is not None and not self._is_declared(statement):
            yield from _judge(used, _Said.of(statement))

    def _is_declared(self, statement: StatementRecord) -> bool:
        """Return whether a statement prints what a round declares: that is compared elsewhere."""
        declared = self.run.inputs.declared
        if statement.kind == "total" and self.total.points is None:
            # Nothing is compared where there is no total: it is told that there is none.
            return False
        return any(
            _declares(each, statement, is_chosen=True)
            if each is declared.chosen
            else _declares(each, statement) or self._adds_up(each, statement)
            for each in declared.rounds
        )

    def _adds_up(self, each: Round, statement: StatementRecord) -> bool:
        """Return whether a statement prints what a round declares below a heading, added up."""
        printed, about = statement.amount, statement.about
        if statement.kind != "points" or printed is None or about in each.points:
            return False
        adder = Adder.of(self.run, self.nodes.values())
        found = adder.add(about, lambda node: each.points.get(node.id))
        return found is not None and any(agrees(printed, figure) for figure in found.figures)

    def check_rates(self, each: Round) -> Iterator[Finding]:
        """Yield the rates of a round that do not agree with the rates that came out."""
        for path, rate in each.rates.items():
            where = each.at or each.label
            yield from _judge(self.rate_of(path), _Said(rate.text, rate, None, where))

    def find_used(self, statement: StatementRecord) -> Used | None:
        """Return what a statement is held against; None where it gives no figure of the project."""
        about = statement.about
        finders: Mapping[str, Callable[[], Used]] = {
            "fact": lambda: self._fact(about),
            "funds": lambda: self._cell(about),
            "rate": lambda: self.rate_of(about),
            "points": lambda: _show_points(self.nodes[about]),
            "max-points": lambda: _show_maximum(self.nodes[about]),
            "node-grade": lambda: self._grade_of(self.nodes[about]),
            "total": lambda: Used(TOTAL, *_show(self.total.points, self.total.places)),
            "total-max": lambda: Used(_name_maximum(TOTAL), *_show(self.total.max_points)),
            "count": lambda: self._count(about),
            "formula": lambda: _work_out(statement),
            "grade": self._name_grade,
        }
        find = finders.get(statement.kind)
        return None if find is None else find()

    def _name_grade(self) -> Used:
        label = self.grade.label
        names = () if label is None else (str(self.grade.id), label.zh, label.en)
        return Used(GRADE, (), label or "–", None, names)

    def _fact(self, name: str) -> Used:
        fact = next(each for each in self.run.plan.facts if each.name == name)
        given = self.run.inputs.given.get(name)
        value = None if given is None else given.value
        if given is None or value is None:
            return Used(fact.label, (), "–")
        if isinstance(value, bool):
            return Used(fact.label, (), given.text or "", None, ("true" if value else "false",))
        if isinstance(value, str):
            labels = dict(fact.values)
            return Used(fact.label, (), labels[value], None, (value, *labels[value]))
        if not isinstance(value, Fraction):
            return Used(fact.label, (), "–")
        shown = given.text or ""
        if fact.kind == "date":
            day = show_day(value)
            spelt = f"{day.year}年{day.month}月{day.day}日"
            return Used(fact.label, (), shown, None, (shown.strip(), day.isoformat(), spelt))
        if fact.kind == "survey":
            shown = f"{shown}: {print_percent(value)}"
        return Used(fact.label, (value,), shown)

    def _cell(self, reference: str) -> Used:
        row, _, column = reference.rpartition(".")
        words = COLUMN_LABELS[column]
        label = Text(f"{row} {words.zh}", f"{row} {words.en}")
        funds = self.run.inputs.funds
        found = None if funds is None else funds.find(reference)
        if funds is not None:
            line = next((each for each in funds.rows if each.id == row), None)
            name = line.label if line else Text("合计", "total")
            label = Text(f"{name.zh}：{words.zh}", f"{name.en}: {words.en}")
            amount = line.cells.get(column) if line else None
            if amount is not None:
                return Used(label, (amount.value,), amount.text)
        known = found is not None and isinstance(found.value, Fraction)
        figures = (found.value,) if found and isinstance(found.value, Fraction) else ()
        return Used(label, figures, (found.text or "–") if found and known else "–")

    def rate_of(self, path: str) -> Used:
        """Return the rates that a printed one may mean: the node's, capped or not; its points'."""
        node = self.nodes[path]
        rates = [self._uncapped(path), node.share]
        if node.points is not None and node.max_points:
            rates.append(node.points / node.max_points)
        figures = tuple(dict.fromkeys(rate for rate in rates if rate is not None))
        shown = print_percent(figures[0]) if figures else "–"
        return Used(_name_rate(node.label), figures, shown, path)

    def _grade_of(self, node: NodeResult) -> Used:
        """Return what a node is called by the edges of the total, where it has no own grade."""
        label = _name_grade(node.label)
        own = node.grade[1] if node.grade else None
        plan = self.run.plan.grade
        most = self.total.max_points
        if own is None and plan is not None and node.points is not None and node.max_points:
            scaled = node.points / node.max_points * most
            own = next((band.label for _, band in plan.bands if band.holds(scaled)), None)
        names = () if own is None else (own.zh, own.en)
        return Used(label, (), own or "–", node.id, names)

    def _count(self, about: str) -> Used:
        """Return how many nodes of a level the project has, its own indicators included.

        Places that nobody filled in, or that do not apply and weigh nothing, are none of them.
        """
        level = int(about[-1])
        own = [node for node in self.nodes.values() if node.id.count(".") == level - 1]
        found = sum(_carries_weight(node) for node in own)
        label = Text(f"{level} 级指标的个数", f"indicators of level {level}")
        return Used(label, (Fraction(found),), str(found))

    def _uncapped(self, path: str) -> Fraction | None:
        """Return the rate of a node before it was held to a bound (执行率 may pass 100%)."""
        occurrence = next((o for o in self.run.plan.occurrences if o.id == path), None)
        if occurrence is None or occurrence.slot is not None or occurrence.share is None:
            return None
        value = self.run.values[strip_bounds(self.run.plan, occurrence.share)]
        return value if isinstance(value, Fraction) else None


def _declares(each: Round, statement: StatementRecord, is_chosen: bool = False) -> bool:
    """Return whether a round declares just the figure or grade that a statement prints.

    What another round declares may also be printed shorter.
    """
    if statement.kind == "grade":
        return each.grade is not None and each.grade == statement.value
    figures = {"points": each.points.get(statement.about), "total": each.total}
    declared, printed = figures.get(statement.kind), statement.amount
    if declared is None or printed is None:
        return False
    return printed.value == declared or (not is_chosen and agrees(printed, declared))


def _carries_weight(node: NodeResult) -> bool:
    """Return whether a project has a node: not left unused, nor not applicable with nothing."""
    return node.status != "unused" and (node.status != "not-applicable" or node.max_points != 0)


def _work_out(statement: StatementRecord) -> Used:
    """Return what the formula of a statement gives by the project's own figures."""
    worked, amount = statement.worked, statement.amount
    if worked is None or not isinstance(worked.value, Fraction):
        label = Text(statement.about, statement.about) if worked is None else worked.label
        return Used(label, (), "–")
    unit = amount.unit if amount else None
    found = print_points(worked.value / unit.factor if unit else worked.value)
    shown = f"{found}{unit.name if unit else ''}"
    if worked.substituted != shown:
        sign = "" if found.startswith("≈") else "= "
        shown = f"{worked.substituted} {sign}{shown}"
    return Used(worked.label, (worked.value,), shown)


def strip_bounds(plan: Plan, node: int) -> int:
    """Return what a rate is before min and max with constants hold it."""
    here = plan.nodes[node]
    while isinstance(here, Extreme):
        inner = [each for each in here.operands if not isinstance(plan.nodes[each], Constant)]
        if len(inner) != 1:
            break
        (node,) = inner
        here = plan.nodes[node]
    return node


def _show_points(node: NodeResult) -> Used:
    return Used(node.label, *_show(node.points, node.places), node.id)


def _show_maximum(node: NodeResult) -> Used:
    return Used(_name_maximum(node.label), *_show(node.max_points), node.id)


def _name_maximum(label: Text) -> Text:
    return Text(f"{label.zh}（分值）", f"{label.en} (maximum)")


def _name_grade(label: Text) -> Text:
    return Text(f"{label.zh}（等级）", f"{label.en} (grade)")


def _name_rate(label: Text) -> Text:
    return Text(f"{label.zh}（比率）", f"{label.en} (rate)")


def _show(value: Fraction | None, places: int | None = None) -> tuple[tuple[Fraction, ...], str]:
    return ((), "–") if value is None else ((value,), print_number(value, places))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a source says: the figure as printed, its words and its place."""

    text: str
    amount: Amount | None
    words: Text | None
    at: Text | None
    unclear: Text | None = None

    @staticmethod
    def of(statement: StatementRecord) -> _Said:
        """Return what a statement says."""
        value = statement.value or ""
        return _Said(value, statement.amount, statement.words, statement.at, statement.unclear)

    @property
    def evidence(self) -> tuple[Text, ...]:
        """The words and where they stand."""
        if self.words is None:
            return ()
        at = self.at or _SOMEWHERE
        said = Text(f"{at.zh}：“{self.words.zh}”", f"{at.en}: “{self.words.en}”")
        return (said,) if self.unclear is None else (said, self.unclear)


def _judge(used: Used, said: _Said) -> Iterator[Finding]:
    """Yield what is to be said of a printing: nothing where it agrees at its own precision."""
    words: tuple[tuple[str, object], ...] = (("label", used.label), ("value", said.text))
    if not used.figures and not used.words:
        words += (("reason", _ABSENT),)
        yield Finding("SL548", "info", words, used.node, said.evidence)
        return
    how = compare_said(used, said.amount, said.text)
    if how not in (Agreement.NO, Agreement.TRUNCATED):
        return
    code, severity = _VERDICTS[how]
    if said.unclear is not None and severity == "warning":
        severity = "question"
    words += (("used", used.shown), ("at", said.at or _SOMEWHERE))
    yield Finding(code, severity, words, used.node, said.evidence)


def agrees_as_printed(declared: Fraction, computed: Fraction, places: int | None) -> bool:
    """Return whether declared points are computed ones that no rule rounds, printed shorter.

    Points that a rule rounds are that very figure, or another one.
    """
    exact = count_places(computed)
    own = count_places(declared)
    if own is None or (places is not None and exact is not None and exact <= places):
        return False
    return RoundingRule(own, "half-up").apply(computed) == declared


_VERDICTS: Mapping[Agreement, tuple[str, Severity]] = {
    Agreement.NO: ("SL544", "warning"),
    Agreement.TRUNCATED: ("SL549", "info"),
}


def compare_said(used: Used, amount: Amount | None, text: str) -> Agreement:
    """Return how a printing stands to what was used: the best of the figures it may mean."""
    if amount is None:
        return Agreement.EXACT if _same_words(used.words, text) else Agreement.NO
    ways = {compare_printed(amount, figure) for figure in used.figures}
    order = (Agreement.EXACT, Agreement.ROUNDED, Agreement.APPROXIMATE, Agreement.TRUNCATED)
    return next((each for each in order if each in ways), Agreement.NO)


def _same_words(known: tuple[str, ...], text: str) -> bool:
    answer = read_actual(text)
    if isinstance(answer, YesNo):
        text = "true" if answer.value else "false"
    return text.strip() in known


def _check_sums(run: Run) -> Iterator[Finding]:
    """Yield the columns of the money block whose sources do not add up to the printed total."""
    funds = run.inputs.funds
    if funds is None or funds.total is None:
        return
    for column, label in COLUMN_LABELS.items():
        printed = funds.total.cells.get(column)
        rows = [row for row in funds.sources if column in row.cells]
        if printed is None or len(rows) != len(funds.sources) or not rows:
            continue
        total = sum_column(rows, column)
        agreement = compare_printed(printed, total)
        if agreement not in (Agreement.NO, Agreement.TRUNCATED):
            continue
        yield _report_sum(label, printed, total, rows, column, agreement)


_CUT = Text("（按截尾相符）", " (which agrees when truncated)")
_MAYBE_ROUNDED = Text("（可能是各来源取整所致）", " (the rounding of the sources may explain it)")


def _report_sum(
    label: Text, printed: Amount, total: Fraction, rows: list[Line], column: str, how: Agreement
) -> Finding:
    """Return the finding of a sum; where rounded parts can explain it, it is only a question."""
    cells = [row.cells[column] for row in rows]
    factor = printed.unit.factor if printed.unit else Fraction(1)
    unit = printed.unit.name if printed.unit else ""
    low, high = (sum((cell.interval[end] for cell in cells), Fraction(0)) for end in (0, 1))
    # One source is not a sum: nothing was rounded before it was added.
    rounded = len(cells) > 1 and low <= printed.interval[1] and printed.interval[0] <= high
    note = _CUT if how is Agreement.TRUNCATED else _MAYBE_ROUNDED if rounded else Text("", "")
    words = (
        ("label", label),
        ("total", f"{print_number(total / factor)}{unit}"),
        ("printed", printed.text),
        ("note", note),
    )
    evidence = tuple(
        Text(f"{row.label.zh} {row.cells[column].text}", f"{row.label.en} {row.cells[column].text}")
        for row in rows
    )
    return Finding("SL545", "question" if note.zh else "warning", words, None, evidence)


def _compare_rounds(run: Run, nodes: Nodes) -> Iterator[Finding]:
    """Yield where the rounds of assessment say different things: node by node, total, grade."""
    rounds = run.inputs.declared.rounds
    for path in dict.fromkeys(path for each in rounds for path in each.points):
        said = [(each, each.points[path]) for each in rounds if path in each.points]
        if len({points for _, points in said}) > 1:
            shown = [(each, print_number(points)) for each, points in said]
            yield _report_rounds(nodes[path].label, shown, path)
    for path in dict.fromkeys(path for each in rounds for path in each.rates):
        rates = [(each, each.rates[path]) for each in rounds if path in each.rates]
        if not _agree(tuple(rate for _, rate in rates)):
            shown = [(each, rate.text) for each, rate in rates]
            yield _report_rounds(_name_rate(nodes[path].label), shown, path)
    totals = [(each, each.total) for each in rounds if each.total is not None]
    if len({total for _, total in totals}) > 1:
        yield _report_rounds(TOTAL, [(each, print_number(total)) for each, total in totals], None)
    grades = [(each, each.grade) for each in rounds if each.grade is not None]
    if len({_settle_grade(run, grade) for _, grade in grades}) > 1:
        yield _report_rounds(GRADE, grades, None)


def _agree(rates: tuple[Amount, ...]) -> bool:
    """Return whether rates printed with more or fewer digits can be one and the same."""
    finest = max(rates, key=lambda rate: (-rate.quantum, rate.value))
    return all(compare_printed(rate, finest.value) is not Agreement.NO for rate in rates)


def _settle_grade(run: Run, grade: str) -> str:
    """Return the ruleset's own name of a grade that it has, else the words as they stand."""
    bands = run.plan.grade.bands if run.plan.grade else ()
    return next((name for name, band in bands if grade in (name, *band.label)), grade)


def _report_rounds(label: Text, said: list[tuple[Round, str]], path: str | None) -> Finding:
    figures = tuple(
        Text(f"{each.label.zh} {shown}", f"{each.label.en} {shown}") for each, shown in said
    )
    evidence = tuple(found for each, _ in said for found in _describe_round(each, path))
    return Finding("SL546", "question", (("label", label), ("figures", figures)), path, evidence)


def _describe_round(each: Round, path: str | None) -> Iterator[Text]:
    """Yield when and by which rule a round was made, and the reason it gives for a node."""
    parts = [part for part in (each.date, each.ruleset) if part]
    if parts:
        shown = ", ".join(parts)
        yield Text(f"{each.label.zh}：{shown}", f"{each.label.en}: {shown}")
    reason = each.reasons.get(path or "")
    if reason is not None:
        yield Text(f"{each.label.zh}的理由：{reason.zh}", f"{each.label.en}, reason: {reason.en}")
