"""The summary above districts, put into place at the top of a month that districts share, and the index of the months beside them.

The month's folder holds the districts' own editions, so it is never exchanged as a whole: every file is replaced at once by itself, the
manifest `summary.json` last. Killed in between, the manifest of before stands beside files that are not its own, which `summary_is_whole`
sees; the next run puts everything right. In: naming, manifest, history. Out: gathering (summary_inputs.py), pages (reports).
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import copy_durably, replace_file
from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.fingerprint import code_version, content_id
from pipelines.delivery.laid_summary import SUMMARY_RECORD, lay_summary, summed_up
from pipelines.delivery.laid_tables import recorded
from pipelines.delivery.month_publisher import issue
from pipelines.delivery.publication import (
    HISTORY,
    SUMMARY_MANIFEST,
    Files,
    Manifest,
    Published,
    is_intact,
    only_publisher,
    publish_beside,
    read_manifest,
)
from pipelines.delivery.summary_inputs import SummaryInputs, gather_summary
from pipelines.districts.outcome import DistrictOutcome
from pipelines.errors import NoUsableInputError
from pipelines.settings import Settings
from reports.edition import Edition
from reports.index import STREET_PAGES
from reports.installation_index import INDEX, IndexedDistrict, SummaryMonth, installation_index
from reports.pdf import make_pdf, pdf_setter, why_unavailable
from reports.summary_frames import SummaryFrames
from reports.summary_page import summary_page
from reports.summary_workbook import summary_csv, summary_workbook
from warehouse.file_copies import sync_file
from warehouse.ops.editions import EditionKey, edition_frames, keep_edition
from warehouse.periods import month_key, month_of_key, shift_month

PAGE, PDF, WORKBOOK, CSV = "index.html", "summary.pdf", "summary.xlsx", "summary.csv"
# What the figures of a summary are kept under in ops.db.
ROWS, MOVES, UNREAD = "summary_rows", "summary_moves", "summary_unread"
_MONTHS: Final = "[0-9][0-9][0-9][0-9]-[0-9][0-9]"


def publish_summary(installation: DataDir, settings: Settings, month: date, outcomes: Sequence[DistrictOutcome]) -> Published:
    """Make a month's summary of every district and put it in place; the same content changes nothing.

    `outcomes`: of the districts that were run; what was known of the others before still holds. Other content becomes the next revision,
    and the earlier one goes to `history/YYYY-MM.rN`. Raises NoUsableInputError where the installation has no districts.
    """
    if not (outcomes or installation.districts()):
        raise NoUsableInputError(f"{installation.root} has no districts, so there is nothing to sum up; a home alone has its bulletin")
    folder = installation.briefing(month)
    inputs = gather_summary(installation, month, outcomes, read_summary(folder))
    with only_publisher(_made(installation.briefings)):
        published = _published(installation, settings, month, inputs, outcomes)
    publish_beside(installation.briefings, STREET_PAGES, lambda: {INDEX: _index(installation, settings)})
    return published


def read_summary(folder: Path) -> Manifest | None:
    """Return what a month's summary says of itself, None where none is out."""
    return read_manifest(folder, SUMMARY_MANIFEST)


def summary_is_whole(folder: Path) -> bool:
    """Whether a month's summary is whole: every file is the one its manifest names, or there is none at all."""
    manifest = read_summary(folder)
    if manifest is None:
        return not (folder / PAGE).exists() and not (folder / SUMMARY_MANIFEST).exists()
    return is_intact(folder, manifest)


