"""What differs between two rulesets by meaning: each difference once, in the form's order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from scorelib.compiler.graph.heads import Clause, Place
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Text
from scorelib.reading.revisions.editions import Edition, open_edition
from scorelib.reading.revisions.flats import PLACE, Key
from scorelib.reading.revisions.pairs import pair_nodes
from scorelib.reading.revisions.phrases import (
    contrast,
    say_aspect,
    say_both,
    say_formula,
    say_part,
)
from scorelib.reading.revisions.sifting import WORDS, list_citations, strip
from scorelib.reading.revisions.spellings import Spellings

__all__ = ["Change", "Comparison", "Group", "Regrounding", "Weight", "What", "compare_rulesets"]

What = Literal["added", "removed", "moved", "renamed", "changed"]
Weight = Literal["meaning", "spelling", "words"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it is about, what stood there and what stands there, on which clauses.

    `id` tells it apart from all others of the comparison, `keys` are its parts. `formulas` are
    those of a way of scoring, before and after. A change of the weight `spelling` says the same
    in another way, one of `words` only calls something otherwise. `depth` is how deep the
    indicator stands.
    """

    id: str
    what: What
    weight: Weight
    group: str
    kind: str
    name: str
    aspect: str
    label: Text
    side: Text
    before: Text | None
    after: Text | None
    formulas: tuple[Text | None, Text | None] = (None, None)
    clauses_before: tuple[Clause, ...] = ()
    clauses_after: tuple[Clause, ...] = ()
    place_before: Place | None = None
    place_after: Place | None = None
    keys: tuple[Key, ...] = ()
    depth: int = 0
    is_scored: bool = False


@dataclass(frozen=True, slots=True)
class Regrounding:
    """Clauses that took the place of others, under rules that stay what they are."""

    before: tuple[Clause, ...]
    after: tuple[Clause, ...]
    labels: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the form in whose order changes are listed."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rulesets, and all in which the second differs from the first."""

    one: Edition
    other: Edition
    groups: tuple[Group, ...]
    changes: tuple[Change, ...]
    regrounded: tuple[Regrounding, ...]

    @property
    def meant(self) -> tuple[Change, ...]:
        """The changes that mean something else."""
        return tuple(each for each in self.changes if each.weight == "meaning")


def compare_rulesets(one: Ruleset, other: Ruleset) -> Comparison:
    """Return in what a ruleset differs from another by meaning. Raises `DocumentError`.

    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> ruleset = load_ruleset("cn/mof/self-evaluation@2020")
    >>> compare_rulesets(ruleset, ruleset).changes
    ()
    """
    first = open_edition(one, pair_nodes(one.data, other.data))
    return _Comparer(first, open_edition(other)).compare()


_TOTAL: Final = ("total", "rounding", "policies", "grade", "grade_rule", "profile")
_GROUPS: Final = {
    **dict.fromkeys(_TOTAL, "=total"),
    "way": "=ways",
    "fact": "=facts",
    "table": "=values",
    "value": "=values",
    "cohort": "=values",
    "output": "=outputs",
}
_OTHERS: Final = "=others"
_BEHIND: Final = ("=ways", "=facts", "=values", "=outputs", _OTHERS)
_WHOLE: Final = frozenset(
    {"fact", "table", "value", "cohort", "profile", "way", "output"}
    | {"check", "chapter", "grade", "grade_rule", "allow"}
)
"""What comes and goes as a whole, with all its sides."""

_ASIDE: Final = frozenset({"cites"})


