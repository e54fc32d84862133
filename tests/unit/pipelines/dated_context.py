"""What a run may see, in a home and on a day that a test says."""

from datetime import date
from pathlib import Path

import dagster as dg

from pipelines.data_dir import DataDir
from pipelines.resources import RunContext


class DatedContext(RunContext):
    """The resource of a run, whose home and day are neither the instance's nor the clock's."""

    home: str
    day: str

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Look nothing up."""

    @property
    def place(self) -> DataDir:
        return DataDir(Path(self.home))

    @property
    def today(self) -> date:
        return date.fromisoformat(self.day)
