"""What a command found as one JSON document for programs: the same figures as the lines, raw, with the units of the column names."""

import json
import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl


def json_document(kind: str, found: Mapping[str, Any]) -> str:
    """Return one document: `kind` and its version first, then what was found.

    Tables are lists of rows, days YYYY-MM-DD, figures that are not known null.
    """
    return json.dumps({"kind": f"earlywarn.{kind}", "version": 1, **_plain(found)}, ensure_ascii=False, indent=1)


def _plain(value: Any) -> Any:
    if isinstance(value, pl.DataFrame):
        return [_plain(row) for row in value.to_dicts()]
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    # JSON knows no infinity; a figure that is not finite is not known.
    return None if isinstance(value, float) and not math.isfinite(value) else value
