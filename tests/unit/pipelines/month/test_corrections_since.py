"""Which corrections are others than on the day of an earlier list: entered, changed, ended, taken out, and what was noted late."""

import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import polars as pl

from pipelines.month.corrections_since import changed_corrections, corrections_of
from pipelines.month.rule_watch import correction_name
from pipelines.month.run import MonthRun
from warehouse.corrections.correction import Correction
from warehouse.ops.rule_log import note_rules

LISTED, SEEN = date(2026, 6, 16), date(2026, 7, 16)
ONE = Correction("91440300192413773Q", "electricity", "2026-05", "month", "replace", 9.0, "x", "zhang", date(2026, 7, 1), 3.0)
EARLY = replace(ONE, reported_on=date(2026, 6, 1))


def run(folder: Path, now: tuple[Correction, ...], *noted: tuple[str, tuple[Correction, ...]]) -> MonthRun:
    """A month whose files hold some corrections, after others were noted at moments, the first of them as found."""
    for at, corrections in noted:
        texts = {correction_name(each): json.dumps(asdict(each), ensure_ascii=False, sort_keys=True, default=str) for each in corrections}
        note_rules(folder / "ops.db", at, "li", texts)
    made = SimpleNamespace(settings=SimpleNamespace(corrections=now), home=SimpleNamespace(ops=folder / "ops.db"), as_of=SEEN)
    return cast(MonthRun, made)


def told(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    return frame.select("change", "delivered_value", "used_value", "changed_at", "changed_by").rows()


def test_a_correction_entered_since_is_told_with_who_was_at_work(tmp_path: Path) -> None:
    month = run(tmp_path, (ONE,), ("2026-06-15T08:00", ()), ("2026-07-02T09:30", (ONE,)))
    assert told(changed_corrections(month, LISTED)) == [("entered", 9.0, 3.0, "2026-07-02T09:30", "li")]
    assert corrections_of(month, LISTED) == ()


def test_one_that_goes_further_back_than_the_list_is_told_where_it_was_entered_after_it(tmp_path: Path) -> None:
    late = run(tmp_path, (EARLY,), ("2026-06-15T08:00", ()), ("2026-07-02T09:30", (EARLY,)))
    assert told(changed_corrections(late, LISTED)) == [("entered", 9.0, 3.0, "2026-07-02T09:30", "li")]
    in_time = run(tmp_path / "b", (EARLY,), ("2026-06-15T08:00", ()), ("2026-06-16T07:00", (EARLY,)))
    assert changed_corrections(in_time, LISTED).is_empty()


def test_one_that_nobody_noted_is_told_by_its_days(tmp_path: Path) -> None:
    assert told(changed_corrections(run(tmp_path, (ONE,)), LISTED)) == [("entered", 9.0, 3.0, None, None)]
    assert changed_corrections(run(tmp_path, (replace(ONE, reported_on=SEEN.replace(day=17)),)), LISTED).is_empty()


def test_changed_ended_and_taken_out(tmp_path: Path) -> None:
    other = replace(EARLY, value=4.0)
    changed = run(tmp_path, (other,), ("2026-06-15T08:00", (EARLY,)), ("2026-07-02T09:30", (other,)))
    assert told(changed_corrections(changed, LISTED)) == [("changed", 9.0, 4.0, "2026-07-02T09:30", "li")]
    assert corrections_of(changed, LISTED) == (EARLY,)
    ended = replace(EARLY, until=date(2026, 7, 10))
    known = run(tmp_path / "b", (ended,), ("2026-06-15T08:00", (EARLY,)), ("2026-07-09T09:30", (ended,)))
    assert told(changed_corrections(known, LISTED)) == [("ended", 9.0, None, "2026-07-09T09:30", "li")]
    gone = run(tmp_path / "c", (), ("2026-06-15T08:00", (ended,)), ("2026-07-09T09:30", ()))
    assert told(changed_corrections(gone, LISTED)) == [("ended", 9.0, None, "2026-07-09T09:30", "li")]
    assert corrections_of(gone, LISTED) == (ended,)


def test_a_figure_that_is_dropped_has_none_in_its_place(tmp_path: Path) -> None:
    assert told(changed_corrections(run(tmp_path, (replace(ONE, action="drop", value=None),)), LISTED))[0][:3] == ("entered", 9.0, None)


def test_without_an_earlier_list_nothing_is_told(tmp_path: Path) -> None:
    assert changed_corrections(run(tmp_path, (ONE,)), None).is_empty()