class _Comparer:
    """Lists the differences between two editions."""

    def __init__(self, one: Edition, other: Edition) -> None:
        self.one, self.other = one, other
        self.spellings = Spellings(one, other)
        self.order = self._merge()
        self.ranks = {name: place for place, name in enumerate(self.order)}

    def compare(self) -> Comparison:
        found = [*self._compare_nodes(), *self._compare_others()]
        groups = self._list_groups()
        places = {group.id: place for place, group in enumerate(groups)}
        found.sort(key=lambda each: (places[each.group], self.ranks.get(each.name, -1)))
        used = {each.group for each in found}
        shown = tuple(group for group in groups if group.id in used)
        return Comparison(self.one, self.other, shown, tuple(found), self._list_regrounded(found))

    def _merge(self) -> list[str]:
        """Return the indicators in the order of the second, what was dropped where it stood."""
        found = list(self.other.flat.order)
        last = -1
        for name in self.one.flat.order:
            if name in found:
                last = found.index(name)
            else:
                parent = self.one.flat.parts[Key("indicator", name, PLACE)][0]
                if parent in found and last < found.index(parent):
                    last = found.index(parent)
                last += 1
                found.insert(last, name)
        return found

    def _list_groups(self) -> list[Group]:
        tops = [name for name in self.order if self._parent(name) == ""]
        names = ["=total", *tops, *_BEHIND]
        return [Group(name, self._label_group(name)) for name in names]

    def _label_group(self, name: str) -> Text:
        if name.startswith("="):
            return say_both(f"group.{name[1:]}")
        return self._label("indicator", name)

    def _parent(self, name: str) -> str:
        key = Key("indicator", name, PLACE)
        found = self.other.flat.parts.get(key) or self.one.flat.parts[key]
        return str(found[0])

    def _group(self, kind: str, name: str) -> str:
        if kind != "indicator":
            return _GROUPS.get(kind, _OTHERS)
        while parent := self._parent(name):
            name = parent
        return name

    def _depth(self, name: str) -> int:
        depth = 0
        while name := self._parent(name):
            depth += 1
        return depth

    def _label(self, kind: str, name: str) -> Text:
        key = (kind, name)
        found = self.other.labels.get(key) or self.one.labels.get(key)
        if found is not None:
            return found
        if name:
            return say_both(f"kind.{kind}", id=self._name(kind, name))
        return say_both(f"group.{_GROUPS.get(kind, _OTHERS)[1:]}")

    def _name(self, kind: str, name: str) -> Text | str:
        """Return what something without a name of its own goes by: what layers may change by it."""
        if kind != "allow":
            return name
        steps = [each for each in name.split(".") if each not in ("indicators", "criteria")]
        for edition in (self.other, self.one):
            for count in range(len(steps), 0, -1):
                own = ".".join(steps[:count])
                found = edition.labels.get(("indicator", edition.names.get(own, own)))
                if found is not None:
                    rest = [say_aspect("indicator", each) for each in steps[count:]]
                    zh, en = (" ".join(e.to(g) for e in (found, *rest)) for g in ("zh", "en"))
                    return Text(zh, en)
        return name

    def _compare_nodes(self) -> Iterator[Change]:
        for name in self.order:
            key = Key("indicator", name, PLACE)
            before, after = self.one.flat.parts.get(key), self.other.flat.parts.get(key)
            if before is None or after is None:
                yield self._come_or_go("indicator", name)
                continue
            if before[0] != after[0]:
                yield self._move(name, "moved")
            elif before[1] != after[1]:
                yield self._move(name, "renamed")
            yield from self._compare_sides("indicator", name)

    def _compare_others(self) -> Iterator[Change]:
        names = dict.fromkeys(
            key[:2]
            for edition in (self.other, self.one)
            for key in edition.flat.parts
            if key.kind != "indicator"
        )
        for kind, name in names:
            one, other = self.one.flat.side(kind, name), self.other.flat.side(kind, name)
            if kind in _WHOLE and not (one and other):
                yield self._come_or_go(kind, name)
            else:
                yield from self._compare_sides(kind, name)
        yield from self._compare_orders()

    def _compare_orders(self) -> Iterator[Change]:
        """Yield rules of the grade that stand in another order: the first that holds counts."""
        one, other = (e.flat.lists.get("grade_rules", ()) for e in (self.one, self.other))
        if [each for each in one if each in other] != [each for each in other if each in one]:
            key = Key("grade_rule", "", "order")
            words = [Text("、".join(each), ", ".join(each)) for each in (one, other)]
            yield self._make(key, "changed", "meaning", (words[0], words[1]), (key,))

    def _compare_sides(self, kind: str, name: str) -> Iterator[Change]:
        one, other = self.one.flat.side(kind, name), self.other.flat.side(kind, name)
        for aspect in dict.fromkeys([*other, *one]):
            if aspect in _ASIDE or (kind == "indicator" and aspect == PLACE):
                continue
            before, after = one.get(aspect), other.get(aspect)
            if before != after:
                found = self._change(Key(kind, name, aspect), before, after)
                if found is not None:
                    yield found

    def _change(self, key: Key, before: Any, after: Any) -> Change | None:
        """Return how one side differs; None where only what it rests on does."""
        weight: Weight
        if key.aspect in WORDS:
            weight = "words"
        elif strip(before) != strip(after) or list(_orders(before)) != list(_orders(after)):
            weight = "spelling" if self.spellings.mean_the_same(key) else "meaning"
        elif strip(before, words=True) != strip(after, words=True):
            weight = "words"
        else:
            return None
        words = self._say(key, before, after, weight)
        return self._make(key, "changed", weight, words, (key,))

    def _say(
        self, key: Key, before: Any, after: Any, weight: Weight
    ) -> tuple[Text | None, Text | None]:
        alike = isinstance(before, (dict, list)) and isinstance(after, (dict, list))
        if weight == "words" or alike:
            one, other = (strip(each, words=True) for each in (before, after))
            return contrast(one, other, key.aspect, self._names())
        return self._say_part(self.one, key), self._say_part(self.other, key)

    def _names(self) -> Mapping[str, Text]:
        """Return what people call the names that formulas use."""
        return {**self.one.spoken, **self.other.spoken}

    def _say_part(self, edition: Edition, key: Key) -> Text | None:
        if key not in edition.flat.parts:
            return self._say_absent(edition, key)
        return Text(say_part(edition, key, "zh"), say_part(edition, key, "en"))

    def _say_absent(self, edition: Edition, key: Key) -> Text | None:
        """Return what is so where nothing is written: a heading is the sum of what is below it."""
        if key.kind == "indicator" and key.aspect in ("method", "declared"):
            node = edition.nodes.get(key.name)
            return say_both("heading") if node is not None and node.is_heading else None
        return None

    def _make(
        self,
        key: Key,
        what: What,
        weight: Weight,
        words: tuple[Text | None, Text | None],
        keys: tuple[Key, ...],
    ) -> Change:
        one, other = self.one, self.other
        return Change(
            ":".join(key),
            what,
            weight,
            self._group(key.kind, key.name),
            key.kind,
            key.name,
            key.aspect,
            self._label(key.kind, key.name),
            say_aspect(key.kind, key.aspect),
            *words,
            self._say_formulas(key),
            one.clauses(key) if key in one.flat.parts else (),
            other.clauses(key) if key in other.flat.parts else (),
            one.place(key),
            other.place(key),
            keys,
            self._depth(key.name) if key.kind == "indicator" else 0,
            self._is_scored(key),
        )

    def _is_scored(self, key: Key) -> bool:
        found = self.other.nodes.get(key.name) or self.one.nodes.get(key.name)
        return key.kind == "indicator" and found is not None and not found.is_heading

    def _say_formulas(self, key: Key) -> tuple[Text | None, Text | None]:
        """Return the formulas of a way of scoring, where the plan has them."""
        if key.kind == "indicator" and key.aspect in ("method", PLACE):
            return self._formula(self.one, key.name), self._formula(self.other, key.name)
        return None, None

    def _formula(self, edition: Edition, name: str) -> Text | None:
        node = edition.nodes.get(name)
        if node is None or node.formula is None or node.slot is not None:
            return None
        if node.method in (None, "judged", "panel"):
            return None
        return say_formula(edition.plan, node.formula)

    def _come_or_go(self, kind: str, name: str) -> Change:
        """Return that something is new, or gone, as a whole."""
        is_new = bool(self.other.flat.side(kind, name))
        edition = self.other if is_new else self.one
        keys = tuple(key for key in edition.flat.parts if key[:2] == (kind, name))
        words = self._describe(edition, kind, name)
        head = keys[0]._replace(aspect=PLACE if kind == "indicator" else keys[0].aspect)
        pair = (None, words) if is_new else (words, None)
        what: What = "added" if is_new else "removed"
        found = self._make(head, what, "meaning", pair, keys)
        return replace(found, id=f"{kind}:{name}:", aspect="", side=say_both(what))

    def _describe(self, edition: Edition, kind: str, name: str) -> Text:
        """Return what there is of something, in a line."""
        sides = edition.flat.side(kind, name)
        shown = [key for key in sides if key not in WORDS | _ASIDE | {PLACE}]
        if kind != "indicator":
            data = {key: strip(sides[key], words=True) for key in shown}
            return contrast(data.get("is", data), None, kind, edition.spoken)[0]
        parts = [self._say_part(edition, Key(kind, name, key)) for key in shown]
        found = [each for each in parts if each is not None] or [say_both("heading")]
        return Text("；".join(e.zh for e in found), "; ".join(e.en for e in found))

    def _move(self, name: str, what: What) -> Change:
        key = Key("indicator", name, PLACE)
        words = (self._trace(self.one, name), self._trace(self.other, name))
        return self._make(key, what, "meaning", words, (key,))

    def _trace(self, edition: Edition, name: str) -> Text:
        """Return where an indicator stands, by what those above it are called."""
        steps: list[Text] = []
        step = edition.flat.parts[Key("indicator", name, PLACE)][1]
        while name:
            steps.insert(0, edition.labels.get(("indicator", name), Text(name, name)))
            name = edition.flat.parts[Key("indicator", name, PLACE)][0]
        zh, en = (" / ".join(each.to(lang) for each in steps) for lang in ("zh", "en"))
        return Text(f"{zh}（{step}）", f"{en} ({step})")

    def _list_regrounded(self, changes: list[Change]) -> tuple[Regrounding, ...]:
        """Return which clauses took the place of others, each pair with what rests on them.

        What changed itself says on which clauses.
        """
        meant = [each for each in changes if each.weight == "meaning"]
        told = {key for each in meant for key in each.keys}
        told |= {Key(each.kind, each.name, "cites") for each in meant}
        found: dict[tuple[tuple[Clause, ...], tuple[Clause, ...]], list[Text]] = {}
        for key, value in self.other.flat.parts.items():
            if key not in self.one.flat.parts or key.aspect == PLACE or key in told:
                continue
            own = {"cites": value} if key.aspect in _ASIDE else value
            old = self.one.flat.parts[key]
            old = {"cites": old} if key.aspect in _ASIDE else old
            one = self.one.resolve(list_citations(old))
            other = self.other.resolve(list_citations(own))
            if one != other:
                before = tuple(each for each in one if each not in other)
                after = tuple(each for each in other if each not in one)
                found.setdefault((before, after), []).append(self._title(key))
        return tuple(
            Regrounding(before, after, tuple(dict.fromkeys(labels)))
            for (before, after), labels in found.items()
        )

    def _title(self, key: Key) -> Text:
        """Return what a part is called, an indicator with what it stands below."""
        found = self._label(key.kind, key.name)
        parent = self._parent(key.name) if key.kind == "indicator" else ""
        if not parent:
            return found
        above = self._label("indicator", parent)
        return Text(f"{above.zh} / {found.zh}", f"{above.en} / {found.en}")


def _orders(value: Any) -> Iterator[tuple[str, ...]]:
    """Yield the keys of the mappings in a value, in their order: of cases the first holds."""
    if isinstance(value, dict):
        yield tuple(key for key in value if key not in WORDS | _ASIDE)
        for key, each in value.items():
            if key not in _ASIDE:
                yield from _orders(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _orders(each)
