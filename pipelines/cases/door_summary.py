"""What an ingest recorded about cases, as plain data, and as the lines a person reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pipelines.cases.replies import Answers
from pipelines.cases.returned import Returned
from reports.words.format import plain

CASES: Final = "cases"
# A terminal holds so many lines; each case has its own among its history.
NAMED_MOST: Final = 10
KEPT_MOST: Final = 200


def summarise_doors(returned: Returned, answers: Answers) -> dict[str, Any]:
    """Return what was recorded from lists and mails, and each row or line that was not; empty where nothing happened."""
    remarks = [*returned.remarks, *answers.remarks]
    if not (returned.visits or returned.closings or answers.recorded or remarks):
        return {}
    return {
        CASES: {
            "visits": returned.visits,
            "closings": returned.closings,
            "mail_lines": answers.recorded,
            "remark_count": len(remarks),
            "remarks": [list(remark) for remark in remarks[:KEPT_MOST]],
        }
    }


def door_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield what was recorded about cases, then what somebody has to look at."""
    done = summary[CASES]
    lists = f"{done['visits']} visits and {done['closings']} closings recorded from lists"
    yield f"cases: {lists}, {done['mail_lines']} lines of mails recorded; {done['remark_count']} not taken"
    yield from (f"  case    {plain(file, 120)}, row {row}: {plain(text, 400)}" for file, row, text in done["remarks"][:NAMED_MOST])
    if done["remark_count"] > NAMED_MOST:
        yield f"  case    and {done['remark_count'] - NAMED_MOST} more; each stands in the history of its case (earlywarn case show)"
