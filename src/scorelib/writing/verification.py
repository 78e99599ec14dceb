"""What came of checking a sealed record, as lines for a person."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.differences import Difference
from scorelib.reading.verification import Verification, verify_sealed
from scorelib.writing.seals import print_record
from scorelib.writing.text import print_diagnostic

__all__ = ["print_verification", "verify_trace"]

MOST: Final = 40
"""So many differences of a record are listed; how many more there are is told."""

_MOST_CHARACTERS: Final = 80


def verify_trace(
    trace: str | bytes | Path | Mapping[str, Any],
    ruleset: str | Path | Ruleset | None = None,
    roots: Sequence[Path] = (),
) -> Verification:
    """Return what comes of checking a sealed trace and evaluating it again.

    A trace is its text, its bytes, its file (a `Path`) or its data; `ruleset` is what it should
    rest on, `roots` are folders of rulesets. Raises `NotFoundError` (SL903, SL950, SL951) for what
    cannot be read, and what loading the ruleset raises.

    >>> verify_trace('{"schema": "scorelib/result/1"}').ok
    False
    """
    return verify_sealed(trace, _record, ruleset, roots)


def _record(result: Result) -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(print_record(result))
    return found


def print_verification(found: Verification, lang: Lang) -> str:
    """Return what came of a check: whether all is well, what was checked, and what differs."""
    return "\n".join(_list_lines(found, lang)) + "\n"


def _list_lines(found: Verification, lang: Lang) -> Iterator[str]:
    colon = "：" if lang == "zh" else ": "
    verdict = label("seal.verified" if found.ok else "seal.refused", lang)
    good = sum(each.ok for each in found.results)
    what = label("seal.run", lang, count=len(found.results), good=good) if found.results else ""
    yield f"{verdict}{colon}{what or _show_project(found, lang)}"
    here = "" if found.here is None else label(f"seal.here.{found.here}", lang)
    rule = _show(f"{found.ruleset} sha256:{found.sha256[:16]}")
    yield f"  {label('ruleset', lang)}{colon}{rule}  {here}".rstrip()
    yield f"  {label('seal.engine', lang)}{colon}scorelib {_show(found.engine or '–')}"
    yield f"  {label('seal.content', lang)}{colon}sha256:{_show(found.content or '–')}"
    for each in found.problems:
        yield from print_diagnostic(each, lang).splitlines()
    yield from _list_differences(found.differences, lang)
    for result in found.results:
        if not result.ok or result.problems:
            yield ""
            yield from _list_lines(result, lang)


def _show_project(found: Verification, lang: Lang) -> str:
    points = "" if found.points is None else f"  {label('points', lang)} {found.points}"
    return _show((found.project or "–") + points)


def _list_differences(differences: Sequence[Difference], lang: Lang) -> Iterator[str]:
    if not differences:
        return
    yield f"  {label('seal.differences', lang)}"
    for each in differences[:MOST]:
        field = f"{each.node or ''} {each.field}".strip()
        sealed, now = (_show_value(value, lang) for value in (each.sealed, each.now))
        yield f"    {_show(field)}: {sealed} → {now}"
    if len(differences) > MOST:
        yield f"    {label('seal.more', lang, count=len(differences) - MOST)}"


def _show_value(value: str | None, lang: Lang) -> str:
    return label("seal.nothing", lang) if value is None else _show(value)


def _show(text: str) -> str:
    """Return words of a file that may hold anything: on one line, short, nothing invisible."""
    cut = text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…"
    return "".join(each if each.isprintable() else _escape(each) for each in cut)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode()
