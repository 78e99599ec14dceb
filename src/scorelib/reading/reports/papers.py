"""The index of working papers: each piece of evidence, what rests on it, and what has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import NodeResult
from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import label
from scorelib.reading.reports.blocks import Block, Cell, Heading, Pairs, Paragraph, Report, Row
from scorelib.reading.reports.cells import count, figure, join, make_grid, say_column, words
from scorelib.reading.reports.view import (
    list_footer,
    list_head,
    list_statuses,
    name_path,
    say_notice,
)
from scorelib.reading.wording import say_headline
from scorelib.words.numbers import print_points

__all__ = ["Rest", "list_rests", "report_papers"]

Kind = Literal["fact", "indicator", "decision", "funds", "version"]
Mark = Literal["evidenced", "place-only", "nothing"]

_MARKS: Final[tuple[Mark, ...]] = ("evidenced", "place-only", "nothing")
_NAMES: Final = tuple(f"papers.{mark}" for mark in _MARKS)


@dataclass(frozen=True, slots=True)
class Rest:
    """Something that a score rests on: what it is, its evidence, and where it stands.

    `nodes` are those that read it; there are none for what is given and never used.
    """

    kind: Kind
    label: Text
    text: str | None
    evidence: Text | None
    at: Text | None
    nodes: tuple[str, ...] = ()

    @property
    def mark(self) -> Mark:
        """Whether there is evidence, only a place where it is printed, or nothing."""
        if self.evidence is not None:
            return "evidenced"
        return "nothing" if self.at is None else "place-only"


@dataclass(slots=True)
class _Paper:
    """One piece of evidence, with everything that rests on it."""

    words: Text
    rests: list[Rest] = field(default_factory=list)


def report_papers(result: Result, lang: Lang) -> Report:
    """Return the index of working papers: the evidence, numbered, and what has none.

    Evidence is one piece where it is told in the same words. What only says where it is printed
    counts as without evidence, and is marked so.

    >>> import scorelib
    >>> project = scorelib.load_project("examples/hefei-yaohai-2021")
    >>> result = scorelib.evaluate(scorelib.choose(project), project)
    >>> report_papers(result, "en").title
    'Digital infrastructure 2021, Yaohai district data resources bureau: index of working papers'
    """
    rests = tuple(list_rests(result))
    title = label("papers.title", lang, project=result.project.name.to(lang))
    blocks = (
        Heading(label("papers.sheet", lang), 1, sheet=label("papers.sheet", lang)),
        Paragraph(say_headline(result, lang), strong=True),
        Pairs(tuple(list_head(result, lang))),
        *_list_evidence(result, rests, lang),
        *_list_missing(result, rests, lang),
    )
    foot = tuple(list_footer(result, lang))
    statuses = list_statuses(_NAMES, lang)
    return Report(title, lang, blocks, say_notice(result, lang), foot, True, statuses)


def list_rests(result: Result) -> Iterator[Rest]:
    """Yield what the score of a project rests on, in the order in which the project gives it."""
    readers = _find_readers(result)
    labels = {fact.name: fact.label for fact in result.plan.facts}
    for name, given in result.inputs.given.items():
        known = labels.get(name, Text(name, name))
        nodes = tuple(readers.get(name, ()))
        yield Rest("fact", known, given.text, given.evidence, given.at, nodes)
    yield from _list_funds(result)
    yield from _list_items(result)
    yield from _list_decisions(result)


def _find_readers(result: Result) -> dict[str, list[str]]:
    """Return for each fact the nodes that read it; own indicators have figures of their own."""
    items = {f"{slot}.{one.id}" for slot, each in result.inputs.items.items() for one in each}
    found: dict[str, list[str]] = {}
    given = result.inputs.given
    for node in result.nodes:
        for fact in node.facts:
            # The target of an own indicator may be called like a fact, and is none.
            if fact.name in given and (node.id not in items or fact.place is not None):
                found.setdefault(fact.name, []).append(node.id)
    return found


def _list_funds(result: Result) -> Iterator[Rest]:
    """Yield the money block where it has evidence or a place of its own."""
    funds = result.inputs.funds
    if funds is not None:
        said = Text(*(label("papers.kind.funds", lang) for lang in _LANGS))
        yield Rest("funds", said, None, funds.evidence, funds.at)


_LANGS: Final[tuple[Lang, Lang]] = ("zh", "en")


def _list_items(result: Result) -> Iterator[Rest]:
    """Yield the project's own indicators, with the papers that approved or adjusted them."""
    for slot, records in result.inputs.items.items():
        for each in records:
            nodes = (f"{slot}.{each.id}",)
            said = " / ".join(text for text in (each.target, each.actual) if text) or None
            yield Rest("indicator", each.label, said, each.evidence, each.at, nodes)
            for one in each.versions:
                yield Rest("version", each.label, one.target, one.document, one.at, nodes)


