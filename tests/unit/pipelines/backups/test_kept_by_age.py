"""Of each of the last days, weeks and months the newest backup stays."""

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipelines.backups.kept_by_age import kept_by_age, remove_backup, superseded_backups
from pipelines.backups.making import PREFIX, newest_backup
from pipelines.backups.settings import StorageSettings

RULE = StorageSettings(daily_count=7, weekly_count=5, monthly_count=12)


def nightly(last: date, nights: int) -> list[tuple[str, date]]:
    days = [last - timedelta(days=back) for back in reversed(range(nights))]
    return [(day.isoformat(), day) for day in days]


def test_two_years_of_nights_leave_days_weeks_and_months() -> None:
    kept = sorted(kept_by_age(nightly(date(2026, 11, 29), 730), RULE))
    days = [f"2026-11-{day}" for day in range(23, 30)]
    # Sundays are the last days of weeks; the running week's newest is the day itself.
    sundays = ["2026-11-22", "2026-11-15", "2026-11-08", "2026-11-01"]
    ends = ["2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30", "2026-05-31", "2026-04-30", "2026-03-31", "2026-02-28",
            "2026-01-31", "2025-12-31"]  # fmt: skip
    assert kept == sorted([*days, *sundays, *ends])


def test_a_pause_loses_nothing() -> None:
    """Days, weeks and months without a backup do not count, so that the old ones stay while nothing new comes."""
    old = nightly(date(2024, 3, 31), 60)
    assert kept_by_age([*old, ("new", date(2026, 11, 29))], RULE) >= {"2024-03-31", "2024-02-29", "new"}


@given(
    st.lists(st.dates(date(2020, 1, 1), date(2027, 1, 1)), min_size=1, max_size=60), st.integers(1, 5), st.integers(1, 5), st.integers(1, 5)
)
def test_the_newest_stays_and_never_more_than_the_rule_says(days: list[date], daily: int, weekly: int, monthly: int) -> None:
    made = [(str(number), day) for number, day in enumerate(sorted(days))]
    kept = kept_by_age(made, StorageSettings(daily_count=daily, weekly_count=weekly, monthly_count=monthly))
    assert str(len(made) - 1) in kept
    assert len(kept) <= daily + weekly + monthly


def test_what_is_no_backup_is_left_alone(tmp_path: Path) -> None:
    for day in ("2026-11-28", "2026-11-29"):
        for hour in (1, 2):
            folder = tmp_path / f"{PREFIX}{day}T0{hour}-00-00"
            folder.mkdir()
            (folder / "backup.json").write_text("{}")
    (tmp_path / f"{PREFIX}2020-01-01T00-00-00").mkdir()
    (tmp_path / "photos").mkdir()
    # Called otherwise by somebody, it would come after every moment.
    (tmp_path / f"{PREFIX}of-the-audit").mkdir()
    (tmp_path / f"{PREFIX}of-the-audit" / "backup.json").write_text("{}")
    assert newest_backup(tmp_path).name == f"{PREFIX}2026-11-29T02-00-00"
    gone = superseded_backups(tmp_path, RULE)
    assert [folder.name for folder in gone] == [f"{PREFIX}2026-11-28T01-00-00", f"{PREFIX}2026-11-29T01-00-00"]
    remove_backup(gone[0])
    assert not gone[0].exists()
    assert (tmp_path / "photos").exists()
