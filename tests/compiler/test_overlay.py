"""A local ruleset laid over another: what is merged, what is replaced, what is removed."""

from __future__ import annotations

from typing import Any

import pytest

from scorelib.compiler.loading.overlay import lay_over, remove_parts
from scorelib.ground.source import Node, locate, read_document, to_data


def tree(text: str, layer: str) -> Node:
    """Return a document as the layer of a name."""
    found = read_document(text, f"{layer}.yaml")
    found.source.layer = layer
    return found


def lay(base: str, change: str) -> Any:
    return to_data(lay_over(tree(base, "省"), tree(change, "市")))


@pytest.mark.parametrize(
    ("base", "change", "merged"),
    [
        # mappings are merged key by key, at any depth
        ("{a: 1, b: 2}", "{b: 3, c: 4}", {"a": "1", "b": "3", "c": "4"}),
        (
            "indicators: {x: {indicators: {y: {max_points: 5, note: n}}}}",
            "indicators: {x: {indicators: {y: {max_points: 6}, z: {max_points: 4}}}}",
            {
                "indicators": {
                    "x": {
                        "indicators": {
                            "y": {"max_points": "6", "note": "n"},
                            "z": {"max_points": "4"},
                        }
                    }
                }
            },
        ),
        # one statement is replaced whole, so that no half of the old one stays
        (
            "indicators: {x: {method: {kind: linear, from: 1, to: 2}}}",
            "indicators: {x: {method: {kind: judged}}}",
            {"indicators": {"x": {"method": {"kind": "judged"}}}},
        ),
        ("label: {zh: 优, en: good}", "label: {zh: 良}", {"label": {"zh": "良"}}),
        (
            "declared: {positive: {kind: a, x: 1}, reverse: {kind: b}}",
            "declared: {positive: {kind: c}}",
            {"declared": {"positive": {"kind": "c"}, "reverse": {"kind": "b"}}},
        ),
        (
            "rounding: {points: {places: 2, mode: up, unit: '%'}, total: {places: 1, mode: up}}",
            "rounding: {points: {places: 1, mode: down}}",
            {
                "rounding": {
                    "points": {"places": "1", "mode": "down"},
                    "total": {"places": "1", "mode": "up"},
                }
            },
        ),
        (
            "effective: {from: 2020-01-01, until: 2021-01-01}",
            "effective: {from: 2021-01-01}",
            {"effective": {"from": "2021-01-01"}},
        ),
        # lists whose entries have ids are merged by them: changed in place, new ones at the end
        (
            "grades: [{id: a, from: 90}, {id: b, from: 80}, {id: c, from: 0}]",
            "grades: [{id: d, from: 60}, {id: b, from: 75}]",
            {
                "grades": [
                    {"id": "a", "from": "90"},
                    {"id": "b", "from": "75"},
                    {"id": "c", "from": "0"},
                    {"id": "d", "from": "60"},
                ]
            },
        ),
        # other lists, and values of another kind, are replaced
        ("cites: [a#1, b#2]", "cites: [c#3]", {"cites": ["c#3"]}),
        ("grades: [{id: a}, {from: 3}]", "grades: [{id: b}]", {"grades": [{"id": "b"}]}),
        ("grades: [{id: a}, {id: a}]", "grades: [{id: b}]", {"grades": [{"id": "b"}]}),
        ("method: judged", "method: {kind: linear}", {"method": {"kind": "linear"}}),
        ("indicators: {x: 1}", "indicators: none", {"indicators": "none"}),
        # an empty list says that there are none
        ("grades: [{id: a}]", "grades: []", {"grades": []}),
    ],
)
def test_change_is_laid_over_the_base(base: str, change: str, merged: object) -> None:
    """Each line: the base, the local change, and what applies then."""
    assert merged == lay(base, change)


def test_each_value_keeps_its_place_and_layer() -> None:
    """What the local layer says is reported in its file, what it keeps in the file below."""
    base = tree("indicators:\n  x:\n    label: 甲\n    max_points: 5\n", "省")
    change = tree("id: b\nindicators:\n  x: {max_points: 6}\n", "市")
    merged = lay_over(base, change)
    points = locate(merged, ("indicators", "x", "max_points"))
    label = locate(merged, ("indicators", "x", "label"), key=True)
    assert ("市", "市.yaml:3:19") == (points.source.layer, str(points.location))
    assert ("省", "省.yaml:3:5") == (label.source.layer, str(label.location))
    key = locate(merged, ("indicators", "x", "max_points"), key=True)
    assert "市.yaml:3:7" == str(key.location)


