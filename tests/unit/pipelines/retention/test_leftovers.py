"""What a rule lets go is old and nobody's; what is young, sent, changed by hand or in force stays."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipelines.backups.settings import StorageSettings
from pipelines.clock import TIME_ZONE
from pipelines.data_dir import DataDir
from pipelines.delivery.publication import publish
from pipelines.retention.leftovers import leftover_files, size_of
from warehouse.ops.outbox import FrozenMail, MailKey, open_outbox

MOMENT = datetime(2026, 11, 29, 3, tzinfo=TIME_ZONE)
RULE = StorageSettings(log_days=10, file_days=10, revision_months=12)


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    home = DataDir(tmp_path / "home")
    home.prepare()
    return home


def write(path: Path, days_ago: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x" * 10)
    at = (MOMENT - timedelta(days=days_ago)).timestamp()
    os.utime(path, (at, at))
    return path


def names(home: DataDir, settings: StorageSettings = RULE) -> list[tuple[str, str]]:
    return [(each.kind, each.name) for each in leftover_files(home, settings, MOMENT)]


def remove_all(home: DataDir, settings: StorageSettings = RULE) -> None:
    for each in list(leftover_files(home, settings, MOMENT)):
        each.remove()


def test_old_logs_and_mail_files_go_and_young_ones_stay(home: DataDir) -> None:
    kept = [write(home.logs / "earlywarn.log", 9), write(home.outbox / "2026-10.r1" / "a.eml", 9), write(home.outbox / "notes.txt", 900)]
    gone = [write(home.logs / "earlywarn.log.2026-11-01", 11), write(home.outbox / "2026-09.r1" / "a.eml", 11)]
    assert names(home) == [("log files", "logs/earlywarn.log.2026-11-01"), ("mails written to files", "outbox/2026-09.r1/a.eml")]
    remove_all(home)
    assert all(path.exists() for path in kept)
    assert not any(path.exists() for path in gone)


def test_nothing_that_a_run_needs_goes_however_old_it_is(home: DataDir) -> None:
    """Facts, published months, records, deliveries, configuration, corrections, what people wrote."""
    places = [
        "inbox/tax/a.csv", "inbox/logs/a.log", "warehouse.duckdb", "warehouse.snapshot.duckdb", "subscribers.csv", "config/levels.toml",
        "config/corrections/a.toml", "layouts/a.toml", "briefings/2020-01/bulletin.html", "briefings/index.html", "cases/outcomes.csv",
        "feedback/2020-01-01/a.xlsx", "policies/2020-01/a.xlsx", "demo/truth_events.parquet", "desk.key",
    ]  # fmt: skip
    for place in places:
        write(home.root / place, 3000)
    assert names(home) == []


def test_what_killed_processes_left_goes_after_a_day(home: DataDir) -> None:
    write(home.root / ".warehouse.snapshot.duckdb.77.tmp", 0.5)
    write(home.root / ".warehouse.snapshot.duckdb.78.tmp", 1.5)
    write(home.briefings / ".index.html.79.tmp", 1.5)
    staged = write(home.briefings / ".staging-2026-10" / "bulletin.html", 1.5).parent
    os.utime(staged, (0, 0))
    assert names(home) == [
        ("unfinished files", ".warehouse.snapshot.duckdb.78.tmp"),
        ("unfinished files", "briefings/.index.html.79.tmp"),
        ("unfinished editions", ".staging-2026-10"),
    ]
    remove_all(home)
    assert not staged.exists()
    assert (home.root / ".warehouse.snapshot.duckdb.77.tmp").exists()


def publish_revisions(home: DataDir, month: str, count: int) -> None:
    for number in range(1, count + 1):
        publish(home.briefings, month, {"content_id": f"{month}{number}"}, lambda _, number=number: {"bulletin.html": f"{number}".encode()})


def test_superseded_editions_go_unless_somebody_has_them_or_wrote_into_them(home: DataDir) -> None:
    for month in ("2025-10", "2025-11"):
        publish_revisions(home, month, 5)
    history = home.briefings / "history"
    (history / "2025-10.r4" / "bulletin.html").write_text("by hand")
    with open_outbox(home.ops, lambda: MOMENT) as outbox:
        for revision, state in ((1, "failed"), (2, "sent"), (3, "held")):
            outbox.freeze(MailKey("bulletin", "2025-10", revision, "a@x.cn", "district"), FrozenMail(f"<{revision}>", "s", b"x"))
            outbox.settle(outbox.rows()[-1], state, "")
    # November is a year ago and still compared with; of October one was never sent, and one is in force.
    assert names(home) == [("superseded editions", "briefings/history/2025-10.r1")]
    remove_all(home)
    assert sorted(path.name for path in history.iterdir() if path.name.startswith("2025-10")) == ["2025-10.r2", "2025-10.r3", "2025-10.r4"]
    assert (home.briefings / "2025-10" / "bulletin.html").read_text() == "5"
    # The number of what went is not given again.
    publish(home.briefings, "2025-10", {"content_id": "new"}, lambda revision: {"bulletin.html": f"r{revision}".encode()})
    assert (home.briefings / "2025-10" / "bulletin.html").read_text() == "r6"


def test_backups_go_by_their_rule_where_a_folder_is_configured(home: DataDir, tmp_path: Path) -> None:
    for hour in ("03", "04"):
        folder = tmp_path / "disk" / f"earlywarn-2026-11-28T{hour}-00-00"
        folder.mkdir(parents=True)
        (folder / "backup.json").write_text("{}")
    assert names(home) == []
    rule = StorageSettings(backup_folder=str(tmp_path / "disk"))
    assert names(home, rule) == [("backups", str(tmp_path / "disk" / "earlywarn-2026-11-28T03-00-00"))]
    remove_all(home, rule)
    assert len(list((tmp_path / "disk").iterdir())) == 1


def test_sizes_count_what_is_there_and_not_what_links_lead_to(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b", 0)
    (tmp_path / "a" / "link").symlink_to(tmp_path / "a" / "b")
    assert 10 <= size_of(tmp_path / "a") < 10 + 4096
    shutil.rmtree(tmp_path / "a")
