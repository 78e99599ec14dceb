"""The mark of our own forms: a hidden sheet that says what was made, and what each cell is.

Rows, columns and blocks are told by the names of ranges, so that inserted rows move nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, Literal

from scorelib.ground.errors import Lang, Text
from scorelib.reading.forms.outline import Block, Choice, Form, Line, Made, Table, word

__all__ = [
    "MARK",
    "SHEET",
    "VERSION",
    "FormMap",
    "Spot",
    "list_words",
    "map_form",
    "print_map",
    "read_map",
    "show_heading",
]

SHEET: Final = "scorelib"
"""What the hidden sheet is called."""

MARK: Final = "scorelib-form"
VERSION: Final = "1"
_WIDTH: Final = 7


@dataclass(frozen=True, slots=True)
class Spot:
    """What a named range is: a column, a line or a block of a table.

    `place` is the template of a column, or what a line or a block is about; `shown` the words
    that stand in it, by which it is known again; `shut` the columns of a line that are not filled.
    """

    name: str
    role: Literal["column", "line", "block"]
    place: str
    kind: str = ""
    flags: frozenset[str] = frozenset()
    choices: str = ""
    shown: str = ""
    shut: frozenset[int] = frozenset()

    @property
    def table(self) -> str:
        """The part of the name that all of a table share."""
        return self.name.rpartition(".")[0]

    @property
    def number(self) -> int:
        """Which column, line or block of its table it is, from 0."""
        return int(self.name.rpartition(".")[2][1:])


@dataclass(frozen=True, slots=True)
class FormMap:
    """What the hidden sheet says: the language, the ruleset, every range, choices, fixed words."""

    lang: Lang
    made: Made
    spots: tuple[Spot, ...]
    lists: Mapping[str, tuple[Choice, ...]]
    words: frozenset[str] = field(repr=False)


def show_heading(title: Text, lang: Lang, *, is_needed: bool) -> str:
    """Return the heading of a column as a form shows it.

    >>> show_heading(Text("理由", "Reason"), "en", is_needed=True)
    'Reason (needed)'
    """
    words = title.to(lang)
    return word("form.needed", title=words).to(lang) if is_needed else words


def map_form(form: Form, lang: Lang) -> FormMap:
    """Return the map of a form in one language."""
    spots = [
        spot
        for number, (_, table) in enumerate(form.tables, 1)
        for spot in _list_spots(f"scorelib.t{number}", table, lang)
    ]
    return FormMap(lang, form.made, tuple(spots), form.lists, frozenset(list_words(form, lang)))


def _list_spots(name: str, table: Table, lang: Lang) -> Iterator[Spot]:
    for place, column in enumerate(table.columns):
        if column.kind == "shown":
            continue
        yield Spot(
            f"{name}.c{place}",
            "column",
            column.template,
            column.kind,
            _flag(is_lead=column.is_lead, is_needed=column.is_needed),
            column.choices,
            show_heading(column.title, lang, is_needed=column.is_needed),
        )
    for place, part in enumerate(table.parts):
        if isinstance(part, Line):
            flags = _flag(is_lead=part.is_lead, is_needed=part.is_needed)
            shown = part.at.replace("/{lang}", "")
            yield Spot(
                f"{name}.l{place}", "line", part.at, "", flags, part.choices, shown, part.shut
            )
        else:
            yield Spot(f"{name}.b{place}", "block", part.at, "", frozenset(), part.choices)


def _flag(*, is_lead: bool, is_needed: bool) -> frozenset[str]:
    return frozenset(["lead"] * is_lead + ["needed"] * is_needed)


def list_words(form: Form, lang: Lang) -> Iterator[str]:
    """Yield every text that a form holds before anything is filled in."""
    yield word("form.title", title=form.title.to(lang)).to(lang)
    for page in form.pages:
        yield page.title.to(lang)
        yield from (each.to(lang) for each in page.words)
        for table in page.tables:
            yield from _list_table(table, lang)


def _list_table(table: Table, lang: Lang) -> Iterator[str]:
    yield table.title.to(lang)
    for column in table.columns:
        yield show_heading(column.title, lang, is_needed=column.is_needed)
    for part in table.parts:
        if isinstance(part, Line):
            yield part.at.replace("/{lang}", "")
            yield from (each.to(lang) for each in (*part.shown, *part.given.values()))
        else:
            yield from _list_block(part, lang)


def _list_block(block: Block, lang: Lang) -> Iterator[str]:
    yield block.title.to(lang)
    yield word("form.insert").to(lang)
    if block.ids:
        yield from (f"{block.ids}{number + 1}" for number in range(block.rows))


Row = tuple[str, ...]


def print_map(found: FormMap) -> tuple[Row, ...]:
    """Return the rows of the hidden sheet; the second is the hash of all others."""
    made = found.made
    head = (MARK, VERSION, found.lang, made.reference, str(made.revision), made.sha256)
    rows = [
        *(_print_spot(spot) for spot in found.spots),
        *(
            ("choice", name, each.value, each.words.zh, each.words.en)
            for name, choices in found.lists.items()
            for each in choices
        ),
        *(("words", each) for each in sorted(found.words) if each),
    ]
    return (_pad(head), _pad(("check", _hash([head, *rows]))), *map(_pad, rows))


def _print_spot(spot: Spot) -> Row:
    shut = " ".join(map(str, sorted(spot.shut)))
    more = shut if spot.role == "line" else ""
    flags = " ".join(sorted(spot.flags))
    if spot.role == "column":
        return ("column", spot.name, spot.place, spot.kind, flags, spot.choices, spot.shown)
    return (spot.role, spot.name, spot.place, flags, spot.choices, spot.shown, more)


def _pad(row: Iterable[str]) -> Row:
    cells = tuple(row)
    return cells + ("",) * (_WIDTH - len(cells))


def _hash(rows: Iterable[Iterable[str]]) -> str:
    text = "\n".join("\t".join(_pad(row)).rstrip("\t") for row in rows)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_map(rows: Iterable[Row]) -> FormMap | str:
    """Return what the rows of a hidden sheet say, or what is wrong with them as a word.

    That is its version for a form of another one, `check` where a row was changed.
    """
    lines = [_pad(row) for row in rows]
    if not lines or lines[0][0] != MARK:
        return "mark"
    head, rest = lines[0], lines[2:]
    if head[1] != VERSION:
        return head[1] or "?"
    if len(lines) < 2 or lines[1][:2] != ("check", _hash([head, *rest])):
        return "check"
    lists: dict[str, list[Choice]] = {}
    for row in rest:
        if row[0] == "choice":
            lists.setdefault(row[1], []).append(Choice(row[2], Text(row[3], row[4])))
    lang: Lang = "zh" if head[2] == "zh" else "en"
    return FormMap(
        lang,
        Made(head[3], int(head[4]), head[5]),
        tuple(chain.from_iterable(map(_read_spot, rest))),
        {name: tuple(each) for name, each in lists.items()},
        frozenset(row[1] for row in rest if row[0] == "words"),
    )


def _read_spot(row: Row) -> Iterator[Spot]:
    match row:
        case ("column", name, place, kind, flags, choices, shown):
            yield Spot(name, "column", place, kind, frozenset(flags.split()), choices, shown)
        case ("line", name, place, flags, choices, shown, more):
            shut = frozenset(map(int, more.split()))
            yield Spot(name, "line", place, "", frozenset(flags.split()), choices, shown, shut)
        case ("block", name, place, flags, choices, shown, _):
            yield Spot(name, "block", place, "", frozenset(flags.split()), choices, shown)
