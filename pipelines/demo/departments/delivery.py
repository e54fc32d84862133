"""Writes the figures as departments send them: the one way into this package."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.demo.departments import bills, insurance, investment, statistics, tax
from pipelines.demo.departments.accounts import Accounts, link_rows, plan_accounts
from pipelines.demo.departments.choosing import choose_ways, name_of
from pipelines.demo.departments.file_cells import Sheet, file_bytes
from pipelines.demo.departments.forms import Form, file_name
from pipelines.demo.departments.register_export import MAP_FILE, REGISTER_FILE, map_bytes, register_bytes
from pipelines.demo.departments.spelling import find_overrides
from pipelines.demo.departments.spoiling import add_twins, spoil, withdraw
from pipelines.demo.departments.whole_files import damaged_workbooks, intact_name, misstate_files
from pipelines.demo.indicator_traits import UTILITIES
from pipelines.demo.simulation import Simulation

# What is left of a workbook that broke off on its way.
DAMAGED_SHARE = 0.6
NAMED_SUBTOTALS = "named_subtotals"
TRUTH_SCHEMA = pl.Schema(
    {
        "file_name": pl.String,
        "row_number": pl.Int64,
        "uscc": pl.String,
        "account": pl.String,
        "indicator": pl.String,
        "period": pl.String,
        "fault": pl.String,
    }
)
FILES_SCHEMA = pl.Schema({"file_name": pl.String, "department": pl.String, "rows": pl.Int64, "clean_rows": pl.Int64, "way": pl.String})


@dataclass(frozen=True, slots=True)
class Delivered:
    """Paths of the files, rows by department, and what was planted: `faults`, `withdrawals`, and for every file its rows and clean rows."""

    files: list[Path]
    rows: dict[str, int]
    faults: pl.DataFrame
    withdrawals: pl.DataFrame
    counts: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Written:
    """One department's files by name, its rows with `file` and `row_number`, kinds of unreadable copies and unusual ways by file."""

    form: Form
    files: dict[str, bytes]
    rows: pl.DataFrame
    damaged: dict[str, str]
    ways: dict[str, str]


def write_departments(inbox: Path, world: Simulation, rows: pl.DataFrame, register: pl.DataFrame) -> Delivered:
    """Write every department's files, the register and the map of accounts below the inbox."""
    plans = {utility: plan_accounts(world, utility) for utility in UTILITIES}
    written = [write_one(world, form, build(world, rows)) for form, build in builders(plans).items()]
    links = link_rows(world, list(plans.values()))
    others = {REGISTER_FILE: register_bytes(register), MAP_FILE: map_bytes(links, world.settings)}
    codes = world.register.codes
    return Delivered(
        files=_write(inbox, {name: content for each in written for name, content in each.files.items()} | others),
        rows={each.form.department: each.rows.height for each in written} | {"register": register.height, "account_map": links.height},
        faults=pl.concat([_faults(each, codes) for each in written]).sort("file_name", "row_number", "indicator", nulls_last=True),
        withdrawals=pl.concat([_statements(each, codes, pl.col("is_withdrawn")) for each in written]).drop("fault"),
        counts=_counts(written, {REGISTER_FILE: register.height, MAP_FILE: links.height}),
    )


def builders(plans: dict[str, Accounts]) -> dict[Form, Callable[[Simulation, pl.DataFrame], pl.DataFrame]]:
    """Which form is filled by what."""
    return {
        statistics.FORM: statistics.build,
        investment.FORM: investment.build,
        tax.FORM: tax.build,
        insurance.FORM: insurance.build,
        bills.GRID: lambda world, rows: bills.build_grid(world, rows, plans["electricity"]),
        bills.WATER: lambda world, rows: bills.build_metered(world, rows, plans["water"], bills.WATER),
        bills.GAS: lambda world, rows: bills.build_metered(world, rows, plans["gas"], bills.GAS),
    }