def summary_edition(settings: Settings, month: date, manifest: Manifest) -> Edition:
    """Return how a summary that is out is called."""
    return issue(settings.district, month, manifest["made_from"], manifest["content_id"], int(manifest["revision"]))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _published(
    installation: DataDir, settings: Settings, month: date, inputs: SummaryInputs, outcomes: Sequence[DistrictOutcome]
) -> Published:
    """Put the files in place where they differ from what is there."""
    folder, before = _made(installation.briefing(month)), read_summary(installation.briefing(month))
    frames = summary_frames(installation, month, inputs.rows, inputs.moves, inputs.unread)
    parts = _parts(settings, month, inputs, frames)
    own_id = content_id(parts)
    if before is not None and before["content_id"] == own_id and is_intact(folder, before):
        return Published(folder, int(before["revision"]), own_id, is_new=False)
    # Cut off between two files, the same content is the same revision.
    is_same = before is not None and before["content_id"] == own_id
    revision = int(before["revision"]) if before is not None and is_same else _next_revision(installation.briefings, month, before)
    edition = issue(settings.district, month, parts, own_id, revision)
    files = summary_files(frames, edition)
    # Before the files appear: mail of a summary that is out is written from its own figures, whatever districts do later.
    keep_edition(installation.ops, EditionKey(month, own_id), inputs.as_of, _nobody(), _named(inputs))
    if before is not None and not is_same:
        _keep(installation.briefings, folder, month, before)
    facts = {
        "month": month_key(month),
        "revision": revision,
        "content_id": own_id,
        "made_from": parts,
        "totals": dict(frames.totals),
        "districts": _districts(inputs.rows, outcomes, before),
        **({"remarks": [reason]} if (reason := why_unavailable()) else {"remarks": [], "pdf_by": pdf_setter()}),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
    }
    _put(folder, files, before, facts)
    return Published(folder, revision, own_id, is_new=True)


def _nobody() -> pl.DataFrame:
    """Return the list of a summary: it has none of its own."""
    return pl.DataFrame(schema={"uscc": pl.String(), "level": pl.String(), "is_listed": pl.Boolean()})


def _named(inputs: SummaryInputs) -> dict[str, pl.DataFrame]:
    """Return the frames of a summary by the names they are kept under."""
    unread = pl.DataFrame({UNREAD: list(inputs.unread)}, schema={UNREAD: pl.String()})
    return {ROWS: inputs.rows, MOVES: inputs.moves, UNREAD: unread}


def kept_summary(installation: DataDir, month: date) -> tuple[SummaryFrames, Manifest] | None:
    """Return the figures kept with a month's summary that is out, and its manifest; None where none is out whole."""
    folder = installation.briefing(month)
    manifest = read_summary(folder)
    if manifest is None or not is_intact(folder, manifest):
        return None
    kept = edition_frames(installation.ops, EditionKey(month, manifest["content_id"]))
    if not kept:
        return None
    return summary_frames(installation, month, kept[ROWS], kept[MOVES], tuple(kept[UNREAD][UNREAD])), manifest


def summary_frames(installation: DataDir, month: date, rows: pl.DataFrame, moves: pl.DataFrame, unread: tuple[str, ...]) -> SummaryFrames:
    """Return what the pages show of what was gathered."""
    earlier = shift_month(month, -1)
    has_earlier = read_summary(installation.briefing(earlier)) is not None
    return summed_up(rows, moves, unread, earlier if has_earlier else None)


def summary_files(frames: SummaryFrames, edition: Edition) -> dict[str, bytes]:
    """Return the files of a summary by name, its tables among them; the same frames and edition give the same bytes."""
    laid = lay_summary(frames, edition)
    return {**summary_pages(frames, recorded(edition, laid[SUMMARY_RECORD])), **laid}


def summary_pages(frames: SummaryFrames, edition: Edition, kept_pdf: bytes | None = None) -> dict[str, bytes]:
    """Return the files of a summary that people read; `kept_pdf`: taken as it is where it cannot be set."""
    files = {CSV: summary_csv(frames, edition), WORKBOOK: summary_workbook(frames, edition)}
    pdf = kept_pdf or make_pdf(summary_page(frames, edition, paper=True)).content
    if pdf is not None:
        files[PDF] = pdf
    return {**files, PAGE: summary_page(frames, edition, files=frozenset(files)).encode()}


def _parts(settings: Settings, month: date, inputs: SummaryInputs, frames: SummaryFrames) -> dict[str, str]:
    """Return what decides the bytes of a summary, each as text."""
    editions = inputs.rows.select("folder", "revision", "content_id").write_csv()
    shown = "\n".join(frame.write_csv() for frame in (inputs.rows, inputs.moves)) + "\n".join(inputs.unread)
    return {
        "month": month_key(month),
        "as_of": inputs.as_of.isoformat(),
        "is_demo": str(inputs.is_demo),
        "editions": hashlib.sha256(editions.encode()).hexdigest(),
        "shown": hashlib.sha256(shown.encode()).hexdigest(),
        "earlier": month_key(frames.earlier) if frames.earlier else "none",
        "district": repr(settings.district),
        "has_pdf": str(why_unavailable() is None),
        "code": code_version(),
    }


