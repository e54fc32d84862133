"""The whole service as an office runs it: one tree of processes, pages behind nginx, schedules and sensors on, nothing left at its end."""

from __future__ import annotations

import base64
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from pipelines.commands.serve import ServeOptions, serve, units
from pipelines.data_dir import CHECKOUT, DataDir
from pipelines.deploy.process_tree import Times
from pipelines.errors import UsageError
from reports.words.notices import UNITS

pytestmark = pytest.mark.slow
# The machine may be slow and shared; every wait ends as soon as what is waited for is there.
PATIENCE = 180.0
# As long as a unit may be silent in this home.
HUNG = 16
LOGIN = "Basic " + base64.b64encode(b"analyst:correct horse").decode()
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
REPOSITORY = 'repositoryLocationName: "earlywarn", repositoryName: "__repository__"'
MUTATIONS = (
    f'mutation {{ startSensor(sensorSelector: {{{REPOSITORY}, sensorName: "inbox_has_something_new"}}) {{ __typename }} }}',
    f'mutation {{ startSchedule(scheduleSelector: {{{REPOSITORY}, scheduleName: "monthly_on_the_16th"}}) {{ __typename }} }}',
    f'mutation {{ launchRun(executionParams: {{selector: {{{REPOSITORY}, jobName: "ingest"}}, runConfigData: {{}}}}) {{ __typename }} }}',
)
AUTOMATION = (
    f"{{ repositoryOrError(repositorySelector: {{{REPOSITORY}}}) "
    "{ ... on Repository { schedules { name scheduleState { status } } sensors { name sensorState { status } } } } }"
)


@dataclass
class Service:
    """A home that is served, and the process that serves it."""

    home: DataDir
    process: subprocess.Popen[str]
    output: Path
    port: int
    desk_port: int

    @property
    def lines(self) -> list[str]:
        return self.output.read_text(encoding="utf-8").splitlines()

    def processes(self) -> dict[int, str]:
        """Return every process of this home, whoever started it, by its command."""
        mark, found = f"EARLYWARN_HOME={self.home.root}".encode(), {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
        return {number: command for number, command in found.items() if command}

    def process_of(self, words: str) -> int:
        return next(number for number, command in self.processes().items() if words in command)


def until(is_so: Callable[[], object]) -> None:
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < PATIENCE, "waited in vain"
        time.sleep(0.05)


def free_ports(count: int) -> list[int]:
    with_ports = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in with_ports]
    for one in with_ports:
        one.close()
    return ports


@contextmanager
def served(home: DataDir, *options: str) -> Iterator[Service]:
    """Serve a home until the end of the block."""
    port, desk_port = free_ports(2)
    output = home.root / "serve.out"
    environment = {name: text for name, text in os.environ.items() if not name.startswith("EARLYWARN_")}
    command = [sys.executable, "-m", "pipelines.cli", "serve", "--port", str(port), "--desk-port", str(desk_port), *options]
    with output.open("w", encoding="utf-8") as handle:
        process = subprocess.Popen(
            command, cwd=CHECKOUT, env={**environment, "EARLYWARN_HOME": str(home.root)}, stdout=handle, stderr=subprocess.STDOUT, text=True
        )
    service = Service(home, process, output, port, desk_port)
    try:
        until(lambda: process.poll() is not None or len(service.lines) >= 5)
        assert process.poll() is None, output.read_text(encoding="utf-8")
        yield service
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home = DataDir(tmp_path_factory.mktemp("served"))
    home.subscribers.write_text("email,name,scope,editions,language\na@example.cn,A,district,bulletin,zh\n", encoding="utf-8")
    home.config.mkdir()
    (home.config / "runs.toml").write_text(f"runs.hung_seconds.value = {HUNG}\n", encoding="utf-8")
    with served(home, "--behind-proxy") as service:
        until(lambda: ask(service.port, AUTOMATION)["data"]["repositoryOrError"])
        yield service


