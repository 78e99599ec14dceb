"""The commands: score, explain, check, test, list, show, reconcile, batch."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

from scorelib._version import __version__
from scorelib.cli.batch import batch
from scorelib.cli.check import check
from scorelib.cli.codes import explain_code
from scorelib.cli.diff import diff
from scorelib.cli.docs import docs
from scorelib.cli.export import export, import_
from scorelib.cli.fmt import fmt
from scorelib.cli.form import PlacesOption, form
from scorelib.cli.new import new
from scorelib.cli.options import (
    CohortOption,
    LangOption,
    OnOption,
    RootsOption,
    RowOption,
    RulesetOption,
    read_day,
    reporting,
)
from scorelib.cli.reconcile import reconcile
from scorelib.cli.report import report
from scorelib.cli.schema import schema
from scorelib.cli.terminal import choose_lang, say_error, show
from scorelib.cli.test import test
from scorelib.cli.verify import verify
from scorelib.ground.errors import Diagnostic, Lang

if TYPE_CHECKING:
    from scorelib.cli.runs import Request

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Exact scores from scoring rulebooks, with every reason. 按评分规则精确计分。",
)

ProjectArgument = Annotated[Path, typer.Argument(help="A project file or its folder. 项目文件")]


def _print_version(wanted: bool) -> None:
    if wanted:
        show(f"scorelib {__version__}\n")
        raise typer.Exit


@app.callback()
def start(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version. 版本"
        ),
    ] = False,
) -> None:
    """Exact scores from scoring rulebooks, with every reason. 按评分规则精确计分。"""


@app.command()
def score(
    projects: Annotated[
        list[Path],
        typer.Argument(
            help="A project file or its folder; several, a folder of them, or a file with one a "
            "line (.ndjson) are scored together. 项目文件，可以多个"
        ),
    ],
    ruleset: RulesetOption = None,
    on: OnOption = None,
    format: Annotated[Literal["text", "json", "markdown"], typer.Option("--format")] = "text",
    lang: LangOption = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse a conditional result (exit 1). 有条件即拒绝")
    ] = False,
    rulesets: RootsOption = None,
    cohort: CohortOption = None,
    cohort_out: Annotated[
        Path | None,
        typer.Option("--cohort-out", help="Where to store the statistics. 统计数存入此文件"),
    ] = None,
    row: RowOption = None,
    places: PlacesOption = False,
) -> None:
    """Score a project: points, grade, composition, findings; or many together. 给项目计分。"""
    if cohort is not None and cohort_out is not None:
        raise typer.BadParameter("--cohort and --cohort-out exclude each other")
    language = choose_lang(lang)
    with reporting(language):
        from scorelib.cli.runs import Request, is_single, score_one, tell_forms

        request = Request(ruleset, read_day(on), rulesets or (), cohort, row)
        if not is_single(projects, request) or cohort_out is not None:
            _score_many(projects, request, cohort_out, format, language, strict=strict)
            tell_forms(request, language, places=places)
            return
        from scorelib.writing import results, text

        result = score_one(projects[0], request)
        printers: dict[str, Callable[[], str]] = {
            "text": lambda: text.print_result(result, language),
            "markdown": lambda: text.print_result_markdown(result, language),
            "json": lambda: results.write_json(result),
        }
        show(printers[format]())
        tell_forms(request, language, places=places)
        if strict:
            _refuse_conditional([result], language)


def _score_many(
    projects: list[Path],
    request: Request,
    out: Path | None,
    format: str,
    lang: Lang,
    *,
    strict: bool,
) -> None:
    """Score projects together, show them in one table, and store the statistics."""
    from scorelib.cli.runs import score_many, store_statistics
    from scorelib.writing import runs

    run = score_many(projects, request)
    if out is not None:
        store_statistics(run, out)
    printers: dict[str, Callable[[], str]] = {
        "text": lambda: runs.print_run(run, lang),
        "markdown": lambda: runs.print_run_markdown(run, lang),
        "json": lambda: runs.write_run(run),
    }
    show(printers[format]())
    if strict:
        _refuse_conditional(run.results, lang)


def _refuse_conditional(results: Iterable[Any], lang: Lang) -> None:
    """Exit with 1 where a result is conditional, or there is no total at all."""
    reasons = [reason for result in results for reason in result.total.conditional]
    reasons += [
        result.grade.absent
        for result in results
        if result.grade.absent is not None and result.total.points is None
    ]
    if reasons:
        words = tuple(dict.fromkeys(reason.message for reason in reasons))
        say_error([Diagnostic("SL909", (("reasons", words),))], lang)
        raise typer.Exit(1)


@app.command()
def explain(
    project: ProjectArgument,
    node: Annotated[str, typer.Argument(help="A node's id, or `total`. 指标编号")] = "total",
    ruleset: RulesetOption = None,
    on: OnOption = None,
    lang: LangOption = None,
    rulesets: RootsOption = None,
    cohort: CohortOption = None,
    row: RowOption = None,
) -> None:
    """Explain one node: formula, values, rounding, bands, clauses. 说明一个指标的得分。"""
    language = choose_lang(lang)
    with reporting(language):
        from scorelib.cli.runs import Request, score_one, tell_forms
        from scorelib.writing.text import print_explanation

        request = Request(ruleset, read_day(on), rulesets or (), cohort, row)
        show(print_explanation(score_one(project, request), node, language))
        tell_forms(request, language)


app.command()(check)
app.command("explain-code")(explain_code)


def _stop(code: int) -> NoReturn:
    sys.stdout.flush()
    raise typer.Exit(code)


@app.command("list")
def list_(
    place: Annotated[
        str | None,
        typer.Option("--place", metavar="CODE", help="What applies in a place (GB/T 2260). 地区"),
    ] = None,
    on: OnOption = None,
    lang: LangOption = None,
    rulesets: RootsOption = None,
) -> None:
    """List the rulesets there are, or those that apply in a place. 列出现有规则。"""
    language = choose_lang(lang)
    with reporting(language):
        from scorelib.reading.catalogue import tabulate_place, tabulate_rulesets
        from scorelib.writing.tables import print_text

        day = read_day(on)
        if place is not None:
            show(print_text(tabulate_place(language, place, day, rulesets or ())) + "\n")
            return
        table, problems = tabulate_rulesets(language, rulesets or (), day)
        show(print_text(table) + "\n")
        say_error(problems, language)
        if problems:
            _stop(1)


@app.command("show")
def show_(
    ruleset: Annotated[str, typer.Argument(help="A ruleset, by id or path. 规则")],
    layers: Annotated[
        bool, typer.Option("--layers", help="The layer, file and line of each value. 各层出处")
    ] = False,
    format: Annotated[
        Literal["text", "yaml", "json"] | None,
        typer.Option("--format", help="yaml unless --layers is given. 格式"),
    ] = None,
    on: OnOption = None,
    lang: LangOption = None,
    rulesets: RootsOption = None,
) -> None:
    """Show a ruleset with all its layers put together. 显示合并各层后的规则。"""
    language = choose_lang(lang)
    if layers and format == "yaml":
        raise typer.BadParameter("--layers goes with text and json")
    with reporting(language):
        from scorelib.reading.resolution import resolve_ruleset
        from scorelib.writing import records, resolutions

        found = resolve_ruleset(ruleset, read_day(on), rulesets or ())
        printers: dict[str, Callable[[], str]] = {
            "yaml": lambda: resolutions.print_resolved(found.ruleset, language),
            "text": lambda: resolutions.print_values(found, language),
            "json": lambda: records.print_json(found.ruleset.data),
        }
        if layers:
            printers["text"] = lambda: resolutions.print_layers(found, language)
            printers["json"] = lambda: records.print_json(resolutions.record_layers(found))
        show(printers[format or ("text" if layers else "yaml")]())


# Long enough for modules of their own.
app.command()(reconcile)
app.command()(batch)
app.command()(diff)
app.command()(docs)
app.command()(fmt)
app.command()(form)
app.command()(export)
app.command("import")(import_)
app.command()(new)
app.command()(report)
app.command()(schema)
app.command()(test)
app.command()(verify)
