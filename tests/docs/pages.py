"""Files that a page of the documentation shows: written where its examples run.

A `yaml` block whose first line is a comment with a path is such a file. A page asks for its files
in a block that readers do not see:

    <!--- invisible-code-block: python
    from tests.docs.pages import write_files
    write_files("docs/howto/extend-a-ruleset.md")
    --->
"""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["write_files"]

ROOT = Path(__file__).resolve().parents[2]
_FILE = re.compile(r"^```yaml\n(# (\S+\.yaml)\n.*?)^```$", re.DOTALL | re.MULTILINE)


def write_files(page: str) -> None:
    """Write the files that a page shows below the folder in which its examples run."""
    for content, name in _FILE.findall((ROOT / page).read_text("utf-8")):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
