"""A backfill from Dagster's page beside the same months from the command line; `python -m tests.bench.page_backfill`.

A fictional district is taken in once and copied; the months of one copy are made by `earlywarn run`, those of the other by a daemon and a
webserver that is asked as the page asks. Counted of the page's way: the processes that do the runs, and apart from them the daemon, the
webserver and their code server, which wait for either. `EARLYWARN_BACKFILL_ENTERPRISES` (default 40) and `EARLYWARN_BACKFILL_MONTHS` (24)
say how large; `EARLYWARN_BACKFILL_WAY` (`both`, `command`, `page`) makes one of them alone, `EARLYWARN_BACKFILL_HOME` keeps the homes.
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from pipelines.commands.demo import demo
from pipelines.data_dir import DataDir
from pipelines.instance.dagster_home import workspace_file, write_config
from pipelines.instance.run_launcher import WORKER
from tests.faults.test_run_kills import environment
from warehouse.periods import month_key, months_between, shift_month

LAST: Final = date(2026, 10, 1)
SEED: Final = 172
HISTORY: Final = 24
TICKS: Final = os.sysconf("SC_CLK_TCK")
LOOK_SECONDS: Final = 0.5
GIVE_UP_SECONDS: Final = 6 * 3600
END_SECONDS: Final = 60
REPOSITORY: Final = {"repositoryName": "__repository__", "repositoryLocationName": "earlywarn"}
ASSETS: Final = "{ assetNodes { assetKey { path } jobNames isPartitioned isExecutable } }"
LAUNCH: Final = """mutation($params: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $params) {
 __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } } }"""
STATUS: Final = "query($id: String!) { partitionBackfillOrError(backfillId: $id) { ... on PartitionBackfill { status } } }"


def prepared(place: Path, enterprises: int, months: int) -> DataDir:
    """Return a home whose deliveries are taken in, without pictures of forecasts, which depend on one month alone."""
    home = DataDir(place)
    demo(home, enterprises, months + HISTORY, LAST, SEED)
    home.config.mkdir(exist_ok=True)
    (home.config / "models.toml").write_text("explain.fans_most = 0\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "pipelines.cli", "ingest"], env=environment(home), check=True, stdout=subprocess.DEVNULL)
    return home


def children_cpu() -> float:
    """Return the seconds of CPU of the children of this process that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def by_command(home: DataDir, months: int) -> float:
    """Make the months at the command line; returns seconds of CPU."""
    before = children_cpu()
    command = [sys.executable, "-m", "pipelines.cli", "run", "--month", month_key(LAST), "--from", month_key(shift_month(LAST, 1 - months))]
    subprocess.run(command, env=environment(home), check=True, stdout=subprocess.DEVNULL)
    return children_cpu() - before


@dataclass(slots=True)
class Seen:
    """The CPU seconds of processes by number, as last seen; what a process has waited for is counted with itself."""

    workers: dict[int, float] = field(default_factory=dict)

    def look(self) -> None:
        """Look at every process that does runs, and at what it started."""
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().decode("utf-8", "replace")
                if WORKER in command:
                    self.workers |= {process: used_by(process) for process in below(int(folder.name))}
            except (FileNotFoundError, ProcessLookupError):
                continue


