"""A trace: what every row gave and what came of it, with the ruleset, in one Parquet file.

Only what cannot be had otherwise is kept: the cells as they came, points and status of what is
scored itself, the total and the grade. Sums, formulas, substituted values and findings are made
again from these when somebody reads. Points are whole numbers, in units of the last of their
places, which costs half of what decimals do.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from scorelib._version import __version__
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.packing import pack_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.columns.floats import Floats
from scorelib.reading.tables.traces import (
    GIVEN,
    ROW,
    SCHEMA,
    choose_columns,
    describe_ruleset,
    unscale,
)
from scorelib.writing.batch.parts import join_parquet, write_parquet

__all__ = ["TraceWriter"]


@dataclass(frozen=True, slots=True)
class TraceWriter:
    """Writes the trace of a run. `given` are the columns that come in, `scored` those going out.

    `places` are those of numbers that are whole ones of their last place already.
    """

    plan: Plan
    given: Mapping[str, Any]
    scored: Mapping[str, Any]
    places: Mapping[str, int] = field(default_factory=dict)
    kept: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kept", choose_columns(self.plan, self.scored))

    @property
    def schema(self) -> dict[str, Any]:
        """The columns of the trace."""
        given = {f"{GIVEN}{name}": dtype for name, dtype in self.given.items()}
        return {ROW: pl.Int64(), **given} | {n: unscale(self.scored[n])[0] for n in self.kept}

    def write(
        self,
        numbers: pl.Series,
        given: pl.DataFrame,
        scored: pl.DataFrame,
        path: Path,
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Write rows that were scored; `numbers` are theirs, `metadata` makes a whole trace."""
        columns = [numbers.alias(ROW)]
        columns += [given[name].alias(f"{GIVEN}{name}") for name in self.given]
        columns += [_shrink(scored[name]) for name in self.kept]
        write_parquet(pl.DataFrame(columns), path, metadata)

    def join(
        self, parts: Sequence[Path], size: int, metadata: Mapping[str, str], path: Path
    ) -> None:
        """Write all parts as one trace."""
        join_parquet(parts, self.schema, size, metadata, path)

    def describe(
        self, ruleset: Ruleset, floats: Floats = "refuse", on: date | None = None
    ) -> dict[str, str]:
        """Return what a trace says of itself: the ruleset, and how its rows were read."""
        places = {
            name: scale
            for name in self.kept
            if (scale := unscale(self.scored[name])[1]) is not None
        }
        whole = {name.removesuffix(".points"): each for name, each in self.places.items()}
        places |= {name: each for name, each in whole.items() if name in self.kept}
        return {
            "scorelib.schema": SCHEMA,
            "scorelib.engine": __version__,
            **describe_ruleset(ruleset),
            "scorelib.packed": base64.b85encode(pack_ruleset(ruleset)).decode(),
            "scorelib.places": json.dumps(places, ensure_ascii=False),
            "scorelib.floats": floats,
            "scorelib.on": "" if on is None else on.isoformat(),
        }


def _shrink(series: pl.Series) -> pl.Series:
    """Return points as whole numbers; such as no 64 bits hold are left out."""
    if isinstance(series.dtype, pl.Decimal):
        return series.to_physical().cast(pl.Int64, strict=False)
    if isinstance(series.dtype, pl.List) and isinstance(series.dtype.inner, pl.Struct):
        return _shrink_list(series)
    return series


def _shrink_list(series: pl.Series) -> pl.Series:
    """Return the points of lists of indicators, in their order."""
    dtype, _ = unscale(series.dtype)
    points = series.list.eval(pl.element().struct.field("points").to_physical())
    return points.cast(dtype, strict=False)
