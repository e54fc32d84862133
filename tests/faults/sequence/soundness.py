"""Whether a home is what it should be: every promise looked at after every step that may have changed something it is about."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

from pipelines.commands.doctor import doctor
from pipelines.delivery.publication import is_intact, read_manifest
from tests.faults.sequence.steps import PAGE, Trial
from tests.faults.sequence.world import Issue, Scores, World
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.ops.outbox import open_outbox
from warehouse.periods import month_key
from warehouse.store import Store, read_query

FIGURE = ("uscc", "period", "value", "known_on")
ARRIVED = {"sent", "sending", "held"}

Figures = dict[tuple[str, date], float]


@dataclass
class Found:
    """What was found in order last, by digest: the same bytes beside the same model need no second look, the same facts no second reading.

    `state`: of every file that is looked at, with the model. `stored`: of the warehouse alone, with what the model has of it. `facts`: of
    every column of what the figures of a day follow from.
    """

    state: str = ""
    stored: str = ""
    facts: str = ""
    days: set[date] = field(default_factory=set)


def require_sound(
    trial: Trial, world: World, days: list[date], remembered: dict[date, Figures] | None = None, found: Found | None = None, *,
    is_deep: bool = False,
) -> None:  # fmt: skip
    """Raise AssertionError where a home is not what it should be.

    `remembered`: what was known on days that are over, which reads the same; today's is added. `found`: what the last look found, which is
    brought up to date; without it everything is looked at.
    """
    found = found if found is not None else Found()
    is_same = not is_deep and state_of(trial, world) == found.state
    # Whatever it was opened for, an opened warehouse has been held against the commits that were noted.
    is_stored = not is_deep and stored_of(trial, world) == found.stored
    if not is_stored or not found.days.issuperset(days):
        with trial.store() as store:
            if not is_stored:
                require_stored(store, world)
            require_days(store, world, days, remembered, found)
    if not is_same:
        require_editions(trial, world)
        require_mails(trial, world)
        require_healthy(trial, is_deep=is_deep)
    # Opening may write: where an update is noted, or what became of a commit.
    found.state, found.stored = state_of(trial, world), stored_of(trial, world)


def state_of(trial: Trial, world: World) -> str:
    """Return a digest of every file of the home, of the relay's log, the program's version, and the model."""
    return digest_of([*sorted(path for path in trial.root.rglob("*") if path.is_file()), trial.relay_log], trial.root, trial.version, world)


def stored_of(trial: Trial, world: World) -> str:
    """Return a digest of the warehouse, of the program's version, and of what the model has of it."""
    files = sorted(trial.root.glob(f"{trial.home.warehouse.name}*"))
    return digest_of(files, trial.root, trial.version, world.facts, world.stored)


def digest_of(files: list[Path], *parts: object) -> str:
    """Return a digest of files and of whatever else they are looked at with."""
    state = hashlib.sha256(repr(parts).encode())
    for path in files:
        state.update(f"{path}:".encode() + (path.read_bytes() if path.exists() else b""))
    return state.hexdigest()


def require_stored(store: Store, world: World) -> None:
    """Facts, their vintages and every month's scores are as the model has them, and as they were committed."""
    require_facts(store, world)
    require_windows(store)
    for month, scores in world.stored.items():
        assert stored_scores(store, month) == scores, month
    assert store.changed_months() == []


def require_days(store: Store, world: World, days: list[date], remembered: dict[date, Figures] | None, found: Found) -> None:
    """Figures as known on days are the model's; what is remembered of days that are over reads the same, whatever came since."""
    facts = facts_digest(store)
    if facts != found.facts:
        found.facts, found.days = facts, set()
        if remembered is not None:
            assert {day: known_on(store, day) for day in remembered} == remembered
    for day in set(days) - found.days:
        figures = known_on(store, day)
        assert figures == world.facts.current(day), f"as known on {day}"
        if remembered is not None and day == days[0]:
            remembered[day] = figures
    found.days |= set(days)


