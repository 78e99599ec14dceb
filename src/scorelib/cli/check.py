"""The command `check`: problems, advice, what can be mended, and a certificate of the proofs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from scorelib.cli.options import LangOption, RootsOption, reporting
from scorelib.cli.outputs import place_beside, refuse_present
from scorelib.cli.terminal import choose_lang, say_error, show
from scorelib.ground.errors import Lang, NotFoundError

if TYPE_CHECKING:
    from scorelib.reading.advice.review import Notice, Review

__all__ = ["check"]

Format = Literal["text", "json", "github", "sarif"]


def check(
    documents: Annotated[
        list[str], typer.Argument(help="Rulesets (id or path) and projects. 规则或项目")
    ],
    format: Annotated[Format, typer.Option("--format", help="The form of what is found. 格式")] = (
        "text"
    ),
    advise: Annotated[
        bool, typer.Option("--advice/--no-advice", help="Advise on rulesets, too. 给出建议")
    ] = True,
    accepted: Annotated[
        bool,
        typer.Option("--accepted", help="Show the advice that the author accepts. 显示已接受的"),
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 where there is advice. 有建议即失败")
    ] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what has one safe mend. 自动改正")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what --fix would write. 只显示差异")
    ] = False,
    certificate: Annotated[
        bool, typer.Option("--certificate", help="Print what is proved of a ruleset. 证明书")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="The file for what is found, or certified. 输出文件"),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite the file that is there. 覆盖")
    ] = False,
    lang: LangOption = None,
    rulesets: RootsOption = None,
) -> None:
    """Check rulesets and projects: problems with their places, and advice. 校验规则或项目文件。"""
    language = choose_lang(lang)
    roots = tuple(rulesets or ())
    with reporting(language):
        plain = format == "text"
        _check_options(fix=fix or diff, plain=plain, certificate=certificate, count=len(documents))
        if out is not None:
            refuse_present(out, force=force)
        if certificate:
            from scorelib.cli.certificates import write_certificate

            write_certificate(documents[0], roots, out, language)
            return
        if fix or diff:
            from scorelib.cli.mending import mend_all

            mend_all(documents, roots, language, write=not diff)
            if diff:
                return
        job = _Job(format, language, roots, advise=advise, accepted=accepted, strict=strict)
        job.run(documents, out)


def _check_options(*, fix: bool, plain: bool, certificate: bool, count: int) -> None:
    """Refuse options that do not go together: one that is passed over misleads."""
    if certificate and fix:
        raise typer.BadParameter("--certificate and --fix exclude each other")
    if certificate and count > 1:
        raise typer.BadParameter("--certificate is for one ruleset at a time")
    if certificate and not plain:
        raise typer.BadParameter("--format is for problems; a certificate goes by the ending of -o")
    if fix and not plain:
        raise typer.BadParameter("what is mended is told as text: leave out --format")


@dataclass(frozen=True, slots=True)
class _Job:
    """How documents are checked, and how what is found is told."""

    format: Format
    lang: Lang
    roots: tuple[Path, ...]
    advise: bool
    accepted: bool
    strict: bool

    def run(self, documents: Sequence[str], out: Path | None) -> None:
        """Check documents, tell what is found, and exit with 1 or 2 where something is wrong."""
        from scorelib.reading.advice.review import review_document

        found: list[Review] = []
        absent = 0
        for name in documents:
            try:
                found.append(review_document(name, self.roots, advise=self.advise))
            except NotFoundError as error:
                absent += 1
                say_error(error, self.lang)
        self._tell(found, out, complete=not absent)
        bad = any(each.problems or (self.strict and each.advice) for each in found)
        if absent or bad:
            sys.stdout.flush()
            raise typer.Exit(2 if absent else 1)

    def _tell(self, found: Sequence[Review], out: Path | None, *, complete: bool) -> None:
        if self.format == "text" and out is None:
            for each in found:
                self._say(each)
            return
        notices = [n for each in found for n in each.list_notices(accepted=self._wants_accepted)]
        text = self._print(notices, found, complete=complete)
        if out is None:
            show(text)
        else:
            with place_beside(out) as path:
                path.write_text(text, encoding="utf-8", newline="\n")

    @property
    def _wants_accepted(self) -> bool:
        """Whether accepted advice is handed on: SARIF has a place of its own for it."""
        return self.accepted or self.format == "sarif"

    def _print(self, notices: Sequence[Notice], found: Sequence[Review], *, complete: bool) -> str:
        if self.format == "github":
            from scorelib.writing.diagnostics.github import print_github

            return print_github(notices, self.lang)
        if self.format == "sarif":
            from scorelib.writing.diagnostics.sarif import print_sarif

            return print_sarif(notices, self.lang, complete=complete)
        if self.format == "json":
            from scorelib.writing.diagnostics.records import print_notices

            return print_notices(notices)
        from scorelib.writing.diagnostics.text import print_review

        return "".join(print_review(each, self.lang, accepted=self.accepted) for each in found)

    def _say(self, each: Review) -> None:
        """Write the messages of one document to standard error, and how it stands to the output."""
        from scorelib.writing.diagnostics.text import print_accepted, say_standing

        say_error(each.notes, self.lang)
        say_error(each.advice, self.lang)
        if self.accepted and each.accepted:
            sys.stdout.flush()
            sys.stderr.write(print_accepted(each, self.lang))
        if each.problems:
            say_error(each.problems, self.lang)
        else:
            show(f"{each.name}: {say_standing(each, self.lang)}\n")
