"""Holds a warehouse against the chain of its commits in ops.db: what was acknowledged is there, or nothing is computed.

A commit is noted in ops.db as intended, made in the warehouse together with its number, and noted as done. A process killed anywhere in
between leaves an intention that the warehouse has or has not seen, which the next opening settles. In: comparing, noting. Out: the
entries themselves (warehouse.ops.commits).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from warehouse.catalogue import all_tables
from warehouse.connection import Database
from warehouse.errors import LedgerError
from warehouse.names import SETTLEMENTS
from warehouse.ops import commits
from warehouse.ops.commits import Commit, Written

CREATE = "create table if not exists schema_commits (number integer not null, sha256 varchar not null)"
MONTH = re.compile(r"^\d{4}-\d{2}$")
# Row digests hold for one version of the library; those of another are not compared.
ENGINE = f"polars {pl.__version__}"
ACCEPT = "`earlywarn doctor --repair` goes on from what is there"
Reader = Callable[[str, str], pl.DataFrame]


def frame_digest(frame: pl.DataFrame) -> str:
    """Return a digest of the rows of a frame that does not depend on their order."""
    rows = frame.hash_rows(seed=0).to_numpy()
    return f"{ENGINE}:{int(rows.sum(dtype='uint64')):016x}" if frame.height else ENGINE


@dataclass(frozen=True, slots=True)
class Mark:
    """The number and digest of the last commit a warehouse has seen."""

    number: int
    sha256: str

    def is_of(self, commit: Commit | None) -> bool:
        """Whether this is the mark of a commit."""
        return commit is not None and (self.number, self.sha256) == (commit.number, commit.sha256)


class CommitLog:
    """The commits of one open warehouse."""

    def __init__(self, ops: Path, database: Database) -> None:
        """Note commits to `database` in `ops`."""
        self._ops = ops
        self._database = database
        # Noted and not acknowledged: it is not known whether it was made.
        self._open: Commit | None = None

    def require_whole(self) -> None:
        """Raise LedgerError where the warehouse has not everything that was acknowledged, or more than that."""
        mark = self._mark()
        done, intended = commits.last_commits(self._ops)
        if (mark is None and done is None) or (mark and (mark.is_of(done) or mark.is_of(intended))):
            if mark and not mark.is_of(intended):
                self._require_rows()
            return
        known = {commit.number: commit for commit in commits.commits_from(self._ops, 1)}
        if mark and not mark.is_of(known.get(mark.number)):
            raise LedgerError(_strange(self._database.path, self._ops, mark, done))
        raise LedgerError(lost(self._database.path, [each for number, each in known.items() if number > (mark.number if mark else 0)]))

    def _require_rows(self) -> None:
        """Raise LedgerError where a table does not hold the rows it held after its last commit."""
        noted, schema = commits.rows_held(self._ops), self._schema()
        done, _ = commits.last_commits(self._ops)
        # A migration may have moved rows and been killed before it was noted; the next opening notes them.
        if done is None or done.schema != schema:
            return
        held = self._held(noted)
        wrong = [f"{table} holds {held[table]:,} rows and not {rows:,}" for table, rows in sorted(noted.items()) if held[table] != rows]
        if wrong:
            raise LedgerError(
                f"the warehouse {self._database.path} was changed outside the program: {'; '.join(wrong)}. "
                f"Put back the last backup of it; or {ACCEPT}"
            )

    def settle(self) -> None:
        """Note what became of an intention, and begin the chain where there is none or a migration has run."""
        mark, (done, intended) = self._mark(), commits.last_commits(self._ops)
        if intended and mark and mark.is_of(intended):
            commits.acknowledge(self._ops, intended.number)
            done = intended
        self._open = None
        if done is None or done.schema != self._schema():
            self.begin()

    def begin(self) -> None:
        """Commit the rows of every table as they are: where the chain begins, and from where it goes on after an update or a loss."""
        self._database.execute(CREATE)
        held = self._held(table.name for table in all_tables())
        self._database.execute("begin")
        self.intend([Written(table, "", 0, "", rows) for table, rows in held.items()])
        self._database.execute("commit")
        self.acknowledge()

    def intend(self, written: Sequence[Written]) -> None:
        """Note what the open transaction is about to commit, and let it carry the number."""
        if self._open:
            self.settle()
        counted = self._held(each.table for each in written)
        self._open = commits.intend(self._ops, [replace(each, held=counted[each.table]) for each in written], self._schema())
        self._database.execute("delete from schema_commits")
        self._database.execute("insert into schema_commits values (?, ?)", [self._open.number, self._open.sha256])

    def acknowledge(self) -> None:
        """Note that the transaction was committed."""
        if self._open:
            commits.acknowledge(self._ops, self._open.number)
            self._open = None

    def changed_months(self, read: "Reader") -> Iterator[str]:
        """Yield the months of tables whose rows are not those that were committed; `read` returns the rows of a table and month."""
        latest: dict[tuple[str, str], Written] = {}
        for commit in commits.commits_from(self._ops, 1):
            # Where the chain begins, or goes on after an update or a loss, months are taken as they are.
            if any(not each.digest for each in commit.written):
                latest.clear()
            latest |= {(each.table, each.of): each for each in commit.written if MONTH.match(each.of)}
        for (table, month), each in sorted(latest.items()):
            if each.digest.startswith(ENGINE) and frame_digest(read(table, month)) != each.digest:
                yield f"{table} of {month}"

    def _mark(self) -> Mark | None:
        """Return the last commit the warehouse has seen, None where it has seen none."""
        exists = "select count(*) from information_schema.tables where table_name = 'schema_commits'"
        if not self._database.sql(exists).fetchall()[0][0]:
            return None
        rows = self._database.sql("select number, sha256 from schema_commits").fetchall()
        return Mark(*rows[0]) if rows else None

    def _schema(self) -> int:
        return int(self._database.sql("select coalesce(max(number), 0) from schema_migrations").fetchall()[0][0])

    def _held(self, tables: Iterable[str]) -> dict[str, int]:
        """Return how many rows tables hold now."""
        each = [f"select '{table}', count(*) from {table}" for table in sorted(set(tables))]  # noqa: S608 - names of contracts
        return dict(self._database.sql(" union all ".join(each)).fetchall()) if each else {}


def require_present(warehouse: Path, ops: Path) -> None:
    """Raise LedgerError where there is no warehouse although commits to one were acknowledged."""
    if not warehouse.exists() and ops.exists():
        done, _ = commits.last_commits(ops)
        if done is not None:
            raise LedgerError(lost(warehouse, commits.commits_from(ops, 1)))


def lost(warehouse: Path, missing: Sequence[Commit]) -> str:
    """Return the sentence that names what a warehouse lost, and what puts it right."""
    written = [each for commit in missing for each in commit.written]
    months = sorted({each.of for each in written if MONTH.match(each.of)})
    rows = {table: sum(each.rows for each in written if each.table == table) for table in sorted({each.table for each in written})}
    facts = [f"{count:,} rows of {table}" for table, count in rows.items() if count and table.startswith("core_")]
    parts = [
        *facts,
        *([f"results of {', '.join(months)}"] if months else []),
        *(["decisions on set-aside rows"] if rows.get(SETTLEMENTS) else []),
    ]
    again = [
        *(["`earlywarn ingest`"] if any(table.startswith("raw_") for table in rows) else []),
        *(["the decisions once more with `earlywarn quarantine`"] if rows.get(SETTLEMENTS) else []),
        *([f"`earlywarn run --from {months[0]} --month {months[-1]}`"] if months else []),
    ]
    what = f"{'is gone' if not warehouse.exists() else 'has lost what was stored last'}"
    return (
        f"the warehouse {warehouse} {what}: {', '.join(parts) or 'nothing but its ledger'} (commits {missing[0].number} to "
        f"{missing[-1].number} of ops.db). Put back the last backup of it; or {ACCEPT}, then {', then '.join(again) or 'go on'}"
    )


def _strange(warehouse: Path, ops: Path, mark: Mark, done: Commit | None) -> str:
    """Return the sentence about a warehouse that goes on from commits ops.db does not know."""
    return (
        f"the warehouse {warehouse} and {ops} do not belong together: the one has seen commit {mark.number}, the other "
        f"{f'{done.number} with other contents' if done else 'none'}; {ops.name} was put back from an earlier time or made anew, and what "
        f"people recorded since is not in it. Put back the latest backup of {ops.name}; or {ACCEPT}"
    )
