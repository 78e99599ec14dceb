"""`scorelib fmt` as a person runs it: what is written, what is only shown, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from scorelib.cli.commands import app

BAD = "a:   1   # why\r\n\r\n\r\nb:\r\n- 'x'\r\n"
GOOD = 'a: 1  # why\n\nb:\n  - "x"\n'


def fmt(*arguments: str | Path, status: int = 0, given: str | bytes | None = None) -> Result:
    """Run the command in this process, and hold its status against what is expected."""
    words = ["fmt", *(str(each) for each in arguments), "--lang", "en"]
    done = CliRunner().invoke(app, words, input=given)
    assert status == done.exit_code, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that is not in the one layout."""
    path = tmp_path / "ruleset.yaml"
    path.write_bytes(BAD.encode())
    return path


def test_a_file_is_laid_out_once(path: Path) -> None:
    """The second run finds nothing to do and writes nothing."""
    assert f"laid out: {path}\n" == fmt(path).stdout
    assert GOOD == path.read_bytes().decode()
    written = path.stat().st_mtime_ns
    assert "" == fmt(path).stdout
    assert written == path.stat().st_mtime_ns
    assert [path] == list(path.parent.iterdir())


def test_check_writes_nothing(path: Path) -> None:
    """It names the file and the command that mends it, and ends with 1; a good file is fine."""
    done = fmt(path, "--check", status=1)
    assert "SL665" in done.stderr
    assert f"scorelib fmt {path}" in done.stderr
    assert BAD.encode() == path.read_bytes()
    path.write_text(GOOD, "utf-8")
    assert "" == fmt(path, "--check").output


def test_diff_shows_what_would_change(path: Path) -> None:
    """As a unified diff, on standard output; nothing is written, and the status is 1."""
    done = fmt(path, "--diff", status=1)
    shown = "-a:   1   # why\n-\n+a: 1  # why\n \n b:\n-- 'x'\n+  - \"x\"\n"
    assert done.stdout.endswith(shown)
    assert BAD.encode() == path.read_bytes()


def test_line_ends_alone_are_told_in_words(path: Path) -> None:
    """A diff has no line for them: the message says that the file would change."""
    path.write_bytes(GOOD.replace("\n", "\r\n").encode())
    done = fmt(path, "--diff", status=1)
    assert ("", True) == (done.stdout, "SL665" in done.stderr)


def test_a_folder_is_all_its_documents(path: Path) -> None:
    """YAML files at any depth, each once, but none in a hidden folder."""
    for name in ("below/cases.yaml", ".git/x.yaml", "notes.txt"):
        target = path.parent / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(BAD.encode())
    done = fmt(path.parent, path)
    assert 2 == done.stdout.count("laid out: ")
    assert GOOD == (path.parent / "below/cases.yaml").read_bytes().decode()
    assert BAD == (path.parent / ".git/x.yaml").read_bytes().decode()


@pytest.mark.parametrize("given", [BAD, f"\ufeff{BAD}", GOOD])
def test_standard_input_goes_to_standard_output(given: str) -> None:
    """`-` is for editors: the text comes back laid out, also where nothing had to change."""
    assert GOOD == fmt("-", given=given).stdout


def test_standard_input_can_be_checked() -> None:
    """Then nothing comes back but the answer."""
    assert "SL665" in fmt("-", "--check", given=BAD, status=1).output
    assert "" == fmt("-", "--check", given=GOOD).output


def test_one_bad_file_does_not_stop_the_others(path: Path) -> None:
    """What cannot be read is told with its place and left as it is; the rest is laid out."""
    broken = path.with_name("broken.yaml")
    broken.write_text("a: [1,\n", "utf-8")
    done = fmt(broken, path, status=1)
    assert "broken.yaml:2:1: error SL005" in done.stderr
    assert GOOD == path.read_bytes().decode()
    assert "a: [1,\n" == broken.read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "code"),
    [("名称: 决策\n".encode("gbk"), "SL003"), (b"", "SL009"), (b"a: &x 1\n", "SL011")],
    ids=["GBK", "empty", "anchor"],
)
@pytest.mark.parametrize("piped", [False, True])
def test_what_cannot_be_read_is_told(
    content: bytes, code: str, piped: bool, tmp_path: Path
) -> None:
    """As everywhere else: a code and a next step instead of a traceback, and nothing written."""
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    done = fmt("-" if piped else path, status=1, given=content)
    assert code in done.stderr
    assert content == path.read_bytes()


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    """A wrong path, or a folder without documents, is asked for wrongly: 2."""
    assert "SL903" in fmt(tmp_path / "none.yaml", status=2).stderr
    assert "SL666" in fmt(tmp_path, status=2).stderr


def test_permissions_stay(path: Path) -> None:
    """A file that only its owner reads is so afterwards; what a link points to is written."""
    path.chmod(0o600)
    link = path.with_name("link.yaml")
    link.symlink_to(path)
    fmt(link)
    assert 0o600 == path.stat().st_mode & 0o777
    assert link.is_symlink()
    assert GOOD == path.read_bytes().decode()
