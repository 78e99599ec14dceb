"""Cases for a new layer: one of those of the ruleset below, and one on each side of a new edge."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import LABELS
from scorelib.ground.source import is_file, read_document, read_file, to_data
from scorelib.reading.cases.judging import judge_cases
from scorelib.reading.cases.loading import FILE_NAME, Cases, read_cases
from scorelib.reading.cases.updates import apply_updates, list_updates
from scorelib.reading.coverage.edges import find_edge_cases
from scorelib.writing.edges import append_edges

__all__ = ["complete_cases", "list_cases"]

_MOST: Final = 8
"""So many cases below are tried."""


def list_cases(base: Ruleset) -> Iterator[dict[str, Any]]:
    """Yield cases for a layer, without what they expect: of the ruleset below, with a total first.

    Their notes say that a person has to confirm them. The last is a project that says nothing.
    """
    cases = [*_list_own(base)]
    cases.sort(key=lambda each: each["expect"].get("total", "none") == "none")
    for case in islice(cases, _MOST):
        words = {"base": base.reference, "case": case["id"]}
        kept = {key: value for key, value in case.items() if key not in ("id", "note", "expect")}
        yield {"id": case["id"], "note": _say("new.confirm", **words), **kept}
    yield {"id": "nothing-given", "note": _say("new.empty")}


def _say(name: str, **words: str) -> dict[str, str]:
    zh, en = LABELS[name]
    return {"zh": zh.format(**words), "en": en.format(**words)}


def _list_own(base: Ruleset) -> Iterator[dict[str, Any]]:
    """Yield the cases beside a ruleset that stand by themselves and are scored."""
    path = base.path and base.path.with_name(FILE_NAME)
    data = to_data(read_file(path)) if path is not None and is_file(path) else {}
    for case in data.get("cases", ()) if isinstance(data, dict) else ():
        if "cohort" not in case and "errors" not in case.get("expect", {"errors": ()}):
            yield case


def complete_cases(ruleset: Ruleset, text: str, lang: Lang) -> str:
    """Return a file of cases with drafts for the new edges, and with what comes out expected.

    Raises `DocumentError` where the text is no file of cases.
    """
    plan = compile_ruleset(ruleset)
    cases = _read(ruleset, text)
    found = find_edge_cases(ruleset, plan, cases, judge_cases(plan, cases))
    cases = _read(ruleset, append_edges(text, found, lang))
    updates, _ = list_updates(cases, judge_cases(plan, cases))
    return apply_updates(cases, updates)[0]


def _read(ruleset: Ruleset, text: str) -> Cases:
    assert ruleset.path is not None
    return read_cases(ruleset.path.with_name(FILE_NAME), read_document(text, FILE_NAME))
