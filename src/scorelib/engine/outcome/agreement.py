"""What is printed held against what was used: statements, rates, sums, rounds of assessment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scorelib.compiler.graph.nodes import Constant, Extreme
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.intake.funds import COLUMN_LABELS, Line, sum_column
from scorelib.engine.intake.rounds import Round
from scorelib.engine.intake.statements import StatementRecord
from scorelib.engine.outcome.run import Run, show_day
from scorelib.engine.outcome.views import Finding, GradeResult, NodeResult, Output
from scorelib.ground.errors import Severity, Text
from scorelib.words.amounts import Agreement, Amount, compare_printed
from scorelib.words.numbers import print_number, print_percent
from scorelib.words.targets import YesNo, read_actual

__all__ = ["compare_printings"]

Nodes = Mapping[str, NodeResult]

_TOTAL = Text("总分", "Total")
_GRADE = Text("等级", "Grade")
_SOMEWHERE = Text("材料中", "the source")
_ABSENT = Text("没有得出这个数", "there is no such figure")


def compare_printings(
    run: Run, nodes: Nodes, total: Output, grade: GradeResult
) -> Iterator[Finding]:
    """Yield what is printed otherwise than it was used, at the precision it is printed with."""
    desk = _Printings(run, nodes, total, grade)
    for statement in run.inputs.statements:
        yield from desk.check(statement)
    for each in run.inputs.declared.rounds:
        # A rate by another ruleset has another denominator.
        if each.ruleset in (None, f"{run.ruleset.id}@{run.ruleset.edition}"):
            yield from desk.check_rates(each)
    yield from _check_sums(run)
    yield from _compare_rounds(run, nodes)


@dataclass(frozen=True, slots=True)
class _Used:
    """What was used where a statement is about it: its label, figures that would agree, words."""

    label: Text
    figures: tuple[Fraction, ...]
    shown: Text | str
    node: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Printings:
    """A result against which statements are checked."""

    run: Run
    nodes: Nodes
    total: Output
    grade: GradeResult

    def check(self, statement: StatementRecord) -> Iterator[Finding]:
        """Yield the finding of a statement that does not agree, or could not be checked."""
        if statement.kind == "quotation":
            return
        used = self._find_used(statement)
        said = _Said(statement.value or "", statement.amount, statement.words, statement.at)
        yield from _judge(used, said)

    def check_rates(self, each: Round) -> Iterator[Finding]:
        """Yield the rates of a round that do not agree with the rates that came out."""
        for path, rate in each.rates.items():
            where = each.at or each.label
            yield from _judge(self._rate_of(path), _Said(rate.text, rate, None, where))

    def _find_used(self, statement: StatementRecord) -> _Used:
        match statement.kind:
            case "fact":
                return self._fact(statement.about)
            case "funds":
                return self._cell(statement.about)
            case "rate":
                return self._rate_of(statement.about)
            case "points":
                node = self.nodes[statement.about]
                return _Used(node.label, *_show(node.points, node.places), node.id)
            case "total":
                return _Used(_TOTAL, *_show(self.total.points, self.total.places))
            case _:
                label = self.grade.label
                names = () if label is None else (str(self.grade.id), label.zh, label.en)
                return _Used(_GRADE, (), label or "–", None, names)

    def _fact(self, name: str) -> _Used:
        fact = next(each for each in self.run.plan.facts if each.name == name)
        given = self.run.inputs.given.get(name)
        value = None if given is None else given.value
        if given is None or value is None:
            return _Used(fact.label, (), "–")
        if isinstance(value, bool):
            return _Used(fact.label, (), given.text or "", None, ("true" if value else "false",))
        if isinstance(value, str):
            labels = dict(fact.values)
            return _Used(fact.label, (), labels[value], None, (value, *labels[value]))
        if not isinstance(value, Fraction):
            return _Used(fact.label, (), "–")
        shown = given.text or ""
        if fact.kind == "date":
            day = show_day(value)
            spelt = f"{day.year}年{day.month}月{day.day}日"
            return _Used(fact.label, (), shown, None, (shown.strip(), day.isoformat(), spelt))
        if fact.kind == "survey":
            shown = f"{shown}: {print_percent(value)}"
        return _Used(fact.label, (value,), shown)

    def _cell(self, reference: str) -> _Used:
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
                return _Used(label, (amount.value,), amount.text)
        known = found is not None and isinstance(found.value, Fraction)
        figures = (found.value,) if found and isinstance(found.value, Fraction) else ()
        return _Used(label, figures, (found.text or "–") if found and known else "–")

    def _rate_of(self, path: str) -> _Used:
        """Return the rates that a printed one may mean: the node's, capped or not; its points'."""
        node = self.nodes[path]
        rates = [self._uncapped(path), node.share]
        if node.points is not None and node.max_points:
            rates.append(node.points / node.max_points)
        figures = tuple(dict.fromkeys(rate for rate in rates if rate is not None))
        shown = print_percent(figures[0]) if figures else "–"
        return _Used(_name_rate(node.label), figures, shown, path)

    def _uncapped(self, path: str) -> Fraction | None:
        """Return the rate of a node before it was held to a bound (执行率 may pass 100%)."""
        occurrence = next((o for o in self.run.plan.occurrences if o.id == path), None)
        if occurrence is None or occurrence.slot is not None or occurrence.share is None:
            return None
        value = self.run.values[_strip_bounds(self.run.plan, occurrence.share)]
        return value if isinstance(value, Fraction) else None


def _strip_bounds(plan: Plan, node: int) -> int:
    """Return what a rate is before min and max with constants hold it."""
    here = plan.nodes[node]
    while isinstance(here, Extreme):
        inner = [each for each in here.operands if not isinstance(plan.nodes[each], Constant)]
        if len(inner) != 1:
            break
        (node,) = inner
        here = plan.nodes[node]
    return node


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

    @property
    def evidence(self) -> tuple[Text, ...]:
        """The words and where they stand."""
        if self.words is None:
            return ()
        at = self.at or _SOMEWHERE
        return (Text(f"{at.zh}：“{self.words.zh}”", f"{at.en}: “{self.words.en}”"),)


def _judge(used: _Used, said: _Said) -> Iterator[Finding]:
    """Yield what is to be said of a printing: nothing where it agrees at its own precision."""
    words: tuple[tuple[str, object], ...] = (("label", used.label), ("value", said.text))
    if not used.figures and not used.words:
        words += (("reason", _ABSENT),)
        yield Finding("SL548", "info", words, used.node, said.evidence)
        return
    found = _compare(used, said)
    if found is None:
        return
    code, severity = found
    words += (("used", used.shown), ("at", said.at or _SOMEWHERE))
    yield Finding(code, severity, words, used.node, said.evidence)


def _compare(used: _Used, said: _Said) -> tuple[str, Severity] | None:
    """Return the code of a disagreement or of a truncation, or None where they agree."""
    if said.amount is None:
        return None if _same_words(used.words, said.text) else ("SL544", "warning")
    ways = {compare_printed(said.amount, figure) for figure in used.figures}
    if not ways <= {Agreement.NO, Agreement.TRUNCATED}:
        return None
    return ("SL549", "info") if Agreement.TRUNCATED in ways else ("SL544", "warning")


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
        yield _report_rounds(_TOTAL, [(each, print_number(total)) for each, total in totals], None)
    grades = [(each, each.grade) for each in rounds if each.grade is not None]
    if len({_settle_grade(run, grade) for _, grade in grades}) > 1:
        yield _report_rounds(_GRADE, grades, None)


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
