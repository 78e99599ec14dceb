"""A report as a PDF: its HTML page on paper, in fonts that travel inside the file.

WeasyPrint prints a box where no font has a character, and ends well. So what the fonts here can
draw is tried before, and what the file holds is looked through after.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import replace
from html import escape
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from scorelib.ground.errors import Lang, NotFoundError
from scorelib.ground.messages.labels import label
from scorelib.reading.reports.blocks import Paragraph, Report
from scorelib.writing.reports.embedding import Drawn, find_drawn
from scorelib.writing.reports.grids import fit_pages
from scorelib.writing.reports.html import print_html

__all__ = ["write_pdf"]

_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SAMPLE: Final = "国评价绩效得分"
"""What a font for simplified Chinese has; one for Japanese alone lacks the second and fourth."""

_MOST_NAMED: Final = 20


def write_pdf(report: Report, path: Path) -> None:
    """Write a report as a PDF with its fonts embedded.

    A character that no font here has is printed as its code, and a notice at the top says so.

    Raises `NotFoundError`: SL660 no font has Chinese characters, SL916 the extra is not installed,
    SL662 a library of the system is missing, SL663 characters were not drawn; `OSError` where the
    file cannot be written, `ValueError` where the cells of a grid do not tile it.
    """
    weasyprint = _open_weasyprint()
    _check_fonts()
    report = fit_pages(report)
    page = print_html(report)
    missing = _find_missing(weasyprint, page)
    if missing:
        page = _print_codes(report, missing)
    content, drawn = _draw(weasyprint, page)
    _check_drawn(drawn)
    path.write_bytes(content)


def _open_weasyprint() -> ModuleType:
    try:
        with warnings.catch_warnings():
            # It says so when there is no font at all; that is told by SL660.
            warnings.simplefilter("ignore", UserWarning)
            return import_module("weasyprint")
    except ModuleNotFoundError as error:
        if error.name != "weasyprint":
            raise
        words = {"format": "PDF", "package": "WeasyPrint", "extra": "report"}
        raise NotFoundError("SL916", **words) from error
    except OSError as error:
        reason = str(error).partition("\n")[0]
        raise NotFoundError("SL662", reason=reason) from error


def _check_fonts() -> None:
    """Refuse where there is no font at all: Pango would end the whole program."""
    from weasyprint.text.ffi import ffi, fontconfig

    config = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    if fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem).nfont == 0:
        raise NotFoundError("SL660")


def _find_missing(weasyprint: ModuleType, page: str) -> frozenset[str]:
    """Return the characters of a page that no font here has. Raises `NotFoundError` (SL660)."""
    characters = {char for char in page if not char.isascii()}
    sample = set(_SAMPLE if any(map(_HAN.match, characters)) else "")
    characters |= sample
    if not characters:
        return frozenset()
    family = re.search(r"font-family: ([^;]+);", page)
    style = f"<style>p{{font-family:{family[1] if family else 'sans-serif'}}}</style>"
    shown = " ".join(map(escape, sorted(characters)))
    _, drawn = _draw(weasyprint, f"<!DOCTYPE html><html lang=zh>{style}<p>{shown}</p>")
    if not sample <= drawn.drawn:
        raise NotFoundError("SL660")
    return drawn.boxes & characters


def _print_codes(report: Report, missing: frozenset[str]) -> str:
    """Return the page with missing characters as their codes, and a notice of them on top."""
    codes = {ord(char): _name(char) for char in missing}
    words = label("pdf.missing", report.lang, characters=_list(missing, report.lang))
    told = replace(report, blocks=(Paragraph(words, "warning"), *report.blocks))
    return print_html(told).translate(codes)


def _name(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _list(characters: Iterable[str], lang: Lang) -> str:
    """Return the names of characters, the first of them where there are many."""
    names = [f"U+{ord(char):04X}" for char in sorted(characters)]
    more = ("…",) if len(names) > _MOST_NAMED else ()
    return ("、" if lang == "zh" else ", ").join((*names[:_MOST_NAMED], *more))


def _draw(weasyprint: ModuleType, page: str) -> tuple[bytes, Drawn]:
    """Return a page as a PDF, and what its fonts draw. Nothing is fetched from anywhere."""
    found: list[Drawn] = []

    def look(document: Any, pdf: Any) -> None:
        found.append(find_drawn(document, pdf))

    html = weasyprint.HTML(string=page, url_fetcher=_refuse)
    return html.write_pdf(finisher=look), found[0]


def _refuse(url: str, *_: Any, **__: Any) -> Any:
    """Fetch nothing: a page holds all it needs."""
    raise ValueError(f"a report asks for {url}")


def _check_drawn(drawn: Drawn) -> None:
    """Refuse a PDF with boxes. Raises `NotFoundError` (SL663)."""
    if drawn.boxes:
        raise NotFoundError("SL663", characters=_list(drawn.boxes, "en"))
