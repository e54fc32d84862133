"""Two districts: a small one as files, a whole one as figures only."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.demo.department_figures import deliver
from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoReport, DemoSettings
from pipelines.demo.simulation import Simulation, simulate


@dataclass(frozen=True)
class Written:
    """A district on disk."""

    report: DemoReport
    settings: DemoSettings
    inbox: Path
    truth: Path

    def read(self, name: str) -> pl.DataFrame:
        """One delivered file as it lies there."""
        path = self.inbox / name
        if path.suffix == ".csv":
            return pl.read_csv(path, try_parse_dates=True, infer_schema_length=None, schema_overrides={"period": pl.String})
        return pl.read_parquet(path)

    def figures(self) -> dict[str, pl.DataFrame]:
        """The files of figures by name."""
        names = sorted(path.name for path in self.report.files if path.stem[-4:].isdigit())
        return {name: self.read(name) for name in names}

    def planted(self, name: str) -> pl.DataFrame:
        """One file of the truth."""
        return pl.read_parquet(self.truth / f"truth_{name}.parquet")


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("district")
    settings = DemoSettings(last=date(2025, 9, 1), enterprises=260, months=42, seed=3, layouts="tidy")
    report = write_district(folder / "inbox", folder / "demo", settings)
    return Written(report, settings, folder / "inbox", folder / "demo")


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("sent")
    settings = DemoSettings(last=date(2025, 9, 1), enterprises=260, months=42, seed=3)
    report = write_district(folder / "inbox", folder / "demo", settings)
    return Written(report, settings, folder / "inbox", folder / "demo")


@pytest.fixture(scope="session")
def figures(written: Written) -> dict[str, pl.DataFrame]:
    return written.figures()


@pytest.fixture(scope="session")
def world() -> Simulation:
    return simulate(DemoSettings(last=date(2025, 12, 1), seed=1))


@pytest.fixture(scope="session")
def delivered(world: Simulation) -> pl.DataFrame:
    return deliver(world)
