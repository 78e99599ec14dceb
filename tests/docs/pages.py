"""Files that a page of the documentation shows: written where its examples run.

A `yaml` block whose first line is a comment with a path is such a file. A page asks for its files
in a block that readers do not see:

    <!--- invisible-code-block: python
    from tests.docs.pages import write_files
    write_files("docs/howto/extend-a-ruleset.md")
    --->

A page that changes a file step by step asks for those of one section, with `write_section` and
its heading. There a block may also hold parts of a file, with new text for some of its keys; its
first line says so: `# mine/rules/1/ruleset.yaml (facts, grades)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

__all__ = ["put_parts", "write_files", "write_section"]

ROOT = Path(__file__).resolve().parents[2]
_FILE = re.compile(r"^```yaml\n(# (\S+\.yaml)\n.*?)^```$", re.DOTALL | re.MULTILINE)
_PARTS = re.compile(r"^```yaml\n# (\S+\.yaml) \([^\n]*\)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def write_files(page: str) -> None:
    """Write the files that a page shows below the folder in which its examples run."""
    _write((ROOT / page).read_text("utf-8"))


def write_section(page: str, heading: str) -> None:
    """Write the files that one section of a page shows, and put the parts it shows into theirs."""
    text = (ROOT / page).read_text("utf-8")
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    _write(section)
    for name, parts in _PARTS.findall(section):
        path = Path(name)
        path.write_text(put_parts(path.read_text("utf-8"), parts), "utf-8")


def _write(text: str) -> None:
    for content, name in _FILE.findall(text):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")


def put_parts(text: str, parts: str) -> str:
    r"""Return a document in which some keys at the top have another text.

    >>> put_parts("a: 1\n\n# on b\nb:\n  - 2\n", "b: 3\nc: 4\n")
    'a: 1\n\n# on b\nb: 3\nc: 4\n'
    """
    lines = text.splitlines()
    for key, block in _split(parts):
        start = next((n for n, line in enumerate(lines) if line.startswith(f"{key}:")), len(lines))
        rest = lines[start + 1 :]
        inside = [*takewhile(lambda line: not line or line[0] in " #", rest)]
        while inside and not inside[-1].startswith(" "):
            inside.pop()  # Comments before the next key are that key's.
        lines[start : start + 1 + len(inside)] = block
    return "\n".join(lines) + "\n"


def _split(parts: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the keys at the top of a text, each with its lines."""
    for block in re.split(r"^(?=[a-z])", parts, flags=re.MULTILINE)[1:]:
        yield block.partition(":")[0], block.rstrip("\n").split("\n")
