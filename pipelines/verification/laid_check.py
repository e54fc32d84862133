"""A month's folder whose tables lie beside its pages: record, list, and every file people read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from pipelines.delivery.briefing_inputs import named_frames
from pipelines.delivery.laid_tables import FOLDER, RECORD, Laid, read_laid
from pipelines.delivery.publication import Manifest
from pipelines.verification.finding import Answer, Finding
from pipelines.verification.list_check import check_list, check_scored
from pipelines.verification.month_check import QUARANTINE, SCORES
from pipelines.verification.record_check import check_record, no_record
from pipelines.verification.rendered_check import check_rendered, is_own_version, other_version, render_again

COUNTS: Final = f"{FOLDER}/quarantine_counts.parquet"
BOUND: Final = frozenset((SCORES, QUARANTINE))


FOLLOWED: Final = (
    "every number, word and drawing that people read: made again from the tables laid beside, the files are the same",
    "levels, ranks, places and the lot, worked out anew from scores.parquet, last month's list and the rules laid beside",
)
_OLDER: Final = (
    "single figures of enterprises, expected values, growth and totals of the district, evidence and visits on the pages, since a version "
    "made this edition that laid no tables beside it"
)


def check_laid(folder: Path, manifest: Manifest) -> Answer:
    """Return whether a month's files follow from the tables laid beside them, and those from scores.parquet."""
    if RECORD not in manifest["files"]:
        return no_record(folder, manifest, RECORD, _OLDER)
    found = tuple(check_record(folder, manifest, RECORD))
    if found:
        # Pages that name other tables are nobody's.
        return Answer(found)
    laid, scores = read_laid(folder), pl.read_parquet(folder / SCORES)
    own = Answer(
        (*_rows(laid, manifest), *_quarantine(folder, laid), *check_scored(laid, scores)),
        ("the tables laid beside, against scores.parquet and the record",),
    )
    if not is_own_version(manifest):
        return own + Answer(unchecked=(other_version(manifest),))
    made = render_again(folder, manifest)
    return own + Answer((*check_list(laid, scores), *check_rendered(folder, manifest, made.files, BOUND)), FOLLOWED, made.unchecked)


def _rows(laid: Laid, manifest: Manifest) -> Iterator[Finding]:
    """Yield the frames that have other rows than the manifest states."""
    for name, frame in sorted(named_frames(laid.frames).items()):
        # Of a frame that the version which made the edition did not have there are none.
        stated = manifest["frame_rows"].get(name, 0)
        if stated != frame.height:
            yield Finding("manifest.json", f"states {stated} rows of {name}, its table has {frame.height}")


def _quarantine(folder: Path, laid: Laid) -> Iterator[Finding]:
    """Yield the rules of which the pages count other rows than quarantine.csv holds."""
    keys = ("action", "rule")
    rows = pl.read_csv(folder / QUARANTINE, infer_schema=False).group_by(keys).len().rows()
    stored = {row[:2]: row[2] for row in rows}
    counted = {row[:2]: row[2] for row in laid.frames.quarantine_counts.select(*keys, "count").iter_rows()}
    for key in sorted({key for key in {*stored, *counted} if stored.get(key, 0) != counted.get(key, 0)}):
        yield Finding(COUNTS, f"counts {counted.get(key, 0)} rows {' '.join(key)}, {QUARANTINE} has {stored.get(key, 0)}")
