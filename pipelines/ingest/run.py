"""The ingest of one inbox: every file read, validated and loaded in one transaction, every row accounted for."""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.ingest import delivery_ledger
from pipelines.ingest.delivery_ledger import Delivery, Ledger
from pipelines.ingest.footers import CONTROL_TOTAL
from pipelines.ingest.inbox import InboxFile, find_files
from pipelines.ingest.layout import Layout
from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.lost_zeros import complete_accounts
from pipelines.ingest.mail_text import Resolver
from pipelines.ingest.partial_meters import partial_rows, partition_refused
from pipelines.ingest.reading import Opened, Reading, open_file, refused_reading, validate_files
from pipelines.ingest.report import FileReport, IngestReport
from pipelines.ingest.settings import IngestDay, SourceSettings
from pipelines.ingest.staged_rows import READ_TOGETHER, StagedRows, staged_beside
from pipelines.ingest.unreadable_clauses import set_aside_clauses
from pipelines.ingest.validate_rows import UNREAD
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.store import Store

LOG = logging.getLogger(__name__)
# How the note on rows that say what was replaced goes on, which somebody has to look into.
OUTDATED = "stays in force"

CLASH_REASONS = {
    "two_values_one_day": "another value for the same enterprise, indicator, period and basis became known on the same day; "
    "neither is used, ask the sender which is right and have it delivered again",
    "two_rows_for_one_code": "another row for the same credit code came at the same time and says more, or as much; this one is not used",
    "two_rows_for_one_link": "another row for the same account and enterprise came at the same time and says more, or as much; "
    "this one is not used",
    "two_rows_for_one_supply": "another row for the same two enterprises and year came at the same time; this one is not used",
    "two_rows_for_one_policy": "another row for the same policy came at the same time and says more, or as much; this one is not used",
    "two_rows_for_one_clause": "another row for the same clause came at the same time and says more, or as much; this one is not used",
}


@dataclass(slots=True)
class Batch:
    """What this ingest has read and not stored yet, and what it needs only to count."""

    day: IngestDay
    settings: SourceSettings
    ledger: Ledger
    layouts: tuple[Layout, ...]
    resolve: Resolver | None
    staged: StagedRows
    readings: list[tuple[Delivery, Reading]] = field(default_factory=list)
    copies: list[tuple[Delivery, FileReport]] = field(default_factory=list)
    known: list[FileReport] = field(default_factory=list)

    @property
    def batch_id(self) -> int:
        """The number the batch gets if it changes anything."""
        return self.ledger.last_batch + 1


@dataclass(slots=True)
class Stored:
    """What loading the kept rows did: rows stored by delivery and by table, and quarantine rows for those set aside.

    `outdated`: by delivery, how many rows say what was stored and has been replaced since. `partial`: rows that are refused since they
    are about some meters of an account of which all were known before.
    """

    by_delivery: dict[str, int] = field(default_factory=dict)
    outdated: dict[str, int] = field(default_factory=dict)
    by_table: dict[str, int] = field(default_factory=dict)
    set_aside: list[pl.DataFrame] = field(default_factory=list)
    partial: list[pl.DataFrame] = field(default_factory=list)


def ingest_inbox(
    store: Store,
    inbox: Path,
    today: date,
    settings: SourceSettings,
    layouts: tuple[Layout, ...] | None = None,
    beside: Mapping[str, Path] | None = None,
    resolve: Resolver | None = None,
) -> IngestReport:
    """Take in everything below `inbox` on the day `today`; what was taken in before changes nothing.

    `layouts`: those that files may be of, where they are others than come with the program. `beside`: folders whose files are taken in
    like those of the inbox, by what goes before their names. `resolve`: says which case a line of a mail is about.
    One transaction: a stop at any moment leaves the warehouse as it was. Raises NoUsableInputError where there is no such folder and
    warehouse.errors.WarehouseError where the warehouse cannot be used; anything wrong with a file or a row goes to quarantine.
    """
    ledger = delivery_ledger.open_ledger(store, today)
    with staged_beside(store.path) as staged:
        return _ingest(store, Batch(IngestDay(today), settings, ledger, layouts or all_layouts(), resolve, staged), inbox, beside or {})


