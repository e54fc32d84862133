"""Turning a month's frames into the files of its folder: pages, workbook, lists."""

from dataclasses import dataclass

import polars as pl

from pipelines.delivery.scores import scores_parquet
from reports.bulletin import render_bulletin
from reports.edition import Edition
from reports.enterprise import render_enterprise
from reports.frames import BriefingFrames
from reports.lists import quarantine_csv, warning_list_csv
from reports.pdf import make_pdf
from reports.workbook import render_workbook


@dataclass(frozen=True, slots=True)
class Sheets:
    """The frames a folder is made from; `register`, `risk` and `quarantine` go into the machine-readable files whole."""

    frames: BriefingFrames
    register: pl.DataFrame
    risk: pl.DataFrame
    quarantine: pl.DataFrame


def render_files(sheets: Sheets, edition: Edition) -> dict[str, bytes]:
    """Return the files of an edition by their path in the folder; the same frames and edition give the same bytes."""
    frames = sheets.frames
    files = {
        "bulletin.html": render_bulletin(frames, edition).encode(),
        "warning_list.csv": warning_list_csv(frames.warnings, edition.month),
        "warning_list.xlsx": render_workbook(frames, edition),
        "scores.parquet": scores_parquet(sheets.register, sheets.risk, frames.warnings, edition.month_key),
        "quarantine.csv": quarantine_csv(sheets.quarantine),
    }
    files |= {f"enterprises/{uscc}.html": render_enterprise(frames, edition, uscc).encode() for uscc in frames.listed()["uscc"]}
    paper = make_pdf(render_bulletin(frames, edition, paper=True))
    return files if paper.content is None else {**files, "bulletin.pdf": paper.content}
