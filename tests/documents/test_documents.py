"""Documents an expert can read: good ones score as their cases say, bad ones say what is wrong.

A bad document carries the problems it has as comments at the end of the lines they belong to:
`max_points: 01  # SL203`; several codes stand side by side, `SL103*2` is one code twice.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from scorelib.ground.errors import Diagnostic, Lang, NotFoundError
from scorelib.reading.cases import run_cases
from scorelib.reading.checking import check_document
from tests.strategies import run_on_stack

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "documents"
RULESETS = HERE / "rulesets"
BAD = sorted((HERE / "bad").glob("*.yaml"))
GOOD = sorted(
    path.parent
    for folder in (
        HERE / "good",
        ROOT / "examples" / "rounding",
        ROOT / "examples" / "methods",
        ROOT / "rulesets",
    )
    for path in folder.rglob("ruleset.yaml")
)
EXPECTED = re.compile(r"#(?P<codes>(?: SL[0-9]{3}(?:\*[0-9]+)?)+)$")

Problems = Counter[tuple[int, str]]


def expect(text: str) -> Problems:
    """Return the problems that a document says it has: line and code."""
    found: Problems = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        match = EXPECTED.search(line)
        for word in match["codes"].split() if match else ():
            code, _, times = word.partition("*")
            found[number, code] += int(times or 1)
    return found


def find(path: Path) -> tuple[Diagnostic, ...]:
    """Return the problems of a document, which must be found within one second of work."""
    begin = time.process_time()
    found = check_document(str(path), [RULESETS])
    assert time.process_time() - begin < 1
    return found


def describe(found: tuple[Diagnostic, ...]) -> Problems:
    return Counter((each.location.line if each.location else 0, each.code) for each in found)


def check_words(found: tuple[Diagnostic, ...]) -> None:
    """Hold every message to its promises: a place, words and a next step in both languages."""
    languages: tuple[Lang, ...] = ("zh", "en")
    for each in found:
        assert each.location is not None
        assert min(each.location[1:3]) >= 1
        for lang in languages:
            assert each.message(lang)
            assert each.next_step(lang)
            words = each.message(lang) + each.next_step(lang)
            assert not re.search(r"\{[a-z_]+\}|Text\(|Fraction\(|pydantic|Input should", words)


def test_there_are_enough_documents() -> None:
    """The folders were found, and every bad document says at least one thing it has."""
    assert len(BAD) >= 35
    assert len(GOOD) >= 10
    assert [] == [path.name for path in BAD if not expect(path.read_text("utf-8"))]


IDIOMS = (
    "truncated", "ages", "two-keys", "collected", "skipped", "goalposts", "any-at-worst", "powers",
    "ruled-out", "capped", "outputs", "min-max", "ranked",
)  # fmt: skip
"""Ways in which published standards score; each is one document that fits on a page."""


@pytest.mark.parametrize("name", IDIOMS)
def test_idioms_are_short(name: str) -> None:
    """A scoring idiom takes at most 60 lines; its cases are run like those of any good document."""
    path = HERE / "good" / name / "ruleset.yaml"
    assert path.parent in GOOD
    assert len(path.read_text("utf-8").splitlines()) <= 60


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_document(path: Path) -> None:
    """Exactly the problems written in the document are found, all in one run, in its order."""
    found = find(path)
    assert expect(path.read_text("utf-8")) == describe(found)
    places = [each.location[1:3] for each in found if each.location]
    assert sorted(places) == places
    check_words(found)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_windows_endings_change_nothing(path: Path, tmp_path: Path) -> None:
    """The same document saved by a Windows editor (mark, CR LF) has the same problems."""
    copy = tmp_path / path.name
    copy.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert describe(find(path)) == describe(find(copy))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_document_on_a_small_stack(path: Path) -> None:
    """A thread with a stack of 64 KiB, as servers have them, finds the same and does not die."""
    assert describe(find(path)) == run_on_stack(64 * 1024, lambda: describe(find(path)))


HEAD = "scorelib: 1\nid: bad/made\nedition: '1'\nrevision: 1\ntitle: 生成\nindicators:\n"
LEAF = "  rate: {label: 完成率, max_points: 10, method: judged}\n"
FORMULA = "  rate: {label: 完成率, max_points: 10, method: {kind: formula, points: '%s'}}\n"
DEEP = 30_000


def _encode(text: str) -> bytes:
    return text.encode("utf-8")


GENERATED: dict[str, tuple[Callable[[], bytes], Problems]] = {
    "empty": (lambda: b"", Counter({(1, "SL009"): 1})),
    "comments only": (lambda: _encode("# 只有注释\n\n# 没有内容\n"), Counter({(1, "SL009"): 1})),
    "blank lines": (lambda: b"\n \n\n", Counter({(1, "SL009"): 1})),
    "mark only": (lambda: b"\xef\xbb\xbf", Counter({(1, "SL009"): 1})),
    "ten megabytes in a line": (
        lambda: _encode(HEAD + "  note: " + "长" * 3_500_000 + "\n"),
        Counter({(1, "SL002"): 1}),
    ),
    "a megabyte in a line": (
        lambda: _encode(HEAD + LEAF + "note: " + "x" * 1_000_000 + "\n"),
        Counter({(8, "SL115"): 1}),
    ),
    "30,000 brackets": (lambda: _encode("a: " + "[" * DEEP), Counter({(1, "SL013"): 1})),
    "30,000 closed brackets": (
        lambda: _encode("a: " + "[" * DEEP + "]" * DEEP),
        Counter({(1, "SL013"): 1}),
    ),
    "30,000 braces": (lambda: _encode("{a: " * DEEP), Counter({(1, "SL013"): 1})),
    "30,000 dashes": (lambda: _encode("- " * DEEP), Counter({(1, "SL013"): 1})),
    "30,000 question marks": (
        lambda: _encode("? " * DEEP),
        Counter({(1, "SL013"): 1, (1, "SL015"): 47}),
    ),
    "nested mappings": (
        lambda: _encode("\n".join(f"{' ' * n}a:" for n in range(1000))),
        Counter({(49, "SL013"): 1}),
    ),
    "60,000 values": (
        lambda: _encode("[" + "x," * 60_000 + "]"),
        Counter({(1, "SL014"): 1}),
    ),
    "GBK": (lambda: (HEAD + LEAF).encode("gbk"), Counter({(5, "SL003"): 1})),
    "UTF-16": (lambda: (HEAD + LEAF).encode("utf-16"), Counter({(1, "SL003"): 1})),
    "a NUL": (
        lambda: _encode((HEAD + LEAF).replace("完成率", "完\0成率")),
        Counter({(7, "SL004"): 1}),
    ),
    "an escape sequence": (
        lambda: _encode((HEAD + LEAF).replace("完成率", "\x1b[31m完成率")),
        Counter({(7, "SL004"): 1}),
    ),
    "powers in a row": (
        lambda: _encode(HEAD + FORMULA % "**".join("9" * 60)),
        Counter({(7, "SL253"): 1}),
    ),
    "brackets in a formula": (
        lambda: _encode(HEAD + FORMULA % ("(" * 400 + "1" + ")" * 400)),
        Counter({(7, "SL253"): 1}),
    ),
    "a long formula": (
        lambda: _encode(HEAD + FORMULA % "+".join("1" * 600)),
        Counter({(7, "SL252"): 1}),
    ),
    "a sum of 140 numbers": (
        lambda: _encode(HEAD + FORMULA % " + ".join(["1"] * 140)),
        Counter({(7, "SL331"): 1}),
    ),
}


@pytest.mark.parametrize("name", GENERATED)
def test_generated_document(name: str, tmp_path: Path) -> None:
    """What no editor shows is refused as well, on any thread, and before it can do harm."""
    make, wanted = GENERATED[name]
    path = tmp_path / "ruleset.yaml"
    path.write_bytes(make())
    found = find(path)
    assert wanted == describe(found)
    check_words(found)
    assert wanted == run_on_stack(64 * 1024, lambda: describe(find(path)))


def test_circle_of_rulesets_is_refused() -> None:
    """Two rulesets that extend each other are refused where the circle closes, naming it."""
    path = RULESETS / "demo" / "east" / "1" / "ruleset.yaml"
    (found,) = find(path)
    assert ("SL341", 7) == (found.code, found.location and found.location.line)
    assert "demo/east@1 → demo/west@1 → demo/east@1" in found.message("zh")


def test_folder_and_absent_file_are_refused(tmp_path: Path) -> None:
    """A file that is not there, a folder without a ruleset and a circle of links are not found."""
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "ruleset.yaml").mkdir()
    wanted = {"absent.yaml": "SL903", "loop": "SL903", "ruleset.yaml": "SL910", ".": "SL910"}
    for name, code in wanted.items():
        with pytest.raises(NotFoundError, match=code):
            check_document(str(tmp_path / name))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("name", "line", "caret"),
    [
        ("numbers", "5:11", "    revision: 01"),
        ("full-width-colon", "10:15", "        max_points：10"),
        ("undefined-names", "15:41", "executd / budget"),
        ("band-gap", "18:11", "from: 80%"),
        ("project-facts", "8:3", "budgt: 100万元"),
    ],
)
def test_message_on_the_command_line(name: str, line: str, caret: str, lang: str) -> None:
    """Code, file:line:col, the line with a caret, the next step; status 1; never a traceback."""
    done = run_check(HERE / "bad" / f"{name}.yaml", lang)
    assert (1, "") == (done.returncode, done.stdout)
    assert "Traceback" not in done.stderr
    place = f"bad/{name}.yaml:{line}: "
    lines = done.stderr.splitlines()
    (at,) = [number for number, text in enumerate(lines) if place in text]
    assert re.search(r": (错误|error) SL[0-9]{3}: .", lines[at])
    assert ("错误" if lang == "zh" else "error") in lines[at]
    assert caret in lines[at + 1]
    assert {"^"} == set(lines[at + 2].strip())
    assert lines[at + 3].strip().startswith("下一步：" if lang == "zh" else "next: ")


@pytest.mark.parametrize("path", BAD[::6], ids=lambda path: path.stem)
def test_every_problem_reaches_the_command_line(path: Path) -> None:
    """The command prints each problem of a document once."""
    done = run_check(path, "en")
    assert 1 == done.returncode
    printed: Problems = Counter()
    for found in re.finditer(r"yaml:([0-9]+):[0-9]+: error (SL[0-9]{3})", done.stderr):
        printed[int(found[1]), found[2]] += 1
    assert expect(path.read_text("utf-8")) == printed


def run_check(path: Path, lang: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scorelib", "check", path.as_posix(), "--lang", lang]
    return subprocess.run(
        [*command, "--rulesets", str(RULESETS)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("folder", GOOD, ids=lambda path: "-".join(path.parts[-3:]))
def test_good_ruleset(folder: Path) -> None:
    """Every case beside a ruleset gives what its note works out by hand."""
    assert () == find(folder / "ruleset.yaml")
    assert () == find(folder / "cases.yaml")
    _, outcomes = run_cases(folder)
    assert outcomes
    assert {} == {each.id: each.problems for each in outcomes if not each.passed}
