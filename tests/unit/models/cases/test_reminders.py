"""Who is reminded of what; the days are counted in the calendar of 2026 by hand."""

from datetime import date, timedelta

import pytest

from models.cases.reminders import digest_of, reminder_of
from models.cases.settings import CaseSettings

SETTINGS = CaseSettings()
# Monday, 16 November 2026.
OPENED = date(2026, 11, 16)


def case(number=1, state="to_visit", due="2026-11-23", until="", opened=OPENED, level="orange"):
    return {"id": number, "state": state, "due_on": due, "until_on": until, "opened_on": opened.isoformat(), "level": level}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 19), ""),  # Thursday: three working days
        (date(2026, 11, 20), "due"),  # Friday: the fourth
        (date(2026, 11, 23), "due"),
        (date(2026, 11, 24), "overdue"),
        (OPENED + timedelta(days=20), "overdue"),
        (OPENED + timedelta(days=21), "last_chance"),
        (OPENED + timedelta(days=44), "last_chance"),
        (OPENED + timedelta(days=45), "untreated"),
    ],
)
def test_a_case_presses_more_from_week_to_week(day, expected):
    assert reminder_of(case(), day, SETTINGS) == expected


@pytest.mark.parametrize(("state", "until", "expected"), [
    ("in_service", "", ""), ("watched", "", ""), ("closed", "", ""), ("sent_back", "", "untreated"),
    ("suspended", "2027-02-01", ""), ("suspended", "2027-01-31", "reply_due"),
])  # fmt: skip
def test_what_rests_is_left_alone_until_its_day(state, until, expected):
    assert reminder_of(case(state=state, until=until), date(2027, 1, 31), SETTINGS) == expected


def test_a_letter_has_seven_cases_at_most_the_most_pressing_first():
    old = case(9, opened=date(2026, 9, 1), due="2026-09-08")
    cases = [*(case(number, due=f"2026-11-{30 - number}") for number in range(1, 9)), old]
    digest = digest_of(cases, date(2026, 11, 30), SETTINGS)
    assert [each.case["id"] for each in digest.items] == [9, 8, 7, 6, 5, 4, 3]
    assert digest.more == 2
    assert digest_of([], date(2026, 11, 30), SETTINGS).items == ()


def test_of_two_that_press_alike_the_graver_comes_first():
    digest = digest_of([case(1), case(2, level="red")], date(2026, 11, 23), SETTINGS)
    assert [each.case["id"] for each in digest.items] == [2, 1]
