"""What one cell says: values of a document as the text of a cell, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import LABELS
from scorelib.words.folding import fold_text

__all__ = [
    "flatten",
    "fold_formula",
    "read_choice",
    "read_citation",
    "read_pair",
    "show_choice",
    "show_citation",
    "split_names",
]

_BAR: Final = "｜"


def show_choice(code: str, choices: Mapping[str, Text], lang: Lang) -> str:
    """Return a word of a document as a drop-down offers it; one that is not offered as it is.

    >>> show_choice("verified", {"verified": Text("已核实", "verified")}, "zh")
    '已核实 verified'
    """
    words = choices.get(code)
    if words is None or lang == "en":
        return code
    return f"{words.zh} {code}"


def read_choice(text: str, choices: Mapping[str, Text]) -> str | None:
    """Return the word of a document that a cell means: by itself, its Chinese or its English words.

    None where it means none, or more than one.

    >>> known = {"verified": Text("已核实", "verified")}
    >>> [read_choice(text, known) for text in ("已核实 verified", "已核实", "Verified", "未读")]
    ['verified', 'verified', 'verified', None]
    """
    wanted = _squeeze(text)
    found = [
        code
        for code, words in choices.items()
        if wanted in {_squeeze(each) for each in (code, *words, f"{words.zh}{code}")}
    ]
    exact = [code for code in found if _squeeze(code) == wanted]
    return (exact or found)[0] if len(exact or found) == 1 else None


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", fold_text(text)).casefold()


def split_names(text: str) -> list[str]:
    """Return the names that stand in a cell with commas, 、 or line ends between them.

    >>> split_names("executed、 budget")
    ['executed', 'budget']
    """
    return [each for each in re.split(r"[\s,;、]+", fold_text(text)) if each]


def fold_formula(text: str) -> str:
    """Return a formula with full-width signs as plain ones; what stands in quotes stays.

    >>> fold_formula("（executed）/budget＞weight('高（甲）')")
    "(executed)/budget>weight('高（甲）')"
    """
    pieces = re.split(r"('[^']*'|\"[^\"]*\")", text.strip())
    return "".join(each if at % 2 else fold_text(each) for at, each in enumerate(pieces))


def show_citation(citation: Mapping[str, Any], lang: Lang) -> str:
    """Return a clause as a line of a cell.

    >>> show_citation({"source": "form", "clause": "注1", "status": "inferred"}, "en")
    'form#注1｜inferred'
    """
    note = citation.get("note") or {}
    status = str(citation.get("status", ""))
    shown = show_choice(status, _statuses(), lang) if status else ""
    parts = [_join_clause(citation), shown, note.get("zh", ""), note.get("en", "")]
    while parts[1:] and not parts[-1]:
        parts.pop()
    return _BAR.join(str(each) for each in parts)


def _join_clause(citation: Mapping[str, Any]) -> str:
    source = str(citation.get("source", ""))
    return f"{source}#{citation['clause']}" if "clause" in citation else source


def read_citation(line: str) -> dict[str, Any] | str | None:
    """Return a clause as a document has it: shortly where it can be. None where it has no shape.

    >>> read_citation("form＃注1"), read_citation("form#注1｜推定")
    ('form#注1', {'source': 'form', 'clause': '注1', 'status': 'inferred'})
    """
    parts = [each.strip() for each in line.split(_BAR)]
    source, hash_, clause = re.sub("^([^#＃]*)＃", r"\1#", parts[0]).partition("#")
    named = f"{source.strip()}{hash_}{clause.strip()}"
    if len(parts) == 1:
        return named
    if len(parts) > 4:
        return None
    found: dict[str, Any] = {"source": source.strip()}
    if hash_:
        found["clause"] = clause.strip()
    if parts[1]:
        found["status"] = read_choice(parts[1], _statuses()) or parts[1]
    note = {lang: words for lang, words in zip(("zh", "en"), parts[2:], strict=False) if words}
    return {**found, "note": note} if note else found


def _statuses() -> dict[str, Text]:
    names = ("verified", "unverified", "inferred")
    return {name: Text(*LABELS[f"rulebook.choice.status.{name}"]) for name in names}


_PAIR: Final = re.compile(r"(?s)([^:：]*)[:：](.*)")
_KEY: Final = re.compile(r"[^\s]+$")


def read_pair(line: str) -> tuple[str, str] | None:
    """Return the key and the content of a line; words before the key are for people.

    >>> read_pair("封顶 cap：1"), read_pair("cap")
    (('cap', '1'), None)
    """
    found = _PAIR.fullmatch(line.strip())
    key = _KEY.search(fold_text(found[1]).strip()) if found else None
    if found is None or key is None or not found[2].strip():
        return None
    return key[0], found[2].strip()


def flatten(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the single values of a mapping by their dotted keys."""
    for key, each in value.items():
        name = f"{path}.{key}" if path else str(key)
        if isinstance(each, dict):
            yield from flatten(each, name)
        else:
            yield name, each
