"""Imports go down only, and never in a circle; importing scorelib stays light.

The floors are written once, in [tool.importlinter]. The circles are looked for in another way,
in the syntax trees, so that one tool's blind spot is not ours.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"

# What costs time to import, or comes with an extra and may not be there.
HEAVY = {
    "docx",
    "jinja2",
    "openpyxl",
    "pint",
    "polars",
    "pyarrow",
    "pyspark",
    "python_calamine",
    "rich",
    "typer",
    "weasyprint",
    "xlsxwriter",
}


def name_modules(source: Path) -> dict[str, Path]:
    """Return every module below a source folder by its dotted name."""
    files = {each: each.relative_to(source).with_suffix("").parts for each in source.rglob("*.py")}
    return {".".join(p for p in parts if p != "__init__"): file for file, parts in files.items()}


def find_imports(tree: ast.Module, modules: dict[str, Path]) -> Iterator[str]:
    """Yield the project's modules that a module names in an import, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module in modules:
            for alias in node.names:
                below = f"{node.module}.{alias.name}"
                yield below if below in modules else node.module


def find_circle(source: Path) -> list[str]:
    """Return the modules of one import circle, first and last the same, or nothing."""
    modules = name_modules(source)
    graph = {
        name: set(find_imports(ast.parse(file.read_text("utf-8")), modules)) - {name}
        for name, file in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_imports_go_down_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every contract of pyproject.toml is kept; a broken one is told line by line."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "path", list(sys.path))
    status = lint_imports(str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert EXIT_STATUS_SUCCESS == status, capsys.readouterr().out


def test_no_import_circles() -> None:
    """No module reaches itself through its imports, those inside functions included."""
    assert [] == find_circle(SOURCE)


def test_circle_is_found(tmp_path: Path) -> None:
    """The search sees a circle that is closed by an import inside a function."""
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("", "utf-8")
    (package / "upper.py").write_text("from package import lower\n", "utf-8")
    (package / "lower.py").write_text(
        "def reach():\n    from package.upper import lower\n    return lower\n", "utf-8"
    )
    assert {"package.upper", "package.lower"} == set(find_circle(tmp_path))


@pytest.mark.parametrize("module", ["scorelib", "scorelib.engine", "scorelib.reading"])
def test_import_stays_light(module: str) -> None:
    """The front door and the floors below the reports load neither extras nor slow packages."""
    code = f"import json, sys, {module}; print(json.dumps(list(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=SOURCE
    )
    assert set() == HEAVY & set(json.loads(done.stdout))


def test_every_public_name_is_there() -> None:
    """Public names are looked up where they live only when somebody asks: all of them can be."""
    import scorelib

    assert all(getattr(scorelib, name) is not None for name in scorelib.__all__)
