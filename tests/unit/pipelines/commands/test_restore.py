"""The words of a restore: what was put back, and what a person has to settle."""

from pathlib import Path

from pipelines.commands.backup import backup
from pipelines.commands.restore import restore
from pipelines.data_dir import DataDir
from tests.unit.pipelines.backups.small_home import MADE_AT, make_home


def test_a_restore_says_what_was_put_back_and_what_is_to_be_settled(tmp_path: Path) -> None:
    backup(make_home(tmp_path / "home"), tmp_path / "disk", clock=lambda: MADE_AT)
    words = restore(DataDir(tmp_path / "new"), tmp_path / "disk")
    assert words[0] == f"restored {tmp_path}/disk/earlywarn-2026-02-20T03-00-00 into {tmp_path}/new"
    assert words[2].startswith("  2 mails are held")
    assert "--held again" in words[3]
    assert (tmp_path / "new" / "warehouse.duckdb").exists()
