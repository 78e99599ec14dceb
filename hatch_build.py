"""Build hook: the rulesets of the top-level folder travel inside the package.

A plain `force-include` in pyproject.toml would also copy them into an editable install, where
the copy goes stale while the author edits the folder. So only a standard wheel gets them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

__all__ = ["RulesetsHook"]


class RulesetsHook(BuildHookInterface[BuilderConfig]):
    """Adds `rulesets/` to standard wheels as `scorelib/rulesets/`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the folder to include before the wheel is built."""
        if version == "standard":
            folder = Path(self.root, "rulesets")
            build_data["force_include"][str(folder)] = "scorelib/rulesets"
