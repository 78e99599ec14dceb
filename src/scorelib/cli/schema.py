"""The command `schema`: the JSON Schema of one kind of document, for editors and programs."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from scorelib.cli.options import reporting
from scorelib.cli.terminal import choose_lang, show

__all__ = ["schema"]


def schema(
    document: Annotated[
        Literal["project", "ruleset", "result", "cases", "statistics"],
        typer.Argument(help="The kind of document. 文件种类"),
    ],
) -> None:
    """Print the JSON Schema of one kind of document, for editors and programs. 文件的格式."""
    with reporting(choose_lang(None)):
        from scorelib.model.schemas import read_schema

        show(read_schema(document))
