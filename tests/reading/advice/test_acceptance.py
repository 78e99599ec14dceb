"""Advice that the author accepts: settled with a reason, and nothing else changes by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.ruleset import hash_form
from scorelib.ground.errors import DocumentError
from tests.reading.advice.rules import CLEAN, advise, change, write_ruleset

OPEN = change(
    ("    cites: form\n    method: judged\n", "    method: judged\n"),
    ("label: {zh: 工作, en: Work}", "label: 工作"),
)
"""A maximum without a clause, and words without English."""


def accept(*entries: tuple[str, str]) -> str:
    """Return an `accepted` with entries of a code and a part."""
    lines = [
        f"  - {{code: {code}, at: '{at}', because: {{zh: 有理由, en: a reason}}}}\n"
        for code, at in entries
    ]
    return "".join(["accepted:\n", *lines])


@pytest.mark.parametrize(
    ("entries", "opened", "accepted"),
    [
        ((), ["SL730", "SL739"], []),
        ((("SL730", "indicators.work.max_points"),), ["SL739"], ["SL730"]),
        ((("SL730", "indicators.work"),), ["SL739"], ["SL730"]),
        ((("SL730", "*"), ("SL739", "indicators")), [], ["SL730", "SL739"]),
        ((("SL730", "indicators.rate"),), ["SL730", "SL739", "SL747"], []),
        ((("SL730", "indicators.wor"),), ["SL730", "SL739", "SL747"], []),
        ((("SL731", "*"),), ["SL730", "SL739", "SL747"], []),
    ],
)
def test_an_entry_settles_its_code_in_its_part(
    entries: tuple[tuple[str, str], ...], opened: list[str], accepted: list[str], tmp_path: Path
) -> None:
    """An entry is about one code, at a part and below; one that meets nothing is told (SL747)."""
    found = advise(tmp_path, OPEN + (accept(*entries) if entries else ""))
    assert opened == sorted(each.code for each in found.opened)
    assert accepted == sorted(each.advice.code for each in found.accepted)
    assert {"有理由"} >= {each.because.zh for each in found.accepted}


def test_nothing_of_the_ruleset_changes(tmp_path: Path) -> None:
    """With and without what is accepted there is one canonical form, and one hash of the layer."""
    plain = load_ruleset(write_ruleset(tmp_path / "a", OPEN))
    settled = load_ruleset(write_ruleset(tmp_path / "b", OPEN + accept(("SL730", "*"))))
    assert plain.canonical == settled.canonical
    assert hash_form(plain.canonical) == settled.head.sha256
    assert plain.layers == settled.layers
    assert "accepted" not in settled.data


def test_entries_are_of_their_own_layer(tmp_path: Path) -> None:
    """What a layer below accepts is not accepted above it."""
    roots = tmp_path / "example"
    lower = CLEAN.replace("example/advice", "example/below") + accept(("SL739", "*"))
    write_ruleset(roots / "below" / "1", lower)
    top = (
        'scorelib: 1\nid: example/above\nedition: "1"\nrevision: 1\nextends: example/below@1\n'
        "indicators: {work: {label: 活}}\n"
    )
    found = advise(roots / "above" / "1", top)
    assert ["SL739"] == [each.code for each in found.opened]
    assert () == found.accepted


def test_a_reason_is_needed(tmp_path: Path) -> None:
    """An entry without a reason is refused where it stands."""
    with pytest.raises(DocumentError) as refused:
        load_ruleset(write_ruleset(tmp_path, CLEAN + "accepted: [{code: SL730, at: '*'}]\n"))
    assert ["SL103"] == [each.code for each in refused.value.diagnostics]
