"""How a case stands on a day, and what may be done with it."""

from datetime import date

import pytest

from models.cases.moves import MOVES
from models.cases.settings import CaseSettings
from models.cases.standing import OFFERED, is_late_request, possible_actions, possible_closings, standing_of
from warehouse.case_vocabulary import CASE_STATES, CLOSINGS

OPENED, DUE = date(2026, 11, 16), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("state", "today", "until", "standing"),
    [
        ("to_visit", DUE, None, ""),
        ("to_visit", date(2026, 11, 24), None, "overdue"),
        ("to_assign", date(2026, 11, 24), None, "overdue"),
        ("sent_back", date(2026, 11, 24), None, "overdue"),
        # Forty-five days after it was opened nobody calls it merely late.
        ("to_visit", date(2026, 12, 30), None, "overdue"),
        ("to_visit", date(2026, 12, 31), None, "untreated"),
        # A visit has kept the day.
        ("in_service", date(2027, 3, 1), None, ""),
        ("watched", date(2027, 3, 1), None, ""),
        ("closed", date(2027, 3, 1), None, ""),
        ("suspended", date(2026, 12, 1), date(2026, 12, 2), ""),
        ("suspended", date(2026, 12, 2), date(2026, 12, 2), "reply_due"),
    ],
)
def test_how_a_case_stands(state, today, until, standing):
    assert standing_of(state, (OPENED, DUE, until), today, CaseSettings()) == standing


def test_what_is_offered_is_what_people_may_do():
    assert set(OFFERED) == set(MOVES) - {"warn"}
    for state in CASE_STATES.keys:
        allowed = {action for action, move in MOVES.items() if state in move.allowed} - {"warn"}
        assert set(possible_actions(state, has_open_request=True)) == allowed
        assert set(possible_actions(state)) == allowed - {"receive", "answer"}
    assert possible_actions("to_assign")[0] == "assign"
    assert possible_actions("to_visit")[0] == "visit"
    assert possible_actions("closed") == ("note", "reopen", "judge")


def test_what_only_a_visit_knows_is_no_reason_without_one():
    assert possible_closings(is_visited=True) == CLOSINGS.keys
    assert possible_closings(is_visited=False) == ("declined", "unreachable", "moved_out", "moved_within", "closed_down")


@pytest.mark.parametrize(
    ("received", "answered", "day", "late"),
    [(False, False, 17, False), (False, False, 18, True), (True, False, 18, False), (True, False, 24, True), (True, True, 30, False)],
)
def test_a_request_is_late_by_receipt_or_answer(received, answered, day, late):
    assert is_late_request(date(2026, 11, 17), date(2026, 11, 23), received, answered, date(2026, 11, day)) is late
