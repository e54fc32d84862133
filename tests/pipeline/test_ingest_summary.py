"""Who takes deliveries in is told what became of them, also where the run stops."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pipelines.commands.ingest import ingest
from pipelines.data_dir import DataDir
from pipelines.errors import NoUsableInputError, SettingsError
from tests.unit.pipelines.ingest.deliveries import figure, to_csv

UNKNOWN = "a,b\n1,2\n"


def test_the_summary_comes_with_the_ingest(tmp_path: Path) -> None:
    home, told = DataDir(tmp_path), list[Mapping[str, Any]]()
    home.inbox.mkdir()
    (home.inbox / "unknown.csv").write_text(UNKNOWN, encoding="utf-8")
    with pytest.raises(NoUsableInputError):
        ingest(home, None, on_notice=told.append)
    assert told[0]["files"] == {"read": 0, "known": 0, "copy": 0, "refused": 1}
    assert told[0]["refused_files"][0][0] == "unknown.csv"
    (home.inbox / "figures.csv").write_text(to_csv([figure()]), encoding="utf-8")
    ingest(home, None, on_notice=told.append)
    assert told[1]["rows"]["stored"] == 1


def test_a_broken_layout_of_the_home_stops_before_anything_is_read(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    home.inbox.mkdir()
    home.layouts.mkdir()
    (home.inbox / "figures.csv").write_text(to_csv([figure()]), encoding="utf-8")
    (home.layouts / "mine.toml").write_text("key =", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"mine\.toml is not valid TOML"):
        ingest(home, None)
