"""Write the generated part of docs/reference from the code: `python scripts/generate_reference.py`.

Whole pages: one for each code and each method, and their indexes. Parts of pages: whatever stands
between `<!-- generated: name -->` and `<!-- end -->`; the rest of such a page is written by hand.
What a key or a function is for stands in scripts/reference.yaml; one without its line there, and a
line without its key, is refused. With `--check` nothing is written and a stale page fails.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType, NoneType, UnionType
from typing import Annotated, Any, Literal, Protocol, Union, get_args, get_origin, get_type_hints

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scorelib.compiler.bench.functions import MAX_DEGREE_OF_ROOT
from scorelib.compiler.bench.site import MAX_DEPTH as MAX_OPERATIONS
from scorelib.compiler.bench.terms import FUNCTIONS, MAX_EXPONENT
from scorelib.compiler.methods import FORM_METHODS, GRADE_METHODS, METHODS, SLOT_METHODS, Page
from scorelib.ground import messages
from scorelib.ground.errors import Lang
from scorelib.ground.messages import expressions as expression_messages
from scorelib.ground.messages.entry import Message
from scorelib.ground.messages.labels import label
from scorelib.ground.source import MAX_BYTES, MAX_DEPTH, MAX_VALUES
from scorelib.model import fields, project, ruleset, tables
from scorelib.words.expressions import MAX_LENGTH, MAX_NESTING, MAX_TOKENS
from scorelib.words.numbers import print_number
from scorelib.words.sizes import MAX_BITS
from scorelib.words.units import SCALES, Dimension, Unit, list_units

__all__ = ["find_stale", "main", "render_pages"]

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
WORDS: Mapping[str, Any] = yaml.safe_load(
    Path(__file__).with_name("reference.yaml").read_text("utf-8")
)

Pages = dict[Path, str]


class Documented(Protocol):
    """A method, whichever table it stands in: how it is called, its settings and its page."""

    @property
    def kind(self) -> str: ...
    @property
    def shape(self) -> type[BaseModel]: ...
    @property
    def page(self) -> Page: ...


TABLES: Mapping[str, tuple[str, Sequence[Documented]]] = {
    "METHODS": ("under `method`", METHODS),
    "FORM_METHODS": ("under `declared`", FORM_METHODS),
    "SLOT_METHODS": ("as a key beside `declared`", SLOT_METHODS),
    "GRADE_METHODS": ("under `grade_rules`", GRADE_METHODS),
}
"""The tables of methods, and where their methods are written."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the pages, or with `--check` say which are stale and exit with 1."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    stale = find_stale()
    if parser.parse_args(arguments).check:
        for path in stale:
            print(f"stale: {path.relative_to(ROOT).as_posix()}", file=sys.stderr)
        if stale:
            raise SystemExit("run: python scripts/generate_reference.py")
        return
    pages = render_pages()
    for path in stale:
        if path in pages:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages[path], "utf-8")
        else:
            path.unlink()


def find_stale() -> list[Path]:
    """Return the pages that are absent, differ from what the code says, or have lost their code."""
    pages = render_pages()
    changed = [path for path, text in pages.items() if _read(path) != text]
    lost = [p for name in ("codes", "methods") for p in (REFERENCE / name).glob("*.md")]
    return sorted([*changed, *(path for path in lost if path not in pages)])


def render_pages() -> Pages:
    """Return the text of every page that is generated, whole or in part."""
    return {**_render_codes(), **_render_methods(), **_fill_pages()}


def _read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


