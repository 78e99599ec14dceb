"""`python -m scorelib` is the `scorelib` command."""

from __future__ import annotations

from scorelib.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
