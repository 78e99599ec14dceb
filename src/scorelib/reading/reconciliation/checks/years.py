"""Years: results that are told of another year than the assessed one."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from scorelib.engine.intake.statements import StatementRecord
from scorelib.engine.outcome.views import Finding
from scorelib.model.fields import Period
from scorelib.reading.reconciliation.checks.quoting import name_node, quote
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.words.folding import fold_text

__all__ = ["check_years", "list_years"]

_Y: Final = "(?:19|20)[0-9]{2}"
_BETWEEN: Final = r"(?:(?!完成|实现|达到|取得|实施|已)[^,。;!?\n0-9]){0,20}?"
_NOT_RESULTS: Final = re.compile(
    r"《[^》]*》?"
    # A decree or a document, 2019年第27号, 国发2019年27号文; 〔2020〕116号 has no 年 anyway.
    rf"|{_Y}\s*年\s*第?\s*[0-9]+\s*号"
    # A plan or a run of years: 2020-2025年, 2016年至2017年.
    rf"|{_Y}\s*年?\s*(?:-|—+|–|~|至|到)\s*(?:{_Y}|[0-9]{{2}})\s*年(?!\s*[0-9])"
    r"|[“\"][^”\"]*(?:规划|计划|方案|行动|纲要|通知|办法)[^”\"]*[”\"]"
    rf"|{_Y}\s*年度?{_BETWEEN}"
    r"(?:规划|工作计划|行动计划|三年行动|实施方案|纲要|通知|办法|意见|批复|文件)"
    # A census, a yearbook, a meeting: what is called by its year.
    rf"|{_Y}\s*年度?{_BETWEEN}(?:年鉴|统计公报|会议(?:精神|纪要)|普查(?:数据|结果|公报|资料|口径))"
    rf"|{_Y}\s*年度?{_BETWEEN}第[一二三四五六七八九十0-9]+[次届]{_BETWEEN}(?:普查|会议|大会)"
    rf"|{_Y}\s*年?(?:版(?!权)|国家标准|行业标准|地方标准|定额|不变价|可比价|价格水平|基数|基期)"
    # The year before, spelt out in brackets: 比上年(2020年)增长.
    rf"|(?:上年|去年|前年|上一?年度|上一年|同期|基期|基年)[^(,。;!?\n]{{0,4}}\([^)]*{_Y}[^)]*\)"
    rf"|(?:较|比|与|同|相比)[^(,。;!?\n]{{1,8}}\(\s*{_Y}\s*年[^)]*\)"
    rf"|{_Y}\s*年度?\s*\((?:上年|去年|前年|上一?年度|上一年|基期|基年)[^)]*\)"
    # What rests on a year: 以2020年…为准, 在2019年…基础上.
    rf"|以\s*{_Y}\s*年[^,。;!?\n]*?为(?:准|基准|基数|基础|依据|基期|标准|参照)"
    rf"|{_Y}\s*年[^,。;!?\n在与和同比较]*?(?:基础上|相比|为基数)"
)
"""Words with a year in them that are names of plans and papers, or what is compared with."""

_MADE: Final = (
    "建成|建设|修建|新建|改建|扩建|兴建|建造|建立|购置|采购|购买|购进|引进|安装|招标|中标|签订|签署"
    "|立项|实施|完成|完工|竣工|验收|启动|开工|开展|投入使用|投用|投入|投产|交付|获得|获评|认定|评定"
    "|成立|设立|制定|发布|安排|下达|批准|核定|遗留|结转"
)
_FINISHED: Final = (
    "完成|已|均|全部|全面|投入|投用|运行|通过|验收|交付|使用"
    "|改造|加固|修复|更新|维修|维护|升级|扩建"
)
_YEAR: Final = re.compile(
    rf"(?<![0-9])(?P<year>{_Y})\s*年"
    r"(?:度|\s*(?P<month>[0-9]{1,2})\s*月份?(?:\s*(?P<day>[0-9]{1,2})\s*[日号])?)?"
)
_SENTENCE: Final = re.compile(r"[^。;!?\n]+")
_CLAUSE: Final = re.compile(r"[^,]+")
_AHEAD: Final = re.compile(
    r"(?:预计|计划|拟|将于|将在|定于|力争|争取).*$"
    r"|(?:较|比|与|同|相较于|相对于?|对比|超过|高于|低于|优于|好于|多于|少于|自|从|由|根据|按照|依据|按)\s*$"
    r"|(?:始建|建|成立|设立|创建|创办|组建)于\s*$"
)
"""What stands before a year that is a schedule, a comparison or the date of a paper."""

_AFTER: Final = re.compile(
    r"\s*(?:同期|相比|以来|起|开始|底?之?前|以前)"
    r"|.*(?:预计|计划|拟于|印发|下发|发布|颁布|出台|下达|批复|立项|签订|签署|启动|开工|成立|申报|结转)"
)
_MADE_BEFORE: Final = re.compile(rf"[^,0-9]{{0,8}}?(?:{_MADE})的[^,]*?(?:{_FINISHED})")
"""What was made in a year and is now the thing that something is done with: 2018年建成的水库."""


def check_years(dossier: Dossier) -> Iterator[Finding]:
    """Yield results that speak of another year than the assessed one (SL822).

    Document numbers, plan names, titles, schedules and comparisons with a year are left out; so
    are days after the period on which it was already looked back on, and years that stand beside
    a result of the period in one sentence.
    """
    document = dossier.project.document
    looked_back = _LookedBack(document.assessed_period, document.evaluated_on.last)
    for statement in dossier.inputs.statements:
        if not _tells_result(statement) or statement.words is None:
            continue
        others = looked_back.list_others(statement.words.zh)
        if not others:
            continue
        shown = tuple(str(year) for year in others)
        words = (("value", shown), ("used", str(document.assessed_period)))
        node = name_node(dossier, statement)
        yield Finding("SL822", "warning", words, node, (quote(statement),))


def _tells_result(statement: StatementRecord) -> bool:
    return statement.role in ("result", "progress") or statement.state in ("done", "met", "partly")


@dataclass(frozen=True, slots=True)
class _LookedBack:
    """An assessed period, and the day on which it was judged."""

    period: Period
    judged: date

    def list_others(self, text: str) -> tuple[int, ...]:
        """Return the years of results that are not of the period, each once."""
        return tuple(dict.fromkeys(year for each in _split(text) for year in self._pick(each)))

    def _pick(self, sentence: str) -> Iterator[int]:
        told = [match for clause in _CLAUSE.findall(sentence) for match in _read(clause)]
        known = range(self.period.first.year, self.period.last.year + 1)
        if any(int(match["year"]) in known for match in told):
            # 2020年采购的设备在2021年投入使用: the result is that of the period.
            return
        yield from (int(match["year"]) for match in told if not self._is_judging(match))

    def _is_judging(self, match: re.Match[str]) -> bool:
        """Return whether a date lies between the period and the day of judging: an acceptance."""
        month, day = match["month"], match["day"]
        if month is None or not 1 <= int(month) <= 12:
            return False
        year = int(match["year"])
        days = monthrange(year, int(month))[1]
        first = date(year, int(month), 1)
        last = first.replace(day=min(max(int(day), 1), days)) if day else first
        return self.period.last < last <= self.judged


def _split(text: str) -> list[str]:
    """Return the sentences of some words without the names in them."""
    return _SENTENCE.findall(_NOT_RESULTS.sub("", fold_text(text)))


def list_years(text: str) -> tuple[int, ...]:
    """Return the years of which some words tell something, each once.

    >>> list_years("截止2020年12月31日项目已经基本实施完成")
    (2020,)
    >>> list_years("按瑶财〔2020〕116号和规划（2020-2025年），较2019年增长5%")
    ()
    """
    clauses = (clause for sentence in _split(text) for clause in _CLAUSE.findall(sentence))
    return tuple(dict.fromkeys(int(match["year"]) for each in clauses for match in _read(each)))


def _read(clause: str) -> Iterator[re.Match[str]]:
    """Yield the years of a clause that are neither ahead of it nor only compared with."""
    for match in _YEAR.finditer(clause):
        before, after = clause[: match.start()], clause[match.end() :]
        # 2020年度实施的项目 is the work of that year, whatever is told of it.
        is_thing = not match[0].endswith("度") and _MADE_BEFORE.match(after) is not None
        if not is_thing and _AHEAD.search(before) is None and _AFTER.match(after) is None:
            yield match
