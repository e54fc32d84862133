"""One published month and what the warehouse holds of it, as plain rows: nothing here goes through the frames or the words of the pages."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from pipelines.commands.snapshot import open_to_read
from pipelines.data_dir import DataDir
from tests.pipeline.printed.corrected import words_of_corrections
from tests.pipeline.printed.figures import StoredFigures
from warehouse import names

Row = dict[str, Any]


class PublishedMonth:
    """A month of a home: its folder and the figures behind it."""

    def __init__(self, home: DataDir, month: date) -> None:
        """Open the month's figures."""
        self.home, self.month, self.folder = home, month, home.briefing(month)
        # A snapshot of an older version is made anew by whoever looks first, which needs the warehouse to itself.
        with open_to_read(home):
            pass
        self.stored = StoredFigures(home.warehouse, month)
        self.before = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
        self._facts: dict[str, list[Row]] = {}

    @cached_property
    def day(self) -> date:
        """The day up to which the month's edition sees."""
        return date.fromisoformat(str(self._edition[0]))

    @cached_property
    def revision(self) -> int:
        """The revision that is out."""
        return int(str(self._edition[1]))

    @cached_property
    def _edition(self) -> tuple[object, ...]:
        sql = "select as_of, revision from out_briefings__monthly_editions where month = ? order by revision desc limit 1"
        return self.stored.query(sql, self.month)[0]

    @cached_property
    def months(self) -> list[date]:
        """The months that are out up to this one."""
        rows = self.stored.query("select distinct month from out_briefings__monthly_editions where month <= ? order by 1", self.month)
        return [date.fromisoformat(str(row[0])) for row in rows]

    @property
    def is_newest(self) -> bool:
        """Whether no later month is out."""
        return self.stored.query("select max(month) from out_briefings__monthly_editions")[0][0] == self.month

    def facts(self, table: str) -> list[Row]:
        """Return the facts of a table as they were known on the month's day."""
        if table not in self._facts:
            with open_to_read(self.home) as store:
                self._facts[table] = store.as_of(table, self.day).to_dicts()
        return self._facts[table]

    @cached_property
    def warnings(self) -> dict[str, Row]:
        """The month's warnings by code."""
        return {str(row["uscc"]): row for row in self.stored.rows("out_warnings__monthly_enterprises")}

    @cached_property
    def warnings_before(self) -> dict[str, Row]:
        """Last month's warnings by code, empty where that month is not out."""
        return {str(row["uscc"]): row for row in self.stored.rows_of("out_warnings__monthly_enterprises", self.before)}

    @property
    def is_first(self) -> bool:
        """Whether no list is out for the month before."""
        return self.before not in self.months

    @cached_property
    def everybody(self) -> dict[str, Row]:
        """Who was ever in the register, by code, as known on the month's day."""
        return {str(row["uscc"]): row for row in self.facts(names.REGISTER)}

    @cached_property
    def risks(self) -> dict[str, Row]:
        """The month's risks by code."""
        return {str(row["uscc"]): row for row in self.stored.rows("pred_risk__monthly_enterprises")}

    @cached_property
    def evidence(self) -> dict[tuple[str, str], Row]:
        """The month's evidence by code and indicator."""
        return {(row["uscc"], row["indicator"]): row for row in self.stored.rows("feat_evidence__monthly_enterprises")}

    def rows(self, table: str, uscc: str | None = None) -> list[Row]:
        """Return the month's rows of a table, of one enterprise where it is named."""
        return self.stored.rows(table, "true" if uscc is None else f"uscc = '{uscc}'")

    def standing(self, uscc: str) -> str:
        """Say how an enterprise of the register stands on the day: monitored, left or future."""
        row = self.everybody[uscc]
        if row["left_register_on"] is not None and row["left_register_on"] <= self.day:
            return "left"
        return "future" if row["registered_on"] is not None and row["registered_on"] > self.day else "monitored"

    @cached_property
    def words_with_digits(self) -> list[str]:
        """What people are called and wrote that has digits of its own, the longest first: no figure of ours."""
        texts = {str(row[name]) for row in self.everybody.values() for name in ("name", "owner", "park", "street") if row.get(name)}
        columns = {
            names.VISITS: ("visited_by", "finding", "outcome", "note"), names.APPEALS: ("detail", "handled_by"),
            names.SIGNALS: ("detail", "source", "destination"), names.POLICIES: ("title", "department", "amount_words"),
            names.POLICY_CLAUSES: ("words_zh",), names.OUTCOMES: ("note",),
        }  # fmt: skip
        for table, named in columns.items():
            texts |= {" ".join(str(row[name]).split()) for row in self.facts(table) for name in named if row.get(name)}
        texts |= {str(row[0]) for row in self.stored.query("select file_name from raw_deliveries__event_files")}
        texts |= set(words_of_corrections(self))
        return sorted((text for text in texts if any(mark.isdigit() for mark in text)), key=lambda text: (-len(text), text))

    def restated_count(self) -> Mapping[str, int]:
        """Count the figures restated this month by indicator."""
        return Counter(str(row["indicator"]) for row in self.rows("out_restatements__monthly_observations"))
