"""Frames of departures that lists had not named in time, one of each cause, for the fixture's district."""

from datetime import date
from typing import Any

import polars as pl

from tests.unit.reports.fixture_frames import code
from warehouse.miss_vocabulary import MISS_CAUSES

MONTH = date(2026, 10, 1)
NEAREST = date(2026, 8, 1)
FIRST = 900


def missed_frames(street: str = "东街道") -> dict[str, pl.DataFrame]:
    """Return the frames about misses: one enterprise a cause, each with months, evidence, figures and records."""
    rows = [_row(place, cause, street) for place, cause in enumerate(MISS_CAUSES.keys)]
    codes = [row["uscc"] for row in rows]
    return {
        "misses": pl.DataFrame(rows, infer_schema_length=None),
        "miss_months": pl.DataFrame([_month(one, month) for one in codes for month in (6, 7, 8)]),
        "miss_contributions": pl.DataFrame(
            [
                {"uscc": one, "feature": feature, "feature_value": 1.0, "contribution_log_odds": size}
                for one in codes
                for feature, size in (("kinds_moving", 0.9), ("decline_evidence", -0.3))
            ]
        ),
        "miss_figures": pl.DataFrame(
            [_figure(one, indicator) for one in codes for indicator in ("electricity", "tax")], infer_schema_length=None
        ),
        "miss_records": pl.DataFrame([_record(one, *record) for one in codes for record in RECORDS]),
        "miss_counts": pl.DataFrame({"cause": list(MISS_CAUSES.keys), "count": list(range(8, 0, -1))}),
        "miss_rules": pl.DataFrame([{"lists_count": 3, "counted_months": 24}]),
    }


RECORDS = (("signal", "lease_ending"), ("appeal", "space"), ("visit", "confirmed"))


def _row(place: int, cause: str, street: str) -> dict[str, Any]:
    is_judged = cause not in {"not_in_register", "out_of_scope"}
    late = {"late_record": "signal", "late_kind": "lease_ending", "late_happened_on": date(2026, 8, 3), "late_known_on": date(2026, 9, 20)}
    nearest = {
        "risk": "relocation", "nearest_month": NEAREST, "combined_risk": 0.1, "cut_risk": 0.3, "places_needed": 71, "places_count": 60,
        "lacking_log_odds": 1.35, "is_candidate": cause == "below_cut", "is_at_cut": False, "strongest_feature": "kinds_moving",
        "strongest_log_odds": 0.9, "needed_log_odds": 2.25, "against_feature": "decline_evidence", "against_log_odds": -0.3,
    }  # fmt: skip
    return {
        "uscc": code(FIRST + place), "name": f"示例{place}有限公司", "street": street, "tier": "group", "owner": "企业服务组",
        "month": MONTH, "district": "示例区", "outcome": "relocated_out", "occurred_on": date(2026, 9, 10),
        "known_on": date(2026, 10, 12), "cause": cause, "lists_count": 3, "listed_count": int(cause == "listed_late"),
        **(nearest if is_judged else dict.fromkeys(nearest)),
        **(late if cause == "late_evidence" else dict.fromkeys(late)),
    }  # fmt: skip


def _month(uscc: str, month: int) -> dict[str, Any]:
    return {
        "month": MONTH, "uscc": uscc, "list_month": date(2026, month, 1), "listed_on": date(2026, month + 1, 16), "operating_risk": 0.05,
        "relocation_risk": 0.1, "combined_risk": 0.1, "risk_rank": 71, "judged_count": 1033, "is_candidate": month == 8, "is_listed": False,
        "out_of_scope": None,
    }  # fmt: skip


def _figure(uscc: str, indicator: str) -> dict[str, Any]:
    is_here = indicator == "electricity"
    return {
        "uscc": uscc, "indicator": indicator, "period": NEAREST, "value": 43210.0 if is_here else None, "expected": 86420.0,
        "ratio_share": 0.5 if is_here else None, "silent_months": 0 if is_here else 2, "known_on": date(2026, 9, 4) if is_here else None,
    }  # fmt: skip


def _record(uscc: str, record: str, kind: str) -> dict[str, Any]:
    return {"uscc": uscc, "record": record, "kind": kind, "happened_on": date(2026, 5, 5), "known_on": date(2026, 5, 9)}
