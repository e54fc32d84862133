"""Reading one file as it was sent, without a warehouse: for tests that generate many members of a kind."""

from datetime import date
from random import Random

import numpy as np

from pipelines.demo.fictional_codes import credit_codes
from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.reading import Opened, Reading, open_file, validate_files
from pipelines.ingest.settings import IngestDay, SourceSettings
from tests.unit.pipelines.ingest.deliveries import to_csv, to_parquet

TODAY = IngestDay(date(2026, 11, 20))
CODES = tuple(credit_codes(400, np.random.default_rng(3)))


def chance(seed: int) -> Random:
    """Return a source of chance that a test can be repeated with."""
    return Random(seed)  # noqa: S311


def read(rows: list[dict[str, object]], name: str = "f.csv") -> Reading:
    """Return the reading of rows sent as a file; every row is accounted for."""
    content = to_parquet(rows) if name.endswith(".parquet") else to_csv(rows).encode()
    opened = open_file(content, name, all_layouts())
    assert isinstance(opened, Opened), opened.reason
    (reading,) = validate_files([opened], TODAY, SourceSettings())
    assert reading.kept is not None
    assert reading.lines is not None
    assert reading.lines.data + reading.lines.left_out == len(rows)
    return reading


def kept(reading: Reading) -> dict[int, dict[str, object]]:
    """Return the kept rows by row number."""
    assert reading.kept is not None
    return {row["row_number"]: row for row in reading.kept.to_dicts()}


def refused(reading: Reading) -> dict[int, tuple[str, str]]:
    """Return rule and reason of the refused rows by row number."""
    return {row["row_number"]: (row["rule"], row["reason"]) for row in reading.refused.to_dicts()}
