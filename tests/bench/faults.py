"""How many planted faults of data are caught, and how many clean rows with them; run by `make bench-faults`.

Each district is written as departments send it, ingested whole, and edited for every month from the 13th on, each as known on its own
as-of day. A fault is caught when its row was refused, set aside, or not stored a second time (duplicates) at ingest, or when a run that
saw it set it aside. A fault that no run saw, because it was restated before its first as-of day, is reported apart, and so are faults
about the first twelve months and those in a column nothing is taken from. Seeds 1 to 9 are for development; reports use others.
"""

import argparse
import math
import sys
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from pipelines.clock import scheduled_day
from pipelines.data_dir import DataDir
from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoSettings
from pipelines.ingest.run import ingest_inbox
from pipelines.month.edits import suspects_of
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.settings import Settings, load_settings
from warehouse import names
from warehouse.periods import months_between
from warehouse.store import Store

LAST = date(2026, 6, 1)
FIRST_EDITED = 12
PLACE = ["delivery_id", "row_number", "indicator"]
FACTS = {names.OBSERVATIONS: None, names.BILLS: None, names.PAYMENTS: "tax", names.PROJECTS: "fixed_investment"}
# What no run looks at: the month beside a total is not stored, so a total pasted there changes nothing.
UNUSED = (pl.col("fault") == "total_for_month") & pl.col("indicator").is_in(["output_value", "value_added"])
WHOLE_FILES = ("wrong_file_unit", "damaged_file")
# A copy that nobody should take as it stands has no rows of its own in the truth; the intact copy after it has them.
IS_COPY = pl.col("row_number").is_null()
# What no look at a row alone can tell, so that only a run, which knows the history, can find it.
FOR_RUNS = ("unit_slip", "swapped_years", "month_for_total", "total_for_month")
Z = 1.96


@dataclass(frozen=True, slots=True)
class Measured:
    """One district: `faults` has a row for each planted fault with its `outcome`, `clean` one for each clean row lost.

    `ways` has a row for each file written in an unusual way, with its clean rows and how many of them were lost or never counted.
    """

    faults: pl.DataFrame
    clean: pl.DataFrame
    clean_rows: int
    ways: pl.DataFrame


class RememberingStore(Store):
    """A warehouse that keeps what it read for the day it was asked about last, which one run asks for several times."""

    def __init__(self, path: Path) -> None:
        """Open it."""
        super().__init__(path)
        self._day: date | None = None
        self._kept: dict[str, pl.DataFrame] = {}

    def as_of(self, table: str, day: date) -> pl.DataFrame:
        """Return a fact table as it was known on `day`."""
        if day != self._day:
            self._day, self._kept = day, {}
        if table not in self._kept:
            self._kept[table] = super().as_of(table, day)
        return self._kept[table]


def main(arguments: list[str] | None = None) -> int:
    """Measure the districts asked for and print the tables."""
    asked = _parse(arguments)
    measured = []
    for seed in asked.seeds:
        measured.append(measured_district(seed, asked.enterprises, asked.months))
        _say(f"seed {seed}: {_headline(measured[-1:])}")
    _say(f"\nall seeds: {_headline(measured)}\n")
    faults = pl.concat(each.faults for each in measured)
    _say(fault_table(faults))
    _say("\nFiles in unusual ways of writing, and rows of them lost")
    _say(way_table(pl.concat(each.ways for each in measured)))
    _say("\nMissed, by kind and indicator")
    missed = faults.filter(pl.col("outcome") == "missed")
    _say(missed.group_by("fault", "indicator").len("missed").sort("missed", "fault", "indicator", descending=[True, False, False]))
    rows = sum(each.clean_rows for each in measured)
    _say(f"\nClean rows refused or set aside, of {rows:,}, by rule and indicator")
    _say(clean_table(pl.concat(each.clean for each in measured), rows))
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(301, 311)))
    parser.add_argument("--enterprises", type=int, default=240)
    parser.add_argument("--months", type=int, default=30)
    return parser.parse_args(arguments)


def measured_district(seed: int, enterprises: int, months: int, home: Path | None = None, every: int = 1) -> Measured:
    """Write, ingest and edit one district, the last month and one in `every` before it; a `home` that holds it already is used as it is."""
    if home is None:
        with tempfile.TemporaryDirectory() as folder:
            return measured_district(seed, enterprises, months, Path(folder), every)
    settings = load_settings(home / "config")
    with RememberingStore(home / "warehouse.duckdb") as store:
        if not (home / "truth").exists():
            demo = DemoSettings(last=LAST, enterprises=enterprises, months=months, seed=seed)
            write_district(home / "inbox", home / "truth", demo)
            ingest_inbox(store, home / "inbox", demo.last_day + timedelta(days=1), settings.ingest)
        return _measure(store, home / "truth", settings, _edited_months(months), every)


