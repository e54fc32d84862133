"""A half-monthly brief whose tables lie beside it: record, the risks worked out again, page and PDF."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from models.cases.provisional_scores import SCHEMA
from pipelines.delivery.laid_brief import BRIEF_RECORD, LaidBrief, read_laid_brief
from pipelines.delivery.provisional_risks import FILE, read_table
from pipelines.delivery.publication import Manifest
from pipelines.verification.finding import Answer, Finding
from pipelines.verification.record_check import check_record, no_record
from pipelines.verification.rendered_check import check_rendered, is_own_version, other_version, unset_pdf
from reports.brief import PDF, brief_files

FOLLOWED: Final = (
    f"every number and word of the brief: made again from the tables laid beside, its files are the same; its risks are those of {FILE}"
)
_OLDER: Final = "visits, cases and risks on the page, since a version made this brief that laid no tables beside it"
# What the page shows of a row of the file, whatever the page adds of the case.
FIGURES: Final = tuple(column for column in SCHEMA if column != "features")


def check_brief(folder: Path, manifest: Manifest) -> Answer:
    """Return whether a brief follows from the tables beside it, and its risks from those worked out again."""
    if BRIEF_RECORD not in manifest["files"]:
        return no_record(folder, manifest, BRIEF_RECORD, _OLDER)
    found = tuple(check_record(folder, manifest, BRIEF_RECORD))
    if found:
        return Answer(found)
    laid = read_laid_brief(folder)
    risks = tuple(_risks(folder, laid))
    if not is_own_version(manifest):
        return Answer(risks, unchecked=(other_version(manifest),))
    unset = unset_pdf(PDF, manifest) if PDF in manifest["files"] else ()
    made = brief_files(laid.frames, laid.edition, (folder / PDF).read_bytes() if unset else None)
    return Answer((*risks, *check_rendered(folder, manifest, made, frozenset((FILE,)))), (FOLLOWED,), unset)


def _risks(folder: Path, laid: LaidBrief) -> Iterator[Finding]:
    """Yield the rows of the page whose figures are not those of the file, or that it does not have."""
    worked_out = read_table(folder / FILE)
    for row in laid.frames.provisional.iter_rows(named=True):
        same = worked_out.filter(pl.col("uscc") == row["uscc"])
        if same.height != 1:
            yield Finding(FILE, f"has {same.height} rows of {row['uscc']}, whose risk the page prints")
            continue
        stated = same.row(0, named=True)
        for name in (name for name in FIGURES if row[name] != stated[name]):
            yield Finding(FILE, f"{row['uscc']}: {name} is {stated[name]}, the page has {row[name]}")
