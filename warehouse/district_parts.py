"""The facts of an installation parted by district: which enterprise is whose by the register, and the rows that are about each district's.

In: reading the published snapshot of an installation that takes in deliveries for several districts. Out: handing the rows to the homes of
the districts (pipelines.districts). An enterprise is a district's from the day on which the register names it there; all that is known of
its figures goes with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from warehouse import names
from warehouse.catalogue import table_named
from warehouse.connection import Database, connect
from warehouse.contract import conform
from warehouse.newest_rows import rows_after

# Facts about one enterprise, whose code they carry; organisation codes, nine characters of it, are understood as in as-of readings.
BY_CODE: Final = (
    names.OBSERVATIONS, names.PAYMENTS, names.PROJECTS, names.SIGNALS, names.OUTCOMES, names.APPEALS, names.VISITS, names.CLAIMS,
    names.ACCOUNTS,
)  # fmt: skip
# Those that may say that somebody left a district, and the day on which it did.
LEAVING: Final = {names.OUTCOMES: "occurred_on", names.VISITS: "visited_on"}
LEFT: Final = ("relocated_out", "left_register")
# Facts that hold for everybody.
FOR_ALL: Final = (names.POLICIES, names.POLICY_CLAUSES)
_PLACED_SCHEMA: Final = {"uscc": pl.String, "district": pl.String}


@dataclass(frozen=True, slots=True)
class Since:
    """What was handed over before: rows of batches up to `batch`, of the enterprises in `placed` (uscc, district)."""

    batch: int
    placed: pl.DataFrame

    @classmethod
    def nothing(cls) -> "Since":
        """Return that nothing was handed over yet."""
        return cls(0, pl.DataFrame(schema=_PLACED_SCHEMA))


class DistrictParts:
    """The open snapshot of an installation, read by district; use it as a context manager."""

    def __init__(self, snapshot: Path) -> None:
        """Open a snapshot to read; raises warehouse.errors.WarehouseError."""
        self._database: Database = connect(snapshot, read_only=True)
        self._register: pl.DataFrame | None = None
        self._narrowed: dict[str, str] = {}

    def __enter__(self) -> "DistrictParts":
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def last_batch(self) -> int:
        """Return the number of the last batch that was taken in, 0 where there is none."""
        found: int | None = self._database.sql(f"select max(batch_id) from {names.BATCHES}").fetchall()[0][0]  # noqa: S608
        return found or 0

    def register(self) -> pl.DataFrame:
        """Return every row of the register by code and day; where a row leaves the district out, the one that was named before holds."""
        if self._register is None:
            rows = self._database.sql(f"select * from {names.REGISTER} order by uscc, known_on, delivery_id, row_number").pl()  # noqa: S608
            self._register = rows.with_columns(pl.col("district").str.strip_chars().replace("", None).forward_fill().over("uscc"))
        return self._register

    def sizes(self) -> pl.DataFrame:
        """Return `district` and `count`: how many enterprises the newest rows of the register name in each, the unnamed as null."""
        newest = self.register().unique("uscc", keep="last", maintain_order=True)
        return newest.group_by("district").agg(count=pl.len()).sort("district")

    def placed(self, districts: list[str]) -> pl.DataFrame:
        """Return `uscc, district` of every enterprise that the register ever named in one of the districts, in order."""
        named = self.register().filter(pl.col("district").is_in(districts))
        return named.select("uscc", "district").unique().sort("district", "uscc")

    def narrow(self, placed: pl.DataFrame, since: Since) -> None:
        """Put what may have to be handed over aside, so that `rows` of each of many groups does not look through all that is stored.

        `placed`: all enterprises of all districts. What came since, and all of whoever is new in a district.
        """
        arrived = _codes(_marked(placed, since).filter("is_new"))
        self._database.register("arrived", arrived)
        accounts = (
            f"select indicator, account from {names.ACCOUNTS} t where {rows_after(self._database, names.ACCOUNTS, since.batch)} "  # noqa: S608
            "or t.uscc in (select code from arrived)"
        )
        of_arrived = "select * from {table} t where t.uscc in (select code from arrived)"
        of_accounts = f"select t.* from {{table}} t semi join ({accounts}) a on t.indicator = a.indicator and t.account = a.account"  # noqa: S608
        for table in BY_CODE:
            self._set_aside(table, since, of_arrived)
        self._set_aside(names.BILLS, since, of_accounts)
        self._set_aside(names.READINGS, since, of_arrived, f"{of_accounts} where t.uscc is null")

    def _set_aside(self, table: str, since: Since, *others: str) -> None:
        """Put the rows of a table that came since, and others of it, into a table of this reading."""
        came = f"select t.* from {table} t where {rows_after(self._database, table, since.batch)}"  # noqa: S608
        every = " union ".join([came, *(other.format(table=table) for other in others)])
        self._database.execute(f"create or replace temp table narrowed_{table} as {every}")
        self._narrowed[table] = f"temp.narrowed_{table}"

    def rows(self, placed: pl.DataFrame, since: Since) -> Iterator[tuple[str, pl.DataFrame]]:
        """Yield each table with its rows for the districts of `placed` that were not handed over before, with their `district`.

        The register and the settlements come whole. `placed`: uscc, district. Rows of one delivery stand in the order of the file.
        """
        marked = _marked(placed, since)
        districts = marked.group_by("district").agg(is_new=pl.col("is_new").all())
        self._database.register("placed", marked)
        self._database.register("codes", _codes(marked))
        self._database.register("districts", districts)
        yield names.REGISTER, self._register_of(placed)
        for table in BY_CODE:
            rows = self._table(table, f"{self._fresh(table)} join codes p on t.uscc = p.code", since)
            yield table, self._of_here(rows, LEAVING[table]) if table in LEAVING else rows
        yield names.SUPPLIES, self._supplies(since)
        yield (
            names.BILLS,
            self._table(names.BILLS, f"{self._fresh(names.BILLS)} join ({self._accounts()}) p using (indicator, account)", since),
        )
        yield names.READINGS, self._readings(since)
        for table in FOR_ALL:
            yield table, self._table(table, f"{self._fresh(table)} cross join districts p", since)
        yield names.QUARANTINE, self._refused(since)
        # What people decided about rows is little and of no batch, so that it goes whole.
        yield names.SETTLEMENTS, self._settled()

    def _of_here(self, rows: pl.DataFrame, occurred_on: str) -> pl.DataFrame:
        """Return rows without those that say of somebody who arrived from another district that it left that one."""
        firsts = self.register().unique(["uscc", "district"], keep="first", maintain_order=True)
        moved = pl.int_range(pl.len()).over("uscc") > 0
        arrived = firsts.drop_nulls("district").filter(moved).select("uscc", to_district="district", arrived_on="known_on")
        dated = rows.join(arrived, on=["uscc", "to_district"], how="left", maintain_order="left")
        left_before = pl.col("outcome").is_in(LEFT) & (pl.col(occurred_on) <= pl.col("arrived_on"))
        return dated.filter(~left_before.fill_null(value=False)).drop("arrived_on")

    def deliveries(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """Return the ledger rows of deliveries (`delivery_id`)."""
        self._database.register("wanted", wanted.select("delivery_id").unique())
        return self._database.sql(f"select d.* from {names.DELIVERIES} d semi join wanted using (delivery_id) order by delivery_id").pl()  # noqa: S608

    def _fresh(self, table: str) -> str:
        return f"{self._narrowed.get(table, table)} t join {names.DELIVERIES} d using (delivery_id)"

    def _table(self, table: str, source: str, since: Since) -> pl.DataFrame:
        """Return the rows of a table that go to a district now: of a new batch, or of an enterprise that is new there."""
        query = f"select distinct t.*, p.district as to_district from {source} where p.is_new or d.batch_id > $batch"  # noqa: S608
        return _to(self._database.sql(query, params={"batch": since.batch}).pl(), table)

    def _supplies(self, since: Since) -> pl.DataFrame:
        """Return who supplies whom, where either is of the district."""
        fresh = self._fresh(names.SUPPLIES)
        sides = [
            self._table(names.SUPPLIES, f"{fresh} join placed p on p.uscc = t.{side}", since) for side in ("supplier_uscc", "buyer_uscc")
        ]
        return pl.concat(sides).unique().sort("to_district", *table_named(names.SUPPLIES).key, nulls_last=True)

    def _readings(self, since: Since) -> pl.DataFrame:
        """Return the readings of a district: of its enterprises, and of accounts that are theirs."""
        fresh = self._fresh(names.READINGS)
        by_code = f"{fresh} join codes p on t.uscc = p.code"
        by_account = f"{fresh} join ({self._accounts()}) p on t.uscc is null and t.indicator = p.indicator and t.account = p.account"
        return pl.concat([self._table(names.READINGS, source, since) for source in (by_code, by_account)])

    def _accounts(self) -> str:
        """Return the query of accounts by district; one that was linked lately is new with all its bills."""
        return (
            f"select t.indicator, t.account, p.district, bool_or(p.is_new or d.batch_id > $batch) as is_new "  # noqa: S608
            f"from {self._fresh(names.ACCOUNTS)} join codes p on t.uscc = p.code group by all"
        )

    def _refused(self, since: Since) -> pl.DataFrame:
        """Return the quarantine's rows that name an enterprise or an account of a district."""
        query = (
            f"select distinct t.*, p.district as to_district from {self._fresh(names.QUARANTINE)} "  # noqa: S608
            "join codes p on t.uscc = p.code where p.is_new or d.batch_id > $batch union "
            f"select distinct t.*, p.district as to_district from {self._fresh(names.QUARANTINE)} join ({self._accounts()}) p "
            "on t.account = p.account and t.indicator = p.indicator where p.is_new or d.batch_id > $batch"
        )
        return _to(self._database.sql(query, params={"batch": since.batch}).pl(), names.QUARANTINE)

    def _settled(self) -> pl.DataFrame:
        """Return what people decided about rows that name an enterprise or an account of a district."""
        query = (
            f"select distinct t.*, p.district as to_district from {names.SETTLEMENTS} t "  # noqa: S608
            "join codes p on t.uscc = p.code union "
            f"select distinct t.*, p.district as to_district from {names.SETTLEMENTS} t join ({self._accounts()}) p "
            "on t.account = p.account and t.indicator = p.indicator"
        )
        return _to(self._database.sql(query, params={"batch": 0}).pl(), names.SETTLEMENTS)

    def _register_of(self, placed: pl.DataFrame) -> pl.DataFrame:
        """Return the register as each district has it: its own rows, and where one moved to another district, the day on which it left.

        Who moves away stays in the register of the district with a leaving day, as everybody who leaves it does.
        """
        rows = self.register().join(placed.select("uscc").unique(), on="uscc", how="semi")
        before = pl.col("district").shift(1).over("uscc")
        own = rows.filter(pl.col("district").is_in(placed["district"].unique().implode())).with_columns(to_district="district")
        # The first row elsewhere after one here tells the district of the move: its facts as they were, and since when.
        moved = rows.with_columns(to_district=before).filter(pl.col("to_district").ne(pl.col("district")))
        moved = moved.join(placed.rename({"district": "to_district"}), on=["uscc", "to_district"], how="semi")
        facts = [name for name in table_named(names.REGISTER).column_names if name not in ("uscc", "known_on", "delivery_id", "row_number")]
        earlier = rows.with_columns(pl.col(name).shift(1).over("uscc") for name in facts).select("delivery_id", "row_number", *facts)
        left = pl.coalesce(pl.when(pl.col("registered_on") <= pl.col("known_on")).then("registered_on"), "known_on").alias("left_on")
        gone = moved.select("uscc", "known_on", "delivery_id", "row_number", "to_district", left).join(
            earlier, on=["delivery_id", "row_number"], maintain_order="left"
        )
        gone = gone.with_columns(left_register_on=pl.coalesce("left_register_on", "left_on"), district="to_district").drop("left_on")
        return _to(pl.concat([own, gone.select(own.columns)]), names.REGISTER)


def _marked(placed: pl.DataFrame, since: Since) -> pl.DataFrame:
    """Return `uscc, district, is_new`: whether an enterprise is new in a district."""
    known = since.placed.with_columns(is_new=pl.lit(value=False))
    return placed.join(known, on=["uscc", "district"], how="left").with_columns(pl.col("is_new").fill_null(value=True))


def _codes(marked: pl.DataFrame) -> pl.DataFrame:
    """Return `code, district, is_new`: the codes an enterprise is reported under, the organisation's within its own among them.

    Equal codes are found by looking them up; one code that is either of two would be held against every row.
    """
    codes = pl.concat(
        [marked.rename({"uscc": "code"}), marked.select(code=pl.col("uscc").str.slice(8, 9), district="district", is_new="is_new")]
    )
    return codes.group_by("code", "district").agg(pl.col("is_new").any()).sort("code", "district")


def _to(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    """Return rows in the table's columns and order, with the district they go to first."""
    contract = table_named(table)
    fitted = conform(rows.drop("to_district"), contract)
    return fitted.insert_column(0, rows["to_district"].alias("to_district")).sort("to_district", *contract.key, nulls_last=True)
