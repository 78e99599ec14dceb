"""The documentation is whole: nothing without a page, no stale page, no link into nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer

import scorelib
from scorelib.cli.commands import app
from scorelib.compiler.methods import FORM_METHODS, GRADE_METHODS, METHODS, SLOT_METHODS
from scorelib.ground.messages import MESSAGES
from scripts.generate_reference import find_stale, slug

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])

_FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def read_prose(page: Path) -> str:
    """Return a page without its blocks, whose brackets and signs mean something else."""
    return _FENCE.sub("", page.read_text("utf-8"))


def list_links(page: Path) -> Iterator[tuple[Path, str]]:
    """Yield the page and the anchor of every link that stays in the project."""
    for target in _LINK.findall(_CODE.sub("", read_prose(page))):
        if "://" not in target:
            path, _, anchor = target.partition("#")
            yield (page.parent / path).resolve() if path else page, anchor


def test_every_code_has_a_page() -> None:
    """Whatever code is printed, its page exists and shows its words."""
    pages = {code: DOCS / "reference" / "codes" / f"{code}.md" for code in MESSAGES}
    assert [] == [code for code, page in pages.items() if not page.is_file()]


def test_every_method_has_a_page() -> None:
    """Every `kind` of a method can be looked up."""
    tables = (METHODS, FORM_METHODS, SLOT_METHODS, GRADE_METHODS)
    kinds = {method.kind for table in tables for method in table}
    assert kinds | {"index"} == {page.stem for page in (DOCS / "reference/methods").glob("*.md")}


def test_every_command_has_a_section() -> None:
    """Every command has its heading on the page of the command line, every option is told."""
    page = (DOCS / "reference" / "command-line.md").read_text("utf-8")
    group = typer.main.get_command(app)
    commands = getattr(group, "commands", {})
    assert [f"scorelib {name}" for name in commands] == [
        heading for heading in _HEADING.findall(page) if heading.startswith("scorelib ")
    ]
    options = {o for each in commands.values() for p in each.params for o in p.opts if "--" in o}
    assert set() == {option for option in options if f"`{option}`" not in page}


def test_every_key_of_a_result_is_described() -> None:
    """Each key that stands in the JSON of a real result stands on its page."""
    project = scorelib.load_project(ROOT / "examples" / "hefei-yaohai-2021")
    ruleset = scorelib.load(project.document.ruleset or "")
    record = json.loads(scorelib.to_json(scorelib.evaluate(ruleset, project)))
    page = (DOCS / "reference" / "result.md").read_text("utf-8")
    assert set() == {key for key in list_keys(record) if f"`{key}`" not in page}


def list_keys(record: object) -> Iterator[str]:
    """Yield every key of a record.

    Not those below `arguments`, which differ from code to code, nor a project's own (`document`).
    """
    if isinstance(record, dict):
        for key, value in record.items():
            yield from () if key in ("zh", "en") else (key,)
            yield from () if key in ("arguments", "document") else list_keys(value)
    elif isinstance(record, list):
        for each in record:
            yield from list_keys(each)


def test_reference_is_up_to_date() -> None:
    """The generated pages say what the code says: else run scripts/generate_reference.py."""
    assert [] == [path.relative_to(ROOT).as_posix() for path in find_stale()]


def test_links_lead_somewhere() -> None:
    """Every link within the project leads to a file, and to a heading where it names one."""
    broken = []
    for page in PAGES:
        for target, anchor in list_links(page):
            if not target.exists() or (anchor and anchor not in list_anchors(target)):
                broken.append(f"{page.relative_to(ROOT)}: {target.name}#{anchor}")
    assert [] == broken


@cache
def list_anchors(page: Path) -> frozenset[str]:
    """Return the anchors of a page's headings."""
    return frozenset(map(slug, _HEADING.findall(read_prose(page))))


@pytest.mark.parametrize("start", ["index.md", "index.zh-CN.md"])
def test_every_page_is_reachable(start: str) -> None:
    """A reader who follows links from the first page, in either language, meets every page."""
    seen: set[Path] = set()
    waiting = [DOCS / start]
    while waiting:
        page = waiting.pop()
        if page not in seen and page.suffix == ".md" and page.is_file():
            seen.add(page)
            waiting += [target for target, _ in list_links(page)]
    assert [] == sorted(set(DOCS.rglob("*.md")) - seen)


def test_pages_end_with_a_newline() -> None:
    """Pages end with one newline, as editors leave them."""
    texts = {page: page.read_text("utf-8") for page in PAGES}
    assert [] == [page for page, text in texts.items() if not re.search(r"[^\n]\n\Z", text)]
