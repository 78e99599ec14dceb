"""Coverage as a report: what was reached of each kind, what was not, and the YAML line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from scorelib.compiler.loading.editions import show_path
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.ground.source import read_file
from scorelib.reading.coverage.measure import Coverage, Reached, Tally
from scorelib.reading.coverage.target import Target
from scorelib.reading.reports.blocks import (
    Block,
    Cell,
    Column,
    Grid,
    Heading,
    Paragraph,
    Report,
    Row,
    Tone,
)

__all__ = ["name_kind", "report_coverage", "say_summary", "say_target"]

_MOST_CASES: Final = 3
"""How many cases are named beside a line; how many more there are is said."""


_STATUSES: Final = {
    "missed": "cover_missed_status",
    "partly": "cover_partly",
    "reached": "cover_reached",
}


def report_coverage(coverage: Coverage, lang: Lang) -> Report:
    """Return coverage as a report of one ruleset, with its own file line by line.

    >>> from scorelib.compiler.compilation import compile_ruleset
    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> from scorelib.reading.coverage.measure import measure_coverage
    >>> ruleset = load_ruleset("cn/yunnan/self-evaluation@2020")
    >>> report = report_coverage(measure_coverage(ruleset, compile_ruleset(ruleset)), "en")
    >>> report.title
    'Coverage: Self-evaluation of project expenditure, Yunnan (20 and 80)'
    """
    title = coverage.ruleset.document.title.to(lang)
    blocks: list[Block] = [
        Paragraph(say_summary(coverage, lang), "bad" if coverage.missed else "good"),
        _tabulate_kinds(coverage, lang),
        *_list_missed(coverage, lang),
        Heading(label("cover_lines", lang, reference=coverage.ruleset.reference), 2),
        _annotate(coverage, lang),
    ]
    statuses = tuple((key, label(_STATUSES[key], lang)) for key in _STATUSES)
    heading = label("cover_title", lang, title=title)
    return Report(heading, lang, tuple(blocks), statuses=statuses, landscape=True)


def say_summary(coverage: Coverage, lang: Lang) -> str:
    """Return what was reached in one sentence, and how much is for the layers below to reach."""
    whole = coverage.tallies[-1]
    text = label(
        "cover_summary",
        lang,
        reference=coverage.ruleset.reference,
        cases=coverage.cases,
        reached=whole.reached,
        whole=whole.whole,
        percent=coverage.percent,
    )
    if coverage.inherited:
        reached = sum(bool(each.cases) for each in coverage.inherited)
        count = len(coverage.inherited)
        text += label("cover_inherited", lang, count=count, reached=reached)
    return text


def name_kind(tally: Tally, lang: Lang) -> str:
    """Return what a kind of target is called."""
    return label("cover_all" if tally.kind is None else f"cover_kind_{tally.kind}", lang)


def say_target(target: Target, lang: Lang) -> str:
    """Return a target that was not reached: what it is, and how a case reaches it."""
    kind = label(f"cover_kind_{target.kind}", lang)
    colon, semicolon = ("：", "；") if lang == "zh" else (": ", "; ")
    words = target.label.to(lang)
    return f"{kind}{colon}`{target.node}` {words}{semicolon}{target.hint.to(lang)}"


def _tabulate_kinds(coverage: Coverage, lang: Lang) -> Grid:
    head = Row(tuple(_head(name, lang) for name in ("kind", "reached", "share")))
    rows = [_make_tally(each, lang) for each in coverage.tallies]
    caption = label("cover_kinds", lang)
    return Grid((Column(12), Column(8), Column(6)), (head, *rows), caption=caption)


def _head(name: str, lang: Lang) -> Cell:
    return Cell(label(f"cover_head_{name}", lang), header=True)


def _make_tally(tally: Tally, lang: Lang) -> Row:
    share = Fraction(tally.reached, tally.whole) if tally.whole else Fraction(1)
    tone: Tone = "good" if share == 1 else "bad"
    return Row(
        (
            Cell(name_kind(tally, lang), header=True, strong=tally.kind is None),
            Cell(f"{tally.reached} / {tally.whole}", align="right"),
            Cell(f"{100 * tally.reached // tally.whole if tally.whole else 100}%", tone=tone),
        )
    )


def _list_missed(coverage: Coverage, lang: Lang) -> Iterator[Block]:
    """Yield the targets that no case reaches, each with a link to its line."""
    if not coverage.missed:
        return
    yield Heading(label("cover_missed", lang), 2)
    head = Row(tuple(_head(name, lang) for name in ("place", "kind", "what", "hint")))
    rows = [
        Row(
            (
                Cell(f"{each.place.file}:{each.place.line}", link=f"L{each.place.line}"),
                Cell(label(f"cover_kind_{each.kind}", lang)),
                Cell(f"{each.node}\n{each.label.to(lang)}"),
                Cell(each.hint.to(lang)),
            )
        )
        for each in coverage.missed
    ]
    columns = (Column(9), Column(7), Column(20), Column(30))
    yield Grid(columns, (head, *rows), caption=label("cover_missed", lang))


def _annotate(coverage: Coverage, lang: Lang) -> Grid:
    """Return the ruleset's own file, each line with what stands there and who reached it."""
    by_line: dict[int, list[Reached]] = defaultdict(list)
    for each in coverage.own:
        by_line[each.target.place.line].append(each)
    head = Row(tuple(_head(name, lang) for name in ("line", "text", "cases")))
    rows = [
        _annotate_line(number, text, by_line.get(number, ()), lang)
        for number, text in enumerate(_read_lines(coverage), 1)
    ]
    columns = (Column(3), Column(46), Column(26))
    return Grid(columns, (head, *rows), caption=label("cover_legend", lang), filtered=True)


def _read_lines(coverage: Coverage) -> Sequence[str]:
    path = coverage.ruleset.path
    if path is None:
        return ()
    return read_file(path, show_path(path)).source.text.splitlines()


_SIGNS: Final[Mapping[str, tuple[str, Tone]]] = {
    "reached": ("✓", "good"),
    "partly": ("◐", "warning"),
    "missed": ("✗", "bad"),
}
"""How a line is marked, also for those who do not see colours."""


def _annotate_line(number: int, text: str, found: Sequence[Reached], lang: Lang) -> Row:
    line = Cell(str(number), align="right", anchor=f"L{number}")
    if not found:
        return Row((line, Cell(text, tone="muted"), Cell("")))
    reached = sum(bool(each.cases) for each in found)
    status = "missed" if not reached else "reached" if reached == len(found) else "partly"
    sign, tone = _SIGNS[status]
    notes = "\n".join(_say_reached(each, lang) for each in found)
    return Row((line, Cell(text, tone=tone), Cell(f"{sign} {notes}", tone=tone)), status)


def _say_reached(each: Reached, lang: Lang) -> str:
    words, colon = each.target.label.to(lang), "：" if lang == "zh" else ": "
    if not each.cases:
        return f"{words}{colon}{label('cover_by_none', lang)}"
    named = ", ".join(each.cases[:_MOST_CASES])
    more = len(each.cases) - _MOST_CASES
    rest = label("cover_more", lang, count=more) if more > 0 else ""
    return f"{words}{colon}{named}{rest}"
