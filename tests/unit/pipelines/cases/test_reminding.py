"""The weekly letter: to whom, about what, once a week, answerable by reply."""

import email
from datetime import date, datetime
from email import policy

import pytest

from pipelines.cases.opening import open_cases
from pipelines.cases.reminding import compose_digest, due_digests, week_of, write_digest_files
from pipelines.data_dir import DataDir
from pipelines.settings import load_settings
from tests.unit.pipelines.cases.test_recording import AT, MONTH, listed
from warehouse.ops.ops_db import open_ops

# Monday; every case of the list is four working days old.
DAY = date(2026, 11, 30)
SETTINGS = load_settings(None)


@pytest.fixture
def home(tmp_path):
    rows = [{"uscc": str(number), "name": f"第{number}公司", "owner": "第一工作组", "level": "orange"} for number in range(1, 10)]
    rows += [
        {"uscc": "x", "name": "别家公司", "owner": "第二工作组", "level": "red"},
        {"uscc": "y", "name": "无主公司", "owner": "", "level": "blue"},
    ]
    open_cases(tmp_path / "ops.db", listed(*rows), MONTH, AT.isoformat())
    (tmp_path / "subscribers.csv").write_text(
        "email,name,scope,editions,language\n"
        "one@x.invalid,李四,owner:第一工作组,digest,zh\n"
        "two@x.invalid,Wang,owner:第二工作组,digest,en\n"
        "all@x.invalid,王五,district,bulletin,zh\n"
    )
    return DataDir(tmp_path)


def test_everybody_gets_their_own_cases_and_seven_at_most(home):
    letters, remarks = due_digests(home, SETTINGS, DAY)
    assert [(letter.reader.email, len(letter.items), letter.more) for letter in letters] == [
        ("one@x.invalid", 7, 2),
        ("two@x.invalid", 1, 0),
    ]
    assert remarks == ("1 cases wait and nobody answers for them; assign them with `earlywarn case assign`",)


def test_who_is_away_is_stood_in_for(home):
    with open_ops(home.ops) as connection:
        connection.execute("insert into absences values ('第二工作组', '2026-11-30', '2026-12-04', '第一工作组')")
    (letter,), _ = due_digests(home, SETTINGS, DAY)
    assert [item.instead_of for item in letter.items if item.instead_of] == ["第二工作组"]
    assert len(due_digests(home, SETTINGS, date(2026, 12, 7))[0]) == 2


def test_nobody_is_reminded_before_the_fourth_working_day(home):
    assert due_digests(home, SETTINGS, date(2026, 11, 19)) == ([], ())


def test_a_letter_is_one_and_the_same_for_a_week(home):
    letters, _ = due_digests(home, SETTINGS, DAY)
    mails = [compose_digest(letters[0], SETTINGS, day, "a@x.invalid", datetime(2026, 11, 30, 8)) for day in (DAY, date(2026, 12, 4))]
    assert mails[0].message_id == mails[1].message_id
    assert week_of(date(2026, 12, 6)) == DAY.isoformat()
    assert week_of(date(2026, 12, 7)) == "2026-12-07"


def test_the_letter_numbers_cases_and_says_how_to_answer(home):
    lines = write_digest_files(home, SETTINGS, DAY)
    path = next(home.outbox.glob("digest-*/001-*.eml"))
    text = email.message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",)).get_content()
    assert "1. [橙] 第1公司（坪山街道）——已过办理时限，办理时限2026-11-23" in text
    assert "另有2件" in text
    assert "行首写企业前的序号" in text
    assert len(lines) == 3
