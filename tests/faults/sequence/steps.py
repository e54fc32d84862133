"""What may happen to a home, done by the program's own parts: each step opens the home, works, and leaves nothing open.

A month's scores are made here, since those of the program take seconds; they are staged, published, kept and mailed as the program's are.
Nothing here may start threads of polars when it is loaded (killed.py).
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch

import polars as pl

import pipelines.backups.backup_manifest
import pipelines.commands.quarantine
import warehouse.store
from pipelines.backups.making import make_backup
from pipelines.backups.restoring import restore_backup
from pipelines.clock import as_of_day
from pipelines.data_dir import DataDir
from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.publication import publish, read_manifest
from pipelines.delivery.relay import Answer
from pipelines.delivery.retries import Round
from pipelines.ingest.run import ingest_inbox
from pipelines.month.figures import known_figures
from pipelines.month.quarantine_items import quarantine_items
from pipelines.month.stage_tables import StageTables
from pipelines.month.staged_month import StagedMonth
from pipelines.settings import MailSettings, load_settings
from warehouse import names
from warehouse.compaction import compact_sqlite, compact_warehouse
from warehouse.migration_files import Migration, load_migrations
from warehouse.ops.editions import EditionKey
from warehouse.ops.outbox import FrozenMail, MailKey, open_outbox
from warehouse.ops.soundness import require_whole_records
from warehouse.periods import month_key
from warehouse.snapshot import publish_snapshot
from warehouse.store import Store

READERS = ("a@x.cn", "b@x.cn")
PAGE = "list.csv"
QUICK = MailSettings(retry_seconds=(0,), settle_seconds=0)
ORIGINAL = load_migrations
# Every module that asks which migrations there are of the warehouse, and what it asks by.
ASKING = ((warehouse.store, "shipped_migrations"), (pipelines.backups.backup_manifest, "load_migrations"))


@dataclass(frozen=True, slots=True)
class Trial:
    """A home on a day, used by a program that knows so many more migrations than this one."""

    root: Path
    today: date
    version: int = 0

    @property
    def home(self) -> DataDir:
        """The home."""
        return DataDir(self.root)

    @property
    def moment(self) -> datetime:
        """The moment of everything that happens on the day."""
        return datetime(self.today.year, self.today.month, self.today.day, 9)

    @property
    def relay_log(self) -> Path:
        """The log of the relay, on another machine."""
        return self.root.parent / "relay.log"

    @contextmanager
    def program(self) -> Iterator[None]:
        """Let the program be of the version and the day of the trial."""
        with ExitStack() as patches:
            for module, name in ASKING:
                patches.enter_context(patch.object(module, name, self._migrations))
            patches.enter_context(patch.object(pipelines.commands.quarantine, "today", lambda: self.today))
            yield

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Lend the open warehouse."""
        with self.program(), Store(self.home.warehouse, ops=self.home.ops) as opened:
            yield opened

    def _migrations(self, *folder: Path) -> list[Migration]:
        found = ORIGINAL(*folder)
        more = [Migration(found[-1].number + n, f"trial_{n}", f"create table trial_{n} (x integer)") for n in range(1, self.version + 1)]
        return found if folder else [*found, *more]


def take_in(trial: Trial) -> None:
    """Take the inbox in, and publish the snapshot."""
    with trial.store() as store:
        ingest_inbox(store, trial.home.inbox, trial.today, load_settings(trial.home.config).ingest)
        publish_snapshot(store, trial.home.snapshot)


def settle(trial: Trial, file_name: str, number: int, action: str) -> None:
    """Decide about a row that contradicts another of its day."""
    settings = load_settings(trial.home.config)
    with trial.store() as store:
        items = quarantine_items(store, settings, trial.today)
    (item,) = items.filter(kind="clash", file_name=file_name, row_number=number)["item_id"]
    with trial.program():
        pipelines.commands.quarantine.settle(trial.home, [item], action, "甲", "asked the sender")


def build(trial: Trial, month: date) -> None:
    """Score a month as known on its day, and stage the scores."""
    with trial.store() as store:
        staged = StagedMonth.of(trial.home, month)
        tables = StageTables(store, "risk", made=frozenset({names.RISK}), staged=staged)
        figures = known_figures(tables, as_of_day(month, trial.today), load_settings(trial.home.config))
        known = figures.filter(pl.col("period") <= month).sort("uscc", "period")
        rows = [(uscc, score(values["value"].to_list())) for (uscc,), values in known.group_by("uscc", maintain_order=True)]
        frame = pl.DataFrame(rows, {"uscc": pl.String, "operating_risk": pl.Float64}, orient="row")
        tables.replace_month(names.RISK, month, frame.with_columns(month=pl.lit(month)))


def score(values: list[float]) -> float:
    """Return a number that follows from figures in their order."""
    return round(sum(place * value for place, value in enumerate(values, 1)) % 1000 / 1000, 6)


