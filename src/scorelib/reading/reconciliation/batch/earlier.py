"""The submissions before: where each stands, by the id of its project."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from scorelib.engine.intake.batch import LINES
from scorelib.ground.errors import Diagnostic, DocumentError, NotFoundError
from scorelib.reading.projects import Asked
from scorelib.reading.reconciliation.batch.sources import (
    Source,
    Unreadable,
    list_sources,
    place_absence,
    read_source,
)

__all__ = ["index_submissions"]

_JSON: Final = (".json", *LINES)


def index_submissions(
    paths: Iterable[str], asked: Asked | None = None
) -> tuple[dict[str, Source], list[Unreadable]]:
    """Return where the projects of files, folders and patterns stand, and what cannot be told.

    `asked` is what official forms are read with.
    Of two with one id the first counts and the second is told (SL926).
    """
    found: dict[str, Source] = {}
    problems: list[Unreadable] = []
    for each in list_sources(paths, asked):
        if isinstance(each, Unreadable):
            problems.append(each)
            continue
        name = _read_id(each)
        if isinstance(name, Unreadable):
            problems.append(name)
        elif name in found:
            words = (("id", name), ("other", found[name].place))
            problems.append(Unreadable(each.place, (Diagnostic("SL926", words),)))
        else:
            found[name] = each
    return found, problems


def _read_id(source: Source) -> str | Unreadable:
    """Return the id of a project; the whole of it is read only where that is not plain."""
    try:
        return _find_id(source) or read_source(source).document.project.id
    except DocumentError as error:
        return Unreadable(source.place, error.diagnostics)
    except NotFoundError as error:
        return Unreadable(source.place, (place_absence(error),))


def _find_id(source: Source) -> str | None:
    """Return the id that a document in JSON gives, without looking at the rest of it."""
    path = Path(source.path)
    if path.suffix not in _JSON:
        return None
    try:
        with path.open("rb") as file:
            file.seek(source.offset)
            data = json.loads(file.read(source.length or -1).decode("utf-8-sig"))
        found = data["project"]["id"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        # Whatever it is, reading the whole document says it better.
        return None
    return found if isinstance(found, str) else None
