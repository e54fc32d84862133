"""The short form of a reply, as people write it."""

from datetime import date

import pytest

from pipelines.ingest.short_form import Short, parse_line

SENT = date(2026, 11, 20)
DAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("3 走访 11-18 情况属实 订单减少", Short(3, "visit", DAY, "confirmed", words="订单减少")),
        ("3、已走访 11月18日 部分属实", Short(3, "visit", DAY, "partly")),
        ("　3. 走访 2026-11-18 误报", Short(3, "visit", DAY, "false_alarm")),
        ("3 visited 11/18 confirmed fewer orders", Short(3, "visit", DAY, "confirmed", words="fewer orders")),
        ("3 走访 经营正常", Short(3, "visit", SENT, "normal")),
        ("3号 走访 12-30 情况属实", Short(3, "visit", date(2025, 12, 30), "confirmed")),
        ("3 误报", Short(3, "close", SENT, "false_alarm")),
        ("3 误报 11-18 季节性", Short(3, "close", DAY, "false_alarm", words="季节性")),
        ("12 办结 已迁出 去东莞", Short(12, "close", SENT, "moved_out", words="去东莞")),
        ("5 转 区工信局 融资", Short(5, "request", person="区工信局", words="融资")),
        ("5 交 第二工作组", Short(5, "assign", person="第二工作组")),
        ("5 协办 李四", Short(5, "add_helper", person="李四")),
        ("8 暂缓 12-15 停产检修", Short(8, "suspend", date(2026, 12, 15), words="停产检修")),
        ("8 退回 不属本组", Short(8, "send_back", words="不属本组")),
        ("8 备注 电话联系过", Short(8, "note", words="电话联系过")),
        ("8 有用", Short(8, "judge", key="1")),
        ("８　走访　１１－１８　情况属实", Short(8, "visit", DAY, "confirmed")),
    ],
)
def test_a_line_says_what_is_to_be_recorded(line, expected):
    assert parse_line(line, SENT) == expected


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("3", "nothing follows the number 3"),
        ("3 很好", "'很好' is nothing that can be recorded"),
        ("3 走访 11-18 谈了很久", "what the visit found is not said"),
        ("走访 情况属实", "no number stands in front"),
        ("11-18 走访 情况属实", "no number stands in front"),
        ("3 办结", "how the case ended is not said"),
        ("3 暂缓 停产", "the day of the next reply is missing"),
        ("3 转", "nobody is named"),
        ("3 建档", "nothing that can be recorded"),
    ],
)
def test_a_line_that_is_not_understood_says_why(line, problem):
    assert problem in parse_line(line, SENT)


@pytest.mark.parametrize("line", ["王科长，您好：", "谢谢！", "2026年11月20日", "电话 0755-12345678"])
def test_greetings_are_no_records(line):
    assert parse_line(line, SENT) is None
