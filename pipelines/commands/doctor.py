"""`earlywarn doctor`: is this installation sound; every finding names what was seen and what to do."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from importlib.metadata import PackageNotFoundError, requires, version
from itertools import chain
from pathlib import Path
from typing import Literal

from pipelines.clock import now, today
from pipelines.config.early_settings import load_run_settings
from pipelines.config.environment import PROCESSES, has_run, memory_bytes, process_count, smtp_settings, strange_variables
from pipelines.data_dir import DataDir, month_folders
from pipelines.delivery.publication import is_intact, read_manifest
from pipelines.delivery.subscribers import read_subscribers, subscriber_files
from pipelines.errors import exit_code_of
from pipelines.room import home_bytes
from pipelines.settings import Settings, load_settings
from warehouse.errors import WarehouseDamagedError, WarehouseError
from warehouse.ops.commits import last_reading, note_reading
from warehouse.ops.editions import require_whole_editions
from warehouse.ops.numbered_issues import require_whole_issues
from warehouse.ops.ops_db import require_sound
from warehouse.ops.outbox import open_outbox
from warehouse.ops.soundness import chains
from warehouse.snapshot import publish_snapshot, renew_snapshot
from warehouse.store import Store

Verdict = Literal["good", "note", "bad"]
LEAST_FREE_BYTES = 2 * 1024**3
OTHERS_MAY_READ = 0o055
REVIEW_AFTER = timedelta(days=400)
READ_AGAIN_AFTER = timedelta(days=35)
# What is the same for every district on one machine.
OF_MACHINE = frozenset({"versions", "disk", "budget", "environment", "memory", "legal basis", "calendar", "relay", "font", "pdf"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    subject: str
    verdict: Verdict
    detail: str
    exit_code: int = 1


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything looked at."""

    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """0 where nothing is bad, else the code of the first thing that is."""
        return next((finding.exit_code for finding in self.findings if finding.verdict == "bad"), 0)

    def of(self, district: str) -> Iterator["Finding"]:
        """Yield what was found in a district of many, without what holds for the whole machine."""
        for finding in self.findings:
            if finding.subject not in OF_MACHINE and not finding.subject.startswith("days "):
                yield replace(finding, detail=f"{district}: {finding.detail}")

    def lines(self) -> Iterator[str]:
        """Yield one line a finding."""
        marks = {"good": "ok  ", "note": "note", "bad": "BAD "}
        for finding in self.findings:
            yield f"{marks[finding.verdict]}  {finding.subject:<12} {finding.detail}"


def doctor(home: DataDir, *, is_deep: bool = False, is_repair: bool = False) -> Examination:
    """Look at everything once, in the order in which it matters; one broken part does not hide the next.

    `is_deep`: read every block of what is stored. `is_repair`: end runs nobody works on, go on from the warehouse as it is although
    something was lost, and make a snapshot that cannot be read anew.
    """
    checks: tuple[tuple[str, Callable[[DataDir], Iterator[Finding]]], ...] = (
        ("versions", _versions), ("disk", _disk), ("environment", _environment), ("settings", _settings),
        ("runs", partial(_runs, is_repair=is_repair)),
        *((("repair", _repair),) if is_repair else ()), ("warehouse", _warehouse), *((("blocks", _blocks),) if is_deep else ()),
        ("read deeply", _last_reading), ("ops.db", _ops), ("briefings", _briefings), ("calendar", _calendar), ("mail", _mail),
        ("pages", _pages),
    )  # fmt: skip
    own = tuple(finding for subject, check in checks for finding in _guarded(subject, check, home))
    # Of a district what it shares with the installation has been looked at.
    parts = [doctor(district, is_deep=is_deep, is_repair=is_repair).of(district.district) for district in home.districts()]
    return Examination((*own, *chain.from_iterable(parts)))


def _guarded(subject: str, check: Callable[[DataDir], Iterator[Finding]], home: DataDir) -> list[Finding]:
    """Return what a check found; what it raises is a finding too."""
    try:
        return list(check(home))
    except Exception as error:
        return [Finding(subject, "bad", " ".join(str(error).split()), exit_code_of(error))]


def _versions(_home: DataDir) -> Iterator[Finding]:
    """Compare the installed libraries with those that were tried together; another version is no fault, but nobody has tried it."""
    strange = [f"{name} {seen} (tried: {tried})" for name, tried in pinned_versions().items() if (seen := _version(name)) != tried]
    yield Finding("versions", "note" if strange else "good", ", ".join(strange) or "as tried together")