def below(process: int) -> Iterator[int]:
    """Yield a process and those below it, by their numbers."""
    yield process
    for task in Path("/proc", str(process), "task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            yield from below(int(child))


def used_by(process: int) -> float:
    """Return the seconds of CPU a process has used."""
    used = Path("/proc", str(process), "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / TICKS


def by_page(home: DataDir, months: int, port: int) -> tuple[float, float]:
    """Make the months as the page does; returns seconds of CPU of the processes that do the runs, and of what waits for them."""
    seen = Seen()
    with _pages(home, port) as pages:
        keys = _until(lambda: _monthly(port))
        wanted = [month_key(month) for month in months_between(shift_month(LAST, 1 - months), LAST)]
        params = {"assetSelection": keys, "partitionNames": wanted}
        launched = _ask(port, LAUNCH, {"params": params})["launchPartitionBackfill"]
        if "backfillId" not in launched:
            raise RuntimeError(str(launched))
        _until(lambda: _is_over(port, launched["backfillId"], seen))
        waiting = sum(used_by(process) for page in pages for process in below(page) if process not in seen.workers)
    return sum(seen.workers.values()), waiting


@contextmanager
def _pages(home: DataDir, port: int) -> Iterator[list[int]]:
    """Lend a daemon and a webserver of a home by their numbers."""
    write_config(home)
    place, log = str(workspace_file(home)), home.root / "pages.log"
    commands = (
        [sys.executable, "-m", "dagster._daemon", "run", "-w", place, "--log-level", "warning"],
        [sys.executable, "-m", "dagster_webserver", "-h", "127.0.0.1", "-p", str(port), "-w", place, "--suppress-warnings"],
    )
    with log.open("wb") as handle:
        started = [subprocess.Popen(command, env=environment(home), stdout=handle, stderr=handle) for command in commands]
    try:
        yield [process.pid for process in started]
    finally:
        # Of one that was started in the background SIGINT is ignored, and so it is by what it starts.
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Wait until a process has ended, and end it after a while."""
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _monthly(port: int) -> list[dict[str, Any]]:
    """Return the keys of what the job that reports makes by month; empty while the page is not there yet."""
    try:
        nodes = _ask(port, ASSETS, {})["assetNodes"]
    except OSError:
        return []
    return [node["assetKey"] for node in nodes if "report" in node["jobNames"] and node["isPartitioned"] and node["isExecutable"]]


def _is_over(port: int, backfill: str, seen: Seen) -> bool:
    """Whether a backfill has ended; raises RuntimeError where it failed."""
    seen.look()
    status = _ask(port, STATUS, {"id": backfill})["partitionBackfillOrError"]["status"]
    if status in ("FAILED", "COMPLETED_FAILED", "CANCELED"):
        raise RuntimeError(f"the backfill ended as {status}")
    return bool(status == "COMPLETED_SUCCESS")


def _ask(port: int, query: str, variables: dict[str, Any]) -> Any:
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = Request(f"http://127.0.0.1:{port}/graphql", body, {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=120) as answer:  # noqa: S310
            found = json.loads(answer.read())
    except HTTPError as error:
        raise RuntimeError(error.read().decode("utf-8", "replace")) from error
    if found.get("errors"):
        raise RuntimeError(str(found["errors"]))
    return found["data"]


def _until(found: Any) -> Any:
    give_up = time.monotonic() + GIVE_UP_SECONDS
    while not (value := found()):
        if time.monotonic() > give_up:
            raise TimeoutError("waited in vain")
        time.sleep(LOOK_SECONDS)
    return value


def main() -> None:
    """Measure and print."""
    enterprises, months = (
        int(os.environ.get(f"EARLYWARN_BACKFILL_{name}", usual)) for name, usual in (("ENTERPRISES", "40"), ("MONTHS", "24"))
    )
    way = os.environ.get("EARLYWARN_BACKFILL_WAY", "both")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(os.environ.get("EARLYWARN_BACKFILL_HOME", folder))
        if not (place / "taken_in").exists():
            prepared(place / "taken_in", enterprises, months)
        if way in ("both", "command"):
            shutil.copytree(place / "taken_in", place / "command")
            _say(f"command line: {by_command(DataDir(place / 'command'), months):.1f} s of CPU for {months} months")
        if way in ("both", "page"):
            shutil.copytree(place / "taken_in", place / "page")
            workers, waiting = by_page(DataDir(place / "page"), months, 3917)
            _say(f"page: {workers:.1f} s of CPU in the processes of the runs; {waiting:.1f} s in daemon, webserver and code servers")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