def _districts(rows: pl.DataFrame, outcomes: Sequence[DistrictOutcome], before: Manifest | None) -> list[dict[str, Any]]:
    """Return what the manifest says of each district: its edition, and how its last run ended, which holds until it is run again."""
    known = {one["folder"]: one for one in (before or {}).get("districts", ())}
    known |= {one.folder: {"run": one.status, "reason": one.sentence, "exit_code": one.exit_code} for one in outcomes}
    unknown = {"run": "held", "reason": "", "exit_code": 0}
    return [
        {
            **{name: row[name] for name in ("folder", "name", "status", "is_out", "revision", "content_id")},
            **{name: known.get(row["folder"], unknown)[name] for name in unknown},
        }
        for row in rows.iter_rows(named=True)
    ]


def _next_revision(briefings: Path, month: date, before: Manifest | None) -> int:
    """Return one more than the highest revision the month's summary ever had."""
    kept = [re.match(rf"{month_key(month)}\.r(\d+)", path.name) for path in (briefings / HISTORY).glob(f"{month_key(month)}.r*")]
    revisions = [int(match.group(1)) for match in kept if match]
    return max([*revisions, int(before["revision"]) if before else 0], default=0) + 1


def _keep(briefings: Path, folder: Path, month: date, before: Manifest) -> None:
    """Copy the summary that is out to history under its revision; the districts it links to are found from there too.

    Where it is there already, a run was cut off after it was kept, and what lies in the month's folder may be half of the next one.
    """
    kept = _made(briefings / HISTORY) / f"{month_key(month)}.r{before['revision']}"
    if kept.exists():
        return
    # What somebody wrote into a file is theirs and never thrown away.
    if not is_intact(folder, before):
        kept = kept.with_name(f"{kept.name}.changed")
    staged = kept.with_name(f".{kept.name}.tmp")
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir()
    for name in sorted([*before["files"], SUMMARY_MANIFEST]):
        if (folder / name).is_file():
            copy_durably(folder / name, staged / name)
    _link_districts(staged, folder)
    sync_file(staged)
    if kept.exists():
        shutil.rmtree(kept)
    staged.rename(kept)
    sync_file(kept.parent)


def _link_districts(kept: Path, folder: Path) -> None:
    """Let a summary in history find the districts' editions of its month, which lie in the month's own folder."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            (kept / path.name).symlink_to(Path("..") / ".." / folder.name / path.name)


def _put(folder: Path, files: Files, before: Manifest | None, facts: Manifest) -> None:
    """Replace every file at once by itself and the manifest last, then remove what the summary before had and this one lacks."""
    for name, content in sorted(files.items()):
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            replace_file(path, content)
    replace_file(folder / SUMMARY_MANIFEST, (json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())
    for name in sorted(set((before or facts)["files"]) - set(files)):
        (folder / name).unlink(missing_ok=True)


def _index(installation: DataDir, settings: Settings) -> bytes:
    """Return the index of every month whose summary is out."""
    found = [(month_of_key(path.name), read_summary(path)) for path in sorted(installation.briefings.glob(_MONTHS))]
    known = {month: manifest for month, manifest in found if manifest is not None}
    months = [_index_month(month, manifest) for month, manifest in known.items()]
    newest = max(known)
    names = {one["folder"]: one["name"] for one in known[newest]["districts"]}
    districts = [_index_district(home, names.get(home.district, home.district)) for home in installation.districts()]
    return installation_index(months, districts, replace(summary_edition(settings, newest, known[newest]), is_provisional=False))


def _index_month(month: date, manifest: Mapping[str, Any]) -> SummaryMonth:
    missing = tuple(one["name"] for one in manifest["districts"] if not one["is_out"])
    return SummaryMonth(month, int(manifest["revision"]), manifest["totals"], missing, frozenset(manifest["files"]))


def _index_district(home: DataDir, name: str) -> IndexedDistrict:
    newest = next((month for month in reversed(Archive(home.ops, home.briefings).months()) if read_manifest(home.briefing(month))), None)
    return IndexedDistrict(home.district, name, newest, (home.briefings / INDEX).is_file())
