"""`earlywarn meeting` and `earlywarn brief` on an empty home: what is refused, what is entered."""

from datetime import datetime

import pytest
from click.testing import CliRunner

from pipelines.cli import cli
from pipelines.commands import meeting as command


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(command, "now", lambda: datetime(2026, 11, 20, 9))


def run(*words):
    return CliRunner().invoke(cli, list(words))


def test_an_item_is_put_decided_and_done_by_hand():
    put = run("meeting", "add", "园区限电", "--of", "供电企业", "--by", "区工信局")
    assert put.output.startswith("item 1 is put before the meeting")
    decided = run("meeting", "decide", "1", "--decision", "增容", "--by", "区专班", "--due", "2026-12-01")
    assert "to be done by 2026-12-01" in decided.output
    assert run("meeting", "done", "1", "--by", "区专班").output.startswith("item 1 is done")


@pytest.mark.parametrize(
    "words",
    [
        ("meeting", "decide", "1", "--decision", "增容", "--by", "区专班"),
        ("meeting", "done", "9", "--by", "区专班"),
        ("send", "--edition", "brief", "--month", "2026-10"),
        ("send", "--month", "2026-10", "--date", "2026-11-16"),
        ("brief", "--date", "soon"),
    ],
)
def test_what_cannot_be_meant_is_refused(words):
    assert run(*words).exit_code != 0
