"""Plain data as canonical JSON (RFC 8785): the same data gives the same bytes, anywhere.

Keys are sorted by their UTF-16 code units, there is no white space, and nothing is escaped that
need not be. Beyond the RFC, text is brought to the normal form NFC, and there are no numbers:
figures are text, so that no reader makes floats of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring
from typing import Any, Final
from unicodedata import is_normalized, normalize

__all__ = ["is_steady", "print_canonical", "print_members", "settle_text", "sort_keys"]

_STEADY: Final = re.compile(
    r"[\x00-\x7f\u00b7\u00d7\u2010-\u2027\u2030-\u205e\u2190-\u2328\u2460-\u27ff\u3000-\u3029"
    r"\u3030-\u3098\u30a0-\u30ff\u3105-\u312f\u3200-\u9fff\uac00-\ud7a3\uff01-\uffee]*"
)
"""Characters of most texts; none of them joins with one before it."""


def print_canonical(value: Any, *, settle: bool = True) -> str:
    r"""Return plain data as canonical JSON text, without a line end.

    Data are mappings, lists, text, true, false and null. With `settle` text is brought to NFC
    first; without, it is printed as it is. Raises `ValueError` for anything else: numbers, keys
    that are no text or become the same, and half of a surrogate pair.

    >>> print_canonical({"b": [True, None], "a": "甲\n"})
    '{"a":"甲\\n","b":[true,null]}'
    """
    if isinstance(value, str):
        return _print_text(value, settle)
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return _print_mapping(value, settle)
    if isinstance(value, (list, tuple)):
        return f"[{','.join([print_canonical(each, settle=settle) for each in value])}]"
    raise ValueError(f"no value of canonical JSON: {type(value).__name__}")


def _print_mapping(value: Mapping[Any, Any], settle: bool) -> str:
    try:
        keys = sorted(value)
        plain = all(map(str.isascii, keys))
    except TypeError as error:
        raise ValueError("no key of canonical JSON but text") from error
    if not plain:
        texts = {
            settle_text(key) if settle else key: print_canonical(value[key], settle=settle)
            for key in keys
        }
        if len(texts) < len(value):
            raise ValueError("two keys are the same text")
        return print_members(texts)
    found: list[str] = []
    for key in keys:
        each = value[key]
        # Most of what is written are words and what is not there.
        if each is None:
            found.append(f"{encode_basestring(key)}:null")
        elif each.__class__ is str:
            found.append(f"{encode_basestring(key)}:{_print_text(each, settle)}")
        else:
            found.append(f"{encode_basestring(key)}:{print_canonical(each, settle=settle)}")
    return f"{{{','.join(found)}}}"


def print_members(texts: Mapping[str, str]) -> str:
    """Return an object whose values are printed already.

    >>> print_members({"b": "null", "a": "[]"})
    '{"a":[],"b":null}'
    """
    return f"{{{','.join([f'{encode_basestring(key)}:{texts[key]}' for key in sort_keys(texts)])}}}"


def sort_keys(keys: Iterable[str]) -> list[str]:
    r"""Return keys in the order of their UTF-16 code units.

    >>> sort_keys(["\ufb33", "\U0001f600", "a"]) == ["a", "\U0001f600", "\ufb33"]
    True
    """
    found = sorted(keys)
    if all(map(str.isascii, found)):
        return found
    return sorted(found, key=lambda key: key.encode("utf-16-be", "surrogatepass"))


def settle_text(text: str) -> str:
    r"""Return text in the normal form NFC.

    >>> settle_text("e\u0301") == "\u00e9"
    True
    """
    # Unbound, since a mark of a template is asked for nothing but what it is.
    if str.isascii(text) or is_normalized("NFC", text):
        return text
    return normalize("NFC", text)


def _print_text(text: str, settle: bool) -> str:
    if str.isascii(text):
        return encode_basestring(text)
    found = encode_basestring(settle_text(text) if settle else text)
    if _HALVES.search(found):
        raise ValueError("half of a surrogate pair")
    return found


_HALVES: Final = re.compile(r"[\ud800-\udfff]")


def is_steady(text: str) -> bool:
    r"""Return whether text stays the same in NFC, whatever steady text it is put between.

    >>> is_steady("甲a"), is_steady("e\u0301")
    (True, False)
    """
    return text.isascii() or (_STEADY.fullmatch(text) is not None and is_normalized("NFC", text))
