"""Any sequence of events keeps what a home promises: deliveries of every kind, decisions, corrections, months, mails, backups, updates,
and a process killed anywhere in them.

A model in plain Python (sequence/) is held against the home after every step. EARLYWARN_SEQUENCES and EARLYWARN_STEPS make it as large as
wanted, EARLYWARN_SEQUENCE_SECONDS ends it, EARLYWARN_SEQUENCE_SEED draws others.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from pipelines.backups.making import backups_of
from pipelines.clock import scheduled_day
from pipelines.data_dir import RESTORING_MARK
from tests.faults.sequence import steps
from tests.faults.sequence.facts import Correction, Row
from tests.faults.sequence.killed import Killer
from tests.faults.sequence.soundness import Figures, Found, issue_out, noted_editions, require_facts, require_sound, stored_scores
from tests.faults.sequence.steps import READERS, Trial
from tests.faults.sequence.world import CODES, MONTHS, World, correction_text, file_text
from warehouse.errors import StaleCorrectionError
from warehouse.ops.outbox import MailKey, open_outbox
from warehouse.periods import month_key

SEQUENCES = int(os.environ.get("EARLYWARN_SEQUENCES", "6"))
STEPS = int(os.environ.get("EARLYWARN_STEPS", "14"))
SEED = int(os.environ.get("EARLYWARN_SEQUENCE_SEED", "0"))
AT_A_TIME = 6
SECONDS = float(os.environ.get("EARLYWARN_SEQUENCE_SECONDS", "inf"))
FIRST_DAY, LAST_DAY = date(2026, 2, 12), date(2026, 4, 28)
# About so many events a step has; a kill after the last of them is none.
EVENTS = {"take_in": 1400, "settle": 1500, "build": 500, "publish_month": 1500, "send": 60, "back_up": 900, "restore": 1500, "compact": 900,
          "reopen": 1400}  # fmt: skip
kills = st.none() | st.none() | st.floats(0, 1)
values = st.none() | st.integers(100, 103).map(float)
lines = st.tuples(st.sampled_from(CODES), st.sampled_from(MONTHS), values, st.sampled_from(["today", "today", "late", "undated"]))
faults = st.lists(st.sampled_from(["ok", "later", "drop", "accept_drop"]), max_size=4).map(tuple)
counted: Counter[str] = Counter()


@cache
def empty_home() -> Path:
    """Return a home that has taken its register in, made once."""
    folder = Path(tempfile.mkdtemp()) / "home"
    trial = Trial(folder, FIRST_DAY)
    trial.home.prepare()
    register = "".join(f"{code},{name},甲区,乙街道\n" for code, name in zip(CODES, "甲乙", strict=True))
    (trial.home.inbox / "register.csv").write_text(f"uscc,name,district,street\n{register}", encoding="utf-8")
    steps.take_in(trial)
    return folder


class Sequence(RuleBasedStateMachine):
    """A home that anything may happen to."""

    killer: ClassVar[Killer]

    @initialize(first=st.lists(lines, max_size=4), late=st.integers(1, 20))
    def begin(self, first: list[Any], late: int) -> None:
        """Most homes have something to lose from the beginning, whichever events are drawn for them."""
        self.folder = Path(tempfile.mkdtemp())
        self.trial = Trial(self.folder / "home0", FIRST_DAY)
        shutil.copytree(empty_home(), self.trial.root)
        self.world = World()
        self.backups: dict[Path, World] = {}
        self.remembered: dict[date, Figures] = {}
        self.found = Found()
        self.files = self.homes = 0
        counted["sequences"] += 1
        self.deliver(first, late, None)

    def teardown(self) -> None:
        if hasattr(self, "trial"):
            require_sound(self.trial, self.world, [self.trial.today], is_deep=True)
            shutil.rmtree(self.folder)

    @invariant()
    def everything_is_as_it_should_be(self) -> None:
        counted["steps"] += 1
        require_sound(self.trial, self.world, [self.trial.today, *map(scheduled_day, MONTHS)], self.remembered, self.found)

    def forget_from(self, day: date) -> None:
        """What comes now counts from a day on."""
        self.found.days = {past for past in self.found.days if past < day}
        self.remembered = {past: figures for past, figures in self.remembered.items() if past < day}

    # Steps, done whole or killed ---------------------------------------------------------------------------------------------------

    def do(self, kill: float | None, name: str, *args: Any) -> tuple[bool, BaseException | None]:
        """Do a step, in a process that is killed on the way where `kill` is how far it may come; returns whether it was, and the error."""
        counted[name] += 1
        if kill is not None:
            was_killed, error = self.killer.do(int(kill * EVENTS[name]), name, self.trial, *args)
            counted[f"{name} killed"] += was_killed
            return was_killed, error
        try:
            getattr(steps, name)(self.trial, *args)
        except Exception as error:  # noqa: BLE001 - whoever asked for the step judges it
            return False, error
        return False, None

    def do_whole(self, kill: float | None, name: str, *args: Any) -> bool:
        """Do a step that raises nothing; returns whether it was killed."""
        was_killed, error = self.do(kill, name, *args)
        if error is not None:
            raise error
        return was_killed

    def either(self, was_killed: bool, after: World) -> None:
        """Go on from the world after a step about facts; after a kill from that or the one before, whichever is there."""
        if was_killed:
            with self.trial.store() as store:
                try:
                    require_facts(store, self.world)
                except AssertionError:
                    require_facts(store, after)
                    self.world = after
        else:
            self.world = after

    # Deliveries --------------------------------------------------------------------------------------------------------------------

    @rule(wanted=st.lists(lines, min_size=1, max_size=4), late=st.integers(1, 20), kill=kills)
    def deliver(self, wanted: list[Any], late: int, kill: float | None) -> None:
        """New figures, restatements, figures taken back, figures without a day, and some that come late."""
        self.files += 1
        name = f"d{self.files:03d}.csv"
        days = {"today": self.trial.today, "late": self.trial.today - timedelta(days=late), "undated": None}
        rows = [(code, month, value, days[day]) for code, month, value, day in wanted if month <= (days[day] or self.trial.today)]
        self.lay(name, [Row(name, number, (code, month), value, day) for number, (code, month, value, day) in enumerate(rows, 1)])
        self.ingest(kill)

    @precondition(lambda self: self.world.inbox)
    @rule(data=st.data(), kill=kills)
    def redeliver(self, data: st.DataObject, kill: float | None) -> None:
        """The same file again under another name."""
        name = data.draw(st.sampled_from(sorted(self.world.inbox)))
        self.files += 1
        again = f"d{self.files:03d}.csv"
        self.lay(again, [replace(row, file_name=again) for row in self.world.inbox[name]])
        self.ingest(kill)

    @rule(month=st.sampled_from(MONTHS))
    def drop_a_month(self, month: date) -> None:
        """Somebody clears the inbox of a month's files; what was taken in stays."""
        for name, rows in list(self.world.inbox.items()):
            if any(row.identity[1] == month for row in rows):
                (self.trial.home.inbox / name).unlink()
                del self.world.inbox[name]

    def lay(self, name: str, rows: list[Row]) -> None:
        if rows:
            (self.trial.home.inbox / name).write_text(file_text(rows), encoding="utf-8")
            self.world.inbox[name] = rows

    def ingest(self, kill: float | None) -> None:
        after = self.world.taken_in(self.trial.today)
        new = after.facts.rows[len(self.world.facts.rows) :]
        self.forget_from(min((row.known_on for row in new), default=date.max))
        self.either(self.do_whole(kill, "take_in"), after)

    # People ------------------------------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.world.facts.clashing())
    @rule(data=st.data(), action=st.sampled_from(["release", "reject"]), kill=kills)
    def settle(self, data: st.DataObject, action: str, kill: float | None) -> None:
        """Somebody decides which of two values of a day is right."""
        row = data.draw(st.sampled_from(self.world.facts.clashing()))
        self.forget_from(self.trial.today)
        was_killed = self.do_whole(kill, "settle", row.file_name, row.number, action)
        self.either(was_killed, self.world.settled(row, action, self.trial.today))

    @precondition(lambda self: self.world.facts.current(self.trial.today))
    @rule(data=st.data(), value=st.integers(900, 903))
    def correct(self, data: st.DataObject, value: int) -> None:
        """Somebody corrects a figure in the configuration."""
        figures, today = self.world.facts.current(self.trial.today), self.trial.today
        free = sorted(set(figures) - {each.identity for each in self.world.corrections if each.is_in_force(today)})
        if free:
            identity = data.draw(st.sampled_from(free))
            self.world.corrections.append(Correction(identity, figures[identity], float(value), today))
            self.write_corrections()

    @precondition(lambda self: self.world.restale(self.trial.today))
    @rule()
    def mend_corrections(self) -> None:
        """Somebody ends the corrections that the source has made good."""
        stale = self.world.restale(self.trial.today)
        self.world.corrections = [replace(each, until=self.trial.today) if each in stale else each for each in self.world.corrections]
        self.write_corrections()

    def write_corrections(self) -> None:
        folder = self.trial.home.config / "corrections"
        folder.mkdir(parents=True, exist_ok=True)
        for number, correction in enumerate(self.world.corrections):
            (folder / f"c{number:02d}.toml").write_text(correction_text(correction), encoding="utf-8")

    @rule(days=st.integers(1, 12))
    def wait(self, days: int) -> None:
        """Days go by."""
        self.trial = replace(self.trial, today=min(self.trial.today + timedelta(days=days), LAST_DAY))

    # Months ------------------------------------------------------------------------------------------------------------------------

    @rule(data=st.data(), kill=kills, kill_again=kills)
    def run_month(self, data: st.DataObject, kill: float | None, kill_again: float | None) -> None:
        """A month is scored and published; killed on the way, it may be left as it is."""
        month = data.draw(st.sampled_from([one for one in MONTHS if one <= self.trial.today]))
        scores = self.world.scores(month, self.trial.today)
        was_killed, error = self.do(kill, "build", month)
        assert isinstance(error, StaleCorrectionError) == (scores is None and not was_killed), error
        if was_killed or scores is None:
            # What is staged of it now is nobody's business until the month is made again.
            return
        self.world = self.world.built(month, scores)
        self.publish(month, kill_again)

    def publish(self, month: date, kill: float | None) -> None:
        starts = [self.world, *([self.world.recovered(month)] if month in self.world.waiting else [])]
        afters = [start.published(month, self.trial.today) for start in starts]
        was_killed = self.do_whole(kill, "publish_month", month)
        found = issue_out(self.trial, month)
        with self.trial.store() as store:
            scores, noted = stored_scores(store, month), noted_editions(store, month)
        self.see_what_was_waiting(month)
        if not was_killed:
            (after,) = {each.issues[month].revision: each for each in afters if each.issues[month] == found}.values()
            self.world = replace(after, issues={**self.world.issues, month: after.issues[month]}, waiting=self.world.waiting)
            assert noted == after.ledger[month]
            return
        # What is out is noted, or is not yet; it shows where the folder is lost and the next edition takes its number.
        assert noted in [self.world.ledger.get(month, {}), *(each.ledger[month] for each in afters)]
        self.world.ledger[month] = noted
        # The folder is the old or the new one, and never newer than what is stored.
        is_stored, is_out = scores == afters[0].stored[month], found in [each.issues[month] for each in afters]
        assert is_stored or scores == self.world.stored.get(month, [])
        assert is_out or found in [start.issues.get(month) for start in starts]
        assert is_stored or not is_out, "a folder is out and its scores are not stored"
        if is_stored:
            self.world.stored[month] = scores
        if found:
            self.world.issues[month] = found
        elif is_stored:
            self.world.waiting[month] = afters[0].issues[month]

    def see_what_was_waiting(self, published: date) -> None:
        """Go on from what the publisher found of those killed before it: each edition was put in place, or is made again some day."""
        for month, issue in list(self.world.waiting.items()):
            found = issue_out(self.trial, month)
            assert found in (None, issue) or month == published
            if found:
                del self.world.waiting[month]
                self.world.issues.setdefault(month, found)

    @precondition(lambda self: self.world.issues)
    @rule(data=st.data())
    def lose_a_folder(self, data: st.DataObject) -> None:
        """Somebody deletes the folder of a month."""
        month = data.draw(st.sampled_from(sorted(self.world.issues)))
        shutil.rmtree(self.trial.home.briefing(month))
        del self.world.issues[month]

    # Mail --------------------------------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.world.issues)
    @rule(data=st.data(), planned=faults, has_log=st.booleans(), kill=kills)
    def send(self, data: st.DataObject, planned: tuple[str, ...], has_log: bool, kill: float | None) -> None:
        """The edition of a month is mailed, by a relay that misbehaves."""
        month = data.draw(st.sampled_from(sorted(self.world.issues)))
        issue = self.world.issues[month]
        keys = [MailKey("bulletin", month_key(month), issue.revision, reader, "district") for reader in READERS]
        written = {(key.month, key.revision, key.recipient): steps.message_id(key, issue.content_id) for key in keys}
        was_killed = self.do_whole(kill, "send", month, planned, has_log)
        with open_outbox(self.trial.home.ops, lambda: self.trial.moment) as outbox:
            rows = {(row.month, row.revision, row.recipient): row for row in outbox.rows()}
        self.world.frozen = {**{key: name for key, name in written.items() if not was_killed or key in rows}, **self.world.frozen}
        if not was_killed and has_log and not planned:
            late = [row for key, row in rows.items() if key in written and row.state not in ("sent", "held")]
            assert late == []

    @rule()
    def answer_for_held_mails(self) -> None:
        """Somebody asks the readers whether the mails have come whose outcome nobody knows."""
        from pipelines.delivery.mailing import settle_held

        accepted = self.trial.relay_log.read_text(encoding="utf-8") if self.trial.relay_log.exists() else ""
        for verdict, has_come in (("sent", True), ("again", False)):
            settle_held(
                self.trial.home, lambda row, is_in=has_come: (row.message_id in accepted) is is_in, verdict, lambda: self.trial.moment
            )

    # Keeping -----------------------------------------------------------------------------------------------------------------------

    @rule(what=st.sampled_from(["back_up", "back_up", "compact", "reopen"]), kill=kills)
    def keep(self, what: str, kill: float | None) -> None:
        """A backup is made, half of which passes for none; empty room is given back; a program with one more migration opens the home."""
        target = self.folder / "backups"
        if what == "reopen":
            self.trial = replace(self.trial, version=self.trial.version + 1)
        self.do_whole(kill, what, *([target] if what == "back_up" else []))
        for folder in backups_of(target):
            self.backups.setdefault(folder, self.world.copied())

    @precondition(lambda self: self.backups)
    @rule(data=st.data(), kill=kills)
    def restore(self, data: st.DataObject, kill: float | None) -> None:
        """The home is lost, and a backup put back; killed on the way, the same command finishes."""
        folder = data.draw(st.sampled_from(sorted(self.backups)))
        shutil.rmtree(self.trial.root)
        self.homes += 1
        self.trial = replace(self.trial, root=self.folder / f"home{self.homes}")
        if self.do_whole(kill, "restore", folder):
            is_whole = self.trial.home.warehouse.exists() and not (self.trial.root / RESTORING_MARK).exists()
            if not is_whole:
                steps.restore(self.trial, folder)
        self.world = self.backups[folder].copied()
        # An edition that was never put in place is in no backup.
        self.world.waiting.clear()
        self.remembered.clear()
        self.found = Found()
        self.trial.home.prepare()


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    with Killer() as started:
        yield started


