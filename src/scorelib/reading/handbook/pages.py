"""The pages of a ruleset, one in each language, and the index of several rulesets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from scorelib._version import __version__
from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.nodes import Constant
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Lang, NotFoundError, Text
from scorelib.ground.messages.labels import label
from scorelib.reading.handbook.changes import list_layer_changes
from scorelib.reading.handbook.examples import (
    Example,
    list_examples,
    score_examples,
    tabulate_node_examples,
)
from scorelib.reading.handbook.grounds import count_open, list_clause_index, list_open
from scorelib.reading.handbook.inventory import (
    list_checks,
    list_facts,
    list_further,
    list_grades,
    list_profiles,
    list_tables,
    list_values,
)
from scorelib.reading.handbook.outline import list_spots, say_heading, tabulate_tree
from scorelib.reading.handbook.sections import list_sections
from scorelib.reading.handbook.voice import Voice
from scorelib.reading.reports.blocks import (
    Bar,
    Bars,
    Block,
    Bullets,
    Heading,
    Page,
    Pairs,
    Paragraph,
    Report,
    Row,
)
from scorelib.reading.reports.cells import make_grid, words
from scorelib.words.numbers import print_percent

__all__ = ["HandbookFile", "list_pages", "report_index", "report_ruleset"]

INDEX: Final = "index"

Languages = Literal["zh", "en", "both"]


@dataclass(frozen=True, slots=True)
class HandbookFile:
    """A page on its way to a file of this name."""

    name: str
    report: Report


def report_ruleset(
    ruleset: Ruleset, plan: Plan, lang: Lang, examples: Sequence[Example] | None = None
) -> Report:
    """Return a ruleset as a page for people who do not read YAML.

    What it says is read off the ruleset and its plan; its examples are computed by the engine,
    unless those are given that were computed for the page in another language.
    Raises `DocumentError` for cases that cannot be read.

    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> ruleset = load_ruleset("cn/mof/self-evaluation")
    >>> report_ruleset(ruleset, compile_ruleset(ruleset), "zh").title
    '项目支出绩效自评（财政部，2020年）'
    """
    voice = Voice.of(ruleset, plan, lang)
    examples = score_examples(ruleset, plan) if examples is None else examples
    blocks = (
        *_list_overview(voice),
        Heading(voice.say("book.tree"), 1),
        tabulate_tree(voice),
        *list_grades(voice),
        Heading(voice.say("book.nodes"), 1),
        *list_sections(voice, tabulate_node_examples(voice, examples)),
        *list_facts(voice),
        *list_values(voice),
        *list_tables(voice),
        *list_checks(voice),
        *list_further(voice),
        *list_layer_changes(voice),
        *list_examples(voice, examples),
        *list_clause_index(voice),
        *list_open(voice),
    )
    head = ruleset.head
    footer = (
        f"{voice.tell(head.title)} [{head.reference}]",
        voice.say("book.hash", sha256=head.sha256),
        voice.say("book.made", version=__version__),
    )
    count = count_open(voice)
    notice = voice.say("book.notice", count=count) if count else ""
    return Report(voice.tell(head.title), lang, blocks, notice, footer, landscape=True)


def _list_overview(voice: Voice) -> Iterator[Block]:
    """Yield what it is, where and when it is in force, on what it rests, how the total is made."""
    document = voice.ruleset.document
    yield Heading(voice.say("book.overview"), 1)
    yield Pairs(tuple(_list_head(voice)))
    yield Heading(voice.say("book.total"), 2)
    yield Bullets(tuple(_list_total(voice)))
    yield from _draw_bars(voice)
    yield from list_profiles(voice)
    if document.sources:
        rows = [
            Row(
                (
                    words(voice.tell(each.title), header=True),
                    words(each.document or ""),
                    words(
                        voice.say(each.status),
                        tone="good" if each.status == "verified" else "warning",
                    ),
                    words("" if each.note is None else voice.tell(each.note)),
                )
            )
            for each in document.sources.values()
        ]
        named = [("source", 26.0), ("number", 14.0), ("status", 6.0), ("remark", 24.0)]
        headings = [(voice.say(f"book.{name}"), width) for name, width in named]
        yield Heading(voice.say("book.sources"), 2)
        yield make_grid(voice.say("book.sources"), headings, rows)


def _list_head(voice: Voice) -> Iterator[tuple[str, str]]:
    ruleset, document = voice.ruleset, voice.ruleset.document
    yield voice.say("book.id"), ruleset.reference
    yield voice.say("book.place"), _say_place(ruleset).to(voice.lang)
    yield voice.say("book.days"), _say_days(ruleset).to(voice.lang)
    yield voice.say("book.revision"), str(document.revision)
    if len(ruleset.layers) > 1:
        below = voice.comma(each.reference for each in ruleset.layers[-2::-1])
        yield voice.say("book.extends"), below
    if document.note is not None:
        yield voice.say("book.note"), voice.tell(document.note)


def _say_place(ruleset: Ruleset) -> Text:
    place = ruleset.document.jurisdiction
    if place is None:
        return _both("book.everywhere")
    return Text(f"{place.name.zh}（{place.code}）", f"{place.name.en} ({place.code})")


def _say_days(ruleset: Ruleset) -> Text:
    days = ruleset.document.effective
    if days is None:
        return _both("book.any_day")
    if days.until is None:
        return _both("book.from", first=days.from_)
    return _both("book.until", first=days.from_, until=days.until)


def _both(name: str, **arguments: object) -> Text:
    return Text(label(name, "zh", **arguments), label(name, "en", **arguments))


def _list_total(voice: Voice) -> Iterator[str]:
    """Yield in sentences how the total comes about."""
    document = voice.ruleset.document
    node = voice.plan.nodes[voice.plan.outputs[0].max_points]
    whole = node.value if isinstance(node, Constant) else document.max_points
    if isinstance(whole, Fraction):
        yield voice.say("book.total_max", points=voice.number_of_points(whole))
    else:
        yield voice.say("book.total_given")
    yield voice.say("book.total_of", rule=say_heading(voice, None))
    rounding = document.rounding
    named = (
        ("points", rounding.points),
        ("subtotals", rounding.subtotals),
        ("total", rounding.total),
    )
    for name, rule in named:
        if rule is not None:
            yield voice.say(f"book.rounds_{name}", rounding=voice.rounding(rule))
    if not any(rule for _, rule in named):
        yield voice.say("book.rounds_nothing")
    special = [
        "" if not document.bonus else voice.say(f"say.bonus.{document.bonus}"),
        "" if document.floor is None else voice.say("say.heading_floor", floor=document.floor),
        "" if document.rebase is None else voice.say("say.rebase", at_most=document.rebase.at_most),
    ]
    if document.when_maxima_overflow is not None:
        special.append(voice.say(f"say.overflow.{document.when_maxima_overflow}"))
    for said in filter(None, special):
        yield voice.say("book.sentence", said=said[:1].upper() + said[1:])
    policies = document.policies
    yield voice.say(
        "book.policies",
        missing=voice.say(f"policy.missing.{policies.when_missing or 'unscored'}"),
        inapplicable=voice.say(f"policy.inapplicable.{policies.when_not_applicable or 'unscored'}"),
        unassessable=voice.say(f"policy.unassessable.{policies.when_unassessable or 'unscored'}"),
    )


def _draw_bars(voice: Voice) -> Iterator[Block]:
    """Yield of which parts the maximum is made, where it is their sum."""
    whole = voice.ruleset.document.max_points
    first = [each for each in list_spots(voice) if each.parent is None and not each.spec.bonus]
    parts = [(each, each.maximum) for each in first if each.maximum is not None]
    if whole is None or sum(most for _, most in parts) != whole or len(parts) < 2:
        return
    bars = tuple(
        Bar(
            voice.tell(each.spec.label),
            most,
            whole,
            voice.say(
                "book.bar", points=voice.number_of_points(most), share=print_percent(most / whole)
            ),
            link=each.anchor,
        )
        for each, most in parts
    )
    yield Bars(voice.say("book.bars"), bars)


def list_pages(rulesets: Sequence[Ruleset], lang: Languages, ending: str) -> Iterator[HandbookFile]:
    """Yield the pages of rulesets and their index, each linked to the others; `ending` as `.html`.

    The first language has plain names, the second its own before the ending: `index.en.html`.
    Raises `NotFoundError` (SL791) for two rulesets of one name, `DocumentError` for one that
    cannot be compiled or has cases that cannot be read.
    """
    langs: tuple[Lang, ...] = ("zh", "en") if lang == "both" else (lang,)
    found = _take_each_once(rulesets)
    names = {name: name.replace("/", ".") for name in found}
    plans = {name: compile_ruleset(ruleset) for name, ruleset in found.items()}
    examples = {name: score_examples(ruleset, plans[name]) for name, ruleset in found.items()}
    for each in langs:
        suffix = ("" if each == langs[0] else f".{each}") + ending
        others = [("" if one == langs[0] else f".{one}") + ending for one in langs if one != each]
        for name, ruleset in found.items():
            pages = [Page(label("book.all", each), INDEX + suffix)]
            pages += [Page(label("book.other", each), names[name] + other) for other in others]
            report = report_ruleset(ruleset, plans[name], each, examples[name])
            yield HandbookFile(names[name] + suffix, replace(report, pages=tuple(pages)))
        pages = [Page(label("book.other", each), INDEX + other) for other in others]
        pages += [Page(name, names[name] + suffix, name, listed=False) for name in found]
        report = report_index(tuple(found.values()), each)
        yield HandbookFile(INDEX + suffix, replace(report, pages=tuple(pages)))


def _take_each_once(rulesets: Sequence[Ruleset]) -> dict[str, Ruleset]:
    found: dict[str, Ruleset] = {}
    for ruleset in rulesets:
        known = found.setdefault(ruleset.reference, ruleset)
        if known.canonical != ruleset.canonical:
            raise NotFoundError("SL791", reference=ruleset.reference)
    return found


def report_index(rulesets: Sequence[Ruleset], lang: Lang) -> Report:
    """Return the index of rulesets: what each is called, where and when it is in force.

    Links lead to the pages whose anchors are the references of the rulesets.
    """
    rows = [
        Row(
            (
                words(each.document.title.to(lang), header=True, link=each.reference),
                words(_say_place(each).to(lang)),
                words(_say_days(each).to(lang)),
                words(each.reference, tone="muted"),
            )
        )
        for each in rulesets
    ]
    named = [
        ("ruleset_title", 26.0),
        ("jurisdiction", 12.0),
        ("effective", 12.0),
        ("ruleset", 18.0),
    ]
    headings = [(label(name, lang).capitalize(), width) for name, width in named]
    title = label("book.index", lang)
    blocks = (
        Paragraph(label("book.index_intro", lang, count=len(rows))),
        make_grid(title, headings, rows),
    )
    footer = (label("book.made", lang, version=__version__),)
    return Report(title, lang, blocks, "", footer, landscape=True)