def _table(headings: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


# Codes: one page each, and an index in the order of the tables of messages.


def _render_codes() -> Pages:
    folder = REFERENCE / "codes"
    groups = sorted(_list_groups(), key=lambda group: min(group.TABLE))
    pages = {folder / "index.md": _render_code_index(groups)}
    for group in groups:
        for code, message in group.TABLE.items():
            pages[folder / f"{code}.md"] = _render_code(code, message, group)
    return pages


def _list_groups() -> list[ModuleType]:
    found = [each for each in vars(messages).values() if isinstance(each, ModuleType)]
    return [each for each in found if hasattr(each, "TABLE")]


def _render_code_index(groups: Sequence[ModuleType]) -> str:
    parts = [WORDS["codes"]]
    for group in groups:
        rows = (
            (f"[{code}]({code}.md)", label(each.severity, "en"), _cell(each.en), _cell(each.zh))
            for code, each in sorted(group.TABLE.items())
        )
        table = _table(["code", "severity", "message", "提示"], rows)
        parts.append(f"\n## {_describe_group(group)}\n\n{table}")
    return "".join(parts)


def _describe_group(group: ModuleType) -> str:
    return (group.__doc__ or "").partition("\n")[0].rstrip(".")


def _render_code(code: str, message: Message, group: ModuleType) -> str:
    lines = [f"# {code}", "", f"[All codes](index.md) · {_describe_group(group)}", ""]
    lines += _show_message(code, message, "en", message.en, message.next_en)
    lines += ["", message.about_en, ""]
    lines += _show_message(code, message, "zh", message.zh, message.next_zh)
    lines += ["", message.about_zh, ""]
    return "\n".join([*lines, *_render_example(message.example)]).rstrip() + "\n"


def _show_message(code: str, message: Message, lang: Lang, words: str, next_step: str) -> list[str]:
    """Return a message as the command line prints it."""
    shown = f"{label(message.severity, lang)} {code}: {words}"
    return ["```text", shown, f"    {label('next', lang)}{next_step}", "```"]


def _render_example(example: str) -> list[str]:
    """Return the mistake and, where the table has it, the mend."""
    if not example:
        return []
    wrong, arrow, right = example.partition("\n# →\n")
    lines = ["## Example · 例", "", "```text", wrong, "```", ""]
    return [*lines, "instead · 改为", "", "```text", right, "```"] if arrow else lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


# Methods: one page each.


def _render_methods() -> Pages:
    folder = REFERENCE / "methods"
    methods = {each.kind: each for _, table in TABLES.values() for each in table}
    lines = []
    for name, (_, table) in TABLES.items():
        rows = (
            (f"[`{each.kind}`]({each.kind}.md)", each.page.title.en, each.page.title.zh)
            for each in table
        )
        lines += [WORDS[name], _table(["kind", "method", "评分方法"], rows)]
    pages = {folder / "index.md": "\n".join([WORDS["methods"], *lines])}
    return pages | {folder / f"{each.kind}.md": _render_method(each) for each in methods.values()}


def _render_method(method: Documented) -> str:
    page = method.page
    used = [where for where, table in TABLES.values() if method in table]
    named = f"`{method.kind}`" if method in SLOT_METHODS else f"`kind: {method.kind}`"
    here = f"methods/{method.kind}.md"
    shapes = [each for each in _list_models(method.shape) if _HOMES[each] == here]
    settings = "\n".join(_render_model(each, here) for each in shapes)
    settings = settings or _relate(f"{_link_to(method.shape)}\n", here)
    return f"""# {page.title.en} · {page.title.zh}

{named}, {" and ".join(used)}. [All methods](index.md)

{page.what.en}

{page.what.zh}

```text
{page.formula}
```

As rules say it · 原文写法:

> {page.wording}

```yaml
{page.example}
```

## Settings

{settings}
## Refused

{page.refused.en}

{page.refused.zh}
"""


# Documents: the keys of each shape, from the shapes themselves.


def _list_models(model: type[BaseModel]) -> list[type[BaseModel]]:
    """Return a shape and those it is made of, in the order in which a reader meets them."""
    found: list[type[BaseModel]] = []
    waiting = [model]
    while waiting:
        here = waiting.pop(0)
        if here not in found:
            found.append(here)
            waiting += [each for hint in _hints(here).values() for each in _models_in(hint)]
    return found


def _hints(model: type[BaseModel]) -> dict[str, Any]:
    """Return the type of each key; the shape's own keys first, then those of every such shape."""
    hints = get_type_hints(model, include_extras=True)
    own = [name for name in model.model_fields if name in model.__annotations__]
    rest = [name for name in model.model_fields if name not in own]
    return {name: hints[name] for name in (*own, *rest)}


def _models_in(hint: Any) -> list[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        # A label is told as a value, wherever it stands.
        return [] if hint is fields.LabelShape else [hint]
    return [model for each in get_args(hint) for model in _models_in(each)]


def _render_model(model: type[BaseModel], page: str) -> str:
    """Return the heading, the sentence and the table of one shape; a method's has no heading."""
    words = WORDS["shapes"][model.__name__]
    own = dict(words["keys"])
    rows = [
        (f"`{key}`", _describe_type(hint), _describe_need(field), own.pop(key, None) or _mean(key))
        for key, hint, field in _list_keys(model)
    ]
    if own:
        raise SystemExit(f"scripts/reference.yaml: {model.__name__} has no {sorted(own)}")
    heading = f"### {words['title']}\n\n" if words["title"] else ""
    table = _table(["key", "value", "needed", "meaning"], iter(rows))
    return f"{heading}{_unwrap(model.__doc__ or '')}\n\n{_relate(table, page)}"


def _list_keys(model: type[BaseModel]) -> Iterator[tuple[str, Any, FieldInfo]]:
    """Yield each key as it is written, with its type and what pydantic knows of it."""
    for name, hint in _hints(model).items():
        field = model.model_fields[name]
        yield field.alias or name, hint, field


def _relate(text: str, page: str) -> str:
    """Return text with links from docs/reference turned into links from one of its pages."""
    text = text.replace(f"]({page}#", "](#")
    return re.sub(r"\]\((?!#)", "](../", text) if "/" in page else text


def _unwrap(text: str) -> str:
    """Return a docstring as paragraphs on one line each."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(" ".join(part.split()) for part in paragraphs)


def _mean(key: str) -> str:
    """Return the meaning of a key that means the same wherever it stands."""
    found = WORDS["keys"].get(key)
    if found is None:
        raise SystemExit(f"scripts/reference.yaml: say what `{key}` is for")
    return str(found)


def _describe_need(field: FieldInfo) -> str:
    if field.is_required():
        return "yes"
    default = field.get_default()
    return f"else `{default}`" if isinstance(default, str) else ""


# What a validator takes is known by the object itself: Annotated keeps it when it is nested.
_VALUES: dict[int, str] = {
    id(getattr(home, name).__metadata__[0]): WORDS["values"][name]
    for home, names in (
        (
            fields,
            [name for name in fields.__all__ if get_origin(getattr(fields, name)) is Annotated],
        ),
        (ruleset, ["Citations", "MethodShape"]),
        (tables, ["Cell", "Ends", "NodePair"]),
        (project, ["FactEntry", "Listed", "MaximumEntry"]),
    )
    for name in names
}


def _describe_type(hint: Any) -> str:
    """Return what may be written for a key, in words."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        named = [_VALUES[id(each)] for each in hint.__metadata__ if id(each) in _VALUES]
        return named[0] if named else _describe_type(hint.__origin__)
    if origin in (Union, UnionType):
        return " or ".join(_describe_type(each) for each in arguments if each is not NoneType)
    if origin is Literal:
        return ", ".join(f"`{each}`" for each in arguments)
    if origin is dict and Any not in arguments:
        return f"mapping: {_describe_type(arguments[0])} → {_describe_type(arguments[1])}"
    if origin is tuple:
        return f"list: {_describe_type(arguments[0])}"
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return _link_to(hint)
    return "mapping"


def _link_to(model: type[BaseModel]) -> str:
    title = WORDS["shapes"][model.__name__]["title"]
    return f"[{title.lower()}]({_HOMES[model]}#{slug(title)})"


def slug(heading: str) -> str:
    """Return the anchor of a heading, as GitHub makes it."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


# Pages written by hand, with generated parts.


def _find_homes() -> dict[type[BaseModel], str]:
    """Return for each shape the page that describes it: the first one that needs it."""
    homes: dict[type[BaseModel], str] = {}
    documents = [(f"{name}.md", model) for name, model in DOCUMENTS.items()]
    tables = [each for _, table in TABLES.values() for each in table]
    methods = [(f"methods/{each.kind}.md", each.shape) for each in tables]
    for page, model in (*documents, *methods):
        for each in _list_models(model):
            homes.setdefault(each, page)
    return homes


DOCUMENTS: dict[str, type[BaseModel]] = {
    "ruleset": ruleset.RulesetDocument,
    "project": project.ProjectDocument,
    "cases": project.CasesDocument,
}
_HOMES = _find_homes()


def _render_document(name: str) -> str:
    page = f"{name}.md"
    shapes = [each for each in _list_models(DOCUMENTS[name]) if _HOMES[each] == page]
    return "\n".join(_render_model(each, page) for each in shapes)


def _render_functions() -> str:
    for name in WORDS["functions"]:
        if name not in FUNCTIONS:
            raise SystemExit(f"scripts/reference.yaml: there is no function `{name}`")
    rows = (
        (
            f"`{name}`",
            str(least) if least == most else f"{least} to {most}",
            WORDS["functions"][name],
        )
        for name, (least, most, _) in FUNCTIONS.items()
    )
    return _table(["function", "arguments", "gives"], rows)


def _render_limits() -> str:
    rows = iter(
        [
            ("characters of a formula", str(MAX_LENGTH), "[SL252](codes/SL252.md)"),
            ("words and signs of a formula", str(MAX_TOKENS), "[SL252](codes/SL252.md)"),
            (
                "brackets, signs or conditions inside each other",
                str(MAX_NESTING),
                "[SL253](codes/SL253.md)",
            ),
            (
                "operations inside each other, those of the values it uses included",
                str(MAX_OPERATIONS),
                "[SL253](codes/SL253.md)",
            ),
            (
                "exponent of `**`, a whole number from 0",
                str(MAX_EXPONENT),
                "[SL263](codes/SL263.md)",
            ),
            ("degree of a root", str(MAX_DEGREE_OF_ROOT), "[SL285](codes/SL285.md)"),
            ("bits of a numerator or denominator", str(MAX_BITS), "[SL282](codes/SL282.md)"),
            ("bytes of a document", str(MAX_BYTES), "[SL002](codes/SL002.md)"),
            ("levels of a document", str(MAX_DEPTH), "[SL013](codes/SL013.md)"),
            ("values of a document", str(MAX_VALUES), "[SL014](codes/SL014.md)"),
            ("characters of one text", str(fields.MAX_TEXT), "[SL115](codes/SL115.md)"),
        ]
    )
    return _table(["what", "at most", "code"], rows)


def _render_refusals() -> str:
    rows = (
        (f"[{code}](codes/{code}.md)", _cell(each.en), _cell(each.zh))
        for code, each in sorted(expression_messages.TABLE.items())
    )
    return _table(["code", "message", "提示"], rows)


def _render_units() -> str:
    by_dimension: dict[Dimension, list[Unit]] = {}
    for unit in list_units():
        by_dimension.setdefault(unit.dimension, []).append(unit)
    parts = []
    for dimension, units in by_dimension.items():
        name = WORDS["dimensions"][str(dimension)]
        rows = (
            (
                each.name,
                _cell(each.english if each.english != each.name else ""),
                print_number(each.factor),
            )
            for each in units
        )
        parts.append(f"### {name}\n\n" + _table(["unit", "English", "size"], rows))
    return "\n".join(parts)


def _render_scales() -> str:
    rows = ((name, each.english, str(each.factor)) for name, each in SCALES.items())
    return _table(["word", "English", "times"], rows)


PARTS: dict[str, Callable[[], str]] = {
    "ruleset": lambda: _render_document("ruleset"),
    "project": lambda: _render_document("project"),
    "cases": lambda: _render_document("cases"),
    "functions": _render_functions,
    "limits": _render_limits,
    "refusals": _render_refusals,
    "units": _render_units,
    "scales": _render_scales,
}
_PART = re.compile(r"(<!-- generated: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def _fill_pages() -> Pages:
    """Return the pages written by hand with their generated parts filled in."""
    pages, used = {}, set()
    for path in sorted(REFERENCE.glob("*.md")):
        text = path.read_text("utf-8")
        names = [match[2] for match in _PART.finditer(text)]
        if names:
            used |= set(names)
            pages[path] = _PART.sub(lambda m: f"{m[1]}\n{PARTS[m[2]]()}\n{m[3]}", text)
    if used != set(PARTS):
        raise SystemExit(f"no page of docs/reference asks for {sorted(set(PARTS) - used)}")
    return pages


if __name__ == "__main__":
    main()
