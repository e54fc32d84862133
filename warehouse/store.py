"""The warehouse as the rest of the program sees it: frames in, frames out, one writer, nothing half done.

Facts (`core_*`) are append-only vintages and are read as of a day. Results (`feat_*`, `pred_*`, `out_*`) are replaced by the month.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate, starmap
from operator import attrgetter
from pathlib import Path
from types import TracebackType

import duckdb
import polars as pl

from warehouse import exact_counts, names
from warehouse.catalogue import all_tables, core_tables, table_named
from warehouse.commit_log import CommitLog, frame_digest, require_present
from warehouse.connection import connect
from warehouse.contract import Table, conform
from warehouse.errors import LedgerError, WarehouseError
from warehouse.file_copies import copy_bytes, is_large
from warehouse.loading import Loaded, count_rows, load_rows
from warehouse.migrate import is_current, migrate
from warehouse.migration_files import shipped_migrations
from warehouse.ops.commits import Written
from warehouse.periods import month_key, month_of_key
from warehouse.row_queries import rows_query, sample_name

SQL_FOLDER = Path(__file__).parent / "sql"
# How the text of one reading names another that it builds on: `{core_visits__event_enterprises}`.
SQL_REFERENCE = re.compile(r"\{(\w+)\}")
# Facts that figures are put together from where no department states the whole.
PARTS = (names.BILLS, names.ACCOUNTS, names.PAYMENTS, names.PROJECTS, names.READINGS)
# What evidence is made from.
FIGURES = (names.OBSERVATIONS, *PARTS, names.REGISTER, names.SIGNALS, names.APPEALS, names.VISITS, names.SETTLEMENTS)
# Facts about a period whose vintages replace one another, and the column that holds the figure.
VINTAGES = {
    names.OBSERVATIONS: "value", names.BILLS: "value", names.PROJECTS: "value_cny_10k", names.PAYMENTS: "value_cny_10k",
}  # fmt: skip
# Of these, two values of one day contradict each other, and a person may settle which is right.
CLASHING = (names.OBSERVATIONS, names.BILLS, names.PROJECTS, names.READINGS)
ORGANISATION_CODE_LENGTH = 9
# So many tables as known on a day are kept while the facts stay as they are: those of the day of a month and of the one before.
READINGS_KEPT = 32


@cache
def read_query(table: Table) -> str:
    """Return the statement in `sql/<layer>/<table>.sql` that reads a table as of a day; raises FileNotFoundError where there is none."""
    path = SQL_FOLDER / table.layer / f"{table.name}.sql"
    if not path.exists():
        raise FileNotFoundError(
            f"{table.name} has no as-of reading: expected {path.relative_to(SQL_FOLDER.parent)}; read it by month instead"
        )
    # Put in whole and not written a second time, or the two readings would drift apart.
    return SQL_REFERENCE.sub(lambda found: read_query(table_named(found[1])), path.read_text(encoding="utf-8"))


@cache
def tables_read(name: str) -> frozenset[str]:
    """Return the tables an as-of reading of a fact table looks at: the table itself and those its reading builds on."""
    # Figures are those of enterprises in the register (Store.observations_as_of), which no SQL file states.
    beside = ({names.REGISTER} if name == names.OBSERVATIONS else set()) | ({names.SETTLEMENTS} if name in CLASHING else set())
    path = SQL_FOLDER / table_named(name).layer / f"{name}.sql"
    referred = set(SQL_REFERENCE.findall(path.read_text(encoding="utf-8"))) if path.exists() else set()
    return frozenset({name, *beside}.union(*(tables_read(other) for other in referred)))


@dataclass(frozen=True, slots=True)
class KnownDigest:
    """How many rows of a table were known on a day, and the digests of all of them mixed into one whatever their order."""

    known_on: date
    rows: int
    mixed: int

    def and_then(self, later: "KnownDigest") -> "KnownDigest":
        """Return what was known when the rows of a later day had come."""
        return KnownDigest(later.known_on, self.rows + later.rows, self.mixed ^ later.mixed)


class Store:
    """An open warehouse; close it, or use it as a context manager. Only one process may hold it open at a time."""

    def __init__(self, path: Path, *, read_only: bool = False, ops: Path | None = None, is_accepted: bool = False) -> None:
        """Open the warehouse, making or migrating it unless `read_only`; raises warehouse.errors.WarehouseError.

        `ops`: the ops.db in which every commit is noted, and against which the warehouse is held before anything is read; None for a copy.
        `is_accepted`: go on from what is there although it is not what was noted.
        """
        self.path = Path(path)
        self.read_only = read_only
        # Only made when somebody asks for an as-of day; an ingest never does.
        self._vintages_ready: set[str] = set()
        self._digests: dict[str, list[KnownDigest]] = {}
        # Lists of a day that a dozen steps of a month read, one after the other.
        self._readings: dict[tuple[str, date], pl.DataFrame] = {}
        # How often facts may have changed since the store was opened; who keeps what was read asks whether it still holds.
        self.loads = 0
        if not read_only:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        if ops and not is_accepted:
            require_present(self.path, ops)
        self._connection = connect(self.path, read_only=read_only)
        self._log = CommitLog(ops, self._connection) if ops else None
        self._written: list[Written] = []
        try:
            self._begin(is_accepted=is_accepted)
        except BaseException:
            # A store that cannot be used must not keep others out.
            self.close()
            raise

    def _begin(self, *, is_accepted: bool) -> None:
        """Hold the file against what was noted, and bring it to the program's version."""
        if self._log and not is_accepted:
            # Before it is migrated: a file that lost something is left as it is.
            self._log.require_whole()
        if self.read_only:
            return
        migrate(self._connection, shipped_migrations())
        if self._log:
            self._log.begin() if is_accepted else self._log.settle()

    def is_current(self) -> bool:
        """Whether the file has seen every migration of the program; one opened to read only is not brought up to date."""
        return is_current(self._connection, shipped_migrations())

    def close(self) -> None:
        """Close the warehouse; calling it twice does no harm."""
        self._connection.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything written inside appear at once or not at all; it is noted before and after (warehouse.commit_log)."""
        self._written.clear()
        self._connection.execute("begin")
        try:
            yield
            if self._log and self._written:
                self._log.intend(self._written)
            self._connection.execute("commit")
        except BaseException:
            self._roll_back()
            raise
        if self._log:
            self._log.acknowledge()

    def _forget_readings(self) -> None:
        """Forget what was made from the facts to read them as of a day; they may have changed."""
        self._vintages_ready.clear()
        self._digests.clear()
        self._readings.clear()

    def _roll_back(self) -> None:
        """Undo the open transaction; a commit that failed has undone it already, and a fatal failure has closed the database."""
        # What was read of the facts meanwhile may have been of rows that are gone now.
        self._forget_readings()
        with suppress(duckdb.Error, WarehouseError):
            self._connection.execute("rollback")

    def _note(self, table: str, rows: pl.DataFrame, of: str = "") -> None:
        """Remember what the open transaction writes."""
        if self._log:
            self._written.append(Written(table, of, rows.height, frame_digest(rows), 0))

    def append(self, table: str, frame: pl.DataFrame) -> int:
        """Append the rows of a frame that fits the contract; returns how many. Raises ValueError where it does not fit."""
        return self._insert(table_named(table), frame)

    def _insert(self, table: Table, frame: pl.DataFrame, of: str = "") -> int:
        """Insert a conforming frame by name; `of`: the month it is the whole of."""
        # By name and in type: DuckDB would otherwise match columns by position or cast with loss.
        fitted = conform(frame, table)
        self._connection.append(table.name, fitted)
        self._note(table.name, fitted, of)
        # Results written by a run leave the facts as they are, and reading those as of a day takes a second to prepare.
        if table.layer == "core" or table.name == names.SETTLEMENTS:
            self._forget_readings()
            self.loads += 1
        return fitted.height

    def replace_month(self, table: str, month: date, frame: pl.DataFrame) -> int:
        """Put the rows of one month in the place of those stored for it, in one transaction; returns how many.

        The frame may leave `month` out; where it has it, every row must be of that month (ValueError).
        """
        with self.transaction():
            return self._replace(table, month, frame)

    def replace_tables(self, month: date, frames: Mapping[str, pl.DataFrame]) -> None:
        """Put the rows of one month of several tables in the place of those stored, all in one transaction (see `replace_month`)."""
        with self.transaction():
            for table, frame in frames.items():
                self._replace(table, month, frame)

    def _replace(self, table: str, month: date, frame: pl.DataFrame) -> int:
        """Put the rows of one month in the place of those stored, inside a transaction."""
        contract = table_named(table)
        # Models speak of one month at a time and need not repeat it in every row.
        dated = frame if "month" in frame.columns else frame.with_columns(pl.lit(month).alias("month"))
        strange = dated.filter(pl.col("month").ne_missing(pl.lit(month)))
        if strange.height:
            raise ValueError(
                f"{table}: {strange.height} rows are not of {month:%Y-%m}, first {strange['month'][0]}; write each month by itself"
            )
        self._connection.execute(f"delete from {contract.name} where month = ?", [month])  # noqa: S608
        return self._insert(contract, dated, month_key(month))

    def read(self, table: str, **filters: object) -> pl.DataFrame:
        """Return the rows whose columns equal the filters (a list or tuple: any of them), by the key; KeyError for a strange name."""
        return self.read_alike(table, (), **filters)

    def read_alike(self, table: str, samples: Sequence[pl.DataFrame], **filters: object) -> pl.DataFrame:
        """Return of the rows that `read` returns those that agree with a row of any of the samples on all of its columns; all without any.

        What a few rows are about is found in this way without reading a whole table of facts.
        """
        query, values = rows_query(table_named(table), filters, samples)
        for place, sample in enumerate(samples):
            self._connection.register(sample_name(place), sample)
        found = self._frame(query, values)
        for place in range(len(samples)):
            self._connection.unregister(sample_name(place))
        return found

    def _frame(self, query: str, values: dict[str, object] | list[object] | None = None) -> pl.DataFrame:
        """Return the result of a query as a frame."""
        return self._connection.sql(query, params=values).pl()

    def months(self, table: str) -> list[date]:
        """Return the months a table of results holds, in order."""
        rows = self._connection.sql(f"select distinct month from {table_named(table).name} order by month").fetchall()  # noqa: S608
        return [row[0] for row in rows]

    def as_of(self, table: str, day: date) -> pl.DataFrame:
        """Return a fact table as it was known on `day`, one row for each thing it is about; see `sql/core/<table>.sql`."""
        if table == names.OBSERVATIONS:
            return self.observations_as_of(day)
        if table in VINTAGES:
            return self._current(table, day)
        if self.read_only and not self.holds(table):
            # A copy published before an update knows nothing of what came with it.
            return table_named(table).empty_frame()
        if (table, day) not in self._readings:
            while len(self._readings) >= READINGS_KEPT:
                self._readings.pop(next(iter(self._readings)))
            self._readings[table, day] = self._frame(read_query(table_named(table)), {"as_of": day})
        return self._readings[table, day]

    def holds(self, table: str) -> bool:
        """Whether the file has the table at all: a snapshot published before an update lacks the newest ones."""
        return table_named(table).name in self._held()

    def _held(self) -> set[str]:
        """Return the names of the tables that the file has."""
        return {name for (name,) in self._connection.sql("select table_name from information_schema.tables").fetchall()}

    def register_as_of(self, day: date) -> pl.DataFrame:
        """Return the enterprises that were in the register on `day`, left ones with their leaving day included."""
        return self.as_of(names.REGISTER, day)

    def observations_as_of(self, day: date) -> pl.DataFrame:
        """Return the current figure of each uscc, indicator, period and basis on `day`, for enterprises in the register of that day.

        Columns: uscc, indicator, period, basis, known_on, covers_months, value, same_period_last_year, is_nominal_known, channel,
        delivery_id, row_number; ordered by the first four. Figures set aside or taken back are not among them. Organisation codes are
        those of the enterprise whose credit code contains them.
        """
        current = self._current(names.OBSERVATIONS, day)
        register = self.register_as_of(day)["uscc"]
        # Filtered here and not joined in SQL, which keeps the stored order without another sort.
        return _by_credit_code(current, register).filter(pl.col("uscc").is_in(register.implode()))

    def _current(self, table: str, day: date) -> pl.DataFrame:
        """Return the vintages that are current on `day`, in the order of the table's reading."""
        # Made once for each connection and load, since about 36 as-of readings a run share them.
        if table not in self._vintages_ready:
            self._connection.execute(f"create or replace temp table vintages_{table} as {read_query(table_named(table))}")
            self._vintages_ready.add(table)
        return self._frame(
            f"select * exclude (known_until) from temp.vintages_{table} "  # noqa: S608
            # A figure taken back is a vintage without a value: it ends the one before it and is none itself.
            f"where known_on <= $as_of and known_until > $as_of and {VINTAGES[table]} is not null",
            {"as_of": day},
        )

    def load(self, table: str, staged: pl.DataFrame, rule: str | None = None) -> Loaded:
        """Load staged rows into a fact table inside a transaction; see `warehouse.loading` for what a staged frame is."""
        self._forget_readings()
        self.loads += 1
        loaded = load_rows(self._connection, table_named(table), staged, rule)
        self._note(table, loaded.stored)
        return loaded

    def note_channels(self, create: str, wanted: list[tuple[str, str, list[str]]]) -> None:
        """Put rows in the place of those of the table that says which channels are locked; see `warehouse.plain_views`."""
        self._connection.execute(create)
        if self._connection.sql("select * from schema_channels order by indicator").fetchall() != wanted:
            self._connection.execute("begin")
            self._connection.execute("delete from schema_channels")
            for row in wanted:
                self._connection.execute("insert into schema_channels values (?, ?, ?)", list(row))
            self._connection.execute("commit")

    def zero_accounts(self) -> pl.DataFrame:
        """Return utility and number of every stored account whose number begins with a zero."""
        query = f"select indicator, account from {names.BILLS} union select indicator, account from {names.ACCOUNTS}"  # noqa: S608
        return self._frame(f"select * from ({query}) where account like '0%' order by all")  # noqa: S608

    def count_facts(self) -> int:
        """Return how many rows all fact tables hold together."""
        return count_rows(self._connection, core_tables())

    def count(self, table: str, since: int | None = None) -> int:
        """Return how many rows a table holds; `since`: of deliveries after that batch alone."""
        return exact_counts.count_since(self._connection, table_named(table), since)

    def count_by_indicator(self, table: str, delivered: Sequence[str]) -> dict[str, int]:
        """Return how many rows of some deliveries a table holds of each indicator."""
        return exact_counts.count_by_indicator(self._connection, table_named(table), delivered)

    def count_broken(self, table: str, since: int | None = None) -> dict[str, int]:
        """Return how many rows break each rule of a contract that needs no more than counting; see `warehouse.exact_counts`."""
        return exact_counts.count_broken(self._connection, table_named(table), since)

    def sample(self, table: str, rows: int, since: int | None = None) -> pl.DataFrame:
        """Return about so many rows of a table, the same ones every time; see `warehouse.exact_counts`."""
        return exact_counts.sample(self._connection, table_named(table), rows, since)

    def verify_ledger(self) -> None:
        """Raise LedgerError where the rows held now are not those the ledger of batches says were stored."""
        batches = self.read(names.BATCHES)
        last_total = int(batches["stored_total"].to_list()[-1]) if batches.height else 0
        stored_sum = int(batches["rows_stored"].sum())
        held = self.count_facts()
        # Two independent totals, so a row that was both lost and added by hand still shows.
        if not held == last_total == stored_sum:
            raise LedgerError(
                f"the ledger of {self.path} says {stored_sum} rows were stored and {last_total} were held after the last batch, "
                f"the tables hold {held}; rows were lost or added outside the program: put back the last backup and ingest again"
            )

    def read_everything(self) -> None:
        """Read every block of every table; raises WarehouseDamagedError where one is not what was written."""
        # A digest of whole rows, since DuckDB would answer anything less from what it knows of the columns.
        for table in sorted(self._held() & {table.name for table in all_tables()}):
            self._connection.sql(f"select bit_xor(hash({table})) from {table}").fetchall()  # noqa: S608

    def changed_months(self) -> list[str]:
        """Return the months of tables whose rows are not those that were committed, as text."""
        return list(self._log.changed_months(self._as_written)) if self._log else []

    def _as_written(self, table: str, month: str) -> pl.DataFrame:
        """Return the rows of a month with their columns in the order of the contract; migrations add theirs at the end of the table."""
        return self.read(table, month=month_of_key(month)).select(table_named(table).column_names)

    def inputs_digest(self, day: date) -> str:
        """Return a SHA-256 of every fact visible on `day`; the same facts give the same digest whatever files brought them."""
        digest = hashlib.sha256()
        for table in core_tables():
            # What is read and not what is stored: a copy or a later vintage must not change the digest.
            visible = self.as_of(table.name, day)
            digest.update(table.name.encode())
            content: str = visible.drop("known_on", "is_nominal_known", "delivery_id", "row_number", strict=False).write_csv()
            digest.update(content.encode())
        settled = self.as_of(names.SETTLEMENTS, day)
        if settled.height:
            digest.update(settled.write_csv().encode())
        return digest.hexdigest()

    def clashes(self, table: str) -> pl.DataFrame:
        """Return the stored rows of a table of CLASHING that contradict another of the same day.

        Columns: delivery_id, row_number, `clash` (the same for rows that contradict each other), uscc, account, indicator, period, basis
        (null where the table has none), value (null where it is taken back), known_on, restated_on (first day on which something newer
        about the same thing is known, null where nothing is).
        """
        contract, value = table_named(table), VINTAGES.get(table, "value")
        period = "t.period" if "period" in contract.column_names else "date_trunc('month', t.read_on)::date"
        own = [
            f"t.{name}" if name in contract.column_names else f"null::varchar as {name}"
            for name in ("uscc", "account", "indicator", "basis")
        ]
        identity = ", ".join(contract.identity)
        same = " and ".join(f"t.{name} is not distinct from n.{name}" for name in contract.identity)
        return self._frame(
            f"""
            with days as (
                select {identity}, known_on, row_number() over (order by {identity}, known_on) as clash
                from {table}
                group by {identity}, known_on
                having count(distinct {value}) + bool_or({value} is null)::int > 1
            )
            select
                t.delivery_id, t.row_number, n.clash, {", ".join(own)}, {period} as period,
                t.{value} as value, t.known_on,
                (
                    select min(newer.known_on) from {table} newer
                    where {same.replace("t.", "newer.")} and newer.known_on > n.known_on
                ) as restated_on
            from {table} t
            join days n on {same} and t.known_on = n.known_on
            order by n.clash, t.delivery_id, t.row_number
            """  # noqa: S608
        )

    def fingerprint(self, day: date) -> str:
        """Return a quick digest of figures, register rows, signals, appeals and visits visible on `day`; the key of what is made from them.

        Other than `inputs_digest` it is not for the record: it may differ between versions of DuckDB.
        """
        return "-".join(f"{known.rows}:{known.mixed}" for known in (self._known_digest(table, day) for table in FIGURES))

    def known_digests(self, days: Iterable[date]) -> dict[date, str]:
        """Return for each day a quick digest of every fact and every settled row visible on it; not for the record (see `fingerprint`)."""
        tables = (*(table.name for table in core_tables()), names.SETTLEMENTS)
        return {day: self._all_known(tables, day) for day in sorted(set(days))}

    def _all_known(self, tables: Iterable[str], day: date) -> str:
        digest = hashlib.sha256()
        for table in tables:
            known = self._known_digest(table, day)
            digest.update(f"{table} {known.rows} {known.mixed}\n".encode())
        return digest.hexdigest()

    def _known_digest(self, table: str, day: date) -> KnownDigest:
        """Return how many rows of a table were known on a day, and the mixture of their digests."""
        if table not in self._digests:
            # One pass for all days: what is known on a day is what became known on it or before.
            query = f"select known_on, count(*), bit_xor(hash({table})) from {table} group by known_on order by known_on"  # noqa: S608
            self._digests[table] = list(accumulate(starmap(KnownDigest, self._connection.sql(query).fetchall()), KnownDigest.and_then))
        before = bisect_right(self._digests[table], day, key=attrgetter("known_on"))
        return self._digests[table][before - 1] if before else KnownDigest(day, 0, 0)

    def is_made(self, table: str, month: date, inputs_hash: str) -> bool:
        """Return whether a table's rows of a month were made from these inputs."""
        query = f"select bool_and(inputs_hash = $inputs_hash) from {table_named(table).name} where month = $month"  # noqa: S608
        return bool(self._connection.sql(query, params={"inputs_hash": inputs_hash, "month": month}).fetchall()[0][0])

    def first_period(self) -> date | None:
        """Return the first month any figure is about; None where the warehouse holds none."""
        dated = " union all ".join(f"select min(period) as first from {table}" for table in VINTAGES)  # noqa: S608
        found: date | None = self._connection.sql(f"select min(first) from ({dated})").fetchall()[0][0]  # noqa: S608
        return found

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file."""
        self._connection.execute("checkpoint")

    def empty_bytes(self) -> int:
        """Return how much of the file holds nothing."""
        size, empty = self._connection.sql("select block_size, free_blocks from pragma_database_size()").fetchall()[0]
        return int(size) * int(empty)

    def copy_to(self, path: Path, *, is_read: bool = False) -> None:
        """Copy every table into a fresh database file.

        DuckDB itself makes the copy and reads every block for it; where all were read just before (`is_read`), and of a file too large for
        that (`warehouse.file_copies`), another process copies the bytes. Opening the file here a second time would drop this process's
        lock on it.
        """
        if is_read or is_large(self.path):
            self.checkpoint()
            copy_bytes(self.path, path)
            return
        name = str(self._connection.sql("select current_database()").fetchall()[0][0])
        location = str(path).replace("'", "''")
        self._connection.execute(f"attach '{location}' as snapshot_copy")
        try:
            self._connection.execute(f'copy from database "{name}" to snapshot_copy')
        finally:
            self._connection.execute("detach snapshot_copy")


def _by_credit_code(figures: pl.DataFrame, register: pl.Series) -> pl.DataFrame:
    """Return figures with the register's credit code in the place of an organisation code, which is its 9th to 17th character."""
    short = figures.filter(pl.col("uscc").str.len_bytes() == ORGANISATION_CODE_LENGTH)
    if short.is_empty():
        return figures
    codes = {code[8:17]: code for code in register.to_list()}
    named = short.with_columns(pl.col("uscc").replace_strict(codes, default=pl.col("uscc")))
    key = ["uscc", "indicator", "period", "basis"]
    whole = figures.filter(pl.col("uscc").str.len_bytes() != ORGANISATION_CODE_LENGTH)
    # Who is reported under both codes is reported twice; what became known later stands.
    return pl.concat([whole, named]).sort(*key, "known_on", "delivery_id").unique(key, keep="last", maintain_order=True)
