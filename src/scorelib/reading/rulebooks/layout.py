"""The layout of rules in Excel as data: its sheets, their columns, what each of them holds.

Both ways go by these tables: what a ruleset puts into a workbook and what is read out of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from scorelib.ground.errors import Text
from scorelib.ground.messages.labels import LABELS

__all__ = [
    "ABOUT",
    "COLLECTIONS",
    "LEVELS",
    "MAIN",
    "MARKS",
    "SHEETS",
    "VERSION",
    "Collection",
    "Column",
    "How",
    "Item",
    "Spec",
    "name_level",
    "sheet_title",
    "word",
]

VERSION: Final = "1"
"""The layout; a workbook says on its sheet of marks which one it has."""

MARKS: Final = "_scorelib"
"""The hidden sheet: the layout, which ruleset it was written from, what drop-downs offer."""

LEVELS: Final = 12
"""So many levels of indicators a workbook can have."""

How = Literal[
    "text", "label", "word", "figure", "share", "maximum", "formula", "day", "choice", "names",
    "lines", "pairs", "cells", "cites", "settings", "main", "keys", "pair",
]  # fmt: skip
"""How a cell holds a value: words as they are; one line without outer spaces; a number, a share
or an amount; a formula; a day; one of several words; a list, entries a line, clauses, settings."""


def word(kind: str, name: str) -> Text:
    """Return the words of a sheet, a column, a row or a choice.

    >>> word("column", "cites").zh
    '依据条款'
    """
    return Text(*LABELS[f"rulebook.{kind}.{name}"])


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the part of its row's value that it holds, its heading, and how it holds it.

    `word` names the heading, `choices` what can be chosen; without a key the column says which
    row it is. One that is `rare` is folded away where no row uses it.
    """

    word: str
    key: str = ""
    how: How = "word"
    width: int = 12
    choices: str = ""
    rare: bool = False

    @property
    def heading(self) -> Text:
        return word("column", self.word)

    @property
    def note(self) -> Text | None:
        """What the heading's note says, if it has one."""
        found = LABELS.get(f"rulebook.help.{self.word}")
        return None if found is None else Text(*found)


