"""Past months made again, after figures and corrections that came later: in another zone, another language, on another day."""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import polars as pl

from pipelines.commands.ingest import ingest
from pipelines.data_dir import DataDir
from warehouse import names
from warehouse.store import Store

# After every month's own day.
RECEIVED_ON, REPORTED_ON = date(2026, 11, 20), date(2026, 11, 21)
RESTATED = 5
PROGRAM = """
import sys
from datetime import date, datetime
from pathlib import Path
from pipelines import clock
from pipelines.commands.report import report
from pipelines.data_dir import DataDir
from tests.district import without_paper
home, has_paper = DataDir(Path(sys.argv[1])), sys.argv[2] == "paper"
def again(month, moment):
    class Fixed(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.replace(tzinfo=clock.TIME_ZONE)
    clock.datetime = Fixed
    assert clock.now() == moment
    report(home, month, None)
for month, moment in (text.split("@") for text in sys.argv[3:]):
    month, moment = date.fromisoformat(month), datetime.fromisoformat(moment)
    if has_paper:
        again(month, moment)
    else:
        with without_paper():
            again(month, moment)
"""


def restate_and_correct(home: DataDir, months: Sequence[date]) -> None:
    """Deliver other figures for past months, long after them, and correct one of them."""
    with Store(home.warehouse, ops=home.ops) as store:
        known = store.observations_as_of(RECEIVED_ON).filter(pl.col("basis") == "month", pl.col("indicator") == "employment")
    rows = known.filter(pl.col("period").is_in(list(months))).group_by("period", maintain_order=True).head(RESTATED)
    assert rows.height
    fresh = rows.select(
        "uscc", "indicator", pl.col("period").dt.strftime("%Y-%m"), value=(pl.col("value") * 1.5 + 7).round(), unit=pl.lit("人"),
        basis="basis", received_on=pl.lit(RECEIVED_ON),
    )  # fmt: skip
    fresh.write_csv(home.inbox / "restated.csv")
    first = fresh.row(0, named=True)
    folder = home.config / "corrections"
    folder.mkdir(parents=True, exist_ok=True)
    text = (
        f'[[correction]]\nenterprise = "{first["uscc"]}"\nindicator = "employment"\nperiod = "{first["period"]}"\nbasis = "month"\n'
        f'action = "replace"\nexpect = {first["value"]:.1f}\nvalue = 9.0\nreason = "counted twice"\nreported_by = "甲"\n'
        f"reported_on = {REPORTED_ON}\n"
    )
    (folder / "later.toml").write_text(text, encoding="utf-8")
    ingest(home, None)
    with Store(home.warehouse, ops=home.ops) as store:
        files = store.read(names.DELIVERIES).filter(pl.col("file_name") == "restated.csv")
        assert files["rows_stored"].sum() == fresh.height


def make_again(home: DataDir, moments: Sequence[tuple[date, datetime]], zone: str, *, has_paper: bool) -> None:
    """Make past months again in a process of another zone and a plain language, each at a moment of its own."""
    asked = [f"{month}@{moment.isoformat()}" for month, moment in moments]
    environment = {
        **os.environ,
        "TZ": zone,
        "LANG": "C",
        "LC_ALL": "C",
        "PYTHONPATH": os.pathsep.join([os.getcwd(), *filter(None, sys.path)]),
    }
    command = [sys.executable, "-c", PROGRAM, str(home.root), "paper" if has_paper else "none", *asked]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1])
    assert done.returncode == 0, done.stderr
