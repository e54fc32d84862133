"""Physical figures held against booked ones: the one place where they are said to part, for the list and for the stage of a move.

Energy, water and people fall where capacity leaves; output, value added and tax can be booked for a while yet. For the list an official
reads figures, so ratios of figures decide (`family_agreement`). How far a move has come is judged by all months since the fall began,
so the log-odds and shifts of models.evidence.hypotheses decide (`has_capacity_moved` and its neighbours).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from models.series.growth_rates import UNUSUAL_MULTIPLE
from warehouse.vocabulary import FAMILIES

PHYSICAL, BOOKED, _ = FAMILIES.keys
# Physical figures lead when the middle one is below this part of normal, the weakest booked one above that, and so far between them.
_PHYSICAL_BELOW: Final = 0.85
_BOOKED_ABOVE: Final = 0.90
_LEAST_APART: Final = 0.15
# A booked figure that is so much smaller than a year ago does not stand, whatever was expected of it lately.
_BOOKED_GROWTH: Final = -0.10
# Odds of e² to one that people and energy have gone ahead of bookings.
_LEAVING_LOG_ODDS: Final = 2.0
_MOVED_LOG: Final = -0.3
_WHOLE_LOG: Final = -0.9


def family_agreement(evidence: pl.DataFrame) -> pl.DataFrame:
    """Say for each enterprise of feat_evidence rows whether its families agree: ``uscc, family_agreement``, a key of FAMILY_AGREEMENTS."""
    ratio, family = pl.col("ratio_share"), pl.col("family")
    is_booked = family == BOOKED
    ratios = evidence.group_by("uscc").agg(
        physical_share=ratio.filter(family == PHYSICAL).median(),
        # For the direction the middle figure; of an even number the higher one, so that a broken meter does not decide.
        physical=ratio.filter(family == PHYSICAL).quantile(0.5, "higher"),
        booked=ratio.filter(is_booked).quantile(0.5, "higher"),
        # The weakest booked figure must stand too, or the falls named beside it would contradict.
        weakest=ratio.filter(is_booked).min(),
        has_fallen=(is_booked & _has_fallen_before()).any(),
    )
    share, weakest = pl.col("physical_share"), pl.col("weakest")
    is_apart = (weakest > _BOOKED_ABOVE) & (weakest - share > _LEAST_APART)
    leads = (share < _PHYSICAL_BELOW) & is_apart & ~pl.col("has_fallen")
    agreement = (
        pl.when(share.is_null() | weakest.is_null())
        .then(pl.lit("not_both"))
        .when(leads)
        .then(pl.lit("physical_lead"))
        .when((pl.col("physical") < 1) == (pl.col("booked") < 1))
        .then(pl.lit("agree"))
        .otherwise(pl.lit("disagree"))
    )
    return ratios.select("uscc", family_agreement=agreement)


def _has_fallen_before() -> pl.Expr:
    """Whether a booked figure has fallen longer ago than its normal level knows, or was low in its newest month that has arrived."""
    was_low = pl.col("ratio_share").is_null() & (pl.col("duration_months").fill_null(0) > 0)
    growth = pl.col("growth_3m_share")
    # On a base that was unusually low it is back at the usual level only when it has grown by as much as the base was short of it.
    is_smaller = (growth < _BOOKED_GROWTH) | ((pl.col("year_base") == "low") & (growth < UNUSUAL_MULTIPLE - 1))
    # A single month of tax says nothing of a year; growth of three does.
    is_lower = (pl.col("indicator") != "tax") & (pl.col("gap_12_log").exp() < _BOOKED_ABOVE)
    return was_low | is_smaller.fill_null(value=False) | is_lower.fill_null(value=False)


def has_capacity_moved() -> pl.Expr:
    """Whether figures alone say that capacity has moved, over RISK_EVIDENCE columns.

    Everything falling together is a decline, however far energy and people have gone.
    """
    likelier = pl.col("leaving_log_odds") > pl.max_horizontal("decline_log_odds", pl.lit(_LEAVING_LOG_ODDS))
    return likelier & is_partly_gone()


def is_partly_gone() -> pl.Expr:
    """Whether a quarter or more of the physical activity is gone, over RISK_EVIDENCE columns."""
    return pl.col("physical_log") < _MOVED_LOG


def is_mostly_gone() -> pl.Expr:
    """Whether more than half of the physical activity is gone, over RISK_EVIDENCE columns."""
    return pl.col("physical_log") < _WHOLE_LOG


def is_wholly_gone() -> pl.Expr:
    """Whether most of the physical and of the booked activity is gone, over RISK_EVIDENCE columns."""
    return is_mostly_gone() & (pl.col("booked_log") < _WHOLE_LOG)
