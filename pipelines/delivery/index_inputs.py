"""Gathering what the index of all issues is made of: the folders that are out, the figures kept with them, and the register.

It depends on what is out and not on which month was made last, so that making an old month again gives the same index.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.publication import BRIEFS, MEETINGS, Manifest, read_manifest
from pipelines.month.stage_tables import StageTables
from reports.index_frames import OTHERS_SCHEMA, IndexFrames
from warehouse import names
from warehouse.periods import month_of_key

ISSUES_SCHEMA: dict[str, pl.DataType] = {"month": pl.Date(), "revision": pl.Int64(), "as_of": pl.String(), "files": pl.List(pl.String)}
CANDIDATES_SCHEMA: dict[str, pl.DataType] = {
    "month": pl.Date(), "uscc": pl.String(), "level": pl.String(), "is_listed": pl.Boolean(), "is_kept": pl.Boolean(),
    "street": pl.String(),
}  # fmt: skip
SCORED_SCHEMA: dict[str, pl.DataType] = {"month": pl.Date(), "uscc": pl.String(), "is_judged": pl.Boolean()}
REGISTER_COLUMNS = ("uscc", "name", "street", "industry", "owner")


@dataclass(frozen=True, slots=True)
class NewestIssue:
    """The newest month that is out, with its manifest."""

    month: date
    manifest: Manifest


def newest_issue(archive: Archive) -> NewestIssue | None:
    """Return the newest month that is out and says what it was made from, None where there is none."""
    for month in reversed(archive.months()):
        manifest = read_manifest(archive.folder(month))
        if manifest is not None and "as_of" in manifest.get("made_from", {}):
            return NewestIssue(month, manifest)
    return None


def gather_index(archive: Archive, tables: StageTables, day: date) -> IndexFrames:
    """Return the frames of the index; `day` is the as-of day of the newest month, whose register counts."""
    return index_frames(archive, archive.candidates, tables.as_of(names.REGISTER, day).select(REGISTER_COLUMNS))


def index_frames(archive: Archive, candidates_of: Callable[[date], pl.DataFrame], register: pl.DataFrame) -> IndexFrames:
    """Return the frames of the index of the folders that are out; `candidates_of`: those of a month, with CANDIDATES_SCHEMA among them."""
    found = [(month, read_manifest(archive.folder(month))) for month in archive.months()]
    issues = [_issue(month, manifest) for month, manifest in found if manifest is not None]
    months = [month for month, manifest in found if manifest is not None]
    # Where no month is out, nobody has been scored and the register of the day is all there is.
    return IndexFrames(
        issues=pl.DataFrame(issues, schema=ISSUES_SCHEMA),
        candidates=pl.concat([pl.DataFrame(schema=CANDIDATES_SCHEMA), *(_candidates(candidates_of(month), month) for month in months)]),
        scored=pl.concat([pl.DataFrame(schema=SCORED_SCHEMA), *(_scored(archive.folder(month), month) for month in months)]),
        register=register,
        others=pl.DataFrame([*_briefs(archive.briefings), *_meetings(archive.briefings)], schema=OTHERS_SCHEMA),
    )


def _briefs(briefings: Path) -> Iterator[dict[str, object]]:
    """Yield the briefs that are out; each belongs to the month of the half month it tells of."""
    for key, manifest in _beside(briefings / BRIEFS):
        last = date.fromisoformat(manifest["made_from"]["as_of"])
        yield {"month": last.replace(day=1), "kind": "brief", "key": key, "revision": int(manifest["revision"])}


def _meetings(briefings: Path) -> Iterator[dict[str, object]]:
    """Yield the agendas that are out."""
    for key, manifest in _beside(briefings / MEETINGS):
        yield {"month": month_of_key(key), "kind": "meeting", "key": key, "revision": int(manifest["revision"])}


def _beside(folder: Path) -> Iterator[tuple[str, Manifest]]:
    """Yield the names and manifests of the folders in one that holds neither months nor what is half done."""
    for path in sorted(folder.glob("[0-9]*")):
        manifest = read_manifest(path)
        if manifest is not None:
            yield path.name, manifest


def _issue(month: date, manifest: Manifest) -> dict[str, object]:
    as_of = manifest.get("made_from", {}).get("as_of")
    return {"month": month, "revision": int(manifest["revision"]), "as_of": as_of, "files": sorted(manifest["files"])}


def _candidates(candidates: pl.DataFrame, month: date) -> pl.DataFrame:
    """Return the candidates of the edition of a month that is out."""
    return candidates.select(pl.lit(month).alias("month"), "uscc", "level", "is_listed", "is_kept", "street")


def _scored(folder: Path, month: date) -> pl.DataFrame:
    """Return everybody in a month's register, and whether a risk was given for them."""
    path = folder / "scores.parquet"
    if not path.exists():
        return pl.DataFrame(schema=SCORED_SCHEMA)
    scores = pl.read_parquet(path, columns=["uscc", "operating_risk", "relocation_risk"])
    is_judged = pl.any_horizontal(pl.col("operating_risk", "relocation_risk").is_not_null())
    return scores.select(pl.lit(month).alias("month"), "uscc", is_judged=is_judged)
