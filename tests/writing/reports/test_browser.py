"""A report in a real browser: Chromium opens it, filters, unfolds, prints, and asks for nothing.

Needs Debian's packages chromium, chromium-driver and fonts-noto-cjk.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from pypdf import PdfReader
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

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
from scorelib.writing.reports.html import print_html
from tests.writing.reports.drawing import (
    HOSTILE,
    STATUSES,
    make_hostile_report,
    make_large_report,
)

BROWSER, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")

OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,1000",
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A Chromium without a window, with a profile of its own and everything logged."""
    for file, package in ((BROWSER, "chromium"), (DRIVER, "chromium-driver")):
        assert file.exists(), f"{file} is not there: apt-get install {package}"
    options = ChromeOptions()
    options.binary_location = str(BROWSER)
    for each in (*OPTIONS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(each)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    made = Chrome(options=options, service=Service(str(DRIVER)))
    yield made
    made.quit()


def make_report() -> Report:
    """Return a report with a tree of rows, merged rows, folds within folds, and a chart."""
    tree = Grid(
        (Column(10), Column(5)),
        (
            Row((Cell("指标"), Cell("得分"))),
            Row((Cell("产出"), Cell("20"))),
            Row((Cell("数量"), Cell("15")), "scored", level=1),
            Row((Cell("质量", link="quality"), Cell("5")), "judged", level=1),
            Row((Cell("效益"), Cell("30"))),
            Row((Cell("社会效益"), Cell("30")), "missing", level=1),
        ),
        caption="得分",
        filtered=True,
    )
    merged = Grid(
        (Column(5), Column(5)),
        (
            Row((Cell("年份"), Cell("数"))),
            Row((Cell("2020", rows=2), Cell("甲")), "scored"),
            Row((Cell("乙"),), "judged"),
            Row((Cell("2021"), Cell("丙")), "scored"),
        ),
        filtered=True,
    )
    inner = Fold("分档", (Paragraph("里层的话", "plain"),), "bands")
    folds = (
        Fold("指标甲", (Paragraph("甲的依据"), inner), "quality", "judged", "bad"),
        Fold("指标乙", (Paragraph("乙的依据"),), "quantity", "scored"),
    )
    bars = Bars("失分", (Bar("质量", Fraction(5), Fraction(10), "失 5", "bad", "quality"),))
    blocks = (Heading("结论", 1, "end"), bars, tree, merged, Heading("逐项"), *folds)
    return Report("报告", "zh", blocks, "有条件：一项", ("规则",), statuses=STATUSES)


def open_page(browser: Chrome, report: Report, folder: Path, anchor: str = "") -> None:
    path = folder / "report.html"
    path.write_text(print_html(report), "utf-8")
    browser.get("about:blank")
    for log in ("browser", "performance"):
        read_log(browser, log)
    browser.get(f"{path.as_uri()}{anchor}")


def read_log(browser: Chrome, name: str) -> list[dict[str, Any]]:
    """Return what has been logged since the log was last read."""
    found: list[dict[str, Any]] = browser.get_log(name)  # type: ignore[no-untyped-call]
    return found


def check_silence(browser: Chrome, folder: Path) -> None:
    """Hold that the page had nothing to complain of and asked for nothing but itself."""
    assert [] == read_log(browser, "browser")
    events = [json.loads(each["message"])["message"] for each in read_log(browser, "performance")]
    asked = [
        e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"
    ]
    assert {(folder / "report.html").as_uri()} == set(asked)


def texts(browser: Chrome, selector: str) -> list[str]:
    """Return the words of the elements that are shown."""
    found = browser.find_elements(By.CSS_SELECTOR, selector)
    return [each.text for each in found if each.is_displayed()]


def find(browser: Chrome, words: str) -> None:
    field = browser.find_element(By.ID, "find")
    script = "for (const id of ['find', 'shown']) document.getElementById(id).value = ''"
    browser.execute_script(script)
    field.send_keys(words)
    wait = WebDriverWait(browser, 5)
    wait.until(lambda _: browser.find_element(By.ID, "shown").text)


ROWS = "table.filtered tbody tr > :first-child"


def test_page_opens_in_silence(browser: Chrome, tmp_path: Path) -> None:
    """Nothing is refused by the policy, nothing is asked for, and the style is in force."""
    open_page(browser, make_report(), tmp_path)
    check_silence(browser, tmp_path)
    assert "报告" == browser.title
    assert ["报告"] == texts(browser, "h1")
    assert "fixed" == browser.find_element(By.TAG_NAME, "table").value_of_css_property(
        "table-layout"
    )


@pytest.mark.parametrize("text", [HOSTILE[4], HOSTILE[5], "".join(HOSTILE)])
def test_hostile_words_do_nothing(text: str, browser: Chrome, tmp_path: Path) -> None:
    """Words that are markup elsewhere open no box, load no picture and hide nothing."""
    open_page(browser, make_hostile_report(text), tmp_path)
    check_silence(browser, tmp_path)
    assert [] == browser.find_elements(By.CSS_SELECTOR, "img, main script, main style")


def test_rows_are_filtered_by_text(browser: Chrome, tmp_path: Path) -> None:
    """The row stays with the rows above it in its tree; merged rows stay together."""
    open_page(browser, make_report(), tmp_path)
    find(browser, "社会")
    assert ["效益", "社会效益"] == texts(browser, ROWS)
    assert "显示 1 / 9" == browser.find_element(By.ID, "shown").text
    find(browser, "乙")
    assert ["2020", "乙"] == texts(browser, ROWS)
    assert ["指标乙 复算"] == texts(browser, "details > summary")
    browser.find_element(By.ID, "all").click()
    assert 8 == len(texts(browser, ROWS))
    assert "" == browser.find_element(By.ID, "shown").text


def test_rows_are_filtered_by_status(browser: Chrome, tmp_path: Path) -> None:
    """One status or several; folds of a status as well as rows."""
    open_page(browser, make_report(), tmp_path)
    chips = {each.text: each for each in browser.find_elements(By.CSS_SELECTOR, "button.chip")}
    assert ["复算 4", "评判 3", "未计分 1"] == list(chips)
    chips["评判 3"].click()
    assert ["产出", "质量", "2020", "乙"] == texts(browser, ROWS)
    assert ["✗ 指标甲 评判"] == texts(browser, "details > summary")
    chips["未计分 1"].click()
    assert ["产出", "质量", "效益", "社会效益", "2020", "乙"] == texts(browser, ROWS)
    assert "true" == browser.find_elements(By.CSS_SELECTOR, "button.chip")[1].get_attribute(
        "aria-pressed"
    )


def test_folds_open_and_shut(browser: Chrome, tmp_path: Path) -> None:
    """By themselves, and all at once."""
    open_page(browser, make_report(), tmp_path)
    assert [] == texts(browser, "details .p")
    browser.find_element(By.CSS_SELECTOR, "details > summary").click()
    assert ["甲的依据"] == texts(browser, "details .p")
    browser.find_element(By.ID, "open").click()
    assert ["甲的依据", "里层的话", "乙的依据"] == texts(browser, "details .p")
    browser.find_element(By.ID, "shut").click()
    assert [] == texts(browser, "details .p")


@pytest.mark.parametrize("follow", [True, False], ids=["followed", "in the address"])
def test_anchor_opens_its_fold(follow: bool, browser: Chrome, tmp_path: Path) -> None:
    """A link to what is folded away, or filtered away, shows it; so does the address."""
    open_page(browser, make_report(), tmp_path, "" if follow else "#r-quality")
    if follow:
        find(browser, "质量")
        assert [] == texts(browser, "details > summary")
        browser.find_element(By.CSS_SELECTOR, "td a, th a").click()
    wait = WebDriverWait(browser, 5)
    wait.until(lambda _: texts(browser, "#r-quality > .inside > .p") == ["甲的依据"])
    assert browser.execute_script("return document.activeElement !== null && scrollY >= 0")


def test_keyboard_reaches_everything(browser: Chrome, tmp_path: Path) -> None:
    """The first stop leads past the contents; controls and folds are stops as well."""
    open_page(browser, make_report(), tmp_path)
    script = """
        const all = [...document.querySelectorAll('a, button, input, summary')];
        return all.filter((each) => each.tabIndex < 0).length;
    """
    assert 0 == browser.execute_script(script)
    first = browser.find_element(By.CSS_SELECTOR, "a, button, input")
    assert "#main" == first.get_dom_attribute("href")


def ask_for_paper(browser: Chrome, tries: int = 3) -> dict[str, Any]:
    """Return the page as Chromium prints it; on a busy machine its printer may give up once."""
    options = {"preferCSSPageSize": True}
    try:
        made: dict[str, Any] = browser.execute_cdp_cmd("Page.printToPDF", options)
    except WebDriverException as error:
        if "Printing failed" not in str(error) or tries < 2:
            raise
        return ask_for_paper(browser, tries - 1)
    return made


def print_page(browser: Chrome) -> list[str]:
    made = ask_for_paper(browser)
    pages = PdfReader(io.BytesIO(base64.b64decode(made["data"]))).pages
    # Chromium names some characters by the radicals that look like them.
    return ["".join(normalize("NFKC", page.extract_text()).split()) for page in pages]


def test_page_prints_with_everything_open(browser: Chrome, tmp_path: Path) -> None:
    """On paper the folds are open, the controls away, the pages numbered."""
    open_page(browser, make_report(), tmp_path)
    pages = print_page(browser)
    text = "".join(pages)
    assert 1 == len(pages)
    assert all(words in text for words in ("甲的依据", "里层的话", "乙的依据", "有条件:一项"))
    assert "全部展开" not in text
    assert "1/1" in text


def test_headings_repeat_on_paper(browser: Chrome, tmp_path: Path) -> None:
    """A table of 200 rows has its headings on each page."""
    open_page(browser, make_large_report(200, 3), tmp_path)
    pages = print_page(browser)
    assert len(pages) > 2
    assert all("列0" in page for page in pages)


def test_page_is_whole_without_scripts(browser: Chrome, tmp_path: Path) -> None:
    """Where scripts may not run every word is there, folds open, and no dead control is shown."""
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        open_page(browser, make_report(), tmp_path)
        shut = list_words(browser)
        click(browser, "details > summary")
        opened = list_words(browser)
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert {"有条件：一项", "社会效益", "失 5", "指标甲"} <= shut
    assert not {"全部展开", "按文字筛选"} & shut
    assert {"甲的依据"} == {"甲的依据", "乙的依据"} & opened - shut


def list_words(browser: Chrome) -> set[str]:
    """Return the texts that are laid out on the page, asked of the browser, not of a script."""
    found = browser.execute_cdp_cmd("DOMSnapshot.captureSnapshot", {"computedStyles": []})
    layout, strings = found["documents"][0]["layout"], found["strings"]
    seen = zip(layout["text"], layout["bounds"], strict=True)
    return {
        strings[text].strip()
        for text, (_, _, width, height) in seen
        if text >= 0 and width * height
    }


def click(browser: Chrome, selector: str) -> None:
    """Click in the middle of an element without a script."""
    root = browser.execute_cdp_cmd("DOM.getDocument", {})["root"]["nodeId"]
    asked = {"nodeId": root, "selector": selector}
    node = {"nodeId": browser.execute_cdp_cmd("DOM.querySelector", asked)["nodeId"]}
    browser.execute_cdp_cmd("DOM.scrollIntoViewIfNeeded", node)
    left, top, _, _, right, bottom, _, _ = browser.execute_cdp_cmd("DOM.getBoxModel", node)[
        "model"
    ]["content"]
    place = {"x": (left + right) / 2, "y": (top + bottom) / 2, "button": "left", "clickCount": 1}
    for kind in ("mousePressed", "mouseReleased"):
        browser.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": kind, **place})


def test_ten_thousand_rows_are_filtered_at_once(browser: Chrome, tmp_path: Path) -> None:
    """Ten thousand projects with fifteen columns: a filter takes less than a second."""
    open_page(browser, make_large_report(10_000), tmp_path)
    script = """
        const done = arguments[1], shown = document.getElementById('shown');
        const field = document.getElementById('find'), begun = performance.now();
        field.value = arguments[0];
        field.dispatchEvent(new Event('input'));
        const tell = () => done([performance.now() - begun, shown.value]);
        const look = () => shown.value.startsWith('显示')
            ? requestAnimationFrame(() => setTimeout(tell)) : setTimeout(look, 5);
        look();
    """
    took, shown = browser.execute_async_script(script, "项目0123")
    assert "显示 10 / 10000" == shown
    assert took < 1000
    look = "return [...document.querySelectorAll('tr')].filter((row) => row.checkVisibility())"
    rows = browser.execute_script(f"{look}.map((row) => row.cells[0].textContent)")
    assert ["列0", *(f"项目0123{n}" for n in range(10))] == rows
    begun = "const t = performance.now(); document.getElementById('all').click();"
    took = browser.execute_script(
        f"{begun} document.body.getBoundingClientRect(); return performance.now() - t"
    )
    assert took < 1000


@pytest.mark.parametrize("width", [360, 820, 1400])
def test_page_is_as_wide_as_the_window(width: int, browser: Chrome, tmp_path: Path) -> None:
    """From a phone to a desk nothing sticks out; wide tables scroll by themselves."""
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        open_page(browser, make_hostile_report("长" * 3000), tmp_path)
        wide = browser.execute_script("return document.documentElement.scrollWidth")
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert wide <= width
