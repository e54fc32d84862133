"""The rules a list is made by, what of them changed since another list, and who comes and goes by it on the same figures.

In: settings, and a list as published and as made again. Out: making it again (pipelines.month.rescoring), words (reports).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Final

import polars as pl

from models.month_settings import MonthSettings
from models.risk.priors import PRIORS, RiskPrior
from models.risk.settings import RiskSettings
from models.warnings.levels import severity_of
from models.warnings.settings import LevelSettings
from warehouse.rule_vocabulary import CHANNEL, CODE, DATA, MODEL, PRIOR, THRESHOLD

# What explains a list, or says by when somebody answers, and has no part in who is on it and at which level.
NOT_DECIDING: Final = frozenset({
    "respond_days", "clear_share", "clear_months", "reason_fall_share", "reason_least", "reasons_most", "measures_most", "silent_months",
    "signal_months", "district_down_share",
})  # fmt: skip
SCORING: Final = "scoring"
CORRECTIONS: Final = "corrections"
FACTS: Final = "facts"
_COLUMNS: Final = {"kind": pl.String, "setting": pl.String, "value_text": pl.String}


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that decides a list besides figures: settings, channels that may not be used, the scoring code's digest.

    `corrections`: a digest of the corrections of figures, which belong to the figures. `priors`: what both risks are fitted towards.
    """

    levels: LevelSettings
    month: MonthSettings
    risk: RiskSettings
    locked: Sequence[str]
    code: str
    corrections: str
    priors: Mapping[str, RiskPrior] = field(default_factory=lambda: PRIORS)

    def frame(self) -> pl.DataFrame:
        """Return one row a rule: kind, setting, value_text (JSON), sorted."""
        deciding = {item.name: getattr(self.levels, item.name) for item in fields(self.levels) if item.name not in NOT_DECIDING}
        # One entry each: of a matrix, the cell that changed is what a reader wants to know.
        rows = [(THRESHOLD, *row) for row in _leaves(deciding)]
        rows += [(CHANNEL, "locked", _json(sorted(self.locked)))]
        rows += [(MODEL, *row) for row in _leaves({"month": asdict(self.month), "risk": asdict(self.risk)})]
        rows += [(PRIOR, *row) for row in _leaves(_weights(self.priors))]
        rows += [(CODE, SCORING, _json(self.code)), (DATA, CORRECTIONS, _json(self.corrections))]
        return pl.DataFrame(rows, schema=_COLUMNS, orient="row").sort("kind", "setting")


def _weights(priors: Mapping[str, RiskPrior]) -> dict[str, Any]:
    """Return what is made of each feature before a district's past is looked at: weight and spread; a step is named by where it begins."""
    weights = {risk: zip(_names(prior), prior.mean, prior.spread, strict=True) for risk, prior in priors.items()}
    return {risk: {name: [float(mean), float(spread)] for name, mean, spread in rows} for risk, rows in weights.items()}


def _names(prior: RiskPrior) -> list[str]:
    steps = [one.key if one.from_value is None else f"{one.key}>={one.from_value:g}" for one in prior.features]
    return ["intercept", *steps]


def _leaves(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield every value below a table by its dotted name; an empty table is a value."""
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def compare_rules(now: pl.DataFrame, then: pl.DataFrame | None, list_month: date | None) -> pl.DataFrame:
    """Lay rules (kind, setting, value_text) beside those of an earlier list: rows of out_rules, without the month.

    `then`: None or empty where that list did not keep its rules; only the code is certain to be another one then. `list_month`: None where
    no earlier list is out, and nothing has changed.
    """
    if list_month is None:
        return now.with_columns(list_month=pl.lit(None, pl.Date), value_text_then=pl.lit(None, pl.String), is_changed=pl.lit(False))
    known = pl.DataFrame(schema=_COLUMNS) if then is None else then.select(list(_COLUMNS))
    both = now.join(known.rename({"value_text": "value_text_then"}), on=["kind", "setting"], how="full", coalesce=True)
    is_code = (pl.col("kind") == CODE) & pl.col("value_text").is_not_null()
    is_changed = pl.col("value_text").ne_missing(pl.col("value_text_then")) if known.height else is_code
    compared = both.with_columns(list_month=pl.lit(list_month), is_changed=is_changed)
    return compared.select(*_COLUMNS, "list_month", "value_text_then", "is_changed").sort("kind", "setting")


def have_changed(compared: pl.DataFrame) -> bool:
    """Whether a rule changed by which who is listed may change; figures are no rule."""
    return bool(compared.filter("is_changed", pl.col("kind") != DATA).height)


def list_effects(published: pl.DataFrame, again: pl.DataFrame) -> pl.DataFrame:
    """Say what other rules do to a published list: uscc, effect, level_then, level_now, combined_risk_then, combined_risk_now.

    `published`, `again`: candidates (uscc, is_listed, level, combined_risk) as published and as made again. Whoever stays listed at the
    same level has no row, and neither has who is listed by none of the two.
    """
    sides = [_side(published, "then"), _side(again, "now")]
    both = sides[0].join(sides[1], on="uscc", how="full", coalesce=True)
    was, comes = pl.col("level_then").is_not_null(), pl.col("level_now").is_not_null()
    before, after = severity_of("level_then"), severity_of("level_now")
    effect = (
        pl.when(comes & ~was)
        .then(pl.lit("came"))
        .when(was & ~comes)
        .then(pl.lit("left"))
        .when(after > before)
        .then(pl.lit("raised"))
        .when(after < before)
        .then(pl.lit("lowered"))
    )
    columns = ("uscc", "effect", "level_then", "level_now", "combined_risk_then", "combined_risk_now")
    return both.with_columns(effect=effect).filter(pl.col("effect").is_not_null()).select(columns).sort("uscc")


def _side(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return code, level of those listed, and risk of one list's candidates."""
    level = pl.when(pl.col("is_listed").fill_null(False)).then(pl.col("level"))
    return rows.select("uscc", level.alias(f"level_{name}"), pl.col("combined_risk").alias(f"combined_risk_{name}"))
