"""Gathering what a briefing is made of: one frame for each part of the pages, for one month, as known on its as-of day.

In: reading and narrowing to the enterprises that are shown. Out: words and drawings (reports), what a figure means (models).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

import polars as pl

from models.cases.appeals import appeal_states
from models.cases.departures import judged_departures
from models.cases.list_answers import answers_to_list
from models.cases.visits import judged_visits, last_visits
from models.district.bases import monitored_of, register_bases
from models.district.relocation_flows import Places, relocation_flows
from models.series.windows import printed_figures
from models.warnings.warning_list import list_leavers
from pipelines.clock import as_of_day
from pipelines.delivery.appeal_counting import counted_appeals
from pipelines.delivery.edition_archive import Archive, declared_columns
from pipelines.delivery.learning_inputs import LearningRecords, learning_frames
from pipelines.delivery.policy_frames import policy_frames
from pipelines.month.corrections_since import changed_corrections
from pipelines.month.edits import locked_indicators, quarantine_of, withheld
from pipelines.month.missed_departures import miss_frames
from pipelines.month.rule_notice import named
from pipelines.month.rule_watch import rule_log
from pipelines.month.run import MonthRun
from pipelines.month.tournament import tournament_of
from pipelines.settings import Settings
from pipelines.work_process import Pending
from reports.frames import BriefingFrames, empty
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.ops.rule_log import rule_steps
from warehouse.periods import shift_month

HISTORY_MONTHS = 36
# The parts of a briefing that are frames, by name.
FRAMES = tuple(item.name for item in fields(BriefingFrames) if item.name != "enterprises_count")


@dataclass(frozen=True, slots=True)
class BriefingReader:
    """What a gathering reads from: the month, the editions that are out, the candidates, and who is shown besides them."""

    run: MonthRun
    archive: Archive
    warnings: pl.DataFrame
    besides: tuple[str, ...] = ()

    @property
    def shown(self) -> list[str]:
        """Credit codes of those who have a page: everybody at or above the line, the listed first in order of rank."""
        return [*self.warnings.sort("rank", "uscc", nulls_last=True)["uscc"], *self.besides]

    def of_shown(self, table: str) -> pl.DataFrame:
        """Return the month's rows of a table about those who are shown."""
        return self.run.read(table).filter(pl.col("uscc").is_in(self.shown))

    def known_of_shown(self, table: str) -> pl.DataFrame:
        """Return the facts about those who are shown that were known."""
        return self.run.known(table).filter(pl.col("uscc").is_in(self.shown))


def gather(run: MonthRun, archive: Archive, learned: LearningRecords, fans: Pending[pl.DataFrame]) -> BriefingFrames:
    """Return every frame of a month's briefing; the fans are waited for last."""
    warnings = run.read(names.WARNINGS).with_columns(pl.lit(run.month).alias("month"))
    reader = BriefingReader(run, archive, warnings, just_left(archive.list_before(run.month), warnings))
    register = run.known(names.REGISTER)
    parts = {
        **_of_the_district(run, register),
        **frames_of_the_list(reader),
        **_of_the_past(reader, register),
        **policy_frames(run, reader.shown),
        "appeal_counts": counted_appeals(run, register),
        "relocations": _relocations(reader, register),
        "departures": departures(reader, register),
        **learning_frames(learned, archive, warnings, register),
        "comparison": run.read(names.COMPARISON),
        **miss_frames(run, register),
        "rules": run.read(names.RULES),
        "rule_changes": rule_changes(run, register),
        "rule_log": logged_rules(run, archive),
        "corrections": corrections(run, archive, register),
        "restatements": restatements(run, register),
        "settlements": settlements(run, register),
        "bases": register_bases(register, run.read(names.RISK), run.as_of),
        "figures": _figures(reader),
        "unjudged": unjudged(run.read(names.RISK), register),
        "fans": fans.result(),
    }
    return BriefingFrames(enterprises_count=monitored_of(register, run.as_of).height, **parts)


