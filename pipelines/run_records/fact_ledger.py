"""Of which deliveries a table of facts was when it was judged: the occasion that its verdicts are kept under.

In: naming a state of a table by the deliveries it was filled from, and finding the batch up to which its rows passed before. Out: the
judging (pipelines.asset_factory).
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import polars as pl

from pipelines.delivery.fingerprint import code_version
from warehouse.catalogue import table_named
from warehouse.ops.verdicts import kept_verdicts

# A table is judged after every ingest; only where that went wrong a few times does its last verdict lie further back.
BATCHES_BACK = 20


@dataclass(frozen=True, slots=True)
class FactLedger:
    """The deliveries that brought rows of a table: `delivery_id`, `rows_stored`, `batch_id`."""

    table: str
    deliveries: pl.DataFrame

    @classmethod
    def of(cls, ledger: pl.DataFrame, name: str) -> "FactLedger":
        """Return the deliveries of a table out of all of them; ledgers grow with every delivery."""
        own = ledger.filter((pl.col("table_name") == name) & (pl.col("rows_stored") > 0)) if name.startswith("core_") else ledger
        return cls(name, own.select("delivery_id", "rows_stored", "batch_id"))

    @property
    def newest(self) -> int:
        """The last batch that brought rows of the table, 0 where none did."""
        return max(self.deliveries["batch_id"].to_list(), default=0)

    def origin(self, batch: int | None = None) -> str:
        """Return a digest of the deliveries of the table, up to a batch."""
        # Named by content and not by batch number, which starts again when a warehouse is made anew.
        own = self.deliveries if batch is None else self.deliveries.filter(pl.col("batch_id") <= batch)
        return sha256(own.select("delivery_id", "rows_stored").write_csv().encode()).hexdigest()[:16]

    def occasion(self, batch: int | None = None) -> str:
        """Return what verdicts on the table are kept under, as it was after a batch."""
        return f"batch {self.origin(batch)} {code_version()}"

    def passed_before(self, ops: Path) -> int | None:
        """Return the batch up to which all rows passed before, None where they did not or nobody knows.

        Of facts alone, whose rows come with their deliveries: rows of ledgers may come later.
        """
        if not self.table.startswith("core_"):
            return None
        for batch in self.deliveries["batch_id"].unique().sort(descending=True).to_list()[1 : BATCHES_BACK + 1]:
            kept = kept_verdicts(ops, self.occasion(batch), table_named(self.table))
            if kept:
                return int(batch) if all(verdict.passed for verdict in kept) else None
        return None
