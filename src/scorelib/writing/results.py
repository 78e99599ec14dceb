"""A result as JSON text, by the general writer or by a program that writes what it does."""

from __future__ import annotations

from scorelib.engine.outcome.result import Result
from scorelib.writing.seals import print_record

__all__ = ["write_json"]


def write_json(result: Result, *, sealed: bool = True) -> str:
    """Return a result as one line of canonical JSON, always the same bytes.

    It is sealed, with all that is needed to evaluate again, or only what came out. Of a plan by
    which many projects are scored the text is written by programs.
    """
    if not isinstance(result.values, tuple):
        # Who writes a single result does not wait for the import.
        from scorelib.writing.programs import can_write, write_result

        if can_write(result):
            return write_result(result, sealed=sealed)
    return print_record(result, sealed=sealed)