@dataclass(frozen=True, slots=True)
class Spec:
    """A sheet: its columns, and where its rows stand in a ruleset.

    `heads` are the columns that say which row it is. `at` is the key of a mapping by the rows'
    ids, or, where `listed`, of a list. `always` tells that the sheet is there even when empty.
    """

    name: str
    heads: tuple[Column, ...]
    columns: tuple[Column, ...]
    at: str = ""
    listed: bool = False
    always: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the sheet about the ruleset itself: a key, how it is held, where its clauses are."""

    key: str
    how: How = "word"
    choices: str = ""
    cites: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """The rows of a method: under which key they stand, by id or in a list.

    `bare` names the column that is the whole row, where a row is a single value.
    """

    key: str
    listed: bool = False
    bare: str = ""


COLLECTIONS: Final = {
    "bands": Collection("bands", listed=True),
    "rank": Collection("tiers", listed=True),
    "levels": Collection("levels", bare="points"),
    "cases": Collection("cases"),
    "checklist": Collection("entries"),
    "three-tier": Collection("tiers"),
}
"""The methods that have rows on the sheet of bands and options."""

MAIN: Final = {
    "formula": "points",
    "deduction": "measure",
    "award": "measure",
    "penalty": "when",
    "all-or-nothing": "when",
    "levels": "fact",
    "by-row": "rows",
}
"""Which setting of a method stands in the column of formulas; of the others it is `value`."""

_ID: Final = Column("id", width=14)
_LABEL: Final = (
    Column("label_zh", "label.zh", "label", 24),
    Column("label_en", "label.en", "text", 24),
)
_CITES: Final = Column("cites", "cites", "cites", 32)
_NOTE: Final = (Column("note_zh", "note.zh", "text", 28), Column("note_en", "note.en", "text", 28))
_BOUNDS: Final = (
    Column("from", "from", "figure", 11),
    Column("over", "above", "figure", 11),
    Column("to", "to", "figure", 11),
    Column("under", "below", "figure", 11),
)
_MEASURED: Final = (
    Column("unit", "unit", "word", 9),
    Column("min", "min", "figure", 9),
    Column("above", "above", "figure", 9),
    Column("max", "max", "figure", 9),
    Column("below", "below", "figure", 9),
)
_ROUNDING: Final = (
    Column("rounding_places", "rounding.places", "figure", 9, rare=True),
    Column("rounding_mode", "rounding.mode", "choice", 17, "mode", rare=True),
    Column("rounding_unit", "rounding.unit", "word", 9, rare=True),
    Column("rounding_cites", "rounding.cites", "cites", 24, rare=True),
)
_POLICIES: Final = (
    Column("when_missing", "when_missing", "choice", 16, "missing", rare=True),
    Column("when_not_applicable", "when_not_applicable", "choice", 16, "inapplicable", rare=True),
    Column("when_unassessable", "when_unassessable", "choice", 16, "unassessable", rare=True),
)

ABOUT: Final = (
    Item("id"),
    Item("edition"),
    Item("revision", "figure"),
    Item("title", "label"),
    Item("jurisdiction.code"),
    Item("jurisdiction.name", "label"),
    Item("effective.from", "day", cites="effective.cites"),
    Item("effective.until", "day"),
    Item("extends"),
    Item("remove", "lines"),
    Item("max_points", "figure"),
    Item("when_maxima_overflow", "choice", "overflow"),
    Item("rounding.points.places", "figure", cites="rounding.points.cites"),
    Item("rounding.points.mode", "choice", "mode"),
    Item("rounding.subtotals.places", "figure", cites="rounding.subtotals.cites"),
    Item("rounding.subtotals.mode", "choice", "mode"),
    Item("rounding.total.places", "figure", cites="rounding.total.cites"),
    Item("rounding.total.mode", "choice", "mode"),
    Item("policies.when_missing", "choice", "missing"),
    Item("policies.when_not_applicable", "choice", "inapplicable"),
    Item("policies.when_unassessable", "choice", "unassessable"),
    Item("take_over_from"),
    Item("bonus"),
    Item("floor", "figure"),
    Item("aggregate.kind", cites="aggregate.cites"),
    Item("aggregate.formula", "formula"),
    Item("aggregate.weights", "pairs"),
    Item("aggregate.without"),
    Item("rebase.at_most", "figure", cites="rebase.cites"),
    Item("key_nodes.execution"),
    Item("key_nodes.outputs", "lines"),
    Item("layouts", "names"),
    Item("note", "label"),
)
"""The rows of the first sheet."""

SHEETS: Final = (
    Spec("about", (), (), always=True),
    Spec(
        "sources",
        (_ID,),
        (
            Column("title_zh", "title.zh", "label", 36),
            Column("title_en", "title.en", "text", 36),
            Column("document", "document", "text", 20),
            Column("status", "status", "choice", 16, "status"),
            *_NOTE,
        ),
        at="sources",
        always=True,
    ),
    Spec(
        "facts",
        (_ID,),
        (
            *_LABEL,
            Column("kind", "kind", "choice", 14, "kind"),
            *_MEASURED,
            Column("funds", "funds", "word", 12),
            _CITES,
            *_NOTE,
        ),
        at="facts",
        always=True,
    ),
    Spec(
        "options",
        (Column("of_fact", width=18), Column("part", how="choice", width=20, choices="part"), _ID),
        (
            *_LABEL,
            Column("score", "score", "figure", 14),
            Column("kind", "kind", "choice", 14, "kind"),
            *_MEASURED,
        ),
    ),
    Spec(
        "indicators",
        (
            Column("id", width=30),
            Column("branch", how="choice", width=16, choices="branch", rare=True),
        ),
        (
            Column("label_en", "label.en", "text", 24),
            Column("max_points", "max_points", "maximum", 16, "maximum"),
            Column("share", "share", "share", 9, rare=True),
            Column("method", "method.kind", "choice", 18, "method"),
            Column("main", "method", "main", 26),
            Column("settings", "method", "settings", 24),
            Column("use", "declared.use", "word", 12),
            _CITES,
            Column("method_cites", "method.cites", "cites", 28),
            *_ROUNDING[:2],
            *_POLICIES,
            Column("bonus", "bonus", "choice", 9, "yes", rare=True),
            Column("optional", "optional", "choice", 9, "yes", rare=True),
            Column("min_points", "min_points", "figure", 9, rare=True),
            Column("other", "", "settings", 28, rare=True),
            *_NOTE,
        ),
        always=True,
    ),
    Spec(
        "bands",
        (Column("of", width=30), _ID),
        (
            *_LABEL,
            Column("when", "when", "formula", 32),
            *_BOUNDS,
            Column("points", "points", "formula", 16),
        ),
        always=True,
    ),
    Spec(
        "declared",
        (
            Column("way", width=14),
            Column("node", width=24),
            Column("form", how="choice", width=16, choices="form"),
        ),
        (
            Column("method", "kind", "choice", 18, "form-method"),
            Column("main", "", "main", 24),
            Column("settings", "", "settings", 24),
            Column("method_cites", "cites", "cites", 34),
            Column("unmarked", "unmarked", "choice", 18, "unmarked"),
            Column("beyond", "over_achievement.beyond", "figure", 14),
            Column("beyond_cites", "over_achievement.cites", "cites", 24),
        ),
        always=True,
    ),
    Spec(
        "grades",
        (Column("of", width=20),),
        (Column("id", "id", "word", 14), *_LABEL, *_BOUNDS, _CITES),
        always=True,
    ),
    Spec(
        "grade_rules",
        (),
        (
            Column("id", "id", "word", 14),
            *_LABEL,
            Column("method", "kind", "choice", 18, "grade-method"),
            Column("grade", "grade", "word", 12),
            Column("effect", "effect", "choice", 16, "effect"),
            Column("node", "node", "word", 22),
            Column("under", "below", "figure", 11),
            Column("when", "when", "formula", 28),
            Column("nodes", "nodes", "lines", 24),
            Column("at_least", "at_least", "figure", 9),
            Column("other", "", "settings", 24, rare=True),
            _CITES,
        ),
        at="grade_rules",
        listed=True,
    ),
    Spec(
        "values",
        (_ID,),
        (
            *_LABEL,
            Column("formula", "formula", "formula", 40),
            Column("date", "date", "day", 12),
            Column("unit", "unit", "word", 9),
            *_ROUNDING,
            _CITES,
            *_NOTE,
        ),
        at="values",
    ),
    Spec(
        "tables",
        (_ID,),
        (
            *_LABEL,
            Column("kind", "kind", "choice", 20, "table"),
            Column("unit", "unit", "word", 9),
            Column("units", "units", "pairs", 18),
            Column("result_unit", "result_unit", "word", 9),
            Column("places", "places", "figure", 9),
            Column("table_below", "below", "figure", 12),
            Column("table_above", "above", "figure", 12),
            Column("by", "by", "names", 16),
            Column("hit", "hit", "word", 12),
            Column("priority", "priority", "lines", 12),
            Column("values", "values", "names", 16),
            Column("otherwise", "otherwise", "figure", 12),
            _CITES,
            *_NOTE,
        ),
        at="tables",
    ),
    Spec(
        "table_rows",
        (Column("table", width=22), Column("keys", how="keys", width=22)),
        (
            Column("at", "0", "figure", 11),
            *_BOUNDS,
            Column("asks", "", "cells", 32),
            Column("gives", "gives", "figure", 14),
            Column("gives_end", "end", "figure", 14),
            *_NOTE,
        ),
    ),
    Spec(
        "profiles",
        (_ID,),
        (
            *_LABEL,
            Column("when", "when", "formula", 36),
            Column("maxima", "max_points", "pairs", 30),
            _CITES,
        ),
        at="profiles",
    ),
    Spec(
        "cohort",
        (_ID,),
        (
            *_LABEL,
            Column("of_formula", "of", "formula", 28),
            Column("statistic", "statistic", "choice", 18, "statistic"),
            Column("within", "by", "formula", 18),
            Column("places", "places", "figure", 9),
            Column("mode", "mode", "choice", 17, "mode"),
            Column("unit", "unit", "word", 9),
            Column("deviation", "deviation", "word", 12),
            Column("quantile", "share", "share", 9),
            Column("definition", "definition", "word", 14),
            Column("order", "order", "word", 12),
            Column("ties", "ties", "word", 12),
            Column("without", "without", "word", 12),
            Column("at_least_projects", "at_least", "figure", 9),
            Column("other", "", "settings", 26, rare=True),
            _CITES,
            *_NOTE,
        ),
        at="cohort",
    ),
    Spec(
        "outputs",
        (_ID,),
        (
            *_LABEL,
            Column("formula", "formula", "formula", 36),
            Column("unit", "unit", "word", 9),
            *_ROUNDING,
            Column("other", "", "settings", 26, rare=True),
            _CITES,
            *_NOTE,
        ),
        at="outputs",
    ),
    Spec(
        "checks",
        (),
        (
            Column("id", "id", "word", 20),
            Column("assert", "assert", "formula", 36),
            Column("severity", "severity", "choice", 14, "severity"),
            Column("message_zh", "message.zh", "label", 32),
            Column("message_en", "message.en", "text", 32),
            Column("figures", "figures", "names", 20),
            _CITES,
        ),
        at="checks",
        listed=True,
        always=True,
    ),
    Spec("chapters", (_ID,), (*_LABEL, _CITES), at="chapters"),
    Spec(
        "allow",
        (Column("path", width=44),),
        (
            Column("locked", "locked", "choice", 9, "yes"),
            Column("min", "min", "figure", 9),
            Column("max", "max", "figure", 9),
            _CITES,
        ),
        at="allow",
    ),
    Spec(
        "accepted",
        (),
        (
            Column("code", "code", "word", 10),
            Column("path", "at", "word", 36),
            Column("because_zh", "because.zh", "label", 40),
            Column("because_en", "because.en", "text", 40),
        ),
        at="accepted",
        listed=True,
    ),
)  # fmt: skip
"""The sheets, in their order; what others refer to comes first."""


def sheet_title(spec: Spec) -> Text:
    """Return the name of a sheet."""
    return word("sheet", spec.name)


_NUMERALS: Final = "一二三四五六七八九十"


def name_level(level: int) -> Text:
    """Return the heading of a level of indicators, from 1.

    >>> name_level(2), name_level(12).zh
    (Text(zh='二级指标', en='Level 2'), '十二级指标')
    """
    zh, en = LABELS["rulebook.level"]
    tens, ones = divmod(level, 10)
    numeral = "十" * tens + (_NUMERALS[ones - 1] if ones else "")
    return Text(zh.format(number=numeral), en.format(number=level))
