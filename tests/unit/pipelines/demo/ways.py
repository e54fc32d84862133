"""One file of each department, and what the warehouse says once a file of it was taken in."""

import tempfile
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from pipelines.demo.department_figures import deliver
from pipelines.demo.departments.choosing import name_of
from pipelines.demo.departments.delivery import NAMED_SUBTOTALS, builders, number_rows, plan_accounts
from pipelines.demo.departments.file_cells import Sheet, file_bytes
from pipelines.demo.departments.forms import Form, file_name
from pipelines.demo.indicator_traits import UTILITIES
from pipelines.demo.settings import DemoSettings
from pipelines.demo.simulation import Simulation, simulate
from pipelines.ingest.report import FileReport
from tests.unit.pipelines.ingest.deliveries import Inbox
from warehouse import names

TODAY = date(2025, 12, 31)
TABLES = (names.OBSERVATIONS, names.BILLS, names.PAYMENTS, names.PROJECTS)


@cache
def district() -> tuple[Simulation, pl.DataFrame]:
    """A small district and its figures."""
    world = simulate(DemoSettings(last=date(2025, 9, 1), enterprises=60, months=24, seed=2))
    return world, deliver(world)


@cache
def forms() -> dict[str, Form]:
    """The forms by department."""
    return {form.department: form for form in builders({})}


@cache
def sheet_of(department: str, suffix: str, *, with_sums: bool = False) -> Sheet:
    """The largest file of a department in one format, without faults."""
    world, rows = district()
    plans = {utility: plan_accounts(world, utility) for utility in UTILITIES}
    form, build = next(each for each in builders(plans).items() if each[0].department == department)
    built = build(world, rows)
    if "account" not in built.columns:
        built = built.with_columns(pl.lit(None, dtype=pl.String).alias("account"))
    placed = built.with_columns(file_name(form, 2025).alias("file"), pl.lit(value=False).alias("is_withdrawn"))
    chosen = placed.filter(pl.col("file").str.ends_with(suffix)).group_by("file").len().sort("len", "file")["file"].to_list()[-1]
    return Sheet(form, chosen, number_rows(placed.filter(pl.col("file") == chosen), form, [chosen] if with_sums else []), 0)


def taken_in(department: str, suffix: str, way: str | None) -> tuple[FileReport, list[tuple[object, ...]], pl.DataFrame]:
    """What the report, the tables and the quarantine say of one file written in a way, without where it came from."""
    sheet = sheet_of(department, suffix, with_sums=way == NAMED_SUBTOTALS)
    with tempfile.TemporaryDirectory() as folder:
        inbox = Inbox(Path(folder))
        inbox.put(name_of(sheet.name, way), file_bytes(sheet, {}, way))
        (report,) = inbox.ingest(TODAY).files
        stored = [row for table in TABLES for row in _facts(inbox, table)]
        return report, stored, inbox.quarantine()


def _facts(inbox: Inbox, table: str) -> list[tuple[object, ...]]:
    frame = inbox.store.read(table).drop("delivery_id", "row_number")
    return sorted(frame.rows(), key=str)
