"""Relocation: where to, from which streets and industries, whole or partial, what went or is at stake."""

from __future__ import annotations

import polars as pl

from reports.frames import BriefingFrames
from reports.industries import industry_name
from reports.words.format import FORM_NAMES, number

# Further destinations share one row: a district has a handful that matter.
FLOWS_SHOWN = 7
NAMES_SHOWN = 2
UNKNOWN = "去向未明"
OTHERS = "其他地区"


def flows(frames: BriefingFrames) -> pl.DataFrame:
    """The flow table by destination, most output first, further destinations as one row, those without a destination last.

    Shape (≤ FLOWS_SHOWN + 2, destination, gone, signalled, output, tax, jobs, streets, industries); sums are null where no
    enterprise of the group has the figure; `gone` counts recorded departures, `signalled` those with signals only.
    """
    # Whoever has left and whoever may leave are never added together.
    rows = frames.relocations.with_columns(pl.col("destination").fill_null(UNKNOWN), is_gone=pl.col("occurred_on").is_not_null())
    named = rows.with_columns(place=_place(rows)).with_columns(
        destination=pl.when(pl.col("place") == FLOWS_SHOWN).then(pl.lit(OTHERS)).otherwise("destination")
    )
    grouped = named.group_by("place", "destination", maintain_order=True).agg(
        pl.col("is_gone").sum().cast(pl.Int64).alias("gone"),
        (~pl.col("is_gone")).sum().cast(pl.Int64).alias("signalled"),
        *[_sum_known(column) for column in ("output", "tax", "jobs")],
        streets=pl.col("street"),
        industries=pl.col("industry").map_elements(industry_name, return_dtype=pl.String, skip_nulls=False),
    )
    # Names of industries hold commas of their own.
    words = [_first_names("streets", "、"), _first_names("industries", "；")]
    return grouped.sort("place").drop("place").with_columns(words)


def _place(rows: pl.DataFrame) -> pl.Expr:
    """Which row of the table a destination belongs to: by output, the small ones together, the unknown one behind them."""
    known = rows.filter(pl.col("destination") != UNKNOWN).group_by("destination").agg(_sum_known("output"))
    order = known.sort("output", "destination", descending=[True, False], nulls_last=True)["destination"].to_list()
    places = {name: float(min(place, FLOWS_SHOWN)) for place, name in enumerate(order)}
    # One small destination alone keeps its name: "others" would say less in as much room.
    if len(order) == FLOWS_SHOWN + 1:
        places[order[-1]] = FLOWS_SHOWN - 0.5
    return pl.col("destination").replace_strict(places, default=FLOWS_SHOWN + 1, return_dtype=pl.Float64)


def _first_names(column: str, mark: str) -> pl.Expr:
    return pl.col(column).map_elements(lambda names: _most_often(names, mark), return_dtype=pl.String)


def _most_often(names: pl.Series, mark: str) -> str:
    """The names that occur most, two at most, and how many there are: 坑梓街道、龙田街道等4个."""
    known = names.drop_nulls().to_list()
    order = sorted(set(known), key=lambda name: (-known.count(name), name))
    return mark.join(order[:NAMES_SHOWN]) + (f"等{len(order)}个" if len(order) > NAMES_SHOWN else "")


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
