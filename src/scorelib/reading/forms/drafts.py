"""One form while it is being read: a project document in the making, and where its values stood."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from scorelib.engine.intake.project import read_project
from scorelib.ground.errors import Diagnostic, Text, WordError
from scorelib.ground.messages.labels import LABELS
from scorelib.model.fields import MAX_TEXT
from scorelib.reading.forms.cells import SheetCell
from scorelib.reading.forms.filled import Filled, Unplaced
from scorelib.reading.forms.nodes import Place
from scorelib.reading.forms.places import Given, Tree, place_cell, plant_tree
from scorelib.words.folding import fold_text
from scorelib.words.numbers import read_number

__all__ = ["NOTHING", "FormDraft", "name_project", "say", "squeeze"]

NOTHING: Final = frozenset({"", "-", "--", "—", "——", "/", "\\", "－", "／", "―"})
"""What people write into a cell that has nothing."""

_SAFE: Final = "\t\n\r"


def say(name: str, **arguments: str) -> Text:
    """Return a label of official forms in both languages."""
    zh, en = LABELS[f"official.{name}"]
    return Text(zh.format(**arguments), en.format(**arguments))


def squeeze(text: str) -> str:
    r"""Return words in one line: a cell breaks them where its column ends.

    >>> squeeze("受益脱贫\n户满意度"), squeeze("Farms\n served")
    ('受益脱贫户满意度', 'Farms served')
    """
    joined = re.sub(r"(?<=[^\x00-\xff])\s*[\r\n]+\s*(?=[^\x00-\xff])", "", text.strip())
    return re.sub(r"\s*[\r\n\t]+\s*", " ", joined)


def name_project(name: str) -> str:
    """Return the id of a project from its name: the same name, the same id.

    What an id cannot hold becomes a hyphen; then, or where the name is long, eight digits of its
    hash follow, so that two names never share an id.

    >>> name_project("小型水库水标尺"), name_project("2019年扶持项目（一期）")
    ('小型水库水标尺', 'p-2019年扶持项目-一期-c41c2a41')
    """
    plain = unicodedata.normalize("NFKC", name).strip()
    kept = "".join(each if each.isalnum() else "-" for each in plain)
    words = re.sub(r"-+", "-", kept).strip("-")[:40].strip("-").lower()
    if not words or not words[0].isalpha():
        words = f"p-{words}".rstrip("-")
    if words == name:
        return words
    return f"{words}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}"


@dataclass(slots=True)
class FormDraft:
    """What a form has given so far."""

    place: str
    kind: str = "self"
    head: dict[str, str] = field(default_factory=dict)
    period: str | None = None
    day: str | None = None
    years: dict[str, str] = field(default_factory=dict)
    items: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    funds: dict[str, Any] = field(default_factory=dict)
    unit: tuple[str, SheetCell] | None = None
    """The unit of money that a line near the table states, and where."""
    points: dict[str, str] = field(default_factory=dict)
    rates: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    total: str | None = None
    grade: str | None = None
    statements: list[dict[str, Any]] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    formulas: dict[str, str] = field(default_factory=dict)
    """The stored results of formulas that were used, by their cells."""
    has_rows: bool = False
    closed: bool = False

    def put(self, path: str, cell: SheetCell) -> None:
        """Note where a value of the document stood."""
        self.places[path] = cell.place
        self.texts[cell.place] = cell.text
        if "formula" in cell.marks:
            self.formulas[cell.place] = cell.printed.strip()

    def give_up(self) -> list[Unplaced]:
        """Return all that was read, as cells without a place: there is no table to go with it."""
        placed = [Unplaced(place, text, say("why.no-table")) for place, text in self.texts.items()]
        return placed + self.unplaced

    def leave(self, cell: SheetCell, reason: str, **arguments: str) -> None:
        """List a cell that has no place, and why."""
        self.unplaced.append(Unplaced(cell.place, cell.text, say(f"why.{reason}", **arguments)))

    def read(self, cell: SheetCell) -> str | None:
        """Return the text of a cell as a document may have it, or None after listing it."""
        problem = find_problem(cell)
        if problem is not None:
            self.leave(cell, problem)
            return None
        return cell.printed.strip()

    def read_number(self, cell: SheetCell) -> str | None:
        """Return the number in a cell, `10分` as 10, or None after listing it."""
        text = self.read(cell)
        if text is None or text in NOTHING:
            return None
        words = fold_text(text).strip().removesuffix("分").strip()
        try:
            read_number(words)
        except WordError:
            self.leave(cell, "no-number")
            return None
        return words

    def set_once(
        self, store: dict[str, str], key: str, value: str, path: str, cell: SheetCell
    ) -> bool:
        """Keep a value that can be given once; the same again is nothing new, another is listed."""
        if store.get(key, value) != value:
            self.leave(cell, "twice", other=self.places[path])
            return False
        if key not in store:
            store[key] = value
            self.put(path, cell)
        return True

    def declare(self, path: str, value: str, cell: SheetCell) -> None:
        """Keep the points that the form gives to a node."""
        self.set_once(self.points, path, value, f"assessments/0/points/{path}", cell)

    def set_total(self, cell: SheetCell) -> None:
        """Keep the declared total."""
        number = self.read_number(cell)
        if number is None:
            return
        store = {} if self.total is None else {"total": self.total}
        if self.set_once(store, "total", number, "assessments/0/total", cell):
            self.total = number

    def state(
        self, about: str, figure: str, value: str, cell: SheetCell, at: str, words: str = ""
    ) -> None:
        """Keep a figure of the rule itself that the form prints: a maximum, a rate."""
        name = f"{about.replace('.', '-')}-{'max' if figure == 'max-points' else figure}"
        if any(each["id"] == name for each in self.statements):
            return
        self.put(f"statements/{len(self.statements)}/value", cell)
        entry = {"id": name, "about": about, "figure": figure, "value": value}
        self.statements.append(
            {
                **entry,
                **({"words": squeeze(words)} if words else {}),
                **_at(at),
                **_at("form", "part"),
            }
        )

    def add_item(self, slot: Place, entry: dict[str, Any], cells: Mapping[str, SheetCell]) -> str:
        """Keep one of the project's own indicators; its id is its number in the slot: `i1`."""
        items = self.items.setdefault(slot.path, [])
        name = f"i{len(items) + 1}"
        for key, cell in cells.items():
            self.put(f"indicators/{slot.path}/{len(items)}/{key}", cell)
        items.append({"id": name, **entry})
        return f"{slot.path}.{name}"

    def finish(self, reference: str, period: str, day: str, file: str) -> Filled:
        """Return the project. Raises `DocumentError`, each problem with its cell."""
        name = self.head["name"]
        head = {"id": name_project(name), **self.head}
        document: dict[str, Any] = {
            "scorelib": "1",
            "project": head,
            "ruleset": reference,
            "assessed_period": period,
            "evaluated_on": day,
        }
        if self.funds.get("total") or self.funds.get("rows"):
            document["funds"] = {**self.funds, **_at("money")}
        if self.items:
            document["indicators"] = self.items
        if self.points or self.rates or self.total or self.grade:
            document["assessments"] = [self._round()]
        if self.statements:
            document["statements"] = self.statements
        tree = self._plant(document, "", self.place)
        project = read_project(plant_tree(tree, file))
        told = tuple(
            Diagnostic("SL618", (("text", text),), place_cell(file, place))
            for place, text in self.formulas.items()
        )
        return Filled(project, dict(self.places), tuple(self.unplaced), told)

    def _plant(self, data: Mapping[str, Any], path: str, place: str) -> Tree:
        """Return a document with the cell of each value; the rest stands where its part begins."""
        found: Tree = {}
        for key, value in data.items():
            here = f"{path}/{key}" if path else key
            found[key] = self._plant_value(value, here, place)
        return found

    def _plant_value(self, value: Any, path: str, place: str) -> Tree | Given:
        place = self.places.get(path) or self.places.get(f"{path}/name") or place
        if isinstance(value, dict):
            return self._plant(value, path, place)
        if isinstance(value, list):
            return {
                at: self._plant_value(each, f"{path}/{at}", place) for at, each in enumerate(value)
            }
        return Given(str(value), place)

    def _round(self) -> dict[str, Any]:
        """Return the round of assessment that the form is: the unit's own, or the evaluators'."""
        own = self.kind == "self"
        found: dict[str, Any] = {
            "id": "self" if own else "review",
            "role": "self-evaluation" if own else "third-party",
            "label": _both(say("self" if own else "third-party")),
            **({"date": self.day} if self.day else {}),
            **_at("form" if own else "sheet"),
        }
        given = {
            "points": self.points,
            "rates": self.rates,
            "reasons": self.reasons,
            "total": self.total,
            "grade": self.grade,
        }
        return {**found, **{key: value for key, value in given.items() if value}}


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _at(name: str, key: str = "at") -> dict[str, Any]:
    return {key: _both(say(name))}


def find_problem(cell: SheetCell) -> str | None:
    """Return why the text of a cell cannot stand in a document, or None."""
    if cell.kind == "error":
        return "error"
    if "odd-format" in cell.marks:
        return "odd-format"
    if len(cell.printed) > MAX_TEXT:
        return "long"
    hidden = any(
        unicodedata.category(each) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        for each in cell.printed
        if each not in _SAFE
    )
    return "hidden-characters" if hidden else None
