"""`scorelib check`: problems and advice in four formats, mending, certificates, pages of codes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from typer.testing import CliRunner, Result

from scorelib.cli import mending
from scorelib.cli.commands import app
from scorelib.ground.errors import Diagnostic, Location
from scorelib.ground.messages import MESSAGES
from scorelib.reading.advice.review import Notice
from scorelib.reading.forms.places import place_cell
from scorelib.writing.diagnostics.github import print_github
from scorelib.writing.diagnostics.sarif import print_sarif
from tests.reading.advice.rules import CLEAN, change, write_ruleset

OPEN = change(("label: {zh: 工作, en: Work}", "label: 工作"))
ACCEPTED = f"{OPEN}accepted: [{{code: SL739, at: '*', because: {{zh: 有理由, en: a reason}}}}]\n"
BROKEN = change(("max_points: 10", "max_point: 10"))

Texts = dict[str, Any]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.mark.parametrize(
    ("text", "options", "status", "shown"),
    [
        (CLEAN, (), 0, "no problems"),
        (OPEN, (), 0, "pieces of advice: 1"),
        (OPEN, ("--strict",), 1, "pieces of advice: 1"),
        (OPEN, ("--no-advice", "--strict"), 0, "no problems"),
        (ACCEPTED, ("--strict",), 0, "accepted: 1"),
        (BROKEN, (), 1, ""),
        (BROKEN, ("--no-advice",), 1, ""),
    ],
)
def test_status(
    text: str, options: tuple[str, ...], status: int, shown: str, tmp_path: Path
) -> None:
    """Problems are 1; advice is 0, and 1 where one is strict; what is accepted is neither."""
    result = run("check", write_ruleset(tmp_path, text), "--lang", "en", *options)
    assert status == result.exit_code
    assert shown in result.stdout
    assert "Traceback" not in result.output


def test_advice_is_said_with_its_place_and_next_step(tmp_path: Path) -> None:
    """Advice stands on standard error like a problem: place, line, caret, next step."""
    result = run("check", write_ruleset(tmp_path, OPEN), "--lang", "zh")
    lines = result.stderr.splitlines()
    assert re.search(r"ruleset\.yaml:20:5: 建议 SL739: `工作` 没有英文$", lines[0])
    assert ["        label: 工作", "        ^^^^^"] == lines[1:3]
    assert lines[3].startswith("    下一步：")


def test_what_is_accepted_is_shown_on_request(tmp_path: Path) -> None:
    """Without being asked only their number is told."""
    path = write_ruleset(tmp_path, ACCEPTED)
    assert "有理由" not in run("check", path, "--lang", "zh").output
    assert "已接受，因为：有理由" in run("check", path, "--lang", "zh", "--accepted").stderr
    (record,) = json.loads(run("check", path, "--format", "json", "--accepted").stdout)
    assert ("SL739", {"zh": "有理由", "en": "a reason"}) == (record["code"], record["accepted"])
    assert [] == json.loads(run("check", path, "--format", "json").stdout)


@pytest.mark.parametrize("format", ["text", "json", "github", "sarif"])
def test_every_kind_of_document(format: str, tmp_path: Path) -> None:
    """Projects, cases, forms and files that are not there go through every format."""
    (tmp_path / "project.yaml").write_text("project: 1\n", "utf-8")
    (tmp_path / "gbk.yaml").write_bytes("名称: 甲".encode("gbk"))
    (tmp_path / "empty.yaml").write_text("", "utf-8")
    write_ruleset(tmp_path / "rules", BROKEN)
    names = ("project.yaml", "gbk.yaml", "empty.yaml", "rules", "nowhere")
    result = run("check", *(tmp_path / name for name in names), "--format", format)
    assert 2 == result.exit_code
    assert "SL903" in result.stderr
    shown = result.stdout if format != "text" else result.stderr
    assert all(code in shown for code in ("SL003", "SL009", "SL102"))


def test_a_file_takes_what_is_found(tmp_path: Path) -> None:
    """With `-o` it goes to a file, which is overwritten only when that is said."""
    path, out = write_ruleset(tmp_path, OPEN), tmp_path / "found.sarif"
    asked = ("check", path, "--format", "sarif", "-o", out)
    assert 0 == run(*asked).exit_code
    first = out.read_text("utf-8")
    assert "2.1.0" == json.loads(first)["version"]
    again = run(*asked)
    assert (2, True) == (again.exit_code, "SL930" in again.stderr)
    assert 0 == run(*asked, "--force").exit_code
    assert first == out.read_text("utf-8")


HOSTILE = (
    "%0A::error::x\n::warning::y\r\x00\u202e=HYPERLINK(1),:<script>]]>{{7*7}}" + "长" * 100_000
)
NOTICES = [
    Notice(Diagnostic("SL203", (("text", HOSTILE),), Location("a,b:c%.yaml", 2, 3, 5), HOSTILE)),
    Notice(Diagnostic("SL201", (("text", HOSTILE),), place_cell("表 一.xlsx", "指标!D7"))),
    Notice(Diagnostic("SL739", (("text", "甲"),), Location("𝒙/规则.yaml", 1, 1), "甲", "a.b")),
    Notice(Diagnostic("SL203", (("text", "x"),)), None),
]


def test_github_takes_nothing_of_a_document_for_a_command() -> None:
    """One command a line, whatever stands in the words: nothing ends it or begins another."""
    text = print_github(NOTICES, "en")
    lines = text.splitlines()
    assert len(NOTICES) == len(lines)
    assert text.isascii() or text.replace("\n", "").isprintable()
    command = re.compile(r"::(error|warning|notice) ([A-Za-z]+=[^,:]*)(,[A-Za-z]+=[^,:]*)*::.*")
    assert all(command.fullmatch(line) for line in lines)
    assert "file=a%2Cb%3Ac%25.yaml,line=2,col=3,endColumn=5,title=SL203" in lines[0]
    assert "file=表 一.xlsx,title=SL201::指标!D7" in lines[1]
    assert lines[2].startswith("::notice ")


SARIF: Texts = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/run"}},
    },
    "definitions": {
        "text": {
            "type": "object",
            "required": ["text"],
            "additionalProperties": False,
            "properties": {"text": {"type": "string"}},
        },
        "level": {"enum": ["none", "note", "warning", "error"]},
        "run": {
            "type": "object",
            "required": ["tool", "results"],
            "additionalProperties": False,
            "properties": {
                "language": {"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "invocations": {
                    "type": "array",
                    "items": {
                        "required": ["executionSuccessful"],
                        "properties": {"executionSuccessful": {"type": "boolean"}},
                        "additionalProperties": False,
                    },
                },
                "tool": {
                    "type": "object",
                    "required": ["driver"],
                    "additionalProperties": False,
                    "properties": {"driver": {"$ref": "#/definitions/driver"}},
                },
                "results": {"type": "array", "items": {"$ref": "#/definitions/result"}},
            },
        },
        "driver": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": False,
            "properties": {
                "name": {"type": "string"},
                "version": {"type": "string"},
                "rules": {
                    "type": "array",
                    "uniqueItems": True,
                    "items": {
                        "type": "object",
                        "required": ["id"],
                        "additionalProperties": False,
                        "properties": {
                            "id": {"type": "string"},
                            "shortDescription": {"$ref": "#/definitions/text"},
                            "fullDescription": {"$ref": "#/definitions/text"},
                            "help": {"$ref": "#/definitions/text"},
                            "defaultConfiguration": {
                                "properties": {"level": {"$ref": "#/definitions/level"}},
                                "additionalProperties": False,
                            },
                        },
                    },
                },
            },
        },
        "result": {
            "type": "object",
            "required": ["message"],
            "additionalProperties": False,
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": {"$ref": "#/definitions/level"},
                "message": {"$ref": "#/definitions/text"},
                "partialFingerprints": {"additionalProperties": {"type": "string"}},
                "locations": {"type": "array", "items": {"$ref": "#/definitions/location"}},
                "suppressions": {
                    "type": "array",
                    "items": {
                        "required": ["kind"],
                        "additionalProperties": False,
                        "properties": {
                            "kind": {"enum": ["inSource", "external"]},
                            "justification": {"type": "string"},
                        },
                    },
                },
            },
        },
        "location": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "logicalLocations": {
                    "type": "array",
                    "items": {
                        "properties": {"fullyQualifiedName": {"type": "string"}},
                        "additionalProperties": False,
                    },
                },
                "physicalLocation": {
                    "required": ["artifactLocation"],
                    "additionalProperties": False,
                    "properties": {
                        "artifactLocation": {
                            "properties": {"uri": {"type": "string", "pattern": "^[!-~]+$"}},
                            "additionalProperties": False,
                        },
                        "region": {
                            "additionalProperties": False,
                            "properties": {
                                "startLine": {"type": "integer", "minimum": 1},
                                "startColumn": {"type": "integer", "minimum": 1},
                                "endColumn": {"type": "integer", "minimum": 1},
                                "snippet": {"$ref": "#/definitions/text"},
                            },
                        },
                    },
                },
            },
        },
    },
}
"""The parts of the SARIF 2.1.0 schema that are written, without what may stand besides."""


def read_sarif(text: str) -> Texts:
    """Return the only run of a log that fits the schema."""
    log: Texts = json.loads(text)
    Draft7Validator.check_schema(SARIF)
    Draft7Validator(SARIF).validate(log)
    (found,) = log["runs"]
    assert isinstance(found, dict)
    return found


def test_sarif_is_valid_and_says_how_columns_are_counted() -> None:
    """The log fits the format; a rule is named by its place in the list, told in both languages."""
    for lang in ("zh", "en"):
        log = read_sarif(print_sarif(NOTICES, "zh" if lang == "zh" else "en"))
        rules = log["tool"]["driver"]["rules"]
        assert "unicodeCodePoints" == log["columnKind"]
        for result in log["results"]:
            assert result["ruleId"] == rules[result["ruleIndex"]]["id"]
        for rule in rules:
            entry = MESSAGES[rule["id"]]
            assert entry.about_zh in rule["help"]["text"]
            assert entry.about_en in rule["help"]["text"]
    first, cell, advice, bare = log["results"]
    place = first["locations"][0]["physicalLocation"]
    assert {"startLine": 2, "startColumn": 3, "endColumn": 5} == {
        key: value for key, value in place["region"].items() if key != "snippet"
    }
    assert "a%2Cb%3Ac%25.yaml" == place["artifactLocation"]["uri"]
    place = cell["locations"][0]
    assert "指标!D7" == place["logicalLocations"][0]["fullyQualifiedName"]
    assert "region" not in place["physicalLocation"]
    assert ("note", "error") == (advice["level"], bare["level"])
    assert "locations" not in bare


def test_sarif_of_a_ruleset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are relative to where the command runs; what is accepted is suppressed, with why."""
    write_ruleset(tmp_path / "规则", ACCEPTED)
    monkeypatch.chdir(tmp_path)
    result = run("check", "规则", "--format", "sarif", "--lang", "zh")
    (found,) = read_sarif(result.stdout)["results"]
    place = found["locations"][0]["physicalLocation"]
    assert "%E8%A7%84%E5%88%99/ruleset.yaml" == place["artifactLocation"]["uri"]
    assert [{"kind": "inSource", "justification": "有理由"}] == found["suppressions"]
    assert 0 == result.exit_code


