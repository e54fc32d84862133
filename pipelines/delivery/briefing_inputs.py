"""Gathering what a briefing is made of: one frame for each part of the pages, for one month, as known on its as-of day.

In: reading and narrowing to the enterprises that are shown. Out: words and drawings (reports), what a figure means (models).
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date

import polars as pl

from models.district.relocation_flows import relocation_flows
from models.warnings.measures import eligible_policies
from pipelines.clock import as_of_day, previous_month
from pipelines.month.edits import quarantine_of
from pipelines.month.restatements import RESTATEMENTS, REVISIONS
from pipelines.month.tournament import tournament_of
from pipelines.quality.asset_checks import read_verdicts
from pipelines.resources import MonthRun
from reports.frames import BriefingFrames
from warehouse.ops.editions import Archive
from warehouse.periods import shift_month

OBSERVATIONS = "core_observations__monthly_enterprises"
REGISTER = "core_register__event_enterprises"
OUTCOMES = "core_outcomes__event_enterprises"
SIGNALS = "core_signals__event_enterprises"
APPEALS = "core_appeals__event_enterprises"
VISITS = "core_visits__event_enterprises"
WARNINGS = "out_warnings__monthly_enterprises"
SERIES = "feat_series__monthly_enterprises"
RISK = "pred_risk__monthly_enterprises"
EDITIONS = "out_briefings__monthly_editions"
HISTORY_MONTHS = 36

Fans = Callable[[MonthRun, pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class BriefingReader:
    """What a gathering reads from: the month, the editions that are out, the list, and who is shown besides the listed."""

    run: MonthRun
    archive: Archive
    warnings: pl.DataFrame
    besides: tuple[str, ...] = ()

    @property
    def listed(self) -> list[str]:
        """Credit codes of those who are shown, the listed in order of rank."""
        return [*self.warnings.filter("is_listed").sort("rank")["uscc"], *self.besides]

    def of_listed(self, table: str) -> pl.DataFrame:
        """Return the month's rows of a table about the listed."""
        return self.run.read(table).filter(pl.col("uscc").is_in(self.listed))

    def known_of_listed(self, table: str) -> pl.DataFrame:
        """Return the facts about the listed that were known."""
        return self.run.known(table).filter(pl.col("uscc").is_in(self.listed))


def gather(run: MonthRun, archive: Archive, draw_fans: Fans | None = None) -> BriefingFrames:
    """Return every frame of a month's briefing; without `draw_fans` there are no fan charts."""
    reader = BriefingReader(run, archive, run.read(WARNINGS).with_columns(pl.lit(run.month).alias("month")))
    register = run.known(REGISTER)
    parts = {
        **_of_the_district(run, register),
        **_of_the_list(reader),
        **_of_the_past(reader, register),
        "policies": _policies(reader, register),
        "relocations": _relocations(reader, register),
        "restatements": restatements(run, register),
        "unjudged": unjudged(run.read(RISK), register),
        "fans": draw_fans(run, reader.warnings) if draw_fans else pl.DataFrame(),
    }
    return BriefingFrames(enterprises_count=_monitored(register, run.as_of).height, **parts)


