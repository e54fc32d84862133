"""One month of one run, as a stage sees it: the days that bind it, the tables it declared, and what earlier stages of the run have made.

In: reading as of the run's day, and keeping what several stages need. Out: which frames go into which function (the modules beside).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from time import process_time
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from models.month_settings import MonthSettings
from pipelines.data_dir import DataDir
from pipelines.delivery.edition_archive import Archive
from pipelines.errors import NoUsableInputError
from pipelines.month.figures import known_figures, known_use, unlocked
from pipelines.month.stage_tables import StageTables
from pipelines.month.table_groups import EDITIONS, FIGURE_TABLES, REPORT_TABLES, VERDICTS
from pipelines.settings import Settings
from warehouse import names
from warehouse.ops.verdicts import read_verdicts
from warehouse.periods import month_key

if TYPE_CHECKING:
    from models.month import MonthEvidence
    from models.risk.shared_weights import Neighbours

# For so many days figures are kept while a run lasts: this month's day, last month's, and one to spare.
KEPT_DAYS = 3
Key = TypeVar("Key")
# The arguments of evidence_of_month.
EvidenceInputs = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame, date, date, MonthSettings, pl.DataFrame]


@dataclass(slots=True)
class RunCache:
    """What the stages of one run share: figures put together for a day, and the evidence of the run's month.

    Both belong to a state of the facts (`StageTables.loads`); putting figures together takes a second or two, evidence a few more.
    """

    figures: dict[tuple[int, date, bool], pl.DataFrame] = field(default_factory=dict)
    judged: dict[tuple[int, date, date], pl.DataFrame] = field(default_factory=dict)
    use: dict[tuple[int, date], pl.DataFrame] = field(default_factory=dict)
    evidence: dict[tuple[int, date, date], MonthEvidence] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget everything, when the run has ended."""
        self.figures.clear()
        self.judged.clear()
        self.use.clear()
        self.evidence.clear()


def _no_neighbours() -> Neighbours:
    """Return what a district that stands alone has learned of others."""
    from models.risk.shared_weights import Neighbours

    return Neighbours()


@dataclass(frozen=True, slots=True)
class MonthRun:
    """One month of one run, as a stage sees it.

    `is_explained`: whether the run draws fan charts. `is_demo`: whether the figures are the fictional district's. `is_recorded`: whether
    Dagster keeps what its page shows of the run. `district`: of many, the one that is to run; empty for all. `neighbours`: what the
    districts of the installation had learned by the month before, its own among them.
    """

    month: date
    as_of: date
    settings: Settings
    home: DataDir
    tables: StageTables
    is_explained: bool = True
    is_demo: bool = False
    is_recorded: bool = True
    district: str = ""
    neighbours: Neighbours = field(default_factory=_no_neighbours, compare=False)
    cache: RunCache = field(default_factory=RunCache, compare=False)
    begun: float = field(default_factory=process_time, compare=False)

    @property
    def fans_most(self) -> int:
        """How many fan charts the month may draw: what a whole run may, which the districts of an installation share."""
        sharing = len(self.home.installation.districts()) if self.home.district else 1
        return self.settings.explain.fans_most // max(sharing, 1)

    def cpu_seconds(self) -> float:
        """Return how much of the processor this process has used since the step began; a second process counts for itself."""
        return round(process_time() - self.begun, 2)

    def read(self, table: str, month: date | None = None) -> pl.DataFrame:
        """Return the rows of a table of results for this month, or for another one, without the column `month`."""
        return self.tables.read(table, month=month or self.month).drop("month")

    def known(self, table: str) -> pl.DataFrame:
        """Return a fact table as it was known on the as-of day; figures as `figures` gives them."""
        return self.figures() if table == names.OBSERVATIONS else self.tables.as_of(table, self.as_of)

    def figures(self, *, with_locked: bool = False) -> pl.DataFrame:
        """Return the figures of enterprises that were known (pipelines.month.figures); raises NoUsableInputError where there were none."""
        rows = self.figures_at(self.as_of, with_locked=with_locked)
        if not (rows["period"] <= self.month).any():
            raise NoUsableInputError(
                f"no figure up to {self.month:%Y-%m} of an enterprise in the register was known on {self.as_of}; "
                "name a later month, or deliver the register and the observations"
            )
        return rows

    def figures_at(self, day: date, *, with_locked: bool = False) -> pl.DataFrame:
        """Return the figures of enterprises that were known on any day (pipelines.month.figures)."""
        # Before anything kept is handed out: what another stage has read is no permission.
        self.tables.require(*FIGURE_TABLES)
        key = (self.tables.loads, day, with_locked)
        return _kept(
            self.cache.figures, key, lambda: known_figures(self.tables, day, self.settings, self.use_at(day), with_locked=with_locked)
        )

    def judged(self) -> pl.DataFrame:
        """Return the month's figures with what speaks against each (models.series.comparable.judged_figures): made once a run."""
        self.tables.require(*FIGURE_TABLES)
        key = (self.tables.loads, self.month, self.as_of)
        if key not in self.cache.judged:
            from models.series.comparable import judged_figures

            self.cache.judged.clear()
            self.cache.judged[key] = judged_figures(self.figures(), self.month, self.settings.month.series)
        return self.cache.judged[key]

    def use_at(self, day: date) -> pl.DataFrame:
        """Return what enterprises used by day, as known on any day, whatever its channel (pipelines.month.figures)."""
        self.tables.require(*FIGURE_TABLES)
        return _kept(self.cache.use, (self.tables.loads, day), lambda: known_use(self.tables, day))

    def evidence(self) -> MonthEvidence:
        """Return the evidence of the month as of its day: made once a run, by the first stage that needs it."""
        self.tables.require(*FIGURE_TABLES, *REPORT_TABLES)
        key = (self.tables.loads, self.month, self.as_of)
        if key not in self.cache.evidence:
            # Whoever only looks things up in a home asks for no evidence.
            from models.month import evidence_of_month

            found = evidence_of_month(*self.evidence_inputs(self.month, self.as_of, self.figures()), judged=self.judged())
            # As large as the figures, and nobody asks after the evidence is there.
            self.cache.judged.clear()
            # Only this one is needed again; a run of several months would otherwise keep them all.
            self.cache.evidence.clear()
            self.cache.evidence[key] = found
        return self.cache.evidence[key]

    def evidence_inputs(self, month: date, day: date, figures: pl.DataFrame) -> EvidenceInputs:
        """Return what evidence of any month is made from: figures, with the register, signals, appeals, visits and use by day of a day."""
        register, signals, appeals, visits = (self.tables.as_of(table, day) for table in (names.REGISTER, *REPORT_TABLES))
        use = unlocked(self.use_at(day), self.settings)
        return figures, register, signals, appeals, visits, month, day, self.settings.month, use

    def editions(self) -> Archive:
        """Return the editions that are out, with the lists that this month goes on from."""
        self.tables.require(EDITIONS)
        return Archive(self.home.ops, self.home.briefings)

    def verdicts(self, besides: str) -> pl.DataFrame:
        """Return what the checks found in this month's tables and in the facts, those of the table `besides` left out."""
        self.tables.require(VERDICTS)
        return read_verdicts(self.home.ops, month_key(self.month), besides)


def _kept(kept: dict[Key, pl.DataFrame], key: Key, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    """Return what is kept under a key, made where it is not; the oldest give way."""
    if key not in kept:
        while len(kept) >= KEPT_DAYS:
            kept.pop(next(iter(kept)))
        kept[key] = make()
    return kept[key]
