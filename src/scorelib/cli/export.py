"""The commands `export` and `import`: a ruleset as an Excel workbook, and a workbook as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from scorelib.cli.options import LangOption, OnOption, RootsOption, read_day, reporting
from scorelib.cli.outputs import place_beside, refuse_present
from scorelib.cli.terminal import choose_lang, say_error, show
from scorelib.ground.errors import DocumentError, Lang, NotFoundError

__all__ = ["export", "import_"]


def export(
    ruleset: Annotated[str, typer.Argument(help="Id (id@edition) or path. 规则")],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="The workbook to write (.xlsx). 输出文件")
    ],
    resolved: Annotated[
        bool,
        typer.Option(
            "--resolved", help="All layers together, instead of the ruleset's own. 合并各层"
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite the file if it is there. 覆盖")
    ] = False,
    on: OnOption = None,
    lang: LangOption = None,
    rulesets: RootsOption = None,
) -> None:
    """Write a ruleset as an Excel workbook, to be edited and imported. 规则导出为 Excel。"""
    language = choose_lang(lang)
    with reporting(language):
        from scorelib.compiler.loading.loader import load_layers
        from scorelib.writing.rulebooks.exports import export_ruleset

        if out.suffix.lower() != ".xlsx":
            raise NotFoundError("SL970", path=out.as_posix(), known=(".xlsx",))
        refuse_present(out, force=force)
        found, layers = load_layers(ruleset, read_day(on), tuple(rulesets or ()))
        with place_beside(out) as path:
            made = export_ruleset(found, layers, language, path, whole=resolved)
        _tell_export(out, made.own, made.inherited, made.layers, language, whole=resolved)
        say_error(made.notes, language)


def _tell_export(
    out: Path, own: int, inherited: int, layers: Sequence[str], lang: Lang, *, whole: bool
) -> None:
    from scorelib.ground.messages.labels import label

    name = "rulebook.exported_whole" if whole else "rulebook.exported"
    show(label(name, lang, path=out.as_posix(), own=own) + "\n")
    if layers:
        words = {"layers": ("、" if lang == "zh" else ", ").join(layers), "count": inherited}
        item = label("rulebook.item.extends", lang)
        show(label("rulebook.inherited", lang, item=item, **words) + "\n")


def import_(
    workbook: Annotated[Path, typer.Argument(help="A workbook of rules (.xlsx). 规则工作簿")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder to write to. 输出文件夹")],
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite ruleset.yaml if it is there. 覆盖")
    ] = False,
    lang: LangOption = None,
    rulesets: RootsOption = None,
) -> None:
    """Make a ruleset of a workbook: ruleset.yaml and what belongs beside it. 从 Excel 导入规则。"""
    language = choose_lang(lang)
    with reporting(language):
        from scorelib.compiler.loading.editions import FILE_NAME
        from scorelib.reading.rulebooks.readings import read_rulebook
        from scorelib.writing.rulebooks.documents import list_roots, load_rulebook
        from scorelib.writing.rulebooks.folders import name_schema, write_folder

        refuse_present(out / FILE_NAME, force=force)
        book = read_rulebook(workbook)
        roots = list_roots(book, out, tuple(rulesets or ()))
        try:
            made = load_rulebook(book, roots, name_schema(out))
        except DocumentError:
            say_error(book.notes, language)
            raise
        for line in write_folder(made, workbook, out, language):
            show(line + "\n")
        say_error(book.notes, language)
