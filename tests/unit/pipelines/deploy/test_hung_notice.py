"""The operators hear once a day of a unit that hung; where nobody can be told, that is logged."""

from pathlib import Path

import pytest

from pipelines.data_dir import DataDir
from pipelines.deploy.hung_notice import tell_operators
from tests.unit.pipelines.delivery.relay_server import Relay

OPERATOR = "ops@example.cn"


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    home = DataDir(tmp_path / "home")
    home.prepare()
    home.config.mkdir()
    (home.config / "mail.toml").write_text(f'operators = ["{OPERATOR}"]\nretry_seconds = []\n', encoding="utf-8")
    return home


def test_the_operators_are_told_once_a_day_of_each_unit(home: DataDir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    relay = Relay(tmp_path, is_secure=False)
    relay.start()
    try:
        named = {"HOST": "127.0.0.1", "PORT": str(relay.bound_port), "SECURITY": "none", "FROM": "warn@example.cn"}
        for name, text in named.items():
            monkeypatch.setenv(f"EARLYWARN_SMTP_{name}", text)
        told = [tell_operators(home, unit) for unit in ("daemon", "daemon", "page")]
    finally:
        relay.stop()
    assert told[0] == "operators: 1 told that daemon hung, 0 wait for the daily retry"
    assert dict(relay.accepted) == {OPERATOR: 2}


def test_where_nobody_can_be_told_that_is_what_is_logged(home: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EARLYWARN_SMTP_HOST", raising=False)
    assert tell_operators(home, "desk").startswith("nobody is told that desk hung: no relay")
