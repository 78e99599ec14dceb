"""Sealed records as read: strict JSON, in which nothing is passed over."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

from scorelib.ground.canonical import print_canonical
from scorelib.ground.errors import NotFoundError, Text
from scorelib.ground.source import is_file

__all__ = ["MAX_BYTES", "RESULT", "RUN", "Sealed", "read_sealed"]

MAX_BYTES: Final = 256 * 1024 * 1024
"""Far more than the record of ten thousand projects scored together takes."""

RESULT: Final = "scorelib/result/1"
RUN: Final = "scorelib/run/1"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A record, and whether it was written as canonical JSON; None where there was no text."""

    record: Mapping[str, Any] = field(repr=False)
    canonical: bool | None


def read_sealed(source: str | bytes | Path | Mapping[str, Any]) -> Sealed:
    """Return a record from its text, its bytes, its file, or as data.

    Raises `NotFoundError`: SL903 where there is no file, SL950 for what is no strict JSON (a key
    twice, a number, anything behind the end), SL951 for JSON that is no record of results.

    >>> read_sealed('{"schema":"scorelib/result/1","schema":"scorelib/result/1"}')
    Traceback (most recent call last):
    scorelib.ground.errors.NotFoundError: SL950 this is no readable trace: the key `schema` stands \
twice (take the file that `scorelib score --format json` wrote, unchanged)
    """
    if isinstance(source, Mapping):
        return Sealed(_check_schema(source), None)
    text = source if isinstance(source, str) else _decode(source)
    if len(text) > MAX_BYTES:
        raise _refuse_size(len(text))
    record = _check_schema(_parse(text))
    return Sealed(record, print_canonical(record, settle=False) + "\n" == text)


def _decode(source: bytes | Path) -> str:
    if isinstance(source, Path):
        if not is_file(source):
            raise NotFoundError("SL903", path=source.as_posix())
        if (size := source.stat().st_size) > MAX_BYTES:
            raise _refuse_size(size)
        source = source.read_bytes()
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refuse(Text("不是 UTF-8 文本", "it is not text in UTF-8")) from error


def _parse(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_join_pairs,
            parse_int=_refuse_number,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        words = Text(f"第 {place} 处不是 JSON", f"it is not JSON at {place}")
        raise _refuse(words) from error
    except RecursionError as error:
        raise _refuse(Text("层次太深", "it is nested too deeply")) from error


def _join_pairs(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            shown = key[:40]
            raise _refuse(Text(f"键 `{shown}` 写了两次", f"the key `{shown}` stands twice"))
        found[key] = value
    return found


def _refuse_number(text: str) -> NoReturn:
    shown = text[:40]
    raise _refuse(Text(f"有不是文字的数 {shown}", f"it holds the number {shown}, not as text"))


def _check_schema(record: Any) -> Mapping[str, Any]:
    schema = record.get("schema") if isinstance(record, Mapping) else None
    if schema not in (RESULT, RUN):
        shown = schema[:60] if isinstance(schema, str) else "–"
        raise NotFoundError("SL951", schema=shown, wanted=(RESULT, RUN))
    try:
        print_canonical(record)
    except (ValueError, RecursionError) as error:
        words = Text("有规范 JSON 没有的内容", "it holds what canonical JSON does not")
        raise _refuse(words) from error
    found: Mapping[str, Any] = record
    return found


def _refuse_size(size: int) -> NotFoundError:
    words = Text(f"太大（{size} 字节）", f"it is too large ({size} bytes)")
    return _refuse(words)


def _refuse(reason: Text) -> NotFoundError:
    return NotFoundError("SL950", reason=reason)
