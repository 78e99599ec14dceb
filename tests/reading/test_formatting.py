"""The one layout of YAML documents: what it changes, and that it changes nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scorelib.compiler.loading.loader import load_ruleset
from scorelib.ground.errors import DocumentError
from scorelib.ground.source import MappingNode, Node, Scalar, read_document
from scorelib.reading import formatting
from scorelib.reading.formatting import compare_texts, format_text, list_comments

_CASES: Final = {
    "spaces in braces": ("a: { zh : 决策,en:  x }", "a: {zh: 决策, en: x}"),
    "spaces in brackets": ("a: [ 1 ,2,3 ]", "a: [1, 2, 3]"),
    "spaces after a colon": ("a:     1", "a: 1"),
    "a tab after a colon": ("a:\t1", "a: 1"),
    "nothing after a colon": ("a: {b: , c: 1}", "a: {b: , c: 1}"),
    "spaces before a colon": ("a : 1", "a: 1"),
    "JSON": ('{"a":1,"b":[true,{"c":"d"}]}', '{"a": 1, "b": [true, {"c": "d"}]}'),
    "indents of four": ("a:\n    b:\n        c: 1", "a:\n  b:\n    c: 1"),
    "a list level with its key": (
        "a:\n- 1\n- b: 2\n  c: 3\nd: 4",
        "a:\n  - 1\n  - b: 2\n    c: 3\nd: 4",
    ),
    "a list after a wide dash": ("-   a: 1\n    b: 2", "- a: 1\n  b: 2"),
    "a list in a list": ("-   - 1\n    - 2", "- - 1\n  - 2"),
    "a value on its own line": ("a:\n     b", "a:\n  b"),
    "braces over several lines": ("a: {b: 1,\n       c: 2}", "a: {b: 1,\n  c: 2}"),
    "brackets opened together": ("a: [{\n  b: 1 }\n      ]", "a: [{\n  b: 1}\n]"),
    "brackets in lines of their own": (
        "a: [\n b,\n    {\nc: 1\n}\n]",
        "a: [\n  b,\n  {\n    c: 1\n  }\n]",
    ),
    "blank lines": ("\n\na: 1\n\n\n\nb: 2\n\n\n", "a: 1\n\nb: 2"),
    "spaces at the end": ("a: 1   \nb:  \n  c: 2 ", "a: 1\nb:\n  c: 2"),
    "the line ends of Windows": ("a: 1\r\nb: 2\r\n", "a: 1\nb: 2"),
    "the mark of an encoding": ("\ufeffa: 1", "a: 1"),
    "single quotes": ("a: 'x: y'", 'a: "x: y"'),
    "quotes that hold quotes": ("a: 'x \"y\"'\nb: 'it''s'", "a: 'x \"y\"'\nb: 'it''s'"),
    "quotes that matter": ('a: "1.10"\nb: "NO"\nc: 1.10', 'a: "1.10"\nb: "NO"\nc: 1.10'),
    "a plain text over lines": ("a: x\n      y\n b: 1".replace(" b", "b"), "a: x\n  y\nb: 1"),
    "a quoted text over lines": ('a: "x   \n      y\\ \n\n   z"', 'a: "x\n  y\\ \n\n  z"'),
    "a block of text": ("a: |\n      x\n        y\n\n\nb: 1", "a: |\n  x\n    y\n\nb: 1"),
    "a block that keeps its end": ("a: |+\n   x\n\n\nb: 1", "a: |+\n  x\n\n\nb: 1"),
    "a block with its indent": ("a:\n    b: |1\n       x\nc: 1", "a:\n  b: |1\n     x\nc: 1"),
    "a block without an end": ("a: |\n  x", "a: |-\n  x"),
    "a block in a list": ("a:\n- >-\n   x\n   y\n- z", "a:\n  - >-\n    x\n    y\n  - z"),
    "the start of a document": ("---\na:  1", "---\na: 1"),
    "a question mark": ("? a\n:   1", "? a\n: 1"),
    "a comment behind code": ("a: 1 # x\nb: 2", "a: 1  # x\nb: 2"),
    "comments under each other": (
        "a: 1     # x\n绩效: 2  # y\nb: 3 # z",
        "a: 1     # x\n绩效: 2  # y\nb: 3  # z",
    ),
    "a comment that goes on": ("a: 1   # x\n       # y\nb: 2", "a: 1  # x\n      # y\nb: 2"),
    "a comment above": ("a:\n    # x\n    b: 1", "a:\n  # x\n  b: 1"),
    "a comment below": ("a:\n    b: 1\n    # x\nc: 1", "a:\n  b: 1\n  # x\nc: 1"),
    "a comment of the outer block": ("a:\n    b: 1\n# x\n", "a:\n  b: 1\n# x"),
    "a comment in brackets": ("a: [1, # x\n    # y\n  2]", "a: [1,  # x\n  # y\n  2]"),
    "a comment behind a header": ("a: |  # x\n   y", "a: |-  # x\n  y"),
    "what is no comment": ("a: x#y\nb: '# z'", 'a: x#y\nb: "# z"'),
}  # fmt: skip
"""What is written, and what it is in the one layout, each without the last line end."""


@pytest.mark.parametrize(("text", "expected"), _CASES.values(), ids=_CASES)
def test_a_document_gets_the_one_layout(text: str, expected: str) -> None:
    """Spaces, indents, blank lines and line ends are the same in every document."""
    assert f"{expected}\n" == format_text(text)
    assert f"{expected}\n" == format_text(f"{expected}\n")


_SHIPPED: Final = sorted(
    path for folder in ("rulesets", "examples") for path in Path(folder).rglob("*.yaml")
)


def test_what_is_shipped_has_the_one_layout() -> None:
    """Every ruleset, its cases and every example stand as `scorelib fmt` writes them."""
    texts = {path.as_posix(): path.read_text("utf-8") for path in _SHIPPED}
    changed = [name for name, text in texts.items() if format_text(text, name) != text]
    assert [] == changed


def test_a_disarranged_ruleset_keeps_its_hash_and_its_comments(tmp_path: Path) -> None:
    """Reformatting changes neither what a ruleset says nor the seals of its results."""
    path = Path("rulesets/cn/mof/evaluation-framework/2020/ruleset.yaml")
    text = path.read_text("utf-8")
    wild = re.sub(r"\{(\w+): ", r"{ \1 :   ", text).replace("\n  ", "\n      ")
    wild = wild.replace("\n", "\r\n\r\n\r\n")
    target = tmp_path / "ruleset.yaml"
    target.write_text(format_text(wild), "utf-8")
    assert load_ruleset(path).head.sha256 == load_ruleset(target).head.sha256
    assert list_comments(text) == list_comments(target.read_text("utf-8"))


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "SL009"), ("a: [", "SL005"), ("a: &x 1", "SL011"), ("a: 1\na: 2", "SL016")],
)
def test_what_cannot_be_read_is_refused(text: str, code: str) -> None:
    """A document with problems is not laid out: they are told instead."""
    with pytest.raises(DocumentError) as caught:
        format_text(text, "x.yaml")
    assert [code] == [each.code for each in caught.value.diagnostics]


@pytest.mark.parametrize(
    "broken", [lambda text: text.replace("1", "2"), lambda _: "a: [\n", lambda _: "a: 1\n"]
)
def test_a_layout_that_says_something_else_is_refused(
    broken: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other values, or comments that are gone: nothing is given back, whatever the cause."""
    honest = formatting._Layout.print
    monkeypatch.setattr(formatting._Layout, "print", lambda layout: broken(honest(layout)))
    with pytest.raises(DocumentError) as caught:
        format_text("a: 1  # x\n", "x.yaml")
    assert ["SL664"] == [each.code for each in caught.value.diagnostics]


