"""The command `test`: the cases beside rulesets run, updated, and asked what they reach."""

from __future__ import annotations

import sys
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from scorelib.cli.mutation import (
    JobsOption,
    MutateOption,
    MutationRequest,
    SampleOption,
    SeedOption,
    mutate_ruleset,
)
from scorelib.cli.options import LangOption, RootsOption, reporting
from scorelib.cli.terminal import choose_lang, say_error
from scorelib.ground.errors import DocumentError, Lang, NotFoundError, WordError

__all__ = ["test"]

Run = Callable[[str], bool]
"""What is done with one ruleset, by its id or path; whether it fell short."""


def test(
    rulesets: Annotated[list[str], typer.Argument(help="Rulesets, by id or path. 规则")],
    update: Annotated[
        bool, typer.Option("--update", help="Write what came out into the cases. 更新用例")
    ] = False,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="What of the ruleset the cases reach. 覆盖率")
    ] = False,
    mutate: MutateOption = False,
    edges: Annotated[
        bool, typer.Option("--edges", help="Draft cases for edges nobody tests. 起草界线用例")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Where to write: .html, .json, .yaml. 输出文件"),
    ] = None,
    append: Annotated[
        bool, typer.Option("--append", help="Append the drafts to cases.yaml. 追加到用例")
    ] = False,
    format: Annotated[
        Literal["text", "json", "html", "markdown"], typer.Option("--format", help="格式")
    ] = "text",
    fail_under: Annotated[
        str | None,
        typer.Option("--fail-under", metavar="PERCENT", help="Exit 1 below this share. 低于此失败"),
    ] = None,
    sample: SampleOption = None,
    seed: SeedOption = 0,
    jobs: JobsOption = 1,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite the file that is there. 覆盖")
    ] = False,
    lang: LangOption = None,
    roots: RootsOption = None,
) -> None:
    """Run the cases beside rulesets; update them, or ask what they reach. 运行规则旁边的用例。"""
    language = choose_lang(lang)
    chosen = [update, coverage, mutate, edges]
    _check_options(chosen, fail_under, format, sample, seed, jobs)
    if (out is not None and not (coverage or edges)) or (append and not edges):
        raise typer.BadParameter("-o goes with --coverage and --edges, --append with --edges")
    if out is not None and len(rulesets) > 1:
        raise typer.BadParameter("-o goes with one ruleset")
    least = _read_percent(fail_under)
    with reporting(language):
        from scorelib.cli.cases import CaseRequest, cover_ruleset, draft_edges, run_ruleset

        request = CaseRequest(tuple(roots or ()), language, format, out, least, force=force)
        run: Run = partial(run_ruleset, request=request, update=update)
        if mutate:
            asked = MutationRequest(format, least, sample, seed, jobs)
            run = partial(mutate_ruleset, roots=roots or (), request=asked, lang=language)
        elif coverage:
            run = partial(cover_ruleset, request=request)
        elif edges:
            run = partial(draft_edges, request=request, append=append)
        _run_all(rulesets, run, language)


def _check_options(
    chosen: list[bool],
    fail_under: str | None,
    format: str,
    sample: int | None,
    seed: int,
    jobs: int,
) -> None:
    """Refuse options that nothing would look at: a gate that is passed over is an open one."""
    _, coverage, mutate, _ = chosen
    if sum(chosen) > 1:
        raise typer.BadParameter("--update, --coverage, --mutate and --edges exclude each other")
    if not (coverage or mutate) and (fail_under is not None or format != "text"):
        raise typer.BadParameter("--fail-under and --format go with --coverage and --mutate")
    if not mutate and (sample is not None or seed != 0 or jobs != 1):
        raise typer.BadParameter("--sample, --seed and --jobs go with --mutate")


def _read_percent(text: str | None) -> Fraction | None:
    """Return a share in per cent."""
    from scorelib.words.numbers import read_number

    try:
        found = None if text is None else read_number(text.removesuffix("%"))
    except WordError:
        found = Fraction(-1)
    if found is not None and not 0 <= found <= 100:
        raise typer.BadParameter("--fail-under is a number from 0 to 100")
    return found


def _run_all(rulesets: list[str], run: Run, lang: Lang) -> None:
    """Do it with each ruleset; exit with 1 where any falls short, 2 where one is not there."""
    status = 0
    for name in rulesets:
        try:
            failed = run(name)
        except (DocumentError, NotFoundError) as error:
            say_error(error, lang)
            status = max(status, 2 if isinstance(error, NotFoundError) else 1)
        else:
            status = max(status, int(failed))
    if status:
        sys.stdout.flush()
        raise typer.Exit(status)
