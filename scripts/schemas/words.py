"""What shapes, keys and kinds of value are called and for, in Chinese and English.

The English words are those of the reference pages (scripts/reference.yaml and the docstrings of
the models), the Chinese ones stand in words.zh.yaml beside this file, key by key the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel

from scorelib.compiler.methods import FORM_METHODS, GRADE_METHODS, METHODS, Page

__all__ = ["CHINESE", "ENGLISH", "describe_key", "describe_shape", "describe_value", "join"]

_HERE: Final = Path(__file__).resolve().parent
ENGLISH: Final[Mapping[str, Any]] = yaml.safe_load(
    (_HERE.parent / "reference.yaml").read_text("utf-8")
)
CHINESE: Final[Mapping[str, Any]] = yaml.safe_load((_HERE / "words.zh.yaml").read_text("utf-8"))

_PAGES: Final[Mapping[str, Page]] = {
    **{each.shape.__name__: each.page for each in METHODS},
    **{each.shape.__name__: each.page for each in FORM_METHODS},
    **{each.shape.__name__: each.page for each in GRADE_METHODS},
}
_LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_ELSEWHERE: Final = ("as in a project", "as in a [project](project.md#a-project)")


def join(zh: str, en: str) -> str:
    """Return words in both languages as editors show them: Chinese first."""
    return f"{zh}\n\n{en}"


def describe_shape(model: type[BaseModel]) -> dict[str, str]:
    """Return the title and the description of a shape."""
    name = model.__name__
    page = _PAGES.get(name)
    if page is not None:
        title, about = f"{page.title.zh} · {page.title.en}", join(page.what.zh, page.what.en)
        return {"title": title, "description": about}
    chinese, english = _shape(CHINESE, name), _shape(ENGLISH, name)
    en = english.get("title") or chinese["title_en"]
    return {
        "title": f"{chinese['title']} · {en}",
        "description": join(chinese["about"], _flatten(model.__doc__ or "")),
    }


def describe_key(model: type[BaseModel], key: str) -> dict[str, str]:
    """Return the description of one key of a shape."""
    name = model.__name__
    return {"description": join(_find(CHINESE, name, key), _find(ENGLISH, name, key))}


def describe_value(name: str) -> dict[str, Any]:
    """Return the description of a kind of value, with examples where they tell more."""
    words = CHINESE["values"][name]
    english = words.get("en") or _plain(ENGLISH["values"][name])
    found: dict[str, Any] = {"description": join(words["zh"], english)}
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
