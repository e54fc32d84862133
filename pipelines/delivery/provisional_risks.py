"""Risks of open cases worked out again on the day of a brief, by the models of the last list; nothing of it is stored with scores.

A brief is made from the snapshot and leaves the warehouse alone, so that the rows lie in its folder as a table of their own. In: which
frames, which day, the file. Out: what has changed and why (models.cases.provisional_scores), the page (reports.brief).
"""

from datetime import date
from pathlib import Path

import polars as pl

from models.cases.provisional_scores import SCHEMA, arrivals, provisional_changes
from models.risk.card_weights import models_of, why_not_read
from models.risk.score import score_month
from pipelines.data_dir import DataDir
from pipelines.delivery.publication import BRIEFS
from pipelines.month.list_inputs import known_facts
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.settings import Settings
from warehouse import names
from warehouse.store import Store

FILE = "provisional.csv"
# The days of a row: the list's month, the day up to which the list saw, the day up to which this sees.
DAYS = ("month", "listed_on", "as_of")


def provisional_risks(
    home: DataDir, store: Store, settings: Settings, listed: tuple[date, date] | None, last: date, codes: pl.Series
) -> pl.DataFrame:
    """Return the risks of some enterprises with what was known on a day: columns DAYS and SCHEMA.

    ``listed``: month and day of the newest list, None where none is out. No rows where its models cannot be applied by this program: they
    were made by an older version, whose features were computed otherwise.
    """
    empty = pl.DataFrame(schema={**dict.fromkeys(DAYS, pl.Date), **SCHEMA})
    if listed is None or codes.is_empty() or last <= listed[1]:
        return empty
    month, listed_on = listed
    card = store.read(names.MODEL_CARD, month=month)
    if why_not_read(card) is not None:
        return empty
    run = MonthRun(month, last, settings, home, StageTables(store))
    found = run.evidence()
    now = score_month(found.features, found.panel, models_of(card, settings.risk.calibration), known_facts(run))
    mine = pl.col("uscc").is_in(codes.implode())
    then = tuple(store.read(table, month=month).filter(mine) for table in (names.RISK, names.CONTRIBUTIONS))
    arrived = arrivals(_known(run), listed_on, last)
    rows = provisional_changes(
        (then[0], then[1]), (now.risk.filter(mine), now.contributions.filter(mine)), arrived, settings.cases.provisional_share
    )
    return rows.with_columns(month=pl.lit(month), listed_on=pl.lit(listed_on), as_of=pl.lit(last)).select(empty.columns)


def _known(run: MonthRun) -> dict[str, list[pl.DataFrame]]:
    """Return what evidence goes by, with the day each row became known; figures of months after the list's are for the next one."""
    return {
        "figures": [run.figures().filter(pl.col("period") <= run.month)],
        "reports": [run.known(names.SIGNALS), run.known(names.APPEALS)],
        "visits": [run.known(names.VISITS)],
    }


def table_bytes(rows: pl.DataFrame) -> bytes:
    """Return the rows as CSV, what moved a risk joined by semicolons."""
    return rows.with_columns(pl.col("features").list.join(";")).write_csv().encode()


def newest_provisional(home: DataDir, month: date, today: date) -> pl.DataFrame | None:
    """Return the rows of the newest brief up to a day that has any about the list of a month; None where none has."""
    for folder in sorted((home.briefings / BRIEFS).glob("????-??-??"), reverse=True):
        if folder.name <= today.isoformat() and (folder / FILE).exists():
            rows = read_table(folder / FILE)
            if rows.height and rows["month"][0] == month:
                return rows
    return None


def read_table(path: Path) -> pl.DataFrame:
    """Return the rows of a brief's file: columns DAYS and SCHEMA."""
    dated = {**dict.fromkeys(DAYS, pl.Date), **SCHEMA, "features": pl.String}
    rows = pl.read_csv(path, schema=dated)
    return rows.with_columns(pl.col("features").fill_null("").str.split(";").list.filter(pl.element() != ""))
