"""How often intervals of what a place on the list does hold a planted effect; run with `python -m tests.bench.visit_effects`.

Lists of 60 places of which 3 are drawn from the 60 just below the cut, of 500 enterprises that come again month by month: an enterprise's
months are alike in risk and in trouble, so that a hundred rows of the pool are fewer enterprises. The chance of trouble bends upwards with
the risk, which the straight lines at the cut do not know.
"""

import argparse
import sys

import polars as pl

from models.cases.settings import CaseSettings
from models.cases.visit_effect import visit_effects
from tests.unit.models.cases.planted_effects import planted


def main(arguments: list[str] | None = None) -> int:
    """Measure by months of lists and by planted effect; print how often the interval holds it, how wide it is, and what is concluded."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs=2, default=[1000, 1200], help="the first, and the one after the last")
    parser.add_argument("--months", type=int, nargs="+", default=[30])
    parser.add_argument("--effects", type=float, nargs="+", default=[0.0, -0.1, -0.2])
    asked = parser.parse_args(arguments)
    rows = [_measured(months, effect, range(*asked.seeds)) for months in asked.months for effect in asked.effects]
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=200, float_precision=3):
        sys.stdout.write(f"{pl.concat(rows)}\n")
    return 0


def _measured(months: int, effect: float, seeds: range) -> pl.DataFrame:
    settings = CaseSettings()
    found = pl.concat([visit_effects(planted(seed, months, effect), settings) for seed in seeds])
    held = pl.col("difference_lo").le(effect) & pl.col("difference_hi").ge(effect)
    return (
        found.filter(pl.col("outcome") == "in_trouble")
        .group_by("comparison", maintain_order=True)
        .agg(
            months=pl.lit(months),
            planted=pl.lit(effect),
            told=(pl.col("reading") != "too_few").mean(),
            mean=pl.col("difference").mean(),
            half_width=((pl.col("difference_hi") - pl.col("difference_lo")) / 2).mean(),
            holds=held.drop_nulls().mean(),
            fewer=(pl.col("reading") == "fewer").mean(),
            more=(pl.col("reading") == "more").mean(),
        )
    )


if __name__ == "__main__":
    sys.exit(main())
