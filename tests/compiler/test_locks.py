"""What a layer lets the layers above it change: locks, bounds, and what may not be loosened."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.loading.locks import same_value
from scorelib.ground.errors import Diagnostic, DocumentError
from tests.compiler.layering import write_ruleset

NATION = """\
allow:
  indicators.rate.max_points: {min: 30, max: 50}
  indicators.rules.method: locked
  grades.good: locked
  rounding: locked
rounding: {points: {places: 2, mode: half-up}}
grades:
  - {id: good, label: 良, from: 80, cites: rule#一}
  - {id: poor, label: 差, from: 0}
sources: {rule: {title: 办法, status: verified}}"""


def load(root: Path, *layers: str) -> list[tuple[str, int, str]]:
    """Return the problems of layers laid over the nation's: code, line, and the words in English.

    The layers are the bodies of a province's ruleset, a city's, and so on.
    """
    write_ruleset(root, "nation/rules@1", NATION)
    below = "nation/rules@1"
    for number, body in enumerate(layers):
        reference = f"layer{number}/rules@1"
        write_ruleset(root, reference, *body.splitlines(), extends=below)
        below = reference
    try:
        load_ruleset(below, roots=[root])
    except DocumentError as error:
        return [describe(each) for each in error.diagnostics]
    return []


def describe(problem: Diagnostic) -> tuple[str, int, str]:
    assert problem.location is not None
    return problem.code, problem.location.line, problem.message("en")


@pytest.mark.parametrize(
    "body",
    [
        # inside the bounds, the edges included; other parts are free
        "indicators: {rate: {max_points: 30}, rules: {max_points: 70}}",
        "indicators: {rate: {max_points: 50.0}, rules: {max_points: 50}}",
        # the very same again is no change, however it is written
        "indicators: {rules: {method: {kind: judged}}}",
        "rounding: {points: {places: 2, mode: half-up}}",
        "grades: [{id: good, label: '良', from: 80.0}]",
        "grades: [{id: good, cites: [rule#一]}]",
        # another grade is not locked
        "grades: [{id: poor, label: 较差}]",
        "grades: [{id: fair, label: 中, from: 60}]",
        "indicators: {rules: {label: 制度建设}}",
        # tighter
        "allow: {'indicators.rate.max_points': {min: 35}}",
        "allow: {'indicators.rate.max_points': locked}",
        "allow: {grades: locked}",
    ],
)
def test_what_is_allowed(tmp_path: Path, body: str) -> None:
    """Each of these may stand in a layer above."""
    assert [] == load(tmp_path, body)


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("indicators: {rate: {max_points: 29.9}, rules: {max_points: 70.1}}", ["SL348"]),
        ("indicators: {rate: {max_points: 50.01}}", ["SL348"]),
        ("indicators: {rate: {max_points: declared}}", ["SL355"]),
        ("indicators: {rules: {method: {kind: formula, points: 1}}}", ["SL347"]),
        ("indicators: {rules: none}", ["SL347"]),
        ("rounding: {points: {places: 1, mode: half-up}}", ["SL347"]),
        ("rounding: {total: {places: 0, mode: half-up}}", ["SL347"]),
        ("grades: [{id: good, from: 80.5}]", ["SL347"]),
        ("grades: [{id: good, above: 80}]", ["SL347", "SL347"]),
        ("grades: [{id: good, cites: rule#二}]", ["SL347"]),
        ("grades: []", ["SL347"]),
        ("remove: [grades.good]", ["SL347"]),
        ("remove: [grades.good.from]", ["SL347"]),
        ("remove: [grades]", ["SL347"]),
        ("remove: [indicators.rate]", ["SL347"]),
        ("remove: [indicators.rate.max_points]", ["SL347"]),
        ("remove: [allow]", ["SL357"]),
        ("allow: {'indicators.rate.max_points': {max: 51}}", ["SL357"]),
        ("allow: {'indicators.rules.method': {min: 1}}", ["SL357", "SL355"]),
        ("allow: {'grades.good.from': {min: 1}}", ["SL357"]),
        ("allow: {'grades.goood': locked}", ["SL354"]),
    ],
)
def test_what_is_refused(tmp_path: Path, body: str, codes: list[str]) -> None:
    """Each of these changes, removes or loosens something that is held below."""
    found = load(tmp_path, body)
    assert sorted(codes) == sorted(code for code, _, _ in found)


def test_both_places_are_named(tmp_path: Path) -> None:
    """The problem stands at the value, its words name the layer, file and line of the lock."""
    ((code, line, words),) = load(tmp_path, "note: 省\ngrades:\n  - {id: good, from: 85}")
    assert ("SL347", 9) == (code, line)
    assert "nation/rules@1 ruleset.yaml:9" in words
    assert "`grades.good.from` is 80 there and 85 here" in words
    ((code, line, words),) = load(tmp_path, "indicators: {rate: {max_points: 60}}")
    assert ("SL348", 7) == (code, line)
    assert "at nation/rules@1 ruleset.yaml:7 it is held between 30 and 50" in words


def test_misspelt_path_is_guessed(tmp_path: Path) -> None:
    """A lock on what is not there holds nothing: it is refused, with the path that was meant."""
    for written, meant in (
        ("indicators.rats.label", "indicators.rate.label"),
        ("rate", "indicators.rate"),
        ("indicator.rules.method", "indicators.rules.method"),
    ):
        write_ruleset(tmp_path, "nation/rules@1", f"allow: {{'{written}': locked}}")
        with pytest.raises(DocumentError) as caught:
            load_ruleset("nation/rules@1", roots=[tmp_path])
        (found,) = caught.value.diagnostics
        assert ("SL354", meant) == (found.code, dict(found.arguments)["guess"])


def test_what_a_middle_layer_tightens_holds_above_it(tmp_path: Path) -> None:
    """The province narrows the nation's range; the city must stay within both."""
    province = "allow: {'indicators.rate.max_points': {min: 38, max: 45}}"
    city = "indicators: {{rate: {{max_points: {0}}}, rules: {{max_points: {1}}}}}"
    assert [] == load(tmp_path, province, city.format(38, 62))
    ((code, _, words),) = load(tmp_path, province, city.format(37, 63))
    assert "SL348" == code
    assert "layer0/rules@1" in words
    assert "between 38 and 45" in words


def test_lock_holds_through_a_layer_that_says_nothing(tmp_path: Path) -> None:
    """What the nation locks the city cannot change either, whatever stands between them."""
    found = load(tmp_path, "note: 省", "remove: [rounding]")
    assert ["SL347"] == [code for code, _, _ in found]


def test_new_bounds_must_fit_what_is_there(tmp_path: Path) -> None:
    """A layer that bounds a value of the layers below must leave that value inside."""
    found = load(tmp_path, "allow: {'indicators.rules.max_points': {max: 50}}")
    assert ["SL348"] == [code for code, _, _ in found]


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("50", "50.0", True),
        ("0.5", "50%", True),
        ("1/4", "0.25", True),
        ("1200万元", "0.12亿元", True),
        ("1200万元", "1200", False),
        ("50", "50.000001", False),
        ("优", "优", True),
        ("half-up", "half-even", False),
        ("2020-01-01", "2020-01-02", False),
        ("1/0", "1/0", True),
        ("1/0", "2/0", False),
    ],
)
def test_values_are_compared_as_what_they_say(left: str, right: str, same: bool) -> None:
    """Numbers and amounts by their value, everything else by its letters."""
    assert same is same_value(left, right)
    assert same is same_value(right, left)


