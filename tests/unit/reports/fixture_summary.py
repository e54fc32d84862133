"""A small installation for the summary's pages: two districts that are out, one that is held, one that failed, two departures."""

from datetime import date
from typing import Any

import polars as pl

from models.district.district_moves import MOVE_SCHEMA
from models.district.summary import DISTRICT_SCHEMA, most_changed, totals_of
from reports.edition import Edition
from reports.summary_frames import SummaryFrames

MONTH = date(2026, 10, 1)
EDITION = Edition(
    month=MONTH, as_of=date(2026, 11, 16), issued_on=date(2026, 11, 16), issue_number=10, issue_total=34, district="深圳市", issuer="专班",
    content_id="abc", district_en="Shenzhen",
)  # fmt: skip


def district(folder: str, **more: Any) -> dict[str, Any]:
    """A district that is out, with small figures of its own."""
    own = {
        "folder": folder, "name": folder, "status": "published", "is_out": True, "revision": 1, "content_id": f"id-{folder}",
        "as_of": date(2026, 11, 16), "last_published": MONTH, "registered_count": 50, "monitored_count": 40, "judged_count": 38,
        "listed_count": 10, "candidates_count": 14, "red_count": 1, "orange_count": 2, "yellow_count": 3, "blue_count": 4,
        "red_candidates_count": 1, "orange_candidates_count": 2, "yellow_candidates_count": 5, "blue_candidates_count": 6,
        "severe_count": 3, "severe_change": 1, "candidates_change": 2, "entered_count": 4, "is_down": False, "gap_share": 0.012,
        "output_value_yoy_share": 0.075, "output_value_compared_count": 36, "output_value_is_moved_by_one": True,
        "output_value_yoy_without_largest_share": -0.036, "top_street": "东街", "top_street_count": 3, "top_streets_count": 1,
        "answer_listed_count": 9, "answer_visited_count": 7, "answer_overdue_count": 2, "answer_confirmed_count": 5,
        "answer_false_alarm_count": 1,
    }  # fmt: skip
    return {**dict.fromkeys(DISTRICT_SCHEMA), **own, **more}


def missing(folder: str, **more: Any) -> dict[str, Any]:
    """A district that is not out."""
    own = {"folder": folder, "name": folder, "status": "held", "cause": "check_failed", "is_out": False}
    own["last_published"] = date(2026, 9, 1)
    return {**dict.fromkeys(DISTRICT_SCHEMA), **own, **more}


def move(uscc: str, **more: Any) -> dict[str, Any]:
    """A departure."""
    own = {"uscc": uscc, "name": f"企业{uscc}", "from_folder": "甲区", "kind": "unknown", "occurred_on": date(2026, 5, 1)}
    return {**dict.fromkeys(MOVE_SCHEMA), **own, **more}


def summary_frames(*rows: dict[str, Any], moves: tuple[dict[str, Any], ...] = (), **more: Any) -> SummaryFrames:
    """Frames of given districts and departures."""
    given = pl.DataFrame(list(rows), schema=DISTRICT_SCHEMA)
    departures = pl.DataFrame(list(moves), schema=MOVE_SCHEMA)
    return SummaryFrames(given, departures, totals_of(given), tuple(most_changed(given, 20)), **more)


def installation() -> SummaryFrames:
    """The installation of the module's first line."""
    return summary_frames(
        district("甲区"),
        district("乙 区", is_down=True, gap_share=-0.11, since=date(2026, 8, 1), severe_change=-3),
        missing("丙区", reason="用电数据到达率不足"),
        missing("丁区", status="failed", cause="fault", reason="the check 来源到报率 failed: see /srv/logs", last_published=None),
        moves=(
            move("A", to_folder="乙 区", kind="arrived", output_cny_10k=900.0),
            move("B", destination="东莞", kind="outside", output_cny_10k=5000.0),
        ),
        earlier=date(2026, 9, 1),
    )
