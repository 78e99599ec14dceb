"""Documents read into a tree with places; what is refused, where, and how fast."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.ground.errors import DocumentError
from scorelib.ground.source import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_VALUES,
    MappingNode,
    Node,
    Scalar,
    locate,
    read_document,
    read_file,
    to_data,
)
from tests.strategies import run_on_stack

Path_ = tuple[str | int, ...]
Problem = tuple[str, str]


def refuse(text: str) -> list[Problem]:
    """Return code and line:column of all problems, which must be found within a second."""
    begin = time.thread_time()
    with pytest.raises(DocumentError) as caught:
        read_document(text)
    assert time.thread_time() - begin < 1
    return describe(caught.value)


def describe(error: DocumentError) -> list[Problem]:
    places = [each.location for each in error.diagnostics]
    assert all(place is not None for place in places)
    return [
        (each.code, f"{place.line}:{place.column}")
        for each, place in zip(error.diagnostics, places, strict=True)
        if place is not None
    ]


def place_of(tree: Node, path: Path_, *, key: bool = False) -> str:
    place = locate(tree, path, key=key).location
    return f"{place.line}:{place.column}-{place.end_column}"


@pytest.mark.parametrize(
    ("text", "path", "key", "value"),
    [
        ("a: 1", ("a",), "1:1-2", "1:4-5"),
        ("指标:\n  预算执行率: 95%", ("指标", "预算执行率"), "2:3-8", "2:10-13"),
        ("{😀: 甲, b: 1}", ("b",), "1:8-9", "1:11-12"),
        ("{Ａ１: '全角', b: 1}", ("b",), "1:12-13", "1:15-16"),
        ("{👨\u200d👩\u200d👧: x, b: 1}", ("b",), "1:12-13", "1:15-16"),
        ("{𠮷: x, b: 1}", ("b",), "1:8-9", "1:11-12"),
        ("# 注\n\nb: 1  # 注", ("b",), "3:1-2", "3:4-5"),
        ("a: 1\r\nb: 2\r\n", ("b",), "2:1-2", "2:4-5"),
        ('{"a": [1, {"b": "乙"}]}', ("a", 1, "b"), "1:12-15", "1:17-20"),
    ],
)
def test_place_is_counted_in_characters(text: str, path: Path_, key: str, value: str) -> None:
    """Columns count characters from 1: a Chinese character, an emoji and a letter are one each."""
    tree = read_document(text)
    assert (key, value) == (place_of(tree, path, key=True), place_of(tree, path))


@given(st.lists(st.text("甲乙😀aＡ１é", min_size=1, max_size=4), unique=True, min_size=1))
def test_place_finds_the_text_again(words: list[str]) -> None:
    """Cutting the excerpt at the columns of a scalar gives the scalar."""
    tree = read_document("- " + "\n- ".join(words))
    nodes = [locate(tree, (index,)) for index in range(len(words))]
    cut = [
        node.source.line(node.location.line)[node.location.column - 1 : node.location.end_column]
        for node in nodes
    ]
    assert words == [each.rstrip("\n") for each in cut]


def test_value_over_several_lines_has_no_end_on_its_line() -> None:
    """A block scalar begins where its sign stands and ends on another line."""
    tree = read_document("note: |\n  第一行\n  第二行\n")
    assert "1:7-None" == place_of(tree, ("note",))


def test_scalars_stay_as_written() -> None:
    """Nothing is interpreted: `NO`, `1.10`, `12:30` and `~` are the texts that were written."""
    tree = read_document("[NO, 1.10, 12:30, ~, 0x10, 2021-01-01, '', null]")
    written = ["NO", "1.10", "12:30", "~", "0x10", "2021-01-01", "", "null"]
    assert written == to_data(tree)


def test_quotes_are_remembered() -> None:
    """An empty value and an empty text are told apart by the quotes."""
    tree = read_document("a:\nb: ''\nc: \"\"\n")
    assert isinstance(tree, MappingNode)
    plain = [each.plain for each in tree.values.values() if isinstance(each, Scalar)]
    assert [True, False, False] == plain


def test_missing_path_ends_at_the_last_part_that_exists() -> None:
    """What is missing is reported at the mapping from which it is missing."""
    tree = read_document("a:\n  b: {c: 1}\n")
    assert "2:6-None" == place_of(tree, ("a", "b", "x", "y"))


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [("SL009", "1:1")]),
        ("# 只有注释\n", [("SL009", "1:1")]),
        ("a: 1\n---\nb: 2\n", [("SL010", "2:1")]),
        ("甲: &x 1\n", [("SL011", "1:4")]),
        ("甲: *x\n", [("SL011", "1:4")]),
        ("甲: &x {a: 1}\n乙: *x\n", [("SL011", "1:4"), ("SL011", "2:4")]),
        ("a:\n  <<: {b: 1}\n", [("SL011", "2:3")]),
        ("*a : 1\n*b : 2\n", [("SL011", "1:1"), ("SL011", "2:1")]),
        ("甲: !!python/object/apply:os.system [ls]\n", [("SL012", "1:4")]),
        ("甲: !!str 1\n乙: ! 2\n", [("SL012", "1:4"), ("SL012", "2:4")]),
        ("? [a, b]\n: 1\n", [("SL015", "1:3")]),
        ("甲: 1\n乙: 2\n甲: 3\n", [("SL016", "3:1")]),
        ("{甲: 1, '甲': 3}", [("SL016", "1:8")]),
        ("a: 1\r\na: 2\r\na: 3", [("SL016", "2:1"), ("SL016", "3:1")]),
        ("a: 一\x00二", [("SL004", "1:5")]),
        ("a: 1\n乙: 二\x1b[31m", [("SL004", "2:5")]),
        ("a: \x7f", [("SL004", "1:4")]),
        ("a: 1\n乙: 二\x80", [("SL004", "2:5")]),
        ("a: 1\n乙: 二\ufffe", [("SL004", "2:5")]),
        ("a: \ud800", [("SL004", "1:4")]),
        ("甲：1\nb: 2\n", [("SL006", "1:2")]),
        ("a: 1\n甲乙：2\n", [("SL006", "2:3")]),
        ("甲：\n  乙: 2\n", [("SL006", "1:2")]),
        ("甲:1\nb: 2\n", [("SL007", "1:2")]),
        ("a: 1\nmax_points:10\n", [("SL007", "2:11")]),
        ("甲:\n\tb: 1\n", [("SL008", "2:1")]),
        ("甲:\n  b: 1\n\tc: 2\n", [("SL008", "3:1")]),
        ("甲:\n\u3000b: 1\n", [("SL008", "2:1")]),
        ("甲:\n \u3000b: 1\n", [("SL008", "2:2")]),
        ("甲: 'x\n", [("SL005", "1:4")]),
        ("甲: @x\n", [("SL005", "1:4")]),
        ("- 甲\nb: 1\n", [("SL005", "2:1")]),
        ('{"a": [1, 2}', [("SL005", "1:12")]),
    ],
)
def test_refused_with_code_and_place(text: str, problems: list[Problem]) -> None:
    """What is not plain YAML is refused at the line and column where it stands."""
    assert problems == refuse(text)


def test_all_problems_are_found_in_one_run() -> None:
    """Aliases, tags and duplicate keys are reported together, in the order of the document."""
    text = "甲: &x 1\n乙: !!str 2\n甲: *x\n"
    found = [("SL011", "1:4"), ("SL012", "2:4"), ("SL016", "3:1"), ("SL011", "3:4")]
    assert found == refuse(text)


def test_duplicate_key_says_where_the_first_stands() -> None:
    """The message of a duplicate key names the line of the first."""
    with pytest.raises(DocumentError) as caught:
        read_document("a: 1\n\nb: 2\nb: 3\n")
    assert {"key": "b", "first": 3} == dict(caught.value.diagnostics[0].arguments)


@pytest.mark.parametrize(
    ("text", "column"),
    [("[" * 30_000, 49), ("- " * 30_000, 97), ("{a: " * 30_000, 193), ("[{a: " * 15_000, 121)],
)
@pytest.mark.parametrize("stack", [64 * 1024, 0])
def test_depth_is_refused_on_any_stack(text: str, column: int, stack: int) -> None:
    """30,000 levels are refused at the 49th, also where the thread has almost no stack."""
    assert MAX_DEPTH == 48
    assert [("SL013", f"1:{column}")] == run_on_stack(stack, lambda: refuse(text))


def test_depth_within_the_limit_is_read() -> None:
    """48 levels are no problem."""
    tree = read_document("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert isinstance(to_data(tree), list)


def test_depth_of_keys_is_refused() -> None:
    """Mappings nested as keys end at the same depth."""
    assert ("SL013", "1:97") == refuse("? " * 30_000)[-1]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- a\n" * (MAX_VALUES + 1), f"{MAX_VALUES}:3"),
        ("[" + "a," * (MAX_VALUES + 1) + "]", f"1:{2 * MAX_VALUES}"),
        ("[" + "{}," * (MAX_VALUES + 1) + "]", f"1:{3 * MAX_VALUES - 1}"),
    ],
)
def test_number_of_values_is_limited(text: str, place: str) -> None:
    """The value after the 50,000th is refused where it stands (the list itself is the first)."""
    assert [("SL014", place)] == refuse(text)


def test_size_is_limited() -> None:
    """More than two megabytes, and so a line of ten, are refused before they are parsed."""
    assert [("SL002", "1:1")] == refuse("x" * (10 * 1024 * 1024))
    assert [("SL002", "1:1")] == refuse("a: 1\n" * (MAX_BYTES // 5 + 1))


def test_longest_line_is_read() -> None:
    """One line that fills the limit is read within a second."""
    begin = time.thread_time()
    tree = read_document("'" + "长" * (MAX_BYTES - 2) + "'")
    assert time.thread_time() - begin < 1
    assert isinstance(tree, Scalar)
    assert MAX_BYTES - 2 == len(tree)


@pytest.mark.parametrize(
    ("line", "code"),
    [("a: 1\n", "SL016"), ("? *a\n", "SL011"), ("? !!str b\n", "SL012")],
)
def test_flood_of_problems_takes_no_longer(line: str, code: str) -> None:
    """Twelve thousand problems are found within a second: reporting is linear in the text."""
    assert code in {found for found, _ in refuse(line * 12_000)}


def test_aliases_are_counted_as_values() -> None:
    """A line of 60,000 aliases ends at the limit like a line of 60,000 words."""
    assert "SL014" == refuse("[" + "*a," * 60_000 + "]")[-1][0]


@given(st.text("ab:-[]{}?!&*#'\"%@|>, \n\t：\u3000甲\ufeff\x85\u2028", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever the text, there is a tree or a `DocumentError` whose places lie in the text."""
    try:
        read_document(text)
    except DocumentError as error:
        lines = text.splitlines()
        for code, place in describe(error):
            line, column = map(int, place.split(":"))
            assert 1 <= line <= len(lines) + 1, code
            width = len(lines[line - 1]) if line <= len(lines) else 0
            assert 1 <= column <= width + 2, code


