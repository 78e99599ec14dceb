"""Certificates from the command line: to the terminal, or to a file by its ending."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from scorelib.cli.outputs import place_beside
from scorelib.cli.terminal import show
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.ground.errors import Lang, NotFoundError
from scorelib.ground.messages.labels import label
from scorelib.reading.advice.review import is_ruleset
from scorelib.reading.certificate.certificate import Certificate, certify_ruleset
from scorelib.reading.certificate.views import report_certificate

__all__ = ["write_certificate"]

_ENDINGS: Final = (".txt", ".md", ".html", ".json")


def write_certificate(name: str, roots: Sequence[Path], out: Path | None, lang: Lang) -> None:
    """Write the certificate of one ruleset.

    Raises `NotFoundError` (SL753, SL754) and `DocumentError` for a ruleset with problems.
    """
    if out is not None and out.suffix.lower() not in _ENDINGS:
        raise NotFoundError("SL754", ending=out.suffix or out.name, known=_ENDINGS)
    if not is_ruleset(name):
        raise NotFoundError("SL753", option="--certificate", name=name)
    text = _print(certify_ruleset(load_ruleset(name, roots=roots), roots), out, lang)
    if out is None:
        show(text)
        return
    with place_beside(out) as path:
        path.write_text(text, encoding="utf-8", newline="\n")
    show(label("certificate.written", lang, path=out.as_posix()) + "\n")


def _print(certificate: Certificate, out: Path | None, lang: Lang) -> str:
    if out is not None and out.suffix.lower() == ".json":
        from scorelib.writing.certificates import print_certificate

        return print_certificate(certificate)
    from scorelib.writing.reports import html, markdown, text

    # To a file the text is as wide as a page, whatever the terminal is.
    printers: dict[str, Callable[..., str]] = {
        ".html": html.print_html,
        ".md": markdown.print_markdown,
        ".txt": lambda report: text.print_text(report, text.PAGE_WIDTH),
    }
    printer = text.print_text if out is None else printers[out.suffix.lower()]
    return printer(report_certificate(certificate, lang))
