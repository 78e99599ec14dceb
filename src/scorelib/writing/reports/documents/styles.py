"""The styles of a report in Word, with the fonts of Chinese official documents, and its pages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Final, NamedTuple

from scorelib.ground.messages.labels import label
from scorelib.reading.reports.blocks import Report
from scorelib.writing.reports.characters import show_codes
from scorelib.writing.reports.documents.markup import NAMESPACE, Ink, make_paragraph, make_runs
from scorelib.writing.reports.office import EPOCH, MARKS, TONES, measure

__all__ = ["add_list", "cut_line", "prepare_document", "prepare_pages", "split_foot"]

_LATIN: Final = "Times New Roman"


class _Style(NamedTuple):
    """A paragraph style: its font for Chinese, points, space before and after, lines apart."""

    name: str
    font: str
    size: float
    bold: bool = False
    before: float = 0
    after: float = 0
    lines: float = 1.0
    centred: bool = False


_STYLES: Final = (
    _Style("Normal", "仿宋", 12, after=4, lines=1.3),
    _Style("Title", "宋体", 20, bold=True, before=6, after=12, lines=1.1, centred=True),
    _Style("Heading 1", "黑体", 16, bold=True, before=16, after=6, lines=1.1),
    _Style("Heading 2", "楷体", 14, bold=True, before=12, after=4, lines=1.1),
    _Style("Heading 3", "仿宋", 12, bold=True, before=10, after=3, lines=1.1),
    _Style("Heading 4", "楷体", 12, bold=True, before=8, after=2, lines=1.1),
    _Style("Caption", "黑体", 10.5, bold=True, before=6, after=3, lines=1.1),
    _Style("List Bullet", "仿宋", 12, after=3, lines=1.2),
    _Style("List Number", "仿宋", 12, after=3, lines=1.2),
    _Style("Header", "宋体", 9, centred=True),
    _Style("Footer", "宋体", 7.5, centred=True),
    _Style("Table Text", "宋体", 10.5),
    _Style("Table End", "宋体", 5),
    _Style("Notice", "仿宋", 10.5, before=4, after=6, lines=1.15),
    _Style("Gap", "仿宋", 12, before=4, after=10, lines=1.3),
)
_SHADE: Final = (
    f'<w:shd {NAMESPACE} w:val="clear" w:color="auto" w:fill="{TONES["warning"].paper}"/>'
)
_MARGIN: Final = 1247
_SHORT: Final = 11906
_LONG: Final = 16838
"""Twips: 22 mm, and A4."""

_MOST_LINE: Final = 96
_MOST_PART: Final = 84
_MOST_FOOT: Final = 200
"""So many columns of a line, of a part of the foot and of the whole foot stand on every page; what
does not is in the body. A Chinese character takes two."""


def prepare_document(document: Any, report: Report) -> None:
    """Set the styles, languages and properties of an empty document."""
    _set_defaults(document)
    for each in _STYLES:
        _set_style(document, each)
    _add_placeholder(document)
    properties = document.core_properties
    properties.title = show_codes(report.title)[:250]
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.keywords = properties.subject = properties.category = ""
    properties.language = "zh-CN" if report.lang == "zh" else "en-US"
    properties.created = properties.modified = EPOCH
    properties.revision = 1


def _set_defaults(document: Any) -> None:
    from docx.oxml.ns import qn

    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _set_fonts(defaults, "宋体")
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")


def _set_fonts(properties: Any, font: str) -> None:
    """Set the fonts by name: those of the theme would come before them."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    for each in properties.findall(qn("w:rFonts")):
        properties.remove(each)
    named = f'w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:cs="{_LATIN}" w:eastAsia="{font}"'
    properties.insert(0, parse_xml(f"<w:rFonts {NAMESPACE} {named}/>"))


