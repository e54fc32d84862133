"""A dry run says what would go and removes nothing; a wet one removes just that."""

import os
from pathlib import Path

from pipelines.commands.doctor import _budget
from pipelines.commands.tidy import tidy
from pipelines.data_dir import DataDir
from tests.unit.pipelines.backups.small_home import MADE_AT, contents, make_home, values


def test_what_was_announced_goes_and_nothing_else(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    (home.dagster / "runs" / "runs.db").unlink()
    (home.dagster / "runs").rmdir()
    for number in (1, 2):
        old = home.logs / f"earlywarn.log.{number}"
        old.write_text("x")
        os.utime(old, (0, 0))
    before = contents(home.root)
    words = list(tidy(home, is_dry_run=True, clock=lambda: MADE_AT))
    assert "logs/earlywarn.log.1 … logs/earlywarn.log.2" in words[0]
    assert words[-1] == "2 things, about 0.0 MiB, would go; nothing was removed"
    assert contents(home.root).keys() == before.keys()
    assert list(tidy(home, clock=lambda: MADE_AT))[1].endswith("are gone")
    gone = {"logs/earlywarn.log.1", "logs/earlywarn.log.2"}
    assert {name for name in before if name not in contents(home.root) and not name.endswith((".wal", "-wal", "-shm"))} == gone
    assert values(home) == [1.0]
    assert list(tidy(home, clock=lambda: MADE_AT)) == ["nothing is older than the rules of storage.toml allow"]


def test_a_home_that_outgrows_its_budget_is_named(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    home.config.mkdir()
    (tmp_path / "big").write_bytes(b"x" * 2_000_000)
    assert _budget(home).verdict == "good"
    (home.config / "storage.toml").write_text("kept.budget_gib.value = 0.001\n")
    found = _budget(home)
    assert (found.verdict, found.detail.endswith("of 0.001 GiB; `earlywarn tidy --dry-run` says what may go")) == ("note", True)
