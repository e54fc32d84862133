"""What a run tells while it works: the time of every step, and notices."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import click
from dagster import DagsterEvent

from pipelines.run_records.terminal_notices import OnNotice

OnStep = Callable[["StepTime"], None]
OnLine = Callable[[str], None]


def to_terminal(line: str) -> None:
    """Show a line to whoever waits, beside what a command prints."""
    click.echo(f"earlywarn: {line}", err=True)


@dataclass(frozen=True, slots=True)
class StepTime:
    """One finished step of one month; `month` is empty where the step belongs to none."""

    month: str
    step: str
    seconds: float


@dataclass(slots=True)
class StepTimer:
    """Collects the times of steps and hands each to the terminal as it ends; a notice as soon as it is given."""

    on_step: OnStep | None = None
    on_notice: OnNotice | None = None
    on_line: OnLine = to_terminal
    month: str = ""
    steps: list[StepTime] = field(default_factory=list)

    def tell(self, line: str) -> None:
        """Tell whoever waits what for; it stands in the log file too."""
        logging.getLogger(__name__).info(line)
        self.on_line(line)

    def note(self, event: DagsterEvent) -> None:
        """Note a step that has ended."""
        if event.is_step_success and event.step_key:
            step = StepTime(self.month, event.step_key, event.step_success_data.duration_ms / 1000)
            self.steps.append(step)
            if self.on_step:
                self.on_step(step)


class TimingHandler(logging.Handler):
    """Hands Dagster's events, which travel as log records, to a timer."""

    def __init__(self, timer: StepTimer) -> None:
        """Listen for a timer."""
        super().__init__()
        self._timer = timer

    def emit(self, record: logging.LogRecord) -> None:
        """Pass on the event of a record that carries one."""
        event = getattr(record, "dagster_event", None)
        if isinstance(event, DagsterEvent):
            self._timer.note(event)
