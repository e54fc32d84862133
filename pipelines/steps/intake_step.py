"""Taking in the inbox with what came back by mail and lists, and judging every table of facts afterwards."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial

import dagster as dg
import polars as pl

from pipelines.asset_factory import Results
from pipelines.assets.deliveries import FACTS, LEDGERS
from pipelines.cases.door_summary import summarise_doors
from pipelines.cases.facts import PREFIX, write_case_files
from pipelines.cases.letters import LetterBook
from pipelines.cases.replies import record_replies
from pipelines.cases.returned import record_returns
from pipelines.clock import as_of_day, now
from pipelines.delivery.feedback import write_feedback
from pipelines.districts.neighbours import neighbours_of
from pipelines.ingest.layout_files import layouts_with
from pipelines.ingest.report import IngestReport
from pipelines.ingest.run import ingest_inbox
from pipelines.ingest.summary import counted, summarise
from pipelines.month.other_districts import digest_of, imports_of, known_others
from pipelines.partitions import FIRST_MONTH
from pipelines.quality.rules import RefusalSettings, check_accounting, check_lines, check_refusals, check_whole_files
from pipelines.resources import RunContext, Warehouse
from pipelines.run_records.asset_names import INTAKE, SOUND
from pipelines.run_records.data_versions import moved_months
from pipelines.run_records.fact_ledger import FactLedger
from pipelines.run_records.sources import arrivals
from pipelines.run_records.table_records import record_facts
from pipelines.run_records.terminal_notices import tell
from warehouse import names
from warehouse.ops.learned_log import LearnedImport
from warehouse.ops.verdicts import CheckResult
from warehouse.periods import month_of_key, months_between
from warehouse.snapshot import publish_snapshot


def deliveries(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
    """Take in the inbox, and give every month whose facts moved a new version of what it goes by."""
    here = warehouse.run_context
    yield from judged_intake(warehouse)
    yield dg.MaterializeResult(asset_key=INTAKE, data_version=SOUND)
    yield from moved_months(
        context.instance, warehouse.store, here.settings, _days(here.today), partial(_others, here, imports_of(here.place))
    )


def judged_intake(warehouse: Warehouse) -> Results:
    """Take in the inbox with what came back by mail and lists, and yield what the checks found of every table of facts."""
    here, book = warehouse.run_context, LetterBook(warehouse.run_context.place)
    report = take_in(warehouse, book)
    # Before anything can fail: whoever looks at a run that stopped has to know which files are why.
    tell(summary := summarise(report))
    yield dg.AssetObservation(names.DELIVERIES, metadata=dict(counted(summary)))
    if report.files or not here.place.district:
        # One district of many is handed its rows, and has files of its own now and then.
        report.require_usable(str(here.inbox_folder))
    returned = record_returns(warehouse.store, here.place, here.today, now(), here.settings.cases)
    answers = record_replies(warehouse.store, book, here.today, now(), here.settings.cases)
    if doors := summarise_doors(returned, answers):
        tell(doors)
    # What mails and lists ended is known to this run like what came by any other door.
    more = take_in(warehouse, book) if answers.recorded or returned.closings else IngestReport(None)
    stored = Counter(report.stored_by_table) + Counter(more.stored_by_table)
    # After everything, so that what the bulletin says of the ledger is what the ledger says.
    ledger = warehouse.store.read(names.DELIVERIES)
    books = check_books(ledger, [file.file_name for file in (*report.files, *more.files)])
    for name in (*LEDGERS, *FACTS):
        also = books if name == names.DELIVERIES else ()
        yield from record_facts(warehouse, FactLedger.of(ledger, name), also=also, rows_stored=stored[name])
    yield from arrivals(warehouse.store, [batch for batch in (report.batch_id, more.batch_id) if batch is not None])
    if report.batch_id is not None or more.batch_id is not None:
        write_feedback(here.place, warehouse.store, here.settings, here.today)
        publish_snapshot(warehouse.store, here.place.snapshot)


def _others(here: RunContext, imports: Sequence[LearnedImport], month: date, day: date) -> str:
    """Return the digest of what other districts had learned, as a run of the month as of the day knows it."""
    return digest_of(known_others(imports, here.settings.district.name, neighbours_of(here.place, month), day))


def _days(day: date) -> dict[date, date]:
    """Return the as-of day of every month that has begun on a day, by month."""
    return {month: as_of_day(month, day) for month in months_between(month_of_key(FIRST_MONTH), day.replace(day=1))}


def take_in(warehouse: Warehouse, book: LetterBook) -> IngestReport:
    """Take in the inbox, with what people recorded about cases as files beside it."""
    here = warehouse.run_context
    recorded = write_case_files(here.place, here.today)
    beside = {PREFIX: recorded} if recorded else None
    layouts = layouts_with(here.place.layouts)
    return ingest_inbox(warehouse.store, here.inbox_folder, here.today, here.settings.ingest, layouts, beside, book.answered)


def check_books(ledger: pl.DataFrame, inbox: list[str]) -> list[CheckResult]:
    """Return whether the ledger adds up, and whether too much of what lies in the inbox now was refused."""
    present = ledger.filter(pl.col("file_name").is_in(inbox))
    return [check_accounting(ledger), check_lines(ledger), check_whole_files(present), *check_refusals(present, RefusalSettings())]
