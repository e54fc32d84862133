"""`earlywarn ui`: Dagster's web page and daemon on the storage of this home."""

import os
import sys

from pipelines.data_dir import DataDir
from pipelines.instance.dagster_home import open_instance, workspace_file
from pipelines.instance.one_daemon import hold_for_daemon
from pipelines.instance.waiting import Tell, look_after


def ui(home: DataDir, host: str, port: int, tell: Tell) -> None:
    """Become `dagster dev`; its settings are written into the home, since it reads them from files.

    Raises UsageError where the home is served already.
    """
    # What a killed page or machine left behind would be waited for by everything that is started now.
    with open_instance(home) as instance:
        look_after(instance, home, tell)
    # Held by what this process becomes, for as long as it lives.
    held = hold_for_daemon(home)
    os.set_inheritable(held.fileno(), True)
    environment = {**os.environ, "DAGSTER_HOME": str(home.dagster), "EARLYWARN_HOME": str(home.root)}
    # Dagster would like another of its commands to be used; that one looks for a project layout of its own.
    quiet = ["-W", "ignore:Function `dev_command` is superseded"]
    where = ["-w", str(workspace_file(home)), "--host", host, "--port", str(port)]
    # Not in the checkout, whose own dagster.yaml would only make Dagster warn that it is not used.
    os.chdir(home.root)
    os.execve(sys.executable, [sys.executable, *quiet, "-m", "dagster", "dev", *where], environment)  # noqa: S606 - no shell, our own interpreter and arguments