def ask(port: int, query: str) -> Any:
    """Ask Dagster's page itself."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("POST", "/graphql", json.dumps({"query": query}), {"Content-Type": "application/json"})
        return json.loads(connection.getresponse().read())


def test_every_unit_is_named_with_its_address(service: Service) -> None:
    said = {line[:14].strip(): line[15:] for line in service.lines if not line.startswith("what the units write")}
    assert said == {
        "page for cases": f"http://127.0.0.1:{service.desk_port}",
        "code server": f"answers at {service.home.dagster / 'code.sock'}",
        "daemon": "schedules and sensors are on",
        "Dagster's page": f"http://127.0.0.1:{service.port} (read-only)",
    }


def test_the_pages_answer_on_loopback_alone(service: Service) -> None:
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[3] == "0A"]
    for port in (service.port, service.desk_port):
        assert [address for address in listening if address.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]
    assert service.home.dagster.joinpath("code.sock").is_socket()


def test_schedules_and_sensors_are_on(service: Service) -> None:
    found = ask(service.port, AUTOMATION)["data"]["repositoryOrError"]
    states = {one["name"]: (one.get("scheduleState") or one.get("sensorState"))["status"] for one in found["schedules"] + found["sensors"]}
    assert {"monthly_on_the_16th", "inbox_has_something_new", "operators_hear_of_failures"} <= set(states)
    assert set(states.values()) == {"RUNNING"}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=["start a sensor", "start a schedule", "launch a run"])
def test_nothing_can_be_changed_on_a_page_that_only_shows(service: Service, mutation: str) -> None:
    answer = ask(service.port, mutation)
    assert "UnauthorizedError" in json.dumps(answer)


def test_a_home_is_served_once(service: Service) -> None:
    said: list[str] = []
    with pytest.raises(UsageError, match=f"is served already, by process {service.process.pid}"):
        serve(service.home, ServeOptions(*free_ports(2)), said.append)
    assert said == []


def test_a_port_that_is_taken_is_refused(service: Service, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"127.0.0.1:{service.port} cannot be listened on"):
        serve(DataDir(tmp_path), ServeOptions(service.port, *free_ports(1)), print)


def test_only_what_sends_knows_how_to_sign_on_at_the_relay(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARLYWARN_SMTP_PASSWORD", "secret")
    another = DataDir(service.home.root / "another")
    another.prepare()
    every = list(units(another, ServeOptions()))
    knowing = {unit.name for unit in every if "secret" in unit.environment.values()}
    assert knowing == {"code server", "daemon"}
    # Who writes to the operators does so for any of them, by the name that officials know it by.
    notices = {unit.name: unit.notice for unit in every}
    assert all(notice is not None and "secret" in notice.environment.values() for notice in notices.values())
    assert {notice.command[-1] for notice in notices.values() if notice} == set(UNITS)


# nginx --------------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reply:
    """What a server answered."""

    status: int
    server: str
    text: str


@dataclass(frozen=True)
class Proxy:
    """nginx before a service, with the configuration that is shipped."""

    port: int
    context: ssl.SSLContext
    log: Path

    def get(self, path: str, host: str = "runs.example.gov.cn", **headers: str) -> Reply:
        return self.ask("GET", path, None, host, **headers)

    def ask(self, method: str, path: str, body: str | None, host: str = "runs.example.gov.cn", **headers: str) -> Reply:
        with closing(http.client.HTTPSConnection("127.0.0.1", self.port, context=self.context, timeout=PATIENCE)) as connection:
            connection.request(method, path, body, {"Host": host, **headers})
            answer = connection.getresponse()
            return Reply(answer.status, answer.getheader("Server") or "", answer.read().decode("utf-8", "replace"))

    @contextmanager
    def socket(self, **headers: str) -> Iterator[Any]:
        with socket.create_connection(("127.0.0.1", self.port)) as plain, connect(
            f"wss://runs.example.gov.cn:{self.port}/graphql", sock=plain, ssl=self.context, subprotocols=["graphql-ws"],
            additional_headers=headers, open_timeout=PATIENCE,
        ) as opened:  # fmt: skip
            yield opened


@pytest.fixture(scope="module")
def proxy(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    if NGINX is None or shutil.which("openssl") is None:
        pytest.skip("nginx or openssl is not installed")
    place = tmp_path_factory.mktemp("nginx")
    tls, plain = free_ports(2)
    configuration = write_configuration(place, service, tls, plain)
    with subprocess.Popen([NGINX, "-p", str(place), "-e", str(place / "error.log"), "-c", str(configuration)]) as process:
        until(lambda: is_open(tls) or process.poll() is not None)
        assert process.poll() is None, (place / "error.log").read_text()
        context = ssl.create_default_context(cafile=str(place / "certificate.pem"))
        context.check_hostname = False
        yield Proxy(tls, context, place / "error.log")
        process.send_signal(signal.SIGTERM)


def write_configuration(place: Path, service: Service, tls: int, plain: int) -> Path:
    """Write what nginx needs around the shipped file, with the ports and paths of this test in the place of an office's."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=runs.example.gov.cn", "-addext",
         "subjectAltName=DNS:runs.example.gov.cn,DNS:desk.example.gov.cn", "-keyout", str(place / "key.pem"), "-out",
         str(place / "certificate.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    digest = subprocess.run(["openssl", "passwd", "-6", "correct horse"], check=True, capture_output=True, text=True).stdout
    for name in ("runs", "desk"):
        (place / f"earlywarn-{name}.htpasswd").write_text(f"analyst:{digest}", encoding="utf-8")
    place.chmod(0o755)
    text = (CHECKOUT / "pipelines" / "deploy" / "nginx" / "earlywarn.conf").read_text(encoding="utf-8")
    changes = {
        "/etc/ssl/earlywarn/": f"{place}/", "/etc/nginx/": f"{place}/", "listen      443 ssl": f"listen      127.0.0.1:{tls} ssl",
        "listen      80;": f"listen      127.0.0.1:{plain};", "127.0.0.1:3000": f"127.0.0.1:{service.port}",
        "127.0.0.1:8040": f"127.0.0.1:{service.desk_port}",
    }  # fmt: skip
    for shipped, here in changes.items():
        assert shipped in text
        text = text.replace(shipped, here)
    folders = "".join(f"{kind}_temp_path {place}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.getuid() == 0 else ""
    # What Debian's own file says before it takes in others.
    allowed = "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;"
    whole = f"{user} daemon off; pid {place}/pid; events {{}} http {{ access_log off; {folders} {allowed}\n{text}\n}}"
    configuration = place / "nginx.conf"
    configuration.write_text(whole, encoding="utf-8")
    return configuration


def is_open(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_without_login_nobody_gets_past_nginx(proxy: Proxy) -> None:
    for host in ("runs.example.gov.cn", "desk.example.gov.cn"):
        for path in ("/", "/graphql", "/login", "/server_info"):
            assert proxy.get(path, host).status == 401
            assert proxy.get(path, host, Authorization="Basic " + base64.b64encode(b"analyst:wrong").decode()).status == 401


def test_without_login_no_socket_is_opened(proxy: Proxy) -> None:
    with pytest.raises(InvalidStatus) as caught, proxy.socket():
        pass
    assert caught.value.response.status_code == 401


def test_old_protocols_that_debian_allows_are_refused_and_not_added_to(proxy: Proxy) -> None:
    assert "duplicate value" not in proxy.log.read_text()


def test_with_login_both_pages_answer(proxy: Proxy) -> None:
    assert proxy.get("/server_info", Authorization=LOGIN).status == 200
    page = proxy.get("/login", "desk.example.gov.cn", Authorization=LOGIN)
    assert page.status == 200
    assert "/" not in page.server


def test_with_login_live_logs_come_over_a_socket(proxy: Proxy) -> None:
    with proxy.socket(Authorization=LOGIN) as opened:
        assert opened.response.status_code == 101
        opened.send(json.dumps({"type": "connection_init"}))
        assert json.loads(opened.recv(PATIENCE))["type"] == "connection_ack"


def test_with_login_nothing_can_be_changed_either(proxy: Proxy) -> None:
    headers = {"Authorization": LOGIN, "Content-Type": "application/json"}
    for mutation in MUTATIONS:
        answer = proxy.ask("POST", "/graphql", json.dumps({"query": mutation}), **headers)
        assert "UnauthorizedError" in answer.text


def test_what_another_site_makes_a_browser_ask_is_refused(proxy: Proxy) -> None:
    assert proxy.get("/server_info", Authorization=LOGIN, Origin="https://elsewhere.example").status == 403
    assert proxy.get("/server_info", Authorization=LOGIN, Origin="https://runs.example.gov.cn").status == 200
    with pytest.raises(InvalidStatus) as caught, proxy.socket(Authorization=LOGIN, Origin="https://elsewhere.example"):
        pass
    assert caught.value.response.status_code == 403


# The end ------------------------------------------------------------------------------------------------------------------------------


def test_a_unit_that_is_killed_comes_back(service: Service) -> None:
    killed = service.process_of("dagster._daemon run")
    os.kill(killed, signal.SIGKILL)
    until(lambda: any(line.startswith("daemon         was killed by signal 9") for line in service.lines))
    until(lambda: any(number != killed and "dagster._daemon run" in command for number, command in service.processes().items()))


def test_units_that_hang_are_ended_and_come_back_and_others_stay(service: Service) -> None:
    """Two of the four, to be quick; the others were stopped once by hand, and each way of asking has a test of its own."""
    wanted = {"page for cases": (" desk ", "http://"), "code server": ("dagster api grpc", "answers at")}
    stopped = {name: service.process_of(words) for name, (words, _) in wanted.items()}
    others = {service.process_of(words) for words in ("dagster_webserver", "dagster._daemon run")}
    for process in stopped.values():
        os.kill(process, signal.SIGSTOP)
    for name, (words, said) in wanted.items():
        ended = f"{name:<14} answered nothing for {HUNG} s and was ended"
        until(lambda ended=ended: lines_since(service, ended))
        until(lambda ended=ended, back=f"{name:<14} {said}": any(line.startswith(back) for line in lines_since(service, ended)))
        assert service.process_of(words) != stopped[name]
    assert others <= set(service.processes())
    log = service.home.logs / "serve.log"
    until(lambda: log.read_text(encoding="utf-8").count("notice: nobody is told") == len(wanted))


def lines_since(service: Service, words: str) -> list[str]:
    lines = service.lines
    return lines[next((place for place, line in enumerate(lines) if line.startswith(words)), len(lines)) :]


def test_after_all_that_the_page_shows_what_it_showed(service: Service) -> None:
    until(lambda: "schedules" in (ask(service.port, AUTOMATION)["data"]["repositoryOrError"] or {}))


def test_told_to_end_everything_ends_within_its_time_and_nothing_is_left(service: Service) -> None:
    assert len(service.processes()) >= 5
    begun = time.monotonic()
    service.process.terminate()
    assert service.process.wait(PATIENCE) == 0
    assert time.monotonic() - begun < Times().end + 10
    assert service.processes() == {}
    assert service.lines[-1] == "all units have ended"
