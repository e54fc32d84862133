"""`earlywarn case` without a warehouse: lists, one case, recording, what is refused."""

import csv
import json
import subprocess
import sys
from datetime import date

import pytest

from pipelines import cli
from pipelines.cases.opening import open_cases
from pipelines.commands import case as command
from pipelines.commands.case import Person, Wanted, list_cases, record_change, show_case
from pipelines.data_dir import DataDir
from pipelines.errors import UsageError
from tests.unit.pipelines.cases.test_recording import AT, MONTH, listed
from warehouse.ops.ops_db import open_ops

DAY = date(2026, 11, 24)
OFFICE = Person("张三")


@pytest.fixture
def home(tmp_path, monkeypatch):
    rows = [
        {"uscc": "91440300192413773Q", "name": "坪山甲电子公司", "owner": "第一工作组", "level": "orange"},
        {"uscc": "B", "name": "坪山乙电子公司", "owner": "", "level": "blue", "street": "坑梓街道", "respond_by_on": date(2026, 12, 1)},
    ]
    open_cases(tmp_path / "ops.db", listed(*rows), MONTH, AT.isoformat())
    monkeypatch.setattr(command, "today", lambda: DAY)
    return DataDir(tmp_path)


def names_listed(home, **wanted):
    document = json.loads("\n".join(list_cases(home, Wanted(**wanted), form="json")))
    return [row["name"][2] for row in document["cases"]]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["甲", "乙"]),
        ({"level": "橙色"}, ["甲"]),
        ({"level": "blue"}, ["乙"]),
        ({"states": ("待派",)}, ["乙"]),
        ({"street": "坑梓街道"}, ["乙"]),
        ({"lead": "第一工作组"}, ["甲"]),
        ({"mine": True, "by": "第一工作组"}, ["甲"]),
        ({"due_by": DAY}, ["甲"]),
        ({"text": "乙电子"}, ["乙"]),
        ({"scope": "street:坑梓街道"}, ["乙"]),
        ({"states": ("closed",)}, []),
    ],
)
def test_every_filter_says_who_is_meant(home, wanted, expected):
    assert names_listed(home, **wanted) == expected


def test_a_list_is_aligned_marks_what_is_overdue_and_says_what_is_left_out(home):
    head, titles, first, rest = list_cases(home, Wanted(most=1))
    assert head == "共2件"
    assert "办理时限" in titles
    assert "待走访（已过时限）" in first
    assert "另有1件" in rest
    assert "to be assigned" in "".join(list_cases(home, Wanted(), "en"))
    assert list_cases(home, Wanted(states=("closed",))) == ["没有符合条件的企业"]


def test_the_csv_has_a_row_a_case(home):
    rows = list(csv.DictReader(list_cases(home, Wanted(most=1), form="csv")))
    assert [(row["id"], row["is_overdue"]) for row in rows] == [("1", "True"), ("2", "False")]


def test_what_is_recorded_is_shown(home):
    record_change(home, "甲", "visit", {"finding": "情况属实", "visited_on": "2026-11-18"}, "订单减少", OFFICE)
    record_change(home, "1", "request", {"department": "区工信局", "request_class": "简单"}, "融资", OFFICE)
    (done,) = record_change(home, "91440300192413773Q", "note", {}, "已联系银行", OFFICE)
    assert "现为办理中" in done
    lines = show_case(home, "1")
    text = "\n".join(lines)
    for part in (
        "2026-11-18 · 张三 · 情况属实：订单减少",
        "区工信局（简单",
        "待签收",
        "牵头：第一工作组",
        "备注：已联系银行",
        "下一步可以：派单",
    ):
        assert part in text
    document = json.loads(show_case(home, "1", is_json=True)[0])
    assert [visit["finding"] for visit in document["visits"]] == ["confirmed"]
    assert "May be done next" in show_case(home, "1", language="en")[-1]


def test_both_sides_of_a_conflict_are_told(home):
    record_change(home, "1", "visit", {"finding": "confirmed"}, "", Person("李四"))
    with pytest.raises(UsageError, match=r"您要记录：张三 · 办结.*李四 · 命令行 · 走访"):
        record_change(home, "1", "close", {"closing": "已迁出"}, "", Person("张三", seen=1))


@pytest.mark.parametrize(
    ("who", "scope", "problem"),
    [
        ("电子", "district", "cases of 2 enterprises: 1 坪山甲"),
        ("7", "district", "there is no case '7'"),
        ("", "district", "there is no case"),
        ("1", "street:坑梓街道", "there is no case '1'"),
        ("1", "street:", "is not known"),
        ("1", "region:x", "is not known"),
    ],
)
def test_who_is_meant_must_be_one_within_the_scope(home, who, scope, problem):
    with pytest.raises(UsageError, match=problem):
        show_case(home, who, scope)


def test_an_unknown_word_lists_what_there_is(home):
    with pytest.raises(UsageError, match=r"choose one of .*moved_out \(已迁出\)"):
        record_change(home, "1", "close", {"closing": "走了"}, "", OFFICE)


def test_a_list_loads_neither_frames_nor_figures():

    code = (
        "import sys; from pipelines import cli; sys.argv = ['earlywarn', 'case', 'list']; cli.main(); "
        "print(sorted({'polars', 'duckdb', 'dagster', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("assign", "1", "第二工作组"), "牵头：第二工作组"),
        (("help", "1", "李四"), "增加协办"),
        (("visit", "1", "误报", "--on", "2026-11-18", "--visited-by", "第一工作组"), "走访"),
        (("suspend", "1", "停产检修", "--until", "2099-12-15"), "现为暂缓"),
        (("send-back", "1", "不属本组", "--instead", "第二工作组"), "现为退回"),
        (("close", "1", "unreachable"), "现为办结"),
        (("judge", "1", "useful"), "评价"),
        (("note", "1", "电话", "联系过"), "备注"),
    ],
)
def test_every_verb_records(home, monkeypatch, capsys, words, expected):
    monkeypatch.setenv("EARLYWARN_HOME", str(home.root))
    monkeypatch.setattr(sys, "argv", ["earlywarn", "case", *words, "--by", "张三"])
    cli.main()
    assert expected in capsys.readouterr().out


def test_what_is_taken_away_as_a_file_stands_in_the_audit(home):
    list_cases(home, Wanted(street="坑梓街道"))
    list_cases(home, Wanted(by="张三", street="坑梓街道"), form="csv")
    with open_ops(home.ops) as connection:
        entries = [json.loads(text) for (text,) in connection.execute("select content from audit where action = 'exported'")]
    assert entries == [{"by": "张三", "scope": "district", "filter": {"street": "坑梓街道"}, "form": "csv", "rows": 1}]
