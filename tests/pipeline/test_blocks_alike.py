"""Whoever does the blocks of an installation's month, and in which order: every published file is the same to the byte."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import pipelines.districts.months as months
from pipelines.blocks import map_blocks
from pipelines.commands.demo import demo
from pipelines.commands.ingest import ingest
from pipelines.commands.run import RunOptions, run
from pipelines.data_dir import DataDir
from tests.faults.test_cluster import cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LAST = date(2026, 6, 1)


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> DataDir:
    """An installation of two small districts whose deliveries are taken in."""
    home = DataDir(tmp_path_factory.mktemp("blocks") / "home")
    demo(home, enterprises=24, months=16, last=LAST, seed=5, districts=2, is_tidy=True)
    ingest(home, None)
    return home


def published(home: DataDir) -> dict[str, str]:
    """Return a digest of every file that is out."""
    files = sorted(path for path in home.briefings.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(home.briefings)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@contextmanager
def processes(count: int) -> Iterator[None]:
    before = os.environ.get("EARLYWARN_PROCESSES")
    os.environ["EARLYWARN_PROCESSES"] = str(count)
    try:
        yield
    finally:
        os.environ.pop("EARLYWARN_PROCESSES") if before is None else os.environ.update(EARLYWARN_PROCESSES=before)


def ran(delivered: DataDir, target: Path) -> dict[str, str]:
    shutil.copytree(delivered.root, target, symlinks=True)
    home = DataDir(target)
    result = run(home, RunOptions(LAST))
    assert not result.unpublished
    return published(home)


def backwards(function: Callable[[object], object], blocks: Sequence[object]) -> Iterator[tuple[int, object]]:
    for place, result in map_blocks(function, list(reversed(blocks))):
        yield len(blocks) - 1 - place, result


def test_one_process_two_processes_in_another_order_and_a_cluster_publish_the_same_bytes(
    delivered: DataDir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="dask.distributed is not installed")
    with processes(1):
        alone = ran(delivered, tmp_path / "alone")
    assert sum(name.endswith("scores.parquet") for name in alone) == 2
    with processes(2):
        monkeypatch.setattr(months, "map_blocks", backwards)
        assert ran(delivered, tmp_path / "two") == alone
        monkeypatch.setattr(months, "map_blocks", map_blocks)
    with cluster(tmp_path) as (address, _):
        monkeypatch.setenv("EARLYWARN_SCHEDULER", address)
        assert ran(delivered, tmp_path / "cluster") == alone
