"""A summary above districts whose tables lie beside it: record, the districts' own tables, and every file people read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from models.district.summary import FIGURES_SCHEMA, district_figures
from pipelines.delivery.briefing_inputs import named_frames
from pipelines.delivery.laid_summary import LAID, ROWS_TABLE, SUMMARY_RECORD, LaidSummary, read_laid_summary
from pipelines.delivery.laid_tables import RECORD, read_laid
from pipelines.delivery.publication import SUMMARY_MANIFEST, Manifest
from pipelines.delivery.summary_publisher import PDF, summary_pages
from pipelines.verification.finding import Answer, Finding
from pipelines.verification.record_check import check_record, no_record
from pipelines.verification.rendered_check import check_rendered, is_own_version, other_version, unset_pdf

FOLLOWED: Final = (
    "every number and word of the summary: made again from the tables laid beside, its files are the same; each district's figures "
    "follow from the tables of its edition"
)
_OLDER: Final = "growth, the state of districts and moves between them, since a version made this summary that laid no tables beside it"


def check_laid_summary(folder: Path, manifest: Manifest) -> Answer:
    """Return whether a summary follows from the tables beside it, and its rows from the districts' editions."""
    if SUMMARY_RECORD not in manifest["files"]:
        return no_record(folder, manifest, SUMMARY_RECORD, _OLDER)
    found = tuple(check_record(folder, manifest, SUMMARY_RECORD, SUMMARY_MANIFEST))
    if found:
        return Answer(found)
    if not is_own_version(manifest):
        return Answer(unchecked=(other_version(manifest),))
    laid = read_laid_summary(folder)
    unset = unset_pdf(PDF, manifest) if PDF in manifest["files"] else ()
    made = summary_pages(laid.frames, laid.edition, (folder / PDF).read_bytes() if unset else None)
    return Answer((*_districts(folder, laid), *check_rendered(folder, manifest, made, LAID)), (FOLLOWED,), unset)


def _districts(folder: Path, laid: LaidSummary) -> Iterator[Finding]:
    """Yield the figures of districts that do not follow from the tables of their editions, where those lie beside."""
    for row in laid.frames.rows.filter("is_out").iter_rows(named=True):
        place = folder / row["folder"]
        if not (place / RECORD).is_file():
            continue
        figures = district_figures(named_frames(read_laid(place).frames), (row["name"], row["folder"]), laid.edition.month)
        expected = pl.DataFrame([figures], schema=FIGURES_SCHEMA).row(0, named=True)
        for name in (name for name in FIGURES_SCHEMA if row[name] != expected[name]):
            yield Finding(ROWS_TABLE, f"{row['folder']}: {name} is {row[name]}, by the tables of its edition it is {expected[name]}")
