"""SL664 to SL669: files in the one layout."""

from __future__ import annotations

from scorelib.ground.messages.entry import Message

__all__ = ["TABLE"]

TABLE: dict[str, Message] = {
    "SL664": Message(
        "error",
        "这个文件排版后会与原来不同，没有写入",
        "laid out anew this file would not say the same; nothing was written",
        "请保留原样，并把这个文件报告给我们；这是 scorelib 的缺陷，不是文件的错误",
        "leave the file as it is and report it: this is a fault of scorelib, not of the file",
        "排版只动空格、缩进和空行。写入之前先把新旧两份读一遍，值或注释有一处不同就不写。",
        "A layout moves spaces, indents and blank lines only. Before anything is written the old and the new text are read and compared; where a value or a comment differs, nothing is written.",
    ),
    "SL665": Message(
        "error",
        "`{path}` 不是统一的排版",
        "`{path}` is not in the one layout",
        "请运行 `scorelib fmt {path}`",
        "run `scorelib fmt {path}`",
        "统一的排版使两次修改之间只看得到真正改了的内容。",
        "With one layout the difference between two versions shows nothing but what was changed.",
    ),
    "SL666": Message(
        "error",
        "`{path}` 里没有 .yaml 或 .yml 文件",
        "there is no .yaml or .yml file in `{path}`",
        "请写文件的路径，或换一个文件夹",
        "name a file, or another folder",
        "什么也没有排版时不当作成功，免得以为已经排好。",
        "A run that laid out nothing is no success: nobody is to believe that it was done.",
    ),
}
