"""Appeals in a terminal."""

import pytest

from reports.appeal_lines import appeal_detail, appeal_list
from reports.words import appeals as texts
from reports.words.text import Words

ROW = {
    "id": 3, "uscc": "u", "name": "甲公司", "raised_on": "2026-11-18", "topic": "space", "detail": "扩产",
    "state": "dispatched",
    "rung": "office", "department": "规自局", "appeal_class": "simple", "due_on": "2026-11-25", "answered_on": "", "answer": "",
    "is_called_back": None,
    "is_helped": 0, "attached": 0, "case_id": None, "is_late": True,
}  # fmt: skip


def test_a_line_says_what_is_wanted_of_whom_by_when():
    assert appeal_list([ROW], Words()) == ["    3  2026-11-18  甲公司  空间；扩产；办理中；规自局承办；应于2026-11-25前答复；逾期未答复"]
    assert appeal_list([], Words()) == [Words().say(texts.NONE)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_shows_what_is_not_known_as_missing(language):
    event = {"at": "2026-11-18T09:00:00", "actor": "张三", "action": "open", "words": "扩产"}
    lines = appeal_detail(ROW, [event], Words(language))
    assert any(line.endswith("—") and Words(language).say(texts.CALLED_BACK) in line for line in lines)
    assert "张三" in lines[-1]
