"""Relocation: where to, from which streets and industries, whole or partial, what went or is at stake."""

from __future__ import annotations

import polars as pl

from reports.frames import BriefingFrames
from reports.industries import industry_name
from reports.wording import FORM_NAMES, number


def flows(frames: BriefingFrames) -> pl.DataFrame:
    """The flow table by destination, most output first.

    Shape (destinations, destination, gone, signalled, output, tax, jobs, streets, industries); sums are null where no
    enterprise of the group has the figure; `gone` counts recorded departures, `signalled` those with signals only.
    """
    # Whoever has left and whoever may leave are never added together.
    named = frames.relocations.with_columns(pl.col("destination").fill_null("去向待核实"), is_gone=pl.col("occurred_on").is_not_null())
    grouped = named.group_by("destination").agg(
        pl.col("is_gone").sum().cast(pl.Int64).alias("gone"),
        (~pl.col("is_gone")).sum().cast(pl.Int64).alias("signalled"),
        *[_sum_known(column) for column in ("output", "tax", "jobs")],
        pl.col("street").drop_nulls().unique().sort().str.join("、").alias("streets"),
        pl.col("industry")
        .map_elements(industry_name, return_dtype=pl.String, skip_nulls=False)
        .unique()
        .sort()
        .str.join("；")
        .alias("industries"),
    )
    return grouped.sort("output", "destination", descending=[True, False], nulls_last=True)


def _sum_known(column: str) -> pl.Expr:
    # A sum over nothing known would print as 0, which reads as "nothing is at stake".
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum()).alias(column)


def relocation_words(frames: BriefingFrames) -> str:
    """The section's sentence, counted from the same rows as the tables."""
    rows = frames.relocations
    signalled = frames.listed().filter(pl.col("kind").is_in(["relocation", "both"])).height
    lead = f"本月名单中出现外迁风险信号的企业{signalled}家。"
    if rows.is_empty():
        return lead + "没有已登记的外迁去向信息。"
    gone = rows.filter(pl.col("occurred_on").is_not_null())
    open_ = rows.filter(pl.col("occurred_on").is_null())
    output = open_["output"].drop_nulls()
    # Only what is still here is at stake; what has gone is counted apart.
    stake = f"，涉及近12个月产值{number(float(output.sum()))}万元" if output.len() else ""
    return (
        lead + f"有去向信息的{open_.height}家{_forms(open_)}{stake}；"
        f"已登记迁出{gone.height}家。企业自主布局属正常经营，服务以了解诉求、协调要素为主。"
    )


def _forms(rows: pl.DataFrame) -> str:
    """How many of each form, in the usual order and without the empty ones: （整体1家、部分产能3家）."""
    counts = {word: rows.filter(pl.col("form").fill_null("unknown") == key).height for key, word in FORM_NAMES.items()}
    parts = [f"{word}{count}家" for word, count in counts.items() if count]
    return f"（{'、'.join(parts)}）" if parts else ""
