"""What shapes, keys and kinds of value are called and for, in Chinese and English.

The English words are those of the reference pages (scripts/reference.yaml and the docstrings of
the models), the Chinese ones stand in words.zh.yaml beside this file, key by key the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

import yaml
from pydantic import BaseModel

from scorelib.compiler.methods import FORM_METHODS, GRADE_METHODS, METHODS, Page
from scorelib.ground.messages.labels import label

__all__ = [
    "CHINESE",
    "CHOICES",
    "ENGLISH",
    "describe_choices",
    "describe_key",
    "describe_shape",
    "describe_value",
    "find_snippet",
    "join",
    "mark_up",
]

_HERE: Final = Path(__file__).resolve().parent
ENGLISH: Final[Mapping[str, Any]] = yaml.safe_load(
    (_HERE.parent / "reference.yaml").read_text("utf-8")
)
CHINESE: Final[Mapping[str, Any]] = yaml.safe_load((_HERE / "words.zh.yaml").read_text("utf-8"))
CHOICES: Final[Mapping[str, Any]] = yaml.safe_load((_HERE / "choices.yaml").read_text("utf-8"))


def _title(page: Page) -> str:
    return f"{page.title.zh} · {page.title.en}"


_PAGES: Final[Mapping[str, Page]] = {
    **{each.shape.__name__: each.page for each in METHODS},
    **{each.shape.__name__: each.page for each in FORM_METHODS},
    **{each.shape.__name__: each.page for each in GRADE_METHODS},
}
_KINDS: Final[Mapping[str, str]] = {
    **{each.kind: _title(each.page) for each in GRADE_METHODS},
    **{each.kind: _title(each.page) for each in FORM_METHODS},
    **{each.kind: _title(each.page) for each in METHODS},
}
_LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_ELSEWHERE: Final = ("as in a project", "as in a [project](project.md#a-project)")


def join(zh: str, en: str) -> str:
    """Return words in both languages as editors show them: Chinese first."""
    return f"{zh}\n\n{en}"


def mark_up(text: str) -> dict[str, str]:
    """Return a description, and for editors the same with its code set as code."""
    found = {"description": text}
    return {**found, "markdownDescription": text} if "`" in text else found


def describe_choices(shape: str, key: str, words: Sequence[Any]) -> list[str]:
    """Return what each fixed word means that may be written under a key."""
    if key == "mode":
        return [f"{label(word, 'zh')} · {label(word, 'en')}" for word in words]
    if all(word in _KINDS for word in words):
        return [_KINDS[word] for word in words]
    known = CHOICES.get(f"{shape}.{key}") or CHOICES.get(key, {})
    if absent := [word for word in words if word not in known]:
        raise SystemExit(f"scripts/schemas/choices.yaml: say what {absent} mean in `{shape}.{key}`")
    return [" · ".join(known[word]) for word in words]


def describe_shape(model: type[BaseModel]) -> dict[str, str]:
    """Return the title and the description of a shape."""
    name = model.__name__
    page = _PAGES.get(name)
    if page is not None:
        title, about = _title(page), join(page.what.zh, page.what.en)
        return {"title": title, **mark_up(about)}
    chinese, english = _shape(CHINESE, name), _shape(ENGLISH, name)
    en = english.get("title") or chinese["title_en"]
    return {
        "title": f"{chinese['title']} · {en}",
        **mark_up(join(chinese["about"], _flatten(model.__doc__ or ""))),
    }


def find_snippet(model: type[BaseModel]) -> dict[str, Any]:
    """Return what editors put in for a method: the example of its page, to be filled in."""
    page = _PAGES.get(model.__name__)
    kinds = get_args(get_type_hints(model).get("kind"))
    if page is None or not kinds:
        return {}
    parts = (yaml.safe_load(part) for part in re.split(r"\n\s*\n", page.example))
    body = next(
        (each for part in parts for each in _list_mappings(part) if each.get("kind") in kinds), None
    )
    if body is None:
        return {}
    words = {"label": f"{kinds[0]} …", "description": _title(page)}
    return {"defaultSnippets": [{**words, "body": body}]}


def _list_mappings(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for each in inner:
        yield from _list_mappings(each)


def describe_key(model: type[BaseModel], key: str) -> dict[str, str]:
    """Return the description of one key of a shape."""
    name = model.__name__
    return mark_up(join(_find(CHINESE, name, key), _find(ENGLISH, name, key)))


def describe_value(name: str) -> dict[str, Any]:
    """Return the description of a kind of value, with examples where they tell more."""
    words = CHINESE["values"][name]
    english = words.get("en") or _plain(ENGLISH["values"][name])
    found: dict[str, Any] = {**mark_up(join(words["zh"], english))}
    return {**found, "examples": words["examples"]} if "examples" in words else found


def _shape(words: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = words["shapes"].get(name, {})
    return found


def _find(words: Mapping[str, Any], shape: str, key: str) -> str:
    """Return what a key of a shape is for, or what it is for wherever it stands."""
    own = _shape(words, shape).get("keys", {})
    same = CHINESE["shapes"].get(shape, {}).get("same")
    found = own.get(key)
    if found in _ELSEWHERE or (found is None and same):
        found = _shape(words, same or "ProjectDocument").get("keys", {}).get(key)
    if isinstance(found, list):
        found = found[words is ENGLISH]
    if found is None and words is ENGLISH:
        both = _shape(CHINESE, shape).get("keys", {}).get(key)
        found = both[1] if isinstance(both, list) else None
    found = words["keys"].get(key) if found is None else found
    if found is None:
        raise SystemExit(f"scripts/schemas/words.zh.yaml: say what `{shape}.{key}` is for")
    return _plain(str(found))


def _plain(text: str) -> str:
    """Return a text of the reference without its links, which lead nowhere from a schema."""
    return _LINK.sub(r"\1", " ".join(text.split()))


def _flatten(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()))
