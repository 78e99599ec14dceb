"""The command `explain-code`: the page of a code in the terminal, or the list of all."""

from __future__ import annotations

from typing import Annotated

import typer

from scorelib.cli.options import LangOption, reporting
from scorelib.cli.terminal import choose_lang, show
from scorelib.ground.errors import NotFoundError

__all__ = ["explain_code"]

_MOST_GUESSES = 3


def explain_code(
    codes: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CODE]...", help="Such as SL101; without, all are listed. 编号"),
    ] = None,
    lang: LangOption = None,
) -> None:
    """Say what a code means, why, and what to do; in both languages. 说明一个提示编号。"""
    language = choose_lang(lang)
    with reporting(language):
        from scorelib.writing.diagnostics.pages import print_codes, print_page

        if not codes:
            show(print_codes(language))
            return
        found = [_find_code(each) for each in codes]
        show("\n".join(print_page(each, language) for each in found))


def _find_code(text: str) -> str:
    """Return a code as it is written in the tables. Raises `NotFoundError` (SL752)."""
    from difflib import get_close_matches

    from scorelib.ground.messages import MESSAGES

    code = text.strip().upper()
    code = f"SL{code}" if code.isdecimal() else code
    if code in MESSAGES:
        return code
    known = get_close_matches(code, MESSAGES, _MOST_GUESSES, 0.5) or list(MESSAGES)[:_MOST_GUESSES]
    raise NotFoundError("SL752", code=text, known=tuple(known))
