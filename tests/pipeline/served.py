"""The small district with its cases: lists that came out on their days, people who work on them, and all that is written of it."""

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from models.cases.settings import CaseSettings
from pipelines.cases.opening import open_cases
from pipelines.cases.recording import Actor, Change, record
from pipelines.cases.reminding import write_digest_files
from pipelines.commands.policy import push
from pipelines.data_dir import DataDir
from pipelines.delivery.brief_mailing import write_brief_files
from pipelines.delivery.brief_publisher import make_brief
from pipelines.delivery.feedback import latest_feedback, write_feedback_files
from pipelines.delivery.meeting_publisher import make_agenda
from pipelines.delivery.policy_push import read_push, write_policy_files
from pipelines.settings import load_settings
from tests.district import FIRST, LAST
from warehouse import names
from warehouse.ops import cases as stored
from warehouse.ops.cases import CaseFilter
from warehouse.ops.ops_db import open_ops
from warehouse.store import Store

BRIEF_DAY, TODAY = date(2026, 8, 1), date(2026, 10, 1)
# Between the two briefs, when some are late and none is untreated yet.
LETTER_DAY = date(2026, 8, 10)


@dataclass(frozen=True)
class Served:
    """A home in which the two lists came out on their days and people worked on their cases."""

    home: DataDir
    cases: list[dict[str, object]]

    def copied(self, folder: Path) -> DataDir:
        """Return a copy of the home, for a test that writes to it."""
        shutil.copytree(self.home.root, folder)
        return DataDir(folder)


def serve(home: DataDir) -> Served:
    """Open the cases of both months on their days; of the second every other one is visited two days later."""
    # What the run of today opened is not what was open then.
    for path in home.root.glob("ops.db*"):
        path.rename(path.with_suffix(path.suffix + ".run"))
    with Store(home.warehouse, read_only=True) as store:
        lists = {month: store.read(names.WARNINGS, month=month) for month in (FIRST, LAST)}
    open_cases(home.ops, lists[FIRST], FIRST, "2026-06-16T08:00:00")
    open_cases(home.ops, lists[LAST], LAST, "2026-07-16T08:00:00")
    for case in cases_of(home)[::2]:
        at = datetime(2026, 7, 20, 10)
        values = {"visited_on": "2026-07-20", "finding": "confirmed", "visited_by": str(case["lead"])}
        record(home.ops, Change(int(str(case["id"])), "visit", "command", at.date(), values), Actor("张三"), at, CaseSettings())
    return Served(home, cases_of(home))


def cases_of(home: DataDir) -> list[dict[str, object]]:
    """Return every case of a home."""
    with open_ops(home.ops) as connection:
        return stored.select_cases(connection, CaseFilter())


def write_everything(served: Served) -> None:
    """Make two briefs and an agenda, and write every letter that goes with cases, policies and deliveries as a file."""
    home, settings = served.home, load_settings(served.home.config)
    push(home, LAST)
    owners = {str(case["lead"]) for case in served.cases}
    departments = set(read_push(home, LAST).departments)
    readers = [("head", "district", "brief"), *((f"lead{at}", f"owner:{owner}", "brief,digest") for at, owner in enumerate(sorted(owners)))]
    readers += [(f"policy{at}", f"source:{name}", "policies") for at, name in enumerate(sorted(departments))]
    readers += [(f"source{at}", f"source:{name}", "feedback") for at, name in enumerate(sorted(latest_feedback(home).departments))]
    lines = [f'{name}@example.cn,甲,{scope},"{editions}",zh' for name, scope, editions in readers]
    home.subscribers.write_text("\n".join(["email,name,scope,editions,language", *lines]) + "\n", encoding="utf-8")
    for day in (BRIEF_DAY, date(2026, 8, 16)):
        make_brief(home, settings, day, TODAY)
    write_brief_files(home, settings, BRIEF_DAY, TODAY)
    make_agenda(home, settings, date(2026, 8, 1), datetime(2026, 8, 20, 9))
    write_digest_files(home, settings, LETTER_DAY)
    write_policy_files(home, settings, LAST)
    write_feedback_files(home, settings)
