"""The command `verify`: a sealed trace checked again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scorelib.cli.options import LangOption, RootsOption, reporting
from scorelib.cli.terminal import choose_lang, show

__all__ = ["verify"]


def verify(
    trace: Annotated[Path, typer.Argument(help="What `score --format json` wrote. 封存的计分结果")],
    ruleset: Annotated[
        str | None,
        typer.Option("--ruleset", help="The ruleset it should rest on: id or path. 应依据的规则"),
    ] = None,
    lang: LangOption = None,
    rulesets: RootsOption = None,
) -> None:
    """Check a sealed result and evaluate it again; exit 1 where it does not hold. 核验结果."""
    language = choose_lang(lang)
    with reporting(language):
        from scorelib.writing.verification import print_verification, verify_trace

        found = verify_trace(trace, ruleset, rulesets or ())
        show(print_verification(found, language))
        if not found.ok:
            raise typer.Exit(1)
