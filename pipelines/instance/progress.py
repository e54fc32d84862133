"""What a run tells while it works: the time of every step, and notices."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import click
from dagster import DagsterEvent

from pipelines.instance.progress_line import ProgressLine
from pipelines.run_records.terminal_notices import Notice, OnNotice

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
    line: ProgressLine = field(default_factory=lambda: ProgressLine({}))
    _waiting: list[str] = field(default_factory=list)
    _ended: list[str] = field(default_factory=list)

    def begin(self, month: str, steps: Sequence[str], seconds: Mapping[str, float]) -> None:
        """Note which steps a job of a month has, in order, and what each took the last time."""
        self.month, self._waiting, self._ended = month, list(steps), []
        self.line.seconds = seconds

    def seconds(self) -> dict[str, float]:
        """Return what the steps of this run took, by name, the last of several months."""
        return {step.step: step.seconds for step in self.steps}

    def tell(self, line: str) -> None:
        """Tell whoever waits what for; it stands in the log file too."""
        logging.getLogger(__name__).info(line)
        self.line.clear()
        self.on_line(line)

    def notice(self, notice: Notice) -> None:
        """Hand on what a step tells whoever started the run."""
        self.line.clear()
        if self.on_notice:
            self.on_notice(notice)

    def note(self, event: DagsterEvent) -> None:
        """Note a step that begins or has ended."""
        if event.is_step_start and event.step_key in self._waiting:
            self._waiting.sort(key=lambda name: name != event.step_key)
            self.line.show(self.month, event.step_key, self._ended, self._waiting)
        elif event.is_step_success and event.step_key:
            self._end(StepTime(self.month, event.step_key, event.step_success_data.duration_ms / 1000))
        elif event.is_step_failure:
            self.line.clear()

    def _end(self, step: StepTime) -> None:
        self.line.clear()
        self.steps.append(step)
        if step.step in self._waiting:
            self._waiting.remove(step.step)
            self._ended.append(step.step)
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
