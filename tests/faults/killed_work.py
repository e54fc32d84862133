"""Work that is killed at any moment, and what has to hold afterwards; `python -m tests.faults.killed_work FOLDER KILLS SEED` prints counts.

One process without threads forks whoever works, kills it after a moment, and forks whoever looks at what is left: libraries with threads
of their own are used by these children alone.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path

import polars as pl

from pipelines.delivery.publication import is_intact, publish, read_manifest
from pipelines.ingest.run import ingest_inbox
from pipelines.ingest.settings import SourceSettings
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, THIRD_CODE
from tests.unit.warehouse.staging import figure, load_figures
from tests.unit.warehouse.test_earlier_schemas import FIRST, RENAMED, WAREHOUSE, earlier_ops, earlier_warehouse
from warehouse.names import OBSERVATIONS, RISK
from warehouse.ops.soundness import require_whole_records
from warehouse.snapshot import open_snapshot, publish_snapshot
from warehouse.store import Store

MONTH, BULLETIN = date(2026, 1, 1), "2026-10"
CODES = [f"91440300{number:010d}" for number in range(200)]
STAGES = ("ingest", "scoring", "checkpoint", "migration", "snapshot")
# A victim lives up to this part of what a first step in an empty home takes on this machine at this time.
LIVES = 1.0
PAGES = 12
WHOSE, FIRST_YEAR, TERM, TERMS = (CODE, OTHER_CODE, THIRD_CODE), 1991, 4, 3


class Place:
    """A folder in which one kind of work is killed again and again, and the note of what was acknowledged in it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.warehouse, self.ops = folder, folder / "w.duckdb", folder / "ops.db"
        self.snapshot, self.briefings = folder / "snapshot.duckdb", folder / "briefings"
        self._note = folder / "acknowledged"

    def acknowledged(self) -> int:
        """How many steps were acknowledged in all."""
        return self._note.stat().st_size if self._note.exists() else 0

    def acknowledge(self) -> None:
        """Note that a step came to its end; what the system took over survives a killed process."""
        with self._note.open("ab", buffering=0) as note:
            note.write(b"x")

    def store(self) -> Store:
        return Store(self.warehouse, ops=self.ops)


