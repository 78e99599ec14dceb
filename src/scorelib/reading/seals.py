"""Seals: what a record is hashed to, part by part, so that a change shows, and where it is.

A part is the object of some of the record's keys, as canonical JSON; `content` is the hash of the
object of the parts' hashes. Everything but the seal itself belongs to one part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from scorelib.ground.canonical import print_canonical, print_members

__all__ = [
    "ALGORITHM",
    "PARTS",
    "REST",
    "hash_list",
    "hash_text",
    "join_parts",
    "join_seal",
    "name_part",
    "seal_record",
]

ALGORITHM: Final = "sha256"

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "engine": ("engine",),
    "facts": ("document", "statistics"),
    "nodes": ("nodes",),
    "ruleset": ("rules", "ruleset"),
}
"""The parts of a record, and the keys of each; a key of none of them belongs to `REST`."""

REST: Final = "result"

_PART_OF: Final = {key: part for part, keys in PARTS.items() for key in keys}


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal.

    >>> hash_text("{}")[:16]
    '44136fa355b3678a'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def hash_list(hashes: Iterable[str]) -> str:
    """Return the hash of a list of hashes.

    >>> hash_list(["00"]) == hash_text('["00"]')
    True
    """
    return hash_text(print_canonical(list(hashes)))


def name_part(key: str) -> str:
    """Return the part that a key of a record belongs to.

    >>> name_part("rules"), name_part("total")
    ('ruleset', 'result')
    """
    return _PART_OF.get(key, REST)


def join_seal(parts: Mapping[str, str]) -> dict[str, str]:
    """Return the seal of a record whose parts have these hashes.

    >>> join_seal({"nodes": "00"})["content"] == hash_text('{"nodes":"00"}')
    True
    """
    content = hash_text(print_canonical(dict(parts)))
    return {"algorithm": ALGORITHM, "content": content, **parts}


def seal_record(record: Mapping[str, Any], *, settle: bool = True) -> dict[str, str]:
    """Return the seal of a record; one that it has already is left out of account.

    Text is brought to NFC first, unless `settle` is false. Raises `ValueError` where the record
    holds something that canonical JSON does not.

    >>> seal_record({"nodes": [], "seal": None}) == seal_record({"nodes": []})
    True
    """
    texts: dict[str, dict[str, str]] = {part: {} for part in (*PARTS, REST)}
    for key, value in record.items():
        if key != "seal":
            texts[name_part(key)][key] = print_canonical(value, settle=settle)
    return join_parts(texts)


def join_parts(texts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return the seal of a record from its parts, whose keys are printed already.

    >>> join_parts({"nodes": {"nodes": "[]"}}) == join_seal({"nodes": hash_text('{"nodes":[]}')})
    True
    """
    return join_seal({part: hash_text(print_members(texts[part])) for part in sorted(texts)})