def _ingest(store: Store, batch: Batch, inbox: Path, beside: Mapping[str, Path]) -> IngestReport:
    """Read what is there, and store it in one transaction."""
    found = [*find_files(inbox), *(file for prefix, folder in beside.items() for file in find_files(folder, prefix))]
    _read_files(batch, found)
    if not batch.readings and not batch.copies:
        return _logged(IngestReport(None, tuple(batch.known)))
    # Before the transaction, so that the writer holds the file no longer than it must.
    _drop_repeated_refusals(store, batch)
    with store.transaction():
        report = _store(store, batch)
    store.checkpoint()
    return _logged(report)


def _read_files(batch: Batch, files: Iterable[InboxFile]) -> None:
    """Sort the files into those to read, copies of content that is known or being read, and those known by name and content."""
    opened: list[tuple[Delivery, Opened | Reading]] = []
    being_read: dict[str, int] = {}
    same: list[tuple[Delivery, int]] = []
    waiting = 0
    for file in files:
        delivery = delivery_ledger.receive(file, batch.ledger)
        elsewhere = batch.ledger.by_content.get(delivery.sha256)
        # The inbox keeps what was delivered, so in most runs nearly every file ends here, unread.
        if delivery.earlier is not None and delivery.earlier.is_settled:
            batch.known.append(_counted("known", delivery, delivery.earlier.layout, delivery.earlier.rows_in))
        elif elsewhere is not None and elsewhere.is_settled:
            batch.copies.append((delivery, _counted("copy", delivery, elsewhere.layout, elsewhere.rows_in)))
        elif delivery.sha256 in being_read and delivery.earlier is None:
            same.append((delivery, being_read[delivery.sha256]))
        else:
            content = _open(delivery, batch)
            # Each file refused as a whole gets its own line in quarantine, since somebody has to mend each of them.
            if content.layout is not None:
                being_read[delivery.sha256] = len(opened)
            # The bytes have been read; kept, they would hold the whole inbox in memory.
            opened.append((replace(delivery, content=b""), content))
            waiting += content.file.rows_in if isinstance(content, Opened) else 0
            if waiting > batch.staged.rows_at_once:
                # So would its cells.
                opened, waiting = [*_validate(batch, opened)], 0
    batch.readings = _validate(batch, opened)
    for delivery, original in same:
        reading = batch.readings[original][1]
        batch.copies.append((delivery, _counted("copy", delivery, reading.layout.key if reading.layout else None, reading.rows_in)))


def _counted(status: str, delivery: Delivery, layout: str | None, rows_in: int) -> FileReport:
    """Return the report of a file whose every row was judged before."""
    return FileReport(delivery.file_name, status, layout, rows_in, rows_duplicate=rows_in)


def _open(delivery: Delivery, batch: Batch) -> Opened | Reading:
    """Return the table of one delivery, or why there is none."""
    if delivery.problem is not None:
        return refused_reading(delivery.problem)
    return open_file(delivery.content, delivery.file_name, batch.layouts, batch.resolve)


def _validate(batch: Batch, opened: list[tuple[Delivery, Opened | Reading]]) -> list[tuple[Delivery, Reading]]:
    """Return the readings of all files in their order, their kept rows staged."""
    tables = [content for _, content in opened if isinstance(content, Opened)]
    validated = iter(validate_files(tables, batch.day, batch.settings))
    readings = [(delivery, next(validated) if isinstance(content, Opened) else content) for delivery, content in opened]
    return [(delivery, _staged(batch, delivery, reading)) for delivery, reading in readings]


def _staged(batch: Batch, delivery: Delivery, reading: Reading) -> Reading:
    """Stage the kept rows of a reading; returns it without them."""
    if reading.layout is None or reading.kept is None:
        return reading
    batch.staged.add(reading.layout, delivery.delivery_id, delivery.file_name, reading.kept)
    return replace(reading, kept=None)


def _drop_repeated_refusals(store: Store, batch: Batch) -> None:
    """Leave out refused rows with the content of an earlier refused row: they are exact duplicates, wherever they stand."""
    known = set(store.read(names.QUARANTINE)["content_key"].drop_nulls().to_list())
    for position, (delivery, reading) in enumerate(batch.readings):
        keys = reading.refused["content_key"]
        fresh = reading.refused.filter(keys.is_first_distinct() & ~keys.is_in(list(known)))
        batch.readings[position] = (delivery, replace(reading, refused=fresh))
        known.update(fresh["content_key"].to_list())


