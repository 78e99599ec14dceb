"""What every test shares: how hypothesis searches, and the examples of the documents.

Sybil turns into tests: `>>>` examples in the docstrings of `src`, Python blocks of the Markdown
documents, and their `console` blocks (see tests/console.py).
"""

from __future__ import annotations

import os

from hypothesis import settings
from sybil import Sybil
from sybil.parsers.doctest import DocTestParser
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

from tests.console import close_workspace, open_workspace, run_console

settings.register_profile(
    "scorelib",
    max_examples=int(os.environ.get("SCORELIB_EXAMPLES", "100")),
    deadline=None,  # a busy computer is not a failing test
    print_blob=True,
)
settings.load_profile("scorelib")

# The patterns hold at any depth; `**` would not: before Python 3.13 it is one folder, no more.
# Which folders are looked at is said by `testpaths`.
documents = Sybil(
    parsers=[PythonCodeBlockParser(), CodeBlockParser("console", run_console)],
    pattern="*.md",
    setup=open_workspace,
    teardown=close_workspace,
)
docstrings = Sybil(parsers=[DocTestParser()], path="src", pattern="*.py")

pytest_collect_file = (documents + docstrings).pytest()
