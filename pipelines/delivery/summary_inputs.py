"""Gathering what the summary above districts is made of: of each district's home the few frames that are read, and its register.

In: reading homes, remembering outcomes of runs before. Out: what the figures mean (models.district), pages (reports.summary_page).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from models.district.district_moves import DEPARTURE_SCHEMA, REGISTER_SCHEMA, district_moves
from models.district.summary import DISTRICT_SCHEMA, FIGURES_SCHEMA, FRAMES_READ, district_figures
from pipelines.clock import scheduled_day
from pipelines.data_dir import DataDir
from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.publication import Manifest, read_manifest
from pipelines.districts.outcome import DistrictOutcome
from pipelines.errors import SettingsError
from pipelines.month.stage_tables import StageTables
from pipelines.settings import load_settings
from warehouse import names
from warehouse.errors import NoRoomError, WarehouseError
from warehouse.ops.editions import EditionKey
from warehouse.snapshot import open_snapshot

# What an exit code says of a district, for people.
_CAUSES: Final = {2: "wrong_setting", 10: "no_input", 11: "check_failed", 20: "unavailable"}


@dataclass(frozen=True, slots=True)
class SummaryInputs:
    """What one month's summary shows.

    `rows`: DISTRICT_SCHEMA by folder; `moves`: MOVE_SCHEMA; `unread`: names of districts whose register could not be read; `as_of`: the
    last day any district's edition knew; `is_demo`: whether any of them is invented.
    """

    rows: pl.DataFrame
    moves: pl.DataFrame
    unread: tuple[str, ...]
    as_of: date
    is_demo: bool


@dataclass(frozen=True, slots=True)
class _DistrictHome:
    """One district as the summary reads it: its home, what became of the run, and the edition of the month where one is out."""

    home: DataDir
    outcome: DistrictOutcome
    month: date
    manifest: Manifest | None

    @property
    def archive(self) -> Archive:
        """Its editions."""
        return Archive(self.home.ops, self.home.briefings)

    @property
    def as_of(self) -> date | None:
        """The day its edition knew up to."""
        stated = (self.manifest or {}).get("made_from", {}).get("as_of")
        return date.fromisoformat(stated) if stated else None

    @property
    def last_published(self) -> date | None:
        """The newest month that is out, up to the month of the summary."""
        months = self.archive.months()
        return next((one for one in reversed(months) if one <= self.month and read_manifest(self.home.briefing(one)) is not None), None)

    def row(self) -> dict[str, Any]:
        """Return the district's row of the summary."""
        # An edition that is out stands, whatever became of a later run.
        is_out = self.manifest is not None
        status = "published" if is_out else "failed" if self.outcome.status == "published" else self.outcome.status
        own = {
            "folder": self.outcome.folder,
            "name": self.outcome.name,
            "status": status,
            "cause": None if self.outcome.status == "published" and is_out else _cause(self.outcome),
            "reason": self.outcome.sentence or None,
            "is_out": is_out,
            "revision": int(self.manifest["revision"]) if self.manifest else None,
            "content_id": self.manifest["content_id"] if self.manifest else None,
            "as_of": self.as_of,
            "last_published": self.last_published,
        }
        return own | self._figures()

    def _figures(self) -> dict[str, Any]:
        if self.manifest is None:
            return dict.fromkeys(FIGURES_SCHEMA)
        kept = self.archive.frames(EditionKey(self.month, self.manifest["content_id"]), FRAMES_READ)
        return district_figures(kept, (self.outcome.name, self.outcome.folder), self.month)

    def departures(self) -> pl.DataFrame:
        """Return who moved out by the newest edition that is out: DEPARTURE_SCHEMA."""
        newest = self.last_published
        key = None if newest is None else self.archive.current(newest)
        kept = self.archive.frames(key, ("relocations",)) if key else {}
        if "relocations" not in kept or not {"state", *DEPARTURE_SCHEMA} - {"folder"} <= set(kept["relocations"].columns):
            return pl.DataFrame(schema=DEPARTURE_SCHEMA)
        gone = kept["relocations"].filter(pl.col("state") == "gone").with_columns(folder=pl.lit(self.outcome.folder))
        return gone.select(pl.col(name).cast(kind) for name, kind in DEPARTURE_SCHEMA.items())

    def register(self, day: date) -> pl.DataFrame | None:
        """Return the register as it was known on a day: REGISTER_SCHEMA; None where it cannot be read."""
        if not (self.home.snapshot.exists() or self.home.warehouse.exists()):
            return None
        try:
            with open_snapshot(self.home.snapshot, self.home.warehouse, self.home.ops) as store:
                known = StageTables(store).as_of(names.REGISTER, day)
        except NoRoomError:
            raise
        except WarehouseError:
            return None
        return known.with_columns(folder=pl.lit(self.outcome.folder)).select(
            pl.col(name).cast(kind) for name, kind in REGISTER_SCHEMA.items()
        )


