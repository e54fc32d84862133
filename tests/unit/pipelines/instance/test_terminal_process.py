"""A command of the terminal runs months of any year; Dagster's page shows those from the configured month on."""

import subprocess
import sys

import pytest

ASK = "from pipelines.partitions import MONTHS; print(MONTHS.get_first_partition_key())"
COMMAND = f"from pipelines.instance.terminal_process import begin_command; begin_command(); {ASK}"


@pytest.mark.parametrize(("asked", "first"), [(ASK, "2020-01"), (COMMAND, "2000-01")])
def test_only_a_command_goes_back_before_the_configured_month(asked: str, first: str) -> None:
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=120)
    assert told.stdout.strip() == first
