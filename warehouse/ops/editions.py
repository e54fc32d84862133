"""The published editions with their figures, in ops.db: what next month continues and what mail is written from.

The folder in `briefings` says which edition of a month counts; its content id finds the figures here. Figures are put here before the
folder appears, so an edition that is out always has them, and a run that was killed in between leaves only figures nobody refers to.
"""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.clock import previous_month
from pipelines.delivery.publication import HISTORY, read_manifest
from warehouse.ops.ops_db import open_ops, transaction

LISTED_SCHEMA = {"month": pl.Date, "uscc": pl.String, "level": pl.String}


@dataclass(frozen=True, slots=True)
class EditionKey:
    """One edition: first day of its month, and content id."""

    month: date
    content_id: str

    @property
    def row(self) -> tuple[str, str]:
        """The key as ops.db holds it."""
        return f"{self.month:%Y-%m}", self.content_id


@dataclass(frozen=True, slots=True)
class Archive:
    """The editions of one home."""

    ops: Path
    briefings: Path

    def current(self, month: date) -> EditionKey | None:
        """Return the edition of a month that is out, None where none is."""
        manifest = read_manifest(self.briefings / f"{month:%Y-%m}")
        return EditionKey(month, manifest["content_id"]) if manifest else None

    def published(self, month: date, revision: int) -> EditionKey | None:
        """Return the edition that was out as a revision of a month, None where its folder is gone."""
        folders = [self.briefings / f"{month:%Y-%m}", *sorted((self.briefings / HISTORY).glob(f"{month:%Y-%m}.r{revision}*"))]
        for manifest in filter(None, map(read_manifest, folders)):
            if int(manifest["revision"]) == revision:
                return EditionKey(month, manifest["content_id"])
        return None

    def keep(self, key: EditionKey, as_of: date, warnings: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> None:
        """Keep the figures of an edition; `warnings` is the whole list with `is_listed`. Keeping it again changes nothing."""
        listed = warnings.filter("is_listed").sort("uscc").select("uscc", "level").rows()
        blobs = [(*key.row, name, _to_parquet(frame)) for name, frame in frames.items()]
        with open_ops(self.ops) as connection, transaction(connection):
            # The same content id means the same figures; a run repeated after a crash finds them here already.
            if connection.execute("select 1 from editions where month = ? and content_id = ?", key.row).fetchone():
                return
            connection.execute("insert into editions values (?, ?, ?, ?)", (*key.row, as_of.isoformat(), list_digest(warnings)))
            connection.executemany("insert into edition_frames values (?, ?, ?, ?)", blobs)
            connection.executemany("insert into edition_listed values (?, ?, ?, ?)", [(*key.row, *row) for row in listed])

    def frames(self, key: EditionKey) -> dict[str, pl.DataFrame]:
        """Return the figures of an edition by name, empty where it was never kept."""
        query = "select name, parquet from edition_frames where month = ? and content_id = ? order by name"
        with open_ops(self.ops) as connection:
            rows = connection.execute(query, key.row).fetchall()
        return {name: pl.read_parquet(io.BytesIO(blob)) for name, blob in rows}

    def listed_before(self, month: date) -> pl.DataFrame:
        """Return who was listed in every earlier month that is out: month, uscc, level."""
        # The folder decides which edition of a month counts, not the order in which figures were kept.
        keys = [key for key in map(self.current, self._months()) if key is not None and key.month < month]
        query = "select uscc, level from edition_listed where month = ? and content_id = ? order by uscc"
        with open_ops(self.ops) as connection:
            rows = [(key.month, *row) for key in keys for row in connection.execute(query, key.row)]
        return pl.DataFrame(rows, schema=LISTED_SCHEMA, orient="row")

    def list_before(self, month: date) -> pl.DataFrame | None:
        """Return the list published for the month before, columns of out_warnings; None where none is out."""
        key = self.current(previous_month(month))
        warnings = self.frames(key).get("warnings") if key else None
        return None if warnings is None else warnings.filter("is_listed")

    def history_digest(self, month: date) -> str:
        """Return a SHA-256 of every earlier list that is out, which is all that a month takes over from earlier months."""
        before = self.list_before(month)
        said = self.listed_before(month).write_csv() + (before.write_csv() if before is not None else "")
        return hashlib.sha256(said.encode()).hexdigest()

    def _months(self) -> list[date]:
        """Return the months that have a folder, in order."""
        names = sorted(path.name for path in self.briefings.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9]"))
        return [date.fromisoformat(f"{name}-01") for name in names]


def list_digest(warnings: pl.DataFrame) -> str:
    """Return a SHA-256 of the listed rows."""
    return hashlib.sha256(warnings.filter("is_listed").sort("uscc").write_csv().encode()).hexdigest()


def _to_parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()