def test_fix_writes_what_diff_shows(tmp_path: Path) -> None:
    """`--diff` writes nothing; `--fix` writes once, and a second time finds nothing to do."""
    path = write_ruleset(tmp_path, f"# 注释\n{CLEAN.replace('max_points: 10', 'max_points：１０')}")
    before = path.read_bytes()
    shown = run("check", path, "--diff", "--lang", "en")
    assert (0, before) == (shown.exit_code, path.read_bytes())
    assert "+    max_points: 10\n" in shown.stdout
    fixed = run("check", path, "--fix", "--lang", "en")
    assert (0, f"# 注释\n{CLEAN}") == (fixed.exit_code, path.read_text("utf-8"))
    assert "mended in 2 places" in fixed.stdout
    again = run("check", path, "--fix", "--lang", "en")
    assert (0, True) == (again.exit_code, "nothing to mend" in again.stdout)
    assert ["cases.yaml", "ruleset.yaml"] == sorted(each.name for each in tmp_path.iterdir())


@pytest.mark.parametrize("name", ["cn/mof/self-evaluation@2020", "nowhere.yaml"])
def test_fix_is_for_files_of_ones_own(name: str) -> None:
    """Rulesets that come with the program, and what is not there, are not mended (SL753)."""
    result = run("check", name, "--fix")
    assert (2, True) == (result.exit_code, "SL753" in result.stderr)


