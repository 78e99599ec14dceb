"""Tables of Spark: scored part by part by the kernel that scores tables of one machine."""

from __future__ import annotations

from importlib.util import find_spec

from scorelib.ground.errors import NotFoundError

__all__: list[str] = []

for _package in ("polars", "pyarrow", "pyspark"):
    if find_spec(_package) is None:
        _words = {"module": "scorelib.spark", "package": _package, "extra": "spark"}
        raise ImportError(str(NotFoundError("SL995", **_words)), name=_package)
