"""What a target is, and what those who look for targets work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from scorelib.compiler.graph.formulas import print_formula
from scorelib.compiler.graph.heads import Place
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.outcome.lookups import name_nodes
from scorelib.ground.errors import Text
from scorelib.ground.messages.labels import label
from scorelib.reading.coverage.probes import Probe
from scorelib.reading.coverage.sites import Loc, Sites

__all__ = ["KINDS", "Kind", "Survey", "Target", "say"]

Kind = Literal[
    "indicator",
    "band",
    "edge",
    "option",
    "branch",
    "row",
    "rule",
    "form",
    "policy",
    "limit",
    "rounding",
    "check",
]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Target:
    """A part of a ruleset that a case can reach.

    `node` is the id of the place it belongs to, `own` whether the ruleset's own layer writes it.
    `hint` says how a case reaches it; it is reached where any of its `probes` sees it.
    """

    kind: Kind
    place: Place
    node: str
    label: Text
    hint: Text
    own: bool
    probes: tuple[Probe, ...] = field(repr=False)

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it one target: its kind, its place and its words."""
        return self.kind, self.place, self.label


@dataclass(frozen=True, slots=True)
class Survey:
    """What targets are looked for in: the plan, the tree it comes from, the ruleset's own layer."""

    plan: Plan
    sites: Sites
    own: str

    def make(
        self,
        kind: Kind,
        path: Loc,
        node: str,
        words: tuple[Text, Text],
        probes: Sequence[Probe],
    ) -> Target:
        """Return a target at a path; `words` are its label and its hint."""
        place = self.sites.place(path)
        return Target(kind, place, node, *words, place.layer == self.own, tuple(probes))

    def print(self, node: int) -> str:
        """Return the formula of a node, in the names of the ruleset."""
        return print_formula(self.plan.nodes, node, known=name_nodes(self.plan))


def say(name: str, **words: Text | str | int) -> Text:
    """Return a label in both languages, its words filled in."""

    def to(lang: Literal["zh", "en"]) -> str:
        shown = {
            key: each.to(lang) if isinstance(each, Text) else str(each)
            for key, each in words.items()
        }
        return label(name, lang, **shown)

    return Text(to("zh"), to("en"))