def pinned_versions() -> dict[str, str]:
    """Return the versions that the program pins, by library; what only an extra brings is left out."""
    pins = (one.partition("==") for one in requires("earlywarn") or () if "==" in one and ";" not in one)
    return {name: number for name, _, number in pins}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _disk(home: DataDir) -> Iterator[Finding]:
    """Look at the room that is left and whether the home can be written to."""
    home.prepare()
    # Permissions lie on network drives; writing is the only proof.
    probe = home.root / ".doctor"
    probe.write_text("", encoding="utf-8")
    probe.unlink()
    free = shutil.disk_usage(home.root).free
    detail = f"{free / 1024**3:.1f} GiB free at {home.root}"
    yield Finding("disk", "good" if free > LEAST_FREE_BYTES else "note", detail)
    yield _budget(home)
    is_open = home.root.stat().st_mode & OTHERS_MAY_READ
    advice = f"other users of this machine may look into it; unless a group delivers there: chmod 700 {home.root}"
    yield Finding("access", "note" if is_open else "good", advice if is_open else "the home is its owner's alone")


def _budget(home: DataDir) -> Finding:
    """Hold the size of the home against what it may take."""
    size, budget = home_bytes(home) / 1024**3, load_settings(home.config).storage.budget_gib
    words = f"the home takes {size:.1f} of {budget:g} GiB"
    return Finding("budget", *(("good", words) if size <= budget else ("note", f"{words}; `earlywarn tidy --dry-run` says what may go")))


def _environment(_home: DataDir) -> Iterator[Finding]:
    """Read what the environment says, and name variables that look like ours and are none."""
    strange = strange_variables()
    detail = "; ".join(strange) if strange else "every EARLYWARN_ variable is one that is read"
    yield Finding("environment", "note" if strange else "good", detail)
    processes = process_count()
    shared = f", {processes} processes together ({PROCESSES})" if processes > 1 else ""
    yield Finding(
        "memory", "good", f"the databases of a run may take {memory_bytes() / 1024**3:.1f} GiB{shared}; what is more goes to disk"
    )


def _settings(home: DataDir) -> Iterator[Finding]:
    """Read every setting and name the thresholds nobody has reviewed for long."""
    settings = load_settings(home.config)
    old = [name for name, threshold in settings.thresholds.items() if today() - threshold.reviewed > REVIEW_AFTER]
    detail = f"{len(settings.thresholds)} thresholds" + (
        f"; not reviewed for more than a year: {', '.join(old)}" if old else ", all reviewed"
    )
    yield Finding("settings", "note" if old else "good", detail)
    yield from _channels(settings)


def _channels(settings: Settings) -> Iterator[Finding]:
    """Name by which legal channel each department delivers, on which basis, and which channels are locked."""
    bases = {
        source.department: f"{source.channel} ({source.legal_basis or 'no legal basis stated'})" for source in settings.sources.values()
    }
    stated = all(source.legal_basis for source in settings.sources.values())
    yield Finding("legal basis", "good" if stated else "note", "; ".join(f"{name}: {basis}" for name, basis in bases.items()))
    locked = settings.channels.locked
    yield Finding("channels", "good", f"locked: {', '.join(locked)}" if locked else "none is locked")


def _runs(home: DataDir, *, is_repair: bool) -> Iterator[Finding]:
    """Look for runs that say they are under way although nobody works on them, and end them where asked to."""
    if not has_run(home.dagster):
        yield Finding("runs", "note", "none yet")
        return
    # Loading Dagster takes seconds, which only somebody who has run something waits for.
    from pipelines.instance.dagster_home import open_instance
    from pipelines.instance.dead_runs import dead_runs, end_dead_runs, open_runs

    longest = load_run_settings(home.config).longest_seconds
    with open_instance(home) as instance:
        ended = list(end_dead_runs(instance, longest)) if is_repair else []
        dead = dead_runs(instance, longest)
        working = [each.describe() for each in open_runs(instance) if each not in dead]
    yield from (Finding("dead run", "note", f"{words} was ended: nobody worked on it") for words in ended)
    for each in dead:
        detail = f"{each.describe()} is under way although nobody works on it; `earlywarn doctor --repair` ends it"
        yield Finding("dead run", "bad", detail, WarehouseError.exit_code)
    yield Finding("runs", "good", "; ".join(working) or "none is under way")


def _warehouse(home: DataDir) -> Iterator[Finding]:
    """Open the warehouse, which checks its schema, and hold the ledger against the tables."""
    if not home.warehouse.exists():
        yield Finding("warehouse", "note", f"none yet at {home.warehouse}; `earlywarn ingest` makes it")
        return
    with Store(home.warehouse, ops=home.ops) as store:
        store.verify_ledger()
        yield Finding("warehouse", "good", f"{store.count_facts():,} facts, as the ledger says; schema up to date")
    age = "published" if home.snapshot.exists() else "not published yet"
    yield Finding("snapshot", "good" if home.snapshot.exists() else "note", age)


def _repair(home: DataDir) -> Iterator[Finding]:
    """Go on from the warehouse as it is, and make a snapshot that is damaged anew."""
    with Store(home.warehouse, ops=home.ops, is_accepted=True) as store:
        store.read_everything()
        yield Finding(
            "repair", "note", f"the chain of commits goes on from {store.count_facts():,} facts; make again what was named missing"
        )
        publish_snapshot(store, home.snapshot)
    yield Finding("repair", "note", f"{home.snapshot.name} was published anew")


