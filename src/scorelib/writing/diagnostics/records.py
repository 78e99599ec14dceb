"""Diagnostics as JSON: a list of records, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from scorelib.reading.advice.review import Notice
from scorelib.writing.json_text import print_json
from scorelib.writing.records import record_diagnostics

__all__ = ["print_notices"]


def print_notices(notices: Iterable[Notice]) -> str:
    """Return notices as JSON; one that is accepted says why, in `accepted`.

    >>> print_notices(()).strip()
    '[]'
    """
    records = []
    for each in notices:
        (record,) = record_diagnostics([each.diagnostic])
        if each.because is not None:
            record["accepted"] = {"zh": each.because.zh, "en": each.because.en}
        records.append(record)
    return print_json(records)
