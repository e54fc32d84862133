"""What a run says at the terminal before it publishes a list by changed rules."""

from datetime import date
from typing import Final

import polars as pl

from pipelines.month.rescoring import RuleChange
from reports.rule_lines import notice_lines
from reports.words.text import Words

LINES: Final = "lines"


def rule_notice(change: RuleChange, register: pl.DataFrame, month: date) -> dict[str, list[str]]:
    """Return the lines of a notice, in the terminal's English; `register`: whose names are known."""
    return {LINES: notice_lines(change.rules, named(change.effects, register), month, Words("en"))}


def named(effects: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """Return who comes and goes with `name`; whoever the register lacks is named by its code."""
    joined = effects.join(register.select("uscc", "name"), on="uscc", how="left", maintain_order="left")
    return joined.with_columns(name=pl.coalesce("name", "uscc"))