def _blocks(home: DataDir) -> Iterator[Finding]:
    """Read every block of the warehouse and of the snapshot, and hold every month against what was committed."""
    if home.warehouse.exists():
        with Store(home.warehouse, read_only=True, ops=home.ops) as store:
            store.read_everything()
            changed = store.changed_months()
        detail = (
            f"not as committed: {', '.join(changed)}; run these months again" if changed else "every block read, every month as committed"
        )
        yield Finding("blocks", "bad" if changed else "good", detail, WarehouseError.exit_code)
        if not changed:
            note_reading(home.ops, home.warehouse.name, now().isoformat(timespec="minutes"))
    if home.snapshot.exists():
        yield _snapshot_blocks(home)


def _snapshot_blocks(home: DataDir) -> Finding:
    """Read every block of the snapshot; a damaged one is published anew, since the warehouse has everything that is in it."""
    try:
        with Store(home.snapshot, read_only=True) as store:
            store.read_everything()
    except WarehouseDamagedError:
        renew_snapshot(home.snapshot, home.warehouse, home.ops)
        return Finding("snapshot", "note", f"{home.snapshot.name} was damaged and has been published anew from the warehouse")
    return Finding("snapshot", "good", "every block read")


def _last_reading(home: DataDir) -> Iterator[Finding]:
    """Say when every block was last read, since damage shows only in what is read."""
    if not home.ops.exists() or not home.warehouse.exists():
        return
    read_at = last_reading(home.ops, home.warehouse.name)
    is_recent = read_at is not None and now() - datetime.fromisoformat(read_at) < READ_AGAIN_AFTER
    advice = "" if is_recent else "; `earlywarn doctor --deep` reads every block"
    yield Finding("read deeply", "good" if is_recent else "note", (f"last at {read_at}" if read_at else "never yet") + advice)


def _ops(home: DataDir) -> Iterator[Finding]:
    """Check the file of what people do, and every chain in it."""
    if not home.ops.exists():
        yield Finding("ops.db", "note", "none yet")
        return
    require_sound(home.ops)
    require_whole_editions(home.ops)
    require_whole_issues(home.ops)
    for name, found in chains(home.ops):
        detail = f"{found.entries} entries, " + (found.problem or "the chain holds")
        yield Finding(name, "good" if found.is_whole else "bad", detail, WarehouseError.exit_code)
    with open_outbox(home.ops, now) as outbox:
        held = len(outbox.rows("held", "sending"))
    if held:
        yield Finding("outbox", "note", f"{held} mails whose outcome is unknown; see `earlywarn send --held`")


def _briefings(home: DataDir) -> Iterator[Finding]:
    """Hold every published file against its manifest; of several districts each has its own editions, the installation the summaries."""
    folders = month_folders(home.briefings)
    if home.districts():
        from pipelines.delivery.summary_publisher import summary_is_whole

        halves = [month for month, folder in folders if not summary_is_whole(folder)]
        made_anew = "; not whole, cut off or changed since: {}; `earlywarn run --month` makes it anew"
        detail = f"{len(folders)} months" + (made_anew.format(", ".join(halves)) if halves else ", every summary whole")
        yield Finding("summaries", "note" if halves else "good", detail)
        return
    broken = [month for month, folder in folders if not _is_whole(folder)]
    detail = f"{len(folders)} months" + (f"; changed since they were published: {', '.join(broken)}" if broken else ", all as published")
    yield Finding("briefings", "note" if broken else "good", detail)


def _is_whole(folder: Path) -> bool:
    manifest = read_manifest(folder)
    return manifest is not None and is_intact(folder, manifest)


def _calendar(_home: DataDir) -> Iterator[Finding]:
    """Look whether the official days of this and the next year are known."""
    from models.series.calendar import month_calendar

    year = today().year
    for wanted in (year, year + 1):
        is_official = bool(month_calendar(date(wanted, 1, 1), date(wanted, 12, 1))["is_official"].all())
        detail = "official days known" if is_official else "no official days yet; a rule stands in until the library is updated"
        yield Finding(f"days {wanted}", "good" if is_official else "note", detail)


def _mail(home: DataDir) -> Iterator[Finding]:
    """Read who is sent what and by which relay; nothing is sent."""
    relay = smtp_settings()
    yield Finding(
        "relay",
        "good" if relay else "note",
        f"{relay.host}:{relay.port}, {relay.security}" if relay else "none named; only --dry-run works",
    )
    if subscriber_files(home.subscribers):
        yield Finding("subscribers", "good", f"{len(read_subscribers(home.subscribers))} in {home.subscribers}")
    else:
        yield Finding("subscribers", "note", f"no {home.subscribers} yet")


def _pages(_home: DataDir) -> Iterator[Finding]:
    """Look whether Chinese can be drawn and paper be printed."""
    from reports.charts.fonts import packaged_font
    from reports.pdf import why_unavailable

    yield Finding("font", "good", str(packaged_font()))
    reason = why_unavailable()
    yield Finding("pdf", "note" if reason else "good", reason or "can be made")
