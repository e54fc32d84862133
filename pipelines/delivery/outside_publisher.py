"""The edition for readers outside: gathered from what the bulletin of the month was made of, and put into its own folder.

In: gathering, what earlier editions printed, naming. Out: what is left out (models.disclosure), the page and the tables (reports.outside).
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from models.disclosure.outside_tables import TOTAL_COLUMNS, OutsideInputs, empty_totals, outside_tables
from models.disclosure.rounded_counts import rounded_counts, rounded_to
from models.disclosure.settings import DisclosureSettings
from models.district.bases import monitored_of
from models.district.totals import counted_series
from pipelines.data_dir import DataDir
from pipelines.delivery.fingerprint import code_version, content_id
from pipelines.delivery.month_publisher import issue
from pipelines.delivery.publication import HISTORY, OUTSIDE, Manifest, Published, publish, read_manifest
from pipelines.errors import CheckFailedError, NoUsableInputError
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.settings import Settings
from reports.outside import OutsideFrames, outside_files
from reports.outside_csv import TOTALS_CSV
from warehouse import names
from warehouse.periods import month_key, month_of_key
from warehouse.snapshot import open_snapshot
from warehouse.vocabulary import LEVELS


@dataclass(frozen=True, slots=True)
class MadeOutside:
    """An edition in its place, and of how many of its totals how many are left out."""

    published: Published
    totals_count: int
    hidden_count: int


def publish_outside(home: DataDir, settings: Settings, month: date) -> MadeOutside:
    """Make a month's edition for readers outside and put it in place; the same figures change nothing.

    It goes by the bulletin that is out. Raises NoUsableInputError where there is none, and CheckFailedError where figures of a month before
    the last edition have changed: two editions side by side must not give away what each hides.
    """
    bulletin = read_manifest(home.briefing(month))
    if bulletin is None:
        raise NoUsableInputError(f"no bulletin of {month:%Y-%m} is out; make it with `earlywarn run --month {month:%Y-%m}` and call again")
    folder = home.briefings / OUTSIDE
    inputs, counted = _gathered(home, settings, month, date.fromisoformat(bulletin["made_from"]["as_of"]), folder)
    parts = _parts(inputs, counted, bulletin, settings)
    before = read_manifest(folder / month_key(month))
    if before is not None and before["content_id"] == content_id(parts):
        return _standing(folder / month_key(month), before)
    _refuse_late(folder, month)
    made = outside_tables(replace(inputs, printed=printed_before(folder, month, own=True)), settings.disclosure)
    frames = OutsideFrames(
        pl.concat([one.rows for one in made]),
        _counts(counted, settings.disclosure),
        settings.disclosure.count_step,
        _limits(settings.disclosure),
    )
    hidden = int(frames.totals["is_hidden"].sum())
    facts = {
        "content_id": content_id(parts),
        "made_from": parts,
        "totals": frames.totals.height,
        "left_out": hidden,
        "found_by": {one.rows["measure"][0]: one.pattern.way for one in made},
        "open_share": settings.disclosure.open_share,
        "remarks": [],
    }
    edition = replace(issue(settings.district, month, bulletin["made_from"], content_id(parts), 1), audience="")
    published = publish(folder, month_key(month), facts, lambda revision: outside_files(frames, replace(edition, revision=revision)))
    return MadeOutside(published, frames.totals.height, hidden)


def _limits(settings: DisclosureSettings) -> dict[str, float]:
    """Return the limits that the page states."""
    return {"fewest": settings.fewest, "rest": settings.rest_share, "largest": settings.two_largest_share, "open": settings.open_share}


def _standing(folder: Path, manifest: Manifest) -> MadeOutside:
    published = Published(folder, int(manifest["revision"]), manifest["content_id"], is_new=False)
    return MadeOutside(published, int(manifest["totals"]), int(manifest["left_out"]))


def _gathered(home: DataDir, settings: Settings, month: date, as_of: date, folder: Path) -> tuple[OutsideInputs, pl.DataFrame]:
    """Return what the tables are made from, and the listed enterprises with level and street."""
    with open_snapshot(home.snapshot, home.warehouse, home.ops) as store:
        run = MonthRun(month, as_of, settings, home, StageTables(store))
        register = run.known(names.REGISTER)
        series = counted_series(run.read(names.SERIES), register, month)
        listed = run.read(names.WARNINGS).filter("is_listed").select("level", "street")
    monitored = monitored_of(register, as_of).select("uscc", "street", "industry_division")
    figures = series.select("uscc", "indicator", "period", "value").sort("uscc", "indicator", "period")
    return OutsideInputs(figures, monitored.sort("uscc"), month, printed_before(folder, month, own=False)), listed


def printed_before(folder: Path, month: date, *, own: bool) -> pl.DataFrame:
    """Return what editions of the year up to a month printed, earlier revisions too: month, TOTAL_COLUMNS.

    `own`: those of the month itself as well.
    """
    found = [empty_totals().with_columns(month=pl.lit(None, pl.Date))]
    paths = [*folder.glob("[0-9]*-[0-9]*"), *(folder / HISTORY).glob("[0-9]*-[0-9]*.r*")]
    for path in sorted(path for path in paths if (path / TOTALS_CSV).is_file()):
        of = month_of_key(path.name[:7])
        if of.year == month.year and (of < month or (own and of == month)):
            found.append(read_totals(path).with_columns(month=pl.lit(of)))
    return pl.concat(found, how="diagonal")


def read_totals(folder: Path) -> pl.DataFrame:
    """Return the totals an edition printed: TOTAL_COLUMNS."""
    content = (folder / TOTALS_CSV).read_bytes()
    return pl.read_csv(io.BytesIO(content), schema_overrides=dict(empty_totals().schema)).select(TOTAL_COLUMNS)


def _refuse_late(folder: Path, month: date) -> None:
    later = sorted(path.name for path in folder.glob(f"{month.year}-[0-9][0-9]") if path.name > month_key(month))
    if later:
        raise CheckFailedError(
            f"the edition for readers outside of {month:%Y-%m} would differ from what is out, and that of {later[0]} is out already: "
            "together they could give away what each leaves out; changed figures are in the sums since January of the next edition"
        )


def _parts(inputs: OutsideInputs, counted: pl.DataFrame, bulletin: Manifest, settings: Settings) -> dict[str, str]:
    """Return what decides the bytes of an edition, each as text."""
    return {
        "month": month_key(inputs.month),
        "as_of": bulletin["made_from"]["as_of"],
        "is_demo": bulletin["made_from"]["is_demo"],
        "bulletin": bulletin["content_id"],
        "figures": _digest(inputs.series, inputs.register, counted.sort(counted.columns)),
        "printed": _digest(inputs.printed),
        "rules": repr(settings.disclosure),
        "district": repr(settings.district),
        "code": code_version(),
    }


def _digest(*frames: pl.DataFrame) -> str:
    return hashlib.sha256("\n".join(frame.write_csv() for frame in frames).encode()).hexdigest()


def _counts(listed: pl.DataFrame, settings: DisclosureSettings) -> dict[str, dict[str, int]]:
    """Return the rounded counts of listed enterprises: in all, by level and by street, or in all alone where those would tell too much."""
    by_level = {level: listed.filter(pl.col("level") == level).height for level in LEVELS.keys}
    by_street = dict(listed.group_by(pl.col("street").fill_null("")).len().sort("street").iter_rows())
    rounded = rounded_counts([by_level, by_street], settings.count_step)
    whole = {"whole": {"": rounded_to(listed.height, settings.count_step)}}
    return whole if rounded is None else {**whole, "level": rounded[0], "street": rounded[1]}
