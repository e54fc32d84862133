"""The log file of every run, whoever started it: `logs/earlywarn.log`, one file a day."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import TimedRotatingFileHandler

import dagster as dg

from pipelines.data_dir import DataDir
from pipelines.instance.progress import StepTimer, TimingHandler

LOG_NAME = "earlywarn"
LOGS_KEPT = 30


class LogFile(TimedRotatingFileHandler):
    """The log file; a disk too full for a line ends no job, and is told where it does."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - named by the library
        """Let a line go that cannot be written; what is wrong with the line itself is shown."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


@contextmanager
def quiet_logs(home: DataDir) -> Iterator[None]:
    """Send every log line to `logs/earlywarn.log` (one file a day, 30 kept) and none to the terminal."""
    home.prepare()
    handler = LogFile(home.logs / "earlywarn.log", when="midnight", backupCount=LOGS_KEPT, encoding="utf-8", delay=True)
    handler.setLevel(logging.INFO)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    # Libraries log to the root; at a terminal their lines would drown the progress.
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.handlers[:] = before
        root.setLevel(level)
        handler.close()


def run_logger(timer: StepTimer | None = None) -> dg.LoggerDefinition:
    """Return Dagster's logger of a run: its lines go where the process logs to, its events to the timer."""

    def to_file(_context: dg.InitLoggerContext) -> logging.Logger:
        # Dagster logs its events at level debug; the log file keeps only what is worth more.
        logger = logging.Logger(f"{LOG_NAME}.dagster", logging.DEBUG)
        logger.parent = logging.getLogger()
        if timer:
            logger.addHandler(TimingHandler(timer))
        return logger

    return dg.LoggerDefinition(to_file, description="Lines to the log file, events to the terminal's progress.")
