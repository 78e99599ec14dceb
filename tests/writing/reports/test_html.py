"""A report as one HTML page: complete, closed, accessible, and proof against its own words.

The pages are read by Python's own HTML parser; figures and words are held against the blocks.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
import unicodedata
from dataclasses import dataclass, field
from fractions import Fraction
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelib.ground.errors import Lang, NotFoundError
from scorelib.reading.reports.blocks import (
    Bar,
    Bars,
    Cell,
    Column,
    Fold,
    Grid,
    Heading,
    Paragraph,
    Report,
    Row,
)
from scorelib.writing.reports import html
from scorelib.writing.reports.characters import show_codes, split_directions
from scorelib.writing.reports.html import print_html
from tests.writing.reports.drawing import (
    HOSTILE,
    STATUSES,
    cells_of,
    make_hostile_report,
    make_large_report,
    reports,
)
from tests.writing.reports.shipped import list_reports

TAGS = set(
    re.findall(
        r"\S+",
        """
        html head meta title style body a header nav main footer h1 h2 h3 h4 h5 h6 p div span bdi
        wbr ul ol li dl dt dd table caption colgroup col thead tbody tr th td details summary
        label input button output svg desc rect text script
        """,
    )
)
"""Every element that a page may have."""

ATTRIBUTES = set(
    re.findall(
        r"\S+",
        """
        lang charset http-equiv content name class id href hidden open type autocomplete spellcheck
        role aria-label aria-pressed data-status data-s data-l data-words data-short disabled for
        scope rowspan colspan tabindex
        width height x y color fill fill-opacity font-size text-anchor
        """,
    )
)
"""Every attribute that a page may have: none that runs a script, fetches or styles."""

VOID = {"meta", "col", "input", "rect", "wbr"}
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@dataclass
class Element:
    """An element of a page with what is inside it."""

    tag: str
    attributes: dict[str, str]
    inside: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(each if isinstance(each, str) else each.text for each in self.inside)

    def find(self, *tags: str) -> list[Element]:
        """Return all elements inside with one of these tags, in order."""
        found = []
        for each in self.inside:
            if isinstance(each, Element):
                found += [each] if each.tag in tags else []
                found += each.find(*tags)
        return found


class Reader(HTMLParser):
    """Builds the tree of a page; an element left open or closed wrongly is an error."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), f"an attribute twice: {attrs}"
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop().tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def read_page(page: str) -> Element:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == [reader.root]
    return reader.root


def check_page(root: Element) -> None:
    """Hold what is true of every page: known parts only, one of each name, links that arrive."""
    elements = root.find(*TAGS)
    assert set() == {each.tag for each in walk(root)} - TAGS
    assert set() == {name for each in elements for name in each.attributes} - ATTRIBUTES
    names = [each.attributes["id"] for each in elements if "id" in each.attributes]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[\w.-]+", name, re.ASCII) for name in names)
    for link in root.find("a"):
        assert link.attributes["href"].removeprefix("#") in names
    assert 1 == len(root.find("h1")) == len(root.find("main")) == len(root.find("header"))
    assert 1 == len(root.find("script")) == len(root.find("style"))


def walk(element: Element) -> list[Element]:
    found = []
    for each in element.inside:
        if isinstance(each, Element):
            found += [each, *walk(each)]
    return found


def texts_of(root: Element) -> list[str]:
    """Return the words of the cells of grids, as they stand in the source."""
    grids = [table for table in root.find("table") if "grid" in table.attributes["class"].split()]
    return [cell.text for table in grids for cell in table.find("th", "td")]


@given(reports())
@settings(max_examples=60)
def test_any_report_is_a_sound_page(report: Report) -> None:
    """Whatever the words are, the page has our elements only and shows every cell's text."""
    root = read_page(print_html(report))
    check_page(root)
    assert [show_codes(cell.text) for cell in cells_of(report.blocks)] == texts_of(root)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_reports_of_the_examples_read_back(lang: Lang) -> None:
    """Audit, working papers, every layout, the portfolio: each cell stands on the page."""
    for name, report in list_reports(lang):
        root = read_page(print_html(report))
        check_page(root)
        assert [show_codes(cell.text) for cell in cells_of(report.blocks)] == texts_of(root), name