def _list_decisions(result: Result) -> Iterator[Rest]:
    """Yield the points that persons gave: judged, granted, overridden, or taken over.

    Of points that are taken over only the place is known in which they are printed.
    """
    for node in result.nodes:
        if node.method is None or node.status not in _BY_HAND:
            continue
        reason = node.reason
        text = None if node.points is None else print_points(node.points, node.places)
        if reason is None:
            yield Rest("decision", node.label, text, None, None, (node.id,))
        elif node.status == "taken-over":
            yield Rest("decision", node.label, text, None, reason.evidence, (node.id,))
        else:
            yield Rest("decision", node.label, text, reason.evidence, None, (node.id,))


_BY_HAND: Final = ("judged", "taken-over", "waived", "overridden")


def _list_evidence(result: Result, rests: tuple[Rest, ...], lang: Lang) -> Iterator[Block]:
    """Yield the pieces of evidence, each with all that rests on it."""
    papers: dict[Text, _Paper] = {}
    for each in rests:
        if each.evidence is not None:
            papers.setdefault(each.evidence, _Paper(each.evidence)).rests.append(each)
    title = label("papers.listed", lang, count=len(papers))
    yield Heading(title, 2)
    if not papers:
        yield Paragraph(label("papers.none", lang), "warning")
        return
    headings = [
        (say_column("papers.no", lang), 3.0),
        (say_column("papers.paper", lang), 22.0),
        (say_column("audit.project_says", lang), 18.0),
        (say_column("papers.facts", lang), 22.0),
        (say_column("papers.nodes", lang), 22.0),
        (say_column("papers.points", lang), 6.0),
    ]
    names, nodes = _name_all(result, lang), {node.id: node for node in result.nodes}
    rows = [
        _show_paper(number, each, names, nodes, lang)
        for number, each in enumerate(papers.values(), 1)
    ]
    yield make_grid(title, headings, rows, filtered=True)


def _show_paper(
    number: int, paper: _Paper, names: dict[str, str], nodes: dict[str, NodeResult], lang: Lang
) -> Row:
    places = dict.fromkeys(each.at.to(lang) for each in paper.rests if each.at is not None)
    values = dict.fromkeys(_name_rest(each, lang) for each in paper.rests)
    resting = list(dict.fromkeys(node for each in paper.rests for node in each.nodes))
    cells = (
        count(number),
        words(paper.words.to(lang)),
        words(join(places, lang)),
        words(join(values, lang)),
        words(join((names[node] for node in resting), lang)),
        _add_maxima(resting, nodes),
    )
    return Row(cells, _NAMES[0])


def _name_rest(each: Rest, lang: Lang) -> str:
    kind, name = label(f"papers.kind.{each.kind}", lang), each.label.to(lang)
    said = "" if each.text is None else f" = {each.text}"
    mark = "" if each.kind == "fact" else f"（{kind}）" if lang == "zh" else f" ({kind})"
    return f"{name}{said}{mark}"


def _add_maxima(ids: Iterable[str], nodes: dict[str, NodeResult]) -> Cell:
    """Return the sum of the maxima of nodes; one below another of them is in it already."""
    chosen = list(ids)
    known = set(chosen)
    maxima = [
        nodes[each].max_points or Fraction(0)
        for each in chosen
        if not any(above in known for above in _list_above(each))
    ]
    return figure(sum(maxima, Fraction(0)) if maxima else None)


def _list_above(node: str) -> Iterator[str]:
    steps = node.split(".")
    return (".".join(steps[:depth]) for depth in range(1, len(steps)))


def _list_missing(result: Result, rests: tuple[Rest, ...], lang: Lang) -> Iterator[Block]:
    """Yield what has no evidence, marked by whether at least its place is told."""
    missing = [each for each in rests if each.mark != "evidenced"]
    title = label("papers.without", lang, count=len(missing))
    yield Heading(title, 2)
    if not missing:
        yield Paragraph(label("papers.all", lang), "good")
        return
    headings = [
        (say_column("papers.no", lang), 3.0),
        (say_column("papers.kind", lang), 8.0),
        (say_column("papers.what", lang), 22.0),
        (say_column("audit.written", lang), 18.0),
        (say_column("audit.project_says", lang), 20.0),
        (say_column("papers.nodes", lang), 20.0),
        (say_column("papers.mark", lang), 12.0),
    ]
    names = _name_all(result, lang)
    rows = [_show_missing(number, each, names, lang) for number, each in enumerate(missing, 1)]
    yield make_grid(title, headings, rows, filtered=True)


def _show_missing(number: int, each: Rest, names: dict[str, str], lang: Lang) -> Row:
    nodes = join((names[node] for node in each.nodes), lang)
    if not each.nodes and each.kind == "fact":
        nodes = label("papers.not-read", lang)
    place = "" if each.at is None else each.at.to(lang)
    name = f"papers.{each.mark}"
    cells = (
        count(number),
        words(label(f"papers.kind.{each.kind}", lang)),
        words(each.label.to(lang)),
        words(each.text or ""),
        words(place),
        words(nodes),
        words(label(name, lang), tone="bad" if each.mark == "nothing" else "warning"),
    )
    return Row(cells, name)


def _name_all(result: Result, lang: Lang) -> dict[str, str]:
    """Return the nodes by their names with the headings above."""
    names = {node.id: node.label.to(lang) for node in result.nodes}
    return {node.id: name_path(node, names) for node in result.nodes}
