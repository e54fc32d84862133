"""From warning to help and back: a case of the small district through the doors, its outcome in the warehouse and in the next bulletin."""

from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import polars as pl
import pytest

from pipelines.clock import now, today
from pipelines.commands import case as command
from pipelines.commands.doctor import doctor
from pipelines.commands.ingest import ingest
from pipelines.commands.run import RunOptions, run
from pipelines.data_dir import DataDir
from pipelines.delivery.edition_archive import Archive
from tests.district import FIRST, LAST, District, without_paper
from warehouse import names
from warehouse.errors import LedgerError
from warehouse.ops import cases as stored
from warehouse.ops.cases import CaseFilter, CaseRow, verify_events
from warehouse.ops.ops_db import open_ops
from warehouse.ops.outbox import FrozenMail, MailKey, open_outbox
from warehouse.store import Store

LETTER = "<2026-05.r1.letter@example.cn>"
# After the list of May came out, before June's figures were looked at.
VISITED, TOLD = "2026-06-24", date(2026, 6, 25)


@pytest.fixture(scope="module")
def home(district: District, tmp_path_factory: pytest.TempPathFactory) -> DataDir:
    own = district.copied(tmp_path_factory.mktemp("cases") / "home")
    own.subscribers.write_text("email,name,scope,editions,language\nli@example.cn,李四,district,bulletin,zh\n", encoding="utf-8")
    with open_outbox(own.ops, now) as outbox:
        outbox.freeze(MailKey("bulletin", f"{FIRST:%Y-%m}", 1, "li@example.cn", "district"), FrozenMail(LETTER, "subject", b""))
        outbox.settle(outbox.rows()[-1], "sent", "250")
    return own


@pytest.fixture
def told_in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "today", lambda: TOLD)


def of_may(home: DataDir) -> list[CaseRow]:
    with open_ops(home.ops) as connection:
        return [row for row in stored.select_cases(connection, CaseFilter()) if row["opened_month"] == f"{FIRST:%Y-%m}"]


def case_of(home: DataDir, number: int) -> CaseRow:
    with open_ops(home.ops) as connection:
        found = stored.case_row(connection, number)
    assert found is not None
    return found


def place_of(home: DataDir, uscc: str) -> int:
    listed = Archive(home.ops, home.briefings).candidates(FIRST).filter("is_listed").sort("rank")
    return listed["uscc"].to_list().index(uscc) + 1


def write_reply(home: DataDir, name: str, text: str, number: int) -> None:
    message = EmailMessage()
    headers = {
        "From": "li@example.cn",
        "Message-ID": f"<{number}@x>",
        "In-Reply-To": LETTER,
        "Date": f"{now():%a, %d %b %Y %H:%M:%S} +0800",
    }
    for header, value in headers.items():
        message[header] = value
    message.set_content(text)
    (home.inbox / name).write_bytes(message.as_bytes())


def facts(home: DataDir) -> Iterator[pl.DataFrame]:
    with Store(home.warehouse) as store:
        for name in (names.VISITS, names.OUTCOMES):
            yield store.as_of(name, today())


def test_a_warning_is_answered_through_each_door_and_read_back(home: DataDir, told_in_june: None) -> None:
    by_list, by_command, by_mail, by_nobody = of_may(home)[:4]
    command.record_change(home, str(by_command["id"]), "assign", {"lead": "第九工作组"}, "", command.Person("张三"))
    values = {"visited_on": VISITED, "finding": "误报", "visited_by": "第九工作组"}
    command.record_change(home, by_command["uscc"], "visit", values, "季节性", command.Person("张三"))
    command.record_change(home, str(by_command["id"]), "close", {"closing": "误报"}, "", command.Person("张三"))
    rows = f"统一社会信用代码,责任单位,走访时间,走访结论,处置结果\n{by_list['uscc']},第一工作组,{VISITED},情况属实,已解决\n"
    (home.inbox / "回填名单.csv").write_text(rows, encoding="utf-8")
    write_reply(home, "回复.eml", f"{place_of(home, by_mail['uscc'])} 走访 {VISITED} 情况属实 订单减少\n7000 误报\n", 1)
    ingest(home, None)
    ended = [(case_of(home, row["id"])["state"], case_of(home, row["id"])["closing"]) for row in (by_list, by_command, by_mail, by_nobody)]
    assert ended == [("closed", "solved"), ("closed", "false_alarm"), ("in_service", ""), (by_nobody["state"], "")]
    with Store(home.warehouse) as store:
        refused = store.read(names.QUARANTINE).filter(pl.col("file_name") == "回复.eml")
    assert refused["rule"].to_list() == ["reply_number_unknown"]
    # What the mail recorded goes out to the warehouse with the next ingest.
    ingest(home, None)
    visits, outcomes = facts(home)
    found = visits.filter(pl.col("visited_on") == date.fromisoformat(VISITED)).sort("visited_by")
    assert dict(found.select("uscc", "visited_by").iter_rows()) == {
        by_list["uscc"]: "第一工作组", by_command["uscc"]: "第九工作组", by_mail["uscc"]: "李四",
    }  # fmt: skip
    assert found.filter(pl.col("uscc") == by_command["uscc"])["known_on"].to_list() == [TOLD]
    own = outcomes.filter(pl.col("uscc") == by_command["uscc"])
    assert set(own["outcome"]) == {"false_alarm"}
    assert verify_events(home.ops).is_whole


