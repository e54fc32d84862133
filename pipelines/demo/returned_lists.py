"""The published lists as the demonstration district's officials send them back: filled in with what their visits found.

They can only fill in a list that is out, so this is written after a run. Most go in time, some late, some never; they mostly see what is
there, and now and then they do not. Nobody else reads the truth here: risks know of it what the returned workbooks say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from zlib import crc32

import numpy as np
import polars as pl

from pipelines.demo.departments.workbook_bytes import CellValue
from pipelines.demo.people_records import FALSE_NOTES
from warehouse.periods import shift_month
from warehouse.vocabulary import FINDINGS, LEVELS, OUTCOMES, VISIT_STATES

CODE, LEVEL = "统一社会信用代码", "等级"
VISITED_ON, FINDING, OUTCOME, REMARK = "走访时间", "走访结论", "处置结果", "备注"
WORDS: Final = {**OUTCOMES.words(), **FINDINGS.words(), **VISIT_STATES.words()}
# Of those on a list: visited in time, visited late; the others are not visited.
IN_TIME_SHARE, LATE_SHARE = 0.75, 0.09
LATEST_DELAY_DAYS = 12
SERIOUS: Final = ("decline", "closure", "relocation", "transfer")
# Of them, those that end in another district.
LEAVING: Final = ("relocation", "transfer")
# So many months after the end of a decline a visit still hears of it.
HEARD_MONTHS = 6
# What a visit finds where something is wrong, where it is over, where figures fell for another reason, and where nothing happens.
SEEN: Final = {
    "serious": (("confirmed", 0.60), ("partly", 0.24), ("normal", 0.11), ("false_alarm", 0.05)),
    # Who looks for another place does not always say so.
    "leaving": (("confirmed", 0.35), ("partly", 0.25), ("normal", 0.35), ("false_alarm", 0.05)),
    "over": (("solved", 0.70), ("normal", 0.25), ("partly", 0.05)),
    "benign": (("false_alarm", 0.70), ("normal", 0.25), ("partly", 0.05)),
    "nothing": (("normal", 0.55), ("false_alarm", 0.41), ("partly", 0.04)),
}
IN_SERVICE_SHARE, RECOVERED_SHARE = 0.6, 0.5


@dataclass(frozen=True, slots=True)
class Truth:
    """What happens to each enterprise: its events, columns as truth_events."""

    events: Mapping[str, Sequence[Mapping[str, Any]]]

    def state(self, uscc: str, day: date) -> tuple[str, str]:
        """Return how an enterprise stands on a day (gone, or a key of SEEN), and the kind of event behind it."""
        begun = [event for event in self.events.get(uscc, ()) if event["onset"] <= day]
        for event in begun:
            # The truth names the month of leaving; when it is over the place is empty.
            is_gone = event["left_on"] is not None and shift_month(event["left_on"], 1) <= day
            if is_gone and event["form"] != "partial" and event["kind"] in SERIOUS:
                return "gone", event["kind"]
        lasting = {event["kind"]: event["end"] for event in begun if event["end"] is None or event["end"] > day}
        serious = next((kind for kind in SERIOUS if kind in lasting), None)
        if serious is not None:
            return "leaving" if serious in LEAVING else "serious", serious
        long_ago = shift_month(day.replace(day=1), -HEARD_MONTHS)
        if any(event["kind"] in SERIOUS and event["end"] is not None and event["end"] > long_ago for event in begun):
            return "over", "decline"
        benign = next((kind for kind in FALSE_NOTES if kind in lasting), None)
        return ("nothing", "") if benign is None else ("benign", benign)


def truth_of(events: pl.DataFrame) -> Truth:
    """Return the truth from rows of truth_events."""
    by_code: dict[str, list[Mapping[str, Any]]] = {}
    for row in events.sort("uscc", "onset", "kind").to_dicts():
        by_code.setdefault(row["uscc"], []).append(row)
    return Truth(by_code)


def fill_in(
    rows: Sequence[Sequence[Any]], truth: Truth, month: date, out: date, respond_days: Mapping[str, int], today: date
) -> list[list[CellValue]]:
    """Return the rows of a list's first sheet, headings first, with visits up to today filled in; `out` is the day it came out."""
    place = {str(heading): column for column, heading in enumerate(rows[0])}
    filled: list[list[CellValue]] = [list(rows[0])]
    for row in rows[1:]:
        cells: list[CellValue] = [None if cell == "" else cell for cell in row]
        uscc = str(cells[place[CODE]])
        days = respond_days[next(level.key for level in LEVELS if str(cells[place[LEVEL]]).startswith(level.zh))]
        # Everybody's draws hang on the enterprise and the month alone, so that one more on the list changes nobody else's visit.
        answers = visit(np.random.default_rng([crc32(uscc.encode()), month.toordinal()]), truth, uscc, out, days, today)
        for heading, value in answers.items():
            cells[place[heading]] = value
        filled.append(cells)
    return filled


def visit(rng: np.random.Generator, truth: Truth, uscc: str, out: date, days: int, today: date) -> dict[str, CellValue]:
    """Return what an official filled in for one enterprise of the list, by heading; empty where nobody has been there by today."""
    chance, in_time, delay = rng.random(), int(rng.integers(1, days + 1)), int(rng.integers(1, LATEST_DELAY_DAYS + 1))
    if chance >= IN_TIME_SHARE + LATE_SHARE:
        return {}
    day = _working_day(out + timedelta(days=in_time if chance < IN_TIME_SHARE else days + delay), out)
    if day > today:
        return {}
    finding, outcome, note = found(rng, *truth.state(uscc, day))
    return {VISITED_ON: day, FINDING: WORDS[finding], OUTCOME: WORDS[outcome] if outcome else None, REMARK: note}


def found(rng: np.random.Generator, state: str, kind: str) -> tuple[str, str | None, str | None]:
    """Return finding, outcome and remark of a visit to an enterprise in a state."""
    look, service = rng.random(), rng.random()
    if state == "gone":
        return "confirmed", "relocated_out" if kind in LEAVING else "closed", "现场已无生产经营"
    chances = np.cumsum([chance for _, chance in SEEN[state]])
    finding = SEEN[state][min(int(np.searchsorted(chances, look, side="right")), len(chances) - 1)][0]
    if finding in ("confirmed", "partly"):
        return finding, "in_service" if service < IN_SERVICE_SHARE else None, None
    if finding == "solved":
        return finding, "recovered" if service < RECOVERED_SHARE else None, None
    return finding, None, FALSE_NOTES.get(kind) if finding == "false_alarm" else None


def _working_day(day: date, out: date) -> date:
    """Return the day, or the Friday before one of a weekend where that lies after the list came out, else the Monday after."""
    late = day.weekday() - 4
    if late <= 0:
        return day
    friday = day - timedelta(days=late)
    return friday if friday > out else day + timedelta(days=3 - late)
