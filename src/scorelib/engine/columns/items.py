"""A project's own indicators, read by their distinct parts: each target, actual, maximum once.

What an indicator means is said where documents are read (engine/intake); here the parts are read
by the same functions, and what they say is spread over the rows. An indicator in which anything is
wrong, or that has a state or a reduction, is read whole, as a document's is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import polars as pl
from pydantic import ValidationError

from scorelib.compiler.graph.nodes import Value
from scorelib.compiler.graph.plan import SlotPlan
from scorelib.engine.columns.figures import (
    Coded,
    Figures,
    Layer,
    Report,
    code_all,
    join_coded,
    join_layers,
)
from scorelib.engine.intake.forms import Asked, Awaiting, Done, compare, read_asked, read_done
from scorelib.engine.intake.forms import Figures as Found
from scorelib.engine.intake.items import (
    ByHand,
    ItemRecord,
    is_tiered,
    read_by_hand,
    read_item,
    read_maximum,
    read_tier,
)
from scorelib.ground.errors import DocumentError, Text
from scorelib.ground.source import read_document
from scorelib.model.entries import ItemEntry
from scorelib.model.reader import read_shape
from scorelib.words.rounding import RoundingRule

__all__ = ["KEYS", "Items", "Written", "forget_parts", "read_parts", "read_whole"]

_FIELDS: Final = ("max_points", "target", "actual", "unit", "direction", "state")
KEYS: Final = (*_FIELDS, "tier", "rate", "judged", "reduction")
"""What of an indicator its reading depends on: not its id and name, nor figures by hand."""

_WHY: Final = {"by": "–", "reason": "–"}

Written = Mapping[str, str | None]
"""An indicator, or some parts of it, as a row of a table gives it."""

_Tier = tuple[dict[str, Value], Awaiting | None]
_Asks = Asked | Awaiting
_Does = Done | Awaiting
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Items:
    """Indicators as read: what the plan reads of them, which await judgement, which are wrong.

    `wrong` are the rows with problems, `written` what each of these is.
    """

    columns: dict[str, Figures]
    awaiting: pl.Series
    wrong: Mapping[int, Written]


def read_whole(
    written: Written,
    name: str,
    label: str,
    slot: SlotPlan,
    rounding: RoundingRule | None,
    report: Report,
) -> ItemRecord:
    """Return one indicator as a document's is read; `report` notes what is wrong with it."""
    entry, unread = _shape(_compose(written, name, label), report)
    if entry is None:
        return ItemRecord(name, Text(label, label), None, None)
    return read_item(entry, slot, ByHand(unread=unread), rounding, report)


def _compose(written: Written, name: str = "x", label: str = "x") -> dict[str, Any]:
    """Return an indicator, or some parts of one, as a document would write it."""
    given = {key: each for key, each in written.items() if each is not None}
    data: dict[str, Any] = {"id": name, "name": label}
    data |= {key: given[key] for key in _FIELDS if key in given}
    if "state" in given:
        data["reason"] = "–"
    tier = {"level": given.get("tier"), "rate": given.get("rate")}
    if any(each is not None for each in tier.values()):
        data["tier"] = {key: each for key, each in tier.items() if each is not None} | _WHY
    for key, section in (("judged", "judgement"), ("reduction", "reduction")):
        if key in given:
            data[section] = {"points": given[key], **_WHY}
    return data


def _shape(data: Mapping[str, Any], report: Report) -> tuple[ItemEntry | None, bool]:
    """Return an indicator that has the right shape, and whether its maximum cannot be read."""
    try:
        return ItemEntry.model_validate(data), False
    except ValidationError:
        try:
            tree = read_document(json.dumps(data, ensure_ascii=False), "<table>")
        except DocumentError as error:
            for each in error.diagnostics:  # A sign that no document can hold.
                report(each.code, **dict(each.arguments))
            return None, True
        reading = read_shape(ItemEntry, tree)
    for each in reading.problems:
        steps = each.path.split(".") if each.path else ()
        report(each.code, *steps, **dict(each.arguments))
    return reading.model, ("max_points",) in reading.pruned


def read_parts(
    slot: SlotPlan, rounding: RoundingRule | None, texts: Mapping[str, pl.Series]
) -> Items:
    """Return the indicators of a slot from the columns of their texts, named as in `KEYS`."""
    return _Reader(slot, rounding, {key: code_all(texts[key]) for key in KEYS}).read()


