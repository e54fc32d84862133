"""An issue is dated with its as-of day, and is provisional while the month's scheduled day has not come."""

from datetime import date

import pytest

from pipelines.delivery.month_publisher import issue
from pipelines.settings import load_settings


@pytest.mark.parametrize(("as_of", "is_provisional"), [("2026-11-15", True), ("2026-11-16", False), ("2026-12-01", False)])
def test_an_issue_is_provisional_before_the_scheduled_day_of_its_month(as_of: str, is_provisional: bool) -> None:
    edition = issue(load_settings().district, date(2026, 10, 1), {"as_of": as_of, "is_demo": "False"}, "0" * 16, 1)
    assert (edition.as_of.isoformat(), edition.is_provisional) == (as_of, is_provisional)
