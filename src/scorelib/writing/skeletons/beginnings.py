"""The files of a new ruleset: rules, cases and a README, as the language asked for teaches them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from string import Template
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from scorelib.ground.errors import DocumentError, Lang, NotFoundError, Text, WordError
from scorelib.ground.messages.labels import LABELS, label
from scorelib.ground.source import read_document
from scorelib.model.fields import Edition, Label, RulesetId, Shape
from scorelib.model.reader import read_shape
from scorelib.words.places import read_place
from scorelib.writing.words import escape_markdown

__all__ = ["Beginning", "Files", "check_beginning", "fill_skeleton", "write_whole"]

Files = dict[str, str]
"""The text of files by their names."""

_FOLDER: Final = Path(__file__).parent
_SCHEMAS: Final = "schemas"


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new ruleset is to be: its id and edition, its title, its place by GB/T 2260.

    `alone` says that there is no other edition of it, with which its period could clash.
    """

    id: str
    edition: str
    lang: Lang
    title: str | None = None
    code: str | None = None
    alone: bool = True

    @property
    def reference(self) -> str:
        """The id with the edition."""
        return f"{self.id}@{self.edition}"

    @property
    def folder(self) -> Path:
        """Where it stands below a folder of rulesets."""
        return Path(*self.id.split("/"), self.edition)

    @property
    def words(self) -> Text:
        """The title in both languages; one that is not given is marked as to be filled in."""
        if self.title is not None:
            return Text(self.title, self.title)
        return _mark(self.id.rpartition("/")[2])


def check_beginning(beginning: Beginning) -> None:
    """Refuse what cannot become a ruleset.

    Raises `NotFoundError` (SL795 for the id, SL123 for the edition, SL352 for the code), and
    `DocumentError` (SL004, SL115) for a title with characters that nobody sees.

    >>> check_beginning(Beginning("cn/demo/rules", "2026", "en"))
    """
    if "/" not in beginning.id or not _fits(RulesetId, beginning.id):
        raise NotFoundError("SL795", text=beginning.id)
    if not _fits(Edition, beginning.edition):
        raise NotFoundError("SL123", text=beginning.edition)
    if beginning.code is not None:
        try:
            read_place(beginning.code)
        except WordError as error:
            raise NotFoundError(error.code, **error.arguments) from None
    tree = read_document(f"title: {_quote(beginning.words.zh)}", "--title")
    if problems := read_shape(_Titled, tree).problems:
        raise DocumentError(problems)


class _Titled(Shape):
    """What the title is read as, so that it is refused before anything is written."""

    title: Label


def _fits(kind: Any, text: str) -> bool:
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError:
        return False
    return True


def write_whole(beginning: Beginning) -> Files:
    """Return the files of a ruleset that stands by itself: a worked example to be replaced.

    >>> files = write_whole(Beginning("cn/demo/rules", "2026", "en"))
    >>> sorted(files), "id: cn/demo/rules" in files["ruleset.yaml"]
    (['README.md', 'cases.yaml', 'ruleset.yaml'], True)
    """
    return {
        "ruleset.yaml": fill_skeleton("ruleset", beginning),
        "cases.yaml": fill_skeleton("cases", beginning, dated=_print_dated(beginning)),
        "README.md": fill_skeleton("readme", beginning),
    }


def fill_skeleton(name: str, beginning: Beginning, **more: str) -> str:
    """Return one skeleton with what a beginning says of itself, and what stands for `more`."""
    words = beginning.words
    plain = {
        "id": beginning.id,
        "edition": beginning.edition,
        "title": _print_title(beginning),
        "heading": _print_heading(words),
        "place": _print_place(beginning),
        "period": _print_period(beginning),
        "schemas": "../" * len(beginning.folder.parts) + f"{_SCHEMAS}/",
    }
    path = _FOLDER / beginning.lang / f"{name}.txt"
    return Template(path.read_text("utf-8")).substitute(plain | more)


def _mark(name: str) -> Text:
    """Return words that ask in both languages to be replaced."""
    return Text(label("new.title", "zh", text=name), label("new.title", "en", text=name))


def _print_title(beginning: Beginning) -> str:
    words = beginning.words
    if beginning.title is not None:
        # In which language it is only its author knows: the other one is left to be added.
        return "{" + f"{_language_of(words.zh)}: {_quote(words.zh)}" + "}"
    return _print_words(words)


def _language_of(text: str) -> Lang:
    return "zh" if re.search(r"[\u4e00-\u9fff]", text) else "en"


def _print_words(words: Text) -> str:
    return "{" + f"zh: {_quote(words.zh)}, en: {_quote(words.en)}" + "}"


def _print_place(beginning: Beginning) -> str:
    name = Text(label("new.name", "zh"), label("new.name", "en"))
    code = beginning.code or label("new.code", beginning.lang)
    line = f'jurisdiction: {{code: "{code}", name: {_print_words(name)}}}\n'
    if beginning.code is not None:
        return line
    return f"# {label('new.place', beginning.lang)}\n# {line}"


def _find_first_day(beginning: Beginning) -> date | None:
    """Return the first day of an edition that is a year, where there is no other edition."""
    whole = re.fullmatch(r"(?:19|20)[0-9]{2}", beginning.edition) is not None
    return date(int(beginning.edition), 1, 1) if whole and beginning.alone else None


def _print_period(beginning: Beginning) -> str:
    day = _find_first_day(beginning)
    if day is not None:
        return f"effective: {{from: {day}}}\n"
    return f"# {label('new.period', beginning.lang)}\n# effective: {{from: 2026-01-01}}\n"


def _print_dated(beginning: Beginning) -> str:
    """Return cases for the first day in force and the day before, where there is a period."""
    day = _find_first_day(beginning)
    if day is None:
        return ""
    facts = "    facts: {budget: 100万元, executed: 100万元}\n"
    return "".join(
        f"  - id: {name}\n    note: {_print_words(Text(*LABELS[f'new.case.{name}']))}\n"
        f"    evaluated_on: {on}\n{facts}    expect: {expected}\n"
        for name, on, expected in (
            ("first-day", day, "{points: {process.execution: 20}}"),
            ("day-before", day - timedelta(days=1), "{errors: [SL416]}"),
        )
    )


def _print_heading(words: Text) -> str:
    """Return the title for a README: in both languages where there are two."""
    texts = dict.fromkeys((words.zh, words.en))
    return " · ".join(escape_markdown(" ".join(text.split())) for text in texts)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
