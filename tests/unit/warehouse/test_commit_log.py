"""A warehouse that lost something, or was changed behind the program's back, is not opened; one left by a killed process is."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.errors import exit_code_of
from tests.unit.warehouse.staging import CODE, OTHER_CODE, enterprise, figure, load_figures, load_register
from warehouse.catalogue import table_named
from warehouse.commit_log import CommitLog
from warehouse.errors import LedgerError
from warehouse.names import REGISTER, RISK, RISK_FEATURES
from warehouse.ops import commits
from warehouse.store import Store

MONTH = date(2026, 1, 1)


class Home:
    """A folder with a warehouse and its ops.db."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.warehouse, self.ops = folder, folder / "w.duckdb", folder / "ops.db"

    @property
    def wal(self) -> Path:
        return self.warehouse.with_name("w.duckdb.wal")

    def open(self, **options: bool) -> Store:
        return Store(self.warehouse, ops=self.ops, **options)

    def copied(self, folder: Path) -> "Home":
        shutil.copytree(self.folder, folder)
        return Home(folder)

    def killed(self, work: Callable[[Store], None]) -> None:
        """Do some work and leave the files as a process leaves them that is killed right after it."""
        beside = self.folder.with_name("killed")
        with self.open() as store:
            work(store)
            shutil.copytree(self.folder, beside)
        shutil.rmtree(self.folder)
        beside.rename(self.folder)


def risks(*codes: str) -> pl.DataFrame:
    return pl.DataFrame({"uscc": list(codes), "operating_risk": [0.5] * len(codes)})


def work(store: Store) -> None:
    load_register(store, [enterprise()])
    load_figures(store, [figure(1.0)])
    store.replace_month(RISK, MONTH, risks(CODE))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    folder = tmp_path / "home"
    folder.mkdir()
    return Home(folder)


def test_every_commit_is_noted_and_the_chain_holds(home: Home) -> None:
    with home.open() as store:
        work(store)
    noted = commits.commits_from(home.ops, 1)
    assert [[(each.table, each.of, each.rows, each.held) for each in commit.written] for commit in noted[1:]] == [
        [(REGISTER, "", 1, 1)],
        [("core_observations__monthly_enterprises", "", 1, 1)],
        [(RISK, "2026-01", 1, 1)],
    ]
    assert commits.verify_commits(home.ops).is_whole
    home.open().close()
    assert len(commits.commits_from(home.ops, 1)) == len(noted)


