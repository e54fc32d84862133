"""Notes, before a job begins, who is at work when rules or corrections are others than those seen last.

In: which rules there are, and who it was for the notes of a bulletin. Out: the chain of what was noted (warehouse.ops.rule_log), words
(reports).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Final

import polars as pl

from pipelines.clock import now
from pipelines.config.environment import user_name
from pipelines.data_dir import DataDir
from pipelines.month.rescoring import rules_of
from pipelines.settings import Settings, load_settings
from reports.frames import empty
from warehouse.corrections.correction import Correction
from warehouse.ops.rule_log import RuleStep, note_rules
from warehouse.rule_vocabulary import DATA

CORRECTION: Final = "correction."


def watch_rules(home: DataDir) -> int:
    """Note rules that are others than those seen last, with who is at work; returns how many changed."""
    return note_rules(home.ops, now().isoformat(timespec="seconds"), user_name(), watched_rules(load_settings(home.config)))


def correction_name(correction: Correction) -> str:
    """Return the name a correction is noted by: what it is about and from which day."""
    return CORRECTION + "/".join(map(str, (*correction.key, correction.reported_on)))


def watched_rules(settings: Settings) -> dict[str, str]:
    """Return what is watched by name: every rule of a list, and every correction of a figure by what it is about."""
    rules = {f"{kind}.{setting}": value for kind, setting, value in rules_of(settings).rows() if kind != DATA}
    return rules | {correction_name(each): _text(asdict(each)) for each in settings.corrections}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def rule_log(rules: pl.DataFrame, steps: list[RuleStep], since: date | None) -> pl.DataFrame:
    """Return who was at work when the changed rules of a list came in: kind, setting, changed_at, changed_by.

    `rules`: out_rules of the month; `since`: the as-of day of the list it is compared with. Of several changes to the same value the first
    after that day counts, so that a bulletin made again says the same.
    """
    found: dict[tuple[str, str | None], RuleStep] = {}
    for step in reversed(steps):
        if since is None or step.at[:10] > since.isoformat():
            found[step.rule, step.now] = step
    changed = rules.filter(pl.col("is_changed").fill_null(False)).select("kind", "setting", "value_text").rows()
    noted = [(kind, setting, found.get((f"{kind}.{setting}", value))) for kind, setting, value in changed]
    rows = [
        {"kind": kind, "setting": setting, "changed_at": step.at, "changed_by": step.who}
        for kind, setting, step in noted
        if step is not None
    ]
    return pl.DataFrame(rows, schema=empty("rule_log").schema).sort("changed_at", "changed_by", "kind", "setting")