def test_two_ways_name_both_places(tmp_path: Path) -> None:
    """What a layer scores otherwise must be removed below first, and then goes through."""
    changed = "indicators: {rate: {method: {kind: formula, points: 3}}}"
    other = "indicators: {rate: {indicators: {a: {label: 甲, max_points: 40, method: judged}}}}"
    assert [] == load(tmp_path, changed)
    ((code, line, words),) = load(tmp_path, other)
    assert ("SL349", 7) == (code, line)
    assert "`indicators.rate` has `indicators` here" in words
    assert "`method` at nation/rules@1 ruleset.yaml:17" in words
    assert [] == load(tmp_path, f"remove: [indicators.rate.method]\n{other}")


def test_maxima_that_no_longer_add_up_name_both_layers(tmp_path: Path) -> None:
    """The heading stands in one file, the maximum that was changed in another: both are named."""
    write_ruleset(tmp_path, "a/rules@1", "max_points: 100")
    write_ruleset(
        tmp_path, "b/rules@1", "indicators: {rules: {max_points: 70}}", extends="a/rules@1"
    )
    with pytest.raises(DocumentError) as caught:
        compile_ruleset(load_ruleset("b/rules@1", roots=[tmp_path]))
    (found,) = caught.value.diagnostics
    words = found.message("en")
    assert "SL311" == found.code
    assert "is 100, but its children add up to 110" in words
    assert "written at a/rules@1 ruleset.yaml:6, `rules` b/rules@1 ruleset.yaml:7" in words


def test_problems_of_layers_and_of_shape_are_found_in_one_run(tmp_path: Path) -> None:
    """A lock that is broken does not hide a misspelt key elsewhere."""
    found = load(tmp_path, "remove: [grades]\nindicators: {rate: {max_point: 3}}")
    assert ["SL347", "SL102"] == [code for code, _, _ in found]


def test_circle_names_both_places(tmp_path: Path) -> None:
    """Where a circle closes, and where it began."""
    write_ruleset(tmp_path, "a/rules@1", extends="b/rules@1")
    write_ruleset(tmp_path, "b/rules@1", extends="a/rules@1")
    with pytest.raises(DocumentError) as caught:
        load_ruleset("a/rules@1", roots=[tmp_path])
    (found,) = caught.value.diagnostics
    assert "SL341" == found.code
    assert found.location is not None
    assert found.location.file.endswith("b/rules/1/ruleset.yaml")
    assert "a/rules@1 ruleset.yaml:6" in found.message("en")


def test_parent_that_calls_itself_otherwise_is_refused(tmp_path: Path) -> None:
    """A folder is a name; a file in it with another id would lead in circles unseen."""
    path = write_ruleset(tmp_path, "a/rules@1")
    path.write_text(path.read_text("utf-8").replace("id: a/rules", "id: c/rules"), "utf-8")
    write_ruleset(tmp_path, "b/rules@1", extends="a/rules@1")
    with pytest.raises(DocumentError) as caught:
        load_ruleset("b/rules@1", roots=[tmp_path])
    assert ["SL345"] == [each.code for each in caught.value.diagnostics]
