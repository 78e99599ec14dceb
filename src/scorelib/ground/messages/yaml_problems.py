"""What the YAML parser says of a syntax mistake, in words that a person can act on."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["Words", "name_problem"]


class Words(NamedTuple):
    """The same words in both languages, as arguments of a message carry them."""

    zh: str
    en: str


_PROBLEMS: Final = (
    ("mapping values are not allowed", "这里不能再有“键: 值”", "a second `key: value` stands here"),
    ("could not find expected ':'", "缺少冒号", "a colon is missing"),
    ("did not find expected key", "缩进与上面不一致，或缺少键", "the indentation differs, or a key is missing"),
    ("did not find expected '-'", "列表项的缩进不一致，或缺少 `-`", "the indentation of the list differs, or a `-` is missing"),
    ("did not find expected ',' or ']'", "方括号里缺少逗号或右括号", "a comma or `]` is missing"),
    ("did not find expected ',' or '}'", "花括号里缺少逗号或右括号", "a comma or `}` is missing"),
    ("did not find expected node content", "这里应有一个值", "a value is missing"),
    ("unexpected end of stream", "引号或括号没有闭合", "a quote or bracket is never closed"),
    ("cannot start any token", "这个字符不能放在值的开头", "no value can begin with this character"),
    ("block sequence entries are not allowed", "这里不能有列表项", "no list item can stand here"),
    ("did not find expected <document start>", "同一层级里既有值又有“键: 值”", "a value and `key: value` stand at one level"),
    ("unknown escape character", "引号里有不认识的转义", "the quotes hold an unknown escape"),
    ("invalid Unicode character escape", "引号里的转义不是有效的字符", "the quotes hold an escape of no character"),
    ("did not find expected hexdecimal number", "转义里应是十六进制数字", "an escape needs hexadecimal digits"),
)  # fmt: skip


def name_problem(problem: str) -> Words:
    """Return the words for a problem of the parser; an unknown one keeps the parser's own."""
    for part, zh, en in _PROBLEMS:
        if part in problem:
            return Words(zh, en)
    return Words(f"解析器报告 {problem}", problem)
