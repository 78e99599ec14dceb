"""Floor 7: the command line."""

from __future__ import annotations

from scorelib.cli.terminal import prepare_streams

__all__ = ["main"]


def main() -> None:
    """Run the command line; the entry point of the `scorelib` command."""
    prepare_streams()
    from scorelib.cli.commands import app

    app()
