"""What the manager of services is told arrives where its address says, and without an address nobody is told anything."""

import socket
from pathlib import Path

import pytest

from pipelines.deploy import service_manager
from pipelines.deploy.service_manager import ServiceManager


@pytest.mark.parametrize("is_abstract", [False, True])
def test_it_hears_that_the_service_has_begun_and_is_not_stuck(tmp_path: Path, is_abstract: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"@earlywarn-{tmp_path.name}-{id(tmp_path)}" if is_abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(f"\0{name[1:]}" if is_abstract else name)
        heard.settimeout(5)
        manager = ServiceManager.of_environment({"NOTIFY_SOCKET": name})
        manager.ready()
        assert heard.recv(100) == b"READY=1"
        manager.beat()
        manager.beat()
        assert heard.recv(100) == b"WATCHDOG=1"
        heard.setblocking(False)
        with pytest.raises(BlockingIOError):
            heard.recv(100)
        monkeypatch.setattr(service_manager, "SECONDS_BETWEEN", 0.0)
        manager.beat()
        assert heard.recv(100) == b"WATCHDOG=1"


def test_where_nobody_manages_it_nothing_is_told() -> None:
    manager = ServiceManager.of_environment({})
    manager.ready()
    manager.beat()
