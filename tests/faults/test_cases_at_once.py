"""Fifty people record at once while a month's list is published again and again: nothing lost, honest conflicts, nobody waits long.

EARLYWARN_PEOPLE makes it as large as wanted; each person is a process of their own.
"""

import json
import os
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path

import polars as pl

from models.cases.settings import CaseSettings
from pipelines.cases.opening import open_cases
from pipelines.cases.recording import Actor, Change, record
from tests.conftest import ROOT
from warehouse.ops import cases as stored
from warehouse.ops.cases import CaseFilter, keep_snapshot, verify_events
from warehouse.ops.ops_db import open_ops
from warehouse.periods import shift_month

PEOPLE = int(os.environ.get("EARLYWARN_PEOPLE", "50"))
ENTERPRISES = 60
LONGEST_WAIT_SECONDS = 2.0
# Where the machine is so busy that one record alone takes long, nobody waits for more than everybody's turn and another.
FAIR_ROUNDS = 2
# Between one publication and the next.
PAUSE_SECONDS = 1.0
MONTH = date(2026, 10, 1)
# One process loads the program and forks the people; each writes a remark and a visit, and tries to take over the first case from the
# version that all of them saw.
DRIVER = """
import json, os, sys, time
from datetime import date, datetime
from pathlib import Path
from models.cases.settings import CaseSettings
from pipelines.cases.recording import Actor, Change, ConflictError, record
PAUSE = 3.0
ops, folder, people, seen = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
def person(number):
    own, on, waits, conflicts = 2 + number % 59, date(2026, 11, 18), [], 0
    def do(case_id, action, values, words="", seen=None):
        change, began = Change(case_id, action, "command", on, values, words, seen), time.monotonic()
        try:
            record(ops, change, Actor(f"person {number}"), datetime(2026, 11, 18, 9), CaseSettings())
            return 0
        except ConflictError:
            return 1
        finally:
            waits.append(time.monotonic() - began)
    # All at the same moment, three times over.
    for turn, (case_id, action, values, words, version) in enumerate([
        (own, "note", {}, f"remark {number}", None),
        (1, "assign", {"lead": f"group {number}"}, "", seen),
        (own, "visit", {"visited_on": "2026-11-17", "finding": "confirmed"}, "", None),
    ]):
        time.sleep(max(0, start + turn * PAUSE - time.monotonic()))
        conflicts += do(case_id, action, values, words, version)
    (folder / f"{number}.json").write_text(json.dumps({"waits": waits, "conflicts": conflicts}))
start = time.monotonic() + 0.5
children = []
for number in range(people):
    child = os.fork()
    if child == 0:
        try:
            person(number)
        finally:
            os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
"""


def listed(month: date) -> pl.DataFrame:
    rows = [
        {
            "uscc": f"{number:018d}", "rank": number, "name": f"第{number}公司", "street": "坪山街道", "industry": "C39", "tier": "group",
            "owner": f"第{number}工作组", "level": "orange", "kind": "operating", "is_listed": True, "respond_by_on": date(2026, 11, 23),
        }
        for number in range(1, ENTERPRISES + 1)
    ]  # fmt: skip
    return pl.DataFrame(rows)


def seconds_of_a_remark(ops: Path) -> float:
    change = Change(ENTERPRISES, "note", "command", date(2026, 11, 18), {}, "alone")
    began = time.monotonic()
    record(ops, change, Actor("alone"), datetime(2026, 11, 18, 9), CaseSettings())
    return time.monotonic() - began


def test_nothing_is_lost_and_nobody_waits_long_while_a_month_is_published(tmp_path: Path) -> None:
    ops = tmp_path / "ops.db"
    open_cases(ops, listed(MONTH), MONTH, "2026-11-16T09:00:00")
    with open_ops(ops) as connection:
        before = stored.select_cases(connection, CaseFilter())
        seen = next(row["version"] for row in before if row["id"] == 1)
    alone = sorted(seconds_of_a_remark(ops) for _ in range(5))[2]
    folder = tmp_path / "people"
    folder.mkdir()
    command = [sys.executable, "-c", DRIVER, str(ops), str(folder), str(PEOPLE), str(seen)]
    months = 0
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT) as people:
        while people.poll() is None:
            # The monthly job: sixty warnings noted in one transaction, and every open case kept.
            months += 1
            of = shift_month(MONTH, months)
            open_cases(ops, listed(of), of, datetime(2026, 11, 18, 9).isoformat())
            keep_snapshot(ops, of)
            time.sleep(PAUSE_SECONDS)
    told = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    assert len(told) == PEOPLE
    waits = sorted(wait for each in told for wait in each["waits"])
    middle = waits[len(waits) // 2]
    counts = f"{PEOPLE} people, {len(waits)} records, {months} months"
    measured = f"{counts}: alone {alone:.3f} s, median {middle:.2f} s, longest {waits[-1]:.2f} s"
    (tmp_path / "measured.txt").write_text(measured, encoding="utf-8")
    assert waits[-1] < max(LONGEST_WAIT_SECONDS, FAIR_ROUNDS * PEOPLE * alone), measured
    # Whoever came first has the case; everybody else was told.
    assert sum(each["conflicts"] for each in told) == PEOPLE - 1
    with open_ops(ops) as connection:
        events = [event for row in before for event in stored.events_of(connection, row["id"])]
        notes = {event["words"] for event in events if event["action"] == "note"}
        visits = sum(len(stored.records_of(connection, "case_visits", row["id"])) for row in before)
    assert notes - {"alone"} == {f"remark {number}" for number in range(PEOPLE)}
    assert visits == PEOPLE
    verdict = verify_events(ops)
    assert verdict.is_whole
