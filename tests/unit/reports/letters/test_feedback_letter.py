"""The letter with the feedback: how many rows of which kinds, what to do, and no enterprise by name or code."""

import pytest

from reports.letters.feedback_letter import Feedback, feedback_letter
from reports.letters.letter import LetterOptions
from tests.unit.reports.fixture_frames import edition

OPTIONS = LetterOptions(scope="source:供电企业", attached=("供电企业.xlsx",))
GIVEN = Feedback("供电企业", {"bad_value": 2, "bad_code": 5, "bad_received_on": 1, "bad_read_to_on": 3})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_counts_by_problem_and_says_what_to_do(language):
    letter = feedback_letter(GIVEN, edition(language=language), OPTIONS)
    assert "11" in letter.subject
    assert letter.scope == "source:供电企业"
    for text in (letter.text, letter.page):
        assert "供电企业.xlsx" in text
    lines = [line for line in letter.text.splitlines() if line.startswith("- ")]
    assert [line[-2:].strip("条 :：") for line in lines] == ["5", "4", "2"]


def test_the_subject_begins_with_what_it_is():
    assert feedback_letter(GIVEN, edition(), OPTIONS).subject.startswith("数据质量反馈单：供电企业待核实11条")


def test_what_waits_besides_is_counted():
    later = feedback_letter(Feedback("供电企业", {"bad_value": 2}, 40), edition(), OPTIONS)
    assert "另有40条" in later.text
    assert "另有" not in feedback_letter(GIVEN, edition(), OPTIONS).text
