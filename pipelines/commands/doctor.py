"""`earlywarn doctor`: is this installation sound; every finding names what was seen and what to do."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from pipelines.clock import now, today
from pipelines.data_dir import DataDir
from pipelines.delivery.publication import is_intact, read_manifest
from pipelines.delivery.subscribers import read_subscribers
from pipelines.errors import exit_code_of
from pipelines.settings import Settings, load_settings, smtp_settings
from warehouse.ops.audit import verify
from warehouse.ops.cases import verify_events
from warehouse.ops.ops_db import require_sound
from warehouse.ops.outbox import open_outbox
from warehouse.ops.record_events import verify_records
from warehouse.store import Store

Verdict = Literal["good", "note", "bad"]
# The versions that were seen to work together; another one is no fault, but nobody has tried it.
TRIED = {
    "dagster": "1.13.27", "duckdb": "2.0.0", "great-expectations": "1.24.1", "numpy": "2.4.6", "pandas": "3.1.1", "plotly": "7.1.0",
    "polars": "2.1.0", "prophet": "1.5.0", "statsmodels": "0.15.0",
}  # fmt: skip
LEAST_FREE_BYTES = 2 * 1024**3
REVIEW_AFTER = timedelta(days=400)


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

    def lines(self) -> Iterator[str]:
        """Yield one line a finding."""
        marks = {"good": "ok  ", "note": "note", "bad": "BAD "}
        for finding in self.findings:
            yield f"{marks[finding.verdict]}  {finding.subject:<12} {finding.detail}"


def doctor(home: DataDir) -> Examination:
    """Look at everything once, in the order in which it matters; one broken part does not hide the next."""
    checks: tuple[tuple[str, Callable[[DataDir], Iterator[Finding]]], ...] = (
        ("versions", _versions), ("disk", _disk), ("settings", _settings), ("warehouse", _warehouse), ("ops.db", _ops),
        ("briefings", _briefings), ("calendar", _calendar), ("mail", _mail), ("pages", _pages),
    )  # fmt: skip
    return Examination(tuple(finding for subject, check in checks for finding in _guarded(subject, check, home)))


def _guarded(subject: str, check: Callable[[DataDir], Iterator[Finding]], home: DataDir) -> list[Finding]:
    """Return what a check found; what it raises is a finding too."""
    try:
        return list(check(home))
    except Exception as error:
        return [Finding(subject, "bad", " ".join(str(error).split()), exit_code_of(error))]


def _versions(_home: DataDir) -> Iterator[Finding]:
    """Compare the installed libraries with those that were tried together."""
    found = {name: _version(name) for name in TRIED}
    strange = [f"{name} {seen} (tried: {TRIED[name]})" for name, seen in found.items() if seen != TRIED[name]]
    yield Finding("versions", "note" if strange else "good", ", ".join(strange) or "as tried together")


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


def _warehouse(home: DataDir) -> Iterator[Finding]:
    """Open the warehouse, which checks its schema, and hold the ledger against the tables."""
    if not home.warehouse.exists():
        yield Finding("warehouse", "note", f"none yet at {home.warehouse}; `earlywarn ingest` makes it")
        return
    with Store(home.warehouse) as store:
        store.verify_ledger()
        yield Finding("warehouse", "good", f"{store.count_facts():,} facts, as the ledger says; schema up to date")
    age = "published" if home.snapshot.exists() else "not published yet"
    yield Finding("snapshot", "good" if home.snapshot.exists() else "note", age)


def _ops(home: DataDir) -> Iterator[Finding]:
    """Check the file of what people do, and the chain of the audit."""
    if not home.ops.exists():
        yield Finding("ops.db", "note", "none yet")
        return
    require_sound(home.ops)
    chain = verify(home.ops)
    with open_outbox(home.ops, now) as outbox:
        held = len(outbox.rows("held", "sending"))
    events = verify_events(home.ops)
    detail = f"{events.entries} events, " + (events.problem or "the chain holds")
    yield Finding("cases", "good" if events.is_whole else "bad", detail, 20)
    for table, name in (("meeting_items", "meeting"), ("appeals", "appeals")):
        verdict = verify_records(home.ops, table)
        told = f"{verdict.entries} events, " + (verdict.problem or "the chain holds")
        yield Finding(name, "good" if verdict.is_whole else "bad", told, 20)
    yield Finding("audit", "good" if chain.is_whole else "bad", f"{chain.entries} entries, " + (chain.problem or "the chain holds"), 20)
    if held:
        yield Finding("outbox", "note", f"{held} mails whose outcome is unknown; see `earlywarn send --held`")


def _briefings(home: DataDir) -> Iterator[Finding]:
    """Hold every published file against its manifest."""
    folders = sorted(home.briefings.glob("[0-9]*-[0-9]*")) if home.briefings.exists() else []
    broken = [folder.name for folder in folders if not _is_whole(folder)]
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
    if home.subscribers.exists():
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
