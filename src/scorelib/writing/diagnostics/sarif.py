"""Diagnostics as SARIF 2.1.0, the format in which tools hand their findings to others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

from scorelib._version import __version__
from scorelib.ground.errors import Diagnostic, Lang
from scorelib.ground.messages import MESSAGES
from scorelib.reading.advice.review import Notice
from scorelib.writing.diagnostics.pages import print_page
from scorelib.writing.diagnostics.places import Spot, print_uri, read_spot
from scorelib.writing.json_text import print_json
from scorelib.writing.reports.characters import show_codes

__all__ = ["print_sarif"]

_LEVELS: Final = {"error": "error", "warning": "warning"}
_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LANGUAGES: Final = {"zh": "zh-CN", "en": "en"}


def print_sarif(notices: Iterable[Notice], lang: Lang, *, complete: bool = True) -> str:
    """Return notices as a log of one run: the rules that they name, and a result for each.

    `complete` says that everything asked for could be looked at. Columns are counted in
    characters, and said to be; paths are relative to the folder in which the command ran. What
    the author accepts is suppressed in the source, with the reason.
    """
    listed = list(notices)
    codes = sorted({each.diagnostic.code for each in listed})
    run = {
        "tool": {"driver": _describe_tool(codes, lang)},
        "language": _LANGUAGES[lang],
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": complete}],
        "results": [_describe_result(each, codes, lang) for each in listed],
    }
    return print_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _describe_tool(codes: Sequence[str], lang: Lang) -> dict[str, Any]:
    return {
        "name": "scorelib",
        "version": __version__,
        "rules": [_describe_rule(code, lang) for code in codes],
    }


def _describe_rule(code: str, lang: Lang) -> dict[str, Any]:
    """Return what one code is about: in a line, in a paragraph, and its page in both languages."""
    entry = MESSAGES[code]
    both = f"{print_page(code, 'zh')}\n{print_page(code, 'en')}"
    return {
        "id": code,
        "shortDescription": {"text": entry.zh if lang == "zh" else entry.en},
        "fullDescription": {"text": entry.about_zh if lang == "zh" else entry.about_en},
        "help": {"text": both},
        "defaultConfiguration": {"level": _LEVELS.get(entry.severity, "note")},
    }


def _describe_result(notice: Notice, codes: Sequence[str], lang: Lang) -> dict[str, Any]:
    found = notice.diagnostic
    words = f"{found.message(lang)}\n{found.next_step(lang)}"
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": _LEVELS.get(found.severity, "note"),
        "message": {"text": show_codes(words)},
        "partialFingerprints": {"scorelib/1": _fingerprint(found)},
    }
    if found.location is not None:
        result["locations"] = [_describe_place(found, read_spot(found.location))]
    if notice.because is not None:
        why = show_codes(notice.because.to(lang))
        result["suppressions"] = [{"kind": "inSource", "justification": why}]
    return result


def _describe_place(found: Diagnostic, spot: Spot) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": print_uri(spot.file)}}
    if spot.line is not None:
        region: dict[str, Any] = {"startLine": spot.line, "startColumn": spot.column}
        if spot.end_column is not None:
            region["endColumn"] = spot.end_column
        if found.excerpt:
            region["snippet"] = {"text": show_codes(found.excerpt)}
        physical["region"] = region
    place: dict[str, Any] = {"physicalLocation": physical}
    named = spot.cell or found.path
    if named:
        place["logicalLocations"] = [{"fullyQualifiedName": show_codes(named)}]
    return place


def _fingerprint(found: Diagnostic) -> str:
    """Return what tells one finding from another when lines have moved."""
    file = read_spot(found.location).file if found.location else ""
    # Where nothing says what part it is about, its words do; figures of lines are not in them.
    said = "\n".join([found.code, file, found.path or found.message("en")])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
