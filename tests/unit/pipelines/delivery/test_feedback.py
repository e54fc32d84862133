"""What an department delivered wrongly goes back to it alone, comes back corrected, and is asked for no more."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import openpyxl
import pytest

from pipelines.clock import now
from pipelines.commands.quarantine import Decision, plan
from pipelines.config.environment import SmtpSettings
from pipelines.data_dir import DataDir
from pipelines.delivery import feedback
from pipelines.delivery.feedback import latest_feedback, release_held_feedback, send_feedback, write_feedback, write_feedback_files
from pipelines.errors import MailNotDeliveredError, SettingsError, UsageError
from pipelines.month.quarantine_items import quarantine_items
from pipelines.settings import MailSettings, Settings, load_settings
from tests.unit.pipelines.delivery.relay_server import Relay
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, Inbox
from warehouse import names

DELIVERED, RETURNED = date(2026, 11, 5), date(2026, 11, 9)
GRID, SOCIAL = "供电企业", "社会保险部门"
BILLS = "户号,结算年月,当月合计电量\n0316001935,202610,1200\n0316001936,202610,十二\n"
PEOPLE = f"统一社会信用代码,费款所属期,参保人数\n{CODE},202610,x\n{OTHER_CODE[:-1]}A,202610,30\n"
READERS = "email,name,scope,editions\ngrid@x.cn,甲,source:供电企业,feedback\npeople@x.cn,乙,source:社会保险部门,feedback\n"


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    home = DataDir(tmp_path / "home")
    home.root.mkdir()
    home.subscribers.write_text(READERS, encoding="utf-8")
    return home


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    inbox = Inbox(tmp_path)
    inbox.put("grid/电费账单_2026年10月.csv", BILLS)
    inbox.put("si/参保人数_2026年10月.csv", PEOPLE)
    return inbox


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Relay]:
    server = Relay(tmp_path, is_secure=False)
    server.start()
    yield server
    server.stop()


def settings() -> Settings:
    return load_settings()


IMPATIENT = replace(load_settings(), mail=MailSettings(retry_seconds=()))


def take_in(inbox: Inbox, home: DataDir, day: date) -> Path:
    inbox.ingest(day)
    return write_feedback(home, inbox.store, settings(), day)


def sheet_rows(path: Path) -> list[dict[str, object]]:
    page = openpyxl.load_workbook(path).active
    assert page is not None
    head = [cell.value for cell in page[3]]
    return [dict(zip(head, (cell.value for cell in row), strict=True)) for row in page.iter_rows(min_row=4)]


def filled_in(path: Path, **by_heading: object) -> bytes:
    """Return the sheet with cells of its first row filled in."""
    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    head = [cell.value for cell in page[3]]
    for heading, value in by_heading.items():
        cell = page.cell(4, head.index(heading) + 1)
        assert not cell.protection.locked, heading
        cell.value = value  # type: ignore[assignment]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_every_office_has_a_sheet_of_its_own_rows_alone(inbox: Inbox, home: DataDir) -> None:
    folder = take_in(inbox, home, DELIVERED)
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", f"{GRID}.xlsx", f"{SOCIAL}.xlsx"]
    (bill,) = sheet_rows(folder / f"{GRID}.xlsx")
    assert (bill["文件"], bill["行号"], bill["户号"], bill["所属期"], bill["原值"]) == (
        "grid/电费账单_2026年10月.csv", 2, "0316001936", "2026-10", "十二",
    )  # fmt: skip
    assert CODE not in (folder / f"{GRID}.xlsx").read_bytes().decode("latin-1")
    people = sheet_rows(folder / f"{SOCIAL}.xlsx")
    assert [row["统一社会信用代码"] for row in people] == [CODE, f"{OTHER_CODE[:-1]}A"]
    assert all(row["要求"] and row["如何处理"] and row["问题"] for row in people)


def test_a_corrected_bill_becomes_a_figure_of_the_day_it_came_back(inbox: Inbox, home: DataDir) -> None:
    folder = take_in(inbox, home, DELIVERED)
    inbox.put("grid/返回/反馈单.xlsx", filled_in(folder / f"{GRID}.xlsx", 更正值=1250, 更正说明="录入错误"))
    again = take_in(inbox, home, RETURNED)
    bill = inbox.store.read(names.BILLS, account="0316001936").to_dicts()
    assert [(row["value"], row["period"], row["known_on"], row["indicator"]) for row in bill] == [
        (1250.0, date(2026, 10, 1), RETURNED, "electricity")
    ]
    assert sorted(path.name for path in again.iterdir()) == ["manifest.json", f"{SOCIAL}.xlsx"]


def test_a_wrong_code_is_mended_in_its_cell_and_rows_left_alone_are_left_out(inbox: Inbox, home: DataDir) -> None:
    inbox.put("si/参保人数_2026年10月.csv", PEOPLE.replace(f"{CODE},202610,x\n", ""))
    folder = take_in(inbox, home, DELIVERED)
    inbox.put("返回.xlsx", filled_in(folder / f"{SOCIAL}.xlsx", 统一社会信用代码=OTHER_CODE, 更正值=30))
    inbox.put("未填写.xlsx", (folder / f"{GRID}.xlsx").read_bytes())
    again = take_in(inbox, home, RETURNED)
    assert inbox.store.read(names.OBSERVATIONS).select("uscc", "indicator", "value", "basis").rows() == [
        (OTHER_CODE, "employment", 30.0, "month")
    ]
    assert sorted(path.name for path in again.iterdir()) == ["manifest.json", f"{GRID}.xlsx"]


def test_a_row_delivered_again_is_asked_for_no_more(inbox: Inbox, home: DataDir) -> None:
    take_in(inbox, home, DELIVERED)
    inbox.put("grid/补报.csv", "户号,结算年月,当月合计电量\n0316001936,202610,1250\n")
    inbox.put("si/补报.csv", f"统一社会信用代码,费款所属期,参保人数\n{CODE},202610,12\n")
    again = take_in(inbox, home, RETURNED)
    assert latest_feedback(home).departments.keys() == {SOCIAL}
    assert [row["统一社会信用代码"] for row in sheet_rows(again / f"{SOCIAL}.xlsx")] == [f"{OTHER_CODE[:-1]}A"]


def test_what_a_person_settled_is_asked_for_no_more(inbox: Inbox, home: DataDir) -> None:
    take_in(inbox, home, DELIVERED)
    items = quarantine_items(inbox.store, settings(), DELIVERED).filter(file_name="si/参保人数_2026年10月.csv")
    decision = Decision("reject", "王五", "单位已注销", DELIVERED)
    inbox.store.append(names.SETTLEMENTS, plan(items.to_dicts(), items["item_id"].to_list(), decision, 0))
    folder = write_feedback(home, inbox.store, settings(), RETURNED)
    assert [path.name for path in sorted(folder.glob("*.xlsx"))] == [f"{GRID}.xlsx"]


def test_two_values_of_one_day_go_back_and_the_right_one_replaces_both(inbox: Inbox, home: DataDir) -> None:
    inbox.put("grid/电费账单_2026年10月.csv", "户号,结算年月,当月合计电量,导出日期\n1,202610,1200,2026-11-01\n1,202610,1300,2026-11-01\n")
    folder = take_in(inbox, home, DELIVERED)
    rows = sheet_rows(folder / f"{GRID}.xlsx")
    assert [float(str(row["原值"])) for row in rows] == [1200.0, 1300.0]
    inbox.put("返回.xlsx", filled_in(folder / f"{GRID}.xlsx", 更正值=1300))
    take_in(inbox, home, RETURNED)
    assert GRID not in latest_feedback(home).departments
    known = inbox.store.as_of(names.BILLS, RETURNED).select("account", "value").rows()
    assert known == [("1", 1300.0)]


def test_a_file_nobody_can_read_goes_to_whoever_alone_delivers_into_its_folder(inbox: Inbox, home: DataDir) -> None:
    inbox.put("grid/电费账单_2026年11月.csv", "甲,乙\n1,2\n")
    inbox.put("散件.csv", "甲,乙\n1,3\n")
    folder = take_in(inbox, home, DELIVERED)
    (row,) = sheet_rows(folder / f"{GRID}_需重报.xlsx")
    assert row["文件"] == "grid/电费账单_2026年11月.csv"
    assert "更正值" not in row
    inbox.put("grid/电费账单_2026年11月(1).csv", "户号,结算年月,当月合计电量\n2,202610,5\n")
    assert not (take_in(inbox, home, RETURNED) / f"{GRID}_需重报.xlsx").exists()


def mails(relay: Relay) -> dict[str, list[str]]:
    read = [message_from_bytes(content, policy=policy.default) for content in relay.mails]
    return {str(mail["To"]): [part.get_filename() or "" for part in mail.iter_attachments()] for mail in read}


def send(home: DataDir, relay: Relay, **changes: object) -> list[str]:
    smtp = SmtpSettings(**{"host": "127.0.0.1", "port": relay.bound_port, "sender": "warn@example.cn", "security": "none", **changes})  # type: ignore[arg-type]
    return [row.state for row in send_feedback(home, settings(), smtp, now).rows]


def test_mail_goes_to_each_office_once_while_nothing_changes(inbox: Inbox, home: DataDir, relay: Relay) -> None:
    take_in(inbox, home, DELIVERED)
    assert send(home, relay) == ["sent", "sent"]
    assert mails(relay) == {"grid@x.cn": [f"{GRID}.xlsx"], "people@x.cn": [f"{SOCIAL}.xlsx"]}
    send(home, relay)
    take_in(inbox, home, RETURNED)
    send(home, relay)
    assert dict(relay.accepted) == {"grid@x.cn": 1, "people@x.cn": 1}
    inbox.put("grid/更多.csv", "户号,结算年月,当月合计电量\n9,202610,九\n")
    take_in(inbox, home, date(2026, 11, 10))
    send(home, relay)
    assert dict(relay.accepted) == {"grid@x.cn": 2, "people@x.cn": 1}
    text = message_from_bytes(relay.mails[-1], policy=policy.default).get_body(("plain",)).get_content()
    assert "2条需要核实或更正" in text
    assert SOCIAL not in text


def test_what_was_cut_off_goes_out_with_the_next_sending(inbox: Inbox, home: DataDir, relay: Relay) -> None:
    take_in(inbox, home, DELIVERED)
    report = send_feedback(home, IMPATIENT, SmtpSettings("127.0.0.1", 1, "warn@example.cn", security="none"), now)
    with pytest.raises(MailNotDeliveredError):
        report.require_delivered()
    take_in(inbox, home, RETURNED)
    assert send(home, relay) == ["sent", "sent"]
    assert dict(relay.accepted) == {"grid@x.cn": 1, "people@x.cn": 1}


def test_a_mail_whose_outcome_is_unknown_waits_for_a_person(inbox: Inbox, home: DataDir, relay: Relay) -> None:
    relay.faults["grid@x.cn"] = ["accept_drop"]
    take_in(inbox, home, DELIVERED)
    assert sorted(send(home, relay)) == ["held", "sent"]
    assert release_held_feedback(home, "sent") == 1
    assert sorted(send(home, relay)) == ["sent", "sent"]
    assert dict(relay.accepted) == {"grid@x.cn": 1, "people@x.cn": 1}


def test_a_rehearsal_writes_the_same_mails_as_files(inbox: Inbox, home: DataDir) -> None:
    take_in(inbox, home, DELIVERED)
    first = write_feedback_files(home, settings())
    written = {path.name: path.read_bytes() for path in home.outbox.rglob("*.eml")}
    assert sorted(written) == ["001-feedback-grid@x.cn.eml", "002-feedback-people@x.cn.eml"]
    assert write_feedback_files(home, settings()) == first
    assert {path.name: path.read_bytes() for path in home.outbox.rglob("*.eml")} == written


def test_an_office_nobody_is_called_is_named(inbox: Inbox, home: DataDir) -> None:
    home.subscribers.write_text("email,name,scope,editions\na@x.cn,甲,source:供电局,feedback\n", encoding="utf-8")
    take_in(inbox, home, DELIVERED)
    (line,) = write_feedback_files(home, settings())
    assert line.startswith("nothing is written to a@x.cn: 供电局 delivers nothing")


def test_without_an_ingest_or_a_relay_a_sentence_says_what_to_do(home: DataDir) -> None:
    with pytest.raises(UsageError, match="run `earlywarn ingest` first"):
        latest_feedback(home)
    with pytest.raises(SettingsError, match="EARLYWARN_SMTP_HOST"):
        send_feedback(home, settings(), None)


def test_where_nothing_is_open_there_is_an_empty_folder_and_no_mail(inbox: Inbox, home: DataDir) -> None:
    for path in inbox.folder.rglob("*.csv"):
        path.unlink()
    inbox.put("grid/电费.csv", "户号,结算年月,当月合计电量\n0316001935,202610,1200\n")
    folder = take_in(inbox, home, DELIVERED)
    assert [path.name for path in folder.iterdir()] == ["manifest.json"]
    assert write_feedback_files(home, settings()) == []


def test_no_more_is_asked_at_once_than_somebody_answers(inbox: Inbox, home: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "MOST_ROWS", 1)
    folder = take_in(inbox, home, DELIVERED)
    assert [row["统一社会信用代码"] for row in sheet_rows(folder / f"{SOCIAL}.xlsx")] == [CODE]
    assert latest_feedback(home).departments[SOCIAL].more == 1
