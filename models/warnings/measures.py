"""Which service may help: measures of the catalogue matched to evidence, stage, signals, open appeals and policies."""

from collections.abc import Sequence

import polars as pl

from models.warnings.reasons import ReasonInputs
from models.warnings.settings import LevelSettings, Measure

MEASURE_SCHEMA = {"uscc": pl.String, "order": pl.Int32, "text": pl.String}
# A policy the enterprise may claim stands behind the measures that answer its own appeal (10) and before general ones.
POLICY_ORDER = 45


def match_measures(
    grounds: ReasonInputs,
    catalogue: Sequence[Measure],
    settings: LevelSettings,
    appeals: pl.DataFrame | None = None,
    eligible: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Propose up to `measures_most` measures for each candidate: uscc, measures (joined by ；, with the department).

    `appeals`: open ones (uscc, topic). `eligible`: uscc, title, department from `eligible_policies`. The loop runs over
    the catalogue, a few dozen entries, never over enterprises.
    """
    facts = _facts(grounds, appeals)
    # Measures, not enterprises, are gone through one by one: there are a few dozen of them.
    proposed = [_proposal(facts, measure) for measure in catalogue]
    if eligible is not None and len(eligible):
        proposed.append(_policy_texts(eligible.join(facts.select("uscc"), on="uscc", how="semi")))
    if not proposed:
        return pl.DataFrame(schema={"uscc": pl.String, "measures": pl.String})
    ordered = pl.concat(proposed).sort("uscc", "order", "text")
    kept = ordered.filter(pl.int_range(pl.len()).over("uscc") < settings.measures_most)
    return kept.group_by("uscc", maintain_order=True).agg(measures=pl.col("text").str.join("；"))


def _facts(grounds: ReasonInputs, appeals: pl.DataFrame | None) -> pl.DataFrame:
    facts = grounds.candidates.select("uscc", "kind", stage=pl.col("relocation_stage").fill_null("none"))
    # What fell, what was heard and what was asked for are the facts a condition may name.
    facts = facts.join(_listed(grounds.falls, "indicator", "low"), on="uscc", how="left")
    facts = facts.join(_listed(grounds.signals, "kind", "heard"), on="uscc", how="left")
    topics = appeals if appeals is not None else pl.DataFrame(schema={"uscc": pl.String, "topic": pl.String})
    return facts.join(_listed(topics, "topic", "asked"), on="uscc", how="left")


def _listed(frame: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    return frame.group_by("uscc").agg(pl.col(column).unique().alias(name))


def _proposal(facts: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    conditions = [
        *([pl.col("kind").is_in(_kinds(measure.kinds))] if measure.kinds else []),
        *([pl.col("stage").is_in(measure.stages)] if measure.stages else []),
        *([_any_of("low", measure.indicators)] if measure.indicators else []),
        *([_any_of("heard", measure.signals)] if measure.signals else []),
        *([_any_of("asked", measure.topics)] if measure.topics else []),
    ]
    fitting = facts.filter(*conditions) if conditions else facts
    text = f"{measure.text}（{measure.department}）"
    return fitting.select("uscc", order=pl.lit(measure.order, pl.Int32), text=pl.lit(text))


def _kinds(kinds: tuple[str, ...]) -> tuple[str, ...]:
    # A case of both kinds needs the help of either.
    return (*kinds, "both")


def _any_of(column: str, wanted: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal([pl.col(column).list.contains(item).fill_null(False) for item in wanted])


def _policy_texts(eligible: pl.DataFrame) -> pl.DataFrame:
    office = pl.when(pl.col("department").is_not_null()).then(pl.format("（{}）", "department")).otherwise(pl.lit(""))
    text = pl.format("可对接政策《{}》{}", "title", office)
    # One policy is named; a list of policies is not read.
    first = eligible.sort("uscc", "title").unique("uscc", keep="first", maintain_order=True)
    return first.select("uscc", order=pl.lit(POLICY_ORDER, pl.Int32), text=text)


def eligible_policies(
    policies: pl.DataFrame, claims: pl.DataFrame, register: pl.DataFrame, appeals: pl.DataFrame, as_of: pl.Expr
) -> pl.DataFrame:
    """Find the policies that answer an open appeal and were not claimed yet: uscc, policy, title, department.

    A policy is open to an enterprise when `as_of` (an expression, usually `pl.lit(day)`) lies in its validity and its
    industry codes and tiers (comma separated, null = all) fit. Only topics the enterprise asked about are proposed.
    """
    start, end = pl.col("valid_from_on").fill_null(as_of), pl.col("valid_to_on").fill_null(as_of)
    valid = policies.filter((start <= as_of) & (end >= as_of)).select(
        "policy", "title", "topic", "department", only_industry="industry", only_tier="tier"
    )
    # Only what the enterprise asked about: an unasked leaflet is no service.
    asked = appeals.select("uscc", "topic").unique().join(valid, on="topic")
    fitting = asked.join(register.select("uscc", "industry", "tier"), on="uscc").filter(_fits_industry(), _fits("only_tier", "tier"))
    return fitting.join(claims, on=["uscc", "policy"], how="anti").select("uscc", "policy", "title", "department").sort("uscc", "policy")


def _fits(only: str, own: str) -> pl.Expr:
    entries = pl.col(only).str.replace_all(" ", "").str.split(",")
    return pl.col(only).is_null() | entries.list.contains(pl.col(own)).fill_null(False)


def _fits_industry() -> pl.Expr:
    # A policy may name a division (two digits) or a class: the shorter code covers the longer one.
    own = pl.col("industry").fill_null("")
    covers = pl.format(",{},", pl.col("only_industry").str.replace_all(" ", ""))
    fits = [covers.str.contains(pl.format(",{},", own.str.slice(0, length)), literal=True) for length in (1, 2, 3, 4, 5)]
    return pl.col("only_industry").is_null() | pl.any_horizontal(fits).fill_null(False)