def facts_digest(store: Store) -> str:
    """Return a digest of every column of the tables that the figures of a day are read from, and of how they are read."""
    tables = (names.OBSERVATIONS, names.REGISTER, names.SETTLEMENTS, names.DELIVERIES)
    read = hashlib.sha256(str(store.is_current()).encode())
    for table in tables:
        read.update("\n".join(sorted(map(str, store.read(table).iter_rows()))).encode())
    return read.hexdigest()


def require_healthy(trial: Trial, *, is_deep: bool) -> None:
    """`doctor` finds nothing bad."""
    with trial.program():
        examined = doctor(trial.home, is_deep=is_deep)
    assert examined.exit_code == 0, list(examined.lines())


def require_facts(store: Store, world: World) -> None:
    """Nothing that was acknowledged is lost, nothing is there twice, and the ledger says so."""
    store.verify_ledger()
    held = sorted(store.read(names.OBSERVATIONS).select(FIGURE).iter_rows(), key=str)
    assert held == sorted(((*row.identity, row.value, row.known_on) for row in world.facts.rows), key=str)
    ledger = store.read(names.DELIVERIES)
    counted = ledger["rows_stored"] + ledger["rows_refused"] + ledger["rows_duplicate"]
    assert (ledger["rows_in"] == counted).all()
    decided = store.read(names.SETTLEMENTS).select("file_name", "row_number", "action").sort("file_name", "row_number").rows()
    assert decided == sorted((each.row.file_name, each.row.number, each.action) for each in world.facts.settlements)


def require_windows(store: Store) -> None:
    """Of one figure one vintage ends where the next begins."""
    query = f"select uscc, period, known_on, known_until from ({read_query(table_named(names.OBSERVATIONS))}) order by all"  # noqa: S608
    windows = store._frame(query).rows()
    assert all(known_on < known_until for *_, known_on, known_until in windows)
    assert all(one[3] == other[2] for one, other in pairwise(windows) if one[:2] == other[:2])


def known_on(store: Store, day: date) -> Figures:
    """Return the figures as known on a day."""
    return {(uscc, period): value for uscc, period, value in store.observations_as_of(day).select("uscc", "period", "value").iter_rows()}


def noted_editions(store: Store, month: date) -> dict[int, str]:
    """Return the content of every edition of a month that the ledger has, by revision."""
    return dict(store.read(names.BRIEFINGS, month=month).select("revision", "content_id").iter_rows())


def stored_scores(store: Store, month: date) -> Scores:
    """Return the scores of a month."""
    return store.read(names.RISK, month=month).sort("uscc").select("uscc", "operating_risk").rows()


def issue_out(trial: Trial, month: date) -> Issue | None:
    """Return the edition of a month that is out, which is whole."""
    folder = trial.home.briefing(month)
    manifest = read_manifest(folder)
    if manifest is None:
        assert not folder.exists(), f"{folder} has no manifest"
        return None
    assert is_intact(folder, manifest)
    return Issue(int(manifest["revision"]), str(manifest["content_id"]), (folder / PAGE).read_bytes())


def require_editions(trial: Trial, world: World) -> None:
    """What is out is what was published, with the figures it was made from."""
    with open_outbox(trial.home.ops, lambda: trial.moment) as outbox:
        kept = set(outbox._connection.execute("select month, content_id from editions"))
    for month in {*world.issues, *world.waiting}:
        found = issue_out(trial, month)
        assert found == world.issues.get(month), (month, found)
        assert found is None or (month_key(month), found.content_id) in kept


def require_mails(trial: Trial, world: World) -> None:
    """No mail goes out twice, none is called sent that did not, none that was written is gone, and none has changed."""
    accepted = Counter(trial.relay_log.read_text(encoding="utf-8").splitlines()) if trial.relay_log.exists() else Counter()
    assert all(count == 1 for count in accepted.values()), accepted
    with open_outbox(trial.home.ops, lambda: trial.moment) as outbox:
        rows = outbox.rows()
        for row in rows:
            assert outbox.content(row).startswith(f"{row.message_id}\n".encode())
    held = {(row.month, row.revision, row.recipient): row.message_id for row in rows}
    assert len(held) == len(rows)
    assert held == world.frozen
    for row in rows:
        has_arrived = f"{row.message_id} {row.recipient}" in accepted
        assert row.state != "sent" or has_arrived, row
        assert not has_arrived or row.state in ARRIVED, row
