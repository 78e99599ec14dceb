"""The text of a sealed record: its keys in order, each printed by itself, with the seal."""

from __future__ import annotations

from typing import Final

from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.recorded import record_rules
from scorelib.engine.outcome.basis import Basis
from scorelib.engine.outcome.result import Result
from scorelib.ground.canonical import print_canonical, print_members
from scorelib.reading.seals import PARTS as SEALED
from scorelib.reading.seals import REST, join_parts, name_part
from scorelib.writing.records import PARTS

__all__ = ["WITHOUT", "print_keys", "print_record", "print_rules"]

MOST_PLANS: Final = 16

WITHOUT: Final = Basis.print_nothing()
"""What stands in a record for the project's document and the statistics, where there are none."""


APART: Final = ("document", "rules", "seal", "statistics")
"""What a record holds beside what came out, so that it can be evaluated again."""


def print_record(result: Result, *, sealed: bool = True) -> str:
    """Return a result as one line of canonical JSON, sealed or only what came out."""
    if sealed:
        return print_members(print_keys(result)) + "\n"
    texts = {key: print_canonical(make(result)) for key, make in PARTS if key not in APART}
    return print_members(texts) + "\n"


def print_keys(result: Result) -> dict[str, str]:
    """Return the keys of a record with what stands there as canonical JSON, the seal included."""
    texts = dict(WITHOUT if result.basis is None else result.basis.texts)
    texts["rules"] = print_rules(result.plan)
    for key, make in PARTS:
        if key not in texts:
            texts[key] = print_canonical(make(result))
    parts: dict[str, dict[str, str]] = {part: {} for part in (*SEALED, REST)}
    for key, text in texts.items():
        parts[name_part(key)][key] = text
    return {**texts, "seal": print_canonical(join_parts(parts))}


_rules: Final[dict[int, tuple[Plan, str]]] = {}


def print_rules(plan: Plan) -> str:
    """Return the ruleset of a plan as canonical JSON; it is printed once for many results."""
    found = _rules.get(id(plan))
    if found is None or found[0] is not plan:
        if len(_rules) >= MOST_PLANS:
            _rules.clear()
        found = _rules[id(plan)] = plan, print_canonical(record_rules(plan))
    return found[1]
