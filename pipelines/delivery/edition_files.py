"""Turning a month's frames into the files of its folder: what people read (reports), what machines read, and the tables both rest on."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from pipelines.delivery.laid_tables import RECORD, lay_tables, printed_part, recorded
from pipelines.work_process import begin
from reports.csv_lists import quarantine_csv
from reports.edition import Edition
from reports.frames import BriefingFrames
from reports.pdf import PdfResult, make_pdf
from reports.publication import render_publication


@dataclass(frozen=True, slots=True)
class EditionInputs:
    """The frames a folder is made from; `register`, `risk` and `quarantine` go into the machine-readable files whole.

    `has_pdf`: whether a PDF can be made.
    """

    frames: BriefingFrames
    register: pl.DataFrame
    risk: pl.DataFrame
    quarantine: pl.DataFrame
    has_pdf: bool


def begin_pdf(html: str) -> Callable[[], PdfResult]:
    """Begin to print a page while others are drawn."""
    return begin(make_pdf, html).result


def render_files(inputs: EditionInputs, edition: Edition) -> dict[str, bytes]:
    """Return the files of an edition by their path in the folder; the same frames and edition give the same bytes."""
    beside = {
        "scores.parquet": scores_parquet(inputs.register, inputs.risk, inputs.frames.warnings, edition.month_key),
        "quarantine.csv": quarantine_csv(inputs.quarantine),
    }
    # Pages are made from what is laid beside them and from nothing else, so that anybody can make them again.
    frames = printed_part(inputs.frames)
    tables = lay_tables(frames, edition, beside)
    pages = render_publication(frames, recorded(edition, tables[RECORD]), begin_pdf if inputs.has_pdf else None)
    return {**pages, **beside, **tables}


def scores_parquet(register: pl.DataFrame, risk: pl.DataFrame, warnings: pl.DataFrame, month: str) -> bytes:
    """Return a row for every enterprise of the register: month, uscc, operating_risk, relocation_risk, level, listed, relocation_share.

    Risks and share are null where pred_risk has none (departed, out of scope), level is null below entry; the same frames give the same
    bytes.
    """
    scored = (
        register.select("uscc")
        .join(risk.select("uscc", "operating_risk", "relocation_risk", "relocation_share"), on="uscc", how="left")
        .join(warnings.select("uscc", "level", "is_listed"), on="uscc", how="left")
        .select(
            pl.lit(month).alias("month"),
            "uscc",
            pl.col("operating_risk", "relocation_risk").cast(pl.Float64),
            pl.col("level").cast(pl.String),
            pl.col("is_listed").fill_null(False).alias("listed"),
            pl.col("relocation_share").cast(pl.Float64),
        )
    )
    buffer = io.BytesIO()
    scored.sort("uscc").write_parquet(buffer, compression="zstd")
    return buffer.getvalue()
