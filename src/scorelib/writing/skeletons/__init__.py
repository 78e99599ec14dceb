"""What a new ruleset begins with: a worked example, or a small layer over another ruleset."""

from __future__ import annotations

__all__: list[str] = []