@given(reports())
@settings(max_examples=30)
def test_merged_cells_stay_merged(report: Report) -> None:
    """Rows and columns that a cell covers are those of the grid."""
    grids = read_page(print_html(report)).find("table")
    shown = [
        (int(cell.attributes.get("rowspan", 1)), int(cell.attributes.get("colspan", 1)))
        for table in grids
        if "grid" in table.attributes["class"].split()
        for cell in table.find("th", "td")
    ]
    assert [(cell.rows, cell.columns) for cell in cells_of(report.blocks)] == shown


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_text(text: str, lang: Lang) -> None:
    """In every place where words can stand, hostile ones are shown and do nothing."""
    page = print_html(make_hostile_report(text, lang))
    root = read_page(page)
    check_page(root)
    shown = show_codes(text)
    for tag in ("h1", "h2", "title", "caption", "dt", "dd", "li", "th", "td", "desc"):
        assert any(shown in each.text for each in root.find(tag)), tag
    assert not set(BIDI) & set(page)


def test_anchor_is_never_an_address() -> None:
    """A link leads to a place of the page, whatever the anchor says; into nothing leads none."""
    cells = (Cell("a", anchor="javascript:alert(1)", link="javascript:alert(1)"),)
    more = (Cell("b", link="https://example.invalid/"),)
    grid = Grid((Column(5),), (Row(cells), Row(more)), 0)
    (link,) = read_page(print_html(Report("t", "zh", (grid,)))).find("main")[0].find("a")
    assert "#r-0" == link.attributes["href"]


def test_every_leftward_letter_is_set_apart() -> None:
    """Each character that Unicode writes from right to left is in the part that is set apart."""
    leftward = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.bidirectional(chr(code)) in ("R", "AL", "AN")
        and unicodedata.category(chr(code)) != "Cf"
    ]
    missed = [hex(ord(char)) for char in leftward if list(split_directions(char)) != [(char, True)]]
    assert [] == missed


def test_unseen_characters_are_codes() -> None:
    """No control, no mark of direction and no noncharacter is left; what can be seen stays."""
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        category = unicodedata.category(char)
        if char in "\t\n\u200c\u200d":
            assert char == show_codes(char)
        elif category in ("Cc", "Cs", "Zl", "Zp") or char in BIDI or code & 0xFFFE == 0xFFFE:
            assert f"{code:x}" in show_codes(char)
        elif category not in ("Cf", "Cn", "Co"):
            assert char == show_codes(char)


@pytest.mark.parametrize("landscape", [False, True])
def test_policy_lets_in_nothing_but_own_style_and_script(landscape: bool) -> None:
    """The hashes of the policy are those of the style and the script that stand on the page."""
    root = read_page(print_html(Report("t", "zh", (), landscape=landscape)))
    hashes = []
    for tag in ("style", "script"):
        content = root.find(tag)[0].text.encode("utf-8")
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode("ascii")
        hashes.append(f"{tag}-src 'sha256-{digest}'")
    expected = f"default-src 'none'; {'; '.join(hashes)}; base-uri 'none'; form-action 'none'"
    policies = [m for m in root.find("meta") if "http-equiv" in m.attributes]
    assert [expected] == [each.attributes["content"] for each in policies]
    style = root.find("style")[0].text
    assert not re.search(r"url\(|@import|https?:", style)
    assert ("A4 landscape" in style) is landscape


@pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_page_has_landmarks_and_a_language(lang: Lang, tag: str) -> None:
    """A reader of screens finds the language, the landmarks and a way past the contents."""
    blocks = (Heading("一", 1, "one"), Heading("二", 2), Heading("三", 4), Paragraph("四"))
    root = read_page(print_html(Report("题", lang, blocks, "有条件", ("规则",))))
    assert tag == root.find("html")[0].attributes["lang"]
    assert ["#main"] == [a.attributes["href"] for a in root.find("body")[0].find("a")][:1]
    assert ["一", "二"] == [each.text for each in root.find("nav")[0].find("a")]
    levels = [int(each.tag[1]) for each in root.find("h1", "h2", "h3", "h4", "h5")]
    assert [1, 2, 3, 4] == levels
    assert "有条件" in root.find("header")[0].text
    assert "规则" in root.find("footer")[0].text


