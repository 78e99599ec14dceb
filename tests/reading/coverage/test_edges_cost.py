"""What the search for edge cases costs: each project that it scores is looked at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.reading.cases import judge_cases, load_cases
from scorelib.reading.coverage import edges
from scorelib.reading.coverage.edges import find_edge_cases
from scorelib.reading.coverage.reach import Reach, reach_nodes

COUNT = 6
INDICATOR = """\
  i{0}:
    label: {{zh: 指标{0}, en: I{0}}}
    max_points: 10
    method:
      kind: bands
      value: f{0}
      bands: [{{from: 10户, points: 10}}, {{from: 0, points: 0}}]
"""


def write_rules(folder: Path) -> Path:
    """Write a ruleset of many edges, with one case that meets none of them."""
    facts = "".join(f"  f{n}: {{label: 数{n}, unit: 户, min: 0}}\n" for n in range(COUNT))
    given = ", ".join(f"f{n}: {n + 12}户" for n in range(COUNT))
    head = 'scorelib: 1\nid: example/many\nedition: "1"\nrevision: 1\ntitle: 多\n'
    body = "".join(INDICATOR.format(n) for n in range(COUNT))
    (folder / "ruleset.yaml").write_text(f"{head}facts:\n{facts}indicators:\n{body}", "utf-8")
    case = f"  - {{id: a, note: 注, facts: {{{given}}}, expect: {{total: 60}}}}\n"
    (folder / "cases.yaml").write_text(f"scorelib: 1\ncases:\n{case}", "utf-8")
    return folder


def test_a_draft_is_looked_at_once_for_all_edges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With twice as many edges it takes twice as long, not four times."""
    ruleset = load_ruleset(write_rules(tmp_path))
    plan, cases = compile_ruleset(ruleset), load_cases(ruleset)
    seen: list[object] = []

    def count(*given: object) -> Reach:
        seen.append(given[1])
        return reach_nodes(*given)  # type: ignore[arg-type]

    outcomes = judge_cases(plan, cases)
    monkeypatch.setattr(edges, "reach_nodes", count)
    found = find_edge_cases(ruleset, plan, cases, outcomes)
    assert (2 * COUNT, 0) == (len(found.drafts), len(found.missed))
    # Once when it is found, and once for the edges that come after it.
    drafted = [each.result.values for each in found.drafts]
    assert {2} == {sum(each is values for each in seen) for values in drafted}