def _edited_months(months: int) -> list[date]:
    """Return the months from the 13th on."""
    first = LAST.year * 12 + LAST.month - 1 - (months - 1 - FIRST_EDITED)
    return months_between(date(first // 12, first % 12 + 1, 1), LAST)


def _measure(store: Store, truth: Path, settings: Settings, months: list[date], every: int) -> Measured:
    """Say of each fault what became of it, and which clean rows were lost."""
    planted = pl.read_parquet(truth / "truth_faults.parquet")
    delivered = store.read(names.DELIVERIES).select("delivery_id", "file_name").unique("file_name")
    faults = planted.join(delivered, on="file_name", how="left").with_row_index("fault_id")
    visible, edited = _runs(store, settings, months[::-every])
    stored = pl.concat([_placed(store.read(table), indicator) for table, indicator in FACTS.items()]).select(PLACE).unique()
    aside = _set_aside_at_ingest(store)
    judged = (
        faults.with_columns(is_copy_caught=pl.col("delivery_id").is_in(_caught_copies(store)))
        .join(stored.with_columns(is_stored=pl.lit(value=True)), on=PLACE, how="left")
        .join(
            aside.group_by("delivery_id", "row_number").agg(ingest_rule=pl.col("rule").min()),
            on=["delivery_id", "row_number"],
            how="left",
            nulls_equal=True,
        )
        .join(visible, on=PLACE, how="left")
        .join(edited, on=PLACE, how="left")
    )
    known = pl.concat([planted, pl.read_parquet(truth / "truth_withdrawals.parquet")], how="diagonal").join(delivered, on="file_name")
    lost = pl.concat([aside.drop("action"), edited.rename({"run_rule": "rule"}).select(*PLACE, "rule")])
    # The clean rows of a spoilt copy are those of the intact one.
    copies = faults.filter(IS_COPY).select("delivery_id")
    clean = lost.join(known, on=["delivery_id", "row_number"], how="anti").filter(pl.col("row_number").is_not_null())
    clean = clean.join(copies, on="delivery_id", how="anti")
    files = pl.read_parquet(truth / "truth_files.parquet").filter(~pl.col("department").is_in(["register", "account_map"]))
    ways = _ways(store, files, delivered, clean)
    return Measured(judged.with_columns(_outcome(months[0])), clean, int(files["clean_rows"].sum()), ways)


def _ways(store: Store, files: pl.DataFrame, delivered: pl.DataFrame, clean: pl.DataFrame) -> pl.DataFrame:
    """Return the files written in an unusual way; one that was refused as a whole has lost all of its rows."""
    lost = clean.select("delivery_id", "row_number").unique().group_by("delivery_id").len("lost")
    rows_in = store.read(names.DELIVERIES).select("delivery_id", "rows_in", "layout")
    unusual = files.filter(pl.col("way").is_not_null()).join(delivered, on="file_name", how="left")
    placed = unusual.join(lost, on="delivery_id", how="left").join(rows_in, on="delivery_id", how="left")
    is_refused = pl.col("layout").is_null()
    return placed.select(
        "way",
        "file_name",
        "rows",
        rows_in=pl.col("rows_in").fill_null(0),
        is_refused=is_refused,
        lost=pl.when(is_refused).then("clean_rows").otherwise(pl.col("lost").fill_null(0)),
    )


def way_table(ways: pl.DataFrame) -> pl.DataFrame:
    """Sum up files by their way of writing: rows written, rows counted at ingest, clean rows lost."""
    return (
        ways.group_by("way").agg(pl.len().alias("files"), pl.col("is_refused").sum(), pl.col("rows", "rows_in", "lost").sum()).sort("way")
    )


def _runs(store: Store, settings: Settings, months: list[date]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the figures that a run saw, with the first that did, and those that one set aside, with the first and its rule."""
    visible, edited = [], []
    for month in months:
        run = MonthRun(month, scheduled_day(month), settings, DataDir(store.path.parent), StageTables(store))
        seen = pl.concat([_placed(store.as_of(table, run.as_of), indicator) for table, indicator in FACTS.items()])
        visible.append(seen.filter(pl.col("period") <= month).select(*PLACE, seen_in=pl.lit(month)))
        edited.append(suspects_of(run).select(*PLACE, caught_in=pl.lit(month), run_rule="rule"))
    first_seen = pl.concat(visible).group_by(PLACE).agg(pl.col("seen_in").min())
    return first_seen, pl.concat(edited).sort("caught_in").unique(PLACE, keep="first", maintain_order=True)


def _placed(rows: pl.DataFrame, indicator: str | None) -> pl.DataFrame:
    """Return where rows stand and which month they are about."""
    named = rows if indicator is None else rows.with_columns(indicator=pl.lit(indicator))
    return named.select(*PLACE, "period")


def _set_aside_at_ingest(store: Store) -> pl.DataFrame:
    """Return the rows refused or set aside at ingest."""
    return store.read(names.QUARANTINE).select(*PLACE, "rule", "action").unique(["delivery_id", "row_number", "indicator", "rule"])


def _caught_copies(store: Store) -> list[str]:
    """Return the deliveries of which something was refused and nothing contradicts what the same file says elsewhere.

    What a copy says otherwise than its intact successor, which is of the same day, would be set aside with it.
    """
    rows = store.read(names.QUARANTINE).group_by("delivery_id").agg((pl.col("action") == "refused").any().alias("is_refused"), _has_clash())
    return rows.filter("is_refused", ~pl.col("has_clash"))["delivery_id"].to_list()


def _has_clash() -> pl.Expr:
    return (pl.col("rule") == "two_values_one_day").any().alias("has_clash")


def _outcome(first: date) -> list[pl.Expr]:
    """Say what became of a fault: caught at ingest or by a run, missed, or not to be counted, and why."""
    is_early = pl.col("period").str.to_date("%Y-%m") < first
    is_gone = pl.col("is_stored").is_null() & ~IS_COPY
    at_ingest = pl.when(IS_COPY).then("is_copy_caught").otherwise(pl.col("ingest_rule").is_not_null() | is_gone)
    outcome = (
        pl.when(at_ingest & ~is_early.fill_null(value=False)).then(pl.lit("caught at ingest"))
        .when(is_early).then(pl.lit("first twelve months"))
        .when(UNUSED).then(pl.lit("in an unused column"))
        .when(pl.col("caught_in").is_not_null()).then(pl.lit("caught by a run"))
        .when(pl.col("seen_in").is_null() & ~IS_COPY).then(pl.lit("not seen"))
        .otherwise(pl.lit("missed"))
    )  # fmt: skip
    return [outcome.alias("outcome"), (pl.col("caught_in") == pl.col("seen_in")).fill_null(value=False).alias("is_at_once")]


def fault_table(faults: pl.DataFrame) -> pl.DataFrame:
    """Count outcomes by kind of fault, with the share caught of those seen and its 95 % interval."""
    kinds = ["caught at ingest", "caught by a run", "missed", "not seen", "first twelve months", "in an unused column"]
    counts = faults.group_by("fault").agg(
        pl.len().alias("planted"),
        *((pl.col("outcome") == kind).sum().alias(kind) for kind in kinds),
        ((pl.col("outcome") == "caught by a run") & pl.col("is_at_once")).sum().alias("in the first run"),
    )
    groups = {
        "those only a run can find": pl.col("fault").is_in(FOR_RUNS),
        "all but whole files": ~pl.col("fault").is_in(WHOLE_FILES),
        "all": pl.lit(value=True),
    }
    sums = [counts.filter(chosen).select(pl.lit(name).alias("fault"), pl.exclude("fault").sum()) for name, chosen in groups.items()]
    table = pl.concat([counts.sort("fault"), *sums])
    shares = [_share(caught, seen) for caught, seen in zip(*_caught_and_seen(table), strict=True)]
    return table.with_columns(pl.Series("caught of seen", shares))


def _caught_and_seen(table: pl.DataFrame) -> tuple[list[int], list[int]]:
    caught = table["caught at ingest"] + table["caught by a run"]
    return caught.to_list(), (caught + table["missed"]).to_list()


def clean_table(clean: pl.DataFrame, rows: int) -> pl.DataFrame:
    """Count clean rows lost by rule and indicator."""
    counts = clean.group_by("rule", "indicator").len("rows").sort("rows", "rule", "indicator", descending=[True, False, False])
    return counts.with_columns(pl.Series("share", [_share(count, rows) for count in counts["rows"]], dtype=pl.String))


def lost_rows(measured: Measured) -> int:
    """Return how many clean rows were lost, all of a file refused as a whole; a wide row counts once."""
    rows = measured.clean.select("delivery_id", "row_number").n_unique() if measured.clean.height else 0
    # Rows of a file refused as a whole have no line of their own in quarantine.
    return rows + int(measured.ways.filter("is_refused")["lost"].sum() or 0)


def caught_and_seen(faults: pl.DataFrame) -> tuple[int, int]:
    """Return how many faults were caught, and of how many that could be; a file in a wrong unit is left out, it counts for itself."""
    counted = faults.filter(~pl.col("fault").is_in(WHOLE_FILES))["outcome"]
    caught = int(counted.is_in(["caught at ingest", "caught by a run"]).sum())
    return caught, caught + int((counted == "missed").sum())


def _headline(measured: list[Measured]) -> str:
    caught, seen = caught_and_seen(pl.concat(each.faults for each in measured))
    lost, rows = sum(lost_rows(each) for each in measured), sum(each.clean_rows for each in measured)
    return f"faults caught {caught} of {seen} seen, {_share(caught, seen)}; clean rows lost {lost} of {rows:,}, {_share(lost, rows)}"


def _share(part: int, whole: int) -> str:
    """Return a share in percent with its 95 % Wilson interval."""
    if not whole:
        return "—"
    share, spread = part / whole, Z * Z / whole
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / whole + spread / (4 * whole)) / (1 + spread)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return f"{100 * share:.2f} % [{100 * low:.2f}, {100 * high:.2f}]"


def _say(what: object) -> None:
    with pl.Config(tbl_rows=100, tbl_cols=30, tbl_width_chars=240, fmt_str_lengths=60, tbl_hide_dataframe_shape=True):
        sys.stdout.write(f"{what}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