def load_batch(store: Store, number: int) -> None:
    """Take in a month's figures of everybody, the month by the number of the batch."""
    period = date(1900 + number // 12, number % 12 + 1, 1)
    load_figures(store, [figure(float(number), uscc=code, period=period) for code in CODES], f"d{number}")


def deliver(place: Place, store: Store, number: int) -> None:
    """Take in four months of somebody's figures as a file; one that was taken in by a process that died is delivered again."""
    term, whose = divmod(number, len(WHOSE))
    year, first = FIRST_YEAR + term // TERMS, term % TERMS * TERM + 1
    rows = [f"{WHOSE[whose]},tax,{year}-{month:02},{number}.5,CNY,month" for month in range(first, first + TERM)]
    inbox = place.folder / "inbox"
    inbox.mkdir(exist_ok=True)
    file = inbox / f"d{number}.csv"
    file.write_text("\n".join(["uscc,indicator,period,value,unit,basis", *rows]) + "\n")
    ingest_inbox(store, inbox, date(2026, 3, 5), SourceSettings())
    file.unlink()


def score(store: Store, number: int) -> None:
    """Put the month's risks in place, each telling the number of the step."""
    store.replace_month(RISK, MONTH, pl.DataFrame({"uscc": CODES, "operating_risk": [number / 1e6] * len(CODES)}))


def pages(number: int) -> dict[str, bytes]:
    """The files of an edition, each telling its number."""
    return {f"enterprises/{page}.html": f"{number} {page}".encode() * 2_000 for page in range(PAGES)}


# Whoever works ---------------------------------------------------------------------------------------------------------------------------


def work_on(place: Place, stage: str, begun: Callable[[], None]) -> None:
    """Work until killed; `begun` is called when the work proper begins."""
    if stage == "migration":
        begun()
        place.store().close()
        place.acknowledge()
        time.sleep(60)
    elif stage == "publication":
        begun()
        for number in count(place.acknowledged() + 1):
            publish(place.briefings, BULLETIN, {"content_id": f"{number}"}, lambda _, number=number: pages(number))  # type: ignore[misc]
            place.acknowledge()
    else:
        store = place.store()
        begun()
        for number in count(place.acknowledged()):
            step(place, store, stage, number)
            place.acknowledge()


def step(place: Place, store: Store, stage: str, number: int) -> None:
    """Do one step of a kind of work."""
    if stage == "ingest":
        deliver(place, store, number)
        return
    (score if stage in ("scoring", "snapshot") else load_batch)(store, number)
    if stage == "checkpoint":
        store.checkpoint()
    if stage == "snapshot":
        publish_snapshot(store, place.snapshot)


# Whoever looks ---------------------------------------------------------------------------------------------------------------------------


def look_at(place: Place, stage: str, made: dict[str, int]) -> Counter[str]:
    """Count what is wrong with what a killed process left."""
    if stage == "publication":
        return look_at_folder(place.briefings / BULLETIN)
    seen: Counter[str] = Counter()
    try:
        with place.store() as store:
            if stage == "ingest":
                store.verify_ledger()
            seen += look_into(store, place, stage, made)
        require_whole_records(place.ops)
    except Exception as error:  # noqa: BLE001 - whatever it is, the home could not be opened
        sys.stderr.write(f"{stage}: {type(error).__name__}: {error}\n")
        seen["failed_opens"] += 1
    return seen


def look_into(store: Store, place: Place, stage: str, made: dict[str, int]) -> Counter[str]:
    """Count rows lost and doubled in an opened warehouse."""
    done = place.acknowledged()
    if stage == "migration":
        held = {RENAMED.get(name, name): rows for name, rows in made.items() if name.startswith(("core_", "raw_"))}
        return Counter(lost=sum(store.read(name).height != rows for name, rows in held.items()))
    if stage in ("scoring", "snapshot"):
        return risks_of(store, done) + (snapshot_of(place, done) if stage == "snapshot" else Counter())
    batches, size, expected = Counter(batch_numbers(store, stage)), TERM if stage == "ingest" else len(CODES), set(range(done))
    lost = len(expected - batches.keys()) + sum(rows < size for rows in batches.values())
    # The batch at work may have been committed with nobody left to say so.
    doubled = len(batches.keys() - expected - {done}) + sum(rows > size for rows in batches.values())
    return Counter(lost=lost, doubled=doubled)


def batch_numbers(store: Store, stage: str) -> list[int]:
    """Return the number of the batch of every figure."""
    rows = store.read(OBSERVATIONS).select("uscc", "period", "value").rows()
    if stage != "ingest":
        return [int(value) for _, _, value in rows]
    terms = [(period.year - FIRST_YEAR) * TERMS + (period.month - 1) // TERM for _, period, _ in rows]
    return [WHOSE.index(row[0]) + len(WHOSE) * term for row, term in zip(rows, terms, strict=True)]


def risks_of(store: Store, done: int) -> Counter[str]:
    """Count what is wrong with the month's risks: all of one step, the last that was acknowledged or the one at work."""
    rows = store.read(RISK)["operating_risk"].to_list()
    allowed = {round(number / 1e6, 9) for number in (done - 1, done) if number >= 0}
    is_right = (not rows and not done) or (len(rows) == len(CODES) and len(set(rows)) == 1 and round(rows[0], 9) in allowed)
    return Counter(lost=0 if is_right else 1)


def snapshot_of(place: Place, done: int) -> Counter[str]:
    """Count what is wrong with the snapshot, which may be a step behind."""
    if not place.snapshot.exists():
        return Counter(lost=1 if done else 0)
    with open_snapshot(place.snapshot, place.warehouse, place.ops) as snapshot:
        rows = snapshot.read(RISK)["operating_risk"].to_list()
    allowed = {round(number / 1e6, 9) for number in range(max(done - 1, 0), done + 1)}
    return Counter(lost=0 if len(rows) == len(CODES) and {round(row, 9) for row in rows} <= allowed else 1)


def look_at_folder(folder: Path) -> Counter[str]:
    """Count what is wrong with a published folder when nobody is publishing."""
    if not folder.exists():
        return Counter(absent=1)
    manifest = read_manifest(folder)
    return Counter(bad=0 if manifest is not None and is_intact(folder, manifest) else 1)


def poll(folder: Path, until: Callable[[], bool]) -> Counter[str]:
    """Read a folder again and again as a reader does who has it open, and count editions that are not whole."""
    seen: Counter[str] = Counter()
    while not until():
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            seen["unseen"] += 1
            time.sleep(0.001)
            continue
        try:
            seen["reads"] += 1
            seen["bad"] += not is_whole(handle)
        finally:
            os.close(handle)
    return seen


def is_whole(handle: int) -> bool:
    """Whether every file of an opened folder is the one its manifest names."""
    manifest = json.loads(content_of("manifest.json", handle))
    return all(hashlib.sha256(content_of(name, handle)).hexdigest() == digest for name, digest in manifest["files"].items())


def content_of(name: str, handle: int) -> bytes:
    """Return a file's bytes, found from an opened folder."""
    with open(name, "rb", opener=lambda path, flags: os.open(path, flags, dir_fd=handle)) as file:
        return file.read()


# Whoever kills ---------------------------------------------------------------------------------------------------------------------------


def in_child(work: Callable[[], Counter[str]]) -> Counter[str]:
    """Return what a forked process counted; one that died counts as a home that does not open."""
    return next(background(work))


def background(work: Callable[[], Counter[str]]) -> Iterator[Counter[str]]:
    """Begin some work in a forked process; what it counted comes when asked for."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as answer:
            json.dump(work(), answer)
        os._exit(0)
    os.close(writing)

    def result() -> Iterator[Counter[str]]:
        with os.fdopen(reading) as answer:
            text = answer.read()
        os.waitpid(child, 0)
        yield Counter(json.loads(text)) if text else Counter(failed_opens=1)

    return result()


def kill(place: Place, stage: str, seconds: float) -> None:
    """Fork whoever works and kill it so many seconds after it began."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        work_on(place, stage, lambda: os.close(writing))
        os._exit(0)
    os.close(writing)
    os.read(reading, 1)
    os.close(reading)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def step_seconds(place: Place, stage: str) -> float:
    """Return how long a step and what leads up to it take here and now, in a process that nobody kills before the step is done."""
    begun, child = time.monotonic(), os.fork()
    if child == 0:
        work_on(place, stage, lambda: None)
        os._exit(0)
    while not place.acknowledged():
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return time.monotonic() - begun


def earlier_homes(folder: Path) -> list[tuple[Place, dict[str, int]]]:
    """Make homes of some earlier schemas, with rows in every table."""
    numbers = (FIRST, len(WAREHOUSE) // 2, len(WAREHOUSE) - 3)
    places = [Place(folder / f"schema{number}") for number in numbers]
    made = [in_child(lambda place=place, number=number: earlier_home(place, number)) for place, number in zip(places, numbers, strict=True)]  # type: ignore[misc]
    return list(zip(places, map(dict, made), strict=True))


def earlier_home(place: Place, number: int) -> Counter[str]:
    """Make a home of a schema; returns the rows of each table of its warehouse."""
    made = earlier_warehouse(place.warehouse, number)
    earlier_ops(place.ops, 1)
    return Counter(made)


def killed_storage(folder: Path, kills: int, seed: int) -> dict[str, Counter[str]]:
    """Kill loads, scores, checkpoints, migrations and snapshots in turn; returns the counts of each."""
    chance, seen = random.Random(seed), {stage: Counter(kills=0, lost=0, doubled=0, failed_opens=0) for stage in STAGES}  # noqa: S311
    earlier = earlier_homes(folder)
    seconds = {stage: step_seconds(Place(folder / f"timed-{stage}"), stage) for stage in STAGES if stage != "migration"}
    seconds["migration"] = step_seconds(Place(shutil.copytree(earlier[0][0].folder, folder / "timed")), "migration")
    for number in range(kills):
        stage = STAGES[number % len(STAGES)]
        place, made = Place(folder / stage), {}
        if stage == "migration":
            whose, made = earlier[number // len(STAGES) % len(earlier)]
            place = Place(shutil.copytree(whose.folder, folder / f"migration{number}"))
        kill(place, stage, chance.uniform(0, LIVES * seconds[stage]))
        seen[stage] += in_child(lambda: look_at(place, stage, made))  # noqa: B023 - forked and waited for within the turn
        seen[stage]["kills"] += 1
        seen[stage]["steps"] += place.acknowledged() if stage == "migration" else 0
        if stage == "migration":
            shutil.rmtree(place.folder)
    for stage in STAGES:
        seen[stage]["steps"] += Place(folder / stage).acknowledged()
    return seen


def killed_publications(folder: Path, kills: int, seed: int) -> dict[str, Counter[str]]:
    """Kill publications while a reader polls; returns what the reader and the looks between kills counted."""
    chance, place, ended = random.Random(seed), Place(folder), folder / "ended"  # noqa: S311
    looks: Counter[str] = Counter(kills=0, bad=0, absent=0)
    reader = background(lambda: poll(place.briefings / BULLETIN, ended.exists))
    seconds = step_seconds(Place(folder / "timed"), "publication")
    for _ in range(kills):
        kill(place, "publication", chance.uniform(0, LIVES * seconds))
        looks += in_child(lambda: look_at(place, "publication", {}))
        looks["kills"] += 1
    ended.touch()
    return {"publication": looks + Counter(steps=place.acknowledged()), "reader": next(reader)}


def main() -> None:
    """Print what was counted, as JSON."""
    folder, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    counts = {**killed_storage(folder / "storage", kills, seed), **killed_publications(folder / "pages", kills, seed)}
    sys.stdout.write(json.dumps(counts) + "\n")


if __name__ == "__main__":
    main()
