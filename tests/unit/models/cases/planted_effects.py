"""Lists with a planted effect of a place on them: some enterprises come again month by month, and some are more often in trouble."""

from datetime import date, timedelta
from math import sqrt

import numpy as np
import polars as pl
from scipy.special import ndtr

from models.cases.visit_effect import EffectInputs
from warehouse.periods import shift_month

FIRST = date(2024, 1, 1)
ENTRY = 0.15
PLACES, DRAWN, POOL, ENTERPRISES = 60, 3, 60, 500
VISITS = {"uscc": pl.String, "visited_on": pl.Date, "finding": pl.String, "outcome": pl.String}
OUTCOMES = {"uscc": pl.String, "occurred_on": pl.Date, "outcome": pl.String}


def planted(seed: int, months: int, effect: float, *, alike: float = 0.3, is_curved: bool = True) -> EffectInputs:
    """Return `months` lists of which six months have passed since.

    `effect`: added to the chance of trouble by a place. `alike`: correlation of an enterprise's months, of its risk and of its trouble.
    The chance of trouble without a place is the risk itself, or bent upwards.
    """
    rng = np.random.default_rng(seed)
    standing, luck = rng.normal(size=ENTERPRISES), rng.normal(size=ENTERPRISES)
    lists, risks = [], []
    for number in range(months):
        month = shift_month(FIRST, number)
        position = sqrt(alike) * standing + sqrt(1 - alike) * rng.normal(size=ENTERPRISES)
        risk = np.clip(0.28 + 0.15 * position, 0.01, 0.95)
        order = np.argsort(-risk)
        drawn = rng.choice(np.arange(PLACES - DRAWN, PLACES - DRAWN + POOL), DRAWN, replace=False)
        place = np.empty(ENTERPRISES, dtype=int)
        place[order] = np.arange(ENTERPRISES)
        in_pool = (place >= PLACES - DRAWN) & (place < PLACES - DRAWN + POOL)
        is_listed = (place < PLACES - DRAWN) | np.isin(place, drawn)
        chance = np.clip((risk + 0.4 * (risk - 0.3) ** 2 if is_curved else risk) + effect * is_listed, 0.0, 1.0)
        trouble = ndtr(sqrt(alike) * luck + sqrt(1 - alike) * rng.normal(size=ENTERPRISES)) < chance
        codes = [f"E{code:04d}" for code in range(ENTERPRISES)]
        frame = pl.DataFrame({"uscc": codes, "is_listed": is_listed, "combined_risk": risk, "in_pool": in_pool})
        out_on, draw_chance = pl.lit(shift_month(month, 1) + timedelta(days=15)), pl.when("in_pool").then(DRAWN / POOL)
        dated = frame.with_columns(month=pl.lit(month), district=pl.lit("d"), published_on=out_on, draw_chance=draw_chance)
        lists.append(dated.filter(pl.col("combined_risk") >= ENTRY))
        risks.append(pl.DataFrame({"uscc": codes, "combined_risk": np.where(trouble, 0.5, 0.05)}).with_columns(month=shift_month(month, 6)))
    last = shift_month(FIRST, months + 5)
    none = pl.DataFrame(schema=VISITS), pl.DataFrame(schema=OUTCOMES)
    return EffectInputs(pl.concat(lists), pl.concat(risks), *none, last, shift_month(last, 1) + timedelta(days=15), ENTRY)
