"""The commands: score, explain, check, test, list, show."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer

from scorelib._version import __version__
from scorelib.cli.terminal import choose_lang, say_error, show
from scorelib.ground.errors import Diagnostic, DocumentError, Lang, NotFoundError

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Exact scores from scoring rulebooks, with every reason. 按评分规则精确计分。",
)

LangOption = Annotated[
    Literal["zh", "en"] | None,
    typer.Option("--lang", help="zh or en; by default that of the locale. 语言"),
]
RootsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--rulesets", help="A folder of rulesets of your own; may be repeated. 规则文件夹"
    ),
]
RulesetOption = Annotated[
    str | None,
    typer.Option("--ruleset", help="Id (id@edition) or path, instead of the project's own. 规则"),
]
OnOption = Annotated[
    str | None,
    typer.Option("--on", metavar="YYYY-MM-DD", help="The day of judging. 评价日期"),
]
ProjectArgument = Annotated[Path, typer.Argument(help="A project file or its folder. 项目文件")]


@contextmanager
def _reporting(lang: Lang) -> Iterator[None]:
    """Turn what the library refuses into messages and exit codes: 1 documents, 2 usage."""
    try:
        yield
        sys.stdout.flush()
    except DocumentError as error:
        say_error(error, lang)
        raise typer.Exit(1) from None
    except NotFoundError as error:
        say_error(error, lang)
        raise typer.Exit(2) from None
    except BrokenPipeError:
        # The reader of our output went away; nothing is left to be said to it.
        _drop_output()
        raise typer.Exit(0) from None
    except OSError as error:
        _drop_output()
        reason = error.strerror or str(error)
        say_error(NotFoundError("SL911", reason=reason), lang)
        raise typer.Exit(1) from None


def _drop_output() -> None:
    """Send what is still to be written nowhere, so that the end of the program does not fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _score(project: Path, ruleset: str | None, on: str | None, roots: list[Path] | None) -> Any:
    from scorelib.engine.choice import choose_ruleset
    from scorelib.engine.evaluation import evaluate_project
    from scorelib.engine.project import load_project
    from scorelib.reading.checking import check_document

    try:
        loaded = load_project(project)
    except DocumentError as error:
        # What the rest of the document gets wrong belongs into the same run.
        found = check_document(str(project), roots or (), ruleset)
        codes = {each.code for each in found}
        complete = found and all(each.code in codes for each in error.diagnostics)
        raise DocumentError(found if complete else error.diagnostics) from error
    day = _read_day(on)
    rules = choose_ruleset(loaded, ruleset, day, roots or ())
    return evaluate_project(rules, loaded, day)