def _store(store: Store, batch: Batch) -> IngestReport:
    """Load what was read and write ledger and quarantine; must run inside the transaction."""
    stored = _load(store, batch)
    entries, reports, refused = _accounts(batch, stored)
    entries += [
        delivery_ledger.delivery_row(delivery, report, _table_of(report, batch), batch.batch_id, batch.day.today)
        for delivery, report in batch.copies
    ]
    reports += [report for _, report in batch.copies]
    files = tuple(sorted([*reports, *batch.known], key=lambda report: report.file_name))
    if not entries:
        return IngestReport(None, files)
    store.append(names.DELIVERIES, pl.DataFrame(entries, schema=table_named(names.DELIVERIES).polars_schema()))
    set_aside = _quarantine(store, refused, stored.set_aside)
    store.append(names.BATCHES, _batch_row(store, batch, entries))
    return IngestReport(batch.batch_id, files, set_aside, stored.by_table)


def _load(store: Store, batch: Batch) -> Stored:
    """Load the kept rows of all files, table by table, so that the order of files cannot matter."""
    # All files of a table together: one by one, the order of files would decide what is a first delivery.
    together = {table: rows for table in READ_TOGETHER if (rows := batch.staged.together(table)) is not None}
    for table, rows in complete_accounts(store, together).items():
        batch.staged.put(table, rows)
    stored = Stored()
    for table in batch.staged.tables():
        _load_table(store, batch, stored, table, batch.staged.rules[table])
    return stored


def _load_table(store: Store, batch: Batch, stored: Stored, table: str, rule: str | None) -> None:
    """Load the staged rows of one table and note what came of them."""
    clashing: list[pl.DataFrame] = []
    for rows in batch.staged.portions(table):
        loaded = store.load(table, rows, rule)
        for delivery, count in loaded.counts.select("delivery_id", "rows_stored").iter_rows():
            stored.by_delivery[delivery] = stored.by_delivery.get(delivery, 0) + count
        for delivery, count in loaded.outdated.group_by("delivery_id").agg(pl.col("row_number").n_unique()).iter_rows():
            stored.outdated[delivery] = stored.outdated.get(delivery, 0) + count
        stored.by_table[table] = stored.by_table.get(table, 0) + int(loaded.counts["rows_stored"].sum())
        clashing += [loaded.set_aside] if loaded.set_aside.height else []
        stored.partial += [partial_rows(loaded.partial)] if loaded.partial.height else []
    if rule is not None and clashing:
        set_aside = pl.concat(clashing).sort(table_named(table).key)
        stored.set_aside.append(delivery_ledger.set_aside_rows(set_aside, rule, CLASH_REASONS[rule], batch.day.today))
    clauses = batch.staged.together(table) if table == names.POLICY_CLAUSES else None
    if clauses is not None:
        stored.set_aside.append(set_aside_clauses(store, clauses, batch.day.today))


def _accounts(batch: Batch, stored: Stored) -> tuple[list[dict[str, object]], list[FileReport], list[pl.DataFrame]]:
    """Return ledger rows, reports and refused rows of the files read; a further reading that stored nothing leaves no trace."""
    entries: list[dict[str, object]] = []
    reports: list[FileReport] = []
    refused: list[pl.DataFrame] = []
    partial = partition_refused(stored.partial)
    for delivery, found in batch.readings:
        # Whether a row is about all meters of its account is seen when it is held against what is stored.
        more = partial.get(delivery.delivery_id)
        reading = found if more is None else replace(found, refused=pl.concat([found.refused, more]).sort("row_number"))
        report = _report(delivery, reading, stored)
        reports.append(report)
        # A second reading that brought nothing would only swell the totals.
        if delivery.earlier is None or report.rows_stored:
            entries.append(delivery_ledger.delivery_row(delivery, report, _table_of(report, batch), batch.batch_id, batch.day.today))
        if delivery.earlier is None:
            refused.append(delivery_ledger.refused_rows(delivery, reading, batch.day.today))
    return entries, reports, refused


