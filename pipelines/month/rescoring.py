"""A published list made again by the rules of today, from what was known on its own day; and what the rules of a list are.

In: which list, which day, which frames. Out: what a difference means (models.warnings.rule_changes).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from models.month import evidence_of_month
from models.risk.priors import PRIORS, RiskPrior
from models.risk.score import fit_models, score_month
from models.risk.shared_weights import Neighbours
from models.warnings.rule_changes import FACTS, Rules, compare_rules, have_changed, list_effects
from models.warnings.warning_list import decide_list
from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.fingerprint import scoring_version
from pipelines.delivery.publication import read_manifest
from pipelines.month.list_inputs import deciding_inputs, known_facts
from pipelines.month.other_districts import priors_of
from pipelines.month.run import MonthRun
from pipelines.month.training import history_by_these_rules
from pipelines.settings import Settings
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.rule_vocabulary import DATA


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A list that is out: its candidates and its rules as kept with the edition (None where an older version kept none).

    `facts`: the digest of what it was made from, as its manifest has it.
    """

    month: date
    as_of: date
    candidates: pl.DataFrame
    rules: pl.DataFrame | None
    facts: str


@dataclass(frozen=True, slots=True)
class RuleChange:
    """Rows of out_rules and out_rule_changes of one month, without the month; `list_month`: None where no earlier list is out."""

    rules: pl.DataFrame
    effects: pl.DataFrame
    list_month: date | None


def rules_of(settings: Settings, priors: Mapping[str, RiskPrior] = PRIORS, day: date = date.max) -> pl.DataFrame:
    """Return the rules that settings and this code make a list of a day by: kind, setting, value_text; `priors`: by risk."""
    code, corrections = scoring_version(), settings.corrections_digest(day)
    return Rules(settings.levels, settings.month, settings.risk, settings.channels.locked, code, corrections, priors).frame()


def newest_list(archive: Archive, before: date | None = None) -> PublishedList | None:
    """Return the newest list that is out, of a month before another one where that is given; None where there is none."""
    for month in reversed(archive.months()):
        manifest = read_manifest(archive.folder(month))
        if manifest is not None and (before is None or month < before):
            return _published(archive, month, manifest)
    return None


def _published(archive: Archive, month: date, manifest: dict[str, Any]) -> PublishedList:
    made_from = manifest["made_from"]
    as_of = date.fromisoformat(made_from["as_of"])
    return PublishedList(month, as_of, archive.candidates(month), archive.rules(month), str(made_from["inputs"]))


def changed_rules(run: MonthRun) -> RuleChange:
    """Lay the run's rules beside those of the newest list out before; where they differ, make that list again and compare."""
    # An import is somebody's decision; what neighbours learn from month to month is experience like this district's own, and no rule.
    published, own = (
        newest_list(run.editions(), run.month),
        rules_of(run.settings, priors_of(replace(run, neighbours=Neighbours())), run.as_of),
    )
    if published is None:
        return RuleChange(compare_rules(own, None, None), _no_effects(), None)
    compared = compare_rules(own, published.rules, published.month)
    if not have_changed(compared):
        return RuleChange(compared, _no_effects(), published.month)
    effects = list_effects(published.candidates, list_again(run, published.month, published.as_of))
    dated = effects.with_columns(list_month=pl.lit(published.month))
    return RuleChange(pl.concat([compared, _facts_beside(run, published)]), dated, published.month)


def _no_effects() -> pl.DataFrame:
    return table_named(names.RULE_CHANGES).empty_frame().drop("month")


def _facts_beside(run: MonthRun, published: PublishedList) -> pl.DataFrame:
    """Return the row that tells whether what was known on the list's day is still what the list was made from."""
    now = run.tables.inputs_digest(published.as_of)
    row = {"kind": DATA, "setting": FACTS, "value_text": now, "list_month": published.month, "value_text_then": published.facts}
    return pl.DataFrame([{**row, "is_changed": now != published.facts}])


def list_again(run: MonthRun, month: date, day: date) -> pl.DataFrame:
    """Return the candidates of a month that is out, as the run's rules and code decide them from what was known on its day."""
    then = replace(run, month=month, as_of=day)
    found, facts = evidence_of_month(*then.evidence_inputs(month, day, then.figures())), known_facts(then)
    models = fit_models(
        history_by_these_rules(then), found.deviations, found.panel, facts, run.settings.risk, priors_of(run), found.features
    )
    risk = score_month(found.features, found.panel, models, facts).risk
    return decide_list(deciding_inputs(then, risk, found.series), month, run.settings.levels)
