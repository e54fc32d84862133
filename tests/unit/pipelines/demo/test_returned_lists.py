"""Returned lists: most visited in time, findings that mostly fit what happens, the same again on the same day."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from pipelines.demo.returned_lists import SEEN, SERIOUS, Truth, fill_in, found, visit
from pipelines.ingest.visit_words import WORDS

OUT, TODAY, MONTH = date(2026, 10, 16), date(2026, 12, 31), date(2026, 9, 1)
DAYS = {"red": 3, "orange": 5, "yellow": 10, "blue": 15}
HEADINGS = ["等级", "统一社会信用代码", "责任单位", "走访时间", "走访结论", "处置结果", "备注"]
NOBODY = Truth({})


def event(kind: str, onset: date, end: date | None = None, left_on: date | None = None, form: str | None = None) -> dict[str, object]:
    return {"kind": kind, "onset": onset, "end": end, "left_on": left_on, "form": form}


def filled(today: date = TODAY, count: int = 2000, truth: Truth = NOBODY) -> list[dict[str, object]]:
    rows = [HEADINGS, *([("红Ⅰ", "橙Ⅱ", "黄Ⅲ", "蓝Ⅳ")[place % 4], f"C{place}", "甲组", "", "", "", ""] for place in range(count))]
    return [dict(zip(HEADINGS, row, strict=True)) for row in fill_in(rows, truth, MONTH, OUT, DAYS, today)[1:]]


def test_seven_to_eight_of_ten_are_visited_in_time_and_some_never() -> None:
    rows = filled()
    limits = {level[0]: OUT + timedelta(days=days) for level, days in zip("红橙黄蓝", DAYS.values(), strict=True)}
    days = [(limits[str(row["等级"])[0]], row["走访时间"]) for row in rows if row["走访时间"] is not None]
    # Whoever would go on a weekend goes on the Friday before, or on the Monday after where the list had not come out then.
    in_time = sum(day <= limit + timedelta(days=2) for limit, day in days) / len(rows)
    assert 0.70 <= in_time <= 0.82
    assert 0.08 <= 1 - len(days) / len(rows) <= 0.24
    assert all(day > OUT and day.weekday() < 5 for _, day in days)


def test_what_is_written_is_read_back_as_a_key() -> None:
    written = {str(row[heading]) for row in filled() for heading in ("走访结论", "处置结果") if row[heading] is not None}
    assert written <= set(WORDS)


def test_the_same_list_on_the_same_day_comes_back_the_same_and_nobody_writes_of_days_to_come() -> None:
    assert filled(count=50) == filled(count=50)
    early = filled(today=OUT + timedelta(days=3), count=400)
    assert all(row["走访时间"] is None or row["走访时间"] <= OUT + timedelta(days=3) for row in early)
    # One more on the list changes nobody else's visit.
    assert filled(count=51)[:50] == filled(count=50)


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([event("decline", date(2026, 6, 1), date(2027, 1, 1))], "serious"),
        ([event("decline", date(2026, 1, 1), date(2026, 9, 1))], "over"),
        ([event("decline", date(2024, 1, 1), date(2025, 9, 1))], "nothing"),
        ([event("relocation", date(2026, 6, 1), None, date(2026, 12, 1), "whole")], "leaving"),
        ([event("relocation", date(2026, 1, 1), None, date(2026, 8, 1), "whole")], "gone"),
        # It left in October; on a day of October nobody knows yet whether it is empty.
        ([event("relocation", date(2026, 1, 1), None, date(2026, 10, 1), "whole")], "leaving"),
        ([event("relocation", date(2026, 1, 1), None, date(2026, 8, 1), "partial")], "leaving"),
        ([event("maintenance", date(2026, 10, 1), date(2026, 12, 1))], "benign"),
        ([event("decline", date(2026, 11, 1), None)], "nothing"),
        ([], "nothing"),
    ],
)
def test_what_there_is_to_find(events: list[dict[str, object]], state: str) -> None:
    assert Truth({"A": events}).state("A", date(2026, 10, 20))[0] == state


def test_findings_mostly_fit_and_do_not_give_the_truth_away() -> None:
    counts = {state: Counter(found(np.random.default_rng(draw), state, "")[0] for draw in range(2000)) for state in SEEN}
    confirmed = {state: (count["confirmed"] + count["partly"]) / 2000 for state, count in counts.items()}
    assert 0.75 < confirmed["serious"] < 0.95
    assert confirmed["nothing"] < 0.1
    assert all(count["normal"] > 0 for count in counts.values())


def test_nobody_is_said_to_have_gone_who_has_not() -> None:
    truth = Truth({"A": [event(kind, date(2026, 1, 1), date(2027, 1, 1)) for kind in SERIOUS]})
    answers = [visit(np.random.default_rng(draw), truth, "A", OUT, 10, TODAY) for draw in range(500)]
    assert not {"已迁出", "已停业"} & {str(answer.get("处置结果")) for answer in answers}
