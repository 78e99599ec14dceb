"""The form that a ruleset asks for: its pages, laid out from the plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Occurrence, Plan
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Text
from scorelib.reading.forms.blank_facts import lay_out_data, list_fact_choices
from scorelib.reading.forms.notes import describe_node, name_method, show_maximum
from scorelib.reading.forms.outline import (
    LINE_CHOICES,
    Block,
    Choice,
    Column,
    Form,
    Line,
    Made,
    Page,
    Table,
    word,
)

__all__ = ["lay_out_form"]


def lay_out_form(ruleset: Ruleset) -> Form:
    """Return the form of a ruleset. Raises `DocumentError` where the ruleset has problems.

    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> form = lay_out_form(load_ruleset("cn/mof/self-evaluation@2020"))
    >>> [page.title.zh for page in form.pages]
    ['说明', '基本信息', '基础数据', '指标', '评判', '自评得分', '其他']
    """
    plan = compile_ruleset(ruleset)
    made = Made(ruleset.reference, plan.ruleset.revision, plan.ruleset.sha256)
    pages = (
        _lay_out_guide(made),
        _lay_out_basics(made),
        lay_out_data(plan, ruleset.document),
        *_lay_out_indicators(plan),
        _lay_out_judgements(plan),
        _lay_out_points(plan),
        _lay_out_others(),
    )
    return Form(plan.ruleset.title, made, pages, _list_choices(plan))


_GUIDE: Final = (
    "colours",
    "needed",
    "figures",
    "choices",
    "notes",
    "states",
    "rows",
    "moving",
    "others",
    "scoring",
)


def _lay_out_guide(made: Made) -> Page:
    head = word("form.made_for", reference=made.reference, revision=str(made.revision))
    words = (head, *(word(f"form.guide.{name}") for name in _GUIDE))
    return Page(word("form.sheet.guide"), words)


def _list_choices(plan: Plan) -> dict[str, tuple[Choice, ...]]:
    """Return every list of choices by its name."""

    def take(*values: str) -> tuple[Choice, ...]:
        return tuple(Choice(value, word(f"form.choice.{value}")) for value in values)

    found = {
        "flag": take("true", "false"),
        "state": take("missing", "not-applicable", "cannot-be-assessed"),
        "node-state": take("not-applicable", "cannot-be-assessed"),
        "execution": take("paid", "spent"),
        "direction": take("positive", "reverse", "equal", "qualitative"),
    }
    for slot in plan.slots:
        if slot.tiers:
            labels = _label_tiers(plan, slot.id, len(slot.tiers))
            found[f"tiers.{slot.id}"] = tuple(
                Choice(tier, labels[place] if labels else Text(tier, tier))
                for place, tier in enumerate(slot.tiers)
            )
    return found | list_fact_choices(plan)


def _label_tiers(plan: Plan, slot: str, count: int) -> tuple[Text, ...]:
    """Return what the tiers of a slot are called, in their order."""
    forms = [form for node in plan.occurrences if node.slot == slot for form in node.forms]
    bands = next((form.bands for form in forms if form.form == "qualitative"), ())
    return tuple(band.label for band in bands) if len(bands) == count else ()


_WORDS: Final = "{at}/{lang}"


def _line(name: str, at: str, *, is_needed: bool = False) -> Line:
    return Line(at, (word(f"form.line.{name}"),), is_needed=is_needed)


def _lay_out_basics(made: Made) -> Page:
    columns = (
        Column(word("form.col.id"), "id", width=14),
        Column(word("form.col.what"), "shown", width=34),
        Column(word("form.col.fill"), "fill", "{at}", 52),
    )
    head = (
        _line("project_id", "project/id", is_needed=True),
        _line("project_name", "project/name/{lang}", is_needed=True),
        _line("project_unit", "project/unit/{lang}"),
        _line("project_department", "project/department/{lang}"),
        _line("assessed_period", "assessed_period", is_needed=True),
        _line("evaluated_on", "evaluated_on", is_needed=True),
        Line(
            "ruleset",
            (word("form.line.ruleset"),),
            {2: Text(made.reference, made.reference)},
            is_lead=True,
        ),
        _line("jurisdiction", "jurisdiction"),
        _line("rules", "rules"),
        _line("project_note", "project/note/{lang}"),
    )
    schedule = (
        _line("begun", "schedule/begun"),
        _line("due", "schedule/due"),
        _line("finished", "schedule/finished"),
        _line("at", "schedule/at/{lang}"),
    )
    tables = (
        Table(word("form.table.basics"), columns, head),
        Table(word("form.table.schedule"), columns, schedule),
    )
    return Page(word("form.sheet.basics"), (), tables)


_ITEM: Final = "indicators/{at}/{n}"
_ROUND: Final = "assessments/0"


def _column(name: str, template: str, width: float = 16, choices: str = "") -> Column:
    return Column(word(f"form.col.{name}"), "fill", template, width, choices)


def _lay_out_indicators(plan: Plan) -> Iterator[Page]:
    """Yield the page of the project's own indicators, where the ruleset has places for any."""
    slots = {slot.id: slot for slot in plan.slots}
    if not slots:
        return
    nodes = {node.id: node for node in plan.occurrences if node.slot is None}
    blocks = tuple(
        Block(
            name,
            _title(plan, nodes, name),
            4,
            "i",
            f"tiers.{name}" if slots[name].tiers else "",
            _describe_slot(plan, name),
        )
        for name in nodes
        if name in slots
    )
    table = Table(word("form.table.indicators"), _list_item_columns(), blocks)
    yield Page(word("form.sheet.indicators"), (), (table,))