@given(reports())
@settings(max_examples=30)
def test_no_level_of_headings_is_left_out(report: Report) -> None:
    """From one heading to the next the level rises by one at most."""
    found = read_page(print_html(report)).find("h1", "h2", "h3", "h4", "h5", "h6")
    levels = [int(each.tag[1]) for each in found]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_headers() -> None:
    """Headings of columns and rows say over how much they reach."""
    head = Row((Cell("指标", header=True), Cell("分", header=True, columns=2)))
    first = Row((Cell("产出", header=True, rows=2), Cell("5"), Cell("4")))
    rows = (head, first, Row((Cell("6"), Cell("5"))), Row((Cell("合计"), Cell("11"), Cell("9"))))
    grid = Grid((Column(8), Column(4), Column(4)), rows, 1, "得分表")
    (table,) = read_page(print_html(Report("t", "zh", (grid,)))).find("table")
    assert ["得分表"] == [each.text for each in table.find("caption")]
    scopes = [(each.text, each.attributes["scope"]) for each in table.find("th")]
    expected = [("指标", "col"), ("分", "colgroup"), ("产出", "rowgroup"), ("6", "row")]
    assert [*expected, ("合计", "row")] == scopes
    assert [["merged"], []] == [list(body.attributes.values()) for body in table.find("tbody")]


def test_a_caption_that_says_the_heading_again_is_only_told() -> None:
    """Nobody reads the same words twice in a row; those who see no page hear them still."""
    grid = Grid((Column(8),), (Row((Cell("a"),)),), 0, "疑点")
    other = Grid((Column(8),), (Row((Cell("a"),)),), 0, "按单位")
    root = read_page(print_html(Report("t", "zh", (Heading("疑点"), grid, other))))
    first, second = root.find("table")
    assert ("疑点", []) == (first.attributes["aria-label"], first.find("caption"))
    assert ["按单位"] == [each.text for each in second.find("caption")]


def test_columns_have_room_for_their_words() -> None:
    """A narrow column gets what its longest word needs, of what wider ones have to spare."""
    head = Row((Cell("Severity", header=True), Cell("Finding", header=True)))
    grid = Grid((Column(2), Column(98)), (head, Row((Cell("warning"), Cell("b " * 90)))))
    page = print_html(Report("t", "en", (grid,)))
    narrow = int(re.findall(r'<col class="w([0-9]+)">', page)[0])
    # Eight letters of 0.6 of their size, of a page that is some 62 wide.
    assert narrow * 62 >= 8 * 0.6 * 100


def test_bars_share_one_scale_and_are_told_in_words() -> None:
    """The longest maximum is the whole width; 7.5 of 10 on a scale to 15 are 50 % of 66.66 %."""
    items = (
        Bar("合格率", Fraction("7.5"), Fraction(10), "7.5 / 10", "bad"),
        Bar("数量", Fraction(15), Fraction(15), "15 / 15"),
        Bar("扣分", Fraction(-2), Fraction(0), "-2"),
    )
    (table,) = read_page(print_html(Report("t", "zh", (Bars("失分", items),)))).find("table")
    rows = table.find("tbody")[0].find("tr")
    lengths = [[rect.attributes["width"] for rect in row.find("rect")] for row in rows]
    assert [["66.66%", "50.00%"], ["100.00%", "100.00%"], ["0%", "0%"]] == lengths
    assert ["7.5 / 10", "15 / 15", "-2"] == [row.find("td")[-1].text for row in rows]
    pictures = [(svg.find("title")[0].text, svg.find("desc")[0].text) for svg in table.find("svg")]
    assert ("合格率", "7.5 / 10") in pictures
    assert ["0", "15"] == [each.text for each in table.find("svg")[0].find("text")]


