"""What each enterprise may be entitled to, for the page for cases: the matches of the newest month, read once for each publication.

In: keeping what the published snapshot holds. Out: matching (models.policies), wording (reports.policy_lines).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pipelines.commands.policy import Wanted, matched_month, matches_of
from pipelines.commands.snapshot import open_to_read
from pipelines.data_dir import DataDir
from pipelines.errors import UsageError
from reports.policy_lines import MatchList
from warehouse.errors import WarehouseError
from warehouse.policy_vocabulary import MATCH_STATUSES

Row = dict[str, Any]


@dataclass(slots=True)
class PolicyResults:
    """The matches of a home's newest month; none where nothing is published or the catalogue is empty."""

    home: DataDir
    _found: MatchList | None = None
    _own: dict[str, pl.DataFrame] = field(default_factory=dict)
    _read_at: tuple[int, int] = (-1, -1)

    def of(self, uscc: str) -> list[Row]:
        """Return the matches of an enterprise, those that may fit first: columns of out_policies with title, department, manual_words."""
        self._look()
        rows = self._own.get(uscc)
        return [] if rows is None else rows.to_dicts()

    def clauses_of(self, policy: str) -> pl.DataFrame:
        """Return the clauses of a policy: clause, words_zh, fact, operator, value_text."""
        self._look()
        if self._found is None:
            return pl.DataFrame(schema={"policy": pl.String, "clause": pl.String})
        return self._found.clauses.filter(pl.col("policy") == policy)

    def _look(self) -> None:
        path = self.home.snapshot
        stated = path.stat() if path.exists() else None
        now = (stated.st_mtime_ns, stated.st_size) if stated else (0, 0)
        if now == self._read_at:
            return
        # Two requests at once read the same twice and keep either.
        self._found = self._read() if stated else None
        order = pl.col("status").replace_strict({key: place for place, key in enumerate(MATCH_STATUSES.keys)}, return_dtype=pl.Int32)
        rows = None if self._found is None else self._found.matches.sort(order, pl.col("place").fill_null(99), "policy")
        parts = {} if rows is None else rows.partition_by("uscc", as_dict=True, include_key=True)
        self._own = {str(key[0]): own for key, own in parts.items()}
        self._read_at = now

    def _read(self) -> MatchList | None:
        try:
            with open_to_read(self.home) as store:
                return matches_of(matched_month(store, self.home, None), Wanted())
        except (UsageError, WarehouseError):
            return None