def _list_item_columns() -> tuple[Column, ...]:
    """Return the columns of the project's own indicators: those of the official form first."""
    return (
        Column(word("form.col.id"), "id", f"{_ITEM}/id", 14, is_lead=True),
        Column(word("form.col.name"), "fill", f"{_ITEM}/name/{{lang}}", 28, is_needed=True),
        _column("max_points", f"{_ITEM}/max_points/value", 9),
        _column("target", f"{_ITEM}/target", 18),
        _column("actual", f"{_ITEM}/actual", 18),
        _column("unit", f"{_ITEM}/unit", 9),
        _column("direction", f"{_ITEM}/direction", 18, "direction"),
        _column("declared", f"{_ROUND}/points/{{at}}.{{id}}", 11),
        _column("deviation", f"{_ITEM}/reason/{{lang}}", 28),
        _column("evidence", f"{_ITEM}/evidence/{{lang}}", 20),
        _column("at", f"{_ITEM}/at/{{lang}}", 16),
        _column("state", f"{_ITEM}/state", 14, "node-state"),
        _column("approved_target", f"{_ITEM}/approved/target"),
        _column("approved_max", f"{_ITEM}/approved/max_points", 12),
        _column("approved_by", f"{_ITEM}/approved/document/{{lang}}", 20),
        _column("approved_on", f"{_ITEM}/approved/date", 12),
        _column("tier", f"{_ITEM}/tier/level", 14, LINE_CHOICES),
        _column("tier_rate", f"{_ITEM}/tier/rate", 10),
        Column(word("form.col.tier_by"), "fill", f"{_ITEM}/tier/by/{{lang}}", is_needed=True),
        Column(
            word("form.col.tier_reason"),
            "fill",
            f"{_ITEM}/tier/reason/{{lang}}",
            24,
            is_needed=True,
        ),
        _column("inferred", f"{_ITEM}/max_points/inferred", 12),
        _column("inferred_from", f"{_ITEM}/max_points/reason/{{lang}}", 20),
    )


def _title(plan: Plan, nodes: dict[str, Occurrence], name: str) -> Text:
    """Return the labels from the top down to a node, with its maximum where the rule sets one."""
    steps = name.split(".")
    above = [nodes[".".join(steps[: depth + 1])] for depth in range(len(steps))]
    most = show_maximum(plan, above[-1])
    zh, en = (f"（{most}分）", f" ({most})") if most else ("", "")
    return Text(
        " / ".join(each.label.zh for each in above) + zh,
        " / ".join(each.label.en for each in above) + en,
    )


def _describe_slot(plan: Plan, name: str) -> Text | None:
    found = next((node for node in plan.occurrences if node.slot == name), None)
    return None if found is None else describe_node(plan, found)


def _lay_out_judgements(plan: Plan) -> Page:
    """Return the page of what persons decide: points, states, maxima."""
    slots = {slot.id for slot in plan.slots}
    nodes = {node.id: node for node in plan.occurrences if node.slot is None}
    leaves = [node for node in nodes.values() if node.method is not None or node.id in slots]
    columns = (
        Column(word("form.col.id"), "id", width=14),
        Column(word("form.col.node"), "shown", width=34),
        Column(word("form.col.method"), "shown", width=18),
        _column("points", "judgements/{at}/points", 11),
        Column(
            word("form.col.panel"),
            "split",
            "judgements/{at}/panel",
            18,
            note=word("form.panel_hint"),
        ),
        Column(word("form.col.by"), "fill", "judgements/{at}/by/{lang}", is_needed=True),
        Column(
            word("form.col.reason"), "fill", "judgements/{at}/reason/{lang}", 28, is_needed=True
        ),
        _column("evidence", "judgements/{at}/evidence/{lang}", 20),
        _column("state", "states/{at}/state", 14, "node-state"),
        Column(
            word("form.col.state_reason"), "fill", "states/{at}/reason/{lang}", 28, is_needed=True
        ),
        _column("state_evidence", "states/{at}/evidence/{lang}", 20),
    )
    lines = tuple(
        Line(
            node.id,
            (_title(plan, nodes, node.id), name_method(node)),
            note=describe_node(plan, node),
            shut=_shut(node, node.id in slots),
        )
        for node in leaves
    )
    tables = [Table(word("form.table.judgements"), columns, lines)]
    given = [node for node in nodes.values() if node.given_maximum]
    if given:
        tables.append(_lay_out_maxima(plan, nodes, given))
    if slots:
        tables.append(_lay_out_own_judgements())
    return Page(word("form.sheet.judgements"), (), tuple(tables))


