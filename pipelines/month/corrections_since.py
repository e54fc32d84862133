"""Corrections of figures that are others than those the list before was made with, and figures as corrected then.

In: the corrections in force and the chain of what was noted (warehouse.ops.rule_log). Out: what a correction does to figures
(warehouse.corrections), words (reports).
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from pipelines.month.figures import known_figures
from pipelines.month.rule_watch import CORRECTION, correction_name
from pipelines.month.run import MonthRun
from pipelines.month.table_groups import FIGURE_TABLES
from reports.frames import empty
from warehouse.corrections.correction import Correction
from warehouse.ops.rule_log import RuleStep, rule_steps
from warehouse.periods import month_of_key


def corrections_of(run: MonthRun, day: date) -> tuple[Correction, ...]:
    """Return the corrections that stood in the files at the end of a day, as far as they were noted."""
    found = {correction_name(each): each for each in run.settings.corrections}
    for step in reversed(_steps_after(run, day)):
        if step.then is None:
            found.pop(step.rule, None)
        else:
            found[step.rule] = _read(step.then)
    return tuple(found[name] for name in sorted(found))


def figures_of_then(run: MonthRun, day: date) -> pl.DataFrame:
    """Return the figures known on an earlier day as they were corrected then: what was entered since may go back further than the day."""
    then, now = (
        {each for each in corrections if each.is_in_force(day)} for corrections in (corrections_of(run, day), run.settings.corrections)
    )
    if then == now:
        return run.figures_at(day)
    run.tables.require(*FIGURE_TABLES)
    ordered = tuple(sorted(then, key=lambda each: (each.key, each.reported_on)))
    return known_figures(run.tables, day, replace(run.settings, corrections=ordered), run.use_at(day))


def changed_corrections(run: MonthRun, since: date | None) -> pl.DataFrame:
    """Return what was entered, changed and ended since the day of an earlier list, with who was at work when it was first seen.

    Columns: those of the frame `corrections` that no register knows. Empty where there is no earlier list.
    """
    if since is None:
        return _frame([])
    then = {correction_name(each): each for each in corrections_of(run, since) if each.is_in_force(since)}
    now = {correction_name(each): each for each in run.settings.corrections if each.is_in_force(run.as_of)}
    steps = {step.rule: step for step in _steps_after(run, since)}
    changed = [name for name in sorted({*then, *now}) if then.get(name) != now.get(name)]
    return _frame([_row(then.get(name), now.get(name), steps.get(name)) for name in changed])


def _row(then: Correction | None, now: Correction | None, step: RuleStep | None) -> dict[str, Any]:
    """Return one correction as it is used now, or was used last where it is not any more."""
    shown = now or then
    if shown is None:
        raise ValueError("neither a correction of then nor one of now was given, needed one of them")
    is_used = now is not None and now.action == "replace"
    return {
        "uscc": shown.enterprise,
        "indicator": shown.indicator,
        "period": month_of_key(shown.period),
        "basis": shown.basis,
        "change": "ended" if now is None else "entered" if then is None else "changed",
        "action": shown.action,
        "delivered_value": shown.expect,
        "used_value": shown.value if is_used else None,
        "reason": shown.reason,
        "reported_by": shown.reported_by,
        "reported_on": shown.reported_on,
        "changed_at": step.at if step else None,
        "changed_by": step.who if step else None,
    }


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = {name: dtype for name, dtype in empty("corrections").schema.items() if name not in ("name", "street", "tier", "owner")}
    known = {name: dtype for name, dtype in schema.items() if not name.startswith("level_")}
    return pl.DataFrame(rows, schema=known, orient="row").sort("uscc", "indicator", "period", "basis", "reported_on")


def _steps_after(run: MonthRun, day: date) -> list[RuleStep]:
    """Return the changes of corrections that were noted after a day."""
    return [step for step in rule_steps(run.home.ops) if step.rule.startswith(CORRECTION) and step.at[:10] > day.isoformat()]


def _read(text: str) -> Correction:
    """Return a correction as the chain holds it."""
    values: Mapping[str, Any] = json.loads(text)
    days = {name: date.fromisoformat(values[name]) for name in ("reported_on", "until") if values.get(name)}
    return Correction(**{**values, **days})
