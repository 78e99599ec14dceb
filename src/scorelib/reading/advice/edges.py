"""Advice on edges of grades that no case tests, by what the cases are measured to reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scorelib.compiler.graph.heads import Place
from scorelib.ground.errors import Diagnostic, DocumentError, Text
from scorelib.model.citations import GradeBand
from scorelib.reading.advice.desk import Desk, Loc

__all__ = ["find_untested_edges"]

_NO_CASES = "SL604"


def find_untested_edges(desk: Desk) -> Iterator[Diagnostic]:
    """Yield each edge of a grade on which, or just beside which, no case lies (SL738).

    Without cases nothing is tested (SL749), nor with cases that cannot be read (SL750). Edges of
    other bands are told by `scorelib test --coverage`.
    """
    if desk.ruleset.path is None:
        return
    # It reads and scores all cases, which nothing else here needs.
    from scorelib.reading.coverage.measure import measure_coverage

    try:
        found = measure_coverage(desk.ruleset, desk.plan, desk.roots)
    except DocumentError as error:
        yield _tell_cases(desk, error)
        return
    edges = {desk.place(path): (path, label) for path, label in _list_grades(desk)}
    missed: dict[Place, list[Text]] = {}
    for target in found.missed:
        if target.kind == "edge" and target.place in edges:
            missed.setdefault(target.place, []).append(target.label)
    for place, labels in missed.items():
        path, label = edges[place]
        yield desk.advise("SL738", path, label=label, missed=tuple(labels))


def _tell_cases(desk: Desk, error: DocumentError) -> Diagnostic:
    first = error.diagnostics[0]
    if first.code == _NO_CASES:
        path = dict(first.arguments).get("path", "cases.yaml")
        return desk.advise("SL749", ("id",), path=str(path).rpartition("/")[2])
    problem = f"{first.location}: {first.code}" if first.location else first.code
    return desk.advise("SL750", ("id",), problem=problem)


def _list_grades(desk: Desk) -> Iterator[tuple[Loc, Text]]:
    """Yield where the edges of all grades are written, and which grade each belongs to."""
    lists: list[tuple[Loc, Sequence[GradeBand]]] = [(("grades",), desk.document.grades)]
    for name, output in desk.document.outputs.items():
        lists.append((("outputs", name, "grades"), output.grades or ()))
    lists += [((*each.path, "grades"), each.spec.grades or ()) for each in desk.list_spots()]
    for path, grades in lists:
        for index, grade in enumerate(grades):
            for key in ("from", "above", "to", "below"):
                if desk.find((*path, index, key)) is not None:
                    yield (*path, index, key), grade.label