def _shut(node: Occurrence, is_slot: bool) -> frozenset[int]:
    """Return the columns that make no sense for a node: a panel gives figures, others points."""
    if is_slot:
        return frozenset({3, 4, 5, 6, 7})
    return frozenset({3} if node.method == "panel" else {4})


def _lay_out_maxima(plan: Plan, nodes: dict[str, Occurrence], given: list[Occurrence]) -> Table:
    columns = (
        Column(word("form.col.id"), "id", width=14),
        Column(word("form.col.node"), "shown", width=34),
        _column("max_points", "maxima/{at}/value", 9),
        _column("inferred", "maxima/{at}/inferred", 12),
        _column("inferred_from", "maxima/{at}/reason/{lang}", 20),
    )
    lines = tuple(Line(node.id, (_title(plan, nodes, node.id),)) for node in given)
    return Table(word("form.table.maxima"), columns, lines)


def _lay_out_own_judgements() -> Table:
    columns = (
        Column(word("form.col.id"), "id", width=14),
        _column("points", "judgements/{id}/points", 11),
        Column(word("form.col.by"), "fill", "judgements/{id}/by/{lang}", is_needed=True),
        Column(
            word("form.col.reason"), "fill", "judgements/{id}/reason/{lang}", 28, is_needed=True
        ),
        _column("evidence", "judgements/{id}/evidence/{lang}", 20),
    )
    title = word("form.own_hint")
    return Table(word("form.table.own"), columns, (Block("own", title, 6),))


def _lay_out_points(plan: Plan) -> Page:
    """Return the page of what the unit declares: its round, and points by node."""
    columns = (
        Column(word("form.col.id"), "id", width=14),
        Column(word("form.col.what"), "shown", width=34),
        Column(word("form.col.fill"), "fill", f"{_ROUND}/{{at}}", 24),
    )
    role = plan.take_over_from or "self-evaluation"
    head = (
        _lead("round_id", "id", "self"),
        _lead("role", "role", role),
        _line("total", "total"),
        _line("grade", "grade"),
        _line("date", "date"),
        _line("round_label", "label/{lang}"),
        _line("at", "at/{lang}"),
        _line("round_ruleset", "ruleset"),
    )
    nodes = {node.id: node for node in plan.occurrences if node.slot is None}
    listed = (
        Column(word("form.col.id"), "id", width=14),
        Column(word("form.col.node"), "shown", width=34),
        Column(word("form.col.max_points"), "shown", width=24),
        _column("declared", f"{_ROUND}/points/{{at}}", 12),
        _column("rate", f"{_ROUND}/rates/{{at}}", 14),
        _column("taken_off", f"{_ROUND}/reasons/{{at}}/{{lang}}", 36),
    )
    lines = tuple(
        Line(node.id, (_indent(node), Text(most, most)))
        for node in nodes.values()
        if node.kind != "value"
        for most in (show_maximum(plan, node),)
    )
    tables = (
        Table(word("form.table.round"), columns, head),
        Table(word("form.table.points"), listed, lines),
    )
    return Page(word("form.sheet.points"), (), tables)


def _lead(name: str, at: str, given: str) -> Line:
    return Line(at, (word(f"form.line.{name}"),), {2: Text(given, given)}, is_lead=True)


def _indent(node: Occurrence) -> Text:
    before = "\u3000" * node.id.count(".")
    return Text(before + node.label.zh, before + node.label.en)


OTHERS: Final = "other"
"""What the block of the last page is about: rows with a path and what stands there."""


def _lay_out_others() -> Page:
    columns = (
        Column(word("form.col.path"), "id", width=44),
        Column(word("form.col.content"), "fill", "{id}", 80),
    )
    block = Block(OTHERS, word("form.guide.others"), 500)
    table = Table(word("form.table.others"), columns, (block,))
    return Page(word("form.sheet.others"), (), (table,))
