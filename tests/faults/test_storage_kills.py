"""Loads, scores, checkpoints, migrations, snapshots and publications killed at any moment: nothing lost, doubled, torn or shut.

EARLYWARN_KILLS makes it as large as wanted (200 take some minutes); `pytest -s` shows what was counted.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.delivery.publication import publish
from tests.conftest import ROOT
from tests.faults import killed_work
from tests.faults.killed_work import STAGES

KILLS = int(os.environ.get("EARLYWARN_KILLS", "10"))
SEED = int(os.environ.get("EARLYWARN_SEED", "5"))


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, int]]:
    """What was counted by a process that has no threads, and whose children do the work."""
    command = [sys.executable, "-m", killed_work.__name__, str(tmp_path_factory.mktemp("kills")), str(KILLS), str(SEED)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=30 * KILLS + 300)
    sys.stdout.write(f"\n{done.stdout}{done.stderr}")
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, int]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("stage", STAGES)
def test_what_was_acknowledged_is_there_once_and_the_home_opens(counts: dict[str, dict[str, int]], stage: str) -> None:
    seen = counts[stage]
    assert seen["kills"] == len(range(STAGES.index(stage), KILLS, len(STAGES)))
    assert [seen.get(what, 0) for what in ("lost", "doubled", "failed_opens")] == [0, 0, 0]


def test_a_month_is_published_whole_or_not_at_all_whoever_reads_it(counts: dict[str, dict[str, int]]) -> None:
    assert counts["publication"]["kills"] == KILLS
    assert counts["publication"].get("bad", 0) == counts["reader"].get("bad", 0) == 0
    assert counts["reader"]["reads"] > KILLS


def test_a_torn_folder_and_lost_rows_would_be_seen(tmp_path: Path) -> None:
    place = killed_work.Place(tmp_path)
    publish(place.briefings, killed_work.BULLETIN, {"content_id": "1"}, lambda _: killed_work.pages(1))
    assert killed_work.look_at(place, "publication", {})["bad"] == 0
    (place.briefings / killed_work.BULLETIN / "enterprises" / "3.html").write_bytes(b"torn")
    assert killed_work.look_at(place, "publication", {})["bad"] == 1
    with place.store() as store:
        killed_work.load_batch(store, 0)
        killed_work.load_batch(store, 2)
    for _ in range(2):
        place.acknowledge()
    assert dict(killed_work.look_at(place, "checkpoint", {})) == {"lost": 1}