def _cause(outcome: DistrictOutcome) -> str:
    """Return why nothing came out, a key of DISTRICT_CAUSES; a folder that is gone after its run is no missing input."""
    if outcome.status == "published":
        return "fault"
    if outcome.exit_code == 0 and not outcome.sentence:
        return "not_run"
    return _CAUSES.get(outcome.exit_code, "fault")


def gather_summary(
    installation: DataDir, month: date, outcomes: Sequence[DistrictOutcome], before: Manifest | None = None
) -> SummaryInputs:
    """Return what a month's summary shows of every district of an installation.

    `outcomes`: of the districts that were run; of the others what the summary before, whose manifest is `before`, said of them holds.
    """
    homes = [_opened(installation, month, one) for one in _all_outcomes(installation, outcomes, before)]
    rows = pl.DataFrame([each.row() for each in homes], schema=DISTRICT_SCHEMA)
    as_of = max((each.as_of for each in homes if each.as_of), default=scheduled_day(month))
    found = [(each, each.register(each.as_of or as_of)) for each in homes]
    registers = pl.concat([pl.DataFrame(schema=REGISTER_SCHEMA), *(known for _, known in found if known is not None)])
    departures = pl.concat([pl.DataFrame(schema=DEPARTURE_SCHEMA), *(each.departures() for each in homes)])
    called = {each.outcome.folder: each.outcome.name for each in homes}
    return SummaryInputs(
        rows=rows,
        moves=district_moves(registers, departures, called, month),
        unread=tuple(each.outcome.name for each, known in found if known is None),
        as_of=as_of,
        is_demo=any((each.manifest or {}).get("made_from", {}).get("is_demo") == "True" for each in homes),
    )


def _opened(installation: DataDir, month: date, outcome: DistrictOutcome) -> _DistrictHome:
    home = installation.of_district(outcome.folder)
    return _DistrictHome(home, outcome, month, read_manifest(home.briefing(month)))


def _all_outcomes(installation: DataDir, outcomes: Sequence[DistrictOutcome], before: Manifest | None) -> Iterator[DistrictOutcome]:
    """Yield an outcome of every district by folder: that of this run, else what was known of it before."""
    run = {outcome.folder: outcome for outcome in outcomes}
    known: Mapping[str, Mapping[str, Any]] = {one["folder"]: one for one in (before or {}).get("districts", ())}
    for folder in sorted({*run, *(home.root.name for home in installation.districts())}):
        if folder in run:
            yield run[folder]
        elif folder in known:
            own = known[folder]
            yield DistrictOutcome(folder, own["name"], own["run"], own["reason"] or "", int(own["exit_code"]))
        else:
            yield DistrictOutcome(folder, _name_of(installation.of_district(folder)), "held")


def _name_of(home: DataDir) -> str:
    """Return what a district's configuration calls it, the name of its folder where that cannot be read."""
    with suppress(SettingsError):
        return load_settings(home.config).district.name or home.district
    return home.district
