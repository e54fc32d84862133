"""From a delivery with faults to the figures that were asked for, by command: ingest, feedback, correction, ingest, nothing left to ask."""

import sys
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import openpyxl
import pytest

from pipelines import cli
from pipelines.data_dir import DataDir
from pipelines.delivery.feedback import latest_feedback
from warehouse import names
from warehouse.store import Store

GOOD, OTHER = "91310000775785552L", "91440300192413773Q"
HEADER = "统一社会信用代码,费款所属期,参保人数"


def call(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["earlywarn", *words])
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_a_fault_goes_back_comes_back_and_is_settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("EARLYWARN_HOME", str(tmp_path))
    home = DataDir(tmp_path)
    home.prepare()
    home.subscribers.write_text("email,name,scope,editions\nsi@x.cn,甲,source:社会保险部门,feedback\n", encoding="utf-8")
    (home.inbox / "参保人数.csv").write_text(f"{HEADER}\n{GOOD},202602,三百\n{OTHER},202602,120\n", encoding="utf-8")
    assert call(monkeypatch, "ingest") == 0
    assert call(monkeypatch, "send", "--edition", "feedback", "--dry-run") == 0
    mail = message_from_bytes(next(home.outbox.rglob("*.eml")).read_bytes(), policy=policy.default)
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "社会保险部门.xlsx"
    path = home.inbox / "返回" / "社会保险部门.xlsx"
    path.parent.mkdir()
    path.write_bytes(attached.get_content())

    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    assert page.max_row == 4
    page.cell(4, [cell.value for cell in page[3]].index("更正值") + 1).value = 300
    book.save(path)
    assert call(monkeypatch, "ingest") == 0

    with Store(home.warehouse, read_only=True) as store:
        figures = store.read(names.OBSERVATIONS).sort("uscc").select("uscc", "period", "value").rows()
    assert figures == [(GOOD, date(2026, 2, 1), 300.0), (OTHER, date(2026, 2, 1), 120.0)]
    assert latest_feedback(home).departments == {}
    assert call(monkeypatch, "send", "--edition", "feedback", "--month", "2026-02") == 2
    assert "leave --month away" in capsys.readouterr().err
