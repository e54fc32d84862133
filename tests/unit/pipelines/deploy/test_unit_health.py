"""Whether a unit is alive: what answers is, what stands still, is gone or only fails is not, and what cannot be known ends nothing."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import grpc
import pytest
from dagster._daemon.types import DaemonHeartbeat

from pipelines.data_dir import DataDir
from pipelines.deploy import unit_health
from pipelines.deploy.unit_health import answers_grpc, answers_http, has_heartbeat
from pipelines.instance.dagster_home import open_instance

HOST = "127.0.0.1"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_health, "SECONDS_TO_ANSWER", 2.0)


@contextmanager
def page(status: int) -> Iterator[int]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer((HOST, 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("status", "is_alive"), [(200, True), (303, True), (404, True), (500, False), (503, False)])
def test_a_page_is_alive_that_answers_with_anything_but_a_fault(status: int, is_alive: bool) -> None:
    with page(status) as port:
        assert answers_http(HOST, port, "/login") == is_alive


def test_a_page_that_takes_connections_and_answers_nothing_is_not_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_health, "SECONDS_TO_ANSWER", 0.2)
    with socket.create_server((HOST, 0)) as server:
        assert not answers_http(HOST, server.getsockname()[1], "/")
    assert not answers_http(HOST, server_port_of_nobody(), "/")


def server_port_of_nobody() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


def test_a_code_server_is_alive_that_answers_the_question_about_its_health(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "code.sock"
    assert not answers_grpc(place)
    with ThreadPoolExecutor(1) as threads:
        server = grpc.server(threads)
        answer = grpc.unary_unary_rpc_method_handler(lambda _request, _context: b"")
        server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("grpc.health.v1.Health", {"Check": answer})])
        server.add_insecure_port(f"unix:{place}")
        server.start()
        assert answers_grpc(place)
        server.stop(None).wait()
    place.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(place))
        silent.listen()
        monkeypatch.setattr(unit_health, "SECONDS_TO_ANSWER", 0.3)
        assert not answers_grpc(place)


def test_a_daemon_is_alive_by_the_newest_heartbeat_of_any_of_its_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = DataDir(tmp_path)
    assert not has_heartbeat(home)
    with open_instance(home) as instance:
        for part, age in (("SENSOR", 500.0), ("SCHEDULER", 10.0)):
            instance.add_daemon_heartbeat(DaemonHeartbeat(timestamp=time.time() - age, daemon_type=part, daemon_id="1"))
    assert has_heartbeat(home)
    monkeypatch.setattr(unit_health, "HEARTBEAT_SECONDS", 5.0)
    assert not has_heartbeat(home)


def test_records_that_cannot_be_read_end_no_daemon(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    (home.dagster / "runs").mkdir(parents=True)
    (home.dagster / "runs" / "runs.db").write_bytes(b"no database" * 1000)
    assert has_heartbeat(home)