def test_laying_over_changes_neither_document() -> None:
    """Base and change are as before; the same base serves several local layers."""
    base, change = tree("{a: {b: 1}, l: [{id: x}]}", "省"), tree("{a: {c: 2}, l: [{id: y}]}", "市")
    lay_over(base, change)
    assert {"a": {"b": "1"}, "l": [{"id": "x"}]} == to_data(base)
    assert {"a": {"c": "2"}, "l": [{"id": "y"}]} == to_data(change)


def test_three_layers() -> None:
    """Layers are laid one after another; the last word counts."""
    merged = tree("{a: 1, b: 1, c: 1}", "国")
    for text, layer in (("{b: 2, c: 2}", "省"), ("{c: 3}", "市")):
        merged = lay_over(merged, tree(text, layer))
    assert {"a": "1", "b": "2", "c": "3"} == to_data(merged)
    layers = [locate(merged, (key,)).source.layer for key in "abc"]
    assert ["国", "省", "市"] == layers


BASE = """
indicators:
  x: {label: 甲, indicators: {y: {label: 乙}, z: {label: 丙}}}
grades: [{id: a, label: 优}, {id: b, label: 良}]
cites: [p, q]
"""


@pytest.mark.parametrize(
    ("path", "gone"),
    [
        ("indicators.x.indicators.y", ("indicators", "x", "indicators", "y")),
        ("indicators.x", ("indicators", "x")),
        ("grades", ("grades",)),
        ("cites", ("cites",)),
    ],
)
def test_part_is_removed(path: str, gone: tuple[str, ...]) -> None:
    """A dotted path names what the local layer does not take over; the rest stays."""
    base, expected = tree(BASE, "省"), to_data(tree(BASE, "省"))
    rest, problems = remove_parts(base, tree(f"[{path}]", "市"))
    below = expected
    for step in gone[:-1]:
        below = below[step]
    del below[gone[-1]]
    assert ([], expected) == (problems, to_data(rest))
    assert to_data(tree(BASE, "省")) == to_data(base)


def test_entry_of_a_list_is_removed_by_its_id() -> None:
    """`grades.a` takes away one grade."""
    rest, problems = remove_parts(tree(BASE, "省"), tree("[grades.a]", "市"))
    assert [] == problems
    assert [{"id": "b", "label": "良"}] == to_data(locate(rest, ("grades",)))


def test_part_of_an_entry_is_removed() -> None:
    """`grades.a.label` takes away what is inside an entry, and keeps the entry."""
    rest, problems = remove_parts(tree(BASE, "省"), tree("[grades.a.label]", "市"))
    assert [] == problems
    assert [{"id": "a"}, {"id": "b", "label": "良"}] == to_data(locate(rest, ("grades",)))


@pytest.mark.parametrize(
    "path",
    ["indicators.w", "nothing", "indicators.x.label.zh", "grades.c", "cites.p", "grades.a.x.y"],
)
def test_removing_what_is_not_there_is_a_problem(path: str) -> None:
    """A misspelt path would silently keep a rule; it is reported at the path."""
    base = tree(BASE, "省")
    change = tree(f"remove:\n  - grades.b\n  - {path}\n", "市")
    _, problems = remove_parts(base, locate(change, ("remove",)))
    found = [(each.code, str(each.location), dict(each.arguments)["path"]) for each in problems]
    assert [("SL342", "市.yaml:3:5", path)] == found


def test_node_named_by_its_dotted_id_is_guessed() -> None:
    """Results say `x.y`; the path in the document has `indicators` before each step."""
    _, problems = remove_parts(tree(BASE, "省"), tree("[x.y]", "市"))
    assert "indicators.x.indicators.y" == dict(problems[0].arguments)["guess"]


def test_nothing_to_remove() -> None:
    """A layer without `remove` removes nothing."""
    base = tree(BASE, "省")
    assert (base, []) == remove_parts(base, None)


def test_removed_part_can_be_given_anew() -> None:
    """What was removed does not shine through what takes its place."""
    base, change = tree("i: {x: {note: n, max: 1}}", "省"), tree("i: {x: {max: 2}}", "市")
    rest, problems = remove_parts(base, tree("[i.x]", "市"))
    assert [] == problems
    assert {"i": {"x": {"max": "2"}}} == to_data(lay_over(rest, change))
