"""The event log: whoever watches a run sees every event another process writes, as the page does while a run goes on."""

import subprocess
import sys
import time
from pathlib import Path

from dagster import EventLogEntry

from pipelines.data_dir import DataDir
from pipelines.instance.dagster_home import open_instance

WRITER = """
import sys
from pathlib import Path
import dagster as dg
from pipelines.data_dir import DataDir
from pipelines.instance.dagster_home import open_instance

@dg.op
def step(context):
    for number in range(7):
        context.log.info(f"line {number}")

@dg.job
def job():
    step()

with open_instance(DataDir(Path(sys.argv[1]))) as instance:
    job.execute_in_process(instance=instance, run_id=sys.argv[2])
"""
RUN = "0b7a8c1e-0000-4000-8000-000000000001"


def test_whoever_watches_a_run_is_called_for_every_event_of_another_process(tmp_path: Path) -> None:
    seen: list[str] = []

    def note(entry: EventLogEntry, _cursor: str) -> None:
        seen.append(entry.user_message if entry.dagster_event is None else entry.dagster_event.event_type_value)

    with open_instance(DataDir(tmp_path)) as instance:
        # Something is in the log already, so that the writer writes beside the file and not into it.
        instance.event_log_storage.get_records_for_run(RUN)
        instance.watch_event_logs(RUN, None, note)
        subprocess.run([sys.executable, "-c", WRITER, str(tmp_path), RUN], check=True, capture_output=True, timeout=300)
        written = len(instance.event_log_storage.get_records_for_run(RUN).records)
        give_up = time.monotonic() + 60
        while len(seen) < written and time.monotonic() < give_up:
            time.sleep(0.05)
        instance.end_watch_event_logs(RUN, note)
    assert written > 12
    assert len(seen) == written
    assert [line for line in seen if line.startswith("line")] == [f"line {number}" for number in range(7)]
    assert seen[-1] == "PIPELINE_SUCCESS"
