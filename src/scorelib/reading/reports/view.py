"""What every report says of a result alike: its conditions, its head and foot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from scorelib._version import __version__
from scorelib.compiler.graph.heads import Clause
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import NodeResult
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.explanation import show_clause
from scorelib.reading.reports.cells import say_column
from scorelib.reading.wording import say_borrowed, say_instead

__all__ = [
    "STATUSES",
    "list_conditions",
    "list_footer",
    "list_head",
    "list_statuses",
    "name_nodes",
    "name_path",
    "say_absence",
    "say_notice",
    "show_clauses",
]

STATUSES = (
    "scored",
    "judged",
    "taken-over",
    "overridden",
    "waived",
    "missing",
    "not-applicable",
    "unused",
)
"""The statuses of nodes, in the order in which a reader meets them in a filter."""


def list_conditions(result: Result, lang: Lang) -> Iterator[str]:
    """Yield each reason why the total is conditional, with the nodes it comes from."""
    names = name_nodes(result, lang)
    for each in result.total.conditional:
        line = f"{each.code} {each.message.to(lang)}"
        if each.nodes:
            comma = "、" if lang == "zh" else ", "
            times = Counter(names.get(node, node) for node in each.nodes)
            listed = comma.join(f"{one} × {n}" if n > 1 else one for one, n in times.items())
            said = label("audit.conditional_on", lang, labels=listed)
            line += f"（{said}）" if lang == "zh" else f" ({said})"
        yield line


def say_absence(result: Result, lang: Lang) -> str:
    """Return why there is no total; nothing where there is one.

    Where the ruleset does not tell by itself, the parts without points are named.
    """
    if result.total.points is not None:
        return ""
    if result.grade.absent is not None:
        return result.grade.absent.message.to(lang)
    labels = [node.label.to(lang) for node in result.nodes if node.open]
    named = ("、" if lang == "zh" else ", ").join(labels) or label("missing", lang)
    return label("audit.notice_none", lang, reason=named)


def say_notice(result: Result, lang: Lang) -> str:
    """Return what must stand wherever the total stands: every condition, or that there is none.

    It is empty for a total that rests on nothing but facts and verified clauses.
    """
    semicolon = "；" if lang == "zh" else "; "
    parts = [say_absence(result, lang)] if result.total.points is None else []
    if result.total.conditional:
        reasons = [f"{each.code} {each.message.to(lang)}" for each in result.total.conditional]
        parts.append(label("audit.notice", lang, reasons=semicolon.join(reasons)))
    return semicolon.join(part for part in parts if part)


def list_head(result: Result, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield what stands above a report: the project, its unit, the period, the day, the ruleset.

    A ruleset or day that the caller chose otherwise than the project is shown as such, and so is
    that the ruleset rests on clauses of another place.
    """
    project, ruleset = result.project, result.ruleset
    yield say_column("project", lang), f"{project.name.to(lang)} [{project.id}]"
    if project.unit is not None:
        yield say_column("unit", lang), project.unit.to(lang)
    yield say_column("assessed_period", lang), project.assessed_period
    day = f"{project.evaluated_on}{say_instead(project.own_day, lang)}"
    yield say_column("evaluated_on", lang), day
    title = f"{ruleset.title.to(lang)} [{ruleset.reference}]"
    said = say_instead(project.own_ruleset, lang) + say_borrowed(result, lang)
    yield say_column("ruleset", lang), f"{title}{said}"


def list_footer(result: Result, lang: Lang) -> Iterator[str]:
    """Yield the ruleset with its hash and layers, and the program: what a report rests on."""
    head = result.ruleset
    given = {"title": head.title.to(lang), "reference": head.reference, "revision": head.revision}
    yield label("audit.ruleset", lang, **given)
    yield label("audit.sha256", lang, sha256=head.sha256)
    if len(head.layers) > 1:
        listed = [f"{each.reference} ({each.sha256[:12]})" for each in head.layers]
        comma = "、" if lang == "zh" else ", "
        yield label("audit.layers", lang, layers=comma.join(listed))
    yield label("audit.version", lang, version=__version__)


def list_statuses(names: Iterable[str], lang: Lang) -> tuple[tuple[str, str], ...]:
    """Return the words of statuses that rows carry, each once."""
    return tuple((name, label(name, lang)) for name in dict.fromkeys(names))


def name_nodes(result: Result, lang: Lang) -> dict[str, str]:
    """Return what each node is called."""
    return {node.id: node.label.to(lang) for node in result.nodes}


def name_path(node: NodeResult, names: dict[str, str]) -> str:
    """Return a node with the headings above it, from the top."""
    steps = node.id.split(".")
    above = (".".join(steps[: depth + 1]) for depth in range(len(steps)))
    return " › ".join(names[each] for each in above if each in names)


def show_clauses(clauses: Iterable[Clause], lang: Lang) -> Iterator[str]:
    """Yield clauses by the document they stand in, so that its name is read once.

    >>> from scorelib.ground.errors import Text
    >>> title = Text("办法", "Measures")
    >>> found = [Clause("m", title, None, each, "verified") for each in ("第一条", "第六条")]
    >>> list(show_clauses(found, "zh"))
    ['办法 第一条、第六条 [已核实]']
    """
    groups: dict[Clause, list[str]] = {}
    for each in clauses:
        groups.setdefault(replace(each, clause=None, note=None), []).append(each.clause or "")
    comma = "、" if lang == "zh" else ", "
    for document, parts in groups.items():
        named = comma.join(dict.fromkeys(part for part in parts if part))
        yield show_clause(replace(document, clause=named or None), lang)