def write_one(world: Simulation, form: Form, rows: pl.DataFrame) -> Written:
    """Spoil a department's rows, put them into files, and keep the truth."""
    settings = world.settings
    # Workbooks for last year and this, text before.
    place = file_name(form, settings.last.year - 1)
    if "account" not in rows.columns:
        rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias("account"))
    rows = rows.with_columns(place.alias("file"))
    if form is statistics.FORM:
        rows = misstate_files(settings, form, rows)
    rows = spoil(settings, form, rows)
    rows = withdraw(settings, form, rows) if form is not tax.FORM else rows.with_columns(pl.lit(False).alias("is_withdrawn"))
    # Rows that take a figure back are on their way later than the rows they came from.
    rows = rows.with_columns(pl.when("is_withdrawn").then(place).otherwise("file").alias("file"))
    damaged = damaged_workbooks(settings, rows) if form is statistics.FORM else []
    rows = rows.with_columns(pl.col("file").replace({name: intact_name(name) for name in damaged}))
    choice = choose_ways(settings, form, rows)
    again = {name: intact_name(name) for name in choice.unreadable} | {name: name_of(name, way) for name, way in choice.readable.items()}
    ways = {again[name]: way for name, way in choice.readable.items()}
    rows = add_twins(settings, form, rows.with_columns(pl.col("file").replace(again)))
    rows = number_rows(rows, form, [name for name, way in ways.items() if way == NAMED_SUBTOTALS])
    overrides = find_overrides(settings, form, rows)
    sheets = _sheets(form, rows)
    files = {sheet.name: file_bytes(sheet, overrides, ways.get(sheet.name)) for sheet in sheets}
    broken = {name: files[intact_name(name)][: int(DAMAGED_SHARE * len(files[intact_name(name)]))] for name in damaged}
    by_name = {sheet.name: sheet for sheet in sheets}
    unreadable = {name: file_bytes(by_name[again[name]], overrides, way) for name, way in choice.unreadable.items()}
    return Written(form, files | broken | unreadable, rows, dict.fromkeys(damaged, "damaged_file") | choice.unreadable, ways)


def number_rows(rows: pl.DataFrame, form: Form, with_sums: list[str]) -> pl.DataFrame:
    """Put rows in the order of the files and number those of each file from 1; sums below an enterprise's rows count too.

    Adds `summed`: how many rows are summed up below a row.
    """
    order = ["file", "firm", "account"] if form.is_by_hand else ["file", "received_on", "firm", "account"]
    ordered = rows.sort(order, maintain_order=True).with_columns(pl.col("file").is_in(with_sums).alias("has_sums"))
    size = pl.len().over("file", "firm")
    is_last = pl.int_range(pl.len()).over("file", "firm") == size - 1
    summed = pl.when(pl.col("has_sums") & is_last & (size > 1)).then(size).otherwise(0).cast(pl.Int64)
    above = (pl.col("summed") > 0).cast(pl.Int64)
    return (
        ordered.with_columns(summed.alias("summed"))
        .with_columns(
            (pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("file") + (above.cum_sum() - above).over("file")).alias("row_number")
        )
        .drop("has_sums")
    )


def _sheets(form: Form, rows: pl.DataFrame) -> list[Sheet]:
    """Cut the rows into files."""
    sheets, start = [], 0
    for part in rows.partition_by("file", maintain_order=True):
        sheets.append(Sheet(form, part["file"][0], part, start))
        start += part.height
    return sheets


def _write(inbox: Path, files: dict[str, bytes]) -> list[Path]:
    """Write the files; gives their paths in order."""
    for name, content in files.items():
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return sorted(inbox / name for name in files)


def _statements(written: Written, codes: list[str], chosen: pl.Expr) -> pl.DataFrame:
    """One row of truth for every filled figure of the chosen rows."""
    rows = written.rows.filter(chosen)
    about = pl.col("firm").replace_strict(dict(enumerate(codes)), default=None, return_dtype=pl.String)
    parts = [
        rows.filter(pl.col(figure.value).is_not_null() & pl.col("fault_figure").fill_null(figure.value).eq(figure.value)).select(
            pl.col("file").alias("file_name"), "row_number", about.alias("uscc"), "account", pl.lit(figure.indicator).alias("indicator"),
            "period", "fault",
        )
        for figure in written.form.figures
    ]  # fmt: skip
    return pl.concat(parts).cast(TRUTH_SCHEMA)


def _faults(written: Written, codes: list[str]) -> pl.DataFrame:
    """The truth about a department's faults, whole files with no row number among them."""
    whole = [(name, None, None, None, None, None, kind) for name, kind in written.damaged.items()]
    return pl.concat([_statements(written, codes, pl.col("fault").is_not_null()), pl.DataFrame(whole, schema=TRUTH_SCHEMA, orient="row")])


def _counts(written: list[Written], others: dict[str, int]) -> pl.DataFrame:
    """Rows and clean rows of every file, 0 in a damaged one."""
    parts = [
        each.rows.group_by("file").agg(
            pl.lit(each.form.department).first().alias("department"),
            pl.len().cast(pl.Int64).alias("rows"),
            pl.col("fault").is_null().sum().cast(pl.Int64).alias("clean_rows"),
            pl.col("file").first().replace_strict(each.ways, default=None, return_dtype=pl.String).alias("way"),
        )
        for each in written
    ]
    damaged = [(name, each.form.department, 0, 0, None) for each in written for name in each.damaged]
    rest = damaged + [(name, name.partition("/")[0], count, count, None) for name, count in others.items()]
    named = pl.concat(parts).rename({"file": "file_name"}).cast(FILES_SCHEMA)
    return pl.concat([named, pl.DataFrame(rest, schema=FILES_SCHEMA, orient="row")]).sort("file_name")
