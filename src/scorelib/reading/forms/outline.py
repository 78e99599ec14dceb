"""A form as a view: pages of tables, their columns, their lines, and what may be chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import LABELS

__all__ = [
    "LINE_CHOICES",
    "Block",
    "Choice",
    "Column",
    "ColumnKind",
    "Form",
    "Line",
    "Made",
    "Page",
    "Table",
    "fill_template",
    "word",
]

ColumnKind = Literal["id", "shown", "fill", "unit", "split"]
"""`id` is the first column of every table: what a line is about. `shown` are the ruleset's words;
`unit` is joined to the value before it, `split` holds several values in one cell."""

LINE_CHOICES: Final = "@line"
"""Stands for the choices that each line brings along."""


def word(name: str, /, **arguments: str) -> Text:
    """Return a label in both languages.

    >>> word("form.col.target")
    Text(zh='年度指标值', en='Target')
    """
    zh, en = LABELS[name]
    return Text(zh.format(**arguments), en.format(**arguments))


def fill_template(template: str, lang: Lang, **names: str) -> tuple[str | int, ...]:
    """Return the path in the project document that a template leads to.

    `{at}` is what the line is about, `{id}` what stands in its first column, `{n}` its number in
    the list; `{lang}` is the language of the form, since its words are of that.

    >>> fill_template("indicators/{at}/{n}/name/{lang}", "zh", at="output.quantity", n="0")
    ('indicators', 'output.quantity', 0, 'name', 'zh')
    """
    names["lang"] = lang
    found: list[str | int] = []
    for part in template.split("/"):
        steps = names.get("at", "").split("/") if part == "{at}" else [part]
        for step in steps:
            text = step
            for name, value in names.items():
                text = text.replace("{" + name + "}", value)
            is_number = step == "{n}" or step.isdecimal()
            found.append(int(text) if is_number else text)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list: what the document says, and the words that stand for it."""

    value: str
    words: Text


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what its cells are, and the place that they fill.

    `choices` names a list, or `LINE_CHOICES`; `is_lead` says that its cells are filled in before
    and count only beside others, `is_needed` that it must be filled where others are.
    """

    title: Text
    kind: ColumnKind = "fill"
    template: str = ""
    width: float = 16
    choices: str = ""
    is_lead: bool = False
    is_needed: bool = False
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of its own: what it is about, the words of its shown columns, what is filled in before.

    `shut` are the columns that cannot be filled in it, by number.
    """

    at: str
    shown: tuple[Text, ...] = ()
    given: Mapping[int, Text] = field(default_factory=dict)
    choices: str = ""
    note: Text | None = None
    is_lead: bool = False
    is_needed: bool = False
    shut: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that a person adds: under a title, so many to begin with; `ids` begins their ids."""

    at: str
    title: Text
    rows: int
    ids: str = ""
    choices: str = ""
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: a title, columns of which the first is the id, and its lines and blocks."""

    title: Text
    columns: tuple[Column, ...]
    parts: tuple[Line | Block, ...]
    hints: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet: its name, words to read, tables."""

    title: Text
    words: tuple[Text, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What a form was made for: the ruleset, exactly."""

    reference: str
    revision: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.reference} (revision {self.revision}, sha256 {self.sha256[:12]})"


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form; `lists` are the choices by the names under which columns know them."""

    title: Text
    made: Made
    pages: tuple[Page, ...]
    lists: Mapping[str, tuple[Choice, ...]]

    @property
    def tables(self) -> Iterator[tuple[Page, Table]]:
        """Every table with the page it stands on."""
        return ((page, table) for page in self.pages for table in page.tables)