def _read_day(text: str | None) -> date | None:
    """Return the day that `--on` names."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFoundError("SL912", text=text) from None


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
    project: ProjectArgument,
    ruleset: RulesetOption = None,
    on: OnOption = None,
    format: Annotated[Literal["text", "json", "markdown"], typer.Option("--format")] = "text",
    lang: LangOption = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse a conditional result (exit 1). 有条件即拒绝")
    ] = False,
    rulesets: RootsOption = None,
) -> None:
    """Score a project: points, grade, composition, findings. 给一个项目计分。"""
    language = choose_lang(lang)
    with _reporting(language):
        from scorelib.writing import records, text

        result = _score(project, ruleset, on, rulesets)
        printers: dict[str, Callable[[], str]] = {
            "text": lambda: text.print_result(result, language),
            "markdown": lambda: text.print_result_markdown(result, language),
            "json": lambda: records.print_json(records.record_result(result)),
        }
        show(printers[format]())
        if strict:
            _refuse_conditional(result, language)


def _refuse_conditional(result: Any, lang: Lang) -> None:
    """Exit with 1 where a result is conditional, or there is no total at all."""
    reasons = list(result.total.conditional)
    if result.grade.absent is not None and result.total.points is None:
        reasons.append(result.grade.absent)
    if reasons:
        words = tuple(reason.message for reason in reasons)
        say_error([Diagnostic("SL909", (("reasons", words),))], lang)
        raise typer.Exit(1)


@app.command()
def explain(
    project: ProjectArgument,
    node: Annotated[str, typer.Argument(help="A node's id, or `total`. 指标编号")],
    ruleset: RulesetOption = None,
    on: OnOption = None,
    lang: LangOption = None,
    rulesets: RootsOption = None,
) -> None:
    """Explain one node: formula, values, rounding, bands, clauses. 说明一个指标的得分。"""
    language = choose_lang(lang)
    with _reporting(language):
        from scorelib.writing.text import print_explanation

        show(print_explanation(_score(project, ruleset, on, rulesets), node, language))


@app.command()
def check(
    documents: Annotated[
        list[str], typer.Argument(help="Rulesets (id or path) and projects. 规则或项目")
    ],
    format: Annotated[Literal["text", "json"], typer.Option("--format")] = "text",
    lang: LangOption = None,
    rulesets: RootsOption = None,
) -> None:
    """Check rulesets and projects: every problem, with its place. 校验规则或项目文件。"""
    language = choose_lang(lang)
    with _reporting(language):
        from scorelib.ground.messages.labels import label
        from scorelib.reading.checking import check_document
        from scorelib.writing import records

        problems: list[Diagnostic] = []
        absent = 0
        for document in documents:
            try:
                found = check_document(document, rulesets or ())
            except NotFoundError as error:
                absent += 1
                say_error(error, language)
                continue
            problems += found
            if not found and format == "text":
                show(f"{document}: {label('no_problems', language)}\n")
        if format == "json":
            show(records.print_json(records.record_diagnostics(problems)))
        else:
            say_error(problems, language)
        if absent or problems:
            _stop(2 if absent else 1)


def _stop(code: int) -> NoReturn:
    sys.stdout.flush()
    raise typer.Exit(code)


@app.command()
def test(
    rulesets: Annotated[list[str], typer.Argument(help="Rulesets, by id or path. 规则")],
    lang: LangOption = None,
    roots: RootsOption = None,
) -> None:
    """Run the cases beside rulesets. 运行规则旁边的用例。"""
    language = choose_lang(lang)
    status = 0
    with _reporting(language):
        for name in rulesets:
            try:
                failed = _run_cases(name, roots or (), language)
            except (DocumentError, NotFoundError) as error:
                say_error(error, language)
                status = max(status, 2 if isinstance(error, NotFoundError) else 1)
            else:
                status = max(status, int(failed))
        if status:
            _stop(status)


def _run_cases(name: str, roots: Sequence[Path], lang: Lang) -> bool:
    """Run the cases of one ruleset and say how each went; return whether any failed."""
    from scorelib.ground.messages.labels import label
    from scorelib.reading.cases import run_cases

    ruleset, outcomes = run_cases(name, roots)
    for outcome in outcomes:
        word = label("case_passed" if outcome.passed else "case_failed", lang)
        show(f"{ruleset.reference} {outcome.id}: {word}\n")
        say_error(outcome.problems, lang)
    bad = sum(not outcome.passed for outcome in outcomes)
    summary = label("cases_summary", lang, passed=len(outcomes) - bad, failed=bad)
    show(f"{ruleset.reference}: {summary}\n")
    return bad > 0


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
    with _reporting(language):
        from scorelib.reading.catalogue import tabulate_place, tabulate_rulesets
        from scorelib.writing.tables import print_text

        day = _read_day(on)
        if place is not None:
            show(print_text(tabulate_place(language, place, day, rulesets or ())) + "\n")
            return
        table, problems = tabulate_rulesets(language, rulesets or ())
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
    with _reporting(language):
        from scorelib.reading.resolution import resolve_ruleset
        from scorelib.writing import records, resolutions

        found = resolve_ruleset(ruleset, _read_day(on), rulesets or ())
        printers: dict[str, Callable[[], str]] = {
            "yaml": lambda: resolutions.print_resolved(found.ruleset, language),
            "text": lambda: resolutions.print_values(found, language),
            "json": lambda: records.print_json(found.ruleset.data),
        }
        if layers:
            printers["text"] = lambda: resolutions.print_layers(found, language)
            printers["json"] = lambda: records.print_json(resolutions.record_layers(found))
        show(printers[format or ("text" if layers else "yaml")]())