@pytest.mark.no_cover
def test_the_next_bulletin_counts_what_was_known_by_its_day(home: DataDir) -> None:
    with without_paper():
        run(home, RunOptions(LAST))
    archive = Archive(home.ops, home.briefings)
    key = archive.current(LAST)
    assert key is not None
    followup = archive.frames(key)["followup"]
    visited = followup.filter(pl.col("visited_on") == date.fromisoformat(VISITED))
    assert sorted(visited["finding"]) == ["confirmed", "false_alarm"]


def test_the_warehouse_made_anew_has_the_same_facts(home: DataDir) -> None:
    ingest(home, None)
    before = list(facts(home))
    home.warehouse.unlink()
    # A file that is gone may be a loss; its owner says that it is none.
    with pytest.raises(LedgerError, match="is gone"):
        ingest(home, None)
    doctor(home, is_repair=True)
    ingest(home, None)
    assert [frame.drop("known_on").equals(again.drop("known_on")) for frame, again in zip(before, facts(home), strict=True)] == [True, True]
    count = len(stored_events(home))
    ingest(home, None)
    assert len(stored_events(home)) == count


def stored_events(home: DataDir) -> list[int]:
    with open_ops(home.ops) as connection:
        return [number for row in of_may(home) for number in (event["number"] for event in stored.events_of(connection, row["id"]))]


def test_a_hostile_workbook_is_reported_by_row_and_the_rest_is_taken(home: DataDir, tmp_path: Path) -> None:
    import xlsxwriter

    waiting = [row for row in of_may(home) if row["state"] in ("to_visit", "to_assign") and not row["visits"]][:3]
    one, two, three = (row["uscc"] for row in waiting)
    # Columns in another order and one too many, other sheets deleted, a changed code, an empty row, two groups that contradict each other.
    header = ["备注", "处置结果", "走访结论", "走访时间", "我加的列", "责任单位", "统一社会信用代码"]
    rows = [
        ["", "", "情况属实", "2026-06-26", "x", "甲组", three],
        ["", "已解决", "情况属实", "2026-06-26", "", "甲组", two[:-1] + ("0" if two[-1] != "0" else "1")],
        ["", "", "", "", "", "", ""],
        ["", "", "情况属实", "2026-06-26", "", "甲组", one],
        ["", "", "误报", "2026-06-26", "", "乙组", one],
        ["", "已迁出", "情况属实", "2026-06-27", "", "甲组", two],
    ]
    with xlsxwriter.Workbook(str(home.inbox / "名单_改过.xlsx")) as book:
        sheet = book.add_worksheet("任意名称")
        for place, row in enumerate([header, *rows]):
            sheet.write_row(place, 0, row)
    told: list[dict[str, object]] = []
    ingest(home, None, on_notice=lambda summary: told.append(dict(summary)))
    done = next(each["cases"] for each in told if "cases" in each)
    assert isinstance(done, dict)
    assert (done["visits"], done["closings"]) == (3, 1)
    ((file, row, text),) = done["remarks"]
    assert (file, row) == ("名单_改过.xlsx", 5)
    assert "误报" in text
    assert "情况属实" in text
    with Store(home.warehouse) as store:
        refused = store.read(names.QUARANTINE).filter(pl.col("file_name") == "名单_改过.xlsx")
    assert refused["row_number"].to_list() == [2]
    states = [case_of(home, row["id"])["state"] for row in waiting]
    assert states == ["in_service", "closed", "in_service"]