@dataclass(frozen=True, slots=True)
class _Part(Generic[_Found]):
    """A part as read: what each distinct one says (None: something is wrong), and where it is."""

    found: Sequence[_Found | None]
    codes: pl.Series

    def where(self, holds: Callable[[_Found], bool]) -> pl.Series:
        """Return the rows that have the part, where something holds of what it says."""
        return _spread([each is not None and holds(each) for each in self.found], self.codes)

    @property
    def wrong(self) -> pl.Series:
        """The rows in which something is wrong with the part."""
        return _spread([each is None for each in self.found], self.codes)

    def layer(self, read: Callable[[_Found], Mapping[str, Value]]) -> Layer:
        """Return what the part gives to the plan."""
        return Layer([{} if each is None else read(each) for each in self.found], self.codes)


def _spread(flags: Sequence[bool], codes: pl.Series) -> pl.Series:
    """Return for each row the flag of its part; False where it has none."""
    return pl.Series([*flags, False], dtype=pl.Boolean).gather(codes.fill_null(len(flags)))


class _Reader:
    """Reads the indicators of one slot, part by part; `whole` are those that cannot be so read."""

    def __init__(
        self, slot: SlotPlan, rounding: RoundingRule | None, coded: Mapping[str, Coded]
    ) -> None:
        self.slot, self.rounding, self.coded = slot, rounding, coded
        self.given = {key: each.is_given() for key, each in coded.items()}
        self.whole = self.given["state"] | self.given["reduction"]
        self.layers: list[Layer] = []
        self.wrong: dict[int, Written] = {}

    def read(self) -> Items:
        """Read all parts, and whole what has to be."""
        for key in ("actual", "unit"):
            # Whether they can stand in a document, though nothing else may look at them.
            self._read((key,), lambda _entry, _note: True)
        most = self._read(("max_points",), self._read_maximum)
        judged = self._read(("judged",), lambda entry, note: read_by_hand(entry, ByHand(), note))
        self.layers += [most.layer(dict), judged.layer(dict)]
        tiered = self._read(("direction", "tier", "rate"), lambda entry, _: is_tiered(entry)).where(
            bool
        )
        self.whole |= tiered & self.given["judged"]
        tier = self._read(("target", "direction", "tier", "rate"), self._read_tier, tiered)
        self.layers.append(tier.layer(lambda each: each[0]))
        awaiting = tier.where(lambda each: each[1] is not None) | self._read_figures(~tiered)
        awaiting &= ~self.given["judged"]
        self.layers = [each.only(~self.whole) for each in self.layers]
        if self.whole.any():
            left = self._read_left()
            self.layers.append(left.layer(lambda each: each.values))
            awaiting = awaiting.zip_with(~self.whole, left.where(_is_awaiting))
        return Items(join_layers(self.layers), awaiting, self.wrong)

    def _read(
        self,
        keys: Sequence[str],
        read: Callable[[ItemEntry, Report], _Found],
        mask: pl.Series | None = None,
    ) -> _Part[_Found]:
        """Read the distinct parts of the rows of a mask; rows where one is wrong are left whole."""
        left = ~self.whole if mask is None else mask & ~self.whole
        coded = join_coded([self.coded[key] for key in keys], left)

        def read_one(values: tuple[str | None, ...]) -> _Found | None:
            problems: list[str] = []
            note = _collect(problems)
            entry, _ = _shape(_compose(dict(zip(keys, values, strict=True))), note)
            said = None if entry is None else read(entry, note)
            return None if problems else said

        known = _remember((self.slot, self.rounding, *keys))
        part = _Part(_read_once(coded.values, read_one, known), coded.codes)
        self.whole |= part.wrong
        return part

    def _read_maximum(self, entry: ItemEntry, note: Report) -> dict[str, Value]:
        return read_maximum(entry, self.slot, False, self.rounding, note)

    def _read_tier(self, entry: ItemEntry, note: Report) -> _Tier:
        return read_tier(entry, self.slot, note)

    def _read_asked(self, entry: ItemEntry, note: Report) -> _Asks:
        return read_asked(entry, self.slot, note)

    def _read_figures(self, mask: pl.Series) -> pl.Series:
        """Read target and actual, and where they need it both together; return what awaits."""
        asked = self._read(("target", "unit", "direction"), self._read_asked, mask)
        units = list(dict.fromkeys(e.unit if isinstance(e, Asked) else None for e in asked.found))
        taken = [units.index(e.unit) if isinstance(e, Asked) else None for e in asked.found]
        unit = Coded(units, pl.Series([*taken, None], dtype=pl.Int64).gather(asked.codes))
        actual = join_coded([self.coded["actual"], unit], unit.codes.is_not_null())
        known = _remember(("actual",))
        does = _read_once(actual.values, lambda each: read_done(*each), known)
        done: _Part[_Does] = _Part(does, actual.codes)
        both = asked.where(_is_asked) & done.where(_is_done)
        together = both & _needs_comparing(asked, done)
        parts = [Coded(part.found, part.codes) for part in (asked, done)]
        pairs = join_coded(parts, together)
        compared: _Part[Found | Awaiting] = _Part(
            [compare(*pair) for pair in pairs.values], pairs.codes
        )
        apart = both & ~together
        form, own = asked.layer(_form_of).only(apart), asked.layer(_own_of).only(apart)
        self.layers += [form, own, done.layer(_amount_of).only(apart)]
        self.layers.append(compared.layer(_values_of))
        return (
            asked.where(lambda each: not _is_asked(each))
            | done.where(lambda each: not _is_done(each))
            | compared.where(lambda each: not isinstance(each, Found))
        )

    def _read_left(self) -> _Part[ItemRecord]:
        """Read what is left as documents are, and note where something is wrong."""
        coded = join_coded([self.coded[key] for key in KEYS], self.whole)
        found: list[ItemRecord] = []
        wrong: dict[int, Written] = {}
        for place, values in enumerate(coded.values):
            problems: list[str] = []
            written = dict(zip(KEYS, values, strict=True))
            note = _collect(problems)
            found.append(read_whole(written, "x", "x", self.slot, self.rounding, note))
            if problems:
                wrong[place] = written
        if wrong:
            rows = _spread([place in wrong for place in range(len(found))], coded.codes).arg_true()
            self.wrong = {row: wrong[coded.codes[row]] for row in rows}
        return _Part(found, coded.codes)


