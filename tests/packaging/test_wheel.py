"""The rulesets are found from a wheel, from a source distribution and from an editable install.

Everything is built without a network and without isolation, by the hatchling that stands here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCATE = "import scorelib.library as it; print(it.__file__, it.builtin_root(), sep='\\n')"
EDITABLE = "import hatchling.build as it, sys; print(it.build_editable(sys.argv[1]))"


def run(*arguments: str, cwd: Path, path: Path | None = None) -> str:
    """Return what a Python command prints; a failure shows all it said."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(kind: str, source: Path, target: Path) -> Path:
    """Build one distribution of a source tree and return the file."""
    run("-m", "hatchling", "build", "-t", kind, "-d", str(target), cwd=source)
    (built,) = target.iterdir()
    return built


def install(wheel: Path, target: Path) -> Path:
    """Install a wheel, alone, into a folder and return the folder."""
    options = ("--quiet", "--no-deps", "--no-index", "--no-compile", "--target", str(target))
    run("-m", "pip", "install", *options, str(wheel), cwd=wheel.parent)
    return target


def locate(path: Path, elsewhere: Path) -> tuple[Path, Path]:
    """Return the module and the folder of rulesets that a program with this path finds."""
    module, root = run("-c", LOCATE, cwd=elsewhere, path=path).splitlines()
    return Path(module), Path(root)


def list_rulesets(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder of rulesets with its content."""
    files = (each for each in folder.rglob("*") if each.is_file() and each.name != ".DS_Store")
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


def read_wheel(wheel: Path) -> dict[str, bytes]:
    """Return the rulesets inside a wheel with their content."""
    prefix = "scorelib/rulesets/"
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith(prefix)]
        return {name.removeprefix(prefix): archive.read(name) for name in names}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this checkout."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree inside a source distribution of this checkout."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(build("sdist", ROOT, folder / "built")) as archive:
        # The first releases of Python 3.11 know no filters.
        safely: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(folder, **safely)
    (tree,) = folder.glob("scorelib-*")
    return tree


def test_wheel_holds_every_ruleset(wheel: Path) -> None:
    """What stands in rulesets/ stands in the wheel, byte for byte."""
    assert list_rulesets(ROOT / "rulesets") == read_wheel(wheel)


def test_source_distribution_holds_every_ruleset(unpacked: Path) -> None:
    """What stands in rulesets/ stands in the source distribution, byte for byte."""
    assert list_rulesets(ROOT / "rulesets") == list_rulesets(unpacked / "rulesets")


def test_wheel_built_from_source_distribution_is_the_same(
    wheel: Path, unpacked: Path, tmp_path: Path
) -> None:
    """Whoever builds from the source distribution gets the files of our wheel."""
    again = build("wheel", unpacked, tmp_path / "built")
    with zipfile.ZipFile(wheel) as ours, zipfile.ZipFile(again) as theirs:
        assert sorted(ours.namelist()) == sorted(theirs.namelist())


def test_installed_wheel_finds_its_rulesets(wheel: Path, tmp_path: Path) -> None:
    """The installed package needs no checkout: its rulesets are inside it."""
    site = install(wheel, tmp_path / "site")
    module, root = locate(site, tmp_path)
    assert site / "scorelib" / "library.py" == module
    assert site / "scorelib" / "rulesets" == root
    assert list_rulesets(ROOT / "rulesets") == list_rulesets(root)


def test_editable_install_sees_the_live_folder(unpacked: Path, tmp_path: Path) -> None:
    """An editable install holds no copy: a file added afterwards is found at once."""
    built = tmp_path / "built"
    built.mkdir()
    name = run("-c", EDITABLE, str(built), cwd=unpacked).strip()
    assert {} == read_wheel(built / name)
    site = install(built / name, tmp_path / "site")
    (pointer,) = site.glob("*.pth")
    source = Path(pointer.read_text("utf-8").strip())
    (unpacked / "rulesets" / "added-later.yaml").write_text("scorelib: 1\n", "utf-8")
    module, root = locate(source, tmp_path)
    assert unpacked / "src" / "scorelib" / "library.py" == module
    assert "added-later.yaml" in list_rulesets(root)


def test_folder_beside_site_packages_is_not_taken(wheel: Path, tmp_path: Path) -> None:
    """Without its own rulesets, a package does not take a folder that merely has the name."""
    site = install(wheel, tmp_path / "python" / "site")
    shutil.rmtree(site / "scorelib" / "rulesets")
    (tmp_path / "python" / "rulesets").mkdir()
    attempt = (
        "from scorelib.ground.errors import NotFoundError\n"
        "from scorelib.library import builtin_root\n"
        "try: print(builtin_root())\n"
        "except NotFoundError as error: print(error.code)"
    )
    assert "SL901" == run("-c", attempt, cwd=tmp_path, path=site).strip()
