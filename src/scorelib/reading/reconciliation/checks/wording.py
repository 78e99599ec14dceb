"""Wording: years that are not the assessed ones, and percentages with a unit after them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from scorelib.engine.intake.statements import StatementRecord
from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.checks.quoting import name_node, quote, quote_text
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.words.folding import fold_text
from scorelib.words.units import NONE, find_unit

__all__ = ["check_percentages", "check_years", "list_years"]

_NOT_RESULTS: Final = re.compile(
    r"《[^》]*》?"
    # A decree, 2019年第27号; a document number 〔2020〕116号 has no 年 and is no year anyway.
    r"|(?:19|20)[0-9]{2}\s*年\s*第\s*[0-9]+\s*号"
    # A plan or a run of years: 2020-2025年, 2016年至2017年.
    r"|(?:19|20)[0-9]{2}\s*年?\s*(?:-|—+|–|~|至|到)\s*(?:(?:19|20)[0-9]{2}|[0-9]{2})\s*年(?!\s*[0-9])"
    r"|[“\"][^”\"]*(?:规划|计划|方案|行动|纲要|通知|办法)[^”\"]*[”\"]"
    r"|(?:19|20)[0-9]{2}\s*年度?[^,。;!?\n0-9]{0,20}?"
    r"(?:规划|工作计划|行动计划|三年行动|实施方案|纲要|通知|办法|意见|批复|文件)"
)
"""Words with a year in them that are names of plans and papers, whatever year they speak of."""

_YEAR: Final = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})\s*年(?:度|\s*[0-9]{1,2}\s*月份?(?:\s*[0-9]{1,2}\s*[日号])?)?"
)
_CLAUSE: Final = re.compile(r"[^,。;!?\n]+")
_AHEAD: Final = re.compile(
    r"(?:预计|计划|拟|将于|将在|定于|力争|争取).*$"
    r"|(?:较|比|与|同|相较于|自|从|根据|按照|依据|按)\s*$"
)
"""What stands before a year that is a schedule, a comparison or the date of a paper."""

_AFTER: Final = re.compile(
    r"\s*(?:同期|相比|以来|起|开始|底?之?前|以前)"
    r"|.*(?:预计|计划|拟于|印发|下发|发布|颁布|出台|下达|批复|立项|签订|签署|启动|开工|成立|申报|结转)"
)


def check_years(dossier: Dossier) -> Iterator[Finding]:
    """Yield results that speak of another year than the assessed one (SL822).

    Document numbers, plan names, titles, schedules and comparisons with a year are left out.
    """
    period = dossier.project.document.assessed_period
    known = range(period.first.year, period.last.year + 1)
    for statement in dossier.inputs.statements:
        if not _tells_result(statement) or statement.words is None:
            continue
        others = [year for year in list_years(statement.words.zh) if year not in known]
        if not others:
            continue
        shown = tuple(str(year) for year in others)
        words = (("value", shown), ("used", str(period)))
        node = name_node(dossier, statement)
        yield Finding("SL822", "warning", words, node, (quote(statement),))


def _tells_result(statement: StatementRecord) -> bool:
    return statement.role in ("result", "progress") or statement.state in ("done", "met", "partly")


def list_years(text: str) -> tuple[int, ...]:
    """Return the years of which some words tell something, each once.

    >>> list_years("截止2020年12月31日项目已经基本实施完成")
    (2020,)
    >>> list_years("按瑶财〔2020〕116号和规划（2020-2025年），较2019年增长5%")
    ()
    """
    folded = _NOT_RESULTS.sub("", fold_text(text))
    return tuple(dict.fromkeys(year for each in _CLAUSE.findall(folded) for year in _read(each)))


def _read(clause: str) -> Iterator[int]:
    for match in _YEAR.finditer(clause):
        before, after = clause[: match.start()], clause[match.end() :]
        if _AHEAD.search(before) is None and _AFTER.match(after) is None:
            yield int(match["year"])


_PERCENT: Final = re.compile(
    r"[0-9]\s*[%‰]\s*(?P<unit>[A-Za-z\u4e00-\u9fff㎡³²]{1,4})(?=$|[\s,。;:!?、)）”\"'】〕])"
)


def check_percentages(dossier: Dossier) -> Iterator[Finding]:
    """Yield percentages with a unit that cannot follow them, as in 95.25%元 (SL831)."""
    said: dict[str, list[tuple[Text, str | None]]] = {}
    for quoted, node, text in _list_texts(dossier):
        for match in _PERCENT.finditer(fold_text(text)):
            unit = find_unit(match["unit"])
            if unit is not None and unit.dimension != NONE:
                said.setdefault(_cut(text, match), []).append((quoted, node))
    for value, places in said.items():
        evidence = tuple(dict.fromkeys(quoted for quoted, _ in places))
        yield Finding("SL831", "warning", (("value", value),), places[0][1], evidence)


def _cut(text: str, match: re.Match[str]) -> str:
    """Return the figure with its sign and its unit, as it is written."""
    begin = match.start()
    while begin > 0 and (text[begin - 1].isdecimal() or text[begin - 1] in ".．,，"):
        begin -= 1
    return text[begin : match.end()].lstrip(".．,，")


_SIGNS: Final = "%‰％﹪"


def _list_texts(dossier: Dossier) -> Iterator[tuple[Text, str | None, str]]:
    """Yield printed words with a percentage: those of statements, the cells of indicators."""
    for statement in dossier.inputs.statements:
        words = () if statement.words is None else (statement.words.zh,)
        for text in dict.fromkeys((*words, statement.value or "")):
            if any(sign in text for sign in _SIGNS):
                yield quote(statement), name_node(dossier, statement), text
    for slot, records in dossier.inputs.items.items():
        for record in records:
            for column, cell in ((_TARGET, record.target), (_ACTUAL, record.actual)):
                if cell is not None and any(sign in cell for sign in _SIGNS):
                    at = Text(f"{record.label.zh}，{column.zh}", f"{record.label.en}, {column.en}")
                    yield quote_text(at, Text(cell, cell)), f"{slot}.{record.id}", cell


_TARGET, _ACTUAL = Text("年度指标值", "target"), Text("实际完成值", "actual")