def test_a_comparison_shows_the_lines_that_change() -> None:
    """As `diff -u` does, also where the last line has no end."""
    assert "--- x\n+++ x\n@@ -1 +1 @@\n-a:  1\n+a: 1\n" == compare_texts("a:  1", "a: 1\n", "x")
    assert "" == compare_texts("a: 1\r\n", "a: 1\n", "x")


_CHARACTERS: Final = "aZ09 _-:#,[]{}'\"\\|>%&*!?@`.决策，：😀\t\n"
_WORDS: Final = st.text(_CHARACTERS, max_size=12)
_KEYS: Final = st.text("abcd决策-_", min_size=1, max_size=5).map(lambda text: f"k{text}")
_DATA: Final = st.recursive(
    _WORDS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(_KEYS, below, max_size=4),
    max_leaves=15,
)
_STYLES: Final = st.sampled_from([None, "'", '"', "|", ">"])


class _Dumper(yaml.SafeDumper):
    """Writes texts in whatever style is drawn, and never an alias."""

    draw: st.DataObject

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def _represent(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, dumper.draw.draw(_STYLES))


_Dumper.add_representer(str, _represent)


def _write(data: object, draw: st.DataObject) -> str:
    """Return data as some YAML: styles, widths and indents drawn, comments and blanks put in."""
    dumper = type("_Drawn", (_Dumper,), {"draw": draw})
    text: str = yaml.dump(
        data,
        Dumper=dumper,
        allow_unicode=True,
        default_flow_style=draw.draw(st.sampled_from([None, True, False])),
        width=draw.draw(st.sampled_from([5, 20, 200])),
        indent=draw.draw(st.integers(2, 7)),
        sort_keys=False,
    )
    return text


def _plain(node: Node) -> object:
    if isinstance(node, MappingNode):
        return {key: _plain(value) for key, value in node.values.items()}
    return str(node) if isinstance(node, Scalar) else [_plain(value) for value in node.values]


@given(st.dictionaries(_KEYS, _DATA, min_size=1, max_size=4), st.data())
def test_whatever_is_written_keeps_its_meaning(
    data: dict[str, object], draw: st.DataObject
) -> None:
    """Values are as before, and what has the layout stays as it is."""
    text = _write(data, draw)
    found = format_text(text)
    assert _plain(read_document(text)) == _plain(read_document(found))
    assert found == format_text(found)


_PIECES: Final = st.sampled_from(
    r"""a: 1~- b~-   c: 2~k:~决: {x: 1,~y: [2 ,3]}~z: |~  text~# c1~  # c2~x: 1  # c3~"q": 's'~
    ]~  - - 4~f: [~t~u:	1~v: >+~- ? w~: 5~g: {h: 6}  # c4~# c5~- |2~    7~i: "j~l"~m: n~~  ~
    """.replace("\n    ", "").split("~")
)
"""Lines, and parts of lines, as somebody could have written them."""


@given(st.lists(st.tuples(st.sampled_from(["", "  ", "    ", " "]), _PIECES), max_size=9))
def test_whatever_can_be_read_can_be_laid_out(pieces: list[tuple[str, str]]) -> None:
    """Lines thrown together are refused by the reader, or come out with all their comments."""
    text = "\n".join(indent + piece for indent, piece in pieces)
    try:
        before = read_document(text)
    except DocumentError:
        return
    found = format_text(text)
    assert _plain(before) == _plain(read_document(found))
    assert list_comments(text) == list_comments(found)
    assert found == format_text(found)
