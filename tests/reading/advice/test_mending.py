"""What is mended: slips with one safe mend; comments, order and meaning stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.ground.errors import DocumentError, Lang
from scorelib.reading.formatting import list_comments
from scorelib.reading.mending import mending
from scorelib.reading.mending.edits import Edit, apply_edits, fold_text
from scorelib.reading.mending.mending import mend_ruleset
from tests.reading.advice.rules import CLEAN, change, write_ruleset

SLIPS: dict[str, tuple[str, str]] = {
    "a full-width colon": ("revision: 1\n", "revision：1\n"),
    "a full-width comma in braces": ("title: {zh: 例, en", "title: {zh: 例，en"),
    "a colon without its space": ("max_points: 10\n", "max_points:10\n"),
    "full-width figures": ("max_points: 10\n", "max_points: １０\n"),
    "signs of full width in a formula": ("executed / budget", "executed ／ budget"),
    "no version of the format": ("scorelib: 1\n", ""),
    "all of a Chinese keyboard": ("{places: 2, mode", "{places：２，mode"),
}


@pytest.mark.parametrize("slip", list(SLIPS))
def test_slip(slip: str, tmp_path: Path) -> None:
    """A ruleset with one slip is refused; mended, it means what it means without the slip."""
    right, wrong = SLIPS[slip]
    assert right in CLEAN
    path = write_ruleset(tmp_path, f"# 注释：一\n{CLEAN.replace(right, wrong, 1)}")
    with pytest.raises(DocumentError):
        compile_ruleset(load_ruleset(path))
    mended = mend_ruleset(path)
    path.write_text(mended.after, "utf-8")
    assert load_ruleset(path).canonical == load_ruleset(write_ruleset(tmp_path / "x")).canonical
    assert ["# 注释：一"] == list_comments(mended.after)
    assert () == mend_ruleset(path).edits
    languages: tuple[Lang, ...] = ("zh", "en")
    assert all(edit.say(lang) for edit in mended.edits for lang in languages)


@pytest.mark.parametrize(
    "text",
    [
        CLEAN,
        CLEAN.replace("工作", "工作：一，二"),
        CLEAN.replace("{zh: 工作, en: Work}", "“工作（一）”"),
        change(("cites: form\n    method: judged", "cites: [form, form]\n    method: judged")),
        change(("rounding:\n  points: {places: 2, mode: half-up}\n", "")),
    ],
)
def test_what_can_be_read_is_left_as_it_is(text: str, tmp_path: Path) -> None:
    """Full-width signs in words, a clause cited twice, no rounding: the author's to settle."""
    mended = mend_ruleset(write_ruleset(tmp_path, text))
    assert (text, ()) == (mended.after, mended.edits)


def test_what_no_mend_helps_is_left_as_it_is(tmp_path: Path) -> None:
    """A bracket that is never closed keeps the document from being read, whatever else is in it."""
    text = CLEAN.replace("revision: 1", "revision：1").replace("cap: 1}", "cap: 1")
    mended = mend_ruleset(write_ruleset(tmp_path, text))
    assert (text, ()) == (mended.after, mended.edits)


def test_the_schema_is_named_where_it_lies(tmp_path: Path) -> None:
    """With the schemas in a folder above, the comment for editors is added, once."""
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "ruleset.schema.json").write_text("{}", "utf-8")
    path = write_ruleset(tmp_path / "rules" / "1")
    mended = mend_ruleset(path)
    first = "# yaml-language-server: $schema=../../schemas/ruleset.schema.json\n"
    assert first + CLEAN == mended.after
    path.write_text(mended.after, "utf-8")
    assert () == mend_ruleset(path).edits


def test_marks_and_line_ends_of_windows_stay(tmp_path: Path) -> None:
    """The mark at the head and CR LF stay; a line that is added ends like the others."""
    path = write_ruleset(tmp_path)
    text = "\ufeff" + CLEAN.replace("scorelib: 1\n", "").replace("10\n", "１０\n")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert "\ufeff" + CLEAN.replace("\n", "\r\n") == mend_ruleset(path).after


def test_a_mend_that_changes_the_meaning_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were an edit to change a figure, nothing would be written (SL751)."""
    path = write_ruleset(tmp_path)
    place = CLEAN.index("max_points: 10")
    wrong = Edit(place, place + 14, "max_points: 11", "mend.head")
    monkeypatch.setattr(mending, "find_schema_edit", lambda *_: wrong)
    with pytest.raises(DocumentError) as refused:
        mend_ruleset(path)
    assert ["SL751"] == [each.code for each in refused.value.diagnostics]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="a1：，（） ％\n", max_size=30), st.data())
def test_folding_sees_no_width_and_no_blank(text: str, data: st.DataObject) -> None:
    """Signs made plain and blanks put in fold to the same; any other sign that is lost does not."""
    place = data.draw(st.integers(0, len(text)))
    assert fold_text(text) == fold_text(apply_edits(text, (Edit(place, place, " ", ""),)))
    assert fold_text(text) == fold_text(text.replace("：", ": ").replace("，", ", "))
    assert fold_text(text) != fold_text(f"{text}b")
