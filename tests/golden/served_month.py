"""What officials read about cases of the small district, made of cases whose days are fixed: brief, agenda, weekly letter."""

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from models.cases.settings import CaseSettings
from pipelines.cases.opening import open_cases
from pipelines.cases.recording import Actor, Change, record
from pipelines.cases.reminding import write_digest_files
from pipelines.data_dir import DataDir
from pipelines.delivery.brief_publisher import make_brief
from pipelines.delivery.meeting_publisher import make_agenda
from pipelines.settings import load_settings
from tests.district import FIRST, LAST
from tests.unit.reports.reading import lines_of
from warehouse import names
from warehouse.ops import cases as stored
from warehouse.ops.cases import CaseFilter
from warehouse.ops.ops_db import open_ops
from warehouse.store import Store

# The lists of both months came out on the sixteenth after them; every other case of the second was visited four days later.
OPENED = ("2026-06-16T08:00:00", "2026-07-16T08:00:00")
VISITED_AT = datetime(2026, 7, 20, 10)
BRIEF_DAY, AGENDA_AT, LETTER_DAY = date(2026, 8, 1), datetime(2026, 8, 20, 9), date(2026, 8, 3)
# The content id is a digest of the code as well.
NO_ID = "0" * 16


@dataclass(frozen=True)
class ServedMonth:
    """A home in which people worked on the cases of the two lists."""

    home: DataDir

    def brief(self) -> str:
        """The half-monthly brief."""
        made = make_brief(self.home, load_settings(self.home.config), BRIEF_DAY, BRIEF_DAY)
        return _page(made.published.folder / "brief.html", made.published.content_id)

    def agenda(self) -> str:
        """The agenda of the joint meeting."""
        made = make_agenda(self.home, load_settings(self.home.config), AGENDA_AT.date().replace(day=1), AGENDA_AT)
        return _page(made.published.folder / "agenda.html", made.published.content_id)

    def letter(self, language: str = "zh") -> str:
        """The weekly letter to the office with most cases: subject and text."""
        self.home.subscribers.write_text(
            f"email,name,scope,editions,language\noffice@example.cn,,owner:{self._office()},digest,{language}\n", encoding="utf-8"
        )
        (path,) = [
            Path(line.removeprefix("wrote "))
            for line in write_digest_files(self.home, load_settings(self.home.config), LETTER_DAY)
            if line.startswith("wrote ")
        ]
        mail = message_from_bytes(path.read_bytes(), policy=default)
        body = mail.get_body(("plain",))
        assert body is not None
        return f"{mail['Subject']}\n{body.get_content().strip()}"

    def _office(self) -> str:
        with open_ops(self.home.ops) as connection:
            leads = [case["lead"] for case in stored.select_cases(connection, CaseFilter(states=("to_visit",))) if case["lead"]]
        return min(set(leads), key=lambda lead: (-leads.count(lead), lead))


def _page(path: Path, content_id: str) -> str:
    return lines_of(path.read_text(encoding="utf-8")).replace(content_id, NO_ID)


def served_month(source: DataDir) -> ServedMonth:
    """Return a home beside another with its figures, in which the cases were opened and visited on fixed days."""
    home = DataDir(source.root.with_name(f"{source.root.name}-served"))
    shutil.copytree(source.root, home.root, ignore=shutil.ignore_patterns("ops.db*", "briefings", "outbox", "dagster", "inbox"))
    with Store(home.warehouse, read_only=True) as store:
        lists = {month: store.read(names.WARNINGS, month=month) for month in (FIRST, LAST)}
    for month, at in zip(lists, OPENED, strict=True):
        open_cases(home.ops, lists[month], month, at)
    with open_ops(home.ops) as connection:
        chosen = stored.select_cases(connection, CaseFilter())[::2]
    for case in chosen:
        values = {"visited_on": VISITED_AT.date().isoformat(), "finding": "confirmed", "visited_by": str(case["lead"])}
        record(home.ops, Change(case["id"], "visit", "command", VISITED_AT.date(), values), Actor("张三"), VISITED_AT, CaseSettings())
    return ServedMonth(home)
