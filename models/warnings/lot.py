"""Places by lot: a few of the list's places are drawn from those just below the cut.

Whoever is visited because the list names them says how often the list is right; only whoever is visited by lot says what it misses.
In: the draw, its chances, what its visits found. Out: the cut itself (warning_list.py), how it is printed (reports).
Source: a stratified random sample with known inclusion probabilities, each drawn one weighing the inverse of its chance (Hájek 1971);
intervals after Korn and Graubard (1998), which are those of Clopper and Pearson (1934) with the sample's effective size.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from models.cases.visits import was_right
from warehouse.periods import month_key

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class MissedEstimate:
    """What visits by lot say of those just below the cut.

    `drawn`, `visited`, `confirmed`: how many since `first_month`; `share` that a visit would confirm with its 95 % interval, None
    where too few were visited; `pool`: how many stood just below this month's cut.
    """

    first_month: date | None
    drawn: int
    visited: int
    confirmed: int
    share: float | None
    share_lo: float | None
    share_hi: float | None
    pool: int


def ticket(seed: int, month: date, uscc: str) -> str:
    """Return an enterprise's ticket in a month's draw: the lowest win. Nobody can choose it, and anybody can work it out again."""
    return hashlib.sha256(f"{seed}:{month_key(month)}:{uscc}".encode()).hexdigest()


def draw_places(standing: pl.DataFrame, month: date, seed: int, places: int, most: int) -> pl.DataFrame:
    """Add `is_drawn` and `draw_chance` to the candidates of a list, whose `is_listed` holds the places given by risk.

    `standing`: district, uscc, is_listed, is_open (may be drawn), in the order of risk in each district. The pool is the first `most` open
    ones that have no place; as many as `places` of them are drawn, each with the same chance. `draw_chance` is null outside of the pool.
    """
    # Not by risk: the order within a district is the frame's, and the pool is its first part.
    is_waiting = ~pl.col("is_listed") & pl.col("is_open")
    place = is_waiting.cum_sum().over("district")
    in_pool = standing.with_columns(in_pool=is_waiting & (place <= most))
    tickets = pl.Series([ticket(seed, month, uscc) for uscc in in_pool["uscc"]], dtype=pl.String)
    drawn = in_pool.with_columns(ticket=pl.when("in_pool").then(tickets))
    won = pl.col("ticket").rank("ordinal").over("district") <= places
    chance = (pl.lit(float(places)) / pl.col("in_pool").sum().over("district")).clip(0.0, 1.0)
    marked = drawn.with_columns(is_drawn=won.fill_null(False), draw_chance=pl.when("in_pool").then(chance))
    return marked.drop("in_pool", "ticket")


def estimate_missed(draws: pl.DataFrame, visits: pl.DataFrame, month: date, least: int) -> MissedEstimate:
    """Return how many of those just below the cut a visit would have confirmed, by those whom the lot sent one.

    `draws`: month, uscc, is_listed, draw_chance of out_warnings up to a month, `published_on` of each list. `visits`: from judged_visits.
    The first visit since the list came out that says whether a warning was right counts (`was_right`); a drawn enterprise without one
    counts neither way. Of fewer than `least` visited no share is given.
    """
    pool = draws.filter(pl.col("draw_chance").is_not_null())
    drawn = pool.filter("is_listed")
    found = (
        drawn.join(visits.select("uscc", "visited_on", is_right=was_right()), on="uscc")
        .filter(pl.col("visited_on") >= pl.col("published_on"), pl.col("is_right").is_not_null())
        # Of one day a visit that confirms it stands before one that does not, as where the lists are judged.
        .sort("month", "uscc", "visited_on", "is_right", descending=[False, False, False, True])
        .unique(["month", "uscc"], keep="first", maintain_order=True)
    )
    is_confirmed = found["is_right"]
    enough = found.height >= max(least, 1)
    share, lo, hi = confirmed_share(is_confirmed, found["draw_chance"]) if enough else (None, None, None)
    confirmed = int(is_confirmed.sum())
    this_pool = pool.filter(pl.col("month") == month).height
    first: date | None = pool["month"].min()  # type: ignore[assignment]
    return MissedEstimate(first, drawn.height, found.height, confirmed, share, lo, hi, this_pool)


def confirmed_share(is_confirmed: pl.Series, chances: pl.Series) -> tuple[float, float, float]:
    """Return the share of a pool that is confirmed, with its 95 % interval, from those drawn out of it (at least one).

    `is_confirmed`, `chances` (n,): what was found of each, and the chance with which it was drawn: of a month with few below the cut a
    larger part is drawn, and each of them stands for fewer.
    """
    from statsmodels.stats.proportion import proportion_confint

    weights = 1 / chances.to_numpy()
    share = float(np.average(is_confirmed.to_numpy(), weights=weights))
    effective = float(weights.sum() ** 2 / (weights**2).sum())
    lo, hi = proportion_confint(share * effective, effective, 1 - LEVEL, method="beta")
    return share, float(lo), float(hi)
