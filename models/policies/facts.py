"""The facts of the enterprises that clauses ask about, one column a fact (warehouse.policy_vocabulary.FACTS), null where not known.

In: deriving them from the register, the comparable figures, claims and warnings. Out: comparing them (models.policies.conditions).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from models.district.bases import monitored_of
from models.optional_columns import text_or_null
from models.policies.claims import is_refused, since
from models.policies.size_classes import size_class
from models.series.windows import aged_figures, amounts, months_expected
from warehouse.policy_vocabulary import FACTS, NO_LEVEL, TAKE_UP_MONTHS
from warehouse.printed_figures import EXPOSURES

YEAR: Final = "twelve_months"


@dataclass(frozen=True, slots=True)
class FactInputs:
    """What facts are derived from, as known on the as-of day.

    `register` core_register, `series` feat_series of the month, `claims` core_claims, `warnings` out_warnings of the month (uscc, level),
    `judged`: codes of those a risk was given for; whoever is not among them has no known level.
    """

    register: pl.DataFrame
    series: pl.DataFrame
    claims: pl.DataFrame
    warnings: pl.DataFrame
    judged: pl.Series


def enterprise_facts(inputs: FactInputs, month: date, as_of: date) -> pl.DataFrame:
    """Return a row for every monitored enterprise: uscc and the columns of FACTS."""
    firms = monitored_of(inputs.register, as_of)
    facts = firms.select("uscc", "street", "park", "tier", text_or_null(firms, "high_tech"), industry=_industry(), age_years=_age(as_of))
    for frame in (_figures(inputs.series, month), _claimed(inputs.claims, as_of), inputs.warnings.select("uscc", "level")):
        facts = facts.join(frame, on="uscc", how="left")
    is_judged = pl.col("uscc").is_in(inputs.judged.implode())
    found = facts.with_columns(
        level=pl.coalesce("level", pl.when(is_judged).then(pl.lit(NO_LEVEL.key))),
        high_tech=pl.col("high_tech") == "yes",
        size=size_class(),
        claimed=pl.col("claimed").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        claims_12m_count=pl.col("claims_12m_count").fill_null(0.0),
    )
    return found.select("uscc", *FACTS.keys).sort("uscc")


def _industry() -> pl.Expr:
    """The code with its section letter, as long as it is known: the division where the digits do not agree with it."""
    digits = pl.col("industry").str.strip_chars().str.to_uppercase().str.extract(r"^[A-T]?(\d{2,4})(?:\D|$)", 1)
    letter, division = pl.col("industry_division").str.slice(0, 1), pl.col("industry_division").str.slice(1)
    # A spreadsheet takes the zero from 0610; what is left agrees with no division by itself.
    padded = pl.lit("0") + digits
    return (
        pl.when(digits.str.starts_with(division)).then(letter + digits)
        .when(padded.str.starts_with(division)).then(letter + padded)
        .otherwise("industry_division")
    )  # fmt: skip


def _age(as_of: date) -> pl.Expr:
    """Whole years since the entry into the register."""
    entered = pl.col("registered_on")
    # Days of a year are numbered month by month, so that a leap day shifts nothing; in wide integers, which polars' months are not.
    had_birthday = entered.dt.month().cast(pl.Int32) * 100 + entered.dt.day() <= as_of.month * 100 + as_of.day
    return (pl.lit(as_of.year) - entered.dt.year() - pl.when(had_birthday).then(0).otherwise(1)).cast(pl.Float64)


def _figures(series: pl.DataFrame, month: date) -> pl.DataFrame:
    aged = aged_figures(series, month, [figure.indicator for figure in EXPOSURES.values()])
    year, latest = amounts(aged, YEAR, month), amounts(aged, "latest", month)
    # A sum with a month missing is no sum of a year, and a clause would be answered by what has not arrived.
    whole = pl.when(pl.col("months_present") == months_expected(YEAR, month)).then(pl.col("value"))
    output = year.filter(pl.col("indicator") == "output_value")
    parts = [
        output.select("uscc", output_cny_10k=whole, output_growth_share="growth_share"),
        year.filter(pl.col("indicator") == "tax").select("uscc", tax_cny_10k=whole),
        latest.filter(pl.col("indicator") == "employment").select("uscc", jobs="value"),
    ]
    found = aged.select("uscc").unique()
    for part in parts:
        found = found.join(part, on="uscc", how="left")
    return found.with_columns(pl.col(pl.Float64).fill_nan(None))


def _claimed(claims: pl.DataFrame, as_of: date) -> pl.DataFrame:
    made = claims.filter(~is_refused() & (pl.col("claimed_on") <= as_of))
    return made.group_by("uscc").agg(
        claimed=pl.col("policy").unique().sort(),
        claims_12m_count=(pl.col("claimed_on") > since(as_of, TAKE_UP_MONTHS)).sum().cast(pl.Float64),
    )