def test_any_sequence_of_events_keeps_what_a_home_promises(killer: Killer) -> None:
    Sequence.killer, give_up = killer, time.monotonic() + SECONDS
    counted.clear()
    # A few at a time: only between them may the clock decide whether more are drawn.
    for number in range(0, SEQUENCES, AT_A_TIME):
        if time.monotonic() > give_up:
            break
        drawn = settings(
            max_examples=min(AT_A_TIME, SEQUENCES - number),
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(seed(SEED + number)(Sequence), settings=drawn)  # type: ignore[no-untyped-call]
    sys.stdout.write(f"\n{dict(sorted(counted.items()))}\n")


def test_a_row_that_is_lost_or_changed_behind_the_programs_back_is_noticed(tmp_path: Path) -> None:
    trial = Trial(tmp_path / "home", FIRST_DAY)
    shutil.copytree(empty_home(), trial.root)
    world = World(inbox={"d.csv": [Row("d.csv", 1, (CODES[0], MONTHS[0]), 100.0, FIRST_DAY)]})
    (trial.home.inbox / "d.csv").write_text(file_text(world.inbox["d.csv"]), encoding="utf-8")
    steps.take_in(trial)
    world = world.taken_in(FIRST_DAY)
    require_sound(trial, world, [FIRST_DAY])
    with duckdb.connect(str(trial.home.warehouse)) as connection:
        connection.execute("update core_observations__monthly_enterprises set value = 101")
    with pytest.raises(AssertionError):
        require_sound(trial, world, [FIRST_DAY])
