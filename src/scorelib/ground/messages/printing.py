"""SL660 to SL663: reports as HTML, PDF, Markdown and text; with the words on their pages."""

from __future__ import annotations

from typing import Final

from scorelib.ground.messages.entry import Message

__all__ = ["LABELS", "TABLE"]

LABELS: Final[dict[str, tuple[str, str]]] = {
    "page.contents": ("目录", "Contents"),
    "page.skip": ("跳到正文", "Skip to the content"),
    "page.filter": ("筛选", "Filter"),
    "page.find": ("按文字筛选", "Filter by text"),
    "page.status": ("按状态筛选", "Filter by status"),
    "page.all": ("全部显示", "Show all"),
    "page.shown": ("显示 {shown} / {all}", "{shown} of {all} shown"),
    "page.open": ("全部展开", "Expand all"),
    "page.shut": ("全部折叠", "Collapse all"),
    "page.gap": ("待填写", "to be filled in"),
    "page.bar_item": ("项目", "item"),
    "page.bar_points": ("得分（占分值）", "points (of the maximum)"),
    "page.bar_words": ("数值", "in figures"),
    "page.marks": ("标记", "Marks"),
    "page.page": ("第 {page} 页，共 {pages} 页", "page {page} of {pages}"),
    "tone.good": ("良好", "good"),
    "tone.warning": ("注意", "attention"),
    "tone.bad": ("问题", "problem"),
    "tone.muted": ("次要", "minor"),
    "pdf.missing": (
        "以下字符在本机没有字体可显示，按编码印出：{characters}",
        "No font here has these characters; they are printed as their codes: {characters}",
    ),
}
"""What stands on pages beside the words of the report."""

TABLE: dict[str, Message] = {
    "SL660": Message(
        "error",
        "没有中文字体，写不出 PDF",
        "no font with Chinese characters is installed; a PDF cannot be written",
        "请安装一种中文字体，例如 Debian、Ubuntu 上 `apt install fonts-noto-cjk`，Fedora 上 `dnf install google-noto-sans-cjk-fonts`；或先写成 HTML",
        "install one, such as `apt install fonts-noto-cjk` on Debian and Ubuntu or `dnf install google-noto-sans-cjk-fonts` on Fedora; or write HTML instead",
        "没有字体时，PDF 里的汉字会变成方框，程序却照样成功退出。",
        "Without a font each Chinese character would be printed as a box, and the program would still end well.",
    ),
    "SL662": Message(
        "error",
        "WeasyPrint 缺少系统库，写不出 PDF：{reason}",
        "WeasyPrint lacks a library of the system, so that a PDF cannot be written: {reason}",
        "请安装 Pango，例如 Debian、Ubuntu 上 `apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`；或先写成 HTML",
        "install Pango, such as `apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0` on Debian and Ubuntu; or write HTML instead",
        "PDF 的排版由系统的 Pango 完成，pip 装不了它。",
        "Pango, which sets the text of a PDF, belongs to the system; pip does not install it.",
    ),
    "SL663": Message(
        "error",
        "PDF 里有画不出的字符：{characters}",
        "the PDF holds characters that are not drawn: {characters}",
        "请安装含有这些字符的字体，或先写成 HTML",
        "install a font that has them, or write HTML instead",
        "写完的 PDF 逐个字体核对过：文字必须由嵌入的字体画出，否则不交付。",
        "Of every PDF the fonts are looked through: what is not drawn by an embedded font is not handed over.",
    ),
}