def _set_style(document: Any, wanted: _Style) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    styles = document.styles
    if wanted.name in styles:
        style = styles[wanted.name]
    else:
        style = styles.add_style(wanted.name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
    properties = style.element.get_or_add_rPr()
    for each in list(properties):
        properties.remove(each)
    _set_fonts(properties, wanted.font)
    style.font.size, style.font.bold = Pt(wanted.size), wanted.bold
    style.font.color.rgb = RGBColor.from_string(TONES["plain"].ink)
    for line in style.element.findall(f".//{qn('w:pBdr')}"):
        line.getparent().remove(line)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(wanted.before), Pt(wanted.after)
    shape.line_spacing = wanted.lines
    if wanted.centred:
        shape.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_placeholder(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.shared import RGBColor

    style = document.styles.add_style("Placeholder Text", WD_STYLE_TYPE.CHARACTER)
    style.font.color.rgb = RGBColor.from_string(TONES["muted"].ink)
    # On the words, not on the paragraph: it goes with them once somebody writes here.
    style.element.rPr.append(parse_xml(_SHADE))


def prepare_pages(document: Any, report: Report) -> int:
    """Set paper, header and footer; return the width of the text in twips."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Twips

    section = document.sections[0]
    across = report.landscape
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    width, height = (_LONG, _SHORT) if across else (_SHORT, _LONG)
    section.page_width, section.page_height = Twips(width), Twips(height)
    section.left_margin = section.right_margin = Twips(_MARGIN)
    section.top_margin = section.bottom_margin = Twips(_MARGIN)
    section.header_distance = section.footer_distance = Twips(_MARGIN // 2)
    _fill(section.header, [make_paragraph(make_runs(cut_line(report.title)), "Header")])
    _fill(section.footer, _make_footer(report))
    return width - 2 * _MARGIN


def cut_line(text: str, most: int = _MOST_LINE) -> str:
    r"""Return as much of a text as stands at the foot of every page, in one line.

    >>> cut_line("a\nb"), cut_line("abc", 2)
    ('a b', 'a…')
    """
    line = " ".join(show_codes(text).split())
    if measure(line) <= most:
        return line
    kept = sum(reach < most for reach in accumulate(map(measure, line[:most])))
    return f"{line[:kept]}…"


def split_foot(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return lines as the foot of every page has them, and those that it has not, or not whole.

    >>> split_foot(["a" * 80, "b" * 120, "c"])[1] == ["b" * 120]
    True
    """
    shown: list[str] = []
    left: list[str] = []
    room = _MOST_FOOT
    for line in lines:
        short = cut_line(line, _MOST_PART)
        if measure(short) <= room:
            shown.append(short)
            room -= measure(short)
        if short != line or shown[-1:] != [short]:
            left.append(line)
    return shown, left


def _make_footer(report: Report) -> list[str]:
    lines = []
    if report.notice:
        words = MARKS["warning"] + cut_line(report.notice)
        lines.append(make_runs(words, Ink(TONES["warning"].ink, bold=True)))
    shown, _ = split_foot(report.footer)
    if shown:
        lines.append(make_runs(" · ".join(shown)))
    before, between, after = label("page.page", report.lang, page="\0", pages="\0").split("\0")
    page, pages = _make_field("PAGE"), _make_field("NUMPAGES")
    number = make_runs(before) + page + make_runs(between) + pages
    lines.append(number + (make_runs(after) if after else ""))
    return [make_paragraph(each, "Footer") for each in lines]


def _make_field(name: str) -> str:
    """Return a field that Word fills; the 1 stands until it does."""
    parts = (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> {name} </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    return "".join(f"<w:r>{part}</w:r>" for part in parts)


def _fill(part: Any, paragraphs: list[str]) -> None:
    from docx.oxml import parse_xml

    part.is_linked_to_previous = False
    element = part._element
    for each in list(element):
        element.remove(each)
    for text in paragraphs:
        element.append(parse_xml(text.replace("<w:p>", f"<w:p {NAMESPACE}>", 1)))


def add_list(document: Any) -> int:
    """Add a numbering that begins at 1 and return its id."""
    numbering = document.part.numbering_part.element
    own = document.styles["List Number"].element.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(own).abstractNumId.val
    added = numbering.add_num(abstract)
    added.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(added.numId)
