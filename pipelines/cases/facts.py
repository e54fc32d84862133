"""What people recorded about cases, written as tidy files that the next ingest takes in like a delivery: visits, appeals, claims, how cases
ended.

In: rows of ops.db, in a fixed order, so that the same records give the same bytes. Out: what came from the warehouse itself (the door
`list`), which is known there, and how files are taken in (pipelines.ingest).
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from pipelines.cases.appeal_export import APPEAL_COLUMNS, appeal_rows
from pipelines.cases.lead_recording import CLAIM_COLUMNS, claim_rows
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import replace_file
from warehouse.case_vocabulary import CLOSINGS
from warehouse.ops import cases as stored
from warehouse.ops.ops_db import open_ops

# Above the inbox, so that no delivery can be called like it.
PREFIX: Final = "../cases/"
VISIT_COLUMNS: Final = ("uscc", "visited_on", "by", "finding", "outcome", "note", "received_on")
OUTCOME_COLUMNS: Final = ("uscc", "on", "outcome", "note", "received_on")


def write_case_files(home: DataDir, day: date) -> Path | None:
    """Write what was known by a day into the home's folder `cases`; returns the folder, None where nobody recorded anything."""
    if not home.ops.exists():
        return None
    with open_ops(home.ops) as connection:
        visits, closings = stored.visits_by_people(connection, day), stored.closings_by_people(connection, day)
        appeals, claims = appeal_rows(connection, day), claim_rows(connection, day)
    outcomes = [(uscc, on, CLOSINGS[key].outcome, words, on) for uscc, key, on, words in closings if CLOSINGS[key].outcome]
    home.cases.mkdir(parents=True, exist_ok=True)
    _write(home.cases / "visits.csv", VISIT_COLUMNS, visits)
    _write(home.cases / "outcomes.csv", OUTCOME_COLUMNS, outcomes)
    _write(home.cases / "appeals.csv", APPEAL_COLUMNS, appeals)
    _write(home.cases / "claims.csv", CLAIM_COLUMNS, claims)
    return home.cases


def _write(path: Path, columns: Sequence[str], rows: Sequence[Iterable[Any]]) -> None:
    """Write a file whole, or take it away where it would have a heading and nothing else."""
    if not rows:
        path.unlink(missing_ok=True)
        return
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([" ".join(str(cell).split()) for cell in row] for row in rows)
    replace_file(path, target.getvalue().encode())