def _of_the_district(run: MonthRun, register: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return what is said about the district, its sources and the method."""
    by_rule = quarantine_of(run).group_by("action", "rule").agg(count=pl.len().cast(pl.Int64))
    return {
        "monitored": monitored(_monitored(register, run.as_of)),
        "district": run.read("out_district__monthly_indicators"),
        "state": run.read("out_state__monthly_districts"),
        "coverage": run.read("out_coverage__monthly_sources"),
        "growth": placed(run.read("out_growth__monthly_enterprises"), register),
        "model_card": run.read("out_model_card__monthly_features"),
        "calibration": run.read("out_calibration__monthly_deciles"),
        "bands": run.read("out_bands__monthly_indicators"),
        "tournament": tournament_of(run).rename({"month": "quarter"}),
        "quarantine_counts": by_rule.sort("action", "rule"),
    }


def _of_the_list(reader: BriefingReader) -> dict[str, pl.DataFrame]:
    """Return what is said about the listed enterprises."""
    return {
        "warnings": reader.warnings,
        "evidence": reader.of_listed("feat_evidence__monthly_enterprises"),
        "contributions": reader.of_listed("pred_contributions__monthly_enterprises"),
        "series": reader.of_listed(SERIES),
        "expected": reader.of_listed("feat_expected__monthly_enterprises"),
        "signals": reader.known_of_listed(SIGNALS),
        "appeals": reader.known_of_listed(APPEALS),
        "visits": reader.known_of_listed(VISITS),
        "outcomes": reader.known_of_listed(OUTCOMES),
    }


def _of_the_past(reader: BriefingReader, register: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return what continues earlier lists: last month's, its follow-up, the counts by level, the checks."""
    run = reader.run
    before = reader.archive.list_before(run.month)
    listed = reader.archive.listed_before(run.month).select("month", "level")
    now = reader.warnings.filter("is_listed").select("month", "level")
    history = pl.concat([listed, now]).filter(pl.col("month") > shift_month(run.month, -HISTORY_MONTHS))
    return {
        "previous": pl.DataFrame() if before is None else placed(before, register),
        "followup": pl.DataFrame() if before is None else followup(before, run.known(VISITS), run.month),
        "level_history": history.group_by("month", "level").agg(count=pl.len().cast(pl.Int64)).sort("month", "level"),
        "checks": read_verdicts(reader.archive.ops, f"{run.month:%Y-%m}", EDITIONS),
    }


def _months_before(month: date, count: int) -> date:
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def _monitored(register: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return the enterprises that had entered the register and had not left it."""
    left = (pl.col("left_register_on") <= day).fill_null(False)
    entered = (pl.col("registered_on") <= day).fill_null(True)
    return register.filter(entered & ~left)


def monitored(register: pl.DataFrame) -> pl.DataFrame:
    """Return how many enterprises are monitored: dimension (street | industry | owner | tier), name, enterprises_count."""
    counts = [
        register.group_by(name=pl.col(dimension)).agg(enterprises_count=pl.len().cast(pl.Int64)).with_columns(dimension=pl.lit(dimension))
        for dimension in ("street", "industry", "owner", "tier")
    ]
    return pl.concat(counts).select("dimension", "name", "enterprises_count").sort("dimension", "name")


def placed(frame: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with street, tier and owner as the register has them now.

    Scopes are cut by today's register: whoever has moved is the new street's to know, with what was said of it before, and no longer
    the old one's.
    """
    here = register.select("uscc", "street", "tier", "owner", is_registered=pl.lit(True))
    joined = frame.join(here, on="uscc", how="left", suffix="_now", maintain_order="left")
    now = [
        pl.when(pl.col("is_registered")).then(pl.col(f"{name}_now")).otherwise(pl.col(name)).alias(name)
        for name in ("street", "tier", "owner")
        if f"{name}_now" in joined.columns
    ]
    return joined.with_columns(now).drop("is_registered", pl.selectors.ends_with("_now"))


def followup(before: pl.DataFrame, visits: pl.DataFrame, month: date) -> pl.DataFrame:
    """Return what became of last month's list: its rows with the last visit since it was published."""
    published = as_of_day(previous_month(month), date.max)
    # A visit before publication was not an answer to the list.
    since = visits.filter(pl.col("visited_on") >= published).sort("visited_on", "visited_by")
    last = since.unique("uscc", keep="last", maintain_order=True).select("uscc", "visited_on", "finding", "outcome")
    return before.select("uscc", "name", "level", "rank").join(last, on="uscc", how="left").sort("rank").drop("rank")


def restatements(run: MonthRun, register: pl.DataFrame) -> pl.DataFrame:
    """Return the restated figures with names, and the levels last month would have had then and now."""
    levels = run.read(REVISIONS).select("uscc", "level_then", "level_now")
    figures = run.read(RESTATEMENTS).join(register.select("uscc", "name"), on="uscc", how="left").join(levels, on="uscc", how="left")
    return figures.drop("basis").sort("uscc", "indicator", "period", "new_value", nulls_last=True)


def unjudged(risk: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """Return the enterprises of the register that no risk was given for, with the reason: nobody is dropped in silence."""
    without = risk.filter(pl.col("out_of_scope").is_not_null()).select("uscc", reason="out_of_scope")
    named = without.join(register.select("uscc", "name", "street", "tier", "owner"), on="uscc", how="left")
    return named.select("uscc", "name", "street", "tier", "owner", "reason").sort("uscc")


def _policies(reader: BriefingReader, register: pl.DataFrame) -> pl.DataFrame:
    """Return the policies that answer an open appeal of a listed enterprise: uscc, policy, reason."""
    run = reader.run
    closed = (pl.col("closed_on") <= run.as_of).fill_null(False)
    appeals = reader.known_of_listed(APPEALS).filter(~closed)
    policies, claims = run.known("core_policies__event_policies"), run.known("core_claims__event_enterprises")
    found = eligible_policies(policies, claims, register, appeals, pl.lit(run.as_of))
    return found.select("uscc", policy="title", reason="department")


def _relocations(reader: BriefingReader, register: pl.DataFrame) -> pl.DataFrame:
    """Return who left within a year and who shows signals of it."""
    run = reader.run
    risk, signals, outcomes = run.read(RISK), run.known(SIGNALS), run.known(OUTCOMES)
    flows = relocation_flows(reader.warnings, risk, signals, outcomes, register, run.read(SERIES), run.month)
    return placed(flows.rename({"output_cny_10k": "output", "tax_cny_10k": "tax"}), register)


def named_frames(frames: BriefingFrames) -> dict[str, pl.DataFrame]:
    """Return the frames by name, as the archive keeps them."""
    kept = {item.name: getattr(frames, item.name) for item in fields(frames) if item.name != "enterprises_count"}
    return {**kept, "counts": pl.DataFrame({"enterprises_count": [frames.enterprises_count]}, schema={"enterprises_count": pl.Int64})}


def frames_from(kept: dict[str, pl.DataFrame]) -> BriefingFrames:
    """Return the briefing's frames from what the archive kept."""
    own = {name: frame for name, frame in kept.items() if name != "counts"}
    return BriefingFrames(enterprises_count=kept["counts"]["enterprises_count"][0], **own)
