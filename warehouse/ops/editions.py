"""The figures of published editions, in ops.db: what next month continues and what mail is written from.

Figures are kept before an edition's folder appears, so an edition that is out always has them, and a run that was killed in between
leaves only figures nobody refers to. In: rows by month and content id. Out: which edition of a month is out (pipelines.delivery).
"""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from warehouse.errors import WarehouseDamagedError
from warehouse.ops.ops_db import open_ops, transaction
from warehouse.periods import month_key

CANDIDATES_SCHEMA = {"month": pl.Date(), "uscc": pl.String(), "level": pl.String(), "is_listed": pl.Boolean()}


@dataclass(frozen=True, slots=True)
class EditionKey:
    """One edition: first day of its month, and content id."""

    month: date
    content_id: str

    @property
    def row(self) -> tuple[str, str]:
        """The key as ops.db holds it."""
        return month_key(self.month), self.content_id


def keep_edition(ops: Path, key: EditionKey, as_of: date, warnings: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> None:
    """Keep the figures of an edition; `warnings` is the whole list with `is_listed`. Keeping it again changes nothing."""
    candidates = warnings.sort("uscc").select("uscc", "level", pl.col("is_listed").cast(pl.Int64)).rows()
    blobs = [
        (*key.row, name, content, _sha256(content)) for name, content in ((name, _to_parquet(frame)) for name, frame in frames.items())
    ]
    with open_ops(ops) as connection, transaction(connection):
        # The same content id means the same figures; a run repeated after a crash finds them here already.
        if connection.execute("select 1 from editions where month = ? and content_id = ?", key.row).fetchone():
            return
        connection.execute(
            "insert into editions values (?, ?, ?, ?, ?)", (*key.row, as_of.isoformat(), _list_digest(warnings), _rows_digest(candidates))
        )
        connection.executemany("insert into edition_frames values (?, ?, ?, ?, ?)", blobs)
        connection.executemany("insert into edition_candidates values (?, ?, ?, ?, ?)", [(*key.row, *row) for row in candidates])


def edition_frames(ops: Path, key: EditionKey, wanted: Sequence[str] | None = None) -> dict[str, pl.DataFrame]:
    """Return the figures of an edition by name, those that are wanted or all; empty where it was never kept."""
    query = "select name, parquet, sha256 from edition_frames where month = ? and content_id = ? order by name"
    with open_ops(ops) as connection:
        rows = connection.execute(query, key.row).fetchall()
    return {name: _from_parquet(ops, key, blob, digest) for name, blob, digest in rows if wanted is None or name in wanted}


def edition_frame(ops: Path, key: EditionKey, name: str) -> pl.DataFrame | None:
    """Return one frame of an edition, None where it was not kept."""
    query = "select parquet, sha256 from edition_frames where month = ? and content_id = ? and name = ?"
    with open_ops(ops) as connection:
        row = connection.execute(query, (*key.row, name)).fetchone()
    return None if row is None else _from_parquet(ops, key, *row)


def days_of(ops: Path, keys: Sequence[EditionKey]) -> dict[date, date]:
    """Return the as-of day of each of the given editions by its month; editions that were never kept are left out."""
    query = "select as_of from editions where month = ? and content_id = ?"
    with open_ops(ops) as connection:
        rows = [(key.month, connection.execute(query, key.row).fetchone()) for key in keys]
    return {month: date.fromisoformat(row[0]) for month, row in rows if row}


def candidates_in(ops: Path, keys: Sequence[EditionKey]) -> pl.DataFrame:
    """Return who was a candidate in the given editions: month, uscc, level, is_listed."""
    query = "select uscc, level, is_listed from edition_candidates where month = ? and content_id = ? order by uscc"
    noted = "select candidates_sha256 from editions where month = ? and content_id = ?"
    rows: list[tuple[object, ...]] = []
    with open_ops(ops) as connection:
        for key in keys:
            found = connection.execute(query, key.row).fetchall()
            _require_same(ops, key.row[0], _rows_digest(found), (connection.execute(noted, key.row).fetchone() or ("",))[0])
            rows += [(key.month, *row) for row in found]
    return pl.DataFrame(rows, schema=CANDIDATES_SCHEMA, orient="row")


def require_whole_editions(ops: Path) -> None:
    """Raise WarehouseDamagedError where the figures of an edition are not those that were kept."""
    frames = "select month, parquet, sha256 from edition_frames"
    candidates = "select uscc, level, is_listed from edition_candidates where month = ? and content_id = ? order by uscc"
    with open_ops(ops) as connection:
        for month, content, noted in connection.execute(frames):
            _require_same(ops, month, _sha256(content), noted)
        for month, content_id, noted in connection.execute("select month, content_id, candidates_sha256 from editions").fetchall():
            _require_same(ops, month, _rows_digest(connection.execute(candidates, (month, content_id)).fetchall()), noted)


def _from_parquet(ops: Path, key: EditionKey, content: bytes, digest: str) -> pl.DataFrame:
    """Return a kept frame; SQLite itself has no checksums and would hand over a damaged one without a word."""
    _require_same(ops, key.row[0], _sha256(content), digest)
    return pl.read_parquet(io.BytesIO(content))


def _require_same(ops: Path, month: str, found: str, noted: str) -> None:
    """Raise WarehouseDamagedError where what is kept has another digest than when it was; nothing was noted before there were digests."""
    if noted and found != noted:
        raise WarehouseDamagedError(
            f"{ops} is damaged: the figures of {month} in it are not those that were kept; put back the last backup of this file"
        )


def _rows_digest(rows: Sequence[tuple[object, ...]]) -> str:
    """Return a SHA-256 of rows in their order."""
    return _sha256(repr([tuple(row) for row in rows]).encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _list_digest(warnings: pl.DataFrame) -> str:
    """Return a SHA-256 of the listed rows."""
    return hashlib.sha256(warnings.filter("is_listed").sort("uscc").write_csv().encode()).hexdigest()


def _to_parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()
