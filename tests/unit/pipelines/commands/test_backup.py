"""The words of a backup, and the rule applied after one."""

from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner

from pipelines.cli import cli
from pipelines.commands.backup import backup, verify
from tests.unit.pipelines.backups.small_home import MADE_AT, make_home


def test_a_backup_says_what_it_holds_and_what_it_removed(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    (home.config / "storage.toml").write_text("[kept]\ndaily_count.value = 1\nweekly_count.value = 1\nmonthly_count.value = 1\n")
    first = backup(home, tmp_path / "disk", clock=lambda: MADE_AT)
    assert first[0] == f"backup  {tmp_path}/disk/earlywarn-2026-02-20T03-00-00"
    assert "12 files" in first[1]
    assert "0.0 MiB linked" in first[1]
    second = backup(home, tmp_path / "disk", clock=lambda: MADE_AT + timedelta(days=1))
    assert second[2] == "  removed by the rule of storage.toml: earlywarn-2026-02-20T03-00-00"
    assert [path.name for path in (tmp_path / "disk").iterdir()] == ["earlywarn-2026-02-21T03-00-00"]
    words = verify(tmp_path / "disk")
    assert words[0].endswith("earlywarn-2026-02-21T03-00-00")
    assert words[1] == "  made at 2026-02-21T03:00 by version 0.2.0"
    assert "every row that was acknowledged up to commit 4" in words[3]


def test_the_command_checks_instead_where_it_is_told_to(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["backup", str(tmp_path), "--verify"])
    assert "holds none" in str(done.exception)
    assert list(tmp_path.iterdir()) == []
