"""The policies of a case in words: what may fit, what came of telling it, and what a catalogue dropped."""

from datetime import date, datetime

import pytest

from pipelines.cases.lead_recording import LeadEntry, record_lead
from pipelines.cases.recording import Actor
from pipelines.desk.calls import Call
from pipelines.desk.lead_rows import policy_rows
from reports.words import policy_pages as texts
from tests.desk import Browser, make_home
from warehouse.ops.cases import case_row
from warehouse.ops.ops_db import open_ops

AT = datetime(2026, 11, 18, 9)


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


def rows(home):
    with open_ops(home.ops) as connection:
        call = Call(Browser(home).desk, connection, "GET", "/cases/1", AT)
        return policy_rows(call, case_row(connection, 1))


def test_without_matches_and_leads_there_is_nothing(home):
    assert rows(home) == []


def test_what_was_recorded_stays_when_the_catalogue_drops_the_policy(home):
    record_lead(home.ops, LeadEntry(1, "rent", "租金补贴", "refused", date(2026, 11, 17), clause="3"), Actor("李某"), AT)
    (row,) = rows(home)
    assert (row["policy"], row["title"], row["result"]) == ("rent", "租金补贴", "")
    assert row["lead_words"] == texts.STANDS_REFUSED.zh.format(state="未通过", day="2026-11-17", clause="3")
