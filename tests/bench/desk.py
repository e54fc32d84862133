"""How long the page for cases takes with 10,000 cases, and how much memory: `python -m tests.bench.desk`.

The program's own server on a loopback port, asked by one reader after another over one connection; times are those a browser on the same
machine sees. Every enterprise has a case with a history, and a published page of the usual size.
"""

import http.client
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import polars as pl

from models.cases.settings import CaseSettings
from pipelines.cases.opening import open_cases
from pipelines.cases.recording import Actor, Change, record
from pipelines.clock import now
from pipelines.data_dir import DataDir
from pipelines.desk import sessions
from reports.enterprise import render_enterprise
from tests.unit.reports.fixture_frames import briefing_frames, edition
from warehouse.ops.ops_db import open_ops
from warehouse.vocabulary import LEVELS, TIERS

CASES, WARM_UP, REQUESTS = 10_000, 40, 200
STREETS = [f"街道{number}" for number in range(12)]
EMAIL = "bureau@example.gov.cn"


def make_home(root: Path) -> DataDir:
    """A home with the cases, a tenth of them visited, and a published page for each."""
    home = DataDir(root)
    home.subscribers.write_text(
        f"email,name,scope,editions,language\n{EMAIL},李某,district,bulletin,zh\nstreet@example.gov.cn,王某,street:{STREETS[0]},bulletin,zh\n"
    )
    chance = random.Random(7)  # noqa: S311 - a measurement, repeatable
    rows = [
        {
            "uscc": f"9144{number:014d}", "name": f"企业{number:05d}科技有限公司", "street": chance.choice(STREETS), "industry": "C39",
            "tier": chance.choice(TIERS.keys), "owner": f"第{chance.randrange(75)}工作组", "level": chance.choice(LEVELS.keys),
            "kind": "operating", "is_listed": True, "rank": number, "respond_by_on": date(2026, 11, 18 + number % 9),
        }
        for number in range(1, CASES + 1)
    ]  # fmt: skip
    open_cases(home.ops, pl.DataFrame(rows), date(2026, 10, 1), "2026-11-16T09:00:00")
    for number in range(1, CASES, 50):
        visit = {"visited_on": "2026-11-17", "finding": "confirmed", "note": "订单减少"}
        record(home.ops, Change(number, "visit", "page", date(2026, 11, 18), visit), Actor("李某"), datetime(2026, 11, 18), CaseSettings())
    frames = briefing_frames()
    page = render_enterprise(frames, edition(), frames.listed()["uscc"][0])
    folder = home.briefings / "2026-10" / "enterprises"
    folder.mkdir(parents=True)
    (folder / "first.html").write_text(page, encoding="utf-8")
    for row in rows:
        os.link(folder / "first.html", folder / f"{row['uscc']}.html")
    return home


def measure(address: str, process: int, cookies: dict[str, str]) -> list[tuple[str, float, float, float]]:
    """Ask for each kind of page; returns name, median and 95th percentile, and the server's own work a request, in milliseconds."""
    chance = random.Random(11)  # noqa: S311 - a measurement, repeatable
    kinds = {
        "list, first page": ("district", lambda: "/cases?view=all"),
        "list, any page": ("district", lambda: f"/cases?view=all&page={chance.randrange(1, 200)}"),
        "list, searched by name": ("district", lambda: f"/cases?{urlencode({'view': 'all', 'text': f'{chance.randrange(1000):03d}'})}"),
        "list, overdue, one street": ("district", lambda: f"/cases?{urlencode({'view': 'all', 'due': 'overdue', 'street': STREETS[3]})}"),
        "list of a street's reader": ("street", lambda: "/cases?view=all"),
        "case": ("district", lambda: f"/cases/{chance.randrange(1, CASES + 1)}"),
        "form of a visit": ("district", lambda: f"/cases/{chance.randrange(1, CASES + 1)}/visit"),
    }
    connection = http.client.HTTPConnection(urlsplit(address).hostname or "", urlsplit(address).port, timeout=60)
    found = []
    for name, (who, choose) in kinds.items():
        _ = [_ask(connection, choose(), cookies[who]) for _ in range(WARM_UP)]
        before = processor_seconds(process)
        times = [_ask(connection, choose(), cookies[who]) for _ in range(REQUESTS)]
        worked = 1000 * (processor_seconds(process) - before) / REQUESTS
        found.append((name, statistics.median(times), statistics.quantiles(times, n=20)[-1], worked))
    return found


def processor_seconds(process: int) -> float:
    """Seconds of processor time that a process has used."""
    parts = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> float:
    """Resident memory of a process in MB."""
    text = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1000  # type: ignore[index]


def _ask(connection: http.client.HTTPConnection, path: str, cookie: str) -> float:
    started = time.perf_counter()
    connection.request("GET", path, headers={"cookie": f"{sessions.COOKIE}={cookie}"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")
    return 1000 * (time.perf_counter() - started)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder))
        command = [sys.executable, "-m", "pipelines.cli", "desk", "--port", "8047"]
        environment = {**os.environ, "EARLYWARN_HOME": folder}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        try:
            address = process.stdout.readline().split()[3]  # type: ignore[union-attr]
            key = sessions.load_key(home.desk_key)
            people = {"district": (EMAIL, "district"), "street": ("street@example.gov.cn", f"street:{STREETS[0]}")}
            with open_ops(home.ops) as connection:
                cookies = {name: sessions.begin(connection, key, *who, now()) for name, who in people.items()}
            before = memory(process.pid)
            for name, median, late, worked in measure(address, process.pid, cookies):
                sys.stdout.write(f"{name:28s} median {median:6.1f} ms   p95 {late:6.1f} ms   processor {worked:5.1f} ms\n")
            sys.stdout.write(f"memory: {before:.0f} MB at start, {memory(process.pid):.0f} MB afterwards\n")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


if __name__ == "__main__":
    main()
