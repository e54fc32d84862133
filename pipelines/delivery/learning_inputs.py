"""The frames about what was learned: how right earlier lists were, how soon somebody came, what visits do, how often they burden.

In: the lists that are out, what is on record of visits and outcomes, risks of later months. Out: what a figure means (models.cases,
models.warnings.lot), words (reports).
"""

from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from models.cases.first_contact import contact_times, first_contacts
from models.cases.first_evidence import families_counted, first_evidence, trouble_on_record
from models.cases.half_month import visit_burden
from models.cases.list_precision import judged_lists, precision_of_lists
from models.cases.visit_effect import EffectInputs, visit_effects
from models.cases.visits import judged_visits
from models.warnings.lot import estimate_missed
from pipelines.delivery.edition_archive import Archive
from pipelines.month.run import MonthRun
from reports.frames import empty
from warehouse import names
from warehouse.periods import MONTHS_A_YEAR, shift_month

# Comparisons gather over the years; how right the lists are is asked of the last twelve of them.
COMPARED_MONTHS = 36
LIST_COLUMNS = (
    "month", "district", "uscc", "level", "kind", "status", "is_listed", "draw_chance", "combined_risk", "respond_by_on", "true_chance",
    "published_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LearningRecords:
    """What was known on a month's day: `earlier` candidates of the lists that were out (LIST_COLUMNS), judged visits, outcomes."""

    run: MonthRun
    earlier: pl.DataFrame
    visits: pl.DataFrame
    outcomes: pl.DataFrame


def learning_frames(records: LearningRecords, archive: Archive, warnings: pl.DataFrame, register: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the frames about what was learned by name; `warnings`: this month's candidates with their month."""
    return {
        "missed": _missed(records, warnings),
        "precision": _precision(records),
        "contacts": _contacts(records),
        "effects": _effects(records, archive),
        "burden": _burden(records, register),
        "first_evidence": counted_evidence(records),
        "learning_rules": _rules(records.run),
    }


def learning_records(run: MonthRun, archive: Archive) -> LearningRecords:
    """Return what was known on a month's day of its earlier lists and of what came of them."""
    visits = judged_visits(run.known(names.VISITS), run.as_of)
    return LearningRecords(run, earlier_lists(archive, run.month), visits, run.known(names.OUTCOMES))


def earlier_lists(archive: Archive, month: date) -> pl.DataFrame:
    """Return the candidates of the earlier lists that are out, of the last years: LIST_COLUMNS; what an older version lacked is null."""
    days = archive.days_before(month)
    dated = [
        _listed_on(archive.candidates(earlier), day) for earlier, day in days.items() if earlier > shift_month(month, -COMPARED_MONTHS)
    ]
    return pl.concat([_listed_on(archive.candidates(month).clear(), month), *dated])


def _listed_on(candidates: pl.DataFrame, day: date) -> pl.DataFrame:
    return candidates.with_columns(published_on=pl.lit(day)).select(LIST_COLUMNS)


def later_risks(run: MonthRun, archive: Archive) -> pl.DataFrame:
    """Return the risks by which earlier lists are followed, this month's among them: month, uscc, combined_risk."""
    after = {shift_month(month, run.settings.cases.effect_months) for month in archive.days_before(run.month)}
    months = sorted(month for month in after if month <= run.month)
    return run.tables.read(names.RISK, month=months).select("month", "uscc", "combined_risk")


def _missed(records: LearningRecords, warnings: pl.DataFrame) -> pl.DataFrame:
    """Return what visits by lot say of those just below the cut; no row where nobody was ever drawn."""
    run, columns = records.run, ("month", "uscc", "is_listed", "draw_chance", "published_on")
    now = warnings.with_columns(published_on=pl.lit(run.as_of))
    draws = pl.concat([records.earlier.select(columns), now.select(columns)])
    found = estimate_missed(draws, records.visits, run.month, run.settings.cases.least_count)
    return pl.DataFrame([asdict(found)] if found.drawn else [], schema=empty("missed").schema)


def _last_year(records: LearningRecords) -> pl.DataFrame:
    """Return the listed of the last twelve lists before this one."""
    first = shift_month(records.run.month, -MONTHS_A_YEAR)
    return records.earlier.filter(pl.col("is_listed"), pl.col("month") >= first)


def _precision(records: LearningRecords) -> pl.DataFrame:
    """Return how right the lists were about whom they named by risk; whoever was drawn by lot says what they miss."""
    settings = records.run.settings.cases
    named = _last_year(records).filter(pl.col("draw_chance").is_null())
    judged = judged_lists(named, records.visits, records.outcomes, records.run.as_of, settings.confirm_months)
    return precision_of_lists(judged, settings.least_count, records.run.settings.levels.alarm_shift_spread)


def _contacts(records: LearningRecords) -> pl.DataFrame:
    """Return how soon somebody came to those who came onto a list; whoever stays on it was warned of before."""
    began = _last_year(records).filter(pl.col("status") == "new")
    return contact_times(first_contacts(began, records.visits, records.run.as_of), records.run.settings.cases.least_count)


def _effects(records: LearningRecords, archive: Archive) -> pl.DataFrame:
    run = records.run
    inputs = EffectInputs(
        records.earlier, later_risks(run, archive), records.visits, records.outcomes, run.month, run.as_of, run.settings.levels.entry_risk
    )
    # Nothing to compare where no list was out yet.
    return visit_effects(inputs, run.settings.cases) if records.earlier.height else empty("effects")


def counted_evidence(records: LearningRecords) -> pl.DataFrame:
    """Return which evidence came first of those who left or were confirmed to be in trouble lately, counted by family."""
    run, cases = records.run, records.run.settings.cases
    trouble = trouble_on_record(records.outcomes, records.visits, run.month, cases.miss_counted_months)
    months = records.earlier["month"].unique().sort().to_list()
    if trouble.is_empty() or not months:
        return empty("first_evidence")
    stored = run.tables.read(names.CONTRIBUTIONS, month=months, uscc=trouble["uscc"].to_list())
    found = first_evidence(trouble, stored, records.earlier.filter("is_listed").select("month", "uscc"))
    return families_counted(found, cases.least_count)


def _burden(records: LearningRecords, register: pl.DataFrame) -> pl.DataFrame:
    """Return everybody who was visited lately, by today's register."""
    run, settings = records.run, records.run.settings.cases
    burden = visit_burden(records.visits, run.as_of, settings.burden_days, settings.burden_visits)
    return burden.join(register.select("uscc", "street", "tier", "owner"), on="uscc", how="left", maintain_order="left")


def _rules(run: MonthRun) -> pl.DataFrame:
    """Return the settings that sentences name, in one row."""
    return pl.DataFrame([{name: getattr(run.settings.cases, name) for name in empty("learning_rules").columns}])
