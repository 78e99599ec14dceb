"""Tables of projects: columns read, the plan computed in integers, results as columns."""

from __future__ import annotations

from importlib.util import find_spec

from scorelib.ground.errors import NotFoundError

__all__: list[str] = []

if find_spec("polars") is None:
    _words = {"module": "scorelib.columns", "package": "polars", "extra": "table"}
    raise ModuleNotFoundError(str(NotFoundError("SL995", **_words)), name="polars")