def test_json_is_read_like_yaml() -> None:
    """A JSON document gives the same data as the same document in YAML."""
    json = '{\n\t"项目": {"名称": "甲\\u4e59", "数": [1, 2.50, true, null]}\n}'
    data = {"项目": {"名称": "甲乙", "数": ["1", "2.50", "true", "null"]}}
    assert data == to_data(read_document(json))


def test_byte_order_mark_is_not_part_of_the_document(tmp_path: Path) -> None:
    """A file with a BOM, as Notepad writes it, reads as without; its first key is at column 1."""
    path = tmp_path / "规则.yaml"
    path.write_bytes("指标: 1\n".encode("utf-8-sig"))
    tree = read_file(path)
    assert {"指标": "1"} == to_data(tree)
    assert "1:1-3" == place_of(tree, ("指标",), key=True)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("指标: 1\n".encode("gbk"), 1),
        ("# ascii\na: 1\n名称: 预算\n".encode("gb18030"), 3),
        ("a: 1\n".encode("utf-16"), 1),
        (b"a: 1\nb: \xff\xfe\n", 2),
    ],
)
def test_other_encodings_are_refused(tmp_path: Path, data: bytes, line: int) -> None:
    """GBK and UTF-16 are refused at the first line that is not UTF-8; nothing is guessed."""
    path = tmp_path / "gbk.yaml"
    path.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        read_file(path, "gbk.yaml")
    assert [("SL003", f"{line}:1")] == describe(caught.value)


def test_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A file or a folder that cannot be opened is a diagnostic, not an exception of the system."""
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(DocumentError) as caught:
            read_file(path, "none.yaml")
        assert [("SL001", "1:1")] == describe(caught.value)
        assert "none.yaml" == getattr(caught.value.diagnostics[0].location, "file", None)


def test_large_file_is_refused_unread(tmp_path: Path) -> None:
    """The size of a file is looked at before its contents."""
    path = tmp_path / "large.yaml"
    path.write_bytes(b"\xff" * (MAX_BYTES + 1))
    with pytest.raises(DocumentError) as caught:
        read_file(path)
    assert [("SL002", "1:1")] == describe(caught.value)


@pytest.mark.parametrize("text", ["😀", "\\😀", "\\\\😀", "\\ud83d\\ude00", "😀😀"])
def test_json_escapes_characters_beyond_the_basic_plane(text: str) -> None:
    """JSON writes an emoji as two escapes; backslashes before it are characters of their own."""
    tree = read_document(json.dumps({"a": text}), "x.json")
    assert isinstance(tree, MappingNode)
    assert str(tree.values["a"]) == text
