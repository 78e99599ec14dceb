"""A ruleset written as a workbook and read back is the same ruleset, or nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelib.compiler.loading.loader import load_ruleset
from scorelib.ground.errors import DocumentError
from tests.writing.rulebooks.books import ROOT, export, find_all, load_text, read_back

NAMED = [
    "cn/mof/self-evaluation",
    "cn/anhui/hefei/self-evaluation",
    "cn/anhui/hefei/yaohai/self-evaluation",
    "cn/hubei/self-evaluation",
    "cn/yunnan/self-evaluation",
]


@pytest.mark.parametrize("name", find_all())
def test_every_ruleset_comes_back(name: str, tmp_path: Path) -> None:
    """Every ruleset there is goes through a workbook without a change of its canonical form."""
    path = tmp_path / "rules.xlsx"
    original = load_ruleset(ROOT / name)
    export(ROOT / name, path)
    again = read_back(path, original.roots)
    assert original.canonical == again.canonical
    assert [each.reference for each in original.layers] == [each.reference for each in again.layers]


@pytest.mark.parametrize("name", NAMED)
def test_headings_in_english(name: str, tmp_path: Path) -> None:
    """A workbook in English says the same; an overlay is the same layer, with its hash."""
    path = tmp_path / "rules.xlsx"
    export(name, path, "en")
    assert load_ruleset(name).layers == read_back(path).layers


@pytest.mark.parametrize("name", NAMED)
def test_all_layers_together(name: str, tmp_path: Path) -> None:
    """With all layers in it a workbook needs none below it, and makes the same rules."""
    path = tmp_path / "rules.xlsx"
    made = export(name, path, whole=True)
    again = read_back(path)
    assert load_ruleset(name).canonical == again.canonical
    assert 1 == len(again.layers)
    assert (0, ()) == (made.inherited, made.layers)


def test_what_is_inherited_is_counted(tmp_path: Path) -> None:
    """Yunnan writes a clause and a source of its own; the rest is of the layers below."""
    made = export("cn/yunnan/self-evaluation", tmp_path / "rules.xlsx")
    assert ("cn/mof/self-evaluation@2020", "cn/hubei/self-evaluation@2020") == made.layers
    # By hand: scorelib, id, edition, revision, two titles, a place of three, extends, a source of
    # five, one clause.
    assert 16 == made.own
    assert made.inherited > 100
    assert ["SL789"] == [each.code for each in made.notes]


TEMPLATE = """\
scorelib: 1
id: examples/drawn
edition: "1"
revision: 1
title: {title}
facts:
  done: {{label: {label}, unit: "%", min: 0, max: 100%, note: {note}}}
rounding: {{points: {{places: 4, mode: {mode}}}}}
indicators:
  output:
    label: {parent}
    max_points: {maximum}
    criteria:
      a: {{label: {label}, share: {share}, method: {{kind: proportional, value: done, cap: 1}}}}
      b:
        label: {note}
        share: {rest}
        method:
          kind: bands
          value: done
          bands: [{{from: {edge}, points: max_points}}, {{below: {edge}, points: 0}}]
"""

WORDS = st.one_of(
    st.text(
        st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="\u2060"),
        min_size=1,
        max_size=40,
    ).filter(str.strip),
    st.sampled_from(
        ['=HYPERLINK("http://x")', "<script>alert(1)</script>", "]]>", "{{ 7*7 }}", "_x0041_",
         "_x005F_x0041_", "+1", "-1", "@SUM(A1)", "'quoted", "〔下层〕", "2021-01-01", "1/3",
         "TRUE", "  spaces ", "a\nb", "甲" * 2000, "<r>rich</r>", "#REF!", "％", "true"]
    ),
)  # fmt: skip


def is_odd(words: str) -> bool:
    """Return whether a cell cannot hold some words: those with spaces at their ends."""
    return words != words.strip()


@settings(max_examples=20)
@given(
    words=st.tuples(WORDS, WORDS, WORDS, WORDS),
    maximum=st.decimals(1, 1000, places=3),
    parts=st.tuples(st.integers(1, 97), st.integers(1, 97)),
    edge=st.sampled_from(["80%", "80.00%", "0.8", "79.5%", "33.333333333%"]),
    mode=st.sampled_from(["half-up", "half-even", "floor"]),
)
def test_whatever_is_drawn_is_carried_or_refused(
    tmp_path_factory: pytest.TempPathFactory,
    words: tuple[str, str, str, str],
    maximum: object,
    parts: tuple[int, int],
    edge: str,
    mode: str,
) -> None:
    """Words that look like something else, exact fractions: the same, or a list and no file."""
    folder = tmp_path_factory.mktemp("drawn")
    title, label, note, parent = (json.dumps(each, ensure_ascii=False) for each in words)
    above, more = parts
    text = TEMPLATE.format(
        title=title, label=label, note=note, parent=parent, mode=mode, maximum=maximum, edge=edge,
        share=f"{above}/{above + more}", rest=f"{more}/{above + more}",
    )  # fmt: skip
    path = folder / "rules.xlsx"
    original = load_text(text, folder)
    # A label in 〔 〕 is one that a lower layer has; a title cannot be.
    if any(map(is_odd, words)) or "〔下层〕" in words[1:]:
        with pytest.raises(DocumentError) as refused:
            export(folder, path)
        assert {"SL771"} == {each.code for each in refused.value.diagnostics}
        assert not path.exists()
    else:
        export(folder, path)
        assert original.canonical == read_back(path).canonical


def test_what_cannot_be_carried_is_listed(tmp_path: Path) -> None:
    """Everything that the layout has no room for is told at its line; no file is written."""
    text = """\
scorelib: 1
id: examples/too-much
edition: "1"
revision: 1
title: 〔不是提示〕
sources: {form: {title: 表, status: verified}}
facts: {done: {label: " 完成率", unit: "%", min: 0, max: 100%}}
rounding: {points: {places: 0, mode: half-up, unit: 分}}
indicators:
  output:
    label: 产出
    max_points: 10
    cites: {source: form, clause: "甲｜乙"}
    method: {kind: proportional, value: done, cap: 1}
"""
    load_text(text, tmp_path)
    with pytest.raises(DocumentError) as refused:
        export(tmp_path, tmp_path / "rules.xlsx")
    found = [
        (each.location.line if each.location else 0, each.path)
        for each in refused.value.diagnostics
    ]
    assert [
        (7, "facts.done.label.zh"),
        (7, "facts.done.label.en"),
        (8, "rounding.points.unit"),
        (13, "indicators.output.cites.0.clause"),
        (13, "indicators.output.cites.0.status"),
    ] == sorted(found, key=lambda each: each[0])
    assert not (tmp_path / "rules.xlsx").exists()
