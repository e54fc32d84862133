"""What a row of a returned list means for its case; expectations follow from what two people can both have seen."""

import pytest

from models.cases.returns import Meaning, closing_of, meaning_of, stated_finding


def row(finding="confirmed", outcome=None, day="2026-11-18", by="第一工作组"):
    return {"visited_on": day, "visited_by": by, "finding": finding, "outcome": outcome}


OPEN = {"state": "to_visit", "closing": ""}


@pytest.mark.parametrize(
    ("finding", "outcome", "expected"),
    [
        ("confirmed", None, "confirmed"),
        (None, "false_alarm", "false_alarm"),
        ("企业反映订单减少", "in_service", "other"),
        (None, "in_service", "not_stated"),
        (None, None, "not_stated"),
        (None, "relocated_out", "not_stated"),
    ],
)
def test_what_is_written_in_the_wrong_column_is_found_all_the_same(finding, outcome, expected):
    assert stated_finding(finding, outcome) == expected


@pytest.mark.parametrize(
    ("finding", "outcome", "closing"),
    [
        ("confirmed", None, ""),
        ("confirmed", "in_service", ""),
        ("confirmed", "solved", "solved"),
        ("confirmed", "recovered", "solved"),
        ("solved", None, "solved"),
        ("false_alarm", None, "false_alarm"),
        ("confirmed", "relocated_out", "moved_out"),
        ("confirmed", "closed", "closed_down"),
        ("normal", "left_register", ""),
    ],
)
def test_a_case_ends_where_the_row_says_so(finding, outcome, closing):
    assert closing_of(finding, outcome) == closing


def test_a_first_visit_is_taken_and_an_end_with_it():
    assert meaning_of(row(), OPEN, [], []) == Meaning(is_visit=True)
    assert meaning_of(row("false_alarm"), OPEN, [], []) == Meaning(is_visit=True, closing="false_alarm")


def test_what_another_door_recorded_of_the_same_day_is_one_visit():
    page = row(by="张三")
    assert meaning_of(row(), OPEN, [page], [{"action": "visit"}]) == Meaning()
    assert meaning_of(row("false_alarm"), OPEN, [page], []) == Meaning(against=page)


def test_a_visit_of_another_day_is_another_visit():
    assert meaning_of(row(day="2026-11-25"), OPEN, [row(by="张三")], [{"action": "visit"}]) == Meaning(is_visit=True)


def test_what_somebody_decided_since_the_list_went_out_is_not_undone():
    for action in ("close", "watch", "suspend", "send_back"):
        assert meaning_of(row(), OPEN, [], [{"action": action}]).against == {"action": action}
    assert meaning_of(row(), OPEN, [], [{"action": "assign"}]) == Meaning(is_visit=True)


def test_a_closed_case_is_contradicted_unless_both_end_it_alike():
    closed = {"state": "closed", "closing": "false_alarm"}
    assert meaning_of(row(), closed, [row("false_alarm", day="2026-11-17")], []).against == {"closing": "false_alarm"}
    assert meaning_of(row("false_alarm", day="2026-11-19"), closed, [], []) == Meaning()


@pytest.mark.parametrize("closing", ["false_alarm", "unharmed", "solved", "helped"])
def test_that_business_is_as_usual_later_on_agrees_with_a_good_end(closing):
    case = {"state": "closed", "closing": closing}
    assert meaning_of(row("normal"), case, [], []) == Meaning()
    assert meaning_of(row("normal"), {**case, "closing": "moved_out"}, [], []).against is not None
    assert meaning_of(row("confirmed"), case, [], []).against is not None


def test_one_group_cannot_call_off_what_another_confirmed():
    other = row(by="第二工作组", day="2026-11-17")
    assert meaning_of(row("false_alarm"), OPEN, [other], []) == Meaning(is_visit=True, against=other)
    own = row(day="2026-11-17")
    assert meaning_of(row("false_alarm"), OPEN, [own], []) == Meaning(is_visit=True, closing="false_alarm")
    assert meaning_of(row("confirmed", "solved"), OPEN, [other], []) == Meaning(is_visit=True, closing="solved")


def test_a_finding_may_follow_the_day():
    assert meaning_of(row("false_alarm"), OPEN, [row("not_stated")], []) == Meaning(closing="false_alarm", is_completed=True)
    assert meaning_of(row("not_stated"), OPEN, [row()], []) == Meaning()


def test_who_looked_later_and_saw_something_else_keeps_a_case_open():
    later = row(day="2026-11-20")
    assert meaning_of(row("solved"), OPEN, [later], []) == Meaning(is_visit=True, against=later)
    assert meaning_of(row("solved", day="2026-11-25"), OPEN, [later], []) == Meaning(is_visit=True, closing="solved")
    assert meaning_of(row("false_alarm"), OPEN, [row("false_alarm", by="张三")], [{"action": "visit"}]) == Meaning(closing="false_alarm")
