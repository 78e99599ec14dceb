"""`scorelib test --mutate`: what the cases of a ruleset would not notice."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Annotated, Literal

import typer

from scorelib.cli.terminal import say_error, show, tell_progress
from scorelib.ground.errors import Lang

__all__ = [
    "JobsOption",
    "MutateOption",
    "MutationRequest",
    "SampleOption",
    "SeedOption",
    "mutate_ruleset",
]

Format = Literal["text", "json", "markdown", "html"]

MutateOption = Annotated[
    bool,
    typer.Option("--mutate", help="Change one place after another: do the cases notice? 变异测试"),
]
SampleOption = Annotated[
    int | None,
    typer.Option("--sample", min=1, metavar="N", help="Try only so many changes. 只试几处"),
]
SeedOption = Annotated[int, typer.Option("--seed", help="Which ones a sample takes. 抽样的种子")]
JobsOption = Annotated[
    int, typer.Option("--jobs", min=1, max=64, help="Processes at once. 同时运行的进程数")
]


@dataclass(frozen=True, slots=True)
class MutationRequest:
    """How to mutate: `least` is the score in per cent that is asked for, None for none."""

    format: Format = "text"
    least: Fraction | None = None
    sample: int | None = None
    seed: int = 0
    jobs: int = 1


def mutate_ruleset(name: str, roots: Sequence[Path], request: MutationRequest, lang: Lang) -> bool:
    """Mutate one ruleset and show what came of it; return whether it falls short.

    Raises what loading the ruleset and its cases raises.
    """
    from scorelib.compiler.loading.loader import load_ruleset
    from scorelib.reading.mutation import find_shortfall, list_survivors, run_mutation
    from scorelib.writing.mutation import PRINTERS

    done = count(1)

    def move(_: object, most: int) -> None:
        if sys.stderr.isatty():
            tell_progress(next(done), most)

    found = run_mutation(
        load_ruleset(name, roots=roots),
        sample=request.sample,
        seed=request.seed,
        jobs=request.jobs,
        moved=move,
    )
    show(PRINTERS[request.format](found, lang))
    if request.least is None:
        return False
    shortfall = find_shortfall(found, request.least)
    if shortfall is None:
        return False
    say_error([*list_survivors(found), shortfall], lang)
    return True
