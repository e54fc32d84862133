"""What was learned from a fictional district's earlier lists: shares and shares of too few, every reading of a comparison, visits."""

from datetime import date
from typing import Any

import polars as pl

from reports.frames import empty

AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)
PRECISION = (
    # month, level, kind, listed, judged, confirmed
    (AUGUST, None, None, 50, 40, 26),
    (SEPTEMBER, None, None, 48, 3, 2),
    (AUGUST, "red", None, 4, 4, 3),
    (AUGUST, "yellow", None, 46, 36, 23),
    (SEPTEMBER, "yellow", None, 48, 3, 2),
    (None, "red", None, 4, 4, 3),
    (None, "yellow", None, 94, 39, 25),
    (None, None, "operating", 90, 42, 27),
    (None, None, "relocation", 8, 1, 1),
    (None, None, None, 98, 43, 28),
)
CONTACTS = (
    # month, level, warnings, visited, median_days, is_few, due, in_time
    (AUGUST, None, 50, 44, 4.0, False, 50, 40),
    (SEPTEMBER, None, 20, 3, None, False, 4, 2),
    (None, "red", 4, 4, None, True, 4, 4),
    (None, "yellow", 66, 43, 6.0, False, 50, 38),
    (None, None, 70, 47, 5.0, False, 54, 42),
)
EFFECTS = (
    ("lot", "departed", 61, 55, 900, 90, 3, 0.016, 0.031, -0.015, -0.052, 0.061, "unclear"),
    ("lot", "in_trouble", 61, 55, 900, 90, 3, 0.213, 0.402, -0.189, -0.281, -0.071, "fewer"),
    ("cut", "departed", 40, 33, 38, 4, 12, None, None, None, None, None, "too_few"),
    ("cut", "in_trouble", 40, 33, 38, 4, 12, None, None, None, None, None, "too_few"),
)
RULES = {
    "confirm_months": 12, "effect_months": 6, "effect_window": 0.05, "effect_least": 60, "least_count": 5,
    "burden_days": 90, "burden_visits": 2, "miss_counted_months": 24,
}  # fmt: skip


def _promised(row: tuple[Any, ...]) -> tuple[float | None, int | None, int | None]:
    """What a month's list stated in advance; of anything else nothing."""
    if row[0] is None or row[1] is not None:
        return None, None, None
    return 0.3 * row[3], round(0.1 * row[3]), round(0.5 * row[3])


FIRST_EVIDENCE = [("together", 2, 3, 21, 20, 2.5), ("reported", 6, 0, 2, 7, 4.0), ("none", 1, 0, 3, 1, None)]


def learned_frames(codes: list[str]) -> dict[str, pl.DataFrame]:
    """Return the frames by name; the first of the `codes` was visited on three days, the next on two, others on one."""
    precision = [(*row, row[3] - row[4], row[5] / row[4] if row[4] >= 5 else None, *_promised(row)) for row in PRECISION]
    contacts = [(*row, row[7] / row[6] if row[6] >= 5 else None) for row in CONTACTS]
    burden = [(uscc, "坪山街道", "group", "服务1组", max(3 - place, 1), 1, place < 2, place < 1) for place, uscc in enumerate(codes[:5])]
    rows = {"precision": precision, "contacts": contacts, "effects": EFFECTS, "burden": burden, "first_evidence": FIRST_EVIDENCE}
    frames = {name: pl.DataFrame(found, schema=empty(name).schema, orient="row") for name, found in rows.items()}
    return frames | {"learning_rules": pl.DataFrame([RULES])}
