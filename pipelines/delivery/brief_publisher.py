"""One half-monthly brief, from what was known on the evening before its day to its folder, staged and renamed like an issue.

In: what it was made from, how it is called. Out: gathering (brief_inputs.py), the page (reports.brief), putting folders in place
(publication.py), mail (brief_mailing.py).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from datetime import date

import polars as pl

from models.cases.half_month import half_month_before
from pipelines.data_dir import DataDir
from pipelines.delivery.brief_inputs import BriefRecords, brief_frames, brief_records
from pipelines.delivery.fingerprint import code_version, content_id
from pipelines.delivery.index_publisher import refresh_index
from pipelines.delivery.laid_brief import BRIEF_RECORD, lay_brief
from pipelines.delivery.laid_tables import recorded
from pipelines.delivery.numbered_publication import publish_numbered
from pipelines.delivery.provisional_risks import FILE, table_bytes
from pipelines.delivery.publication import BRIEFS, Manifest, Published
from pipelines.errors import UsageError
from pipelines.settings import District, Settings
from reports.brief import brief_files, title
from reports.brief_frames import BriefFrames
from reports.edition import Edition
from reports.pdf import why_unavailable
from reports.scope import DISTRICT
from warehouse.snapshot import open_snapshot


@dataclass(frozen=True, slots=True)
class MadeBrief:
    """A brief in its place, with its conclusion, and what it was made from."""

    published: Published
    title: str
    frames: BriefFrames
    edition: Edition
    records: BriefRecords


def make_brief(home: DataDir, settings: Settings, day: date, today: date) -> MadeBrief:
    """Make the brief of a day and put it in place; the same day and data change nothing. Raises UsageError for a day to come."""
    if day > today:
        raise UsageError(f"a brief of {day} tells of days that are not over on {today}; name {today} or an earlier day with --date")
    records = records_of(home, day, settings)
    frames = brief_frames(records, settings.cases)
    facts = _facts(frames, settings, day, is_demo=_is_demo(home))
    edition = brief_edition(settings.district, frames, facts["content_id"], is_demo=_is_demo(home))
    published = publish_numbered(
        home, BRIEFS, day.isoformat(), facts, lambda revision: _files(records, frames, replace(edition, revision=revision))
    )
    if published.is_new:
        refresh_index(home, settings, edition)
    return MadeBrief(published, title(frames, edition.words), frames, replace(edition, revision=published.revision), records)


def _files(records: BriefRecords, frames: BriefFrames, edition: Edition) -> dict[str, bytes]:
    """Return the files of a brief's folder: page, paper, the risks worked out again, and the tables that all follows from."""
    risks = {FILE: table_bytes(records.provisional)}
    laid = lay_brief(frames, edition, risks)
    return {**brief_files(frames, recorded(edition, laid[BRIEF_RECORD])), **risks, **laid}


def records_of(home: DataDir, day: date, settings: Settings) -> BriefRecords:
    """Return what was known on the evening before a day, whoever reads of it."""
    with open_snapshot(home.snapshot, home.warehouse, home.ops) as store:
        return brief_records(home, store, half_month_before(day), settings)


def brief_edition(district: District, frames: BriefFrames, content: str, *, is_demo: bool) -> Edition:
    """Return how a brief is called: dated with its day, and no issue of the bulletin."""
    return Edition(
        month=frames.last.replace(day=1),
        as_of=frames.last,
        issued_on=frames.issued_on,
        issue_number=0,
        issue_total=0,
        district=district.name,
        issuer=district.issuer,
        contact=district.contact,
        district_en=district.name_en,
        content_id=content,
        demo=is_demo,
    )


def _is_demo(home: DataDir) -> bool:
    return (home.installation.demo / "truth_events.parquet").exists()


def _facts(frames: BriefFrames, settings: Settings, day: date, *, is_demo: bool) -> Manifest:
    """Return what the manifest says besides the files."""
    parts = {
        "day": day.isoformat(),
        "as_of": frames.last.isoformat(),
        "frames": _digest(frames),
        "district": repr(settings.district),
        "code": code_version(),
        "is_demo": str(is_demo),
    }
    own = {name: frame.height for name, frame in _parts(frames).items()}
    return {
        "content_id": content_id(parts), "made_from": parts, "scope": DISTRICT, "frame_rows": own,
        "remarks": [reason for reason in (why_unavailable(),) if reason],
    }  # fmt: skip


def _parts(frames: BriefFrames) -> dict[str, pl.DataFrame]:
    named = {item.name: getattr(frames, item.name) for item in fields(frames)}
    return {name: value for name, value in named.items() if isinstance(value, pl.DataFrame)}


def _digest(frames: BriefFrames) -> str:
    """Return a SHA-256 of everything on a brief."""
    named = {item.name: getattr(frames, item.name) for item in fields(frames)}
    text = "\n".join(f"{name}={_text(value) if isinstance(value, pl.DataFrame) else value}" for name, value in named.items())
    return hashlib.sha256(text.encode()).hexdigest()


def _text(frame: pl.DataFrame) -> str:
    """Return a frame as text; lists in it are joined, which CSV has no form for."""
    return frame.with_columns(pl.col(pl.List(pl.String)).list.join(";")).write_csv()
