"""Which edition of a month is out, and who was on earlier lists: the folders decide which counts, ops.db holds its figures.

In: manifests and content ids. Out: rows of ops.db (warehouse.ops.editions), the folders themselves (publication.py).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.data_dir import month_folders, published_month
from pipelines.delivery.publication import HISTORY, read_manifest
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.contract import Table, fit
from warehouse.ops.editions import EditionKey, candidates_in, days_of, edition_frame, edition_frames, keep_edition
from warehouse.periods import month_key, month_of_key, shift_month


@dataclass(frozen=True, slots=True)
class Archive:
    """The editions of one home: `ops` is its ops.db, `briefings` the folder of published months."""

    ops: Path
    briefings: Path

    def current(self, month: date) -> EditionKey | None:
        """Return the edition of a month that is out, None where none is."""
        manifest = read_manifest(self.folder(month))
        return EditionKey(month, manifest["content_id"]) if manifest else None

    def folder(self, month: date) -> Path:
        """Return where the edition of a month lies or would lie."""
        return published_month(self.briefings, month_key(month))

    def published(self, month: date, revision: int) -> EditionKey | None:
        """Return the edition that was out as a revision of a month, None where its folder is gone."""
        name = month_key(month)
        folders = [self.folder(month), *sorted((self.briefings / HISTORY).glob(f"{name}.r{revision}*"))]
        for manifest in filter(None, map(read_manifest, folders)):
            if int(manifest["revision"]) == revision:
                return EditionKey(month, manifest["content_id"])
        return None

    def keep(self, key: EditionKey, as_of: date, warnings: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> None:
        """Keep the figures of an edition, before its folder appears; keeping it again changes nothing."""
        keep_edition(self.ops, key, as_of, warnings, frames)

    def frames(self, key: EditionKey, wanted: Sequence[str] | None = None) -> dict[str, pl.DataFrame]:
        """Return the figures of an edition by name, those that are wanted or all; empty where it was never kept."""
        return edition_frames(self.ops, key, wanted)

    def candidates(self, month: date) -> pl.DataFrame:
        """Return the candidates of the edition of a month that is out, columns of out_warnings; no rows where none were kept."""
        key = self.current(month)
        warnings = self._kept_candidates(key) if key else None
        return table_named(names.WARNINGS).empty_frame() if warnings is None else warnings

    def rules(self, month: date) -> pl.DataFrame | None:
        """Return the rules of the edition of a month that is out, columns of out_rules; None where a version made it that kept none."""
        key = self.current(month)
        return edition_frame(self.ops, key, "rules") if key else None

    def candidates_before(self, month: date) -> pl.DataFrame:
        """Return who was a candidate in every earlier month that is out: month, uscc, level, is_listed.

        Of editions that an older version kept only the listed are known.
        """
        return candidates_in(self.ops, self._before(month))

    def days_before(self, month: date) -> dict[date, date]:
        """Return on which day each earlier month that is out was made: from that day on its list was known."""
        return days_of(self.ops, self._before(month))

    def _before(self, month: date) -> list[EditionKey]:
        # The folder decides which edition of a month counts, not the order in which figures were kept.
        return [key for key in map(self.current, self.months()) if key is not None and key.month < month]

    def list_before(self, month: date) -> pl.DataFrame | None:
        """Return the candidates published for the month before, listed or not, columns of out_warnings; None where none is out.

        What an older version did not keep of it is null, also where the contract wants a value.
        """
        key = self.current(shift_month(month, -1))
        return self._kept_candidates(key) if key else None

    def _kept_candidates(self, key: EditionKey) -> pl.DataFrame | None:
        warnings, table = edition_frame(self.ops, key, "warnings"), table_named(names.WARNINGS)
        return None if warnings is None else fit(declared_columns(warnings, table), table)

    def history_digest(self, month: date) -> str:
        """Return a SHA-256 of every earlier list that is out and of the newest one's rules: all that a month takes over from before."""
        before = self.list_before(month)
        days = "".join(f"{of},{day}\n" for of, day in sorted(self.days_before(month).items()))
        newest = max((key.month for key in self._before(month)), default=None)
        rules = None if newest is None else self.rules(newest)
        own = "" if rules is None else rules.select("kind", "setting", "value_text").write_csv()
        lists = self.candidates_before(month).write_csv() + (before.write_csv() if before is not None else "") + days + own
        return hashlib.sha256(lists.encode()).hexdigest()

    def months(self) -> list[date]:
        """Return the months that have a folder, in order."""
        return [month_of_key(key) for key, _ in month_folders(self.briefings)]


def declared_columns(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return a kept frame without the columns that today's contract does not know; an older version kept others."""
    declared = table.column_names
    return frame.select(column for column in frame.columns if column in declared)