def test_tones_are_told_without_colours() -> None:
    """What has a tone has a mark with a name; the page says what the marks are."""
    blocks = (Paragraph("a", "bad"), Fold("b", (), tone="warning"))
    root = read_page(print_html(Report("t", "zh", blocks)))
    marks = [each for each in root.find("span") if each.attributes.get("class") == "mark"]
    named = [(each.text, each.attributes["aria-label"]) for each in marks]
    assert [("✗", "问题"), ("!", "注意"), ("!", "注意"), ("✗", "问题")] == named
    legend = root.find("footer")[0].text
    assert "注意" in legend
    assert "问题" in legend
    assert "良好" not in legend


def test_controls_are_hidden_without_a_script() -> None:
    """Without a script nothing stands there that does nothing; folds open by themselves."""
    blocks = (Fold("a", (Paragraph("b"),), status="scored"), Fold("c", (), open=True))
    root = read_page(print_html(Report("t", "zh", blocks, statuses=STATUSES)))
    (tools,) = [each for each in root.find("div") if each.attributes.get("id") == "tools"]
    assert "hidden" in tools.attributes
    outside = [each for each in root.find("button", "input") if each not in walk(tools)]
    assert [] == outside
    folds = [
        (each.find("summary")[0].text, "open" in each.attributes) for each in root.find("details")
    ]
    assert [("a 复算", False), ("c", True)] == folds
    assert ["复算 1"] == [e.text for e in tools.find("button") if "data-status" in e.attributes]


def test_page_without_anything_to_filter_has_no_controls() -> None:
    """A report of prose alone has no tools."""
    assert [] == read_page(print_html(Report("t", "zh", (Paragraph("a"),)))).find("button")


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast_is_enough(scheme: int) -> None:
    """Each ink has at least 4.5 to 1 on each ground it stands on (WCAG 2.2, 1.4.3)."""
    style = read_page(print_html(Report("t", "zh", ()))).find("style")[0].text
    names = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    assert 2 == len(names)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", names[scheme]))
    inks = ("ink", "soft", "link", "good", "warning", "bad")
    grounds: dict[str, tuple[str, ...]] = {"paper": inks, "wash": inks}
    grounds |= {f"{tone}-wash": ("ink", "link", tone) for tone in ("good", "warning", "bad")}
    grounds["link"] = ("paper",)  # a chosen status: the ground and the ink change places
    for ground, over in grounds.items():
        for ink in over:
            light, dark = sorted((_luminance(colours[ground]), _luminance(colours[ink])))[::-1]
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ground, ink)


def test_long_words_scroll_in_a_box() -> None:
    """A hundred thousand characters are all there, in a box of their own."""
    text = "长" * 100_000
    root = read_page(print_html(make_hostile_report(text)))
    check_page(root)
    boxes = [each for each in root.find("div") if each.attributes.get("class") == "long"]
    assert boxes
    assert all(text == each.text for each in boxes)


def test_long_grids_come_in_sheets() -> None:
    """Of a thousand rows each table holds 250; together they are the grid, in its order."""
    report = make_large_report(1000, 4)
    root = read_page(print_html(report))
    check_page(root)
    tables = root.find("table")
    assert [250] * 4 == [len(each.find("tbody")[0].find("tr")) for each in tables]
    body = [cell.text for table in tables for cell in table.find("tbody")[0].find("th", "td")]
    assert [cell.text for cell in list(cells_of(report.blocks))[4:]] == body
    assert "251–500" in tables[1].find("caption")[0].text


def test_jinja_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the refusal says what to install (SL916)."""
    html._open_templates.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(NotFoundError) as refused:
        print_html(Report("t", "zh", ()))
    assert "SL916" == refused.value.code
    assert "HTML" == refused.value.arguments["format"]


@given(st.text(max_size=200))
def test_codes_change_nothing_that_can_be_seen(text: str) -> None:
    """Words of letters, figures and signs come out as they went in."""
    seen = "".join(char for char in text if char.isprintable())
    assert seen == show_codes(seen)
