"""Turning a month's frames into the files of its folder: what people read (reports) and what machines read."""

from dataclasses import dataclass

import polars as pl

from pipelines.delivery.scores import scores_parquet
from reports.csv_lists import quarantine_csv
from reports.edition import Edition
from reports.frames import BriefingFrames
from reports.publication import render_publication


@dataclass(frozen=True, slots=True)
class Sheets:
    """The frames a folder is made from; `register`, `risk` and `quarantine` go into the machine-readable files whole."""

    frames: BriefingFrames
    register: pl.DataFrame
    risk: pl.DataFrame
    quarantine: pl.DataFrame


def render_files(sheets: Sheets, edition: Edition) -> dict[str, bytes]:
    """Return the files of an edition by their path in the folder; the same frames and edition give the same bytes."""
    return {
        **render_publication(sheets.frames, edition).files,
        "scores.parquet": scores_parquet(sheets.register, sheets.risk, sheets.frames.warnings, edition.month_key),
        "quarantine.csv": quarantine_csv(sheets.quarantine),
    }
