"""A result as JSON text, by the general writer or by a program that writes what it does."""

from __future__ import annotations

from scorelib.engine.outcome.result import Result
from scorelib.writing.json_text import print_json
from scorelib.writing.records import record_result

__all__ = ["write_json"]


def write_json(result: Result) -> str:
    """Return a result as JSON text, schema `scorelib/result/1`; the same result, the same bytes.

    Of a plan by which many projects are scored the text is written by programs.
    """
    if not isinstance(result.values, tuple):
        # Who writes a single result does not wait for the import.
        from scorelib.writing.programs import can_write, write_result

        if can_write(result):
            return write_result(result)
    return print_json(record_result(result))
