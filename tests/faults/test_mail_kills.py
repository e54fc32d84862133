"""Sending under fire: a relay that refuses, stalls and drops, and a sender that is killed again and again.

EARLYWARN_MAILS and EARLYWARN_KILLS make it as large as wanted (1500 and 200 take some minutes).
"""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from pipelines.clock import now
from tests.conftest import ROOT
from tests.unit.pipelines.delivery.relay_server import Relay
from warehouse.ops.audit import verify
from warehouse.ops.outbox import FrozenMail, MailKey, open_outbox

MONTH = "2026-10"
MAILS = int(os.environ.get("EARLYWARN_MAILS", "80"))
KILLS = int(os.environ.get("EARLYWARN_KILLS", "12"))
FAULTS = ("450", "421", "data451", "drop", "accept_drop", "550", "data554")
REFUSED_FOR_GOOD = {"550", "data554"}

# One process without threads forks a sender, kills it after a moment, and forks the next; the last one is left to finish.
DRIVER = """
import os, random, signal, sys, time
from pathlib import Path
from pipelines.clock import now
from warehouse.ops.outbox import open_outbox
from pipelines.delivery.relay import Relay
from pipelines.delivery.retries import Round
from pipelines.config.environment import SmtpSettings
from pipelines.settings import MailSettings
ops, port, log, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
chance = random.Random(seed)
quick = MailSettings(retry_seconds=(0, 0, 0), timeout_seconds=10, settle_seconds=0.3 if log else 0)
def send():
    relay = Relay(SmtpSettings("127.0.0.1", port, "warn@example.cn", security="none"), 10)
    with open_outbox(ops, now) as outbox:
        Round(outbox, relay, quick, ("bulletin",), "2026-10", now, Path(log) if log else None).deliver()
killed = 0
while True:
    child = os.fork()
    if child == 0:
        send()
        if killed == kills:
            send()  # what was put back after the last round goes out with the next sending
        os._exit(0)
    if killed < kills:
        time.sleep(chance.uniform(0.005, 0.4))
        os.kill(child, signal.SIGKILL)
        killed += 1
        os.waitpid(child, 0)
    else:
        os.waitpid(child, 0)
        break
"""


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Relay]:
    server = Relay(tmp_path, is_secure=False)
    server.start()
    yield server
    server.stop()


def fill(ops: Path, relay: Relay, seed: int) -> dict[str, str]:
    """Freeze the mails and plan a fault for a third of them; returns the planned faults."""
    chance = random.Random(seed)  # noqa: S311
    planned: dict[str, str] = {}
    with open_outbox(ops, now) as outbox:
        for number in range(MAILS):
            recipient = f"r{number:04d}@example.cn"
            message_id = f"<{number}.{seed}@example.cn>"
            content = f"Message-ID: {message_id}\r\nTo: {recipient}\r\n\r\nbody {number}\r\n".encode()
            outbox.freeze(MailKey("bulletin", MONTH, 1, recipient, "district"), FrozenMail(message_id, "s", content))
            if chance.random() < 1 / 3:
                planned[recipient] = chance.choice(FAULTS)
                relay.faults[recipient] = [planned[recipient]]
    return planned


def drive(ops: Path, relay: Relay, log: str, seed: int) -> None:
    arguments = [str(ops), str(relay.bound_port), log, str(KILLS), str(seed)]
    done = subprocess.run([sys.executable, "-c", DRIVER, *arguments], cwd=ROOT, capture_output=True, check=False, timeout=900)
    assert done.returncode == 0, done.stderr.decode()


def states(ops: Path) -> dict[str, str]:
    with open_outbox(ops, now) as outbox:
        return {row.recipient: row.state for row in outbox.rows()}


@pytest.mark.parametrize("seed", [1])
def test_with_the_relays_log_nothing_is_lost_and_nothing_comes_twice(tmp_path: Path, relay: Relay, seed: int) -> None:
    ops = tmp_path / "ops.db"
    planned = fill(ops, relay, seed)
    drive(ops, relay, str(relay.log), seed)
    refused = {recipient for recipient, fault in planned.items() if fault in REFUSED_FOR_GOOD}
    assert max(relay.accepted.values()) == 1
    assert set(relay.accepted) == {f"r{number:04d}@example.cn" for number in range(MAILS)} - refused
    assert {recipient for recipient, state in states(ops).items() if state == "failed"} <= refused
    assert {recipient for recipient, state in states(ops).items() if state == "sent"} == set(relay.accepted)
    assert verify(ops).is_whole


@pytest.mark.parametrize("seed", [2])
def test_without_a_log_nothing_comes_twice_and_every_doubt_is_held(tmp_path: Path, relay: Relay, seed: int) -> None:
    ops = tmp_path / "ops.db"
    planned = fill(ops, relay, seed)
    drive(ops, relay, "", seed)
    found = states(ops)
    assert max(relay.accepted.values()) == 1
    assert set(found.values()) <= {"sent", "failed", "held"}
    # Whatever is called sent has arrived, and whatever has not arrived is held or was refused.
    arrived = {message_from_bytes(mail)["To"] for mail in relay.mails}
    assert {recipient for recipient, state in found.items() if state == "sent"} <= arrived
    lost = set(found) - arrived
    assert all(found[recipient] == "held" or planned.get(recipient) in REFUSED_FOR_GOOD for recipient in lost)
