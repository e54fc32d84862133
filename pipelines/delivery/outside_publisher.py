"""The edition for readers outside: gathered from what the bulletin of the month was made of, and put into its own folder.

In: gathering, what earlier editions printed, naming. Out: what is left out (models.disclosure), the page and the tables (reports.outside).
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from models.disclosure.first_printed import EditionFigures
from models.disclosure.outside_tables import TOTAL_COLUMNS, OutsideInputs, empty_totals, outside_tables
from models.disclosure.rounded_counts import rounded_counts, rounded_to
from models.disclosure.settings import DisclosureSettings
from models.district.bases import monitored_of
from models.district.totals import counted_series
from pipelines.data_dir import DataDir
from pipelines.delivery.fingerprint import code_version, content_id
from pipelines.delivery.month_publisher import issue
from pipelines.delivery.numbered_publication import publish_numbered
from pipelines.delivery.publication import HISTORY, OUTSIDE, Manifest, Published, read_manifest
from pipelines.errors import CheckFailedError, NoUsableInputError
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.settings import Settings
from reports.outside import OutsideFrames, outside_files
from reports.outside_csv import TOTALS_CSV
from warehouse import names
from warehouse.ops.numbered_issues import NumberedIssue, issues_noted, note_issue
from warehouse.periods import month_key, month_of_key, year_start
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
    folder, known = home.briefings / OUTSIDE, editions_known(home)
    inputs, counted = _gathered(home, settings, month, date.fromisoformat(bulletin["made_from"]["as_of"]), known)
    parts = _parts(inputs, counted, bulletin, settings)
    own_id, before = content_id(parts), read_manifest(folder / month_key(month))
    if before is not None and before["content_id"] == own_id:
        return _standing(home, folder / month_key(month), before)
    printed = _printed_besides(known, month, own_id if before is None else "")
    made = outside_tables(replace(inputs, printed=printed), settings.disclosure)
    frames = OutsideFrames(
        pl.concat([one.rows for one in made]),
        _counts(counted, settings.disclosure),
        settings.disclosure.count_step,
        _limits(settings.disclosure),
    )
    hidden = int(frames.totals["is_hidden"].sum())
    facts = {
        "content_id": own_id,
        "made_from": parts,
        "totals": frames.totals.height,
        "left_out": hidden,
        "found_by": {one.rows["measure"][0]: one.pattern.way for one in made},
        "open_share": settings.disclosure.open_share,
        "remarks": [],
    }
    edition = replace(issue(settings.district, month, bulletin["made_from"], own_id, 1), audience="")
    published = publish_numbered(
        home, OUTSIDE, month_key(month), facts, lambda revision: outside_files(frames, replace(edition, revision=revision)), TOTALS_CSV
    )
    return MadeOutside(published, frames.totals.height, hidden)


def _limits(settings: DisclosureSettings) -> dict[str, float]:
    """Return the limits that the page states."""
    return {"fewest": settings.fewest, "rest": settings.rest_share, "largest": settings.two_largest_share, "open": settings.open_share}


def _standing(home: DataDir, folder: Path, manifest: Manifest) -> MadeOutside:
    """Return an edition that is out already; one that an earlier version put out is noted now."""
    for issue_out in _lying(folder.parent):
        note_issue(home.ops, OUTSIDE, issue_out)
    published = Published(folder, int(manifest["revision"]), manifest["content_id"], is_new=False)
    return MadeOutside(published, int(manifest["totals"]), int(manifest["left_out"]))


def _gathered(
    home: DataDir, settings: Settings, month: date, as_of: date, known: Sequence[NumberedIssue]
) -> tuple[OutsideInputs, pl.DataFrame]:
    """Return what the tables are made from, and the listed enterprises with level and street."""
    with open_snapshot(home.snapshot, home.warehouse, home.ops) as store:
        run = MonthRun(month, as_of, settings, home, StageTables(store))
        listed = run.read(names.WARNINGS).filter("is_listed").select("level", "street")
        own = _figures_of(run)
        earlier = tuple(_figures_of(one, year_start(month)) for one in _earlier_runs(run, known))
    return OutsideInputs(own.series, own.register, month, printed_before(known, month, own=False), earlier), listed


def _earlier_runs(run: MonthRun, known: Sequence[NumberedIssue]) -> Iterator[MonthRun]:
    """Yield the months of the year that have an edition, as their bulletins have them now."""
    before = {month_of_key(one.period) for one in known if one.period < month_key(run.month)}
    for month in sorted(one for one in before if one.year == run.month.year):
        bulletin = read_manifest(run.home.briefing(month))
        if bulletin is not None:
            yield replace(run, month=month, as_of=date.fromisoformat(bulletin["made_from"]["as_of"]))


def _figures_of(run: MonthRun, since: date = date.min) -> EditionFigures:
    """Return the figures that count in the totals of a month, and who is monitored on its as-of day."""
    register = run.known(names.REGISTER)
    series = counted_series(run.read(names.SERIES), register, run.month).filter(pl.col("period") >= since)
    figures = series.select("uscc", "indicator", "period", "value").sort("uscc", "indicator", "period")
    monitored = monitored_of(register, run.as_of).select("uscc", "street", "industry_division").sort("uscc")
    return EditionFigures(run.month, figures, monitored)


def _printed_besides(known: Sequence[NumberedIssue], month: date, lost: str) -> pl.DataFrame:
    """Return what readers know already when an edition comes out: month, TOTAL_COLUMNS; raises CheckFailedError where a later one is out.

    `lost`: the content id of an edition that lies nowhere. Where the month's last one had it, that one is made again as it was: what it
    printed itself does not stand in its way, nor does what came after it.
    """
    own = [one for one in known if one.period == month_key(month)]
    if own and own[-1].content_id == lost:
        return printed_before([one for one in known if one != own[-1]], month, own=True)
    _refuse_late(known, month)
    return printed_before(known, month, own=True)


def editions_known(home: DataDir) -> list[NumberedIssue]:
    """Return every edition for readers outside that was ever out, by month and revision, be its folder there or gone."""
    noted = issues_noted(home.ops, OUTSIDE)
    there = {(one.period, one.revision) for one in noted}
    # Those of an earlier version, which noted none.
    more = [one for one in _lying(home.briefings / OUTSIDE) if (one.period, one.revision) not in there]
    return sorted([*noted, *more], key=lambda one: (one.period, one.revision, one.printed))


def _lying(folder: Path) -> Iterator[NumberedIssue]:
    """Yield the editions whose folders lie there, those that are out and earlier revisions."""
    for path in sorted([*folder.glob("[0-9]*-[0-9]*"), *(folder / HISTORY).glob("[0-9]*-[0-9]*.r*")]):
        manifest = read_manifest(path)
        if manifest is not None and (path / TOTALS_CSV).is_file():
            yield NumberedIssue(path.name[:7], int(manifest["revision"]), manifest["content_id"], (path / TOTALS_CSV).read_bytes())


def printed_before(known: Sequence[NumberedIssue], month: date, *, own: bool) -> pl.DataFrame:
    """Return what editions of the year up to a month printed, earlier revisions too: month, TOTAL_COLUMNS.

    `own`: those of the month itself as well.
    """
    found = [empty_totals().with_columns(month=pl.lit(None, pl.Date))]
    for one in known:
        of = month_of_key(one.period)
        if of.year == month.year and (of < month or (own and of == month)):
            found.append(_totals_of(one.printed).with_columns(month=pl.lit(of)))
    return pl.concat(found, how="diagonal")


def read_totals(folder: Path) -> pl.DataFrame:
    """Return the totals an edition printed: TOTAL_COLUMNS."""
    return _totals_of((folder / TOTALS_CSV).read_bytes())


def _totals_of(content: bytes) -> pl.DataFrame:
    return pl.read_csv(io.BytesIO(content), schema_overrides=dict(empty_totals().schema)).select(TOTAL_COLUMNS)


def _refuse_late(known: Sequence[NumberedIssue], month: date) -> None:
    later = sorted(one.period for one in known if one.period[:4] == f"{month.year}" and one.period > month_key(month))
    if later:
        raise CheckFailedError(
            f"the edition for readers outside of {month:%Y-%m} would differ from what is out, and that of {later[0]} has come out: "
            "together they could give away what each leaves out; changed figures are in the editions of the next year"
        )


def _parts(inputs: OutsideInputs, counted: pl.DataFrame, bulletin: Manifest, settings: Settings) -> dict[str, str]:
    """Return what decides the bytes of an edition, each as text."""
    return {
        "month": month_key(inputs.month),
        "as_of": bulletin["made_from"]["as_of"],
        "is_demo": bulletin["made_from"]["is_demo"],
        "bulletin": bulletin["content_id"],
        "figures": _digest(inputs.series, inputs.register, counted.sort(counted.columns)),
        **({"earlier": _digest(*(frame for one in inputs.earlier for frame in (one.series, one.register)))} if inputs.earlier else {}),
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