def _report(delivery: Delivery, reading: Reading, stored: Stored) -> FileReport:
    """Return what became of one file; rows refused in an earlier reading stand in quarantine and count as judged before."""
    if reading.layout is None:
        report = FileReport(delivery.file_name, "refused", None, reading.rows_in, note=reading.reason, lines=reading.lines)
        again = delivery.earlier is not None
        return replace(report, rows_duplicate=reading.rows_in) if again else replace(report, rows_refused=reading.rows_in)
    rows_stored = stored.by_delivery.get(delivery.delivery_id, 0)
    # What was refused before stands in quarantine already.
    rows_refused = 0 if delivery.earlier else reading.refused.height
    rows_duplicate = reading.rows_in - rows_stored - rows_refused
    return FileReport(
        delivery.file_name,
        "read",
        reading.layout.key,
        reading.rows_in,
        rows_stored,
        rows_refused,
        rows_duplicate,
        reading.ignored_columns,
        "; ".join(filter(None, (reading.note, _on_outdated(stored.outdated.get(delivery.delivery_id, 0))))),
        reading.lines,
        reading.period_from,
        reading.units_from,
    )


def _on_outdated(count: int) -> str:
    """Return the remark on rows that may take back what replaced them; empty where there are none."""
    what = "1 row says what a later delivery has replaced" if count == 1 else f"{count} rows say what later deliveries have replaced"
    return f"{what}; the later one {OUTDATED}: to go back to the earlier one, state a day of receipt" if count else ""


def _table_of(report: FileReport, batch: Batch) -> str | None:
    """Return the table the rows of a file belong to."""
    return next((layout.table for layout in batch.layouts if layout.key == report.layout), None)


def _quarantine(store: Store, refused: list[pl.DataFrame], set_aside: list[pl.DataFrame]) -> int:
    """Write the quarantine rows; returns how many rows were set aside."""
    # A clash may concern a row of years ago, so the name comes from the ledger and not from this batch.
    files = store.read(names.DELIVERIES).select("delivery_id", "file_name")
    placed = [rows.join(files, on="delivery_id", how="left") for rows in set_aside]
    rows = [frame for frame in (*refused, *placed) if frame.height]
    if rows:
        store.append(names.QUARANTINE, pl.concat(rows, how="diagonal"))
    return sum(rows.height for rows in placed)


def _batch_row(store: Store, batch: Batch, entries: list[dict[str, object]]) -> pl.DataFrame:
    """Return the ledger row of the batch, with what the warehouse holds now."""
    frame = pl.DataFrame(entries, schema=table_named(names.DELIVERIES).polars_schema())
    totals = {name: int(frame[name].sum()) for name in ("rows_in", "rows_stored", "rows_refused", "rows_duplicate")}
    row = {
        "batch_id": batch.batch_id,
        "ingested_on": batch.day.today,
        "files_count": frame.height,
        **totals,
        "stored_total": store.count_facts(),
    }
    return pl.DataFrame([row], schema=table_named(names.BATCHES).polars_schema())


def _is_odd(file: FileReport) -> bool:
    return any(mark in file.note for mark in (CONTROL_TOTAL, UNREAD, OUTDATED))


def _logged(report: IngestReport) -> IngestReport:
    """Count in the log what a person should look for: files refused, remarks, columns left out, and the totals.

    Counts alone, since a log knows no scope: names of files and notes about their cells stand in the quarantine and the ledger.
    """
    noted = Counter(
        "refused" if file.layout is None else "that do not add up" if _is_odd(file) else "" for file in report.files if file.note
    )
    for what, count in sorted(noted.items()):
        # Total rows that were left out are as usual as headers; what is refused or does not add up is not.
        LOG.log(logging.WARNING if what else logging.INFO, "%d files %s", count, what or "with remarks")
    # A department leaves the same columns over in every file, and a line for each would hide what is new.
    left_out = Counter((file.layout, ", ".join(file.ignored_columns)) for file in report.files if file.ignored_columns)
    for (layout, columns), count in sorted(left_out.items(), key=str):
        LOG.warning("%s (%d files): columns left out: %s", layout, count, columns)
    LOG.info(
        "rows in %d = stored %d + refused %d + duplicate %d; set aside %d",
        report.rows_in, report.rows_stored, report.rows_refused, report.rows_duplicate, report.set_aside,
    )  # fmt: skip
    return report