def _of_the_district(run: MonthRun, register: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the frames about the district, its sources and the method."""
    by_rule = quarantine_of(run).group_by("action", "rule").agg(count=pl.len().cast(pl.Int64))
    return {
        "outline": outline_frame(run.settings),
        "monitored": monitored(monitored_of(register, run.as_of)),
        "district": run.read(names.DISTRICT),
        "state": run.read(names.STATE),
        "coverage": run.read(names.COVERAGE),
        "growth": placed(run.read(names.GROWTH), register),
        "model_card": run.read(names.MODEL_CARD),
        "calibration": run.read(names.CALIBRATION),
        "bands": run.read(names.BANDS),
        "outside": run.read(names.OUTSIDE),
        "stated": run.read(names.STATED),
        "tournament": tournament_of(run),
        "quarantine_counts": by_rule.sort("action", "rule"),
    }


def frames_of_the_list(reader: BriefingReader) -> dict[str, pl.DataFrame]:
    """Return the frames about everybody at or above the line: why, what helps, what they have gone through."""
    return {
        "warnings": reader.warnings,
        # A reason names the month of its figure.
        "reasons": reader.of_shown(names.REASONS).with_columns(month=pl.lit(reader.run.month)),
        "measures": reader.of_shown(names.MEASURES),
        "clearings": reader.of_shown(names.CLEARINGS),
        "evidence": reader.of_shown(names.EVIDENCE),
        "contributions": reader.of_shown(names.CONTRIBUTIONS),
        "series": reader.of_shown(names.SERIES),
        "expected": reader.of_shown(names.EXPECTED),
        "signals": reader.known_of_shown(names.SIGNALS),
        "visits": reader.known_of_shown(names.VISITS),
        "outcomes": reader.known_of_shown(names.OUTCOMES),
    }


def _of_the_past(reader: BriefingReader, register: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return what continues earlier lists: last month's, its follow-up, the counts by level, the checks."""
    run = reader.run
    before = reader.archive.list_before(run.month)
    earlier = reader.archive.candidates_before(run.month).select("month", "level", "is_listed")
    now = reader.warnings.select("month", "level", "is_listed")
    history = pl.concat([earlier, now]).filter(pl.col("month") > shift_month(run.month, -HISTORY_MONTHS))
    counts = {"count": pl.col("is_listed").sum().cast(pl.Int64), "candidates_count": pl.len().cast(pl.Int64)}
    return {
        "previous": pl.DataFrame() if before is None else placed(before, register),
        "appeals": appeal_states(reader.known_of_shown(names.APPEALS), run.as_of),
        "last_visits": last_visits(judged_visits(reader.known_of_shown(names.VISITS), run.as_of)),
        "leavers": pl.DataFrame() if before is None else leavers(before, reader, register),
        "followup": pl.DataFrame() if before is None else followup(before, reader, register),
        "level_history": history.group_by("month", "level").agg(**counts).sort("month", "level"),
        "checks": run.verdicts(names.BRIEFINGS),
    }


def outline_frame(settings: Settings) -> pl.DataFrame:
    """Return the outline of the streets as points: street, ring, place, x, y, is_invented; no rows where none is configured."""
    points = [
        {"street": one.street, "ring": number, "place": place, "x": x, "y": y, "is_invented": settings.district.outline_is_invented}
        for one in settings.outline
        for number, ring in enumerate(one.rings)
        for place, (x, y) in enumerate(ring)
    ]
    return pl.DataFrame(points, schema=empty("outline").schema)


def monitored(register: pl.DataFrame) -> pl.DataFrame:
    """Return how many enterprises are monitored: dimension (street | industry | owner | tier), name, enterprises_count."""
    counts = [
        register.group_by(name=pl.col(dimension)).agg(enterprises_count=pl.len().cast(pl.Int64)).with_columns(dimension=pl.lit(dimension))
        for dimension in ("street", "industry", "owner", "tier")
    ]
    return pl.concat(counts).select("dimension", "name", "enterprises_count").sort("dimension", "name")


def placed(frame: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with street, tier and owner as the register has them now.

    Scopes are cut by today's register: whoever has moved is the new street's to know, with its past, and no longer
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


def just_left(before: pl.DataFrame | None, warnings: pl.DataFrame) -> tuple[str, ...]:
    """Return who was on last month's list and is no candidate any more: their pages say what became of them."""
    if before is None:
        return ()
    gone = before.filter("is_listed").join(warnings.select("uscc"), on="uscc", how="anti")
    return tuple(gone["uscc"].sort())


def leavers(before: pl.DataFrame, reader: BriefingReader, register: pl.DataFrame) -> pl.DataFrame:
    """Return who was on last month's list and is not on this one, with the cause, and with street, tier and owner of today."""
    risk = reader.run.read(names.RISK)
    gone = list_leavers(before, reader.warnings, risk).join(risk.select("uscc", "operating_risk", "relocation_risk"), on="uscc", how="left")
    then = before.select("uscc", "street", "tier", "owner")
    return placed(gone.rename({"level": "level_now", "previous_level": "level"}).join(then, on="uscc", how="left"), register)


def followup(before: pl.DataFrame, reader: BriefingReader, register: pl.DataFrame) -> pl.DataFrame:
    """Return what became of last month's list: its rows with every visit since it was published."""
    run, month = reader.run, shift_month(reader.run.month, -1)
    published = reader.archive.days_before(run.month).get(month, as_of_day(month, run.as_of))
    visits = judged_visits(run.known(names.VISITS), run.as_of)
    return placed(answers_to_list(before.filter("is_listed"), visits, published, run.as_of), register)


def restatements(run: MonthRun, register: pl.DataFrame) -> pl.DataFrame:
    """Return the restated figures with names, and the levels last month would have had then and now."""
    levels = run.read(names.REVISIONS).select("uscc", "level_then", "level_now")
    figures = run.read(names.RESTATEMENTS).join(register.select("uscc", "name"), on="uscc", how="left").join(levels, on="uscc", how="left")
    return figures.drop("basis").sort("uscc", "indicator", "period", "new_value", nulls_last=True)


def settlements(run: MonthRun, register: pl.DataFrame) -> pl.DataFrame:
    """Return what people decided about rows in quarantine since the month before was run, without what followed from it."""
    before = as_of_day(shift_month(run.month, -1), run.as_of)
    decided = run.known(names.SETTLEMENTS).filter(pl.col("known_on") > before, ~pl.col("is_consequence"))
    shown = withheld(decided.with_columns(value_text=pl.lit(None, dtype=pl.String)), run.settings)
    named = shown.join(register.select("uscc", "name"), on="uscc", how="left", maintain_order="left")
    return named.select("uscc", "name", "action", "indicator", "period", "settled_by", "reason", "known_on")


def unjudged(risk: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """Return the enterprises of the register that no risk was given for, with the reason: nobody is dropped in silence."""
    without = risk.filter(pl.col("out_of_scope").is_not_null()).select("uscc", reason="out_of_scope")
    named = without.join(register.select("uscc", "name", "street", "tier", "owner"), on="uscc", how="left")
    return named.select("uscc", "name", "street", "tier", "owner", "reason").sort("uscc")


def _figures(reader: BriefingReader) -> pl.DataFrame:
    """Return the printed figures of those who are shown and of those who rise or are new; not of the whole register."""
    codes = [*reader.shown, *reader.run.read(names.GROWTH)["uscc"]]
    return printed_figures(reader.run.read(names.SERIES).filter(pl.col("uscc").is_in(codes)), reader.run.month)


def _relocations(reader: BriefingReader, register: pl.DataFrame) -> pl.DataFrame:
    """Return who left within a year and who shows signals of it."""
    run = reader.run
    risk, signals, outcomes = run.read(names.RISK), run.known(names.SIGNALS), run.known(names.OUTCOMES)
    places = Places(run.settings.district.name, run.settings.district.city)
    flows = relocation_flows(reader.warnings, risk, signals, outcomes, register, run.read(names.SERIES), run.month, places)
    return placed(flows, register)


def departures(reader: BriefingReader, register: pl.DataFrame) -> pl.DataFrame:
    """Return who left within a year and what the lists that were out before had said, with names, streets and owners."""
    run, archive = reader.run, reader.archive
    visits, lists = judged_visits(run.known(names.VISITS), run.as_of), archive.candidates_before(run.month)
    judged = judged_departures(run.known(names.OUTCOMES), visits, lists, archive.days_before(run.month), run.month)
    here = register.select("uscc", "name", "street", "tier", "owner")
    return judged.join(here, on="uscc", how="left", maintain_order="left")


def rule_changes(run: MonthRun, register: pl.DataFrame) -> pl.DataFrame:
    """Return who comes and goes by changed rules, with name, street, tier and owner as the register has them."""
    here = register.select("uscc", "street", "tier", "owner")
    return named(run.read(names.RULE_CHANGES), register).join(here, on="uscc", how="left", maintain_order="left")


def corrections(run: MonthRun, archive: Archive, register: pl.DataFrame) -> pl.DataFrame:
    """Return the corrections that changed since the list before, with names, and the levels last month would have had then and now."""
    changed = changed_corrections(run, _listed_on(run, archive))
    blank = pl.lit(None, dtype=pl.Float64)
    hidden = changed["indicator"].is_in(locked_indicators(run.settings))
    values = [pl.when(~hidden).then(name).otherwise(blank).alias(name) for name in ("delivered_value", "used_value")]
    shown = changed.with_columns(*values, pl.when(~hidden).then("reason").alias("reason"))
    here = register.select("uscc", "name", "street", "tier", "owner")
    levels = run.read(names.REVISIONS).select("uscc", "level_then", "level_now")
    return shown.join(here, on="uscc", how="left", maintain_order="left").join(levels, on="uscc", how="left", maintain_order="left")


def _listed_on(run: MonthRun, archive: Archive) -> date | None:
    """Return the as-of day of the list that this month's rules are compared with, None where no earlier list is out."""
    compared_with = run.read(names.RULES)["list_month"].drop_nulls()
    return archive.days_before(run.month).get(compared_with[0]) if compared_with.len() else None


def logged_rules(run: MonthRun, archive: Archive) -> pl.DataFrame:
    """Return who was at work when the rules changed that are others than those of the list before."""
    return rule_log(run.read(names.RULES), rule_steps(run.home.ops), _listed_on(run, archive))


def named_frames(frames: BriefingFrames) -> dict[str, pl.DataFrame]:
    """Return the frames by name, as the archive keeps them."""
    kept = {name: getattr(frames, name) for name in FRAMES}
    return {**kept, "counts": pl.DataFrame({"enterprises_count": [frames.enterprises_count]}, schema={"enterprises_count": pl.Int64})}


def frames_from(kept: Mapping[str, pl.DataFrame]) -> BriefingFrames:
    """Return the briefing's frames from what the archive kept; nothing may be missing (`missing_frames`)."""
    own = {name: frame for name, frame in kept.items() if name in FRAMES}
    return BriefingFrames(enterprises_count=kept["counts"]["enterprises_count"][0], **own)


def missing_frames(kept: Mapping[str, pl.DataFrame]) -> list[str]:
    """Return the frames that pages and mail are made from and that an older version did not keep, in the order of the briefing."""
    return [name for name in FRAMES if name not in kept]


def list_frames_from(kept: Mapping[str, pl.DataFrame]) -> BriefingFrames:
    """Return only who is listed and who was the month before; editions of every version kept that much."""
    table = table_named(names.WARNINGS)
    return BriefingFrames(warnings=declared_columns(kept["warnings"], table), previous=declared_columns(kept["previous"], table))
