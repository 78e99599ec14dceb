"""Small rulesets written to disk as an author would, for the tests of layers, days and places."""

from __future__ import annotations

from pathlib import Path

__all__ = ["LEAVES", "write_ruleset"]

LEAVES = """\
indicators:
  rate: {label: 完成率, max_points: 40, method: judged}
  rules: {label: 制度, max_points: 60, method: judged}
"""
"""What a ruleset needs at least."""


def write_ruleset(root: Path, reference: str, *lines: str, extends: str | None = None) -> Path:
    """Write one edition below a root, with these lines under its head; return its file."""
    name, _, edition = reference.partition("@")
    folder = root.joinpath(*name.split("/"), edition)
    folder.mkdir(parents=True, exist_ok=True)
    head = ["scorelib: 1", f"id: {name}", f'edition: "{edition}"', "revision: 1"]
    head.append(f"title: {reference}")
    if extends is not None:
        head.append(f"extends: {extends}")
    body = [*head, *lines] if extends is not None else [*head, *lines, LEAVES.rstrip()]
    path = folder / "ruleset.yaml"
    path.write_text("\n".join(body) + "\n", "utf-8")
    return path
