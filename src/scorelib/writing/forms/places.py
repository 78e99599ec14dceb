"""Where the values of a project stood in its form, as text: beside the result, never in it."""

from __future__ import annotations

from pathlib import Path

from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.forms.filled import Filled
from scorelib.writing.words import flatten

__all__ = ["print_places"]


def print_places(path: Path, filled: Filled, lang: Lang) -> str:
    """Return the cell of every value, one a line.

    >>> from scorelib.engine.intake.project import load_project
    >>> project = load_project("examples/hechi-2022")
    >>> print(print_places(Path("form.xlsx"), Filled(project, {"project/id": "Basics!C4"}), "en"))
    form.xlsx: where each value came from
      project/id  Basics!C4
    <BLANKLINE>
    """
    lines = [f"{path.as_posix()}: {label('form.places', lang)}"]
    lines += (f"  {flatten(name)}  {flatten(place)}" for name, place in filled.places.items())
    return "\n".join(lines) + "\n"
