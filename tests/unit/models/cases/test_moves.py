"""Which action is allowed when, and where it leads."""

import pytest

from models.cases.moves import ADDING, MOVES, NotAllowedError, check_closing, next_state
from warehouse.case_vocabulary import CASE_ACTIONS, CASE_STATES, CLOSINGS
from warehouse.vocabulary import OUTCOMES

PATH = [
    ("to_assign", "assign", False, "to_visit"),
    ("to_visit", "visit", False, "in_service"),
    ("in_service", "request", True, "in_service"),
    ("in_service", "watch", True, "watched"),
    ("watched", "resume", True, "in_service"),
    ("in_service", "close", True, "closed"),
    ("to_visit", "suspend", False, "suspended"),
    ("suspended", "resume", False, "to_visit"),
    ("suspended", "resume", True, "in_service"),
    ("to_visit", "send_back", False, "sent_back"),
    ("sent_back", "assign", False, "to_visit"),
    ("sent_back", "assign", True, "in_service"),
    ("in_service", "assign", True, "in_service"),
    ("watched", "warn", True, "watched"),
]


@pytest.mark.parametrize(("state", "action", "is_visited", "expected"), PATH)
def test_a_case_goes_its_way(state, action, is_visited, expected):
    assert next_state(action, state, is_visited=is_visited) == expected


@pytest.mark.parametrize("state", ["watched", "suspended"])
def test_a_level_that_rises_takes_a_case_up_again(state):
    assert next_state("warn", state, is_visited=True, level_rises=True) == "in_service"


@pytest.mark.parametrize(
    ("state", "action"),
    [
        ("closed", "visit"),
        ("closed", "close"),
        ("to_visit", "watch"),
        ("to_assign", "send_back"),
        ("in_service", "reopen"),
        ("closed", "warn"),
    ],
)
def test_what_is_not_allowed_is_refused_with_what_is(state, action):
    with pytest.raises(NotAllowedError, match="it is possible in "):
        next_state(action, state, is_visited=True)


def test_every_state_has_a_way_out_and_every_action_a_rule():
    assert set(MOVES) == set(CASE_ACTIONS.keys) - {"open"}
    assert set(ADDING) <= set(MOVES)
    for state in CASE_STATES.keys:
        assert any(
            move.leads_to not in ("", state) or action in ("assign", "reopen") for action, move in MOVES.items() if state in move.allowed
        )


@pytest.mark.parametrize("closing", CLOSINGS.keys)
def test_what_only_a_visit_can_find_needs_one(closing):
    assert CLOSINGS[closing].outcome in ("", *OUTCOMES.keys)
    check_closing(closing, is_visited=True)
    if CLOSINGS[closing].needs_visit:
        with pytest.raises(NotAllowedError, match="record the visit first"):
            check_closing(closing, is_visited=False)
    else:
        check_closing(closing, is_visited=False)


def test_an_unknown_reason_names_the_known():
    with pytest.raises(NotAllowedError, match="helped, solved"):
        check_closing("gone", is_visited=True)