def publish_month(trial: Trial, month: date) -> None:
    """Publish what is staged of a month, in the order in which the program does (pipelines.assets.briefing)."""
    home, as_of = trial.home, as_of_day(month, trial.today)
    with trial.store() as store:
        made = frozenset({names.RISK, names.BRIEFINGS})
        tables = StageTables(store, "briefing", made=made, staged=StagedMonth.of(home, month))
        tables.require_readable()
        require_whole_records(home.ops)
        scores = tables.read(names.RISK, month=month).sort("uscc").select("uscc", "operating_risk")
        key = EditionKey(month, content_id(month, as_of, list(scores.iter_rows())))
        warnings = scores.with_columns(level=pl.lit("red"), is_listed=pl.lit(value=True))
        home.briefings.mkdir(exist_ok=True)
        Archive(home.ops, home.briefings).keep(key, as_of, warnings, {"warnings": warnings})
        ledger = tables.read(names.BRIEFINGS, month=month).drop("month")
        facts = {"content_id": key.content_id}
        earlier = dict(ledger.select("revision", "content_id").iter_rows())
        published = publish(
            home.briefings, month_key(month), facts, lambda revision: {PAGE: page(revision, scores)}, tables.put_in_place, earlier
        )
        row = (published.revision, key.content_id, as_of, trial.moment, scores.height, 1)
        fresh = pl.concat([ledger, pl.DataFrame([row], schema=ledger.schema, orient="row")]).unique("revision", keep="first")
        tables.replace_month(names.BRIEFINGS, month, fresh.sort("revision").with_columns(month=pl.lit(month)))
        tables.publish_snapshot(home.snapshot)
        tables.forget_staged()


def content_id(month: date, as_of: date, scores: list[tuple[str, float]]) -> str:
    """Return what stands for the content of an edition."""
    return hashlib.sha256(json.dumps([month.isoformat(), as_of.isoformat(), scores]).encode()).hexdigest()


def page(revision: int, scores: pl.DataFrame) -> bytes:
    """Return the one page of an edition."""
    return f"revision {revision}\n{scores.write_csv()}".encode()


class Carrier:
    """A relay that writes a log of what it accepts, and does what is planned for each mail in turn: ok, later, drop or accept_drop."""

    seconds_left = sys.float_info.max

    def __init__(self, log: Path, planned: tuple[str, ...]) -> None:
        """Begin with the first of what is planned."""
        self._log, self._planned = log, list(planned)

    def send(self, recipient: str, mail: bytes) -> Answer:
        """Take one mail, or not."""
        fault = self._planned.pop(0) if self._planned else "ok"
        if fault in ("ok", "accept_drop"):
            with self._log.open("a", encoding="utf-8") as log:
                log.write(f"{mail.decode().splitlines()[0]} {recipient}\n")
        return Answer({"ok": "sent", "later": "later"}.get(fault, "unknown"), fault)


def send(trial: Trial, month: date, planned: tuple[str, ...], has_log: bool) -> None:
    """Freeze the mails of the edition that is out, and hand over what waits."""
    folder = trial.home.briefing(month)
    manifest = read_manifest(folder)
    assert manifest
    with open_outbox(trial.home.ops, lambda: trial.moment) as outbox:
        for reader in READERS:
            key = MailKey("bulletin", month_key(month), int(manifest["revision"]), reader, "district")
            outbox.supersede(key)
            if not outbox.holds(key):
                name = message_id(key, manifest["content_id"])
                outbox.freeze(key, FrozenMail(name, "list", f"{name}\n".encode() + (folder / PAGE).read_bytes()))
        log = trial.relay_log if has_log else None
        carrier = Carrier(trial.relay_log, planned)
        Round(outbox, carrier, QUICK, ("bulletin",), month_key(month), lambda: trial.moment, log, lambda _: None).deliver()


def message_id(key: MailKey, content: str) -> str:
    """Return how a mail is called: the same for the same edition."""
    return f"<{key.month}.{key.revision}.{content[:12]}.{key.recipient}>"


def back_up(trial: Trial, target: Path) -> None:
    """Back the home up."""
    with trial.program():
        make_backup(trial.home, target, clock=lambda: trial.moment)


def restore(trial: Trial, folder: Path) -> None:
    """Put a backup back into the empty home."""
    with trial.program():
        restore_backup(trial.home, folder, clock=lambda: trial.moment)


def compact(trial: Trial) -> None:
    """Write both databases anew without their empty room, however little it is."""
    with trial.program(), patch("warehouse.compaction.WORTHWHILE_BYTES", 0), patch("warehouse.compaction.WORTHWHILE_SHARE", 0):
        compact_sqlite(trial.home.ops)
        compact_warehouse(trial.home.warehouse, trial.home.ops)


def reopen(trial: Trial) -> None:
    """Open the home with the program of the trial's version, which brings it up to date."""
    with trial.store() as store:
        assert store.is_current()
