"""The seal: canonical bytes, the same for every spelling, in every process; and what is told."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import scorelib
from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.recorded import record_rules, restore_rules
from scorelib.engine.intake.recorded import record_document, restore_document
from scorelib.ground.canonical import print_canonical
from scorelib.ground.errors import Lang, NotFoundError
from scorelib.reading import verification
from scorelib.reading.sealed import read_sealed
from scorelib.reading.seals import seal_record
from scorelib.writing.verification import print_verification, verify_trace
from tests.engine.columns.test_kernel import list_shipped

ROOT: Final = Path(__file__).resolve().parents[2]
CASE: Final = ROOT / "examples" / "case-09"


def seal(source: Any = CASE) -> str:
    project = scorelib.load_project(source)
    return scorelib.to_json(scorelib.evaluate(scorelib.choose(project), project))


def codes(record: object, **more: Any) -> list[str]:
    found = verify_trace(record, **more)  # type: ignore[arg-type]
    return [each.code for each in found.problems]


texts = st.text(st.characters(codec="utf-8"), max_size=6)
names = texts.map(lambda text: normalize("NFC", text))
plain = st.recursive(
    st.none() | st.booleans() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


@given(plain)
def test_canonical_json(data: Any) -> None:
    """It reads back to the same data in NFC, and no order of keys changes it."""
    text = print_canonical(data)
    assert _settle(data) == json.loads(text)
    assert text == print_canonical(_turn(data))


def _settle(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _settle(each) for key, each in data.items()}
    if isinstance(data, list):
        return [*map(_settle, data)]
    return normalize("NFC", data) if isinstance(data, str) else data


def _turn(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _turn(data[key]) for key in reversed(data)}
    return [*map(_turn, data)] if isinstance(data, list) else data


def test_keys_stand_in_the_order_of_the_rfc() -> None:
    """As in the example of RFC 8785, 3.2.3: by UTF-16 code units, not by code points."""
    keys = ["\u20ac", "\r", "\uff10", "1", "\U0001f600", "\u0080", "\u00f6"]
    expected = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\uff10"]
    assert expected == [*json.loads(print_canonical(dict.fromkeys(keys)))]


@pytest.mark.parametrize("data", [1, 1.5, {"a": 0}, {1: "a"}, {"e\u0301": "", "\u00e9": ""}, b"a"])
def test_what_is_not_canonical(data: Any) -> None:
    """Numbers, keys that are no text or become the same: refused."""
    with pytest.raises(ValueError, match=r"canonical|two keys"):
        print_canonical(data)
    with pytest.raises(ValueError, match="surrogate"):
        print_canonical("\ud800")


def test_hashes_by_another_hand() -> None:
    """The parts of a seal are what json and hashlib make of them."""
    record = json.loads(seal())

    def hash_of(*keys: str) -> str:
        part = {key: record[key] for key in keys}
        text = json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    known = ("engine", "nodes", "document", "statistics", "rules", "ruleset", "seal")
    expected = {
        "engine": hash_of("engine"),
        "facts": hash_of("document", "statistics"),
        "nodes": hash_of("nodes"),
        "result": hash_of(*(key for key in record if key not in known)),
        "ruleset": hash_of("rules", "ruleset"),
    }
    text = json.dumps(expected, sort_keys=True, separators=(",", ":"))
    content = hashlib.sha256(text.encode()).hexdigest()
    assert {"algorithm": "sha256", "content": content, **expected} == record["seal"]


def test_every_spelling_gives_the_same_bytes(tmp_path: Path) -> None:
    """YAML, JSON, a mapping, keys in another order, its own canonical form: one seal."""
    data = yaml.load((CASE / "project.yaml").read_text("utf-8"), yaml.BaseLoader)
    turned = {key: data[key] for key in reversed(data)}
    turned["funds"] = {key: data["funds"][key] for key in reversed(data["funds"])}
    file = tmp_path / "other name.json"
    file.write_text(json.dumps(turned, indent=3), "utf-8")
    document = record_document(scorelib.load_project(CASE).document)
    assert {seal()} == {seal(data), seal(turned), seal(file), seal({**document})}


@pytest.mark.parametrize(
    "name", sorted(path.parent.name for path in (ROOT / "examples").glob("*/project.yaml"))
)
def test_a_project_is_restored(name: str) -> None:
    """What a record keeps of a project is the same project, its assumptions included."""
    document = scorelib.load_project(ROOT / "examples" / name).document
    data = json.loads(print_canonical(record_document(document)))
    assert document == restore_document(data).document


@pytest.mark.parametrize("reference", list_shipped())
def test_a_ruleset_is_restored(reference: str) -> None:
    """What a record keeps of a ruleset compiles to the same plan, places included."""
    ruleset = scorelib.load(reference)
    plan = compile_ruleset(ruleset)
    rules = json.loads(print_canonical(record_rules(plan)))
    again = restore_rules(rules)
    assert ruleset.canonical == again.canonical
    assert plan == compile_ruleset(again)


def test_another_process_language_and_folder(tmp_path: Path) -> None:
    """The same bytes, and an honest trace verifies, whatever stands around it."""
    file = tmp_path / "trace.json"
    file.write_text(seal(), "utf-8")
    script = (
        "import sys, scorelib\n"
        "from scorelib.writing.verification import verify_trace\n"
        "from pathlib import Path\n"
        "p = scorelib.load_project(sys.argv[1])\n"
        "text = scorelib.to_json(scorelib.evaluate(scorelib.choose(p), p))\n"
        "assert text == Path(sys.argv[2]).read_text('utf-8')\n"
        "assert verify_trace(Path(sys.argv[2])).ok\n"
    )
    for seed, lang in (("0", "C"), ("7", "zh_CN.UTF-8")):
        own = {
            "PYTHONHASHSEED": seed,
            "LANG": lang,
            "LC_ALL": lang,
            "PYTHONPATH": str(ROOT / "src"),
        }
        command = [sys.executable, "-c", script, str(CASE), str(file)]
        subprocess.run(command, check=True, cwd=tmp_path, env={**os.environ, **own})


def test_threads() -> None:
    """Many threads seal and verify the same."""
    with ThreadPoolExecutor(4) as threads:
        found = [*threads.map(lambda _: seal(), range(4))]
        assert len({*found}) == 1
        assert all(each.ok for each in threads.map(verify_trace, found))


def change(text: str, *path: str, value: Any) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(text)
    here = record
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return record


def test_what_is_told() -> None:
    """Each way in which a trace can fail has its own code."""
    text = seal()
    stripped = {key: value for key, value in json.loads(text).items() if key != "seal"}
    assert ["SL953"] == codes(stripped)
    assert ["SL953"] == codes({**stripped, "seal": None})
    assert ["SL952"] == codes(change(text, "total", "points", value="99.00"))
    resealed = change(text, "total", "points", value="99.00")
    assert ["SL954"] == codes({**resealed, "seal": seal_record(resealed)})
    without = change(text, "document", value=None)
    assert ["SL958"] == codes({**without, "seal": seal_record(without)})
    assert ["SL957"] == codes(text, ruleset="cn/yunnan/self-evaluation@2020")
    assert [] == codes(text, ruleset="cn/mof/self-evaluation@2020")
    assert ["SL959"] == codes(json.dumps(json.loads(text), ensure_ascii=False, indent=2))
    assert verify_trace(json.dumps(json.loads(text), indent=2)).ok


def test_a_malformed_date_is_told() -> None:
    """A project of a trace that is none ends in the words of its first problem."""
    record = change(seal(), "document", "evaluated_on", value="never")
    found = verify_trace({**record, "seal": seal_record(record)})
    assert ["SL958"] == [each.code for each in found.problems]
    assert "SL111" in found.problems[0].message("en")


def test_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same values by another version are well; other values are not."""
    text = seal()
    monkeypatch.setattr(verification, "__version__", "99.0")
    found = verify_trace(text)
    assert (True, ["SL956"]) == (found.ok, [each.code for each in found.problems])
    record = change(text, "total", "points", value="99.00")
    assert ["SL955"] == codes({**record, "seal": seal_record(record)})


