"""Floor 7: the command line."""

from __future__ import annotations

import sys

__all__ = ["main"]

_INTERRUPTED = 130


def main() -> None:
    """Run the command line; the entry point of the `scorelib` command."""
    try:
        from scorelib.cli.commands import app
        from scorelib.cli.terminal import prepare_streams

        prepare_streams()
        app()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
