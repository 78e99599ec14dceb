"""Run the `console` examples of the documents again and write what they print in place.

`python scripts/refresh_examples.py [page …]`; without pages, the READMEs and all of docs. Python
examples run too, since later commands may need what they write; one that no longer holds is named,
and is for a person to look at. What has changed is shown by git: read it before keeping it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from sybil import Example, Sybil
from sybil.document import Document
from sybil.example import SybilFailure
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from sybil.typing import Parser

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the examples are run by the very code of the tests

from tests.console import (  # noqa: E402
    clean,
    close_workspace,
    open_workspace,
    read_steps,
    run_command,
    run_console,
)

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Refresh the pages named, or all; exit with 1 where a Python example no longer holds."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pages", nargs="*", type=Path, help="Markdown files; by default all")
    pages = [each.resolve() for each in parser.parse_args(arguments).pages]
    failed = [failure for page in pages or sorted(_list_pages()) for failure in _refresh(page)]
    if failed:
        raise SystemExit("\n\n".join(failed))


def _list_pages() -> Iterator[Path]:
    yield from ROOT.glob("README*.md")
    yield from (ROOT / "docs").rglob("*.md")


def _refresh(page: Path) -> Iterator[str]:
    """Rewrite one page; yield what no longer holds in it and cannot be mended here."""
    text = page.read_text("utf-8")
    parsers: list[Parser] = [PythonCodeBlockParser(), CodeBlockParser("console", run_console)]
    document = Sybil(parsers, pattern="*.md").parse(page)
    changes: list[tuple[int, str, str]] = []
    open_workspace(document.namespace)
    try:
        yield from _run_examples(document, changes)
    finally:
        close_workspace(document.namespace)
    for place, before, after in reversed(changes):
        start = text.index(before, place)
        text = text[:start] + after + text[start + len(before) :]
    if text != page.read_text("utf-8"):
        page.write_text(text, "utf-8")
        print(f"refreshed: {page.relative_to(ROOT).as_posix()}")


def _run_examples(document: Document, changes: list[tuple[int, str, str]]) -> Iterator[str]:
    for example in document.examples():
        shown = example.document.text[example.region.start : example.region.end]
        if shown.startswith("```console"):
            block = shown.removeprefix("```console\n").rpartition("```")[0]
            changes.append((example.region.start, block, _run_block(block)))
        else:
            yield from _try_python(example)


def _try_python(example: Example) -> Iterator[str]:
    try:
        example.evaluate()
    except SybilFailure as failure:
        yield str(failure)


def _run_block(block: str) -> str:
    """Return a block with the same commands and what they print now."""
    lines: list[str] = []
    status = 0
    for command, _ in read_steps(block.rstrip("\n")):
        if command == "echo $?":
            continue  # written again below, wherever a command has failed
        status, shown = run_command(command)
        lines += [f"$ {command}", *clean(shown).splitlines()]
        if status:
            lines += ["$ echo $?", str(status)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
