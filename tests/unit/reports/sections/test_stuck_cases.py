"""A stuck case in words: facts, what is asked, of whom, in both languages."""

from datetime import date

import pytest

from reports.sections.stuck_cases import stuck_row
from reports.words import stuck as texts
from reports.words.text import Words
from warehouse.meeting_vocabulary import MEETING_CAUSES

ROW = {"since_on": date(2026, 10, 1), "days": 30, "count": 2, "asked_of": "第1组", "words": "园区限电"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("cause", MEETING_CAUSES.keys)
def test_every_cause_says_how_it_stands_and_what_is_wanted(cause, language):
    row = stuck_row({**ROW, "cause": cause}, Words(language))
    assert row["whom"] == "第1组"
    assert row["ask"]
    # What somebody put by hand has no facts but its own words.
    assert bool(row["facts"]) == (cause != "by_hand")
    assert cause != "by_hand" or row["ask"] == "园区限电"


def test_where_nobody_answers_for_a_case_the_office_is_asked():
    row = stuck_row({**ROW, "cause": "untreated", "asked_of": ""}, Words())
    assert row["whom"] == Words().say(texts.NOBODY)
    assert "30天未走访" in row["facts"]
