"""The frame of a sealed record: what programs wrote of a result is put together and hashed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Final

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.outcome.basis import Basis
from scorelib.ground.canonical import print_canonical
from scorelib.reading.seals import hash_text, join_seal
from scorelib.writing.seals import print_rules

__all__ = ["Frame"]


class Frame:
    """Puts the texts of records of one plan together."""

    def __init__(self, plan: Plan) -> None:
        self._rules = f'"rules":{print_rules(plan)}'
        self._hash_ruleset = lru_cache(64)(self._hash_ruleset_anew)

    def _hash_ruleset_anew(self, ruleset: str) -> str:
        return hash_text(f"{{{self._rules},{ruleset}}}")

    def join(self, texts: Sequence[str], nodes: str, basis: Basis) -> str:
        """Return a record from the texts of its keys, in their order, and that of its nodes."""
        (cohort, engine, extras, findings, grade, reason, outputs, project) = texts[:8]
        ruleset, schema, total, values = texts[8:]
        rest = f"{extras},{findings},{grade},{reason}"
        seal = _print_seal(
            _hash_small(engine),
            basis.sha256,
            _hash_nodes(nodes),
            hash_text(f"{{{cohort},{rest},{outputs},{project},{schema},{total},{values}}}"),
            self._hash_ruleset(ruleset),
        )
        kept = basis.texts
        return (
            f'{{{cohort},"document":{kept["document"]},{engine},{rest},"nodes":[{nodes}],{outputs},'
            f'{project},{self._rules},{ruleset},{schema},{seal},"statistics":{kept["statistics"]},'
            f"{total},{values}}}\n"
        )

    def join_plain(self, texts: Sequence[str], nodes: str) -> str:
        """Return what came out, without what is needed to evaluate again and the seal."""
        (cohort, engine, extras, findings, grade, reason, outputs, project) = texts[:8]
        ruleset, schema, total, values = texts[8:]
        return (
            f'{{{cohort},{engine},{extras},{findings},{grade},{reason},"nodes":[{nodes}],'
            f"{outputs},{project},{ruleset},{schema},{total},{values}}}\n"
        )


def _hash_nodes(nodes: str) -> str:
    # The longest part is not copied once more for its brackets.
    found = sha256(b'{"nodes":[')
    found.update(nodes.encode())
    found.update(b"]}")
    return found.hexdigest()


@lru_cache(64)
def _hash_small(text: str) -> str:
    return hash_text(f"{{{text}}}")


def _print_seal(engine: str, facts: str, nodes: str, rest: str, ruleset: str) -> str:
    content = hash_text(_CONTENT % (engine, facts, nodes, rest, ruleset))
    return _SEAL % (content, engine, facts, nodes, rest, ruleset)


_PARTS: Final = ("engine", "facts", "nodes", "result", "ruleset")
_CONTENT: Final = print_canonical(dict.fromkeys(_PARTS, "%s"))
_SEAL: Final = (
    f'"seal":{print_canonical({**join_seal(dict.fromkeys(_PARTS, "%s")), "content": "%s"})}'
)