BROKEN: Final = (
    ("", "1:1"),
    ('{"schema":"scorelib/result/1"} x', "1:32"),
    ('{"schema":"scorelib/result/1","a":1}', "number"),
    ('{"schema":"scorelib/result/1","a":NaN}', "number"),
    ('{"a":"","a":""}', "twice"),
    ("[" * 100_000, "nested"),
    (b"\xff", "UTF-8"),
    (b"\xef\xbb\xbf{}", "1:1"),
)


@pytest.mark.parametrize(("text", "words"), BROKEN)
def test_what_is_no_json(text: str | bytes, words: str) -> None:
    """Strict: no key twice, no number, nothing behind the end."""
    with pytest.raises(NotFoundError, match=f"SL950.*{words}"):
        read_sealed(text)


def test_what_is_no_trace(tmp_path: Path) -> None:
    """JSON of another kind, and a file that is not there."""
    for text in ("[]", "{}", '{"schema":"scorelib/cohort/1"}', '{"schema":["a"]}'):
        with pytest.raises(NotFoundError, match="SL951"):
            read_sealed(text)
    with pytest.raises(NotFoundError, match="SL903"):
        read_sealed(tmp_path / "none.json")


def test_hostile_words_are_shown_as_text() -> None:
    """Whatever stands in a file, one line shows it, with nothing that a terminal obeys."""
    hostile = "\x1b[2J\u202e]]><script>{{ }}" + "甲" * 100_000
    record = change(seal(), "project", "id", value=hostile)
    langs: tuple[Lang, Lang] = ("zh", "en")
    for lang in langs:
        shown = print_verification(verify_trace(record), lang)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert r"\x1b[2J\u202e]]><script>{{ }}" in shown
        assert len(shown) < 10_000
