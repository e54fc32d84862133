"""Leads to policies: what is refused and stores nothing, and what of them the warehouse is told as claims."""

from datetime import date, datetime

import pytest

from pipelines.cases.lead_recording import LeadEntry, claim_rows, record_lead
from pipelines.cases.recording import Actor
from pipelines.errors import UsageError
from tests.desk import make_home
from warehouse.ops.ops_db import open_ops
from warehouse.ops.record_events import records

AT, OFFICE = datetime(2026, 11, 18, 9), Actor("李某")


@pytest.fixture
def ops(tmp_path):
    return make_home(tmp_path / "home").ops


def enter(ops, state="told", on=date(2026, 11, 18), actor=OFFICE, at=AT, **more):
    return record_lead(ops, LeadEntry(1, "rent", "租金补贴", state, on, **more), actor, at)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"on": date(2026, 11, 19)}, "has not come"),
        ({"actor": Actor("钱某", "owner:别组")}, "no case 1"),
        ({"seen": 1}, "changed after you had looked"),
        ({"state": "sold"}, "cannot follow"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_stored(ops, change, problem):
    with pytest.raises(UsageError, match=problem):
        enter(ops, **change)
    with open_ops(ops) as connection:
        assert records(connection, "policy_leads") == []


def test_a_claim_keeps_its_day_and_only_what_was_claimed_is_one(ops):
    enter(ops)
    enter(ops, "applied", date(2026, 11, 12))
    done = enter(ops, "refused", clause="2", at=datetime(2026, 11, 25, 9), on=date(2026, 11, 25))
    assert (done["told_on"], done["claimed_on"], done["ended_on"]) == ("2026-11-18", "2026-11-12", "2026-11-25")
    with open_ops(ops) as connection:
        assert claim_rows(connection, date(2026, 11, 17)) == []
        assert claim_rows(connection, date(2026, 11, 30)) == [
            ("A" * 18, "rent", "2026-11-12", "", "", "2026-11-18"),
            ("A" * 18, "rent", "2026-11-12", "refused", "2", "2026-11-25"),
        ]


def test_who_declines_is_no_claimant(ops):
    enter(ops, "declined")
    with open_ops(ops) as connection:
        assert claim_rows(connection, date(2026, 12, 31)) == []
