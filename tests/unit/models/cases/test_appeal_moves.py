"""Which way an appeal may go, who is above whom, and which appeals are one matter."""

from datetime import date

import pytest

from models.cases.appeal_moves import AppealNotAllowedError, is_late, next_step, possible_moves, rung_above, same_matter
from warehouse.appeal_vocabulary import APPEAL_RUNGS

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("action", "state", "expected"),
    [
        ("dispatch", "to_dispatch", "dispatched"),
        ("dispatch", "sent_back", "dispatched"),
        ("answer", "dispatched", "answered"),
        ("confirm", "answered", "answered"),
        ("close", "answered", "closed"),
        ("send_back", "answered", "sent_back"),
        ("attach", "closed", "closed"),
    ],
)
def test_an_appeal_goes_from_the_door_to_its_answer(action, state, expected):
    assert next_step(action, state) == expected


@pytest.mark.parametrize(
    ("action", "state"), [("close", "dispatched"), ("answer", "to_dispatch"), ("dispatch", "closed"), ("confirm", "closed")]
)
def test_a_step_is_not_left_out(action, state):
    with pytest.raises(AppealNotAllowedError, match="possible in"):
        next_step(action, state)


def test_nobody_is_above_the_highest():
    lowest, middle, highest = APPEAL_RUNGS.keys
    assert [rung_above(rung) for rung in (lowest, middle, highest)] == [middle, highest, highest]


@pytest.mark.parametrize(
    ("raised_on", "topic", "found"), [("2026-10-30", "space", 1), ("2026-10-29", "space", None), ("2026-11-19", "cost", None)]
)
def test_the_same_topic_within_three_weeks_is_one_matter(raised_on, topic, found):
    earlier = [{"id": 1, "topic": topic, "raised_on": raised_on}]
    match = same_matter(earlier, "space", DAY, 21)
    assert (match["id"] if match else None) == found


@pytest.mark.parametrize(
    ("due_on", "answered_on", "late"),
    [("2026-11-19", "", True), ("2026-11-20", "", False), ("2026-11-19", "2026-11-20", False), ("", "", False)],
)
def test_late_is_unanswered_after_its_day(due_on, answered_on, late):
    assert is_late({"raised_on": "2026-11-01", "due_on": due_on, "answered_on": answered_on}, DAY) is late


@pytest.mark.parametrize(("raised_on", "late"), [("2025-11-19", True), ("2025-11-20", False), ("2024-02-29", True)])
def test_without_a_day_late_is_open_for_more_than_a_year(raised_on, late):
    assert is_late({"raised_on": raised_on, "due_on": "", "answered_on": ""}, DAY) is late


@pytest.mark.parametrize(
    ("state", "is_confirmed", "expected"),
    [
        ("to_dispatch", False, ("dispatch",)),
        ("dispatched", False, ("answer", "dispatch")),
        ("answered", False, ("confirm", "send_back")),
        ("answered", True, ("close", "send_back", "confirm")),
        ("closed", True, ()),
    ],
)
def test_what_can_be_done_next(state, is_confirmed, expected):
    assert possible_moves(state, is_confirmed=is_confirmed) == expected
