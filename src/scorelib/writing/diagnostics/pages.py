"""The page of a code for a terminal: what it says, why, what to do, and an example."""

from __future__ import annotations

from scorelib.ground.errors import Lang
from scorelib.ground.messages import MESSAGES
from scorelib.ground.messages.labels import label
from scorelib.reading.table import Table
from scorelib.writing.tables import print_text

__all__ = ["print_codes", "print_page"]


def print_page(code: str, lang: Lang) -> str:
    """Return the page of a code. Raises `KeyError` for one that is not among `MESSAGES`.

    >>> print(print_page("SL739", "en"), end="")
    advice SL739
    `{text}` has no English
    <BLANKLINE>
    why: Results and reports in the other language print it too.
    next: write `{zh: …, en: …}`
    <BLANKLINE>
    example:
        label: 预算执行率
    instead:
        label: {zh: 预算执行率, en: Budget execution rate}
    """
    entry = MESSAGES[code]
    zh = lang == "zh"
    said, about = (entry.zh, entry.about_zh) if zh else (entry.en, entry.about_en)
    step = entry.next_zh if zh else entry.next_en
    lines = [
        f"{label(entry.severity, lang)} {code}",
        _unbrace(said),
        "",
        f"{label('page.why', lang)}{about}",
        f"{label('next', lang)}{_unbrace(step)}",
    ]
    return "\n".join([*lines, *_list_example(entry.example, lang), ""])


def _unbrace(words: str) -> str:
    """Return words with the names of what a message fills in, and its own braces as printed."""
    return words.replace("{{", "{").replace("}}", "}")


def _list_example(example: str, lang: Lang) -> list[str]:
    if not example:
        return []
    wrong, _, right = example.partition("\n# →\n")
    lines = ["", label("page.example", lang), *(f"    {line}" for line in wrong.splitlines())]
    if right:
        lines += [label("page.instead", lang), *(f"    {line}" for line in right.splitlines())]
    return lines


def print_codes(lang: Lang) -> str:
    """Return every code with how grave it is and its words, as a table."""
    rows = tuple(
        (code, label(each.severity, lang), _unbrace(each.zh if lang == "zh" else each.en))
        for code, each in MESSAGES.items()
    )
    headings = tuple(label(name, lang) for name in ("page.code", "page.severity", "page.message"))
    return print_text(Table(headings, rows)) + "\n"
