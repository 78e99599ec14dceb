"""Many projects as a stream: sources, order, processes, what cannot be read, the shelf of rules."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scorelib.engine.intake.project import load_project
from scorelib.ground.errors import DocumentError, NotFoundError, Text
from scorelib.ground.source import MAX_BYTES
from scorelib.reading.reconciliation.batch.earlier import index_submissions
from scorelib.reading.reconciliation.batch.shelf import Shelf
from scorelib.reading.reconciliation.batch.sources import (
    Source,
    Unreadable,
    is_one,
    list_sources,
    read_source,
)
from scorelib.reading.reconciliation.batch.stream import Outcome, Settings, reconcile_sources
from scorelib.reading.reconciliation.batch.tally import Counted, Tally
from scorelib.reading.reconciliation.resubmission import Resubmission
from scorelib.reading.reconciliation.views import Reconciliation
from tests.reports import make_report, write_lines, write_report


def name_project(_place: str, found: Reconciliation, _since: Resubmission | None) -> str:
    """Return the id of a project: what the tests keep of a reconciliation."""
    return found.result.project.id


def run(paths: list[Path | str], **settings: object) -> list[Outcome[str]]:
    """Return the outcomes of paths in one process."""
    sources = list_sources(map(str, paths))
    return list(reconcile_sources(sources, name_project, Settings(**settings), 1))  # type: ignore[arg-type]


def list_places(paths: list[Path | str]) -> list[str]:
    """Return the places of all sources, those that cannot be read with their codes."""
    return [
        f"{each.place} {each.problems[0].code}" if isinstance(each, Unreadable) else each.place
        for each in list_sources(map(str, paths))
    ]


def test_sources_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files, folders, patterns and lines, each once, a folder by name; nothing else of a folder."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "reports"
    (folder / "inner").mkdir(parents=True)
    (folder / "empty").mkdir()
    write_report(folder / "b.yaml", make_report("b"))
    write_report(folder / "a.json", make_report("a"))
    write_report(folder / "inner" / "project.yaml", make_report("c"))
    (folder / "notes.txt").write_text("no project", "utf-8")
    write_lines(tmp_path / "more.ndjson", make_report("d"), make_report("e"))
    inside = ["reports/a.json", "reports/b.yaml", "reports/inner"]
    lines = ["more.ndjson:1", "more.ndjson:2"]
    assert inside == list_places(["reports"])
    assert ["reports/b.yaml", *inside[::2]] == list_places(["reports/b.yaml", "reports/*"])
    assert inside == list_places(["reports/**"])[:3]
    assert [*lines, *inside] == list_places(["*.ndjson", "more.ndjson", "reports"])
    assert ["reports/[x]* SL903", "gone.yaml SL903", "gone.ndjson SL903"] == list_places(
        ["reports/[x]*", "gone.yaml", "gone.ndjson"]
    )
    assert ["reports/empty SL910"] == list_places(["reports/empty"])


def test_a_file_whose_name_looks_like_a_pattern(tmp_path: Path) -> None:
    """A name with brackets that is there is that file, not a pattern."""
    path = write_report(tmp_path / "a[1].yaml", make_report("a"))
    assert [path.as_posix()] == list_places([path])
    assert is_one(str(path))
    assert not is_one(str(tmp_path / "*.yaml"))
    assert not is_one(str(tmp_path))
    assert is_one(str(tmp_path / "gone.yaml"))


def test_lines_of_every_kind(tmp_path: Path) -> None:
    """Marks, blank lines, line ends of Windows and a last line without one; numbers stay true."""
    one, two = (json.dumps(make_report(name), ensure_ascii=False) for name in "ab")
    path = tmp_path / "all.ndjson"
    text = f"\ufeff\r\n{one}\r\n\r\n   \r\n{two}"
    path.write_bytes(text.encode())
    found = run([path])
    assert [("a", 2), ("b", 5)] == [(each.project, int(each.place[-1])) for each in found]
    path.write_bytes(b"\xef\xbb\xbf" + one.encode() + b"\n\xff\xfe\n" + two.encode() + b"\n")
    found = run([path])
    assert ["a", None, "b"] == [each.project for each in found]
    assert "SL003" == found[1].unreadable[0].problems[0].code


def test_a_line_that_has_no_end(tmp_path: Path) -> None:
    """A line longer than any document is told with its size, and the next one is read."""
    path = tmp_path / "all.ndjson"
    size = 2 * MAX_BYTES + 7
    path.write_bytes(b"x" * size + b"\n" + json.dumps(make_report("a")).encode())
    long, good = run([path])
    assert "a" == good.project
    (problem,) = long.unreadable[0].problems
    assert ("SL002", {"size": size + 1, "most": MAX_BYTES}) == (
        problem.code,
        dict(problem.arguments),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "SL009"),
        ("{", "SL005"),
        ("[1, 2]", "SL104"),
        ("7", "SL104"),
        ('{"scorelib": 1}', "SL120"),
        ('{"project": 5}', "SL104"),
    ],
)
def test_what_is_no_project_does_not_stop_the_rest(tmp_path: Path, text: str, code: str) -> None:
    """Wrong types of everything: each is told with its code, the projects around it are read."""
    first = write_report(tmp_path / "a.yaml", make_report("a"))
    bad = tmp_path / "bad.yaml"
    bad.write_text(text, "utf-8")
    last = write_report(tmp_path / "b.yaml", make_report("b"))
    found = run([first, bad, last])
    assert ["a", None, "b"] == [each.project for each in found]
    assert code in [problem.code for problem in found[1].unreadable[0].problems]


def test_a_project_that_does_not_fit_its_rules(tmp_path: Path) -> None:
    """Unknown facts, rules that are not there, none at all: told at the project."""
    reports = [
        make_report("a", facts={"budgte": "100万元"}),
        make_report("b", ruleset="no/such@1"),
        {key: value for key, value in make_report("c").items() if key != "ruleset"},
        make_report("d", evaluated_on="2019-01-31", assessed_period="2018"),
        make_report("e"),
    ]
    found = run([write_lines(tmp_path / "all.ndjson", *reports)])
    assert [None] * 4 + ["e"] == [each.project for each in found]
    problems = [each.unreadable[0].problems[0] for each in found[:4]]
    assert ["SL401", "SL902", "SL908", "SL416"] == [each.code for each in problems]
    assert [1, 2, 3, 4] == [each.location.line for each in problems if each.location]


def test_processes_change_nothing(tmp_path: Path) -> None:
    """Two processes give the very outcomes of one, in the order of the lines."""
    reports = [make_report(f"p{number}") for number in range(40)]
    reports[7]["scorelib"] = 2
    path = write_lines(tmp_path / "all.ndjson", *reports)
    alone = list(reconcile_sources(list_sources([str(path)]), name_project, None, 1))
    shared = list(reconcile_sources(list_sources([str(path)]), name_project, None, 2))
    assert alone == shared
    assert [None if n == 7 else f"p{n}" for n in range(40)] == [each.project for each in shared]


def test_few_are_done_at_once_and_many_are_not_read_ahead(tmp_path: Path) -> None:
    """However many there are, only so many places are asked for before the first is done."""
    path = write_report(tmp_path / "a.yaml", make_report("a"))
    asked = 0

    def count() -> Iterator[Source | Unreadable]:
        nonlocal asked
        for _ in range(10_000):
            asked += 1
            yield Source(path.as_posix())

    outcomes = reconcile_sources(count(), name_project, Settings(), 2)
    assert "a" == next(outcomes).project
    assert asked <= 200
    outcomes.close()


def end_process(_place: str, _found: Reconciliation, _since: Resubmission | None) -> str:
    """End the process at once, as a system does that has no memory left."""
    os._exit(3)


def test_a_process_that_ends_is_no_end_of_the_work(tmp_path: Path) -> None:
    """Where a process is gone, what the others did does not pass for the whole."""
    path = write_lines(tmp_path / "all.ndjson", *(make_report(f"p{n}") for n in range(20)))
    with pytest.raises(NotFoundError, match="SL918"):
        list(reconcile_sources(list_sources([str(path)]), end_process, None, 2))


def test_the_shelf_makes_each_plan_once() -> None:
    """Projects of other days share a plan, and each says by which day its rules were chosen."""
    shelf = Shelf()
    reports = [
        make_report(ruleset="cn/mof/self-evaluation", evaluated_on=day)
        for day in ("2022-01-31", "2022-02-01", "2022-01-31")
    ]
    projects = [load_project(report) for report in reports]
    made = [shelf.find(each) for each in projects]
    assert made[0] is made[2]
    assert made[0] is not made[1]
    assert made[0].plan.outputs is made[1].plan.outputs
    days = [each.plan.ruleset.search.on for each in made if each.plan.ruleset.search]
    assert ["2022-01-31", "2022-02-01", "2022-01-31"] == days
    heads = [
        each.reconcile(project).result.ruleset for each, project in zip(made, projects, strict=True)
    ]
    assert days == [head.search.on for head in heads if head.search]


def test_the_shelf_forgets_the_oldest() -> None:
    """What is remembered of choices by day does not grow with the number of days."""
    shelf = Shelf()
    for number in range(300):
        day = f"20{22 + number // 28 // 12}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
        project = load_project(make_report(ruleset="cn/mof/self-evaluation", evaluated_on=day))
        shelf.find(project)
    assert (256, 1) == (len(shelf._chosen), len(shelf._made))


def test_rules_of_ones_own_and_another_day(tmp_path: Path) -> None:
    """`ruleset` takes the place of what the projects name; a day likewise."""
    path = write_report(tmp_path / "a.yaml", make_report("a", ruleset="no/such@1"))
    assert ["a"] == [each.project for each in run([path], ruleset="cn/mof/self-evaluation@2020")]
    with pytest.raises(DocumentError):
        Shelf().find(load_project(path))


def test_submissions_are_found_by_id(tmp_path: Path) -> None:
    """Whatever the kind of file; a second one of the same id is told, and so is what is broken."""
    lines = write_lines(tmp_path / "all.ndjson", make_report("a"), make_report("b"))
    other = write_report(tmp_path / "b.yaml", make_report("b"))
    bad = tmp_path / "bad.json"
    bad.write_text('{"project": {"id": 5}}', "utf-8")
    found, problems = index_submissions([str(lines), str(other), str(bad), "gone.yaml"])
    assert {"a": 1, "b": 2} == {name: source.line for name, source in found.items()}
    codes = [each.problems[0].code for each in problems]
    assert ["SL926", "SL903"] == [codes[0], codes[-1]]
    assert "b" == read_source(found["b"]).document.project.id
    assert [False, False, True] == [each.is_absent for each in problems]


def test_a_tally_keeps_counts_alone() -> None:
    """Counts by code and by unit, the worst first; a thousand projects need no more than one."""
    tally = Tally()
    unit = Text("甲", "A")
    words = Text("错", "wrong")
    for number in range(1000):
        found = [Counted("SL516", "error", words)] * 2 + [Counted("SL505", "warning", words)]
        tally.add(f"p{number}", unit if number % 2 else None, found)
    error, warning = tally.codes
    assert ("SL516", 2000, 1000, "p0") == (
        error.code,
        error.findings,
        error.projects,
        error.project,
    )
    assert ("SL505", 1000) == (warning.code, warning.findings)
    assert {None: 500, unit: 500} == {each.unit: each.projects for each in tally.units}
    assert 1 == tally.status
    assert [0, 0, 1, 2] == [Tally().status, *map(_give_status, ("warning", "error", "absent"))]


def _give_status(kind: str) -> int:
    tally = Tally()
    if kind == "absent":
        tally.add_unreadable(is_absent=True)
    elif kind == "error":
        tally.add("p", None, [Counted("SL516", "error", Text("", ""))])
    else:
        tally.add("p", None, [Counted("SL505", "warning", Text("", ""))])
    return tally.status
