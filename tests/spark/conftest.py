"""One session of Spark for all tests here: two threads on this machine, nothing listens outside."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session whose tasks are tried four times; its Python is the one that runs the tests."""
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    paths = os.pathsep.join((str(ROOT), str(ROOT / "src")))
    said = {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", "PYTHONPATH": paths}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in said.items():
            patch.setenv(name, value)
        builder = SparkSession.builder.master("local[2,4]").appName("scorelib")
        for name, value in _SETTINGS.items():
            builder = builder.config(name, value)
        for name in ("spark.local.dir", "spark.sql.warehouse.dir"):
            builder = builder.config(name, str(folder / name))
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "4g",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
    "spark.sql.files.maxPartitionBytes": "16m",
}