def test_fix_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system refuses is passed on as it is, and the file stays whole."""
    path = write_ruleset(tmp_path, CLEAN.replace("revision: 1", "revision：1"))
    before = path.read_bytes()
    monkeypatch.setattr(mending, "place_beside", _refuse)
    with pytest.raises(PermissionError):
        mending.mend_all([str(path)], [], "en", write=True)
    assert before == path.read_bytes()


def _refuse(path: Path) -> object:
    raise PermissionError(13, "Permission denied", str(path))


@pytest.mark.parametrize("ending", [".txt", ".md", ".html", ".json"])
def test_certificate(ending: str, tmp_path: Path) -> None:
    """A certificate goes to a file by its ending, and is not overwritten unasked."""
    path, out = write_ruleset(tmp_path), tmp_path / f"out{ending}"
    asked = ("check", path, "--certificate", "-o", out)
    assert 0 == run(*asked).exit_code
    shown = out.read_text("utf-8")
    assert "已证明" in shown or '"proved"' in shown
    assert 2 == run(*asked).exit_code
    assert "proved" in run("check", path, "--certificate", "--lang", "en").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--certificate", "-o", "x.pdf"), "SL754"),
        (("examples/hechi-2022", "--certificate"), "one ruleset"),
    ],
)
def test_certificate_refused(arguments: tuple[str, ...], code: str, tmp_path: Path) -> None:
    """One ruleset, and a format that there is."""
    result = run("check", write_ruleset(tmp_path), *arguments)
    assert (2, True) == (result.exit_code, code in result.stderr)


def test_a_code_is_explained() -> None:
    """The page of a code in either language, however it is written; several at once."""
    shown = run("explain-code", "SL731", "--lang", "zh").stdout
    assert all(part in shown for part in ("建议 SL731", "为什么：", "下一步：", "例：", "改为："))
    assert shown == run("explain-code", " sl731", "--lang", "zh").stdout
    assert shown == run("explain-code", "731", "--lang", "zh").stdout
    both = run("explain-code", "SL101", "SL731", "--lang", "en").stdout
    assert ("error SL101" in both, "advice SL731" in both) == (True, True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_code_has_a_page_and_a_line(lang: str) -> None:
    """Without a code all are listed; of each the page can be shown."""
    listed = run("explain-code", "--lang", lang).stdout
    assert [] == [code for code in MESSAGES if code not in listed]
    pages = run("explain-code", *MESSAGES, "--lang", lang).stdout
    assert [] == [code for code in MESSAGES if f" {code}\n" not in pages]
    assert "{{" not in pages.replace("{{7", "")


def test_a_code_that_is_not_there() -> None:
    """A slip in a code is met with those like it."""
    result = run("explain-code", "SL7310", "--lang", "en")
    assert (2, True) == (result.exit_code, "did you mean SL731" in result.stderr)
