"""The ledger of deliveries: which files are known, which must be read, and the rows that record what came of them."""

import hashlib
from dataclasses import asdict, dataclass, fields
from datetime import date

import polars as pl

from pipelines.ingest.inbox import InboxFile, content_digest
from pipelines.ingest.raw_table import Lines
from pipelines.ingest.reading import Reading
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.report import FileReport
from warehouse import names
from warehouse.store import Store

LINE_COUNTS = ("lines_in", *(f"{field.name}_lines" for field in fields(Lines)))


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger says of one reading of one file."""

    layout: str | None
    rows_in: int
    reading: int
    is_settled: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """Earlier deliveries by name and content (latest reading) and by content alone (first reading)."""

    by_file: dict[tuple[str, str], Entry]
    by_content: dict[str, Entry]
    last_batch: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file of this ingest and what the ledger says of this very file; `problem` is set where it could not be opened."""

    file_name: str
    content: bytes
    sha256: str
    earlier: Entry | None
    problem: FileRefusedError | None = None

    @property
    def reading(self) -> int:
        """Which reading of this file this would be, from 1."""
        return self.earlier.reading + 1 if self.earlier else 1

    @property
    def delivery_id(self) -> str:
        """The identifier of this reading, the same on every machine."""
        return hashlib.sha256(f"{self.file_name}\0{self.sha256}\0{self.reading}".encode()).hexdigest()[:20]


def open_ledger(store: Store, today: date) -> Ledger:
    """Return what the warehouse knows of earlier deliveries on the day `today`."""
    deliveries = store.read(names.DELIVERIES).sort("batch_id", "file_name", "reading")
    due = _due_contents(store, deliveries, today)
    by_file: dict[tuple[str, str], Entry] = {}
    by_content: dict[str, Entry] = {}
    for row in deliveries.to_dicts():
        # A layout may be declared later, so an unknown file is looked at again each time; that costs one header.
        is_settled = row["layout"] is not None and row["content_sha256"] not in due
        entry = Entry(row["layout"], row["rows_in"], row["reading"], is_settled)
        by_file[row["file_name"], row["content_sha256"]] = entry
        # The first entry of a content is the one that was read; later ones are copies of it.
        by_content.setdefault(row["content_sha256"], entry)
    last_batch = int(deliveries["batch_id"].to_list()[-1]) if deliveries.height else 0
    return Ledger(by_file, by_content, last_batch)


def _due_contents(store: Store, deliveries: pl.DataFrame, today: date) -> set[str]:
    """Return the contents that hold a row whose day has come since they were last read."""
    waiting = store.read(names.QUARANTINE).filter(pl.col("reconsider_on") <= today).select("delivery_id", "reconsider_on")
    # Reading anew is only worth while if a day has come since the last time, or the future would be read every day.
    read_on = pl.col("ingested_on").max().over("content_sha256")
    placed = waiting.join(deliveries.select("delivery_id", "content_sha256", read_on), on="delivery_id")
    return set(placed.filter(pl.col("reconsider_on") > pl.col("ingested_on"))["content_sha256"].to_list())


def receive(file: InboxFile, ledger: Ledger) -> Delivery:
    """Return a file with its content and what is known of it."""
    try:
        content = file.read_bytes()
    except FileRefusedError as error:
        # What was not read has no content; its name and the reason stand for it.
        digest = content_digest(error.rule.encode())
        return Delivery(file.file_name, b"", digest, ledger.by_file.get((file.file_name, digest)), error)
    digest = content_digest(content)
    return Delivery(file.file_name, content, digest, ledger.by_file.get((file.file_name, digest)))


def delivery_row(delivery: Delivery, report: FileReport, table: str | None, batch_id: int, today: date) -> dict[str, object]:
    """Return the ledger row of one reading."""
    return {
        "delivery_id": delivery.delivery_id,
        "batch_id": batch_id,
        "file_name": delivery.file_name,
        "content_sha256": delivery.sha256,
        "reading": delivery.reading,
        "layout": report.layout,
        "table_name": table,
        "ingested_on": today,
        "rows_in": report.rows_in,
        "rows_stored": report.rows_stored,
        "rows_refused": report.rows_refused,
        "rows_duplicate": report.rows_duplicate,
        "ignored_columns": ", ".join(report.ignored_columns) or None,
        "period_from": report.period_from or None,
        "units_from": report.units_from or None,
        **_line_counts(report.lines),
    }


def _line_counts(lines: Lines | None) -> dict[str, object]:
    """Return what the lines of a file are, as columns of the ledger."""
    counts = {"lines_in": lines.total, **{f"{kind}_lines": count for kind, count in asdict(lines).items()}} if lines else {}
    return {name: counts.get(name) for name in LINE_COUNTS}


def refused_rows(delivery: Delivery, reading: Reading, today: date) -> pl.DataFrame:
    """Return the quarantine rows of one reading: its refused rows, or one row for the whole file."""
    rows = reading.refused if reading.layout else pl.DataFrame({"rule": [reading.rule], "reason": [reading.reason]})
    return rows.with_columns(
        pl.lit(delivery.delivery_id).alias("delivery_id"),
        pl.lit(delivery.file_name).alias("file_name"),
        pl.lit("refused").alias("action"),
        pl.lit(today).alias("quarantined_on"),
    )


def set_aside_rows(clashing: pl.DataFrame, rule: str, reason: str, today: date) -> pl.DataFrame:
    """Return the quarantine rows of stored rows that clash, without file_name, which the ledger gives."""
    texts = {"uscc": "uscc", "account": "account", "indicator": "indicator", "value": "value_text", "value_cny_10k": "value_text"}
    shown_columns = [pl.col(name).cast(pl.String).alias(shown) for name, shown in texts.items() if name in clashing.columns]
    months = [pl.col("period").dt.strftime("%Y-%m")] if "period" in clashing.columns else []
    return clashing.select(
        "delivery_id",
        "row_number",
        *shown_columns,
        *months,
        pl.lit("set_aside").alias("action"),
        pl.lit(rule).alias("rule"),
        pl.lit(reason).alias("reason"),
        pl.lit(today).alias("quarantined_on"),
    )
