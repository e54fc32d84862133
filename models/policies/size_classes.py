"""The size of an enterprise by the statistical standard of 2017 (国统字〔2017〕213号), as far as what is known here decides it.

In: limits by branch; jobs, and output of 12 months in the place of income in industry. Out: income and assets of the other branches, which
no source delivers: where the standard asks for them the size is not known, unless jobs alone make an enterprise micro.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from warehouse.policy_vocabulary import SIZES

# Least values of large, medium and small; whoever misses one of them falls by a class.
Limits = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Branch:
    """A row of the standard: `codes`, with which the industry code begins; limits of jobs and of income in 10,000 yuan, None where unasked.

    `has_assets`: whether assets are asked for too. `is_industry`: output stands for income.
    """

    codes: tuple[str, ...]
    jobs: Limits | None = None
    income: Limits | None = None
    has_assets: bool = False
    is_industry: bool = False


BRANCHES: Final = (
    Branch(("A",), income=(20_000, 500, 50)),
    Branch(("B", "C", "D"), (1000, 300, 20), (40_000, 2_000, 300), is_industry=True),
    Branch(("E",), income=(80_000, 6_000, 300), has_assets=True),
    Branch(("F51",), (200, 20, 5), (40_000, 5_000, 1_000)),
    Branch(("F52",), (300, 50, 10), (20_000, 500, 100)),
    # Railways are not in the standard; loading and unloading belongs to transport, the rest of division 59 is storage.
    Branch(("G54", "G55", "G56", "G57", "G58", "G591"), (1000, 300, 20), (30_000, 3_000, 200)),
    Branch(tuple(f"G59{digit}" for digit in range(2, 10)), (200, 100, 20), (30_000, 1_000, 100)),
    Branch(("G60",), (1000, 300, 20), (30_000, 2_000, 100)),
    Branch(("H61", "H62"), (300, 100, 10), (10_000, 2_000, 100)),
    Branch(("I63", "I64"), (2000, 100, 10), (100_000, 1_000, 100)),
    Branch(("I65",), (300, 100, 10), (10_000, 1_000, 50)),
    Branch(("K701",), income=(200_000, 1_000, 100), has_assets=True),
    Branch(("K702",), (1000, 300, 100), (5_000, 1_000, 500)),
    Branch(("L",), (300, 100, 10), has_assets=True),
    # All that is not listed: of real estate agents and others, of health and social work the latter.
    Branch(("K703", "K709", "M", "N", "O", "Q85", "R"), (300, 100, 10)),
)


def size_class() -> pl.Expr:
    """The size, a key of SIZES, from industry, jobs and output_cny_10k; null where it is not known or no branch has the code."""
    return pl.coalesce(pl.when(_begins(branch.codes)).then(_by(branch)) for branch in BRANCHES)


def _begins(codes: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal([pl.col("industry").str.starts_with(code) for code in codes])


def _by(branch: Branch) -> pl.Expr:
    """The class of a branch: the lowest that any of its figures gives; with one unknown only the lowest of all is sure."""
    places = []
    if branch.jobs is not None:
        places.append(_place(pl.col("jobs"), branch.jobs))
    if branch.income is not None:
        places.append(_place(pl.col("output_cny_10k"), branch.income) if branch.is_industry else pl.lit(None, pl.Int32))
    if branch.has_assets:
        places.append(pl.lit(None, pl.Int32))
    lowest, is_whole = pl.max_horizontal(places), pl.all_horizontal([place.is_not_null() for place in places])
    is_sure = is_whole | (lowest == len(SIZES) - 1).fill_null(False)
    return pl.when(is_sure).then(lowest.replace_strict(dict(enumerate(SIZES.keys)), return_dtype=pl.String, default=None))


def _place(figure: pl.Expr, limits: Limits) -> pl.Expr:
    """The place in SIZES by one figure alone, null where it is not known."""
    below = pl.sum_horizontal([(figure < limit).cast(pl.Int32) for limit in limits])
    return pl.when(figure.is_not_null()).then(below.cast(pl.Int32))
