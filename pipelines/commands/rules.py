"""`earlywarn rules`: who would come and go by a changed settings file, where nothing is stored; who changed which rule and when."""

from dataclasses import replace
from pathlib import Path

import polars as pl

from models.warnings.rule_changes import compare_rules, have_changed, list_effects
from pipelines.clock import as_of_day, today
from pipelines.commands.json_document import json_document
from pipelines.commands.snapshot import open_to_read
from pipelines.data_dir import DataDir
from pipelines.delivery.edition_archive import Archive
from pipelines.errors import UsageError
from pipelines.month.other_districts import priors_of
from pipelines.month.rescoring import PublishedList, list_again, newest_list, rules_of
from pipelines.month.rule_notice import named
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.settings import load_settings
from reports.rule_lines import RuleTrial, trial_lines
from reports.words.text import Words
from warehouse import names
from warehouse.ops.audit import verify
from warehouse.ops.rule_log import rule_steps
from warehouse.periods import month_key
from warehouse.store import Store
from warehouse.vocabulary import Language

# A digest or a correction is longer than a line.
VALUE_MOST = 60


def try_rules(home: DataDir, file: Path, language: Language = "zh", *, is_json: bool = False) -> list[str]:
    """Return who would come and go in the newest published list by a changed settings file, in lines or as JSON.

    Raises UsageError where no list is out, SettingsError where the file is none of the configuration or does not fit.
    """
    published = newest_list(Archive(home.ops, home.briefings))
    if published is None:
        raise UsageError("no list is out yet, so there is nothing to try rules on; publish a month with `earlywarn run` first")
    with open_to_read(home) as store:
        trial = _trial(store, home, file, published)
    if is_json:
        told = {"month": month_key(trial.list_month), "is_beside_today": trial.is_beside_today}
        changed = trial.rules.filter("is_changed")
        return [json_document("rules_try", {**told, "rules": changed, "effects": trial.effects})]
    return trial_lines(trial, Words(language))


def rule_log_lines(home: DataDir, most: int) -> list[str]:
    """Return the last changes of rules, one a line, with whether the chain that holds them is whole."""
    steps = rule_steps(home.ops)[-most:]
    lines = [f"{step.at}  {step.who}  {step.rule}: {_shortened(step.then)} -> {_shortened(step.now)}" for step in steps]
    verdict = verify(home.ops) if home.ops.exists() else None
    state = "" if verdict is None else "; the chain is whole" if verdict.is_whole else f"; the chain is broken: {verdict.problem}"
    return [*lines, f"{len(lines) or 'no'} changes{state}"]


def _shortened(value: str | None) -> str:
    return "not set" if value is None else value if len(value) <= VALUE_MOST else f"{value[:VALUE_MOST]}..."


def _trial(store: Store, home: DataDir, file: Path, published: PublishedList) -> RuleTrial:
    """Return what the file does; the list is made again only where it changes a rule."""
    settings = load_settings(home.config)
    run = MonthRun(published.month, as_of_day(published.month, today()), settings, home, StageTables(store))
    tried = replace(run, settings=load_settings(home.config, file))
    priors, day = priors_of(run), published.as_of
    compared = compare_rules(rules_of(tried.settings, priors, day), rules_of(settings, priors, day), published.month)
    # What has changed since is not the file's doing.
    is_beside_today = have_changed(compare_rules(rules_of(settings, priors, day), published.rules, published.month))
    effects = list_effects(published.candidates, published.candidates)
    if have_changed(compared):
        before = _again(run, published) if is_beside_today else published.candidates
        effects = list_effects(before, _again(tried, published))
    return RuleTrial(file.name, published.month, compared, named(effects, run.known(names.REGISTER)), is_beside_today)


def _again(run: MonthRun, published: PublishedList) -> pl.DataFrame:
    return list_again(run, published.month, published.as_of)
