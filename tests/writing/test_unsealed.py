"""What came out, without what is needed to evaluate again."""

from __future__ import annotations

import json

import pytest

import scorelib

APART = ("document", "rules", "seal", "statistics")


@pytest.mark.parametrize("name", ["hefei-yaohai-2021", "haikou-2021", "case-16"])
def test_only_what_came_out(name: str) -> None:
    """The same record but for the project, the rules and the seal, in the same canonical form."""
    project = scorelib.load_project(f"examples/{name}")
    result = scorelib.evaluate(scorelib.choose(project), project)
    whole = json.loads(scorelib.to_json(result))
    text = scorelib.to_json(result, sealed=False)
    plain = json.loads(text)
    assert plain == {key: value for key, value in whole.items() if key not in APART}
    assert list(plain) == sorted(plain)
    assert text == json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n"
