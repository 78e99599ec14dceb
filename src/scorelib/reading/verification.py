"""Sealed records checked again: the seal, and what comes out when they are evaluated anew.

A record holds all that it rests on: the ruleset, the project, the statistics. What it says besides
is made again from these and compared, field by field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from scorelib._version import __version__
from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.loading.recorded import record_layer, restore_rules
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.recorded import restore_document
from scorelib.engine.outcome.basis import restore_statistics
from scorelib.engine.outcome.result import Result
from scorelib.ground.canonical import print_canonical
from scorelib.ground.errors import Diagnostic, DocumentError, Lang, NotFoundError, Text
from scorelib.ground.messages.labels import label
from scorelib.reading.differences import Difference, compare_records
from scorelib.reading.sealed import RUN, Sealed, read_sealed
from scorelib.reading.seals import hash_list, hash_text, join_seal, seal_record

__all__ = ["Recorder", "Verification", "seal_run", "verify_sealed"]

Recorder = Callable[[Result], Mapping[str, Any]]
"""What makes the record of a result; it stands above this floor."""

Trace = str | bytes | Path | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of checking a record: its problems, and every field that differs.

    `content` is the hash in its seal, `engine` the version that wrote it, `ruleset` the rule with
    its hash, `here` whether that one is found here (None where it was not looked for). `results`
    are those of a record of many projects.
    """

    project: str
    ruleset: str
    sha256: str
    engine: str
    content: str | None
    points: str | None = None
    problems: tuple[Diagnostic, ...] = ()
    differences: tuple[Difference, ...] = ()
    here: Literal["same", "other", "absent"] | None = None
    results: tuple[Verification, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing speaks against the record; another version with the same values may."""
        return not any(each.severity == "error" for each in self.problems) and all(
            each.ok for each in self.results
        )


def verify_sealed(
    trace: Trace,
    record: Recorder,
    ruleset: str | Path | Ruleset | None = None,
    roots: Sequence[Path] = (),
) -> Verification:
    """Return what comes of checking a trace: its text, its bytes, its file, or its data.

    `ruleset` is what it should rest on, by id, path or as loaded. Raises `NotFoundError` (SL903,
    SL950, SL951) for what cannot be read, and what loading the ruleset raises.
    """
    found = read_sealed(trace)
    checker = _Checker(record, ruleset, roots)
    if found.record["schema"] == RUN:
        return _check_run(found, checker)
    return _add(checker.check(found.record), _check_form(found))


def _add(found: Verification, problems: Iterable[Diagnostic]) -> Verification:
    return replace(found, problems=(*found.problems, *problems))


def _check_form(found: Sealed) -> Iterator[Diagnostic]:
    if found.canonical is False:
        yield Diagnostic("SL959")


def _check_run(found: Sealed, checker: _Checker) -> Verification:
    """Return what comes of checking every result of a run, and that none is missing."""
    run = found.record
    shared = {key: run[key] for key in ("rules", "statistics") if key in run}
    given = run.get("results")
    listed = given if isinstance(given, list) else []
    records = [each for each in listed if isinstance(each, Mapping)]
    results = tuple(checker.check({**shared, **each}) for each in records)
    problems = list(_check_seal(run))
    if not records or len(records) != len(listed):
        problems.append(_cannot(Text("没有结果", "it has no results")))
    first = results[0] if results else checker.check(run)
    whole = replace(first, project="", points=None, differences=(), content=_content_of(run))
    return _add(replace(whole, problems=tuple(problems), results=results), _check_form(found))


def seal_run(run: Mapping[str, Any], *, settle: bool = True) -> dict[str, str]:
    """Return the seal of a record of many results: of their own seals, and of all the rest.

    Raises `ValueError` where the record holds something that canonical JSON does not.

    >>> seal_run({"results": []})["results"] == hash_text("[]")
    True
    """
    rest = {key: value for key, value in run.items() if key not in ("results", "seal")}
    results = run.get("results")
    contents = [_content_of(each) or "" for each in results] if isinstance(results, list) else []
    parts = {
        "rest": hash_text(print_canonical(rest, settle=settle)),
        "results": hash_list(contents),
    }
    return join_seal(parts)


def _check_seal(record: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Yield that there is no seal, or which parts were changed after it was made."""
    make = seal_run if record.get("schema") == RUN else seal_record
    seal = record.get("seal")
    expected = make(record, settle=False)
    if not isinstance(seal, Mapping) or not seal:
        yield Diagnostic("SL953")
    elif dict(seal) != expected:
        yield Diagnostic("SL952", (("parts", _name_parts(seal, expected)),))


def _name_parts(seal: Mapping[str, Any], expected: Mapping[str, str]) -> tuple[Text, ...]:
    """Return which parts of a record no longer have the hash in its seal."""
    hashes = {key: each for key, each in expected.items() if key not in ("algorithm", "content")}
    names = [key for key, each in hashes.items() if seal.get(key) != each] or ["seal"]
    return tuple(Text(*(label(f"seal.part.{name}", to) for to in LANGS)) for name in names)


LANGS: Final[tuple[Lang, Lang]] = ("zh", "en")


def _content_of(record: Any) -> str | None:
    seal = record.get("seal") if isinstance(record, Mapping) else None
    found = seal.get("content") if isinstance(seal, Mapping) else None
    return found if isinstance(found, str) else None


_BROKEN: Final = (AttributeError, LookupError, TypeError, ValueError, RecursionError)
"""What data that are no record of ours may end in."""


class _Checker:
    """Checks records one by one; what several of them share is made once."""

    def __init__(
        self, record: Recorder, ruleset: str | Path | Ruleset | None, roots: Sequence[Path]
    ) -> None:
        self._record, self._given, self._roots = record, ruleset, roots
        self._plans: dict[str, Plan] = {}
        self._rulesets: dict[str, Ruleset | None] = {}

    def check(self, record: Mapping[str, Any]) -> Verification:
        """Return what comes of checking one result."""
        found = _describe(record)
        problems = list(_check_seal(record))
        other = found.engine != __version__
        now: Mapping[str, Any] | None = None
        try:
            now = self._record(self._evaluate(record))
        except DocumentError as error:
            problems.append(_cannot(_first_words(error)))
        except _BROKEN:
            problems.append(_cannot(Text("内容残缺或不合规格", "parts are missing or malformed")))
        differences: tuple[Difference, ...] = ()
        if now is not None:
            differences = tuple(compare_records(record, now, whole=not other))
            problems += _judge(differences, found, sealed=not problems, other=other)
        found = replace(found, problems=tuple(problems), differences=differences)
        return self._hold_against_given(record, found)

    def _evaluate(self, record: Mapping[str, Any], plan: Plan | None = None) -> Result:
        """Return the result of the project of a record, by its own ruleset or another."""
        if record["document"] is None:
            raise ValueError("no project")
        project = restore_document(record["document"])
        told = record["project"]
        on = None if told["own_evaluated_on"] is None else date.fromisoformat(told["evaluated_on"])
        cohort = restore_statistics(record["statistics"])
        return evaluate_project(plan or self._find_plan(record), project, on, cohort)

    def _find_plan(self, record: Mapping[str, Any]) -> Plan:
        key = hash_text(print_canonical(record["rules"]))
        if key not in self._plans:
            self._plans[key] = compile_ruleset(restore_rules(record["rules"]))
        return self._plans[key]

    def _hold_against_given(self, record: Mapping[str, Any], found: Verification) -> Verification:
        """Return a verification that also tells whether the ruleset is the one it should be."""
        if self._given is None:
            return replace(found, here=self._look_up(record, found))
        given = self._load(self._given, found)
        if given.reference == found.ruleset and _same_layers(given, record):
            return replace(found, here="same")
        words = {"sealed": found.ruleset, "sealed_hash": found.sha256[:16]}
        words |= {"given": given.reference, "given_hash": given.head.sha256[:16]}
        found = _add(found, [Diagnostic("SL957", tuple(words.items()))])
        try:
            now = self._record(self._evaluate(record, compile_ruleset(given)))
        except (DocumentError, *_BROKEN):
            return replace(found, here="other")
        differences = tuple(compare_records(record, {**now, "rules": record.get("rules")}))
        return replace(found, here="other", differences=differences)

    def _load(self, given: str | Path | Ruleset, found: Verification) -> Ruleset:
        if isinstance(given, Ruleset):
            return given
        name, _, edition = found.ruleset.partition("@")
        asked = found.ruleset if edition and str(given) == name else given
        return load_ruleset(asked, None, self._roots)

    def _look_up(
        self, record: Mapping[str, Any], found: Verification
    ) -> Literal["same", "other", "absent"]:
        """Return whether the ruleset of a record is found here under its name, as it is there."""
        if found.ruleset not in self._rulesets:
            try:
                self._rulesets[found.ruleset] = load_ruleset(found.ruleset, None, self._roots)
            except (NotFoundError, DocumentError):
                self._rulesets[found.ruleset] = None
        known = self._rulesets[found.ruleset]
        if known is None or known.reference != found.ruleset:
            return "absent"
        return "same" if _same_layers(known, record) else "other"


def _same_layers(ruleset: Ruleset, record: Mapping[str, Any]) -> bool:
    """Return whether a ruleset says what that of a record does, and is made of the same layers."""
    told = record.get("ruleset")
    if not isinstance(told, Mapping) or told.get("sha256") != ruleset.head.sha256:
        return False
    layers: Any = [record_layer(each) for each in ruleset.layers]
    return bool(told.get("layers") == layers)


def _judge(
    differences: Sequence[Difference], found: Verification, *, sealed: bool, other: bool
) -> Iterator[Diagnostic]:
    """Yield what it means that a record evaluates to something else, or by another version."""
    words = {"engine": found.engine, "now": __version__}
    if other and not differences:
        yield Diagnostic("SL956", tuple(words.items()))
    elif differences and sealed:
        count = ("count", len(differences))
        yield Diagnostic("SL955" if other else "SL954", (count, *words.items()))


def _cannot(reason: Text) -> Diagnostic:
    return Diagnostic("SL958", (("reason", reason),))


def _first_words(error: DocumentError) -> Text:
    first = error.diagnostics[0]
    return Text(f"{first.code} {first.message('zh')}", f"{first.code} {first.message('en')}")


def _describe(record: Mapping[str, Any]) -> Verification:
    """Return what a record says of itself, as far as it says it."""
    rule = f"{_text_at(record, 'ruleset', 'id')}@{_text_at(record, 'ruleset', 'edition')}"
    return Verification(
        _text_at(record, "project", "id"),
        rule,
        _text_at(record, "ruleset", "sha256"),
        _text_at(record, "engine", "version"),
        _content_of(record),
        _text_at(record, "total", "points") or None,
    )


def _text_at(record: Any, *path: str) -> str:
    for step in path:
        record = record.get(step) if isinstance(record, Mapping) else None
    return record if isinstance(record, str) else ""
