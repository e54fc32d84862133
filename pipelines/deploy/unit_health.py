"""Whether a unit of the service is alive, asked from outside: a page by HTTP, the code server by gRPC, the daemon by its heartbeat.

In: one question, answered or not within seconds. Out: how often it is asked and what follows (process_tree.py).
"""

import http.client
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from pipelines.data_dir import DataDir
from pipelines.instance.dagster_home import open_instance

SECONDS_TO_ANSWER: Final = 5.0
# The daemon leaves one every 30 seconds; two may be late.
HEARTBEAT_SECONDS: Final = 90.0
SERVER_ERRORS: Final = 500
# In a process of its own: the library starts threads, and who starts processes should have one. It loads nothing else.
PROBE: Final = (
    "import sys, grpc\n"
    "with grpc.insecure_channel('unix:' + sys.argv[1]) as channel:\n"
    "    channel.unary_unary('/grpc.health.v1.Health/Check')(b'', timeout=float(sys.argv[2]))\n"
)


def answers_http(host: str, port: int, path: str) -> bool:
    """Whether a page answers a request with anything but an error of its own."""
    try:
        with closing(http.client.HTTPConnection(host, port, timeout=SECONDS_TO_ANSWER)) as connection:
            connection.request("GET", path)
            return connection.getresponse().status < SERVER_ERRORS
    except (OSError, http.client.HTTPException):
        return False


def answers_grpc(place: Path) -> bool:
    """Whether the code server at a socket answers its protocol's question about health."""
    command = (sys.executable, "-c", PROBE, str(place), str(SECONDS_TO_ANSWER))
    try:
        # Starting an interpreter may take as long again on a busy machine.
        asked = subprocess.run(command, capture_output=True, timeout=3 * SECONDS_TO_ANSWER, check=False)  # noqa: S603 - our own interpreter
    except subprocess.TimeoutExpired:
        return False
    return asked.returncode == 0


def has_heartbeat(home: DataDir) -> bool:
    """Whether any part of Dagster's daemon has left a heartbeat lately; parts that stand still among others it ends for itself."""
    try:
        with open_instance(home) as instance:
            beats = [beat.timestamp for beat in instance.get_daemon_heartbeats().values()]
    except Exception:  # noqa: BLE001 - where the records cannot be read, a daemon started anew could not read them either
        return True
    return any(time.time() - beat < HEARTBEAT_SECONDS for beat in beats)