def test_a_log_cut_anywhere_is_noticed_and_named(home: Home, tmp_path: Path) -> None:
    home.open().close()
    home.killed(work)
    whole = home.wal.read_bytes()
    home.copied(tmp_path / "whole").open().close()
    for number, length in enumerate([0, *range(7, len(whole) - 1, max(1, len(whole) // 16)), len(whole) - 1]):
        cut = home.copied(tmp_path / f"cut{number}")
        cut.wal.write_bytes(whole[:length])
        with pytest.raises(LedgerError, match=r"results of 2026-01 .* then `earlywarn run --from 2026-01 --month 2026-01`") as caught:
            cut.open()
        assert exit_code_of(caught.value) == 20


def test_what_was_lost_can_be_accepted_and_made_again(home: Home) -> None:
    home.open().close()
    home.killed(work)
    home.wal.unlink()
    with pytest.raises(LedgerError, match=r"1 rows of core_register.*`earlywarn doctor --repair`.*then `earlywarn"):
        home.open()
    home.open(is_accepted=True).close()
    with home.open() as store:
        work(store)
    with home.open() as store:
        assert store.read(RISK).height == 1
    assert commits.verify_commits(home.ops).is_whole


@pytest.mark.parametrize("step", ["intend", "acknowledge"])
def test_a_kill_between_the_two_files_heals_by_itself(home: Home, step: str) -> None:
    with home.open() as store:
        load_register(store, [enterprise()])

    def die(*_: object) -> None:
        raise InterruptedError

    def killed(store: Store) -> None:
        # Right after the intention is on disk, or right before the commit is acknowledged.
        log = store._log
        note = log.intend
        log.intend = (lambda written: (note(written), die())) if step == "intend" else note
        log.acknowledge = die
        with pytest.raises(InterruptedError):
            store.replace_month(RISK, MONTH, risks(CODE))

    home.killed(killed)
    _, intended = commits.last_commits(home.ops)
    assert intended is not None
    for _ in range(2):
        with home.open() as store:
            assert store.read(RISK).height == (1 if step == "acknowledge" else 0)
    with home.open() as store:
        store.replace_month(RISK, MONTH, risks(CODE, OTHER_CODE))
    home.open(read_only=True).close()
    assert commits.verify_commits(home.ops).is_whole


def test_a_failed_commit_leaves_the_next_one_free(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with home.open() as store:
        with monkeypatch.context() as patched:
            patched.setattr(CommitLog, "acknowledge", lambda _: (_ for _ in ()).throw(OSError("no answer")))
            with pytest.raises(OSError, match="no answer"):
                store.replace_month(RISK, MONTH, risks(CODE))
        store.replace_month(RISK, MONTH, risks(CODE, OTHER_CODE))
    with home.open() as store:
        assert store.read(RISK).height == 2


def test_a_home_from_before_the_chain_begins_it_at_its_first_opening(home: Home) -> None:
    with Store(home.warehouse) as store:
        work(store)
    home.open().close()
    with pytest.raises(LedgerError, match=r"pred_risk.* holds 0 rows and not 1"):
        emptied(home).open()


def emptied(home: Home) -> Home:
    with Store(home.warehouse) as store:
        store.replace_month(RISK, MONTH, risks())
    return home


def test_a_warehouse_that_is_gone_or_older_is_not_made_anew_in_silence(home: Home, tmp_path: Path) -> None:
    with home.open() as store:
        load_register(store, [enterprise()])
    older = home.copied(tmp_path / "older")
    with home.open() as store:
        store.replace_month(RISK, MONTH, risks(CODE))
    shutil.copy(older.warehouse, home.warehouse)
    with pytest.raises(LedgerError, match=r"has lost what was stored last: results of 2026-01 \(commits 3 to 3"):
        home.open()
    home.warehouse.unlink()
    with pytest.raises(LedgerError, match="is gone: 1 rows of core_register"):
        home.open()
    assert not home.warehouse.exists()
    home.open(is_accepted=True).close()
    home.open().close()


@pytest.mark.parametrize("is_gone", [True, False])
def test_records_put_back_from_an_earlier_time_are_noticed(home: Home, tmp_path: Path, is_gone: bool) -> None:
    with home.open() as store:
        load_register(store, [enterprise()])
    older = home.copied(tmp_path / "older")
    with home.open() as store:
        store.replace_month(RISK, MONTH, risks(CODE))
    for path in home.folder.glob("ops.db*"):
        path.unlink()
    if not is_gone:
        shutil.copy(older.ops, home.ops)
    with pytest.raises(LedgerError, match=r"do not belong together.*recorded since"):
        home.open()
    home.open(is_accepted=True).close()
    with home.open() as store:
        store.replace_month(RISK, MONTH, risks())


def test_a_month_with_other_rows_than_were_committed_is_named(home: Home) -> None:
    with home.open() as store:
        work(store)
        assert store.changed_months() == []
    with Store(home.warehouse) as store:
        store.replace_month(RISK, MONTH, risks(OTHER_CODE))
    with home.open() as store:
        assert store.changed_months() == [f"{RISK} of 2026-01"]


def test_columns_that_migrations_added_at_the_end_of_a_table_change_no_digest(home: Home) -> None:
    """Rows are committed in the order of the contract and lie in that of the migrations."""
    with home.open() as store:
        schema = store.read(RISK_FEATURES).schema
        assert list(schema) != list(table_named(RISK_FEATURES).column_names)
        numbers = {name: float(place) for place, name in enumerate(schema) if schema[name] == pl.Float64}
        row = {"as_of": MONTH, "uscc": CODE, "inputs_hash": "aa", **numbers}
        store.replace_month(RISK_FEATURES, MONTH, pl.DataFrame([row]))
        assert store.changed_months() == []
