"""`earlywarn ui`: Dagster's web page and daemon on the storage of this home."""

import os
import sys

from pipelines.dagster_instance import write_config
from pipelines.data_dir import DataDir


def ui(home: DataDir, host: str, port: int) -> None:
    """Become `dagster dev`; its settings are written into the home, since it reads them from a file."""
    write_config(home)
    environment = {**os.environ, "DAGSTER_HOME": str(home.dagster), "EARLYWARN_HOME": str(home.root)}
    # Dagster would like another of its commands to be used; that one looks for a project layout of its own.
    quiet = ["-W", "ignore:Function `dev_command` is superseded"]
    command = [sys.executable, *quiet, "-m", "dagster", "dev", "-m", "pipelines.definitions", "--host", host, "--port", str(port)]
    # Not in the checkout, whose own dagster.yaml would only make Dagster warn that it is not used.
    os.chdir(home.root)
    os.execve(sys.executable, command, environment)  # noqa: S606 - no shell, our own interpreter and arguments
