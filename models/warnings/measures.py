"""Which service may help: measures of the catalogue matched to evidence, stage, signals, open appeals and policies."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from models.warnings.falls import ReasonInputs
from models.warnings.settings import LevelSettings, Measure
from warehouse.tables.out_measures__monthly_enterprises import TABLE

_EMPTY: Final = TABLE.empty_frame().drop("month")
# A policy the enterprise may claim stands behind the measures that answer its own appeal (10 to 19) and before general ones.
POLICY_ORDER: Final = 45
POLICY: Final = "policy"


def match_measures(
    inputs: ReasonInputs,
    catalogue: Sequence[Measure],
    settings: LevelSettings,
    appeals: pl.DataFrame | None = None,
    eligible: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Propose up to `measures_most` measures for each candidate: out_measures without the month.

    `appeals`: open ones (uscc, topic). `eligible`: uscc, title, department, the best first, from
    models.policies.matching.answering_appeals. The loop runs over the catalogue, a few dozen entries, never over enterprises.
    """
    facts = _facts(inputs, appeals)
    # Measures, not enterprises, are gone through one by one: there are a few dozen of them.
    proposed = [_proposal(facts, measure) for measure in catalogue]
    if eligible is not None:
        proposed.append(_policies(eligible.join(facts.select("uscc"), on="uscc", how="semi")))
    none = _EMPTY.with_columns(order=pl.lit(0))
    ordered = pl.concat([none, *proposed], how="diagonal_relaxed").sort("uscc", "order", "measure")
    placed = ordered.with_columns(place=pl.int_range(1, pl.len() + 1).over("uscc")).filter(pl.col("place") <= settings.measures_most)
    return placed.select(_EMPTY.columns).cast(dict(_EMPTY.schema))  # type: ignore[arg-type]


def _facts(inputs: ReasonInputs, appeals: pl.DataFrame | None) -> pl.DataFrame:
    facts = inputs.candidates.select("uscc", "kind", stage=pl.col("relocation_stage").fill_null("none"))
    # What fell, what was reported and what was appealed for are the facts a condition may name.
    facts = facts.join(_listed(inputs.falls, "indicator", "low"), on="uscc", how="left")
    facts = facts.join(_listed(inputs.signals, "kind", "reported"), on="uscc", how="left")
    topics = appeals if appeals is not None else pl.DataFrame(schema={"uscc": pl.String, "topic": pl.String})
    return facts.join(_listed(topics, "topic", "topics"), on="uscc", how="left")


def _listed(frame: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    return frame.group_by("uscc").agg(pl.col(column).unique().alias(name))


def _proposal(facts: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    conditions = [
        *([pl.col("kind").is_in(_kinds(measure.kinds))] if measure.kinds else []),
        *([pl.col("stage").is_in(measure.stages)] if measure.stages else []),
        *([_any_of("low", measure.indicators)] if measure.indicators else []),
        *([_any_of("reported", measure.signals)] if measure.signals else []),
        *([_any_of("topics", measure.topics)] if measure.topics else []),
    ]
    fitting = facts.filter(*conditions) if conditions else facts
    return fitting.select(
        "uscc",
        order=pl.lit(measure.order),
        measure=pl.lit(measure.key),
        department=pl.lit(measure.department),
        words_zh=pl.lit(measure.text),
        words_en=pl.lit(_english(measure), pl.String),
    )


def _english(measure: Measure) -> str | None:
    """Return text and department in English; nothing where the catalogue has no English text."""
    department = f" ({measure.department_en})" if measure.department_en else ""
    return f"{measure.text_en}{department}" if measure.text_en else None


def _kinds(kinds: tuple[str, ...]) -> tuple[str, ...]:
    # A case of both kinds needs the help of either.
    return (*kinds, "both")


def _any_of(column: str, wanted: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal([pl.col(column).list.contains(item).fill_null(False) for item in wanted])


def _policies(eligible: pl.DataFrame) -> pl.DataFrame:
    # One policy is named; a list of policies is not read.
    first = eligible.unique("uscc", keep="first", maintain_order=True)
    return first.select("uscc", order=pl.lit(POLICY_ORDER), measure=pl.lit(POLICY), policy="title", department="department")