_MOST_REMEMBERED: Final = 1 << 16
_memory: Final[dict[Hashable, dict[Any, Any]]] = {}
"""What parts were read as, by the slot and their names: a long table is read a piece at a time."""


def forget_parts() -> None:
    """Forget what parts were read as."""
    _memory.clear()


def _remember(key: Hashable) -> dict[Any, Any]:
    """Return what is remembered under a key; where that is much, all is forgotten first."""
    if sum(map(len, _memory.values())) > _MOST_REMEMBERED:
        forget_parts()
    return _memory.setdefault(key, {})


def _read_once(
    parts: Sequence[Any], read: Callable[[Any], _Found], known: dict[Any, _Found]
) -> list[_Found]:
    """Return what parts are read as; those that are known are not read again."""
    for each in parts:
        if each not in known:
            known[each] = read(each)
    return [known[each] for each in parts]


def _collect(problems: list[str]) -> Report:
    def note(code: str, *_: str | int, **__: object) -> None:
        problems.append(code)

    return note


def _is_awaiting(record: ItemRecord) -> bool:
    return record.awaiting is not None


def _is_asked(each: _Asks) -> bool:
    return isinstance(each, Asked)


def _is_done(each: _Does) -> bool:
    return isinstance(each, Done)


def _form_of(each: _Asks) -> Mapping[str, Value]:
    return {"form": each.form} if isinstance(each, Asked) else {}


def _own_of(each: _Asks) -> Mapping[str, Value]:
    return each.values or {} if isinstance(each, Asked) else {}


def _amount_of(each: _Does) -> Mapping[str, Value]:
    exact = each.exact if isinstance(each, Done) else None
    return {} if exact is None else {"actual": exact}


def _values_of(each: Found | Awaiting) -> Mapping[str, Value]:
    return each.values if isinstance(each, Found) else {}


def _needs_comparing(asked: _Part[_Asks], done: _Part[_Does]) -> pl.Series:
    """Return the rows whose target and actual say more, or less, together than each by itself."""
    amounts = asked.where(lambda each: isinstance(each, Asked) and each.values is not None)
    exact = done.where(lambda each: isinstance(each, Done) and each.exact is not None)
    above = asked.where(lambda each: isinstance(each, Asked) and each.excludes_shares)
    share = done.where(lambda each: isinstance(each, Done) and each.may_be_share)
    return ~amounts | ~exact | (above & share) | _is_at_edge(asked, done)


def _is_at_edge(asked: _Part[_Asks], done: _Part[_Does]) -> pl.Series:
    """Return the rows whose actual is an amount at an edge of the target."""
    edges = [each.edges if isinstance(each, Asked) else () for each in asked.found]
    known = {edge: place for place, edge in enumerate({e for each in edges for e in each})}
    exact = [each.exact if isinstance(each, Done) else None for each in done.found]
    amount = _number([None if each is None else known.get(each) for each in exact], done.codes)
    found = pl.repeat(False, len(done.codes), dtype=pl.Boolean, eager=True)
    for end in range(max(map(len, edges), default=0)):
        ends = [known[each[end]] if end < len(each) else None for each in edges]
        found |= (_number(ends, asked.codes) == amount).fill_null(False)
    return found


def _number(table: Sequence[int | None], codes: pl.Series) -> pl.Series:
    """Return for each row the number of its part; null where it has none."""
    whole = pl.Series([*table, None], dtype=pl.Int64)
    return whole.gather(codes.fill_null(len(table)))
