"""A document for programs: tables as rows, days as text, what is not known as null."""

import json
from datetime import date

import polars as pl

from pipelines.commands.json_document import json_document


def test_tables_days_and_unknown_figures() -> None:
    rows = pl.DataFrame({"period": [date(2026, 10, 1), None], "value": [float("nan"), 1.5], "uscc": ["A", "甲"]})
    read = json.loads(json_document("impact", {"as_of": date(2026, 11, 16), "rows": rows, "risk": float("inf"), "own": {"is": True}}))
    assert read == {
        "kind": "earlywarn.impact",
        "version": 1,
        "as_of": "2026-11-16",
        "rows": [{"period": "2026-10-01", "value": None, "uscc": "A"}, {"period": None, "value": 1.5, "uscc": "甲"}],
        "risk": None,
        "own": {"is": True},
    }
