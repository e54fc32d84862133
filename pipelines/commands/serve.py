"""`earlywarn serve`: everything an installation runs by day and night, as one tree of processes on this machine alone.

Four units: the code server, which holds the definitions; Dagster's daemon, which evaluates schedules and sensors and starts a process for
every run; Dagster's page; the page for cases, of many districts one each. None is reached from other machines without a proxy in front.
"""

import json
import logging
import os
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir

from pipelines.config.early_settings import load_run_settings
from pipelines.config.environment import AUTOMATION, RELAY_PREFIX
from pipelines.data_dir import DataDir
from pipelines.deploy.process_tree import ProcessTree, Times, Unit
from pipelines.deploy.service_manager import ServiceManager
from pipelines.deploy.unit_health import answers_grpc, answers_http, has_heartbeat
from pipelines.errors import UsageError
from pipelines.instance.dagster_home import CODE_LOCATION, DEFINITIONS, open_instance
from pipelines.instance.log_file import LOGS_KEPT, LogFile
from pipelines.instance.one_daemon import hold_for_daemon
from pipelines.instance.waiting import look_after
from pipelines.settings import require_settings

LOOPBACK = "127.0.0.1"
PROGRAM = (sys.executable, "-m", "pipelines.cli")
# The longest path a socket may have on Linux, with its closing zero.
LONGEST_SOCKET = 107
SECONDS_TO_CONNECT = 0.2
# More pages for cases than these are started by whoever needs them, `earlywarn --district NAME desk`.
DESKS_MOST = 24


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Where the pages answer, and what may be done on them.

    `is_operator`: Dagster's page may start and end runs and turn schedules on and off; without it the page only shows.
    `is_proxied`: a proxy stands in front of the page for cases and is believed.
    """

    port: int = 3000
    desk_port: int = 8040
    is_operator: bool = False
    is_proxied: bool = False


def serve(home: DataDir, options: ServeOptions, say: Callable[[str], None], times: Times | None = None) -> None:
    """Run all units until the process is told to end; `say` is told where each of them is once it answers.

    Raises SettingsError for a wrong setting, UsageError for a port that is taken or a home that is served already.
    """
    require_settings(home.config)
    for port in (options.port, *(port for _, port in desks(home, options.desk_port))):
        _require_free(port)
    home.prepare()
    with hold_for_daemon(home), _log(home) as log:
        # What a killed server left behind would be waited for by everything that starts now.
        with open_instance(home) as instance:
            look_after(instance, home, say)
        times = times or Times(silent=load_run_settings(home.config).hung_seconds)
        manager = ServiceManager.of_environment()
        tree = ProcessTree(list(units(home, options)), say, log, times, beat=manager.beat)
        manager.ready()
        say(f"what the units write: {home.logs / 'serve.log'} (Ctrl-C ends them all)")
        tree.run()
        say("all units have ended")


def units(home: DataDir, options: ServeOptions) -> Iterator[Unit]:
    """Yield the units in the order in which they are started."""
    place, door = socket_of(home), _write_workspace(home)
    environment = {**os.environ, "EARLYWARN_HOME": str(home.root), "DAGSTER_HOME": str(home.dagster), AUTOMATION: "on"}
    # Sensors look for the relay in the code server, and runs are started by the daemon; the pages need not know how to sign on.
    quiet = {name: text for name, text in environment.items() if not name.startswith(RELAY_PREFIX)}
    notice = partial(_notice, home, environment)
    for one, port in desks(home, options.desk_port):
        desk = ("desk", "--host", LOOPBACK, "--port", str(port), *(("--behind-proxy",) if options.is_proxied else ()))
        name, own = f"page for cases {one.district}".rstrip(), {**quiet, "EARLYWARN_HOME": str(one.root)}
        address = f"http://{LOOPBACK}:{port}"
        is_alive = partial(answers_http, LOOPBACK, port, "/login")
        yield Unit(name, (*PROGRAM, *desk), own, address, partial(_is_port_open, port), is_alive=is_alive, notice=notice("desk"))
    code = ("api", "grpc", "--socket", str(place), "-m", DEFINITIONS, "--location-name", CODE_LOCATION, "--log-level", "warning")
    yield Unit(
        "code server", _dagster("dagster", *code), environment, f"answers at {place}", partial(_is_socket_open, place), is_awaited=True,
        is_alive=partial(answers_grpc, place), prepare=partial(place.unlink, missing_ok=True), notice=notice("code"),
    )  # fmt: skip
    daemon, is_alive = ("run", "-w", str(door), "--log-level", "warning"), partial(has_heartbeat, home)
    words, told = "schedules and sensors are on", notice("daemon")
    yield Unit("daemon", _dagster("dagster._daemon", *daemon), environment, words, is_alive=is_alive, notice=told)
    mode = () if options.is_operator else ("--read-only",)
    page = ("-h", LOOPBACK, "-p", str(options.port), "-w", str(door), "--dagster-log-level", "warning", "--suppress-warnings", *mode)
    words = f"http://{LOOPBACK}:{options.port} ({'runs can be started there' if options.is_operator else 'read-only'})"
    is_open, is_alive = partial(_is_port_open, options.port), partial(answers_http, LOOPBACK, options.port, "/server_info")
    yield Unit("Dagster's page", _dagster("dagster_webserver", *page), quiet, words, is_open, is_alive=is_alive, notice=notice("page"))


def desks(home: DataDir, port: int) -> list[tuple[DataDir, int]]:
    """Return the homes that get a page for cases, and its port: of many districts each by name, from a port on; of very many none."""
    homes = home.districts() or [home]
    return list(zip(homes, range(port, port + len(homes)), strict=True)) if len(homes) <= DESKS_MOST else []


def socket_of(home: DataDir) -> Path:
    """Return where the code server answers: in the home, or in a folder of this user where that path would be too long for a socket."""
    inside = home.dagster / "code.sock"
    if len(os.fsencode(inside)) < LONGEST_SOCKET:
        return inside
    return Path(gettempdir()) / f"earlywarn-{os.getuid()}-{sha256(os.fsencode(home.root)).hexdigest()[:12]}" / "code.sock"


def _notice(home: DataDir, environment: Mapping[str, str], key: str) -> Unit:
    """Return the process that writes to the operators about a unit, of its own since a relay may take its time."""
    return Unit("notice", (sys.executable, "-m", "pipelines.deploy.hung_notice", str(home.root), key), environment, "")


def _dagster(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)


def _write_workspace(home: DataDir) -> Path:
    """Write how page and daemon reach the code server; the place is one file, since whoever reaches it can start runs."""
    place = socket_of(home)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    if place.parent.stat().st_uid != os.getuid():
        raise UsageError(
            f"{place.parent} belongs to somebody else, and whoever owns it can start runs; remove it, or shorten the home's path"
        )
    door = home.dagster / "served.yaml"
    server: Mapping[str, str] = {"socket": str(place), "host": "localhost", "location_name": CODE_LOCATION}
    door.write_text(json.dumps({"load_from": [{"grpc_server": server}]}, indent=1), encoding="utf-8")
    return door


def _require_free(port: int) -> None:
    """Raise UsageError for a port that something listens on."""
    try:
        with socket.create_server((LOOPBACK, port)):
            pass
    except OSError as error:
        raise UsageError(f"{LOOPBACK}:{port} cannot be listened on ({error.strerror}); end what uses it, or name another port") from error


@contextmanager
def _log(home: DataDir) -> Iterator[Callable[[str], None]]:
    """Lend what writes a line to `logs/serve.log`, one file a day, of which as many are kept as of the command line's."""
    handler = LogFile(home.logs / "serve.log", when="midnight", backupCount=LOGS_KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger = logging.Logger("earlywarn.serve", logging.INFO)
    logger.addHandler(handler)
    try:
        yield lambda line: logger.info("%s", line)
    finally:
        handler.close()


def _is_port_open(port: int) -> bool:
    try:
        with socket.create_connection((LOOPBACK, port), SECONDS_TO_CONNECT):
            return True
    except OSError:
        return False


def _is_socket_open(place: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(SECONDS_TO_CONNECT)
        return client.connect_ex(str(place)) == 0
